//! One layer of a tenant: its own files, or a shared set that it uses, with the sets below that.

mod unused;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::declarations::{self, Bind};
use super::draft::{Draft, LayerFile, LayerFileKind, Origin};
use super::parameters::{Bindings, Bound, Substituted, names_in, substitute};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};
use crate::workspace::document::Parameter;
use crate::workspace::files::{file_name, join};
use crate::workspace::reader::Reader;

/// The file that makes a folder a shared set.
pub(in crate::workspace) const BASELINE_FILE: &str = "baseline.yaml";

/// How YAML files end.
const YAML: &[&str] = &[".yaml", ".yml"];

/// The documents of a layer, parameters replaced.
#[derive(Default)]
pub(super) struct Layer {
    pub(super) policies: Vec<Draft>,
    pub(super) locations: Vec<Draft>,
    pub(super) groups: Vec<Draft>,
    /// Whole files of which the above are parts, and the `baseline.yaml`s, for the schema.
    pub(super) files: Vec<LayerFile>,
    /// Whether something of it could not be read, so that a policy that is not here may be there.
    pub(super) unread: bool,
}

/// How deep shared sets may build on each other.
const MAX_NESTING: usize = 16;

/// The shared sets met so far.
struct Met<'t> {
    /// What uses them, unless it is looked at by itself.
    tenant: Option<unused::OfTenant<'t>>,
    /// How the parameters of each get their values.
    bind: Bind,
    /// Those on the way down, to find circles and to show them.
    chain: Vec<Step>,
    /// All of them, by folder, with the place of the use. A set that is used twice would give each policy twice.
    all: BTreeMap<String, Span>,
    /// What the tenant says anywhere, but in what it leaves out; gathered when something is left out.
    in_use: Option<unused::Texts>,
}

struct Step {
    folder: String,
    from: Span,
}

impl Layer {
    fn append(&mut self, mut other: Self) {
        self.policies.append(&mut other.policies);
        self.locations.append(&mut other.locations);
        self.groups.append(&mut other.groups);
        self.files.append(&mut other.files);
        self.unread |= other.unread;
    }

    fn unread() -> Self {
        Self { unread: true, ..Self::default() }
    }
}

/// Everything of a tenant: the shared sets it uses, in the order it names them, then its own files.
pub(super) fn tenant(reader: &mut Reader<'_>, folder: &str, tenant: &Node) -> Layer {
    let mut layer = Layer::default();
    let own = Files::read(reader, folder);
    let mut met = Met::new(declarations::bind);
    met.tenant = Some(unused::OfTenant { folder, tree: tenant, own: &own });
    let origin = Arc::new(Origin { naming: tenant.get("naming").cloned(), ..Origin::default() });
    for used in tenant.get("baselines").map_or(&[][..], Node::items) {
        layer.append(shared(reader, folder, used, &origin, &mut met));
    }
    layer.append(own.compose(reader, &Bindings::new(), &BTreeSet::new(), &origin));
    layer
}

/// Reads the files of the shared sets that a document uses, and of those below, whatever will be made of them. A set
/// whose folder is a parameter is left to whoever knows its value.
pub(in crate::workspace) fn read_shared(reader: &mut Reader<'_>, folder: &str, uses: &Node) {
    read_nested(reader, folder, uses, MAX_NESTING);
}

fn read_nested(reader: &mut Reader<'_>, folder: &str, uses: &Node, depth: usize) {
    for used in uses.get("baselines").map_or(&[][..], Node::items) {
        let from = used.get("from").and_then(Node::as_str);
        let Some(set) = from.and_then(|from| join(folder, from)) else { continue };
        let Some(file) = join(&set, BASELINE_FILE) else { continue };
        if depth == 0 || reader.documents().contains_key(&file) {
            continue;
        }
        if let Some(baseline) = reader.yaml(&file) {
            Files::read(reader, &set);
            read_nested(reader, &set, &baseline, depth - 1);
        }
    }
}

