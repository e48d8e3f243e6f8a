//! Graph's names of members, whatever case or spelling an export gives them, and what those members hold.
//!
//! A name is compared folded: lower case letters and digits only, so that `CreatedDateTime [UTC]`, `created_date_time`
//! and `createddatetime` are one name.

use serde_json::{Map, Value};

/// How deep values are taken apart; nothing that is read lies deeper.
const DEPTH: usize = 6;

/// Members of `signIn` and of what is in it, in the order of their folded names (Microsoft Graph beta metadata,
/// 2026-08-20).
const NAMES: [&str; 104] = [
    "additionalDetails",
    "agent",
    "agentServicePrincipalId",
    "agentType",
    "alternateSignInName",
    "appDisplayName",
    "appId",
    "appliedConditionalAccessPolicies",
    "authDetail",
    "authenticationContextClassReferences",
    "authenticationDetails",
    "authenticationMethod",
    "authenticationMethodDetail",
    "authenticationMethodsUsed",
    "authenticationProcessingDetails",
    "authenticationProtocol",
    "authenticationRequirement",
    "authenticationRequirementPolicies",
    "authenticationStepDateTime",
    "authenticationStepRequirement",
    "authenticationStepResultDetail",
    "authenticationStrength",
    "authenticationStrengthId",
    "authenticationStrengthResult",
    "authMethod",
    "autonomousSystemNumber",
    "browser",
    "browserId",
    "city",
    "clientAppUsed",
    "clientCredentialType",
    "conditionalAccessAudiences",
    "conditionalAccessCondition",
    "conditionalAccessStatus",
    "conditionsNotSatisfied",
    "conditionsSatisfied",
    "correlationId",
    "countryOrRegion",
    "createdDateTime",
    "crossTenantAccessType",
    "detail",
    "deviceDetail",
    "deviceId",
    "displayName",
    "enforcedGrantControls",
    "enforcedSessionControls",
    "errorCode",
    "excludeRulesSatisfied",
    "expirationRequirement",
    "failureReason",
    "flaggedForReview",
    "geoCoordinates",
    "globalSecureAccessIpAddress",
    "homeTenantId",
    "homeTenantName",
    "id",
    "includeRulesSatisfied",
    "incomingTokenType",
    "ipAddress",
    "ipAddressFromResourceProvider",
    "isCompliant",
    "isInteractive",
    "isManaged",
    "isThroughGlobalSecureAccess",
    "key",
    "location",
    "managedServiceIdentity",
    "mfaDetail",
    "networkLocationDetails",
    "networkNames",
    "networkType",
    "operatingSystem",
    "originalRequestId",
    "originalTransferMethod",
    "requirementProvider",
    "resourceDisplayName",
    "resourceId",
    "resourceServicePrincipalId",
    "resourceTenantId",
    "result",
    "riskDetail",
    "riskEventTypes_v2",
    "riskLevelAggregated",
    "riskLevelDuringSignIn",
    "riskState",
    "ruleSatisfied",
    "servicePrincipalId",
    "servicePrincipalName",
    "sessionControlsNotSatisfied",
    "sessionId",
    "sessionLifetimePolicies",
    "signInEventTypes",
    "state",
    "status",
    "succeeded",
    "tokenIssuerType",
    "tokenProtectionStatusDetails",
    "trustType",
    "userAgent",
    "userDisplayName",
    "userId",
    "userPrincipalName",
    "userType",
    "value",
];

/// Members that hold objects or lists, which exports to tables write as text.
const STRUCTURED: [&str; 23] = [
    "agent",
    "appliedConditionalAccessPolicies",
    "authenticationContextClassReferences",
    "authenticationDetails",
    "authenticationMethodsUsed",
    "authenticationProcessingDetails",
    "authenticationRequirementPolicies",
    "authenticationStrength",
    "conditionalAccessAudiences",
    "deviceDetail",
    "enforcedGrantControls",
    "enforcedSessionControls",
    "excludeRulesSatisfied",
    "includeRulesSatisfied",
    "location",
    "managedServiceIdentity",
    "mfaDetail",
    "networkLocationDetails",
    "networkNames",
    "sessionControlsNotSatisfied",
    "sessionLifetimePolicies",
    "signInEventTypes",
    "status",
];

/// What Kusto adds to a column's name where the tables of a `union` hold different types in it, as `SigninLogs` and
/// `AADNonInteractiveUserSignInLogs` do (Kusto, `union` operator, 2025-01), and, of one letter, what a custom table
/// adds to all (Azure Monitor, HTTP Data Collector API, 2024-01).
const TYPES: [&str; 14] = [
    "b", "bool", "d", "datetime", "dynamic", "g", "guid", "int", "long", "real", "s", "string", "t",
    "timespan",
];

