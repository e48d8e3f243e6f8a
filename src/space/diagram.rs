//! A decision diagram over class sets: levels in a fixed order, edges that share out the classes of a level, and numbers
//! at its ends.
//!
//! Equal parts are one node, so equal functions are the same node. What the numbers at the ends mean is the business of
//! those who combine them.

mod unique;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use self::unique::Unique;
use super::hashing::FastMap;
use super::sets::{ClassSet, Sets};

/// A node, or an end: then its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(u32);

/// More nodes would be needed than are allowed, so that what was asked is not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// The nodes.
pub(super) struct Diagram {
    /// By level.
    sets: Vec<Sets>,
    nodes: Vec<Data>,
    edges: Vec<Edge>,
    unique: Unique,
    bound: usize,
}

#[derive(Clone, Copy, Debug)]
struct Data {
    level: u32,
    start: u32,
    len: u32,
}

/// Where some classes lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Edge {
    pub(super) to: Node,
    pub(super) set: ClassSet,
}

/// What was combined already, within one operation.
pub(super) type Memo = FastMap<(Node, Node), Node>;

const END: u32 = 1 << 31;

impl Node {
    /// The end with a number.
    pub(super) const fn end(number: u32) -> Self {
        Self(number | END)
    }

    /// The number, of an end.
    pub(super) const fn number(self) -> Option<u32> {
        if self.0 & END == 0 { None } else { Some(self.0 & !END) }
    }
}

/// The ends of a diagram that says yes or no.
pub(super) const NO: Node = Node::end(0);
pub(super) const YES: Node = Node::end(1);

impl Diagram {
    /// A diagram over levels of so many classes, with no more than `bound` nodes.
    pub(super) fn new(classes: impl IntoIterator<Item = usize>, bound: usize) -> Self {
        Self {
            sets: classes.into_iter().map(Sets::new).collect(),
            nodes: Vec::new(),
            edges: Vec::new(),
            unique: Unique::default(),
            bound,
        }
    }

    #[expect(clippy::indexing_slicing, reason = "a level of this diagram")]
    pub(super) fn sets(&self, level: usize) -> &Sets {
        &self.sets[level]
    }

    #[expect(clippy::indexing_slicing, reason = "a level of this diagram")]
    pub(super) fn sets_mut(&mut self, level: usize) -> &mut Sets {
        &mut self.sets[level]
    }

