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

    fn requirement_words(&self, requirement: &Requirement) -> String {
        if requirement.is_nothing() {
            return "nothing asked".to_owned();
        }
        list(&self.controls(requirement), "and")
    }

    /// The fewest grant controls that come to a requirement together.
    fn controls(&self, requirement: &Requirement) -> Vec<String> {
        let implied = self.words.asked.iter().filter(|(other, _)| requirement.implies(other));
        let mut parts: Vec<&(Requirement, String)> = implied.collect();
        let comes_to = |parts: &[&(Requirement, String)]| {
            Requirement::all_of(parts.iter().map(|(other, _)| other)).as_ref() == Ok(requirement)
        };
        if !comes_to(&parts) {
            return vec!["grant controls".to_owned()];
        }
        // What the others come to without it need not be said.
        for place in (0..parts.len()).rev() {
            let mut fewer = parts.clone();
            fewer.remove(place);
            if comes_to(&fewer) {
                parts = fewer;
            }
        }
        parts.into_iter().map(|(_, words)| words.clone()).collect()
    }

    /// What becomes of people of whom something else is asked, to be read after them: `no longer need MFA`.
    pub fn change_words(&self, before: &Asked, after: &Asked) -> String {
        match (before.requirement.is_block(), after.requirement.is_block()) {
            (true, true) => return "are blocked as before".to_owned(),
            (false, true) => return "are newly blocked".to_owned(),
            (true, false) if after.requirement.is_nothing() => return "are no longer blocked".to_owned(),
            (true, false) => {
                return format!(
                    "are no longer blocked and need {}",
                    self.requirement_words(&after.requirement)
                );
            }
            (false, false) => {}
        }
        let [old, new] = [before, after].map(|asked| {
            if asked.requirement.is_nothing() { Vec::new() } else { self.controls(&asked.requirement) }
        });
        let (gained, lost) = (only_in(&new, &old), only_in(&old, &new));
        let mut words = match (gained.as_slice(), lost.as_slice()) {
            _ if before.requirement == after.requirement => Vec::new(),
            ([], []) => vec![format!("need {} in another way", list(&new, "and"))],
            (gained, []) => vec![format!("newly need {}", list(gained, "and"))],
            ([], lost) => vec![format!("no longer need {}", list(lost, "and"))],
            (gained, lost) => vec![format!("need {} in place of {}", list(gained, "and"), list(lost, "and"))],
        };
        let [old, new] = [before, after].map(|asked| session_words(&asked.session));
        let (gained, lost) = (only_in(&new, &old), only_in(&old, &new));
        words.extend((!gained.is_empty()).then(|| format!("newly get {}", list(&gained, "and"))));
        words.extend((!lost.is_empty()).then(|| format!("no longer get {}", list(&lost, "and"))));
        list(&words, "and")
    }
}

fn only_in(one: &[String], other: &[String]) -> Vec<String> {
    one.iter().filter(|item| !other.contains(item)).cloned().collect()
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
        Some((1, _)) => "sign-in every hour".to_owned(),
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
