//! What differs between two sides, as text, JSON and Markdown.

mod findings;
mod gates;
mod json;
mod markdown;
mod text;

pub use findings::findings;
pub(super) use findings::meaning_of_code;
pub use gates::Gates;
pub use json::json;
pub use markdown::{headline, markdown};
pub use text::text;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::meaning;
use super::words::{counted, people};
use crate::compare::{DocumentDiff, Entry, FieldChange, FieldDiff, Meaning, Places};
use crate::replay::{Affected, Certainty, Summary};
use crate::workspace::document::Acknowledged;

/// A comparison of two sides.
#[derive(Debug)]
pub struct Diff<'a> {
    /// The side before, as the user wrote it.
    pub before: &'a str,
    /// The side after, as the user wrote it.
    pub after: &'a str,
    /// The tenants of either side, by name.
    pub tenants: Vec<TenantDiff<'a>>,
    /// The names of tenants that were not compared.
    pub failed: &'a [String],
    /// The documents that differ, where both sides have documents.
    pub documents: Vec<DocumentDiff>,
}

/// A tenant's differences.
#[derive(Debug)]
pub struct TenantDiff<'a> {
    /// The tenant's name; none for an export.
    pub tenant: Option<&'a str>,
    /// Its folder; empty for an export.
    pub folder: &'a str,
    /// Where its documents differ.
    pub places: Places,
    /// Its policies.
    pub policies: FieldDiff<'a>,
    /// Its named locations.
    pub locations: FieldDiff<'a>,
    /// Its settings in `tenant.yaml` that have a say in decisions.
    pub settings: FieldDiff<'a>,
    /// The ids in values that are people's.
    pub people: BTreeSet<String>,
    /// Names for the ids in values.
    pub names: BTreeMap<String, String>,
    /// Of which sign-ins something else is asked; none where nothing differs, or where that was not decided.
    pub meaning: Option<Meaning>,
    /// What else would be asked if the policies were on that are report-only; none where no such policy differs.
    pub switched_on: Option<Meaning>,
    /// Why it was not decided.
    pub undecided: Option<String>,
    /// What recorded sign-ins come to; none where there are none.
    pub seen: Option<LockedOut>,
}

/// Who would newly be locked out, by recorded sign-ins.
#[derive(Clone, Debug, Default)]
pub struct LockedOut {
    /// How many sign-ins got in.
    pub sign_ins: u64,
    /// By how many people.
    pub people: usize,
    /// Who is locked out for certain, by user principal name.
    pub certain: Vec<String>,
    /// Who may be besides.
    pub possible: Vec<String>,
}

impl LockedOut {
    /// Of what a replay came to: whom no test accepts to lose.
    pub fn of(summary: &Summary, acknowledged: &[Acknowledged], as_of: NaiveDate) -> Self {
        let is_accepted = |affected: &Affected| {
            acknowledged.iter().any(|one| {
                one.who.eq_ignore_ascii_case(&affected.user)
                    && one.cause == affected.cause.as_str()
                    && one.until >= as_of
            })
        };
        let users = |certainty: Certainty| -> BTreeSet<String> {
            let of = summary.locked_out.iter().filter(|affected| affected.certainty == certainty);
            of.filter(|affected| !is_accepted(affected)).map(|affected| affected.user.clone()).collect()
        };
        let certain = users(Certainty::Certain);
        let possible = users(Certainty::Possible).difference(&certain).cloned().collect();
        Self {
            sign_ins: summary.counts.got_in,
            people: summary.people,
            certain: certain.into_iter().collect(),
            possible,
        }
    }

    /// How many people at most.
    pub fn at_most(&self) -> usize {
        self.certain.len() + self.possible.len()
    }
}

impl Diff<'_> {
    /// Whether Graph would hold something else, or what decides beside it. Text that differs without that, such as a
    /// comment, is no change.
    pub fn is_change(&self) -> bool {
        self.tenants.iter().any(TenantDiff::is_change)
    }
}

impl Diff<'_> {
    /// What the tenants are called.
    pub fn titles(&self) -> Vec<&str> {
        self.tenants.iter().map(TenantDiff::title).collect()
    }

    /// How many of the tenants differ.
    fn changed(&self) -> usize {
        self.tenants.iter().filter(|tenant| tenant.is_change()).count()
    }
}

