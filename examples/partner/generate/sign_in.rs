//! Recorded sign-ins in the shape of Graph beta's `signIn`, one a line.
//!
//! Whoever exported them may not read policies, so what each policy said is not in them.

use serde_json::{Value, json};

use super::directory::user_id;
use super::id;
use super::story::Person;

/// A sign-in.
pub(crate) struct SignIn {
    pub(crate) account: &'static str,
    /// The day of November 2026.
    pub(crate) day: u32,
    pub(crate) place: Place,
    pub(crate) app: App,
    pub(crate) device: Device,
    pub(crate) proof: Proof,
}

/// A network, and what Entra makes of it.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) address: &'static str,
    pub(crate) city: &'static str,
    pub(crate) country: &'static str,
    /// The trusted named location that it is in.
    pub(crate) network: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum App {
    Office,
    Outlook,
    AzurePortal,
    /// A device that sends mail.
    Smtp,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Device {
    Windows,
    IPhone,
    /// Says nothing of itself.
    Script,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Password,
    Push,
    Key,
    Hello,
}

/// The page with the sign-ins of a client, newest first as Graph has them.
pub(crate) fn page(client: usize, people: &[Person], sign_ins: &[SignIn]) -> String {
    let mut rows: Vec<(String, String)> = sign_ins
        .iter()
        .zip(1..)
        .filter_map(|(sign_in, number)| {
            let at = people.iter().position(|person| person.account == sign_in.account)?;
            let created = created(sign_in.day, at);
            let row = row(client, number, people.get(at)?, at + 1, &created, sign_in);
            Some((created, row.to_string()))
        })
        .collect();
    rows.sort_by(|(one, _), (other, _)| other.cmp(one));
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns\",\"value\":[\n{}\n]}}\n",
        rows.join(",\n")
    )
}

/// Everybody starts at a time of their own.
fn created(day: u32, person: usize) -> String {
    format!("2026-11-{day:02}T0{}:{:02}:{:02}Z", 3 + person % 4, (person * 13 + 7) % 60, day * 2)
}

fn row(client: usize, number: usize, person: &Person, of: usize, created: &str, sign_in: &SignIn) -> Value {
    let (app, app_id, resource, resource_id, client_app) = match sign_in.app {
        App::Office => {
            ("Office 365 SharePoint Online", SHAREPOINT, "Office 365 SharePoint Online", SHAREPOINT, BROWSER)
        }
        App::Outlook => ("One Outlook Web", OUTLOOK_WEB, "Office 365 Exchange Online", EXCHANGE, BROWSER),
        App::AzurePortal => {
            ("Azure Portal", PORTAL, "Windows Azure Service Management API", MANAGEMENT, BROWSER)
        }
        App::Smtp => (
            "Office 365 Exchange Online",
            EXCHANGE,
            "Office 365 Exchange Online",
            EXCHANGE,
            "Authenticated SMTP",
        ),
    };
    let (system, browser) = match sign_in.device {
        Device::Windows => ("Windows10", "Edge 142.0.0"),
        Device::IPhone => ("iOS 18.6", "Mobile Safari"),
        Device::Script => ("", ""),
    };
    let networks = sign_in.place.network.map_or_else(
        || json!([]),
        |name| json!([{ "networkType": "trustedNamedLocation", "networkNames": [name] }]),
    );
    let requirement = match sign_in.proof {
        Proof::Password => "singleFactorAuthentication",
        Proof::Push | Proof::Key | Proof::Hello => "multiFactorAuthentication",
    };
    json!({
        "id": id('f', client, number),
        "createdDateTime": created,
        "userDisplayName": person.display_name,
        "userPrincipalName": person.user_principal_name(),
        "userId": user_id(client, of),
        "userType": "member",
        "crossTenantAccessType": "none",
        "correlationId": id('e', client, number),
        "appId": app_id,
        "appDisplayName": app,
        "resourceDisplayName": resource,
        "resourceId": resource_id,
        "ipAddress": sign_in.place.address,
        "location": { "city": sign_in.place.city, "state": "", "countryOrRegion": sign_in.place.country,
                      "geoCoordinates": {} },
        "networkLocationDetails": networks,
        "clientAppUsed": client_app,
        "deviceDetail": { "deviceId": "", "displayName": "", "operatingSystem": system, "browser": browser,
                          "isCompliant": false, "isManaged": false, "trustType": "" },
        "isInteractive": true,
        "signInEventTypes": ["interactiveUser"],
        "riskLevelDuringSignIn": "none",
        "authenticationProtocol": if sign_in.app == App::Smtp { "ropc" } else { "none" },
        "originalTransferMethod": "none",
        "authenticationRequirement": requirement,
        "authenticationDetails": steps(created, sign_in.proof),
        "status": { "errorCode": 0, "failureReason": "Other.", "additionalDetails": null },
        "conditionalAccessStatus": "success",
        "appliedConditionalAccessPolicies": []
    })
}

/// `authenticationDetails`.
fn steps(created: &str, proof: Proof) -> Vec<Value> {
    let step = |method: &str, result: &str, requirement: &str| {
        json!({ "authenticationStepDateTime": created, "authenticationMethod": method, "succeeded": true,
                "authenticationStepResultDetail": result, "authenticationStepRequirement": requirement })
    };
    let first = |method: &str, result: &str| step(method, result, "Primary authentication");
    let password = || first("Password", "Correct password");
    match proof {
        Proof::Password => vec![password()],
        Proof::Push => vec![
            password(),
            step("Mobile app notification", "MFA completed in Azure AD", "Multi-factor authentication"),
        ],
        Proof::Key => vec![first("FIDO2 security key", "Succeeded")],
        Proof::Hello => vec![first("Windows Hello for Business", "Succeeded")],
    }
}

const BROWSER: &str = "Browser";
const SHAREPOINT: &str = "00000003-0000-0ff1-ce00-000000000000";
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const OUTLOOK_WEB: &str = "9199bf20-a13f-4107-85dc-02114787ef48";
const PORTAL: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const MANAGEMENT: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
