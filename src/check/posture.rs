//! Promises about what the whole set of policies comes to, whichever policy does it.
//!
//! A rule about posture is a [`Promise`]: of which sign-ins, and what is asked of them at least. All of them are judged
//! together, once for a tenant, over the space of all sign-ins; what is not kept is a sign-in that the engine decided
//! again. Emergency access and exclusions with a reason are excepted. What depends on something that is not known is
//! neither kept nor broken.

mod common;
mod judge;
mod judging;
mod scopes;
mod set;
mod somewhere;
mod words;

use std::collections::BTreeSet;

use super::{Context, Finding, Rule};
use crate::catalogue::{Feature, Role};
use crate::control::{Outcome, Range};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, GrantControls, Id};
use crate::space::{Asked, NearMiss, Witness};
use crate::workspace::Place;

pub(super) use common::*;
pub(super) use judge::judge;

/// What the whole set has to come to for some sign-ins.
pub(super) struct Promise {
    /// The rule that says so.
    pub(super) rule: &'static Rule,
    /// By whom.
    pub(super) who: Who,
    /// To what, and how: narrows the conditions of every sign-in to a resource.
    pub(super) sign_ins: fn(&Context<'_>, &mut ConditionSet<Id>),
    /// What is asked at least.
    pub(super) asks: Asks,
    /// What to do where no policy is near.
    pub(super) help: &'static str,
    /// A license without which it cannot be kept.
    pub(super) needs: Option<Feature>,
    /// Rules of which this is a part: where one of them finds the same, this one has nothing to add.
    pub(super) part_of: &'static [&'static str],
    /// Whether only a tenant that names it, or is strict, is held to it; to others, one with the preset `posture` is too.
    pub(super) is_advanced: bool,
}

/// By whom a sign-in is.
#[derive(Clone, Copy)]
pub(super) enum Who {
    /// People of the tenant's own: neither guests nor what is unattended.
    Members,
    /// Members and guests: everyone but what is unattended, which are accounts declared so and directory synchronization.
    People,
    /// Every kind of guest.
    Guests,
    /// Everyone.
    Everyone,
    /// Whoever holds one of some roles.
    Roles(fn(&Role) -> bool),
    /// Those who surely hold one of some roles, as the directory has them.
    Holders(fn(&Role) -> bool),
    /// Emergency access, which is excepted from every other promise.
    EmergencyAccess,
    /// Each of some roles by itself: whoever holds it.
    EachRole(fn(&Role) -> bool),
    /// Service principals of the tenant's own.
    ServicePrincipals,
    /// Agents that act for themselves.
    Agents,
}

/// What is asked of a sign-in.
#[derive(Clone, Copy)]
pub(super) enum Asks {
    /// A block.
    Block,
    /// Some grant controls at least, or a block.
    Grant(fn() -> GrantControls<Id>),
    /// Something that one policy asks, such as a session control, or a block. It must be so of what several ask together
    /// if it is so of one of them, and only then.
    AtLeast(fn(&Asked) -> bool),
    /// No more than some grant controls, unless it is a block: whoever meets those gets in.
    AtMost(fn() -> GrantControls<Id>),
    /// No block.
    NoBlock,
    /// Some way in at all: not a block of every sign-in.
    SomeWay,
    /// Some grant controls of one sign-in at least that is no block.
    Once(fn() -> GrantControls<Id>),
}

/// What came of a promise.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is kept for every sign-in.
    Kept,
    /// It is not kept, and would be if what is report-only were switched on.
    WhenSwitchedOn(Box<Gap>),
    /// It is not kept.
    Broken(Box<Gap>),
    /// Whether it is kept depends on what is not known.
    Unknown(String),
    /// The tenant has no license for what it takes.
    NotLicensed(Feature),
    /// It was not decided, and why.
    Undecided(String),
    /// The engine and the analysis differ: a mistake in this program.
    Mismatch(String),
}

/// Sign-ins that break a promise.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What sets them apart from others that the promise speaks of, in plain words; `None` of all of those.
    pub place: Option<String>,
    /// The people of the directory with such sign-ins, by position there.
    pub people: BTreeSet<u32>,
    /// One of them.
    pub witness: Witness,
    /// What has to be so for it that no export tells, in words.
    pub supposed: Vec<String>,
    /// What is asked of it, in words.
    pub asked: String,
    /// What the engine decides.
    pub outcome: Range<Outcome>,
    /// The keys of the policies that ask something of it.
    pub asking: Vec<String>,
    /// The policy that all but covers it, with its key.
    pub near_miss: Option<(String, NearMiss)>,
}