impl TenantDiff<'_> {
    /// In one line what the outcome comes to; `None` where nothing differs.
    fn verdict(&self) -> Option<String> {
        if let Some(why) = &self.undecided {
            return Some(format!("whose outcome changes was not decided: {why}"));
        }
        let verdict = meaning::verdict(self.meaning.as_ref()?);
        let is_same_if_on = self.switched_on.as_ref().is_some_and(Meaning::is_same);
        let is_same = self.meaning.as_ref().is_some_and(Meaning::is_same);
        let also = if is_same && is_same_if_on { ", and with report-only policies on" } else { "" };
        Some(format!("{verdict}{also}"))
    }

    /// What would be asked besides if report-only policies were on, with its heading; `None` where it is nothing else.
    fn if_switched_on(&self) -> Option<(String, &Meaning)> {
        let meaning = self.switched_on.as_ref().filter(|meaning| !meaning.is_same())?;
        let words = meaning::verdict(meaning);
        let words = words.trim_start_matches("outcomes: ");
        Some((format!("if its report-only policies were on: {words}"), meaning))
    }

    fn title(&self) -> &str {
        self.tenant.unwrap_or("export")
    }

    /// Whether Graph would hold something else, or what decides beside it.
    pub fn is_change(&self) -> bool {
        self.parts().iter().any(|(_, diff)| is_change(diff))
    }

    fn parts(&self) -> [(Kind, &FieldDiff<'_>); 3] {
        [(Kind::Policy, &self.policies), (Kind::Location, &self.locations), (Kind::Settings, &self.settings)]
    }

    /// A value as a person reads it: an id with its name, where that is known.
    fn shown(&self, value: &Value) -> String {
        match value.as_str().and_then(|id| self.names.get(id)) {
            Some(name) => format!("{value} ({name})"),
            None => value.to_string(),
        }
    }

    /// The lines that tell of a member that differs.
    fn field_lines(&self, field: &FieldChange) -> Vec<String> {
        let pointer = &field.pointer;
        if field.added_items.is_empty() && field.removed_items.is_empty() {
            let side = |value: &Option<Value>| {
                value.as_ref().map_or_else(|| "(nothing)".to_owned(), |value| self.shown(value))
            };
            return vec![format!("{pointer}: {} -> {}", side(&field.before), side(&field.after))];
        }
        let removed = field.removed_items.iter().map(|item| format!("{pointer}: - {}", self.shown(item)));
        let added = field.added_items.iter().map(|item| format!("{pointer}: + {}", self.shown(item)));
        removed.chain(added).collect()
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Policy,
    Location,
    Settings,
}

impl Kind {
    fn one(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Location => "named location",
            Self::Settings => "settings in",
        }
    }

    fn many(self) -> &'static str {
        match self {
            Self::Policy => "policies",
            Self::Location => "named locations",
            Self::Settings => "settings",
        }
    }
}

fn is_change(diff: &FieldDiff<'_>) -> bool {
    !(diff.added.is_empty() && diff.removed.is_empty() && diff.changed.is_empty())
}

/// `2 policies added, 1 changed, 25 unchanged`.
fn counts(kind: Kind, diff: &FieldDiff<'_>) -> String {
    let parts: Vec<String> = [
        (diff.added.len(), "added"),
        (diff.removed.len(), "removed"),
        (diff.changed.len(), "changed"),
        (diff.unchanged.len(), "unchanged"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    format!("{}: {}", kind.many(), if parts.is_empty() { "none".to_owned() } else { parts.join(", ") })
}

/// Who would newly be locked out, in one line.
fn locked_out(seen: &LockedOut, shows_names: bool) -> String {
    let counted_in = format!(
        "by {} of {}",
        counted(seen.sign_ins, "recorded sign-in", "recorded sign-ins"),
        people(seen.people)
    );
    if seen.sign_ins == 0 {
        return "no recorded sign-in got in, so who would be locked out is not known".to_owned();
    }
    if seen.at_most() == 0 {
        return format!("nobody is newly locked out, {counted_in}");
    }
    let (certain, at_most) = (seen.certain.len(), seen.at_most());
    let counts = format!("{counted_in}: newly locked out are {certain} for certain, {at_most} at most");
    let all: Vec<&str> = seen.certain.iter().chain(&seen.possible).map(String::as_str).collect();
    let (shown, others) = all.split_at(all.len().min(MOST_NAMES));
    let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    if shows_names { format!("{counts}: {}{more}", shown.join(", ")) } else { counts }
}

/// So many people are named.
const MOST_NAMES: usize = 10;

/// What a policy or named location is called: its key and its name, or the name where that says both.
fn title(entry: &Entry) -> String {
    match &entry.key {
        Some(key) if !entry.display_name.starts_with(key) => format!("{key} {}", entry.display_name),
        Some(_) | None => entry.display_name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{documents, fields};
    use crate::model::Id;
    use serde_json::json;

    /// Calls with a comparison in which a policy is added, one removed and one changed.
    pub(super) fn with_example(check: impl Fn(&Diff<'_>)) {
        let finance = "22222222-2222-2222-2222-222222222222";
        let entry = |key: Option<&str>, name: &str, value: Value| Entry {
            key: key.map(str::to_owned),
            graph_id: key.is_none().then(|| Id::parse(finance)),
            display_name: name.to_owned(),
            value,
        };
        let users = |group: &str| json!({ "users": { "excludeGroups": [group] } });
        let before = [
            entry(Some("CA201"), "CA201-MFA", json!({ "state": "disabled", "conditions": users(finance) })),
            entry(Some("CA009"), "Old", json!({})),
        ];
        let after = [
            entry(None, "CA001 - Block <b>", json!({})),
            entry(
                Some("CA201"),
                "CA201-MFA",
                json!({ "state": "enabled", "conditions": users("<group:CA201 - Exclude>") }),
            ),
        ];
        let path = "policies/CA201.yaml".to_owned();
        let diff = Diff {
            before: "main:clients/contoso",
            after: "clients/contoso",
            tenants: vec![TenantDiff {
                tenant: Some("contoso"),
                folder: "clients/contoso",
                places: Places::default(),
                policies: fields(&before, &after),
                locations: FieldDiff::default(),
                settings: FieldDiff::default(),
                names: BTreeMap::from([(finance.to_owned(), "SG-Finance".to_owned())]),
                meaning: None,
                switched_on: None,
                undecided: None,
                people: BTreeSet::new(),
                seen: None,
            }],
            failed: &[],
            documents: documents(
                &BTreeMap::from([(path.clone(), "state: disabled\n")]),
                &BTreeMap::from([(path, "state: enabled\n")]),
            ),
        };
        check(&diff);
    }
}
