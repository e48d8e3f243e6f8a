use super::sandbox::Sandbox;

const DAY: &[&str] = &["--as-of", "2026-11-24"];

/// A copy of the example, with its evidence.
fn contoso() -> Sandbox {
    Sandbox::with_example("contoso")
}

#[test]
fn a_plan_holds_back_what_locks_people_out_and_names_them() {
    let ran = contoso().run(&[&["rollout", "examples/contoso"], DAY].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("NOT YET CA002   2 people would be locked out"), "{}", ran.out);
    assert!(ran.out.contains("asha@contoso.com: travel exception"), "{}", ran.out);
    assert!(!ran.out.contains("scan@contoso.com"), "its lockout is acknowledged: {}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

#[test]
fn steps_are_written_and_the_plan_goes_on_from_there() {
    let sandbox = contoso();
    let plan = |more: &[&str]| sandbox.run(&[&["rollout", "examples/contoso"], DAY, more].concat());
    let first = plan(&["--step", "1"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.out.contains("wrote examples/contoso/"), "{first:?}");
    let check = sandbox.run(&[&["check", "examples/contoso"], DAY].concat());
    assert_eq!(check.code, 0, "{check:?}");
    let written =
        sandbox.run(&[&["simulate", "examples/contoso", "--as-written", "--format", "json"], DAY].concat());
    let written: serde_json::Value = serde_json::from_str(&written.out).unwrap();
    assert_eq!(written["lockedOut"], serde_json::json!([]), "everything new is report-only");
    let again = plan(&["--step", "1"]);
    assert!(again.out.contains("the YAML says so already"), "{again:?}");
    let beyond = plan(&["--step", "99"]);
    assert_eq!(beyond.code, 2, "{beyond:?}");
    assert!(beyond.err.contains("the plan has "), "{beyond:?}");
}

#[test]
fn a_plan_to_send_counts_people_unless_names_are_asked_for() {
    let sandbox = contoso();
    let plan = |more: &[&str]| {
        sandbox.run(&[&["rollout", "examples/contoso", "--format", "markdown"], DAY, more].concat())
    };
    assert!(!plan(&[]).out.contains('@'), "{}", plan(&[]).out);
    assert!(plan(&["--names"]).out.contains("asha@contoso.com"));
}

#[test]
fn a_pilot_group_that_is_not_there_is_refused_and_nothing_is_written() {
    let sandbox = contoso();
    let before = sandbox.read("examples/contoso/tenant.yaml");
    let plan = |group| {
        sandbox.run(&[&["rollout", "examples/contoso", "--pilot", group, "--step", "2"], DAY].concat())
    };
    let ran = plan("CA-ServiceAcounts");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("`contoso` has no group `CA-ServiceAcounts`"), "{ran:?}");
    assert!(ran.err.contains("did you mean `CA-ServiceAccounts`?"), "{ran:?}");
    assert_eq!(sandbox.read("examples/contoso/tenant.yaml"), before);
    assert_eq!(plan("CA-ServiceAccounts").code, 0);
    assert_eq!(sandbox.run(&[&["check", "examples/contoso"], DAY].concat()).code, 0);
}
