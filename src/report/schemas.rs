//! The shape of every JSON result, as JSON Schema 2020-12.
//!
//! A result may gain members; what is listed here stays. So the published schemas are open, and only tests hold that
//! nothing is left out of them.

mod calibrate;
mod check;
mod diff;
mod explain;
mod known;
mod mutation;
mod part;
mod prove;
mod rollout;
mod rules;
mod simulate;
mod test;
mod whatif;

use serde_json::{Map, Value, json};

/// A result with a JSON format, or a file of JSON that a verb writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultKind {
    /// `calibrate --format json`.
    Calibrate,
    /// `check --format json`.
    Check,
    /// `diff --format json`.
    Diff,
    /// The file of `check --write-baseline-findings`.
    KnownFindings,
    /// `explain --format json`.
    Explain,
    /// The file of `simulate --shard`.
    Part,
    /// `test --mutate --format json`.
    Mutation,
    /// `prove --format json`.
    Prove,
    /// `rollout --format json`.
    Rollout,
    /// `rules --format json`.
    Rules,
    /// `simulate --format json`.
    Simulate,
    /// `test --format json`.
    Test,
    /// `whatif --format json`.
    WhatIf,
}

impl ResultKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Calibrate,
        Self::Check,
        Self::Diff,
        Self::Explain,
        Self::KnownFindings,
        Self::Mutation,
        Self::Part,
        Self::Prove,
        Self::Rollout,
        Self::Rules,
        Self::Simulate,
        Self::Test,
        Self::WhatIf,
    ];

    /// The name of the published schema's file.
    pub fn schema_file(self) -> &'static str {
        match self {
            Self::Calibrate => "calibrate.schema.json",
            Self::Check => "check.schema.json",
            Self::Diff => "diff.schema.json",
            Self::KnownFindings => "baseline-findings.schema.json",
            Self::Explain => "explain.schema.json",
            Self::Part => "part.schema.json",
            Self::Mutation => "mutation.schema.json",
            Self::Prove => "prove.schema.json",
            Self::Rollout => "rollout.schema.json",
            Self::Rules => "rules.schema.json",
            Self::Simulate => "simulate.schema.json",
            Self::Test => "test.schema.json",
            Self::WhatIf => "whatif.schema.json",
        }
    }
}

/// The schema of a result.
pub fn result_schema(kind: ResultKind) -> Value {
    let mut schema = match kind {
        ResultKind::Calibrate => calibrate::schema(),
        ResultKind::Check => check::schema(),
        ResultKind::Diff => diff::schema(),
        ResultKind::KnownFindings => known::schema(),
        ResultKind::Explain => explain::schema(),
        ResultKind::Part => part::schema(),
        ResultKind::Mutation => mutation::schema(),
        ResultKind::Prove => prove::schema(),
        ResultKind::Rollout => rollout::schema(),
        ResultKind::Rules => rules::schema(),
        ResultKind::Simulate => simulate::schema(),
        ResultKind::Test => test::schema(),
        ResultKind::WhatIf => whatif::schema(),
    };
    if let Some(members) = schema.as_object_mut() {
        members.shift_insert(0, "$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    }
    schema
}

/// An object whose members are always there.
fn object<const N: usize>(description: &str, members: [(&str, Value); N]) -> Value {
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let required = json!(required);
    let properties: Map<_, _> = members.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({ "description": description, "type": "object", "properties": properties, "required": required })
}

/// Whether a member is always there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Always,
    Sometimes,
}

/// The same object with further members.
fn with<const N: usize>(mut object: Value, members: [(&str, Value); N], presence: Presence) -> Value {
    for (name, schema) in members {
        if let Some(properties) = object.pointer_mut("/properties").and_then(Value::as_object_mut) {
            properties.insert(name.to_owned(), schema);
        }
        if let Some(required) = object.pointer_mut("/required").and_then(Value::as_array_mut)
            && presence == Presence::Always
        {
            required.push(name.into());
        }
    }
    object
}

/// What a tenant's own folder gives, or what a folder with tenants gives: a list with a result for each, and the sums.
fn one_or_several(description: &str, one: &Value, total: Value) -> Value {
    let several = object(
        "The results of a folder with tenants under it.",
        [
            ("tenants", list(&json!({ "$ref": "#/$defs/tenant" }), "Each tenant's, in order.")),
            (
                "failed",
                list(&text("A tenant."), "Tenants without a result, of which standard error tells why."),
            ),
            ("total", total),
        ],
    );
    json!({
        "description": description,
        "anyOf": [{ "$ref": "#/$defs/tenant" }, several],
        "$defs": { "tenant": one },
    })
}

fn text(description: &str) -> Value {
    json!({ "description": description, "type": "string" })
}

fn one_of(words: &[&str], description: &str) -> Value {
    json!({ "description": description, "enum": words })
}

/// How sure it is that something becomes of somebody.
fn certainty() -> Value {
    one_of(
        &["certain", "possible", "onceActivated"],
        "Whether it happens whatever is unknown, may happen, or happens once the person activates a role that they may.",
    )
}

fn count(description: &str) -> Value {
    json!({ "description": description, "type": "integer", "minimum": 0 })
}

fn flag(description: &str) -> Value {
    json!({ "description": description, "type": "boolean" })
}

fn list(items: &Value, description: &str) -> Value {
    json!({ "description": description, "type": "array", "items": items })
}

fn time(description: &str) -> Value {
    json!({ "description": description, "type": "string", "format": "date-time" })
}

fn date(description: &str) -> Value {
    json!({ "description": description, "type": "string", "format": "date" })
}

/// The same, or null.
fn or_null(schema: Value) -> Value {
    let mut schema = schema;
    let Some(members) = schema.as_object_mut() else { return schema };
    match members.get("type").cloned() {
        Some(kind) => members.insert("type".to_owned(), json!([kind, "null"])),
        None => return json!({ "anyOf": [schema, { "type": "null" }] }),
    };
    schema
}

/// Fails unless a result is as its schema says, with no member that the schema does not list.
#[cfg(test)]
pub(super) fn assert_valid(kind: ResultKind, document: &Value) {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(members) => {
                if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                    members.insert("additionalProperties".to_owned(), Value::Bool(false));
                }
                members.values_mut().for_each(close);
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut schema = result_schema(kind);
    close(&mut schema);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
