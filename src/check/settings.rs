//! What a tenant's `rules:` say of a rule: whether it is on, how much a finding matters, and its numbers.

use super::{RULES, Rule, posture};
use crate::diagnostic::{Severity, did_you_mean};
use crate::workspace::document::{Preset, RuleSetting, RuleSettings, SeveritySetting};

/// The rule of an id, in any case.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// The rules of a name, in any case: the one of that id, or those that others call so. Several of ours may make up one
/// check of another tool.
pub fn rules_named(name: &str) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(move |rule| rule.is_named(name))
}

/// The id or alias that a misspelt one was meant to be.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    let names = |rule: &&'static Rule| std::iter::once(rule.id).chain(rule.aliases.iter().copied());
    did_you_mean(name, RULES.iter().flat_map(names))
}

impl Rule {
    /// Whether that is the rule's id or one of its aliases, in any case.
    pub fn is_named(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}

/// Whether a rule may have findings at all.
pub(super) fn is_on(settings: &RuleSettings, rule: &Rule) -> bool {
    let is_named = || first(settings, rule, |_| Some(())).is_some();
    severity_setting(settings, rule) != Some(SeveritySetting::Off)
        && (is_held_to(settings.preset, rule) || is_named())
}

/// Whether a preset holds a tenant to a rule: a promise about the whole set is asked for.
fn is_held_to(preset: Preset, rule: &Rule) -> bool {
    match preset {
        Preset::Errors | Preset::Recommended => !posture::is_about_the_set(rule),
        Preset::Posture => !posture::is_advanced(rule),
        Preset::Strict => true,
    }
}

/// How much a finding of a rule matters to the tenant, given how much it matters by itself; `None` if not at all.
pub(super) fn severity(settings: &RuleSettings, rule: &Rule, own: Severity) -> Option<Severity> {
    match (severity_setting(settings, rule), settings.preset) {
        (Some(SeveritySetting::Off), _) => None,
        (Some(SeveritySetting::As(severity)), _) => Some(severity),
        (None, Preset::Errors) => (own == Severity::Error).then_some(own),
        (None, Preset::Recommended | Preset::Posture) => Some(own),
        (None, Preset::Strict) => Some(match own {
            Severity::Note => Severity::Warning,
            Severity::Warning | Severity::Error => Severity::Error,
        }),
    }
}

/// A number of a rule: what the tenant sets, else the rule's own.
pub(super) fn option(settings: &RuleSettings, rule: &Rule, name: &str) -> i64 {
    let number = |setting: &RuleSetting| {
        setting.options.iter().find(|(option, _)| option == name).map(|(_, number)| *number)
    };
    first(settings, rule, number).unwrap_or_else(|| {
        rule.options.iter().find(|option| option.name == name).map_or(0, |option| option.default)
    })
}

fn severity_setting(settings: &RuleSettings, rule: &Rule) -> Option<SeveritySetting> {
    first(settings, rule, |setting| setting.severity)
}

/// What the settings say of a rule by its id, else by an alias: an alias may mean several rules, an id one.
fn first<T>(settings: &RuleSettings, rule: &Rule, said: impl Fn(&RuleSetting) -> Option<T>) -> Option<T> {
    let by_id = settings.rules.iter().filter(|setting| setting.id.eq_ignore_ascii_case(rule.id));
    let by_name = settings.rules.iter().filter(|setting| rule.is_named(&setting.id));
    by_id.chain(by_name).find_map(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Finding, RuleOption};

    static RULE: Rule = Rule {
        id: "CA-LOCK-001",
        severity: Severity::Warning,
        summary: "",
        explanation: "",
        aliases: &["MT.1005"],
        options: &[RuleOption { name: "days", default: 30, description: "" }],
        check: |_, _: &mut Vec<Finding>| {},
    };

    fn settings(preset: Preset, rules: &[(&str, Option<SeveritySetting>, &[i64])]) -> RuleSettings {
        let setting = |(id, severity, days): &(&str, Option<SeveritySetting>, &[i64])| RuleSetting {
            id: (*id).to_owned(),
            severity: *severity,
            options: days.iter().map(|days| ("days".to_owned(), *days)).collect(),
        };
        RuleSettings { preset, rules: rules.iter().map(setting).collect() }
    }

    #[test]
    fn a_preset_moves_every_finding_and_a_setting_beats_it() {
        let off = [("CA-LOCK-001", Some(SeveritySetting::Off), &[][..])];
        let note = [("mt.1005", Some(SeveritySetting::As(Severity::Note)), &[][..])];
        for (preset, own, expected) in [
            (Preset::Errors, Severity::Error, Some(Severity::Error)),
            (Preset::Errors, Severity::Warning, None),
            (Preset::Recommended, Severity::Note, Some(Severity::Note)),
            (Preset::Strict, Severity::Note, Some(Severity::Warning)),
            (Preset::Strict, Severity::Warning, Some(Severity::Error)),
            (Preset::Strict, Severity::Error, Some(Severity::Error)),
        ] {
            assert_eq!(severity(&settings(preset, &[]), &RULE, own), expected, "{preset:?} {own:?}");
            assert_eq!(severity(&settings(preset, &off), &RULE, own), None);
            assert_eq!(severity(&settings(preset, &note), &RULE, own), Some(Severity::Note));
        }
    }

    #[test]
    fn an_id_beats_an_alias_part_by_part() {
        let both = settings(
            Preset::Recommended,
            &[
                ("MT.1005", Some(SeveritySetting::Off), &[7]),
                ("ca-lock-001", Some(SeveritySetting::As(Severity::Error)), &[]),
            ],
        );
        assert_eq!(severity(&both, &RULE, Severity::Note), Some(Severity::Error));
        assert_eq!(option(&both, &RULE, "days"), 7);
    }

    #[test]
    fn an_option_that_is_not_set_is_the_rules_own() {
        let settings = settings(Preset::Strict, &[("CA-LOCK-001", None, &[])]);
        assert_eq!(option(&settings, &RULE, "days"), 30);
    }
}
