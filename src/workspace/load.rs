//! Loads tenants: reads and composes their documents, decodes and resolves them.
//!
//! Everything wrong is said; a tenant with an error is loaded as far as it goes and is marked incomplete.

mod known;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Error;

use chrono::NaiveDate;

use super::compose::{self, Composed, Draft, LayerFileKind};
use super::discover::TENANT_FILE;
use super::document::{
    GroupEntry, LockDocument, PolicyDocument, TenantDocument, read_baseline, read_groups, read_locations,
    read_lock, read_naming, read_policy, read_tenant,
};
use super::files::{Files, file_name, join};
use super::names::Names;
use super::reader::Reader;
use super::resolve::Resolver;
use super::{
    Deployed, Group, Loaded, Origin, PlaceRoot, TenantWorkspace, discover, export, proposed, references,
    resolve, twins,
};
use crate::catalogue;
use crate::diagnostic::{Diagnostic, Fix, arrange};
use crate::directory::Directory;
use crate::model::{
    AuthenticationStrength, Id, NamedLocation, Policy, ReferenceKind, ResourceExclusions, Tenant,
};
use crate::source::SourceMap;
use crate::syntax::{self, Node};
use known::{add_deployed, add_lock, add_own};

/// Ids for names.
const LOCK_FILE: &str = "tenant.lock.yaml";

/// Loads every tenant at or under a path for a day, without directories.
pub fn load(files: &dyn Files, path: &str, as_of: NaiveDate) -> Result<Loaded, Error> {
    let mut loader = Loader::new(files, as_of);
    for folder in discover(files, path)? {
        loader.tenant(&folder, None);
    }
    Ok(loader.finish())
}

/// Loads tenants, one by one or side by side; what they share is read once.
pub struct Loader<'a> {
    files: &'a dyn Files,
    as_of: NaiveDate,
    /// What several tenants use.
    shared: Reader<'a>,
    tenants: Vec<LoadedTenant>,
}

/// What was loaded of one tenant.
#[derive(Debug)]
pub struct LoadedTenant {
    /// The name in messages.
    name: String,
    /// Nothing if `tenant.yaml` could not be read.
    tenant: Option<TenantWorkspace>,
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
}

impl LoadedTenant {
    /// Its name in messages.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<'a> Loader<'a> {
    /// A loader for a day, of which nothing is loaded yet.
    pub fn new(files: &'a dyn Files, as_of: NaiveDate) -> Self {
        let shared = Reader::new(files, SourceMap::default());
        Self { files, as_of, shared, tenants: Vec::new() }
    }

    /// Reads the shared sets of the tenant in a folder, unless they were read for another. A set that was not is read
    /// again by each tenant that uses it.
    pub fn share(&mut self, folder: &str) {
        let Some(tenant) = join(folder, TENANT_FILE).and_then(|path| self.shared.yaml(&path)) else { return };
        compose::read_shared(&mut self.shared, folder, &tenant);
    }

    /// Loads the tenant in a folder, apart from all others. Their numbers from 0 tell tenants apart: with the same
    /// ones, the result is the same in whatever order they are loaded. Names of people and groups are looked up in
    /// the directory, if one is given.
    pub fn load(&self, number: usize, folder: &str, directory: Option<&Directory>) -> LoadedTenant {
        let part = u32::try_from(number).map_or(u32::MAX, |number| number.saturating_add(1));
        let mut reader = Reader::new(self.files, SourceMap::part(part)).sharing(self.shared.documents());
        let tenant = tenant(&mut reader, folder, self.as_of, directory);
        let name = if let Some(tenant) = &tenant {
            tenant.tenant.name.clone()
        } else {
            let tree = join(folder, TENANT_FILE).and_then(|path| reader.yaml(&path));
            tenant_name(folder, tree.as_ref().and_then(|tree| tree.get("tenant")?.as_str()))
        };
        let Reader { sources, diagnostics, .. } = reader;
        let diagnostics = diagnostics.into_iter().map(|diagnostic| diagnostic.in_tenant(&name)).collect();
        LoadedTenant { name, tenant, sources, diagnostics }
    }

