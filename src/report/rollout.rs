//! A rollout: what to do, in order, what each step does to people, and what to look at before the next.

mod json;
mod markdown;
mod text;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::replay::Affected;
use crate::replay::rollout::{Bounds, Prediction, Rollout, Step};
use crate::report::words::{counted, people};

pub use json::{json, json_of_several};
pub use markdown::markdown;
pub use text::text;

/// A tenant's rollout, with what is said beside it.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The tenant's name.
    pub tenant: &'a str,
    /// The plan.
    pub rollout: &'a Rollout,
    /// What is borne.
    pub bounds: Bounds,
    /// The group on which policies are tried first, if any.
    pub pilot: Option<&'a str>,
    /// For how many days policies are in report-only.
    pub report_only_days: u32,
    /// Whether the tenant has security defaults on, which have to go before the first policy is on.
    pub security_defaults: bool,
    /// How many sign-ins that got in the predictions rest on.
    pub got_in: u64,
    /// The day of the plan.
    pub as_of: NaiveDate,
}

/// A step in words.
struct Told {
    title: String,
    /// What is done.
    action: String,
    /// What it does to people.
    effect: String,
    /// What holds before the next step.
    check: String,
}

impl Report<'_> {
    fn told(&self) -> Vec<Told> {
        let mut waves = 0;
        let mut is_first = true;
        self.rollout
            .steps()
            .into_iter()
            .map(|step| match step {
                Step::ReportOnly(policies) => self.report_only(policies),
                Step::Register(affected) => register(affected),
                Step::Pilot(policies) => self.pilot(policies),
                Step::Wave(wave) => {
                    waves += 1;
                    let defaults = std::mem::take(&mut is_first) && self.security_defaults;
                    told_wave(waves, &wave.policies, &wave.predicted, defaults)
                }
            })
            .collect()
    }

    fn report_only(&self, policies: &[String]) -> Told {
        let days = counted(u64::from(self.report_only_days), "day", "days");
        Told {
            title: "Report-only".to_owned(),
            action: format!("put {} in report-only, and deploy", keys(policies)),
            effect: "nobody is stopped; devices on macOS, iOS and Android may ask for a certificate"
                .to_owned(),
            check: format!(
                "after {days}, export the sign-ins again: calibrate agrees with Entra, and this plan is still the same"
            ),
        }
    }

    fn pilot(&self, policies: &[String]) -> Told {
        let group = self.pilot.unwrap_or("the pilot group");
        Told {
            title: "Pilot".to_owned(),
            action: format!("switch on {} for the members of {group} alone", keys(policies)),
            effect: format!("only members of {group} notice"),
            check: "for two working days, nobody of the group is stopped who should get in".to_owned(),
        }
    }
}

fn register(affected: &[Affected]) -> Told {
    let names: BTreeSet<&str> = affected.iter().map(|one| one.user.as_str()).collect();
    Told {
        title: "Register first".to_owned(),
        action: format!("have {} register a method", people(names.len())),
        effect: "they are not stopped by what comes next".to_owned(),
        check: "export the directory again: simulate shows 0 under must register first".to_owned(),
    }
}

fn told_wave(number: usize, policies: &[String], predicted: &Prediction, defaults: bool) -> Told {
    let action = format!("switch on {}", keys(policies));
    let action = if defaults {
        format!("switch security defaults off, and in the same hour {action}: the two cannot be on together")
    } else {
        action
    };
    Told {
        title: format!("Wave {number}"),
        action,
        effect: effect(predicted),
        check: "for two working days, no failed sign-in (53003, 53000, 50076 unfinished) of a person who got in before"
            .to_owned(),
    }
}

