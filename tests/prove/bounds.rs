//! Where there is too much to go through, nothing is claimed; what is large is gone through.

use std::time::{Duration, Instant};

use gatewright::condition::World;
use gatewright::directory;
use gatewright::model::{Id, UserRef};
use gatewright::promise::{Supposing, gaps, lost, needless, prove, resolve};
use gatewright::replay::SwitchOn;
use gatewright::space::{DEFAULT_BOUND, Failure, Settings, Version};
use serde_json::json;

use super::clients::clients;

#[test]
fn nothing_is_claimed_of_a_set_beyond_the_bound() {
    let clients = clients(&SwitchOn::ReportOnly);
    let contoso = clients.iter().find(|client| client.name() == "contoso").unwrap();
    contoso.with_version(|version, settings| {
        let settings = Settings { bound: 50, ..settings };
        let promises: Vec<_> = resolve(&contoso.workspace).into_iter().map(|(promise, _)| promise).collect();
        let is_too_large = |failure: Option<Failure>| assert_eq!(failure, Some(Failure::TooLarge));
        is_too_large(prove(version, &promises, &Supposing::default(), settings).err());
        is_too_large(gaps(version, settings).err());
        is_too_large(needless(version, settings).err());
        is_too_large(lost(gatewright::promise::Loss::Mfa, version, settings).err());
    });
}

#[test]
fn five_thousand_people_in_three_thousand_groups_are_gone_through() {
    let id = |kind: &str, number: usize| format!("{kind}-0000-4000-8000-{number:012}");
    let user = |number: usize| id("aaaaaaaa", number);
    let users: Vec<_> = (0..5_000)
        .map(|number| json!({ "id": user(number), "userPrincipalName": format!("user{number}@contoso.com"), "accountEnabled": true }))
        .collect();
    let groups: Vec<_> = (0..3_000)
        .map(|number| {
            let members: Vec<_> =
                (0..8).map(|step| json!({ "id": user((number * 7 + step * 613) % 5_000) })).collect();
            json!({ "id": id("bbbbbbbb", number), "displayName": format!("SG-{number}"), "members": members })
        })
        .collect();
    let files = [("users.json", json!(users)), ("groups.json", json!(groups))];
    let files: Vec<_> =
        files.map(|(name, value)| (name.to_owned(), value.to_string().into_bytes())).into_iter().collect();
    let (directory, _) = directory::read(&files);
    assert_eq!(directory.people().len(), 5_000);
    let clients = clients(&SwitchOn::ReportOnly);
    let contoso = clients.iter().find(|client| client.name() == "contoso").unwrap();
    let mut policies = contoso.side.policies.clone();
    for (number, policy) in policies.iter_mut().enumerate() {
        for step in 0..40 {
            let group = Id::parse(&id("bbbbbbbb", (number * 97 + step * 31) % 3_000));
            policy.conditions.users.exclude.groups.push(group);
        }
        policy.conditions.users.exclude.users.push(UserRef::User(Id::parse(&user(number))));
    }
    let world =
        World::new(&directory, &contoso.workspace.tenant, &contoso.side.locations, &contoso.side.strengths);
    let settings = Settings { names: &contoso.workspace.names, bound: DEFAULT_BOUND };
    let started = Instant::now();
    let found = gaps(Version { world: &world, policies: &policies }, settings);
    assert!(started.elapsed() < Duration::from_mins(2), "{:?}", started.elapsed());
    let found = found.unwrap();
    assert!(!found.found.is_empty());
}
