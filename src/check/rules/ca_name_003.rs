#![doc = include_str!("ca_name_003.md")]

use crate::check::name_words::contradictions;
use crate::check::naming::named_policies;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-NAME-003",
    severity: Severity::Warning,
    summary: "a name that contradicts its policy",
    explanation: include_str!("ca_name_003.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for named in named_policies(context) {
        let Some(parts) = named.parts else { continue };
        let policy = named.policy;
        for contradiction in contradictions(policy, &parts) {
            let message = format!("the name of policy `{}` says {}", policy.id, contradiction.message);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/name"), message)
                    .related(Place::policy(&policy.id, contradiction.pointer), "the policy says this")
                    .help("change the name, or the policy if the name is what is meant"),
            );
        }
    }
}
