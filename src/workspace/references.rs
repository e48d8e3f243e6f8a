//! References that compile to nothing, checked all the same: exceptions, and the names in `tests/`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::PlaceRoot;
use super::compose::{Period, Standing};
use super::document::{Exception, TestsDocument, read_tests};
use super::files::join;
use super::names::Names;
use super::reader::Reader;
use super::resolve::{diagnostic, span_of_text};
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::model::{ApplicationRef, ReferenceKind, UserRef};
use crate::syntax::Node;

/// The ids of the policies there are; none where something could not be read, so that any may be.
type Known<'a> = Option<&'a [&'a str]>;

/// Checks the exceptions of a tenant and returns those that have not ended.
pub(super) fn exceptions(
    tenant: &Node,
    exceptions: Vec<Exception>,
    policies: Known<'_>,
    as_of: NaiveDate,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Exception> {
    let mut live = Vec::new();
    for exception in exceptions {
        let node = tenant.at(&exception.pointer).unwrap_or(tenant);
        let period = Period { from: exception.from, until: Some(exception.until) };
        period.check(node, diagnostics);
        for policy in &exception.opens {
            let span = span_of_text(tenant, &format!("{}/opens", exception.pointer), policy);
            diagnostics.extend(unknown_policy(Severity::Error, policy, policies, span));
        }
        if period.on(as_of) == Standing::Over {
            let span = node.get("until").map_or(node.span, |until| until.span);
            diagnostics.push(
                Diagnostic::warning(
                    "expired-exception",
                    span,
                    format!("the exception ended on {}", exception.until),
                )
                .help("remove it"),
            );
        } else {
            live.push(exception);
        }
    }
    live
}

/// Reads the files of `tests/`. A name in them that nothing goes by is a warning: the test cannot hold, but nothing is
/// compiled from it.
pub(super) fn tests(
    reader: &mut Reader<'_>,
    folder: &str,
    names: &Names<'_>,
    policies: Known<'_>,
    trees: &mut BTreeMap<PlaceRoot, Node>,
) -> BTreeMap<String, TestsDocument> {
    let mut tests = BTreeMap::new();
    let paths =
        join(folder, "tests").map_or_else(Vec::new, |path| reader.files_under(&path, &[".yaml", ".yml"]));
    for path in paths {
        let Some(tree) = reader.yaml(&path) else { continue };
        trees.insert(PlaceRoot::Test(path.clone()), Node::clone(&tree));
        let Some(document) = read_tests(&tree, &mut reader.diagnostics) else { continue };
        let mut check = Check { names, policies, tree: &tree, diagnostics: &mut reader.diagnostics };
        check.document(&document);
        tests.insert(path, document);
    }
    tests
}

struct Check<'a> {
    names: &'a Names<'a>,
    policies: Known<'a>,
    tree: &'a Node,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn document(&mut self, document: &TestsDocument) {
        for (index, scenario) in document.scenarios.iter().enumerate() {
            let pointer = format!("/scenarios/{index}");
            let expect = &scenario.expect;
            for (key, policies) in
                [("by", &expect.by), ("applies", &expect.applies), ("doesNotApply", &expect.does_not_apply)]
            {
                for policy in policies {
                    let span = span_of_text(self.tree, &format!("{pointer}/expect/{key}"), policy);
                    self.diagnostics.extend(unknown_policy(Severity::Warning, policy, self.policies, span));
                }
            }
            let given = &scenario.given;
            if let Some(person) = &given.person {
                for (kind, key, names) in [
                    (ReferenceKind::Group, "groups", &person.groups),
                    (ReferenceKind::Role, "roles", &person.roles),
                ] {
                    let pointer = format!("{pointer}/given/person/{key}");
                    for name in names {
                        self.name(kind, &pointer, name);
                    }
                }
            }
            if let Some(user) = &given.user {
                self.name(ReferenceKind::User, &format!("{pointer}/given/user"), user);
            }
            if let Some(context) = &given.authentication_context {
                let pointer = format!("{pointer}/given/authenticationContext");
                self.name(ReferenceKind::AuthenticationContext, &pointer, context);
            }
            if let Some(application) = given.application.as_deref().filter(|name| !is_keyword(name)) {
                self.name(ReferenceKind::Application, &format!("{pointer}/given/application"), application);
            }
        }
        for (index, invariant) in document.invariants.iter().enumerate() {
            let pointer = format!("/invariants/{index}");
            let scope = &invariant.scope;
            for user in scope.users.users.iter().chain(&scope.except.users) {
                match user {
                    UserRef::User(name) => self.name(ReferenceKind::User, &pointer, name),
                    UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => {}
                }
            }
            for application in &scope.applications {
                match application {
                    ApplicationRef::Application(name) => {
                        self.name(ReferenceKind::Application, &pointer, name);
                    }
                    ApplicationRef::All
                    | ApplicationRef::None
                    | ApplicationRef::Office365
                    | ApplicationRef::MicrosoftAdminPortals
                    | ApplicationRef::AllAgentIdResources => {}
                }
            }
            let lists = [
                (ReferenceKind::Group, &scope.users.groups),
                (ReferenceKind::Role, &scope.users.roles),
                (ReferenceKind::Group, &scope.except.groups),
                (ReferenceKind::Role, &scope.except.roles),
                (ReferenceKind::NamedLocation, &scope.locations),
            ];
            for (kind, names) in lists {
                for name in names {
                    self.name(kind, &pointer, name);
                }
            }
        }
    }

    fn name(&mut self, kind: ReferenceKind, pointer: &str, name: &str) {
        // Without a directory nothing is known of people, so a name that is not found says nothing.
        let has_directory = self.names.directory.is_some();
        if kind == ReferenceKind::User && !has_directory {
            return;
        }
        if let Err(fault) = self.names.resolve(kind, name) {
            let span = span_of_text(self.tree, pointer, name);
            let error = diagnostic(kind, name, span, fault, has_directory);
            self.diagnostics.push(Diagnostic { severity: Severity::Warning, ..error });
        }
    }
}

/// The words that stand for many applications.
fn is_keyword(name: &str) -> bool {
    matches!(name, "all" | "none" | "office365" | "microsoftAdminPortals" | "allAgentIdResources")
}

fn unknown_policy(
    severity: Severity,
    policy: &str,
    policies: Known<'_>,
    span: crate::source::Span,
) -> Option<Diagnostic> {
    let policies = policies?;
    if policies.contains(&policy) {
        return None;
    }
    let message = format!("there is no policy `{policy}`");
    let diagnostic = Diagnostic::new(severity, "unknown-policy", span, message);
    Some(match did_you_mean(policy, policies.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    })
}
