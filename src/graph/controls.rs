//! `grantControls` and `sessionControls` to their types and back.

use serde_json::{Map, Value, json};

use super::decoder::Decoder;
use super::shape::is_empty;
use crate::catalogue::strength_by_name;
use crate::model::{
    BuiltInControl, CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit, GrantControls, GrantItem,
    Id, Operator, PersistentBrowser, SessionControls, SignInFrequency, SignInFrequencyAuthentication,
};

/// Grant controls that ask for nothing are none, unless something unknown may ask.
pub(super) fn decode_grant(decoder: &mut Decoder<'_>) -> Option<GrantControls<Id>> {
    let operator = decode_operator(decoder);
    let strength = strength_id(decoder.at("/grantControls/authenticationStrength"));
    let items: Vec<GrantItem<Id>> =
        decoder
            .list("/grantControls/builtInControls", |control| {
                GrantItem::BuiltIn(BuiltInControl::from_graph(control))
            })
            .into_iter()
            .chain(strength.map(GrantItem::AuthenticationStrength))
            .chain(decoder.list("/grantControls/termsOfUse", |id| GrantItem::TermsOfUse(Id::parse(id))))
            .chain(decoder.list("/grantControls/customAuthenticationFactors", |id| {
                GrantItem::CustomControl(id.to_owned())
            }))
            .collect();
    let asks = !items.is_empty() || decoder.has_unknown_in("/grantControls");
    asks.then_some(GrantControls { operator, items })
}

/// The id of an authentication strength as a policy holds it. One written by hand, or taken out of its tenant, may have
/// no id, and then its name tells which is meant.
pub(super) fn strength_id(strength: &Value) -> Option<Id> {
    let text = |member: &str| strength.get(member)?.as_str().filter(|text| !text.is_empty());
    let by_name =
        |name| strength_by_name(name).map_or_else(|| Id::parse(name), |built_in| Id::Guid(built_in.id));
    text("id").map(Id::parse).or_else(|| text("displayName").map(by_name))
}

pub(super) fn encode_grant(grant: &GrantControls<Id>) -> Value {
    let mut strength = Value::Null;
    let (mut built_in, mut terms_of_use, mut custom) = (Vec::new(), Vec::new(), Vec::new());
    for item in &grant.items {
        match item {
            GrantItem::BuiltIn(control) => built_in.push(control.as_graph()),
            GrantItem::AuthenticationStrength(id) => strength = json!({ "id": id.to_string() }),
            GrantItem::TermsOfUse(id) => terms_of_use.push(id.to_string()),
            GrantItem::CustomControl(id) => custom.push(id.as_str()),
        }
    }
    json!({
        "operator": match grant.operator {
            Operator::And => "AND",
            Operator::Or => "OR",
        },
        "builtInControls": built_in,
        "customAuthenticationFactors": custom,
        "termsOfUse": terms_of_use,
        "authenticationStrength": strength,
    })
}

fn decode_operator(decoder: &mut Decoder<'_>) -> Operator {
    match decoder.text("/grantControls/operator") {
        Some(operator) if operator.eq_ignore_ascii_case("AND") => Operator::And,
        Some(operator) if operator.eq_ignore_ascii_case("OR") => Operator::Or,
        Some(_) => {
            decoder.keep("/grantControls/operator");
            Operator::Or
        }
        None => Operator::Or,
    }
}

/// Session controls that are all off are none.
pub(super) fn decode_session(decoder: &mut Decoder<'_>) -> Option<SessionControls<Id>> {
    let session = SessionControls {
        sign_in_frequency: decode_sign_in_frequency(decoder),
        persistent_browser: decode_switched(decoder, "persistentBrowser", "mode")
            .map(PersistentBrowser::from_graph),
        application_enforced_restrictions: is_on(decoder, "applicationEnforcedRestrictions", &[]),
        cloud_app_security: decode_switched(decoder, "cloudAppSecurity", "cloudAppSecurityType")
            .map(CloudAppSecurity::from_graph),
        continuous_access_evaluation: decoder
            .text("/sessionControls/continuousAccessEvaluation/mode")
            .map(ContinuousAccessEvaluation::from_graph),
        token_protection: is_on(decoder, "secureSignInSession", &[]),
        disable_resilience_defaults: decoder.at("/sessionControls/disableResilienceDefaults")
            == &Value::Bool(true),
        global_secure_access_profile: decode_switched(
            decoder,
            "globalSecureAccessFilteringProfile",
            "profileId",
        )
        .map(Id::parse),
    };
    (session != SessionControls::default()).then_some(session)
}

