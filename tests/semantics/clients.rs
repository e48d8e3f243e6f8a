//! Client, platform, device, risk and flow (Entra, concept-conditional-access-conditions, 2024-06).

use gatewright::directory::DeviceObject;
use gatewright::model::device_filter::Attribute;
use gatewright::model::{ClientAppType, DevicePlatform, FilterMode, Match, RiskLevel};
use gatewright::sign_in::{Device, Flow, Platform, SignIn, TrustType};

use super::build::*;

fn by(client: Option<ClientAppType>) -> SignIn<'static> {
    SignIn { client_app: client, ..ordinary() }
}

#[test]
fn all_clients_are_legacy_ones_too() {
    let other = by(Some(ClientAppType::Other));
    assert_eq!(applies(&block().clients(&["all"]), &other), Match::Yes);
    assert_eq!(applies(&block().clients(&[]), &other), Match::Yes);
}

#[test]
fn legacy_authentication_is_two_types_of_client() {
    let legacy = block().clients(&["exchangeActiveSync", "other"]);
    assert_eq!(applies(&legacy, &by(Some(ClientAppType::Other))), Match::Yes);
    assert_eq!(applies(&legacy, &by(Some(ClientAppType::ExchangeActiveSync))), Match::Yes);
    assert_eq!(applies(&legacy, &ordinary()), Match::No);
    assert_eq!(applies(&legacy, &by(None)), Match::Unknown);
}

#[test]
fn an_unknown_client_may_be_any_that_a_policy_names() {
    let unknown = by(Some(ClientAppType::from_graph("headset")));
    assert_eq!(applies(&block().clients(&["other"]), &unknown), Match::Unknown);
    assert_eq!(applies(&block().clients(&["headset"]), &unknown), Match::Yes);
    assert_eq!(applies(&block().clients(&["headset"]), &ordinary()), Match::Unknown);
}

#[test]
fn the_supported_exchange_activesync_clients_are_some_of_them() {
    let all = by(Some(ClientAppType::ExchangeActiveSync));
    let supported = by(Some(ClientAppType::EasSupported));
    assert_eq!(applies(&block().clients(&["easSupported"]), &all), Match::Unknown);
    assert_eq!(applies(&block().clients(&["exchangeActiveSync"]), &supported), Match::Yes);
}

fn on(platform: Option<Platform>) -> SignIn<'static> {
    SignIn { platform, ..ordinary() }
}

#[test]
fn excluded_platforms_alone_leave_all_others() {
    let policy = block().platforms(&[], &["iOS"]);
    assert_eq!(applies(&policy, &ordinary()), Match::Yes);
    assert_eq!(applies(&policy, &on(Some(Platform::Known(DevicePlatform::IOS)))), Match::No);
    assert_eq!(applies(&policy, &on(Some(Platform::Unrecognized))), Match::Yes);
    assert_eq!(applies(&policy, &on(None)), Match::Unknown);
}

#[test]
fn an_unrecognized_platform_is_in_no_list() {
    let policy = block().platforms(&["android", "iOS", "windows", "windowsPhone", "macOS", "linux"], &[]);
    assert_eq!(applies(&policy, &on(Some(Platform::Unrecognized))), Match::No);
}

#[test]
fn a_platform_that_is_not_known_is_in_all() {
    assert_eq!(applies(&block().platforms(&["all"], &[]), &on(None)), Match::Yes);
    assert_eq!(applies(&block().platforms(&["windows"], &[]), &on(None)), Match::Unknown);
}

#[test]
fn an_unknown_platform_token_is_never_a_no() {
    assert_eq!(applies(&block().platforms(&["visionOS"], &[]), &ordinary()), Match::Unknown);
    assert_eq!(applies(&block().platforms(&["all"], &["visionOS"]), &ordinary()), Match::Unknown);
    let vision = on(Some(Platform::Known(DevicePlatform::from_graph("visionOS"))));
    assert_eq!(applies(&block().platforms(&["iOS"], &[]), &vision), Match::Unknown);
}

const HYBRID: &str = r#"device.trustType -eq "ServerAD""#;
const WORKSTATION: &str = r#"device.extensionAttribute1 -eq "SAW""#;

