//! Differences for one comment on a pull request, which is written anew for every push.

use std::fmt::Write;

use super::{Diff, Kind, TenantDiff, counts, locked_out, title};
use crate::compare::{FieldChange, FieldDiff, Meaning};
use crate::report::markdown::{code, escape, fence};
use crate::report::meaning::{Names, meaning_details, meaning_table};
use crate::report::simulate::People;
use crate::report::words::{counted, list};
use crate::space::Direction;

/// By this the comment of an earlier run is found again. GitHub and Azure DevOps do not show it.
const MARKER: &str = "<!-- gatewright:diff -->\n";

/// So many characters a comment may have: GitHub takes 65,536, and a review has more to say beside it.
const LONGEST: usize = 45_000;

/// Renders a comparison for a pull request: what it comes to in one line, a table of what changes for each tenant, then
/// details, folded. People are counted, unless their names are asked for; the text of documents, which may hold names
/// and which the pull request shows itself, goes with the names. What does not fit is left out and said.
pub fn markdown(diff: &Diff<'_>, people: People) -> String {
    let names = names(people);
    let mut out = format!("{MARKER}**{}**\n\n", escape(&headline(diff)));
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "{} → {}", code(diff.before), code(diff.after));
    let same: Vec<&str> =
        diff.tenants.iter().filter(|tenant| is_same(tenant)).map(TenantDiff::title).collect();
    let mut blocks = Vec::new();
    for tenant in diff.tenants.iter().filter(|tenant| !is_same(tenant)) {
        blocks.push(summary(tenant, names, diff.tenants.len() > 1));
    }
    if !same.is_empty() {
        blocks.push(format!("\nNo outcome changes in {}: {}\n", same.len(), escape(&list(&same))));
    }
    if !diff.failed.is_empty() {
        blocks.push(format!("\nNot compared: {}\n", escape(&list(diff.failed))));
    }
    blocks
        .extend(diff.tenants.iter().filter(|tenant| tenant.is_change()).map(|tenant| details(tenant, names)));
    if names == Names::Told {
        blocks.extend(diff.documents.iter().map(|document| {
            let fence = fence(&document.unified);
            let unified = &document.unified;
            folded(&document.path, &format!("{fence}diff\n{unified}{fence}\n"))
        }));
    }
    fit(out, blocks)
}

/// Whether names are told.
pub(super) fn names(people: People) -> Names {
    match people {
        People::Named => Names::Told,
        People::Counted => Names::Counted,
    }
}

/// As many blocks as fit, and how many do not.
fn fit(mut out: String, blocks: Vec<String>) -> String {
    const NOTE: usize = 120;
    let mut length = out.chars().count();
    let mut cut = 0;
    for block in blocks {
        let own = block.chars().count();
        // A later one that is short would stand beside what it does not belong to.
        if cut > 0 || length + own + NOTE > LONGEST {
            cut += 1;
            continue;
        }
        length += own;
        out.push_str(&block);
    }
    if cut > 0 {
        let _ = writeln!(out, "\n**{cut} parts do not fit here and were cut**: `gatewright diff` shows them");
    }
    out
}

/// What all tenants come to, in one line.
pub fn headline(diff: &Diff<'_>) -> String {
    let is_as_written = |tenant: &&TenantDiff<'_>| {
        tenant.undecided.is_some() || tenant.meaning.as_ref().is_some_and(|meaning| !meaning.is_same())
    };
    let changed: Vec<&TenantDiff<'_>> = diff.tenants.iter().filter(is_as_written).collect();
    let besides = diff.tenants.iter().filter(|tenant| !is_as_written(tenant) && !is_same(tenant)).count();
    let besides = match (besides, changed.is_empty()) {
        (0, _) => String::new(),
        (count, true) => format!("; if report-only policies were on, some would in {}", tenants(count)),
        (count, false) => format!("; in {count} more if report-only policies were on"),
    };
    match (changed.as_slice(), diff.tenants.len() + diff.failed.len()) {
        ([], _) if diff.failed.is_empty() => format!("No outcome changes: proved for every sign-in{besides}"),
        ([], _) => "No outcome changes in those compared; not all were".to_owned(),
        ([only], 1) => only.verdict().unwrap_or_else(|| "Something else is asked".to_owned()),
        (changed, total) => {
            let count = |direction| {
                let meanings = changed.iter().filter_map(|tenant| tenant.meaning.as_ref());
                meanings
                    .flat_map(|meaning| &meaning.differences)
                    .filter(|found| found.direction == direction)
                    .count()
            };
            let grades = [
                (count(Some(Direction::Loosens)), "loosens"),
                (count(Some(Direction::Mixed)), "mixed"),
                (count(None), "undecided"),
                (count(Some(Direction::Tightens)), "tightens"),
            ];
            let told = grades.iter().filter(|(count, _)| *count > 0);
            let told: Vec<String> = told.map(|(count, words)| format!("{count} {words}")).collect();
            let rest = if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) };
            format!("Outcomes change in {} of {total} tenants{rest}{besides}", changed.len())
        }
    }
}

