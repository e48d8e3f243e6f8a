//! Writes a sign-in of Graph's shape as every other export would hold it.

use gatewright::model::{ClientAppType, DevicePlatform};
use gatewright::sign_in::{CrossTenantAccess, Flow, Platform, SignIn, Subject, TrustType, UserType};
use serde_json::{Map, Value, json};

/// The columns of the portal's CSV, 2024-10.
const PORTAL: [&str; 55] = [
    "Date (UTC)",
    "Request ID",
    "User agent",
    "Correlation ID",
    "User ID",
    "User",
    "Username",
    "User type",
    "Cross tenant access type",
    "Incoming token type",
    "Authentication Protocol",
    "Unique token identifier",
    "Original transfer method",
    "Client credential type",
    "Token Protection - Sign In Session",
    "Token Protection - Sign In Session StatusCode",
    "Application",
    "Application ID ",
    "Resource",
    "Resource ID ",
    "Resource tenant ID",
    "Home tenant ID",
    "Home tenant name",
    "IP address",
    "Location",
    "Status",
    "Sign-in error code",
    "Failure reason",
    "Client app",
    "Device ID",
    "Browser",
    "Operating System",
    "Compliant",
    "Managed",
    "Join Type",
    "Multifactor authentication result",
    "Multifactor authentication auth method",
    "Multifactor authentication auth detail",
    "Authentication requirement",
    "Sign-in identifier",
    "Session ID",
    "IP address (seen by resource)",
    "Through Global Secure Access",
    "Global Secure Access IP address",
    "Autonomous system  number",
    "Flagged for review",
    "Token issuer type",
    "Incoming token type",
    "Token issuer name",
    "Latency",
    "Conditional Access",
    "Managed Identity type",
    "Associated Resource Id",
    "Federated Token Id",
    "Federated Token Issuer",
];

