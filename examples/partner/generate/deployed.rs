//! What a client has in Entra: what its YAML compiles to, in the shape in which Graph returns it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Error, Result};
use std::path::Path;

use gatewright::catalogue;
use gatewright::directory;
use gatewright::source::SourceMap;
use gatewright::workspace::schema::DocumentKind;
use gatewright::workspace::{Loader, Memory, compile, format_document};
use serde_json::{Map, Value, json};

use super::{id, page};

/// The day of the exports: what is deployed is what the YAML said then.
const EXPORTED: &str = "2026-11-22";

/// When everything was made.
const CREATED: &str = "2026-06-02T09:30:12.4417203Z";

/// When the policies that are report-only became so.
const ON_TRIAL: &str = "2026-11-02T10:15:40.1187325Z";

/// What a client has in Entra.
pub(crate) struct Export {
    pub(crate) policies: Vec<Object>,
    pub(crate) locations: Vec<Object>,
    pub(crate) groups: Vec<Object>,
    /// Who the YAML names, with their ids.
    pub(crate) users: BTreeMap<String, String>,
}

/// An object of the export.
pub(crate) struct Object {
    /// What it is called in the YAML; nothing for what the YAML does not manage.
    pub(crate) key: Option<String>,
    pub(crate) body: Value,
}

impl Object {
    pub(crate) fn id(&self) -> &str {
        text(&self.body, "id")
    }
}

/// What the YAML of a client compiles to, with ids in place of names.
pub(crate) fn compiled(folder: &str, client: usize, evidence: &[(String, Vec<u8>)]) -> Result<Export> {
    let mut files = Vec::new();
    yaml(folder, &mut files)?;
    yaml("policies/baseline", &mut files)?;
    let files: Memory = files.into_iter().collect();
    let (directory, _) = directory::read(evidence);
    let day = EXPORTED.parse().map_err(Error::other)?;
    let mut reading = Loader::new(&files, day);
    reading.tenant(folder, Some(&directory));
    let loaded = reading.finish();
    let [tenant] = loaded.tenants.as_slice() else {
        return Err(Error::other(format!("{folder}: {:?}", loaded.diagnostics)));
    };
    let output = compile(tenant)
        .map_err(|errors| Error::other(format!("{folder}: {:?} {errors:?}", loaded.diagnostics)))?;
    let output: BTreeMap<String, Value> = output
        .into_iter()
        .map(|(path, bytes)| Ok((path, serde_json::from_slice(&bytes)?)))
        .collect::<Result<_>>()?;

    let mut export =
        Export { policies: Vec::new(), locations: Vec::new(), groups: Vec::new(), users: BTreeMap::new() };
    let mut ids = BTreeMap::new();
    let order =
        output.get("manifest.json").and_then(|manifest| manifest.get("order")).and_then(Value::as_array);
    for object in order.into_iter().flatten() {
        let file = text(object, "file");
        let Some(body) = output.get(file) else { continue };
        let (kind, objects, key) = match text(object, "kind") {
            "group" => ('b', &mut export.groups, text(object, "name")),
            "namedLocation" => ('c', &mut export.locations, text(object, "name")),
            _ => ('d', &mut export.policies, stem(file)),
        };
        let id = id(kind, client, objects.len() + 1);
        ids.insert(text(object, "placeholder").to_owned(), id.clone());
        objects.push(Object { key: Some(key.to_owned()), body: stored(&id, body) });
    }
    for object in &mut export.policies {
        resolve(&ids, &mut object.body);
    }
    export.users = directory
        .people()
        .iter()
        .map(|person| (person.user_principal_name.clone(), person.id.hyphenated().to_string()))
        .filter(|(name, id)| {
            let accounts = tenant.tenant.emergency_access.iter().flat_map(|access| &access.accounts);
            accounts.chain(&tenant.tenant.unattended).any(|account| account == name)
                || export.policies.iter().any(|policy| policy.body.to_string().contains(id))
        })
        .collect();
    Ok(export)
}

