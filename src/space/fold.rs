//! What policies ask all together, and how that differs between versions.

use std::collections::{BTreeSet, HashMap};

use super::aspects::{SAME, direction_of};
use super::diagram::{Memo, NO, Node, TooLarge, YES};
use super::ends::{Asked, BLOCK, Direction, NOTHING, OUTSIDE, UNDECIDED};
use super::{Equal, Outcomes, Region, Space};

/// So many nodes are not worth clearing up.
const FEW: usize = 20_000;

/// Where two versions differ.
pub(super) struct Differences {
    /// Leads to the group of a difference, counted from [`FIRST_GROUP`]; to [`UNCHANGED`] where the policies that differ
    /// ask something else, and yet all ask the same together; and elsewhere to no.
    pub(super) node: Node,
    pub(super) groups: Vec<Group>,
}

/// Differences of one kind: the ends of what the policies that differ ask by themselves, and what that comes to.
pub(super) struct Group {
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) direction: Option<Direction>,
}

pub(super) const UNCHANGED: Node = YES;
pub(super) const FIRST_GROUP: u32 = 2;

/// Ends that differ, numbered from 2 on.
struct Pairs {
    pairs: Vec<(u32, u32)>,
    numbers: HashMap<(u32, u32), u32>,
}

impl Default for Pairs {
    fn default() -> Self {
        Self { pairs: vec![(OUTSIDE, OUTSIDE); FIRST_GROUP as usize], numbers: HashMap::new() }
    }
}

impl Pairs {
    fn of(&mut self, one: Node, other: Node) -> Option<Node> {
        if one == other { Some(NO) } else { self.of_ends(one, other) }
    }

    fn of_ends(&mut self, one: Node, other: Node) -> Option<Node> {
        let key = (one.number()?, other.number()?);
        let pairs = &mut self.pairs;
        let number = *self.numbers.entry(key).or_insert_with(|| {
            pairs.push(key);
            u32::try_from(pairs.len() - 1).unwrap_or(UNDECIDED)
        });
        Some(Node::end(number))
    }
}

