//! Builders for the pieces that every schema is made of.

#![expect(clippy::needless_pass_by_value, reason = "parts are made where they are used")]

use serde_json::{Map, Value, json};

use super::format::Format;

/// A schema, or a part of one.
pub(super) type Schema = Value;

/// A property of an object.
pub(super) type Property<'a> = (&'a str, Schema);

/// The same schema with a description, which editors show.
pub(super) fn described(mut schema: Schema, description: &str) -> Schema {
    if let Some(members) = schema.as_object_mut() {
        members.shift_insert(0, "description".to_owned(), description.into());
    }
    schema
}

/// Text that is not empty.
pub(super) fn text(description: &str) -> Schema {
    json!({ "description": description, "type": "string", "minLength": 1 })
}

/// Text in one of our formats.
pub(super) fn formatted(format: Format, description: &str) -> Schema {
    json!({ "description": description, "type": "string", "format": format.name() })
}

/// `true` or `false`.
pub(super) fn flag(description: &str) -> Schema {
    json!({ "description": description, "type": "boolean" })
}

/// `true`, for keys that are left out otherwise.
pub(super) fn only_true(description: &str) -> Schema {
    json!({ "description": description, "type": "boolean", "enum": [true] })
}

/// A day, such as `2027-01-31`.
pub(super) fn date(description: &str) -> Schema {
    formatted(Format::Date, description)
}

/// One of our own words.
pub(super) fn keyword(words: &[&str], description: &str) -> Schema {
    json!({ "description": description, "type": "string", "enum": words })
}

/// One of Graph's tokens: a known one, or `graph:token`.
pub(super) fn token(known: &[&str], description: &str) -> Schema {
    json!({
        "description": description,
        "anyOf": [
            { "type": "string", "enum": known },
            { "type": "string", "pattern": "^graph:" },
        ],
    })
}

/// A list.
pub(super) fn list(items: Schema, description: &str) -> Schema {
    json!({ "description": description, "type": "array", "items": items })
}

/// A list of Graph's tokens.
pub(super) fn tokens(known: &[&str], description: &str) -> Schema {
    list(
        token(known, "A token of Graph, or `graph:token` for one that this version does not know."),
        description,
    )
}

/// A keyword, or something else that is not text.
pub(super) fn keyword_or(words: &[&str], other: Schema, description: &str) -> Schema {
    any_of([json!({ "type": "string", "enum": words }), other], description)
}

/// Any of several shapes; told apart by their JSON type.
pub(super) fn any_of(shapes: impl IntoIterator<Item = Schema>, description: &str) -> Schema {
    json!({ "description": description, "anyOf": shapes.into_iter().collect::<Vec<_>>() })
}

/// A map with these keys and no others.
pub(super) fn object<'a>(
    properties: impl IntoIterator<Item = Property<'a>>,
    required: &[&str],
    description: &str,
) -> Schema {
    let properties: Map<_, _> =
        properties.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    let mut schema = json!({
        "description": description,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        set(&mut schema, "required", json!(required));
    }
    schema
}

/// A map with these keys, and further ones of one shape.
pub(super) fn open_object<'a>(
    properties: impl IntoIterator<Item = Property<'a>>,
    further: Schema,
    description: &str,
) -> Schema {
    let mut schema = object(properties, &[], description);
    set(&mut schema, "additionalProperties", further);
    schema
}

/// A map from names of the author's choice.
pub(super) fn map_of(values: Schema, description: &str) -> Schema {
    json!({ "description": description, "type": "object", "additionalProperties": values })
}

/// A map from keys in one of our formats.
pub(super) fn map_from(keys: Format, values: Schema, description: &str) -> Schema {
    let mut schema = map_of(values, description);
    set(&mut schema, "propertyNames", json!({ "format": keys.name() }));
    schema
}

/// A `graph:` map: pointers into the Graph object, and JSON.
pub(super) fn graph_members(description: &str) -> Schema {
    map_from(Format::Pointer, json!(true), description)
}

/// Exactly one of the keys must be there.
pub(super) fn exactly_one(mut schema: Schema, keys: &[&str]) -> Schema {
    set(&mut schema, "oneOf", json!(required_alternatives(keys)));
    schema
}

/// At least one of the keys must be there.
pub(super) fn at_least_one(keys: &[&str]) -> Schema {
    json!({ "anyOf": required_alternatives(keys) })
}

/// Where `key` is there, none of the others may be.
pub(super) fn excludes(key: &str, others: &[&str]) -> Schema {
    let properties: Map<_, _> = others.iter().map(|other| ((*other).to_owned(), json!(false))).collect();
    json!({ "dependentSchemas": { key: { "properties": properties } } })
}

/// Where `key` is there, the others must be.
pub(super) fn requires(key: &str, others: &[&str]) -> Schema {
    json!({ "dependentRequired": { key: others } })
}

/// All of the further schemas must hold too.
pub(super) fn and(mut schema: Schema, further: impl IntoIterator<Item = Schema>) -> Schema {
    set(&mut schema, "allOf", further.into_iter().collect());
    schema
}

/// Holds unless the document's `graph:` map has a pointer that matches.
pub(super) fn unless_graph_holds(pointers: &str, schema: Schema) -> Schema {
    json!({
        "if": {
            "required": ["graph"],
            "properties": { "graph": { "not": { "propertyNames": { "not": { "pattern": pointers } } } } },
        },
        "else": schema,
    })
}

/// Sets a keyword of a schema.
fn set(schema: &mut Schema, keyword: &str, value: Value) {
    if let Some(members) = schema.as_object_mut() {
        members.insert(keyword.to_owned(), value);
    }
}

fn required_alternatives(keys: &[&str]) -> Vec<Schema> {
    keys.iter().map(|key| json!({ "required": [key] })).collect()
}
