#![doc = include_str!("ca_str_008.md")]

use crate::check::policy_shape::{asks_for, grant_items};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Operator};

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-008",
    severity: Severity::Warning,
    summary: "a control that was retired or replaced",
    explanation: include_str!("ca_str_008.md"),
    aliases: &["MT.1072"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        for item in grant_items(policy) {
            if let GrantItem::CustomControl(name) = item {
                let message =
                    format!("policy `{}` asks for the custom control `{name}`, which is not MFA", policy.id);
                found.push(
                    Finding::new(&RULE, context.grant_item(policy, item), message)
                        .severity(Severity::Note)
                        .help("make the provider an external authentication method, and ask for `mfa`"),
                );
            }
        }
        if !asks_for(policy, &BuiltInControl::ApprovedApplication) {
            continue;
        }
        let place = context.grant_item(policy, &GrantItem::BuiltIn(BuiltInControl::ApprovedApplication));
        let message =
            format!("policy `{}` asks for `approvedApplication`, which is no longer enforced", policy.id);
        let finding = Finding::new(&RULE, place.clone(), message);
        let is_alternative = policy.grant.as_ref().is_some_and(|grant| grant.operator == Operator::Or)
            && asks_for(policy, &BuiltInControl::CompliantApplication);
        found.push(if is_alternative {
            finding
                .help("remove it; `compliantApplication` takes its place")
                .fix(context.removal("remove `approvedApplication`", place))
        } else {
            finding.help("use `compliantApplication` instead")
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Change;
    use crate::check::tests::{loaded, policy_file};

    #[test]
    fn what_is_an_alternative_already_is_removed() {
        let fix = |grant: &str| {
            let tenant = loaded(&policy_file(&format!("grant: {grant}\n")));
            let mut found = Vec::new();
            check(&Context::new(&tenant, None), &mut found);
            found.remove(0).fix
        };
        let both = fix("{ anyOf: [compliantApplication, approvedApplication] }").unwrap();
        assert_eq!(both.changes.len(), 1);
        assert_eq!(both.changes[0].0.pointer, "/grant/anyOf/1");
        assert_eq!(both.changes[0].1, Change::Remove);
        assert_eq!(fix("approvedApplication"), None);
        assert_eq!(fix("{ allOf: [compliantApplication, approvedApplication] }"), None);
    }
}
