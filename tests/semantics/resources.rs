//! What a policy is about (Entra, concept-conditional-access-cloud-apps, 2026-01, and
//! concept-enforcement-resource-exclusions, 2026-05).

use gatewright::model::{ApplicationRef, FilterMode, Id, Match, ResourceExclusions, UserAction};
use gatewright::sign_in::{Application, SignIn};
use uuid::Uuid;

use super::build::*;

const AZURE_MANAGEMENT: Uuid = Uuid::from_u128(0x797f4846_ba00_4fd7_ba43_dac1f8f63013);
const AZURE_PORTAL: Uuid = Uuid::from_u128(0xc44b4083_3bb0_49c1_b47d_974e53cbdf3c);
const AZURE_DEVOPS: Uuid = Uuid::from_u128(0x499b84ac_1321_427f_aa17_267ca6975798);
const OWN: Uuid = Uuid::from_u128(0x500);

fn to(resource: Uuid) -> SignIn<'static> {
    SignIn { resource: application(resource), ..ordinary() }
}

#[test]
fn the_client_is_not_the_target() {
    let sign_in = SignIn { application: application(AZURE_CLI), ..ordinary() };
    assert_eq!(applies(&mfa().apps([app(AZURE_CLI)]), &sign_in), Match::No);
}

#[test]
fn a_client_without_a_resource_is_its_own_unless_it_is_public() {
    let alone =
        |client| SignIn { application: application(client), resource: Application::default(), ..ordinary() };
    assert_eq!(applies(&mfa().apps([app(OWN)]), &alone(OWN)), Match::Yes);
    assert_eq!(applies(&mfa().apps([app(EXCHANGE)]), &alone(AZURE_CLI)), Match::Unknown);
}

#[test]
fn one_audience_in_scope_is_enough() {
    let sign_in = SignIn { audiences: vec![EXCHANGE, SHAREPOINT], ..to(OWN) };
    assert_eq!(applies(&mfa().apps([app(SHAREPOINT)]), &sign_in), Match::Yes);
    assert_eq!(applies(&mfa().except_apps([app(SHAREPOINT)]), &sign_in), Match::Yes);
    assert_eq!(applies(&mfa().except_apps([app(SHAREPOINT), app(EXCHANGE)]), &sign_in), Match::No);
    assert_eq!(applies(&mfa().apps([app(OWN)]), &sign_in), Match::No, "audiences say more than the resource");
}

#[test]
fn all_resources_are_those_not_known_too() {
    let sign_in = SignIn { resource: Application::default(), ..ordinary() };
    assert_eq!(applies(&mfa(), &sign_in), Match::Yes);
    assert_eq!(applies(&mfa().except_apps([app(EXCHANGE)]), &sign_in), Match::Unknown);
}

#[test]
fn azure_management_covers_the_portal_and_no_longer_devops() {
    let policy = mfa().apps([app(AZURE_MANAGEMENT)]);
    assert_eq!(applies(&policy, &to(AZURE_MANAGEMENT)), Match::Yes);
    assert_eq!(applies(&policy, &to(AZURE_PORTAL)), Match::Yes);
    assert_eq!(applies(&policy, &to(AZURE_DEVOPS)), Match::No);
}

#[test]
fn suites_published_by_name_may_hold_what_the_catalogue_does_not_know() {
    assert_eq!(applies(&mfa().apps([ApplicationRef::Office365]), &to(EXCHANGE)), Match::Yes);
    assert_eq!(applies(&mfa().apps([ApplicationRef::Office365]), &to(OWN)), Match::Unknown);
    assert_eq!(applies(&mfa().apps([ApplicationRef::MicrosoftAdminPortals]), &to(AZURE_PORTAL)), Match::Yes);
    assert_eq!(applies(&mfa().except_apps([ApplicationRef::Office365]), &to(EXCHANGE)), Match::No);
}

#[test]
fn a_placeholder_may_be_any_application() {
    let placeholder = || ApplicationRef::Application(Id::Text("<application:Payroll>".into()));
    assert_eq!(applies(&mfa().apps([placeholder()]), &ordinary()), Match::Unknown);
    assert_eq!(applies(&mfa().except_apps([placeholder()]), &ordinary()), Match::Unknown);
}

#[test]
fn a_filter_for_applications_is_not_known() {
    assert_eq!(applies(&mfa().apps([]).app_filter(FilterMode::Include), &ordinary()), Match::Unknown);
    assert_eq!(applies(&mfa().app_filter(FilterMode::Exclude), &ordinary()), Match::Unknown);
    let excluded = mfa().apps([]).app_filter(FilterMode::Include).except_apps([app(EXCHANGE)]);
    assert_eq!(applies(&excluded, &ordinary()), Match::No, "exclude wins over what the filter may add");
}

