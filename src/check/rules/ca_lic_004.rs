#![doc = include_str!("ca_lic_004.md")]

use crate::catalogue::Feature;
use crate::check::entitlements::Entitlements;
use crate::check::license_needs::needs;
use crate::check::policy_shape::{includes_everyone, is_in_use};
use crate::check::{Context, Finding, Rule};
use crate::condition::{Who, World, is_in_scope};
use crate::diagnostic::Severity;
use crate::directory::{Directory, Person};
use crate::model::{Id, Match, Policy};
use crate::sign_in::UserType;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-LIC-004",
    severity: Severity::Warning,
    summary: "fewer seats than people in scope",
    explanation: include_str!("ca_lic_004.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(entitlements) = Entitlements::of(context) else { return };
    for feature in [Feature::EntraIdP1, Feature::EntraIdP2] {
        let mut policies: Vec<&Policy<Id>> = context
            .policies()
            .filter(|policy| is_in_use(policy) && is_needed_by(context, policy, feature))
            .collect();
        let Some(first) = policies.first().copied() else { continue };
        // Of many policies, one for everyone settles most people at once.
        policies.sort_by_key(|policy| !includes_everyone(policy));
        let Some(seats) = entitlements.seats(feature).filter(|seats| *seats > 0) else { continue };
        let finding = match context.directory.filter(|directory| !directory.people().is_empty()) {
            Some(directory) => {
                let people = people_in_scope(context, directory, &policies);
                by_people(&entitlements, feature, seats, &people)
            }
            None => by_plans(&entitlements, feature, seats, &policies),
        };
        let place = Place::tenant("/licenses").key();
        found.extend(finding.map(|(severity, message)| {
            Finding::new(&RULE, place, message)
                .severity(severity)
                .related(Place::policy(&first.id, "/users").key(), "one of the policies")
                .help("add seats, or narrow the policies to the people who have them")
        }));
    }
}

fn is_needed_by(context: &Context<'_>, policy: &Policy<Id>, feature: Feature) -> bool {
    feature == Feature::EntraIdP1 || needs(context, policy).iter().any(|need| need.feature == feature)
}

/// What the directory says: more people than seats, or people without a license.
fn by_people(
    entitlements: &Entitlements,
    feature: Feature,
    seats: u64,
    people: &[&Person],
) -> Option<(Severity, String)> {
    let product = feature.words();
    let count = people.len();
    if count as u64 > seats {
        let message =
            format!("policies that need {product} are for {count} people, and it has {seats} seats");
        return Some((Severity::Warning, message));
    }
    let is_without = |person: &&&Person| {
        person.licenses.as_ref().is_some_and(|licenses| entitlements.give(licenses, feature) == Match::No)
    };
    let without = people.iter().filter(is_without).count();
    (without > 0).then(|| {
        let message = format!(
            "policies that need {product} are for {count} people, of whom {without} have no license that brings it",
        );
        (Severity::Note, message)
    })
}

/// What the plans alone say: an add-on with fewer seats than the largest plan, in a policy for everyone.
fn by_plans(
    entitlements: &Entitlements,
    feature: Feature,
    seats: u64,
    policies: &[&Policy<Id>],
) -> Option<(Severity, String)> {
    let people = entitlements.largest(Feature::EntraIdP1);
    let everyone = policies.iter().find(|policy| includes_everyone(policy))?;
    (seats < people).then(|| {
        let message = format!(
            "policy `{}` is for everyone and needs {}, which has {seats} seats where another plan has {people}",
            everyone.id,
            feature.words(),
        );
        (Severity::Note, message)
    })
}

/// People who are surely in scope of one of the policies and need a license for it: no guests, whose use is billed apart,
/// no emergency access and nobody who is declared unattended.
fn people_in_scope<'a>(
    context: &Context<'a>,
    directory: &'a Directory,
    policies: &[&Policy<Id>],
) -> Vec<&'a Person> {
    let workspace = context.workspace;
    let world = World::new(directory, &workspace.tenant, &workspace.locations, &workspace.strengths);
    let needs_none = |person: &Person| {
        let name = &person.user_principal_name;
        person.enabled == Some(false)
            || person.user_type == Some(UserType::Guest)
            || name.contains("#ext#")
            || workspace.tenant.unattended.contains(name)
            || world.is_emergency_access(name) == Match::Yes
    };
    let is_reached = |person: &Person| {
        let who = Who::of_person(&world, person);
        policies.iter().any(|policy| is_in_scope(&world, &policy.conditions, who) == Match::Yes)
    };
    directory.people().iter().filter(|person| !needs_none(person) && is_reached(person)).collect()
}
