#![doc = include_str!("ca_trap_011.md")]

use uuid::Uuid;

use crate::check::policy_shape::{is_in_use, names_application, needed_control};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-011",
    severity: Severity::Warning,
    summary: "enrollment that needs an enrolled device",
    explanation: include_str!("ca_trap_011.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Microsoft Intune Enrollment.
const ENROLLMENT: Uuid = Uuid::from_u128(0xd4ebce55_015a_49b5_a083_c84d1797ae8c);

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let compliant = GrantItem::BuiltIn(BuiltInControl::CompliantDevice);
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        if !names_application(policy, &[ENROLLMENT]) {
            continue;
        }
        let Some(control) = needed_control(policy, |item| *item == compliant) else { continue };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, control),
                format!("policy `{}` asks for a compliant device to enroll one", policy.id),
            )
            .related(Place::policy(&policy.id, "/applications/include"), "on this resource")
            .help("ask for `mfa` instead"),
        );
    }
}
