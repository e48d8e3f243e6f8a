#![doc = include_str!("ca_str_015.md")]

use crate::check::scope::{contains, decides_with};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{FrequencyUnit, Id, PersistentBrowser, Policy, SessionControls, SignInFrequency};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-015",
    severity: Severity::Warning,
    summary: "session controls that contradict each other",
    explanation: include_str!("ca_str_015.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let with_session: Vec<_> = context
        .policies()
        .filter_map(|policy| policy.session.as_ref().map(|session| (policy, session)))
        .collect();
    for (policy, session) in &with_session {
        check_alone(policy, session, found);
    }
    for (index, (one, first)) in with_session.iter().enumerate() {
        for (other, second) in with_session.iter().skip(index + 1) {
            if !decides_with(one, other) {
                continue;
            }
            let other_in_one = contains(&one.conditions, &other.conditions);
            if !other_in_one && !contains(&other.conditions, &one.conditions) {
                continue;
            }
            for key in contradictions(first, second) {
                found.push(contradiction(one, other, key));
            }
            if other_in_one {
                found.extend(never_reached((other, second), (one, first)));
            } else {
                found.extend(never_reached((one, first), (other, second)));
            }
        }
    }
}

/// A browser that stays signed in, and is asked every time.
fn check_alone(policy: &Policy<Id>, session: &SessionControls<Id>, found: &mut Vec<Finding>) {
    let every_time = session.sign_in_frequency.as_ref().is_some_and(|frequency| frequency.period.is_none());
    if every_time && session.persistent_browser == Some(PersistentBrowser::Always) {
        let message = format!("policy `{}` keeps browsers signed in and asks every time", policy.id);
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/session/persistentBrowser"), message)
                .related(Place::policy(&policy.id, "/session/signInFrequency"), "asked every time here")
                .help("remove `persistentBrowser`, or give `signInFrequency` a period"),
        );
    }
}

/// The keys under which two policies set different things, of which a session can have only one.
fn contradictions(one: &SessionControls<Id>, other: &SessionControls<Id>) -> Vec<&'static str> {
    fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one != other)
    }
    let differing = [
        ("persistentBrowser", differ(one.persistent_browser.as_ref(), other.persistent_browser.as_ref())),
        ("cloudAppSecurity", differ(one.cloud_app_security.as_ref(), other.cloud_app_security.as_ref())),
        (
            "continuousAccessEvaluation",
            differ(one.continuous_access_evaluation.as_ref(), other.continuous_access_evaluation.as_ref()),
        ),
        (
            "globalSecureAccessProfile",
            differ(one.global_secure_access_profile.as_ref(), other.global_secure_access_profile.as_ref()),
        ),
    ];
    differing.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
}

fn contradiction(one: &Policy<Id>, other: &Policy<Id>, key: &str) -> Finding {
    let pointer = format!("/session/{key}");
    let message =
        format!("policies `{}` and `{}` set `{key}` differently for the same sign-ins", one.id, other.id);
    Finding::new(&RULE, Place::policy(&other.id, &pointer), message)
        .related(Place::policy(&one.id, &pointer), "the other setting")
        .help("which of them counts is not documented: let one exclude whom the other is for")
}

/// The frequency of a policy all of whose sign-ins another one asks more often, or as often.
fn never_reached(
    (inner, narrow): (&Policy<Id>, &SessionControls<Id>),
    (outer, wide): (&Policy<Id>, &SessionControls<Id>),
) -> Option<Finding> {
    let own = narrow.sign_in_frequency.as_ref()?;
    let others = wide.sign_in_frequency.as_ref()?;
    if own.authentication != others.authentication || hours(own)? < hours(others)? {
        return None;
    }
    let pointer = "/session/signInFrequency";
    let message = format!(
        "the sign-in frequency of policy `{}` has no effect: `{}` asks the same sign-ins as often or more often",
        inner.id, outer.id,
    );
    Some(
        Finding::new(&RULE, Place::policy(&inner.id, pointer), message)
            .severity(Severity::Note)
            .related(Place::policy(&outer.id, pointer), "asked here")
            .help("remove it, or make it shorter"),
    )
}

/// The hours between two sign-ins; none for every time.
fn hours(frequency: &SignInFrequency) -> Option<u64> {
    match &frequency.period {
        None => Some(0),
        Some((count, FrequencyUnit::Hours)) => Some(u64::from(*count)),
        Some((count, FrequencyUnit::Days)) => Some(u64::from(*count) * 24),
        Some((_, FrequencyUnit::Unknown(_))) => None,
    }
}
