use std::collections::BTreeSet;

use gatewright::model::{BuiltInControl, GrantItem};
use gatewright::promise::gaps;
use gatewright::replay::SwitchOn;

use super::clients::{applying, clients};

/// By what is written alone: a policy that asks for nothing but terms of use, or for nothing at all.
fn asks_for_a_proof(grant: Option<&gatewright::model::GrantControls<gatewright::model::Id>>) -> bool {
    grant.is_some_and(|grant| {
        grant.items.iter().any(|item| {
            !matches!(item, GrantItem::TermsOfUse(_) | GrantItem::BuiltIn(BuiltInControl::Unknown(_)))
        })
    })
}

#[test]
fn no_policy_that_asks_for_a_proof_applies_to_a_gap() {
    let mut shown = 0;
    for switch_on in [SwitchOn::AsWritten, SwitchOn::ReportOnly] {
        for client in clients(&switch_on) {
            let gaps = client.with_version(gaps).unwrap();
            for gap in gaps.found.iter().filter(|gap| gap.is_certain) {
                for place in applying(&client, &client.side.policies, &gap.example) {
                    let policy = &client.side.policies[place];
                    let is_met = gap.words.rest.iter().any(|words| words.contains("device"));
                    assert!(
                        !asks_for_a_proof(policy.grant.as_ref()) || is_met,
                        "{}: {} applies to {}",
                        client.name(),
                        policy.id,
                        gap.words
                    );
                }
                shown += 1;
            }
            if gaps.is_complete {
                let told: BTreeSet<u32> =
                    gaps.found.iter().flat_map(|gap| gap.example.people.iter().copied()).collect();
                assert_eq!(told, gaps.people, "{}", client.name());
            }
        }
    }
    assert!(shown > 50, "{shown} gaps are shown");
}
