//! Scenarios: one sign-in each, decided as `whatif` decides it, and compared with what must become of it.
//!
//! What is not known is no pass: a scenario that depends on it fails, and says on what.

mod given;

use crate::condition::World;
use crate::control::{ClaimTable, Outcome, Range, Requirement};
use crate::directory::Directory;
use crate::engine::{self, Trace};
use crate::model::{AuthenticationStrength, GrantControls, Id, Match, NamedLocation, Policy, State};
use crate::workspace::TenantWorkspace;
use crate::workspace::document::{Expect, Scenario};
use given::Supposition;

/// Where scenarios are decided.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The tenant, whose scenarios they are.
    pub workspace: &'a TenantWorkspace,
    /// Its directory; empty where none was exported.
    pub directory: &'a Directory,
    /// The policies, in the states in which they are to decide.
    pub policies: &'a [Policy<Id>],
    /// Their named locations.
    pub locations: &'a [NamedLocation],
    /// Authentication strengths.
    pub strengths: &'a [AuthenticationStrength],
}

/// A scenario, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The scenario.
    pub scenario: Scenario,
    /// The file that says it, and where in it.
    pub place: (String, String),
    /// What was decided; nothing if the sign-in could not be made.
    pub decided: Option<Decided>,
    /// What is otherwise than it must be; nothing if it passed.
    pub faults: Vec<String>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The outcome.
    pub outcome: Range<Outcome>,
    /// The keys of the policies that bring it about.
    pub by: Vec<String>,
    /// What brings it about beside the policies, in words.
    pub by_platform: Vec<&'static str>,
}

impl Decided {
    /// What brings it about, in words.
    fn deciding(&self) -> String {
        let platform = self.by_platform.iter().copied();
        let by: Vec<&str> = self.by.iter().map(String::as_str).chain(platform).collect();
        if by.is_empty() { "no policy".to_owned() } else { by.join(", ") }
    }
}

impl Judged {
    /// Whether all was as it must be.
    pub fn is_passed(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Decides the scenarios of a tenant, in the order of its files.
pub fn judge(setting: &Setting<'_>) -> Vec<Judged> {
    let files = setting.workspace.tests.iter();
    let scenarios = files.flat_map(|(path, document)| {
        document.scenarios.iter().enumerate().map(move |(number, scenario)| (path, number, scenario))
    });
    scenarios
        .map(|(path, number, scenario)| {
            let (decided, faults) = decide(setting, scenario);
            let place = (path.clone(), format!("/scenarios/{number}"));
            Judged { scenario: scenario.clone(), place, decided, faults }
        })
        .collect()
}

fn decide(setting: &Setting<'_>, scenario: &Scenario) -> (Option<Decided>, Vec<String>) {
    let mut faults = Vec::new();
    let Some(supposition) = Supposition::of(setting, scenario, &mut faults) else { return (None, faults) };
    let wanted =
        scenario.expect.requires.as_deref().map(|name| Supposition::grant(setting, name, &mut faults));
    if !faults.is_empty() {
        return (None, faults);
    }
    let directory = supposition.directory.as_ref().unwrap_or(setting.directory);
    let world = World::new(directory, &supposition.tenant, setting.locations, setting.strengths);
    let policies = supposition.policies.as_slice();
    let trace = engine::trace(&world, policies, &supposition.sign_in);
    let by =
        trace.decided_by.iter().filter_map(|at| policies.get(*at)).map(|policy| policy.id.clone()).collect();
    let by_platform = trace.decided_by_platform.iter().map(|enforcement| enforcement.words()).collect();
    let decided = Decided { outcome: trace.outcome, by, by_platform };
    let judging = Judging { policies, trace: &trace };
    judging.outcome(&scenario.expect, &decided, &mut faults);
    faults.extend(deciding(&scenario.expect, &decided));
    judging.applying(&scenario.expect, &mut faults);
    if let (Some(wanted), Some(name)) = (wanted, &scenario.expect.requires) {
        faults.extend(judging.requirement(&world, &wanted, name));
    }
    (Some(decided), faults)
}

struct Judging<'a> {
    policies: &'a [Policy<Id>],
    trace: &'a Trace,
}

impl Judging<'_> {
    fn outcome(&self, expect: &Expect, decided: &Decided, faults: &mut Vec<String>) {
        let Some(wanted) = expect.outcome.map(crate::workspace::document::ExpectedOutcome::as_str) else {
            return;
        };
        match decided.outcome.known() {
            Some(outcome) if outcome.as_str() == wanted => {}
            Some(outcome) => {
                let by = decided.deciding();
                faults.push(format!("the outcome is `{}`, by {by}, and not `{wanted}`", outcome.as_str()));
            }
            None => {
                let (best, worst) = (decided.outcome.best().as_str(), decided.outcome.worst().as_str());
                faults.push(format!(
                    "whether the outcome is `{wanted}` is not known: `{best}` at best, `{worst}` at worst; {}",
                    self.not_known()
                ));
            }
        }
    }

