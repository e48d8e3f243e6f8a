//! What the shared baseline promises, proved over a tenant that has it and nothing else.

use super::sandbox::{Ran, Sandbox};

const TENANT: &str = include_str!("baseline/contoso/tenant.yaml");

/// The promises, each with the policy that it rests on.
const KEPT_BY: [(&str, &str); 7] = [
    ("legacy clients get in nowhere", "CA001"),
    ("admins always with a method that cannot be phished", "CA101"),
    ("members always with MFA", "CA201"),
    ("guests always with MFA", "CA401"),
    ("Azure is never managed without MFA", "CA007"),
    ("high-risk sign-ins get in nowhere", "CA011"),
    ("nobody gets in from a country where nobody works", "CA002"),
];

/// Proves the promises of a tenant, where everything of the baseline is switched on.
fn prove(tenant: &str) -> Ran {
    let sandbox = Sandbox::with_example("exception");
    sandbox.write("tests/cli/baseline/contoso/tenant.yaml", tenant);
    sandbox.write("tests/cli/baseline/contoso/groups.yaml", include_str!("baseline/contoso/groups.yaml"));
    sandbox
        .write("tests/cli/baseline/contoso/locations.yaml", include_str!("baseline/contoso/locations.yaml"));
    sandbox.write(
        "tests/cli/baseline/contoso/tests/promises.yaml",
        include_str!("baseline/contoso/tests/promises.yaml"),
    );
    sandbox.run(&["prove", "tests/cli/baseline/contoso", "--as-of", "2026-11-24", "--switched-on"])
}

fn says(ran: &Ran, verdict: &str, promise: &str) -> bool {
    ran.out.lines().any(|line| line == format!("{verdict:<12}{promise}"))
}

#[test]
fn the_baseline_keeps_what_it_promises() {
    let ran = prove(TENANT);
    assert_eq!(ran.code, 0, "{ran:?}");
    for promise in KEPT_BY
        .iter()
        .map(|(promise, _)| *promise)
        .chain(["emergency access is never blocked", "staff get in at all"])
    {
        assert!(says(&ran, "PROVED", promise), "{promise}: {ran:?}");
    }
}

#[test]
fn each_promise_of_the_baseline_fails_without_the_policy_that_keeps_it() {
    for (promise, policy) in KEPT_BY {
        let ran = prove(&format!(
            "{TENANT}changes:
  - {{ policy: {policy}, set: {{ state: disabled }}, reason: to see what rests on it, owner: ravi@contoso.com }}\n"
        ));
        assert_eq!(ran.code, 1, "{policy}: {ran:?}");
        assert!(says(&ran, "FAILS", promise), "{policy}: {ran:?}");
    }
}

/// Whether a policy for users reaches agents, which policies for workloads bring in, is not known.
#[test]
fn of_agents_the_baseline_promises_nothing_and_that_is_said() {
    let tenant = TENANT.replace("      CA901: no Workload ID Premium license\n", "");
    let ran = prove(&tenant);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!ran.out.contains("FAILS"), "{ran:?}");
    let not_proved = ran.out.matches("NOT PROVED").count();
    assert!(not_proved > 0, "{ran:?}");
    assert_eq!(ran.out.matches("it depends on what is not known\n  agents,").count(), not_proved, "{ran:?}");
}
