//! Every row of the language reads as Graph means it, and is written in its shortest form.

use super::*;
use crate::diagnostic::Severity;
use crate::model::*;
use crate::source::SourceMap;
use crate::syntax::{self, Node};
use crate::workspace::ExclusionSubject;

fn tree(text: &str) -> Node {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics);
    assert_eq!(diagnostics, []);
    document.unwrap().root
}

fn read<T>(read: fn(&Node, &mut Vec<crate::diagnostic::Diagnostic>) -> Option<T>, text: &str) -> T {
    let mut diagnostics = Vec::new();
    let document = read(&tree(text), &mut diagnostics);
    assert_eq!(diagnostics, []);
    document.unwrap()
}

/// Reads a policy with the given rows, and checks that it is written as it was.
fn policy(rows: &str) -> Policy<Name> {
    let defaults =
        [("users:", "users: { include: all }\n"), ("applications:", "applications: { include: all }\n")];
    let mut text = "id: CA1\nname: CA1-X\nstate: enabled\n".to_owned();
    let has_target = rows.contains("userActions:") || rows.contains("authenticationContexts:");
    let has_subject = rows.contains("servicePrincipals:") || rows.contains("agentIdentities:");
    for (key, row) in defaults {
        let given = rows.lines().any(|line| line.starts_with(key));
        let replaced = if key == "users:" { has_subject } else { has_target };
        if !given && !replaced {
            text.push_str(row);
        }
    }
    text.push_str(rows);
    let document = read(read_policy, &text);
    let written = write_policy(&document.policy, &document.written);
    assert_eq!(written.to_json(), tree(&text).to_json());
    document.policy
}