    /// Adds a tenant that was loaded apart.
    pub fn add(&mut self, loaded: LoadedTenant) {
        self.tenants.push(loaded);
    }

    /// Loads one more tenant.
    pub fn tenant(&mut self, folder: &str, directory: Option<&Directory>) {
        self.share(folder);
        let loaded = self.load(self.tenants.len(), folder, directory);
        self.tenants.push(loaded);
    }

    /// What was loaded. What is wrong with several tenants alike, as a fault in what they share, is said once.
    pub fn finish(self) -> Loaded {
        let mut loaded = Loaded { sources: self.shared.sources, ..Loaded::default() };
        for LoadedTenant { name, tenant, sources, diagnostics } in self.tenants {
            loaded.sources.append(sources);
            let folder = tenant.as_ref().map_or("", |tenant| &tenant.path);
            let settled = |diagnostic| settle(&loaded.sources, folder, diagnostic);
            loaded.diagnostics.extend(diagnostics.into_iter().map(settled));
            match tenant {
                Some(tenant) => loaded.tenants.push(tenant),
                None => loaded.unreadable.push(name),
            }
        }
        twins::refuse(&mut loaded.tenants, &mut loaded.diagnostics);
        loaded.diagnostics = arrange(&loaded.sources, loaded.diagnostics);
        loaded
    }
}

/// Says a fix in the words of the file. There is none where it is not the file that says what is wrong, nor for a name
/// in a shared set that is not the same in every tenant: what one does not know by that name, another one may.
fn settle(sources: &SourceMap, folder: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let Some(fix) = diagnostic.fix.take() else { return diagnostic };
    let path = sources.path(diagnostic.span.file);
    let is_own = folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    if diagnostic.code == resolve::UNKNOWN_NAME && !is_own && !resolve::is_for_everyone(&diagnostic, &fix) {
        return diagnostic;
    }
    let edits: Option<Vec<_>> = fix.edits.iter().map(|edit| syntax::settle(sources, edit)).collect();
    diagnostic.fix = edits.map(|edits| Fix { edits, ..fix });
    diagnostic
}

