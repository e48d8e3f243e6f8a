//! Sign-ins in the shape of Graph beta, 4 to 5 KB each as real ones are: most of one is what Graph says of policies.
//!
//! Interactive rows and others have their members in another order, as the services that write them have, and any row may
//! lack a few.

use std::io::{self, Write};

use super::random::Random;
use super::{APPLICATIONS, TENANT, application_id, device_id, person_id, person_name};

/// Minutes between 2026-10-24 and the newest sign-in, 30 days later.
const MINUTES: u32 = 30 * 24 * 60;

/// What Entra recorded of each policy, most often and in turns: result, conditions satisfied and not, and a rule.
const APPLIED: [(&str, &str, &str, &str, &str); 5] = [
    ("notApplied", "application", "users", "application", "allApps"),
    ("success", "application,users", "none", "users", "allUsers"),
    ("notApplied", "application,users,clientType", "location", "clientType", "allClientTypes"),
    ("reportOnlySuccess", "application,users", "none", "users", "groupId"),
    ("notEnabled", "none", "none", "application", "office365"),
];

/// Writes a page with this many sign-ins of this many people, newest first.
pub(crate) fn write(out: &mut dyn Write, sign_ins: u32, people: u32) -> io::Result<()> {
    let mut random = Random::new(1122);
    out.write_all(
        b"{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns\",\"value\":[\n",
    )?;
    for number in 0..sign_ins {
        let minutes = u64::from(MINUTES) * u64::from(sign_ins - number) / u64::from(sign_ins);
        let minutes = u32::try_from(minutes).unwrap_or(0);
        let separator = if number > 0 { ",\n" } else { "" };
        let row = SignIn::new(minutes, random.below(people), &mut random).members(&mut random);
        write!(out, "{separator}{{{}}}", row.join(","))?;
    }
    out.write_all(b"\n]}\n")
}

/// What the members of a row have in common.
struct SignIn {
    created: String,
    person: u32,
    is_interactive: bool,
}

impl SignIn {
    fn new(minutes: u32, person: u32, random: &mut Random) -> Self {
        let (day, hour, minute) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let (month, day) = if day < 8 { (10, 24 + day) } else { (11, day - 7) };
        let second = random.below(60);
        let created = format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        Self { created, person, is_interactive: random.percent(30) }
    }

    /// Each with its name, in the order of the service that writes such rows.
    fn members(&self, random: &mut Random) -> Vec<String> {
        let (who, client, token) = (self.who(random), client(random), token(random));
        let (risk, resource) = (risk(), resource(random));
        let (place, proof, applied) = (self.place(random), self.proof(random), applied(random));
        let parts = if self.is_interactive {
            [who, client, token, risk, resource, place, proof, applied]
        } else {
            [who, applied, place, resource, proof, risk, token, client]
        };
        let mut members: Vec<String> = parts.concat();
        // A few rows lack what their service did not know.
        if random.percent(20) {
            let optional =
                ["\"originalRequestId\"", "\"tokenIssuerName\"", "\"riskDetail\"", "\"mfaDetail\""];
            let absent = random.pick(&optional, "");
            members.retain(|member| !member.starts_with(absent));
        }
        members
    }

    fn who(&self, random: &mut Random) -> Vec<String> {
        let (user, name) = (person_id(self.person), person_name(self.person));
        let event = if self.is_interactive { "interactiveUser" } else { "nonInteractiveUser" };
        vec![
            text("id", &random.guid()),
            text("createdDateTime", &self.created),
            text("userDisplayName", &format!("Person {}", self.person)),
            text("userPrincipalName", &name),
            text("userId", &user),
            text("userType", "member"),
            text("signInIdentifier", &name),
            format!("\"signInIdentifierType\":null,\"isInteractive\":{}", self.is_interactive),
            format!("\"signInEventTypes\":[\"{event}\"]"),
            text("correlationId", &random.guid()),
            text("conditionalAccessStatus", "success"),
        ]
    }

    /// What the row says of the place and the device.
    fn place(&self, random: &mut Random) -> Vec<String> {
        let (country, address) = match random.below(50) {
            0 => ("TH", format!("192.0.2.{}", random.below(256))),
            1 => ("", format!("2001:db8:{:x}::{:x}", random.below(90), random.below(65536))),
            2..=20 => ("DE", format!("198.51.100.{}", random.below(256))),
            _ => ("IN", format!("203.0.113.{}", random.below(256))),
        };
        let has_device = random.percent(60);
        let (device, system) =
            if has_device { (device_id(self.person), "Windows10") } else { (String::new(), "Ios 26.1") };
        let is_compliant = has_device && self.person.is_multiple_of(3);
        let trust = match (has_device, is_compliant) {
            (true, true) => "Azure AD joined",
            (true, false) => "Azure AD registered",
            (false, _) => "",
        };
        vec![
            text("ipAddress", &address),
            "\"ipAddressFromResourceProvider\":null,\"autonomousSystemNumber\":64496".to_owned(),
            format!(
                "\"deviceDetail\":{{\"deviceId\":\"{device}\",\"displayName\":\"\",\"operatingSystem\":\"{system}\",\"browser\":\"Edge 142.0.0\",\"browserId\":null,\"isCompliant\":{is_compliant},\"isManaged\":{is_compliant},\"trustType\":\"{trust}\"}}"
            ),
            format!(
                "\"location\":{{\"city\":\"\",\"state\":\"\",\"countryOrRegion\":\"{country}\",\"geoCoordinates\":{{\"altitude\":null,\"latitude\":9.93,\"longitude\":76.{}}}}}",
                random.below(90)
            ),
            "\"networkLocationDetails\":[],\"isThroughGlobalSecureAccess\":false".to_owned(),
        ]
    }

