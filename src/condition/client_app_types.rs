//! `clientAppTypes`: what kind of client is used.

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{ClientAppType, ConditionSet, Id, Match};
use crate::sign_in::SignIn;

pub(super) struct ClientAppTypes;

impl Dimension for ClientAppTypes {
    type Condition = [ClientAppType];
    type Value<'a> = Option<&'a ClientAppType>;
    type Partition = Listed<ClientAppType>;
    const MEMBER: &'static str = "clientAppTypes";
    const REASON: &'static str = "clientApps";

    /// `all`, and nothing at all, mean every client, legacy ones included
    /// (Entra, concept-conditional-access-conditions, 2024-06).
    fn condition(of: &ConditionSet<Id>) -> Option<&[ClientAppType]> {
        let types = of.client_app_types.as_slice();
        (!types.is_empty() && !types.contains(&ClientAppType::All)).then_some(types)
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(sign_in.client_app.as_ref());
    }

    fn put(value: Option<&ClientAppType>, draft: &mut Draft) -> bool {
        let Some(client) = value else { return false };
        draft.sign_in.client_app_used = client.as_graph().to_owned().into();
        draft.sign_in.client_app = Some(client.clone());
        client.is_known() && *client != ClientAppType::All
    }

    fn matches(_: &World<'_>, condition: &[ClientAppType], value: Option<&ClientAppType>) -> Match {
        let Some(client) = value else {
            return Match::Unknown;
        };
        if condition.contains(client) {
            return Match::Yes;
        }
        // `easSupported` is Exchange ActiveSync on the platforms that support policies; which those are is not recorded.
        let narrower =
            *client == ClientAppType::ExchangeActiveSync && condition.contains(&ClientAppType::EasSupported);
        let wider =
            *client == ClientAppType::EasSupported && condition.contains(&ClientAppType::ExchangeActiveSync);
        if wider {
            Match::Yes
        } else if narrower || !client.is_known() || condition.iter().any(|token| !token.is_known()) {
            // A token this version does not know may be another name of this client.
            Match::Unknown
        } else {
            Match::No
        }
    }

    fn partition(_: &World<'_>, conditions: &[&[ClientAppType]]) -> Option<Self::Partition> {
        let known = ClientAppType::KNOWN.iter().map(|token| ClientAppType::from_graph(token));
        let named = conditions.iter().flat_map(|types| types.iter().cloned());
        Some(Listed::new(known.chain(named), ClientAppType::Unknown("".into())))
    }
}
