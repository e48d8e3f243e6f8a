#![doc = include_str!("ca_str_012.md")]

use crate::check::{Context, Finding, Rule, RuleOption};
use crate::diagnostic::Severity;
use crate::model::State;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-012",
    severity: Severity::Warning,
    summary: "report-only for a long time",
    explanation: include_str!("ca_str_012.md"),
    aliases: &["TenantLens CA-004", "EntraZTAssess CA-009"],
    options: &[
        RuleOption { name: "days", default: 30, description: "days in report-only before a note" },
        RuleOption { name: "warningDays", default: 90, description: "days in report-only before a warning" },
    ],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (policy, written) in context.written() {
        if policy.state != State::ReportOnly {
            continue;
        }
        let place = match written.report_only_since {
            Some(_) => Place::policy(&policy.id, "/reportOnlySince"),
            None => Place::policy(&policy.id, "/state"),
        };
        let Some(since) = written.report_only_since.or_else(|| context.state_since(policy)) else { continue };
        let days = (context.workspace.as_of - since).num_days();
        if days < 0 {
            let message =
                format!("policy `{}` is report-only since {since}, which is yet to come", policy.id);
            found.push(Finding::new(&RULE, place, message).help("write the day on which report-only began"));
            continue;
        }
        let severity = if days > context.option(&RULE, "warningDays") {
            Severity::Warning
        } else if days > context.option(&RULE, "days") {
            Severity::Note
        } else {
            continue;
        };
        let message = format!(
            "policy `{}` has been report-only for {days} days, since {since} at the latest",
            policy.id
        );
        found.push(
            Finding::new(&RULE, place, message)
                .severity(severity)
                .help("see with `simulate` whom it would keep out, then enable it or remove it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    fn severity(since: &str) -> Option<Severity> {
        let tenant = loaded(&policy_file(&format!("state: reportOnly\nreportOnlySince: {since}\n")));
        let mut found = Vec::new();
        check(&Context::new(&tenant, None), &mut found);
        found.first().map(|finding| finding.severity)
    }

    #[test]
    fn it_becomes_more_urgent() {
        assert_eq!(severity("2026-11-24"), None);
        assert_eq!(severity("2026-10-25"), None);
        assert_eq!(severity("2026-10-24"), Some(Severity::Note));
        assert_eq!(severity("2026-08-26"), Some(Severity::Note));
        assert_eq!(severity("2026-08-25"), Some(Severity::Warning));
    }

    #[test]
    fn what_is_deployed_tells_since_when_at_the_latest() {
        let found = |state: &str, modified: &str| {
            let export = format!(
                r#"[{{"id": "66666666-6666-6666-6666-666666666666", "displayName": "CA001 - example",
                "createdDateTime": "2026-01-05T10:00:00Z", "modifiedDateTime": {modified}, "state": "{state}",
                "conditions": {{"users": {{"includeUsers": ["All"]}},
                "applications": {{"includeApplications": ["All"]}}, "clientAppTypes": ["all"]}},
                "grantControls": {{"operator": "OR", "builtInControls": ["mfa"]}}}}]"#
            );
            let files = policy_file("state: reportOnly\n").with("deployed/policies.json", export);
            let mut found = Vec::new();
            check(&Context::new(&loaded(&files), None), &mut found);
            found.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
        };
        let report_only = "enabledForReportingButNotEnforced";
        assert_eq!(found("disabled", "null"), Vec::<String>::new());
        assert_eq!(found(report_only, "\"2026-11-20T10:00:00Z\""), Vec::<String>::new());
        assert_eq!(
            found(report_only, "null"),
            ["policy `CA001` has been report-only for 323 days, since 2026-01-05 at the latest"]
        );
    }
}
