//! Where a value came from: the file and line, and why it is there where that is not the policy's own file.

mod graph_members;

use super::{Place, Subject};
use crate::graph::Found;
use crate::model::{Id, NamedLocation, Policy};
use crate::source::{SourceMap, Span};
use crate::syntax::Node;
use crate::workspace::PlaceRoot;

/// Where values of one document came from.
pub(super) struct Places<'a> {
    sources: Option<&'a SourceMap>,
    document: Option<Document<'a>>,
    tenant: Option<&'a Node>,
}

/// A policy or a named location, as it was read.
enum Document<'a> {
    /// YAML, composed.
    Yaml(&'a Node),
    /// Graph JSON, with Graph's members for the keys of the language.
    Json(&'a Found, &'static [(&'static str, &'static str)]),
}

impl<'a> Places<'a> {
    /// Of a policy.
    pub(super) fn of_policy(subject: &Subject<'a>, policy: &Policy<Id>) -> Self {
        let position = subject.policies.iter().position(|own| std::ptr::eq(own, policy));
        let found = subject.exported.and_then(|exported| exported.policies.get(position?));
        let json = found.map(|found| Document::Json(found, graph_members::POLICY));
        Self::of(subject, &PlaceRoot::Policy(policy.id.clone()), json)
    }

    /// Of a named location.
    pub(super) fn of_location(subject: &Subject<'a>, location: &NamedLocation) -> Self {
        let position = subject.locations.iter().position(|own| std::ptr::eq(own, location));
        let found = subject.exported.and_then(|exported| exported.locations.get(position?));
        let json = found.map(|found| Document::Json(found, graph_members::LOCATION));
        Self::of(subject, &PlaceRoot::Location(location.display_name.clone()), json)
    }

    fn of(subject: &Subject<'a>, root: &PlaceRoot, json: Option<Document<'a>>) -> Self {
        let tree = |root: &PlaceRoot| subject.workspace.and_then(|workspace| workspace.trees.get(root));
        let document = json.or_else(|| tree(root).map(Document::Yaml));
        Self { sources: subject.places, document, tenant: tree(&PlaceRoot::Tenant) }
    }

    /// The file that the document stands in.
    pub(super) fn file(&self) -> Option<String> {
        let span = match self.document.as_ref()? {
            Document::Yaml(tree) => tree.span,
            Document::Json(found, _) => found.span(),
        };
        Some(self.sources?.path(span.file).to_owned())
    }

    /// The place of the value at a pointer, or of what is written in its stead: a keyword for a list of it alone.
    pub(super) fn at(&self, pointer: &str) -> Option<Place> {
        let sources = self.sources?;
        let span = match &self.document {
            None => return Some(Place::Export),
            Some(Document::Yaml(tree)) => nearest(tree, pointer),
            Some(Document::Json(found, members)) => {
                Some(found.span_at(&graph_members::pointer(members, pointer)))
            }
        };
        match span {
            None => self.default(),
            Some(Span::SYNTHETIC) => None,
            Some(span) => Some(self.shown(sources, span)),
        }
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
        let entry = tenant.entries().iter().find(|entry| entry.value.span.contains(span))?;
        match entry.key.as_str() {
            "baselines" => Some("value of a parameter"),
            "changes" => Some("change"),
            "emergencyAccess" => Some("emergency access"),
            _ => None,
        }
    }
}

/// The value at a pointer, or the nearest above it that is written.
fn nearest(tree: &Node, mut pointer: &str) -> Option<Span> {
    while !pointer.is_empty() {
        if let Some(node) = tree.at(pointer) {
            return Some(node.span);
        }
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    None
}

impl Place {
    /// In words; a line of the document's own file is told by its number alone.
    pub(super) fn words(&self, own_file: Option<&str>) -> String {
        match self {
            Self::Line { file, line, .. } if Some(file.as_str()) == own_file => format!("line {line}"),
            Self::Line { file, line, origin: None } => format!("{file}:{line}"),
            Self::Line { file, line, origin: Some(origin) } => format!("{file}:{line} ({origin})"),
            Self::Default => "not written, so the default".to_owned(),
            Self::Export => "the deployed export".to_owned(),
        }
    }
}