fn tenant(
    reader: &mut Reader<'_>,
    folder: &str,
    as_of: NaiveDate,
    directory: Option<&Directory>,
) -> Option<TenantWorkspace> {
    let tree = reader.yaml(&join(folder, TENANT_FILE)?)?;
    let document = read_tenant(&tree, &mut reader.diagnostics);
    let composed = compose::compose(reader, folder, &tree, as_of);
    let lock = lock(reader, folder);
    let deployed = export::deployed(reader, folder);
    let parts = parts(reader, &composed);
    let mut names = Names::new(directory);
    add_lock(&mut names, lock.as_ref());
    if let Some(deployed) = &deployed {
        add_deployed(&mut names, deployed);
    }
    add_own(&mut names, &composed);

    let TenantDocument { mut tenant, exceptions, rules, .. } = document?;
    check_lock(reader, folder, lock.as_ref(), &tenant);
    tenant.name = tenant_name(folder, tenant.domain.as_deref());
    let mut resolver = Resolver::new(&names, &tree, &mut reader.diagnostics);
    resolve_tenant(&mut resolver, &mut tenant);
    let mut placeholders = BTreeMap::new();

    let mut policies = Vec::new();
    let mut written = Vec::new();
    let mut origins = Vec::new();
    let mut failed = BTreeSet::new();
    let mut resolve = |draft: &Draft, diagnostics: &mut Vec<Diagnostic>| {
        let document = read_policy(&draft.tree, diagnostics)?;
        let PolicyDocument { policy, written } = in_force(document, draft, as_of);
        let (mut policy, used) = Resolver::new(&names, &draft.tree, diagnostics).policy(policy)?;
        policy.graph_id = lock.as_ref().and_then(|lock| lock.policies.get(&policy.id).cloned());
        placeholders.extend(used);
        drop_repeated_group(&mut policy);
        Some((policy, written))
    };
    for draft in composed.policies.iter().filter(|draft| !draft.broken) {
        let mut found = Vec::new();
        let policy = resolve(draft, &mut found);
        let companion_of = draft.origin.companion_of.clone();
        match &companion_of {
            // What is wrong with a companion is wrong with its policy, and said there.
            Some(of) if policy.is_some() || failed.contains(of) => {}
            Some(_) | None => reader.diagnostics.append(&mut found),
        }
        let Some((policy, beyond)) = policy else {
            failed.insert(draft.key.clone());
            continue;
        };
        policies.push(policy);
        written.push(beyond);
        origins.push(Origin {
            shared_set: draft.origin.set.clone(),
            naming: draft.origin.naming.as_ref().and_then(read_naming),
            companion_of,
        });
    }
    let without = composed.unopened.iter().filter_map(|draft| resolve(draft, &mut Vec::new()));
    let unopened = without.map(|(policy, _)| policy).collect();

    let written_out = composed.policies.iter().filter(|draft| draft.origin.companion_of.is_none());
    let keys: Vec<&str> = written_out.map(|draft| draft.key.as_str()).collect();
    let known = (!composed.unread).then_some(keys.as_slice());
    let exceptions = references::exceptions(&tree, exceptions, known, as_of, &mut reader.diagnostics);
    let mut trees = trees(&composed, &tree);
    if let Some(deployed) = &deployed {
        let (_, ambiguous) = proposed::manage(&mut policies, &deployed.policies, &trees);
        reader.diagnostics.extend(ambiguous);
    }
    let tests = references::tests(reader, folder, &names, known, &mut trees);
    let locations = locations(parts.locations, &names);
    let groups = groups(parts.groups, &names);
    Some(TenantWorkspace {
        path: folder.to_owned(),
        tenant,
        complete: !reader.has_errors(),
        policies,
        written,
        origins,
        unopened,
        locations,
        groups,
        strengths: strengths(deployed.as_ref()),
        names: names.by_id(),
        placeholders,
        next_change: composed.dates.into_iter().min(),
        exceptions,
        rules,
        remarks: reader.remarks(),
        tests,
        deployed,
        trees,
        as_of,
    })
}

/// The name in output: the folder's, or the first label of the domain for a tenant at the root.
fn tenant_name(folder: &str, domain: Option<&str>) -> String {
    let label = domain.and_then(|domain| domain.split('.').next()).filter(|label| !label.is_empty());
    match file_name(folder) {
        "" => label.unwrap_or("tenant").to_owned(),
        name => name.to_owned(),
    }
}

fn resolve_tenant(resolver: &mut Resolver<'_>, tenant: &mut Tenant) {
    if let Some(emergency_access) = &mut tenant.emergency_access {
        emergency_access.group_id = emergency_access
            .group
            .as_deref()
            .map(|group| resolver.id(ReferenceKind::Group, "/emergencyAccess/group", group));
    }
    if let ResourceExclusions::Custom(id) = &mut tenant.platform.resource_exclusions {
        let name = id.to_string();
        *id = resolver.id(ReferenceKind::Application, "/platform/resourceExclusions/custom", &name);
    }
}

fn lock(reader: &mut Reader<'_>, folder: &str) -> Option<LockDocument> {
    let tree = reader.yaml(&join(folder, LOCK_FILE)?)?;
    read_lock(&tree, &mut reader.diagnostics)
}

/// Ids of another tenant would point anywhere.
fn check_lock(reader: &mut Reader<'_>, folder: &str, lock: Option<&LockDocument>, tenant: &Tenant) {
    let (Some(locked), Some(own)) = (lock.and_then(|lock| lock.tenant_id), tenant.tenant_id) else { return };
    let tree = join(folder, LOCK_FILE).and_then(|path| reader.yaml(&path));
    if let Some(tree) = tree.filter(|_| locked != own) {
        let span = tree.get("tenantId").map_or(tree.span, |id| id.span);
        let message = format!("the lock file holds ids of tenant `{locked}`, but this is tenant `{own}`");
        reader.diagnostics.push(
            Diagnostic::error("other-tenant", span, message).help("import or pull from the right tenant"),
        );
    }
}

