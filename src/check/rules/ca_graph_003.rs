#![doc = include_str!("ca_graph_003.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-003",
    severity: Severity::Error,
    summary: "every time beside what it excludes",
    explanation: include_str!("ca_graph_003.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let Some(session) = &policy.session else { continue };
        if session.sign_in_frequency.as_ref().is_none_or(|frequency| frequency.period.is_some()) {
            continue;
        }
        for (member, is_on) in [
            ("applicationEnforcedRestrictions", session.application_enforced_restrictions),
            ("disableResilienceDefaults", session.disable_resilience_defaults),
        ] {
            if is_on {
                let message = format!("policy `{}` asks every time, and has `{member}`", policy.id);
                found.push(
                    Finding::new(
                        &RULE,
                        Place::policy(&policy.id, format!("/session/{member}")).key(),
                        message,
                    )
                    .related(Place::policy(&policy.id, "/session/signInFrequency"), "asked every time here")
                    .help(format!("remove `{member}`, or write a period such as `4h`")),
                );
            }
        }
    }
}
