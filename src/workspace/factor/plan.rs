//! What becomes of each policy and named location, worked out until the workspace compiles to the export.

use std::collections::{BTreeMap, BTreeSet};

use super::binding::{self, Bound};
use super::client::{Client, ClientLocation, ClientPolicy};
use super::edits::{Edits, Side, edits};
use super::emergency::{self, EmergencyGroup};
use super::facts::{Facts, Meaning, Reading};
use super::outcome::Outcome;
use super::pairing::{Candidate, Pairing, pair};
use super::sets::Set;
use super::values::{self, Place, Values};
use super::write::{self, Written};
use super::{Factored, Factoring};
use crate::model::{Id, ReferenceKind};
use crate::syntax::Node;
use crate::workspace::compose::Draft;

/// What becomes of each policy and named location.
pub(super) struct Plan<'a> {
    pub(super) sets: &'a [Set],
    pub(super) client: Client,
    pub(super) emergency: Option<EmergencyGroup>,
    pub(super) pairing: Pairing,
    /// What was paired at first. It tells names and values even where it did not come back equal.
    told: Vec<(usize, usize)>,
    /// Policies of the export that did not come back equal from the shared set.
    pub(super) unequal: BTreeSet<usize>,
    /// Named locations that differ from the shared set's in what no parameter says, and the names of those.
    pub(super) own_locations: BTreeMap<Id, String>,
    /// Named locations that the shared set declares for policies that are left out, and so not for this tenant.
    pub(super) undeclared: BTreeSet<Id>,
}

/// What is found for the pairs at hand.
pub(super) struct Found {
    pub(super) bound: Vec<Bound>,
    /// By set.
    pub(super) values: Vec<Values>,
    /// By pair: the composed policy, and what changes it.
    pub(super) changes: Vec<(Node, Edits)>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(sets: &'a [Set], mut client: Client) -> Self {
        let emergency = emergency::find(&client);
        if let Some(group) = &emergency {
            group.leave_to_composition(&mut client);
        }
        let pairing = {
            let shared: Vec<Candidate<'_>> = policies(sets)
                .map(|(set, draft)| Candidate {
                    key: &draft.key,
                    display_name: draft.tree.get("name").and_then(Node::as_str).unwrap_or_default(),
                    facts: set.reading(&client).facts(&draft.tree),
                })
                .collect();
            let exported: Vec<Candidate<'_>> = client
                .policies
                .iter()
                .map(|policy| Candidate {
                    key: &policy.key,
                    display_name: &policy.policy.display_name,
                    facts: client.facts(&policy.tree),
                })
                .collect();
            pair(&shared, &exported)
        };
        let (unequal, own_locations) = (BTreeSet::new(), BTreeMap::new());
        let told = pairing.pairs.clone();
        let undeclared = BTreeSet::new();
        Self { sets, client, emergency, pairing, told, unequal, own_locations, undeclared }
    }

    /// Works it out. What does not come back equal becomes the client's own, and the rest is tried again.
    pub(super) fn carry_out(mut self, factoring: Factoring<'_>) -> Factored {
        loop {
            self.client.look_up_anew();
            self.give_own_keys();
            let found = self.find();
            if self.refuse_locations(&found) {
                continue;
            }
            let written: Written = write::write(&self, &found);
            let outcome = Outcome::load(&written, factoring);
            let unequal = outcome.unequal(&self);
            let undeclared = outcome.undeclared(&self);
            if unequal.is_empty() && !undeclared.is_subset(&self.undeclared) {
                self.undeclared.extend(undeclared);
                continue;
            }
            if unequal.is_empty() {
                return outcome.factored(&self, &found, written);
            }
            self.pairing.pairs.retain(|(_, exported)| !unequal.contains(exported));
            self.unequal.extend(unequal);
        }
    }

    /// The shared policy at a position, and its set.
    pub(super) fn shared(&self, at: usize) -> Option<(&'a Set, &'a Draft)> {
        policies(self.sets).nth(at)
    }

    /// The exported policies that are the client's own.
    pub(super) fn own(&self) -> impl Iterator<Item = &ClientPolicy> {
        let is_own = |at: &usize| !self.pairing.pairs.iter().any(|(_, exported)| exported == at);
        self.client.policies.iter().enumerate().filter(move |(at, _)| is_own(at)).map(|(_, policy)| policy)
    }

    /// An own policy cannot have the key of one that is used.
    fn give_own_keys(&mut self) {
        let used: BTreeSet<&str> = self
            .pairing
            .pairs
            .iter()
            .filter_map(|(shared, _)| policies(self.sets).nth(*shared))
            .map(|(_, draft)| draft.key.as_str())
            .collect();
        let own: Vec<usize> = (0..self.client.policies.len())
            .filter(|at| !self.pairing.pairs.iter().any(|(_, exported)| exported == at))
            .collect();
        for at in own {
            self.client.give_key(at, &used);
        }
    }

