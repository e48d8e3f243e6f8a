//! How the outcomes of two versions compare, one aspect of them at a time.
//!
//! What must be shown and each session control are met or not whatever becomes of the others, so the diagrams of all
//! policies together are gone through for one of them after the other: their sizes add up, where they would multiply.

use std::collections::HashMap;

use super::Space;
use super::diagram::{Memo, Node, TooLarge};
use super::ends::{Asked, Direction, Ends, NOTHING, OUTSIDE, Session, UNDECIDED};
use crate::control::Requirement;
use crate::model::{Id, SessionControls};

/// One thing among those that are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aspect {
    Requirement,
    SignInFrequency,
    PersistentBrowser,
    ApplicationEnforcedRestrictions,
    CloudAppSecurity,
    ContinuousAccessEvaluation,
    TokenProtection,
    ResilienceDefaults,
    /// Settings that no order is known for.
    Others,
}

const ASPECTS: [Aspect; 9] = [
    Aspect::Requirement,
    Aspect::SignInFrequency,
    Aspect::PersistentBrowser,
    Aspect::ApplicationEnforcedRestrictions,
    Aspect::CloudAppSecurity,
    Aspect::ContinuousAccessEvaluation,
    Aspect::TokenProtection,
    Aspect::ResilienceDefaults,
    Aspect::Others,
];

/// Where nothing changes.
pub(super) const SAME: Node = Node::end(0);
const DIRECTIONS: [Direction; 3] = [Direction::Loosens, Direction::Mixed, Direction::Tightens];
/// The end after all directions.
const NOT_DECIDED: Node = Node::end(4);

/// The direction of an end of [`Space::directions`]; `None` where it is not decided.
pub(super) fn direction_of(number: u32) -> Option<Direction> {
    DIRECTIONS.get((number as usize).checked_sub(1)?).copied()
}

/// The end for a direction, counted from 1.
fn end_of(direction: Direction) -> Node {
    match direction {
        Direction::Equal => SAME,
        Direction::Loosens => Node::end(1),
        Direction::Mixed => Node::end(2),
        Direction::Tightens => Node::end(3),
    }
}

/// The direction of two aspects together, by their ends: it tightens if both do or stay, and so on.
fn together(one: Node, other: Node) -> Option<Node> {
    match (one, other) {
        (SAME, both) | (both, SAME) => Some(both),
        (NOT_DECIDED, _) | (_, NOT_DECIDED) => Some(NOT_DECIDED),
        (one, other) if one == other => Some(one),
        (one, other) => {
            (one.number().is_some() && other.number().is_some()).then(|| end_of(Direction::Mixed))
        }
    }
}

impl Space<'_> {
    /// How more or less is asked once some policies give way to others, by direction; [`SAME`] where nothing changes.
    ///
    /// `before` and `after` are what these ask by themselves. Policies of a version, by place, are on both sides.
    pub(super) fn directions(
        &mut self,
        [before, after]: [Node; 2],
        (version, common): (usize, &[usize]),
    ) -> Result<Node, TooLarge> {
        let [before, after] = [before, after].map(|node| self.keep_region(node));
        let mut all = self.keep_region(SAME);
        for aspect in ASPECTS {
            let [one, other] = [before, after].map(|side| self.region(side));
            let (one, other) = (self.only(aspect, one)?, self.only(aspect, other)?);
            if one == other {
                continue;
            }
            let start = self.where_they_differ(one, other)?;
            let mut shared = Vec::new();
            for policy in self.nodes_of(version, common) {
                shared.push(self.only(aspect, policy)?);
            }
            shared.sort_unstable();
            shared.dedup();
            let mark = self.kept.len();
            let [one, other] = [one, other].map(|node| self.keep_region(node));
            let shared = self.fold(start, &shared)?;
            let [one, other, so_far] = [one, other, all].map(|kept| self.region(kept));
            let direction = self.direction(shared, one, other)?;
            let both = self.diagram.apply(&mut Memo::default(), &mut together, so_far, direction)?;
            self.kept.truncate(mark);
            all = self.keep_region(both);
        }
        Ok(self.region(all))
    }

    /// Nothing asked where two diagrams differ; outside elsewhere.
    fn where_they_differ(&mut self, one: Node, other: Node) -> Result<Node, TooLarge> {
        let mut differ = |one: Node, other: Node| {
            if one == other {
                return Some(Node::end(OUTSIDE));
            }
            (one.number().is_some() && other.number().is_some()).then_some(Node::end(NOTHING))
        };
        self.diagram.apply(&mut Memo::default(), &mut differ, one, other)
    }

    /// How one outcome compares to the other, beside what is asked in any case.
    fn direction(&mut self, shared: Node, one: Node, other: Node) -> Result<Node, TooLarge> {
        let (Self { diagram, ends, .. }, memo) = (self, &mut Memo::default());
        let before = diagram.apply(memo, &mut |one, other| ends.combine(one, other), shared, one)?;
        memo.clear();
        let after = diagram.apply(memo, &mut |one, other| ends.combine(one, other), shared, other)?;
        memo.clear();
        let is_decided = ends.are_decided();
        let mut direction = |one: Node, other: Node| {
            // What is not decided on either side may differ all the same.
            if one == other && (is_decided || one.number().is_some_and(|number| number != UNDECIDED)) {
                return Some(SAME);
            }
            let (before, after) = (ends.asked(one.number()?), ends.asked(other.number()?));
            Some(before.zip(after).map_or(NOT_DECIDED, |(before, after)| end_of(before.direction(after))))
        };
        diagram.apply(memo, &mut direction, before, after)
    }

    /// A diagram of outcomes with one aspect of them.
    fn only(&mut self, aspect: Aspect, node: Node) -> Result<Node, TooLarge> {
        let Self { diagram, ends, .. } = self;
        diagram.map(&mut HashMap::new(), &mut |end| Node::end(aspect.end(ends, end)), node)
    }
}

