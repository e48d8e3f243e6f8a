//! Reading raw Graph exports into a directory.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use gatewright::catalogue::AuthenticationMethod;
use gatewright::diagnostic::Severity;
use gatewright::directory::{Directory, PerUserMfa, Problem, Trust, read, read_people};
use gatewright::model::device_filter::Attribute;
use gatewright::model::{Match, RiskLevel};
use gatewright::sign_in::{TrustType, UserType};
use uuid::Uuid;

const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";

fn id(number: u32) -> Uuid {
    format!("aaaaaaaa-0000-4000-8000-{number:012}").parse().unwrap()
}

fn uuid(text: &str) -> Uuid {
    text.parse().unwrap()
}

fn read_files(files: &[(&str, String)]) -> (Directory, Vec<Problem>) {
    let files: Vec<(String, Vec<u8>)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())).collect();
    read(&files)
}

/// Reads files that have nothing wrong, beside users 1 to 5.
fn directory(files: &[(&str, String)]) -> Directory {
    let mut all = vec![("users.json", users(1..=5))];
    all.extend_from_slice(files);
    let (directory, problems) = read_files(&all);
    assert_eq!(problems, []);
    directory
}

fn users(numbers: impl IntoIterator<Item = u32>) -> String {
    let user =
        |number| format!(r#"{{"id":"{}","userPrincipalName":"User{number}@contoso.com"}}"#, id(number));
    list(numbers.into_iter().map(user))
}

fn list(entries: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", entries.into_iter().collect::<Vec<_>>().join(","))
}

fn member(kind: &str, number: u32) -> String {
    format!(r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{}"}}"##, id(number))
}

fn group(number: u32, key: &str, members: &[String]) -> String {
    format!(
        r#"{{"id":"{}","displayName":"Group {number}","{key}":{}}}"#,
        id(number),
        list(members.iter().cloned())
    )
}

fn assignment(principal: u32, role: &str, scope: &str) -> String {
    format!(
        r#"{{"principalId":"{}","roleDefinitionId":"{role}","directoryScopeId":"{scope}"}}"#,
        id(principal)
    )
}

fn in_group(directory: &Directory, person: u32, group: u32) -> Match {
    directory.in_group(directory.person(id(person)).unwrap(), id(group))
}

fn has_role(directory: &Directory, person: u32, role: &str) -> Match {
    directory.has_role(directory.person(id(person)).unwrap(), uuid(role))
}

#[test]
fn a_user_is_read_with_what_is_needed() {
    let text = format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{{
            "id":"{}","userPrincipalName":"Meera@Contoso.com","displayName":"Meera","userType":"Member",
            "accountEnabled":false,"createdDateTime":"2026-11-20T08:00:00Z","employeeHireDate":"2026-12-01T00:00:00Z"
        }}]}}"#,
        id(1)
    );
    let (directory, problems) = read_files(&[("export.json", text)]);
    assert_eq!(problems, []);
    let person = directory.person_by_name("meera@contoso.com").unwrap();
    assert_eq!((person.id, person.display_name.as_str()), (id(1), "Meera"));
    assert_eq!((person.user_type, person.enabled), (Some(UserType::Member), Some(false)));
    assert_eq!(person.hired, "2026-12-01".parse().ok());
    assert_eq!(directory.snapshot, "2026-11-20".parse().ok());
}

#[test]
fn what_was_not_exported_is_not_known() {
    let directory = directory(&[]);
    assert!(!directory.registration_known && !directory.roles_known);
    assert!(directory.devices.is_none() && directory.inbound_trust.is_none());
    assert_eq!(in_group(&directory, 1, 11), Match::Unknown);
    assert_eq!(has_role(&directory, 1, GLOBAL_ADMINISTRATOR), Match::Unknown);
}

#[test]
fn nested_members_are_in_the_group() {
    let groups = list([
        group(11, "members", &[member("user", 1), member("group", 12)]),
        group(12, "members", &[member("user", 2), member("device", 99)]),
    ]);
    let directory = directory(&[("groups.json", groups)]);
    assert_eq!(in_group(&directory, 1, 11), Match::Yes);
    assert_eq!(in_group(&directory, 2, 11), Match::Yes);
    assert_eq!(in_group(&directory, 1, 12), Match::No);
    assert_eq!(in_group(&directory, 3, 11), Match::No);
}

