//! The `exceptions` of a tenant: people whom a block by location does not stop in some countries, for a while.
//!
//! An exception compiles to the narrowest change: the people are excluded from each policy it opens, and a companion of
//! that policy keeps its block for them everywhere but in those countries. Someone of several exceptions has one
//! companion with all their countries: two would each block what the other lets through. People of the same countries
//! share theirs, which goes by those countries and so stays the same while people come and go.

mod companion;
mod refused;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use self::companion::{Destination, Traveller, companion};
use super::draft::{Draft, LayerFile, LayerFileKind};
use super::exclusions::list;
use super::period::{Period, Standing};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::{Entry, Node};

/// What exceptions make of a tenant, beside what they change.
#[derive(Default)]
pub(super) struct Opened {
    /// The policies that are opened, as they are without the exceptions.
    pub(super) before: Vec<Draft>,
    /// Named locations of the countries travelled to.
    pub(super) locations: Vec<Draft>,
    /// The files that those would be in, for the schema.
    pub(super) files: Vec<LayerFile>,
    /// Dates after the day on which something would differ.
    pub(super) dates: Vec<NaiveDate>,
}

/// Travellers by user principal name in lower case, for each policy that is opened for them.
type Travellers = BTreeMap<String, BTreeMap<String, Traveller>>;

/// Applies the exceptions that are in force on a day. Each companion comes behind the policy that it is of.
pub(super) fn apply(
    tenant: &Node,
    as_of: NaiveDate,
    diagnostics: &mut Vec<Diagnostic>,
    policies: &mut Vec<Draft>,
    locations: &[Draft],
) -> Opened {
    let mut opened = Opened::default();
    let mut travellers = Travellers::new();
    for exception in tenant.get("exceptions").map_or(&[][..], Node::items) {
        let period = Period::of(exception);
        opened.dates.extend(period.next_change(as_of));
        if period.on(as_of) == Standing::InForce {
            gather(tenant, as_of, diagnostics, &mut travellers, policies, exception);
        }
    }
    for mut draft in std::mem::take(policies) {
        let Some(travellers) = travellers.remove(&draft.key) else {
            policies.push(draft);
            continue;
        };
        let before = again(&draft);
        for traveller in travellers.values() {
            if let Some(users) = list(&mut draft.tree, &["users", "exclude", "users"], traveller.who) {
                users.push(traveller.exclusion());
            }
        }
        policies.push(draft);
        let mut together: BTreeMap<&BTreeSet<String>, Vec<&Traveller>> = BTreeMap::new();
        for traveller in travellers.values() {
            together.entry(&traveller.countries).or_default().push(traveller);
        }
        for (countries, travellers) in together {
            let destination = Destination::of(&before.tree, countries, locations);
            let companion = companion(&before, &destination, &travellers);
            opened.travel_to(&destination, companion.key_span);
            policies.push(companion);
        }
        opened.before.push(before);
    }
    opened
}

/// Who an exception opens which policy for.
fn gather(
    tenant: &Node,
    as_of: NaiveDate,
    diagnostics: &mut Vec<Diagnostic>,
    travellers: &mut Travellers,
    policies: &[Draft],
    exception: &Node,
) {
    let countries: BTreeSet<&str> = texts(exception, "travel").map(|(code, _)| code).collect();
    if countries.is_empty() {
        let span = exception.get("travel").map_or(exception.span, |travel| travel.span);
        diagnostics.push(Diagnostic::error("wide-exception", span, "the exception names no country").help(
            "name the countries under `travel`; people are excluded everywhere by `changes`, with `until`",
        ));
        return;
    }
    for (key, span) in texts(exception, "opens") {
        // That there is such a policy is checked with all other references.
        let Some(draft) = policies.iter().find(|draft| draft.key == key) else { continue };
        if let Some(refused) = refused::policy(draft, span) {
            diagnostics.push(refused);
            continue;
        }
        for (person, who) in texts(exception, "who") {
            if let Some(refused) = refused::person(tenant, draft, as_of, (person, who)) {
                diagnostics.push(refused);
                continue;
            }
            let of_policy = travellers.entry(key.to_owned()).or_default();
            let traveller = of_policy.entry(person.to_lowercase());
            traveller.or_insert_with(|| Traveller::new(person, who, span)).add(exception, &countries);
        }
    }
}

impl Opened {
    fn travel_to(&mut self, destination: &Destination<'_>, place: Span) {
        if self.locations.iter().any(|known| known.key == destination.name) {
            return;
        }
        let tree = destination.location(place);
        let file = Node::mapping([Entry::new("locations", Node::sequence([tree.clone()]))]);
        self.files.push(LayerFile { kind: LayerFileKind::Locations, tree: file });
        self.locations.push(Draft {
            key: destination.name.clone(),
            key_span: place,
            tree,
            broken: false,
            origin: Arc::default(),
        });
    }
}

/// The same draft once more.
fn again(draft: &Draft) -> Draft {
    let Draft { key, key_span, tree, broken, origin } = draft;
    Draft {
        key: key.clone(),
        key_span: *key_span,
        tree: tree.clone(),
        broken: *broken,
        origin: Arc::clone(origin),
    }
}

/// The texts of a list, and where they stand.
fn texts<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, Span)> {
    let items = node.get(key).map_or(&[][..], Node::items);
    items.iter().filter_map(|item| Some((item.as_str()?, item.span)))
}

#[cfg(test)]
mod tests;
