//! Terraform state with the resources of the azuread and msgraph providers: `terraform show -json`, or the state itself.
//!
//! In azuread, names are in snake case, a block is a list of one, and what is not set is an empty list or text. Both
//! providers keep less than Graph has, which is said.

mod msgraph;
mod resources;
mod session;

use std::collections::HashSet;

use super::{Translation, array, boolean, into_items, into_members, member, null, object, string};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::json::{Json, Kind, Member};
use crate::model::parse_guid;
use crate::source::Span;
use resources::{Resource, left_out, resources};

pub(super) fn recognizes(json: &Json) -> bool {
    let has = |key: &str| json.get(key).is_some();
    has("terraform_version") && (has("resources") || has("values") || has("planned_values"))
}

pub(super) fn translate(json: Json) -> Translation {
    let mut translation = Translation::default();
    let mut policies = None;
    let mut configured = None;
    let mut others: Option<(Span, usize)> = None;
    for Resource { of_type, attributes } in resources(json, &mut translation.diagnostics) {
        let span = attributes.span;
        if !matches!(attributes.kind, Kind::Object(_)) {
            left_out(
                &mut translation.diagnostics,
                span,
                "this is not an object with the attributes of a resource",
            );
            continue;
        }
        let object = match of_type.as_str() {
            "azuread_conditional_access_policy" => {
                policies.get_or_insert(span);
                Some(policy(attributes))
            }
            "azuread_named_location" => named_location(attributes),
            "azuread_group" => Some(related(attributes, "group")),
            "azuread_user" => Some(related(attributes, "user")),
            "azuread_service_principal" => Some(related(attributes, "servicePrincipal")),
            "azuread_application" | "azuread_application_registration" => {
                Some(related(attributes, "application"))
            }
            "azuread_directory_role" => Some(related(attributes, "directoryRole")),
            "azuread_authentication_strength_policy" => {
                Some(related(attributes, "authenticationStrengthPolicy"))
            }
            "msgraph_resource" if msgraph::url(&attributes).is_none() => {
                let what = "this resource has no `url`, which would say what it is";
                left_out(&mut translation.diagnostics, span, what);
                continue;
            }
            "msgraph_resource" => {
                let Some(made) = msgraph::made(attributes) else {
                    others.get_or_insert((span, 0)).1 += 1;
                    continue;
                };
                configured = configured.or(made.is_policy.then_some(span));
                Some(made.object)
            }
            _ => {
                others.get_or_insert((span, 0)).1 += 1;
                continue;
            }
        };
        if object.is_none() {
            let what = "this named location has neither addresses nor countries";
            left_out(&mut translation.diagnostics, span, what);
        }
        translation.objects.extend(object);
    }
    if let Some(span) = policies {
        translation.diagnostics.push(
            Diagnostic::warning(
                "lossy-format",
                span,
                "Terraform keeps less of a policy than Graph has: no authentication context, authentication flow, \
                 token protection or continuous access evaluation is here, whether deployed or not",
            )
            .help("compare with an export of Graph before deploying: `gatewright diff`"),
        );
    }
    if let Some(span) = configured {
        translation.diagnostics.push(
            Diagnostic::warning(
                "lossy-format",
                span,
                "Terraform keeps of this policy what its configuration names; what was set elsewhere is not here",
            )
            .help("compare with an export of Graph before deploying: `gatewright diff`"),
        );
    }
    if let Some((span, count)) = others {
        let message = match count {
            1 => "this resource is nothing that policies refer to; it is left out".to_owned(),
            count => format!("{count} resources are nothing that policies refer to; they are left out"),
        };
        translation.diagnostics.push(Diagnostic::new(Severity::Note, "other-object", span, message));
    }
    translation
}

fn policy(attributes: Json) -> Json {
    let span = attributes.span;
    let mut members =
        vec![member("@odata.type", span, string(span, "#microsoft.graph.conditionalAccessPolicy"))];
    for Member { key, key_span, value } in identified(attributes) {
        match key.as_str() {
            "session_controls" => members.push(member("sessionControls", key_span, session::controls(value))),
            _ => members.push(graph_member(&key, key_span, value, "")),
        }
    }
    object(span, members)
}

/// One block says which kind of location it is; none if none does.
fn named_location(attributes: Json) -> Option<Json> {
    let span = attributes.span;
    let has = |key| attributes.get(key).is_some_and(|block| !block.says_nothing());
    if !has("ip") && !has("country") {
        return None;
    }
    let mut members = Vec::new();
    for Member { key, key_span, value } in identified(attributes) {
        let odata_type = match key.as_str() {
            "ip" if !value.says_nothing() => "#microsoft.graph.ipNamedLocation",
            "country" if !value.says_nothing() => "#microsoft.graph.countryNamedLocation",
            "ip" | "country" => continue,
            _ => {
                members.push(graph_member(&key, key_span, value, ""));
                continue;
            }
        };
        members.push(member("@odata.type", key_span, string(key_span, odata_type)));
        match block(value) {
            Ok(block) => members.extend(into_members(block).into_iter().map(location_member)),
            Err(value) => members.push(member(key, key_span, value)),
        }
    }
    Some(object(span, members))
}

