//! What other tools write, as Graph has it.
//!
//! Each format is a file of its own, told by its shape and never by a file's name, and turned into the JSON that Graph
//! would have given. Every value keeps the place it was read from, so that what is said about it is said there.

mod cipp;
mod intune_management;
mod power_shell;
mod terraform;

use super::json::{Json, Kind, Member};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub(super) use power_shell::cut_off;

/// The objects of another tool, as Graph has them.
#[derive(Debug, Default)]
pub(super) struct Translation {
    /// Policies, named locations and what policies refer to, in the order written.
    pub(super) objects: Vec<Json>,
    /// The policies are made from; they are not deployed.
    pub(super) templates: bool,
    /// The policies have names where Graph has ids.
    pub(super) by_name: bool,
    /// Where it shows that the export was read from the v1.0 endpoint.
    pub(super) v1: Option<Span>,
    /// What is odd, or lost.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Translates an object that another tool wrote; gives back any other.
pub(super) fn translate(json: Json) -> Result<Translation, Json> {
    if terraform::recognizes(&json) {
        Ok(terraform::translate(json))
    } else if intune_management::recognizes(&json) {
        Ok(intune_management::translate(json))
    } else if cipp::recognizes(&json) {
        Ok(cipp::translate(json))
    } else if power_shell::recognizes(&json) {
        Ok(power_shell::translate(json))
    } else {
        Err(json)
    }
}

fn null(span: Span) -> Json {
    Json { span, kind: Kind::Null }
}

fn boolean(span: Span, value: bool) -> Json {
    Json { span, kind: Kind::Bool(value) }
}

fn string(span: Span, text: impl Into<String>) -> Json {
    Json { span, kind: Kind::String(text.into()) }
}

fn array(span: Span, items: Vec<Json>) -> Json {
    Json { span, kind: Kind::Array(items) }
}

fn object(span: Span, members: Vec<Member>) -> Json {
    Json { span, kind: Kind::Object(members) }
}

fn member(key: impl Into<String>, key_span: Span, value: Json) -> Member {
    Member { key: key.into(), key_span, value }
}

/// The members of an object; none of any other value.
fn into_members(json: Json) -> Vec<Member> {
    match json.kind {
        Kind::Object(members) => members,
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Array(_) => Vec::new(),
    }
}

/// The items of a list; none of any other value.
fn into_items(json: Json) -> Vec<Json> {
    match json.kind {
        Kind::Array(items) => items,
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Object(_) => Vec::new(),
    }
}
