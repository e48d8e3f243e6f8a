//! What is asked, and how that changes, in words.

use std::collections::BTreeMap;

use super::{list, name};
use crate::control::Requirement;
use crate::model::{BuiltInControl, GrantControls, GrantItem, Id, Name, Operator, ReferenceKind};
use crate::space::{Asked, Session, Space};

impl Space<'_> {
    /// What is asked, in words: `MFA and a compliant device, sign-in every 4 hours`.
    pub fn asked_words(&self, asked: &Asked) -> String {
        if asked.requirement.is_block() {
            return "blocked".to_owned();
        }
        let mut words = vec![self.requirement_words(&asked.requirement)];
        words.extend(session_words(&asked.session));
        words.join(", ")
    }

    /// The fewest grant controls that come to a requirement together.
    fn requirement_words(&self, requirement: &Requirement) -> String {
        if requirement.is_nothing() {
            return "nothing asked".to_owned();
        }
        let implied = self.words.asked.iter().filter(|(other, _)| requirement.implies(other));
        let mut parts: Vec<&(Requirement, String)> = implied.collect();
        let comes_to = |parts: &[&(Requirement, String)]| {
            Requirement::all_of(parts.iter().map(|(other, _)| other)).as_ref() == Ok(requirement)
        };
        if !comes_to(&parts) {
            return "grant controls".to_owned();
        }
        // What the others come to without it need not be said.
        for place in (0..parts.len()).rev() {
            let mut fewer = parts.clone();
            fewer.remove(place);
            if comes_to(&fewer) {
                parts = fewer;
            }
        }
        let words: Vec<String> = parts.into_iter().map(|(_, words)| words.clone()).collect();
        list(&words, "and")
    }

    /// What becomes of people of whom something else is asked, to be read after them: `no longer need MFA`.
    pub fn change_words(&self, before: &Asked, after: &Asked) -> String {
        let needed = |asked: &Asked| {
            (!asked.requirement.is_nothing()).then(|| self.requirement_words(&asked.requirement))
        };
        let (old, new) = (needed(before), needed(after));
        match (before.requirement.is_block(), after.requirement.is_block(), old, new) {
            (true, true, _, _) => "are blocked as before".to_owned(),
            (_, true, _, _) => "are newly blocked".to_owned(),
            (true, _, _, None) => "are no longer blocked".to_owned(),
            (true, _, _, Some(new)) => format!("are no longer blocked and need {new}"),
            (false, false, old, new) => {
                let mut words = match (old, new) {
                    _ if before.requirement == after.requirement => Vec::new(),
                    (None, Some(new)) => vec![format!("newly need {new}")],
                    (Some(old), None) => vec![format!("no longer need {old}")],
                    (Some(old), Some(new)) => vec![format!("need {new} in place of {old}")],
                    (None, None) => Vec::new(),
                };
                let [old, new] = [before, after].map(|asked| session_words(&asked.session));
                let only_in = |one: &[String], other: &[String]| {
                    let only: Vec<String> =
                        one.iter().filter(|item| !other.contains(item)).cloned().collect();
                    (!only.is_empty()).then(|| list(&only, "and"))
                };
                words.extend(only_in(&new, &old).map(|gained| format!("newly get {gained}")));
                words.extend(only_in(&old, &new).map(|lost| format!("no longer get {lost}")));
                list(&words, "and")
            }
        }
    }
}

/// What grant controls ask, in words.
pub(in crate::space) fn grant_words(
    grant: &GrantControls<Id>,
    names: &BTreeMap<(ReferenceKind, Id), Name>,
) -> String {
    let item = |item: &GrantItem<Id>| match item {
        GrantItem::BuiltIn(control) => match control {
            BuiltInControl::Block => "block".to_owned(),
            BuiltInControl::Mfa => "MFA".to_owned(),
            BuiltInControl::CompliantDevice => "a compliant device".to_owned(),
            BuiltInControl::DomainJoinedDevice => "a hybrid joined device".to_owned(),
            BuiltInControl::ApprovedApplication => "an approved app".to_owned(),
            BuiltInControl::CompliantApplication => "an app protection policy".to_owned(),
            BuiltInControl::PasswordChange => "a password change".to_owned(),
            BuiltInControl::RiskRemediation => "risk remediation".to_owned(),
            BuiltInControl::Unknown(token) => format!("`{token}`"),
        },
        GrantItem::AuthenticationStrength(id) => name(names, ReferenceKind::AuthenticationStrength, id),
        GrantItem::TermsOfUse(id) => format!("terms of use {}", name(names, ReferenceKind::TermsOfUse, id)),
        GrantItem::CustomControl(control) => format!("the custom control {control}"),
    };
    let words: Vec<String> = grant.items.iter().map(item).collect();
    list(&words, if grant.operator == Operator::And { "and" } else { "or" })
}

fn session_words(session: &Session) -> Vec<String> {
    let controls = &session.controls;
    let frequency = controls.sign_in_frequency.as_ref().map(|frequency| match &frequency.period {
        None => "sign-in every time".to_owned(),
        Some((value, _)) => format!("sign-in every {value} hours"),
    });
    let browser =
        controls.persistent_browser.as_ref().map(|mode| format!("persistent browser {}", mode.as_graph()));
    let cloud =
        controls.cloud_app_security.as_ref().map(|kind| format!("cloud app security {}", kind.as_graph()));
    let evaluation = controls
        .continuous_access_evaluation
        .as_ref()
        .map(|mode| format!("continuous access evaluation {}", mode.as_graph()));
    let switches = [
        (controls.application_enforced_restrictions, "app enforced restrictions"),
        (controls.token_protection, "token protection"),
        (controls.disable_resilience_defaults, "no resilience defaults"),
    ];
    let switches = switches.into_iter().filter(|(on, _)| *on).map(|(_, words)| words.to_owned());
    [frequency, browser, cloud, evaluation]
        .into_iter()
        .flatten()
        .chain(switches)
        .chain(session.others.iter().cloned())
        .collect()
}
