use std::collections::BTreeSet;

use gatewright::compare::meaning;
use gatewright::model::{Id, Policy, State};
use gatewright::promise::needless;
use gatewright::replay::SwitchOn;
use gatewright::space::Version;

use super::clients::{Client, clients};

/// Whether every sign-in is asked the same without some policies.
fn is_same_without(client: &Client, left_out: &BTreeSet<usize>) -> bool {
    let policies: Vec<Policy<Id>> = client.side.policies.clone();
    let rest: Vec<Policy<Id>> = policies
        .iter()
        .enumerate()
        .filter(|(place, _)| !left_out.contains(place))
        .map(|(_, policy)| policy.clone())
        .collect();
    let world = client.world();
    let [before, after] = [&policies, &rest].map(|policies| Version { world: &world, policies });
    meaning(before, after, client.settings()).unwrap().is_same()
}

#[test]
fn without_all_that_is_needless_every_sign_in_is_asked_the_same() {
    let mut found = 0;
    for switch_on in [SwitchOn::AsWritten, SwitchOn::ReportOnly] {
        for client in clients(&switch_on) {
            let idle = client.with_version(needless).unwrap().idle;
            let places = idle.iter().map(|idle| idle.policy).collect();
            assert!(is_same_without(&client, &places), "{}: {idle:?}", client.name());
            found += idle.len();
        }
    }
    assert!(found > 5, "{found} are found");
}

#[test]
fn without_any_other_policy_something_else_is_asked() {
    let clients = clients(&SwitchOn::ReportOnly);
    let contoso = clients.iter().find(|client| client.name() == "contoso").unwrap();
    let idle = contoso.with_version(needless).unwrap().idle;
    assert_eq!(idle.len(), 1, "{idle:?}");
    let decides = |policy: &Policy<Id>| policy.state == State::Enabled;
    let mut needed = 0;
    for (place, policy) in contoso.side.policies.iter().enumerate().filter(|(_, policy)| decides(policy)) {
        if idle.iter().all(|idle| idle.policy != place) {
            assert!(!is_same_without(contoso, &BTreeSet::from([place])), "{} is needless", policy.id);
            needed += 1;
        }
    }
    assert!(needed > 20, "{needed} are needed");
}

#[test]
fn nobody_completes_a_sign_in_that_is_said_to_be_beyond_anybody() {
    for client in clients(&SwitchOn::ReportOnly) {
        let found = client.with_version(needless).unwrap();
        for shut in found.shut.iter().chain(&found.legacy) {
            let outcome = shut.example.outcome;
            assert!(outcome.best().is_locked_out(), "{}: {} {outcome:?}", client.name(), shut.words);
        }
    }
}
