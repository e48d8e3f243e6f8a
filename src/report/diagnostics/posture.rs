//! What came of the promises about the whole set: for programs all of it, for people what is left to do.

use serde::Serialize;

use super::Scope;
use crate::check::{self, Gap, Posture, Verdict};
use crate::report::meaning::{OutcomeJson, SignInJson, outcome, sign_in};
use crate::report::prove::obstacle_words;

/// What came of one promise.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerdictJson<'a> {
    rule: &'static str,
    aliases: &'static [&'static str],
    verdict: &'static str,
    reason: Option<&'a str>,
    region: Option<&'a str>,
    people: Option<usize>,
    example: Option<ExampleJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExampleJson<'a> {
    sign_in: SignInJson,
    supposed: &'a [String],
    asked: &'a str,
    outcome: OutcomeJson,
    policies: &'a [String],
    near_miss: Option<NearJson<'a>>,
}

#[derive(Serialize)]
struct NearJson<'a> {
    policy: &'a str,
    obstacles: Vec<String>,
}

pub(super) fn verdicts(posture: &Posture) -> Vec<VerdictJson<'_>> {
    posture.verdicts().map(|(rule, verdict)| of_rule(rule, verdict)).collect()
}

fn of_rule<'a>(rule: &'static str, verdict: &'a Verdict) -> VerdictJson<'a> {
    let gap = verdict.gap();
    VerdictJson {
        rule,
        aliases: check::rule(rule).map_or(&[], |rule| rule.aliases),
        verdict: verdict.as_str(),
        reason: verdict.reason(),
        region: gap.and_then(|gap| gap.place.as_deref()),
        people: gap.map(|gap| gap.people.len()),
        example: gap.map(example),
    }
}

fn example(gap: &Gap) -> ExampleJson<'_> {
    ExampleJson {
        sign_in: sign_in(&gap.witness.sign_in),
        supposed: &gap.supposed,
        asked: &gap.asked,
        outcome: outcome(gap.outcome),
        policies: &gap.asking,
        near_miss: gap.near_miss.as_ref().map(|(policy, near)| NearJson {
            policy,
            obstacles: near.obstacles.iter().map(obstacle_words).collect(),
        }),
    }
}

/// All of it in one line: `of 20 promises about the whole set, 14 are kept, 4 are broken, 2 are not known`; `None` where
/// nothing is promised.
pub(super) fn summary(scope: &Scope) -> Option<String> {
    let all: Vec<&str> = scope
        .tenants
        .iter()
        .flat_map(|tenant| tenant.posture.verdicts())
        .map(|(_, verdict)| verdict.as_str())
        .collect();
    let parts = [
        ("pass", "kept"),
        ("passOnPromotion", "kept once report-only is switched on"),
        ("fail", "broken"),
        ("unknown", "not known"),
        ("notLicensed", "not licensed"),
        ("undecided", "not decided"),
    ];
    let counted = |(verdict, words): (&str, &str)| {
        let count = all.iter().filter(|other| **other == verdict).count();
        (count > 0).then(|| format!("{count} {words}"))
    };
    let said: Vec<String> = parts.into_iter().filter_map(counted).collect();
    let promises = crate::report::counted(all.len(), "promise", "promises");
    (!all.is_empty()).then(|| format!("{promises} about the whole set: {}", said.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::{Looked, json};
    use super::*;
    use crate::check::Context;
    use crate::check::tests::{valid_policy, workspace};
    use crate::model::State;
    use crate::source::SourceMap;
    use crate::workspace::document::Preset;

    /// What is said of MFA for everyone, in a state.
    fn scope(state: State) -> Scope {
        let mut policy = valid_policy("CA001");
        policy.state = state;
        let mut workspace = workspace(vec![policy]);
        workspace.rules.preset = Preset::Posture;
        let posture = Context::new(&workspace, None).posture().clone();
        let looked = Looked { name: "contoso".to_owned(), policies: 1, is_read: true, posture };
        Scope { tenants: vec![looked], ..Scope::default() }
    }

    /// The verdicts as a program reads them, by rule.
    fn read(scope: &Scope) -> serde_json::Value {
        let json: serde_json::Value =
            serde_json::from_str(&json(&SourceMap::default(), &[], &[], scope)).unwrap();
        crate::report::schemas::assert_valid(crate::report::schemas::ResultKind::Check, &json);
        json["tenants"][0]["posture"].clone()
    }

    fn of<'j>(verdicts: &'j serde_json::Value, rule: &str) -> &'j serde_json::Value {
        verdicts.as_array().unwrap().iter().find(|verdict| verdict["rule"] == rule).unwrap()
    }

    #[test]
    fn every_verdict_is_told_with_what_shows_it() {
        let verdicts = read(&scope(State::Enabled));
        let kept = of(&verdicts, "CA-MFA-001");
        assert_eq!(kept["verdict"], "pass");
        assert_eq!((&kept["people"], &kept["example"]), (&serde_json::Value::Null, &serde_json::Value::Null));
        assert!(kept["aliases"].as_array().unwrap().contains(&"MT.1007".into()));
        let broken = of(&verdicts, "CA-FLOW-001");
        assert_eq!((&broken["verdict"], &broken["people"]), (&"fail".into(), &0.into()));
        assert_eq!(broken["example"]["policies"], serde_json::json!(["CA001"]));
        let unknown = of(&verdicts, "CA-RISK-001");
        assert_eq!(unknown["reason"], "tenant.yaml does not say which licenses there are");
    }

    #[test]
    fn what_report_only_would_keep_is_neither_kept_nor_lost() {
        let verdicts = read(&scope(State::ReportOnly));
        let promoted = of(&verdicts, "CA-MFA-001");
        assert_eq!(promoted["verdict"], "passOnPromotion");
        assert_eq!(promoted["example"]["nearMiss"]["policy"], "CA001");
    }

    #[test]
    fn all_of_it_is_one_line() {
        let line = summary(&scope(State::Enabled)).unwrap();
        let counts: usize =
            line.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<usize>().ok()).skip(1).sum();
        assert!(line.starts_with(&format!("{counts} promises about the whole set: ")), "{line}");
        assert_eq!(summary(&Scope::default()), None);
    }
}
