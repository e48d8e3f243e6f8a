//! The documents of a partner's repository: many clients on one shared set.

use super::workload::policies::{locations, lock, policy, tenant};
use super::workload::random::Random;

/// Clients with this many policies each, of which four fifths come from the shared set, but for one that is left out,
/// and the others are the client's own.
pub(crate) fn files(clients: u32, policies: u32) -> Vec<(String, String)> {
    let shared = policies - policies / 5;
    let set = "policies/standard";
    let mut random = Random::new(2211);
    let mut files = vec![
        (format!("{set}/baseline.yaml"), BASELINE.to_owned()),
        (format!("{set}/locations.yaml"), locations().replace("[IN, AE, DE, US]", "$(allowedCountries)")),
    ];
    for number in 1..=shared {
        files.push((format!("{set}/policies/CA{number:04}.yaml"), policy(number, &mut random)));
    }
    for client in 1..=clients {
        let folder = format!("clients/client{client:03}");
        files.push((format!("{folder}/tenant.yaml"), tenant(client) + USE));
        files.push((format!("{folder}/tenant.lock.yaml"), lock()));
        for number in shared + 1..=policies + 1 {
            files.push((format!("{folder}/policies/CA{number:04}.yaml"), policy(number, &mut random)));
        }
    }
    files
}

const BASELINE: &str =
    "parameters:\n  allowedCountries: { type: countries, description: Where the client works }\n";

const USE: &str = "baselines:
  - { from: ../../policies/standard, values: { allowedCountries: [IN, AE] }, omit: { CA0001: not yet } }
changes:
  - { policy: CA0002, add: { users.exclude.groups: [SG-Department-1] }, reason: a pilot }
";
