//! Which rows came before: pages that overlap, a file given twice, one day exported in two formats.
//!
//! Memory is fixed, 8 MiB, whatever the size of the export: a row is known again within about the next 500,000, and
//! beyond that with luck.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::SignIn;
use crate::model::parse_guid;

/// Rows that may be remembered in one place.
const PLACES: usize = 16;

/// Bits of a hash that say in which place.
const BITS: u32 = 16;

/// Rows seen, the latest of each place.
#[derive(Debug)]
pub struct Repeats {
    /// Hashes, [`PLACES`] for each place; 0 is none.
    hashes: Vec<u64>,
    /// By place, where the next one goes: on the oldest.
    next: Vec<u8>,
}

impl Default for Repeats {
    /// With all the room that is ever needed, so that the peak does not depend on the size of the export.
    fn default() -> Self {
        Self { hashes: vec![0; PLACES << BITS], next: vec![0; 1 << BITS] }
    }
}

impl Repeats {
    /// Whether a row came before: of the same id, person and result. A row without a GUID for an id is always new.
    ///
    /// Entra gives each row an id of its own. That the person and the result are compared too keeps rows apart whose
    /// ids were blanked out.
    pub fn is_repeat(&mut self, sign_in: &SignIn<'_>) -> bool {
        let Some(hash) = hash(sign_in) else { return false };
        let Ok(place) = usize::try_from(hash >> (u64::BITS - BITS)) else { return false };
        let (Some(hashes), Some(next)) =
            (self.hashes.get_mut(place * PLACES..(place + 1) * PLACES), self.next.get_mut(place))
        else {
            return false;
        };
        if hashes.contains(&hash) {
            return true;
        }
        if let Some(oldest) = hashes.get_mut(usize::from(*next)) {
            *oldest = hash;
        }
        *next = (*next + 1) % 16;
        false
    }
}

fn hash(sign_in: &SignIn<'_>) -> Option<u64> {
    let id = parse_guid(&sign_in.id).filter(|id| !id.is_nil())?;
    let mut hasher = DefaultHasher::new();
    (id, sign_in.subject_id, &sign_in.user_principal_name, sign_in.error_code).hash(&mut hasher);
    Some(hasher.finish().max(1))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn row(number: u128) -> SignIn<'static> {
        SignIn { id: Uuid::from_u128(number + 1).to_string().into(), ..SignIn::blank() }
    }

    #[test]
    fn a_row_is_new_once() {
        let mut repeats = Repeats::default();
        assert!(!repeats.is_repeat(&row(0)));
        assert!(repeats.is_repeat(&row(0)));
        assert!(!repeats.is_repeat(&SignIn { error_code: 50074, ..row(0) }));
        assert!(!repeats.is_repeat(&SignIn { user_principal_name: "ravi@contoso.com".into(), ..row(0) }));
    }

    #[test]
    fn rows_without_an_id_of_their_own_are_always_new() {
        let mut repeats = Repeats::default();
        for id in ["", "1", "{PII Removed}", "00000000-0000-0000-0000-000000000000"] {
            let row = SignIn { id: id.into(), ..SignIn::blank() };
            assert!(!repeats.is_repeat(&row) && !repeats.is_repeat(&row), "{id}");
        }
    }

    #[test]
    fn a_row_is_known_again_half_a_million_rows_later() {
        let mut repeats = Repeats::default();
        let rows = 500_000;
        assert_eq!((0..rows).filter(|number| repeats.is_repeat(&row(*number))).count(), 0);
        let forgotten = (0..rows).step_by(100).filter(|number| !repeats.is_repeat(&row(*number))).count();
        assert!(forgotten <= 5_000 / 50, "{forgotten} of 5,000 are forgotten");
    }
}
