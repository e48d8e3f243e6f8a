//! Whether a policy may meet the accounts of Teams Rooms and of shared Teams phones.

use uuid::Uuid;

use super::policy_shape::{includes_everyone, is_application};
use crate::model::{ApplicationRef, FilterMode, Id, Policy, ReferenceKind};
use crate::workspace::TenantWorkspace;

/// Exchange Online, SharePoint Online and Microsoft Teams Services, which the devices sign in to.
const SERVICES: [Uuid; 3] = [
    Uuid::from_u128(0x00000002_0000_0ff1_ce00_000000000000),
    Uuid::from_u128(0x00000003_0000_0ff1_ce00_000000000000),
    Uuid::from_u128(0xcc15fd57_2c6c_4117_a88c_83b1d56b4bbe),
];

/// Words in the names of groups that hold such accounts.
const WORDS: [&str; 6] = ["room", "hub", "teams", "mtr", "device", "resource"];

/// Whether a policy is for everyone on what the devices use, and nothing in it looks as if they were left out: no
/// excluded place, no excluding device filter, no excluded group whose name speaks of them.
pub(super) fn are_reached(workspace: &TenantWorkspace, policy: &Policy<Id>) -> bool {
    let conditions = &policy.conditions;
    let applications = &conditions.applications;
    let on_services = applications.include.iter().any(|target| {
        matches!(target, ApplicationRef::All | ApplicationRef::Office365) || is_application(target, &SERVICES)
    });
    let leaves_out_places =
        conditions.locations.as_ref().is_some_and(|locations| !locations.exclude.is_empty());
    let leaves_out_devices =
        conditions.device_filter.as_ref().is_some_and(|filter| filter.mode == FilterMode::Exclude);
    let leaves_out_group = conditions.users.exclude.groups.iter().any(|group| {
        let name = workspace.names.get(&(ReferenceKind::Group, group.clone()));
        name.is_none_or(|name| {
            let name = name.to_lowercase();
            WORDS.iter().any(|word| name.contains(word))
        })
    });
    includes_everyone(policy) && on_services && !leaves_out_places && !leaves_out_devices && !leaves_out_group
}