/// Named locations and groups as the YAML has them, by the files they are in.
struct Parts {
    locations: Vec<NamedLocation>,
    groups: Vec<GroupEntry>,
}

fn parts(reader: &mut Reader<'_>, composed: &Composed) -> Parts {
    let mut parts = Parts { locations: Vec::new(), groups: Vec::new() };
    let diagnostics = &mut reader.diagnostics;
    for file in &composed.files {
        match file.kind {
            LayerFileKind::Baseline => {
                read_baseline(&file.tree, diagnostics);
            }
            LayerFileKind::Locations => {
                let locations = read_locations(&file.tree, diagnostics);
                parts.locations.extend(locations.into_iter().flat_map(|document| document.locations));
            }
            LayerFileKind::Groups => {
                let groups = read_groups(&file.tree, diagnostics);
                parts.groups.extend(groups.into_iter().flat_map(|document| document.groups));
            }
        }
    }
    parts
}

/// The document without the exclusions that do not count on a day; composition has put them last.
fn in_force(mut document: PolicyDocument, draft: &Draft, as_of: NaiveDate) -> PolicyDocument {
    let exclude = &mut document.policy.conditions.users.exclude;
    exclude.users.truncate(compose::in_force(&draft.tree, "users", as_of));
    exclude.groups.truncate(compose::in_force(&draft.tree, "groups", as_of));
    exclude.roles.truncate(compose::in_force(&draft.tree, "roles", as_of));
    document
}

/// The emergency access group that composition put last may be excluded already, by its id.
fn drop_repeated_group(policy: &mut Policy<Id>) {
    let groups = &mut policy.conditions.users.exclude.groups;
    if let Some((last, others)) = groups.split_last()
        && others.contains(last)
    {
        groups.pop();
    }
}

fn locations(written: Vec<NamedLocation>, names: &Names<'_>) -> Vec<NamedLocation> {
    let mut seen = BTreeSet::new();
    let first = written.into_iter().filter(|location| seen.insert(location.display_name.clone()));
    first
        .map(|mut location| {
            if let Some(id) = names.own.ids(ReferenceKind::NamedLocation, &location.display_name).next() {
                location.id = id.clone();
            }
            location
        })
        .collect()
}

fn groups(written: Vec<GroupEntry>, names: &Names<'_>) -> Vec<Group> {
    let mut seen = BTreeSet::new();
    let first = written.into_iter().filter(|group| seen.insert(group.name.clone()));
    first
        .map(|GroupEntry { name, description }| {
            let id = names.own.ids(ReferenceKind::Group, &name).next().cloned();
            let id = id.unwrap_or_else(|| Id::placeholder(ReferenceKind::Group, &name));
            Group { display_name: name, description, id }
        })
        .collect()
}

fn strengths(deployed: Option<&Deployed>) -> Vec<AuthenticationStrength> {
    let built_in = catalogue::strengths().iter().map(|strength| AuthenticationStrength {
        id: Id::Guid(strength.id),
        display_name: strength.display_name.to_owned(),
        allowed_combinations: strength.allowed_combinations.iter().map(ToString::to_string).collect(),
        restricted: false,
    });
    let mut strengths: Vec<AuthenticationStrength> = built_in.collect();
    for strength in deployed.map_or(&[][..], |deployed| &deployed.strengths) {
        if !strengths.iter().any(|known| known.id == strength.id) {
            strengths.push(strength.clone());
        }
    }
    strengths
}

fn trees(composed: &Composed, tenant: &Node) -> BTreeMap<PlaceRoot, Node> {
    let mut trees = BTreeMap::from([(PlaceRoot::Tenant, tenant.clone())]);
    let mut add = |root: fn(String) -> PlaceRoot, drafts: &[Draft]| {
        trees.extend(drafts.iter().map(|draft| (root(draft.key.clone()), draft.tree.clone())));
    };
    add(PlaceRoot::Policy, &composed.policies);
    add(PlaceRoot::Location, &composed.locations);
    add(PlaceRoot::Group, &composed.groups);
    trees
}

#[cfg(test)]
mod tests;
