//! `applications`: what is signed in to. A resource, never the client that asks for it
//! (Entra, concept-conditional-access-cloud-apps, 2026-01); or a user action.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use uuid::Uuid;

use super::scopes::{DIRECTORY, Scopes};
use super::{Class, Dimension, Draft, Partition, World};
use crate::catalogue::{self, Group};
use crate::model::{
    self, ApplicationRef, ConditionSet, FilterMode, Id, Match, ResourceExclusions, UserAction,
};
use crate::sign_in::{Application, SignIn};

pub(super) struct Applications;

/// What is signed in to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target<'a> {
    /// A resource, if it is known which, and how much of it.
    Resource(Option<Uuid>, Option<Scopes>),
    /// A user action.
    UserAction(&'a UserAction),
}

impl Dimension for Applications {
    type Condition = model::Applications<Id>;
    type Value<'a> = Target<'a>;
    type Partition = TargetClasses;
    const MEMBER: &'static str = "applications";
    const REASON: &'static str = "application";

    /// A policy on authentication contexts alone is not about resources.
    fn condition(of: &ConditionSet<Id>) -> Option<&model::Applications<Id>> {
        let applications = &of.applications;
        let only_contexts = !applications.authentication_contexts.is_empty()
            && applications.include.iter().all(|application| *application == ApplicationRef::None)
            && applications.user_actions.is_empty();
        (!only_contexts).then_some(applications)
    }

    /// A confidential client is a resource too when it asks for a token to itself, which a browser sign-in without
    /// another resource shows.
    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        if let Some(action) = &sign_in.user_action {
            return each(Target::UserAction(action));
        }
        let target = |id| Target::Resource(id, Scopes::of(id, sign_in.scopes.as_deref()));
        if !sign_in.audiences.is_empty() {
            return sign_in.audiences.iter().for_each(|audience| each(target(Some(*audience))));
        }
        let client = sign_in.application.id.filter(|client| !catalogue::is_public_client(*client));
        each(target(sign_in.resource.id.or(client)));
    }

    fn put(target: Target<'_>, draft: &mut Draft) -> bool {
        let sign_in = &mut draft.sign_in;
        match target {
            Target::Resource(Some(id), Some(scopes)) => {
                let known = catalogue::application_by_id(id);
                let display_name = known.map_or("", |application| application.display_name).into();
                sign_in.resource = Application { id: Some(id), display_name };
                sign_in.scopes = scopes.example(id);
                true
            }
            Target::Resource(_, _) => false,
            Target::UserAction(action) => {
                sign_in.user_action = Some(action.clone());
                action.is_known()
            }
        }
    }

    fn matches(world: &World<'_>, condition: &model::Applications<Id>, target: Target<'_>) -> Match {
        matches_under(&world.tenant.platform.resource_exclusions, condition, target)
    }

    fn partition(world: &World<'_>, conditions: &[&model::Applications<Id>]) -> Option<TargetClasses> {
        Some(TargetClasses::new(world, conditions))
    }
}

fn matches_under(
    exclusions: &ResourceExclusions,
    condition: &model::Applications<Id>,
    target: Target<'_>,
) -> Match {
    match target {
        Target::UserAction(action) => names_action(condition, action),
        Target::Resource(id, scopes) => {
            let by_id = names_resource(condition, id);
            let excludes_some = !condition.exclude.is_empty()
                || condition.filter.as_ref().is_some_and(|filter| filter.mode == FilterMode::Exclude);
            if condition.include.contains(&ApplicationRef::All) && excludes_some {
                by_scopes(exclusions, condition, scopes, by_id)
            } else {
                by_id
            }
        }
    }
}

fn names_action(condition: &model::Applications<Id>, action: &UserAction) -> Match {
    if condition.user_actions.contains(action) {
        Match::Yes
    } else if condition.user_actions.iter().any(|action| !action.is_known()) {
        // An action this version does not know may be another name of this one.
        Match::Unknown
    } else {
        Match::No
    }
}

fn names_resource(condition: &model::Applications<Id>, id: Option<Uuid>) -> Match {
    // Attributes of applications are in no export of sign-ins.
    let (added, removed) = match condition.filter.as_ref().map(|filter| filter.mode) {
        None => (Match::No, Match::No),
        Some(FilterMode::Include) => (Match::Unknown, Match::No),
        Some(FilterMode::Exclude) => (Match::No, Match::Unknown),
    };
    lists(&condition.include, id).or(added).and(lists(&condition.exclude, id).or(removed).not())
}

/// Whether a policy on all resources but some matches, where it would match `by_id` were the request like any other.
fn by_scopes(
    exclusions: &ResourceExclusions,
    condition: &model::Applications<Id>,
    scopes: Option<Scopes>,
    by_id: Match,
) -> Match {
    let is_baseline = match scopes {
        Some(Scopes::Least | Scopes::Baseline) => Match::Yes,
        Some(Scopes::Beyond) => Match::No,
        None => Match::Unknown,
    };
    let (is_apart, instead) = match exclusions {
        // The wider baseline scopes escaped for some kinds of clients only.
        ResourceExclusions::Legacy if scopes == Some(Scopes::Baseline) => (Match::Unknown, Match::No),
        ResourceExclusions::Legacy => (is_baseline, Match::No),
        ResourceExclusions::Enforced => (is_baseline, names_resource(condition, Some(DIRECTORY))),
        ResourceExclusions::Custom(id) => (is_baseline, names_resource(condition, id.guid())),
    };
    match is_apart {
        Match::Yes => instead,
        Match::No => by_id,
        Match::Unknown if instead == by_id => by_id,
        Match::Unknown => Match::Unknown,
    }
}

