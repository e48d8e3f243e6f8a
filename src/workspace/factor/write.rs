//! The files of a workspace on shared sets: what they leave to say.

use std::collections::BTreeSet;

use super::AS_DEPLOYED;
use super::client::ClientLocation;
use super::plan::{Found, Plan, policies};
use super::sets::Set;
use super::values::{self, Values};
use crate::model::{Id, ReferenceKind};
use crate::syntax::{Entry, Node, Value, emit_node};
use crate::workspace::OutputFile;
use crate::workspace::compose::{Draft, expected};
use crate::workspace::document::{LockDocument, Parameter, write_lock};
use crate::workspace::import::{escaped, scaffold};

/// The files of a workspace.
pub(super) struct Written {
    /// In the order of their paths.
    pub(super) files: Vec<OutputFile>,
    /// How many named locations are the client's own.
    pub(super) locations: usize,
}

/// Writes what the shared sets leave to say.
pub(super) fn write(plan: &Plan<'_>, found: &Found) -> Written {
    let tenant = tenant(plan, found);
    let own = own_locations(plan, found);
    let mut trees = vec![tenant.clone()];
    let mut files: Vec<OutputFile> = plan.client.unread.clone();
    for policy in plan.own() {
        trees.push(policy.tree.clone());
        files.push((policy.path.clone(), emit_node(&escaped(policy.tree.clone())).into_bytes()));
    }
    if !own.is_empty() {
        let list = Node::sequence(own.iter().map(|location| escaped(location.tree.clone())));
        let tree = Node::mapping([Entry::new("locations", list)]);
        files.push(("locations.yaml".to_owned(), emit_node(&tree).into_bytes()));
        trees.push(tree);
    }
    trees.extend(found.changes.iter().map(|(composed, _)| composed.clone()));
    for (set, values) in plan.sets.iter().zip(&found.values) {
        let declared = set.symbolic.locations.iter().chain(&set.symbolic.groups);
        trees.extend(declared.map(|draft| set.symbolic.with(values, &draft.tree)));
    }
    files.push(("tenant.yaml".to_owned(), commented(plan, found, &tenant).into_bytes()));
    files.push((
        "tenant.lock.yaml".to_owned(),
        emit_node(&write_lock(&lock(plan, found, &trees))).into_bytes(),
    ));
    files.sort();
    Written { files, locations: own.len() }
}

/// How many lines of YAML some files have, the lock file aside.
pub(super) fn lines(files: &[OutputFile]) -> usize {
    let written = files.iter().filter(|(path, _)| path != "tenant.lock.yaml");
    written.map(|(_, bytes)| bytes.split(|byte| *byte == b'\n').skip(1).count()).sum()
}

/// The parameters of a set that are in use and have no value.
pub(super) fn missing<'a>(plan: &Plan<'_>, set: &'a Set, values: &Values) -> Vec<&'a Parameter> {
    let mut used = used_parameters(plan, set);
    used.retain(|parameter| !values.contains_key(&parameter.name));
    used
}

