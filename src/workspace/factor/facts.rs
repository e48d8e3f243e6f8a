//! What a document says, key by key, whatever short form it is written in.
//!
//! References are compared by the ids they stand for. Parameters and names that nobody knows stay what they are.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{Id, ReferenceKind};
use crate::syntax::{Node, Value};
use crate::workspace::compose::{Period, Standing, Symbolic};
use crate::workspace::names::Names;

/// What a document says, by dotted key, such as `users.exclude.groups`. What says nothing is left out.
pub(super) type Facts = BTreeMap<String, Fact>;

/// What stands under a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    One(Item),
    /// A list, whose order means nothing.
    Many(Vec<Item>),
}

/// A value, or an item of a list.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// As it is written; of an exclusion with dates, the name.
    pub(super) node: Node,
    pub(super) meaning: Meaning,
}

/// What is compared of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// An object of the tenant.
    Object(ReferenceKind, Id),
    /// A name that the tenant does not know.
    Unknown(ReferenceKind, String),
    /// A parameter of the shared set.
    Parameter(String),
    /// Anything else, in a form that is equal for equal values.
    Plain(String),
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.meaning == other.meaning
    }
}

impl Fact {
    /// The items of a list, or the value alone.
    pub(super) fn items(&self) -> &[Item] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::Many(items) => items,
        }
    }

    /// Whether two facts are the same.
    pub(super) fn says(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(one), Self::One(other)) => one == other,
            (Self::Many(one), Self::Many(other)) => {
                without(one, other).is_empty() && without(other, one).is_empty()
            }
            (Self::One(_), Self::Many(_)) | (Self::Many(_), Self::One(_)) => false,
        }
    }
}

/// The items of one list that are not in another.
pub(super) fn without<'a>(items: &'a [Item], other: &[Item]) -> Vec<&'a Item> {
    items.iter().filter(|item| !other.contains(item)).collect()
}

/// Keys that say nothing of what is deployed, or are composed and not written.
const BESIDE: [&str; 5] = ["id", "description", "reportOnlySince", "contingency", "emergencyAccess"];

/// Keys of lists that have a short form: one text.
const LISTS: [&str; 6] =
    ["applications", "platforms", "locations", "servicePrincipals", "agentIdentities", "agents"];

/// Reads documents.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) names: &'a Names<'static>,
    /// The day on which exclusions with dates are judged.
    pub(super) as_of: NaiveDate,
    /// The shared set whose parameters may be in a document.
    pub(super) set: Option<&'a Symbolic>,
}

impl Reading<'_> {
    /// What a policy or a named location says.
    pub(super) fn facts(self, tree: &Node) -> Facts {
        let mut facts = Facts::new();
        for entry in tree.entries().iter().filter(|entry| !BESIDE.contains(&entry.key.as_str())) {
            match entry.key.as_str() {
                "grant" => self.grant(&mut facts, &entry.value),
                key => self.under(&mut facts, key, &entry.value),
            }
        }
        let is_restricted =
            |fact: &Fact| fact.items().iter().any(|item| item.meaning != Meaning::Plain("all".to_owned()));
        if facts.get("clientAppTypes").is_some_and(|fact| !is_restricted(fact)) {
            facts.remove("clientAppTypes");
        }
        if tree.get("locations").is_some_and(|node| node.value != Value::Null) && is_policy(tree) {
            let all = || Fact::Many(vec![self.item("locations.include", &Node::string("all"))]);
            facts.entry("locations.include".to_owned()).or_insert_with(all);
        }
        facts
    }

    fn under(self, facts: &mut Facts, path: &str, node: &Node) {
        let fact = match &node.value {
            Value::Null | Value::Bool(false) => return,
            _ if path == "graph" || path.ends_with(".guests") => Fact::One(Item {
                node: node.clone(),
                meaning: Meaning::Plain(sorted(node).to_json().to_string()),
            }),
            Value::Mapping(entries) => {
                if let (true, Some(every)) = (path == "session.signInFrequency", only(node, "every")) {
                    return self.under(facts, path, every);
                }
                for entry in entries {
                    self.under(facts, &format!("{path}.{}", entry.key), &entry.value);
                }
                return;
            }
            Value::Sequence(items) => {
                let counts = |item: &&Node| Period::of(item).on(self.as_of) == Standing::InForce;
                let items: Vec<Item> =
                    items.iter().filter(counts).map(|item| self.item(path, item)).collect();
                if items.is_empty() {
                    return;
                }
                Fact::Many(items)
            }
            Value::String(_) if matches!(path, "users.include" | "users.exclude") => {
                let path = format!("{path}.users");
                let fact = Fact::Many(vec![self.item(&path, node)]);
                facts.insert(path, fact);
                return;
            }
            Value::String(_) if is_list(path) => Fact::Many(vec![self.item(path, node)]),
            Value::Bool(_) | Value::Integer(_) | Value::String(_) => Fact::One(self.item(path, node)),
        };
        facts.insert(path.to_owned(), fact);
    }

    /// One control alone is any of it. References have keys of their own, behind a `#`.
    fn grant(self, facts: &mut Facts, grant: &Node) {
        let (path, controls) = match (grant.get("anyOf"), grant.get("allOf")) {
            (Some(any), _) => ("grant.anyOf", any.items()),
            (None, Some(all)) if all.items().len() > 1 => ("grant.allOf", all.items()),
            (None, Some(all)) => ("grant.anyOf", all.items()),
            (None, None) if grant.value == Value::Null => return,
            (None, None) => ("grant.anyOf", std::slice::from_ref(grant)),
        };
        for control in controls {
            let (path, node) = match control.entries() {
                [entry, ..] => (format!("{path}#{}", entry.key), &entry.value),
                [] => (path.to_owned(), control),
            };
            let item = self.item(&path, node);
            match facts.entry(path).or_insert_with(|| Fact::Many(Vec::new())) {
                Fact::Many(items) => items.push(item),
                Fact::One(_) => {}
            }
        }
    }

    /// A value under a key, or an item of the list there.
    pub(super) fn item(self, path: &str, node: &Node) -> Item {
        let subject = ["user", "group", "role"].into_iter().find_map(|key| node.get(key));
        let node = subject.unwrap_or(node).clone();
        let meaning = self.meaning(path, &node);
        Item { node, meaning }
    }

    fn meaning(self, path: &str, node: &Node) -> Meaning {
        let Some(text) = node.as_str() else { return Meaning::Plain(node.to_json().to_string()) };
        if let Some(parameter) = self.set.and_then(|set| set.lone_parameter(text)) {
            return Meaning::Parameter(parameter.name.clone());
        }
        match kind_at(path).map(|kind| (kind, self.names.resolve(kind, text))) {
            Some((kind, Ok(id))) => Meaning::Object(kind, id),
            Some((kind, Err(_))) if !is_keyword(text) => Meaning::Unknown(kind, text.to_owned()),
            Some((_, Err(_))) | None => Meaning::Plain(plain(path, text)),
        }
    }
}

