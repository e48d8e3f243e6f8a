//! The `session_controls` block: one flat block for what Graph has an object each for.

use super::{block, boolean, camel_case, into_members, member, null, object, string};
use crate::graph::json::{Json, Kind, Member};

/// The session controls that are on; a member that the provider does not have is kept.
pub(super) fn controls(json: Json) -> Json {
    let span = json.span;
    if json.says_nothing() {
        return null(span);
    }
    let block = match block(json) {
        Ok(block) => block,
        Err(json) => return json,
    };
    let frequency = frequency(&block);
    let mut members = Vec::new();
    for Member { key, key_span, value } in into_members(block) {
        let is_on = !value.says_nothing() && value.as_str() != Some("") && value.kind != Kind::Bool(false);
        let mut switched = |name: &str, setting: Option<(&str, Json)>| {
            let mut control = vec![member("isEnabled", key_span, boolean(key_span, true))];
            control.extend(setting.map(|(name, value)| member(name, key_span, value)));
            members.push(member(name, key_span, object(key_span, control)));
        };
        match key.as_str() {
            _ if key.starts_with("sign_in_frequency") || !is_on => {}
            "application_enforced_restrictions_enabled" => switched("applicationEnforcedRestrictions", None),
            "cloud_app_security_policy" => {
                switched("cloudAppSecurity", Some(("cloudAppSecurityType", value)));
            }
            "persistent_browser_mode" => switched("persistentBrowser", Some(("mode", value))),
            _ => members.push(member(camel_case(&key), key_span, value)),
        }
    }
    members.extend(frequency);
    object(span, members)
}

/// On where it has a period or asks every time; else the block only holds what the provider fills in.
fn frequency(block: &Json) -> Option<Member> {
    let find = |key: &str| block.members().iter().find(|member| member.key == key);
    let text =
        |key: &str| find(key).filter(|member| member.value.as_str().is_some_and(|text| !text.is_empty()));
    let interval = text("sign_in_frequency_interval");
    let every_time = interval.filter(|member| member.value.as_str() == Some("everyTime"));
    let value = find("sign_in_frequency").filter(|member| match &member.value.kind {
        Kind::Number(number) => number.as_u64() != Some(0),
        Kind::Null => false,
        Kind::Bool(_) | Kind::String(_) | Kind::Array(_) | Kind::Object(_) => true,
    });
    let at = every_time.or(value)?.key_span;
    let renamed = |name: &str, known: &Member| member(name, known.key_span, known.value.clone());
    let mut members = vec![member("isEnabled", at, boolean(at, true))];
    if every_time.is_none() {
        members.extend(value.map(|value| renamed("value", value)));
        members.extend(text("sign_in_frequency_period").map(|period| renamed("type", period)));
    }
    let interval = interval.map_or_else(|| string(at, "timeBased"), |interval| interval.value.clone());
    members.push(member("frequencyInterval", at, interval));
    let authentication = text("sign_in_frequency_authentication_type");
    members.extend(authentication.map(|known| renamed("authenticationType", known)));
    Some(member("signInFrequency", at, object(at, members)))
}