    fn applying(&self, expect: &Expect, faults: &mut Vec<String>) {
        let wanted = expect.applies.iter().map(|key| (key, Match::Yes));
        for (key, wanted) in wanted.chain(expect.does_not_apply.iter().map(|key| (key, Match::No))) {
            let Some(at) = self.policies.iter().position(|policy| policy.id == *key) else {
                faults.push(format!("there is no policy `{key}`"));
                continue;
            };
            let Some(traced) = self.trace.policies.get(at) else { continue };
            let conditions = |of: Match| {
                let members = traced.conditions.iter().filter(|condition| condition.matches == of);
                members.map(|condition| condition.member).collect::<Vec<_>>().join(", ")
            };
            match (wanted, traced.applies) {
                (Match::Yes, Match::Yes) | (Match::No, Match::No) => {}
                (_, Match::Unknown) => {
                    faults.push(format!(
                        "whether `{key}` applies is not known: {}",
                        conditions(Match::Unknown)
                    ));
                }
                (_, Match::Yes) => faults.push(format!("`{key}` applies")),
                (_, Match::No) => faults.push(format!("`{key}` does not apply: {}", conditions(Match::No))),
            }
        }
    }

    /// What is wrong where less is asked for than must be.
    fn requirement(&self, world: &World<'_>, wanted: &GrantControls<Id>, name: &str) -> Option<String> {
        let mut claims = ClaimTable::default();
        let too_much = || Some("more is asked for than can be gone through".to_owned());
        let Ok(wanted) = claims.requirement(world, wanted) else { return too_much() };
        let mut asked = |may_apply: bool| {
            let all = self
                .enforced()
                .filter(|(_, applies)| *applies == Match::Yes || (may_apply && *applies == Match::Unknown));
            let mut grants = all.filter_map(|(policy, _)| policy.grant.as_ref());
            grants.try_fold(Requirement::nothing(), |asked, grant| {
                asked.and(&claims.requirement(world, grant)?)
            })
        };
        let (Ok(least), Ok(most)) = (asked(false), asked(true)) else { return too_much() };
        if least.implies(&wanted) {
            None
        } else if most.implies(&wanted) {
            Some(format!("whether `{name}` is asked for is not known: {}", self.not_known()))
        } else {
            Some(format!("`{name}` is not asked for: less is enough"))
        }
    }

    /// The policies that decide where they apply, and whether they do.
    fn enforced(&self) -> impl Iterator<Item = (&Policy<Id>, Match)> {
        let policies = self.policies.iter().zip(&self.trace.policies);
        let is_enforced = |policy: &Policy<Id>| match policy.state {
            State::Enabled | State::Unknown(_) => true,
            State::ReportOnly | State::Disabled => false,
        };
        policies.filter(move |(policy, _)| is_enforced(policy)).map(|(policy, trace)| (policy, trace.applies))
    }

    /// What the outcome depends on, policy by policy.
    fn not_known(&self) -> String {
        let traced = self.policies.iter().zip(&self.trace.policies);
        let enforced =
            traced.filter(|(policy, _)| matches!(policy.state, State::Enabled | State::Unknown(_)));
        let asks = enforced.filter(|(_, trace)| trace.asked != Some(Range::certain(Outcome::Granted)));
        let open = asks.filter_map(|(policy, trace)| {
            let members = trace.conditions.iter().filter(|condition| condition.matches == Match::Unknown);
            let mut members: Vec<&str> = members.map(|condition| condition.member).collect();
            let is_open = trace.applies == Match::Unknown;
            if !is_open {
                members.clear();
            }
            if trace.asked.is_some_and(|asked| asked.known().is_none()) && !is_open {
                members.push("what they can show");
            }
            (!members.is_empty()).then(|| format!("{} ({})", policy.id, members.join(", ")))
        });
        let open: Vec<String> = open.collect();
        let shown = open.iter().take(MOST_POLICIES).map(String::as_str).collect::<Vec<_>>().join(", ");
        match open.len().saturating_sub(MOST_POLICIES) {
            _ if open.is_empty() => "it depends on what no export tells".to_owned(),
            0 => format!("it depends on {shown}"),
            others => format!("it depends on {shown} and {others} more"),
        }
    }
}

/// What is wrong with the policies that decide.
fn deciding(expect: &Expect, decided: &Decided) -> Option<String> {
    let missing = expect.by.iter().filter(|key| !decided.by.contains(key));
    let missing: Vec<String> = missing.map(|key| format!("`{key}`")).collect();
    (!missing.is_empty())
        .then(|| format!("{} does not decide it, but {}", missing.join(", "), decided.deciding()))
}

/// So many policies say what has to be given.
const MOST_POLICIES: usize = 5;

#[cfg(test)]
mod tests;
