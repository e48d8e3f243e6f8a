//! Where the documents of two sides differ: at the values of policies, named locations and `tenant.yaml` as they are
//! after parameters and changes, so that a value of a shared set is where its tenant gives it.

use std::collections::BTreeMap;

use crate::source::{SourceMap, Span};
use crate::syntax::{Node, Value};
use crate::workspace::PlaceRoot;

/// The documents of a tenant, as composed.
pub type Documents = BTreeMap<PlaceRoot, Node>;

/// Where the documents of a tenant differ, in the files of the side after.
#[derive(Clone, Debug, Default)]
pub struct Places {
    changed: BTreeMap<PlaceRoot, Vec<Span>>,
    /// The named locations that differ and that a policy mentions, by its key.
    locations: BTreeMap<String, Vec<String>>,
    tenant: Option<Span>,
}

/// So many places of a document are kept: whoever reads goes on from the first.
const MOST_PLACES: usize = 8;

impl Places {
    /// Compares the documents of two sides, each with its files. A file of what is gone is added to those of the side
    /// after: what is gone has its place there.
    pub fn between(
        (before, of_before): (&Documents, &SourceMap),
        (after, files): (&Documents, &mut SourceMap),
    ) -> Self {
        let mut places = Self::default();
        for root in before.keys().chain(after.keys().filter(|root| !before.contains_key(root))) {
            let (old, new) = (before.get(root), after.get(root));
            let mut spans = Vec::new();
            match (old, new) {
                (Some(old), Some(new)) => {
                    differing(&mut spans, old, new, new.span);
                    // What it is called decides nothing, and is looked at last.
                    spans.sort_by_key(|span| is_name(new, *span));
                }
                (None, Some(new)) => spans.push(head(new)),
                (Some(old), None) => spans.push(files.adopt(of_before, head(old))),
                (None, None) => {}
            }
            // What was made from nothing that is written has no place.
            spans.retain(|span| *span != Span::SYNTHETIC);
            spans.truncate(MOST_PLACES);
            if !spans.is_empty() {
                places.changed.insert(root.clone(), spans);
            }
        }
        let changed: Vec<&str> = places
            .changed
            .keys()
            .filter_map(|root| if let PlaceRoot::Location(name) = root { Some(name.as_str()) } else { None })
            .collect();
        for (root, tree) in after.iter().chain(before) {
            let PlaceRoot::Policy(key) = root else { continue };
            let mentioned = changed.iter().filter(|name| mentions(tree, name));
            let mentioned: Vec<String> = mentioned.map(|name| (*name).to_owned()).collect();
            places.locations.entry(key.clone()).or_insert(mentioned);
        }
        places.tenant = after.get(&PlaceRoot::Tenant).map(head);
        places
    }

    /// What differs of some policies, by key, and of the named locations that they mention; else what differs in
    /// `tenant.yaml`, else that document as a whole. Without any document, nothing.
    pub fn of_policies<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Vec<Span> {
        let of = |root: &PlaceRoot| self.changed.get(root).map(Vec::as_slice).unwrap_or_default();
        let mut spans = Vec::new();
        for key in keys {
            spans.extend_from_slice(of(&PlaceRoot::Policy(key.to_owned())));
            for name in self.locations.get(key).into_iter().flatten() {
                spans.extend_from_slice(of(&PlaceRoot::Location(name.clone())));
            }
        }
        if spans.is_empty() {
            spans.extend_from_slice(of(&PlaceRoot::Tenant));
        }
        if spans.is_empty() {
            spans.extend(self.tenant);
        }
        let mut seen = Vec::new();
        spans.retain(|span| {
            let is_new = !seen.contains(span);
            seen.push(*span);
            is_new
        });
        spans
    }
}

