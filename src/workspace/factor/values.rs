//! The values that the parameters of a shared set have at a client.
//!
//! Each place where a parameter stands is evidence; what most places agree on holds. In a list, the items that the
//! shared set does not name are the parameter's.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Fact, Facts, Item, Meaning, Reading, without};
use crate::model::ReferenceKind;
use crate::syntax::{Node, Value};
use crate::workspace::compose::{Symbolic, fits, is_list};
use crate::workspace::document::{Parameter, ParameterType};

/// Values by parameter.
pub(super) type Values = BTreeMap<String, Node>;

/// A document of the shared set and what the client has in its place.
pub(super) struct Place<'a> {
    pub(super) shared: &'a Node,
    pub(super) exported: &'a Facts,
}

/// What one place says of a parameter.
struct Evidence {
    /// The list that it would be, or the values of which it would be one.
    items: Vec<Item>,
}

/// Finds values. Parameters of which nothing is known have their default or, without one, no value.
///
/// `locations` gives the places of named locations, as far as their names are known with the values found so far.
pub(super) fn find<'a>(
    reading: Reading<'_>,
    set: &Symbolic,
    policies: &[Place<'a>],
    locations: &dyn Fn(&Values) -> Vec<(Node, &'a Facts)>,
) -> Values {
    let mut values = Values::new();
    // Each round settles a parameter at least.
    for _ in 0..=set.parameters.len() {
        let located = locations(&values);
        let located = located.iter().map(|(shared, exported)| Place { shared, exported });
        let mut evidence: BTreeMap<&str, Vec<Evidence>> = BTreeMap::new();
        let mut crowded = BTreeSet::new();
        for place in policies.iter().map(|place| Place { ..*place }).chain(located) {
            let shared = reading.facts(&set.with(&values, place.shared));
            for (key, fact) in &shared {
                // A condition that is not there at all tells nothing of what would be in it.
                let top = |key: &str| key.split('.').next().unwrap_or_default().to_owned();
                if !place.exported.keys().any(|other| top(other) == top(key)) {
                    continue;
                }
                let exported = place.exported.get(key).map_or(&[][..], Fact::items);
                collect(set, fact, exported, &mut evidence, &mut crowded);
            }
        }
        let open = |parameter: &&Parameter| !values.contains_key(&parameter.name);
        let settled: Values = set
            .parameters
            .iter()
            .filter(open)
            .filter_map(|parameter| {
                let of = evidence.get(parameter.name.as_str()).map_or(&[][..], Vec::as_slice);
                Some((parameter.name.clone(), settle(reading, parameter, of)?))
            })
            .collect();
        if !settled.is_empty() {
            values.extend(settled);
            continue;
        }
        // Of several parameters in one list nothing is known: they have their defaults, one after the other.
        let by_default =
            |parameter: &&Parameter| crowded.contains(&parameter.name) && parameter.default.is_some();
        let Some(parameter) = set.parameters.iter().filter(open).find(by_default) else { break };
        values.extend(parameter.default.clone().map(|default| (parameter.name.clone(), default)));
    }
    for parameter in &set.parameters {
        if let (false, Some(default)) = (values.contains_key(&parameter.name), &parameter.default) {
            values.insert(parameter.name.clone(), default.clone());
        }
    }
    values
}

/// Whether two values of a parameter are the same.
pub(super) fn same(reading: Reading<'_>, parameter: &Parameter, one: &Node, other: &Node) -> bool {
    meanings(&items(reading, parameter, one)) == meanings(&items(reading, parameter, other))
}

/// Adds what stands in place of the parameters of a fact. Where two are in one list, neither can be told.
fn collect<'a>(
    set: &'a Symbolic,
    shared: &Fact,
    exported: &[Item],
    evidence: &mut BTreeMap<&'a str, Vec<Evidence>>,
    crowded: &mut BTreeSet<String>,
) {
    let parameters: Vec<&Parameter> = shared.items().iter().filter_map(|item| lone(set, item)).collect();
    let rest = || without(exported, shared.items()).into_iter().cloned().collect::<Vec<Item>>();
    match parameters.as_slice() {
        [] => {
            for (parameter, item) in shared.items().iter().filter_map(|item| inside(set, item, &rest())) {
                evidence.entry(&parameter.name).or_default().push(Evidence { items: vec![item] });
            }
        }
        [parameter] => {
            let of_type = |item: &Item| is_of_type(parameter, &item.node);
            let items: Vec<Item> = rest().into_iter().filter(of_type).collect();
            if is_list(parameter.parameter_type) || !items.is_empty() {
                evidence.entry(&parameter.name).or_default().push(Evidence { items });
            }
        }
        [_, _, ..] => crowded.extend(parameters.iter().map(|parameter| parameter.name.clone())),
    }
}

fn lone<'a>(set: &'a Symbolic, item: &Item) -> Option<&'a Parameter> {
    let Meaning::Parameter(name) = &item.meaning else { return None };
    set.parameters.iter().find(|parameter| parameter.name == *name)
}