/// A shared set whose parameters stand for themselves.
pub(super) fn symbolic(reader: &mut Reader<'_>, folder: &str, parameters: &[Parameter]) -> Layer {
    let themselves = parameters.iter().map(|parameter| {
        let value = Node::string(format!("$({})", parameter.name));
        Entry::new(parameter.name.clone(), value)
    });
    let used = Node::mapping([
        Entry::new("from", Node::string(folder)),
        Entry::new("values", Node::mapping(themselves)),
    ]);
    shared(reader, "", &used, &Origin::default(), &mut Met::new(declarations::bind_unchecked))
}

/// A shared set as an entry of `baselines` of a tenant or another set uses it.
fn shared(reader: &mut Reader<'_>, folder: &str, used: &Node, by: &Origin, met: &mut Met<'_>) -> Layer {
    let Some(from) = used.get("from") else { return Layer::unread() };
    let Some((set, baseline)) = find(reader, folder, from, met) else { return Layer::unread() };
    met.chain.push(Step { folder: set.clone(), from: from.span });

    let files = Files::read(reader, &set);
    let declarations = declarations::declarations(&baseline);
    let omitted = omitted(used);
    let (all, _) = files.names(&baseline, &omitted);
    let files = if omitted.is_empty() { files } else { files.without_unused(&omitted, met.in_use(reader)) };
    let (_, needed) = files.names(&baseline, &omitted);
    let named = (!files.unread).then_some(&all);
    declarations::check(&declarations, named, &mut reader.diagnostics);
    let values = used.get("values");
    let place = values.map_or(used.span, |values| values.span);
    let bindings = (met.bind)(&declarations, values, &needed, place, &mut reader.diagnostics);

    let naming = baseline.get("naming").or(by.naming.as_ref()).cloned();
    let origin = Arc::new(Origin { set: Some(set.clone()), naming, companion_of: None });
    let mut layer = Layer::default();
    layer.files.push(LayerFile { kind: LayerFileKind::Baseline, tree: Node::clone(&baseline) });
    for inner in baseline.get("baselines").map_or(&[][..], Node::items) {
        let inner = substitute(&bindings, &mut reader.diagnostics, inner);
        layer.append(if inner.broken {
            Layer::unread()
        } else {
            shared(reader, &set, &inner.tree, &origin, met)
        });
    }
    layer.append(files.compose(reader, &bindings, &omitted, &origin));
    met.chain.pop();
    omit(reader, used, &mut layer);
    layer
}

/// The folder and the `baseline.yaml` that `from` means.
fn find(
    reader: &mut Reader<'_>,
    folder: &str,
    from: &Node,
    met: &mut Met<'_>,
) -> Option<(String, Arc<Node>)> {
    let written = from.as_str()?;
    let Some(set) = join(folder, written) else {
        reader.diagnostics.push(
            Diagnostic::error("outside-repository", from.span, format!("`{written}` leaves the repository"))
                .help("name a folder inside the repository, relative to this file"),
        );
        return None;
    };
    if let Some(refused) = met.refuse(&set, from.span) {
        reader.diagnostics.push(refused);
        return None;
    }
    met.all.insert(set.clone(), from.span);
    let file = join(&set, BASELINE_FILE)?;
    let known = reader.files.kind(&file).is_some();
    let tree = reader.yaml(&file);
    if !known {
        reader.diagnostics.push(
            Diagnostic::error("missing-baseline", from.span, format!("there is no `{file}`"))
                .help("`from` names the folder of a shared set, relative to this file"),
        );
    }
    tree.map(|tree| (set, tree))
}

impl Met<'_> {
    fn new(bind: Bind) -> Self {
        Self { tenant: None, bind, chain: Vec::new(), all: BTreeMap::new(), in_use: None }
    }

    fn in_use(&mut self, reader: &mut Reader<'_>) -> &unused::Texts {
        let Self { tenant, in_use, .. } = self;
        in_use.get_or_insert_with(|| {
            tenant.as_ref().map_or_else(unused::Texts::new, |tenant| tenant.in_use(reader))
        })
    }

    /// Why a set cannot be used here, if it cannot.
    fn refuse(&self, set: &str, from: Span) -> Option<Diagnostic> {
        if let Some(start) = self.chain.iter().position(|step| step.folder == set) {
            let circle = self.chain.get(start..).unwrap_or_default();
            let folders: Vec<&str> = circle.iter().map(|step| step.folder.as_str()).chain([set]).collect();
            let message = format!("shared sets use each other in a circle: `{}`", folders.join("` -> `"));
            let diagnostic = Diagnostic::error("circular-baseline", from, message);
            return Some(circle.iter().fold(diagnostic, |diagnostic, step| {
                diagnostic.related(step.from, format!("uses `{}`", step.folder))
            }));
        }
        if let Some(first) = self.all.get(set) {
            let message = format!("the shared set `{set}` is used twice");
            let diagnostic = Diagnostic::error("duplicate-baseline", from, message);
            return Some(diagnostic.related(*first, "used here already").help("use it once"));
        }
        (self.chain.len() == MAX_NESTING).then(|| {
            let message = format!("shared sets build on each other more than {MAX_NESTING} deep");
            Diagnostic::error("deep-baseline", from, message)
        })
    }
}

