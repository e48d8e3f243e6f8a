//! What is said of a promise that is not kept, and where.

use super::{Asks, Gap, Promise, Verdict};
use crate::check::{Context, Finding};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantControls, GrantItem, Id, Operator};
use crate::space::{NearMiss, Obstacle};
use crate::workspace::Place;

/// The finding of a promise that is not kept: at the line that opens it where one policy would cover it but for that.
pub(super) fn finding(context: &Context<'_>, promise: &Promise, verdict: &Verdict, gap: &Gap) -> Finding {
    let is_promoted = matches!(verdict, Verdict::WhenSwitchedOn(_));
    let mut message = promise.rule.summary.to_owned();
    if let Some(place) = &gap.place {
        message.push_str(": ");
        message.push_str(place);
    }
    match gap.people.len() {
        0 => {}
        1 => message.push_str(" (1 person)"),
        count => message.push_str(&format!(" ({count} people)")),
    }
    if is_promoted {
        message.push_str(", until what is report-only is switched on");
    }
    let near = gap.near_miss.as_ref();
    let is_limit = matches!(promise.asks, Asks::NoBlock | Asks::AtMost(_) | Asks::SomeWay);
    let asking = gap.asking.iter().find(|policy| is_limit && is_ours(context, policy));
    let place = match asking {
        Some(policy) => Some(Place::policy(policy, "/users")),
        None => near.and_then(|(policy, near)| place(context, policy, near)),
    };
    let help = match near {
        Some((policy, near)) => format!("`{policy}` would cover it, but {}", obstacles(near)),
        None if is_limit => format!("{} by {}; {}", gap.asked, gap.asking.join(" and "), promise.help),
        None => promise.help.to_owned(),
    };
    let finding =
        Finding::new(promise.rule, place.unwrap_or_else(|| Place::tenant("/tenant").key()), message);
    let finding = if is_promoted { finding.severity(Severity::Note) } else { finding };
    finding.help(help)
}

/// The line of the YAML that opens the gap; none of a policy that is not in the YAML.
fn place(context: &Context<'_>, policy: &str, near: &NearMiss) -> Option<Place> {
    let pointer = near.obstacles.iter().map(pointer).next_back()?;
    let place = Place::policy(policy, pointer);
    is_ours(context, policy).then_some(place)
}

fn is_ours(context: &Context<'_>, policy: &str) -> bool {
    context.policies().any(|other| other.id == policy)
}

fn pointer(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::State(_) => "/state".to_owned(),
        Obstacle::Exclusion("devices", _) => "/deviceFilter".to_owned(),
        Obstacle::Exclusion(member, _) => format!("/{member}/exclude"),
        Obstacle::Condition(member) | Obstacle::Unknown(member) => match *member {
            "users" => "/users/include".to_owned(),
            "applications" => "/applications/include".to_owned(),
            "devices" => "/deviceFilter".to_owned(),
            member => format!("/{member}"),
        },
    }
}

fn obstacles(near: &NearMiss) -> String {
    let words: Vec<String> = near.obstacles.iter().map(obstacle).collect();
    words.join(" and ")
}

fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::State(state) if state == "disabled" => "it is disabled".to_owned(),
        Obstacle::State(_) => "it is report-only".to_owned(),
        Obstacle::Exclusion(member, words) => format!("its `{}` exclude {words}", key(member)),
        Obstacle::Condition(member) => format!("its `{}` do not match", key(member)),
        Obstacle::Unknown(member) => format!("whether its `{}` match is not known", key(member)),
    }
}

/// The key of a condition, by Graph's member.
fn key(member: &str) -> &str {
    if member == "devices" { "deviceFilter" } else { member }
}

/// How close grant controls come to others, the closest first; `None` if they ask for something else.
pub(super) fn closeness(grant: &GrantControls<Id>, wanted: &GrantControls<Id>) -> Option<u8> {
    if grant.items == wanted.items {
        return Some(0);
    }
    let mfa = GrantItem::BuiltIn(BuiltInControl::Mfa);
    let is_strength = |item: &GrantItem<Id>| matches!(item, GrantItem::AuthenticationStrength(_));
    let is_enough = |item: &GrantItem<Id>| {
        wanted.items.contains(item) || (wanted.items.contains(&mfa) && is_strength(item))
    };
    let is_close = match grant.operator {
        Operator::And => grant.items.iter().any(is_enough),
        Operator::Or => !grant.items.is_empty() && grant.items.iter().all(is_enough),
    };
    is_close.then_some(1)
}
