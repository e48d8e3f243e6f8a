//! Advanced hunting in Microsoft Defender: `EntraIdSignInEvents`, `EntraIdSpnSignInEvents`, and the `AAD…EventsBeta` before
//! them.
//!
//! Enums are numbers there (Defender, advanced-hunting-entraidsigninevents-table, 2025-11). Its risk is the aggregated
//! one, which changes after the event, so that the risk during the sign-in is not known.

use serde_json::{Map, Value};

use super::names::{fold, graph_value};
use super::row::{Row, is_empty};
use super::{put, put_in, put_kind};

/// Columns that Graph has too, by its names.
const COLUMNS: [(&str, &str); 20] = [
    ("accountdisplayname", "userDisplayName"),
    ("accountobjectid", "userId"),
    ("accountupn", "userPrincipalName"),
    ("application", "appDisplayName"),
    ("applicationid", "appId"),
    ("authenticationprocessingdetails", "authenticationProcessingDetails"),
    ("authenticationrequirement", "authenticationRequirement"),
    ("clientappused", "clientAppUsed"),
    ("conditionalaccesspolicies", "appliedConditionalAccessPolicies"),
    ("correlationid", "correlationId"),
    ("ipaddress", "ipAddress"),
    ("networklocationdetails", "networkLocationDetails"),
    ("requestid", "id"),
    ("resourcedisplayname", "resourceDisplayName"),
    ("resourceid", "resourceId"),
    ("resourcetenantid", "resourceTenantId"),
    ("serviceprincipalid", "servicePrincipalId"),
    ("serviceprincipalname", "servicePrincipalName"),
    ("sessionid", "sessionId"),
    ("useragent", "userAgent"),
];

/// Columns of `deviceDetail`. Only all together do they say that a device is not registered or not compliant.
const DEVICE: [(&[&str], &str); 4] = [
    (&["entraiddeviceid", "aaddeviceid"], "deviceId"),
    (&["devicetrusttype"], "trustType"),
    (&["osplatform"], "operatingSystem"),
    (&["browser"], "browser"),
];

pub(super) fn is_of(row: &Row) -> bool {
    let is_hunting = row.has("timestamp") && !row.has("properties");
    is_hunting
        && ["accountupn", "accountobjectid", "logontype", "applicationid"].iter().any(|name| row.has(name))
}

pub(super) fn graph_shape(mut row: Row) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "createdDateTime", row.text(&["timestamp"]));
    if let Some(code) = row.text(&["errorcode"]) {
        put_in(&mut members, "status", "errorCode", Value::String(code));
    }
    put(&mut members, "userType", row.flag(&["isguestuser"]).map(user_type));
    if let Some(country) = row.text(&["country"]) {
        put_in(&mut members, "location", "countryOrRegion", Value::String(country));
        if let Some(city) = row.text(&["city"]) {
            put_in(&mut members, "location", "city", Value::String(city));
        }
    }
    put_device(&mut members, &row);
    put(&mut members, "conditionalAccessStatus", row.text(&["conditionalaccessstatus"]).map(status));
    if let Some(kind) = kind(&row) {
        put_kind(&mut members, kind);
    }
    for (column, name) in COLUMNS {
        let value = row.take(column).map(|value| graph_value(name, value)).filter(|value| !is_empty(value));
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    members
}

fn user_type(is_guest: bool) -> String {
    if is_guest { "guest" } else { "member" }.to_owned()
}

fn status(number: String) -> String {
    match number.as_str() {
        "0" => "success".to_owned(),
        "1" => "failure".to_owned(),
        "2" => "notApplied".to_owned(),
        _ => number,
    }
}

fn kind(row: &Row) -> Option<&'static str> {
    if row.has("serviceprincipalid") && !row.has("accountobjectid") {
        let is_managed = row.flag(&["ismanagedidentity"]) == Some(true);
        return Some(if is_managed { "managedIdentity" } else { "servicePrincipal" });
    }
    let logon = fold(row.text(&["logontype"])?.trim_start_matches('['));
    if logon.contains("noninteractive") {
        Some("nonInteractiveUser")
    } else {
        logon.contains("interactive").then_some("interactiveUser")
    }
}

fn put_device(members: &mut Map<String, Value>, row: &Row) {
    let is_whole = row.has("iscompliant") && row.has("ismanaged") && row.has("devicetrusttype");
    let texts: Vec<_> =
        DEVICE.iter().filter_map(|(columns, name)| row.text(columns).map(|text| (*name, text))).collect();
    if !is_whole || texts.is_empty() {
        return;
    }
    for (name, text) in texts {
        put_in(members, "deviceDetail", name, Value::String(text));
    }
    for (column, name) in [("iscompliant", "isCompliant"), ("ismanaged", "isManaged")] {
        put_in(members, "deviceDetail", name, row.flag(&[column]).map_or(Value::Null, Value::Bool));
    }
}