#[test]
fn groups_within_one_another_have_the_same_members() {
    let groups = list([
        group(11, "members", &[member("user", 1), member("group", 12)]),
        group(12, "members", &[member("user", 2), member("group", 11)]),
    ]);
    let directory = directory(&[("groups.json", groups)]);
    for person in [1, 2] {
        assert_eq!(in_group(&directory, person, 11), Match::Yes);
        assert_eq!(in_group(&directory, person, 12), Match::Yes);
    }
    assert_eq!(in_group(&directory, 3, 11), Match::No);
}

#[test]
fn a_nested_group_without_members_leaves_the_outer_one_open() {
    let groups = list([group(11, "members", &[member("user", 1), member("group", 12)])]);
    let directory = directory(&[("groups.json", groups)]);
    assert_eq!(in_group(&directory, 1, 11), Match::Yes);
    assert_eq!(in_group(&directory, 2, 11), Match::Unknown);
}

#[test]
fn transitive_members_need_no_nested_groups() {
    let groups = list([group(11, "transitiveMembers", &[member("user", 1), member("group", 12)])]);
    let directory = directory(&[("groups.json", groups)]);
    assert_eq!(in_group(&directory, 1, 11), Match::Yes);
    assert_eq!(in_group(&directory, 2, 11), Match::No);
}

