//! Which plans bring the features that Conditional Access needs.
//!
//! Service plans and seats assigned to people are the tenant's business; this is what the names stand for.

use std::sync::LazyLock;

use super::{Confidence, table};

const TABLE: &str = include_str!("licenses.tsv");

static LICENSES: LazyLock<Vec<License>> = LazyLock::new(|| table::load(TABLE, license));

/// A plan that a tenant can buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// The product name.
    pub name: &'static str,
    /// `skuPartNumber` of its variants, as Graph's `subscribedSkus` has them.
    pub sku_part_numbers: Vec<&'static str>,
    /// What it brings, P1 beside P2 included.
    pub features: Vec<Feature>,
    /// How sure the features are.
    pub confidence: Confidence,
    also_named: Vec<&'static str>,
}

/// What a plan brings, as far as it matters to Conditional Access: most of it a policy may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Conditional Access itself, named locations, strengths, terms of use, device filters.
    EntraIdP1,
    /// Sign-in and user risk, and its remediation.
    EntraIdP2,
    /// Device compliance and app protection.
    Intune,
    /// Policies on service principals.
    WorkloadIdentitiesPremium,
    /// Session control by Defender for Cloud Apps.
    DefenderForCloudApps,
    /// Insider risk, through Microsoft Purview Adaptive Protection.
    InsiderRisk,
    /// Compliant networks, filtering profiles and Global Secure Access targets.
    GlobalSecureAccess,
    /// Rooms that sign in by themselves. No policy needs it; some lock them out.
    TeamsRooms,
    /// Phones and panels that people share. No policy needs it; some lock them out.
    TeamsSharedDevices,
}

/// Every plan this version knows.
pub fn licenses() -> &'static [License] {
    &LICENSES
}

/// The plan of a product name or a part number, in any case.
pub fn license_by_name(name: &str) -> Option<&'static License> {
    licenses().iter().find(|license| license.names().any(|known| known.eq_ignore_ascii_case(name)))
}

/// What a service plan brings, by the name that Graph's `servicePlans` has for it; nothing for the many that do not
/// matter here ("Product names and service plan identifiers for licensing", from background knowledge).
pub fn feature_by_service_plan(name: &str) -> Option<Feature> {
    const SERVICE_PLANS: [(&str, Feature); 11] = [
        ("AAD_PREMIUM", Feature::EntraIdP1),
        ("AAD_PREMIUM_P2", Feature::EntraIdP2),
        ("INTUNE_A", Feature::Intune),
        ("INTUNE_EDU", Feature::Intune),
        ("AAD_WRKLDID_P1", Feature::WorkloadIdentitiesPremium),
        ("AAD_WRKLDID_P2", Feature::WorkloadIdentitiesPremium),
        ("ADALLOM_S_STANDALONE", Feature::DefenderForCloudApps),
        ("INSIDER_RISK", Feature::InsiderRisk),
        ("INSIDER_RISK_MANAGEMENT", Feature::InsiderRisk),
        ("Entra_Premium_Internet_Access", Feature::GlobalSecureAccess),
        ("Entra_Premium_Private_Access", Feature::GlobalSecureAccess),
    ];
    let known = SERVICE_PLANS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.map(|(_, feature)| *feature)
}

impl License {
    /// Whether it brings a feature.
    pub fn brings(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// All that it goes by: product names, then part numbers.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name)
            .chain(self.also_named.iter().copied())
            .chain(self.sku_part_numbers.iter().copied())
    }
}

impl Feature {
    /// The product that the feature belongs to, as Microsoft names it.
    pub fn words(self) -> &'static str {
        match self {
            Self::EntraIdP1 => "Microsoft Entra ID P1",
            Self::EntraIdP2 => "Microsoft Entra ID P2",
            Self::Intune => "Microsoft Intune",
            Self::WorkloadIdentitiesPremium => "Microsoft Entra Workload ID Premium",
            Self::DefenderForCloudApps => "Microsoft Defender for Cloud Apps",
            Self::InsiderRisk => "Microsoft Purview Adaptive Protection",
            Self::GlobalSecureAccess => "Microsoft Entra Internet Access or Private Access",
            Self::TeamsRooms => "Microsoft Teams Rooms",
            Self::TeamsSharedDevices => "Microsoft Teams Shared Devices",
        }
    }

    fn from_token(token: &str) -> Option<Self> {
        Some(match token {
            "EntraIdP1" => Self::EntraIdP1,
            "EntraIdP2" => Self::EntraIdP2,
            "Intune" => Self::Intune,
            "WorkloadIdentitiesPremium" => Self::WorkloadIdentitiesPremium,
            "DefenderForCloudApps" => Self::DefenderForCloudApps,
            "InsiderRisk" => Self::InsiderRisk,
            "GlobalSecureAccess" => Self::GlobalSecureAccess,
            "TeamsRooms" => Self::TeamsRooms,
            "TeamsSharedDevices" => Self::TeamsSharedDevices,
            _ => return None,
        })
    }
}

fn license([name, also_named, sku_part_numbers, features, confidence]: [&'static str; 5]) -> Option<License> {
    Some(License {
        name,
        sku_part_numbers: table::list(sku_part_numbers).collect(),
        features: table::list(features).map(Feature::from_token).collect::<Option<_>>()?,
        confidence: Confidence::from_token(confidence)?,
        also_named: table::list(also_named).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_a_name_is_one_plan() {
        assert_eq!(licenses().len(), table::lines(TABLE).count());
        let mut names: Vec<_> = licenses().iter().flat_map(License::names).map(str::to_lowercase).collect();
        names.sort();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn business_premium_brings_p1_and_intune() {
        let license = license_by_name("microsoft 365 business premium").unwrap();
        assert_eq!(license.features, [Feature::EntraIdP1, Feature::Intune]);
        assert_eq!(license_by_name("SPB"), Some(license));
    }

    #[test]
    fn business_basic_brings_nothing() {
        assert_eq!(license_by_name("Microsoft 365 Business Basic").unwrap().features, []);
    }

    #[test]
    fn p2_brings_p1_except_on_top_of_a_plan_that_has_it() {
        let add_ons = ["Microsoft Entra Suite"];
        for license in licenses().iter().filter(|license| license.brings(Feature::EntraIdP2)) {
            assert_eq!(license.brings(Feature::EntraIdP1), !add_ons.contains(&license.name), "{license:?}");
        }
    }
}