/// The only text that fits an item with a parameter in a longer text.
fn inside<'a>(set: &'a Symbolic, shared: &Item, rest: &[Item]) -> Option<(&'a Parameter, Item)> {
    let pattern = shared.node.as_str()?;
    let fitting: Vec<(&Parameter, Item)> = rest
        .iter()
        .filter_map(|item| {
            let (parameter, text) = set.parameter_in(pattern, item.node.as_str()?)?;
            let node = Node::string(text);
            let meaning = Meaning::Plain(text.to_owned());
            (fits(parameter.parameter_type, &node)).then_some((parameter, Item { node, meaning }))
        })
        .collect();
    match fitting.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn is_of_type(parameter: &Parameter, node: &Node) -> bool {
    let kind = parameter.parameter_type;
    if is_list(kind) { fits(kind, &Node::sequence([node.clone()])) } else { fits(kind, node) }
}

/// The value that the evidence speaks for.
fn settle(reading: Reading<'_>, parameter: &Parameter, evidence: &[Evidence]) -> Option<Node> {
    if evidence.is_empty() {
        return None;
    }
    let default = parameter.default.as_ref().map(|default| items(reading, parameter, default));
    if is_list(parameter.parameter_type) {
        let list = settle_list(default.as_deref(), evidence);
        return Some(match (&parameter.default, &default) {
            (Some(written), Some(default)) if meanings(default) == meanings(&list) => written.clone(),
            _ => Node::sequence(list.into_iter().map(|item| item.node)),
        });
    }
    let item = settle_one(default.as_deref().and_then(<[Item]>::first), evidence)?;
    // The default may be written otherwise: by name, where the export has an id.
    let is_default = default.is_some_and(|default| default.contains(&item));
    parameter.default.clone().filter(|_| is_default).or(Some(item.node))
}

/// The votes of one place: a number that up to 16 values divide evenly.
const VOTES: usize = 720_720;

/// The value that most places speak for, each divided among what it could be. Of several the default; else, where each
/// place is sure, the first; else none.
fn settle_one(default: Option<&Item>, evidence: &[Evidence]) -> Option<Item> {
    let mut votes: Vec<(&Item, usize)> = Vec::new();
    for place in evidence {
        let share = VOTES / place.items.len().max(1);
        for item in &place.items {
            match votes.iter_mut().find(|(known, _)| *known == item) {
                Some((_, votes)) => *votes += share,
                None => votes.push((item, share)),
            }
        }
    }
    let most = votes.iter().map(|(_, votes)| *votes).max().unwrap_or_default();
    let best: Vec<&Item> = votes.iter().filter(|(_, votes)| *votes >= most).map(|(item, _)| *item).collect();
    let is_sure = evidence.iter().all(|place| place.items.len() == 1);
    match (best.as_slice(), default) {
        ([only], _) => Some((*only).clone()),
        (several, Some(default)) if several.contains(&default) => Some(default.clone()),
        ([first, ..], _) if is_sure => Some((*first).clone()),
        _ => None,
    }
}

/// The list with which the fewest places differ, and then by the fewest items; of several the default, else the shorter.
fn settle_list(default: Option<&[Item]>, evidence: &[Evidence]) -> Vec<Item> {
    let lists = evidence.iter().map(|place| place.items.as_slice());
    let mut common: Vec<Item> = evidence.first().map(|place| place.items.clone()).unwrap_or_default();
    common.retain(|item| evidence.iter().all(|place| place.items.contains(item)));
    let cost = |list: &[Item]| {
        let differing =
            |place: &Evidence| without(list, &place.items).len() + without(&place.items, list).len();
        let differing: Vec<usize> = evidence.iter().map(differing).filter(|items| *items > 0).collect();
        (differing.len(), differing.iter().sum::<usize>(), list.len())
    };
    let candidates = default.into_iter().chain(lists).chain([common.as_slice()]);
    let best = candidates.min_by_key(|list| {
        let (places, items, length) = cost(list);
        let is_default = default.is_some_and(|default| meanings(default) == meanings(list));
        (places, items, !is_default, length)
    });
    best.map(<[Item]>::to_vec).unwrap_or_default()
}

/// The items of a value, or the value alone.
fn items(reading: Reading<'_>, parameter: &Parameter, value: &Node) -> Vec<Item> {
    let path = path_of(parameter.parameter_type);
    match &value.value {
        Value::Sequence(items) => items.iter().map(|item| reading.item(path, item)).collect(),
        _ => vec![reading.item(path, value)],
    }
}

fn meanings(items: &[Item]) -> BTreeSet<&Meaning> {
    items.iter().map(|item| &item.meaning).collect()
}

/// A key under which values of a type stand.
fn path_of(kind: ParameterType) -> &'static str {
    match reference_kind(kind) {
        Some(ReferenceKind::User) => "users.include.users",
        Some(ReferenceKind::Group) => "users.include.groups",
        Some(ReferenceKind::Role) => "users.include.roles",
        Some(ReferenceKind::Application) => "applications.include",
        Some(ReferenceKind::NamedLocation) => "locations.include",
        Some(ReferenceKind::AuthenticationStrength) => "grant.anyOf#authenticationStrength",
        _ if kind == ParameterType::Countries => "countries",
        _ if kind == ParameterType::Cidrs => "ipRanges",
        _ => "",
    }
}

/// The kind of object that a type names.
pub(super) fn reference_kind(kind: ParameterType) -> Option<ReferenceKind> {
    match kind {
        ParameterType::Location | ParameterType::Locations => Some(ReferenceKind::NamedLocation),
        ParameterType::User | ParameterType::Users => Some(ReferenceKind::User),
        ParameterType::Group | ParameterType::Groups => Some(ReferenceKind::Group),
        ParameterType::Role | ParameterType::Roles => Some(ReferenceKind::Role),
        ParameterType::Application | ParameterType::Applications => Some(ReferenceKind::Application),
        ParameterType::AuthenticationStrength => Some(ReferenceKind::AuthenticationStrength),
        ParameterType::String
        | ParameterType::Strings
        | ParameterType::Integer
        | ParameterType::Boolean
        | ParameterType::Date
        | ParameterType::Duration
        | ParameterType::State
        | ParameterType::Countries
        | ParameterType::Cidrs => None,
    }
}