/// Session controls as Graph has them; null where nothing is on, since the service refuses an object without effect
/// (graph.md §0.5).
pub fn encode_session(session: &SessionControls<Id>) -> Value {
    if *session == SessionControls::default() {
        return Value::Null;
    }
    let on = |is_on: bool| if is_on { json!({ "isEnabled": true }) } else { Value::Null };
    let every_time = session.sign_in_frequency.as_ref().is_some_and(|frequency| frequency.period.is_none());
    let mut members = Map::new();
    let mut set = |key: &str, value: Value| members.insert(key.to_owned(), value);
    // Beside `everyTime` these two must not be sent at all (graph.md §0.6).
    if !every_time || session.application_enforced_restrictions {
        set("applicationEnforcedRestrictions", on(session.application_enforced_restrictions));
    }
    set(
        "cloudAppSecurity",
        session.cloud_app_security.as_ref().map_or(
            Value::Null,
            |kind| json!({ "isEnabled": true, "cloudAppSecurityType": kind.as_graph() }),
        ),
    );
    set("signInFrequency", session.sign_in_frequency.as_ref().map_or(Value::Null, encode_sign_in_frequency));
    set(
        "persistentBrowser",
        session
            .persistent_browser
            .as_ref()
            .map_or(Value::Null, |mode| json!({ "isEnabled": true, "mode": mode.as_graph() })),
    );
    if !every_time || session.disable_resilience_defaults {
        let disabled = session.disable_resilience_defaults;
        set("disableResilienceDefaults", if disabled { Value::Bool(true) } else { Value::Null });
    }
    set("secureSignInSession", on(session.token_protection));
    if let Some(mode) = &session.continuous_access_evaluation {
        set("continuousAccessEvaluation", json!({ "mode": mode.as_graph() }));
    }
    if let Some(profile) = &session.global_secure_access_profile {
        set(
            "globalSecureAccessFilteringProfile",
            json!({ "isEnabled": true, "profileId": profile.to_string() }),
        );
    }
    Value::Object(members)
}

fn decode_sign_in_frequency(decoder: &mut Decoder<'_>) -> Option<SignInFrequency> {
    let members = ["value", "type", "frequencyInterval", "authenticationType"];
    if !is_on(decoder, "signInFrequency", &members) {
        return None;
    }
    let pointer = "/sessionControls/signInFrequency";
    let value = decoder.at("/sessionControls/signInFrequency/value").as_u64();
    let value = value.and_then(|value| u32::try_from(value).ok());
    let unit = decoder.text("/sessionControls/signInFrequency/type").map(FrequencyUnit::from_graph);
    let interval = decoder.at("/sessionControls/signInFrequency/frequencyInterval");
    let is = |token: &str| interval.as_str().is_some_and(|interval| interval.eq_ignore_ascii_case(token));
    let period = match value.zip(unit) {
        _ if is("everyTime") => None,
        Some(period) if is_empty(interval) || is("timeBased") => Some(period),
        Some(_) | None => {
            decoder.keep(pointer);
            return None;
        }
    };
    let authentication = decoder
        .text("/sessionControls/signInFrequency/authenticationType")
        .map(SignInFrequencyAuthentication::from_graph);
    Some(SignInFrequency { period, authentication })
}

fn encode_sign_in_frequency(frequency: &SignInFrequency) -> Value {
    let (value, unit) = frequency.period.as_ref().map(|(value, unit)| (value, unit.as_graph())).unzip();
    json!({
        "isEnabled": true,
        "value": value,
        "type": unit,
        "frequencyInterval": if frequency.period.is_some() { "timeBased" } else { "everyTime" },
        "authenticationType": frequency.authentication.as_ref().map(SignInFrequencyAuthentication::as_graph),
    })
}

/// The setting of a control that is on; one that is on without a setting is unknown as a whole.
fn decode_switched<'a>(decoder: &mut Decoder<'a>, control: &str, setting: &str) -> Option<&'a str> {
    if !is_on(decoder, control, &[setting]) {
        return None;
    }
    let text = decoder.text(&format!("/sessionControls/{control}/{setting}"));
    if text.is_none() {
        decoder.keep(&format!("/sessionControls/{control}"));
    }
    text
}

/// Whether a control is on. One that has settings and does not say is unknown as a whole, as is one that says it oddly.
fn is_on(decoder: &mut Decoder<'_>, control: &str, settings: &[&str]) -> bool {
    let pointer = format!("/sessionControls/{control}");
    let switch = decoder.at(&format!("{pointer}/isEnabled"));
    if let Some(on) = switch.as_bool() {
        return on;
    }
    let mut settings = settings.iter().map(|setting| decoder.at(&format!("{pointer}/{setting}")));
    if !is_empty(switch) || settings.any(|setting| !is_empty(setting)) {
        decoder.keep(&pointer);
    }
    false
}
