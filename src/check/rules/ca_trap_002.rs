#![doc = include_str!("ca_trap_002.md")]

use uuid::Uuid;

use crate::check::policy_shape::{is_application, is_in_use, needed_control};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, BuiltInControl, DevicePlatform, GrantItem, Id};

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-002",
    severity: Severity::Note,
    summary: "a control that stops Defender on phones from reporting",
    explanation: include_str!("ca_trap_002.md"),
    aliases: &[],
    options: &[],
    check,
};

/// `MicrosoftDefenderATP XPlat`, through which Defender reports the risk of a device.
const DEFENDER: Uuid = Uuid::from_u128(0xa0e84e36_b067_4d5c_ab4a_3db38e598ae2);

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        let Some(platforms) = &policy.conditions.platforms else { continue };
        let phone = [DevicePlatform::Android, DevicePlatform::IOS]
            .into_iter()
            .find(|phone| platforms.include.contains(phone) && !platforms.exclude.contains(phone));
        let Some(phone) = phone else { continue };
        let applications = &policy.conditions.applications;
        let reaches_defender = applications.include.contains(&ApplicationRef::All)
            && !applications.exclude.iter().any(|target| is_application(target, &[DEFENDER]));
        let Some(control) = needed_control(policy, depends_on_defender).filter(|_| reaches_defender) else {
            continue;
        };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, control),
                format!(
                    "policy `{}` keeps Defender on phones from reporting the risk of the device",
                    policy.id
                ),
            )
            .related(context.entry(policy, "/platforms/include", phone.as_graph()), "on this platform")
            .help("exclude `MicrosoftDefenderATP XPlat`, if Defender for Endpoint is used on phones"),
        );
    }
}

/// What may be refused until Defender has reported.
fn depends_on_defender(item: &GrantItem<Id>) -> bool {
    matches!(
        item,
        GrantItem::BuiltIn(
            BuiltInControl::CompliantDevice
                | BuiltInControl::CompliantApplication
                | BuiltInControl::ApprovedApplication
        )
    )
}
