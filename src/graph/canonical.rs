//! The canonical form: one JSON for all that Graph takes for the same (graph.md §1.13).
//!
//! It drops what says nothing, sorts what has no order and spells tokens as Graph does. It works on JSON by the tables
//! of `shape`, not through the model, so that it can tell whether the model lost something. Unknown members stay.

use serde_json::{Map, Value, json};

use super::controls::strength_id;
use super::named_location::{kind_of, read_range};
use super::shape::{Object, POLICY, Shape, Standing, flag_tokens};
use super::unknown;
use crate::model::{Id, IpRange, Unknown};

/// The canonical form of a policy. Name and state stay; the description, which Graph does not use, does not.
pub fn canonical_policy(value: &Value) -> Value {
    let mut unknown = Unknown::default();
    unknown::collect(&mut unknown, &mut Vec::new(), value, &POLICY, "");
    Canonical { rules: policy_rule, unknown }.document(value, &POLICY)
}

/// The canonical form of a named location. Its type is there, whether written or told by its members.
pub fn canonical_named_location(value: &Value) -> Value {
    let kind = kind_of(value);
    let mut canonical =
        Canonical { rules: location_rule, unknown: Unknown::default() }.document(value, kind.shape());
    if let (Some(members), Some(name)) = (canonical.as_object_mut(), kind.odata_type()) {
        members.insert("@odata.type".to_owned(), name.into());
        members.sort_keys();
    }
    canonical
}

struct Canonical {
    /// What goes beyond the tables, for the object at a pointer.
    rules: fn(&Unknown, &str, &Place<'_>, &mut Map<String, Value>),
    unknown: Unknown,
}

/// An object as it came, with its table.
struct Place<'a> {
    value: &'a Value,
    shape: &'static Object,
}

impl Canonical {
    fn document(&self, value: &Value, shape: &'static Object) -> Value {
        if value.is_object() { Value::Object(self.object(value, shape, "")) } else { value.clone() }
    }

    fn object(&self, value: &Value, shape: &'static Object, pointer: &str) -> Map<String, Value> {
        let mut canonical = Map::new();
        for (key, member) in value.as_object().into_iter().flatten() {
            let member = match shape.standing(key, member) {
                Standing::Nothing => None,
                Standing::UnknownMember | Standing::UnknownValue(_) => Some(member.clone()),
                Standing::Known(Shape::Object(shape)) => {
                    let members = self.object(member, shape, &format!("{pointer}/{key}"));
                    (!members.is_empty()).then_some(Value::Object(members))
                }
                Standing::Known(shape) => scalar(member, shape),
            };
            if let Some(member) = member {
                canonical.insert(key.clone(), member);
            }
        }
        (self.rules)(&self.unknown, pointer, &Place { value, shape }, &mut canonical);
        canonical.sort_keys();
        canonical
    }
}

impl Place<'_> {
    /// Whether a member is known and fits.
    fn knows(&self, key: &str) -> bool {
        let member = self.value.get(key).unwrap_or(&Value::Null);
        matches!(self.shape.standing(key, member), Standing::Known(_))
    }
}

fn scalar(value: &Value, shape: &Shape) -> Option<Value> {
    let texts = || value.as_array().into_iter().flatten().filter_map(Value::as_str);
    match shape {
        Shape::Reference => value.as_str().map(|id| Id::parse(id).to_string().into()),
        Shape::References => set(texts().map(|id| Id::parse(id).to_string())),
        Shape::Token(known) => value.as_str().map(|token| spelled(token, known).into()),
        Shape::Tokens(known) => set(texts().map(|token| spelled(token, known))),
        Shape::Flags(known) => set(flag_tokens(value).into_iter().map(|token| spelled(token, known))),
        Shape::Countries => set(texts().map(str::to_uppercase)),
        Shape::IpRanges => Some(ip_ranges(value)),
        // Objects are read by `object`; read-only and undocumented members never stand as known.
        Shape::Text
        | Shape::Boolean
        | Shape::Integer
        | Shape::Object(_)
        | Shape::ReadOnly
        | Shape::Undocumented => Some(value.clone()),
    }
}

fn set(items: impl Iterator<Item = String>) -> Option<Value> {
    let mut items: Vec<String> = items.collect();
    items.sort_unstable();
    items.dedup();
    (!items.is_empty()).then(|| items.into())
}

fn spelled(token: &str, known: &[&str]) -> String {
    known.iter().find(|known| known.eq_ignore_ascii_case(token)).map_or(token, |known| known).to_owned()
}

