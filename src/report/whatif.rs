//! What becomes of one sign-in, policy by policy, and why.

mod json;
mod markdown;
mod several;
mod text;

use super::words::{list, short};
use crate::control::{Demand, MergedSession, Outcome, Range, merge_sessions};
use crate::engine::{DependencyTrace, PolicyTrace, Trace};
use crate::model::{Id, Match, Policy, State, UnknownPart};
use crate::sign_in::{Country, Flow, InsiderRisk, Platform, SignIn};

pub use json::json;
pub use markdown::markdown;
pub use several::Several;
pub use text::text;

/// What becomes of one sign-in in one tenant.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The tenant's name.
    pub tenant: &'a str,
    /// The sign-in.
    pub sign_in: &'a SignIn<'a>,
    /// The policies that were traced.
    pub policies: &'a [Policy<Id>],
    /// The trace, a policy each in the same order.
    pub trace: &'a Trace,
    /// The trace once the user has activated the roles that they may; `None` where there are none.
    pub activated: Option<&'a Trace>,
}

/// What the session is.
struct Session<'a> {
    /// Of the policies that surely apply; nothing if access is never granted.
    merged: MergedSession,
    /// Policies that may add to it.
    unknown: Vec<&'a Policy<Id>>,
}

impl<'a> Report<'a> {
    fn traced(&self) -> impl Iterator<Item = (&'a Policy<Id>, &'a PolicyTrace)> {
        self.policies.iter().zip(&self.trace.policies)
    }

    fn decided_by(&self) -> impl Iterator<Item = &'a Policy<Id>> {
        self.policies_of(&self.trace.decided_by)
    }

    /// What Microsoft demands beside the policies, a sentence each.
    fn platform(&self) -> Vec<String> {
        let line = |demand: &Demand| {
            let asked = range_words(demand.outcome);
            let source = demand
                .enforcement
                .fact()
                .map_or(String::new(), |fact| format!(" ({}, {})", fact.document, fact.document_date));
            format!("beside the policies: {}: {asked}{source}", demand.enforcement.words())
        };
        self.trace.platform.iter().map(line).collect()
    }

    /// What comes of services that the resource depends on, a sentence each.
    fn dependencies(&self) -> Vec<String> {
        let line = |trace: &DependencyTrace| {
            let by: Vec<String> =
                self.policies_of(&trace.decided_by).map(|policy| short(&policy.id, 40)).collect();
            let by = if by.is_empty() { String::new() } else { format!(", by {}", list(&by)) };
            let (name, asked) = (trace.dependency.display_name, range_words(trace.outcome));
            format!("through {name}, on which it depends: {asked}{by}")
        };
        self.trace.dependencies.iter().map(line).collect()
    }

    /// What becomes of it once roles are activated, in a sentence.
    fn activated(&self) -> Option<String> {
        let trace = self.activated?;
        let by: Vec<String> =
            self.policies_of(&trace.decided_by).map(|policy| short(&policy.id, 40)).collect();
        let by = if by.is_empty() { String::new() } else { format!(", by {}", list(&by)) };
        Some(format!("once eligible roles are activated: {}{by}", range_words(trace.outcome)))
    }

    fn policies_of(&self, indices: &'a [usize]) -> impl Iterator<Item = &'a Policy<Id>> {
        indices.iter().filter_map(|index| self.policies.get(*index))
    }

    /// Session controls come after all grant controls are met (Entra, concept-conditional-access-policies, 2024-03).
    fn session(&self) -> Session<'a> {
        if self.trace.outcome.best().is_locked_out() {
            return Session { merged: MergedSession::default(), unknown: Vec::new() };
        }
        let enabled = || self.traced().filter(|(policy, _)| is_enforced(policy));
        let sure =
            enabled().filter(|(policy, trace)| trace.applies == Match::Yes && policy.state == State::Enabled);
        let unsure = enabled().filter(|(policy, trace)| {
            let has_session = policy.session.is_some() || policy.unknown.touches(UnknownPart::Session);
            let is_sure = trace.applies == Match::Yes
                && policy.state == State::Enabled
                && !policy.unknown.touches(UnknownPart::Session);
            has_session && trace.applies != Match::No && !is_sure
        });
        Session {
            merged: merge_sessions(sure.filter_map(|(policy, _)| policy.session.as_ref())),
            unknown: unsure.map(|(policy, _)| policy).collect(),
        }
    }
}

/// `prompted`, or `granted to prompted` where it is not certain.
fn range_words(outcome: Range<Outcome>) -> String {
    match outcome.known() {
        Some(known) => known.words().to_owned(),
        None => format!("{} to {}", outcome.best().words(), outcome.worst().words()),
    }
}

/// Whether a policy decides. A state that is not known may be one that does.
fn is_enforced(policy: &Policy<Id>) -> bool {
    match policy.state {
        State::Enabled | State::Unknown(_) => true,
        State::ReportOnly | State::Disabled => false,
    }
}

/// Graph's tokens for why a policy does not apply, or is not known to.
fn analysis_reasons(policy: &Policy<Id>, trace: &PolicyTrace) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    if policy.state == State::Disabled {
        reasons.push("policyNotEnabled");
    }
    match trace.applies {
        Match::Yes => {}
        Match::Unknown => reasons.push("notEnoughInformation"),
        Match::No => {
            for condition in trace.conditions.iter().filter(|condition| condition.matches == Match::No) {
                if !reasons.contains(&condition.reason) {
                    reasons.push(condition.reason);
                }
            }
        }
    }
    reasons
}

