#![doc = include_str!("ca_port_004.md")]

use crate::check::policy_shape::may_be_keyword;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ReferenceKind;
use crate::syntax::{pointer_push, pointer_tokens};
use crate::workspace::{Place, PlaceRoot};

pub(super) static RULE: Rule = Rule {
    id: "CA-PORT-004",
    severity: Severity::Note,
    summary: "something that this version does not know",
    explanation: include_str!("ca_port_004.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let root = PlaceRoot::Policy(policy.id.clone());
        for pointer in policy.unknown.0.keys() {
            let message =
                format!("policy `{}` holds `{pointer}`, which this version does not know", policy.id);
            let place = Place::policy(&policy.id, pointer_push("/graph", pointer)).key();
            found.push(Finding::new(&RULE, place, message).help(HELP));
        }
        context.each_text(&root, |pointer, text| {
            let token = text.as_str().and_then(|text| text.split_once("graph:"));
            let is_token = |token: &str| {
                holds_tokens(pointer) || references(pointer).is_some_and(|kind| may_be_keyword(kind, token))
            };
            let Some((_, token)) = token.filter(|(_, token)| is_token(token)) else { return };
            let message = format!("policy `{}` holds `{token}`, which this version does not know", policy.id);
            found.push(Finding::new(&RULE, Place::policy(&policy.id, pointer), message).help(HELP));
        });
    }
    for location in &context.workspace.locations {
        let name = &location.display_name;
        for pointer in location.unknown.0.keys() {
            let message = format!("location `{name}` holds `{pointer}`, which this version does not know");
            let place = Place::location(name, pointer_push("/graph", pointer)).key();
            found.push(Finding::new(&RULE, place, message).help(HELP));
        }
    }
}

const HELP: &str =
    "it is compiled as it is; what it does is not judged, so results that depend on it are unknown";

/// What is referred to at a pointer, where Graph has keywords beside ids.
fn references(pointer: &str) -> Option<ReferenceKind> {
    match pointer_tokens(pointer).next().as_deref()? {
        "users" if pointer.contains("clude/users/") => Some(ReferenceKind::User),
        "applications" => Some(ReferenceKind::Application),
        "locations" => Some(ReferenceKind::NamedLocation),
        "servicePrincipals" | "agentIdentities" | "agents" => Some(ReferenceKind::ServicePrincipal),
        _ => None,
    }
}

/// Whether what stands at a pointer is a token, and not an id or JSON of Graph.
fn holds_tokens(pointer: &str) -> bool {
    let last = pointer_tokens(pointer).filter(|token| token.parse::<usize>().is_err()).last();
    let last = last.as_deref();
    match pointer_tokens(pointer).next().as_deref() {
        Some("grant") => !matches!(last, Some("authenticationStrength" | "termsOfUse" | "customControl")),
        Some("session") => last != Some("globalSecureAccessProfile"),
        Some("users") => pointer.contains("/guests/types"),
        Some("state" | "clientAppTypes" | "platforms" | "userActions" | "authenticationFlows") => true,
        Some(key) => key.ends_with("RiskLevels"),
        None => false,
    }
}
