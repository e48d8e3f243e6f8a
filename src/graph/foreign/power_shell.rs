//! What PowerShell makes of Graph's objects: `Get-MgIdentityConditionalAccessPolicy | ConvertTo-Json` and the cmdlets
//! before it.
//!
//! Members are in Pascal case (or whatever case), all of a type's members are there and null, members that the module
//! does not know are under `AdditionalProperties`, and a list of one is its item.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat};

use super::{Translation, array, member, null};
use crate::diagnostic::Diagnostic;
use crate::graph::json::{Json, Kind, Member};
use crate::graph::shape::{COUNTRY_LOCATION, IP_LOCATION, Object, POLICY, Shape};
use crate::source::Span;

/// Members of policies and of what is beside them. Graph writes them exactly so.
const TELLING: [&str; 6] =
    ["id", "displayName", "conditions", "grantControls", "sessionControls", "additionalProperties"];

/// What a template holds.
static DETAILS: Shape = Shape::Object(&POLICY);

const ADDITIONAL_PROPERTIES: &str = "AdditionalProperties";

pub(super) fn recognizes(json: &Json) -> bool {
    let respelled =
        |key: &str| TELLING.iter().any(|telling| *telling != key && telling.eq_ignore_ascii_case(key));
    json.get("displayName").is_none() && json.members().iter().any(|member| respelled(&member.key))
}

pub(super) fn translate(json: Json) -> Translation {
    let mut translation = Translation::default();
    let json = graph_spelling(json, &mut translation.diagnostics);
    translation.v1 = v1(&json);
    translation.objects.push(json);
    translation
}

/// The same value with its names as Graph spells them, lists of one as lists, and objects that hold only null as null.
pub(super) fn graph_spelling(json: Json, diagnostics: &mut Vec<Diagnostic>) -> Json {
    let shape = shape_of(&json);
    let span = json.span;
    super::object(span, respelled(super::into_members(json), shape, diagnostics))
}

/// A value that `ConvertTo-Json` cut off: beyond its depth, which is 2 if not given, it writes the name of a type, or
/// what PowerShell shows of an object.
pub(in crate::graph) fn cut_off(json: &Json) -> Option<Span> {
    match &json.kind {
        Kind::String(text) => {
            let is_type = ["Microsoft.Graph.PowerShell.Models.", "Microsoft.Open.MSGraph.Model.", "System."]
                .iter()
                .any(|namespace| text.starts_with(namespace) && !text.contains(char::is_whitespace));
            let is_shown = text.starts_with("@{") && text.ends_with('}');
            (is_type || is_shown).then_some(json.span)
        }
        Kind::Array(items) => items.iter().find_map(cut_off),
        Kind::Object(members) => {
            let is_prose = |key: &str| {
                ["displayName", "description", "rule"].iter().any(|prose| prose.eq_ignore_ascii_case(key))
            };
            members.iter().filter(|member| !is_prose(&member.key)).find_map(|member| cut_off(&member.value))
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
    }
}

/// The table that an object's members are spelled by.
fn shape_of(json: &Json) -> Option<&'static Object> {
    let additional = json.get(ADDITIONAL_PROPERTIES).map(Json::members).unwrap_or_default();
    let has = |key: &str| {
        json.members().iter().chain(additional).any(|member| member.key.eq_ignore_ascii_case(key))
    };
    if has("conditions") || has("grantControls") || has("sessionControls") {
        Some(&POLICY)
    } else if has("ipRanges") {
        Some(&IP_LOCATION)
    } else if has("countriesAndRegions") {
        Some(&COUNTRY_LOCATION)
    } else {
        None
    }
}

fn respelled(
    members: Vec<Member>,
    shape: Option<&'static Object>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Member> {
    let mut kept: Vec<Member> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for Member { key, key_span, value } in flattened(members) {
        let (key, meant) = spelled(&key, shape);
        // All members of a type are written, those of older versions too.
        if shape.is_some() && meant.is_none() && value.says_nothing() {
            continue;
        }
        let member = member(key, key_span, respelled_value(value, meant, diagnostics));
        match known.get(&member.key).and_then(|index| kept.get_mut(*index)) {
            None => {
                known.insert(member.key.clone(), kept.len());
                kept.push(member);
            }
            Some(known) if known.value.says_nothing() => *known = member,
            Some(_) if member.value.says_nothing() => {}
            Some(known) => {
                let message = format!("`{}` is written twice; the first one holds", member.key);
                diagnostics.push(
                    Diagnostic::warning("duplicate-key", member.key_span, message)
                        .related(known.key_span, "first written here"),
                );
            }
        }
    }
    kept
}

