//! The words of a comment to this program: `gatewright: allow CA-STR-005, MT.1005 the reason`.

use crate::check::{Rule, nearest_name, rules_named};
use crate::diagnostic::did_you_mean;
use crate::source::Span;
use crate::syntax::Remark;

/// A comment that allows what rules find, or means to.
#[derive(Debug)]
pub(super) struct Directive<'a> {
    /// The part of the file that it is about.
    pub(super) about: Option<Span>,
    /// Why; without it nothing is allowed.
    pub(super) reason: Option<&'a str>,
    /// The rules it names, one a part. There is always one, if only to complain of.
    pub(super) parts: Vec<Part<'a>>,
}

/// A rule that a comment names.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// The id or alias, as written.
    pub(super) name: &'a str,
    /// Where it stands.
    pub(super) span: Span,
    /// What is wrong with it, and what to change, if it cannot allow anything.
    pub(super) fault: Option<(String, String)>,
}

impl<'a> Part<'a> {
    /// The rules of that name.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<'a> {
        rules_named(self.name)
    }

    /// Whether it names a rule.
    pub(super) fn names(&self, rule: &Rule) -> bool {
        self.fault.is_none() && rule.is_named(self.name)
    }
}

/// Reads a comment that begins with the name of this program; `None` if it only speaks of it.
pub(super) fn read<'a>(remark: &'a Remark) -> Option<Directive<'a>> {
    let addressee = Word::through_colon(&remark.words);
    let verb = Word::first(addressee.after);
    let is_allow = verb.text.eq_ignore_ascii_case(ALLOW);
    if !addressee.text.ends_with(':') && !is_allow && !verb.text.starts_with(':') {
        return None;
    }
    let faulty = |word: Word<'a>, message: String| {
        let fault = Some((message, format!("write `{EXAMPLE}`")));
        let parts = vec![Part { name: word.text, span: word.span(remark), fault }];
        Some(Directive { about: None, reason: None, parts })
    };
    if verb.text.is_empty() {
        return faulty(addressee, "this comment asks for nothing".to_owned());
    }
    if !addressee.text.ends_with(':') || verb.text != ALLOW {
        let is_near = is_allow || did_you_mean(verb.text, [ALLOW]).is_some();
        let written =
            if is_near { format!("{} {}", addressee.text, verb.text) } else { verb.text.to_owned() };
        return faulty(verb, format!("`{written}` is nothing that a comment can ask for"));
    }
    let (names, reason) = split(verb.after);
    if names.is_empty() {
        return faulty(verb, "this comment names no rule to allow".to_owned());
    }
    let part =
        |word: Word<'a>| Part { name: word.text, span: word.span(remark), fault: fault(word.text, reason) };
    Some(Directive { about: remark.about, reason, parts: names.into_iter().map(part).collect() })
}

const ALLOW: &str = "allow";
const EXAMPLE: &str = "# gatewright: allow CA-STR-005 the reason";

/// What is wrong with a name, and what to change.
fn fault(name: &str, reason: Option<&str>) -> Option<(String, String)> {
    if rules_named(name).next().is_none() {
        let help = match nearest_name(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "only what a rule finds can be allowed; `gatewright rules` lists them".to_owned(),
        };
        return Some((format!("there is no rule `{name}` to allow"), help));
    }
    let without_reason = || {
        let message = format!("this comment allows `{name}` without a reason, so it does not count");
        (message, format!("say why, as in `# gatewright: allow {name} the reason`"))
    };
    reason.is_none().then(without_reason)
}

/// Names up to the first that no comma follows, and the reason after them.
fn split(text: &str) -> (Vec<Word<'_>>, Option<&str>) {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let word = Word::up_to(rest, &[',', ':', ' ', '\t']);
        if !word.text.is_empty() {
            names.push(word);
        }
        let Some(next) = word.after.strip_prefix(',') else {
            let reason = word.after.trim_start_matches([':', '-', '–', '—', ' ', '\t']);
            return (names, Some(reason).filter(|reason| !reason.is_empty()));
        };
        rest = next.trim_start();
    }
}

/// A word at the start of a text that runs to the end of a comment.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// The text from the word on, and after it.
    from: &'a str,
    after: &'a str,
}

impl<'a> Word<'a> {
    fn first(text: &'a str) -> Self {
        Self::up_to(text, &[' ', '\t'])
    }

    /// The first word, which ends after a colon if there is one in it.
    fn through_colon(text: &'a str) -> Self {
        let word = Self::first(text);
        match word.text.find(':').and_then(|colon| text.split_at_checked(colon + 1)) {
            Some((text, after)) => Self { text, after: after.trim_start(), ..word },
            None => word,
        }
    }

    fn up_to(from: &'a str, ends: &[char]) -> Self {
        let end = from.find(ends).unwrap_or(from.len());
        let (text, after) = from.split_at_checked(end).unwrap_or((from, ""));
        Self { text, from, after: after.trim_start() }
    }

    fn span(self, remark: &Remark) -> Span {
        let Span { file, end, .. } = remark.span;
        let length = |text: &str| u32::try_from(text.len()).unwrap_or(0);
        let start = end.saturating_sub(length(self.from));
        Span { file, start, end: start + length(self.text) }
    }
}