    /// Adds a level after all others.
    pub(super) fn add_level(&mut self, classes: usize) -> usize {
        self.sets.push(Sets::new(classes));
        self.sets.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The level of a node; past the last one, of an end.
    pub(super) fn level(&self, node: Node) -> usize {
        match node.number() {
            Some(_) => self.sets.len(),
            None => self.data(node).level as usize,
        }
    }

    /// Where a node leads; nowhere, of an end.
    pub(super) fn edges(&self, node: Node) -> &[Edge] {
        if node.number().is_some() {
            return &[];
        }
        let Data { start, len, .. } = self.data(node);
        self.edges.get(start as usize..(start + len) as usize).unwrap_or_default()
    }

    /// Where a class of a level leads from a node; to itself, where the level makes no difference to it.
    pub(super) fn child(&self, node: Node, level: usize, class: usize) -> Node {
        if self.level(node) != level {
            return node;
        }
        let sets = self.sets(level);
        // INVARIANT: the sets of the edges share out the level.
        self.edges(node).iter().find(|edge| sets.contains(edge.set, class)).map_or(NO, |edge| edge.to)
    }

    /// The node with these edges, of which those to the same node become one. The sets must share out the level.
    pub(super) fn node(&mut self, level: usize, mut edges: Vec<Edge>) -> Result<Node, TooLarge> {
        edges.sort_unstable();
        let mut merged: Vec<Edge> = Vec::with_capacity(edges.len());
        for group in edges.chunk_by(|one, other| one.to == other.to) {
            let sets: Vec<ClassSet> = group.iter().map(|edge| edge.set).collect();
            let set = self.sets_mut(level).union(&sets);
            merged.extend(group.first().map(|edge| Edge { to: edge.to, set }));
        }
        if let [only] = merged.as_slice() {
            return Ok(only.to);
        }
        self.keep(level, &merged)
    }

    /// Two ways: the one for some classes, the other for all others.
    pub(super) fn branch(
        &mut self,
        level: usize,
        set: ClassSet,
        then: Node,
        otherwise: Node,
    ) -> Result<Node, TooLarge> {
        let rest = self.sets_mut(level).not(set);
        let edges = [Edge { to: then, set }, Edge { to: otherwise, set: rest }];
        self.node(level, edges.into_iter().filter(|edge| edge.set != ClassSet::NONE).collect())
    }

    /// Combines two diagrams. `combine` says what comes of two nodes where that is clear from these alone; it must for
    /// two ends.
    pub(super) fn apply(
        &mut self,
        memo: &mut Memo,
        combine: &mut impl FnMut(Node, Node) -> Option<Node>,
        one: Node,
        other: Node,
    ) -> Result<Node, TooLarge> {
        if let Some(known) = combine(one, other) {
            return Ok(known);
        }
        if let Some(known) = memo.get(&(one, other)) {
            return Ok(*known);
        }
        let (left, right) = (self.level(one), self.level(other));
        let level = left.min(right);
        // By number and not by reference: the edges grow while it goes on.
        let (lefts, rights) = (self.places(one), self.places(other));
        let mut edges = Vec::with_capacity(lefts.len().max(rights.len()));
        #[expect(clippy::comparison_chain, reason = "three loops, and not three small values")]
        if left == right {
            for left in lefts {
                for right in rights.clone() {
                    let (left, right) = (self.edge(left), self.edge(right));
                    let set = self.sets_mut(level).and(left.set, right.set);
                    if set != ClassSet::NONE {
                        let to = self.apply(memo, combine, left.to, right.to)?;
                        edges.push(Edge { to, set });
                    }
                }
            }
        } else if left < right {
            for place in lefts {
                let edge = self.edge(place);
                let to = self.apply(memo, combine, edge.to, other)?;
                edges.push(Edge { to, set: edge.set });
            }
        } else {
            for place in rights {
                let edge = self.edge(place);
                let to = self.apply(memo, combine, one, edge.to)?;
                edges.push(Edge { to, set: edge.set });
            }
        }
        let node = self.node(level, edges)?;
        memo.insert((one, other), node);
        Ok(node)
    }

    /// Puts other ends in place of those of a diagram.
    pub(super) fn map(
        &mut self,
        memo: &mut HashMap<Node, Node>,
        end: &mut impl FnMut(u32) -> Node,
        node: Node,
    ) -> Result<Node, TooLarge> {
        if let Some(number) = node.number() {
            return Ok(end(number));
        }
        if let Some(known) = memo.get(&node) {
            return Ok(*known);
        }
        let mut edges = Vec::new();
        for edge in self.edges(node).to_vec() {
            edges.push(Edge { to: self.map(memo, end, edge.to)?, set: edge.set });
        }
        let mapped = self.node(self.level(node), edges)?;
        memo.insert(node, mapped);
        Ok(mapped)
    }

    /// The numbers of the ends that a node leads to, in order.
    pub(super) fn ends(&self, node: Node) -> BTreeSet<u32> {
        let mut ends = BTreeSet::new();
        let mut seen = HashSet::from([node]);
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            ends.extend(node.number());
            open.extend(self.edges(node).iter().map(|edge| edge.to).filter(|to| seen.insert(*to)));
        }
        ends
    }