    fn find(&mut self) -> Found {
        let bound = self.bind();
        for Bound { kind, name, id, .. } in &bound {
            self.client.names.lock.add(*kind, name, id.clone());
        }
        let values: Vec<Values> = self.sets.iter().map(|set| self.values(set)).collect();
        let changes = self.pairing.pairs.iter().filter_map(|(shared, exported)| {
            let (set, draft) = self.shared(*shared)?;
            let values = self.sets.iter().zip(&values).find(|(other, _)| std::ptr::eq(*other, set))?.1;
            let policy = self.client.policies.get(*exported)?;
            let composed = set.symbolic.with(values, &draft.tree);
            let facts = set.reading(&self.client).facts(&composed);
            let tree = policy.beside(set);
            let deployed = self.client.facts(tree);
            let edits = edits(
                Side { tree: &composed, facts: &facts },
                Side { tree, facts: &deployed },
                self.emergency.is_some(),
            );
            Some((composed, edits))
        });
        let changes = changes.collect();
        Found { bound, values, changes }
    }

    fn bind(&self) -> Vec<Bound> {
        let exported: Vec<Facts> = self.exported_facts().collect();
        let pairs = self.told.iter().zip(&exported).filter_map(|((shared, _), exported)| {
            let (set, draft) = self.shared(*shared)?;
            let tree = set.symbolic.with(&set.default_names(), &draft.tree);
            Some((set.reading(&self.client).facts(&tree), exported))
        });
        let declared: Vec<BTreeMap<String, Node>> =
            self.sets.iter().map(|set| set.locations(&set.default_names())).collect();
        let locations = declared.iter().flatten().map(|(name, tree)| (name.clone(), tree)).collect();
        let mut bound = binding::find(&self.client, &locations, &pairs.collect::<Vec<_>>());
        bound.retain(|bound| !self.own_locations.contains_key(&bound.id));
        bound
    }

    fn values(&self, set: &Set) -> Values {
        let exported: Vec<Facts> = self.exported_facts().collect();
        let policies: Vec<Place<'_>> = self
            .told
            .iter()
            .zip(&exported)
            .filter_map(|((shared, _), exported)| {
                let (of, draft) = self.shared(*shared)?;
                std::ptr::eq(of, set).then_some(Place { shared: &draft.tree, exported })
            })
            .collect();
        let facts: Vec<Facts> =
            self.client.locations.iter().map(|location| self.client.facts(&location.tree)).collect();
        let located = |values: &Values| {
            let declared = set.locations(values).into_iter();
            let pairs = declared.filter_map(|(name, tree)| {
                // One that stays beside tells the values all the same.
                let beside = |location: &ClientLocation| {
                    self.own_locations.get(&location.location.id).is_some_and(|other| *other == name)
                };
                let at = self.client.location_called(&name);
                let at = at.or_else(|| self.client.locations.iter().position(beside))?;
                Some((tree, facts.get(at)?))
            });
            pairs.collect()
        };
        values::find(set.reading(&self.client), &set.symbolic, &policies, &located)
    }

    /// What the exported policy of each pair says.
    fn exported_facts(&self) -> impl Iterator<Item = Facts> {
        self.told.iter().map(|(shared, exported)| {
            let sides = self.shared(*shared).zip(self.client.policies.get(*exported));
            sides.map(|((set, _), policy)| self.client.facts(policy.beside(set))).unwrap_or_default()
        })
    }

    /// Refuses to take a location for one of a shared set that differs beyond its name. Returns whether there was one
    /// that was not refused before.
    fn refuse_locations(&mut self, found: &Found) -> bool {
        let mut refused = Vec::new();
        for (set, values) in self.sets.iter().zip(&found.values) {
            for (name, tree) in set.locations(values) {
                let Some(at) = self.client.location_called(&name) else { continue };
                let Some(location) = self.client.locations.get(at) else { continue };
                let content = |reading: Reading<'_>, tree: &Node| {
                    let mut facts = reading.facts(tree);
                    facts.remove("name");
                    facts
                };
                let shared = content(set.reading(&self.client), &tree);
                let deployed = content(self.client.reading(), &location.tree);
                let is_open = shared.values().any(|fact| {
                    fact.items().iter().any(|item| matches!(item.meaning, Meaning::Parameter(_)))
                });
                let is_same = shared.len() == deployed.len()
                    && shared
                        .iter()
                        .all(|(key, fact)| deployed.get(key).is_some_and(|other| fact.says(other)));
                if !is_same && !is_open {
                    refused.push((at, name));
                }
            }
        }
        let mut is_new = false;
        for (at, name) in &refused {
            let Some(location) = self.client.locations.get(*at) else { continue };
            is_new |= self.own_locations.insert(location.location.id.clone(), name.clone()).is_none();
            if location.name().to_lowercase() == name.to_lowercase() {
                let new = format!("{} (deployed)", location.name());
                self.client.rename_location(*at, &new);
            }
        }
        is_new
    }
}

/// Every policy of some sets, with its set.
pub(super) fn policies(sets: &[Set]) -> impl Iterator<Item = (&Set, &Draft)> {
    sets.iter().flat_map(|set| set.policies().iter().map(move |draft| (set, draft)))
}

impl Client {
    fn reading(&self) -> Reading<'_> {
        Reading { names: &self.names, as_of: self.as_of, set: None }
    }

    pub(super) fn facts(&self, tree: &Node) -> Facts {
        self.reading().facts(tree)
    }

    /// The location that a name stands for.
    pub(super) fn location_called(&self, name: &str) -> Option<usize> {
        let id = self.names.resolve(ReferenceKind::NamedLocation, name).ok()?;
        self.locations.iter().position(|location| location.location.id == id)
    }
}
