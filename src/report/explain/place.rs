//! Where a value came from: the file and line, and why it is there where that is not the policy's own file.

use super::{Place, Subject};
use crate::model::{Id, Policy};
use crate::source::{SourceMap, Span};
use crate::syntax::Node;
use crate::workspace::PlaceRoot;

/// Where values of one document came from.
pub(super) struct Places<'a> {
    sources: Option<&'a SourceMap>,
    tree: Option<&'a Node>,
    tenant: Option<&'a Node>,
}

impl<'a> Places<'a> {
    /// Of a policy.
    pub(super) fn of_policy(subject: &Subject<'a>, policy: &Policy<Id>) -> Self {
        Self::of(subject, &PlaceRoot::Policy(policy.id.clone()))
    }

    /// Of a named location.
    pub(super) fn of_location(subject: &Subject<'a>, display_name: &str) -> Self {
        Self::of(subject, &PlaceRoot::Location(display_name.to_owned()))
    }

    fn of(subject: &Subject<'a>, root: &PlaceRoot) -> Self {
        let tree = |root: &PlaceRoot| subject.workspace.and_then(|workspace| workspace.trees.get(root));
        Self { sources: subject.places, tree: tree(root), tenant: tree(&PlaceRoot::Tenant) }
    }

    /// The file that the document stands in.
    pub(super) fn file(&self) -> Option<String> {
        let (sources, tree) = (self.sources?, self.tree?);
        Some(sources.path(tree.span.file).to_owned())
    }

    /// The place of the value at a pointer, or of what is written in its stead: a keyword for a list of it alone.
    pub(super) fn at(&self, pointer: &str) -> Option<Place> {
        let sources = self.sources?;
        let Some(tree) = self.tree else { return Some(Place::Export) };
        let mut pointer = pointer;
        let node = loop {
            if pointer.is_empty() {
                return self.default();
            }
            match tree.at(pointer) {
                Some(node) => break node,
                None => pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent),
            }
        };
        (node.span != Span::SYNTHETIC).then(|| self.shown(sources, node.span))
    }

    /// The place of what nobody wrote.
    pub(super) fn default(&self) -> Option<Place> {
        self.sources.map(|_| Place::Default)
    }

    /// The place of a span.
    pub(super) fn shown_at(&self, span: Span) -> Option<Place> {
        self.sources.map(|sources| self.shown(sources, span))
    }

    fn shown(&self, sources: &SourceMap, span: Span) -> Place {
        let file = sources.path(span.file).to_owned();
        Place::Line { file, line: sources.line_column(span).line, origin: self.origin(sources, span) }
    }

    /// Why a value is there that the policy's own file does not hold.
    fn origin(&self, sources: &SourceMap, span: Span) -> Option<&'static str> {
        let name = sources.path(span.file).rsplit('/').next();
        if name == Some("baseline.yaml") {
            return Some("default of a parameter");
        }
        let tenant = self.tenant.filter(|tenant| tenant.span.file == span.file)?;
        let entry = tenant.entries().iter().find(|entry| encloses(entry.value.span, span))?;
        match entry.key.as_str() {
            "baselines" => Some("value of a parameter"),
            "changes" => Some("change"),
            "emergencyAccess" => Some("emergency access"),
            _ => None,
        }
    }
}

fn encloses(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

impl Place {
    /// In words; a line of the document's own file is told by its number alone.
    pub(super) fn words(&self, own_file: Option<&str>) -> String {
        match self {
            Self::Line { file, line, .. } if Some(file.as_str()) == own_file => format!("line {line}"),
            Self::Line { file, line, origin: None } => format!("{file}:{line}"),
            Self::Line { file, line, origin: Some(origin) } => format!("{file}:{line} ({origin})"),
            Self::Default => "not written, so the default".to_owned(),
            Self::Export => "the export".to_owned(),
        }
    }
}
