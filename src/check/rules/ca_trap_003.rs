#![doc = include_str!("ca_trap_003.md")]

use uuid::Uuid;

use crate::check::policy_shape::{is_in_use, names_application, needed_control};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Id};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-003",
    severity: Severity::Note,
    summary: "MFA that a remote desktop cannot ask for",
    explanation: include_str!("ca_trap_003.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Azure Windows VM Sign-In.
const VM_SIGN_IN: Uuid = Uuid::from_u128(0x372140e0_b3b7_4226_8ef9_d57986796201);

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        if !names_application(policy, &[VM_SIGN_IN]) {
            continue;
        }
        let Some(control) = needed_control(policy, is_mfa) else { continue };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, control),
                format!("policy `{}` asks for MFA to sign in to Windows machines in Azure", policy.id),
            )
            .related(Place::policy(&policy.id, "/applications/include"), "on this resource")
            .help(
                "make sure that whoever signs in there uses Windows Hello or a web account, or leave it out",
            ),
        );
    }
}

fn is_mfa(item: &GrantItem<Id>) -> bool {
    matches!(item, GrantItem::BuiltIn(BuiltInControl::Mfa) | GrantItem::AuthenticationStrength(_))
}
