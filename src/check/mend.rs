//! Makes the edits that problems carry, round by round until there is nothing more to mend.
//!
//! Nothing is written here, and how the files are looked at is the caller's business. Edits of a file are made only if
//! what they mend is gone then and nothing new is wrong, but for what could not be seen before: an error that keeps a tenant
//! from being loaded hides others of that tenant, elsewhere or with a fix of their own. Whatever is left undone is said.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::source::{SourceMap, Span};
use crate::syntax;

/// Files with other texts than they have, by their paths.
pub type Changed = BTreeMap<String, String>;

/// What was found in files.
#[derive(Debug, Default)]
pub struct Examined {
    /// The files.
    pub sources: SourceMap,
    /// Everything that is wrong, in the order of fixing.
    pub diagnostics: Vec<Diagnostic>,
}

/// What was mended.
#[derive(Debug, Default)]
pub struct Mended {
    /// The files that changed.
    pub changed: Changed,
    /// The fixes that were made, in the order of making.
    pub made: Vec<Made>,
    /// The fixes that were not made, and why not.
    pub refused: Vec<Made>,
}

/// A fix of a problem, made or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The file of the problem.
    pub path: String,
    /// Its line, from 1, when it was looked at.
    pub line: usize,
    /// The code of the problem.
    pub code: &'static str,
    /// What the fix does.
    pub title: String,
    /// Why it was not made.
    pub reason: Option<String>,
}

/// How often the files are looked at again: a fix may uncover what another one mends, or spoil those beside it, but hardly
/// more often than this.
const MOST_ROUNDS: usize = 64;

/// Makes every fix that can be made. `examine` looks at the files, some of which have other texts.
///
/// # Errors
///
/// Those of `examine`.
pub fn mend<E>(mut examine: impl FnMut(&Changed) -> Result<Examined, E>) -> Result<Mended, E> {
    let mut mended = Mended::default();
    let mut now = examine(&mended.changed)?;
    let mut undone = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let Choices { chosen, conflicting } = choose(&now, &undone);
        for choice in conflicting {
            refuse(&mut mended, &mut undone, choice, CONFLICT);
        }
        if chosen.is_empty() {
            break;
        }
        // All at once is one look at the files. If that goes wrong, it is found out whose fault it is.
        let mut groups = vec![chosen];
        while let Some(group) = groups.pop() {
            match attempt(&mut examine, &mended.changed, &now, &group)? {
                Ok((changed, next)) => {
                    mended.changed = changed;
                    mended.made.extend(group.into_iter().map(|choice| choice.fix));
                    now = next;
                }
                Err(reason) => {
                    let mut parts = apart(group);
                    match parts.as_mut_slice() {
                        [only] if only.len() > 1 => {
                            // A fix that is made moves what else is in its file: the others wait for the next look.
                            only.truncate(only.len() / 2);
                            groups.append(&mut parts);
                        }
                        [only] => {
                            only.drain(..)
                                .for_each(|choice| refuse(&mut mended, &mut undone, choice, &reason));
                        }
                        _ => groups.extend(parts.into_iter().rev()),
                    }
                }
            }
        }
    }
    for choice in choose(&now, &undone).chosen {
        refuse(&mut mended, &mut undone, choice, UNENDING);
    }
    Ok(mended)
}

const UNENDING: &str = "fixes of the file keep asking for others";

const CONFLICT: &str = "another fix changes the same place";

