//! A simulation: who is locked out, who is asked for more, and what is not decided.
//!
//! [`Report`] holds a replay's summary and what has to be said beside it; each format is a file. Nothing is decided here
//! but which lockouts are acknowledged and what the first sentence is.

mod csv;
mod json;
mod markdown;
mod page;
mod part;
mod platform;
mod reason;
mod several;
mod survival;
mod text;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::compare::Meaning;
use crate::model::{Id, Policy};
use crate::replay::{Affected, Certainty, Summary};
use crate::sign_in::ReadSummary;
use crate::space::Explorer;
use crate::workspace::document::Acknowledged;

pub use csv::csv;
pub use json::json;
pub use markdown::{People, markdown};
pub use page::html;
pub use part::part;
pub use platform::PlatformChange;
pub use several::Several;
pub use text::{Length, text};

/// What a simulation of one tenant found, and of what it was one.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The tenant's name.
    pub tenant: &'a str,
    /// What the replay found.
    pub summary: &'a Summary,
    /// The proposed policies, of which the summary speaks by index.
    pub policies: &'a [Policy<Id>],
    /// What was compared.
    pub compared: Compared,
    /// Exports of sign-ins by path, in the order they were read.
    pub files: &'a [(String, ReadSummary)],
    /// Lockouts that are accepted, from `tests/`; those that have ended do not count.
    pub acknowledged: &'a [Acknowledged],
    /// Whose outcome changes over everything that the policies can tell apart; none where nobody asked.
    pub changes: Option<Changes<'a>>,
}

/// Whose outcome changes over everything that the policies can tell apart.
#[derive(Clone, Copy, Debug)]
pub struct Changes<'a> {
    /// The changes, or why they were not decided.
    pub meaning: &'a Result<Meaning, String>,
    /// Both sides as diagrams, or why there are none.
    pub explorer: &'a Result<Explorer, String>,
    /// The policies of either side, of which the diagrams speak by position.
    pub policies: [&'a [Policy<Id>]; 2],
    /// The people of the directory, of whom both speak by position.
    pub people: &'a [PersonName],
}

/// What someone is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// By user principal name.
    pub user_principal_name: String,
    /// By display name; may be empty.
    pub display_name: String,
}

/// What was compared with what, and as of when.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What is in force, in a few words: `deployed 22 Nov`, `HEAD`, `no policies`.
    pub base: String,
    /// What is proposed, in a few words: `this folder`.
    pub proposed: String,
    /// How many of the proposed policies are deployed ones that the YAML does not manage.
    pub unmanaged: usize,
    /// Report-only policies that were counted as enabled, by id.
    pub as_if: Vec<String>,
    /// What the platform enforces on one side and not on the other.
    pub platform: Vec<PlatformChange>,
    /// What is known of people beside their sign-ins.
    pub directory: DirectoryAge,
    /// The day on which dates are judged.
    pub as_of: NaiveDate,
}

/// How old the directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryAge {
    /// There is none.
    Absent,
    /// The export does not say of when it is.
    Undated,
    /// It is of a day.
    Of(NaiveDate),
}

/// The answer to the question that everybody asks first.
enum Verdict {
    /// Somebody is locked out, whatever is unknown.
    LockedOut { certain: usize, at_most: usize },
    /// Somebody may be.
    Possible { at_most: usize },
    /// Nobody is known to be, but not everything is decided; says for want of what.
    Undecided(Vec<String>),
    /// No sign-in that got in was read.
    NoEvidence,
    /// Nobody is, whatever is unknown, but those whose lockout is accepted.
    Acknowledged { acknowledged: usize },
    /// Nobody is, whatever is unknown.
    Nobody,
}

