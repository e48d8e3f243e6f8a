//! Regions as few boxes, each a set of classes by level: what can be read.

use std::collections::{BTreeSet, HashMap};

use super::diagram::{Edge, NO, Node, TooLarge, YES};
use super::ends::{Asked, Direction};
use super::fold::{FIRST_GROUP, UNCHANGED};
use super::level::Kind;
use super::sets::ClassSet;
use super::{Atom, Region, Space};

/// A box of sign-ins within a region, as large as it can be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// By level.
    pub(super) sets: Vec<ClassSet>,
}

/// A difference between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where.
    pub region: Region,
    /// What the policies that differ asked there by themselves; `None` where it is not decided.
    pub before: Option<Asked>,
    /// What they ask.
    pub after: Option<Asked>,
    /// How all that is asked compares to what was; `None` where it is not decided.
    pub direction: Option<Direction>,
    /// Where the policies that differ ask something else, and yet all ask the same as before.
    unchanged: Region,
}

impl Space<'_> {
    /// Where two versions differ, by what the policies that differ ask by themselves: what loosens first.
    pub fn compare(&mut self, before: usize, after: usize) -> Result<Vec<Change>, TooLarge> {
        let differences = self.differences(before, after)?;
        let node = differences.node;
        let unchanged = self.leading_to(node, UNCHANGED)?;
        let unchanged = self.keep_region(unchanged);
        let mut changes = Vec::new();
        for (number, group) in (FIRST_GROUP..).zip(&differences.groups) {
            let region = self.leading_to(node, Node::end(number))?;
            let [before, after] = [group.before, group.after].map(|end| self.ends.asked(end).cloned());
            let region = self.keep_region(region);
            changes.push(Change { region, before, after, direction: group.direction, unchanged });
        }
        changes.sort_by_key(|change| match change.direction {
            None => 0,
            Some(Direction::Loosens) => 1,
            Some(Direction::Mixed) => 2,
            Some(Direction::Tightens) => 3,
            Some(Direction::Equal) => 4,
        });
        Ok(changes)
    }

    /// Where a diagram leads to an end.
    fn leading_to(&mut self, node: Node, end: Node) -> Result<Node, TooLarge> {
        let mut is_it = |other| if Node::end(other) == end { YES } else { NO };
        self.diagram.map(&mut HashMap::new(), &mut is_it, node)
    }

    /// A change as boxes; at most `limit`, and whether these are all of it. For the sake of few words a box may hold
    /// sign-ins of which all policies ask the same as before, though those that differ do not.
    pub fn parts_of_change(&mut self, change: &Change, limit: usize) -> Result<(Vec<Part>, bool), TooLarge> {
        let region = self.region(change.region);
        let whole = self.diagram.or(region, self.region(change.unchanged))?;
        self.cover(region, whole, limit)
    }

    /// A region as boxes, which may overlap; at most `limit` of them, and whether these are all of it.
    pub fn parts(&mut self, region: Region, limit: usize) -> Result<(Vec<Part>, bool), TooLarge> {
        let region = self.region(region);
        self.cover(region, region, limit)
    }

    /// Boxes that cover a region and stay within a whole.
    fn cover(&mut self, region: Node, whole: Node, limit: usize) -> Result<(Vec<Part>, bool), TooLarge> {
        let mut rest = region;
        let mut parts = Vec::new();
        while rest != NO && parts.len() < limit {
            let part = self.widest(whole, self.path(rest));
            let node = self.node_of(&part)?;
            rest = self.diagram.without(rest, node)?;
            parts.push(part);
        }
        Ok((parts, rest == NO))
    }

    /// The sign-ins of a box.
    pub fn region_of(&mut self, part: &Part) -> Result<Region, TooLarge> {
        let node = self.node_of(part)?;
        Ok(self.keep_region(node))
    }

    /// A point of a region: a class for each level, the plainest where there is a choice. `None` of an empty one.
    pub fn point(&self, region: Region) -> Option<Vec<usize>> {
        self.plainest(&self.path(self.region(region)))
    }

    /// The plainest point of a box.
    pub fn point_of(&self, part: &Part) -> Option<Vec<usize>> {
        self.plainest(part)
    }

    /// The people of the directory with a sign-in in a region, by position there.
    pub fn people(&self, region: Region) -> BTreeSet<u32> {
        let node = self.region(region);
        if node == NO {
            return BTreeSet::new();
        }
        let edges = self.diagram.edges(node).to_vec();
        if self.diagram.level(node) > 0 {
            return self.people_of(ClassSet::ALL);
        }
        edges.iter().filter(|edge| edge.to != NO).flat_map(|edge| self.people_of(edge.set)).collect()
    }

    /// The people of the directory who are in a box.
    pub fn people_in(&self, part: &Part) -> BTreeSet<u32> {
        part.sets.first().map_or_else(BTreeSet::new, |set| self.people_of(*set))
    }

    /// How many classes of sign-ins a region has, and there are.
    pub fn count(&self, region: Region) -> (f64, f64) {
        let all = (0..self.levels.len()).map(|level| self.classes(level, ClassSet::ALL)).product();
        (self.count_from(&mut HashMap::new(), 0, self.region(region)), all)
    }

    /// What has to be so for a box that no export tells. Of somebody who may be anybody, being in a group is no supposition:
    /// there is such a person.
    pub fn supposes(&self, part: &Part) -> Vec<(Atom, bool)> {
        let mut supposed = Vec::new();
        for (number, (level, set)) in self.levels.iter().zip(&part.sets).enumerate() {
            if let Kind::Atom(atom) = &level.kind
                && *set != ClassSet::ALL
                && !self.is_anybodys(atom)
            {
                supposed.push((atom.clone(), self.diagram.sets(number).contains(*set, 1)));
            }
        }
        supposed
    }

    /// Those sign-ins of a region that are in it whatever is so that no export tells.
    pub fn certain(&mut self, region: Region) -> Result<Region, TooLarge> {
        let node = self.region(region);
        let node = self.for_all(&mut HashMap::new(), node)?;
        Ok(self.keep_region(node))
    }

    fn for_all(&mut self, memo: &mut HashMap<Node, Node>, node: Node) -> Result<Node, TooLarge> {
        if node.number().is_some() {
            return Ok(node);
        }
        if let Some(known) = memo.get(&node) {
            return Ok(*known);
        }
        let level = self.diagram.level(node);
        let is_open = self
            .levels
            .get(level)
            .is_some_and(|level| matches!(&level.kind, Kind::Atom(atom) if !self.is_anybodys(atom)));
        let mut edges = Vec::new();
        for edge in self.diagram.edges(node).to_vec() {
            edges.push(Edge { to: self.for_all(memo, edge.to)?, set: edge.set });
        }
        let all = if is_open {
            let mut all = YES;
            for edge in edges {
                all = self.diagram.and(all, edge.to)?;
            }
            all
        } else {
            self.diagram.node(level, edges)?
        };
        memo.insert(node, all);
        Ok(all)
    }

    /// Whether an atom is about somebody who may be anybody, since there is no directory.
    fn is_anybodys(&self, atom: &Atom) -> bool {
        let is_membership = matches!(atom, Atom::Membership { .. });
        is_membership && self.versions.last().is_some_and(|last| last.world.directory.people().is_empty())
    }

    fn people_of(&self, set: ClassSet) -> BTreeSet<u32> {
        let Some(level) = self.levels.first() else { return BTreeSet::new() };
        let sets = self.diagram.sets(0);
        sets.iter(set)
            .filter_map(|class| level.someone(class))
            .flat_map(|one| one.people.iter().copied())
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a count to read")]
    fn classes(&self, level: usize, set: ClassSet) -> f64 {
        self.diagram.sets(level).len(set) as f64
    }

    fn count_from(&self, memo: &mut HashMap<Node, f64>, level: usize, node: Node) -> f64 {
        let own = self.diagram.level(node).min(self.levels.len());
        let skipped: f64 = (level..own).map(|level| self.classes(level, ClassSet::ALL)).product();
        let count = match (node, memo.get(&node)) {
            (NO, _) => 0.0,
            (YES, _) => 1.0,
            (_, Some(known)) => *known,
            (_, None) => {
                let edges = self.diagram.edges(node);
                let count = edges
                    .iter()
                    .map(|edge| self.classes(own, edge.set) * self.count_from(memo, own + 1, edge.to))
                    .sum();
                memo.insert(node, count);
                count
            }
        };
        skipped * count
    }

    /// The path of plain classes to the end that says yes.
    fn path(&self, mut node: Node) -> Part {
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

    /// Widens a box within a region until no level can be widened any more; what few readers care about first.
    fn widest(&mut self, whole: Node, part: Part) -> Part {
        let mut part = part;
        for level in (0..self.levels.len()).rev() {
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

    fn node_of(&mut self, part: &Part) -> Result<Node, TooLarge> {
        let mut node = YES;
        for (level, set) in part.sets.iter().enumerate().rev() {
            if *set != ClassSet::ALL {
                node = self.diagram.branch(level, *set, node, NO)?;
            }
        }
        Ok(node)
    }

    fn plainest(&self, part: &Part) -> Option<Vec<usize>> {
        let first = |(level, set): (usize, &ClassSet)| self.diagram.sets(level).iter(*set).next();
        part.sets.iter().enumerate().map(first).collect()
    }
}

struct Search<'p> {
    part: &'p Part,
    level: usize,
    sets: HashMap<Node, ClassSet>,
    holds: HashMap<Node, bool>,
}
