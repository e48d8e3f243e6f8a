//! The shape of every document, as JSON Schema 2020-12, and validation against it.
//!
//! One set of schemas serves twice: as published for editors, where `$(name)` may stand for a value, and at run time,
//! after parameters have been substituted. Messages are our own, in the language's words.

mod authoring;
mod baseline;
mod build;
mod explain;
mod format;
mod generated;
mod groups;
mod locations;
mod lock;
mod naming;
mod order;
mod policy;
mod spelling;
mod tenant;
mod tests_document;

use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::document::ParameterType;
use crate::diagnostic::Diagnostic;
use crate::syntax::{self, Entry, Node};
use format::Format;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// `policies/*.yaml`.
    Policy,
    /// `locations.yaml`.
    Locations,
    /// `groups.yaml`.
    Groups,
    /// `baseline.yaml`.
    Baseline,
    /// `tenant.yaml`.
    Tenant,
    /// `tenant.lock.yaml`.
    Lock,
    /// `tests/*.yaml`.
    Tests,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: &[Self] =
        &[Self::Policy, Self::Locations, Self::Groups, Self::Baseline, Self::Tenant, Self::Lock, Self::Tests];

    /// The name of the published schema's file.
    pub fn schema_file(self) -> &'static str {
        match self {
            Self::Policy => "policy.schema.json",
            Self::Locations => "locations.schema.json",
            Self::Groups => "groups.schema.json",
            Self::Baseline => "baseline.schema.json",
            Self::Tenant => "tenant.schema.json",
            Self::Lock => "lock.schema.json",
            Self::Tests => "tests.schema.json",
        }
    }
}

/// The schema that editors use: `$(name)` is allowed wherever a parameter may stand.
pub fn authoring_schema(kind: DocumentKind) -> Value {
    authoring::schema(kind, runtime_schema(kind))
}

/// Reports everything that is wrong with a tree's shape, each at its own place. Returns whether nothing is.
pub fn validate(kind: DocumentKind, node: &Node, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let document = node.to_json();
    generated::is_valid(kind, &document) || told(kind).is_accepted(node, &document, diagnostics)
}

/// Puts the keys of a document in the language's order; those of the author's choice keep theirs.
pub fn sort_keys(kind: DocumentKind, node: &mut Node) {
    order::sort_keys(&runtime_schema(kind), node);
}

/// Reports everything that is wrong with the value of a parameter. Returns whether nothing is.
pub fn validate_parameter(kind: ParameterType, value: &Node, diagnostics: &mut Vec<Diagnostic>) -> bool {
    static TOLD: LazyLock<Told> = LazyLock::new(|| Told::new(parameter_schema()));
    let entry = Entry { key: kind.as_str().to_owned(), key_span: value.span, value: value.clone() };
    let node = Node { span: value.span, value: syntax::Value::Mapping(vec![entry]) };
    let document = node.to_json();
    generated::Parameter::is_valid(&document) || TOLD.is_accepted(&node, &document, diagnostics)
}

/// The schema of a document of which the parameters have been substituted.
pub fn runtime_schema(kind: DocumentKind) -> Value {
    match kind {
        DocumentKind::Policy => policy::schema(),
        DocumentKind::Locations => locations::schema(),
        DocumentKind::Groups => groups::schema(),
        DocumentKind::Baseline => baseline::schema(),
        DocumentKind::Tenant => tenant::schema(),
        DocumentKind::Lock => lock::schema(),
        DocumentKind::Tests => tests_document::schema(),
    }
}

/// The schema of `{type: value}`, with the value of a parameter of that type.
pub fn parameter_schema() -> Value {
    baseline::values()
}

/// A schema with a validator that tells what is wrong.
struct Told {
    schema: Value,
    validator: Validator,
}

impl Told {
    fn new(schema: Value) -> Self {
        #[expect(clippy::expect_used, reason = "schemas are constants; a test makes each of them")]
        let validator = validator(&schema).expect("the schema is valid");
        Self { schema, validator }
    }

    /// Reports everything that is wrong with a document.
    fn is_accepted(&self, node: &Node, document: &Value, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let errors: Vec<_> = self.validator.iter_errors(document).collect();
        diagnostics.extend(explain::explain(&self.schema, node, &errors));
        errors.is_empty()
    }
}

/// A validator that knows our formats; `None` for what is no schema.
fn validator(schema: &Value) -> Option<Validator> {
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    let options = Format::ALL.iter().fold(options, |options, format| {
        options.with_format(format.name(), |text: &str| format.check(text).is_ok())
    });
    options.build(schema).ok()
}

/// Each is made once, when a document of its kind is first refused: that takes milliseconds.
fn told(kind: DocumentKind) -> &'static Told {
    macro_rules! once {
        ($kind:ident) => {{
            static TOLD: LazyLock<Told> = LazyLock::new(|| Told::new(runtime_schema(DocumentKind::$kind)));
            &TOLD
        }};
    }
    match kind {
        DocumentKind::Policy => once!(Policy),
        DocumentKind::Locations => once!(Locations),
        DocumentKind::Groups => once!(Groups),
        DocumentKind::Baseline => once!(Baseline),
        DocumentKind::Tenant => once!(Tenant),
        DocumentKind::Lock => once!(Lock),
        DocumentKind::Tests => once!(Tests),
    }
}

#[cfg(test)]
mod tests;
