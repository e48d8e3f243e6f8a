//! Regions as few boxes, each a set of classes by level: what can be read.

use std::collections::{BTreeSet, HashMap};

use super::diagram::{Diagram, Edge, NO, Node, TooLarge, YES};
use super::ends::{Asked, BLOCK, Direction, NOTHING};
use super::fold::{FIRST_GROUP, UNCHANGED};
use super::level::Kind;
use super::sets::ClassSet;
use super::{Atom, Equal, Region, Space};

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
    /// Where two versions differ, by what the policies that differ ask by themselves: what loosens first. Those that were
    /// found to ask the same together are no policies that differ.
    pub fn compare(&mut self, before: usize, after: usize, equal: &[Equal]) -> Result<Vec<Change>, TooLarge> {
        let differences = self.differences(before, after, equal)?;
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

    /// Makes one change of all that block what was open: what was asked before no longer matters then.
    pub fn with_blocks_merged(&mut self, changes: Vec<Change>) -> Result<Vec<Change>, TooLarge> {
        let blocks = |change: &Change| {
            change.direction == Some(Direction::Tightens)
                && change.after.as_ref().is_some_and(|after| after.requirement.is_block())
        };
        let (blocking, mut merged): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(blocks);
        let mut blocking = blocking.into_iter();
        let Some(mut all) = blocking.next() else { return Ok(merged) };
        for other in blocking {
            all.region = self.either(all.region, other.region)?;
            all.before = self.ends.asked(NOTHING).cloned();
        }
        merged.push(all);
        Ok(merged)
    }

    /// Where a diagram leads to an end.
    pub(super) fn leading_to(&mut self, node: Node, end: Node) -> Result<Node, TooLarge> {
        let mut is_it = |other| if Node::end(other) == end { YES } else { NO };
        self.diagram.map(&mut HashMap::new(), &mut is_it, node)
    }

    /// A change as boxes; at most `limit`, and whether these are all of it. For the sake of few words a box may hold
    /// sign-ins that cannot matter to it: of which all policies ask the same as before, though those that differ do not,
    /// and those of `aside`.
    pub fn parts_of_change(
        &mut self,
        change: &Change,
        aside: Region,
        limit: usize,
    ) -> Result<(Vec<Part>, bool), TooLarge> {
        let region = self.region(change.region);
        let whole = self.diagram.or(region, self.region(change.unchanged))?;
        let whole = self.diagram.or(whole, self.region(aside))?;
        self.cover(region, whole, limit)
    }

    /// The sign-ins that some policy blocks in both of two versions: whatever else is asked of them does not matter.
    pub fn blocked_in_both(&mut self, before: usize, after: usize) -> Result<Region, TooLarge> {
        let sets = [before, after].map(|version| self.deciding(version).into_iter().collect::<BTreeSet<_>>());
        let [old, new] = &sets;
        let common = self.blocked_by(old.intersection(new).copied())?;
        let removed = self.blocked_by(old.difference(new).copied())?;
        let added = self.blocked_by(new.difference(old).copied())?;
        let both = self.diagram.and(removed, added)?;
        let all = self.diagram.or(common, both)?;
        Ok(self.keep_region(all))
    }

    fn blocked_by(&mut self, policies: impl Iterator<Item = Node>) -> Result<Node, TooLarge> {
        let mut blocked = NO;
        for policy in policies {
            if self.diagram.ends(policy).contains(&BLOCK) {
                let own = self.leading_to(policy, Node::end(BLOCK))?;
                blocked = self.diagram.or(blocked, own)?;
            }
        }
        Ok(blocked)
    }

    /// A region as boxes, which may overlap; at most `limit` of them, and whether these are all of it.
    pub fn parts(&mut self, region: Region, limit: usize) -> Result<(Vec<Part>, bool), TooLarge> {
        let region = self.region(region);
        self.cover(region, region, limit)
    }

    /// A region as boxes, which for the sake of few words may reach into another; at most `limit`, and whether these are
    /// all of it.
    pub fn parts_within(
        &mut self,
        region: Region,
        beside: Region,
        limit: usize,
    ) -> Result<(Vec<Part>, bool), TooLarge> {
        let region = self.region(region);
        let whole = self.diagram.or(region, self.region(beside))?;
        self.cover(region, whole, limit)
    }

    /// The sign-ins of a box.
    pub fn region_of(&mut self, part: &Part) -> Result<Region, TooLarge> {
        let node = self.node_of(part)?;
        Ok(self.keep_region(node))
    }

    /// A point of a region: a class for each level, the plainest where there is a choice. `None` of an empty one.
    pub fn point(&self, region: Region) -> Option<Vec<usize>> {
        let node = self.region(region);
        if node == NO { None } else { self.plainest(&self.path(node)) }
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
        let node = self.settle_open(&mut HashMap::new(), node, Diagram::and)?;
        Ok(self.keep_region(node))
    }

    /// Those sign-ins that are in a region for something that may be so that no export tells.
    pub fn possible(&mut self, region: Region) -> Result<Region, TooLarge> {
        let node = self.region(region);
        let node = self.settle_open(&mut HashMap::new(), node, Diagram::or)?;
        Ok(self.keep_region(node))
    }

    /// A region without the levels of what no export tells, whose ways are put together.
    fn settle_open(
        &mut self,
        memo: &mut HashMap<Node, Node>,
        node: Node,
        together: fn(&mut Diagram, Node, Node) -> Result<Node, TooLarge>,
    ) -> Result<Node, TooLarge> {
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
            edges.push(Edge { to: self.settle_open(memo, edge.to, together)?, set: edge.set });
        }
        let settled = if is_open {
            let mut ways = edges.into_iter().map(|edge| edge.to);
            let mut all = ways.next().unwrap_or(NO);
            for way in ways {
                all = together(&mut self.diagram, all, way)?;
            }
            all
        } else {
            self.diagram.node(level, edges)?
        };
        memo.insert(node, settled);
        Ok(settled)
    }

    /// Whether an atom is about somebody who may be anybody, since there is no directory.
    pub(super) fn is_anybodys(&self, atom: &Atom) -> bool {
        let is_membership = matches!(atom, Atom::Membership { .. });
        is_membership && self.versions.last().is_some_and(|last| last.world.directory.people().is_empty())
    }

    /// Everyone of the directory who can sign in, by position there.
    pub(super) fn people_of_all(&self) -> BTreeSet<u32> {
        self.people_of(ClassSet::ALL)
    }

    pub(super) fn people_of(&self, set: ClassSet) -> BTreeSet<u32> {
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

    pub(super) fn count_from(&self, memo: &mut HashMap<Node, f64>, level: usize, node: Node) -> f64 {
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

    pub(super) fn node_of(&mut self, part: &Part) -> Result<Node, TooLarge> {
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
