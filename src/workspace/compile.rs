//! The compiled output of a tenant: Graph JSON for each policy, named location and group, and a manifest.
//!
//! The same workspace always gives the same bytes. Writing them is the caller's business.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;

use serde_json::{Value, json};

use super::{Place, PlaceRoot, Spans, TenantWorkspace};
use crate::diagnostic::Diagnostic;
use crate::graph;
use crate::model::Id;

/// A file of compiled output: its path, relative with `/`, and its bytes.
pub type OutputFile = (String, Vec<u8>);

/// Compiles a tenant to files, in the order of their paths.
///
/// # Errors
///
/// Says why there is no output: the tenant is incomplete, or two files would have one name. An incomplete tenant has its
/// reasons among the diagnostics of loading, and not here.
pub fn compile(workspace: &TenantWorkspace) -> Result<Vec<OutputFile>, Vec<Diagnostic>> {
    if !workspace.complete {
        return Err(Vec::new());
    }
    let clashes = clashes(workspace);
    if !clashes.is_empty() {
        return Err(clashes);
    }
    let objects = objects(workspace);
    let manifest = manifest(workspace, &objects);
    let mut files: Vec<OutputFile> =
        objects.iter().map(|object| (object.file.clone(), pretty(&object.body))).collect();
    files.push(("manifest.json".to_owned(), pretty(&manifest)));
    files.sort();
    Ok(files)
}

/// Why there is no output, as [`compile`] says, without making it.
pub fn compile_faults(workspace: &TenantWorkspace) -> Vec<Diagnostic> {
    if workspace.complete { clashes(workspace) } else { Vec::new() }
}

/// Something to be created or updated in the tenant.
struct Object {
    /// What the manifest calls it.
    kind: &'static str,
    name: String,
    file: String,
    /// Its id, or its placeholder. A policy has none as long as it was not created.
    id: Option<Id>,
    body: Value,
}

/// Everything to deploy, in an order in which each comes after what it refers to.
fn objects(workspace: &TenantWorkspace) -> Vec<Object> {
    let groups = workspace.groups.iter().map(|group| Object {
        kind: "group",
        name: group.display_name.clone(),
        file: file("groups", &group.display_name),
        id: Some(group.id.clone()),
        body: graph::group::encode(&group.display_name, group.description.as_deref()),
    });
    let locations = workspace.locations.iter().map(|location| Object {
        kind: "namedLocation",
        name: location.display_name.clone(),
        file: file("namedLocations", &location.display_name),
        id: Some(location.id.clone()),
        body: graph::named_location::encode(location),
    });
    let policies = workspace.policies.iter().map(|policy| Object {
        kind: "policy",
        name: policy.display_name.clone(),
        file: file("policies", &policy.id),
        id: policy.graph_id.clone(),
        body: graph::policy::encode(policy),
    });
    groups.chain(locations).chain(policies).collect()
}

fn manifest(workspace: &TenantWorkspace, objects: &[Object]) -> Value {
    let order: Vec<Value> = objects
        .iter()
        .map(|object| {
            let guid = object.id.as_ref().and_then(Id::guid);
            let placeholder = object.id.as_ref().filter(|id| id.guid().is_none());
            json!({
                "kind": object.kind,
                "name": object.name,
                "file": object.file,
                "id": guid.map(|guid| guid.hyphenated().to_string()),
                "placeholder": placeholder.map(ToString::to_string),
            })
        })
        .collect();
    let placeholders: Vec<Value> = workspace
        .placeholders
        .iter()
        .map(|(text, placeholder)| {
            let made = objects.iter().find(|object| {
                object.id.as_ref().is_some_and(|id| id.guid().is_none() && id.to_string() == *text)
            });
            json!({
                "placeholder": text,
                "kind": placeholder.kind.as_str(),
                "name": made.map_or(text, |object| &object.name),
                "file": made.map(|object| &object.file),
            })
        })
        .collect();
    json!({
        "tenant": workspace.tenant.name,
        "tenantId": workspace.tenant.tenant_id.map(|id| id.hyphenated().to_string()),
        "order": order,
        "placeholders": placeholders,
        "nextChange": workspace.next_change.map(|date| date.to_string()),
    })
}

