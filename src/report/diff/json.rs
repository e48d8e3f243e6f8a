//! Differences for programs.

use serde::Serialize;
use serde_json::Value;

use super::Diff;
use crate::compare::{Entry, FieldChange, FieldDiff};
use crate::report::meaning::{MeaningJson, meaning_json};

#[derive(Serialize)]
struct Document<'a> {
    before: &'a str,
    after: &'a str,
    changed: bool,
    tenants: Vec<OfTenant<'a>>,
    failed: &'a [String],
    total: Total,
    documents: Vec<Text<'a>>,
}

#[derive(Serialize)]
struct Total {
    tenants: usize,
    changed: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfTenant<'a> {
    tenant: Option<&'a str>,
    meaning: Option<MeaningJson<'a>>,
    switched_on: Option<MeaningJson<'a>>,
    locked_out: Option<LockedOutJson<'a>>,
    undecided: Option<&'a str>,
    policies: Part<'a>,
    named_locations: Part<'a>,
    settings: Part<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LockedOutJson<'a> {
    sign_ins: u64,
    people: usize,
    certain: &'a [String],
    possible: &'a [String],
}

#[derive(Serialize)]
struct Part<'a> {
    added: Vec<Item<'a>>,
    removed: Vec<Item<'a>>,
    changed: Vec<Change<'a>>,
    unchanged: usize,
    ambiguous: Vec<Ambiguous<'a>>,
}

/// `key` is that of the repository, `id` that of Graph.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    key: Option<&'a str>,
    id: Option<String>,
    display_name: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    #[serde(flatten)]
    item: Item<'a>,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field<'a> {
    pointer: &'a str,
    before: Option<&'a Value>,
    after: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    added_items: &'a [Value],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    removed_items: &'a [Value],
}

#[derive(Serialize)]
struct Ambiguous<'a> {
    #[serde(flatten)]
    item: Item<'a>,
    candidates: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Text<'a> {
    path: &'a str,
    diff: &'a str,
}

/// Renders a comparison as JSON. A member that one side lacks is null there, as for Graph.
pub fn json(diff: &Diff<'_>) -> String {
    let tenants = diff.tenants.iter().map(|tenant| OfTenant {
        tenant: tenant.tenant,
        meaning: tenant.meaning.as_ref().map(meaning_json),
        switched_on: tenant.switched_on.as_ref().map(meaning_json),
        locked_out: tenant.seen.as_ref().map(|seen| LockedOutJson {
            sign_ins: seen.sign_ins,
            people: seen.people,
            certain: &seen.certain,
            possible: &seen.possible,
        }),
        undecided: tenant.undecided.as_deref(),
        policies: part(&tenant.policies),
        named_locations: part(&tenant.locations),
        settings: part(&tenant.settings),
    });
    let documents =
        diff.documents.iter().map(|document| Text { path: &document.path, diff: &document.unified });
    crate::report::pretty(&Document {
        before: diff.before,
        after: diff.after,
        changed: diff.is_change(),
        tenants: tenants.collect(),
        failed: diff.failed,
        total: Total { tenants: diff.tenants.len() + diff.failed.len(), changed: diff.changed() },
        documents: documents.collect(),
    })
}

fn part<'a>(diff: &'a FieldDiff<'_>) -> Part<'a> {
    let items = |entries: &[&'a Entry]| entries.iter().map(|entry| item(entry)).collect();
    Part {
        added: items(&diff.added),
        removed: items(&diff.removed),
        changed: diff
            .changed
            .iter()
            .map(|changed| Change {
                item: item(changed.after),
                fields: changed.fields.iter().map(field).collect(),
            })
            .collect(),
        unchanged: diff.unchanged.len(),
        ambiguous: diff
            .ambiguous
            .iter()
            .map(|ambiguous| Ambiguous {
                item: item(ambiguous.entry),
                candidates: items(&ambiguous.candidates),
            })
            .collect(),
    }
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        key: entry.key.as_deref(),
        id: entry.graph_id.as_ref().map(ToString::to_string),
        display_name: &entry.display_name,
    }
}

fn field(change: &FieldChange) -> Field<'_> {
    Field {
        pointer: &change.pointer,
        before: change.before.as_ref(),
        after: change.after.as_ref(),
        added_items: &change.added_items,
        removed_items: &change.removed_items,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_example;
    use super::*;
    use serde_json::json;

    #[test]
    fn json_says_what_text_says() {
        with_example(|diff| {
            let document: Value = serde_json::from_str(&json(diff)).unwrap();
            crate::report::schemas::assert_valid(crate::report::schemas::ResultKind::Diff, &document);
            assert_eq!(document["changed"], true);
            let policies = &document["tenants"][0]["policies"];
            assert_eq!(policies["added"][0]["displayName"], "CA001 - Block <b>");
            assert_eq!(
                policies["changed"][0]["fields"][1],
                json!({ "pointer": "/state", "before": "disabled", "after": "enabled" })
            );
            assert_eq!(policies["changed"][0]["key"], "CA201");
            assert_eq!(document["documents"][0]["path"], "policies/CA201.yaml");
        });
    }
}
