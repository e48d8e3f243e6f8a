#![doc = include_str!("ca_str_018.md")]

use std::collections::BTreeMap;

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, ReferenceKind};
use crate::syntax::{Node, pointer_push, pointer_tokens};
use crate::workspace::{Locate, Place, PlaceRoot};

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-018",
    severity: Severity::Warning,
    summary: "an entry that its list holds already",
    explanation: include_str!("ca_str_018.md"),
    aliases: &[],
    options: &[],
    check,
};

/// What this version does not know is as it came.
const FOREIGN: &str = "graph";
/// Lists of `tenant.yaml` that no other rule looks at.
const OF_TENANT: &[&str] = &["/unattended", "/partner/tenants"];

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (root, tree) in &context.workspace.trees {
        let lists = match root {
            PlaceRoot::Policy(_) => {
                let known = tree.entries().iter().filter(|entry| entry.key != FOREIGN);
                known.flat_map(|entry| lists(pointer_push("", &entry.key), &entry.value)).collect()
            }
            PlaceRoot::Location(_) => list("/countries", tree),
            PlaceRoot::Tenant => OF_TENANT.iter().flat_map(|pointer| list(pointer, tree)).collect(),
            PlaceRoot::Group(_) | PlaceRoot::Test(_) => Vec::new(),
        };
        for list in lists {
            let pairs = repetitions(context, &list);
            let place = Place { root: root.clone(), pointer: list.0, part: Locate::Value };
            found.extend(pairs.into_iter().map(|pair| repetition(context, &place, pair)));
        }
    }
}

/// A list with the pointer to it.
type List<'a> = (String, &'a [Node]);

fn list<'a>(pointer: &str, tree: &'a Node) -> Vec<List<'a>> {
    tree.at(pointer).map_or_else(Vec::new, |node| lists(pointer.to_owned(), node))
}

/// The lists that are a value, or in it.
fn lists(pointer: String, node: &Node) -> Vec<List<'_>> {
    let inner =
        node.entries().iter().flat_map(|entry| lists(pointer_push(&pointer, &entry.key), &entry.value));
    let mut found: Vec<List<'_>> = inner.collect();
    // One entry repeats none.
    if node.items().len() > 1 {
        found.push((pointer, node.items()));
    }
    found
}

/// What an entry is about, and how it is written.
struct Entrant<'a> {
    text: &'a str,
    item: &'a Node,
    /// Whether it holds on some days only.
    is_dated: bool,
}

impl<'a> Entrant<'a> {
    /// The entry that an item is; none for other values, which are not of lists that this rule knows.
    fn of(item: &'a Node) -> Option<Self> {
        let subject = NAMED.iter().find_map(|key| item.get(key)).unwrap_or(item);
        let is_dated = item.get("from").is_some() || item.get("until").is_some();
        Some(Self { text: subject.as_str()?, item, is_dated })
    }

    /// Whether it says more than who or what is meant.
    fn is_explained(&self) -> bool {
        self.item.entries().len() > 1
    }
}

/// Keys of what an item with a name is about.
const NAMED: &[&str] = &["user", "group", "role", "authenticationStrength", "termsOfUse", "customControl"];

/// Two entries of a list that are the same, with their positions.
type Pair<'a> = [(usize, Entrant<'a>); 2];

/// Each entry that an earlier one of the same file is the same as. What several files bring together is no slip of any.
fn repetitions<'a>(context: &Context<'_>, (pointer, items): &List<'a>) -> Vec<Pair<'a>> {
    let kind = kind(pointer);
    let name =
        |text: &str| context.workspace.names.get(&(kind?, Id::parse(text))).map(|name| name.to_lowercase());
    let mut by_text = BTreeMap::new();
    let mut by_name = BTreeMap::new();
    let mut pairs = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(entrant) = Entrant::of(item) else { continue };
        let text = entrant.text.to_lowercase();
        let name = name(entrant.text);
        let by_id = name.as_ref().and_then(|name| by_text.get(name));
        let earlier = by_text.get(&text).or(by_id).or_else(|| by_name.get(&text)).copied();
        if let Some(earlier) = earlier
            && let Some(first) = items.get(earlier).and_then(Entrant::of)
        {
            let is_apart = first.is_dated && entrant.is_dated;
            if !is_apart && first.item.span.file == item.span.file {
                pairs.push([(earlier, first), (index, entrant)]);
            }
            continue;
        }
        by_text.insert(text, index);
        by_name.extend(name.map(|name| (name, index)));
    }
    pairs
}

/// What the entries of a list refer to, if to anything.
fn kind(pointer: &str) -> Option<ReferenceKind> {
    let tokens: Vec<_> = pointer_tokens(pointer).collect();
    let [root, .., last] = tokens.as_slice() else { return None };
    match (&**root, &**last) {
        ("users", "users") => Some(ReferenceKind::User),
        ("users", "groups") => Some(ReferenceKind::Group),
        ("users", "roles") => Some(ReferenceKind::Role),
        ("applications", _) => Some(ReferenceKind::Application),
        ("locations", _) => Some(ReferenceKind::NamedLocation),
        ("servicePrincipals" | "agentIdentities" | "agents", _) => Some(ReferenceKind::ServicePrincipal),
        _ => None,
    }
}

/// The finding. Of two entries the one that says less may go; of two that say as much, the second.
fn repetition(context: &Context<'_>, list: &Place, [(earlier, first), (later, second)]: Pair<'_>) -> Finding {
    let at =
        |index: usize| Place { pointer: pointer_push(&list.pointer, &index.to_string()), ..list.clone() };
    let owner = match &list.root {
        PlaceRoot::Policy(id) => format!(" of policy `{id}`"),
        PlaceRoot::Location(name) => format!(" of location `{name}`"),
        PlaceRoot::Tenant | PlaceRoot::Group(_) | PlaceRoot::Test(_) => String::new(),
    };
    let key = list.pointer.trim_start_matches('/').replace('/', ".");
    let text = second.text;
    let message = format!("`{key}`{owner} holds `{text}` twice");
    let finding = Finding::new(&RULE, at(later), message).related(at(earlier), "it is here already");
    if first.is_dated || second.is_dated {
        return finding.help("one of the two has no end, so it never ends: remove the one that is not meant");
    }
    let removed = match (first.is_explained(), second.is_explained()) {
        (true, true) if first.item.to_json() != second.item.to_json() => {
            return finding.help("keep the one whose reason is right");
        }
        (false, true) => earlier,
        (true, true | false) | (false, false) => later,
    };
    finding
        .help("remove one of the two")
        .fix(context.removal(format!("remove the other `{text}`"), at(removed)))
}
