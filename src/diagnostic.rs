//! One problem found in the input, and how a list of them is collected.
//!
//! Rendering lives in `report`.

mod arrange;

pub use arrange::arrange;

use crate::source::Span;

/// How much a problem matters. The order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Likely wrong, or dangerous.
    Warning,
    /// Wrong: the work cannot be done, or must not be.
    Error,
}

impl Severity {
    /// The word in messages and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One problem found in the input.
///
/// The message makes sense alone: it may be all that an editor or a SARIF viewer shows. It starts with a lowercase
/// letter, puts names from the input in backticks and does not end with a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A rule id (`CA-LOCK-001`) or a kebab-case word for the kind of fault (`duplicate-key`).
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The smallest span that shows it.
    pub span: Span,
    /// Two or three words at the span, where the message alone does not say enough.
    pub label: Option<String>,
    /// Other places that explain it, in the order a reader should see them.
    pub related: Vec<Label>,
    /// What the author can change.
    pub help: Option<String>,
    /// What it is about, in words that stay when the file is edited, such as `clients/contoso:CA101`.
    pub subject: Option<String>,
    /// Where in the subject, in keys and values rather than lines, such as `/grant/anyOf/block`.
    pub place: Option<String>,
    /// The names of the tenants it was found in; none where it is no tenant's.
    pub tenants: Vec<String>,
    /// The one right edit, where there is one.
    pub fix: Option<Fix>,
}

/// An edit that mends a problem: all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What it does, imperative, lower case, such as "remove `all`".
    pub title: String,
    /// What changes; the spans do not overlap.
    pub edits: Vec<Edit>,
}

/// A change of one place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The place.
    pub span: Span,
    /// What stands there.
    pub from: String,
    /// What is to stand there.
    pub to: String,
    /// How the two are meant.
    pub form: Form,
}

/// How the texts of an edit are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// As they stand in the file. INVARIANT: so are those of every diagnostic that loading or checking returns.
    Written,
    /// As texts of the language, with or without quotes.
    Text,
    /// The same, but the second is to be the only item of a list.
    Item,
}

/// Another place that explains a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

impl Diagnostic {
    /// A diagnostic of severity error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// A diagnostic of severity warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    /// A diagnostic of the given severity.
    pub fn new(severity: Severity, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            span,
            label: None,
            related: Vec::new(),
            help: None,
            subject: None,
            fix: None,
            place: None,
            tenants: Vec::new(),
        }
    }

    /// Adds what the author can change.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what it is about, in words that stay when the file is edited.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Adds the one right edit.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Adds where in the subject it is, in keys and values.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds a tenant that it was found in.
    #[must_use]
    pub fn in_tenant(mut self, name: &str) -> Self {
        self.tenants.push(name.to_owned());
        self
    }

    /// Adds words at the span.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another place that explains the problem.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }
}

impl Fix {
    /// An edit of one place.
    pub fn new(
        title: impl Into<String>,
        span: Span,
        from: impl Into<String>,
        to: impl Into<String>,
        form: Form,
    ) -> Self {
        Self { title: title.into(), edits: vec![Edit { span, from: from.into(), to: to.into(), form }] }
    }

    /// Another text in place of one.
    pub fn replace(span: Span, from: &str, to: &str) -> Self {
        Self::new(format!("write `{to}` instead of `{from}`"), span, from, to, Form::Text)
    }
}

/// The nearest of `known` to a misspelt `word`, if one is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // The first of equals wins, so that the answer does not depend on anything but the list's order.
    near(word, known)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

/// The only one of `known` that can be meant by a misspelt `word`: the only near one, or of several the only one that is
/// a single slip away.
pub fn only_near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near: Vec<&str> = near(word, known).map(|(_, candidate)| candidate).collect();
    if near.len() > 1 {
        let word = word.to_lowercase();
        near.retain(|candidate| strsim::damerau_levenshtein(&word, &candidate.to_lowercase()) <= 1);
    }
    match near.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// Whether a name is another one with a slip of the hand: one letter too many, too few, wrong or in the wrong place.
/// Names that differ in a digit, such as those of `CA101` and `CA102`, are names of two things.
pub fn is_slip(written: &str, meant: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let (written, meant) = (written.to_lowercase(), meant.to_lowercase());
    written.chars().count() > 4
        && digits(&written) == digits(&meant)
        && strsim::damerau_levenshtein(&written, &meant) <= 1
}

/// Those of `known` that are near to a word, and how near.
fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = (f64, &'a str)> {
    let word = word.to_lowercase();
    let score = move |candidate: &str| strsim::jaro_winkler(&word, &candidate.to_lowercase());
    known.into_iter().map(move |candidate| (score(candidate), candidate)).filter(|(score, _)| *score >= 0.85)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_near_word_can_be_meant() {
        assert_eq!(only_near("browsr", ["browser", "other"]), Some("browser"));
        assert_eq!(only_near("excldue", ["include", "exclude"]), Some("exclude"));
        assert_eq!(only_near("signInRiskLevel", ["signInRiskLevels", "signInRiskLevelz"]), None);
        assert_eq!(only_near("xyz", ["browser"]), None);
    }

    #[test]
    fn a_slip_is_one_letter_and_never_a_digit() {
        for (written, meant) in
            [("Kochi ofice", "Kochi office"), ("SG-Stfaf", "SG-Staff"), ("kochi office", "Kochi office")]
        {
            assert!(is_slip(written, meant), "{written}");
        }
        for (written, meant) in [
            ("CA101 - Exclude", "CA102 - Exclude"),
            ("Kochi", "Kochi 2"),
            ("IT", "HR"),
            ("SG-Sales", "SG-Staff"),
        ] {
            assert!(!is_slip(written, meant), "{written}");
        }
    }
}