/// The parameters of a set that more than the policies use which are left out, and what only those name.
fn used_parameters<'a>(plan: &Plan<'_>, set: &'a Set) -> Vec<&'a Parameter> {
    let is_paired = |at: usize| plan.pairing.pairs.iter().any(|(shared, _)| *shared == at);
    let of_set = policies(plan.sets).enumerate().filter(|(_, (of, _))| std::ptr::eq(*of, set));
    let (used, left_out): (Vec<_>, Vec<_>) = of_set.partition(|(at, _)| is_paired(*at));
    let (mut texts, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (_, (_, draft)) in used {
        texts_in(&draft.tree, &mut texts);
    }
    for policy in plan.own() {
        texts_in(&policy.tree, &mut texts);
    }
    for (_, (_, draft)) in left_out {
        texts_in(&draft.tree, &mut others);
    }
    let declared = set.symbolic.locations.iter().chain(&set.symbolic.groups);
    let is_left_out = |draft: &&Draft| others.contains(&draft.key) && !texts.contains(&draft.key);
    let declared: Vec<&Draft> = declared.filter(|draft| !is_left_out(draft)).collect();
    for draft in declared {
        texts_in(&draft.tree, &mut texts);
    }
    let is_used = |parameter: &&Parameter| {
        let written = format!("$({})", parameter.name);
        texts.iter().any(|text| text.contains(&written))
    };
    set.symbolic.parameters.iter().filter(is_used).collect()
}

fn tenant(plan: &Plan<'_>, found: &Found) -> Node {
    let mut entries: Vec<Entry> = plan.client.tenant.entries().to_vec();
    // What holds anyway, written so that no document is empty.
    entries.retain(|entry| entry.key != "unmanagedPolicies");
    if let Some(group) = &plan.emergency {
        let declared = Node::mapping([
            Entry::new("accounts", Node::sequence([])),
            Entry::new("group", Node::string(&group.name)),
        ]);
        entries.retain(|entry| entry.key != "emergencyAccess");
        entries.push(Entry::new("emergencyAccess", declared));
    }
    let uses = plan.sets.iter().zip(&found.values).map(|(set, values)| baseline_use(plan, set, values));
    entries.push(Entry::new("baselines", Node::sequence(uses)));
    let pairs = plan.pairing.pairs.iter().zip(&found.changes);
    let changes: Vec<Node> = pairs
        .filter(|(_, (_, edits))| !edits.is_empty())
        .filter_map(|((shared, _), (_, edits))| {
            let (_, draft) = plan.shared(*shared)?;
            Some(edits.change(&draft.key, AS_DEPLOYED))
        })
        .collect();
    if !changes.is_empty() {
        entries.push(Entry::new("changes", Node::sequence(changes)));
    }
    Node::mapping(entries)
}

fn baseline_use(plan: &Plan<'_>, set: &Set, values: &Values) -> Node {
    let reading = set.reading(&plan.client);
    let given = used_parameters(plan, set).into_iter().filter_map(|parameter| {
        let value = values.get(&parameter.name)?;
        let is_default = parameter
            .default
            .as_ref()
            .is_some_and(|default| values::same(reading, parameter, default, value));
        (!is_default).then(|| Entry::new(parameter.name.clone(), value.clone()))
    });
    let given: Vec<Entry> = given.collect();
    let omitted: Vec<Entry> = policies(plan.sets)
        .enumerate()
        .filter(|(at, (of, _))| {
            std::ptr::eq(*of, set) && !plan.pairing.pairs.iter().any(|(shared, _)| shared == at)
        })
        .map(|(at, (_, draft))| Entry::new(draft.key.clone(), Node::string(plan.why_omitted(at))))
        .collect();
    let mut entries = vec![Entry::new("from", Node::string(&set.from))];
    if !given.is_empty() {
        entries.push(Entry::new("values", Node::mapping(given)));
    }
    if !omitted.is_empty() {
        entries.push(Entry::new("omit", Node::mapping(omitted)));
    }
    Node::mapping(entries)
}

impl Plan<'_> {
    /// Why a shared policy is left out.
    pub(super) fn why_omitted(&self, shared: usize) -> &'static str {
        if self.pairing.ambiguous.iter().any(|(at, _)| *at == shared) {
            return "the client has several that may be it";
        }
        let key = self.shared(shared).map_or("", |(_, draft)| draft.key.as_str());
        let has_own = self
            .own()
            .any(|policy| policy.key == key || crate::model::is_named_for(&policy.policy.display_name, key));
        if has_own { "the client has its own" } else { "not deployed" }
    }
}

