//! Platform settings that the two sides of a simulation do not share.

use serde::Serialize;

use crate::model::{PlatformSettings, ResourceExclusions};

/// A platform setting that differs, named as `tenant.yaml` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlatformChange {
    /// The key, such as `securityDefaults`.
    pub setting: &'static str,
    /// What it is in force, such as `on`.
    pub base: String,
    /// What it is in what is proposed.
    pub proposed: String,
}

/// A setting's key, and what it is in words.
type Setting = (&'static str, fn(&PlatformSettings) -> String);

impl PlatformChange {
    /// What differs between two sides.
    pub fn between(base: &PlatformSettings, proposed: &PlatformSettings) -> Vec<Self> {
        let settings: [Setting; 5] = [
            ("securityDefaults", |platform| on_or_off(platform.security_defaults)),
            ("resourceExclusions", |platform| match &platform.resource_exclusions {
                ResourceExclusions::Legacy => "legacy".to_owned(),
                ResourceExclusions::Enforced => "enforced".to_owned(),
                ResourceExclusions::Custom(application) => format!("custom {application}"),
            }),
            ("mandatoryMfa.phase1", |platform| on_or_off(platform.mandatory_mfa.phase1)),
            ("mandatoryMfa.phase2", |platform| on_or_off(platform.mandatory_mfa.phase2)),
            ("mfaTrustedIps", |platform| match &platform.mfa_trusted_ips {
                None => "not said".to_owned(),
                Some(location) if location.ip_ranges().is_empty() => "none".to_owned(),
                Some(location) => location.ip_ranges().join(", "),
            }),
        ];
        let change = |(setting, of): Setting| {
            let (base, proposed) = (of(base), of(proposed));
            (base != proposed).then_some(Self { setting, base, proposed })
        };
        settings.into_iter().filter_map(change).collect()
    }

    /// In a few words: `securityDefaults on -> off`.
    pub(super) fn words(&self) -> String {
        format!("{} {} -> {}", self.setting, self.base, self.proposed)
    }
}

fn on_or_off(is_on: bool) -> String {
    if is_on { "on" } else { "off" }.to_owned()
}