fn ip_ranges(value: &Value) -> Value {
    let mut ranges: Vec<Value> = value
        .as_array()
        .into_iter()
        .flatten()
        .map(|range| match read_range(range) {
            IpRange::Cidr(network) => json!({ "cidrAddress": network.to_string() }),
            IpRange::Unknown(range) => range,
        })
        .collect();
    ranges.sort_by_cached_key(Value::to_string);
    ranges.dedup();
    ranges.into()
}

fn policy_rule(unknown: &Unknown, pointer: &str, place: &Place<'_>, members: &mut Map<String, Value>) {
    match pointer {
        "" => {
            members.retain(|key, value| match key.as_str() {
                "description" => !place.knows(key),
                "displayName" | "state" => value != "",
                _ => true,
            });
        }
        "/conditions" => conditions_rule(members),
        "/conditions/users/includeGuestsOrExternalUsers/externalTenants"
        | "/conditions/users/excludeGuestsOrExternalUsers/externalTenants" => {
            external_tenants_rule(place, members);
        }
        "/grantControls" => grant_rule(unknown, members),
        "/grantControls/authenticationStrength" => {
            let id = strength_id(place.value).map(|id| Value::from(id.to_string()));
            members.extend(id.map(|id| ("id".to_owned(), id)));
        }
        "/sessionControls" => {
            members.retain(|key, value| key != "disableResilienceDefaults" || *value != false);
        }
        _ if pointer.starts_with("/sessionControls/") => session_control_rule(place, members),
        _ => {}
    }
}

/// All client apps is no condition. Where workloads or agents are meant, including nobody says nothing more.
fn conditions_rule(conditions: &mut Map<String, Value>) {
    conditions.retain(|key, value| key != "clientAppTypes" || *value != json!(["all"]));
    if !conditions.contains_key("clientApplications") && !conditions.contains_key("agents") {
        return;
    }
    let Some(users) = conditions.get_mut("users").and_then(Value::as_object_mut) else { return };
    users.retain(|key, value| key != "includeUsers" || *value != json!(["None"]));
    if users.is_empty() {
        conditions.shift_remove("users");
    }
}

/// The type and `membershipKind` say the same; where they do not, both stay.
fn external_tenants_rule(place: &Place<'_>, tenants: &mut Map<String, Value>) {
    let written = place.value.get("@odata.type").unwrap_or(&Value::Null);
    let of_type = match written.as_str() {
        Some("#microsoft.graph.conditionalAccessAllExternalTenants") => "all",
        Some("#microsoft.graph.conditionalAccessEnumeratedExternalTenants") => "enumerated",
        Some(_) | None => return,
    };
    let kind = tenants.entry("membershipKind").or_insert_with(|| of_type.into());
    if kind != of_type {
        tenants.insert("@odata.type".to_owned(), written.clone());
    }
}

/// With one item at most the operator means nothing: the service itself changes it (graph.md §0.2).
fn grant_rule(unknown: &Unknown, grant: &mut Map<String, Value>) {
    let count = |key: &str| grant.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let strength = grant.get("authenticationStrength").is_some_and(|strength| strength.get("id").is_some());
    let items = count("builtInControls")
        + count("termsOfUse")
        + count("customAuthenticationFactors")
        + usize::from(strength);
    let has_unknown = unknown.0.keys().any(|pointer| pointer.starts_with("/grantControls/"));
    let operator = grant.entry("operator").or_insert_with(|| "OR".into());
    let known = operator == "AND" || operator == "OR";
    if items <= 1 && known && !has_unknown {
        grant.shift_remove("operator");
    }
}

/// A control that is off says nothing, whatever else is in it. `everyTime` has no period.
fn session_control_rule(place: &Place<'_>, control: &mut Map<String, Value>) {
    if control.get("isEnabled") == Some(&Value::Bool(false)) {
        control.retain(|key, _| !place.knows(key));
        return;
    }
    if control.get("frequencyInterval").is_some_and(|interval| interval == "everyTime") {
        control.retain(|key, _| !(matches!(key.as_str(), "value" | "type") && place.knows(key)));
    } else if place.knows("value") && place.knows("type") {
        control.entry("frequencyInterval").or_insert_with(|| "timeBased".into());
    }
}

/// Members that say what their absence says.
fn location_rule(_: &Unknown, pointer: &str, _: &Place<'_>, members: &mut Map<String, Value>) {
    if !pointer.is_empty() {
        return;
    }
    members.retain(|key, value| match key.as_str() {
        "displayName" => value != "",
        "isTrusted" | "includeUnknownCountriesAndRegions" => *value != false,
        "countryLookupMethod" => value != "clientIpAddress",
        "compliantNetworkType" => value != "allTenantCompliantNetworks",
        _ => true,
    });
}
