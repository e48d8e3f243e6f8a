//! Rules over a loaded tenant: what the shape of a document cannot say.
//!
//! One rule a file, its Markdown beside it; the examples in the Markdown are the rule's tests (`tests/rules.rs`). Rules
//! speak of places, never of files or lines, and decide no sign-in. Rendering is the business of `report`.

mod allow;
mod context;
mod edits;
mod entitlements;
mod finding;
mod fix;
mod guests;
mod known;
mod license_needs;
mod mend;
mod name_words;
mod naming;
mod policy_shape;
mod posture;
mod risk_control;
pub mod rules;
mod scope;
mod settings;
mod teams_devices;

pub use allow::{Acceptance, Accepted, Judged, Judgment, conclude, judge};
pub use context::Context;
pub use edits::Written;
pub use finding::{Finding, Within};
pub use fix::{Change, Fix};
pub use known::{Known, Sorted};
pub use mend::{Changed, Examined, Made, Mended, mend};
pub use posture::{Gap, Posture, Verdict, is_about_the_set, is_posture};
pub use rules::RULES;
pub use settings::{nearest_name, rule, rules_named};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::workspace::PlaceRoot;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// The id, such as `CA-LOCK-001`. It never changes its meaning.
    pub id: &'static str,
    /// How much a finding matters, unless the finding or the tenant says otherwise.
    pub severity: Severity,
    /// The fault in a few words, lower case.
    pub summary: &'static str,
    /// What it does, why that is bad, an example and what to use instead, as Markdown.
    pub explanation: &'static str,
    /// What others call the same check, such as `MT.1049`.
    pub aliases: &'static [&'static str],
    /// Numbers that a tenant may set, such as the days after which something is old.
    pub options: &'static [RuleOption],
    /// Finds the fault.
    pub check: fn(&Context<'_>, &mut Vec<Finding>),
}

/// A number of a rule that a tenant may set.
#[derive(Debug)]
pub struct RuleOption {
    /// The key, such as `days`.
    pub name: &'static str,
    /// The number where the tenant sets none.
    pub default: i64,
    /// What it counts, with its unit, lower case.
    pub description: &'static str,
}

/// Runs every rule that the tenant's `rules` leave on, in the order of [`RULES`]; findings are as severe as those ask.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let settings = &context.workspace.rules;
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| settings::is_on(settings, rule)) {
        (rule.check)(context, &mut found);
    }
    // What is wrong with a companion is wrong with the policy of which an exception made it.
    let policies = context.with_origins();
    let companions: Vec<PlaceRoot> = policies
        .filter(|(_, origin)| origin.companion_of.is_some())
        .map(|(policy, _)| PlaceRoot::Policy(policy.id.clone()))
        .collect();
    found.retain(|finding| !companions.contains(&finding.place.root));
    found.retain_mut(|finding| {
        let severity = settings::severity(settings, finding.rule, finding.severity);
        severity.map(|severity| finding.severity = severity).is_some()
    });
    found
}