    /// How many nodes a node leads to, itself among them.
    pub(super) fn size(&self, node: Node) -> usize {
        let mut seen = HashSet::from([node]);
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            open.extend(self.edges(node).iter().map(|edge| edge.to).filter(|to| seen.insert(*to)));
        }
        seen.len()
    }

    pub(super) fn and(&mut self, one: Node, other: Node) -> Result<Node, TooLarge> {
        let mut both = |one: Node, other: Node| match (one, other) {
            (NO, _) | (_, NO) => Some(NO),
            (YES, node) | (node, YES) => Some(node),
            (one, other) => (one == other).then_some(one),
        };
        self.apply(&mut Memo::default(), &mut both, one, other)
    }

    pub(super) fn or(&mut self, one: Node, other: Node) -> Result<Node, TooLarge> {
        let mut either = |one: Node, other: Node| match (one, other) {
            (YES, _) | (_, YES) => Some(YES),
            (NO, node) | (node, NO) => Some(node),
            (one, other) => (one == other).then_some(one),
        };
        self.apply(&mut Memo::default(), &mut either, one, other)
    }

    /// One that says yes, and the other no.
    pub(super) fn without(&mut self, one: Node, other: Node) -> Result<Node, TooLarge> {
        let mut difference = |one: Node, other: Node| match (one, other) {
            (NO, _) | (_, YES) => Some(NO),
            (one, NO) => Some(one),
            (one, other) => (one == other).then_some(NO),
        };
        self.apply(&mut Memo::default(), &mut difference, one, other)
    }

    /// Where a diagram leads at a point: a class for each level.
    pub(super) fn at(&self, mut node: Node, point: &[usize]) -> Option<u32> {
        loop {
            if let Some(number) = node.number() {
                return Some(number);
            }
            let level = self.level(node);
            let class = *point.get(level)?;
            node = self.edges(node).iter().find(|edge| self.sets(level).contains(edge.set, class))?.to;
        }
    }

    /// Forgets every node that the roots do not lead to.
    pub(super) fn compact(&mut self, roots: &mut [&mut Node]) {
        let old_nodes = std::mem::take(&mut self.nodes);
        let old_edges = std::mem::take(&mut self.edges);
        self.unique = Unique::default();
        let mut moved: FastMap<Node, Node> = FastMap::default();
        for root in roots {
            **root = self.copy(&old_nodes, &old_edges, &mut moved, **root);
        }
    }

    fn copy(&mut self, nodes: &[Data], edges: &[Edge], moved: &mut FastMap<Node, Node>, node: Node) -> Node {
        if node.number().is_some() {
            return node;
        }
        if let Some(known) = moved.get(&node) {
            return *known;
        }
        let Some(data) = nodes.get(node.0 as usize) else { return node };
        let range = data.start as usize..(data.start + data.len) as usize;
        let mut copied: Vec<Edge> = edges
            .get(range)
            .unwrap_or_default()
            .iter()
            .map(|edge| Edge { to: self.copy(nodes, edges, moved, edge.to), set: edge.set })
            .collect();
        copied.sort_unstable();
        let copy = self.push(data.level, &copied);
        moved.insert(node, copy);
        copy
    }

    fn keep(&mut self, level: usize, edges: &[Edge]) -> Result<Node, TooLarge> {
        let level = u32::try_from(level).map_err(|_| TooLarge)?;
        let (nodes, all) = (&self.nodes, &self.edges);
        let is_same = |number: u32| {
            nodes.get(number as usize).is_some_and(|data| {
                data.level == level
                    && all.get(data.start as usize..(data.start + data.len) as usize) == Some(edges)
            })
        };
        if let Some(known) = self.unique.find(level, edges, is_same) {
            return Ok(Node(known));
        }
        if self.nodes.len() >= self.bound {
            return Err(TooLarge);
        }
        Ok(self.push(level, edges))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the bound on nodes is far below")]
    fn push(&mut self, level: u32, edges: &[Edge]) -> Node {
        let number = self.nodes.len() as u32;
        self.nodes.push(Data { level, start: self.edges.len() as u32, len: edges.len() as u32 });
        self.edges.extend_from_slice(edges);
        self.unique.add(level, edges, number);
        Node(number)
    }

    /// Where the edges of a node are among all; none, of an end.
    fn places(&self, node: Node) -> Range<usize> {
        if node.number().is_some() {
            return 0..0;
        }
        let Data { start, len, .. } = self.data(node);
        start as usize..(start + len) as usize
    }

    #[expect(clippy::indexing_slicing, reason = "an edge of a node of this diagram")]
    fn edge(&self, place: usize) -> Edge {
        self.edges[place]
    }

    // INVARIANT: a node is of this diagram. A default here would be an end that nobody put there.
    #[expect(clippy::indexing_slicing, reason = "a node of this diagram")]
    fn data(&self, node: Node) -> Data {
        self.nodes[node.0 as usize]
    }
}
