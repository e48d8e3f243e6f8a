//! Which sign-ins promises speak of, and whose are set apart from others.

use std::collections::BTreeSet;

use super::set::Sets;
use super::{Asks, Promise, Who, synchronizes};
use crate::catalogue::roles;
use crate::check::Context;
use crate::model::{
    ApplicationRef, ClientApplications, ConditionSet, Id, Policy, ReferenceKind, ServicePrincipalRef, State,
    Subjects, UserAction, UserRef, Users,
};
use crate::space::{Region, Scope, Space, TooLarge};

impl Promise {
    /// The sign-ins it speaks of, and what is asked of them: of each role by itself, where it says so.
    /// Of roles that no policy tells apart one stands for all, where anybody may hold any of them.
    pub(super) fn scopes(&self, context: &Context<'_>, sets: &Sets, is_of_anybody: bool) -> Vec<Scope> {
        match self.who {
            Who::EachRole(is_one) => {
                let mut named = BTreeSet::new();
                let each = roles().iter().filter(|role| is_one(role)).map(|role| Id::Guid(role.id));
                let each = each.filter(|role| !is_of_anybody || named.insert(sets.naming(role)));
                each.map(|role| self.scope(context, holding([role]))).collect()
            }
            Who::Everyone | Who::People | Who::EmergencyAccess => vec![self.scope(context, everyone())],
            Who::Members => {
                let mut conditions = everyone();
                conditions.users.exclude.all_guests = true;
                vec![self.scope(context, conditions)]
            }
            Who::Guests => {
                let mut conditions = everyone();
                conditions.users.include = Subjects { all_guests: true, ..Subjects::default() };
                vec![self.scope(context, conditions)]
            }
            Who::Roles(is_one) | Who::Holders(is_one) => {
                let ids = roles().iter().filter(|role| is_one(role)).map(|role| Id::Guid(role.id));
                vec![self.scope(context, holding(ids))]
            }
            Who::ServicePrincipals => {
                let mut clients = ClientApplications::default();
                clients.service_principals.include.push(ServicePrincipalRef::All);
                vec![self.scope(context, by(clients))]
            }
            Who::Agents => {
                let mut clients = ClientApplications::default();
                clients.agent_identities.include.push(ServicePrincipalRef::All);
                vec![self.scope(context, by(clients))]
            }
        }
    }

    fn scope(&self, context: &Context<'_>, mut conditions: ConditionSet<Id>) -> Scope {
        (self.sign_ins)(context, &mut conditions);
        let grant = match self.asks {
            Asks::Grant(grant) | Asks::AtMost(grant) | Asks::Once(grant) => Some(grant()),
            Asks::Block | Asks::AtLeast(_) | Asks::NoBlock | Asks::SomeWay => None,
        };
        Scope { conditions, grant, locations: Vec::new() }
    }
}

/// The declared accounts, and the group that holds them.
pub(super) struct Emergency {
    accounts: Vec<Id>,
    group: Option<Id>,
}

impl Emergency {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let access = context.workspace.tenant.emergency_access.as_ref();
        let accounts = access.map_or(&[][..], |access| access.accounts.as_slice());
        Self {
            accounts: people_named(context, accounts),
            group: access.and_then(|access| access.group_id.clone()),
        }
    }

    pub(super) fn accounts(&self) -> Scope {
        scope_of(users(self.accounts.iter().cloned()))
    }

    pub(super) fn group(&self) -> Scope {
        let groups = self.group.iter().cloned().collect();
        scope_of(Subjects { groups, ..users([]) })
    }

    /// The sign-ins of whoever may be one of them, and of those who are in both, as far as both are known. Where people
    /// are exported, the accounts are told by name, and others in the group are people like any other.
    pub(super) fn regions(
        &self,
        space: &mut Space<'_>,
        accounts: Region,
        group: Region,
        is_of_anybody: bool,
    ) -> Result<(Region, Region), TooLarge> {
        if !is_of_anybody {
            return Ok((accounts, accounts));
        }
        let either = space.either(accounts, group)?;
        Ok((
            either,
            match (self.accounts.as_slice(), &self.group) {
                (_, None) => accounts,
                ([], Some(_)) => group,
                ([_, ..], Some(_)) => space.both(accounts, group)?,
            },
        ))
    }
}

