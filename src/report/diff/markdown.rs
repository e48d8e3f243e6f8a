//! Differences for a pull request.

use std::fmt::Write;

use super::{Diff, Kind, TenantDiff, counts, title};
use crate::compare::FieldDiff;
use crate::report::markdown::{code, escape, fence};
use crate::report::meaning::{Names, meaning_details, meaning_table};

/// Renders a comparison for a pull request: a table of what differs in Graph for each tenant, and the text, folded.
pub fn markdown(diff: &Diff<'_>) -> String {
    let mut out = format!("## {} → {}\n", code(diff.before), code(diff.after));
    for tenant in &diff.tenants {
        // Writing to a string cannot fail, here and below.
        let _ = write!(out, "\n### {}\n\n", escape(tenant.title()));
        if let Some(verdict) = tenant.verdict() {
            let _ = writeln!(out, "**{}**", escape(&verdict));
        }
        if let Some(meaning) = &tenant.meaning {
            meaning_table(&mut out, meaning, Names::Counted);
            out.push('\n');
            meaning_details(&mut out, meaning, Names::Counted);
            out.push('\n');
        }
        if let Some((heading, switched_on)) = tenant.if_switched_on() {
            let _ = writeln!(out, "**{}**", escape(&heading));
            meaning_table(&mut out, switched_on, Names::Counted);
            out.push('\n');
        }
        for (kind, diff) in tenant.parts().into_iter().take(2) {
            let _ = writeln!(out, "- {}", counts(kind, diff));
        }
        if tenant.is_change() {
            out.push_str("\n| | What | How |\n| --- | --- | --- |\n");
            for (kind, diff) in tenant.parts() {
                rows(&mut out, tenant, kind, diff);
            }
        }
    }
    for document in &diff.documents {
        let fence = fence(&document.unified);
        let path = escape(&document.path);
        let unified = &document.unified;
        let _ = write!(
            out,
            "\n<details><summary>{path}</summary>\n\n{fence}diff\n{unified}{fence}\n\n</details>\n"
        );
    }
    out
}

fn rows(out: &mut String, tenant: &TenantDiff<'_>, kind: Kind, diff: &FieldDiff<'_>) {
    let mut row = |what: &str, title: &str, how: &str| {
        let _ = writeln!(out, "| {what} | {} {} | {how} |", kind.one(), escape(title));
    };
    for entry in &diff.added {
        row("added", &title(entry), "");
    }
    for entry in &diff.removed {
        row("removed", &title(entry), "");
    }
    for changed in &diff.changed {
        let lines = changed.fields.iter().flat_map(|field| tenant.field_lines(field));
        let lines: Vec<String> = lines.map(|line| code(&line)).collect();
        row("changed", &title(changed.after), &lines.join("<br>"));
    }
    for ambiguous in &diff.ambiguous {
        let candidates: Vec<String> =
            ambiguous.candidates.iter().map(|entry| escape(&title(entry))).collect();
        let how = format!("may be any of {}; compared by name", candidates.join(", "));
        row("ambiguous", &title(ambiguous.entry), &how);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_example;
    use super::*;

    #[test]
    fn user_text_is_no_markup() {
        with_example(|diff| {
            let markdown = markdown(diff);
            assert!(markdown.contains("| added | policy CA001 - Block &lt;b&gt; |  |\n"), "{markdown}");
            let how = "<code>/conditions/users/excludeGroups: + \"&lt;group:CA201 - Exclude&gt;\"</code>";
            assert!(markdown.contains(how), "{markdown}");
            assert!(markdown.contains("\n```diff\n--- a/policies/CA201.yaml\n"), "{markdown}");
        });
    }
}
