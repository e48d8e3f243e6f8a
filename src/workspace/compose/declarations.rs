//! The `parameters` of a `baseline.yaml`, and the values a tenant gives them.
//!
//! Only the shape that the declared type asks for is checked here; whether a name exists is decided where it is used.

use std::collections::{BTreeMap, BTreeSet};

use ipnetwork::IpNetwork;

use super::parameters::{Bindings, Bound};
use crate::catalogue;
use crate::diagnostic::{Diagnostic, Fix, Form, did_you_mean, only_near};
use crate::source::Span;
use crate::syntax::{Node, Value};
use crate::workspace::document::ParameterType;

/// A declared parameter.
pub(super) struct Declaration {
    span: Span,
    /// `None` if the type is not one of ours, which the schema says.
    kind: Option<ParameterType>,
    default: Option<Node>,
}

pub(super) type Declarations = BTreeMap<String, Declaration>;

/// Binds the declared parameters to the values of one use; see [`bind`].
pub(super) type Bind =
    fn(&Declarations, Option<&Node>, &BTreeSet<String>, Span, &mut Vec<Diagnostic>) -> Bindings;

/// The words for what a type takes.
pub(in crate::workspace) fn expected(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::String => "a text",
        ParameterType::Integer => "an integer",
        ParameterType::Boolean => "`true` or `false`",
        ParameterType::Date => "a date such as `2027-01-31`",
        ParameterType::Duration => "a duration such as `4h` or `30d`",
        ParameterType::State => "`enabled`, `reportOnly` or `disabled`",
        ParameterType::Countries => "a list of two-letter country codes",
        ParameterType::Cidrs => "a list of address ranges such as `203.0.113.0/24`",
        ParameterType::Strings => "a list of texts",
        ParameterType::Location
        | ParameterType::User
        | ParameterType::Group
        | ParameterType::Role
        | ParameterType::Application
        | ParameterType::AuthenticationStrength => "a single name",
        ParameterType::Locations
        | ParameterType::Users
        | ParameterType::Groups
        | ParameterType::Roles
        | ParameterType::Applications => "a list of names",
    }
}

/// Whether the value of a type is a list.
pub(in crate::workspace) fn is_list(kind: ParameterType) -> bool {
    match kind {
        ParameterType::Strings
        | ParameterType::Countries
        | ParameterType::Cidrs
        | ParameterType::Locations
        | ParameterType::Users
        | ParameterType::Groups
        | ParameterType::Roles
        | ParameterType::Applications => true,
        ParameterType::String
        | ParameterType::Integer
        | ParameterType::Boolean
        | ParameterType::Date
        | ParameterType::Duration
        | ParameterType::State
        | ParameterType::Location
        | ParameterType::User
        | ParameterType::Group
        | ParameterType::Role
        | ParameterType::Application
        | ParameterType::AuthenticationStrength => false,
    }
}

/// Whether one value, or one item of a list, is of a type.
fn accepts(kind: ParameterType, node: &Node) -> bool {
    match kind {
        ParameterType::Integer => matches!(node.value, Value::Integer(_)),
        ParameterType::Boolean => matches!(node.value, Value::Bool(_)),
        ParameterType::Date => node.as_str().is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok()),
        ParameterType::Duration => node.as_str().is_some_and(is_duration),
        ParameterType::State => {
            node.as_str().is_some_and(|text| matches!(text, "enabled" | "reportOnly" | "disabled"))
        }
        ParameterType::Countries => {
            node.as_str().is_some_and(|text| catalogue::country_by_code(text).is_some())
        }
        ParameterType::Cidrs => {
            node.as_str().is_some_and(|text| text.contains('/') && text.parse::<IpNetwork>().is_ok())
        }
        ParameterType::String
        | ParameterType::Strings
        | ParameterType::Location
        | ParameterType::Locations
        | ParameterType::User
        | ParameterType::Users
        | ParameterType::Group
        | ParameterType::Groups
        | ParameterType::Role
        | ParameterType::Roles
        | ParameterType::Application
        | ParameterType::Applications
        | ParameterType::AuthenticationStrength => node.as_str().is_some(),
    }
}

fn is_duration(text: &str) -> bool {
    let Some(number) = text.strip_suffix(['h', 'd']) else { return false };
    !number.starts_with('0') && number.parse::<u32>().is_ok()
}

/// Reads the declarations of a `baseline.yaml`.
pub(super) fn declarations(baseline: &Node) -> Declarations {
    let Some(parameters) = baseline.get("parameters") else { return Declarations::new() };
    parameters
        .entries()
        .iter()
        .map(|entry| {
            let kind = entry.value.get("type").and_then(Node::as_str).and_then(ParameterType::parse);
            let default = entry.value.get("default").cloned();
            (entry.key.clone(), Declaration { span: entry.key_span, kind, default })
        })
        .collect()
}

