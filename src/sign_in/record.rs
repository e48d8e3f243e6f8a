//! From a sign-in as Graph writes it to the compact record.
//!
//! Who, when and with what result must be there; of everything else, what is missing is not known.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use super::authentication::{authentication, flow, is_flow_inherited, is_ropc};
use super::platform::{device, platform};
use super::recorded::ConditionalAccessStatus;
use super::time::time;
use super::wire::{KeyValue, Raw, Record, Text};
use super::{
    Application, Country, CrossTenantAccess, Field, FieldsSeen, Recorded, SignIn, Subject, UserType,
};
use crate::catalogue::client_app_type;
use crate::model::{ClientAppType, Id, RiskLevel};

/// What reading a record comes to beside the sign-in.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Fields that it has.
    pub(super) fields_seen: FieldsSeen,
    /// Whether its address is that of an earlier sign-in.
    pub(super) has_earlier_address: bool,
    /// What of it could not be read, though it is a sign-in.
    pub(super) unclear: Option<String>,
}

/// Reads a record, or says why it is none.
pub(super) fn sign_in<'a>(record: Record<'a>, notes: &mut Notes) -> Result<SignIn<'a>, String> {
    let created = time(record.created_date_time.as_str())?;
    let error_code = error_code(&record)?;
    let subject = subject(&record);
    let by_user = match subject {
        Subject::User => true,
        Subject::Agent => !record.user_id.is_empty() || !record.user_principal_name.is_empty(),
        Subject::ServicePrincipal | Subject::ManagedIdentity => false,
    };
    if by_user && record.user_id.is_empty() && record.user_principal_name.is_empty() {
        return Err("the sign-in has neither `userId` nor `userPrincipalName`".to_owned());
    }
    let is_interactive = is_interactive(&record);
    let authentication = authentication(&record, error_code);
    let flow = flow(&record.authentication_protocol, &record.original_transfer_method);
    note_fields(&record, is_interactive, flow.is_some(), &mut notes.fields_seen);
    let has_earlier_address = by_user && has_earlier_address(&record);
    notes.has_earlier_address = has_earlier_address;
    let (subject_id, display_name) = if by_user {
        (record.user_id.guid(), record.user_display_name)
    } else {
        (record.service_principal_id.guid(), record.service_principal_name)
    };
    let (country, city) = match record.location {
        Some(location) => (Some(Country::parse(location.country_or_region.as_str())), location.city),
        None => (None, Text::default()),
    };
    let platform = platform(record.device_detail.as_ref(), record.user_agent.as_str());
    let is_ropc = is_ropc(&record.authentication_protocol, &record.user_agent);
    let json = |raw: Option<Raw<'a>>| raw.map(|Raw(json)| Cow::Borrowed(json));
    let recorded = Recorded {
        status: ConditionalAccessStatus::parse(record.conditional_access_status.as_str()),
        session_id: record.session_id.into_inner(),
        user_agent: record.user_agent.into_inner(),
        city: city.into_inner(),
        autonomous_system: record
            .autonomous_system_number
            .as_str()
            .parse()
            .ok()
            .filter(|number| *number != 0),
        address_at_resource: record.ip_address_from_resource_provider.as_str().trim().parse().ok(),
        is_flow_inherited: is_flow_inherited(
            &record.authentication_protocol,
            &record.original_transfer_method,
        ),
        policies: json(record.applied_conditional_access_policies),
        networks: json(record.network_location_details),
        requirements: json(record.authentication_requirement_policies),
        token_protection: json(record.token_protection_status_details),
    };
    Ok(SignIn {
        id: record.id.into_inner(),
        created,
        correlation_id: record.correlation_id.into_inner(),
        subject,
        is_interactive,
        subject_id,
        user_principal_name: lower_case(record.user_principal_name.into_inner()),
        display_name: display_name.into_inner(),
        user_type: UserType::parse(record.user_type.as_str()),
        cross_tenant_access: cross_tenant_access(&record.cross_tenant_access_type),
        home_tenant: record.home_tenant_id.guid(),
        resource_tenant: record.resource_tenant_id.guid(),
        application: application(&record.app_id, record.app_display_name),
        resource: application(&record.resource_id, record.resource_display_name),
        audiences: record.conditional_access_audiences.0,
        scopes: scopes(&record.authentication_processing_details.unwrap_or_default()),
        user_action: None,
        authentication_contexts: record
            .authentication_context_class_references
            .unwrap_or_default()
            .iter()
            .filter(|context| !context.id.is_empty() && context.detail.as_str() != "notApplicable")
            .map(|context| Id::parse(context.id.as_str()))
            .collect(),
        client_app: client_app(record.client_app_used.as_str()),
        client_app_used: record.client_app_used.into_inner(),
        platform,
        device: record.device_detail.map(device),
        is_outside_named_networks: false,
        ip_address: address(record.ip_address.as_str(), notes).filter(|_| !has_earlier_address),
        country: country.filter(|_| !has_earlier_address),
        // Traffic that did not pass through Global Secure Access came from no compliant network; what did may have.
        compliant_network: record.is_through_global_secure_access.flag().filter(|through| !through),
        sign_in_risk: risk(&record.risk_level_during_sign_in),
        user_risk: None,
        service_principal_risk: None,
        insider_risk: None,
        flow,
        is_ropc,
        authentication,
        error_code,
        recorded,
    })
}

