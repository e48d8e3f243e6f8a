//! `clientApplications`: workload identities and agent identities. A user is none of them.
//!
//! Which service principals there are is not known here yet: a policy on them stays unknown for every workload.

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{self, ConditionSet, Id, Match};
use crate::sign_in::{SignIn, Subject};

pub(super) struct ClientApplications;

impl Dimension for ClientApplications {
    type Condition = model::ClientApplications<Id>;
    type Value<'a> = Option<&'a Subject>;
    type Partition = Listed<Subject>;
    const MEMBER: &'static str = "clientApplications";
    const REASON: &'static str = "workloadIdentities";

    fn condition(of: &ConditionSet<Id>) -> Option<&model::ClientApplications<Id>> {
        let empty = model::ClientApplications::default();
        of.client_applications.as_ref().filter(|applications| **applications != empty)
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(Some(&sign_in.subject));
    }

    fn put(value: Option<&Subject>, draft: &mut Draft) -> bool {
        value.is_some_and(|subject| draft.sign_in.subject == *subject)
    }

    /// Managed identities are out of reach of Conditional Access (Entra, workload-identity, 2023-11).
    fn matches(_: &World<'_>, _: &model::ClientApplications<Id>, value: Option<&Subject>) -> Match {
        match value {
            Some(Subject::User | Subject::ManagedIdentity) => Match::No,
            Some(Subject::ServicePrincipal | Subject::Agent) | None => Match::Unknown,
        }
    }

    fn partition(_: &World<'_>, _: &[&model::ClientApplications<Id>]) -> Option<Self::Partition> {
        let subjects = [Subject::User, Subject::ManagedIdentity, Subject::ServicePrincipal];
        Some(Listed::new(subjects.into_iter(), Subject::Agent))
    }
}
