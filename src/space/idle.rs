//! Policies that add nothing to the others, and sign-ins of which more is asked than anybody can show.

use super::diagram::{Node, TooLarge};
use super::ends::{Asked, NOTHING, UNDECIDED};
use super::{Enough, Region, Sought, Space};
use crate::model::GrantControls;

/// A policy without which every sign-in is asked the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// The policy, by its place in the version.
    pub policy: usize,
    /// Those that together ask at least as much wherever it asks something; none where it asks nothing of anybody.
    pub others: Vec<usize>,
}

impl Space<'_> {
    /// The policies of a version that could all be removed together, and no sign-in would be asked anything else. Of two
    /// that ask the same the later one is among them.
    pub fn idle(&mut self, version: usize) -> Result<Vec<Idle>, TooLarge> {
        let mut places = self.deciding_places(version);
        let mut idle = Vec::new();
        for policy in places.clone().into_iter().rev() {
            let others: Vec<usize> = places.iter().copied().filter(|other| *other != policy).collect();
            if let Some(by) = self.covered_by(version, policy, &others)? {
                places = others;
                idle.push(Idle { policy, others: by });
            }
        }
        // A policy that was named may have turned out to add nothing itself.
        for found in &mut idle {
            if found.others.iter().any(|other| !places.contains(other)) {
                found.others = self.covered_by(version, found.policy, &places)?.unwrap_or_default();
            }
        }
        idle.reverse();
        Ok(idle)
    }

    /// The sign-ins of a region that nobody can complete, though no policy blocks them: what is asked can be shown by
    /// nobody, or not in such a sign-in.
    pub fn beyond_anybody(&mut self, version: usize, within: Region) -> Result<Region, TooLarge> {
        let open = self.lacking(version, within, Enough::Block)?;
        let mut shut = self.without(within, open)?;
        let is_block = |place: &usize| {
            let policy = self.versions.get(version).and_then(|version| version.policies.get(*place));
            policy.and_then(|policy| policy.grant.as_ref()).is_some_and(GrantControls::is_block)
        };
        let blocks: Vec<usize> = self.deciding_places(version).into_iter().filter(is_block).collect();
        for place in blocks {
            let blocked = self.applying(version, place)?;
            shut = self.without(shut, blocked)?;
        }
        Ok(shut)
    }

    /// Those of some policies that together ask at least as much as a policy wherever that asks something, as few as are
    /// found; `None` if they do not, or it is not decided.
    fn covered_by(
        &mut self,
        version: usize,
        policy: usize,
        others: &[usize],
    ) -> Result<Option<Vec<usize>>, TooLarge> {
        let Some(node) = self.policy_node(version, policy) else { return Ok(None) };
        let mut asked = Vec::new();
        for end in self.diagram.ends(node).into_iter().filter(|end| *end != NOTHING) {
            if end == UNDECIDED {
                return Ok(None);
            }
            let own = self.leading_to(node, Node::end(end))?;
            asked.push((end, self.keep_region(own)));
        }
        if asked.is_empty() {
            return Ok(Some(Vec::new()));
        }
        if !self.are_enough(version, others, &asked)? {
            return Ok(None);
        }
        for other in others {
            if self.are_enough(version, &[*other], &asked)? {
                return Ok(Some(vec![*other]));
            }
        }
        let mut by = others.to_vec();
        for other in others {
            let fewer: Vec<usize> = by.iter().copied().filter(|kept| kept != other).collect();
            if self.are_enough(version, &fewer, &asked)? {
                by = fewer;
            }
        }
        Ok(Some(by))
    }

    /// Whether policies, in their order, ask at least what an end does in its region, of each.
    fn are_enough(
        &mut self,
        version: usize,
        policies: &[usize],
        asked: &[(u32, Region)],
    ) -> Result<bool, TooLarge> {
        for (end, region) in asked {
            let Some(wanted) = self.ends.asked(*end).cloned() else { return Ok(false) };
            // A session that only several come to together is taken for one that is not asked.
            let session =
                |asked: &Asked| asked.requirement.is_block() || asked.session.implies(&wanted.session);
            for enough in [Enough::Requirement(&wanted.requirement), Enough::OfOne(&session)] {
                let sought =
                    Sought { version, policies: &|place| policies.binary_search(&place).is_ok(), enough };
                let lacking = self.lacking_of(sought, *region)?;
                if !self.is_empty(lacking) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}
