//! `agents`: agent users, seen in exports of the beta endpoint. A person is none of them; of an agent nothing is known
//! yet.

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{self, ConditionSet, Id, Match};
use crate::sign_in::{SignIn, Subject};

pub(super) struct Agents;

impl Dimension for Agents {
    type Condition = model::Agents<Id>;
    type Value<'a> = Option<&'a Subject>;
    type Partition = Listed<Subject>;
    const MEMBER: &'static str = "agents";
    const REASON: &'static str = "agentIdentities";

    fn condition(of: &ConditionSet<Id>) -> Option<&model::Agents<Id>> {
        of.agents.as_ref()
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(Some(&sign_in.subject));
    }

    fn put(value: Option<&Subject>, draft: &mut Draft) -> bool {
        value.is_some_and(|subject| draft.sign_in.subject == *subject)
    }

    fn matches(_: &World<'_>, _: &model::Agents<Id>, value: Option<&Subject>) -> Match {
        match value {
            Some(Subject::User | Subject::ManagedIdentity | Subject::ServicePrincipal) => Match::No,
            Some(Subject::Agent) | None => Match::Unknown,
        }
    }

    fn partition(_: &World<'_>, _: &[&model::Agents<Id>]) -> Option<Self::Partition> {
        let subjects = [Subject::User, Subject::ManagedIdentity, Subject::ServicePrincipal];
        Some(Listed::new(subjects.into_iter(), Subject::Agent))
    }
}
