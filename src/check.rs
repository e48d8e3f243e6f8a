//! Rules over a loaded tenant: what the shape of a document cannot say.
//!
//! One rule a file, its Markdown beside it; the examples in the Markdown are the rule's tests (`tests/rules.rs`). Rules
//! speak of places, never of files or lines, and decide no sign-in. Rendering is the business of `report`.

mod context;
mod entitlements;
mod finding;
mod fix;
mod guests;
mod license_needs;
mod name_words;
mod naming;
mod policy_shape;
mod risk_control;
pub mod rules;
mod teams_devices;

pub use context::Context;
pub use finding::{Finding, Within};
pub use fix::{Change, Fix};
pub use rules::RULES;

use crate::diagnostic::{Diagnostic, Severity};
use crate::workspace::TenantWorkspace;

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

/// Runs every rule, in the order of [`RULES`], with the severities that the tenant's `rules` ask for.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in RULES {
        (rule.check)(context, &mut found);
    }
    found.retain_mut(|finding| is_wanted(context.workspace, finding));
    found
}

/// Runs every rule and says where in the files each finding is.
pub fn diagnostics(context: &Context<'_>) -> Vec<Diagnostic> {
    check(context).iter().map(|finding| finding.diagnostic(context.workspace)).collect()
}

/// The rule of an id, in any case.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// Whether the tenant leaves the finding's rule on; gives the finding the severity that the tenant asks for.
fn is_wanted(workspace: &TenantWorkspace, finding: &mut Finding) -> bool {
    match workspace.rules.iter().find(|(id, _)| id == finding.rule.id) {
        Some((_, Some(severity))) => {
            finding.severity = *severity;
            true
        }
        Some((_, None)) => false,
        None => true,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use chrono::NaiveDate;

    use crate::model::{
        ApplicationRef, BuiltInControl, ConditionSet, EmergencyAccess, GrantControls, GrantItem, Id,
        Operator, PlatformSettings, Policy, State, Tenant, Unknown, UnmanagedPolicies, UserRef,
    };

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
                    group: None,
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
            locations: Vec::new(),
            groups: Vec::new(),
            strengths: Vec::new(),
            names: BTreeMap::new(),
            placeholders: BTreeMap::new(),
            next_change: None,
            exceptions: Vec::new(),
            compile_errors: Vec::new(),
            rules: Vec::new(),
            tests: BTreeMap::new(),
            deployed: None,
            trees: BTreeMap::new(),
            as_of: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        }
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
        tenant.rules = vec![("CA-LOCK-001".to_owned(), Some(Severity::Note))];
        let severities: Vec<_> =
            check(&Context::new(&tenant, None)).iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Note]);
        tenant.rules = vec![("CA-LOCK-001".to_owned(), None)];
        assert!(check(&Context::new(&tenant, None)).is_empty());
    }

    #[test]
    fn rules_are_listed_once_in_order_with_all_their_words() {
        assert!(RULES.is_sorted_by(|a, b| a.id < b.id), "sort RULES by id");
        for rule in RULES {
            assert!(!rule.summary.ends_with('.'), "{}", rule.id);
            assert!(rule.aliases.len() <= 20, "{}", rule.id);
            for heading in ["## What it does\n", "## Why is this bad?\n", "## Example\n", "Use instead:\n"] {
                assert!(rule.explanation.contains(heading), "{}: no `{}`", rule.id, heading.trim());
            }
        }
    }
}
