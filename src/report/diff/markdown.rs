//! Differences for a pull request.

use std::fmt::Write;

use super::{Diff, Kind, TenantDiff, counts, title};
use crate::compare::FieldDiff;

/// Renders a comparison for a pull request: a table of what differs in Graph for each tenant, and the text, folded.
pub fn markdown(diff: &Diff<'_>) -> String {
    let mut out = format!("## {} → {}\n", code(diff.before), code(diff.after));
    for tenant in &diff.tenants {
        // Writing to a string cannot fail, here and below.
        let _ = write!(out, "\n### {}\n\n", escape(tenant.title()));
        for (kind, diff) in tenant.parts() {
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

/// Text that has no meaning in Markdown, HTML or a table.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(character);
            }
            character => out.push(character),
        }
    }
    out
}

/// Text in the font of code. The element, unlike backticks, can hold any text in a table.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// More backticks than stand in a row anywhere in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
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
        assert_eq!(fence("a ``` b"), "````");
    }
}