/// A sign-in as Graph's beta version has it.
#[expect(clippy::too_many_lines, reason = "one member after the other")]
pub(crate) fn graph(sign_in: &SignIn<'_>, number: u64) -> Value {
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| record.insert(name.to_owned(), value);
    put("id", json!(format!("00000000-0000-4000-8000-{number:012x}")));
    put("createdDateTime", json!(format!("2026-11-22T08:{:02}:{:02}Z", number / 60 % 60, number % 60)));
    put("correlationId", json!(format!("00000000-0000-4000-9000-{number:012x}")));
    let (kind, id, name) = match sign_in.subject {
        Subject::User | Subject::Agent => ("interactiveUser", "userId", "userDisplayName"),
        Subject::ServicePrincipal => ("servicePrincipal", "servicePrincipalId", "servicePrincipalName"),
        Subject::ManagedIdentity => ("managedIdentity", "servicePrincipalId", "servicePrincipalName"),
    };
    put("signInEventTypes", json!([kind]));
    put("isInteractive", json!(kind == "interactiveUser"));
    put(id, json!(sign_in.subject_id.map(|id| id.to_string()).unwrap_or_default()));
    put(name, json!("Asha, \"Kochi\""));
    if kind == "interactiveUser" {
        let nobody = sign_in.subject_id.is_none() && sign_in.user_principal_name.is_empty();
        let name = if nobody { "asha@contoso.com" } else { &*sign_in.user_principal_name };
        put("userPrincipalName", json!(name));
    }
    if kind == "interactiveUser" {
        put(
            "userType",
            json!(sign_in.user_type.map_or("", |of| match of {
                UserType::Member => "member",
                UserType::Guest => "guest",
            })),
        );
    }
    put(
        "crossTenantAccessType",
        json!(sign_in.cross_tenant_access.map_or("", |access| match access {
            CrossTenantAccess::None => "none",
            CrossTenantAccess::B2bCollaboration => "b2bCollaboration",
            CrossTenantAccess::B2bDirectConnect => "b2bDirectConnect",
            CrossTenantAccess::ServiceProvider => "serviceProvider",
            CrossTenantAccess::Other => "passthrough",
        })),
    );
    put("homeTenantId", json!(sign_in.home_tenant.map(|id| id.to_string())));
    put("resourceTenantId", json!(sign_in.resource_tenant.map(|id| id.to_string())));
    put("appId", json!("04b07795-8ddb-461a-bbee-02f9e1bf7b46"));
    put("appDisplayName", json!("Azure CLI"));
    put("resourceId", json!(sign_in.resource.id.map(|id| id.to_string())));
    put("resourceDisplayName", json!("A resource"));
    put(
        "clientAppUsed",
        json!(sign_in.client_app.as_ref().map_or("", |client| match client {
            ClientAppType::Browser => "Browser",
            ClientAppType::ExchangeActiveSync | ClientAppType::EasSupported => "Exchange ActiveSync",
            ClientAppType::Other => "IMAP4",
            _ => "Mobile Apps and Desktop clients",
        })),
    );
    put("ipAddress", json!(sign_in.ip_address));
    if let Some(country) = sign_in.country {
        put("location", json!({"city": "Kochi", "state": "Kerala", "countryOrRegion": country.code()}));
    }
    if sign_in.compliant_network == Some(false) {
        put("isThroughGlobalSecureAccess", json!(false));
    }
    put(
        "riskLevelDuringSignIn",
        json!(sign_in.sign_in_risk.as_ref().map_or("hidden", |level| level.as_graph())),
    );
    let (protocol, transfer) = match sign_in.flow {
        _ if sign_in.is_ropc => ("ropc", "none"),
        None => ("", ""),
        Some(Flow::Ordinary) => ("none", "none"),
        Some(Flow::DeviceCode) => ("none", "deviceCodeFlow"),
        Some(Flow::Transfer) => ("none", "authenticationTransfer"),
    };
    put("authenticationProtocol", json!(protocol));
    put("originalTransferMethod", json!(transfer));
    put("authenticationRequirement", json!("singleFactorAuthentication"));
    put("conditionalAccessStatus", json!("notApplied"));
    put("autonomousSystemNumber", json!(64496));
    if let Some(multifactor) = sign_in.authentication.multifactor {
        let password = json!({"authenticationMethod": "Password", "succeeded": true,
            "authenticationStepRequirement": "Primary authentication"});
        let claim = json!({"authenticationMethod": "Previously satisfied", "succeeded": true,
            "authenticationStepResultDetail": "MFA requirement satisfied by claim in the token",
            "authenticationStepRequirement": "Multi-factor authentication"});
        put("authenticationDetails", if multifactor { json!([password, claim]) } else { json!([password]) });
    }
    if let Some(scopes) = &sign_in.scopes {
        let value = serde_json::to_string(scopes).unwrap();
        put("authenticationProcessingDetails", json!([{"key": "Oauth Scope Info", "value": value}]));
    }
    put("status", json!({"errorCode": sign_in.error_code, "failureReason": "Other."}));
    let system = sign_in.platform.as_ref().map_or("", |platform| match platform {
        Platform::Known(DevicePlatform::IOS) => "Ios 17",
        Platform::Known(DevicePlatform::Linux) => "Linux",
        Platform::Known(_) => "Windows 10",
        Platform::Unrecognized => "ChromeOS",
    });
    if let Some(device) = &sign_in.device {
        let trust = device.trust.map_or("", |trust| match trust {
            TrustType::AzureAd => "Azure AD joined",
            TrustType::ServerAd => "Hybrid Azure AD joined",
            TrustType::Workplace => "Azure AD registered",
        });
        put(
            "deviceDetail",
            json!({"deviceId": device.id.as_deref().unwrap_or_default(),
            "displayName": device.display_name, "operatingSystem": system, "browser": "Edge 126.0.0",
            "isCompliant": device.is_compliant, "isManaged": device.is_managed, "trustType": trust}),
        );
    } else {
        put("userAgent", json!(system));
    }
    Value::Object(record)
}

/// Diagnostic settings: an envelope.
pub(crate) fn envelope(record: &Value) -> Value {
    let category = match kind(record) {
        "servicePrincipal" => "ServicePrincipalSignInLogs",
        "managedIdentity" => "ManagedIdentitySignInLogs",
        _ => "SignInLogs",
    };
    let mut properties = record.clone();
    // The category says it.
    properties.as_object_mut().unwrap().shift_remove("signInEventTypes");
    json!({
        "time": "2026-11-22T23:59:59.1234567Z",
        "resourceId": "/tenants/11111111-0000-4000-8000-000000000001/providers/Microsoft.aadiam",
        "operationName": "Sign-in activity",
        "category": category,
        "resultType": record["status"]["errorCode"].to_string(),
        "callerIpAddress": record["ipAddress"],
        "correlationId": "00000000-0000-4000-a000-000000000000",
        "identity": "Somebody else",
        "Level": 4,
        "location": record["location"]["countryOrRegion"],
        "properties": properties,
    })
}

/// The same after a search tool has had it: names in lower case, numbers for text, a space for the T.
pub(crate) fn serialized_anew(record: &Value) -> Value {
    let Value::Object(mut members) = envelope(record) else { unreachable!("an envelope is an object") };
    members["properties"]["createdDateTime"] =
        json!(text(record, "createdDateTime").replace('T', " ").replace('Z', ".000000000"));
    members["resultType"] = record["status"]["errorCode"].clone();
    members.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect::<Map<_, _>>().into()
}

