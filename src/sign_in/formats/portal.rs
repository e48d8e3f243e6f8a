//! The CSV that the Entra portal downloads: interactive, non-interactive, application and managed identity sign-ins.
//!
//! Headings and values are the portal's words, and the headings drift, so that a heading is known by its letters. The
//! file of a tab does not say which tab it is: whether a user's sign-in was interactive is not in it. Neither are the
//! results of policies (Entra, howto-download-logs, 2023-08; headings as of 2024-10).

use serde_json::{Map, Value};

use super::names::fold;
use super::row::Row;
use super::{put, put_in, put_kind};

/// Columns whose text is what Graph has.
const COLUMNS: [(&str, &str); 19] = [
    ("application", "appDisplayName"),
    ("applicationid", "appId"),
    ("autonomoussystemnumber", "autonomousSystemNumber"),
    ("clientapp", "clientAppUsed"),
    ("correlationid", "correlationId"),
    ("hometenantid", "homeTenantId"),
    ("ipaddress", "ipAddress"),
    ("ipaddressseenbyresource", "ipAddressFromResourceProvider"),
    ("requestid", "id"),
    ("resource", "resourceDisplayName"),
    ("resourceid", "resourceId"),
    ("resourcetenantid", "resourceTenantId"),
    ("serviceprincipalid", "servicePrincipalId"),
    ("serviceprincipalname", "servicePrincipalName"),
    ("sessionid", "sessionId"),
    ("user", "userDisplayName"),
    ("useragent", "userAgent"),
    ("userid", "userId"),
    ("username", "userPrincipalName"),
];

/// Columns of words, such as `Device code flow`, which are Graph's tokens but for spaces and case.
const TOKENS: [(&str, &str); 7] = [
    ("authenticationprotocol", "authenticationProtocol"),
    ("clientcredentialtype", "clientCredentialType"),
    ("crosstenantaccesstype", "crossTenantAccessType"),
    ("incomingtokentype", "incomingTokenType"),
    ("originaltransfermethod", "originalTransferMethod"),
    ("tokenissuertype", "tokenIssuerType"),
    ("usertype", "userType"),
];

const DEVICE: [(&str, &str); 4] = [
    ("deviceid", "deviceId"),
    ("operatingsystem", "operatingSystem"),
    ("browser", "browser"),
    ("jointype", "trustType"),
];

pub(super) fn is_of(row: &Row) -> bool {
    row.has("requestid") && (row.has("dateutc") || row.has("date"))
}

pub(super) fn graph_shape(row: &Row) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "createdDateTime", row.text(&["dateutc", "date"]));
    for (column, name) in COLUMNS {
        put(&mut members, name, row.text(&[column]));
    }
    for (column, name) in TOKENS {
        put(&mut members, name, row.text(&[column]).map(|words| tokens(&words)));
    }
    put(&mut members, "authenticationRequirement", row.text(&["authenticationrequirement"]).map(requirement));
    put(&mut members, "conditionalAccessStatus", row.text(&["conditionalaccess"]).map(status));
    if let Some(code) = code(row) {
        put_in(&mut members, "status", "errorCode", Value::String(code));
    }
    if let Some(place) = row.text(&["location"]) {
        // `City, State, CC`, of which each may be empty.
        let country = place.rsplit(',').next().unwrap_or_default().trim();
        let city = place.split(',').next().unwrap_or_default().trim();
        put_in(&mut members, "location", "countryOrRegion", Value::from(country));
        put_in(&mut members, "location", "city", Value::from(city));
    }
    if let Some(through) = row.flag(&["throughglobalsecureaccess"]) {
        members.insert("isThroughGlobalSecureAccess".to_owned(), Value::Bool(through));
    }
    put_device(&mut members, row);
    put_multifactor(&mut members, row);
    if let Some(kind) = kind(row) {
        put_kind(&mut members, kind);
    }
    members
}

fn tokens(words: &str) -> String {
    words.split(',').map(fold).collect::<Vec<_>>().join(",")
}

fn requirement(words: String) -> String {
    match fold(&words) {
        folded if folded.starts_with("multifactor") => "multiFactorAuthentication".to_owned(),
        folded if folded.starts_with("singlefactor") => "singleFactorAuthentication".to_owned(),
        _ => words,
    }
}

fn status(words: String) -> String {
    match fold(&words).as_str() {
        "success" => "success".to_owned(),
        "failure" => "failure".to_owned(),
        "notapplied" => "notApplied".to_owned(),
        _ => words,
    }
}

/// A success needs no code; anything else does, to be told from first factors that failed.
fn code(row: &Row) -> Option<String> {
    let is_success = || row.text(&["status"]).is_some_and(|words| words.eq_ignore_ascii_case("success"));
    row.text(&["signinerrorcode"]).or_else(|| is_success().then(|| "0".to_owned()))
}

/// Workloads have no user; users have no kind here.
fn kind(row: &Row) -> Option<&'static str> {
    if row.text(&["userid", "username"]).is_some() || !row.has("serviceprincipalid") {
        return None;
    }
    let is_managed =
        row.text(&["managedidentitytype"]).is_some_and(|words| !words.eq_ignore_ascii_case("none"));
    Some(if is_managed { "managedIdentity" } else { "servicePrincipal" })
}

/// Only all columns together say that a device is not registered or not compliant.
fn put_device(members: &mut Map<String, Value>, row: &Row) {
    let is_whole = ["deviceid", "compliant", "managed", "jointype"].iter().all(|column| row.has(column));
    let texts: Vec<_> =
        DEVICE.iter().filter_map(|(column, name)| row.text(&[column]).map(|text| (*name, text))).collect();
    if !is_whole || texts.is_empty() {
        return;
    }
    for (name, text) in texts {
        put_in(members, "deviceDetail", name, Value::String(text));
    }
    for (column, name) in [("compliant", "isCompliant"), ("managed", "isManaged")] {
        put_in(members, "deviceDetail", name, row.flag(&[column]).map_or(Value::Null, Value::Bool));
    }
}

/// The step of MFA, of which the portal has one column for each member. Whether it succeeded is in its words alone.
fn put_multifactor(members: &mut Map<String, Value>, row: &Row) {
    let columns = [
        ("multifactorauthenticationresult", "authenticationStepResultDetail"),
        ("multifactorauthenticationauthmethod", "authenticationMethod"),
        ("multifactorauthenticationauthdetail", "authenticationMethodDetail"),
    ];
    let mut step = Map::new();
    for (column, name) in columns {
        put(&mut step, name, row.text(&[column]));
    }
    if step.contains_key("authenticationStepResultDetail") {
        step.insert("authenticationStepRequirement".to_owned(), "Multi-factor authentication".into());
        members.insert("authenticationDetails".to_owned(), Value::Array(vec![Value::Object(step)]));
    }
}
