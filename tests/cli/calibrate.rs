use super::sandbox::Sandbox;

const DAY: &[&str] = &["--as-of", "2026-11-24"];

fn calibrate(arguments: &[&str]) -> super::sandbox::Ran {
    Sandbox::with_example("contoso").run(&[&["calibrate", "examples/contoso"], DAY, arguments].concat())
}

#[test]
fn the_example_agrees_but_for_what_changed_since() {
    let ran = calibrate(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("CALIBRATED   agrees with Entra on 99."), "{}", ran.out);
    assert!(ran.out.contains("the last by\n    omar@contoso.com"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

#[test]
fn too_little_agreement_is_found() {
    assert_eq!(calibrate(&["--min-agreement", "99"]).code, 0);
    assert_eq!(calibrate(&["--min-agreement", "100"]).code, 1);
    assert_eq!(calibrate(&["--min-agreement", "101"]).code, 2);
}

#[test]
fn names_stay_out_of_markdown_and_json_is_an_object() {
    assert!(!calibrate(&["--format", "markdown"]).out.contains("omar@"));
    let document: serde_json::Value = serde_json::from_str(&calibrate(&["--format", "json"]).out).unwrap();
    assert_eq!(document["tenant"], "contoso");
}

#[test]
fn without_what_is_in_force_nothing_is_compared() {
    let sandbox = Sandbox::with_example("contoso");
    std::fs::remove_dir_all(sandbox.path("examples/contoso/deployed")).unwrap();
    let ran = sandbox.run(&[&["calibrate", "examples/contoso"], DAY].concat());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("nothing is known of what is in force"), "{}", ran.err);
}
