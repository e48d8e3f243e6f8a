//! What changes, in sentences: who is asked something else, of which sign-ins, by which policies, with an example.

mod json;
mod markdown;
mod text;

use super::whatif::facts;
use super::words::{counted, list, people};
use crate::compare::{Difference, Meaning, Refactoring};
use crate::control::{Outcome, Range};
use crate::sign_in::SignIn;
use crate::space::{Direction, Words};

pub(super) use json::{MeaningJson, OutcomeJson, SignInJson, meaning_json, outcome, sign_in};
pub(super) use markdown::{meaning_details, meaning_table};
pub(super) use text::meaning_text;

/// Whether people's names are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// By name.
    Told,
    /// Counted, where others may read it.
    Counted,
}

/// So many differences of a tenant are told.
const MOST_DIFFERENCES: usize = 8;

/// So many parts of a difference are told.
const MOST_PARTS: usize = 3;

/// So many policies behind a change are named.
const MOST_POLICIES: usize = 4;

/// What most sign-ins are like, which an example need not say.
const ORDINARY: [&str; 4] = ["ordinary flow", "sign-in risk none", "user risk none", "insider risk none"];

/// In one line what the outcome comes to.
pub(super) fn verdict(meaning: &Meaning) -> String {
    if meaning.is_same() {
        return "no outcome changes: proved for every sign-in".to_owned();
    }
    let count = |wanted: Option<Direction>| {
        meaning.differences.iter().filter(|difference| difference.direction == wanted).count()
    };
    let grades = [
        (Some(Direction::Loosens), "loosens"),
        (Some(Direction::Mixed), "mixed"),
        (None, "undecided"),
        (Some(Direction::Tightens), "tightens"),
    ];
    let counts = grades.map(|(direction, words)| (count(direction), words));
    let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    let more = (!meaning.is_complete).then(|| "more that are not told".to_owned());
    let parts: Vec<String> = told.chain(more).collect();
    format!("outcomes: {}", parts.join(", "))
}

/// The grade of a difference.
pub(super) fn grade(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Tightens) => "Tightens",
        Some(Direction::Loosens) => "Loosens",
        Some(Direction::Mixed) => "Mixed",
        Some(Direction::Equal) => "Equal",
        None => "Undecided",
    }
}

/// `3 members of Finance no longer need MFA, to Exchange Online, from unknown countries (CA201)`.
pub(super) fn sentence(difference: &Difference, names: Names) -> String {
    let count = difference.people.len();
    let causes = causes(difference);
    let effect = if count == 1 { of_one(&difference.effect) } else { difference.effect.clone() };
    match difference.parts.as_slice() {
        [only] if !difference.has_more => {
            let whole = format!("{} {}", subject(who(only, names), count), effect);
            let all: Vec<&str> =
                [whole.as_str()].into_iter().chain(only.rest.iter().map(String::as_str)).collect();
            format!("{}{causes}", all.join(", "))
        }
        _ if count == 0 => format!("some {effect}{causes}"),
        _ => format!("{} {}{causes}", people(count), effect),
    }
}

