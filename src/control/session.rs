//! Session controls of several policies as one.
//!
//! How Entra merges them is in no documentation read (2026-08): these are the strictest of each, and where that is a
//! guess the member is named as a conflict.

use crate::model::{
    CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit, Id, PersistentBrowser, SessionControls,
    SignInFrequency, SignInFrequencyAuthentication,
};

/// What the session controls of several policies come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergedSession {
    /// The controls.
    pub controls: SessionControls<Id>,
    /// Members on which policies disagree, by Graph's name, in Graph's order: what Entra makes of them is not documented.
    pub conflicts: Vec<&'static str>,
}

/// Merges session controls. The order of policies does not matter, but for filtering profiles.
pub fn merge_sessions<'p>(sessions: impl IntoIterator<Item = &'p SessionControls<Id>>) -> MergedSession {
    let mut merged = MergedSession::default();
    for session in sessions {
        merged.add(session);
    }
    merged.conflicts.sort_unstable();
    merged.conflicts.dedup();
    merged
}

impl MergedSession {
    fn add(&mut self, session: &SessionControls<Id>) {
        let SessionControls {
            sign_in_frequency,
            persistent_browser,
            application_enforced_restrictions,
            cloud_app_security,
            continuous_access_evaluation,
            token_protection,
            disable_resilience_defaults,
            global_secure_access_profile,
        } = session;
        let MergedSession { controls, conflicts } = self;
        if let Some(frequency) = sign_in_frequency {
            let differs = |other: &SignInFrequency| {
                authentication(other) != authentication(frequency) || !is_ordered(other, frequency)
            };
            if controls.sign_in_frequency.as_ref().is_some_and(differs) {
                conflicts.push("signInFrequency");
            }
            strictest(&mut controls.sign_in_frequency, frequency, |frequency| {
                (length(frequency), authentication(frequency))
            });
        }
        if disagree(&mut controls.persistent_browser, persistent_browser.as_ref(), |mode| match mode {
            PersistentBrowser::Never => 0,
            PersistentBrowser::Unknown(_) => 1,
            PersistentBrowser::Always => 2,
        }) {
            conflicts.push("persistentBrowser");
        }
        if disagree(&mut controls.cloud_app_security, cloud_app_security.as_ref(), |kind| match kind {
            CloudAppSecurity::BlockDownloads => 0,
            CloudAppSecurity::McasConfigured => 1,
            CloudAppSecurity::Unknown(_) => 2,
            CloudAppSecurity::MonitorOnly => 3,
        }) {
            conflicts.push("cloudAppSecurity");
        }
        if disagree(
            &mut controls.continuous_access_evaluation,
            continuous_access_evaluation.as_ref(),
            |mode| match mode {
                ContinuousAccessEvaluation::StrictLocation => 0,
                ContinuousAccessEvaluation::StrictEnforcement => 1,
                ContinuousAccessEvaluation::Unknown(_) => 2,
                ContinuousAccessEvaluation::Disabled => 3,
            },
        ) {
            conflicts.push("continuousAccessEvaluation");
        }
        if disagree(&mut controls.global_secure_access_profile, global_secure_access_profile.as_ref(), |_| 0)
        {
            conflicts.push("globalSecureAccessFilteringProfile");
        }
        controls.application_enforced_restrictions |= application_enforced_restrictions;
        controls.token_protection |= token_protection;
        controls.disable_resilience_defaults |= disable_resilience_defaults;
    }
}

/// Keeps the stricter of two settings, the first of equals; whether they differ.
fn disagree<T: Clone + PartialEq>(merged: &mut Option<T>, next: Option<&T>, rank: impl Fn(&T) -> u8) -> bool {
    let Some(next) = next else { return false };
    let differs = merged.as_ref().is_some_and(|merged| merged != next);
    strictest(merged, next, rank);
    differs
}

