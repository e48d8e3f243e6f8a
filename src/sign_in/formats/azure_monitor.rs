//! Diagnostic settings and what keeps them: storage, Event Hub, Log Analytics, Sentinel, and search tools that write them
//! anew.
//!
//! One schema in three dresses: an envelope with Graph's names in `properties`, rows with Pascal names, or either with
//! the case, the types and the times of another tool (Entra, concept-activity-log-schemas, 2025-05; Azure Monitor,
//! tables `SigninLogs` and `AAD…SignInLogs`, 2024-11).

use serde_json::{Map, Value, json};

use super::names::graph_value;
use super::row::{Row, text};
use super::{OtherLog, put, put_in, put_kind};

/// Columns under names other than Graph's. Where both are there, these say it: `ResourceId` and `Location` of a table
/// are other things.
const COLUMNS: [(&str, &str); 3] = [
    ("conditionalaccesspolicies", "appliedConditionalAccessPolicies"),
    ("locationdetails", "location"),
    ("resourceidentity", "resourceId"),
];

/// Categories of the envelope, and names of tables, with the kind of sign-in in each.
const LOGS: [(&str, &str); 8] = [
    ("signinlogs", "interactiveUser"),
    ("noninteractiveusersigninlogs", "nonInteractiveUser"),
    ("serviceprincipalsigninlogs", "servicePrincipal"),
    ("microsoftserviceprincipalsigninlogs", "servicePrincipal"),
    ("managedidentitysigninlogs", "managedIdentity"),
    ("aadnoninteractiveusersigninlogs", "nonInteractiveUser"),
    ("aadserviceprincipalsigninlogs", "servicePrincipal"),
    ("aadmanagedidentitysigninlogs", "managedIdentity"),
];

pub(super) fn is_of(row: &Row) -> bool {
    row.has("createddatetime") || row.has("timegenerated") || row.has("properties")
}

pub(super) fn graph_shape(mut row: Row) -> Result<Map<String, Value>, OtherLog> {
    let kind = kind(&row)?;
    let mut envelope = match row.object("properties") {
        Some(properties) => std::mem::replace(&mut row, properties),
        None => Row::default(),
    };
    let around = |names: &[&str]| row.text(names).or_else(|| envelope.text(names));
    let time = row.text(&["createddatetime"]).or_else(|| around(&["timegenerated", "time", "timestamp"]));
    let code = around(&["resulttype"]);
    let address = around(&["calleripaddress"]);
    let identity = around(&["identity"]);
    // In an envelope and in a table, `location` as text is the country alone.
    let country = row.text(&["location"]).or_else(|| envelope.text(&["location"]));
    let correlation = envelope.take("correlationid");

    let columns: Vec<(&str, Value)> = COLUMNS
        .iter()
        .filter_map(|(column, name)| row.take(column).map(|value| (*name, graph_value(name, value))))
        .filter(|(_, value)| !value.is_null())
        .collect();
    let mut members = row.into_graph();
    members.extend(columns.into_iter().map(|(name, value)| (name.to_owned(), value)));

    put(&mut members, "createdDateTime", time);
    if !members.get("location").is_some_and(Value::is_object) {
        members.shift_remove("location");
        if let Some(country) = country {
            members.insert("location".to_owned(), json!({ "countryOrRegion": country }));
        }
    }
    // A path of Azure's resource manager is the tenant that the log comes from.
    if members.get("resourceId").and_then(text).is_some_and(|id| id.starts_with('/')) {
        members.shift_remove("resourceId");
    }
    if !members.contains_key("ipAddress") {
        put(&mut members, "ipAddress", address);
    }
    if !members.contains_key("correlationId") {
        members.extend(correlation.map(|id| ("correlationId".to_owned(), id)));
    }
    put_code(&mut members, code);
    if !members.contains_key("signInEventTypes")
        && let Some(kind) = kind
    {
        put_kind(&mut members, kind);
    }
    let is_of_user = kind.is_none_or(|kind| kind.ends_with("User"));
    let name = if is_of_user { "userDisplayName" } else { "servicePrincipalName" };
    if !members.contains_key(name) {
        put(&mut members, name, identity);
    }
    Ok(members)
}

/// The log of sign-ins to federation servers: they let in by themselves, and Conditional Access has no part in it.
pub(in crate::sign_in) const FEDERATION_LOG: &str = "ADFSSignInLogs";

/// The kind of sign-in that the record's log holds; none if it does not say.
fn kind(row: &Row) -> Result<Option<&'static str>, OtherLog> {
    let known =
        |log: &str| LOGS.iter().find(|(name, _)| log.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind);
    let Some(log) = row.text(&["category"]) else {
        // Other tools have a `type` of their own.
        return Ok(row.text(&["type"]).and_then(|table| known(&table)));
    };
    if let Some(kind) = known(&log) {
        return Ok(Some(kind));
    }
    let is_federation = log.eq_ignore_ascii_case(FEDERATION_LOG);
    let is_sign_in =
        row.text(&["operationname"]).is_some_and(|name| name.eq_ignore_ascii_case("Sign-in activity"));
    if is_sign_in && !is_federation { Ok(None) } else { Err(OtherLog(log)) }
}

/// Puts the code of the envelope where the record has none: some tools write `Success` for 0.
fn put_code(members: &mut Map<String, Value>, code: Option<String>) {
    let has_code = members.get("status").and_then(|status| status.get("errorCode")).and_then(text).is_some();
    let Some(code) = code.filter(|_| !has_code) else { return };
    if !members.get("status").is_some_and(Value::is_object) {
        members.shift_remove("status");
    }
    let code = if code.eq_ignore_ascii_case("success") { "0".to_owned() } else { code };
    put_in(members, "status", "errorCode", Value::String(code));
}
