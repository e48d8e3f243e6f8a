//! The sets of policies that promises are judged by: as they decide, with what is report-only switched on, and then without
//! the exclusions that somebody answers for.

use crate::check::Context;
use crate::model::{GrantControls, Id, NamedLocation, Policy, State};
use crate::syntax::Node;
use crate::workspace::{PlaceRoot, TenantWorkspace, proposed};

/// Sets of policies, each once.
pub(super) struct Sets {
    /// Of which the first is the set as it decides.
    pub(super) versions: Vec<Vec<Policy<Id>>>,
    pub(super) locations: Vec<NamedLocation>,
    /// With what is report-only switched on.
    pub(super) promoted: usize,
    /// The same without declared exclusions.
    pub(super) judged: usize,
    /// Which policies of those are report-only, by their place.
    pub(super) tried: Vec<usize>,
    /// Which of them block.
    pub(super) blocks: Vec<usize>,
}

/// The set as it decides.
pub(super) const ACTUAL: usize = 0;

impl Sets {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let workspace = context.workspace;
        let proposed = proposed(workspace, workspace.deployed.as_ref());
        let mut promoted = proposed.policies.clone();
        let mut tried = Vec::new();
        for (number, policy) in promoted.iter_mut().enumerate() {
            if policy.state == State::ReportOnly {
                policy.state = State::Enabled;
                tried.push(number);
            }
        }
        let mut judged = promoted.clone();
        for policy in &mut judged {
            leave_out_declared(workspace, policy);
        }
        let is_block = |policy: &Policy<Id>| policy.grant.as_ref().is_some_and(GrantControls::is_block);
        let blocks = judged.iter().enumerate().filter(|(_, policy)| is_block(policy));
        let blocks = blocks.map(|(number, _)| number).collect();
        let mut versions = vec![proposed.policies];
        let mut place = |set: Vec<Policy<Id>>| {
            versions.iter().position(|known| *known == set).unwrap_or_else(|| {
                versions.push(set);
                versions.len() - 1
            })
        };
        let (promoted, judged) = (place(promoted), place(judged));
        Self { versions, locations: proposed.locations, promoted, judged, tried, blocks }
    }

    /// Of each policy of each set, whether it includes and whether it excludes a role.
    pub(super) fn naming(&self, role: &Id) -> Vec<(bool, bool)> {
        let users = self.versions.iter().flatten().map(|policy| &policy.conditions.users);
        users.map(|users| (users.include.roles.contains(role), users.exclude.roles.contains(role))).collect()
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