fn strictest<T: Clone, K: Ord>(merged: &mut Option<T>, next: &T, rank: impl Fn(&T) -> K) {
    if merged.as_ref().is_none_or(|merged| rank(next) < rank(merged)) {
        *merged = Some(next.clone());
    }
}

/// Hours; every time is none of them. A unit this version does not know comes last.
fn length(frequency: &SignInFrequency) -> u64 {
    match &frequency.period {
        None => 0,
        Some((value, FrequencyUnit::Hours)) => u64::from(*value),
        Some((value, FrequencyUnit::Days)) => u64::from(*value) * 24,
        Some((_, FrequencyUnit::Unknown(_))) => u64::MAX,
    }
}

/// What is asked again; everything where it is not said (Graph, signInFrequencySessionControl).
fn authentication(frequency: &SignInFrequency) -> SignInFrequencyAuthentication {
    frequency.authentication.clone().unwrap_or(SignInFrequencyAuthentication::PrimaryAndSecondary)
}

/// Whether it is known which of two is shorter, if not the same.
fn is_ordered(one: &SignInFrequency, other: &SignInFrequency) -> bool {
    one == other || [one, other].iter().all(|frequency| length(frequency) != u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(period: Option<(u32, FrequencyUnit)>) -> SessionControls<Id> {
        let frequency = SignInFrequency { period, authentication: None };
        SessionControls { sign_in_frequency: Some(frequency), ..SessionControls::default() }
    }

    fn merged_frequency(sessions: &[SessionControls<Id>]) -> (Option<(u32, FrequencyUnit)>, usize) {
        let merged = merge_sessions(sessions);
        (merged.controls.sign_in_frequency.unwrap().period, merged.conflicts.len())
    }

    #[test]
    fn the_shortest_frequency_wins_and_every_time_is_the_shortest() {
        let (days, hours) = (every(Some((1, FrequencyUnit::Days))), every(Some((20, FrequencyUnit::Hours))));
        assert_eq!(merged_frequency(&[days.clone(), hours]), (Some((20, FrequencyUnit::Hours)), 0));
        assert_eq!(merged_frequency(&[days, every(None)]), (None, 0));
    }

    #[test]
    fn frequencies_of_different_factors_are_a_conflict() {
        let mut secondary = every(Some((4, FrequencyUnit::Hours)));
        if let Some(frequency) = &mut secondary.sign_in_frequency {
            frequency.authentication = Some(SignInFrequencyAuthentication::Secondary);
        }
        let day = every(Some((1, FrequencyUnit::Days)));
        assert_eq!(merged_frequency(&[secondary, day]), (Some((4, FrequencyUnit::Hours)), 1));
    }

    #[test]
    fn never_persistent_beats_always_and_says_that_it_is_a_guess() {
        let of = |mode| SessionControls { persistent_browser: Some(mode), ..SessionControls::default() };
        let sessions = [of(PersistentBrowser::Always), of(PersistentBrowser::Never)];
        let merged = merge_sessions(&sessions);
        assert_eq!(merged.controls.persistent_browser, Some(PersistentBrowser::Never));
        assert_eq!(merged.conflicts, ["persistentBrowser"]);
    }

    #[test]
    fn switches_stay_on_whoever_turned_them_on() {
        let on = SessionControls { token_protection: true, ..SessionControls::default() };
        let merged = merge_sessions([&on, &SessionControls::default()]);
        assert!(merged.controls.token_protection);
        assert_eq!(merged.conflicts, Vec::<&str>::new());
    }

    #[test]
    fn strict_continuous_access_evaluation_beats_disabled() {
        let of =
            |mode| SessionControls { continuous_access_evaluation: Some(mode), ..SessionControls::default() };
        let sessions =
            [of(ContinuousAccessEvaluation::Disabled), of(ContinuousAccessEvaluation::StrictLocation)];
        let mode = merge_sessions(&sessions).controls.continuous_access_evaluation;
        assert_eq!(mode, Some(ContinuousAccessEvaluation::StrictLocation));
    }
}
