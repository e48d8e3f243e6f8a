//! A policy in a sentence: what it does to whom, for what and when.

use super::circumstances::when;
use super::people::people;
use super::resources::target;
use super::vocabulary::Vocabulary;
use super::{control, label, state_word};
use crate::model::{Id, Policy, State, UnknownPart};
use crate::report::words::list;

/// A policy in a sentence. A policy that does not decide says what it would do.
pub(super) fn sentence(words: Vocabulary<'_>, policy: &Policy<Id>) -> String {
    let conditions = &policy.conditions;
    let subject = match state_word(&policy.state) {
        None => label(policy),
        Some(state) => format!("{} ({state})", label(policy)),
    };
    let (people, target) = (people(words, conditions), target(words, &conditions.applications));
    // What is excepted from several ends with a comma, which is one too many at the end or before another.
    let when = when(words, conditions);
    let target = if when.starts_with(' ') { target } else { target.trim_end_matches(',').to_owned() };
    let is_block = policy.grant.as_ref().is_some_and(crate::model::GrantControls::is_block);
    let grant = policy.grant.as_ref().filter(|_| !is_block).and_then(|grant| control::grant(words, grant));
    let session = policy.session.as_ref().map(|session| control::session(words, session)).unwrap_or_default();
    let session: Vec<String> = session.into_iter().map(|(_, phrase)| phrase).collect();
    let verb = |does: &str, would: &str| match policy.state {
        State::Enabled => does.to_owned(),
        State::ReportOnly | State::Disabled | State::Unknown(_) => format!("would {would}"),
    };
    let mut sentence = match (is_block, &grant, session.as_slice()) {
        (true, _, _) => format!("{subject} {} {people} from {target}{when}.", verb("blocks", "block")),
        (false, Some(grant), _) => {
            format!("{subject} {} {grant} of {people} for {target}{when}.", verb("requires", "require"))
        }
        (false, None, []) => {
            format!("{subject} {} nothing of {people} for {target}{when}.", verb("asks", "ask"))
        }
        (false, None, session) => {
            let limits = verb("sets up", "set up");
            format!("{subject} {limits} the session of {people} for {target}{when}: {}.", list(session))
        }
    };
    match (is_block, &grant, session.as_slice()) {
        (_, _, []) | (false, None, _) => {}
        (true, _, _) => sentence.push_str(" Whoever is blocked has no session to control."),
        (false, Some(_), session) => {
            sentence.push_str(&format!(
                " It also {} the session: {}.",
                verb("sets up", "set up"),
                list(session)
            ));
        }
    }
    sentence.push_str(&unknown(policy));
    sentence
}

/// What this version does not know of a policy, as far as it changes what the sentence says.
fn unknown(policy: &Policy<Id>) -> String {
    let mut told = String::new();
    for (part, changes) in [
        (UnknownPart::Conditions, "when it applies"),
        (UnknownPart::Grant, "what it requires"),
        (UnknownPart::Session, "what it does to the session"),
        (UnknownPart::Root, "everything about it"),
    ] {
        if policy.unknown.touches(part) {
            told.push_str(&format!(
                " It also holds settings that this version does not know, which may change {changes}."
            ));
        }
    }
    told
}
