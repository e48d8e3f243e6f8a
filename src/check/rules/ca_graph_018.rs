#![doc = include_str!("ca_graph_018.md")]

use crate::catalogue::is_public_client;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, Id, ReferenceKind};

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-018",
    severity: Severity::Warning,
    summary: "a client as the target",
    explanation: include_str!("ca_graph_018.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let applications = &policy.conditions.applications;
        for (side, list) in [("include", &applications.include), ("exclude", &applications.exclude)] {
            let pointer = format!("/applications/{side}");
            for (index, target) in list.iter().enumerate() {
                let ApplicationRef::Application(Id::Guid(id)) = target else { continue };
                if !is_public_client(*id) {
                    continue;
                }
                let name = context.name(ReferenceKind::Application, &Id::Guid(*id));
                let message =
                    format!("policy `{}` {side}s `{name}`, which is a client and no resource", policy.id);
                // An exclusion without effect can go; what an inclusion meant, only its author knows.
                let fix = match side {
                    "exclude" => context.item_removal(format!("remove `{name}`"), policy, &pointer, index),
                    _ => None,
                };
                found.push(
                    Finding::new(&RULE, context.item(policy, &pointer, index), message)
                        .help("name what it signs in to, such as `Windows Azure Service Management API`")
                        .fix(fix),
                );
            }
        }
    }
}
