//! Exports that are not Graph's: each record is brought into the shape that Graph would have given it.
//!
//! One file a family of formats. They only rename, unwrap and spell anew: what a field means is decided in one place, for
//! every format alike, and what a format lacks stays out. A record is told by its members, never by a file's name.

pub(super) mod answers;
mod azure_monitor;
mod csv;
mod dates;
mod defender;
mod names;
mod portal;
mod row;
pub(super) mod tree;

use serde_json::{Map, Value};

use self::row::Row;

pub(super) use self::azure_monitor::FEDERATION_LOG;
pub(super) use self::csv::{Table, delimiter};

/// How deep a record may be wrapped by the tools that passed it on.
const WRAPPERS: usize = 4;

/// Where a tool keeps the record that it passes on, folded.
const WRAPPED: [&str; 5] = ["source", "result", "azure", "signinlogs", "raw"];
/// The same, under names of many meanings: the body of an Event Hub's message, Splunk's `event`, Graylog's and
/// Logstash's `message`, Datadog's `content.attributes`, Elastic's `event.original`.
const WRAPPED_BARE: [&str; 6] = ["body", "message", "event", "original", "content", "attributes"];

/// The log that a record belongs to, such as `AuditLogs`: others are often kept in the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtherLog(pub(super) String);

/// The record as Graph would have written it.
pub(super) fn graph_shape(
    members: impl IntoIterator<Item = (String, Value)>,
) -> Result<Map<String, Value>, OtherLog> {
    let row = unwrap(Row::new(members));
    if defender::is_of(&row) {
        Ok(defender::graph_shape(row))
    } else if portal::is_of(&row) {
        Ok(portal::graph_shape(&row))
    } else {
        azure_monitor::graph_shape(row)
    }
}

/// Whether a table with these columns holds sign-ins.
fn is_known(columns: &[impl ToString]) -> bool {
    let row = Row::new(columns.iter().map(|name| (name.to_string(), Value::Null)));
    defender::is_of(&row) || portal::is_of(&row) || azure_monitor::is_of(&row)
}

/// Takes off what search tools put around a record: Elastic's `_source`, Splunk's `result`, the `azure.signinlogs` of
/// Elastic's integration, the text of the record itself, and the message of a queue or a log collector.
fn unwrap(mut row: Row) -> Row {
    for _ in 0..WRAPPERS {
        let inner = WRAPPED.iter().find_map(|name| row.object(name)).or_else(|| {
            // Nothing forbids an export to have these beside what it says of the sign-in.
            let is_bare = !azure_monitor::is_of(&row) && !defender::is_of(&row) && !portal::is_of(&row);
            is_bare.then(|| WRAPPED_BARE.iter().find_map(|name| row.object(name)))?
        });
        match inner {
            Some(inner) => row = inner,
            None => break,
        }
    }
    row
}

/// Puts text under a name, unless there is none.
fn put(members: &mut Map<String, Value>, name: &str, text: Option<String>) {
    if let Some(text) = text {
        members.insert(name.to_owned(), Value::String(text));
    }
}

/// Puts a member into an object that a member holds, which is made if it is not there.
fn put_in(members: &mut Map<String, Value>, object: &str, name: &str, value: Value) {
    let held = members.entry(object).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(held) = held {
        held.insert(name.to_owned(), value);
    }
}

/// Puts `signInEventTypes` of one kind.
fn put_kind(members: &mut Map<String, Value>, kind: &str) {
    members.insert("signInEventTypes".to_owned(), Value::Array(vec![Value::from(kind)]));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_queues_and_collectors_put_around_a_record_is_taken_off() {
        let record =
            json!({"category": "SignInLogs", "resultType": "0", "properties": {"id": "1", "message": {}}});
        let text = record.to_string();
        for wrapped in [
            json!({"body": record, "x-opt-offset": "1"}),
            json!({"message": text, "timestamp": "2026-11-22T08:24:00Z"}),
            json!({"content": {"attributes": record, "timestamp": "2026-11-22T08:24:00Z"}}),
            json!({"_source": {"event": {"original": text}}}),
        ] {
            let Value::Object(members) = wrapped else { continue };
            let members = graph_shape(members).unwrap();
            assert_eq!(members.get("id"), Some(&json!("1")));
            assert_eq!(members.get("status"), Some(&json!({"errorCode": "0"})));
        }
    }

    #[test]
    fn the_type_that_powershell_writes_above_the_headings_is_no_heading() {
        assert_eq!(delimiter(b"#TYPE System.Object\r\n\"CreatedDateTime\",\"Id\"\r\n"), Some(b','));
        let table = "#TYPE System.Object\r\nCreatedDateTime,UserPrincipalName,ResultType\r\n\
                     2026-11-22T08:00:00Z,asha@contoso.com,0\r\n";
        let mut names = Vec::new();
        let each =
            |sign_in: crate::sign_in::SignIn<'_>, _| names.push(sign_in.user_principal_name.into_owned());
        let summary = crate::sign_in::read(table.as_bytes(), each).unwrap();
        assert_eq!((summary.read, summary.malformed), (1, 0));
        assert_eq!(names, ["asha@contoso.com"]);
    }
}
