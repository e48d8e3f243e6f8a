//! Early-bound dependencies between services: to sign in to the one, the policies of the other must be met too.

use std::sync::LazyLock;

use uuid::Uuid;

use super::table;

const TABLE: &str = include_str!("service_dependencies.tsv");

static DEPENDENCIES: LazyLock<Vec<ServiceDependency>> = LazyLock::new(|| table::load(TABLE, dependency));

/// A service that another depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceDependency {
    /// The application that is signed in to.
    pub of: Uuid,
    /// The application that it depends on.
    pub on: Uuid,
    /// The display name of that.
    pub display_name: &'static str,
}

/// What an application depends on, by application id.
pub fn service_dependencies(of: Uuid) -> &'static [ServiceDependency] {
    // INVARIANT: the table is sorted by the first column; a test holds it.
    let start = DEPENDENCIES.partition_point(|dependency| dependency.of < of);
    let rest = DEPENDENCIES.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|dependency| dependency.of == of)).unwrap_or_default()
}

fn dependency([of, _, on, display_name]: [&'static str; 4]) -> Option<ServiceDependency> {
    Some(ServiceDependency { of: Uuid::parse_str(of).ok()?, on: Uuid::parse_str(on).ok()?, display_name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::application_by_id;

    #[test]
    fn every_row_is_read_and_of_known_applications() {
        assert_eq!(DEPENDENCIES.len(), table::lines(TABLE).count());
        assert!(DEPENDENCIES.is_sorted());
        for dependency in DEPENDENCIES.iter() {
            assert!(application_by_id(dependency.of).is_some(), "{dependency:?}");
            assert!(application_by_id(dependency.on).is_some(), "{dependency:?}");
        }
    }

    #[test]
    fn teams_depends_on_exchange_and_sharepoint() {
        let teams = Uuid::from_u128(0xcc15_fd57_2c6c_4117_a88c_83b1_d56b_4bbe);
        let names: Vec<_> = service_dependencies(teams).iter().map(|found| found.display_name).collect();
        assert_eq!(
            names,
            ["Office 365 Exchange Online", "Office 365 SharePoint Online", "Skype for Business Online"]
        );
        assert_eq!(service_dependencies(Uuid::nil()), []);
    }
}
