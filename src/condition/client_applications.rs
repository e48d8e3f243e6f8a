//! `clientApplications`: workload identities and agent identities. A user is none of them.
//!
//! A policy names service principals by object id, or all that the tenant owns; managed identities are beyond it, and so
//! are applications of other vendors (Entra, workload-identity, 2023-11). Which service principals the tenant owns comes
//! from the directory.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::users::is_guid;
use super::{Class, Dimension, Draft, Partition, World};
use crate::model::{self, ConditionSet, Filter, FilterMode, Id, Match, Scoped, ServicePrincipalRef};
use crate::sign_in::{SignIn, Subject};

pub(super) struct ClientApplications;

/// What signs in, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Workload {
    subject: Subject,
    /// The object id of the service principal.
    id: Option<Uuid>,
    /// Whether the tenant owns it, and nobody else has it: a policy reaches no other.
    is_own: Match,
}

impl Dimension for ClientApplications {
    type Condition = model::ClientApplications<Id>;
    type Value<'a> = Workload;
    type Partition = WorkloadClasses;
    const MEMBER: &'static str = "clientApplications";
    const REASON: &'static str = "workloadIdentities";

    fn condition(of: &ConditionSet<Id>) -> Option<&model::ClientApplications<Id>> {
        let empty = model::ClientApplications::default();
        of.client_applications.as_ref().filter(|applications| **applications != empty)
    }

    fn values<'a>(world: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(Workload {
            subject: sign_in.subject,
            id: sign_in.subject_id.filter(|_| sign_in.subject != Subject::User),
            is_own: match sign_in.subject {
                Subject::ServicePrincipal => {
                    world.directory.is_own_service_principal(sign_in.subject_id, world.tenant.tenant_id)
                }
                Subject::User | Subject::ManagedIdentity | Subject::Agent => Match::No,
            },
        });
    }

    fn put(workload: Workload, draft: &mut Draft) -> bool {
        if draft.sign_in.subject != workload.subject {
            return false;
        }
        match workload.subject {
            Subject::User => {}
            Subject::ServicePrincipal | Subject::ManagedIdentity | Subject::Agent => {
                draft.sign_in.subject_id = workload.id;
            }
        }
        // Who owns it is for the directory to say, which knows nothing of whoever is made up.
        match workload.subject {
            Subject::ServicePrincipal => workload.is_own == Match::Unknown,
            Subject::User | Subject::ManagedIdentity | Subject::Agent => true,
        }
    }

    fn matches(_: &World<'_>, condition: &model::ClientApplications<Id>, workload: Workload) -> Match {
        match workload.subject {
            Subject::User | Subject::ManagedIdentity => Match::No,
            Subject::ServicePrincipal => {
                let named = names(&condition.service_principals, workload.id);
                workload.is_own.and(narrowed(named, condition.service_principal_filter.as_ref()))
            }
            Subject::Agent => {
                let named = names(&condition.agent_identities, workload.id);
                narrowed(named, condition.agent_identity_filter.as_ref())
            }
        }
    }

    fn partition(_: &World<'_>, conditions: &[&model::ClientApplications<Id>]) -> Option<WorkloadClasses> {
        Some(WorkloadClasses::new(conditions))
    }
}

fn names(scoped: &Scoped<ServicePrincipalRef<Id>>, id: Option<Uuid>) -> Match {
    let lists = |list: &[ServicePrincipalRef<Id>]| {
        Match::any(list.iter().map(|entry| match entry {
            ServicePrincipalRef::All => Match::Yes,
            ServicePrincipalRef::ServicePrincipal(named) => is_guid(named, id),
        }))
    };
    lists(&scoped.include).and(lists(&scoped.exclude).not())
}

/// Attributes of service principals are in no export of sign-ins.
fn narrowed(named: Match, filter: Option<&Filter>) -> Match {
    match filter.map(|filter| filter.mode) {
        None => named,
        Some(FilterMode::Include | FilterMode::Exclude) => named.and(Match::Unknown),
    }
}

/// One class for each kind of subject, whether the tenant owns it, and each id that conditions name.
pub(super) struct WorkloadClasses {
    classes: Vec<Workload>,
    by_value: BTreeMap<Workload, usize>,
    /// An id that no condition names.
    other: Uuid,
}

impl WorkloadClasses {
    fn new(conditions: &[&model::ClientApplications<Id>]) -> Self {
        let named: BTreeSet<Uuid> = conditions
            .iter()
            .flat_map(|condition| [&condition.service_principals, &condition.agent_identities])
            .flat_map(|scoped| scoped.include.iter().chain(&scoped.exclude))
            .filter_map(|entry| match entry {
                ServicePrincipalRef::ServicePrincipal(id) => id.guid(),
                ServicePrincipalRef::All => None,
            })
            .collect();
        let other = super::membership::unused(|id| named.contains(&id));
        let ids: Vec<Option<Uuid>> = named.into_iter().chain([other]).map(Some).chain([None]).collect();
        let mut classes = Self { classes: Vec::new(), by_value: BTreeMap::new(), other };
        for subject in [Subject::User, Subject::ManagedIdentity] {
            classes.push(Workload { subject, id: None, is_own: Match::No });
        }
        for id in ids {
            for is_own in [Match::No, Match::Unknown, Match::Yes] {
                classes.push(Workload { subject: Subject::ServicePrincipal, id, is_own });
            }
            classes.push(Workload { subject: Subject::Agent, id, is_own: Match::No });
        }
        classes
    }

    fn push(&mut self, workload: Workload) {
        self.by_value.insert(workload, self.classes.len());
        self.classes.push(workload);
    }
}

impl Partition for WorkloadClasses {
    type Value<'a> = Workload;

    fn class_count(&self) -> usize {
        self.classes.len()
    }

    fn class_of(&self, workload: Workload) -> Class {
        let find = |id| self.by_value.get(&Workload { id, ..workload }).copied();
        // An id that no condition names is like any other; of a managed identity none counts.
        let found = find(workload.id).or_else(|| find(Some(self.other))).or_else(|| find(None));
        Class(found.unwrap_or(0))
    }

    fn representative(&self, class: Class) -> Workload {
        let nobody = Workload { subject: Subject::User, id: None, is_own: Match::No };
        self.classes.get(class.0).copied().unwrap_or(nobody)
    }
}
