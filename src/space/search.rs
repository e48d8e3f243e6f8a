//! Whether some sign-in is not asked enough, and whose: looked for point by point, the plainest first, where all of them
//! together would be more than the question needs.

use std::collections::{BTreeSet, HashMap};

use super::diagram::{Diagram, NO, Node, TooLarge};
use super::ends::{Ends, NOTHING};
use super::lacking::{Enough, Share, Shares, Sought};
use super::level::{Kind, Level};
use super::regions::Part;
use super::sets::ClassSet;
use super::{Region, Space};

/// So many steps of a policy each are worth it; where they do not do, all sign-ins together are less.
const MOST_STEPS: usize = 100_000;

/// It takes more steps than are worth it.
struct TooLong;

impl Space<'_> {
    /// A point of a region where not enough is asked, the plainest there is.
    pub fn first_lacking(
        &mut self,
        sought: Sought<'_>,
        within: Region,
    ) -> Result<Option<Vec<usize>>, TooLarge> {
        let start = State { within: self.region(within), policies: self.counting(sought) };
        let levels = self.levels.len();
        let Self { diagram, ends, .. } = self;
        if let Ok(point) = Search::new(diagram, ends, sought.enough).first(start, levels) {
            return Ok(point);
        }
        let lacking = self.lacking_of(sought, within)?;
        Ok(self.point(lacking))
    }

    /// The people of the directory with a sign-in in a region of which not enough is asked, by position there.
    pub fn people_lacking(&mut self, sought: Sought<'_>, within: Region) -> Result<BTreeSet<u32>, TooLarge> {
        let start = State { within: self.region(within), policies: self.counting(sought) };
        let Self { diagram, ends, levels, .. } = self;
        if let Some(people) = levels.first()
            && let Ok(found) = Search::new(diagram, ends, sought.enough).people(&start, people)
        {
            return Ok(found);
        }
        let lacking = self.lacking_of(sought, within)?;
        Ok(self.people(lacking))
    }

    /// The sign-ins of a region by people like the one at a point: whom nothing tells apart from that one or, where nobody
    /// is exported, who are in the same groups.
    pub fn by_people_at(&mut self, region: Region, point: &[usize]) -> Result<Region, TooLarge> {
        let knows_people = self.versions.last().is_some_and(|last| !last.world.directory.people().is_empty());
        let is_theirs = |kind: &Kind| match kind {
            Kind::People => knows_people,
            Kind::Condition(..) => false,
            Kind::Atom(atom) => self.is_anybodys(atom),
        };
        let chosen: Vec<Option<usize>> = self
            .levels
            .iter()
            .zip(point)
            .map(|(level, class)| is_theirs(&level.kind).then_some(*class))
            .collect();
        let sets = chosen.into_iter().enumerate().map(|(level, class)| {
            class.map_or(ClassSet::ALL, |class| self.diagram.sets_mut(level).of([class]))
        });
        let part = Part { sets: sets.collect() };
        let theirs = self.node_of(&part)?;
        let node = self.diagram.and(self.region(region), theirs)?;
        Ok(self.keep_region(node))
    }

    /// Whether all that no sign-in settles is of people who may be anybody.
    pub fn is_settled(&self) -> bool {
        self.levels.iter().all(|level| match &level.kind {
            Kind::People | Kind::Condition(..) => true,
            Kind::Atom(atom) => self.is_anybodys(atom),
        })
    }
}

/// Where a search is: what is left of a region, and of each policy that may still ask enough.
struct State {
    within: Node,
    policies: Vec<Node>,
}

struct Search<'s> {
    diagram: &'s Diagram,
    ends: &'s mut Ends,
    shares: Shares<'s>,
    known: HashMap<(Node, Vec<Node>), bool>,
    steps: usize,
}

impl<'s> Search<'s> {
    fn new(diagram: &'s Diagram, ends: &'s mut Ends, enough: Enough<'s>) -> Self {
        Self { diagram, ends, shares: Shares::new(enough), known: HashMap::new(), steps: 0 }
    }

    /// The plainest point that a state leads to.
    fn first(&mut self, mut at: State, levels: usize) -> Result<Option<Vec<usize>>, TooLong> {
        let mut point = vec![0; levels];
        if !self.is_found(&mut at)? {
            return Ok(None);
        }
        while let Some(level) = self.level(&at) {
            // INVARIANT: from a state that leads to something, some class does.
            let Some((class, next)) = self.next(&at, level)? else { return Ok(None) };
            point.iter_mut().skip(level).take(1).for_each(|at| *at = class);
            at = next;
        }
        Ok(Some(point))
    }

    fn people(&mut self, start: &State, people: &Level) -> Result<BTreeSet<u32>, TooLong> {
        let mut found = BTreeSet::new();
        for class in 0..people.len() {
            let Some(someone) = people.someone(class).filter(|someone| !someone.people.is_empty()) else {
                continue;
            };
            let mut next = self.step(start, 0, class);
            if self.is_found(&mut next)? {
                found.extend(someone.people.iter().copied());
            }
        }
        Ok(found)
    }

    /// Whether a state leads to a sign-in that is not asked enough. Leaves those policies out that cannot matter.
    fn is_found(&mut self, at: &mut State) -> Result<bool, TooLong> {
        if at.within == NO || !self.tidy(&mut at.policies) {
            return Ok(false);
        }
        let Some(level) = self.level(at).filter(|_| !at.policies.is_empty()) else {
            return Ok(!self.are_enough(&at.policies));
        };
        let key = (at.within, at.policies.clone());
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let is_found = self.next(at, level)?.is_some();
        self.known.insert(key, is_found);
        Ok(is_found)
    }

    /// The first class of a level that leads to something, and where.
    fn next(&mut self, at: &State, level: usize) -> Result<Option<(usize, State)>, TooLong> {
        for class in 0..self.diagram.sets(level).classes() {
            let mut next = self.step(at, level, class);
            self.steps += 1 + at.policies.len();
            if self.steps > MOST_STEPS {
                return Err(TooLong);
            }
            if self.is_found(&mut next)? {
                return Ok(Some((class, next)));
            }
        }
        Ok(None)
    }

    /// The next level at which a state leads to different ones; `None` where only ends are left.
    fn level(&self, at: &State) -> Option<usize> {
        let nodes = at.policies.iter().chain([&at.within]).filter(|node| node.number().is_none());
        nodes.map(|node| self.diagram.level(*node)).min()
    }

    fn step(&self, at: &State, level: usize, class: usize) -> State {
        let next = |node: Node| self.diagram.child(node, level, class);
        State { within: next(at.within), policies: at.policies.iter().map(|node| next(*node)).collect() }
    }

    /// Leaves out policies that ask nothing that matters; whether none asks enough already.
    fn tidy(&mut self, policies: &mut Vec<Node>) -> bool {
        let mut is_open = true;
        policies.retain(|policy| match policy.number().map(|end| self.shares.of(self.ends, end)) {
            None | Some(Share::Part(_)) => true,
            Some(Share::None) => false,
            Some(Share::All) => {
                is_open = false;
                false
            }
        });
        policies.sort_unstable();
        policies.dedup();
        is_open
    }

    /// Whether what is part of enough comes to all of it together; of nothing, whether nothing is enough.
    fn are_enough(&mut self, policies: &[Node]) -> bool {
        let mut all = NOTHING;
        for end in policies.iter().filter_map(|policy| policy.number()) {
            if let Share::Part(part) = self.shares.of(self.ends, end) {
                all = self.ends.and(all, part);
            }
        }
        self.shares.of(self.ends, all) == Share::All
    }
}