/// Text in lower case, copied only if it is not.
pub(super) fn lower_case(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        text
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// The address, without a zone or port behind it. What is no address is not known, and said so.
fn address(text: &str, notes: &mut Notes) -> Option<IpAddr> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let without_zone = || text.split('%').next().and_then(|address| address.parse().ok());
    let address = text.parse().ok().or_else(without_zone).or_else(with_port);
    if address.is_none() {
        notes.unclear = Some(format!("`ipAddress` is `{text}`, which is no address; it counts as not known"));
    }
    // An IPv4 address in the clothes of IPv6 is in the networks of the IPv4 address.
    address.map(|address: IpAddr| address.to_canonical())
}

/// Whether the address is that of the sign-in that a token was first issued in. So it is where a confidential client
/// redeems or refreshes it later (Entra, concept-noninteractive-sign-ins, 2025-03).
fn has_earlier_address(record: &Record<'_>) -> bool {
    let credential = record.client_credential_type.as_str();
    let has_credential = !credential.is_empty() && !credential.eq_ignore_ascii_case("none");
    has_credential && stated_interactive(record) != Some(true)
}

/// The scopes asked for: a JSON array inside a text, which is empty where there is nothing to say.
fn scopes(details: &[KeyValue<'_>]) -> Option<Vec<String>> {
    let asked = details.iter().find(|detail| detail.key.as_str().eq_ignore_ascii_case("Oauth Scope Info"))?;
    serde_json::from_str(asked.value.as_str()).ok()
}

fn error_code(record: &Record<'_>) -> Result<i32, String> {
    let code = record.status.as_ref().map_or("", |status| status.error_code.as_str());
    if code.is_empty() {
        return Err("the sign-in has no `status.errorCode`".to_owned());
    }
    code.parse().map_err(|_| format!("`status.errorCode` is `{code}`, which is no error code"))
}

fn subject(record: &Record<'_>) -> Subject {
    let is_of = |kind: &str| events(record).any(|event| event.eq_ignore_ascii_case(kind));
    let is_agent = record.agent.as_ref().is_some_and(|agent| {
        let kind = agent.agent_type.as_str();
        let is_typed = !kind.is_empty() && !kind.eq_ignore_ascii_case("notAgentic");
        is_typed || agent.agent_service_principal_id.guid().is_some()
    });
    let names_no_user = record.user_id.guid().is_none() && record.user_principal_name.is_empty();
    if is_agent {
        Subject::Agent
    } else if is_of("managedIdentity") {
        Subject::ManagedIdentity
    } else if is_of("servicePrincipal") || names_no_user && !record.service_principal_id.is_empty() {
        Subject::ServicePrincipal
    } else {
        Subject::User
    }
}

/// `signInEventTypes` decides where there is any: `isInteractive` is known to contradict it. Graph returns interactive
/// sign-ins only, unless others are asked for.
fn is_interactive(record: &Record<'_>) -> bool {
    stated_interactive(record).unwrap_or(true)
}

fn stated_interactive(record: &Record<'_>) -> Option<bool> {
    if events(record).next().is_none() {
        return record.is_interactive.flag();
    }
    Some(events(record).any(|event| event.eq_ignore_ascii_case("interactiveUser")))
}

fn events<'r>(record: &'r Record<'_>) -> impl Iterator<Item = &'r str> {
    record.sign_in_event_types.iter().flatten().map(Text::as_str)
}

/// Flags: of more than one, no policy can tell which counts.
fn cross_tenant_access(text: &Text<'_>) -> Option<CrossTenantAccess> {
    let mut tokens = text.tokens();
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        return (!text.is_empty()).then_some(CrossTenantAccess::Other);
    };
    let known = [
        ("none", CrossTenantAccess::None),
        ("b2bCollaboration", CrossTenantAccess::B2bCollaboration),
        ("b2bDirectConnect", CrossTenantAccess::B2bDirectConnect),
        ("serviceProvider", CrossTenantAccess::ServiceProvider),
    ];
    let found = known.into_iter().find(|(name, _)| token.eq_ignore_ascii_case(name));
    Some(found.map_or(CrossTenantAccess::Other, |(_, access)| access))
}

