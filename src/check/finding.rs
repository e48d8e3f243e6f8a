//! What a rule found.

use super::Rule;
use crate::diagnostic::{Diagnostic, Severity};
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
    /// What is wrong.
    pub message: String,
    /// What the author can change.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Place, String)>,
}

impl Finding {
    /// A finding of the rule's own severity.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            place,
            message: message.into(),
            help: None,
            related: Vec::new(),
        }
    }

    /// The same with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
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

    /// The finding in the files it was read from.
    pub fn diagnostic(&self, workspace: &TenantWorkspace) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::new(self.severity, self.rule.id, workspace.span(&self.place), self.message.clone())
                .about(format!("{}:{}", workspace.path, subject(&self.place.root)));
        diagnostic.help.clone_from(&self.help);
        for (place, message) in &self.related {
            diagnostic = diagnostic.related(workspace.span(place), message.clone());
        }
        diagnostic
    }
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