fn conditions(rows: &str) -> ConditionSet<Name> {
    policy(rows).conditions
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn everyone_is_the_short_form_of_a_list_of_all() {
    assert_eq!(conditions("users: { include: all }").users.include.users, [UserRef::All]);
    assert_eq!(conditions("users: { include: none }").users.include.users, [UserRef::None]);
    let long = read(
        read_policy,
        "{ id: A, name: A, state: enabled, users: { include: { users: [all] } }, applications: { include: [all] } }",
    );
    assert_eq!(long.policy.conditions.users.include.users, [UserRef::All]);
    let written = write_policy(&long.policy, &long.written);
    assert_eq!(written.at("/users/include").and_then(Node::as_str), Some("all"));
    assert_eq!(written.at("/applications/include").and_then(Node::as_str), Some("all"));
}

#[test]
fn users_are_the_union_of_every_kind() {
    let rows = "users:
  include:
    users: [none, allAgentIdUsers, asha@contoso.com]
    groups: [Staff, $X]
    roles: [Global Administrator]
    guests: { types: [b2bCollaborationGuest, 'graph:newGuest'], tenants: [11111111-1111-1111-1111-111111111111] }
  exclude: { guests: all }
";
    let users = conditions(rows).users;
    assert_eq!(
        users.include.users,
        [UserRef::None, UserRef::AllAgentIdUsers, UserRef::User("asha@contoso.com".to_owned())]
    );
    assert_eq!(users.include.groups, names(&["Staff", "$X"]));
    assert_eq!(users.include.roles, names(&["Global Administrator"]));
    let guests = users.include.guests.unwrap();
    assert_eq!(guests.types, [GuestType::B2bCollaborationGuest, GuestType::Unknown("newGuest".into())]);
    let tenant = Id::parse("11111111-1111-1111-1111-111111111111");
    assert_eq!(guests.tenants, Some(ExternalTenants::Enumerated(vec![tenant])));
    assert!(users.exclude.all_guests && users.exclude.guests.is_none());
}

#[test]
fn an_exclusion_keeps_its_reason_and_its_place() {
    let text = "
id: CA1
name: CA1-X
state: reportOnly
reportOnlySince: 2026-11-01
users:
  include: all
  exclude:
    users: [{ user: asha@contoso.com, reason: conference, owner: ravi@contoso.com, from: 2026-12-10, until: 2026-12-20 }]
    groups: [Staff, { group: Build, reason: moves }]
applications: { include: all }
emergencyAccess: { included: true, reason: as deployed }
";
    let document = read(read_policy, text);
    assert_eq!(document.policy.state, State::ReportOnly);
    assert_eq!(document.policy.conditions.users.exclude.groups, names(&["Staff", "Build"]));
    assert_eq!(document.written.report_only_since, "2026-11-01".parse().ok());
    assert_eq!(document.written.emergency_access_included.as_deref(), Some("as deployed"));
    let [user, group] = document.written.exclusions.as_slice() else { panic!("two exclusions say more") };
    assert_eq!(user.pointer, "/users/exclude/users/0");
    assert_eq!(user.until, "2026-12-20".parse().ok());
    assert_eq!(group.pointer, "/users/exclude/groups/1");
    assert_eq!(group.subject, ExclusionSubject::Group("Build".to_owned()));
    assert_eq!(group.reason.as_deref(), Some("moves"));
    let written = write_policy(&document.policy, &document.written);
    assert_eq!(written.to_json(), tree(text).to_json());
}

#[test]
fn targets_are_applications_actions_or_contexts() {
    let rows = "applications:
  include: [office365, microsoftAdminPortals, allAgentIdResources, Windows Azure Active Directory]
  exclude: [none]
  filter: { mode: exclude, rule: CustomSecurityAttribute.A_B -eq \"x\" }
";
    let applications = conditions(rows).applications;
    assert_eq!(
        applications.include,
        [
            ApplicationRef::Office365,
            ApplicationRef::MicrosoftAdminPortals,
            ApplicationRef::AllAgentIdResources,
            ApplicationRef::Application("Windows Azure Active Directory".to_owned())
        ]
    );
    assert_eq!(applications.filter.unwrap().mode, FilterMode::Exclude);
    let actions = conditions("userActions: [registerOrJoinDevices, 'graph:urn:user:accountrecovery']");
    assert_eq!(
        actions.applications.user_actions,
        [UserAction::RegisterOrJoinDevices, UserAction::Unknown("urn:user:accountrecovery".into())]
    );
    let contexts = conditions("authenticationContexts: [c1, Sensitive]");
    assert_eq!(contexts.applications.authentication_contexts, names(&["c1", "Sensitive"]));
}

#[test]
fn conditions_of_place_and_device() {
    let rows = "clientAppTypes: [browser, other]
platforms: { include: all, exclude: [iOS, linux] }
locations: { include: [Kochi office, mfaTrustedIps, allCompliantNetworks], exclude: [allTrusted] }
deviceFilter: { exclude: device.isCompliant -eq True }
";
    let conditions = conditions(rows);
    assert_eq!(conditions.client_app_types, [ClientAppType::Browser, ClientAppType::Other]);
    let platforms = conditions.platforms.unwrap();
    assert_eq!(platforms.include, [DevicePlatform::All]);
    assert_eq!(platforms.exclude, [DevicePlatform::IOS, DevicePlatform::Linux]);
    let locations = conditions.locations.unwrap();
    assert_eq!(
        locations.include,
        [
            LocationRef::Location("Kochi office".to_owned()),
            LocationRef::MfaTrustedIps,
            LocationRef::AllCompliantNetworks
        ]
    );
    assert_eq!(locations.exclude, [LocationRef::AllTrusted]);
    let filter = conditions.device_filter.unwrap();
    assert_eq!(filter.mode, FilterMode::Exclude);
    assert_eq!(filter.rule.text(), "device.isCompliant -eq True");
}

#[test]
fn omitted_locations_are_all_of_them() {
    let text = "{ id: A, name: A, state: disabled, users: { include: all }, applications: { include: all }, \
                locations: { exclude: [allTrusted] } }";
    let locations = read(read_policy, text).policy.conditions.locations.unwrap();
    assert_eq!(locations.include, [LocationRef::All]);
}

#[test]
fn risks_and_flows_are_lists() {
    let rows = "userRiskLevels: [high]
signInRiskLevels: [medium, none]
servicePrincipalRiskLevels: [low]
insiderRiskLevels: [elevated]
agentIdRiskLevels: ['graph:extreme']
authenticationFlows: [deviceCodeFlow, authenticationTransfer]
";
    let conditions = conditions(rows);
    assert_eq!(conditions.user_risk_levels, [RiskLevel::High]);
    assert_eq!(conditions.sign_in_risk_levels, [RiskLevel::Medium, RiskLevel::None]);
    assert_eq!(conditions.service_principal_risk_levels, [RiskLevel::Low]);
    assert_eq!(conditions.insider_risk_levels, [InsiderRiskLevel::Elevated]);
    assert_eq!(conditions.agent_id_risk_levels, [RiskLevel::Unknown("extreme".into())]);
    assert_eq!(
        conditions.authentication_flows,
        [TransferMethod::DeviceCodeFlow, TransferMethod::AuthenticationTransfer]
    );
}

#[test]
fn workloads_and_agents_take_the_place_of_users() {
    let rows = "servicePrincipals: { include: all, exclude: [Backup], filter: { mode: include, rule: x } }
agentIdentities: { include: [Agent] }
agents: { include: all }
";
    let conditions = conditions(rows);
    assert_eq!(conditions.users, Users::default());
    let clients = conditions.client_applications.unwrap();
    assert_eq!(clients.service_principals.include, [ServicePrincipalRef::All]);
    assert_eq!(
        clients.service_principals.exclude,
        [ServicePrincipalRef::ServicePrincipal("Backup".to_owned())]
    );
    assert_eq!(clients.service_principal_filter.unwrap().rule, "x");
    assert_eq!(clients.agent_identities.include, [ServicePrincipalRef::ServicePrincipal("Agent".to_owned())]);
    assert_eq!(conditions.agents.unwrap().users.include, [ServicePrincipalRef::All]);
}

#[test]
fn grants_in_every_form() {
    let grant = |rows: &str| policy(rows).grant.unwrap();
    let block = grant("grant: block");
    assert!(block.is_block());
    assert_eq!(block.operator, Operator::Or);
    let strength = grant("grant: { authenticationStrength: Phishing-resistant MFA }");
    assert_eq!(strength.items, [GrantItem::AuthenticationStrength("Phishing-resistant MFA".to_owned())]);
    let all =
        grant("grant: { allOf: [mfa, compliantDevice, { termsOfUse: Terms }, { customControl: Duo }] }");
    assert_eq!(all.operator, Operator::And);
    assert_eq!(
        all.items,
        [
            GrantItem::BuiltIn(BuiltInControl::Mfa),
            GrantItem::BuiltIn(BuiltInControl::CompliantDevice),
            GrantItem::TermsOfUse("Terms".to_owned()),
            GrantItem::CustomControl("Duo".to_owned())
        ]
    );
    let any = grant("grant: { anyOf: [mfa, 'graph:verifiedID'] }");
    assert_eq!(any.items.last(), Some(&GrantItem::BuiltIn(BuiltInControl::Unknown("verifiedID".into()))));
}

#[test]
fn sessions_in_every_form() {
    let session = |rows: &str| policy(rows).session.unwrap();
    let frequency =
        |text: &str| session(&format!("session: {{ signInFrequency: {text} }}")).sign_in_frequency.unwrap();
    assert_eq!(frequency("4h").period, Some((4, FrequencyUnit::Hours)));
    assert_eq!(frequency("30d").period, Some((30, FrequencyUnit::Days)));
    assert_eq!(frequency("everyTime").period, None);
    let second = frequency("{ every: everyTime, authentication: secondaryAuthentication }");
    assert_eq!(second.authentication, Some(SignInFrequencyAuthentication::Secondary));
    let rows = "session:
  persistentBrowser: never
  applicationEnforcedRestrictions: true
  cloudAppSecurity: blockDownloads
  continuousAccessEvaluation: strictLocation
  tokenProtection: true
  disableResilienceDefaults: true
  globalSecureAccessProfile: Profile
";
    let session = session(rows);
    assert_eq!(session.persistent_browser, Some(PersistentBrowser::Never));
    assert!(session.application_enforced_restrictions);
    assert_eq!(session.cloud_app_security, Some(CloudAppSecurity::BlockDownloads));
    assert_eq!(session.continuous_access_evaluation, Some(ContinuousAccessEvaluation::StrictLocation));
    assert!(session.token_protection && session.disable_resilience_defaults);
    assert_eq!(session.global_secure_access_profile.as_deref(), Some("Profile"));
}

#[test]
fn unknown_members_are_kept_as_they_came() {
    let rows = "graph: { /conditions/new: { a: [1, null, 'json:1.5'] }, /sessionControls/x: text }";
    let unknown = policy(rows).unknown;
    let expected = serde_json::json!({ "a": [1, null, 1.5] });
    assert_eq!(unknown.0.get("/conditions/new"), Some(&expected));
    assert!(unknown.touches(UnknownPart::Session));
}

#[test]
fn a_contingency_policy_says_so() {
    let text = "{ id: A, name: A, description: D, state: disabled, contingency: true, users: { include: all }, applications: { include: all } }";
    let document = read(read_policy, text);
    assert!(document.written.contingency);
    assert_eq!(document.policy.description.as_deref(), Some("D"));
    assert_eq!(write_policy(&document.policy, &document.written).to_json(), tree(text).to_json());
}

#[test]
fn a_tenant_reads_in_full() {
    let text = "
tenant: contoso.onmicrosoft.com
tenantId: 11111111-1111-1111-1111-111111111111
licenses: { Microsoft 365 Business Premium: 20 }
emergencyAccess: { accounts: [BG1@contoso.onmicrosoft.com], group: CA-EmergencyAccess - Exclude }
partner: { tenants: [99999999-9999-9999-9999-999999999999], access: gdap }
unattended: [scan@contoso.com]
platform: { resourceExclusions: { custom: Payroll }, mandatoryMfa: { phase2: false }, mfaTrustedIps: [203.0.113.0/24] }
unmanagedPolicies: remove
baselines:
  - { from: ../../policies/baseline, values: { allowedCountries: [IN, AE] }, omit: { CA105: no Intune license } }
changes:
  - policy: CA101
    add: { users.exclude.groups: [SG-Build-Agents] }
    set: { state: reportOnly }
    reason: build agents move in Q1
    until: 2027-01-31
exceptions:
  - { travel: [TH], who: [asha@contoso.com], opens: [CA002], until: 2026-12-20, reason: conference, ticket: OPS-411 }
rules: { preset: strict, CA-STR-012: off, MT.1005: { severity: warning, days: 60 } }
";
    let document = read(read_tenant, text);
    let tenant = &document.tenant;
    assert_eq!(tenant.licenses, [("Microsoft 365 Business Premium".to_owned(), 20)]);
    assert_eq!(tenant.emergency_access.as_ref().unwrap().accounts, names(&["bg1@contoso.onmicrosoft.com"]));
    assert_eq!(tenant.partner.as_ref().unwrap().tenants.len(), 1);
    assert_eq!(tenant.platform.resource_exclusions, ResourceExclusions::Custom(Id::Text("Payroll".into())));
    assert_eq!(tenant.platform.mandatory_mfa, MandatoryMfa { phase1: true, phase2: false });
    assert_eq!(
        tenant.platform.mfa_trusted_ips,
        Some(NamedLocation::mfa_trusted_ips(["203.0.113.0/24".parse().unwrap()]))
    );
    assert_eq!(tenant.unmanaged_policies, UnmanagedPolicies::Remove);
    let baseline = &document.baselines[0];
    assert_eq!(baseline.from, "../../policies/baseline");
    assert_eq!(baseline.values[0].value.items().len(), 2);
    assert_eq!(baseline.omit[0].policy, "CA105");
    let edits = &document.changes[0].edits;
    assert_eq!((edits[0].kind, edits[0].target.as_str()), (EditKind::Set, "/state"));
    assert_eq!((edits[1].kind, edits[1].target.as_str()), (EditKind::Add, "/users/exclude/groups"));
    assert_eq!(edits[1].pointer, "/changes/0/add/users.exclude.groups");
    assert_eq!(document.exceptions[0].travel, names(&["TH"]));
    assert_eq!(document.rules.preset, Preset::Strict);
    let [first, second] = &document.rules.rules[..] else { panic!("{:?}", document.rules) };
    assert_eq!((first.id.as_str(), first.severity), ("CA-STR-012", Some(SeveritySetting::Off)));
    assert_eq!(second.severity, Some(SeveritySetting::As(Severity::Warning)));
    assert_eq!(second.options, [("days".to_owned(), 60)]);

    let again = read(read_tenant, &syntax::emit_node(&write_tenant(tenant)));
    assert_eq!(&again.tenant, tenant);
}

#[test]
fn tests_read_in_full() {
    let text = "
scenarios:
  - name: the traveller is blocked
    given: { user: asha@contoso.com, application: office365, clientAppType: browser, devicePlatform: windows, country: TH,
             ipAddress: 203.0.113.7, signInRiskLevel: high, device: { isCompliant: true } }
    expect: { outcome: blocked, by: [CA002] }
invariants:
  - name: admins never without phishing-resistant MFA
    owner: ravi@contoso.com
    always: { users: { roles: [Global Administrator] }, clientAppTypes: modern, outcome: { requires: Phishing-resistant MFA } }
acknowledged:
  - { who: scan@contoso.com, cause: legacyClient, until: 2026-12-31, reason: replaced in January, owner: ravi@contoso.com }
";
    let document = read(read_tests, text);
    let scenario = &document.scenarios[0];
    assert_eq!(scenario.given.country.as_deref(), Some("TH"));
    assert_eq!(scenario.given.risk_levels, [("signInRiskLevel".to_owned(), "high".to_owned())]);
    assert_eq!(
        scenario.expect,
        Expect { outcome: Some(ExpectedOutcome::Blocked), by: names(&["CA002"]), ..Expect::default() }
    );
    let invariant = &document.invariants[0];
    assert_eq!(invariant.kind, InvariantKind::Always);
    assert_eq!(
        invariant.scope.client_app_types,
        [ClientAppType::Browser, ClientAppType::MobileAppsAndDesktopClients]
    );
    assert_eq!(invariant.outcome, Promised::Requires("Phishing-resistant MFA".to_owned()));
    assert_eq!(document.acknowledged[0].cause, "legacyClient");
}