    /// What the row says of how the person proved who they are, and of the result.
    fn proof(&self, random: &mut Random) -> Vec<String> {
        let created = &self.created;
        let (requirement, second) = if random.percent(40) {
            (
                "multiFactorAuthentication",
                format!(
                    ",{{\"authenticationStepDateTime\":\"{created}\",\"authenticationMethod\":\"Previously satisfied\",\"authenticationMethodDetail\":\"\",\"succeeded\":true,\"authenticationStepResultDetail\":\"MFA requirement satisfied by claim in the token\",\"authenticationStepRequirement\":\"Multi-factor authentication\"}}"
                ),
            )
        } else {
            ("singleFactorAuthentication", String::new())
        };
        let (code, reason) = match random.below(100) {
            0..=2 => (50126, "Error validating credentials due to invalid username or password."),
            3 => (
                53003,
                "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
            ),
            4 => (50074, "Strong Authentication is required."),
            _ => (0, "Other."),
        };
        vec![
            text("authenticationRequirement", requirement),
            "\"mfaDetail\":null".to_owned(),
            format!("\"status\":{{\"errorCode\":{code},\"failureReason\":\"{reason}\",\"additionalDetails\":null}}"),
            format!("\"authenticationDetails\":[{{\"authenticationStepDateTime\":\"{created}\",\"authenticationMethod\":\"Password\",\"authenticationMethodDetail\":\"Password in the cloud\",\"succeeded\":true,\"authenticationStepResultDetail\":\"Correct password\",\"authenticationStepRequirement\":\"Primary authentication\"}}{second}]"),
            "\"authenticationRequirementPolicies\":[],\"sessionLifetimePolicies\":[],\"authenticationMethodsUsed\":[]".to_owned(),
        ]
    }
}

fn client(random: &mut Random) -> Vec<String> {
    let (client, agent) = match random.below(100) {
        0 => ("Exchange ActiveSync", ""),
        1 => ("IMAP4", "BAV2ROPC"),
        2..=40 => (
            "Browser",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        ),
        _ => ("Mobile Apps and Desktop clients", "Windows-AzureAD-Authentication-Provider/1.0"),
    };
    vec![
        text("appId", "d3590ed6-52b3-4102-aeff-aad2292ab01c"),
        text("appDisplayName", "Microsoft Office"),
        text("clientAppUsed", client),
        text("userAgent", agent),
        text("clientCredentialType", "none"),
    ]
}

fn token(random: &mut Random) -> Vec<String> {
    vec![
        text("originalRequestId", ""),
        text("tokenIssuerName", ""),
        text("tokenIssuerType", "AzureAD"),
        "\"authenticationProcessingDetails\":[{\"key\":\"Legacy TLS (TLS 1.0, 1.1, 3DES)\",\"value\":\"False\"},{\"key\":\"Is CAE Token\",\"value\":\"False\"}]".to_owned(),
        format!("\"processingTimeInMilliseconds\":{}", random.below(400)),
        text("uniqueTokenIdentifier", &random.guid()),
        text("incomingTokenType", "none"),
        text("authenticationProtocol", "none"),
        text("originalTransferMethod", "none"),
    ]
}

fn risk() -> Vec<String> {
    vec![
        text("riskDetail", "none"),
        text("riskLevelAggregated", "none"),
        text("riskLevelDuringSignIn", "none"),
        text("riskState", "none"),
        "\"riskEventTypes_v2\":[],\"flaggedForReview\":false,\"isTenantRestricted\":false".to_owned(),
    ]
}

fn resource(random: &mut Random) -> Vec<String> {
    let (id, name) = if random.percent(70) {
        ("00000002-0000-0ff1-ce00-000000000000".to_owned(), "Office 365 Exchange Online".to_owned())
    } else {
        let application = random.below(APPLICATIONS);
        (application_id(application), format!("Application {application}"))
    };
    vec![
        text("resourceDisplayName", &name),
        text("resourceId", &id),
        text("resourceTenantId", TENANT),
        text("homeTenantId", TENANT),
        text("homeTenantName", ""),
        text("crossTenantAccessType", "none"),
        text("servicePrincipalId", ""),
        "\"servicePrincipalName\":null".to_owned(),
        format!("\"conditionalAccessAudiences\":[\"{id}\"],\"authenticationContextClassReferences\":[]"),
    ]
}

/// `appliedConditionalAccessPolicies`, which fills the row up to the size of a real one.
fn applied(random: &mut Random) -> Vec<String> {
    let policies: Vec<String> = (1..=5)
        .map(|number| {
            let (result, met, unmet, condition, rule) = random.pick(&APPLIED, ("", "", "", "", ""));
            format!("{{\"id\":\"dddddddd-0000-4000-8000-{number:012}\",\"displayName\":\"CA{number:04}\",\"enforcedGrantControls\":[\"Mfa\"],\"enforcedSessionControls\":[],\"sessionControlsNotSatisfied\":[],\"result\":\"{result}\",\"conditionsSatisfied\":\"{met}\",\"conditionsNotSatisfied\":\"{unmet}\",\"includeRulesSatisfied\":[{{\"conditionalAccessCondition\":\"{condition}\",\"ruleSatisfied\":\"{rule}\"}}],\"excludeRulesSatisfied\":[]}}")
        })
        .collect();
    vec![format!("\"appliedConditionalAccessPolicies\":[{}]", policies.join(","))]
}

fn text(name: &str, value: &str) -> String {
    format!("\"{name}\":\"{value}\"")
}
