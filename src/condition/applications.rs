//! `applications`: what is signed in to. A resource, never the client that asks for it
//! (Entra, concept-conditional-access-cloud-apps, 2026-01); or a user action.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::{Class, Dimension, Partition, World};
use crate::catalogue::{self, Group};
use crate::model::{self, ApplicationRef, ConditionSet, FilterMode, Id, Match, UserAction};
use crate::sign_in::SignIn;

pub(super) struct Applications;

/// What is signed in to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target<'a> {
    /// A resource, if it is known which.
    Resource(Option<Uuid>),
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
        if !sign_in.audiences.is_empty() {
            return sign_in.audiences.iter().for_each(|audience| each(Target::Resource(Some(*audience))));
        }
        let client = sign_in.application.id.filter(|client| !catalogue::is_public_client(*client));
        each(Target::Resource(sign_in.resource.id.or(client)));
    }

    fn matches(_: &World<'_>, condition: &model::Applications<Id>, target: Target<'_>) -> Match {
        let included = match target {
            Target::UserAction(action) if condition.user_actions.contains(action) => Match::Yes,
            // An action this version does not know may be another name of this one.
            Target::UserAction(_) if condition.user_actions.iter().any(|action| !action.is_known()) => {
                Match::Unknown
            }
            Target::UserAction(_) => return Match::No,
            Target::Resource(id) => lists(&condition.include, id),
        };
        let excluded = match target {
            Target::UserAction(_) => Match::No,
            Target::Resource(id) => lists(&condition.exclude, id),
        };
        // Attributes of applications are in no export of sign-ins.
        let (added, removed) = match &condition.filter {
            None => (Match::No, Match::No),
            Some(filter) => match filter.mode {
                FilterMode::Include => (Match::Unknown, Match::No),
                FilterMode::Exclude => (Match::No, Match::Unknown),
            },
        };
        included.or(added).and(excluded.or(removed).not())
    }

    fn partition(_: &World<'_>, conditions: &[&model::Applications<Id>]) -> Option<TargetClasses> {
        Some(TargetClasses::new(conditions))
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
    resources: Vec<Option<Uuid>>,
    by_id: HashMap<Uuid, usize>,
    actions: Vec<UserAction>,
}

// INVARIANT: the first resources are not knowing which, and one that is neither named nor in the catalogue.
const NOT_KNOWN: usize = 0;
const ANY_OTHER: usize = 1;

impl TargetClasses {
    fn new(conditions: &[&model::Applications<Id>]) -> Self {
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
        let mut by_id: HashMap<Uuid, usize> = HashMap::new();
        let mut resources = vec![None, None];
        let mut seen: BTreeMap<Vec<Match>, usize> = BTreeMap::new();
        for id in named.chain(in_catalogue) {
            if by_id.contains_key(&id) {
                continue;
            }
            let answers = conditions
                .iter()
                .flat_map(|condition| {
                    [lists(&condition.include, Some(id)), lists(&condition.exclude, Some(id))]
                })
                .collect();
            let class = *seen.entry(answers).or_insert(resources.len());
            by_id.insert(id, class);
            if class == resources.len() {
                resources.push(Some(id));
            }
        }
        if let Some(other) = resources.get_mut(ANY_OTHER) {
            *other = Some(super::membership::unused(|id| by_id.contains_key(&id)));
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
            Target::Resource(None) => NOT_KNOWN,
            Target::Resource(Some(id)) => self.by_id.get(&id).copied().unwrap_or(ANY_OTHER),
            Target::UserAction(action) => {
                // INVARIANT: an action that no condition names comes last.
                let found = self.actions.iter().position(|known| known == action);
                self.resources.len() + found.unwrap_or(self.actions.len() - 1)
            }
        })
    }

    fn representative(&self, class: Class) -> Target<'_> {
        let action = class.0.checked_sub(self.resources.len()).and_then(|index| self.actions.get(index));
        match action {
            Some(action) => Target::UserAction(action),
            None => Target::Resource(self.resources.get(class.0).copied().flatten()),
        }
    }
}
