//! Boxes that cover a region: few, and each as wide as it can be.

use std::collections::{HashMap, HashSet};

use super::Space;
use super::diagram::{Edge, NO, Node, TooLarge, YES};
use super::regions::Part;
use super::sets::ClassSet;

/// So many places to start from are tried for each box.
const MOST_SEEDS: usize = 4;

impl Space<'_> {
    /// Boxes that cover a region and stay within a whole, each the one of several that covers most of what is left.
    pub(super) fn cover(
        &mut self,
        region: Node,
        whole: Node,
        limit: usize,
    ) -> Result<(Vec<Part>, bool), TooLarge> {
        let mut rest = region;
        let mut parts = Vec::new();
        while rest != NO && parts.len() < limit {
            let Some((part, left)) = self.best(whole, rest)? else { break };
            let part = self.with_those_concerned(part, rest)?;
            rest = left;
            parts.push(part);
        }
        Ok((parts, rest == NO))
    }

    /// The box within a whole that leaves the least of a region, with what it leaves.
    fn best(&mut self, whole: Node, rest: Node) -> Result<Option<(Part, Node)>, TooLarge> {
        let levels: Vec<usize> = (0..self.levels.len()).collect();
        let backwards: Vec<usize> = levels.iter().rev().copied().collect();
        let mut found: Option<((usize, f64), Part, Node)> = None;
        for seed in self.seeds(rest) {
            for order in [&backwards, &levels] {
                let part = self.widest(whole, seed.clone(), order);
                let node = self.node_of(&part)?;
                let left = self.diagram.without(rest, node)?;
                let limits = part.sets.iter().filter(|set| **set != ClassSet::ALL).count();
                let size = self.count_from(&mut HashMap::new(), 0, left);
                // What is left comes first; of boxes that leave as much, the one with fewer words.
                let is_better = found.as_ref().is_none_or(|((fewest, least), _, _)| {
                    size < *least || (size <= *least && limits < *fewest)
                });
                if is_better {
                    found = Some(((limits, size), part, left));
                }
            }
        }
        Ok(found.map(|(_, part, left)| (part, left)))
    }

    /// A box without what holds nothing of a region, as far as that takes no more words: of people, who are counted, and
    /// of values that need words anyway.
    fn with_those_concerned(&mut self, mut part: Part, region: Node) -> Result<Part, TooLarge> {
        let node = self.node_of(&part)?;
        let held = self.diagram.and(region, node)?;
        for level in 0..part.sets.len() {
            let Some(wide) = part.sets.get(level).copied() else { break };
            let concerned = self.values_of(held, level);
            let (few, many) = (self.phrases_for(level, concerned), self.phrases_for(level, wide));
            let is_as_short = match (few, many) {
                (Some(few), Some(many)) => few <= many,
                (Some(_), None) => true,
                (None, _) => false,
            };
            let is_much_wider = || self.people_of(wide).len() > 2 * self.people_of(concerned).len();
            if is_as_short || (level == 0 && (few.is_some() || is_much_wider())) {
                part.sets.iter_mut().skip(level).take(1).for_each(|set| *set = concerned);
            }
        }
        Ok(part)
    }

    /// The classes of a level that a region has sign-ins of.
    fn values_of(&mut self, region: Node, level: usize) -> ClassSet {
        let mut found = Vec::new();
        let mut seen = HashSet::from([region]);
        let mut open = vec![region];
        while let Some(node) = open.pop() {
            let own = self.diagram.level(node);
            if own > level {
                return ClassSet::ALL;
            }
            for edge in self.diagram.edges(node).iter().filter(|edge| edge.to != NO) {
                if own == level {
                    found.push(edge.set);
                } else if seen.insert(edge.to) {
                    open.push(edge.to);
                }
            }
        }
        self.diagram.sets_mut(level).union(&found)
    }

    /// Paths of a region to start from: the plainest of each of its first ways.
    fn seeds(&self, rest: Node) -> Vec<Part> {
        let mut seeds = vec![self.path(rest)];
        let level = self.diagram.level(rest);
        let ways: Vec<Edge> =
            self.diagram.edges(rest).iter().filter(|edge| edge.to != NO).take(MOST_SEEDS).copied().collect();
        for way in ways {
            let mut seed = self.path(way.to);
            if let Some(set) = seed.sets.get_mut(level) {
                *set = way.set;
            }
            if !seeds.contains(&seed) {
                seeds.push(seed);
            }
        }
        seeds
    }

    /// The path of plain classes to the end that says yes.
    pub(super) fn path(&self, mut node: Node) -> Part {
        let mut sets = vec![ClassSet::ALL; self.levels.len()];
        while node.number().is_none() {
            let level = self.diagram.level(node);
            let of_level = self.diagram.sets(level);
            let plainest = |edge: &&Edge| of_level.iter(edge.set).next();
            let Some(edge) =
                self.diagram.edges(node).iter().filter(|edge| edge.to != NO).min_by_key(plainest)
            else {
                break;
            };
            if let Some(set) = sets.get_mut(level) {
                *set = edge.set;
            }
            node = edge.to;
        }
        Part { sets }
    }

    /// Widens a box within a region until no level can be widened any more, level by level in an order.
    fn widest(&mut self, whole: Node, mut part: Part, order: &[usize]) -> Part {
        for level in order.iter().copied() {
            let mut search = Search { part: &part, level, sets: HashMap::new(), holds: HashMap::new() };
            let set = self.allowed(&mut search, whole);
            if let Some(own) = part.sets.get_mut(level) {
                *own = set;
            }
        }
        part
    }

    /// The classes of the level at which the rest of the box is within a region.
    fn allowed(&mut self, search: &mut Search<'_>, node: Node) -> ClassSet {
        if let Some(known) = search.sets.get(&node) {
            return *known;
        }
        let level = self.diagram.level(node);
        let edges = self.diagram.edges(node).to_vec();
        #[expect(clippy::comparison_chain, reason = "three ways to go on, and not three small values")]
        let set = if level > search.level {
            if self.holds(search, node) { ClassSet::ALL } else { ClassSet::NONE }
        } else if level == search.level {
            let sets: Vec<ClassSet> =
                edges.iter().filter(|edge| self.holds(search, edge.to)).map(|edge| edge.set).collect();
            self.diagram.sets_mut(level).union(&sets)
        } else {
            let mut all = ClassSet::ALL;
            for edge in edges {
                if self.touches(search.part, level, edge.set) {
                    let below = self.allowed(search, edge.to);
                    all = self.diagram.sets_mut(search.level).and(all, below);
                }
            }
            all
        };
        search.sets.insert(node, set);
        set
    }

    fn holds(&mut self, search: &mut Search<'_>, node: Node) -> bool {
        if node.number().is_some() {
            return node == YES;
        }
        if let Some(known) = search.holds.get(&node) {
            return *known;
        }
        let level = self.diagram.level(node);
        let edges = self.diagram.edges(node).to_vec();
        let holds = edges
            .into_iter()
            .all(|edge| !self.touches(search.part, level, edge.set) || self.holds(search, edge.to));
        search.holds.insert(node, holds);
        holds
    }

    fn touches(&mut self, part: &Part, level: usize, set: ClassSet) -> bool {
        let own = part.sets.get(level).copied().unwrap_or(ClassSet::ALL);
        self.diagram.sets_mut(level).and(own, set) != ClassSet::NONE
    }
}

struct Search<'p> {
    part: &'p Part,
    level: usize,
    sets: HashMap<Node, ClassSet>,
    holds: HashMap<Node, bool>,
}
