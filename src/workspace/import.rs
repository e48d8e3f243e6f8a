//! Writes a workspace for what an export holds.
//!
//! Law: what is imported, loaded and compiled is what was exported, in canonical form, unknown members included. Where
//! a name would not come back as the id it stands for, the id is written.

mod keys;
mod locations;
mod names;
pub(crate) mod scaffold;
mod strengths;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Written;
use super::compile::OutputFile;
use super::compose::escape;
use super::convert::convert;
use super::document::{
    LocationsDocument, LockDocument, write_locations, write_lock, write_policy, write_tenant,
};
use super::export::{Export, ExportedPolicy};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::Organization;
use crate::model::{Id, Name, PlatformSettings, Policy, ReferenceKind, Tenant, UnmanagedPolicies};
use crate::source::{SourceMap, Span};
use crate::syntax::{Node, Value, emit_node};
use names::ImportedNames;

/// What is known of a tenant beyond its export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The initial domain.
    pub domain: Option<String>,
    /// The tenant id.
    pub tenant_id: Option<Uuid>,
}

/// A workspace made from an export.
#[derive(Debug, Default)]
pub struct Imported {
    /// Its files, in the order of their paths.
    pub files: Vec<OutputFile>,
    /// How many policies they hold.
    pub policies: usize,
    /// How many named locations they hold.
    pub locations: usize,
    /// Whether Graph was asked for policies or named locations: then there are no others than these, and may be none.
    pub is_answer: bool,
    /// What the export calls people, groups and other objects, used or not.
    pub names: Vec<(ReferenceKind, Id, Name)>,
    /// The files that were read.
    pub sources: SourceMap,
    /// What is odd in them. What has an error in it gives nothing; all else is imported.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes a workspace for what some files of an export hold, each given by the path that messages show and its bytes.
pub fn import(inputs: &[(String, Vec<u8>)], options: &ImportOptions) -> Imported {
    let mut imported = Imported::default();
    let mut export = Export::default();
    for (path, bytes) in inputs {
        export.read(&mut imported.sources, &mut imported.diagnostics, path, bytes);
    }
    let options = &of_organization(options, &export.organizations);
    gather_others(&mut imported.diagnostics);
    if let Some((first, count)) = export.distinct() {
        let message = match count {
            1 => "this policy is exported twice, alike; it is taken once".to_owned(),
            count => {
                format!("{count} policies are exported again, alike; each is taken once; this is the first")
            }
        };
        imported.diagnostics.push(Diagnostic::new(Severity::Note, "repeated-policy", first, message));
    }
    if let Some(span) = export.v1 {
        let message = "this is of the v1.0 endpoint, which leaves out policies that use what only beta has";
        imported.diagnostics.push(Diagnostic::new(Severity::Note, "v1-export", span, message).help(
            "export `https://graph.microsoft.com/beta/identity/conditionalAccess/policies` to be sure",
        ));
    }
    let locations = locations::distinct(std::mem::take(&mut export.locations), &mut imported.diagnostics);
    strengths::tell(&export, &mut imported.diagnostics);
    let names = ImportedNames::new(&export, &locations);
    let mut lock = LockDocument { tenant_id: options.tenant_id, ..LockDocument::default() };
    for location in &locations {
        record(&mut lock, &names, ReferenceKind::NamedLocation, &location.display_name);
    }

    let display_names: Vec<&str> =
        export.policies.iter().map(|exported| exported.policy.display_name.as_str()).collect();
    let keys = keys::keys(&display_names);
    tell_unresolved(&export.policies, &names, &mut imported.diagnostics);
    let emergency_groups = emergency_groups(&export.policies, &names);
    let mut stems = BTreeSet::new();
    let mut ids = BTreeMap::new();
    imported.policies = keys.len();
    imported.locations = locations.len();
    for (key, exported) in keys.into_iter().zip(export.policies) {
        let stem = keys::file_stem(&mut stems, &key, &exported.policy.display_name);
        add_policy_id(&mut lock, &mut ids, &key, &exported, &mut imported.diagnostics);
        if exported.policy.display_name.is_empty() {
            let message = format!("the policy has no `displayName`; it is called `{key}` from here on");
            imported.diagnostics.push(Diagnostic::warning("missing-name", exported.span, message));
        }
        let tree = policy_tree(key, exported, &emergency_groups, &names, &mut lock);
        imported.files.push(file(&format!("policies/{stem}.yaml"), &tree));
    }
    if !locations.is_empty() {
        let tree = write_locations(&LocationsDocument { locations });
        imported.files.push(file("locations.yaml", &tree));
    }
    let tenant = scaffold::tenant(&emit_node(&write_tenant(&tenant(options))), options);
    imported.files.push(("tenant.yaml".to_owned(), tenant.into_bytes()));
    imported.files.push(file("tenant.lock.yaml", &write_lock(&lock)));
    imported.files.sort();
    imported.is_answer = export.is_answer;
    imported.names = export.names;
    imported
}

fn tenant(options: &ImportOptions) -> Tenant {
    Tenant {
        name: String::new(),
        domain: options.domain.clone(),
        tenant_id: options.tenant_id,
        licenses: Vec::new(),
        emergency_access: None,
        partner: None,
        unattended: Vec::new(),
        platform: PlatformSettings::default(),
        unmanaged_policies: UnmanagedPolicies::Keep,
    }
}

/// With what the export says of its tenant, where it says one thing only and nothing else is given.
fn of_organization(options: &ImportOptions, organizations: &[Organization]) -> ImportOptions {
    let mut options = options.clone();
    let Some((first, others)) = organizations.split_first() else { return options };
    if others.iter().all(|other| other == first) && options.tenant_id.is_none_or(|id| id == first.id) {
        options.tenant_id = Some(first.id);
        options.domain = options.domain.or_else(|| first.initial_domain.clone());
    }
    options
}

/// One note for all the files with other things: a whole export holds hundreds.
fn gather_others(diagnostics: &mut Vec<Diagnostic>) {
    let is_other = |diagnostic: &Diagnostic| diagnostic.code == "other-object";
    let count = diagnostics.iter().filter(|diagnostic| is_other(diagnostic)).count();
    let Some(first) = diagnostics.iter().position(is_other).filter(|_| count > 1) else { return };
    let mut first = diagnostics.remove(first);
    diagnostics.retain(|diagnostic| !is_other(diagnostic));
    first.message = format!("{count} files hold other things, which are left out; this is the first");
    diagnostics.push(first);
}

/// That policies which go by names name what nothing gives an id.
fn tell_unresolved(
    policies: &[ExportedPolicy],
    names: &ImportedNames<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut unresolved = BTreeSet::new();
    let by_name = || policies.iter().filter(|exported| exported.by_name);
    for exported in by_name() {
        convert(exported.policy.clone(), &mut |kind, _, id: Id| {
            unresolved.extend(names.unresolved(kind, &id).map(|name| (kind, name)));
            id
        });
    }
    let (Some(first), false) = (by_name().next(), unresolved.is_empty()) else { return };
    let shown: Vec<String> =
        unresolved.iter().take(MOST_NAMES).map(|(kind, name)| format!("{} `{name}`", kind.words())).collect();
    let others = match unresolved.len() - shown.len() {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let message = format!("names that stand for nothing in this export: {}{others}", shown.join(", "));
    diagnostics.push(
        Diagnostic::warning("unresolved-names", first.span, message)
            .help("import the tenant's own export with it, or give their ids in tenant.lock.yaml"),
    );
}

/// So many names say what is meant.
const MOST_NAMES: usize = 5;

fn add_policy_id(
    lock: &mut LockDocument,
    ids: &mut BTreeMap<Id, Span>,
    key: &str,
    exported: &ExportedPolicy,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(id @ Id::Guid(_)) = &exported.policy.graph_id else { return };
    if let Some(first) = ids.get(id) {
        let name = &exported.policy.display_name;
        let message =
            format!("policy `{name}` is exported again, and says something else; both are imported");
        diagnostics.push(
            Diagnostic::warning("duplicate-id", exported.span, message)
                .related(*first, "only this one keeps the id")
                .help("import the newer export alone, or remove one of the two"),
        );
        return;
    }
    ids.insert(id.clone(), exported.span);
    lock.policies.insert(key.to_owned(), id.clone());
}

/// The excluded groups that seem to hold the emergency access accounts: those called so, else the one that most
/// policies on users exclude.
fn emergency_groups(policies: &[ExportedPolicy], names: &ImportedNames<'_>) -> BTreeSet<Id> {
    let mut uses: BTreeMap<&Id, usize> = BTreeMap::new();
    for exported in policies {
        for group in &exported.policy.conditions.users.exclude.groups {
            *uses.entry(group).or_default() += 1;
        }
    }
    let called_so =
        uses.keys().copied().filter(|group| sounds_like_emergency(&names.name(ReferenceKind::Group, group)));
    let called_so: BTreeSet<Id> = called_so.cloned().collect();
    if !called_so.is_empty() {
        return called_so;
    }
    let most = uses.into_iter().max_by_key(|(group, uses)| (*uses, std::cmp::Reverse(*group)));
    most.filter(|(_, uses)| *uses > 1 && uses * 2 > policies.len())
        .map(|(group, _)| group.clone())
        .into_iter()
        .collect()
}

pub(super) fn sounds_like_emergency(name: &str) -> bool {
    let letters: String = name.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    letters.contains("emergency") || letters.contains("breakglass")
}

/// The tree of a policy under its key. Placeholders in it are recorded in the lock file.
fn policy_tree(
    key: String,
    exported: ExportedPolicy,
    emergency_groups: &BTreeSet<Id>,
    names: &ImportedNames<'_>,
    lock: &mut LockDocument,
) -> Node {
    let ExportedPolicy { policy, by_name, .. } = exported;
    let excluded =
        policy.conditions.users.exclude.groups.iter().any(|group| emergency_groups.contains(group));
    let mut policy: Policy<Name> = convert(policy, &mut |kind, _, id: Id| {
        let name = if by_name { names.name_for_name(kind, &id) } else { names.name(kind, &id) };
        record(lock, names, kind, &name);
        name
    });
    policy.id = key;
    policy.description = policy.description.filter(|description| !description.is_empty());
    if policy.display_name.is_empty() {
        policy.display_name.clone_from(&policy.id);
    }
    let mut written = Written::default();
    let tree = write_policy(&policy, &written);
    // Composition would exclude emergency access from a policy on users, and this one is deployed without.
    let tree = if tree.get("users").is_some() && !excluded {
        written.emergency_access_included = Some("as deployed".to_owned());
        write_policy(&policy, &written)
    } else {
        tree
    };
    escaped(tree)
}

/// Keeps in the lock file what a name that is written stands for.
fn record(lock: &mut LockDocument, names: &ImportedNames<'_>, kind: ReferenceKind, name: &str) {
    if names::is_to_bind(name) {
        if !lock.to_bind.iter().any(|known| known == name) {
            lock.to_bind.push(name.to_owned());
            lock.to_bind.sort();
        }
    } else if let Some(id) = names.locked(kind, name) {
        lock.names.entry(kind).or_default().insert(name.to_owned(), id.clone());
    }
}

/// The tree with every `$(` in a text written so that it is no parameter.
pub(super) fn escaped(node: Node) -> Node {
    let value = match node.value {
        Value::String(text) => Value::String(escape(&text)),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(escaped).collect()),
        Value::Mapping(entries) => Value::Mapping(
            entries
                .into_iter()
                .map(|entry| crate::syntax::Entry { value: escaped(entry.value), ..entry })
                .collect(),
        ),
        value @ (Value::Null | Value::Bool(_) | Value::Integer(_)) => value,
    };
    Node { span: node.span, value }
}

fn file(path: &str, tree: &Node) -> OutputFile {
    (path.to_owned(), emit_node(tree).into_bytes())
}

#[cfg(test)]
mod tests;
