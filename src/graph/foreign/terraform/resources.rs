//! The resources of a state: under `resources` with their `instances`, or under `values` by modules.

use super::{into_items, into_members};
use crate::diagnostic::Diagnostic;
use crate::graph::json::{Json, Kind, Member};
use crate::source::Span;

/// A resource.
pub(super) struct Resource {
    pub(super) of_type: String,
    pub(super) attributes: Json,
}

/// The resources of a state, of either form, of all modules.
pub(super) fn resources(json: Json, diagnostics: &mut Vec<Diagnostic>) -> Vec<Resource> {
    let mut found = Vec::new();
    for member in into_members(json) {
        match member.key.as_str() {
            "resources" => in_list(member, &mut found, diagnostics),
            "values" | "planned_values" => {
                for member in
                    into_members(member.value).into_iter().filter(|member| member.key == "root_module")
                {
                    in_module(member.value, &mut found, diagnostics);
                }
            }
            _ => {}
        }
    }
    found
}

fn in_module(module: Json, found: &mut Vec<Resource>, diagnostics: &mut Vec<Diagnostic>) {
    for member in into_members(module) {
        match member.key.as_str() {
            "resources" => in_list(member, found, diagnostics),
            "child_modules" => {
                for module in items(member, diagnostics) {
                    in_module(module, found, diagnostics);
                }
            }
            _ => {}
        }
    }
}

/// A resource has its `values`, or `instances` with `attributes`; one that is deposed is about to be deleted.
fn in_list(list: Member, found: &mut Vec<Resource>, diagnostics: &mut Vec<Diagnostic>) {
    for resource in items(list, diagnostics) {
        let span = resource.span;
        let Some(of_type) = resource.get("type").and_then(Json::as_str).map(str::to_owned) else {
            left_out(diagnostics, span, "this resource has no type");
            continue;
        };
        let count = found.len();
        let mut add = |attributes| found.push(Resource { of_type: of_type.clone(), attributes });
        let mut deposed = false;
        for member in into_members(resource) {
            match member.key.as_str() {
                "values" => add(member.value),
                "instances" => {
                    for instance in items(member, diagnostics) {
                        let is_deposed = instance.get("deposed").is_some();
                        let attributes =
                            into_members(instance).into_iter().find(|member| member.key == "attributes");
                        match attributes.filter(|_| !is_deposed) {
                            Some(attributes) => add(attributes.value),
                            None => deposed |= is_deposed,
                        }
                    }
                }
                _ => {}
            }
        }
        if found.len() == count && !deposed {
            left_out(diagnostics, span, "this resource has no attributes");
        }
    }
}

/// The items of a member that is to be a list.
fn items(member: Member, diagnostics: &mut Vec<Diagnostic>) -> Vec<Json> {
    if !matches!(member.value.kind, Kind::Array(_)) {
        left_out(diagnostics, member.key_span, &format!("`{}` is not a list", member.key));
    }
    into_items(member.value)
}

/// Warns of what is not translated.
pub(super) fn left_out(diagnostics: &mut Vec<Diagnostic>, span: Span, what: &str) {
    diagnostics.push(Diagnostic::warning("wrong-type", span, format!("{what}; it is left out")));
}