fn with_device(device: Device<'static>) -> SignIn<'static> {
    SignIn { device: Some(device), ..ordinary() }
}

#[test]
fn no_device_detail_at_all_is_not_known() {
    let sign_in = SignIn { device: None, ..ordinary() };
    assert_eq!(applies(&block().devices(FilterMode::Include, HYBRID), &sign_in), Match::Unknown);
}

#[test]
fn how_a_device_is_joined_may_come_from_its_object() {
    let joined = DeviceObject { trust: Some(TrustType::ServerAd), ..DeviceObject::default() };
    let exported = Setting { devices: vec![("d1", joined)], ..Setting::default() };
    let policy = block().devices(FilterMode::Include, HYBRID);
    assert_eq!(exported.applies(&policy, &with_device(registered_device())), Match::Yes);
    assert_eq!(applies(&policy, &with_device(registered_device())), Match::Unknown);
    assert_eq!(applies(&policy, &SignIn { device: compliant_device(), ..ordinary() }), Match::No);
}

fn workstation(trust: Option<TrustType>) -> Setting {
    let attributes = [(Attribute::ExtensionAttribute(1), "SAW".to_owned())].into();
    let object = DeviceObject { attributes, trust, ..DeviceObject::default() };
    Setting { devices: vec![("d1", object)], ..Setting::default() }
}

#[test]
fn extension_attributes_are_seen_on_managed_compliant_or_hybrid_devices_only() {
    let policy = block().devices(FilterMode::Include, WORKSTATION);
    let registered_only = Device { trust: Some(TrustType::Workplace), ..registered_device() };
    assert_eq!(workstation(None).applies(&policy, &with_device(registered_only)), Match::No);
    let compliant = SignIn { device: compliant_device(), ..ordinary() };
    assert_eq!(workstation(None).applies(&policy, &compliant), Match::Yes);
    let hybrid = SignIn { device: hybrid_device(), ..ordinary() };
    assert_eq!(workstation(None).applies(&policy, &hybrid), Match::Yes);
}

#[test]
fn a_device_that_its_object_says_is_hybrid_shows_its_extension_attributes() {
    let policy = block().devices(FilterMode::Include, WORKSTATION);
    let setting = workstation(Some(TrustType::ServerAd));
    assert_eq!(setting.applies(&policy, &with_device(registered_device())), Match::Yes);
}

#[test]
fn a_device_that_is_not_exported_may_have_any_attribute() {
    let policy = block().devices(FilterMode::Include, r#"device.model -startsWith "Surface""#);
    assert_eq!(applies(&policy, &SignIn { device: compliant_device(), ..ordinary() }), Match::Unknown);
}

#[test]
fn a_not_compliant_device_matches_what_is_not_compliant() {
    let policy = block().devices(FilterMode::Include, "device.isCompliant -ne True");
    assert_eq!(applies(&policy, &with_device(registered_device())), Match::Yes);
    assert_eq!(applies(&policy, &SignIn { device: compliant_device(), ..ordinary() }), Match::No);
}

fn at_risk(level: Option<RiskLevel>) -> SignIn<'static> {
    SignIn { sign_in_risk: level, ..ordinary() }
}

#[test]
fn risk_levels_are_those_listed_and_none_above() {
    let policy = block().sign_in_risk(&["medium"]);
    assert_eq!(applies(&policy, &at_risk(Some(RiskLevel::Medium))), Match::Yes);
    assert_eq!(applies(&policy, &at_risk(Some(RiskLevel::High))), Match::No);
    assert_eq!(applies(&policy, &at_risk(None)), Match::Unknown);
}

#[test]
fn no_risk_is_a_level() {
    assert_eq!(applies(&block().sign_in_risk(&["none"]), &ordinary()), Match::Yes);
}

#[test]
fn an_unknown_risk_level_is_never_a_no() {
    assert_eq!(applies(&block().sign_in_risk(&["severe"]), &ordinary()), Match::Unknown);
    let severe = at_risk(Some(RiskLevel::from_graph("severe")));
    assert_eq!(applies(&block().sign_in_risk(&["high"]), &severe), Match::Unknown);
}

#[test]
fn insider_risk_is_in_no_sign_in() {
    let policy = block().insider_risk(&["elevated"]);
    assert_eq!(applies(&policy, &SignIn { insider_risk: None, ..ordinary() }), Match::Unknown);
    assert_eq!(applies(&policy, &ordinary()), Match::No);
}

#[test]
fn a_flow_that_is_not_known_may_be_any() {
    let policy = block().flows(&["authenticationTransfer"]);
    assert_eq!(applies(&policy, &SignIn { flow: None, ..ordinary() }), Match::Unknown);
    assert_eq!(applies(&policy, &SignIn { flow: Some(Flow::Transfer), ..ordinary() }), Match::Yes);
    assert_eq!(applies(&policy, &SignIn { flow: Some(Flow::DeviceCode), ..ordinary() }), Match::No);
}

#[test]
fn an_unknown_flow_is_never_a_no() {
    assert_eq!(applies(&block().flows(&["telepathy"]), &ordinary()), Match::Unknown);
}