#[test]
fn a_policy_on_no_resource_applies_to_none() {
    assert_eq!(applies(&mfa().apps([ApplicationRef::None]), &ordinary()), Match::No);
}

#[test]
fn a_policy_on_a_user_action_is_about_no_resource() {
    let policy = mfa().on_action("registerSecurityInformation");
    assert_eq!(applies(&policy, &ordinary()), Match::No);
    let registering = SignIn { user_action: Some(UserAction::RegisterSecurityInformation), ..ordinary() };
    assert_eq!(applies(&policy, &registering), Match::Yes);
    assert_eq!(applies(&mfa(), &registering), Match::No);
    assert_eq!(applies(&mfa().on_action("registerOrJoinDevices"), &registering), Match::No);
    assert_eq!(applies(&mfa().on_action("urn:user:accountrecovery"), &registering), Match::Unknown);
}

#[test]
fn a_policy_on_a_context_applies_where_it_is_demanded() {
    let policy = mfa().on_context("c1");
    let demanding =
        |context: &str| SignIn { authentication_contexts: vec![Id::Text(context.into())], ..ordinary() };
    assert_eq!(applies(&policy, &ordinary()), Match::No);
    assert_eq!(applies(&policy, &demanding("c1")), Match::Yes);
    assert_eq!(applies(&policy, &demanding("c2")), Match::No);
    assert_eq!(applies(&mfa(), &demanding("c2")), Match::Yes, "the resource is still one");
}

fn asking(scopes: &[&'static str]) -> SignIn<'static> {
    SignIn { scopes: Some(scopes.iter().map(|&scope| scope.into()).collect()), ..to(MICROSOFT_GRAPH) }
}

fn under(resource_exclusions: ResourceExclusions) -> Setting {
    Setting { resource_exclusions, ..Setting::default() }
}

#[test]
fn without_exclusions_baseline_scopes_are_like_any_other() {
    assert_eq!(under(ResourceExclusions::Legacy).applies(&mfa(), &asking(&["User.Read"])), Match::Yes);
}

#[test]
fn a_policy_on_named_resources_does_not_know_baseline_scopes() {
    let policy = mfa().apps([app(MICROSOFT_GRAPH)]).except_apps([app(EXCHANGE)]);
    assert_eq!(under(ResourceExclusions::Legacy).applies(&policy, &asking(&["User.Read"])), Match::Yes);
}

#[test]
fn one_scope_beyond_the_baseline_is_enough() {
    let policy = mfa().except_apps([app(EXCHANGE)]);
    let beyond = asking(&["openid", "User.Read", "Directory.Read.All"]);
    assert_eq!(under(ResourceExclusions::Legacy).applies(&policy, &beyond), Match::Yes);
}

#[test]
fn under_legacy_the_wider_baseline_scopes_escaped_for_some_clients_only() {
    let policy = mfa().except_apps([app(EXCHANGE)]);
    let legacy = under(ResourceExclusions::Legacy);
    assert_eq!(legacy.applies(&policy, &asking(&["openid", "people.read"])), Match::No);
    assert_eq!(legacy.applies(&policy, &asking(&["GroupMember.Read.All"])), Match::Unknown);
}

#[test]
fn scopes_that_are_not_recorded_matter_only_where_they_decide() {
    let policy = mfa().except_apps([app(EXCHANGE)]);
    let not_recorded = SignIn { scopes: None, ..to(MICROSOFT_GRAPH) };
    assert_eq!(under(ResourceExclusions::Legacy).applies(&policy, &not_recorded), Match::Unknown);
    assert_eq!(under(ResourceExclusions::Enforced).applies(&policy, &not_recorded), Match::Yes);
    let elsewhere = SignIn { scopes: None, ..to(SHAREPOINT) };
    assert_eq!(under(ResourceExclusions::Legacy).applies(&policy, &elsewhere), Match::Yes);
}

#[test]
fn customized_baseline_scopes_are_evaluated_as_the_application_chosen() {
    let custom = under(ResourceExclusions::Custom(Id::Guid(OWN)));
    let sign_in = asking(&["User.Read"]);
    assert_eq!(custom.applies(&mfa().except_apps([app(EXCHANGE)]), &sign_in), Match::Yes);
    assert_eq!(custom.applies(&mfa().except_apps([app(OWN)]), &sign_in), Match::No);
    let planned = under(ResourceExclusions::Custom(Id::Text("<application:Baseline>".into())));
    assert_eq!(planned.applies(&mfa().except_apps([app(OWN)]), &sign_in), Match::Unknown);
}
