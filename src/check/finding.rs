//! What a rule found.

use std::ops::Range;

use super::{Fix, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::{Node, pointer_push, pointer_tokens};
use crate::workspace::{Place, PlaceRoot, Spans, TenantWorkspace};

/// What a rule found, at a place that needs no file.
#[derive(Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it matters: the rule's severity unless this finding differs.
    pub severity: Severity,
    /// The smallest place that shows it.
    pub place: Place,
    /// The bytes of the place's text that show it, where the text is written as it is.
    pub within: Option<Within>,
    /// What is wrong.
    pub message: String,
    /// What the author can change.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Place, String)>,
    /// The one right edit, where there is one.
    pub fix: Option<Fix>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    /// How long the whole text is, in bytes.
    length: usize,
    /// The part, in bytes.
    range: Range<usize>,
}

impl Finding {
    /// A finding of the rule's own severity.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            place,
            within: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// The same with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Narrows the place, whose value is a text, to a part of it.
    #[must_use]
    pub fn within(mut self, text: &str, range: Range<usize>) -> Self {
        self.within = Some(Within { length: text.len(), range });
        self
    }

    /// Adds what the author can change.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that explains it.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push((place, message.into()));
        self
    }

    /// Adds the one right edit, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The finding in the files it was read from.
    pub fn diagnostic(&self, workspace: &TenantWorkspace) -> Diagnostic {
        let whole = workspace.span(&self.place);
        let span = self.within.as_ref().and_then(|part| part.of(whole)).unwrap_or(whole);
        let mut diagnostic = Diagnostic::new(self.severity, self.rule.id, span, self.message.clone())
            .about(format!("{}:{}", workspace.path, subject(&self.place.root)))
            .at(place(workspace, &self.place));
        diagnostic.help.clone_from(&self.help);
        // A key that nobody wrote shows nothing.
        for (place, message) in self.related.iter().filter(|(place, _)| is_written(workspace, place)) {
            diagnostic = diagnostic.related(workspace.span(place), message.clone());
        }
        diagnostic
    }
}

impl Within {
    /// The part of a scalar's span; nothing where escapes or folding make the scalar another text than it stands for.
    fn of(&self, whole: Span) -> Option<Span> {
        let written = usize::try_from(whole.end - whole.start).ok()?;
        let quote = match written.checked_sub(self.length)? {
            0 => 0,
            2 => 1,
            _ => return None,
        };
        let at = |offset: usize| Some(whole.start + quote + u32::try_from(offset).ok()?);
        Some(Span { file: whole.file, start: at(self.range.start)?, end: at(self.range.end)? })
    }
}

/// Whether the key of the document that a place is under is written.
fn is_written(workspace: &TenantWorkspace, place: &Place) -> bool {
    let key = pointer_tokens(&place.pointer).next();
    key.is_none_or(|key| workspace.trees.get(&place.root).is_some_and(|tree| tree.get(&key).is_some()))
}

fn subject(root: &PlaceRoot) -> &str {
    match root {
        PlaceRoot::Tenant => "tenant",
        PlaceRoot::Policy(name)
        | PlaceRoot::Location(name)
        | PlaceRoot::Group(name)
        | PlaceRoot::Test(name) => name,
    }
}

/// The pointer of a place with what stands in lists instead of their numbers, which change with every item added.
fn place(workspace: &TenantWorkspace, place: &Place) -> String {
    let mut node = workspace.trees.get(&place.root);
    let mut lasting = String::new();
    for token in pointer_tokens(&place.pointer) {
        let item = node.and_then(|node| node.items().get(token.parse::<usize>().ok()?));
        lasting = pointer_push(&lasting, item.and_then(name).unwrap_or(&token));
        node = item.or_else(|| node?.get(&token));
    }
    lasting
}

/// The text that an item is, or the one by which a map is told from its neighbors.
fn name(item: &Node) -> Option<&str> {
    let named = ["id", "name", "policy", "from", "user", "group", "role"];
    item.as_str().or_else(|| named.iter().find_map(|key| item.get(key)?.as_str()))
}