impl<'a> Report<'a> {
    /// Lockouts that are not acknowledged: what a gate counts.
    pub fn locked_out(&self) -> impl Iterator<Item = &'a Affected> {
        self.summary.locked_out.iter().filter(|affected| self.acknowledgement(affected).is_none())
    }

    /// Acknowledged lockouts.
    pub fn acknowledged(&self) -> impl Iterator<Item = (&'a Affected, &'a Acknowledged)> {
        self.summary
            .locked_out
            .iter()
            .filter_map(|affected| Some((affected, self.acknowledgement(affected)?)))
    }

    /// People locked out for certain, acknowledged ones left out.
    pub fn locked_out_for_certain(&self) -> usize {
        people(self.locked_out().filter(|affected| affected.certainty == Certainty::Certain))
    }

    /// People locked out at most, acknowledged ones left out.
    pub fn locked_out_at_most(&self) -> usize {
        people(self.locked_out())
    }

    /// The one that accepts a lockout: of that person, for that cause, and not ended.
    fn acknowledgement(&self, affected: &Affected) -> Option<&'a Acknowledged> {
        self.acknowledged.iter().find(|acknowledged| {
            acknowledged.who.eq_ignore_ascii_case(&affected.user)
                && acknowledged.cause == affected.cause.as_str()
                && acknowledged.until >= self.compared.as_of
        })
    }

    /// Whether anything can be said of anybody.
    pub fn has_evidence(&self) -> bool {
        !matches!(self.verdict(), Verdict::NoEvidence)
    }

    fn verdict(&self) -> Verdict {
        let (certain, at_most) = (self.locked_out_for_certain(), self.locked_out_at_most());
        if certain > 0 {
            return Verdict::LockedOut { certain, at_most };
        }
        if at_most > 0 {
            return Verdict::Possible { at_most };
        }
        if self.summary.counts.got_in == 0 {
            return Verdict::NoEvidence;
        }
        let undecided = self.missing();
        let acknowledged = people(self.summary.locked_out.iter());
        match (undecided.is_empty(), acknowledged) {
            (true, 0) => Verdict::Nobody,
            (true, acknowledged) => Verdict::Acknowledged { acknowledged },
            (false, _) => Verdict::Undecided(undecided),
        }
    }

    /// What is not known at all, each with the policies that are not decided for want of it.
    fn missing(&self) -> Vec<String> {
        let lacking = self.summary.missing.iter().map(|missing| {
            let policies = reason::policies(self.policies, &missing.policies);
            format!("{} ({policies} unknown)", missing.what)
        });
        let unread: u64 = self.files.iter().map(|(_, read)| read.malformed).sum();
        let unread =
            (unread > 0).then(|| super::words::counted(unread, "unreadable record", "unreadable records"));
        let is_cut_off = self.files.iter().any(|(_, read)| read.is_cut_off);
        let cut_off = is_cut_off.then(|| "the end of a file".to_owned());
        lacking.chain(unread).chain(cut_off).collect()
    }

    /// What was in the exports and is not replayed, or not whole.
    fn set_aside(&self) -> Vec<String> {
        let sum = |count: fn(&ReadSummary) -> u64| self.files.iter().map(|(_, read)| count(read)).sum();
        let kinds: [(u64, &str, &str); 3] = [
            (self.summary.counts.repeated, "row that came before", "rows that came before"),
            (sum(|read| read.other_logs), "record of another log", "records of other logs"),
            (
                sum(|read| read.earlier_addresses),
                "address of an earlier sign-in (not known)",
                "addresses of earlier sign-ins (not known)",
            ),
        ];
        let some = kinds.into_iter().filter(|(count, ..)| *count > 0);
        some.map(|(count, one, many)| super::words::counted(count, one, many)).collect()
    }
}

/// How many people a list speaks of.
fn people<'a>(affected: impl Iterator<Item = &'a Affected>) -> usize {
    affected.map(|affected| &affected.user).collect::<BTreeSet<_>>().len()
}

/// `11`, or `11 to 13` where some are not certain.
fn certain_to_possible(affected: &[Affected]) -> String {
    let certain = people(affected.iter().filter(|affected| affected.certainty == Certainty::Certain));
    let at_most = people(affected.iter());
    if certain == at_most { certain.to_string() } else { format!("{certain} to {at_most}") }
}

impl Verdict {
    /// In words that follow `Locked out: `, or a sentence of its own.
    fn words(&self) -> String {
        use super::words::{list, people};
        match self {
            Self::LockedOut { certain, at_most } if certain == at_most => {
                format!("{} for certain. Do not switch on yet.", people(*certain))
            }
            Self::LockedOut { certain, at_most } => {
                format!("{} for certain, {at_most} at most. Do not switch on yet.", people(*certain))
            }
            Self::Possible { at_most } => format!("nobody for certain, {} at most.", people(*at_most)),
            Self::Undecided(lacking) => {
                format!("nobody as far as is known. Not decided, for want of {}.", list(lacking))
            }
            Self::NoEvidence => "not known: no sign-in that got in was read.".to_owned(),
            Self::Acknowledged { acknowledged } => {
                format!("nobody but {}, acknowledged.", people(*acknowledged))
            }
            Self::Nobody => "Nobody is locked out.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