fn application<'a>(id: &Text<'a>, display_name: Text<'a>) -> Application<'a> {
    Application { id: id.guid(), display_name: display_name.into_inner() }
}

/// A client that we do not know counts as legacy: that is the worse guess.
fn client_app(displayed: &str) -> Option<ClientAppType> {
    (!displayed.trim().is_empty()).then(|| client_app_type(displayed).unwrap_or(ClientAppType::Other))
}

/// `hidden` stands for a license that the tenant lacks.
fn risk(text: &Text<'_>) -> Option<RiskLevel> {
    match RiskLevel::from_graph(text.as_str()) {
        RiskLevel::Hidden | RiskLevel::Unknown(_) => None,
        level @ (RiskLevel::Low | RiskLevel::Medium | RiskLevel::High | RiskLevel::None) => Some(level),
    }
}

fn note_fields(record: &Record<'_>, is_interactive: bool, has_flow: bool, seen: &mut FieldsSeen) {
    let contexts = &record.authentication_context_class_references;
    let details = &record.authentication_details;
    let has_tenants = !record.home_tenant_id.is_empty() && !record.resource_tenant_id.is_empty();
    seen.note(Field::UserType, !record.user_type.is_empty());
    seen.note(Field::CrossTenantAccess, !record.cross_tenant_access_type.is_empty());
    seen.note(Field::Tenants, has_tenants);
    seen.note(Field::Resource, !record.resource_id.is_empty());
    seen.note(Field::Audiences, !record.conditional_access_audiences.0.is_empty());
    seen.note(Field::AuthenticationContexts, contexts.is_some());
    seen.note(Field::ClientApp, !record.client_app_used.is_empty());
    seen.note(Field::Platform, record.device_detail.is_some() || !record.user_agent.is_empty());
    seen.note(Field::Device, record.device_detail.is_some());
    seen.note(Field::IpAddress, !record.ip_address.is_empty());
    seen.note(Field::Location, record.location.is_some());
    seen.note(Field::SignInRisk, risk(&record.risk_level_during_sign_in).is_some());
    seen.note(Field::Flow, has_flow);
    seen.note(Field::AuthenticationDetails, details.as_ref().is_some_and(|details| !details.is_empty()));
    seen.note(Field::NonInteractive, !is_interactive);
}