#[test]
fn members_may_be_files_of_their_own() {
    let name = format!("groupMembers/{}.json", id(11));
    let members = format!(r#"{{"value":[{},{{"id":"{}"}}]}}"#, member("user", 1), id(2));
    let directory = directory(&[(&name, members)]);
    assert_eq!(in_group(&directory, 1, 11), Match::Yes);
    assert_eq!(in_group(&directory, 2, 11), Match::Yes);
    assert_eq!(in_group(&directory, 3, 11), Match::No);
}

#[test]
fn a_member_of_no_known_kind_leaves_the_group_open() {
    let name = format!("groupMembers/{}.json", id(11));
    let directory = directory(&[(&name, format!(r#"[{{"id":"{}"}}]"#, id(77)))]);
    assert_eq!(in_group(&directory, 1, 11), Match::Unknown);
}

#[test]
fn a_list_of_members_without_its_last_page_leaves_the_group_open() {
    let name = format!("groupMembers/{}.json", id(11));
    let first = format!(r#"{{"value":[{}],"@odata.nextLink":"n"}}"#, member("user", 1));
    let cut_off = directory(&[(&name, first.clone())]);
    assert_eq!(in_group(&cut_off, 2, 11), Match::Unknown);
    let second_name = format!("groupMembers/{}-2.json", id(11));
    let second = format!(r#"{{"value":[{}]}}"#, member("user", 2));
    let whole = directory(&[(&name, first), (&second_name, second)]);
    assert_eq!(in_group(&whole, 2, 11), Match::Yes);
    assert_eq!(in_group(&whole, 3, 11), Match::No);
}

#[test]
fn as_many_members_as_graph_expands_may_not_be_all() {
    let members: Vec<String> = (1..=20).map(|number| member("user", number)).collect();
    let files = [("users.json", users(1..=21)), ("groups.json", list([group(31, "members", &members)]))];
    let (directory, problems) = read_files(&files);
    assert_eq!(in_group(&directory, 1, 31), Match::Yes);
    assert_eq!(in_group(&directory, 21, 31), Match::Unknown);
    assert_eq!((problems.len(), problems[0].severity), (1, Severity::Note));
}

#[test]
fn roles_count_at_tenant_scope_only() {
    let assignments = list([
        assignment(1, GLOBAL_ADMINISTRATOR, "/"),
        assignment(2, USER_ADMINISTRATOR, "/administrativeUnits/aaaaaaaa-0000-4000-8000-000000000055"),
    ]);
    let directory = directory(&[("roleAssignments.json", assignments)]);
    assert_eq!(has_role(&directory, 1, GLOBAL_ADMINISTRATOR), Match::Yes);
    assert_eq!(has_role(&directory, 2, USER_ADMINISTRATOR), Match::No);
}

#[test]
fn members_of_a_group_with_a_role_have_the_role() {
    let assignments =
        list([assignment(11, GLOBAL_ADMINISTRATOR, "/"), assignment(12, USER_ADMINISTRATOR, "/")]);
    let groups = list([
        group(11, "members", &[member("user", 1)]),
        group(12, "members", &[member("user", 2), member("group", 13)]),
    ]);
    let directory = directory(&[("roleAssignments.json", assignments), ("groups.json", groups)]);
    assert_eq!(has_role(&directory, 1, GLOBAL_ADMINISTRATOR), Match::Yes);
    assert_eq!(has_role(&directory, 2, GLOBAL_ADMINISTRATOR), Match::No);
    assert_eq!(has_role(&directory, 2, USER_ADMINISTRATOR), Match::Yes);
    assert_eq!(has_role(&directory, 3, USER_ADMINISTRATOR), Match::Unknown);
}

#[test]
fn a_holder_that_nobody_knows_puts_that_role_alone_in_doubt() {
    let assignments =
        list([assignment(1, GLOBAL_ADMINISTRATOR, "/"), assignment(66, USER_ADMINISTRATOR, "/")]);
    let files = [("roleAssignments.json", assignments)];
    let unknown = directory(&files);
    assert_eq!(has_role(&unknown, 2, GLOBAL_ADMINISTRATOR), Match::No);
    assert_eq!(has_role(&unknown, 2, USER_ADMINISTRATOR), Match::Unknown);
    let service_principal = ("servicePrincipals.json", format!(r#"[{{"id":"{}"}}]"#, id(66)));
    let known = directory(&[files[0].clone(), service_principal]);
    assert_eq!(has_role(&known, 2, USER_ADMINISTRATOR), Match::No);
}

#[test]
fn roles_of_the_tenants_own_making_are_none() {
    let custom = "12345678-0000-4000-8000-000000000001";
    let assignments = format!(
        r#"[{{"principalId":"{}","roleDefinitionId":"{custom}","directoryScopeId":"/",
        "roleDefinition":{{"isBuiltIn":false,"templateId":"{custom}"}}}}]"#,
        id(1)
    );
    let directory = directory(&[("roleAssignments.json", assignments)]);
    assert_eq!(has_role(&directory, 1, custom), Match::No);
}

#[test]
fn eligible_roles_are_not_active() {
    let eligible = list([assignment(1, GLOBAL_ADMINISTRATOR, "/")]);
    let files =
        [("roleEligibilityScheduleInstances.json", eligible), ("roleAssignments.json", "[]".to_owned())];
    let directory = directory(&files);
    assert_eq!(has_role(&directory, 1, GLOBAL_ADMINISTRATOR), Match::No);
    assert!(directory.person(id(1)).unwrap().eligible_roles.contains(&uuid(GLOBAL_ADMINISTRATOR)));
}

#[test]
fn registration_is_that_of_the_report_and_absent_people_stay_unknown() {
    let details = format!(
        r#"{{"value":[{{"id":"{}","isMfaCapable":true,"isMfaRegistered":true,
        "methodsRegistered":["softwareOneTimePasscode","email"],"lastUpdatedDateTime":"2026-11-22T20:00:00Z"}}]}}"#,
        id(1)
    );
    let directory = directory(&[("userRegistrationDetails.json", details)]);
    let registration = directory.person(id(1)).unwrap().registration.as_ref().unwrap();
    assert!(registration.is_mfa_capable);
    assert_eq!(registration.methods, [AuthenticationMethod::SoftwareOath]);
    assert!(directory.registration_known);
    assert_eq!(directory.person(id(2)).unwrap().registration, None);
    assert_eq!(directory.snapshot, "2026-11-22".parse().ok());
}

#[test]
fn for_people_alone_neither_registration_nor_devices_are_read() {
    let files = |files: &[(&str, String)]| -> Vec<(String, Vec<u8>)> {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())).collect()
    };
    let registration = list([format!(r#"{{"id":"{}","userPrincipalName":"a@contoso.com"}}"#, id(1))]);
    let rest = [("devices.json", "[{]".to_owned()), ("userRegistrationDetails.json", registration)];
    let (directory, problems) = read_people(&files(&[&rest[..], &[("users.json", users(1..=2))]].concat()));
    assert_eq!(problems, []);
    assert_eq!(directory.people().len(), 2);
    assert!(!directory.registration_known && directory.devices.is_none());

    let (directory, _) = read_people(&files(&rest));
    assert_eq!(directory.person(id(1)).unwrap().user_principal_name, "a@contoso.com");
}

#[test]
fn registration_details_name_people_where_users_were_not_exported() {
    let details = format!(
        r#"[{{"id":"{}","userPrincipalName":"Ravi@contoso.com","userDisplayName":"Ravi","userType":"guest"}}]"#,
        id(1)
    );
    let (directory, problems) = read_files(&[("userRegistrationDetails.json", details)]);
    assert_eq!(problems, []);
    let person = directory.person_by_name("ravi@contoso.com").unwrap();
    assert_eq!((person.user_type, person.enabled), (Some(UserType::Guest), None));
    assert!(person.registration.is_some());
}

#[test]
fn device_attributes_go_by_their_names_in_filters_and_nulls_are_absent() {
    let devices = r#"[{"deviceId":"EEEE-1","displayName":"KOC-1","model":null,"trustType":"ServerAd",
        "isCompliant":true,"isManaged":null,"physicalIds":["[ZTDID]:1"],"systemLabels":[],
        "extensionAttributes":{"extensionAttribute1":"SAW","extensionAttribute2":null}},{"deviceId":null}]"#;
    let directory = directory(&[("devices.json", devices.to_owned())]);
    let devices = directory.devices.unwrap();
    assert_eq!(devices.len(), 1);
    let device = &devices["eeee-1"];
    assert_eq!(device.attribute(Attribute::DisplayName), Some("KOC-1"));
    assert_eq!(device.attribute(Attribute::Model), None);
    assert_eq!(device.attribute(Attribute::ExtensionAttribute(1)), Some("SAW"));
    assert_eq!(device.attribute(Attribute::ExtensionAttribute(2)), None);
    assert_eq!(
        (device.trust, device.is_compliant, device.is_managed),
        (Some(TrustType::ServerAd), Some(true), None)
    );
    assert_eq!(device.physical_ids, ["[ZTDID]:1"]);
}

