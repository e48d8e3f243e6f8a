#![doc = include_str!("ca_trap_005.md")]

use uuid::Uuid;

use crate::check::policy_shape::{is_application, is_in_use};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-005",
    severity: Severity::Note,
    summary: "a sign-in frequency on one Microsoft 365 service",
    explanation: include_str!("ca_trap_005.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Exchange Online, SharePoint Online and Microsoft Teams Services, whose clients sign in to one another.
const SERVICES: [Uuid; 3] = [
    Uuid::from_u128(0x00000002_0000_0ff1_ce00_000000000000),
    Uuid::from_u128(0x00000003_0000_0ff1_ce00_000000000000),
    Uuid::from_u128(0xcc15fd57_2c6c_4117_a88c_83b1d56b4bbe),
];

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        if policy.session.as_ref().is_none_or(|session| session.sign_in_frequency.is_none()) {
            continue;
        }
        let include = &policy.conditions.applications.include;
        let has = |service: &Uuid| include.iter().any(|target| is_application(target, &[*service]));
        let only_services = include.iter().all(|target| is_application(target, &SERVICES));
        if include.is_empty() || !only_services || SERVICES.iter().all(has) {
            continue;
        }
        let message = format!("policy `{}` has a sign-in frequency for part of Microsoft 365", policy.id);
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/session/signInFrequency"), message)
                .related(Place::policy(&policy.id, "/applications/include"), "on these services only")
                .help("write `applications: { include: [office365] }`"),
        );
    }
}
