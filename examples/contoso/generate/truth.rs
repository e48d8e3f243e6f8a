//! What a simulation of this folder must find, told from the story: who travels, who never registered, which line
//! nobody listed. Nothing here evaluates a policy.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::people::{FINANCE, Habit, Kind, Person};
use super::sign_in::{Mark, Proof, SignIn};

/// Policies that are deployed.
const POLICIES: usize = 6;

/// `truth.json`.
pub(crate) fn truth(cast: &[Person], sign_ins: &[SignIn<'_>]) -> Value {
    let marked = |mark: Mark| sign_ins.iter().filter(move |sign_in| sign_in.mark == Some(mark));
    let staff =
        || cast.iter().filter(|person| person.kind == Kind::Staff && person.enabled && !person.is_new);
    let seen: BTreeSet<_> = sign_ins.iter().map(|sign_in| sign_in.person.number).collect();
    let countries: BTreeSet<_> = marked(Mark::Attack).map(|sign_in| sign_in.place.country).collect();
    let certain = |mark: Mark, cause: &str, policy: &str, why: &str| {
        // The story runs from the newest sign-in to the oldest.
        let times: Vec<_> = marked(mark).map(SignIn::created).collect();
        json!({
            "user": marked(mark).next().map(|sign_in| sign_in.person.user_principal_name()),
            "certainty": "certain",
            "cause": cause,
            "policies": [policy],
            "signIns": times.len(),
            "first": times.last(),
            "last": times.first(),
            "why": why
        })
    };
    json!({
        "about": "Written by examples/contoso/generate from its story, never from a simulation.",
        "signIns": {
            "read": sign_ins.len(),
            "preConditionalAccess": count(sign_ins, |sign_in| sign_in.proof == Proof::WrongPassword),
            "unfinished": count(sign_ins, |sign_in| {
                matches!(sign_in.mark, Some(Mark::Attack | Mark::Abandoned))
            }),
            "interruptedThenCompleted": count(sign_ins, |sign_in| {
                sign_in.proof == Proof::Pending && sign_in.mark.is_none()
            }),
            "nonInteractive": count(sign_ins, |sign_in| !sign_in.is_interactive)
        },
        "people": { "inDirectory": cast.len(), "seen": seen.len() },
        "lockedOut": [
            certain(Mark::Traveling, "countryBlock", "CA002", "in Bangkok from 16 to 20 November, no travel exception"),
            certain(
                Mark::UnlistedLine,
                "unknownCountry",
                "CA002",
                "the Kochi office's second line, 2001:db8:41::/48, is in no named location and has no country"
            ),
            certain(Mark::Scanning, "legacyClient", "CA201", "left out of CA001 for its mail protocols, which cannot do MFA"),
            {
                "user": "meera@contoso.com",
                "certainty": "possible",
                "cause": "registration",
                "policies": ["CA201", "CA005"],
                "signIns": 0,
                "first": null,
                "last": null,
                "why": "starts on 1 December with no method, and can register in an office only"
            }
        ],
        "mustRegisterFirst": names(staff().filter(|person| person.habit == Habit::Unregistered)),
        "newlyPrompted": names(staff().filter(|person| matches!(person.habit, Habit::Password | Habit::Push))),
        "newlyFree": [],
        "alreadyFailing": marked(Mark::Abandoned)
            .map(|sign_in| sign_in.person.user_principal_name())
            .collect::<BTreeSet<_>>(),
        "alsoStopped": { "attempts": marked(Mark::Attack).count(), "countries": countries },
        "countedOut": names(cast.iter().filter(|person| !person.enabled)),
        "stillGetIn": {
            "emergencyAccess": names(cast.iter().filter(|person| person.kind == Kind::Emergency)),
            "conditionalAccessAdministrators": ["anita@contoso.com", "joseph@contoso.com"],
            "directorySync": names(cast.iter().filter(|person| person.is_sync()))
        },
        "calibration": calibration(sign_ins),
        "emergencyAccess": names(cast.iter().filter(|person| person.kind == Kind::Emergency))
    })
}

/// What Entra recorded and today's export would not have it record.
fn calibration(sign_ins: &[SignIn<'_>]) -> Value {
    let evaluated = || sign_ins.iter().filter(|sign_in| sign_in.proof != Proof::WrongPassword);
    let as_other_group =
        evaluated().filter(|sign_in| sign_in.is_before_joining() && !sign_in.place.is_trusted());
    let is_finance = |sign_in: &&SignIn<'_>| sign_in.person.is_in(&FINANCE) && !sign_in.is_before_joining();
    let as_outside = evaluated().filter(|sign_in| sign_in.is_before_listing()).filter(is_finance);
    json!({
        "results": evaluated().count() * POLICIES,
        "disagreements": [
            {
                "reason": "membership",
                "signIns": as_other_group.count(),
                "why": "omar joined the finance group on 12 November"
            },
            {
                "reason": "namedLocation",
                "signIns": as_outside.count(),
                "why": "Dubai's IPv6 line was added to the named location on 2 November"
            }
        ],
        "conditionDisagreements": evaluated().filter(|sign_in| sign_in.is_before_joining()).count()
            + evaluated().filter(|sign_in| sign_in.is_before_listing()).filter(is_finance).count(),
        "staleLocations": [{
            "location": "Dubai office",
            "signIns": evaluated().filter(|sign_in| sign_in.is_before_listing()).count()
        }]
    })
}

fn count(sign_ins: &[SignIn<'_>], holds: impl Fn(&SignIn<'_>) -> bool) -> usize {
    sign_ins.iter().filter(|sign_in| holds(sign_in)).count()
}

fn names<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<String> {
    let names: BTreeSet<_> = people.map(Person::user_principal_name).collect();
    names.into_iter().collect()
}
