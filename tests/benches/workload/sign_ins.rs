//! Sign-ins in the shape of Graph beta, 4 KB each as real ones are: most of one is what Graph says of policies.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::random::Random;
use super::{APPLICATIONS, TENANT, application_id, device_id, person_id, person_name};

/// Minutes between 2026-10-24 and the newest sign-in, 30 days later.
const MINUTES: u32 = 30 * 24 * 60;

/// Writes a page with this many sign-ins of this many people, newest first.
pub(crate) fn write(out: &mut dyn Write, sign_ins: u32, people: u32) -> io::Result<()> {
    let mut random = Random::new(1122);
    let policies = policies();
    let mut row = String::new();
    out.write_all(
        b"{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns\",\"value\":[\n",
    )?;
    for number in 0..sign_ins {
        row.clear();
        if number > 0 {
            row.push_str(",\n");
        }
        let minutes = u64::from(MINUTES) * u64::from(sign_ins - number) / u64::from(sign_ins);
        let minutes = u32::try_from(minutes).unwrap_or(0);
        // Writing to a string never fails.
        let _ = sign_in(&mut row, minutes, random.below(people), &policies, &mut random);
        out.write_all(row.as_bytes())?;
    }
    out.write_all(b"\n]}\n")
}

fn sign_in(
    row: &mut String,
    minutes: u32,
    person: u32,
    policies: &str,
    random: &mut Random,
) -> std::fmt::Result {
    let (id, correlation, token) = (random.guid(), random.guid(), random.guid());
    let (user, name) = (person_id(person), person_name(person));
    let (day, hour, minute) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let (month, day) = if day < 8 { (10, 24 + day) } else { (11, day - 7) };
    let created = format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", random.below(60));
    let client = random.below(100);
    let (client, agent) = match client {
        0 => ("Exchange ActiveSync", ""),
        1 => ("IMAP4", "BAV2ROPC"),
        2..=40 => (
            "Browser",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        ),
        _ => ("Mobile Apps and Desktop clients", "Windows-AzureAD-Authentication-Provider/1.0"),
    };
    let (resource, resource_name) = if random.percent(70) {
        ("00000002-0000-0ff1-ce00-000000000000".to_owned(), "Office 365 Exchange Online".to_owned())
    } else {
        let application = random.below(APPLICATIONS);
        (application_id(application), format!("Application {application}"))
    };
    let (country, address) = match random.below(50) {
        0 => ("TH", format!("192.0.2.{}", random.below(256))),
        1 => ("", format!("2001:db8:{:x}::{:x}", random.below(90), random.below(65536))),
        2..=20 => ("DE", format!("198.51.100.{}", random.below(256))),
        _ => ("IN", format!("203.0.113.{}", random.below(256))),
    };
    let has_device = random.percent(60);
    let (device, system) =
        if has_device { (device_id(person), "Windows10") } else { (String::new(), "Ios 26.1") };
    let is_compliant = has_device && person.is_multiple_of(3);
    let trust = match (has_device, is_compliant) {
        (true, true) => "Azure AD joined",
        (true, false) => "Azure AD registered",
        (false, _) => "",
    };
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
    let is_interactive = random.percent(30);
    let event = if is_interactive { "interactiveUser" } else { "nonInteractiveUser" };
    write!(
        row,
        "{{\"id\":\"{id}\",\"createdDateTime\":\"{created}\",\"userDisplayName\":\"Person {person}\",\"userPrincipalName\":\"{name}\",\"userId\":\"{user}\",\"appId\":\"d3590ed6-52b3-4102-aeff-aad2292ab01c\",\"appDisplayName\":\"Microsoft Office\",\"ipAddress\":\"{address}\",\"ipAddressFromResourceProvider\":null,\"clientAppUsed\":\"{client}\",\"userAgent\":\"{agent}\",\"correlationId\":\"{correlation}\",\"conditionalAccessStatus\":\"success\",\"originalRequestId\":\"\",\"isInteractive\":{is_interactive},\"tokenIssuerName\":\"\",\"tokenIssuerType\":\"AzureAD\",\"authenticationProcessingDetails\":[{{\"key\":\"Legacy TLS (TLS 1.0, 1.1, 3DES)\",\"value\":\"False\"}},{{\"key\":\"Is CAE Token\",\"value\":\"False\"}}],"
    )?;
    write!(
        row,
        "\"networkLocationDetails\":[],\"clientCredentialType\":\"none\",\"processingTimeInMilliseconds\":{},\"riskDetail\":\"none\",\"riskLevelAggregated\":\"none\",\"riskLevelDuringSignIn\":\"none\",\"riskState\":\"none\",\"riskEventTypes_v2\":[],\"resourceDisplayName\":\"{resource_name}\",\"resourceId\":\"{resource}\",\"resourceTenantId\":\"{TENANT}\",\"homeTenantId\":\"{TENANT}\",\"homeTenantName\":\"\",\"authenticationMethodsUsed\":[],\"authenticationRequirement\":\"{requirement}\",\"signInIdentifier\":\"{name}\",\"signInIdentifierType\":null,\"servicePrincipalName\":null,\"signInEventTypes\":[\"{event}\"],\"servicePrincipalId\":\"\",\"userType\":\"member\",\"flaggedForReview\":false,\"isTenantRestricted\":false,\"autonomousSystemNumber\":64496,\"crossTenantAccessType\":\"none\",\"uniqueTokenIdentifier\":\"{token}\",\"incomingTokenType\":\"none\",\"authenticationProtocol\":\"none\",\"originalTransferMethod\":\"none\",\"isThroughGlobalSecureAccess\":false,\"conditionalAccessAudiences\":[\"{resource}\"],\"authenticationContextClassReferences\":[],",
        random.below(400)
    )?;
    write!(
        row,
        "\"status\":{{\"errorCode\":{code},\"failureReason\":\"{reason}\",\"additionalDetails\":null}},\"deviceDetail\":{{\"deviceId\":\"{device}\",\"displayName\":\"\",\"operatingSystem\":\"{system}\",\"browser\":\"Edge 142.0.0\",\"browserId\":null,\"isCompliant\":{is_compliant},\"isManaged\":{is_compliant},\"trustType\":\"{trust}\"}},\"location\":{{\"city\":\"\",\"state\":\"\",\"countryOrRegion\":\"{country}\",\"geoCoordinates\":{{\"altitude\":null,\"latitude\":9.93,\"longitude\":76.26}}}},\"mfaDetail\":null,\"authenticationDetails\":[{{\"authenticationStepDateTime\":\"{created}\",\"authenticationMethod\":\"Password\",\"authenticationMethodDetail\":\"Password in the cloud\",\"succeeded\":true,\"authenticationStepResultDetail\":\"Correct password\",\"authenticationStepRequirement\":\"Primary authentication\"}}{second}],\"authenticationRequirementPolicies\":[],\"sessionLifetimePolicies\":[],\"appliedConditionalAccessPolicies\":[{policies}]}}"
    )
}

/// `appliedConditionalAccessPolicies`, which fills the row up to the size of a real one.
fn policies() -> String {
    let mut text = String::new();
    for number in 1..=5 {
        let comma = if number > 1 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}{{\"id\":\"dddddddd-0000-4000-8000-{number:012}\",\"displayName\":\"CA{number:04}\",\"enforcedGrantControls\":[\"Mfa\"],\"enforcedSessionControls\":[],\"sessionControlsNotSatisfied\":[],\"result\":\"notApplied\",\"conditionsSatisfied\":\"application\",\"conditionsNotSatisfied\":\"users\",\"includeRulesSatisfied\":[{{\"conditionalAccessCondition\":\"application\",\"ruleSatisfied\":\"allApps\"}}],\"excludeRulesSatisfied\":[]}}"
        );
    }
    text
}