/// A problem, in words that stay when its file is edited.
type Problem = (String, &'static str, String);

/// A fix that is to be made.
#[derive(Clone)]
struct Choice {
    problem: Problem,
    /// Whether more may be found once it is made: the rules see only what could be loaded.
    uncovers: bool,
    /// Whose problem it is; none where that is not known.
    tenants: Vec<String>,
    edits: Vec<(String, Edit)>,
    fix: Made,
}

#[derive(Default)]
struct Choices {
    chosen: Vec<Choice>,
    conflicting: Vec<Choice>,
}

/// The fixes to make next: the first of those that touch each other. What keeps a tenant from being loaded comes first.
fn choose(now: &Examined, undone: &BTreeSet<(Problem, String)>) -> Choices {
    let mut choices = Choices::default();
    let wanted = now.diagnostics.iter().filter_map(|diagnostic| choice(&now.sources, diagnostic));
    let mut wanted: Vec<Choice> = wanted
        .filter(|choice| !undone.contains(&(choice.problem.clone(), choice.fix.title.clone())))
        .collect();
    if wanted.iter().any(|choice| choice.uncovers) {
        wanted.retain(|choice| choice.uncovers);
    }
    for choice in wanted {
        let others = choices.chosen.iter().flat_map(|chosen| &chosen.edits);
        let pairs = others.flat_map(|other| choice.edits.iter().map(move |edit| (other, edit)));
        let mut touching = pairs.filter(|(other, edit)| touch(other, edit)).peekable();
        if touching.peek().is_none() {
            choices.chosen.push(choice);
        } else if touching.any(|((_, other), (_, edit))| other.span == edit.span && other.to != edit.to) {
            choices.conflicting.push(choice);
        }
    }
    choices
}

fn choice(sources: &SourceMap, diagnostic: &Diagnostic) -> Option<Choice> {
    let Fix { title, edits } = diagnostic.fix.as_ref()?;
    let path = sources.path(diagnostic.span.file).to_owned();
    Some(Choice {
        problem: problem(sources, diagnostic),
        // What a rule finds in a tenant as loaded is about a policy of it.
        uncovers: diagnostic.severity == Severity::Error && diagnostic.subject.is_none(),
        tenants: diagnostic.tenants.clone(),
        edits: edits.iter().map(|edit| (sources.path(edit.span.file).to_owned(), edit.clone())).collect(),
        fix: Made {
            path,
            line: sources.line_column(diagnostic.span).line,
            code: diagnostic.code,
            title: title.clone(),
            reason: None,
        },
    })
}

fn problem(sources: &SourceMap, diagnostic: &Diagnostic) -> Problem {
    (sources.path(diagnostic.span.file).to_owned(), diagnostic.code, diagnostic.message.clone())
}

/// Whether two edits cannot be made at once.
fn touch((one_path, one): &(String, Edit), (other_path, other): &(String, Edit)) -> bool {
    one_path == other_path
        && (one.span.start == other.span.start
            || (one.span.start < other.span.end && other.span.start < one.span.end))
}

fn refuse(mended: &mut Mended, undone: &mut BTreeSet<(Problem, String)>, choice: Choice, reason: &str) {
    undone.insert((choice.problem, choice.fix.title.clone()));
    mended.refused.push(Made { reason: Some(reason.to_owned()), ..choice.fix });
}

/// The fixes in parts that share no file.
fn apart(choices: Vec<Choice>) -> Vec<Vec<Choice>> {
    let mut parts: Vec<(BTreeSet<String>, Vec<Choice>)> = Vec::new();
    for choice in choices {
        let mut paths: BTreeSet<String> = choice.edits.iter().map(|(path, _)| path.clone()).collect();
        let (mut same, others): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(known, _)| !known.is_disjoint(&paths));
        let mut members = Vec::new();
        for (known, mut choices) in same.drain(..) {
            paths.extend(known);
            members.append(&mut choices);
        }
        members.push(choice);
        parts = others;
        parts.push((paths, members));
    }
    parts.into_iter().map(|(_, choices)| choices).collect()
}

/// The files with some fixes made and what is found then, or why they are not to be made.
fn attempt<E>(
    examine: &mut impl FnMut(&Changed) -> Result<Examined, E>,
    changed: &Changed,
    now: &Examined,
    choices: &[Choice],
) -> Result<Result<(Changed, Examined), String>, E> {
    let mut changed = changed.clone();
    let mut edits: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for (path, edit) in choices.iter().flat_map(|choice| &choice.edits) {
        edits.entry(path).or_default().push(edit);
    }
    let texts: BTreeMap<&str, &str> = now.sources.files().collect();
    for (path, edits) in edits {
        let before = changed.get(path).map_or_else(|| texts.get(path).copied().unwrap_or(""), String::as_str);
        let Some(after) = syntax::apply(before, edits) else { return Ok(Err(CONFLICT.to_owned())) };
        if let Some(error) = new_syntax_error(before, &after) {
            return Ok(Err(format!("the file could not be read then: {error}")));
        }
        changed.insert(path.to_owned(), after);
    }
    let next = examine(&changed)?;
    let count = |examined: &Examined, wanted: &Problem| {
        let found = examined.diagnostics.iter().map(|diagnostic| problem(&examined.sources, diagnostic));
        found.filter(|found| found == wanted).count()
    };
    if let Some(choice) =
        choices.iter().find(|choice| count(&next, &choice.problem) >= count(now, &choice.problem))
    {
        return Ok(Err(format!("`{}` would be reported all the same", choice.problem.1)));
    }
    let made = places(choices);
    Ok(
        match brought(now, &next)
            .into_iter()
            .find(|error| !is_uncovered(choices, &made, &next.sources, error))
        {
            Some(error) => Err(format!("it would bring a new error: {}", error.message)),
            None => Ok((changed, next)),
        },
    )
}

/// The errors that are found now and were not before; of several alike, all.
fn brought<'a>(before: &Examined, after: &'a Examined) -> Vec<&'a Diagnostic> {
    let (known, now) = (errors(before), errors(after));
    let count = |errors: &BTreeMap<Problem, Vec<_>>, problem| errors.get(problem).map_or(0, Vec::len);
    let new = now.iter().filter(|(problem, found)| count(&known, problem) < found.len());
    new.flat_map(|(_, found)| found.iter().copied()).collect()
}

