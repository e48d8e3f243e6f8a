//! `conditionalAccessPolicy` to [`Policy`] and back.

use serde_json::{Value, json};

use super::conditions::{decode_conditions, encode_conditions};
use super::controls::{decode_grant, decode_session, encode_grant, encode_session};
use super::decoder::Decoder;
use super::shape::POLICY;
use super::{Fault, unknown};
use crate::model::{Id, Policy, State};

/// Reads a policy. What this version does not know is kept in [`Policy::unknown`]; read-only members, annotations and
/// undocumented members with nothing in them are dropped. The key is left to the caller: it is the Graph id, or empty.
pub fn decode(value: &Value) -> (Policy<Id>, Vec<Fault>) {
    let mut decoder = Decoder::new(value, &POLICY);
    let graph_id = decoder.text("/id").filter(|id| !id.is_empty()).map(Id::parse);
    if decoder.at("/state").is_null() {
        decoder.missing("state");
    }
    let policy = Policy {
        id: graph_id.as_ref().map(Id::to_string).unwrap_or_default(),
        graph_id,
        display_name: decoder.display_name(),
        description: decoder.text("/description").map(str::to_owned),
        state: State::from_graph(decoder.text("/state").unwrap_or_default()),
        conditions: decode_conditions(&mut decoder),
        grant: decode_grant(&mut decoder),
        session: decode_session(&mut decoder),
        unknown: std::mem::take(&mut decoder.unknown),
    };
    (policy, decoder.faults)
}

/// Writes the body that creates or updates a policy. Every nullable member of v1.0 is there, null where it is not set,
/// for an update leaves alone what it does not name (graph.md §1.13); members of the beta endpoint only where they are
/// set, for v1.0 refuses them. Read-only members never are.
pub fn encode(policy: &Policy<Id>) -> Value {
    let mut value = json!({
        "displayName": policy.display_name,
        "state": policy.state.as_graph(),
        "conditions": encode_conditions(&policy.conditions),
        "grantControls": policy.grant.as_ref().map(encode_grant),
        "sessionControls": policy.session.as_ref().map(encode_session),
    });
    unknown::merge(&policy.unknown, &mut value);
    value
}
