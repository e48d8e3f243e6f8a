//! Sign-ins that are not asked enough, whatever else is asked of them.
//!
//! Only what bears on the question is looked at: of a policy that cannot contribute nothing is gone through, and a sign-in
//! is left aside as soon as it is asked enough.

use std::collections::HashMap;

use super::diagram::{Memo, NO, Node, TooLarge, YES};
use super::ends::{Asked, Ends, NOTHING, OUTSIDE, Session};
use super::{Region, Space};
use crate::control::{Claims, Requirement};

/// What is enough of all that policies ask of a sign-in.
#[derive(Clone, Copy)]
pub enum Enough<'e> {
    /// A block.
    Block,
    /// What is as strict as a requirement; a block is.
    Requirement(&'e Requirement),
    /// What one of the policies asks by itself, if that is so. INVARIANT: then it is so of all they ask together, and of
    /// that only then.
    OfOne(&'e dyn Fn(&Asked) -> bool),
}

/// What is looked for: sign-ins of which some policies do not ask enough.
#[derive(Clone, Copy)]
pub struct Sought<'e> {
    /// Of which set of policies.
    pub version: usize,
    /// Which of them count, by their place.
    pub policies: &'e dyn Fn(usize) -> bool,
    /// What is enough.
    pub enough: Enough<'e>,
}

/// What an end contributes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// All of it.
    All,
    /// Nothing that matters.
    None,
    /// A part of it, with which another part may make up all of it: the end for that.
    Part(u32),
}

impl Space<'_> {
    /// The sign-ins of a region of which nothing has to be shown.
    pub fn gaps(&mut self, version: usize, within: Region) -> Result<Region, TooLarge> {
        self.lacking(version, within, Enough::OfOne(&|asked| !asked.requirement.is_nothing()))
    }

    /// The sign-ins of a region of which a version does not ask enough. What is not decided is never enough.
    pub fn lacking(
        &mut self,
        version: usize,
        within: Region,
        enough: Enough<'_>,
    ) -> Result<Region, TooLarge> {
        self.lacking_of(Sought { version, policies: &|_| true, enough }, within)
    }

    /// The sign-ins of a region of which some policies of a version do not ask enough.
    pub fn lacking_of(&mut self, sought: Sought<'_>, within: Region) -> Result<Region, TooLarge> {
        let policies = self.counting(sought);
        let rest = self.left_by(policies, within, sought.enough)?;
        Ok(self.keep_region(rest))
    }

    /// The policies that count.
    pub(super) fn counting(&self, sought: Sought<'_>) -> Vec<Node> {
        let policies = self.policies.get(sought.version).map_or(&[][..], Vec::as_slice);
        let counts = |(number, node): (usize, &Option<Node>)| (*node).filter(|_| (sought.policies)(number));
        policies.iter().enumerate().filter_map(counts).collect()
    }

    fn left_by(&mut self, policies: Vec<Node>, within: Region, enough: Enough<'_>) -> Result<Node, TooLarge> {
        let mut rest = self.region(within);
        let mut shares = Shares::new(enough);
        if shares.of(&mut self.ends, NOTHING) == Share::All {
            return Ok(NO);
        }
        let mut whole = Vec::new();
        let mut parts = Vec::new();
        for policy in policies {
            let ends = self.diagram.ends(policy);
            let found: Vec<Share> = ends.into_iter().map(|end| shares.of(&mut self.ends, end)).collect();
            if found.contains(&Share::All) {
                whole.push((self.diagram.size(policy), policy));
            }
            if found.iter().any(|share| matches!(share, Share::Part(_))) {
                parts.push(policy);
            }
        }
        // What is least narrow leaves the least to go through.
        whole.sort_unstable();
        whole.dedup();
        let mut whole: Vec<Node> = whole.into_iter().rev().map(|(_, policy)| policy).collect();
        while let Some(policy) = whole.pop() {
            if rest == NO {
                return Ok(NO);
            }
            rest = self.without_shared(&shares, rest, policy)?;
            self.clear_up(&mut rest, &mut [whole.as_mut_slice(), parts.as_mut_slice()]);
        }
        if parts.is_empty() {
            return Ok(rest);
        }
        self.lacking_parts(&mut shares, rest, parts)
    }

    /// A region without the sign-ins of which a policy asks enough.
    fn without_shared(&mut self, shares: &Shares<'_>, rest: Node, policy: Node) -> Result<Node, TooLarge> {
        let mut left = |rest: Node, policy: Node| match (rest, policy.number()) {
            (NO, _) => Some(NO),
            (_, Some(end)) if shares.known.get(&end) == Some(&Share::All) => Some(NO),
            (rest, Some(_)) => Some(rest),
            (_, None) => None,
        };
        self.diagram.apply(&mut Memo::default(), &mut left, rest, policy)
    }

    /// What is left of a region where what is part of enough comes together.
    fn lacking_parts(
        &mut self,
        shares: &mut Shares<'_>,
        rest: Node,
        parts: Vec<Node>,
    ) -> Result<Node, TooLarge> {
        let mut start = |number| Node::end(if Node::end(number) == YES { NOTHING } else { OUTSIDE });
        let mut node = self.diagram.map(&mut HashMap::new(), &mut start, rest)?;
        let mut own = Vec::new();
        for policy in parts {
            let mut end = |number| match shares.known.get(&number) {
                Some(Share::Part(part)) => Node::end(*part),
                Some(Share::All | Share::None) | None => Node::end(NOTHING),
            };
            own.push(self.diagram.map(&mut HashMap::new(), &mut end, policy)?);
        }
        own.sort_unstable();
        own.dedup();
        while let Some(policy) = own.pop() {
            let Self { diagram, ends, .. } = self;
            let mut combine = |so_far: Node, policy: Node| {
                let both = ends.combine(so_far, policy)?;
                let is_enough = both.number().is_some_and(|end| shares.of(ends, end) == Share::All);
                Some(if is_enough { Node::end(OUTSIDE) } else { both })
            };
            node = diagram.apply(&mut Memo::default(), &mut combine, node, policy)?;
            self.clear_up(&mut node, &mut [own.as_mut_slice()]);
        }
        let mut is_in = |number| if number == OUTSIDE { NO } else { YES };
        self.diagram.map(&mut HashMap::new(), &mut is_in, node)
    }
}