impl Aspect {
    fn end(self, ends: &mut Ends, end: u32) -> u32 {
        match ends.asked(end).map(|asked| self.of(asked)) {
            Some(own) => ends.keep(own),
            None => end,
        }
    }

    /// What is asked in this respect. A block is one in every respect.
    fn of(self, asked: &Asked) -> Asked {
        let Asked { requirement, session } = asked;
        if requirement.is_block() {
            return asked.clone();
        }
        if self == Self::Requirement {
            return Asked { requirement: requirement.clone(), session: Session::default() };
        }
        Asked { requirement: Requirement::nothing(), session: self.of_session(session) }
    }

    fn of_session(self, Session { controls, others }: &Session) -> Session {
        let mut own = Session { controls: SessionControls::<Id>::default(), ..Session::default() };
        match self {
            Self::Requirement => {}
            Self::SignInFrequency => own.controls.sign_in_frequency.clone_from(&controls.sign_in_frequency),
            Self::PersistentBrowser => {
                own.controls.persistent_browser.clone_from(&controls.persistent_browser);
            }
            Self::ApplicationEnforcedRestrictions => {
                own.controls.application_enforced_restrictions = controls.application_enforced_restrictions;
            }
            Self::CloudAppSecurity => {
                own.controls.cloud_app_security.clone_from(&controls.cloud_app_security);
            }
            Self::ContinuousAccessEvaluation => {
                own.controls.continuous_access_evaluation.clone_from(&controls.continuous_access_evaluation);
            }
            Self::TokenProtection => own.controls.token_protection = controls.token_protection,
            Self::ResilienceDefaults => {
                own.controls.disable_resilience_defaults = controls.disable_resilience_defaults;
            }
            Self::Others => own.others.clone_from(others),
        }
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::Claim;
    use crate::model::{
        CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit, PersistentBrowser, SignInFrequency,
        SignInFrequencyAuthentication,
    };

    fn outcomes() -> Vec<Asked> {
        let frequency = |hours, authentication| {
            let period = Some((hours, FrequencyUnit::Hours));
            Some(SignInFrequency { period, authentication: Some(authentication) })
        };
        let all = SignInFrequencyAuthentication::PrimaryAndSecondary;
        let second = SignInFrequencyAuthentication::Secondary;
        let plain = SessionControls::<Id>::default();
        let controls = [
            plain.clone(),
            SessionControls { sign_in_frequency: frequency(4, all.clone()), ..plain.clone() },
            SessionControls { sign_in_frequency: frequency(12, all), ..plain.clone() },
            SessionControls { sign_in_frequency: frequency(1, second), ..plain.clone() },
            SessionControls { persistent_browser: Some(PersistentBrowser::Never), ..plain.clone() },
            SessionControls {
                persistent_browser: Some(PersistentBrowser::Always),
                token_protection: true,
                ..plain.clone()
            },
            SessionControls {
                cloud_app_security: Some(CloudAppSecurity::MonitorOnly),
                application_enforced_restrictions: true,
                ..plain.clone()
            },
            SessionControls {
                continuous_access_evaluation: Some(ContinuousAccessEvaluation::StrictLocation),
                disable_resilience_defaults: true,
                global_secure_access_profile: Some(Id::Text("one".into())),
                ..plain
            },
        ];
        let claims = [0, 1].map(|number| Requirement::claim(Claim::new(number).unwrap()));
        let both = claims[0].and(&claims[1]).unwrap();
        let requirements = [Requirement::nothing(), Requirement::block(), both].into_iter().chain(claims);
        let each = requirements.flat_map(|requirement| {
            controls.iter().map(move |controls| (requirement.clone(), Session::of(controls)))
        });
        each.map(|(requirement, session)| {
            let session = if requirement.is_block() { Session::default() } else { session };
            Asked { requirement, session }
        })
        .collect()
    }

    #[test]
    fn the_aspects_of_outcomes_compare_as_the_outcomes_do() {
        let outcomes = outcomes();
        for before in &outcomes {
            for after in &outcomes {
                let own = |aspect: Aspect| end_of(aspect.of(before).direction(&aspect.of(after)));
                let ends = ASPECTS.map(own);
                let all = ends.into_iter().try_fold(SAME, together);
                assert_eq!(all, Some(end_of(before.direction(after))), "{before:?} {after:?} {ends:?}");
            }
        }
    }

    #[test]
    fn the_aspects_of_what_is_asked_together_are_the_aspects_together() {
        let outcomes = outcomes();
        for one in &outcomes {
            for other in &outcomes {
                let both = one.and(other).unwrap();
                for aspect in ASPECTS {
                    assert_eq!(aspect.of(one).and(&aspect.of(other)), Some(aspect.of(&both)), "{aspect:?}");
                }
            }
        }
    }
}
