//! The reference of the language, made of its schemas: every key with what it takes.

use std::collections::BTreeSet;
use std::fmt::Write;

use gatewright::workspace::schema::{DocumentKind, runtime_schema};
use serde_json::Value;

/// The page.
pub(crate) fn page() -> String {
    let mut page = "\
# The language

Every document and its keys, from the schemas. `a.b` is the key `b` of the map under `a`, `a[]` is an item of the list
under `a`, and `a.*` is the value under a key of the author's choice. In policies, locations and groups of a shared set,
`$(name)` may stand for a value.
"
    .to_owned();
    for kind in DocumentKind::ALL {
        let schema = runtime_schema(*kind);
        let _ = write!(
            page,
            "\n## {}\n\n{} The schema for editors is `schemas/{}`.\n\n| Key | Value | What it is |\n| --- | --- | --- |\n",
            place(*kind),
            text(&schema, "description"),
            kind.schema_file()
        );
        rows(&schema, "", &mut BTreeSet::new(), &mut page);
    }
    page
}

fn place(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Policy => "policies/*.yaml",
        DocumentKind::Locations => "locations.yaml",
        DocumentKind::Groups => "groups.yaml",
        DocumentKind::Baseline => "baseline.yaml",
        DocumentKind::Tenant => "tenant.yaml",
        DocumentKind::Lock => "tenant.lock.yaml",
        DocumentKind::Tests => "tests/*.yaml",
    }
}

fn text<'a>(schema: &'a Value, keyword: &str) -> &'a str {
    schema.get(keyword).and_then(Value::as_str).unwrap_or_default()
}

/// A schema, or the alternatives that it consists of.
fn shapes(schema: &Value) -> Vec<&Value> {
    match schema.get("anyOf").and_then(Value::as_array) {
        Some(alternatives) if schema.get("properties").is_none() => {
            alternatives.iter().flat_map(shapes).collect()
        }
        Some(_) | None => vec![schema],
    }
}

/// A row for each key in a value, with those within.
fn rows(schema: &Value, path: &str, seen: &mut BTreeSet<String>, page: &mut String) {
    for shape in shapes(schema) {
        for (key, inner) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            // Shapes of one value may share keys.
            if !seen.insert(path.clone()) {
                continue;
            }
            let needed = if is_required(shape, key) { ", required" } else { "" };
            let description = cell(text(inner, "description"));
            let _ = writeln!(page, "| `{path}` | {}{needed} | {description} |", cell(&value(inner)));
            rows(inner, &path, seen, page);
        }
        if let Some(items) = shape.get("items") {
            rows(items, &format!("{path}[]"), seen, page);
        }
        if let Some(values) = shape.get("additionalProperties").filter(|values| values.is_object()) {
            rows(values, &format!("{path}.*"), seen, page);
        }
    }
}

fn is_required(shape: &Value, key: &str) -> bool {
    shape.get("required").and_then(Value::as_array).is_some_and(|keys| keys.iter().any(|known| known == key))
}

/// What a value may be, in words.
fn value(schema: &Value) -> String {
    let mut words: Vec<String> = Vec::new();
    for shape in shapes(schema) {
        let word = one(shape);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" or ")
}

fn one(shape: &Value) -> String {
    if let Some(words) = shape.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!("`{}`", word.as_str().map_or_else(|| word.to_string(), str::to_owned)))
            .collect();
        return words.join(", ");
    }
    let kinds: Vec<&str> = match shape.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return "anything".to_owned(),
    };
    let words: Vec<String> = kinds.into_iter().map(|kind| of_kind(kind, shape)).collect();
    words.join(" or ")
}

fn of_kind(kind: &str, shape: &Value) -> String {
    match (kind, text(shape, "format")) {
        ("string", "") if shape.get("pattern").is_some() => "`graph:…`".to_owned(),
        ("string", "") => "text".to_owned(),
        ("string", format) => format!("text ({})", format.replace('-', " ")),
        ("integer", _) => "whole number".to_owned(),
        ("boolean", _) => "`true`, `false`".to_owned(),
        ("array", _) => match shape.get("items") {
            Some(items) => format!("list of {}", value(items)),
            None => "list".to_owned(),
        },
        ("object", _) => {
            match shape.get("additionalProperties").filter(|_| shape.get("properties").is_none()) {
                Some(values) => format!("map to {}", value(values)),
                None => "map".to_owned(),
            }
        }
        (other, _) => other.to_owned(),
    }
}

/// A text in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}
