#![doc = include_str!("ca_trap_010.md")]

use crate::check::policy_shape::{is_in_use, needed_control};
use crate::check::{Change, Context, Finding, Fix, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Id, TransferMethod};
use crate::syntax::Node;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-010",
    severity: Severity::Note,
    summary: "a device asked for under device code flow",
    explanation: include_str!("ca_trap_010.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        let flows = &policy.conditions.authentication_flows;
        if !flows.iter().all(|flow| *flow == TransferMethod::DeviceCodeFlow) || flows.is_empty() {
            continue;
        }
        let Some(control) = needed_control(policy, is_of_the_device) else { continue };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, control),
                format!("policy `{}` asks for a device, which device code flow never shows", policy.id),
            )
            .related(Place::policy(&policy.id, "/authenticationFlows"), "under this condition")
            .help("write `grant: block`, which is what it does")
            .fix(Fix::new(
                "block",
                Place::policy(&policy.id, "/grant"),
                Change::Replace(Node::string("block")),
            )),
        );
    }
}

fn is_of_the_device(item: &GrantItem<Id>) -> bool {
    matches!(item, GrantItem::BuiltIn(BuiltInControl::CompliantDevice | BuiltInControl::DomainJoinedDevice))
}