fn tenants(count: usize) -> String {
    counted(count as u64, "tenant", "tenants")
}

/// Whether no outcome changes, decided, with report-only policies on as well.
fn is_same(tenant: &TenantDiff<'_>) -> bool {
    let is_same = |meaning: &Option<Meaning>| meaning.as_ref().is_none_or(Meaning::is_same);
    tenant.undecided.is_none() && is_same(&tenant.meaning) && is_same(&tenant.switched_on)
}

fn summary(tenant: &TenantDiff<'_>, names: Names, is_one_of_several: bool) -> String {
    let mut out = format!("\n### {}\n\n", escape(tenant.title()));
    // Of one tenant alone it is the headline.
    if let Some(verdict) = tenant.verdict().filter(|_| is_one_of_several) {
        let _ = writeln!(out, "**{}**", escape(&verdict));
    }
    if let Some(seen) = &tenant.seen {
        let _ = writeln!(out, "\n{}", escape(&locked_out(seen, names == Names::Told)));
    }
    if let Some(meaning) = &tenant.meaning {
        meaning_table(&mut out, meaning, names);
    }
    if let Some((heading, switched_on)) = tenant.if_switched_on() {
        let _ = writeln!(out, "\n**{}**", escape(&heading));
        meaning_table(&mut out, switched_on, names);
    }
    out
}

/// Which sign-ins each change is about, with examples, and what differs in Graph.
fn details(tenant: &TenantDiff<'_>, names: Names) -> String {
    let mut out = String::new();
    for meaning in tenant.meaning.iter().chain(tenant.if_switched_on().map(|(_, meaning)| meaning)) {
        meaning_details(&mut out, meaning, names);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    for (kind, diff) in tenant.parts().into_iter().take(2) {
        let _ = writeln!(out, "- {}", counts(kind, diff));
    }
    out.push_str("\n| | What | How |\n| --- | --- | --- |\n");
    for (kind, diff) in tenant.parts() {
        rows(&mut out, tenant, names, kind, diff);
    }
    folded(&format!("{}: details", tenant.title()), &out)
}

fn folded(title: &str, body: &str) -> String {
    format!("\n<details><summary>{}</summary>\n\n{body}\n</details>\n", escape(title))
}

fn rows(out: &mut String, tenant: &TenantDiff<'_>, names: Names, kind: Kind, diff: &FieldDiff<'_>) {
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
        let lines = changed.fields.iter().flat_map(|field| match names {
            Names::Counted if is_of_people(tenant, field) => vec![people_line(field)],
            Names::Told | Names::Counted => tenant.field_lines(field),
        });
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

/// Whether a member names people.
fn is_of_people(tenant: &TenantDiff<'_>, field: &FieldChange) -> bool {
    let items = || {
        let both = field.before.iter().chain(&field.after);
        both.flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice))
    };
    items()
        .filter_map(serde_json::Value::as_str)
        .any(|text| tenant.people.contains(text) || text.contains('@'))
}

/// `users: 2 more, 1 fewer`.
fn people_line(field: &FieldChange) -> String {
    let (added, removed) = (field.added_items.len(), field.removed_items.len());
    format!("{}: {added} added, {removed} removed", field.pointer)
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_example;
    use super::*;

    #[test]
    fn user_text_is_no_markup() {
        with_example(|diff| {
            let markdown = markdown(diff, People::Named);
            assert!(markdown.starts_with(MARKER), "{markdown}");
            assert!(markdown.contains("| added | policy CA001 - Block &lt;b&gt; |  |\n"), "{markdown}");
            let how = "<code>/conditions/users/excludeGroups: + \"&lt;group:CA201 - Exclude&gt;\"</code>";
            assert!(markdown.contains(how), "{markdown}");
            assert!(markdown.contains("\n```diff\n--- a/policies/CA201.yaml\n"), "{markdown}");
        });
    }

    #[test]
    fn a_comment_fits_and_says_what_was_cut() {
        let blocks = (0..100).map(|_| "é".repeat(1_000)).collect();
        let comment = fit(MARKER.to_owned(), blocks);
        assert!(comment.chars().count() <= LONGEST, "{}", comment.chars().count());
        assert!(
            comment.contains("**56 parts do not fit here and were cut**"),
            "{}",
            &comment[comment.len() - 100..]
        );
        let whole = fit(MARKER.to_owned(), vec!["short".to_owned()]);
        assert_eq!(whole, format!("{MARKER}short"));
    }
}