/// The name of a column without the type that a query added to it.
pub(super) fn column(name: &str) -> &str {
    let bare = name.split('[').next().unwrap_or_default().trim_end();
    match bare.rsplit_once('_') {
        Some((column, kind)) if TYPES.contains(&kind) => column,
        Some(_) | None => name,
    }
}

/// A name in lower case letters and digits. What is in brackets, such as ` [UTC]`, is about the values and no part of it.
pub(super) fn fold(name: &str) -> String {
    let name = name.split('[').next().unwrap_or_default();
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Graph's name for a folded one.
pub(super) fn graph_name(folded: &str) -> Option<&'static str> {
    let letters = |name: &'static str| name.bytes().filter(u8::is_ascii_alphanumeric);
    let found =
        NAMES.binary_search_by(|name| letters(name).map(|b| b.to_ascii_lowercase()).cmp(folded.bytes()));
    found.ok().and_then(|at| NAMES.get(at).copied())
}

/// The value of a member with Graph's names in it, and with objects and lists in place of text that holds them.
///
/// Text in place of an object or list that says nothing is null: the export has nothing there.
pub(super) fn graph_value(name: &str, value: Value) -> Value {
    member(name, value, DEPTH)
}

/// The same of one that lies so deep; a single kind of sign-in, as text, is a list of one.
fn member(name: &str, value: Value, depth: usize) -> Value {
    match graph_value_within(name, value, depth) {
        Value::String(text) if name == "signInEventTypes" => Value::from(vec![text]),
        value => value,
    }
}

fn graph_value_within(name: &str, value: Value, depth: usize) -> Value {
    if depth == 0 {
        return value;
    }
    match value {
        Value::String(text) if STRUCTURED.contains(&name) => match parse(&text) {
            Some(value) => graph_value_within(name, value, depth - 1),
            None if says_nothing(text.trim()) => Value::Null,
            None => Value::String(text),
        },
        Value::Array(elements) => {
            elements.into_iter().map(|element| graph_value_within(name, element, depth - 1)).collect()
        }
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let name = graph_name(&fold(&name)).map_or(name, str::to_owned);
                let value = member(&name, value, depth - 1);
                (name, value)
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// Whether a text stands for what was not written: it is empty, `None`, as the Azure CLI writes null, or the name of a
/// type, as PowerShell writes for what lies too deep.
fn says_nothing(text: &str) -> bool {
    text.is_empty()
        || text == "None"
        || ["System.", "Microsoft.", "class "].iter().any(|of_a_type| text.starts_with(of_a_type))
}

/// The object or list that a text holds.
pub(super) fn parse(text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    super::tree::read(text.as_bytes()).ok().map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_in_order_and_each_finds_itself() {
        assert!(NAMES.is_sorted_by_key(|name| fold(name)));
        for name in NAMES.iter().chain(&STRUCTURED) {
            assert_eq!(graph_name(&fold(name)), Some(*name));
        }
    }

    #[test]
    fn one_name_has_many_spellings() {
        for spelling in ["createdDateTime", "CreatedDateTime [UTC]", "created_date_time", "createddatetime"] {
            assert_eq!(graph_name(&fold(spelling)), Some("createdDateTime"), "{spelling}");
        }
        assert_eq!(graph_name(&fold("p_event_time")), None);
    }

    #[test]
    fn text_that_holds_a_list_becomes_it_and_text_that_is_meant_stays() {
        let value = graph_value(
            "appliedConditionalAccessPolicies",
            json!(r#"[{"DisplayName":"CA001","includeRulesSatisfied":["{\"ruleSatisfied\":\"allApps\"}"]}]"#),
        );
        assert_eq!(
            value,
            json!([{"displayName": "CA001", "includeRulesSatisfied": [{"ruleSatisfied": "allApps"}]}])
        );
        let scopes = json!([{"key": "Oauth Scope Info", "value": r#"["User.Read"]"#}]);
        assert_eq!(graph_value("authenticationProcessingDetails", scopes.clone()), scopes);
        for nothing in ["", "None", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphDeviceDetail"] {
            assert_eq!(graph_value("deviceDetail", json!(nothing)), Value::Null);
        }
        for kinds in
            [json!("servicePrincipal"), json!(["servicePrincipal"]), json!(r#"["servicePrincipal"]"#)]
        {
            assert_eq!(graph_value("signInEventTypes", kinds.clone()), json!(["servicePrincipal"]));
            let within = json!({"signInEventTypes": kinds});
            assert_eq!(graph_value("", within), json!({"signInEventTypes": ["servicePrincipal"]}));
        }
        assert_eq!(graph_value("userAgent", json!("[x]")), json!("[x]"));
    }
}
