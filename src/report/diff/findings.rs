//! Differences as diagnostics at the lines they come from, for formats that show those beside the code.

use super::{Diff, Gates, TenantDiff, locked_out, markdown};
use crate::compare::{Difference, Meaning};
use crate::diagnostic::{Diagnostic, Severity, arrange};
use crate::report::meaning::{Names, example, refactoring, seen, sentence};
use crate::report::simulate::People;
use crate::source::{SourceMap, Span};
use crate::space::Direction;

/// What the codes of these diagnostics stand for.
const CODES: [(&str, &str); 7] = [
    (
        LOOSENS,
        "Less is asked of some sign-ins than before. The policies named asked for more, or do not apply now.",
    ),
    (MIXED, "Of some sign-ins something else is asked: neither more nor less than before."),
    (UNDECIDED, "Whether more or less is asked of some sign-ins was not decided."),
    (TIGHTENS, "More is asked of some sign-ins than before."),
    (EQUAL, "Policies are written otherwise and were proved to ask the same of every sign-in."),
    (IF_ON, "What would be asked if the policies that are report-only were on."),
    (LOCKED_OUT, "People whose recorded sign-ins got in, and would not now."),
];

const LOOSENS: &str = "outcome-loosens";
const MIXED: &str = "outcome-mixed";
const UNDECIDED: &str = "outcome-undecided";
const TIGHTENS: &str = "outcome-tightens";
const EQUAL: &str = "outcome-equal";
const IF_ON: &str = "outcome-if-switched-on";
const LOCKED_OUT: &str = "locked-out";

/// What a code of a comparison stands for; `None` for any other.
pub(in crate::report) fn meaning_of_code(code: &str) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// A comparison as diagnostics at the lines it comes from: what loosens, is mixed or was not decided is a warning, what
/// a gate refuses an error, the rest a note. People are counted, unless their names are asked for.
pub fn findings(diff: &Diff<'_>, sources: &SourceMap, gates: Gates, people: People) -> Vec<Diagnostic> {
    let names = markdown::names(people);
    let mut found: Vec<Diagnostic> =
        diff.tenants.iter().flat_map(|tenant| of_tenant(tenant, gates, names)).collect();
    found.extend(diff.failed.iter().map(|name| {
        let message = format!("`{name}` was not compared: something is wrong with it");
        Diagnostic::error(UNDECIDED, Span::SYNTHETIC, message).in_tenant(name)
    }));
    arrange(sources, found)
}

fn of_tenant(tenant: &TenantDiff<'_>, gates: Gates, names: Names) -> Vec<Diagnostic> {
    let at = |code, severity, keys: &[String], message: String| -> Diagnostic {
        let spans = tenant.places.of_policies(keys.iter().map(String::as_str));
        let mut spans = spans.into_iter();
        let span = spans.next().unwrap_or(Span::SYNTHETIC);
        let subject = format!("{}:{}", tenant.folder, keys.join("+"));
        let found = Diagnostic::new(severity, code, span, message).about(subject).in_tenant(tenant.title());
        spans.fold(found, |found, span| found.related(span, "this differs too"))
    };
    let mut found = Vec::new();
    if let Some(why) = &tenant.undecided {
        let severity = if gates.is_any() { Severity::Error } else { Severity::Warning };
        found.push(at(UNDECIDED, severity, &[], format!("whose outcome changes was not decided: {why}")));
    }
    if let Some(meaning) = &tenant.meaning {
        for difference in &meaning.differences {
            let (code, severity) = graded(difference, gates);
            let keys = keys(difference);
            found.push(at(code, severity, &keys, words(difference, names)).at(place(difference)));
        }
        found.extend(meaning.equal.iter().map(|equal| {
            let keys = [&equal.after[..], &equal.before[..]].concat();
            at(EQUAL, Severity::Note, &keys, format!("{}: proved to ask the same", refactoring(equal)))
        }));
        found.extend(not_told(meaning).map(|message| at(UNDECIDED, Severity::Warning, &[], message)));
    }
    for difference in tenant.if_switched_on().iter().flat_map(|(_, meaning)| &meaning.differences) {
        let grade = crate::report::meaning::grade(difference.direction).to_lowercase();
        let message = format!("if report-only policies were on, this {grade}: {}", words(difference, names));
        found.push(at(IF_ON, Severity::Note, &keys(difference), message).at(place(difference)));
    }
    if let Some(seen) = tenant.seen.as_ref().filter(|seen| seen.at_most() > 0) {
        let severity = if gates.is_over(seen) { Severity::Error } else { Severity::Warning };
        let message = locked_out(seen, names == Names::Told);
        let of_changes = tenant.meaning.iter().flat_map(|meaning| &meaning.differences);
        let keys: Vec<String> = of_changes.filter(|found| may_lock_out(found)).flat_map(keys).collect();
        found.push(at(LOCKED_OUT, severity, &keys, message));
    }
    found
}

/// Whether more may be asked somewhere, or something else.
fn may_lock_out(difference: &Difference) -> bool {
    match difference.direction {
        Some(Direction::Tightens | Direction::Mixed) | None => true,
        Some(Direction::Loosens | Direction::Equal) => false,
    }
}

fn graded(difference: &Difference, gates: Gates) -> (&'static str, Severity) {
    let (code, severity) = match difference.direction {
        Some(Direction::Loosens) => (LOOSENS, Severity::Warning),
        Some(Direction::Mixed) => (MIXED, Severity::Warning),
        None => (UNDECIDED, Severity::Warning),
        Some(Direction::Tightens) => (TIGHTENS, Severity::Note),
        Some(Direction::Equal) => (EQUAL, Severity::Note),
    };
    (code, if gates.refuses(difference) { Severity::Error } else { severity })
}

/// The policies behind a difference, those of the side after first.
fn keys(difference: &Difference) -> Vec<String> {
    let [before, after] = &difference.policies;
    let gone = before.iter().filter(|key| !after.contains(key));
    after.iter().chain(gone).cloned().collect()
}

/// What makes it the same difference in a later run, whoever and however many it then meets.
fn place(difference: &Difference) -> String {
    let rest = difference.parts.iter().flat_map(|words| &words.rest).map(String::as_str);
    [difference.effect.as_str()].into_iter().chain(rest).collect::<Vec<_>>().join(", ")
}

fn words(difference: &Difference, names: Names) -> String {
    let unsure = (!difference.is_certain).then(|| "this depends on what is not known".to_owned());
    let example = format!("such as {}", example(difference, names));
    let all = [Some(sentence(difference, names)), unsure, seen(difference), Some(example)];
    all.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What a meaning leaves open.
fn not_told(meaning: &Meaning) -> impl Iterator<Item = String> + '_ {
    let more = (!meaning.is_complete).then(|| "there are more differences, which are not told".to_owned());
    more.into_iter().chain(meaning.left_out.iter().map(|words| format!("left out: {words}")))
}
