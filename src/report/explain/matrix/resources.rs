//! The columns of the matrix: resources, user actions and authentication contexts that policies treat differently.
//!
//! Whether a policy is for a resource is asked of the condition's own definition, of a sign-in to it.

use uuid::Uuid;

use crate::catalogue::{self, Group};
use crate::condition::World;
use crate::model::{ApplicationRef, Applications, FilterMode, Id, Match, Policy, ReferenceKind, UserAction};
use crate::report::explain::resources;
use crate::report::explain::vocabulary::{Vocabulary, all_of, one_of, phrases};
use crate::sign_in::SignIn;

/// What is signed in to.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// A resource that no policy names and Microsoft does not list.
    Other,
    /// A resource by name, or a group of them by keyword.
    Resource(ApplicationRef<Id>),
    /// A user action.
    Action(UserAction),
    /// A context, on top of what its resource asks.
    Context(Id),
}

/// A column.
pub(super) struct Column {
    targets: Vec<Target>,
    /// For each policy, whether it is for them.
    pub(super) reach: Vec<Match>,
}

/// The columns for policies: every resource first; what is treated like that has no column.
pub(super) fn columns(world: &World<'_>, policies: &[&Policy<Id>]) -> Vec<Column> {
    let reach = |target: &Target| -> Vec<Match> {
        policies.iter().map(|policy| reach(world, policy, target)).collect()
    };
    let other = reach(&Target::Other);
    let mut columns = vec![Column { targets: vec![Target::Other], reach: other.clone() }];
    for target in named(policies) {
        let own = reach(&target);
        let is_resource = matches!(target, Target::Resource(_));
        if is_resource && own == other {
            continue;
        }
        let same = |column: &&mut Column| {
            let alike = |known: &Target| std::mem::discriminant(known) == std::mem::discriminant(&target);
            column.reach == own && column.targets.iter().all(alike)
        };
        match columns.iter_mut().find(same) {
            Some(column) => column.targets.push(target),
            None => columns.push(Column { targets: vec![target], reach: own }),
        }
    }
    columns
}

/// Everything that policies name, each once: groups of resources, resources, user actions, contexts.
fn named(policies: &[&Policy<Id>]) -> Vec<Target> {
    let applications = || policies.iter().map(|policy| &policy.conditions.applications);
    let references = || applications().flat_map(|named| named.include.iter().chain(&named.exclude));
    let is_group = |reference: &&ApplicationRef<Id>| match reference {
        ApplicationRef::Office365
        | ApplicationRef::MicrosoftAdminPortals
        | ApplicationRef::AllAgentIdResources => true,
        ApplicationRef::All | ApplicationRef::None | ApplicationRef::Application(_) => false,
    };
    let is_single = |reference: &&ApplicationRef<Id>| matches!(reference, ApplicationRef::Application(_));
    let groups = references().filter(is_group).cloned().map(Target::Resource);
    let singles = references().filter(is_single).cloned().map(Target::Resource);
    let actions = applications().flat_map(|named| named.user_actions.iter().cloned()).map(Target::Action);
    let contexts =
        applications().flat_map(|named| named.authentication_contexts.iter().cloned()).map(Target::Context);
    let mut targets = Vec::new();
    for target in groups.chain(singles).chain(actions).chain(contexts) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}

/// Whether a policy is for a target; unknown where it is for a part of it.
fn reach(world: &World<'_>, policy: &Policy<Id>, target: &Target) -> Match {
    let applications = &policy.conditions.applications;
    match target {
        // Requests for basic scopes alone may escape a policy on all resources but some, which it says itself.
        Target::Other => by_name(applications, &ApplicationRef::All),
        Target::Resource(ApplicationRef::Application(Id::Guid(id))) => of_resource(world, policy, *id),
        Target::Resource(reference @ ApplicationRef::Office365) => {
            of_group(world, policy, reference, Group::Office365)
        }
        Target::Resource(reference @ ApplicationRef::MicrosoftAdminPortals) => {
            of_group(world, policy, reference, Group::MicrosoftAdminPortals)
        }
        Target::Resource(reference) => by_name(applications, reference),
        Target::Action(action) => {
            let sign_in = SignIn { user_action: Some(action.clone()), ..SignIn::blank() };
            trace(world, policy, &sign_in)
        }
        Target::Context(context) => applications.authentication_contexts.contains(context).into(),
    }
}

fn of_resource(world: &World<'_>, policy: &Policy<Id>, id: Uuid) -> Match {
    let mut sign_in = SignIn::blank();
    sign_in.resource.id = Some(id);
    trace(world, policy, &sign_in)
}

/// What a policy says of resources; one on contexts alone says nothing of them.
fn trace(world: &World<'_>, policy: &Policy<Id>, sign_in: &SignIn<'_>) -> Match {
    let Some(applications) = super::dimension("applications") else { return Match::Unknown };
    if applications.is_configured(&policy.conditions) {
        applications.trace(world, &policy.conditions, sign_in)
    } else {
        Match::No
    }
}

/// Of a group, the policy says the same as of each resource in it, or it is for a part of it. Of a resource that may be
/// in it, a policy on the group does not say whether.
fn of_group(world: &World<'_>, policy: &Policy<Id>, reference: &ApplicationRef<Id>, group: Group) -> Match {
    let whole = by_name(&policy.conditions.applications, reference);
    let differs = catalogue::applications().iter().any(|member| {
        let is_in = member.in_group(group);
        let of_member = of_resource(world, policy, member.id);
        is_in != Match::No && of_member != whole && (is_in == Match::Yes || of_member != Match::Unknown)
    });
    if differs { Match::Unknown } else { whole }
}