/// What a step does to people, in a few words.
fn effect(predicted: &Prediction) -> String {
    if predicted.is_nothing() {
        return "nobody in the recorded sign-ins notices".to_owned();
    }
    let mut parts = Vec::new();
    let (certain, at_most) = predicted.locked_out_counts();
    match (certain, at_most) {
        (0, 0) => {}
        (certain, at_most) if certain == at_most => parts.push(format!("{} locked out", people(certain))),
        (certain, at_most) => parts.push(format!("{certain} to {} locked out", people(at_most))),
    }
    if !predicted.must_register.is_empty() {
        parts.push(format!("{} to register", people(predicted.must_register.len())));
    }
    if !predicted.prompted.is_empty() {
        parts.push(format!("{} newly prompted", people(predicted.prompted.len())));
    }
    parts.join(", ")
}

/// `CA001`, `CA001 and CA002`, `CA001, CA002 and 3 more`.
fn keys(policies: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> =
        policies.iter().take(SHOWN).map(|key| super::words::short(key, 40)).collect();
    if let Some(more) = policies.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        shown.push(format!("{more} more"));
    }
    super::words::list(&shown)
}

/// Whom a held policy locks out, and what can be done.
fn held_lines(affected: &[Affected]) -> Vec<String> {
    affected.iter().map(|one| format!("{}: {}", super::words::short(&one.user, 60), one.remedy)).collect()
}

fn people_of(affected: &[Affected]) -> usize {
    affected.iter().map(|one| one.user.as_str()).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::rollout::{Held, Wave};
    use crate::replay::{Cause, Certainty};
    use crate::report::diagnostics::Style;
    use crate::report::schemas::{ResultKind, assert_valid};
    use crate::report::simulate::People;

    fn rollout() -> Rollout {
        let affected = |user: &str| Affected {
            can_register: None,
            starts: None,
            user: user.to_owned(),
            display_name: String::new(),
            certainty: Certainty::Certain,
            cause: Cause::CountryBlock,
            sign_ins: 3,
            span: None,
            policies: vec![0],
            example: None,
            network: None,
            remedy: "travel exception".to_owned(),
        };
        let predicted =
            Prediction { prompted: BTreeSet::from(["b@contoso.com".to_owned()]), ..Prediction::default() };
        Rollout {
            report_only: vec!["CA001".to_owned(), "CA002".to_owned()],
            register_first: vec![affected("a@contoso.com")],
            waves: vec![Wave {
                policies: vec!["CA001".to_owned()],
                piloted: vec!["CA001".to_owned()],
                predicted,
            }],
            held: vec![Held { policy: "CA002".to_owned(), locked_out: vec![affected("<b>@contoso.com")] }],
            ..Rollout::default()
        }
    }

    fn report(rollout: &Rollout) -> Report<'_> {
        Report {
            tenant: "contoso",
            rollout,
            bounds: Bounds { locked_out: 0, asked: 100 },
            pilot: Some("CA-Pilot"),
            report_only_days: 7,
            security_defaults: true,
            got_in: 12,
            as_of: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        }
    }

    #[test]
    fn json_is_as_its_schema_says() {
        let rollout = rollout();
        assert_valid(ResultKind::Rollout, &serde_json::from_str(&json(&report(&rollout))).unwrap());
        let several = json_of_several(&[report(&rollout)], &["fabrikam".to_owned()]);
        assert_valid(ResultKind::Rollout, &serde_json::from_str(&several).unwrap());
    }

    #[test]
    fn security_defaults_go_in_the_hour_in_which_the_first_wave_comes() {
        let rollout = rollout();
        let shown = text(&report(&rollout), Style::Plain);
        assert!(
            shown.contains("switch security defaults off, and in the same hour switch on CA001"),
            "{shown}"
        );
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
        let later = text(&Report { security_defaults: false, ..report(&rollout) }, Style::Plain);
        assert!(!later.contains("security defaults"), "{later}");
    }

    #[test]
    fn markdown_names_people_where_it_may_and_obeys_no_name() {
        let rollout = rollout();
        let counted = markdown(&report(&rollout), People::Counted);
        assert!(counted.contains("- [ ] ") && !counted.contains('@'), "{counted}");
        let named = markdown(&report(&rollout), People::Named);
        assert!(named.contains("&lt;b&gt;@contoso.com") && !named.contains("<b>"), "{named}");
    }
}
