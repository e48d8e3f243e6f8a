//! The shape of every document, as JSON Schema 2020-12, and validation against it.
//!
//! One set of schemas serves twice: as published for editors, where `$(name)` may stand for a value, and at run time,
//! after parameters have been substituted. Messages are our own, in the language's words.

mod authoring;
mod baseline;
mod build;
mod explain;
mod format;
mod groups;
mod locations;
mod lock;
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
    compiled(kind).validate(node, diagnostics)
}

/// Puts the keys of a document in the language's order; those of the author's choice keep theirs.
pub fn sort_keys(kind: DocumentKind, node: &mut Node) {
    order::sort_keys(&compiled(kind).schema, node);
}

/// Reports everything that is wrong with the value of a parameter. Returns whether nothing is.
pub fn validate_parameter(kind: ParameterType, value: &Node, diagnostics: &mut Vec<Diagnostic>) -> bool {
    static COMPILED: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(baseline::values()));
    let entry = Entry { key: kind.as_str().to_owned(), key_span: value.span, value: value.clone() };
    COMPILED.validate(&Node { span: value.span, value: syntax::Value::Mapping(vec![entry]) }, diagnostics)
}

/// A schema with its validator.
struct Compiled {
    schema: Value,
    validator: Validator,
}

impl Compiled {
    fn new(schema: Value) -> Self {
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let options = Format::ALL.iter().fold(options, |options, format| {
            options.with_format(format.name(), |text: &str| format.check(text).is_ok())
        });
        #[expect(clippy::expect_used, reason = "schemas are constants; a test compiles each of them")]
        let validator = options.build(&schema).expect("the schema is valid");
        Self { schema, validator }
    }

    fn validate(&self, node: &Node, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let instance = node.to_json();
        if self.validator.is_valid(&instance) {
            return true;
        }
        let errors: Vec<_> = self.validator.iter_errors(&instance).collect();
        diagnostics.extend(explain::explain(&self.schema, node, &errors));
        false
    }
}

/// Each schema is compiled once, when a document of its kind is first seen: compiling takes milliseconds, validating
/// microseconds.
fn compiled(kind: DocumentKind) -> &'static Compiled {
    macro_rules! once {
        ($kind:ident) => {{
            static COMPILED: LazyLock<Compiled> =
                LazyLock::new(|| Compiled::new(runtime_schema(DocumentKind::$kind)));
            &COMPILED
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

fn runtime_schema(kind: DocumentKind) -> Value {
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

#[cfg(test)]
mod tests;
