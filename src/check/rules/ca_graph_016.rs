#![doc = include_str!("ca_graph_016.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ExternalTenants, Id};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-016",
    severity: Severity::Error,
    summary: "guests of no kind or no tenant",
    explanation: include_str!("ca_graph_016.md"),
    aliases: &[],
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
            let mut fault = |member: &str, message: String, help: &str| {
                let place = Place::policy(&policy.id, format!("{pointer}/{member}"));
                found.push(Finding::new(&RULE, place, message).help(help));
            };
            if guests.types.is_empty() {
                let message = format!("policy `{}` names guests of no type", policy.id);
                fault(
                    "types",
                    message,
                    "list the types, such as `b2bCollaborationGuest`, or write `guests: all`",
                );
            }
            let tenants = match &guests.tenants {
                Some(ExternalTenants::Enumerated(tenants)) => tenants,
                Some(ExternalTenants::All) | None => continue,
            };
            if tenants.is_empty() {
                let message = format!("policy `{}` names guests of no tenant", policy.id);
                fault("tenants", message, "list tenant ids, or write `tenants: all`");
            }
            for (index, tenant) in tenants.iter().enumerate() {
                let is_id_or_placeholder = match tenant {
                    Id::Guid(_) => true,
                    Id::Text(text) => text.starts_with('<'),
                };
                if !is_id_or_placeholder {
                    let message = format!("policy `{}` names `{tenant}`, which is no tenant id", policy.id);
                    fault(&format!("tenants/{index}"), message, "use the tenant's id, a GUID");
                }
            }
        }
    }
}