/// What ends contribute, each worked out once.
pub(super) struct Shares<'e> {
    enough: Enough<'e>,
    /// The claims that matter.
    support: Claims,
    known: HashMap<u32, Share>,
}

impl<'e> Shares<'e> {
    pub(super) fn new(enough: Enough<'e>) -> Self {
        Self { enough, support: enough.support(), known: HashMap::new() }
    }

    pub(super) fn of(&mut self, ends: &mut Ends, end: u32) -> Share {
        if let Some(known) = self.known.get(&end) {
            return *known;
        }
        let share = self.enough.share(self.support, ends, end);
        self.known.insert(end, share);
        share
    }
}

impl Enough<'_> {
    fn support(self) -> Claims {
        match self {
            Self::Requirement(wanted) => wanted.ways().iter().copied().fold(Claims::NONE, Claims::union),
            Self::Block | Self::OfOne(_) => Claims::NONE,
        }
    }

    fn share(self, support: Claims, ends: &mut Ends, end: u32) -> Share {
        let Some(asked) = ends.asked(end) else { return Share::None };
        let all_or_none = |is_all| if is_all { Share::All } else { Share::None };
        match self {
            Self::Block => all_or_none(asked.requirement.is_block()),
            Self::OfOne(is_so) => all_or_none(is_so(asked)),
            Self::Requirement(wanted) if asked.requirement.implies(wanted) => Share::All,
            Self::Requirement(_) => {
                // What implies a requirement does so by the claims of that one: all others can be left out.
                let part = asked.requirement.within(support);
                if part.is_nothing() {
                    return Share::None;
                }
                Share::Part(ends.keep(Asked { requirement: part, session: Session::default() }))
            }
        }
    }
}
