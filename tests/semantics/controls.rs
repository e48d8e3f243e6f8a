//! Whether what a policy asks can be given (Entra, concept-conditional-access-grant, 2026-03).

use gatewright::catalogue::AuthenticationMethod as Method;
use gatewright::control::{Outcome, Range};
use gatewright::directory::{DeviceObject, InboundTrust, Person, Registration, Trust};
use gatewright::model::{ClientAppType, DevicePlatform, GrantItem, Id, UserAction};
use gatewright::sign_in::{Authentication, Device, Flow, Platform, SignIn, TrustType};
use uuid::Uuid;

use super::build::*;

fn asking(token: &str) -> Built {
    policy().all_of([control(token)])
}

fn terms() -> Built {
    policy().all_of([GrantItem::TermsOfUse(Id::Text("terms".into()))])
}

fn on(platform: DevicePlatform) -> SignIn<'static> {
    SignIn { platform: Some(Platform::Known(platform)), ..ordinary() }
}

fn with_device(device: Option<Device<'static>>) -> SignIn<'static> {
    SignIn { device, ..ordinary() }
}

fn having(methods: &[Method]) -> Setting {
    Setting::of(Person { registration: Some(registered(methods)), ..asha() })
}

/// Someone whose registration was not exported.
fn unregistered_or_not() -> Setting {
    Setting::of(Person { registration: None, ..asha() })
}

#[test]
fn without_a_directory_mfa_is_prompted_or_needs_registration() {
    assert_eq!(unregistered_or_not().outcome([&mfa()], &ordinary()), between(PROMPTED, NEEDS_REGISTRATION));
}

#[test]
fn without_details_mfa_may_have_been_done() {
    let sign_in = SignIn { authentication: Authentication::default(), ..ordinary() };
    assert_eq!(outcome([&mfa()], &sign_in), between(GRANTED, PROMPTED));
}

#[test]
fn a_phishing_resistant_method_that_was_used_is_mfa() {
    let sign_in = SignIn { authentication: with_multifactor(&[Method::Fido2]), ..ordinary() };
    assert_eq!(outcome([&mfa()], &sign_in), GRANTED);
    assert_eq!(outcome([&policy().strength(built_in_strength("Phishing-resistant MFA"))], &sign_in), GRANTED);
}

#[test]
fn every_grant_control_stops_a_legacy_client() {
    for client in [ClientAppType::Other, ClientAppType::ExchangeActiveSync] {
        let sign_in = SignIn { client_app: Some(client), device: compliant_device(), ..ordinary() };
        for policy in [mfa(), asking("compliantDevice"), asking("approvedApplication"), terms()] {
            assert_eq!(outcome([&policy], &sign_in), UNSATISFIABLE);
        }
        assert_eq!(outcome([&policy().session_only()], &sign_in), GRANTED, "session controls ask nothing");
    }
}

#[test]
fn a_client_that_is_not_known_may_be_a_legacy_one() {
    let sign_in = SignIn { client_app: None, ..ordinary() };
    assert_eq!(outcome([&mfa()], &sign_in), between(PROMPTED, UNSATISFIABLE));
}

#[test]
fn nobody_prompts_an_unattended_account() {
    let setting = Setting { unattended: vec!["asha@contoso.com".into()], ..Setting::default() };
    assert_eq!(setting.outcome([&mfa()], &ordinary()), UNSATISFIABLE);
    assert_eq!(setting.outcome([&terms()], &ordinary()), between(GRANTED, UNSATISFIABLE));
    let compliant = with_device(compliant_device());
    assert_eq!(setting.outcome([&asking("compliantDevice")], &compliant), GRANTED);
    let claimed = SignIn { authentication: with_multifactor(&[]), ..ordinary() };
    assert_eq!(setting.outcome([&mfa()], &claimed), GRANTED);
}

#[test]
fn a_compliant_device_needs_a_registered_one() {
    let claims_to_be = Device { is_compliant: true, ..Device::default() };
    assert_eq!(outcome([&asking("compliantDevice")], &with_device(Some(claims_to_be))), UNSATISFIABLE);
    assert_eq!(outcome([&asking("compliantDevice")], &with_device(compliant_device())), GRANTED);
    assert_eq!(outcome([&asking("compliantDevice")], &with_device(None)), between(GRANTED, UNSATISFIABLE));
}

#[test]
fn device_code_never_shows_a_device() {
    let sign_in = SignIn { flow: Some(Flow::DeviceCode), ..with_device(compliant_device()) };
    assert_eq!(outcome([&asking("compliantDevice")], &sign_in), UNSATISFIABLE);
    assert_eq!(outcome([&asking("domainJoinedDevice")], &sign_in), UNSATISFIABLE);
    assert_eq!(outcome([&mfa()], &sign_in), PROMPTED);
}

#[test]
fn joined_to_entra_alone_is_not_hybrid() {
    assert_eq!(outcome([&asking("domainJoinedDevice")], &with_device(hybrid_device())), GRANTED);
    assert_eq!(outcome([&asking("domainJoinedDevice")], &with_device(compliant_device())), UNSATISFIABLE);
}

#[test]
fn how_a_registered_device_is_joined_may_not_be_known() {
    let sign_in = with_device(Some(registered_device()));
    assert_eq!(outcome([&asking("domainJoinedDevice")], &sign_in), between(GRANTED, UNSATISFIABLE));
    let object = DeviceObject { trust: Some(TrustType::ServerAd), ..DeviceObject::default() };
    let exported = Setting { devices: vec![("d1", object)], ..Setting::default() };
    assert_eq!(exported.outcome([&asking("domainJoinedDevice")], &sign_in), GRANTED);
}

#[test]
fn only_windows_is_hybrid_joined() {
    let phone = SignIn { device: None, ..on(DevicePlatform::IOS) };
    assert_eq!(outcome([&asking("domainJoinedDevice")], &phone), UNSATISFIABLE);
}

#[test]
fn approved_and_protected_applications_are_on_phones() {
    let maybe = between(GRANTED, UNSATISFIABLE);
    for token in ["approvedApplication", "compliantApplication"] {
        assert_eq!(outcome([&asking(token)], &on(DevicePlatform::Android)), maybe);
        assert_eq!(outcome([&asking(token)], &on(DevicePlatform::MacOS)), UNSATISFIABLE);
        let unrecognized = SignIn { platform: Some(Platform::Unrecognized), ..ordinary() };
        assert_eq!(outcome([&asking(token)], &unrecognized), UNSATISFIABLE);
    }
    assert_eq!(outcome([&asking("approvedApplication")], &ordinary()), UNSATISFIABLE);
    assert_eq!(outcome([&asking("compliantApplication")], &ordinary()), maybe, "Edge on Windows");
}

#[test]
fn a_password_is_changed_by_those_who_can_do_mfa() {
    let change = policy().all_of([control("mfa"), control("passwordChange")]);
    assert_eq!(outcome([&change], &ordinary()), PROMPTED);
    assert_eq!(Setting::of(newcomer()).outcome([&change], &ordinary()), UNSATISFIABLE);
    assert_eq!(outcome([&change], &guest()), UNSATISFIABLE);
}

#[test]
fn terms_of_use_may_have_been_accepted() {
    assert_eq!(outcome([&terms()], &ordinary()), between(GRANTED, PROMPTED));
    assert_eq!(outcome([&terms()], &guest()), between(GRANTED, PROMPTED));
    assert_eq!(outcome([&terms()], &direct_connect()), UNSATISFIABLE);
}

#[test]
fn a_control_of_another_provider_may_come_to_anything_but_a_block() {
    let custom = policy().all_of([GrantItem::CustomControl("Duo".into())]);
    assert_eq!(outcome([&custom], &ordinary()), between(GRANTED, UNSATISFIABLE));
}

#[test]
fn an_unknown_control_may_or_may_not_be_met() {
    let maybe = between(GRANTED, UNSATISFIABLE);
    assert_eq!(outcome([&asking("verifiedID")], &ordinary()), maybe);
    let either = policy().any_of([control("verifiedID"), control("mfa")]);
    assert_eq!(outcome([&either], &ordinary()), between(GRANTED, PROMPTED));
    let both = policy().all_of([control("verifiedID"), control("mfa")]);
    assert_eq!(outcome([&both], &ordinary()), between(PROMPTED, UNSATISFIABLE));
}

#[test]
fn any_of_takes_the_best_and_all_of_the_worst() {
    let newcomer = Setting::of(newcomer());
    let items = || [control("mfa"), control("compliantDevice")];
    let of = |policy: &Built, device| newcomer.outcome([policy], &with_device(device));
    assert_eq!(of(&policy().any_of(items()), None), between(GRANTED, NEEDS_REGISTRATION));
    assert_eq!(of(&policy().all_of(items()), None), between(NEEDS_REGISTRATION, UNSATISFIABLE));
}

#[test]
fn the_operator_does_not_matter_to_a_single_control() {
    let newcomer = Setting::of(newcomer());
    assert_eq!(newcomer.outcome([&policy().any_of([control("mfa")])], &ordinary()), NEEDS_REGISTRATION);
    assert_eq!(newcomer.outcome([&mfa()], &ordinary()), NEEDS_REGISTRATION);
}

const CUSTOM: Uuid = Uuid::from_u128(0xc);

fn custom(combinations: &[&str]) -> Setting {
    Setting::with_strength(CUSTOM, combinations)
}

fn custom_outcome(combinations: &[&str], methods: &[Method]) -> Range<Outcome> {
    let setting = Setting { people: having(methods).people, ..custom(combinations) };
    setting.outcome([&policy().strength(CUSTOM)], &ordinary())
}

#[test]
fn the_built_in_mfa_strength_is_met_by_what_meets_mfa() {
    let policy = policy().strength(built_in_strength("Multifactor authentication"));
    assert_eq!(outcome([&policy], &SignIn { authentication: with_multifactor(&[]), ..ordinary() }), GRANTED);
    assert_eq!(outcome([&policy], &ordinary()), PROMPTED);
    assert_eq!(Setting::of(newcomer()).outcome([&policy], &ordinary()), NEEDS_REGISTRATION);
}

#[test]
fn a_key_is_asked_of_those_who_have_one_and_offered_to_nobody_when_interrupted() {
    let policy = policy().strength(built_in_strength("Phishing-resistant MFA"));
    assert_eq!(having(&[Method::Fido2]).outcome([&policy], &ordinary()), PROMPTED);
    assert_eq!(outcome([&policy], &ordinary()), UNSATISFIABLE);
    assert_eq!(unregistered_or_not().outcome([&policy], &ordinary()), between(PROMPTED, UNSATISFIABLE));
}

#[test]
fn a_temporary_access_pass_is_mfa_but_not_passwordless() {
    let pass = having(&[Method::TemporaryAccessPassOneTime]);
    assert_eq!(pass.outcome([&mfa()], &ordinary()), PROMPTED);
    assert_eq!(
        pass.outcome([&policy().strength(built_in_strength("Passwordless MFA"))], &ordinary()),
        UNSATISFIABLE
    );
}

/// Graph, conditionalAccessRoot: evaluate (beta, 2025-03): the built-in strength allows `temporaryAccessPassOneTime` and
/// `temporaryAccessPassMultiUse`, each alone.
#[test]
fn a_temporary_access_pass_alone_meets_the_built_in_mfa_strength() {
    let policy = policy().strength(built_in_strength("Multifactor authentication"));
    for pass in [Method::TemporaryAccessPassOneTime, Method::TemporaryAccessPassMultiUse] {
        assert_eq!(having(&[pass]).outcome([&policy], &ordinary()), PROMPTED);
    }
}

/// An export says that somebody has been given a pass, and not until when it can be used.
#[test]
fn a_pass_of_somebody_not_capable_of_mfa_may_be_over() {
    let mut person = newcomer();
    person.registration = Some(Registration {
        is_mfa_capable: false,
        is_mfa_registered: false,
        methods: vec![Method::TemporaryAccessPassOneTime],
    });
    let setting = Setting::of(person);
    let strength = policy().strength(built_in_strength("Multifactor authentication"));
    for policy in [mfa(), strength] {
        assert_eq!(setting.outcome([&policy], &ordinary()), between(PROMPTED, NEEDS_REGISTRATION));
    }
    let registering = SignIn { user_action: Some(UserAction::RegisterSecurityInformation), ..ordinary() };
    let policy = mfa().on_action("registerSecurityInformation");
    assert_eq!(setting.outcome([&policy], &registering), between(PROMPTED, UNSATISFIABLE));
}

#[test]
fn a_text_message_can_be_registered_when_interrupted() {
    assert_eq!(custom_outcome(&["password,sms"], &[Method::Fido2]), NEEDS_REGISTRATION);
    assert_eq!(custom_outcome(&["password,sms", "fido2"], &[Method::Fido2]), PROMPTED);
    assert_eq!(custom_outcome(&["password,hardwareOath"], &[Method::Sms]), UNSATISFIABLE);
}

#[test]
fn which_methods_a_claim_in_the_token_stands_for_is_not_known() {
    let sign_in = SignIn { authentication: with_multifactor(&[]), ..ordinary() };
    let federated = custom(&["federatedMultiFactor"]);
    let by_key = Setting { people: having(&[Method::Fido2]).people, ..custom(&["fido2"]) };
    assert_eq!(federated.outcome([&policy().strength(CUSTOM)], &sign_in), between(GRANTED, UNSATISFIABLE));
    assert_eq!(by_key.outcome([&policy().strength(CUSTOM)], &sign_in), between(GRANTED, PROMPTED));
}

#[test]
fn whoever_is_not_federated_does_not_become_so() {
    assert_eq!(custom_outcome(&["federatedMultiFactor"], &[Method::Fido2]), UNSATISFIABLE);
}

#[test]
fn a_strength_narrowed_to_certain_keys_may_not_take_the_key_at_hand() {
    let mut setting = Setting { people: having(&[Method::Fido2]).people, ..custom(&["fido2"]) };
    setting.strengths[0].restricted = true;
    let narrowed = policy().strength(CUSTOM);
    assert_eq!(setting.outcome([&narrowed], &ordinary()), between(PROMPTED, UNSATISFIABLE));
}

#[test]
fn a_strength_that_is_not_known_may_or_may_not_be_met() {
    let maybe = between(GRANTED, UNSATISFIABLE);
    assert_eq!(outcome([&policy().strength(Uuid::from_u128(0xdead))], &ordinary()), maybe);
    assert_eq!(custom_outcome(&["password,telepathy"], &[Method::Sms]), maybe);
    assert_eq!(custom_outcome(&[], &[Method::Sms]), maybe, "an export without combinations");
}

fn trusting_guest(trust: Trust) -> Setting {
    Setting { people: vec![guest_person()], inbound_trust: trusting(trust), ..Setting::default() }
}

const TRUST_ALL: Trust = Trust { mfa: true, compliant_device: true, hybrid_joined_device: true };

#[test]
fn a_trusted_guest_is_challenged_at_home() {
    let setting = trusting_guest(TRUST_ALL);
    assert_eq!(setting.outcome([&mfa()], &guest()), between(GRANTED, PROMPTED));
    let done = SignIn { authentication: with_multifactor(&[]), ..guest() };
    assert_eq!(setting.outcome([&mfa()], &done), GRANTED);
    assert_eq!(setting.outcome([&mfa()], &direct_connect()), between(GRANTED, PROMPTED));
}

#[test]
fn whether_a_guest_is_trusted_may_not_be_known() {
    let setting = Setting::of(guest_person());
    assert_eq!(setting.outcome([&mfa()], &guest()), between(GRANTED, NEEDS_REGISTRATION));
    assert_eq!(setting.outcome([&mfa()], &direct_connect()), between(GRANTED, UNSATISFIABLE));
}

#[test]
fn a_partner_may_be_trusted_where_others_are_not() {
    let inbound_trust =
        Some(InboundTrust { default: Trust::default(), partners: [(PARTNER, TRUST_ALL)].into() });
    let setting = Setting { people: vec![guest_person()], inbound_trust, ..Setting::default() };
    assert_eq!(setting.outcome([&mfa()], &guest()), between(GRANTED, PROMPTED));
    let elsewhere = SignIn { home_tenant: Some(Uuid::from_u128(7)), ..guest() };
    assert_eq!(setting.outcome([&mfa()], &elsewhere), NEEDS_REGISTRATION);
    let somewhere = SignIn { home_tenant: None, ..guest() };
    assert_eq!(setting.outcome([&mfa()], &somewhere), between(GRANTED, NEEDS_REGISTRATION));
}

#[test]
fn a_guests_device_counts_where_it_is_trusted() {
    let sign_in = SignIn { device: compliant_device(), ..guest() };
    assert_eq!(trusting_guest(TRUST_ALL).outcome([&asking("compliantDevice")], &sign_in), GRANTED);
    assert_eq!(
        trusting_guest(Trust::default()).outcome([&asking("domainJoinedDevice")], &sign_in),
        UNSATISFIABLE
    );
}

#[test]
fn guests_cannot_show_applications() {
    let phone = SignIn { platform: Some(Platform::Known(DevicePlatform::IOS)), ..guest() };
    for token in ["approvedApplication", "compliantApplication", "passwordChange", "riskRemediation"] {
        assert_eq!(trusting_guest(TRUST_ALL).outcome([&asking(token)], &phone), UNSATISFIABLE);
    }
}

#[test]
fn an_internal_guest_is_treated_as_a_member() {
    let sign_in = SignIn { user_type: Some(gatewright::sign_in::UserType::Guest), ..ordinary() };
    let setting = Setting { inbound_trust: trusting(Trust::default()), ..Setting::default() };
    assert_eq!(setting.outcome([&mfa()], &sign_in), PROMPTED);
    let compliant = SignIn { device: compliant_device(), ..sign_in };
    assert_eq!(setting.outcome([&asking("compliantDevice")], &compliant), GRANTED);
}

#[test]
fn a_guest_registers_some_methods_here_and_no_keys() {
    let of = |combinations: &[&str]| {
        let setting =
            Setting { strengths: vec![strength(CUSTOM, combinations)], ..trusting_guest(Trust::default()) };
        setting.outcome([&policy().strength(CUSTOM)], &guest())
    };
    assert_eq!(of(&["password,sms"]), NEEDS_REGISTRATION);
    assert_eq!(of(&["fido2"]), UNSATISFIABLE);
}
