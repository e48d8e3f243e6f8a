#![doc = include_str!("ca_graph_016.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ExternalTenants;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-016",
    severity: Severity::Error,
    summary: "guests of no type or no tenant",
    explanation: include_str!("ca_graph_016.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let users = &policy.conditions.users;
        for (guests, pointer) in [
            (&users.include.guests, "/users/include/guests"),
            (&users.exclude.guests, "/users/exclude/guests"),
        ] {
            let Some(guests) = guests else { continue };
            if guests.types.is_empty() {
                let message = format!("policy `{}` names guests of no type", policy.id);
                found.push(
                    Finding::new(&RULE, Place::policy(&policy.id, format!("{pointer}/types")), message)
                        .help("list the types, such as `b2bCollaborationGuest`, or write `guests: all`"),
                );
            }
            if guests.tenants == Some(ExternalTenants::Enumerated(Vec::new())) {
                let message = format!("policy `{}` names guests of no tenant", policy.id);
                found.push(
                    Finding::new(&RULE, Place::policy(&policy.id, format!("{pointer}/tenants")), message)
                        .help("list tenant ids, or write `tenants: all`"),
                );
            }
        }
    }
}