/// A row of Log Analytics: Pascal names, text for what is not `dynamic`.
pub(crate) fn log_analytics(record: &Value) -> Map<String, Value> {
    let (table, is_dynamic) = match kind(record) {
        "servicePrincipal" => ("AADServicePrincipalSignInLogs", false),
        "managedIdentity" => ("AADManagedIdentitySignInLogs", false),
        _ => ("SigninLogs", true),
    };
    let dynamic = |value: &Value| match value {
        Value::Null => json!(""),
        value if is_dynamic => value.clone(),
        value => json!(value.to_string()),
    };
    let written = |value: &Value| if value.is_null() { json!("") } else { json!(value.to_string()) };
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("Type", json!(table));
    put("TenantId", json!("99999999-0000-4000-8000-000000000001"));
    put("ResourceId", json!("/tenants/11111111-0000-4000-8000-000000000001/providers/Microsoft.aadiam"));
    put("Resource", json!("Microsoft.aadiam"));
    put("Location", record["location"].get("countryOrRegion").cloned().unwrap_or(json!("")));
    put("LocationDetails", dynamic(&record["location"]));
    put("ResourceIdentity", record["resourceId"].clone());
    put("IPAddress", record["ipAddress"].clone());
    put("Status", dynamic(&record["status"]));
    put("ResultType", json!(record["status"]["errorCode"].to_string()));
    put("TimeGenerated", record["createdDateTime"].clone());
    for (column, member) in [
        ("Id", "id"),
        ("CorrelationId", "correlationId"),
        ("UserId", "userId"),
        ("UserPrincipalName", "userPrincipalName"),
        ("UserType", "userType"),
        ("CrossTenantAccessType", "crossTenantAccessType"),
        ("HomeTenantId", "homeTenantId"),
        ("ResourceTenantId", "resourceTenantId"),
        ("AppId", "appId"),
        ("AppDisplayName", "appDisplayName"),
        ("ResourceDisplayName", "resourceDisplayName"),
        ("ClientAppUsed", "clientAppUsed"),
        ("UserAgent", "userAgent"),
        ("RiskLevelDuringSignIn", "riskLevelDuringSignIn"),
        ("AuthenticationProtocol", "authenticationProtocol"),
        ("AuthenticationRequirement", "authenticationRequirement"),
        ("ConditionalAccessStatus", "conditionalAccessStatus"),
        ("AutonomousSystemNumber", "autonomousSystemNumber"),
        ("ServicePrincipalId", "servicePrincipalId"),
        ("ServicePrincipalName", "servicePrincipalName"),
    ] {
        put(column, record[member].clone());
    }
    put("Identity", json!("Asha, \"Kochi\""));
    put("DeviceDetail", dynamic(&record["deviceDetail"]));
    put("AuthenticationDetails", written(&record["authenticationDetails"]));
    put("AuthenticationProcessingDetails", written(&record["authenticationProcessingDetails"]));
    row
}

/// The answer of the query API.
pub(crate) fn query(rows: &[Map<String, Value>]) -> String {
    let columns: Vec<Value> = rows[0].keys().map(|name| json!({"name": name, "type": "string"})).collect();
    let rows: Vec<Vec<&Value>> = rows.iter().map(|row| row.values().collect()).collect();
    json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": rows}]}).to_string()
}

/// A row of Defender's `EntraIdSignInEvents`.
pub(crate) fn defender(record: &Value) -> Map<String, Value> {
    let device = &record["deviceDetail"];
    let number = |value: &Value| value.as_bool().map_or(Value::Null, |yes| json!(i32::from(yes)));
    let trust = match text(device, "trustType").as_str() {
        "Azure AD joined" => "AzureAd",
        "Hybrid Azure AD joined" => "ServerAd",
        "Azure AD registered" => "Workplace",
        _ => "",
    };
    let is_guest = match text(record, "userType").as_str() {
        "guest" => json!(1),
        "member" => json!(0),
        _ => Value::Null,
    };
    let row = json!({
        "Timestamp": record["createdDateTime"],
        "Application": record["appDisplayName"],
        "ApplicationId": record["appId"],
        "LogonType": format!("[\"{}\"]", kind(record)),
        "ErrorCode": record["status"]["errorCode"],
        "CorrelationId": record["correlationId"],
        "SessionId": "",
        "AccountDisplayName": record["userDisplayName"],
        "AccountObjectId": record["userId"],
        "AccountUpn": record["userPrincipalName"],
        "IsExternalUser": -1,
        "IsGuestUser": is_guest,
        "AuthenticationProcessingDetails": record["authenticationProcessingDetails"].as_array().map(|_| record["authenticationProcessingDetails"].to_string()),
        "AuthenticationRequirement": record["authenticationRequirement"],
        "RiskLevelAggregated": 1,
        "UserAgent": record["userAgent"],
        "ClientAppUsed": record["clientAppUsed"],
        "Browser": device["browser"],
        "ConditionalAccessStatus": 2,
        "DeviceName": device["displayName"],
        "EntraIdDeviceId": device["deviceId"],
        "OSPlatform": device["operatingSystem"],
        "DeviceTrustType": trust,
        "IsManaged": number(&device["isManaged"]),
        "IsCompliant": number(&device["isCompliant"]),
        "IPAddress": record["ipAddress"],
        "Country": record["location"]["countryOrRegion"],
        "City": record["location"]["city"],
        "RequestId": record["id"],
        "ResourceId": record["resourceId"],
        "ResourceDisplayName": record["resourceDisplayName"],
        "ResourceTenantId": record["resourceTenantId"],
    });
    let Value::Object(row) = row else { unreachable!("a row is an object") };
    row
}

