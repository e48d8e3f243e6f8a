//! One recorded sign-in, and its row in the shape of Graph beta's `signIn`.

use chrono::DateTime;
use serde_json::{Value, json};

use super::deployed::{Recorded, recorded};
use super::devices::{Device, detail};
use super::people::{CONTOSO, Kind, Person};
use super::places::{AZURE_PORTAL_ID, App, Place};
use super::random::Random;

/// `failureReason` of error 53003.
const BLOCKED: &str = "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.";

/// 2 November 2026, 00:00 UTC: Dubai's IPv6 line is added to the named location.
const LISTED: i64 = 1_793_577_600;
/// 12 November 2026, 00:00 UTC: omar joins the finance group.
const JOINED: i64 = 1_794_441_600;

/// A sign-in of the story.
pub(crate) struct SignIn<'a> {
    pub(crate) person: &'a Person,
    /// Seconds since 1970, UTC.
    pub(crate) at: i64,
    pub(crate) place: Place,
    pub(crate) app: App,
    pub(crate) device: Device,
    pub(crate) proof: Proof,
    pub(crate) is_interactive: bool,
    /// Rows of one attempt share it.
    pub(crate) correlation: String,
    /// `riskLevelDuringSignIn`.
    pub(crate) risk: &'static str,
    pub(crate) protocol: Protocol,
    pub(crate) mark: Option<Mark>,
}

/// What the person, or whoever it was, proved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Password,
    WindowsHello,
    SecurityKey,
    /// A password and a notification on the phone.
    Notification,
    /// MFA, earlier: a claim in the token says so.
    MfaClaim,
    /// A password, earlier.
    FirstFactorClaim,
    /// The right password; the second factor was asked for and never came, or comes in the next row.
    Pending,
    WrongPassword,
}

/// `authenticationProtocol` and `originalTransferMethod`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Ordinary,
    Ropc,
    DeviceCode,
    /// A later request of a session that began with a device code.
    AfterDeviceCode,
}

/// What a sign-in is in the story, for `truth.json`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Traveling,
    UnlistedLine,
    Scanning,
    Attack,
    /// Interrupted, and never completed, by someone who otherwise gets in.
    Abandoned,
}

