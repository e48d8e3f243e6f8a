#![doc = include_str!("ca_str_010.md")]

use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, ClientAppType, GrantItem, Id, Operator, Policy};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-010",
    severity: Severity::Warning,
    summary: "legacy clients asked for what they cannot do",
    explanation: include_str!("ca_str_010.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let types = &policy.conditions.client_app_types;
        if types.is_empty() || !types.iter().all(is_legacy) {
            continue;
        }
        let Some(control) = dead_end(policy) else { continue };
        let message =
            format!("policy `{}` asks legacy clients for what they cannot do, so it blocks them", policy.id);
        found.push(
            Finding::new(&RULE, context.grant_item(policy, control), message)
                .related(Place::policy(&policy.id, "/clientAppTypes").key(), "all of these are legacy")
                .help("write `grant: block`, or `clientAppTypes: [browser, mobileAppsAndDesktopClients]`"),
        );
    }
}

fn is_legacy(client: &ClientAppType) -> bool {
    match client {
        ClientAppType::ExchangeActiveSync | ClientAppType::EasSupported | ClientAppType::Other => true,
        ClientAppType::All
        | ClientAppType::Browser
        | ClientAppType::MobileAppsAndDesktopClients
        | ClientAppType::Unknown(_) => false,
    }
}

/// A control that keeps every client of the policy out, if it cannot be met and there is no way around it.
fn dead_end(policy: &Policy<Id>) -> Option<&GrantItem<Id>> {
    let has_active_sync =
        policy.conditions.client_app_types.iter().any(|client| *client != ClientAppType::Other);
    let items = grant_items(policy);
    let impossible = items.iter().find(|item| is_impossible(item, has_active_sync))?;
    let is_certain = match policy.grant.as_ref()?.operator {
        Operator::And => true,
        Operator::Or => items.iter().all(|item| is_impossible(item, has_active_sync)),
    };
    is_certain.then_some(impossible)
}

/// Legacy clients cannot be prompted and send no state of their device; `exchangeActiveSync` may tell it another way
/// (Entra, concept-conditional-access-conditions, 2024-06).
fn is_impossible(item: &GrantItem<Id>, has_active_sync: bool) -> bool {
    match item {
        GrantItem::BuiltIn(
            BuiltInControl::Mfa | BuiltInControl::PasswordChange | BuiltInControl::RiskRemediation,
        )
        | GrantItem::AuthenticationStrength(_)
        | GrantItem::TermsOfUse(_)
        | GrantItem::CustomControl(_) => true,
        GrantItem::BuiltIn(
            BuiltInControl::CompliantDevice
            | BuiltInControl::DomainJoinedDevice
            | BuiltInControl::ApprovedApplication
            | BuiltInControl::CompliantApplication,
        ) => !has_active_sync,
        GrantItem::BuiltIn(BuiltInControl::Block | BuiltInControl::Unknown(_)) => false,
    }
}