#[test]
fn subscriptions_and_assigned_licenses_are_read() {
    let sku = uuid("cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46");
    let users = format!(
        r#"[{{"id":"{}","userPrincipalName":"asha@contoso.com","assignedLicenses":[{{"skuId":"{sku}","disabledPlans":[]}}]}},
            {{"id":"{}","userPrincipalName":"ravi@contoso.com"}}]"#,
        id(1),
        id(2),
    );
    let subscriptions = format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#subscribedSkus","value":[
            {{"skuId":"{sku}","skuPartNumber":"SPB","prepaidUnits":{{"enabled":20,"suspended":5,"warning":2}},
              "servicePlans":[{{"servicePlanName":"AAD_PREMIUM"}}]}}]}}"#,
    );
    let (read, problems) = read_files(&[("users.json", users), ("export.json", subscriptions)]);
    assert_eq!(problems, []);
    let licenses = |name: &str| read.person_by_name(name).unwrap().licenses.clone();
    assert_eq!(licenses("asha@contoso.com"), Some([sku].into()));
    assert_eq!(licenses("ravi@contoso.com"), None);
    let subscription = &read.subscriptions.unwrap()[0];
    assert_eq!(
        (subscription.id, subscription.part_number.as_str(), subscription.seats),
        (Some(sku), "SPB", 22)
    );
    assert_eq!(subscription.service_plans, Some(vec!["AAD_PREMIUM".to_owned()]));
}

