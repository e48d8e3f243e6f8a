//! Every condition of every policy for one sign-in: what the What-If shows, and why.

use super::dependencies::{self, DependencyTrace};
use super::table::{Contribution, Decision, Scratch, Table};
use crate::catalogue::Enforcement;
use crate::condition::{DIMENSIONS, World};
use crate::control::{Demand, Outcome, Range};
use crate::model::{Id, Match, Policy, State, UnknownPart};
use crate::sign_in::SignIn;

/// What becomes of one sign-in, with the reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Every policy, in order.
    pub policies: Vec<PolicyTrace>,
    /// What Microsoft demands beside the policies.
    pub platform: Vec<Demand>,
    /// Under the enabled policies and what Microsoft demands.
    pub outcome: Range<Outcome>,
    /// The policies that bring about the worst of it, by index.
    pub decided_by: Vec<usize>,
    /// What brings about the worst of it beside the policies.
    pub decided_by_platform: Vec<Enforcement>,
    /// What comes of the services that the resource depends on; not part of the outcome.
    pub dependencies: Vec<DependencyTrace>,
}

/// One policy for one sign-in.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyTrace {
    /// Whether it applies, were it enabled.
    pub applies: Match,
    /// Every condition that the policy configures.
    pub conditions: Vec<ConditionTrace>,
    /// What comes of its controls, where it applies or may.
    pub asked: Option<Range<Outcome>>,
    /// `appliedConditionalAccessPolicies.result`, as Entra words it.
    pub result: &'static str,
}

/// One condition of one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionTrace {
    /// Graph's member of `conditions`.
    pub member: &'static str,
    /// Graph's token among `analysisReasons`.
    pub reason: &'static str,
    /// Whether it matches.
    pub matches: Match,
}

/// Explains what becomes of a sign-in under policies.
pub fn trace(world: &World<'_>, policies: &[Policy<Id>], sign_in: &SignIn<'_>) -> Trace {
    let table = Table::new(world, policies);
    let mut scratch = Scratch::default();
    let Decision { contributions, platform, .. } = table.decide_by_all(&mut scratch, sign_in);
    let traces: Vec<PolicyTrace> = policies
        .iter()
        .enumerate()
        .map(|(index, policy)| {
            let contribution = contributions.iter().find(|contribution| contribution.policy == index);
            trace_policy(world, policy, sign_in, contribution)
        })
        .collect();
    let deciding = || {
        policies.iter().zip(&traces).enumerate().filter_map(|(index, (policy, trace))| {
            let decides = matches!(policy.state, State::Enabled | State::Unknown(_));
            let asked = trace.asked.filter(|_| decides)?;
            Some((index, Contribution { policy: index, applies: trace.applies, asked }.outcome()))
        })
    };
    let demanded = platform.iter().map(|demand| demand.outcome);
    let outcome = deciding()
        .map(|(_, outcome)| outcome)
        .chain(demanded)
        .fold(Range::certain(Outcome::Granted), Range::max);
    // Where the outcome is certain, policies that may add to it decide nothing.
    let decides = |own: Range<Outcome>| match outcome.known() {
        Some(outcome) => own.best() == outcome,
        None => own.worst() == outcome.worst(),
    };
    let decides = |own| decides(own) && outcome.worst() > Outcome::Granted;
    let decided_by = deciding().filter(|(_, own)| decides(*own)).map(|(index, _)| index).collect();
    let decided_by_platform =
        platform.iter().filter(|demand| decides(demand.outcome)).map(|demand| demand.enforcement).collect();
    Trace {
        policies: traces,
        platform: platform.to_vec(),
        outcome,
        decided_by,
        decided_by_platform,
        dependencies: dependencies::trace(&table, sign_in),
    }
}

fn trace_policy(
    world: &World<'_>,
    policy: &Policy<Id>,
    sign_in: &SignIn<'_>,
    contribution: Option<&Contribution>,
) -> PolicyTrace {
    let conditions: Vec<ConditionTrace> = DIMENSIONS
        .iter()
        .filter(|dimension| dimension.is_configured(&policy.conditions))
        .map(|dimension| ConditionTrace {
            member: dimension.member(),
            reason: dimension.reason(),
            matches: dimension.trace(world, &policy.conditions, sign_in),
        })
        .collect();
    let not_understood =
        policy.unknown.touches(UnknownPart::Conditions) || policy.unknown.touches(UnknownPart::Root);
    let understood =
        if not_understood || matches!(policy.state, State::Unknown(_)) { Match::Unknown } else { Match::Yes };
    let applies = conditions.iter().map(|condition| condition.matches).fold(understood, Match::and);
    let asked = match applies {
        Match::No => None,
        Match::Yes | Match::Unknown => contribution.map(|contribution| contribution.asked),
    };
    let result = result(policy, applies, asked);
    PolicyTrace { applies, conditions, asked, result }
}

/// The result as Entra words it. A policy on a user action has none in report-only
/// (Entra, concept-conditional-access-report-only, 2025-03).
fn result(policy: &Policy<Id>, applies: Match, asked: Option<Range<Outcome>>) -> &'static str {
    let report_only = match policy.state {
        State::Disabled => return "notEnabled",
        State::Unknown(_) => return "unknown",
        State::Enabled => false,
        State::ReportOnly => true,
    };
    let asked = match (applies, asked) {
        (Match::No, _) if report_only => return "reportOnlyNotApplied",
        (Match::No, _) => return "notApplied",
        (Match::Unknown, _) | (Match::Yes, None) => return "unknown",
        (Match::Yes, Some(asked)) => asked,
    };
    if report_only && !policy.conditions.applications.user_actions.is_empty() {
        return "unknown";
    }
    let word = if report_only { report_only_result } else { enabled_result };
    let (best, worst) = (word(asked.best()), word(asked.worst()));
    if best == worst { best } else { "unknown" }
}

fn enabled_result(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted | Outcome::Prompted => "success",
        Outcome::NeedsRegistration | Outcome::Unsatisfiable | Outcome::Blocked => "failure",
    }
}

fn report_only_result(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "reportOnlySuccess",
        Outcome::Prompted | Outcome::NeedsRegistration => "reportOnlyInterrupted",
        Outcome::Unsatisfiable | Outcome::Blocked => "reportOnlyFailure",
    }
}
