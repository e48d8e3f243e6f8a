//! Differences for a terminal.

use std::fmt::Write;

use super::{Diff, Kind, TenantDiff, counts, locked_out, title};
use crate::compare::FieldDiff;
use crate::report::meaning::meaning_text;
use crate::report::words::{COLUMNS, inert, list, wrap};

/// Renders a comparison for a terminal: what differs in Graph, tenant by tenant, then what differs in the text.
pub fn text(diff: &Diff<'_>) -> String {
    let mut out = format!("{} -> {}\n", diff.before, diff.after);
    let is_alike = |tenant: &&TenantDiff<'_>| !tenant.is_change() && tenant.meaning.is_none();
    let alike: Vec<&str> = diff.tenants.iter().filter(is_alike).map(TenantDiff::title).collect();
    for tenant in diff.tenants.iter().filter(|tenant| alike.len() < 2 || !is_alike(tenant)) {
        out.push('\n');
        out.push_str(&tenant_text(tenant));
    }
    if alike.len() > 1 {
        out.push('\n');
        let line = format!("no differences in {} tenants: {}", alike.len(), list(&alike));
        // Writing to a string cannot fail, here and below.
        for line in wrap(&inert(&line), COLUMNS) {
            let _ = writeln!(out, "{line}");
        }
    }
    let total = diff.tenants.len() + diff.failed.len();
    if total > 1 {
        // Writing to a string cannot fail, here and below.
        let _ = write!(out, "\n{} of {total} tenants differ", diff.changed());
        if !diff.failed.is_empty() {
            let _ = write!(out, ", not compared: {}", list(diff.failed));
        }
        out.push('\n');
    }
    for document in &diff.documents {
        let _ = write!(out, "\n{}", document.unified);
    }
    out
}

fn tenant_text(tenant: &TenantDiff<'_>) -> String {
    let [policies, locations, _] = tenant.parts().map(|(kind, diff)| counts(kind, diff));
    if !tenant.is_change() {
        let mut out = format!("{}: no differences ({policies}; {locations})\n", tenant.title());
        if let Some(meaning) = &tenant.meaning {
            meaning_text(&mut out, meaning);
        }
        return out;
    }
    let mut out = format!("{}\n", tenant.title());
    if let Some(verdict) = tenant.verdict() {
        let _ = writeln!(out, "  {verdict}");
    }
    if let Some(meaning) = &tenant.meaning {
        meaning_text(&mut out, meaning);
    }
    if let Some(seen) = &tenant.seen {
        for line in wrap(&inert(&locked_out(seen, true)), COLUMNS - 2) {
            let _ = writeln!(out, "  {line}");
        }
    }
    if let Some((heading, switched_on)) = tenant.if_switched_on() {
        let _ = writeln!(out, "  {heading}");
        meaning_text(&mut out, switched_on);
    }
    for (kind, diff) in tenant.parts() {
        entries(&mut out, tenant, kind, diff);
    }
    let _ = writeln!(out, "  {policies}\n  {locations}");
    out
}

fn entries(out: &mut String, tenant: &TenantDiff<'_>, kind: Kind, diff: &FieldDiff<'_>) {
    let kind = kind.one();
    for entry in &diff.added {
        let _ = writeln!(out, "  + {kind} {}", title(entry));
    }
    for entry in &diff.removed {
        let _ = writeln!(out, "  - {kind} {}", title(entry));
    }
    for changed in &diff.changed {
        let _ = writeln!(out, "  ~ {kind} {}", title(changed.after));
        for line in changed.fields.iter().flat_map(|field| tenant.field_lines(field)) {
            let _ = writeln!(out, "      {line}");
        }
    }
    for ambiguous in &diff.ambiguous {
        let candidates: Vec<String> = ambiguous.candidates.iter().map(|entry| title(entry)).collect();
        let _ = writeln!(
            out,
            "  ? {kind} {} may be any of {}; they were compared by name",
            title(ambiguous.entry),
            candidates.join(", ")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_example;
    use super::*;

    #[test]
    fn every_member_that_differs_is_on_a_line() {
        with_example(|diff| {
            assert_eq!(
                text(diff),
                "\
main:clients/contoso -> clients/contoso

contoso
  + policy CA001 - Block <b>
  - policy CA009 Old
  ~ policy CA201-MFA
      /conditions/users/excludeGroups: - \"22222222-2222-2222-2222-222222222222\" (SG-Finance)
      /conditions/users/excludeGroups: + \"<group:CA201 - Exclude>\"
      /state: \"disabled\" -> \"enabled\"
  policies: 1 added, 1 removed, 1 changed
  named locations: none

--- a/policies/CA201.yaml
+++ b/policies/CA201.yaml
@@ -1 +1 @@
-state: disabled
+state: enabled
"
            );
        });
    }

    #[test]
    fn no_difference_is_one_line() {
        with_example(|diff| {
            let mut same =
                Diff { before: "a", after: "b", tenants: Vec::new(), failed: &[], documents: Vec::new() };
            let policies =
                FieldDiff { unchanged: diff.tenants[0].policies.added.clone(), ..FieldDiff::default() };
            same.tenants.push(TenantDiff {
                tenant: None,
                folder: "",
                places: crate::compare::Places::default(),
                policies,
                locations: FieldDiff::default(),
                settings: FieldDiff::default(),
                names: std::collections::BTreeMap::default(),
                meaning: None,
                switched_on: None,
                undecided: None,
                people: std::collections::BTreeSet::default(),
                seen: None,
            });
            assert_eq!(
                text(&same),
                "a -> b\n\nexport: no differences (policies: 1 unchanged; named locations: none)\n"
            );
            assert!(!same.is_change());
        });
    }
}