/// Accounts with no person behind them, and directory synchronization.
pub(super) fn unattended(context: &Context<'_>) -> Scope {
    let accounts = people_named(context, &context.workspace.tenant.unattended);
    let roles = roles().iter().filter(|role| synchronizes(role)).map(|role| Id::Guid(role.id)).collect();
    scope_of(Subjects { roles, ..users(accounts) })
}

/// Whoever some policy excludes by name, or as a member of a group.
pub(super) fn set_apart(sets: &Sets) -> Scope {
    let deciding = || sets.versions.iter().flatten().filter(|policy| decides(policy));
    let excluded = || deciding().map(|policy| &policy.conditions.users.exclude);
    let groups: BTreeSet<&Id> = excluded().flat_map(|subjects| &subjects.groups).collect();
    let named = excluded().flat_map(|subjects| &subjects.users).filter_map(|user| match user {
        UserRef::User(id) => Some(id.clone()),
        UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
    });
    let groups = groups.into_iter().cloned().collect();
    scope_of(Subjects { groups, ..users(named.collect::<BTreeSet<Id>>()) })
}

/// Whether a policy decides: one that is disabled sets nobody apart.
fn decides(policy: &Policy<Id>) -> bool {
    matches!(policy.state, State::Enabled | State::Unknown(_))
}

/// Every sign-in of some users, whatever it is to.
fn scope_of(subjects: Subjects<Id>) -> Scope {
    let mut conditions = everyone();
    conditions.users.include = subjects;
    let actions = [UserAction::RegisterSecurityInformation, UserAction::RegisterOrJoinDevices];
    conditions.applications.user_actions.extend(actions);
    Scope { conditions, ..Scope::default() }
}

/// Some users, or nobody.
fn users(ids: impl IntoIterator<Item = Id>) -> Subjects<Id> {
    let ids = ids.into_iter().map(UserRef::User).chain([UserRef::None]);
    Subjects { users: ids.collect(), ..Subjects::default() }
}

/// The ids of people by user principal name, as far as something tells them.
fn people_named(context: &Context<'_>, names: &[String]) -> Vec<Id> {
    let known = context.workspace.names.iter().filter(|((kind, id), name)| {
        *kind == ReferenceKind::User
            && id.guid().is_some()
            && names.iter().any(|other| other.eq_ignore_ascii_case(name))
    });
    let exported = context.directory.into_iter().flat_map(|directory| {
        names.iter().filter_map(|name| Some(Id::Guid(directory.person_by_name(name)?.id)))
    });
    let ids: BTreeSet<Id> = known.map(|((_, id), _)| id.clone()).chain(exported).collect();
    ids.into_iter().collect()
}

/// Every sign-in by a user to a resource.
fn everyone() -> ConditionSet<Id> {
    let mut conditions = ConditionSet::default();
    conditions.users.include.users.push(UserRef::All);
    conditions.applications.include.push(ApplicationRef::All);
    conditions
}

/// Every sign-in to a resource of whoever holds one of some roles.
fn holding(roles: impl IntoIterator<Item = Id>) -> ConditionSet<Id> {
    let mut conditions = everyone();
    conditions.users.include = Subjects { roles: roles.into_iter().collect(), ..Subjects::default() };
    conditions
}

/// Every sign-in to a resource of some programs.
fn by(clients: ClientApplications<Id>) -> ConditionSet<Id> {
    ConditionSet { users: Users::default(), client_applications: Some(clients), ..everyone() }
}
