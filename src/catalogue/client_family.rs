//! Microsoft's family of clients, which share their refresh tokens.
//!
//! They are clients; which of them are resources that a policy can target is not said here.

use std::sync::LazyLock;

use uuid::Uuid;

use super::table;

const TABLE: &str = include_str!("client_family.tsv");

static CLIENTS: LazyLock<Vec<(Uuid, &'static str)>> = LazyLock::new(|| table::load(TABLE, client));

/// The display name of a client of the family; none if the application is not known to be one.
pub fn client_of_family(application: Uuid) -> Option<&'static str> {
    CLIENTS.iter().find(|(id, _)| *id == application).map(|(_, name)| *name)
}

fn client([id, display_name]: [&'static str; 2]) -> Option<(Uuid, &'static str)> {
    Some((Uuid::parse_str(id).ok()?, display_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_once() {
        assert_eq!(CLIENTS.len(), table::lines(TABLE).count());
        assert!(CLIENTS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
