//! Conditional Access templates of CIPP: a policy with names where Graph has ids, and beside it the named locations
//! (`LocationInfo`) and authentication contexts (`AuthContextInfo`) that it names.
//!
//! As its repositories keep them, a template is JSON in a string of JSON.

use super::{Translation, into_items, into_members, member, object, power_shell, string};
use crate::diagnostic::Diagnostic;
use crate::graph::json::{self, Json, Kind, Member};
use crate::source::Span;

const LOCATIONS: &str = "LocationInfo";
const AUTHENTICATION_CONTEXTS: &str = "AuthContextInfo";

/// What CIPP keeps of a template, and the id that its policy had in the tenant it is from.
const BOOKKEEPING: [&str; 9] =
    ["GUID", "RowKey", "PartitionKey", "SHA", "package", "source", "isSynced", "Timestamp", "id"];

pub(super) fn recognizes(json: &Json) -> bool {
    let has = |key: &str| json.get(key).is_some();
    has(LOCATIONS) || has(AUTHENTICATION_CONTEXTS) || has("GUID") && has("conditions") || is_row(json)
}

pub(super) fn translate(json: Json) -> Translation {
    let mut translation = Translation { templates: true, by_name: true, ..Translation::default() };
    let template = if is_row(&json) { unpacked(json, &mut translation.diagnostics) } else { Some(json) };
    let Some(template) = template else { return translation };
    let span = template.span;
    let mut policy: Vec<Member> = Vec::new();
    let mut beside = Vec::new();
    for member in into_members(template) {
        match member.key.as_str() {
            LOCATIONS | AUTHENTICATION_CONTEXTS => beside.push(member),
            key if BOOKKEEPING.contains(&key) => {}
            _ => policy.push(member),
        }
    }
    translation.objects.push(object(span, policy));
    for member in beside {
        let is_context = member.key == AUTHENTICATION_CONTEXTS;
        for found in objects(member.value, &mut translation.diagnostics) {
            let found = power_shell::graph_spelling(found, &mut translation.diagnostics);
            translation.objects.push(if is_context { authentication_context(found) } else { found });
        }
    }
    translation
}

fn is_row(json: &Json) -> bool {
    json.get("JSON").and_then(Json::as_str).is_some()
        && (json.get("RowKey").is_some() || json.get("GUID").is_some())
}

/// The template in the string of a row. All of it stands where the string does.
fn unpacked(row: Json, diagnostics: &mut Vec<Diagnostic>) -> Option<Json> {
    let packed = into_members(row).into_iter().find(|member| member.key == "JSON")?.value;
    let mut faults = Vec::new();
    let template = json::parse(packed.span.file, packed.as_str()?, &mut faults);
    diagnostics.extend(faults.into_iter().map(|fault| Diagnostic {
        message: format!("in the JSON in this string, {}", fault.message),
        span: packed.span,
        related: Vec::new(),
        ..fault
    }));
    template.map(|template| placed(template, packed.span))
}

fn placed(json: Json, span: Span) -> Json {
    let kind = match json.kind {
        Kind::Array(items) => Kind::Array(items.into_iter().map(|item| placed(item, span)).collect()),
        Kind::Object(members) => Kind::Object(
            members.into_iter().map(|known| member(known.key, span, placed(known.value, span))).collect(),
        ),
        kind @ (Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_)) => kind,
    };
    Json { span, kind }
}

/// The objects in lists of lists: one list for what is included, one for what is excluded, with null for nothing.
fn objects(json: Json, diagnostics: &mut Vec<Diagnostic>) -> Vec<Json> {
    match &json.kind {
        Kind::Object(_) => vec![json],
        Kind::Array(_) => into_items(json).into_iter().flat_map(|item| objects(item, diagnostics)).collect(),
        Kind::Null => Vec::new(),
        Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => {
            let message = "this is not an object; it is left out";
            diagnostics.push(Diagnostic::warning("wrong-type", json.span, message));
            Vec::new()
        }
    }
}

fn authentication_context(mut json: Json) -> Json {
    let span = json.span;
    if let Kind::Object(members) = &mut json.kind {
        members.retain(|member| member.key != "@odata.type");
        let odata_type = "#microsoft.graph.authenticationContextClassReference";
        members.push(member("@odata.type", span, string(span, odata_type)));
    }
    json
}