/// What is known of a sign-in, and what is not, in a few words each.
pub(super) fn facts(sign_in: &SignIn<'_>) -> (Vec<String>, Vec<&'static str>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let mut tell = |name: &'static str, fact: Option<String>| match fact {
        Some(fact) if !fact.is_empty() => known.push(fact),
        Some(_) | None => unknown.push(name),
    };
    let who = [&sign_in.user_principal_name, &sign_in.display_name].into_iter().find(|name| !name.is_empty());
    tell("who", who.map(ToString::to_string).or(sign_in.subject_id.map(|id| id.to_string())));
    tell("application", target(sign_in));
    tell("client app", sign_in.client_app.as_ref().map(|client| client.as_graph().to_owned()));
    tell(
        "device platform",
        sign_in.platform.as_ref().map(|platform| match platform {
            Platform::Known(platform) => platform.as_graph().to_owned(),
            Platform::Unrecognized => "platform not recognized".to_owned(),
        }),
    );
    tell("address", sign_in.ip_address.map(|address| address.to_string()));
    tell(
        "country",
        sign_in.country.map(|country| match country {
            Country::Code(_) => country.code().to_owned(),
            Country::Undetermined => "no country".to_owned(),
        }),
    );
    tell(
        "device",
        sign_in.device.as_ref().map(|device| match (&device.id, device.is_compliant) {
            (None, _) => "unregistered device".to_owned(),
            (Some(_), true) => "compliant device".to_owned(),
            (Some(_), false) => "device that is not compliant".to_owned(),
        }),
    );
    let risk = |of: &str, level: &str| format!("{of} risk {level}");
    tell("sign-in risk", sign_in.sign_in_risk.as_ref().map(|level| risk("sign-in", level.as_graph())));
    tell("user risk", sign_in.user_risk.as_ref().map(|level| risk("user", level.as_graph())));
    tell(
        "insider risk",
        sign_in.insider_risk.as_ref().map(|level| match level {
            InsiderRisk::None => risk("insider", "none"),
            InsiderRisk::Level(level) => risk("insider", level.as_graph()),
        }),
    );
    tell(
        "authentication flow",
        sign_in.flow.map(|flow| match flow {
            Flow::Ordinary => "ordinary flow".to_owned(),
            Flow::DeviceCode => "device code flow".to_owned(),
            Flow::Transfer => "authentication transfer".to_owned(),
        }),
    );
    tell(
        "whether MFA was done",
        sign_in
            .authentication
            .multifactor
            .map(|done| if done { "MFA done" } else { "MFA not done" }.to_owned()),
    );
    (known, unknown)
}

fn target(sign_in: &SignIn<'_>) -> Option<String> {
    if let Some(action) = &sign_in.user_action {
        return Some(action.as_graph().to_owned());
    }
    let contexts: Vec<String> = sign_in.authentication_contexts.iter().map(ToString::to_string).collect();
    let resources = [&sign_in.resource, &sign_in.application];
    let named = resources.iter().find(|resource| !resource.display_name.is_empty());
    let id = || resources.iter().find_map(|resource| resource.id).map(|id| id.to_string());
    let resource = named.map(|resource| resource.display_name.to_string()).or_else(id);
    match (resource, contexts.as_slice()) {
        (Some(resource), []) => Some(resource),
        (Some(resource), [_, ..]) => Some(format!("{resource} ({})", contexts.join(", "))),
        (None, []) => None,
        (None, [_, ..]) => Some(contexts.join(", ")),
    }
}

/// The decision and why, in whole sentences.
fn decision(report: &Report<'_>) -> Vec<String> {
    let outcome = report.trace.outcome;
    let policies = report.decided_by().map(|policy| short(&policy.id, 40));
    let platform = report.trace.decided_by_platform.iter().map(|enforcement| enforcement.words().to_owned());
    let by: Vec<String> = policies.chain(platform).collect();
    let by = if by.is_empty() { String::new() } else { format!(", by {}", list(&by)) };
    let mut lines = Vec::new();
    match outcome.known() {
        Some(known) if by.is_empty() => lines.push(format!("{}: no policy asks for more", known.words())),
        Some(known) => lines.push(format!("{}{by}", known.words())),
        None => {
            let (best, worst) = (outcome.best().words(), outcome.worst().words());
            lines.push(format!("{best} at best, {worst} at worst{by}"));
        }
    }
    if outcome.known().is_none() {
        let mut lacking: Vec<&str> = report
            .traced()
            .filter(|(policy, trace)| is_enforced(policy) && trace.applies == Match::Unknown)
            .flat_map(|(_, trace)| &trace.conditions)
            .filter(|condition| condition.matches == Match::Unknown)
            .map(|condition| condition.member)
            .collect();
        lacking.dedup();
        let mut seen = std::collections::BTreeSet::new();
        lacking.retain(|member| seen.insert(*member));
        let undecided = |(policy, trace): &(&Policy<Id>, &PolicyTrace)| {
            is_enforced(policy) && trace.asked.is_some_and(|asked| asked.known().is_none())
        };
        let is_demand_unknown = report.trace.platform.iter().any(|demand| demand.outcome.known().is_none());
        if report.traced().any(|traced| undecided(&traced)) || is_demand_unknown {
            lacking.push("what can be shown or asked for");
        }
        if !lacking.is_empty() {
            lines.push(format!("not known: {}", list(&lacking)));
        }
    }
    lines
}

#[cfg(test)]
mod tests;