/// Where two values differ: at what is new, or at the nearest that is left around what is gone.
fn differing(spans: &mut Vec<Span>, old: &Node, new: &Node, around: Span) {
    match (&old.value, &new.value) {
        (Value::Mapping(before), Value::Mapping(after)) => {
            for entry in after {
                match old.get(&entry.key) {
                    Some(value) => differing(spans, value, &entry.value, entry.key_span),
                    None => spans.push(entry.key_span),
                }
            }
            if before.iter().any(|entry| new.get(&entry.key).is_none()) {
                spans.push(short(around, new));
            }
        }
        (Value::Sequence(before), Value::Sequence(after)) => {
            let is_in = |item: &Node, items: &[Node]| items.iter().any(|other| is_same(item, other));
            spans.extend(after.iter().filter(|item| !is_in(item, before)).map(|item| item.span));
            if before.iter().any(|item| !is_in(item, after)) {
                spans.push(short(around, new));
            }
        }
        _ if is_same(old, new) => {}
        _ => spans.push(new.span),
    }
}

/// The key a value stands under; of a whole document, what it begins with.
fn short(around: Span, value: &Node) -> Span {
    if around == value.span { head(value) } else { around }
}

fn is_name(tree: &Node, span: Span) -> bool {
    ["id", "name", "description"].into_iter().filter_map(|key| tree.get(key)).any(|name| name.span == span)
}

fn is_same(one: &Node, other: &Node) -> bool {
    one.to_json() == other.to_json()
}

fn mentions(tree: &Node, name: &str) -> bool {
    tree.as_str() == Some(name)
        || tree.items().iter().any(|item| mentions(item, name))
        || tree.entries().iter().any(|entry| mentions(&entry.value, name))
}

/// What shows a whole document.
fn head(tree: &Node) -> Span {
    let named = ["id", "name"].into_iter().find_map(|key| tree.get(key));
    named.map(|node| node.span).or(tree.entries().first().map(|entry| entry.key_span)).unwrap_or(tree.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    /// The texts of the places at which a policy differs.
    fn places(before: &str, after: &str) -> Vec<String> {
        let side = |text: &str, path: &str| {
            let mut sources = SourceMap::default();
            let file = sources.add(path, text);
            let mut problems = Vec::new();
            let tree = syntax::parse(&sources, file, &mut problems).unwrap();
            assert_eq!(problems, []);
            (BTreeMap::from([(PlaceRoot::Policy("CA001".to_owned()), tree.root)]), sources)
        };
        let (old, new) = (side(before, "a.yaml"), side(after, "b.yaml"));
        let mut files = side(after, "b.yaml").1;
        let places = Places::between((&old.0, &old.1), (&new.0, &mut files));
        places
            .of_policies(["CA001"].into_iter())
            .into_iter()
            .map(|span| format!("{}:{}", files.line_column(span).line, files.slice(span)))
            .collect()
    }

    #[test]
    fn a_place_is_what_is_new_or_what_is_left_around_what_is_gone() {
        let before =
            "id: CA001\nstate: enabled\nusers:\n  include: all\n  exclude: { groups: [a, b] }\ngrant: mfa\n";
        assert_eq!(places(before, &before.replace("enabled", "disabled")), ["2:disabled"]);
        assert_eq!(places(before, &before.replace("[a, b]", "[b, a, c]")), ["5:c"]);
        assert_eq!(places(before, &before.replace("[a, b]", "[b]")), ["5:groups"]);
        assert_eq!(places(before, &before.replace("  exclude: { groups: [a, b] }\n", "")), ["3:users"]);
        assert_eq!(places(before, &before.replace("grant: mfa\n", "")), ["1:CA001"]);
        assert_eq!(
            places(before, &format!("{before}session: {{ persistentBrowser: never }}\n")),
            ["7:session"]
        );
        let renamed = before
            .replace("id: CA001", "id: CA001\nname: CA001 - Staff")
            .replace("grant: mfa", "grant: block");
        assert_eq!(
            places(&before.replace("id: CA001", "id: CA001\nname: CA001"), &renamed),
            ["7:block", "2:CA001 - Staff"]
        );
        assert_eq!(places(before, &format!("# a comment\n{before}")), Vec::<String>::new());
    }
}