/// What came of every promise that a tenant is held to, by the id of its rule.
#[derive(Clone, Debug, Default)]
pub struct Posture {
    verdicts: Vec<(&'static str, Verdict)>,
}

impl Posture {
    /// The rules in order, each with what came of it.
    pub fn verdicts(&self) -> impl Iterator<Item = (&'static str, &Verdict)> {
        self.verdicts.iter().map(|(rule, verdict)| (*rule, verdict))
    }

    fn of(&self, rule: &Rule) -> Option<&Verdict> {
        self.verdicts.iter().find(|(id, _)| *id == rule.id).map(|(_, verdict)| verdict)
    }
}

impl Verdict {
    /// Our word in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Kept => "pass",
            Self::WhenSwitchedOn(_) => "passOnPromotion",
            Self::Broken(_) => "fail",
            Self::Unknown(_) => "unknown",
            Self::NotLicensed(_) => "notLicensed",
            Self::Undecided(_) | Self::Mismatch(_) => "undecided",
        }
    }

    /// How bad it is, for the worst of several.
    fn badness(&self) -> u8 {
        match self {
            Self::Kept => 0,
            Self::NotLicensed(_) => 1,
            Self::Unknown(_) => 2,
            Self::WhenSwitchedOn(_) => 3,
            Self::Broken(_) => 4,
            Self::Undecided(_) => 5,
            Self::Mismatch(_) => 6,
        }
    }

    /// Why there is no more to say.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Unknown(why) | Self::Undecided(why) | Self::Mismatch(why) => Some(why),
            Self::NotLicensed(feature) => Some(feature.words()),
            Self::Kept | Self::WhenSwitchedOn(_) | Self::Broken(_) => None,
        }
    }

    /// The sign-ins that break the promise.
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Self::WhenSwitchedOn(gap) | Self::Broken(gap) => Some(gap),
            Self::Kept | Self::Unknown(_) | Self::NotLicensed(_) | Self::Undecided(_) | Self::Mismatch(_) => {
                None
            }
        }
    }
}

/// Every promise, by the id of its rule.
pub(super) fn promises() -> &'static [&'static Promise] {
    super::rules::PROMISES
}

/// Whether a rule is about what the whole set comes to.
pub fn is_posture(rule: &Rule) -> bool {
    promises().iter().any(|promise| promise.rule.id == rule.id)
}

/// Whether a rule is about the whole set: a promise, that a policy changes no outcome, or that some policy names a trusted
/// network.
pub fn is_about_the_set(rule: &Rule) -> bool {
    is_posture(rule) || ["CA-GEO-002", "CA-STR-014"].contains(&rule.id)
}

/// Whether a tenant is held to a rule only if it names it, or is strict.
pub(super) fn is_advanced(rule: &Rule) -> bool {
    promises().iter().any(|promise| promise.is_advanced && promise.rule.id == rule.id)
}

/// Tells where a promise is not kept.
pub(super) fn check(context: &Context<'_>, promise: &Promise, found: &mut Vec<Finding>) {
    let posture = context.posture();
    let Some(verdict) = posture.of(promise.rule) else { return };
    let tenant = || Place::tenant("/tenant").key();
    match verdict {
        Verdict::Kept | Verdict::Unknown(_) | Verdict::NotLicensed(_) => {}
        Verdict::Undecided(why) => {
            let message = format!("whether {} is not decided: {why}", promise.rule.summary);
            found.push(Finding::new(promise.rule, tenant(), message).severity(Severity::Note));
        }
        Verdict::Mismatch(message) => {
            let message = format!("the analysis and the engine differ: {message}");
            let finding = Finding::new(promise.rule, tenant(), message).severity(Severity::Error);
            found.push(finding.help("this is a mistake in gatewright: please report it"));
        }
        Verdict::Broken(gap) | Verdict::WhenSwitchedOn(gap) => {
            let is_said = |other: &&str| {
                let other = posture.verdicts.iter().find(|(id, _)| id == other);
                other.and_then(|(_, verdict)| verdict.gap()).is_some_and(|wider| gap.is_of(wider))
            };
            if !promise.part_of.iter().any(is_said) {
                found.push(words::finding(context, promise, verdict, gap));
            }
        }
    }
}

impl Gap {
    /// Whether it is there for the same reason as another.
    fn is_of(&self, other: &Self) -> bool {
        match (&self.near_miss, &other.near_miss) {
            (None, _) => true,
            (Some((one, near)), Some((other, nearer))) => one == other && near.obstacles == nearer.obstacles,
            (Some(_), None) => false,
        }
    }
}
