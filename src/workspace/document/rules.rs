//! `rules:` of `tenant.yaml`: how much what a rule finds matters to the tenant, and the numbers it sets.
//!
//! Which rules there are is not known here; `check` says what names none.

use super::read;
use crate::diagnostic::Severity;
use crate::syntax::{Entry, Node, Value};

/// `rules:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSettings {
    /// How much a finding matters where no setting of its rule says so.
    pub preset: Preset,
    /// Settings of single rules, in the order written.
    pub rules: Vec<RuleSetting>,
}

/// How much findings matter, over all rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Errors alone: what is refused, locks out or does not do what it says.
    Errors,
    /// Every rule at its own severity.
    #[default]
    Recommended,
    /// The same, and what the whole set of policies has to come to.
    Posture,
    /// What any tenant could be held to, and every finding one step up: notes are warnings, warnings are errors.
    Strict,
}

/// What a tenant sets of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// The rule's id, or what others call it, as written; the setting stands at `/rules/<id>`.
    pub id: String,
    /// How much its findings matter; `None` where only numbers are set.
    pub severity: Option<SeveritySetting>,
    /// Numbers by the names of the rule's options, at `/rules/<id>/<name>`.
    pub options: Vec<(String, i64)>,
}

/// How much the findings of a rule matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeveritySetting {
    /// Not at all: there are none.
    Off,
    /// All of them that much.
    As(Severity),
}

impl Preset {
    /// Every preset, from the fewest findings to the most.
    pub const ALL: &[Self] = &[Self::Errors, Self::Recommended, Self::Posture, Self::Strict];

    /// The word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Errors => "errors",
            Self::Recommended => "recommended",
            Self::Posture => "posture",
            Self::Strict => "strict",
        }
    }
}

impl SeveritySetting {
    /// Every setting, from the least to the most.
    pub const ALL: &[Self] =
        &[Self::Off, Self::As(Severity::Note), Self::As(Severity::Warning), Self::As(Severity::Error)];

    /// The word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::As(severity) => severity.as_str(),
        }
    }
}

/// The key of the preset, beside those of the rules.
pub(crate) const PRESET: &str = "preset";
/// The key of the severity in a rule's map, beside those of its options.
pub(crate) const SEVERITY: &str = "severity";

/// Reads `rules:` of a tenant that the schema has accepted.
pub(super) fn rule_settings(tenant: &Node) -> RuleSettings {
    let entries = read::entries(tenant, "rules");
    let preset = entries.iter().find(|entry| entry.key == PRESET).and_then(|entry| entry.value.as_str());
    RuleSettings {
        preset: Preset::ALL.iter().copied().find(|known| preset == Some(known.as_str())).unwrap_or_default(),
        rules: entries.iter().filter(|entry| entry.key != PRESET).map(setting).collect(),
    }
}

fn setting(entry: &Entry) -> RuleSetting {
    let severity = entry.value.as_str().or_else(|| entry.value.get(SEVERITY)?.as_str());
    let options = entry.value.entries().iter().filter_map(|option| match option.value.value {
        Value::Integer(number) => Some((option.key.clone(), number)),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Sequence(_) | Value::Mapping(_) => None,
    });
    RuleSetting {
        id: entry.key.clone(),
        severity: SeveritySetting::ALL.iter().copied().find(|known| severity == Some(known.as_str())),
        options: options.collect(),
    }
}