/// What becomes of several, said of one: `no longer needs MFA`.
pub(super) fn of_one(effect: &str) -> String {
    let mut is_verb = true;
    let words = effect.split(' ').map(|word| {
        let said = match word {
            "are" if is_verb => "is",
            "need" if is_verb => "needs",
            "get" if is_verb => "gets",
            _ => word,
        };
        is_verb = matches!(word, "newly" | "longer" | "and");
        said
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The differences that are told, those that need a look first, and what is said of the others.
pub(super) fn told(meaning: &Meaning) -> (&[Difference], Option<String>) {
    let (told, cut) = meaning.differences.split_at(meaning.differences.len().min(MOST_DIFFERENCES));
    let grades = [Some(Direction::Loosens), Some(Direction::Mixed), None, Some(Direction::Tightens)];
    let counts = grades.iter().filter_map(|direction| {
        let count = cut.iter().filter(|difference| difference.direction == *direction).count();
        (count > 0).then(|| format!("{count} {}", grade(*direction).to_lowercase()))
    });
    let counts: Vec<String> = counts.collect();
    let more = (!cut.is_empty()).then(|| {
        format!("{} more are cut here ({}); `--format json` has them all", cut.len(), list(&counts))
    });
    (told, more)
}

/// That there is more than is told, where there is.
pub(super) fn more_of(meaning: &Meaning) -> Option<String> {
    (!meaning.is_complete).then(|| "And more, which is not told.".to_owned())
}

/// The parts of a difference, where it takes several to say which sign-ins they are.
pub(super) fn parts(difference: &Difference, names: Names) -> Vec<String> {
    if difference.parts.len() < 2 && !difference.has_more {
        return Vec::new();
    }
    let part = |words: &Words| {
        let who = if who(words, names).is_empty() { "all" } else { who(words, names) };
        let all: Vec<&str> = [who].into_iter().chain(words.rest.iter().map(String::as_str)).collect();
        all.join(", ")
    };
    let is_cut = difference.has_more || difference.parts.len() > MOST_PARTS;
    let more = is_cut.then(|| "and others, which are cut here".to_owned());
    difference.parts.iter().take(MOST_PARTS).map(part).chain(more).collect()
}

/// A sign-in of the difference with what is asked of it, before and after.
pub(super) fn example(difference: &Difference, names: Names) -> String {
    let (before, after) = difference.outcomes;
    let (before, after) = (decided(&difference.before, before), decided(&difference.after, after));
    let demands: Vec<&str> = difference.platform.iter().map(|demand| demand.words()).collect();
    let beside = if demands.is_empty() {
        String::new()
    } else {
        format!(", with what Microsoft demands beside the policies ({})", list(&demands))
    };
    format!("{}: {before} -> {after}{beside}", brief(&difference.example.sign_in, names))
}

/// How many recorded sign-ins are among them, where there are any.
pub(super) fn seen(difference: &Difference) -> Option<String> {
    let seen = difference.seen.as_ref()?;
    let sign_ins = |count| counted(count, "sign-in", "sign-ins");
    let of = || format!("of {}", people(seen.people.len()));
    Some(match (seen.sign_ins, seen.possible) {
        (0, 0) => "met by no recorded sign-in".to_owned(),
        (certain, 0) => format!("met by {} {}", sign_ins(certain), of()),
        (0, possible) => {
            format!("perhaps met by {} {}: what was recorded does not settle it", sign_ins(possible), of())
        }
        (certain, possible) => format!("met by {}, perhaps by {possible} more, {}", sign_ins(certain), of()),
    })
}

/// `CA210 split into CA210 and CA214`.
pub(super) fn refactoring(refactoring: &Refactoring) -> String {
    let Refactoring { before, after, is_renamed } = refactoring;
    let (old, new) = (list(before), list(after));
    match (before.as_slice(), after.as_slice()) {
        ([_], [_]) if *is_renamed && old != new => format!("{old} is renamed {new}"),
        ([_], [_]) if old == new => format!("{old} is written otherwise"),
        ([_], [_]) => format!("{new} is in place of {old}"),
        (_, []) => format!("{old} asked nothing of anybody"),
        ([], _) => format!("{new} asks nothing of anybody"),
        ([_], _) => format!("{old} is split into {new}"),
        (_, [_]) => format!("{old} are merged into {new}"),
        _ => format!("{new} are in place of {old}"),
    }
}

fn who(words: &Words, names: Names) -> &str {
    match names {
        Names::Told => &words.who,
        Names::Counted => &words.who_unnamed,
    }
}

fn subject(who: &str, count: usize) -> String {
    let is_kind = ["members of ", "holders of ", "guests"].iter().any(|kind| who.starts_with(kind));
    match (who, count) {
        ("", 0) => "all".to_owned(),
        ("", 1) => "all (1 person)".to_owned(),
        ("", count) => format!("all {}", people(count)),
        (who, 0) => who.to_owned(),
        (who, count) if is_kind && count > 1 => format!("{count} {who}"),
        // People who are named or counted already.
        (who, _) if who.starts_with(|first: char| first.is_ascii_digit()) || who.contains('@') => {
            who.to_owned()
        }
        (who, count) => format!("{who} ({})", people(count)),
    }
}

fn causes(difference: &Difference) -> String {
    let [before, after] = &difference.policies;
    // What asked for more is behind what loosens, and what asks for more behind what tightens.
    let (before, after) = match difference.direction {
        Some(Direction::Loosens) if !before.is_empty() => (before.as_slice(), &[][..]),
        Some(Direction::Tightens) if !after.is_empty() => (&[][..], after.as_slice()),
        Some(_) | None => (before.as_slice(), after.as_slice()),
    };
    let mut all: Vec<&str> = before.iter().chain(after).map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return String::new();
    }
    let (shown, others) = all.split_at(all.len().min(MOST_POLICIES));
    let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    format!(" ({}{more})", shown.join(", "))
}

/// What is asked, and what comes of it where that is one outcome for all.
fn decided(asked: &str, outcome: Range<Outcome>) -> String {
    match outcome.known() {
        Some(outcome) if outcome.words() != asked => format!("{asked} ({})", outcome.words()),
        Some(_) | None => asked.to_owned(),
    }
}

/// A sign-in in one line, without what most are like.
pub(super) fn brief(sign_in: &SignIn<'_>, names: Names) -> String {
    let nobody = SignIn {
        user_principal_name: "somebody".into(),
        display_name: "".into(),
        subject_id: None,
        ..sign_in.clone()
    };
    let mut facts = match names {
        Names::Told => facts(sign_in).0,
        Names::Counted => facts(&nobody).0,
    };
    facts.retain(|fact| !ORDINARY.contains(&fact.as_str()));
    facts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::of_one;

    #[test]
    fn what_becomes_of_one_person_is_said_of_one() {
        for (several, one) in [
            ("are no longer blocked and need MFA", "is no longer blocked and needs MFA"),
            (
                "no longer need MFA and newly get sign-in every hour",
                "no longer needs MFA and newly gets sign-in every hour",
            ),
            ("need MFA in place of a password change", "needs MFA in place of a password change"),
        ] {
            assert_eq!(of_one(several), one);
        }
    }
}
