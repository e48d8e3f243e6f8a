//! What becomes of a sign-in through the services that its resource depends on: reported apart, since the published list
//! of dependencies is old and not complete.

use super::table::{Decision, Scratch, Table};
use crate::catalogue::{ServiceDependency, service_dependencies};
use crate::control::{Outcome, Range};
use crate::sign_in::{Application, SignIn};

/// One service that a resource depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct DependencyTrace {
    /// The service.
    pub dependency: ServiceDependency,
    /// What becomes of signing in to it.
    pub outcome: Range<Outcome>,
    /// The policies that bring about the worst of it, by index.
    pub decided_by: Vec<usize>,
}

/// The same sign-in to each service that its resource depends on early: whose policies must be met at once.
pub fn dependencies<'s, 'a>(
    sign_in: &'s SignIn<'a>,
) -> impl Iterator<Item = (ServiceDependency, SignIn<'a>)> + use<'s, 'a> {
    let resources = sign_in.audiences.iter().copied().chain(sign_in.resource.id);
    let is_ordinary = sign_in.user_action.is_none();
    let found = resources.flat_map(service_dependencies).filter(move |_| is_ordinary);
    found.map(|dependency| {
        let resource = Application { id: Some(dependency.on), display_name: dependency.display_name.into() };
        // Which permissions the service asks the other for is not recorded.
        (*dependency, SignIn { resource, audiences: Vec::new(), scopes: None, ..sign_in.clone() })
    })
}

/// What comes of each dependency that asks for anything.
pub(super) fn trace(table: &Table<'_>, sign_in: &SignIn<'_>) -> Vec<DependencyTrace> {
    let mut scratch = Scratch::default();
    let mut traces: Vec<DependencyTrace> = Vec::new();
    for (dependency, sign_in) in dependencies(sign_in) {
        let Decision { outcome, contributions, .. } = table.decide(&mut scratch, &sign_in);
        let decides = |own: Range<Outcome>| match outcome.known() {
            Some(outcome) => own.best() == outcome,
            None => own.worst() == outcome.worst(),
        };
        let deciding = contributions.iter().filter(|found| decides(found.outcome()));
        let decided_by = deciding.map(|found| found.policy).collect();
        let is_new = !traces.iter().any(|trace| trace.dependency.on == dependency.on);
        if outcome.worst() > Outcome::Granted && is_new {
            traces.push(DependencyTrace { dependency, outcome, decided_by });
        }
    }
    traces
}
