//! Resources of Microsoft's msgraph provider: what its configuration names, as Graph has it.

use super::{into_members, member, object, string};
use crate::graph::json::{Json, Member};

/// Types of Graph by the collection that a resource is made in; a named location says itself which it is.
const TYPES: &[(&str, &str)] = &[
    ("applications", "application"),
    ("groups", "group"),
    (
        "identity/conditionalAccess/authenticationContextClassReferences",
        "authenticationContextClassReference",
    ),
    ("identity/conditionalAccess/authenticationStrength/policies", "authenticationStrengthPolicy"),
    ("identity/conditionalAccess/policies", POLICY),
    ("identityGovernance/termsOfUse/agreements", "agreement"),
    ("policies/authenticationStrengthPolicies", "authenticationStrengthPolicy"),
    ("servicePrincipals", "servicePrincipal"),
    ("users", "user"),
];

const NAMED_LOCATIONS: &str = "identity/conditionalAccess/namedLocations";
const POLICY: &str = "conditionalAccessPolicy";

/// An object of Graph.
pub(super) struct Made {
    pub(super) object: Json,
    pub(super) is_policy: bool,
}

/// What a resource is as an object of Graph; nothing where policies do not refer to such.
pub(super) fn made(attributes: Json) -> Option<Made> {
    let url = url(&attributes)?.trim_matches('/');
    let of_type = TYPES.iter().find(|(collection, _)| collection.eq_ignore_ascii_case(url));
    let of_type = of_type.map(|(_, of_type)| *of_type);
    if of_type.is_none() && !NAMED_LOCATIONS.eq_ignore_ascii_case(url) {
        return None;
    }
    let span = attributes.span;
    let mut members = Vec::new();
    for Member { key, key_span, value } in into_members(attributes) {
        match key.as_str() {
            "id" => members.push(member("id", key_span, value)),
            "body" => members.extend(into_members(without_type(value))),
            _ => {}
        }
    }
    if let Some(of_type) = of_type.filter(|_| members.iter().all(|member| member.key != "@odata.type")) {
        members.push(member("@odata.type", span, string(span, format!("#microsoft.graph.{of_type}"))));
    }
    Some(Made { object: object(span, members), is_policy: of_type == Some(POLICY) })
}

/// The collection that a resource is made in.
pub(super) fn url(attributes: &Json) -> Option<&str> {
    attributes.get("url").and_then(Json::as_str)
}

/// A value of any type, which a state keeps beside its type.
fn without_type(json: Json) -> Json {
    if json.get("type").is_none() || json.get("value").is_none() {
        return json;
    }
    let span = json.span;
    let value = into_members(json).into_iter().find(|member| member.key == "value");
    value.map_or_else(|| object(span, Vec::new()), |member| member.value)
}
