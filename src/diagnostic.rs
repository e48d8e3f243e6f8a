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

/// The nearest of `known` to a misspelt `word`, if one is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let score = |candidate: &str| strsim::jaro_winkler(&word, &candidate.to_lowercase());
    known
        .into_iter()
        .map(|candidate| (score(candidate), candidate))
        .filter(|(score, _)| *score >= 0.85)
        // The first of equals wins, so that the answer does not depend on anything but the list's order.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}
