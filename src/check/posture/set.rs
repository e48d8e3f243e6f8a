//! The sets of policies that promises are judged by: as they decide, without the exclusions that somebody answers for, and
//! that with what is report-only switched on.

use crate::check::Context;
use crate::model::{GrantControls, Id, NamedLocation, Policy, State};
use crate::syntax::Node;
use crate::workspace::{PlaceRoot, TenantWorkspace, proposed};

/// Sets of policies, each once.
pub(super) struct Sets {
    pub(super) versions: Vec<Vec<Policy<Id>>>,
    pub(super) locations: Vec<NamedLocation>,
    /// Without declared exclusions; the first version is the set as it decides.
    pub(super) judged: usize,
    /// The same with what is report-only switched on; none where nothing is.
    pub(super) switched_on: Option<usize>,
    /// Of those that would decide then, the ones that block: what somebody cannot show blocks them too, and is no block.
    pub(super) blocks: usize,
}

/// The set as it decides.
pub(super) const ACTUAL: usize = 0;

impl Sets {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let workspace = context.workspace;
        let proposed = proposed(workspace, workspace.deployed.as_ref());
        let mut versions = vec![proposed.policies];
        let mut judged: Vec<Policy<Id>> = versions.iter().flatten().cloned().collect();
        for policy in &mut judged {
            leave_out_declared(workspace, policy);
        }
        let mut add = |policies: Vec<Policy<Id>>| {
            versions.iter().position(|known| *known == policies).unwrap_or_else(|| {
                versions.push(policies);
                versions.len() - 1
            })
        };
        let is_tried = |policy: &Policy<Id>| policy.state == State::ReportOnly;
        let switched_on = judged.iter().any(is_tried).then(|| {
            let mut policies = judged.clone();
            policies
                .iter_mut()
                .filter(|policy| is_tried(policy))
                .for_each(|policy| policy.state = State::Enabled);
            add(policies)
        });
        let judged = add(judged);
        let all = versions.get(switched_on.unwrap_or(judged)).into_iter().flatten();
        let blocks = all.filter(|policy| policy.grant.as_ref().is_some_and(GrantControls::is_block)).cloned();
        let blocks = blocks.collect();
        versions.push(blocks);
        let blocks = versions.len() - 1;
        Self { versions, locations: proposed.locations, judged, switched_on, blocks }
    }
}

/// Takes the exclusions away that carry a reason, or that a change of the tenant made, which has one.
fn leave_out_declared(workspace: &TenantWorkspace, policy: &mut Policy<Id>) {
    let Some(tree) = workspace.trees.get(&PlaceRoot::Policy(policy.id.clone())) else { return };
    let changes = workspace.trees.get(&PlaceRoot::Tenant).and_then(|tree| tree.get("changes"));
    let is_declared = |item: &Node| {
        item.get("reason").is_some() || changes.is_some_and(|changes| changes.span.contains(item.span))
    };
    let declared = |list: &str| -> Vec<bool> {
        tree.at(list).map_or(&[][..], Node::items).iter().map(is_declared).collect()
    };
    let conditions = &mut policy.conditions;
    let excluded = &mut conditions.users.exclude;
    retain(&mut excluded.users, &declared("/users/exclude/users"));
    retain(&mut excluded.groups, &declared("/users/exclude/groups"));
    retain(&mut excluded.roles, &declared("/users/exclude/roles"));
    retain(&mut conditions.applications.exclude, &declared("/applications/exclude"));
    if let Some(platforms) = &mut conditions.platforms {
        retain(&mut platforms.exclude, &declared("/platforms/exclude"));
    }
    if let Some(locations) = &mut conditions.locations {
        retain(&mut locations.exclude, &declared("/locations/exclude"));
    }
}

/// Keeps the items that are not declared. INVARIANT: composition puts entries that do not count last, so a position in a
/// list is the same in the tree.
fn retain<T>(items: &mut Vec<T>, declared: &[bool]) {
    let mut position = 0;
    items.retain(|_| {
        position += 1;
        !declared.get(position - 1).copied().unwrap_or(false)
    });
}
