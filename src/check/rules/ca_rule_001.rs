#![doc = include_str!("ca_rule_001.md")]

use crate::check::{Context, Finding, Rule, nearest_name, rules_named};
use crate::diagnostic::{Severity, did_you_mean};
use crate::syntax::pointer_push;
use crate::workspace::Place;
use crate::workspace::document::RuleSetting;

pub(super) static RULE: Rule = Rule {
    id: "CA-RULE-001",
    severity: Severity::Warning,
    summary: "a setting for no rule",
    explanation: include_str!("ca_rule_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for setting in &context.workspace.rules.rules {
        let place = pointer_push("/rules", &setting.id);
        let rules: Vec<_> = rules_named(&setting.id).collect();
        if rules.is_empty() {
            found.push(unknown_rule(Place::tenant(place).key(), &setting.id));
        } else {
            found.extend(fixed_severity(setting, &rules, &place));
            check_options(setting, &rules, &place, found);
        }
    }
}

/// What to say of a severity for rules that keep theirs.
fn fixed_severity(setting: &RuleSetting, rules: &[&Rule], place: &str) -> Option<Finding> {
    let is_fixed = setting.severity.is_some() && rules.iter().all(|rule| FIXED.contains(&rule.id));
    let message = || format!("rule `{}` is always an error", setting.id);
    is_fixed.then(|| {
        Finding::new(&RULE, Place::tenant(place).key(), message())
            .help("remove it: nothing is compiled until every name has an id")
    })
}

/// Rules whose findings are made while names are resolved.
const FIXED: &[&str] = &["CA-PORT-002", "CA-PORT-003"];

/// What to say of a name that no rule has.
fn unknown_rule(place: Place, name: &str) -> Finding {
    let finding = Finding::new(&RULE, place, format!("there is no rule `{name}`"));
    finding.help(match nearest_name(name) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`gatewright rules` lists them".to_owned(),
    })
}

fn check_options(setting: &RuleSetting, rules: &[&Rule], place: &str, found: &mut Vec<Finding>) {
    let known: Vec<&str> = rules.iter().flat_map(|rule| rule.options).map(|option| option.name).collect();
    for (name, _) in setting.options.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        let place = Place::tenant(pointer_push(place, name)).key();
        let finding = Finding::new(&RULE, place, format!("rule `{}` has no option `{name}`", setting.id));
        found.push(finding.help(match did_you_mean(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "it has none; remove it".to_owned(),
            None => format!("it has `{}`", known.join("`, `")),
        }));
    }
}
