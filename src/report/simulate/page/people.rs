//! Everybody of whom something changes, in tables that the filter narrows.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::reason::{self, List as Of};
use super::super::{Report, certain_to_possible};
use super::list::{List, is_short, json};
use crate::model::{Id, Policy};
use crate::replay::Affected;
use crate::report::html::escape;
use crate::report::words::day;
use crate::sign_in::Country;

/// What narrows every table of the page. It is shown by the script alone, which also fills in the choices.
pub(super) const FILTER: &str = r#"<form class="filter" role="search" aria-label="Find people" hidden>
<label>Search <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<label>Why <select name="cause"><option value="">any reason</option></select></label>
<label>Policy <select name="policy"><option value="">any policy</option></select></label>
<label>How sure <select name="certainty"><option value="">any</option><option value="certain">for certain</option><option value="possible">possibly</option></select></label>
<button type="reset">Clear</button>
<output role="status"></output>
</form>
"#;

struct Section<'a> {
    of: Of,
    class: &'static str,
    title: &'static str,
    hint: &'static str,
    count: String,
    rows: Vec<(&'a Affected, Option<String>)>,
}

pub(super) fn write(body: &mut String, index: usize, report: &Report<'_>) {
    for (number, section) in sections(report).iter().filter(|section| !section.rows.is_empty()).enumerate() {
        let list = List {
            id: format!("t{index}-l{number}"),
            class: section.class,
            title: section.title,
            count: section.count.clone(),
            hint: section.hint,
            is_open: is_short(section.rows.len()) || section.of == Of::LockedOut,
            columns: ["Who", "What happens", "Policies", "Seen", "What can be done"],
        };
        list.write(body, |body| {
            for (affected, note) in &section.rows {
                row(body, report, section.of, affected, note.as_deref());
            }
        });
    }
    already_failing(body, report);
}

/// The lists, those first who are to be called.
fn sections<'a>(report: &Report<'a>) -> Vec<Section<'a>> {
    let summary = report.summary;
    let accepted: Vec<(&Affected, Option<String>)> = report
        .acknowledged()
        .map(|(affected, by)| {
            let until = day(by.until, report.compared.as_of);
            (affected, Some(format!("Accepted until {until}: {}", by.reason)))
        })
        .collect();
    let (certain, at_most) = (report.locked_out_for_certain(), report.locked_out_at_most());
    let locked_out = [
        Section {
            of: Of::LockedOut,
            class: "out",
            title: "Locked out: call them before the change",
            hint: "",
            count: if certain == at_most { certain.to_string() } else { format!("{certain} to {at_most}") },
            rows: report.locked_out().map(|one| (one, None)).collect(),
        },
        Section {
            of: Of::LockedOut,
            class: "out",
            title: "Locked out, and accepted",
            hint: "The tenant's tests name them with a reason; no gate counts them.",
            count: super::super::people(accepted.iter().map(|(affected, _)| *affected)).to_string(),
            rows: accepted,
        },
    ];
    let others = [
        (
            (Of::MustRegister, "register", &summary.must_register),
            "Must register a method first",
            "They get in, once they have registered from a place where they may.",
        ),
        (
            (Of::Prompted, "prompted", &summary.newly_prompted),
            "Newly prompted",
            "They are asked for something that they were not asked for.",
        ),
        ((Of::Free, "freed", &summary.newly_free), "Newly free", "They are asked for less than before."),
    ];
    let others = others.map(|((of, class, affected), title, hint)| Section {
        of,
        class,
        title,
        hint,
        count: certain_to_possible(affected),
        rows: affected.iter().map(|one| (one, None)).collect(),
    });
    locked_out.into_iter().chain(others).collect()
}

fn row(body: &mut String, report: &Report<'_>, of: Of, affected: &Affected, note: Option<&str>) {
    let certainty = affected.certainty.as_str();
    let policies: Vec<&Policy<Id>> =
        affected.policies.iter().filter_map(|index| report.policies.get(*index)).collect();
    let ids: BTreeSet<&str> = policies.iter().map(|policy| policy.id.as_str()).collect();
    let _ = write!(
        body,
        "<tr data-certainty=\"{certainty}\" data-cause=\"{}\" data-policies=\"{}\"><th scope=\"row\">{}",
        json([if of == Of::Free { "less is asked" } else { reason::cause(affected.cause) }]),
        json(ids),
        escape(&affected.user),
    );
    if !affected.display_name.is_empty() && affected.display_name != affected.user {
        let _ = write!(body, "<small>{}</small>", escape(&affected.display_name));
    }
    let _ = write!(body, "</th><td>{}", escape(&reason::what(of, affected, report.policies)));
    let caveat = affected.certainty.caveat();
    if !caveat.is_empty() {
        let _ = write!(body, " <span class=\"state\">{caveat}</span>");
    }
    body.push_str("</td><td>");
    for policy in policies {
        let name = if policy.display_name.is_empty() { &policy.id } else { &policy.display_name };
        let _ = write!(body, "<p title=\"{}\">{}</p>", escape(name), escape(label(policy)));
    }
    let end = report.summary.span.map(|(_, last)| last.date_naive());
    let _ = write!(body, "</td><td>{}", escape(&reason::how_often(affected, end, report.compared.as_of)));
    if let Some(example) = &affected.example {
        let from = example.ip_address.map(|address| address.to_string());
        let place =
            [from.as_deref(), example.country.as_ref().map(Country::code).filter(|code| !code.is_empty())];
        let shown: Vec<&str> = [Some(example.application.as_str()), Some(example.operating_system.as_str())]
            .into_iter()
            .chain(place)
            .flatten()
            .filter(|text| !text.trim().is_empty())
            .collect();
        let _ = write!(body, "<small>{}</small>", escape(&shown.join(" · ")));
    }
    let remedy = escape(note.unwrap_or(&affected.remedy));
    let _ = writeln!(body, "</td><td>{remedy}</td></tr>");
}

/// A policy's key here; the name where the key is Graph's.
pub(super) fn label(policy: &Policy<Id>) -> &str {
    match Id::parse(&policy.id) {
        Id::Guid(_) if !policy.display_name.is_empty() => &policy.display_name,
        Id::Guid(_) | Id::Text(_) => &policy.id,
    }
}

fn already_failing(body: &mut String, report: &Report<'_>) {
    let failing = &report.summary.already_failing;
    if failing.is_empty() {
        return;
    }
    body.push_str(
        "<section>\n<h2>Already failing</h2>\n<p class=\"hint\">They get in otherwise; these attempts never finished, \
         and the change did not stop them.</p>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Who</th>\
         <th scope=\"col\">Attempts</th><th scope=\"col\">Newest</th><th scope=\"col\">Error code</th></tr></thead>\n<tbody>\n",
    );
    for person in failing {
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td><td class=\"number\">{}</td></tr>",
            escape(&person.user),
            person.attempts,
            day(person.newest.date_naive(), report.compared.as_of),
            person.error_code,
        );
    }
    body.push_str("</tbody>\n</table></div>\n</section>\n");
}