impl Space<'_> {
    /// What a version asks of the sign-ins of a region.
    pub fn outcomes(&mut self, version: usize, within: Region) -> Result<Outcomes, TooLarge> {
        let policies = self.deciding(version);
        let start = self.start(within)?;
        let node = self.fold(start, &policies)?;
        self.kept.push(node);
        Ok(Outcomes(self.kept.len() - 1))
    }

    /// The sign-ins of which a policy of a version, by its place, asks something; none of one that does not decide.
    pub fn applying(&mut self, version: usize, policy: usize) -> Result<Region, TooLarge> {
        let node = self.policies.get(version).and_then(|policies| *policies.get(policy)?);
        let mut asks = |number| if number == NOTHING { NO } else { YES };
        let region = match node {
            Some(node) => self.diagram.map(&mut HashMap::new(), &mut asks, node)?,
            None => NO,
        };
        Ok(self.keep_region(region))
    }

    /// The sign-ins whose outcome is so.
    pub fn with_outcome(
        &mut self,
        outcomes: Outcomes,
        is_so: &dyn Fn(&Asked) -> bool,
    ) -> Result<Region, TooLarge> {
        let node = self.outcomes_node(outcomes);
        let ends = &self.ends;
        let mut is_in = |number| if ends.asked(number).is_some_and(is_so) { YES } else { NO };
        let region = self.diagram.map(&mut HashMap::new(), &mut is_in, node)?;
        Ok(self.keep_region(region))
    }

    /// The sign-ins of which more is asked than can be gone through.
    pub fn undecided(&mut self, outcomes: Outcomes) -> Result<Region, TooLarge> {
        let node = self.outcomes_node(outcomes);
        let mut is_in = |number| if number == UNDECIDED { YES } else { NO };
        let region = self.diagram.map(&mut HashMap::new(), &mut is_in, node)?;
        Ok(self.keep_region(region))
    }

    /// Where two versions differ, and in what.
    ///
    /// Policies that apply to the same and ask the same are on both sides whatever they are called, so only the others can
    /// make a difference; nor can those that ask the same together. And only where the others differ does it matter what
    /// all ask together.
    pub(super) fn differences(
        &mut self,
        before: usize,
        after: usize,
        equal: &[Equal],
    ) -> Result<Differences, TooLarge> {
        let [removed, added] = self.differing(before, after, equal);
        let common = self.common(before, &removed);
        let everywhere = Node::end(NOTHING);
        // INVARIANT: nodes may move whenever policies are folded, so they are looked up only then.
        let nodes = self.nodes_of(before, &removed);
        let own_before = self.fold(everywhere, &nodes)?;
        let own_before = self.keep_region(own_before);
        let nodes = self.nodes_of(after, &added);
        let own_after = self.fold(everywhere, &nodes)?;
        let own_after = self.keep_region(own_after);
        let own = [own_before, own_after];
        let direction = self.directions(own.map(|side| self.region(side)), (before, &common))?;
        let [own_before, own_after] = own.map(|side| self.region(side));
        let Self { diagram, .. } = self;
        let memo = &mut Memo::default();
        let mut pairs = Pairs::default();
        let own = diagram.apply(memo, &mut |one, other| pairs.of(one, other), own_before, own_after)?;
        memo.clear();
        let mut groups = Pairs::default();
        let mut group = |own: Node, direction: Node| match (own, direction) {
            (NO, _) => Some(NO),
            (own, SAME) if own.number().is_some() => Some(UNCHANGED),
            (own, direction) => groups.of_ends(own, direction),
        };
        let node = diagram.apply(memo, &mut group, own, direction)?;
        let groups = groups.pairs.into_iter().skip(2).map(|(own, direction)| {
            let (before, after) = pairs.pairs.get(own as usize).copied().unwrap_or((UNDECIDED, UNDECIDED));
            Group { before, after, direction: direction_of(direction) }
        });
        Ok(Differences { node, groups: groups.collect() })
    }

    /// The policies of a version that decide, by place.
    pub(super) fn deciding_places(&self, version: usize) -> Vec<usize> {
        let policies = self.policies.get(version).map_or(&[][..], Vec::as_slice);
        policies.iter().enumerate().filter_map(|(place, node)| node.map(|_| place)).collect()
    }

    /// The policies of a version, by place and each diagram once, that are not among those that differ.
    fn common(&self, version: usize, differing: &[usize]) -> Vec<usize> {
        let apart: BTreeSet<Node> = self.nodes_of(version, differing).into_iter().collect();
        let policies = self.policies.get(version).map_or(&[][..], Vec::as_slice);
        let mut seen = BTreeSet::new();
        let mut is_common = |node: Node| !apart.contains(&node) && seen.insert(node);
        let places = policies.iter().enumerate().filter(|(_, node)| node.is_some_and(&mut is_common));
        places.map(|(place, _)| place).collect()
    }

    /// Where policies of a version are.
    pub(super) fn deciding(&self, version: usize) -> Vec<Node> {
        self.policies
            .get(version)
            .map_or_else(Vec::new, |policies| policies.iter().flatten().copied().collect())
    }

    /// Nothing asked in a region.
    fn start(&mut self, within: Region) -> Result<Node, TooLarge> {
        let node = self.region(within);
        let mut end = |number| Node::end(if Node::end(number) == YES { NOTHING } else { OUTSIDE });
        self.diagram.map(&mut HashMap::new(), &mut end, node)
    }

    pub(super) fn fold(&mut self, start: Node, policies: &[Node]) -> Result<Node, TooLarge> {
        let mut node = start;
        let mut rest = policies.to_vec();
        // What blocks comes first: where access is blocked, nothing else matters.
        rest.sort_by_key(|policy| self.diagram.ends(*policy).contains(&BLOCK));
        while let Some(policy) = rest.pop() {
            let Self { diagram, ends, .. } = self;
            node = diagram.apply(
                &mut Memo::default(),
                &mut |so_far, policy| ends.combine(so_far, policy),
                node,
                policy,
            )?;
            self.clear_up(&mut node, &mut [rest.as_mut_slice()]);
        }
        Ok(node)
    }

    /// Forgets what no diagram in use leads to, when that has become much.
    pub(super) fn clear_up(&mut self, node: &mut Node, rest: &mut [&mut [Node]]) {
        if self.diagram.len() < self.worth_clearing.max(FEW) {
            return;
        }
        let mut roots: Vec<&mut Node> = vec![node];
        roots.extend(rest.iter_mut().flat_map(|nodes| nodes.iter_mut()));
        roots.extend(&mut self.kept);
        roots.extend(self.policies.iter_mut().flatten().flatten());
        self.diagram.compact(&mut roots);
        self.worth_clearing = self.diagram.len() * 3;
    }
}
