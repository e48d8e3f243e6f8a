//! What was proved, and what was not, as text, JSON and Markdown.

mod gaps;
mod json;
mod markdown;
mod needless;
mod repairs;
mod text;

use std::collections::BTreeSet;

use super::meaning::{Names, brief};
use super::words::{counted, list, people};
use crate::compare::{Meaning, Relation, title};
use crate::control::{Outcome, Range};
use crate::directory::Directory;
use crate::model::{Id, Policy};
use crate::promise::{Attacker, Counterexample, Loss, Lost, Proof, Unresolved, Verdict};
use crate::space::{NearMiss, Obstacle};

pub use gaps::{Found, gaps_json, gaps_markdown, gaps_text};
pub use json::{json, relation_json};
pub use markdown::{markdown, relation_markdown};
pub use needless::{FoundNeedless, needless_json, needless_markdown, needless_text};
pub use text::{relation_text, text};

/// What claims are about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The tenant's name.
    pub tenant: &'a str,
    /// The directory; empty where there is none.
    pub directory: &'a Directory,
    /// The policies that were gone through.
    pub policies: &'a [Policy<Id>],
    /// Whether people's names are shown where others may read them.
    pub shows_names: bool,
}

/// What was proved of one tenant.
#[derive(Debug)]
pub struct Report<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// What came of each promise.
    pub proofs: Vec<Proof>,
    /// Promises with names in them that nothing goes by.
    pub unresolved: Vec<(String, Vec<Unresolved>)>,
    /// What an attacker was supposed to choose.
    pub attacker: Attacker,
    /// What was supposed to be gone, and what came of that.
    pub lost: Option<(Loss, Lost)>,
}

/// Two sets that were compared.
#[derive(Debug)]
pub struct Related<'a> {
    /// The first, as the user wrote it.
    pub one: &'a str,
    /// The second.
    pub other: &'a str,
    /// What was to be shown.
    pub relation: Relation,
    /// How they compare.
    pub meaning: &'a Meaning,
}

/// So many people are named; the others are counted.
const MOST_NAMES: usize = 5;

impl Report<'_> {
    /// Whether every promise is kept.
    pub fn is_kept(&self) -> bool {
        self.unresolved.is_empty() && self.proofs.iter().all(|proof| proof.verdict.is_kept())
    }

    /// Whether every promise is kept, and nobody is locked out by what is gone.
    pub fn is_clean(&self) -> bool {
        let is_lost = |(_, lost): &(Loss, Lost)| {
            !lost.locked_out.is_empty() || lost.emergency_access.iter().any(|(_, gets_in)| !gets_in)
        };
        self.is_kept() && !self.lost.as_ref().is_some_and(is_lost)
    }

    /// What was supposed, in words.
    fn supposed(&self) -> Vec<String> {
        let attacker = match self.attacker {
            Attacker::ChoosesNothing => None,
            Attacker::ChoosesConditions => {
                Some("against somebody who chooses the platform, browser or app, and the country".to_owned())
            }
        };
        let lost = self.lost.as_ref().map(|(loss, _)| format!("supposing that {}", loss.words()));
        attacker.into_iter().chain(lost).collect()
    }

    /// Whether each emergency access account gets in.
    fn emergency(&self) -> Option<String> {
        let (_, lost) = self.lost.as_ref()?;
        let all = lost.emergency_access.len();
        let stuck: Vec<&str> = lost
            .emergency_access
            .iter()
            .filter(|(_, gets_in)| !gets_in)
            .map(|(name, _)| name.as_str())
            .collect();
        Some(match (all, stuck.as_slice()) {
            (0, _) => "no emergency access account is declared whose id is known".to_owned(),
            (all, []) => format!("emergency access gets in: {all} of {all} accounts, as far as policies go"),
            (all, stuck) => {
                format!("emergency access: {} of {all} accounts may not get in: {}", stuck.len(), list(stuck))
            }
        })
    }

    /// Whether something was left undecided.
    pub fn is_undecided(&self) -> bool {
        !self.unresolved.is_empty() || self.proofs.iter().any(|proof| proof.verdict.is_undecided())
    }
}