#[test]
fn a_partner_without_settings_of_its_own_has_the_default() {
    let default = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
        "inboundTrust":{"isMfaAccepted":true,"isCompliantDeviceAccepted":false,"isHybridAzureADJoinedDeviceAccepted":false}}"#;
    let partners = format!(
        r#"{{"value":[{{"tenantId":"{}","inboundTrust":null}},
        {{"tenantId":"{}","inboundTrust":{{"isMfaAccepted":false,"isHybridAzureADJoinedDeviceAccepted":true}}}}]}}"#,
        id(81),
        id(82)
    );
    let files = [("default.json", default.to_owned()), ("crossTenantAccessPolicy-partners.json", partners)];
    let directory = directory(&files);
    let mfa = Trust { mfa: true, ..Trust::default() };
    let hybrid = Trust { hybrid_joined_device: true, ..Trust::default() };
    assert_eq!(directory.trust(Some(id(81))), Some(mfa));
    assert_eq!(directory.trust(Some(id(82))), Some(hybrid));
    assert_eq!(directory.trust(None), None, "whoever it is may come from a partner");
}

#[test]
fn a_bad_entry_costs_no_other() {
    let users = format!(
        r#"[{{"id":"{}","userPrincipalName":"asha@contoso.com"}},{{"id":7}},{{"id":"x"}},{{"id":"{}","userPrincipalName":"ravi@contoso.com"}}]"#,
        id(1),
        id(2)
    );
    let (directory, problems) = read_files(&[("users.json", users)]);
    assert_eq!(directory.people().len(), 2);
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "entry 2: invalid type: integer `7`, expected a string",
            "a user has no `id` or no `userPrincipalName`",
        ]
    );
}

#[test]
fn files_that_cannot_be_read_are_reported_in_their_order() {
    let (directory, problems) = read_files(&[
        ("users.json", users([1])),
        ("groups.json", "[{\"id\":".to_owned()),
        ("devices.json", "<html>".to_owned()),
        ("notes.json", "{}".to_owned()),
        ("roleDefinitions.json", "[]".to_owned()),
    ]);
    assert_eq!(directory.people().len(), 1);
    let reported: Vec<(&str, Severity)> =
        problems.iter().map(|problem| (problem.file.as_str(), problem.severity)).collect();
    assert_eq!(
        reported,
        [("groups.json", Severity::Error), ("devices.json", Severity::Error), ("notes.json", Severity::Note)]
    );
}