/// The policies that an entry of `baselines` leaves out.
fn omitted(used: &Node) -> BTreeSet<String> {
    used.get("omit").map_or(&[][..], Node::entries).iter().map(|entry| entry.key.clone()).collect()
}

/// Leaves out the policies under `omit`, each of which must be there and have a reason.
fn omit(reader: &mut Reader<'_>, used: &Node, layer: &mut Layer) {
    for entry in used.get("omit").map_or(&[][..], Node::entries) {
        let known = layer.policies.iter().map(|draft| draft.key.as_str());
        if !layer.unread && !known.clone().any(|id| id == entry.key) {
            let message = format!("the shared set has no policy `{}`", entry.key);
            let mut diagnostic = Diagnostic::error("unknown-policy", entry.key_span, message);
            if let Some(near) = did_you_mean(&entry.key, known) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            reader.diagnostics.push(diagnostic);
        }
        let has_reason = match &entry.value.value {
            Value::String(reason) => !reason.trim().is_empty(),
            Value::Null => false,
            // Any other shape is the schema's to refuse.
            Value::Bool(_) | Value::Integer(_) | Value::Sequence(_) | Value::Mapping(_) => true,
        };
        if !has_reason {
            let message = format!("`{}` is left out without a reason", entry.key);
            reader.diagnostics.push(
                Diagnostic::error("missing-reason", entry.key_span, message)
                    .help(format!("write why, as in `{}: no Intune license`", entry.key)),
            );
        }
    }
    let omitted = omitted(used);
    layer.policies.retain(|draft| !omitted.contains(&draft.key));
}

/// The files of one folder, before their parameters are replaced.
struct Files {
    policies: Vec<(String, Arc<Node>)>,
    locations: Option<Arc<Node>>,
    groups: Option<Arc<Node>>,
    /// Whether a policy's file could not be read.
    unread: bool,
}

impl Files {
    fn read(reader: &mut Reader<'_>, folder: &str) -> Self {
        let mut optional = |name: &str| join(folder, name).and_then(|path| reader.yaml(&path));
        let locations = optional("locations.yaml");
        let groups = optional("groups.yaml");
        let paths = join(folder, "policies").map_or_else(Vec::new, |path| reader.files_under(&path, YAML));
        let count = paths.len();
        let policies: Vec<_> =
            paths.into_iter().filter_map(|path| reader.yaml(&path).map(|tree| (path, tree))).collect();
        Self { unread: policies.len() < count, policies, locations, groups }
    }

    /// The parameters that the set uses anywhere, and those that a tenant which omits some policies needs.
    fn names(&self, baseline: &Node, omitted: &BTreeSet<String>) -> (BTreeSet<String>, BTreeSet<String>) {
        let mut needed = BTreeSet::new();
        for tree in self.locations.iter().chain(&self.groups) {
            names_in(tree, &mut needed);
        }
        if let Some(inner) = baseline.get("baselines") {
            names_in(inner, &mut needed);
        }
        let mut all = needed.clone();
        for (_, tree) in &self.policies {
            names_in(tree, &mut all);
            if !id_of(tree).is_some_and(|id| omitted.contains(id)) {
                names_in(tree, &mut needed);
            }
        }
        (all, needed)
    }