/// With what is under `AdditionalProperties` beside the others.
fn flattened(members: Vec<Member>) -> Vec<Member> {
    let mut flat = Vec::with_capacity(members.len());
    let mut additional = Vec::new();
    for member in members {
        let holds_nothing = member.value.says_nothing();
        match member.value.kind {
            _ if member.key != ADDITIONAL_PROPERTIES => flat.push(member),
            Kind::Object(members) => additional.extend(members),
            _ if holds_nothing => {}
            _ => flat.push(member),
        }
    }
    flat.append(&mut additional);
    flat
}

/// A name as Graph spells it, and what stands there.
fn spelled(key: &str, shape: Option<&'static Object>) -> (String, Option<&'static Shape>) {
    if key.contains('@') {
        return (key.to_owned(), None);
    }
    let key = key.trim_start_matches('_');
    if key.eq_ignore_ascii_case("odataType") {
        return ("@odata.type".to_owned(), None);
    }
    if shape.is_none() && key.eq_ignore_ascii_case("details") {
        return ("details".to_owned(), Some(&DETAILS));
    }
    let known =
        shape.into_iter().flat_map(|shape| shape.members).find(|(name, _)| name.eq_ignore_ascii_case(key));
    if let Some((name, shape)) = known {
        return ((*name).to_owned(), Some(shape));
    }
    let mut letters = key.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    (first.into_iter().chain(letters).collect(), None)
}

fn respelled_value(json: Json, shape: Option<&'static Shape>, diagnostics: &mut Vec<Diagnostic>) -> Json {
    let span = json.span;
    let is_list =
        matches!(shape, Some(Shape::References | Shape::Tokens(_) | Shape::Countries | Shape::IpRanges));
    match json.kind {
        Kind::String(text) if text.starts_with("/Date(") => super::string(span, date(&text).unwrap_or(text)),
        Kind::String(text) if text.is_empty() && !matches!(shape, None | Some(Shape::Text)) => null(span),
        kind @ Kind::String(_) if is_list => array(span, vec![Json { span, kind }]),
        Kind::Array(items) => {
            let respelled = |item| respelled_value(item, None, diagnostics);
            array(span, items.into_iter().map(respelled).collect())
        }
        Kind::Object(mut members) => {
            if let Some(position) = counted(&members) {
                return respelled_value(members.swap_remove(position).value, shape, diagnostics);
            }
            let inner = match shape {
                Some(Shape::Object(inner)) => Some(*inner),
                Some(_) | None => None,
            };
            let value = super::object(span, respelled(members, inner, diagnostics));
            if value.says_nothing() {
                null(span)
            } else if is_list {
                array(span, vec![value])
            } else {
                value
            }
        }
        kind @ (Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_)) => Json { span, kind },
    }
}

/// A date as Graph writes it, from the milliseconds of Windows PowerShell: `/Date(1770106530123)/`.
fn date(text: &str) -> Option<String> {
    let milliseconds = text.strip_prefix("/Date(")?.strip_suffix(")/")?.parse().ok()?;
    let time = DateTime::from_timestamp_millis(milliseconds)?;
    Some(time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// Where the items are in `{"value": […], "Count": 1}`, which Windows PowerShell makes of some lists.
fn counted(members: &[Member]) -> Option<usize> {
    let [one, other] = members else { return None };
    let is = |member: &Member, key: &str| member.key.eq_ignore_ascii_case(key);
    if is(one, "value") && is(other, "Count") {
        Some(0)
    } else if is(one, "Count") && is(other, "value") {
        Some(1)
    } else {
        None
    }
}

/// Where it shows that the cmdlet is of the v1.0 endpoint: all members of session controls are there but those of the
/// beta endpoint.
fn v1(policy: &Json) -> Option<Span> {
    let session = policy.members().iter().find(|member| member.key == "sessionControls")?;
    let has = |key| session.value.get(key).is_some();
    let is_whole = has("signInFrequency") && has("persistentBrowser") && has("cloudAppSecurity");
    (is_whole && !has("continuousAccessEvaluation")).then_some(session.key_span)
}
