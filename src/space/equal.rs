//! Which policies of one version ask exactly what policies of another do: renamed, split, merged, written otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Node, TooLarge};
use super::ends::NOTHING;
use super::{Region, Space};

/// Policies of two versions that ask the same of every sign-in, by position: all of the one side together what all of
/// the other do. A side without policies stands for asking nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Equal {
    /// Before.
    pub before: Vec<usize>,
    /// After.
    pub after: Vec<usize>,
}

/// So many pairs are compared in search of policies that were split.
const MOST_PAIRS: usize = 1_000;

const NOWHERE: Node = Node::end(NOTHING);

impl Space<'_> {
    /// What is written otherwise in another version, and yet asks the same.
    pub fn refactorings(&mut self, before: usize, after: usize) -> Result<Vec<Equal>, TooLarge> {
        let mut found = self.same_nodes(before, after);
        let [mut removed, mut added] = self.differing(before, after, &[]);
        if removed.len() * added.len() > MOST_PAIRS {
            return Ok(found);
        }
        for whole in removed.clone() {
            let parts = self.parts_of_policy((before, whole), (after, &added))?;
            if !parts.is_empty() {
                removed.retain(|other| *other != whole);
                added.retain(|other| !parts.contains(other));
                found.push(Equal { before: vec![whole], after: parts });
            }
        }
        for whole in added.clone() {
            let parts = self.parts_of_policy((after, whole), (before, &removed))?;
            if !parts.is_empty() {
                added.retain(|other| *other != whole);
                removed.retain(|other| !parts.contains(other));
                found.push(Equal { before: parts, after: vec![whole] });
            }
        }
        if !removed.is_empty() && !added.is_empty() {
            let one = self.together(before, &removed)?;
            // The second may move the first.
            self.kept.push(one);
            let other = self.together(after, &added)?;
            if self.kept.pop() == Some(other) {
                found.push(Equal { before: removed, after: added });
            }
        }
        Ok(found)
    }

    /// The policies of either version that no policy of the other asks exactly the same as, alone or with others.
    pub fn differing(&self, before: usize, after: usize, equal: &[Equal]) -> [Vec<usize>; 2] {
        let nodes = |version| self.deciding(version).into_iter().collect::<BTreeSet<Node>>();
        let only = |of: usize, other: usize, is_equal: &dyn Fn(usize) -> bool| {
            let others = nodes(other);
            let policies = self.policies.get(of).map_or(&[][..], Vec::as_slice);
            let own = policies.iter().enumerate().filter_map(|(place, node)| Some((place, (*node)?)));
            let own = own.filter(|(_, node)| !others.contains(node)).map(|(place, _)| place);
            own.filter(|place| !is_equal(*place)).collect()
        };
        [
            only(before, after, &|place| equal.iter().any(|equal| equal.before.contains(&place))),
            only(after, before, &|place| equal.iter().any(|equal| equal.after.contains(&place))),
        ]
    }

    /// Where policies of a version are, by position.
    pub(super) fn nodes_of(&self, version: usize, places: &[usize]) -> Vec<Node> {
        places.iter().filter_map(|place| self.policy_node(version, *place)).collect()
    }

    /// Those of some policies of a version that ask something somewhere in a region.
    pub fn asking_in(
        &mut self,
        version: usize,
        policies: &[usize],
        region: Region,
    ) -> Result<Vec<usize>, TooLarge> {
        let mut asking = Vec::new();
        for policy in policies {
            let Some(node) = self.policy_node(version, *policy) else { continue };
            let nothing = self.leading_to(node, NOWHERE)?;
            let asked = self.diagram.without(self.region(region), nothing)?;
            if asked != super::diagram::NO {
                asking.push(*policy);
            }
        }
        Ok(asking)
    }

    /// Policies of two versions with the same diagram that are not the same as written.
    fn same_nodes(&self, before: usize, after: usize) -> Vec<Equal> {
        let mut by_node: BTreeMap<Node, [Vec<usize>; 2]> = BTreeMap::new();
        for (side, version) in [before, after].into_iter().enumerate() {
            for (place, node) in self.policies.get(version).into_iter().flatten().enumerate() {
                if let Some(places) = node.and_then(|node| by_node.entry(node).or_default().get_mut(side)) {
                    places.push(place);
                }
            }
        }
        let written = |version: usize, place: usize| self.versions.get(version)?.policies.get(place);
        let mut found = Vec::new();
        for (node, [mut old, mut new]) in by_node {
            let is_kept = |one: &usize, other: &usize| written(before, *one) == written(after, *other);
            let (all_old, all_new) = (old.clone(), new.clone());
            old.retain(|one| !all_new.iter().any(|other| is_kept(one, other)));
            new.retain(|other| !all_old.iter().any(|one| is_kept(one, other)));
            if node == NOWHERE {
                // Many may ask nothing of anybody, and need have nothing else in common.
                found.extend(self.nowhere((before, old), (after, new)));
            } else if !old.is_empty() && !new.is_empty() {
                found.push(Equal { before: old, after: new });
            } else if (!old.is_empty() && !all_new.is_empty()) || (!new.is_empty() && !all_old.is_empty()) {
                // One of several that ask the same is gone, or new.
                found.push(Equal { before: all_old, after: all_new });
            }
        }
        found
    }

    /// Policies that ask nothing anywhere: those of one key together, any other by itself.
    fn nowhere(&self, (before, old): (usize, Vec<usize>), (after, new): (usize, Vec<usize>)) -> Vec<Equal> {
        let key = |version: usize, place: usize| {
            self.versions.get(version)?.policies.get(place).map(|policy| policy.id.as_str())
        };
        let mut by_key: BTreeMap<Option<&str>, Equal> = BTreeMap::new();
        for one in old {
            by_key.entry(key(before, one)).or_default().before.push(one);
        }
        for one in new {
            by_key.entry(key(after, one)).or_default().after.push(one);
        }
        by_key.into_values().collect()
    }

    /// Those of some policies that ask nothing beyond what a policy of another version does, if they come to it together.
    fn parts_of_policy(
        &mut self,
        (version, whole): (usize, usize),
        (other, candidates): (usize, &[usize]),
    ) -> Result<Vec<usize>, TooLarge> {
        let mut parts = Vec::new();
        for candidate in candidates {
            let [Some(one), Some(part)] =
                [self.policy_node(version, whole), self.policy_node(other, *candidate)]
            else {
                continue;
            };
            let both = self.fold(NOWHERE, &[one, part])?;
            if Some(both) == self.policy_node(version, whole) {
                parts.push(*candidate);
            }
        }
        let all = self.together(other, &parts)?;
        let is_whole = !parts.is_empty() && Some(all) == self.policy_node(version, whole);
        Ok(if is_whole { parts } else { Vec::new() })
    }

    fn together(&mut self, version: usize, policies: &[usize]) -> Result<Node, TooLarge> {
        let nodes = self.nodes_of(version, policies);
        self.fold(NOWHERE, &nodes)
    }

    pub(super) fn policy_node(&self, version: usize, policy: usize) -> Option<Node> {
        *self.policies.get(version)?.get(policy)?
    }
}
