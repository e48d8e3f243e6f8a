#![doc = include_str!("ca_exc_009.md")]

use crate::catalogue;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, Policy, State};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-009",
    severity: Severity::Warning,
    summary: "the companion of an exception that is over is still deployed",
    explanation: include_str!("ca_exc_009.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(deployed) = context.workspace.deployed.as_ref() else { return };
    for companion in &deployed.policies {
        let is_ours = context.policies().any(|policy| {
            policy.display_name == companion.display_name
                || policy.graph_id.is_some() && policy.graph_id == companion.graph_id
        });
        if is_ours || companion.state == State::Disabled {
            continue;
        }
        let Some((policy, codes)) = context
            .policies()
            .find_map(|policy| Some((policy, countries_of(policy, &companion.display_name)?)))
        else {
            continue;
        };
        let over = context.workspace.exceptions.iter().find(|exception| {
            exception.until < context.workspace.as_of
                && exception.opens.contains(&policy.id)
                && exception.travel.iter().all(|code| codes.contains(&code.as_str()))
        });
        let place = match over {
            Some(exception) => Place::tenant(format!("{}/until", exception.pointer)),
            None => Place::policy(&policy.id, "/id"),
        };
        let message = format!(
            "`{}` is still deployed, the companion of `{}` for an exception that is over",
            companion.display_name, policy.id,
        );
        found.push(Finding::new(&RULE, place, message).help(
            "delete it in the tenant once the policy itself is deployed without the exception, and export again",
        ));
    }
}

/// The countries in the name of a companion of a policy, such as `CA002.TH - Block` of `CA002`; `None` of another name.
fn countries_of<'n>(policy: &Policy<Id>, name: &'n str) -> Option<Vec<&'n str>> {
    let rest = name.strip_prefix(policy.id.as_str())?.strip_prefix('.')?;
    let codes = rest.split([' ', '-', ':']).next()?;
    let codes: Vec<&str> = codes.split('.').collect();
    codes.iter().all(|code| catalogue::country_by_code(code).is_some()).then_some(codes)
}
