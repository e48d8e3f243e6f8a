//! What Microsoft enforces beside the policies of a tenant, and which documents say so.
//!
//! Which applications mandatory MFA covers is said with the applications, which roles security defaults single out with
//! the roles.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::table;

const TABLE: &str = include_str!("enforcement.tsv");

static FACTS: LazyLock<Vec<EnforcementFact>> = LazyLock::new(|| table::load(TABLE, fact));

/// Something that Microsoft enforces and no policy can exclude anybody from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enforcement {
    /// Mandatory MFA, phase 1: admin portals.
    MandatoryMfaPhase1,
    /// Mandatory MFA, phase 2: changes through the Azure control plane.
    MandatoryMfaPhase2,
    /// Security defaults.
    SecurityDefaults,
    /// Per-user MFA.
    PerUserMfa,
}

/// Since when something is enforced, and where that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnforcementFact {
    /// What.
    pub enforcement: Enforcement,
    /// The first day on which it may have reached a tenant.
    pub since: Option<NaiveDate>,
    /// The last day until which a tenant could postpone it.
    pub postponed_until: Option<NaiveDate>,
    /// The title of the document.
    pub document: &'static str,
    /// The day of the copy that was read.
    pub document_date: NaiveDate,
}

impl Enforcement {
    /// Each of them, in the order of output.
    pub const ALL: [Self; 4] =
        [Self::SecurityDefaults, Self::PerUserMfa, Self::MandatoryMfaPhase1, Self::MandatoryMfaPhase2];

    /// Our word in JSON, such as `mandatoryMfaPhase1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MandatoryMfaPhase1 => "mandatoryMfaPhase1",
            Self::MandatoryMfaPhase2 => "mandatoryMfaPhase2",
            Self::SecurityDefaults => "securityDefaults",
            Self::PerUserMfa => "perUserMfa",
        }
    }

    /// The words in text, such as `mandatory MFA of admin portals`.
    pub fn words(self) -> &'static str {
        match self {
            Self::MandatoryMfaPhase1 => "mandatory MFA of admin portals",
            Self::MandatoryMfaPhase2 => "mandatory MFA of Azure changes",
            Self::SecurityDefaults => "security defaults",
            Self::PerUserMfa => "per-user MFA",
        }
    }

    /// Where it is written.
    pub fn fact(self) -> Option<&'static EnforcementFact> {
        FACTS.iter().find(|fact| fact.enforcement == self)
    }
}

fn fact(
    [enforcement, since, postponed_until, document, document_date]: [&'static str; 5],
) -> Option<EnforcementFact> {
    Some(EnforcementFact {
        enforcement: Enforcement::ALL.into_iter().find(|known| known.as_str() == enforcement)?,
        since: since.parse().ok(),
        postponed_until: postponed_until.parse().ok(),
        document,
        document_date: document_date.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_enforcement_has_a_dated_document() {
        assert_eq!(FACTS.len(), table::lines(TABLE).count());
        for enforcement in Enforcement::ALL {
            assert!(enforcement.fact().is_some(), "{enforcement:?}");
        }
    }

    #[test]
    fn mandatory_mfa_can_no_longer_be_postponed() {
        let last = |phase: Enforcement| phase.fact().unwrap().postponed_until.unwrap().to_string();
        assert_eq!(last(Enforcement::MandatoryMfaPhase1), "2025-09-30");
        assert_eq!(last(Enforcement::MandatoryMfaPhase2), "2026-07-01");
    }
}
