//! The reference of the rules, made of what each says about itself.

use std::fmt::Write;

use gatewright::check::RULES;
use gatewright::report::rules;

/// The page.
pub(crate) fn page() -> String {
    let mut page = "\
# Rules

What `gatewright check` finds beyond the shape of documents; `gatewright rules ID` shows one. A tenant changes severities
under `rules` of its `tenant.yaml`.

| Rule | Severity | Finds |
| --- | --- | --- |
"
    .to_owned();
    for rule in RULES {
        let heading = format!("{}: {} ({})", rule.id, rule.summary, rule.severity.as_str());
        let link = format!("[{}](#{})", rule.id, anchor(&heading));
        let _ =
            writeln!(page, "| {link} | {} | {} |", rule.severity.as_str(), rule.summary.replace('|', "\\|"));
    }
    for rule in RULES {
        page.push('\n');
        let mut is_code = false;
        for line in rules::explain(rule).lines() {
            is_code ^= line.starts_with("```");
            let deeper = if line.starts_with('#') && !is_code { "#" } else { "" };
            let _ = writeln!(page, "{deeper}{line}");
        }
    }
    page
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|character| character.is_alphanumeric() || " -_".contains(*character));
    kept.map(|character| if character == ' ' { '-' } else { character }).collect()
}