    fn compose(
        &self,
        reader: &mut Reader<'_>,
        bindings: &Bindings,
        omitted: &BTreeSet<String>,
        origin: &Arc<Origin>,
    ) -> Layer {
        let mut layer = Layer { unread: self.unread, ..Layer::default() };
        if let Some(tree) = &self.locations {
            let (file, items) = list(reader, bindings, tree, (LayerFileKind::Locations, "locations"), origin);
            layer.files.extend(file);
            layer.locations = items;
        }
        if let Some(tree) = &self.groups {
            let (file, items) = list(reader, bindings, tree, (LayerFileKind::Groups, "groups"), origin);
            layer.files.extend(file);
            layer.groups = items;
        }
        for (path, tree) in &self.policies {
            let Some(id) = id_of(tree) else {
                layer.policies.extend(nameless(path, tree, origin));
                continue;
            };
            check_file_name(reader, path, id, tree);
            // An omitted policy needs no values; its draft only shows that it exists.
            let draft = if omitted.contains(id) {
                draft(id.to_owned(), tree.span, Node::clone(tree), false, origin)
            } else {
                policy(reader, bindings, id, tree, origin)
            };
            layer.policies.push(draft);
        }
        layer
    }
}

fn draft(key: String, key_span: Span, tree: Node, broken: bool, origin: &Arc<Origin>) -> Draft {
    Draft { key, key_span, tree, broken, origin: Arc::clone(origin) }
}

fn id_of(tree: &Node) -> Option<&str> {
    tree.get("id").and_then(Node::as_str)
}

/// A policy file without an id goes by its file name, so that whatever is wrong with it can still be said.
fn nameless(path: &str, tree: &Arc<Node>, origin: &Arc<Origin>) -> Option<Draft> {
    let stem = file_name(path).rsplit_once('.').map(|(stem, _)| stem.to_owned())?;
    Some(draft(stem, tree.span, Node::clone(tree), false, origin))
}

/// A policy with its parameters replaced; `$(id)` and `$(name)` are always there.
fn policy(
    reader: &mut Reader<'_>,
    bindings: &Bindings,
    id: &str,
    tree: &Node,
    origin: &Arc<Origin>,
) -> Draft {
    let mut bindings = bindings.clone();
    let key_span = tree.get("id").map_or(tree.span, |id| id.span);
    if let Some(id) = tree.get("id") {
        bindings.insert("id".to_owned(), Bound::Value(id.clone()));
    }
    if let Some(name) = tree.get("name") {
        // Its faults are said when the whole tree is done.
        let name = substitute(&bindings, &mut Vec::new(), name);
        let bound = if name.broken { Bound::Broken } else { Bound::Value(name.tree) };
        bindings.insert("name".to_owned(), bound);
    }
    let Substituted { tree, broken } = substitute(&bindings, &mut reader.diagnostics, tree);
    let composed = tree.get("id").and_then(Node::as_str) != Some(id);
    if composed {
        let message = "the `id` of a policy is written out, without parameters";
        reader.diagnostics.push(Diagnostic::error("composed-id", key_span, message));
    }
    draft(id.to_owned(), key_span, tree, broken || composed, origin)
}

/// The named locations or groups of a file, by their `name`, and the file for the schema unless a parameter in it is
/// amiss. One without a name is the schema's to refuse.
fn list(
    reader: &mut Reader<'_>,
    bindings: &Bindings,
    tree: &Node,
    (kind, key): (LayerFileKind, &str),
    origin: &Arc<Origin>,
) -> (Option<LayerFile>, Vec<Draft>) {
    let Substituted { tree, broken } = substitute(bindings, &mut reader.diagnostics, tree);
    let items = tree.get(key).map_or(&[][..], Node::items);
    let drafts = items
        .iter()
        .filter_map(|item| {
            let name = item.get("name")?;
            Some(draft(name.as_str()?.to_owned(), name.span, item.clone(), broken, origin))
        })
        .collect();
    ((!broken).then_some(LayerFile { kind, tree }), drafts)
}

fn check_file_name(reader: &mut Reader<'_>, path: &str, id: &str, tree: &Node) {
    let name = file_name(path);
    let rest = name.strip_prefix(id);
    if rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric())) {
        return;
    }
    let span = tree.get("id").map_or(tree.span, |id| id.span);
    reader.diagnostics.push(
        Diagnostic::warning("file-name", span, format!("the file of policy `{id}` is called `{name}`"))
            .help(format!("call it `{id}.yaml`, or `{id}-` and some words")),
    );
}
