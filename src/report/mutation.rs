//! What no scenario and no invariant would notice, as text, JSON, Markdown and `JUnit` XML.

mod json;
mod junit;
mod markdown;
mod text;

pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use text::text;

use super::words::counted;
use crate::promise::{Fate, Mutated};
use crate::source::{LineColumn, SourceMap, Span};

/// What came of removals in one tenant.
#[derive(Debug)]
pub struct Mutation {
    /// The tenant's name.
    pub tenant: String,
    /// What came of each.
    pub mutated: Mutated,
    /// Where what is removed stands, in the same order.
    pub spans: Vec<Span>,
}

impl Mutation {
    fn count(&self, is_one: impl Fn(&Fate) -> bool) -> usize {
        self.mutated.tried.iter().filter(|(_, fate)| is_one(fate)).count()
    }

    fn survivors(&self) -> usize {
        self.count(|fate| *fate == Fate::Survives)
    }

    fn undecided(&self) -> usize {
        self.count(|fate| *fate == Fate::Undecided)
    }

    /// Those that nothing notices, and those that are not decided, with where they stand.
    fn open(&self) -> impl Iterator<Item = (&str, &Fate, Span)> {
        let tried = self.mutated.tried.iter().zip(&self.spans);
        let open = tried.filter(|((_, fate), _)| matches!(fate, Fate::Survives | Fate::Undecided));
        open.map(|((mutant, fate), span)| (mutant.words.as_str(), fate, *span))
    }

    /// `140 removals: 31 noticed by scenarios, 12 by invariants, 4 change nothing, 93 survive`.
    fn sum(&self) -> String {
        let tried = self.mutated.tried.len();
        let parts = [
            (self.count(|fate| matches!(fate, Fate::Scenario(_))), "noticed by scenarios"),
            (self.count(|fate| matches!(fate, Fate::Invariant(_))), "by invariants"),
            (self.count(|fate| *fate == Fate::Equal), "change no outcome"),
            (self.undecided(), "not decided"),
            (self.survivors(), "survive"),
        ];
        let parts =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
        let parts: Vec<String> = parts.collect();
        let all = counted(tried as u64, "removal", "removals");
        if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
    }

    /// What may notice, and what was left out.
    fn notes(&self) -> Vec<String> {
        let (scenarios, invariants) = self.mutated.guards;
        let scenarios = counted(scenarios as u64, "scenario passes", "scenarios pass");
        let invariants = counted(invariants as u64, "invariant is kept", "invariants are kept");
        let left = self.mutated.left;
        let left = (left > 0).then(|| format!("{left} more removals were not tried"));
        [format!("{scenarios}, {invariants}")].into_iter().chain(left).collect()
    }
}

/// Whether everything that was removed is noticed, or changes no outcome.
pub fn is_noticed(mutations: &[Mutation]) -> bool {
    mutations.iter().all(|mutation| mutation.survivors() == 0)
}

/// Whether something was not decided or not tried.
pub fn is_undecided(mutations: &[Mutation]) -> bool {
    mutations.iter().any(|mutation| mutation.undecided() > 0 || mutation.mutated.left > 0)
}

fn word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Scenario(_) => "scenario",
        Fate::Invariant(_) => "invariant",
        Fate::Equal => "equal",
        Fate::Survives => "survives",
        Fate::Undecided => "undecided",
    }
}

fn place(sources: &SourceMap, span: Span) -> (&str, LineColumn) {
    (sources.path(span.file), sources.line_column(span))
}