fn location_member(Member { key, key_span, value }: Member) -> Member {
    match key.as_str() {
        "trusted" => member("isTrusted", key_span, value),
        "ip_ranges" => {
            let range = |item: Json| object(item.span, vec![member("cidrAddress", item.span, item)]);
            let kind = match value.kind {
                Kind::Array(items) => Kind::Array(items.into_iter().map(range).collect()),
                kind @ (Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Object(_)) => {
                    kind
                }
            };
            member("ipRanges", key_span, Json { span: value.span, kind })
        }
        _ => graph_member(&key, key_span, value, ""),
    }
}

/// What policies refer to, with its type.
fn related(attributes: Json, odata_type: &str) -> Json {
    let span = attributes.span;
    let mut members =
        vec![member("@odata.type", span, string(span, format!("#microsoft.graph.{odata_type}")))];
    let mut known = HashSet::new();
    for Member { key, key_span, value } in identified(attributes) {
        let key = match key.as_str() {
            "client_id" | "application_id" => "appId".to_owned(),
            "template_id" => "roleTemplateId".to_owned(),
            key => camel_case(key),
        };
        if known.insert(key.clone()) {
            members.push(member(key, key_span, value));
        }
    }
    object(span, members)
}

/// The attributes with the id of the object as Graph has it: the last part of a path.
fn identified(attributes: Json) -> Vec<Member> {
    let has_object_id = attributes.get("object_id").and_then(Json::as_str).is_some_and(|id| !id.is_empty());
    let mut members = Vec::new();
    for Member { key, key_span, value } in into_members(attributes) {
        match key.as_str() {
            "timeouts" => {}
            "id" if has_object_id => {}
            "object_id" if !has_object_id => {}
            "id" | "object_id" => members.push(member("id", key_span, reference(value))),
            _ => members.push(member(key, key_span, value)),
        }
    }
    members
}

/// A member of a policy as Graph has it, by its name and by what it is in.
fn graph_member(key: &str, key_span: Span, value: Json, inside: &str) -> Member {
    let name = match (inside, key) {
        ("applications", "filter") => "applicationFilter".to_owned(),
        ("devices", "filter") => "deviceFilter".to_owned(),
        ("client_applications", "filter") => "servicePrincipalFilter".to_owned(),
        ("grant_controls", "authentication_strength_policy_id") => {
            let span = value.span;
            let id = graph_value(value, key);
            let strength =
                if id.says_nothing() { null(span) } else { object(span, vec![member("id", key_span, id)]) };
            return member("authenticationStrength", key_span, strength);
        }
        (_, key) => {
            camel_case(&key.replacen("included_", "include_", 1).replacen("excluded_", "exclude_", 1))
        }
    };
    let value = graph_value(value, key);
    member(name, key_span, value)
}

fn graph_value(json: Json, inside: &str) -> Json {
    let span = json.span;
    match json.kind {
        Kind::String(text) if text.is_empty() => null(span),
        kind @ Kind::String(_) => reference(Json { span, kind }),
        Kind::Array(items) if items.is_empty() => null(span),
        Kind::Array(items) => match block(array(span, items)) {
            Ok(block) => graph_value(block, inside),
            Err(list) => {
                array(span, into_items(list).into_iter().map(|item| graph_value(item, inside)).collect())
            }
        },
        Kind::Object(members) => {
            let members = members.into_iter();
            object(span, members.map(|m| graph_member(&m.key, m.key_span, m.value, inside)).collect())
        }
        kind @ (Kind::Null | Kind::Bool(_) | Kind::Number(_)) => Json { span, kind },
    }
}

/// The object in a list of one; any other value as it is.
fn block(json: Json) -> Result<Json, Json> {
    let span = json.span;
    match json.kind {
        Kind::Array(mut items) if matches!(items.as_slice(), [Json { kind: Kind::Object(_), .. }]) => {
            Ok(items.swap_remove(0))
        }
        kind => Err(Json { span, kind }),
    }
}

/// The id at the end of `/identity/conditionalAccess/namedLocations/<id>`; any other text as it is.
fn reference(json: Json) -> Json {
    let id = json.as_str().filter(|text| text.starts_with('/')).and_then(|text| text.rsplit('/').next());
    match id.filter(|id| parse_guid(id).is_some()) {
        Some(id) => string(json.span, id),
        None => json,
    }
}

fn camel_case(key: &str) -> String {
    let mut words = key.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