fn errors(examined: &Examined) -> BTreeMap<Problem, Vec<&Diagnostic>> {
    let mut errors = BTreeMap::<_, Vec<_>>::new();
    for diagnostic in examined.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        errors.entry(problem(&examined.sources, diagnostic)).or_default().push(diagnostic);
    }
    errors
}

/// Where each text of a fix stands once all are made, in bytes.
fn places(choices: &[Choice]) -> BTreeMap<&str, Vec<Range<usize>>> {
    let mut edits: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for (path, edit) in choices.iter().flat_map(|choice| &choice.edits) {
        edits.entry(path).or_default().push(edit);
    }
    let places = |mut edits: Vec<&Edit>| {
        edits.sort_by_key(|edit| edit.span);
        let (mut removed, mut added) = (0, 0);
        let mut place = |edit: &Edit| {
            let start = (edit.span.start as usize + added).saturating_sub(removed);
            (removed, added) = (removed + edit.from.len(), added + edit.to.len());
            start..start + edit.to.len()
        };
        edits.into_iter().map(&mut place).collect()
    };
    edits.into_iter().map(|(path, edits)| (path, places(edits))).collect()
}

/// Whether an error was there before, and only could not be seen: one of a tenant that was not loaded, and not about what
/// the fixes wrote, unless that can be mended in turn.
fn is_uncovered(
    choices: &[Choice],
    made: &BTreeMap<&str, Vec<Range<usize>>>,
    sources: &SourceMap,
    error: &Diagnostic,
) -> bool {
    let is_of = |choice: &&Choice| {
        let is_any = choice.tenants.is_empty() || error.tenants.is_empty();
        choice.uncovers && (is_any || choice.tenants.iter().any(|tenant| error.tenants.contains(tenant)))
    };
    let touches = |span: Span| {
        let places = made.get(sources.path(span.file)).map_or(&[][..], Vec::as_slice);
        let (start, end) = (span.start as usize, span.end as usize);
        places.iter().any(|place| start < place.end && place.start < end)
    };
    choices.iter().any(|choice| is_of(&choice)) && (error.fix.is_some() || !touches(error.span))
}