/// The YAML under a folder that is written by hand.
fn yaml(folder: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{folder}/{name}");
        if entry.file_type()?.is_dir() {
            yaml(&path, files)?;
        } else if is_yaml(&name) && name != "tenant.lock.yaml" {
            files.push((path, std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "yaml")
}

/// The members that Graph adds to what was sent.
fn stored(id: &str, body: &Value) -> Value {
    let Value::Object(sent) = body else { return Value::Null };
    let mut object = Map::new();
    if let Some(kind) = sent.get("@odata.type") {
        object.insert("@odata.type".to_owned(), kind.clone());
    }
    object.insert("id".to_owned(), json!(id));
    if sent.contains_key("securityEnabled") {
        object.insert("createdDateTime".to_owned(), json!(CREATED));
        object.insert("groupTypes".to_owned(), json!([]));
    } else {
        if sent.contains_key("conditions") {
            object.insert("templateId".to_owned(), Value::Null);
        }
        let is_new = sent.get("state").is_some_and(|state| state == "enabledForReportingButNotEnforced");
        object.insert("createdDateTime".to_owned(), json!(CREATED));
        object.insert("modifiedDateTime".to_owned(), json!(if is_new { ON_TRIAL } else { CREATED }));
    }
    object.extend(sent.clone());
    if let Some(Value::Object(grant)) = object.get_mut("grantControls") {
        expand(id, grant);
    }
    Value::Object(object)
}

/// What Graph makes of grant controls: `OR` where there is one, and strengths as a whole.
fn expand(policy: &str, grant: &mut Map<String, Value>) {
    let count = |key: &str| grant.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let lists = count("builtInControls") + count("termsOfUse") + count("customAuthenticationFactors");
    let strength = grant.get("authenticationStrength").filter(|strength| !strength.is_null());
    let is_one = lists + usize::from(strength.is_some()) == 1;
    let whole = strength.map(|strength| whole_strength(text(strength, "id")));
    if is_one {
        grant.insert("operator".to_owned(), json!("OR"));
    }
    let context = format!(
        "https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/policies('{policy}')/grantControls/authenticationStrength/$entity"
    );
    grant.insert("authenticationStrength@odata.context".to_owned(), json!(context));
    grant.insert("authenticationStrength".to_owned(), json!(whole));
}

fn whole_strength(id: &str) -> Value {
    let known = catalogue::strengths().iter().find(|strength| strength.id.hyphenated().to_string() == id);
    let Some(strength) = known else { return json!({ "id": id }) };
    let combinations: Vec<String> = strength.allowed_combinations.iter().map(ToString::to_string).collect();
    json!({
        "id": id,
        "createdDateTime": "2021-12-01T00:00:00Z",
        "modifiedDateTime": "2021-12-01T00:00:00Z",
        "displayName": strength.display_name,
        "policyType": "builtIn",
        "requirementsSatisfied": "mfa",
        "allowedCombinations": combinations,
        "combinationConfigurations": []
    })
}

fn resolve(ids: &BTreeMap<String, String>, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(id) = ids.get(text.as_str()) {
                text.clone_from(id);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(ids, item)),
        Value::Object(members) => members.values_mut().for_each(|member| resolve(ids, member)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Export {
    /// `deployed/`, a page for each collection.
    pub(crate) fn pages(&self) -> [(String, Value); 3] {
        let bodies =
            |objects: &[Object]| -> Vec<Value> { objects.iter().map(|object| object.body.clone()).collect() };
        [
            ("policies", "identity/conditionalAccess/policies", &self.policies),
            ("namedLocations", "identity/conditionalAccess/namedLocations", &self.locations),
            ("groups", "groups", &self.groups),
        ]
        .map(|(file, collection, objects)| {
            (format!("deployed/{file}.json"), page(collection, &bodies(objects)))
        })
    }

    /// `tenant.lock.yaml`.
    pub(crate) fn lock(&self) -> String {
        let mut lock = "# yaml-language-server: $schema=../../../../schemas/lock.schema.json\n\
            # Written by import and pull: names, and the ids they have in this tenant.\n"
            .to_owned();
        section(&mut lock, "users", self.users.iter().map(|(name, id)| (name.as_str(), id.as_str())));
        for (title, objects) in
            [("groups", &self.groups), ("namedLocations", &self.locations), ("policies", &self.policies)]
        {
            let known: BTreeSet<(&str, &str)> =
                objects.iter().filter_map(|object| Some((object.key.as_deref()?, object.id()))).collect();
            section(&mut lock, title, known.into_iter());
        }
        let mut sources = SourceMap::default();
        let file = sources.add("tenant.lock.yaml", lock.as_str());
        format_document(DocumentKind::Lock, &sources, file, &mut Vec::new()).unwrap_or(lock)
    }
}

fn section<'a>(lock: &mut String, title: &str, ids: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut ids = ids.peekable();
    if ids.peek().is_some() {
        lock.push_str(title);
        lock.push_str(":\n");
    }
    for (name, id) in ids {
        // Writing to a string cannot fail.
        let _ = writeln!(lock, "  {name}: {id}");
    }
}

fn stem(file: &str) -> &str {
    file.trim_start_matches("policies/").trim_end_matches(".json")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