/// Files that would have one name on a file system that ignores case.
fn clashes(workspace: &TenantWorkspace) -> Vec<Diagnostic> {
    let groups = workspace
        .groups
        .iter()
        .map(|group| (file("groups", &group.display_name), PlaceRoot::Group(group.display_name.clone())));
    let locations = workspace.locations.iter().map(|location| {
        (file("namedLocations", &location.display_name), PlaceRoot::Location(location.display_name.clone()))
    });
    let policies = workspace
        .policies
        .iter()
        .map(|policy| (file("policies", &policy.id), PlaceRoot::Policy(policy.id.clone())));
    let mut first: BTreeMap<String, (String, PlaceRoot)> = BTreeMap::new();
    let mut clashes = Vec::new();
    for (file, root) in groups.chain(locations).chain(policies) {
        let span = |root: &PlaceRoot| {
            let place = Place { root: root.clone(), pointer: String::new(), part: super::Locate::Value };
            workspace.span(&place)
        };
        match first.entry(file.to_lowercase()) {
            Entry::Vacant(vacant) => {
                vacant.insert((file, root));
            }
            Entry::Occupied(occupied) => {
                let (other, other_root) = occupied.get();
                clashes.push(
                    Diagnostic::error(
                        "file-name-clash",
                        span(&root),
                        format!("`{file}` and `{other}` would be compiled to one file"),
                    )
                    .related(span(other_root), "the other one")
                    .help("let them differ in more than case")
                    .in_tenant(&workspace.tenant.name),
                );
            }
        }
    }
    clashes
}

fn file(folder: &str, name: &str) -> String {
    format!("{folder}/{}.json", file_name(name))
}

/// A file name for a text: what is outside `[A-Za-z0-9._ -]` is percent-encoded, as are dots and spaces at the ends,
/// which Windows drops.
pub fn file_name(name: &str) -> String {
    let last = name.len().saturating_sub(1);
    let mut out = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let at_end = at == 0 || at == last;
        let kept = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' => true,
            b'.' | b' ' => !at_end,
            _ => false,
        };
        if kept {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// JSON with two spaces of indentation and a newline at the end.
fn pretty(value: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer_pretty(&mut text, value);
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::fixture::*;

    #[test]
    fn file_names_are_safe_and_readable() {
        assert_eq!(file_name("Kochi office"), "Kochi office");
        assert_eq!(file_name("../a:b"), "%2E.%2Fa%3Ab");
        assert_eq!(file_name("Zürich."), "Z%C3%BCrich%2E");
        assert_eq!(file_name("CA 100%"), "CA 100%25");
    }

    #[test]
    fn compiled_output_is_as_the_manifest_says() {
        let files = geo(GEO_USE);
        let output = compile(&sound(&files)).unwrap();
        let paths: Vec<&str> = output.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "groups/CA002 - Exclude.json",
                "manifest.json",
                "namedLocations/Home.json",
                "policies/CA002.json"
            ]
        );
        let manifest: serde_json::Value = serde_json::from_slice(&output[1].1).unwrap();
        assert_eq!(
            manifest,
            serde_json::json!({
                "tenant": "contoso",
                "tenantId": "11111111-1111-1111-1111-111111111111",
                "order": [
                    { "kind": "group", "name": "CA002 - Exclude", "file": "groups/CA002 - Exclude.json",
                      "id": null, "placeholder": "<group:CA002 - Exclude>" },
                    { "kind": "namedLocation", "name": "Home", "file": "namedLocations/Home.json",
                      "id": null, "placeholder": "<namedLocation:Home>" },
                    { "kind": "policy", "name": "CA002-Geo", "file": "policies/CA002.json",
                      "id": null, "placeholder": null },
                ],
                "placeholders": [
                    { "placeholder": "<group:CA002 - Exclude>", "kind": "group", "name": "CA002 - Exclude",
                      "file": "groups/CA002 - Exclude.json" },
                    { "placeholder": "<namedLocation:Home>", "kind": "namedLocation", "name": "Home",
                      "file": "namedLocations/Home.json" },
                ],
                "nextChange": null,
            })
        );
        assert_eq!(output, compile(&sound(&files)).unwrap());
    }

    #[test]
    fn names_that_differ_in_case_only_cannot_be_compiled() {
        let files = contoso("").with("contoso/groups.yaml", "groups: [{name: Agents}, {name: agents}]\n");
        let clashes = compile(&sound(&files)).unwrap_err();
        assert_eq!(
            clashes[0].message,
            "`groups/agents.json` and `groups/Agents.json` would be compiled to one file"
        );
    }
}
