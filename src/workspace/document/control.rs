//! Grant and session controls of a policy.

use super::condition::{token, word};
use super::{read, write};
use crate::model::{
    BuiltInControl, CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit, GrantControls, GrantItem,
    Name, Operator, PersistentBrowser, SessionControls, SignInFrequency, SignInFrequencyAuthentication,
};
use crate::syntax::Node;

/// Reads `grant`.
pub(super) fn grant(node: &Node) -> GrantControls<Name> {
    let list = |operator, items: &Node| GrantControls {
        operator,
        items: items.items().iter().filter_map(grant_item).collect(),
    };
    if let Some(items) = node.get("anyOf") {
        return list(Operator::Or, items);
    }
    if let Some(items) = node.get("allOf") {
        return list(Operator::And, items);
    }
    GrantControls { operator: Operator::Or, items: grant_item(node).into_iter().collect() }
}

/// Writes `grant`.
pub(super) fn grant_node(grant: &GrantControls<Name>) -> Node {
    match (grant.operator, grant.items.as_slice()) {
        (Operator::Or, [only]) => item_node(only),
        (Operator::Or, items) => {
            write::mapping([("anyOf", Some(write::sequence(items.iter().map(item_node))))])
        }
        (Operator::And, items) => {
            write::mapping([("allOf", Some(write::sequence(items.iter().map(item_node))))])
        }
    }
}

fn grant_item(node: &Node) -> Option<GrantItem<Name>> {
    if let Some(control) = node.as_str() {
        return Some(GrantItem::BuiltIn(BuiltInControl::from_graph(token(control))));
    }
    let entry = node.entries().first()?;
    let name = read::scalar(&entry.value);
    match entry.key.as_str() {
        "authenticationStrength" => Some(GrantItem::AuthenticationStrength(name)),
        "termsOfUse" => Some(GrantItem::TermsOfUse(name)),
        "customControl" => Some(GrantItem::CustomControl(name)),
        _ => None,
    }
}

fn item_node(item: &GrantItem<Name>) -> Node {
    let (key, name) = match item {
        GrantItem::BuiltIn(control) => return write::text(&word(control.as_graph(), control.is_known())),
        GrantItem::AuthenticationStrength(name) => ("authenticationStrength", name),
        GrantItem::TermsOfUse(name) => ("termsOfUse", name),
        GrantItem::CustomControl(name) => ("customControl", name),
    };
    write::mapping([(key, Some(write::text(name)))])
}

/// Reads `session`.
pub(super) fn session(node: &Node) -> SessionControls<Name> {
    macro_rules! token_at {
        ($key:literal, $type:ident) => {
            read::optional_text(node, $key).map(|word| $type::from_graph(token(&word)))
        };
    }
    SessionControls {
        sign_in_frequency: node.get("signInFrequency").map(sign_in_frequency),
        persistent_browser: token_at!("persistentBrowser", PersistentBrowser),
        application_enforced_restrictions: read::flag(node, "applicationEnforcedRestrictions"),
        cloud_app_security: token_at!("cloudAppSecurity", CloudAppSecurity),
        continuous_access_evaluation: token_at!("continuousAccessEvaluation", ContinuousAccessEvaluation),
        token_protection: read::flag(node, "tokenProtection"),
        disable_resilience_defaults: read::flag(node, "disableResilienceDefaults"),
        global_secure_access_profile: read::optional_text(node, "globalSecureAccessProfile"),
    }
}

/// Writes `session`.
pub(super) fn session_node(session: &SessionControls<Name>) -> Node {
    macro_rules! token {
        ($member:expr) => {
            $member.as_ref().map(|token| write::text(&word(token.as_graph(), token.is_known())))
        };
    }
    let on = |member: bool| member.then(|| write::flag(true));
    write::mapping([
        ("signInFrequency", session.sign_in_frequency.as_ref().map(sign_in_frequency_node)),
        ("persistentBrowser", token!(session.persistent_browser)),
        ("applicationEnforcedRestrictions", on(session.application_enforced_restrictions)),
        ("cloudAppSecurity", token!(session.cloud_app_security)),
        ("continuousAccessEvaluation", token!(session.continuous_access_evaluation)),
        ("tokenProtection", on(session.token_protection)),
        ("disableResilienceDefaults", on(session.disable_resilience_defaults)),
        ("globalSecureAccessProfile", session.global_secure_access_profile.as_deref().map(write::text)),
    ])
}

fn sign_in_frequency(node: &Node) -> SignInFrequency {
    let every = node.get("every").map_or_else(|| read::scalar(node), read::scalar);
    let authentication = read::optional_text(node, "authentication")
        .map(|word| SignInFrequencyAuthentication::from_graph(token(&word)));
    SignInFrequency { period: parse_period(&every), authentication }
}

/// Reads `4h`, `30d` or `4 graph:unit`; `everyTime` is no period.
pub(crate) fn parse_period(text: &str) -> Option<(u32, FrequencyUnit)> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (count, unit) = text.split_at_checked(digits)?;
    let unit = match unit {
        "h" => FrequencyUnit::Hours,
        "d" => FrequencyUnit::Days,
        unit => FrequencyUnit::from_graph(unit.strip_prefix(" graph:")?),
    };
    Some((count.parse().ok()?, unit))
}

fn sign_in_frequency_node(frequency: &SignInFrequency) -> Node {
    let every = write::text(&match &frequency.period {
        None => "everyTime".to_owned(),
        Some((count, FrequencyUnit::Hours)) => format!("{count}h"),
        Some((count, FrequencyUnit::Days)) => format!("{count}d"),
        Some((count, FrequencyUnit::Unknown(unit))) => format!("{count} graph:{unit}"),
    });
    match &frequency.authentication {
        None => every,
        Some(kind) => write::mapping([
            ("every", Some(every)),
            ("authentication", Some(write::text(&word(kind.as_graph(), kind.is_known())))),
        ]),
    }
}