/// Refuses defaults that are not of the declared type, and parameters that nothing uses; `used` is none where not
/// everything could be read. Once per `baseline.yaml`.
pub(super) fn check(
    declarations: &Declarations,
    used: Option<&BTreeSet<String>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (name, declaration) in declarations {
        if matches!(name.as_str(), "id" | "name") {
            let message = format!("`{name}` is always the policy's own and cannot be declared");
            let diagnostic = Diagnostic::error("reserved-parameter", declaration.span, message);
            diagnostics.push(diagnostic.help("give the parameter another name"));
        }
        if let Some(default) = &declaration.default {
            check_value(name, declaration, default, diagnostics);
        }
        if used.is_some_and(|used| !used.contains(name)) {
            diagnostics.push(
                Diagnostic::error(
                    "unused-parameter",
                    declaration.span,
                    format!("nothing uses the parameter `{name}`"),
                )
                .help(format!("write `$({name})` where it belongs, or remove it")),
            );
        }
    }
}

/// Binds the declared parameters to the values of one use; `needed` are those that something in use asks for.
///
/// `place` is where a missing value would be written.
pub(super) fn bind(
    declarations: &Declarations,
    values: Option<&Node>,
    needed: &BTreeSet<String>,
    place: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Bindings {
    let entries = values.map_or(&[][..], Node::entries);
    for entry in entries.iter().filter(|entry| !declarations.contains_key(&entry.key)) {
        let message = format!("the shared set has no parameter `{}`", entry.key);
        let mut diagnostic = Diagnostic::error("unknown-parameter", entry.key_span, message);
        if let Some(near) = did_you_mean(&entry.key, declarations.keys().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        let unused = declarations.keys().map(String::as_str);
        let unused = unused.filter(|name| values.is_none_or(|values| values.get(name).is_none()));
        if let Some(meant) = only_near(&entry.key, unused) {
            let title = format!("rename `{}` to `{meant}`", entry.key);
            diagnostic = diagnostic.fix(Fix::new(title, entry.key_span, &*entry.key, meant, Form::Text));
        }
        diagnostics.push(diagnostic);
    }
    let mut bindings = Bindings::new();
    for (name, declaration) in declarations {
        let given = values.and_then(|values| values.get(name));
        let bound = match (given, &declaration.default) {
            (Some(value), _) if check_value(name, declaration, value, diagnostics) => {
                Bound::Value(value.clone())
            }
            (None, Some(default)) => Bound::Value(default.clone()),
            (Some(_), _) => Bound::Broken,
            (None, None) => {
                if needed.contains(name) {
                    diagnostics.push(missing(name, declaration, place));
                }
                Bound::Broken
            }
        };
        bindings.insert(name.clone(), bound);
    }
    bindings
}

/// As [`bind`], for values that are parameters themselves: their types are not known yet.
pub(super) fn bind_unchecked(
    declarations: &Declarations,
    values: Option<&Node>,
    _: &BTreeSet<String>,
    _: Span,
    _: &mut Vec<Diagnostic>,
) -> Bindings {
    let bound = |name: &String, declaration: &Declaration| {
        let value = values.and_then(|values| values.get(name)).or(declaration.default.as_ref());
        value.map_or(Bound::Broken, |value| Bound::Value(value.clone()))
    };
    declarations.iter().map(|(name, declaration)| (name.clone(), bound(name, declaration))).collect()
}

/// Whether a value is of a type.
pub(in crate::workspace) fn fits(kind: ParameterType, value: &Node) -> bool {
    match &value.value {
        Value::Sequence(items) => is_list(kind) && items.iter().all(|item| accepts(kind, item)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => {
            !is_list(kind) && accepts(kind, value)
        }
    }
}

fn missing(name: &str, declaration: &Declaration, place: Span) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(
        "missing-parameter",
        place,
        format!("the shared set needs a value for the parameter `{name}`"),
    )
    .related(declaration.span, "declared here");
    if let Some(kind) = declaration.kind {
        diagnostic = diagnostic.help(format!("give `{name}` under `values`: {}", expected(kind)));
    }
    diagnostic
}

/// Whether a value is of the declared type, said where it is not.
fn check_value(
    name: &str,
    declaration: &Declaration,
    value: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let Some(kind) = declaration.kind else { return true };
    let faults: Vec<&Node> = match &value.value {
        Value::Sequence(items) if is_list(kind) => items.iter().filter(|item| !accepts(kind, item)).collect(),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_)
            if !is_list(kind) && accepts(kind, value) =>
        {
            Vec::new()
        }
        Value::Null
        | Value::Bool(_)
        | Value::Integer(_)
        | Value::String(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => vec![value],
    };
    for fault in &faults {
        let mut diagnostic = Diagnostic::error(
            "mistyped-parameter",
            fault.span,
            format!("the parameter `{name}` takes {}", expected(kind)),
        )
        .related(declaration.span, "declared here");
        if let (ParameterType::Countries, Some(text)) = (kind, fault.as_str())
            && let Some(country) = catalogue::suggest_country(text)
        {
            diagnostic = diagnostic.help(format!("did you mean `{}` ({})?", country.code, country.name));
        }
        diagnostics.push(diagnostic);
    }
    faults.is_empty()
}
