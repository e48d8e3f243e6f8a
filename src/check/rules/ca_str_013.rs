#![doc = include_str!("ca_str_013.md")]

use crate::check::{Context, Finding, Rule, RuleOption};
use crate::diagnostic::Severity;
use crate::model::State;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-013",
    severity: Severity::Note,
    summary: "disabled for a long time",
    explanation: include_str!("ca_str_013.md"),
    aliases: &["EntraZTAssess CA-010"],
    options: &[RuleOption { name: "days", default: 60, description: "days a policy may be disabled" }],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (policy, written) in context.written() {
        if written.contingency && policy.state != State::Disabled {
            let message = format!("policy `{}` is kept for contingencies, and is not disabled", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/contingency").key(), message)
                    .related(Place::policy(&policy.id, "/state"), "its state")
                    .help("remove `contingency`, or write `state: disabled`"),
            );
        }
        if written.contingency || policy.state != State::Disabled {
            continue;
        }
        let Some(since) = context.state_since(policy) else { continue };
        let days = (context.workspace.as_of - since).num_days();
        if days <= context.option(&RULE, "days") {
            continue;
        }
        let message =
            format!("policy `{}` has been disabled for {days} days, since {since} at the latest", policy.id);
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/state"), message)
                .help("remove it, or write `contingency: true` if it is kept on purpose"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    #[test]
    fn a_policy_that_was_disabled_long_ago_fires_unless_it_is_kept_on_purpose() {
        let fires = |fragment: &str, modified: &str| {
            let export = format!(
                r#"[{{"id": "66666666-6666-6666-6666-666666666666", "displayName": "CA001 - example",
                "createdDateTime": "2026-01-05T10:00:00Z", "modifiedDateTime": "{modified}T10:00:00Z",
                "state": "disabled", "conditions": {{"users": {{"includeUsers": ["All"]}},
                "applications": {{"includeApplications": ["All"]}}, "clientAppTypes": ["all"]}},
                "grantControls": {{"operator": "OR", "builtInControls": ["mfa"]}}}}]"#
            );
            let files = policy_file(fragment).with("deployed/policies.json", export);
            let mut found = Vec::new();
            check(&Context::new(&loaded(&files), None), &mut found);
            !found.is_empty()
        };
        assert!(fires("state: disabled\n", "2026-09-24"));
        assert!(!fires("state: disabled\n", "2026-09-25"));
        assert!(!fires("state: disabled\ncontingency: true\n", "2026-01-05"));
        assert!(!fires("state: reportOnly\n", "2026-01-05"));
    }
}