/// The locations that no shared set declares.
fn own_locations<'p>(plan: &'p Plan<'_>, found: &Found) -> Vec<&'p ClientLocation> {
    let declared: BTreeSet<usize> = plan
        .sets
        .iter()
        .zip(&found.values)
        .flat_map(|(set, values)| set.locations(values).into_keys())
        .filter_map(|name| plan.client.location_called(&name))
        .collect();
    let locations = plan.client.locations.iter().enumerate();
    let is_own = |at: &usize, location: &ClientLocation| {
        !declared.contains(at) || plan.undeclared.contains(&location.location.id)
    };
    locations.filter(|(at, location)| is_own(at, location)).map(|(_, location)| location).collect()
}

/// The ids of what the workspace names, and of its policies.
fn lock(plan: &Plan<'_>, found: &Found, trees: &[Node]) -> LockDocument {
    let mut texts = BTreeSet::new();
    for tree in trees {
        texts_in(tree, &mut texts);
    }
    let texts: BTreeSet<String> = texts.into_iter().map(|text| text.to_lowercase()).collect();
    let mut lock = LockDocument {
        tenant_id: plan.client.lock.tenant_id,
        to_bind: plan
            .client
            .lock
            .to_bind
            .iter()
            .filter(|name| texts.contains(&name.to_lowercase()))
            .cloned()
            .collect(),
        bound: plan.client.lock.bound.clone(),
        ..LockDocument::default()
    };
    let bound = found.bound.iter().map(|bound| (bound.kind, &bound.name, &bound.id));
    let known = plan.client.known.iter().map(|(kind, name, id)| (*kind, name, id));
    for (kind, name, id) in known.chain(bound) {
        let is_its = |kind: ReferenceKind, name: &str, id: &Id| {
            plan.client.names.resolve(kind, name).as_ref() == Ok(id)
        };
        let is_object = id.guid().is_some() || kind == ReferenceKind::AuthenticationContext;
        if is_object && texts.contains(&name.to_lowercase()) && is_its(kind, name, id) {
            lock.names.entry(kind).or_default().insert(name.clone(), id.clone());
        }
    }
    for (shared, exported) in &plan.pairing.pairs {
        let (Some((_, draft)), Some(policy)) = (plan.shared(*shared), plan.client.policies.get(*exported))
        else {
            continue;
        };
        lock.policies.extend(policy.policy.graph_id.clone().map(|id| (draft.key.clone(), id)));
    }
    for policy in plan.own() {
        lock.policies.extend(policy.policy.graph_id.clone().map(|id| (policy.key.clone(), id)));
    }
    lock
}

/// `tenant.yaml` with comments on what the export does not say.
fn commented(plan: &Plan<'_>, found: &Found, tenant: &Node) -> String {
    let accounts = "# The export does not say who is in the group: write the accounts.".to_owned();
    let mut above = vec![("emergencyAccess:", accounts)];
    for (set, values) in plan.sets.iter().zip(&found.values) {
        above.extend(missing(plan, set, values).into_iter().map(|parameter| {
            let (name, kind) = (&parameter.name, expected(parameter.parameter_type));
            ("baselines:", format!("# Nothing deployed tells `{name}`: write {kind} under `values`."))
        }));
    }
    let mut lines = Vec::new();
    if tenant.get("tenant").is_none() {
        lines.push(scaffold::DOMAIN.to_owned());
    }
    for line in emit_node(tenant).lines() {
        let comments = above.iter().filter(|(key, _)| line.starts_with(key));
        lines.extend(comments.map(|(_, comment)| comment.clone()));
        lines.push(line.to_owned());
    }
    if plan.emergency.is_none() {
        lines.extend([String::new(), scaffold::EMERGENCY_ACCESS.to_owned()]);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Every text of a tree.
fn texts_in(tree: &Node, texts: &mut BTreeSet<String>) {
    match &tree.value {
        Value::String(text) => {
            texts.insert(text.clone());
        }
        Value::Sequence(items) => items.iter().for_each(|item| texts_in(item, texts)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| texts_in(&entry.value, texts)),
        Value::Null | Value::Bool(_) | Value::Integer(_) => {}
    }
}