/// What a policy says of a reference as it is written.
fn by_name(applications: &Applications<Id>, reference: &ApplicationRef<Id>) -> Match {
    let side = |list: &[ApplicationRef<Id>], mode: FilterMode| {
        let filter = applications.filter.as_ref().filter(|filter| filter.mode == mode);
        let is_listed = list.contains(reference) || list.contains(&ApplicationRef::All);
        Match::from(is_listed).or(Match::from(filter.is_some()).and(Match::Unknown))
    };
    side(&applications.include, FilterMode::Include)
        .and(side(&applications.exclude, FilterMode::Exclude).not())
}

impl Column {
    /// Whether it is about resources, and not about user actions or authentication contexts.
    pub(super) fn is_of_resources(&self) -> bool {
        self.targets.iter().all(|target| matches!(target, Target::Other | Target::Resource(_)))
    }

    /// What it is, in words.
    pub(super) fn words(&self, words: Vocabulary<'_>, others: bool) -> String {
        let (mut kinds, mut names, mut contexts) = (Vec::new(), Vec::new(), Vec::new());
        for target in &self.targets {
            match target {
                Target::Other => {
                    kinds.push(if others { "any other resource" } else { "every resource" }.to_owned());
                }
                Target::Resource(ApplicationRef::Application(id)) => {
                    names.push(words.said(ReferenceKind::Application, id));
                }
                Target::Resource(keyword) => kinds.push(resources::application(words, keyword)),
                Target::Action(action) => kinds.push(resources::user_action(action)),
                Target::Context(context) => {
                    contexts.push(words.said(ReferenceKind::AuthenticationContext, context));
                }
            }
        }
        if !names.is_empty() {
            kinds.push(all_of(&names, "resources"));
        }
        if !contexts.is_empty() {
            let contexts = one_of(&contexts, "contexts");
            kinds.push(format!("what demands the authentication context {contexts}, on top"));
        }
        phrases(&kinds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Directory;
    use crate::model::ConditionSet;
    use proptest::prelude::*;

    const SOME: [&str; 4] = [
        "Office 365 Exchange Online",
        "Office 365 SharePoint Online",
        "Windows Azure Service Management API",
        "Windows Azure Active Directory",
    ];

    fn applications() -> impl Strategy<Value = Vec<ApplicationRef<Id>>> {
        let named = SOME.map(|name| {
            let found = catalogue::applications_by_name(name).next().unwrap();
            ApplicationRef::Application(Id::Guid(found.id))
        });
        let words = [
            ApplicationRef::All,
            ApplicationRef::None,
            ApplicationRef::Office365,
            ApplicationRef::MicrosoftAdminPortals,
            ApplicationRef::Application(Id::Guid(Uuid::from_u128(7))),
        ];
        let any = words.into_iter().chain(named).collect::<Vec<_>>();
        proptest::collection::vec(proptest::sample::select(any), 0..3)
    }

    fn policy() -> impl Strategy<Value = Policy<Id>> {
        (applications(), applications()).prop_map(|(include, mut exclude)| {
            // Of a group that is both, the definition does not know that it is one and the same.
            exclude.retain(|application| !include.contains(application));
            let applications = Applications { include, exclude, ..Applications::default() };
            Policy {
                id: String::new(),
                graph_id: None,
                display_name: String::new(),
                description: None,
                state: crate::model::State::Enabled,
                conditions: ConditionSet { applications, ..ConditionSet::default() },
                grant: None,
                session: None,
                unknown: crate::model::Unknown::default(),
            }
        })
    }

    /// Whether a reader who asks for a resource looks at a column.
    fn covers(column: &Column, id: Uuid) -> bool {
        let in_group = |group| catalogue::in_group(id, group) != Match::No;
        column.targets.iter().any(|target| match target {
            Target::Other => true,
            Target::Resource(ApplicationRef::Office365) => in_group(Group::Office365),
            Target::Resource(ApplicationRef::MicrosoftAdminPortals) => in_group(Group::MicrosoftAdminPortals),
            Target::Resource(application) => *application == ApplicationRef::Application(Id::Guid(id)),
            Target::Action(_) | Target::Context(_) => false,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// A policy that may be for a resource is in some column where a reader looks for it.
        #[test]
        fn no_column_says_less_than_the_engine(policies in proptest::collection::vec(policy(), 1..4)) {
            let (directory, tenant) = (Directory::default(), crate::model::Tenant::blank());
            let world = World::new(&directory, &tenant, &[], &[]);
            let policies: Vec<&Policy<Id>> = policies.iter().collect();
            let columns = columns(&world, &policies);
            let named = SOME.iter().flat_map(|name| catalogue::applications_by_name(name));
            for id in named.map(|found| found.id).chain([Uuid::from_u128(7)]) {
                let own = ApplicationRef::Application(Id::Guid(id));
                for (index, policy) in policies.iter().enumerate() {
                    let engine = of_resource(&world, policy, id);
                    let looked_at = columns.iter().filter(|column| covers(column, id));
                    let told = looked_at.map(|column| column.reach[index]).max();
                    prop_assert!(engine == Match::No || told > Some(Match::No), "{id}: {engine:?}");
                    let column = columns.iter().find(|column| column.targets.contains(&Target::Resource(own.clone())));
                    if let Some(column) = column {
                        prop_assert_eq!(column.reach[index], engine);
                    }
                }
            }
        }
    }
}