impl About<'_> {
    /// `contoso   27 policies, over the 90 people exported`.
    fn heading(&self) -> String {
        let policies = counted(self.policies.len() as u64, "policy", "policies");
        format!("{policies}, {}", self.whom())
    }

    /// Over whom claims are made.
    fn whom(&self) -> String {
        match self.directory.people().len() {
            0 => "for anybody: no directory, so membership is whatever it may be".to_owned(),
            count => format!("over the {} exported", people(count)),
        }
    }

    fn names(&self, of: &BTreeSet<u32>) -> Vec<&str> {
        let known = of.iter().filter_map(|position| self.directory.people().get(*position as usize));
        known.map(|person| person.user_principal_name.as_str()).collect()
    }

    fn policy(&self, place: usize) -> &str {
        self.policies.get(place).map_or("", |policy| policy.id.as_str())
    }

    /// What a policy is called where people read it.
    fn title(&self, place: usize) -> &str {
        self.policies.get(place).map_or("", title)
    }

    /// `blocked by CA002 and CA003`.
    fn decided(&self, example: &Counterexample) -> String {
        let by: Vec<&str> = example.asking.iter().map(|place| self.title(*place)).collect();
        let by = if by.is_empty() { String::new() } else { format!(" by {}", list(&by)) };
        let demands: Vec<&str> = example.platform.iter().map(|demand| demand.words()).collect();
        let beside = if demands.is_empty() {
            String::new()
        } else {
            format!(", with what Microsoft demands beside the policies ({})", list(&demands))
        };
        format!("{}{by}; decided again: {}{beside}", example.asked, outcome_words(example.outcome))
    }

    /// `CA101 all but covers it: its exclusion of members of Finance lets it through`.
    fn near_miss(&self, near: &NearMiss) -> String {
        let obstacles: Vec<String> = near.obstacles.iter().map(obstacle_words).collect();
        format!("{} would cover it, but {}", self.title(near.policy), list(&obstacles))
    }
}

pub(super) fn obstacle_words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::State(state) if state == "disabled" => "it is disabled".to_owned(),
        Obstacle::State(_) => "it is report-only".to_owned(),
        Obstacle::Exclusion(member, words) => format!("its {member} exclude {words}"),
        Obstacle::Condition(member) => format!("its {member} do not match"),
        Obstacle::Unknown(member) => format!("whether its {member} match is not known"),
    }
}

fn outcome_words(outcome: Range<Outcome>) -> String {
    match outcome.known() {
        Some(known) => known.words().to_owned(),
        None => format!("{} to {}", outcome.best().words(), outcome.worst().words()),
    }
}

/// The heading of a verdict.
fn verdict_words(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "PROVED",
        Verdict::Path(_) => "PROVED",
        Verdict::Fails(_) | Verdict::NoPath => "FAILS",
        Verdict::Unknown(_) => "NOT PROVED",
        Verdict::Nobody => "NOT PROVED",
        Verdict::Undecided(_) => "NOT DECIDED",
    }
}

/// What there is to say of a verdict that has no example.
fn reason(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Nobody => Some("no sign-in is in scope, so it says nothing".to_owned()),
        Verdict::NoPath => Some("there is no such sign-in".to_owned()),
        Verdict::Undecided(why) => Some(why.clone()),
        Verdict::Unknown(_) => Some("it depends on what is not known".to_owned()),
        Verdict::Proved | Verdict::Fails(_) | Verdict::Path(_) => None,
    }
}

/// A sign-in in one line.
fn sign_in(example: &Counterexample) -> String {
    brief(&example.witness.sign_in, Names::Told)
}

fn verdict_of_relation(related: &Related<'_>) -> String {
    let Related { one, other, relation, meaning } = related;
    let (yes, no) = match relation {
        Relation::Equivalent => ("ask the same of every sign-in", "differ"),
        Relation::Implies => {
            ("the first asks at least what the second does", "the first asks less somewhere")
        }
    };
    match meaning.holds(*relation) {
        Some(true) => format!("PROVED {one} and {other}: {yes}"),
        Some(false) => format!("FAILS {one} and {other}: {no}"),
        None => format!("NOT DECIDED {one} and {other}"),
    }
}

#[cfg(test)]
mod tests;
