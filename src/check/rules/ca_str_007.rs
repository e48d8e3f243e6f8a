#![doc = include_str!("ca_str_007.md")]

use crate::catalogue::{Combination, strength_by_id};
use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Id, Operator, Policy, ReferenceKind};
use uuid::Uuid;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-007",
    severity: Severity::Warning,
    summary: "a weak way around a strong control",
    explanation: include_str!("ca_str_007.md"),
    aliases: &[],
    options: &[],
    check,
};

/// The built-in strength `Multifactor authentication`.
const MULTIFACTOR: Uuid = Uuid::from_u128(2);

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        if policy.grant.as_ref().is_some_and(|grant| grant.operator == Operator::Or) {
            check_alternatives(context, policy, found);
        }
        for item in grant_items(policy) {
            check_strength(context, policy, item, found);
        }
    }
}

/// What somebody who gets past a control has shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// That a text was accepted.
    Consent,
    /// What the person works with.
    DeviceOrApplication,
    /// More than a password.
    Authentication,
    /// Something else.
    Other,
}

fn shown(item: &GrantItem<Id>) -> Shown {
    match item {
        GrantItem::TermsOfUse(_) => Shown::Consent,
        GrantItem::BuiltIn(
            BuiltInControl::CompliantDevice
            | BuiltInControl::DomainJoinedDevice
            | BuiltInControl::ApprovedApplication
            | BuiltInControl::CompliantApplication,
        ) => Shown::DeviceOrApplication,
        GrantItem::BuiltIn(BuiltInControl::Mfa) | GrantItem::AuthenticationStrength(_) => {
            Shown::Authentication
        }
        GrantItem::BuiltIn(
            BuiltInControl::Block
            | BuiltInControl::PasswordChange
            | BuiltInControl::RiskRemediation
            | BuiltInControl::Unknown(_),
        )
        | GrantItem::CustomControl(_) => Shown::Other,
    }
}

fn check_alternatives(context: &Context<'_>, policy: &Policy<Id>, found: &mut Vec<Finding>) {
    let first = |kind: Shown| grant_items(policy).iter().find(|item| shown(item) == kind);
    let device = first(Shown::DeviceOrApplication);
    let authentication = first(Shown::Authentication);
    if let (Some(consent), Some(stronger)) = (first(Shown::Consent), authentication.or(device)) {
        let message = format!("policy `{}` is satisfied by accepting terms of use alone", policy.id);
        found.push(
            Finding::new(&RULE, context.grant_item(policy, consent), message)
                .related(context.grant_item(policy, stronger), "this is not needed then")
                .help("write `allOf`, or ask for the terms of use in a policy of their own"),
        );
    }
    if let (Some(device), Some(authentication)) = (device, authentication) {
        let message = format!("policy `{}` lets a password alone through with {}", policy.id, words(device));
        found.push(
            Finding::new(&RULE, context.grant_item(policy, device), message)
                .severity(Severity::Note)
                .related(context.grant_item(policy, authentication), "this is not needed then")
                .help("write `allOf` if both are meant, or say in the description that either will do"),
        );
    }
}

fn words(item: &GrantItem<Id>) -> &'static str {
    match item {
        GrantItem::BuiltIn(BuiltInControl::CompliantDevice) => "a compliant device",
        GrantItem::BuiltIn(BuiltInControl::DomainJoinedDevice) => "a hybrid joined device",
        GrantItem::BuiltIn(
            BuiltInControl::ApprovedApplication
            | BuiltInControl::CompliantApplication
            | BuiltInControl::Block
            | BuiltInControl::Mfa
            | BuiltInControl::PasswordChange
            | BuiltInControl::RiskRemediation
            | BuiltInControl::Unknown(_),
        )
        | GrantItem::AuthenticationStrength(_)
        | GrantItem::TermsOfUse(_)
        | GrantItem::CustomControl(_) => "a protected application",
    }
}

/// A strength is a choice too: of the combinations it allows.
fn check_strength(
    context: &Context<'_>,
    policy: &Policy<Id>,
    item: &GrantItem<Id>,
    found: &mut Vec<Finding>,
) {
    let GrantItem::AuthenticationStrength(id) = item else { return };
    let Some(strength) = context.workspace.strengths.iter().find(|strength| strength.id == *id) else {
        return;
    };
    let combinations = strength.allowed_combinations.iter();
    let Some(weakest) = combinations.filter_map(|text| Combination::parse(text)).find(|one| !is_mfa(*one))
    else {
        return;
    };
    let name = context.name(ReferenceKind::AuthenticationStrength, id);
    let message =
        format!("policy `{}` asks for the strength `{name}`, which `{weakest}` alone satisfies", policy.id);
    found.push(
        Finding::new(&RULE, context.grant_item(policy, item), message)
            .help("allow only combinations that are multifactor authentication"),
    );
}

/// Whether methods make up a combination of `Multifactor authentication`, whatever is added to them.
fn is_mfa(combination: Combination) -> bool {
    let multifactor = strength_by_id(MULTIFACTOR).map_or(&[][..], |strength| &strength.allowed_combinations);
    multifactor
        .iter()
        .any(|known| known.methods().all(|method| combination.methods().any(|one| one == method)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{fired, valid_policy, workspace};
    use crate::model::AuthenticationStrength;

    #[test]
    fn a_strength_is_as_strong_as_its_weakest_combination() {
        let id = Id::Text("<authenticationStrength:Own>".into());
        let mut policy = valid_policy("CA001");
        if let Some(grant) = &mut policy.grant {
            grant.items = vec![GrantItem::AuthenticationStrength(id.clone())];
        }
        let mut tenant = workspace(vec![policy]);
        let strength = |combinations: &[&str]| AuthenticationStrength {
            id: id.clone(),
            display_name: "Own".to_owned(),
            allowed_combinations: combinations.iter().map(ToString::to_string).collect(),
            restricted: false,
        };
        tenant.strengths = vec![strength(&["fido2", "password,sms", "password,fido2", "telepathy"])];
        assert_eq!(fired(&tenant), []);
        tenant.strengths = vec![strength(&["fido2", "sms"])];
        assert_eq!(fired(&tenant), [("CA-STR-007", "/grant".to_owned())]);
    }
}