/// What is wrong with the syntax of a text that was not wrong before.
fn new_syntax_error(before: &str, after: &str) -> Option<String> {
    let errors = |text: &str| {
        let mut sources = SourceMap::default();
        let file = sources.add("", text);
        let mut diagnostics = Vec::new();
        syntax::parse(&sources, file, &mut diagnostics);
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        diagnostics
    };
    let before = errors(before);
    let is_new = |error: &Diagnostic| {
        !before.iter().any(|known| (known.code, &known.message) == (error.code, &error.message))
    };
    errors(after).into_iter().find(is_new).map(|error| error.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Form;
    use crate::source::Span;

    /// Looks at one file: each rule is a text that is wrong, its severity and code, and what is to stand there.
    fn mended(
        text: &str,
        rules: &[(&str, Severity, &'static str, &str)],
    ) -> (String, Mended, Vec<&'static str>) {
        let examine = |changed: &Changed| -> Result<Examined, ()> {
            let mut sources = SourceMap::default();
            let text = changed.get("a.yaml").map_or(text, String::as_str);
            let file = sources.add("a.yaml", text);
            let mut diagnostics = Vec::new();
            for (wrong, severity, code, right) in rules {
                for (at, _) in text.match_indices(wrong) {
                    let at = u32::try_from(at).unwrap();
                    let span = Span { file, start: at, end: at + u32::try_from(wrong.len()).unwrap() };
                    let fix = Fix::new(format!("write {right}"), span, *wrong, *right, Form::Written);
                    let mut found = Diagnostic::new(*severity, code, span, format!("{wrong} is wrong"));
                    found.fix = (wrong != right).then_some(fix);
                    diagnostics.push(found);
                }
            }
            Ok(Examined { sources, diagnostics })
        };
        let mended = mend(examine).unwrap();
        let left = examine(&mended.changed).unwrap();
        let text = mended.changed.get("a.yaml").map_or(text, String::as_str).to_owned();
        (text, mended, left.diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
    }

    fn reasons(mended: &Mended) -> Vec<&str> {
        mended.refused.iter().filter_map(|refused| refused.reason.as_deref()).collect()
    }

    #[test]
    fn two_fixes_on_one_line_are_made_at_once() {
        let rules = [("x", Severity::Warning, "one", "u"), ("z", Severity::Warning, "two", "v")];
        let (text, mended, left) = mended("a: [x, z] # why\n", &rules);
        assert_eq!((text.as_str(), mended.made.len(), left), ("a: [u, v] # why\n", 2, vec![]));
    }

    #[test]
    fn a_fix_that_would_not_parse_is_not_made() {
        let (text, mended, left) = mended("a: x\n", &[("x", Severity::Warning, "one", "[")]);
        assert_eq!((text.as_str(), mended.made.len(), left), ("a: x\n", 0, vec!["one"]));
        assert_eq!(reasons(&mended), ["the file could not be read then: `[` is not closed"]);
    }

    #[test]
    fn the_first_of_two_that_conflict_is_made() {
        let rules = [("x", Severity::Warning, "one", "xu"), ("x", Severity::Note, "two", "v")];
        let (_, mended, _) = mended("a: x\n", &rules);
        assert_eq!(reasons(&mended).first(), Some(&CONFLICT));
        assert_eq!(mended.refused[0].code, "two");
    }

    #[test]
    fn a_fix_that_brings_an_error_is_not_made() {
        let rules = [("x", Severity::Warning, "one", "z"), ("z", Severity::Error, "three", "z")];
        let (text, mended, left) = mended("a: x\n", &rules);
        assert_eq!((text.as_str(), left), ("a: x\n", vec!["one"]));
        assert_eq!(reasons(&mended), ["it would bring a new error: z is wrong"]);
    }

    #[test]
    fn a_fix_that_is_not_made_spoils_none_beside_it() {
        let rules = [("x", Severity::Warning, "one", "u"), ("z", Severity::Warning, "two", "[")];
        let (text, mended, left) = mended("a: x\nb: z\nc: x\n", &rules);
        assert_eq!((text.as_str(), mended.made.len(), left), ("a: u\nb: z\nc: u\n", 2, vec!["two"]));
        assert_eq!(reasons(&mended), ["the file could not be read then: `[` is not closed"]);
    }

    #[test]
    fn fixes_that_undo_each_other_end_and_are_told() {
        let rules = [("x", Severity::Warning, "one", "z"), ("z", Severity::Warning, "two", "x")];
        let (_, mended, _) = mended("a: x\n", &rules);
        assert_eq!(reasons(&mended), [UNENDING]);
    }

    #[test]
    fn a_fix_may_uncover_another() {
        let rules =
            [("x", Severity::Error, "unknown-key", "w"), ("w", Severity::Error, "unknown-value", "v")];
        let (text, mended, left) = mended("a: x\n", &rules);
        assert_eq!((text.as_str(), mended.made.len(), left), ("a: v\n", 2, vec![]));
    }

    #[test]
    fn a_fix_that_uncovers_brings_no_error_of_its_own() {
        let rules =
            [("x", Severity::Error, "unknown-key", "w"), ("w", Severity::Error, "unknown-value", "w")];
        let (text, mended, left) = mended("a: x\n", &rules);
        assert_eq!((text.as_str(), left), ("a: x\n", vec!["unknown-key"]));
        assert_eq!(reasons(&mended), ["it would bring a new error: w is wrong"]);
    }

    /// While `x` is there, which is contoso's, nothing else is seen; then another tenant's or its own error is.
    fn mended_of(tenant: &str) -> Mended {
        mend(|changed: &Changed| -> Result<Examined, ()> {
            let mut sources = SourceMap::default();
            let text = changed.get("a.yaml").map_or("b: 1\na: x\n", String::as_str);
            let file = sources.add("a.yaml", text);
            let found = match text.find('x') {
                Some(at) => {
                    let start = u32::try_from(at).unwrap();
                    let span = Span { file, start, end: start + 1 };
                    let fix = Fix::new("write long", span, "x", "long", Form::Written);
                    Diagnostic::error("unknown-key", span, "x is wrong").in_tenant("contoso").fix(fix)
                }
                None => Diagnostic::error("hidden", Span { file, start: 3, end: 4 }, "1 is wrong")
                    .in_tenant(tenant),
            };
            Ok(Examined { sources, diagnostics: vec![found] })
        })
        .unwrap()
    }

    #[test]
    fn what_could_not_be_seen_is_of_the_same_tenant() {
        assert_eq!(mended_of("contoso").made.len(), 1);
        let other = mended_of("fabrikam");
        assert_eq!((other.made.len(), reasons(&other)), (0, vec!["it would bring a new error: 1 is wrong"]));
    }

    #[test]
    fn what_a_fix_does_not_mend_is_no_reason_to_go_on() {
        let (text, mended, left) = mended("a: x\n", &[("x", Severity::Warning, "one", "xx")]);
        assert_eq!((text.as_str(), left), ("a: x\n", vec!["one"]));
        assert_eq!(reasons(&mended), ["`one` would be reported all the same"]);
    }
}