fn lists(applications: &[ApplicationRef<Id>], resource: Option<Uuid>) -> Match {
    Match::any(applications.iter().map(|application| match application {
        ApplicationRef::All => Match::Yes,
        ApplicationRef::None => Match::No,
        ApplicationRef::Office365 => in_group(resource, Group::Office365),
        ApplicationRef::MicrosoftAdminPortals => in_group(resource, Group::MicrosoftAdminPortals),
        // What the catalogue knows is no agent.
        ApplicationRef::AllAgentIdResources => match resource.and_then(catalogue::application_by_id) {
            Some(_) => Match::No,
            None => Match::Unknown,
        },
        ApplicationRef::Application(Id::Guid(id)) => match resource {
            Some(resource) if resource == *id => Match::Yes,
            Some(resource) if *id == AZURE_MANAGEMENT => in_group(Some(resource), Group::AzureManagement),
            Some(_) => Match::No,
            None => Match::Unknown,
        },
        ApplicationRef::Application(Id::Text(_)) => Match::Unknown,
    }))
}

/// Windows Azure Service Management API, which stands for the Azure portal and others as well
/// (Entra, concept-conditional-access-cloud-apps, 2026-01).
const AZURE_MANAGEMENT: Uuid = Uuid::from_u128(0x797f4846_ba00_4fd7_ba43_dac1f8f63013);

fn in_group(resource: Option<Uuid>, group: Group) -> Match {
    resource.map_or(Match::Unknown, |resource| catalogue::in_group(resource, group))
}

/// One class for each set of answers that conditions give about the resources they name and the catalogue knows; one
/// for every other resource, one for not knowing which, and one for each user action.
pub(super) struct TargetClasses {
    resources: Vec<Resource>,
    by_id: HashMap<Resource, usize>,
    actions: Vec<UserAction>,
}

type Resource = (Option<Uuid>, Option<Scopes>);

// INVARIANT: the first resources are not knowing which, and one that is neither named nor in the catalogue.
const NOT_KNOWN: usize = 0;
const ANY_OTHER: usize = 1;

impl TargetClasses {
    fn new(world: &World<'_>, conditions: &[&model::Applications<Id>]) -> Self {
        let named = conditions
            .iter()
            .flat_map(|condition| condition.include.iter().chain(&condition.exclude))
            .filter_map(|application| match application {
                ApplicationRef::Application(id) => id.guid(),
                ApplicationRef::All
                | ApplicationRef::None
                | ApplicationRef::Office365
                | ApplicationRef::MicrosoftAdminPortals
                | ApplicationRef::AllAgentIdResources => None,
            });
        let in_catalogue = catalogue::applications().iter().map(|application| application.id);
        let apart: BTreeSet<Uuid> = named.chain(in_catalogue).collect();
        let other = super::membership::unused(|id| apart.contains(&id));
        let mut by_id: HashMap<Resource, usize> = HashMap::default();
        let mut resources = vec![(None, Some(Scopes::Beyond)), (Some(other), Some(Scopes::Beyond))];
        let mut seen: BTreeMap<Vec<Match>, usize> = BTreeMap::new();
        for id in apart {
            for scopes in Scopes::of_resource(id) {
                let target = Target::Resource(Some(id), *scopes);
                let answers = world
                    .all_tenants()
                    .flat_map(|tenant| {
                        let exclusions = &tenant.platform.resource_exclusions;
                        conditions.iter().map(move |condition| matches_under(exclusions, condition, target))
                    })
                    .collect();
                let class = *seen.entry(answers).or_insert(resources.len());
                by_id.insert((Some(id), *scopes), class);
                if class == resources.len() {
                    resources.push((Some(id), *scopes));
                }
            }
        }

        let known = UserAction::KNOWN.iter().map(|token| UserAction::from_graph(token));
        let named = conditions.iter().flat_map(|condition| condition.user_actions.iter().cloned());
        let mut actions = Vec::new();
        for action in known.chain(named).chain([UserAction::Unknown("".into())]) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        Self { resources, by_id, actions }
    }
}

impl Partition for TargetClasses {
    type Value<'a> = Target<'a>;

    fn class_count(&self) -> usize {
        self.resources.len() + self.actions.len()
    }

    fn class_of(&self, target: Target<'_>) -> Class {
        Class(match target {
            Target::Resource(None, _) => NOT_KNOWN,
            Target::Resource(id, scopes) => self.by_id.get(&(id, scopes)).copied().unwrap_or(ANY_OTHER),
            Target::UserAction(action) => {
                // INVARIANT: an action that no condition names comes last.
                let found = self.actions.iter().position(|known| known == action);
                self.resources.len() + found.unwrap_or(self.actions.len() - 1)
            }
        })
    }

    fn representative(&self, class: Class) -> Target<'_> {
        let action = class.0.checked_sub(self.resources.len()).and_then(|index| self.actions.get(index));
        if let Some(action) = action {
            return Target::UserAction(action);
        }
        let (id, scopes) = self.resources.get(class.0).copied().unwrap_or_default();
        Target::Resource(id, scopes)
    }
}