/// A row of the portal's CSV.
pub(crate) fn portal(record: &Value) -> Map<String, Value> {
    let device = &record["deviceDetail"];
    let yes_no = |value: &Value| value.as_bool().map_or("", |yes| if yes { "Yes" } else { "No" });
    let place = match record["location"].get("countryOrRegion").and_then(Value::as_str) {
        Some(country) => format!("Kochi, Kerala, {country}"),
        None => String::new(),
    };
    let step = &record["authenticationDetails"][1];
    let code = record["status"]["errorCode"].as_i64().unwrap();
    let cell = |heading: &str| match heading {
        "Date (UTC)" => text(record, "createdDateTime"),
        "Request ID" => text(record, "id"),
        "User agent" => text(record, "userAgent"),
        "Correlation ID" => text(record, "correlationId"),
        "User ID" => text(record, "userId"),
        "User" => text(record, "userDisplayName"),
        "Username" => text(record, "userPrincipalName"),
        "User type" => text(record, "userType"),
        "Cross tenant access type" => text(record, "crossTenantAccessType"),
        "Authentication Protocol" => text(record, "authenticationProtocol"),
        "Original transfer method" => match text(record, "originalTransferMethod").as_str() {
            "deviceCodeFlow" => "Device code flow".to_owned(),
            other => other.to_owned(),
        },
        "Application" => text(record, "appDisplayName"),
        "Application ID " => text(record, "appId"),
        "Resource" => text(record, "resourceDisplayName"),
        "Resource ID " => text(record, "resourceId"),
        "Resource tenant ID" => text(record, "resourceTenantId"),
        "Home tenant ID" => text(record, "homeTenantId"),
        "IP address" => text(record, "ipAddress"),
        "Location" => place.clone(),
        "Status" => if code == 0 { "Success" } else { "Failure" }.to_owned(),
        "Sign-in error code" => {
            if code == 0 {
                String::new()
            } else {
                code.to_string()
            }
        }
        "Client app" => text(record, "clientAppUsed"),
        "Device ID" => text(device, "deviceId"),
        "Browser" => text(device, "browser"),
        "Operating System" => text(device, "operatingSystem"),
        "Compliant" => yes_no(&device["isCompliant"]).to_owned(),
        "Managed" => yes_no(&device["isManaged"]).to_owned(),
        "Join Type" => text(device, "trustType"),
        "Multifactor authentication result" => text(step, "authenticationStepResultDetail"),
        "Authentication requirement" => text(record, "authenticationRequirement"),
        "Through Global Secure Access" => yes_no(&record["isThroughGlobalSecureAccess"]).to_owned(),
        "Conditional Access" => "Not Applied".to_owned(),
        "Autonomous system  number" => record["autonomousSystemNumber"].to_string(),
        _ => String::new(),
    };
    PORTAL.iter().map(|heading| ((*heading).to_owned(), json!(cell(heading)))).collect()
}

/// A row of the portal's CSV of applications or managed identities.
pub(crate) fn portal_workload(record: &Value) -> Map<String, Value> {
    let mut row = portal(record);
    for heading in ["User ID", "User", "Username", "User type"] {
        row.shift_remove(heading);
    }
    row.insert("Service principal ID".to_owned(), record["servicePrincipalId"].clone());
    row.insert("Service principal name".to_owned(), record["servicePrincipalName"].clone());
    let identity = if kind(record) == "managedIdentity" { "systemAssigned" } else { "None" };
    row.insert("Managed Identity type".to_owned(), json!(identity));
    row
}

/// A table in CSV with a byte order mark, every value in quotation marks.
pub(crate) fn csv(rows: &[Map<String, Value>]) -> String {
    let line = |values: Vec<String>| {
        let quoted: Vec<String> =
            values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
        quoted.join(",") + "\r\n"
    };
    let value = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut text = "\u{feff}".to_owned() + &line(rows[0].keys().cloned().collect());
    for row in rows {
        text += &line(row.values().map(value).collect());
    }
    text
}

fn kind(record: &Value) -> &str {
    record["signInEventTypes"][0].as_str().unwrap()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