impl SignIn<'_> {
    /// Whether MFA was done or is remembered in the token.
    pub(crate) fn has_mfa(&self) -> bool {
        match self.proof {
            Proof::WindowsHello | Proof::SecurityKey | Proof::Notification | Proof::MfaClaim => true,
            Proof::Password | Proof::FirstFactorClaim | Proof::Pending | Proof::WrongPassword => false,
        }
    }

    /// The named location that Entra found the address in, and whether it is trusted.
    pub(crate) fn network(&self) -> Option<(&'static str, bool)> {
        self.place.network.filter(|_| !self.is_before_listing())
    }

    /// Whether it is from Dubai's IPv6 line before somebody listed it.
    pub(crate) fn is_before_listing(&self) -> bool {
        self.at < LISTED && self.place.address.starts_with("2001:db8:50:")
    }

    /// Whether it is by omar before he joined the finance group.
    pub(crate) fn is_before_joining(&self) -> bool {
        self.at < JOINED && self.person.name == "omar"
    }

    /// `createdDateTime`.
    pub(crate) fn created(&self) -> String {
        DateTime::from_timestamp(self.at, 0)
            .map_or_else(String::new, |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// The row. Which policies were recorded with it follows from the deployed set.
    pub(crate) fn row(&self, random: &mut Random) -> Value {
        let recorded = recorded(self);
        let parts = [
            self.who(random),
            self.request(),
            self.risk(),
            self.authentication(&recorded),
            self.outcome(&recorded),
        ];
        let members = parts.into_iter().filter_map(|part| match part {
            Value::Object(members) => Some(members),
            _ => None,
        });
        Value::Object(members.flatten().collect())
    }

    fn who(&self, random: &mut Random) -> Value {
        let person = self.person;
        json!({
            "id": random.guid(),
            "createdDateTime": self.created(),
            "userDisplayName": person.display_name(),
            "userPrincipalName": person.sign_in_name(),
            "userId": person.id(),
            "userType": if person.is_guest() { "guest" } else { "member" },
            "signInIdentifier": person.sign_in_name(),
            "homeTenantId": person.home_tenant(),
            "homeTenantName": "",
            "resourceTenantId": CONTOSO,
            "crossTenantAccessType": if person.is_guest() { "b2bCollaboration" } else { "none" },
            "correlationId": self.correlation,
            "originalRequestId": "",
            "uniqueTokenIdentifier": random.guid(),
            "sessionId": null,
            "servicePrincipalId": "",
            "servicePrincipalName": "",
            "processingTimeInMilliseconds": 90 + random.below(400)
        })
    }

    fn request(&self) -> Value {
        let (device, agent) = detail(self.person, self.device, &self.app);
        let agent = if self.person.kind == Kind::Scanner { "BAV2ROPC".to_owned() } else { agent };
        let networks = match self.network() {
            Some((name, true)) => json!([{ "networkType": "trustedNamedLocation", "networkNames": [name] }]),
            Some((name, false)) => json!([{ "networkType": "namedNetwork", "networkNames": [name] }]),
            None => json!([]),
        };
        let audiences = if self.app.id == AZURE_PORTAL_ID {
            json!([self.app.id, self.app.resource])
        } else {
            json!([self.app.resource])
        };
        json!({
            "appId": self.app.id,
            "appDisplayName": self.app.name,
            "resourceDisplayName": self.app.resource_name,
            "resourceId": self.app.resource,
            "conditionalAccessAudiences": audiences,
            "authenticationContextClassReferences": [],
            "ipAddress": self.place.address,
            "ipAddressFromResourceProvider": null,
            "autonomousSystemNumber": self.place.autonomous_system,
            "location": {
                "city": self.place.city,
                "state": self.place.state,
                "countryOrRegion": self.place.country,
                "geoCoordinates": {}
            },
            "networkLocationDetails": networks,
            "clientAppUsed": self.app.client,
            "userAgent": agent,
            "deviceDetail": device,
            "isInteractive": self.is_interactive,
            "signInEventTypes": [if self.is_interactive { "interactiveUser" } else { "nonInteractiveUser" }],
            "isTenantRestricted": false,
            "isThroughGlobalSecureAccess": false
        })
    }

    fn risk(&self) -> Value {
        json!({
            "riskDetail": "none",
            "riskLevelAggregated": self.risk,
            "riskLevelDuringSignIn": self.risk,
            "riskState": if self.risk == "none" { "none" } else { "atRisk" },
            "riskEventTypes_v2": [],
            "flaggedForReview": false
        })
    }

    fn authentication(&self, recorded: &Recorded) -> Value {
        let (protocol, transfer) = match self.protocol {
            Protocol::Ordinary => ("none", "none"),
            Protocol::Ropc => ("ropc", "none"),
            Protocol::DeviceCode => ("deviceCode", "deviceCodeFlow"),
            Protocol::AfterDeviceCode => ("none", "deviceCodeFlow"),
        };
        let (requirement, policies) = if recorded.is_mfa_required {
            let policies =
                json!([{ "requirementProvider": "multiConditionalAccess", "detail": "Conditional Access" }]);
            ("multiFactorAuthentication", policies)
        } else {
            ("singleFactorAuthentication", json!([]))
        };
        json!({
            "authenticationProtocol": protocol,
            "originalTransferMethod": transfer,
            "incomingTokenType": if self.is_interactive { "none" } else { "refreshToken" },
            "tokenIssuerName": "",
            "tokenIssuerType": "AzureAD",
            "authenticationRequirement": requirement,
            "authenticationRequirementPolicies": policies,
            "authenticationMethodsUsed": [],
            "authenticationDetails": self.steps(),
            "authenticationProcessingDetails": [{ "key": "Legacy TLS (TLS 1.0, 1.1, 3DES)", "value": "False" }],
            "mfaDetail": null,
            "sessionLifetimePolicies": []
        })
    }

    fn outcome(&self, recorded: &Recorded) -> Value {
        let (code, reason) = match self.proof {
            Proof::WrongPassword => {
                (50126, "Error validating credentials due to invalid username or password.")
            }
            Proof::Pending => (50074, "Strong Authentication is required."),
            Proof::Password
            | Proof::WindowsHello
            | Proof::SecurityKey
            | Proof::Notification
            | Proof::MfaClaim
            | Proof::FirstFactorClaim => {
                if recorded.status == "failure" {
                    (53003, BLOCKED)
                } else {
                    (0, "Other.")
                }
            }
        };
        json!({
            "status": { "errorCode": code, "failureReason": reason, "additionalDetails": null },
            "conditionalAccessStatus": recorded.status,
            "appliedConditionalAccessPolicies": recorded.policies
        })
    }

    /// `authenticationDetails`.
    fn steps(&self) -> Vec<Value> {
        const FIRST: &str = "Primary authentication";
        const SECOND: &str = "Multi-factor authentication";
        let step = |method: &str, detail: &str, succeeded: bool, result: &str, requirement: &str| {
            json!({ "authenticationStepDateTime": self.created(), "authenticationMethod": method,
                    "authenticationMethodDetail": detail, "succeeded": succeeded,
                    "authenticationStepResultDetail": result, "authenticationStepRequirement": requirement })
        };
        let password = || step("Password", "Password in the cloud", true, "Correct password", FIRST);
        let earlier =
            |result: &str, requirement: &str| step("Previously satisfied", "", true, result, requirement);
        let claim = "First factor requirement satisfied by claim in the token";
        match self.proof {
            Proof::Password => vec![password()],
            Proof::WindowsHello => vec![step("Windows Hello for Business", "", true, "Succeeded", FIRST)],
            Proof::SecurityKey => vec![step("FIDO2 security key", "", true, "Succeeded", FIRST)],
            Proof::Notification => vec![
                password(),
                step("Mobile app notification", "", true, "MFA completed in Azure AD", SECOND),
            ],
            Proof::MfaClaim => {
                vec![
                    earlier(claim, FIRST),
                    earlier("MFA requirement satisfied by claim in the token", SECOND),
                ]
            }
            Proof::FirstFactorClaim => vec![earlier(claim, FIRST)],
            Proof::Pending => {
                vec![
                    password(),
                    step("Mobile app notification", "", false, "MFA required in Azure AD", SECOND),
                ]
            }
            Proof::WrongPassword => {
                let result = "Invalid username or password or Invalid on-premise username or password.";
                vec![step("Password", "Password in the cloud", false, result, FIRST)]
            }
        }
    }
}
