use super::sandbox::Sandbox;

/// The page with the help of every verb. `UPDATE=1 cargo test --test cli` rewrites it.
#[test]
fn the_reference_is_current() {
    let sandbox = Sandbox::new();
    let help = |arguments: &[&str]| sandbox.run(arguments).out;
    let overview = help(&["--help"]);
    let commands = overview.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let verbs = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let mut page = format!("# Command line\n\n```text\n{overview}```\n");
    for verb in verbs.filter(|verb| !verb.is_empty()) {
        page.push_str(&format!("\n## {verb}\n\n```text\n{}```\n", help(&[verb, "--help"])));
    }
    // Help pads empty lines.
    let page: String = page.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/reference.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "src/cli/reference.md is out of date: run `UPDATE=1 cargo test --test cli`");
}