#[test]
fn a_collection_without_its_last_page_is_a_warning_and_leaves_roles_open() {
    let page = |next| format!(r#"{{"value":[{}]{next}}}"#, assignment(1, GLOBAL_ADMINISTRATOR, "/"));
    let first = ("roleAssignments-1.json", page(r#","@odata.nextLink":"n""#));
    let people = ("users.json", users([1, 2]));
    let (cut_off, problems) = read_files(&[people.clone(), first.clone()]);
    assert_eq!(has_role(&cut_off, 2, GLOBAL_ADMINISTRATOR), Match::Unknown);
    assert_eq!((problems.len(), problems[0].severity), (1, Severity::Warning));
    assert_eq!(problems[0].message, "another page of role assignments follows, which is not among the files");
    let (whole, problems) = read_files(&[people, first, ("roleAssignments-2.json", page(""))]);
    assert_eq!((has_role(&whole, 2, GLOBAL_ADMINISTRATOR), problems), (Match::No, Vec::new()));
}

#[test]
fn of_many_bad_entries_only_the_first_are_shown() {
    let (_, problems) = read_files(&[("users.json", list((0..100).map(|number| number.to_string())))]);
    assert_eq!(problems.len(), 21);
    assert_eq!(problems[20].message, "80 more entries cannot be read");
}

#[test]
fn a_user_twice_is_one_person_and_a_note() {
    let (directory, problems) = read_files(&[("users.json", users([1])), ("users-2.json", users([1, 2]))]);
    assert_eq!(directory.people().len(), 2);
    assert_eq!((problems.len(), problems[0].file.as_str()), (1, "users-2.json"));
}

#[test]
fn a_utf_16_export_is_read() {
    let bytes = users([1]).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (directory, problems) = read(&[("users.json".to_owned(), bytes)]);
    assert_eq!((directory.people().len(), problems), (1, Vec::new()));
}

/// Graph's own answer does not say of whom it is; the context does, or the path, or the list that a script makes.
#[test]
fn per_user_mfa_is_read_wherever_it_says_of_whom() {
    use PerUserMfa::{Disabled, Enabled, Enforced};

    let of = |number: u32| format!("users('{}')/authentication/requirements", id(number));
    let context = format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/beta/$metadata#{}","perUserMfaState":"enforced"}}"#,
        of(1)
    );
    let by_path = format!("authenticationRequirements/{}.json", id(2));
    let listed = format!(
        r#"[{{"userId":"{}","perUserMfaState":"disabled"}},{{"userPrincipalName":"User4@contoso.com","perUserMfaState":"Enforced"}}]"#,
        id(3)
    );
    let directory = directory(&[
        ("one.json", context),
        (&by_path, r#"{"perUserMfaState":"enabled"}"#.to_owned()),
        ("authenticationRequirements.json", listed),
    ]);
    let states: Vec<_> = directory.people().iter().map(|person| person.per_user_mfa).collect();
    assert_eq!(states, [Some(Enforced), Some(Enabled), Some(Disabled), Some(Enforced), None]);
    assert!(directory.per_user_mfa_known);
}

#[test]
fn who_is_not_among_all_risky_users_is_at_no_risk() {
    let risky = list([
        format!(r#"{{"id":"{}","riskLevel":"high","riskState":"atRisk"}}"#, id(1)),
        format!(r#"{{"id":"{}","riskLevel":"high","riskState":"remediated"}}"#, id(2)),
        format!(r#"{{"id":"{}","riskLevel":"hidden","riskState":"atRisk"}}"#, id(3)),
    ]);
    let levels = |directory: &Directory| -> Vec<_> {
        directory.people().iter().take(4).map(|person| person.user_risk.clone()).collect()
    };
    let found = directory(&[("riskyUsers.json", risky)]);
    let none = Some(RiskLevel::None);
    assert_eq!(levels(&found), [Some(RiskLevel::High), none.clone(), None, none]);
    assert_eq!(levels(&directory(&[])), [None, None, None, None]);
}

#[test]
fn acceptances_hold_until_they_expire() {
    let terms = id(70);
    let accepted = |user: u32, state: &str, more: &str| {
        format!(r#"{{"agreementId":"{terms}","userId":"{}","state":"{state}"{more}}}"#, id(user))
    };
    let expiring = r#","expirationDateTime":"2026-11-01T00:00:00Z""#;
    let file =
        list([accepted(1, "accepted", ""), accepted(2, "accepted", expiring), accepted(3, "declined", "")]);
    let directory = directory(&[("agreementAcceptances.json", file)]);
    let at = "2026-11-20T00:00:00Z".parse().unwrap();
    let found: Vec<Match> = (1..=4).map(|user| directory.has_accepted(id(user), terms, at)).collect();
    assert_eq!(found, [Match::Yes, Match::No, Match::No, Match::No]);
    assert_eq!(directory.has_accepted(id(1), id(71), at), Match::Unknown, "no acceptance of it was exported");
}

#[test]
fn the_methods_policy_says_who_may_use_a_method() {
    let policy = format!(
        r#"{{"id":"authenticationMethodsPolicy","authenticationMethodConfigurations":[
        {{"id":"Sms","state":"disabled"}},
        {{"id":"Fido2","state":"enabled","includeTargets":[{{"targetType":"group","id":"{}"}}]}},
        {{"id":"MicrosoftAuthenticator","state":"enabled","includeTargets":[{{"targetType":"group","id":"all_users"}}]}}]}}"#,
        id(11)
    );
    let members = group(11, "transitiveMembers", &[member("user", 1)]);
    let directory =
        directory(&[("authenticationMethodsPolicy.json", policy), ("groups.json", list([members]))]);
    let allows = |user, method| directory.allows_method(directory.person(id(user)).unwrap(), method);
    assert_eq!(allows(1, AuthenticationMethod::Sms), Match::No);
    assert_eq!(allows(1, AuthenticationMethod::Fido2), Match::Yes);
    assert_eq!(allows(2, AuthenticationMethod::Fido2), Match::No);
    assert_eq!(allows(2, AuthenticationMethod::MicrosoftAuthenticatorPush), Match::Yes);
    assert_eq!(
        allows(2, AuthenticationMethod::WindowsHelloForBusiness),
        Match::Unknown,
        "nothing governs it"
    );
}