/// What the rules find in one tenant and its comments do not allow, and what is wrong with those. The files are those
/// that the tenant was loaded from.
pub fn diagnostics(context: &Context<'_>, sources: &SourceMap) -> Vec<Diagnostic> {
    conclude([judge(context, sources)]).found
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use serde_json::{Value, json};

    use crate::directory::{self, Directory};
    use crate::model::{
        ApplicationRef, BuiltInControl, ConditionSet, EmergencyAccess, GrantControls, GrantItem, Id,
        Operator, PlatformSettings, Policy, State, Tenant, Unknown, UnmanagedPolicies, UserRef,
    };
    use crate::workspace::document::{RuleSetting, RuleSettings, SEVERITY, SeveritySetting};
    use crate::workspace::{Memory, TenantWorkspace, load};

    /// MFA for everyone on everything: a policy that no rule minds.
    pub(crate) fn valid_policy(id: &str) -> Policy<Id> {
        let mut conditions = ConditionSet::default();
        conditions.users.include.users.push(UserRef::All);
        conditions.applications.include.push(ApplicationRef::All);
        Policy {
            id: id.to_owned(),
            graph_id: None,
            display_name: format!("{id} - example"),
            description: None,
            state: State::Enabled,
            conditions,
            grant: Some(GrantControls {
                operator: Operator::Or,
                items: vec![GrantItem::BuiltIn(BuiltInControl::Mfa)],
            }),
            session: None,
            unknown: Unknown::default(),
        }
    }

    /// A tenant with two emergency access accounts and these policies.
    pub(crate) fn workspace(policies: Vec<Policy<Id>>) -> TenantWorkspace {
        let account = |name: &str| format!("{name}@contoso.com");
        TenantWorkspace {
            path: "contoso".to_owned(),
            tenant: Tenant {
                name: "contoso".to_owned(),
                domain: None,
                tenant_id: None,
                licenses: Vec::new(),
                emergency_access: Some(EmergencyAccess {
                    accounts: vec![account("bg1"), account("bg2")],
                    group: Some("CA-EmergencyAccess - Exclude".to_owned()),
                    group_id: None,
                }),
                partner: None,
                unattended: Vec::new(),
                platform: PlatformSettings::default(),
                unmanaged_policies: UnmanagedPolicies::default(),
            },
            complete: true,
            policies,
            written: Vec::new(),
            origins: Vec::new(),
            unopened: Vec::new(),
            locations: Vec::new(),
            groups: Vec::new(),
            strengths: Vec::new(),
            names: BTreeMap::new(),
            placeholders: BTreeMap::new(),
            next_change: None,
            exceptions: Vec::new(),
            rules: RuleSettings::default(),
            remarks: Vec::new(),
            tests: BTreeMap::new(),
            deployed: None,
            trees: BTreeMap::new(),
            as_of: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        }
    }

    /// A workspace of one policy: MFA for everyone on everything, with a fragment of keys after that, which replace
    /// those of it.
    pub(crate) fn policy_file(fragment: &str) -> Memory {
        let minimal = "state: enabled\nusers: { include: all }\napplications: { include: all }\ngrant: mfa\n";
        let is_kept = |line: &&str| {
            let key = line.split(':').next().unwrap_or_default();
            !fragment.lines().any(|other| other.split(':').next() == Some(key))
        };
        let kept: String = minimal.split_inclusive('\n').filter(is_kept).collect();
        let policy = format!("id: CA001\nname: CA001 - example\n{kept}{fragment}");
        Memory::default()
            .with("tenant.yaml", "tenant: contoso.onmicrosoft.com\n")
            .with("policies/CA001.yaml", policy)
    }

    /// The only tenant of a workspace.
    pub(crate) fn loaded(files: &Memory) -> TenantWorkspace {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        load(files, "", as_of).unwrap().tenants.remove(0)
    }

    /// A directory of so many people, and of groups with their members by number.
    pub(crate) fn directory(people: usize, groups: &[(&str, &[usize])]) -> Directory {
        let id = |number: usize| format!("aaaaaaaa-0000-4000-8000-{number:012}");
        let users: Vec<_> = (0..people)
            .map(|number| json!({ "id": id(number), "userPrincipalName": format!("user{number}@contoso.com") }))
            .collect();
        let page = |entries: Vec<Value>| json!({ "value": entries }).to_string().into_bytes();
        let mut files = vec![
            ("users.json".to_owned(), page(users)),
            (
                "groups.json".to_owned(),
                page(groups.iter().map(|(id, _)| json!({ "id": id, "displayName": id })).collect()),
            ),
        ];
        for (group, members) in groups {
            let members = members.iter().map(|number| json!({ "id": id(*number) })).collect();
            files.push((format!("groupMembers/{group}.json"), page(members)));
        }
        directory::read(&files).0
    }

    /// The ids of the rules that fire, and where.
    pub(crate) fn fired(workspace: &TenantWorkspace) -> Vec<(&'static str, String)> {
        check(&Context::new(workspace, None))
            .into_iter()
            .map(|finding| (finding.rule.id, finding.place.pointer))
            .collect()
    }

    #[test]
    fn a_valid_policy_is_silent() {
        assert_eq!(fired(&workspace(vec![valid_policy("CA001")])), []);
    }

    #[test]
    fn a_tenant_turns_a_rule_off_or_changes_its_severity() {
        let mut tenant = workspace(Vec::new());
        tenant.tenant.emergency_access = None;
        let mut severities = |severity| {
            let id = "CA-LOCK-001".to_owned();
            tenant.rules.rules = vec![RuleSetting { id, severity: Some(severity), options: Vec::new() }];
            let found = check(&Context::new(&tenant, None));
            found.iter().map(|finding| finding.severity).collect::<Vec<_>>()
        };
        assert_eq!(severities(SeveritySetting::As(Severity::Note)), [Severity::Note]);
        assert_eq!(severities(SeveritySetting::Off), []);
    }

    #[test]
    fn rules_are_listed_once_in_order_with_all_their_words() {
        assert!(RULES.is_sorted_by(|a, b| a.id < b.id), "sort RULES by id");
        for rule in RULES {
            assert!(!rule.summary.ends_with('.'), "{}", rule.id);
            for option in rule.options {
                assert!(option.name != SEVERITY && (0..=1_000_000).contains(&option.default), "{}", rule.id);
            }
            assert!(rule.aliases.len() <= 20, "{}", rule.id);
            for heading in ["## What it does\n", "## Why is this bad?\n", "## Example\n", "Use instead:\n"] {
                assert!(rule.explanation.contains(heading), "{}: no `{}`", rule.id, heading.trim());
            }
        }
    }
}