/// What kind of object the names under a key are of.
fn kind_at(path: &str) -> Option<ReferenceKind> {
    match path {
        "users.include.users" | "users.exclude.users" | "agents.include" | "agents.exclude" => {
            Some(ReferenceKind::User)
        }
        "users.include.groups" | "users.exclude.groups" => Some(ReferenceKind::Group),
        "users.include.roles" | "users.exclude.roles" => Some(ReferenceKind::Role),
        "applications.include" | "applications.exclude" => Some(ReferenceKind::Application),
        "locations.include" | "locations.exclude" => Some(ReferenceKind::NamedLocation),
        "servicePrincipals.include"
        | "servicePrincipals.exclude"
        | "agentIdentities.include"
        | "agentIdentities.exclude" => Some(ReferenceKind::ServicePrincipal),
        "authenticationContexts" => Some(ReferenceKind::AuthenticationContext),
        "session.globalSecureAccessProfile" => Some(ReferenceKind::FilteringProfile),
        "grant.anyOf#authenticationStrength" | "grant.allOf#authenticationStrength" => {
            Some(ReferenceKind::AuthenticationStrength)
        }
        "grant.anyOf#termsOfUse" | "grant.allOf#termsOfUse" => Some(ReferenceKind::TermsOfUse),
        _ => None,
    }
}

fn is_list(path: &str) -> bool {
    path.split_once('.')
        .is_some_and(|(top, side)| LISTS.contains(&top) && matches!(side, "include" | "exclude"))
}

/// Keywords that stand among names.
fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "all"
            | "none"
            | "allTrusted"
            | "mfaTrustedIps"
            | "allCompliantNetworks"
            | "office365"
            | "microsoftAdminPortals"
            | "allAgentIdResources"
            | "allAgentIdUsers"
    )
}

/// A named location has no target.
fn is_policy(tree: &Node) -> bool {
    tree.get("id").is_some()
}

fn plain(path: &str, text: &str) -> String {
    match path {
        "ipRanges" => text
            .parse::<ipnetwork::IpNetwork>()
            .map_or_else(|_| text.to_owned(), |network| network.to_string()),
        "countries" => text.to_uppercase(),
        _ => text.to_owned(),
    }
}

/// The value of a map that has this key alone.
fn only<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match node.entries() {
        [entry] if entry.key == key => Some(&entry.value),
        _ => None,
    }
}

/// The same value with lists sorted, and a list of one in place of one.
fn sorted(node: &Node) -> Node {
    let value = match &node.value {
        Value::Sequence(items) => match items.as_slice() {
            [only] => return sorted(only),
            items => {
                let mut items: Vec<Node> = items.iter().map(sorted).collect();
                items.sort_by_cached_key(|item| item.to_json().to_string());
                Value::Sequence(items)
            }
        },
        Value::Mapping(entries) => {
            let mut entries: Vec<_> = entries
                .iter()
                .map(|entry| crate::syntax::Entry { value: sorted(&entry.value), ..entry.clone() })
                .collect();
            entries.sort_by(|one, other| one.key.cmp(&other.key));
            Value::Mapping(entries)
        }
        value => value.clone(),
    };
    Node::new(value)
}
