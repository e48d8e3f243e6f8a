//! One record of an export by the folded names of its members.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::names::{column, fold, graph_name, graph_value, parse};

/// A record whose members are found by folded name.
#[derive(Debug, Default)]
pub(super) struct Row(BTreeMap<String, Value>);

impl Row {
    /// Takes members over. Names with dots, as tools that flatten objects write them, become objects again; of two
    /// members with one name the last counts, unless it is empty.
    pub(super) fn new(members: impl IntoIterator<Item = (String, Value)>) -> Self {
        let mut row = Self::default();
        let mut nested: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        for (name, value) in members {
            match name.split_once('.') {
                Some((outer, inner)) if !outer.is_empty() => {
                    nested.entry(fold(outer)).or_default().insert(inner.to_owned(), value);
                }
                Some(_) | None => row.insert(fold(column(&name)), value),
            }
        }
        for (name, members) in nested {
            row.insert(name, Row::new(members).0.into_iter().collect::<Map<_, _>>().into());
        }
        row
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !is_empty(value))
    }

    /// The first of these that is a scalar and not empty, as text.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.0.get(*name).and_then(text)).filter(|text| !text.trim().is_empty())
    }

    /// Whether a member says yes, in words or as a number; none if it says neither.
    pub(super) fn flag(&self, names: &[&str]) -> Option<bool> {
        match self.text(names)?.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        }
    }

    /// The object of a member, be it an object or text that holds one.
    pub(super) fn object(&mut self, name: &str) -> Option<Row> {
        let members = match self.0.get(name)? {
            Value::Object(_) => self.0.remove(name),
            Value::String(text) => parse(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        };
        match members {
            Some(Value::Object(members)) => Some(Row::new(members)),
            Some(_) | None => None,
        }
    }

    /// Every member that Graph has too, by its name there.
    pub(super) fn into_graph(self) -> Map<String, Value> {
        self.0
            .into_iter()
            .filter_map(|(name, value)| graph_name(&name).map(|name| (name, value)))
            .map(|(name, value)| (name.to_owned(), graph_value(name, value)))
            .filter(|(_, value)| !is_empty(value))
            .collect()
    }

    fn insert(&mut self, name: String, value: Value) {
        let is_said_already = is_empty(&value) && self.0.get(&name).is_some_and(|said| !is_empty(said));
        if !is_said_already {
            self.0.insert(name, value);
        }
    }
}

/// Whether a value says nothing. An empty object says something: a location without a country, for one.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// A scalar as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Row {
        match value {
            Value::Object(members) => Row::new(members),
            _ => Row::default(),
        }
    }

    #[test]
    fn names_with_dots_are_objects() {
        let row = row(json!({"Status.ErrorCode": "0", "status.additionalDetails": "", "a.b.c": 1}));
        assert_eq!(
            Value::from(row.into_graph()),
            json!({"status": {"errorCode": "0", "additionalDetails": ""}})
        );
    }

    #[test]
    fn an_empty_member_does_not_hide_one_that_says_something() {
        let row = row(json!({"incomingTokenType": "none", "Incoming token type": ""}));
        assert_eq!(row.text(&["incomingtokentype"]).as_deref(), Some("none"));
    }

    #[test]
    fn a_column_that_is_of_two_types_in_two_tables_is_one_member() {
        let row = row(json!({
            "Status_dynamic": "", "Status_string": "{\"errorCode\":0}", "Id_guid": "x", "riskEventTypes_v2": ["y"],
            "CreatedDateTime_datetime [UTC]": "2026-11-22"
        }));
        assert_eq!(
            Value::from(row.into_graph()),
            json!({
                "createdDateTime": "2026-11-22", "id": "x", "riskEventTypes_v2": ["y"], "status": {"errorCode": 0}
            })
        );
    }

    #[test]
    fn flags_are_words_or_numbers() {
        let row = row(json!({"a": "Yes", "b": 0, "c": true, "d": "-1", "e": null}));
        let flags = ["a", "b", "c", "d", "e"].map(|name| row.flag(&[name]));
        assert_eq!(flags, [Some(true), Some(false), Some(true), None, None]);
    }
}
