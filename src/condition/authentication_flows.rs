//! `authenticationFlows`: how the session came about. It sticks: what was started with device code stays so at every
//! refresh (Entra, concept-authentication-flows, 2024-02).

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{ConditionSet, Id, Match, TransferMethod};
use crate::sign_in::{Flow, SignIn};

pub(super) struct AuthenticationFlows;

impl Dimension for AuthenticationFlows {
    type Condition = [TransferMethod];
    type Value<'a> = Option<&'a Flow>;
    type Partition = Listed<Flow>;
    const MEMBER: &'static str = "authenticationFlows";
    const REASON: &'static str = "authenticationFlow";

    fn condition(of: &ConditionSet<Id>) -> Option<&[TransferMethod]> {
        (!of.authentication_flows.is_empty()).then_some(of.authentication_flows.as_slice())
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(sign_in.flow.as_ref());
    }

    fn put(value: Option<&Flow>, draft: &mut Draft) -> bool {
        draft.sign_in.flow = value.copied();
        value.is_some()
    }

    fn matches(_: &World<'_>, condition: &[TransferMethod], value: Option<&Flow>) -> Match {
        let Some(flow) = value else {
            return Match::Unknown;
        };
        let method = match flow {
            Flow::DeviceCode => Some(TransferMethod::DeviceCodeFlow),
            Flow::Transfer => Some(TransferMethod::AuthenticationTransfer),
            Flow::Ordinary => None,
        };
        if method.is_some_and(|method| condition.contains(&method)) {
            Match::Yes
        } else if condition.iter().any(|method| !method.is_known()) {
            // A flow this version does not know may be what this sign-in came from.
            Match::Unknown
        } else {
            Match::No
        }
    }

    fn partition(_: &World<'_>, _: &[&[TransferMethod]]) -> Option<Self::Partition> {
        Some(Listed::new([Flow::DeviceCode, Flow::Transfer].into_iter(), Flow::Ordinary))
    }
}
