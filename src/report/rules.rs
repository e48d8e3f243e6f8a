//! The list of rules, and one rule explained.

use serde::Serialize;

use crate::check::{RULES, Rule, RuleOption};

/// Every rule on a line: its id, its severity and its fault.
pub fn text() -> String {
    let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let line = |rule: &&Rule| format!("{:width$}  {:7}  {}\n", rule.id, rule.severity.as_str(), rule.summary);
    RULES.iter().map(line).collect::<Vec<_>>().concat()
}

/// Everything a rule says about itself, as Markdown.
pub fn explain(rule: &Rule) -> String {
    let aliases = if rule.aliases.is_empty() {
        String::new()
    } else {
        format!("Also known as {}.\n\n", rule.aliases.join(", "))
    };
    let options = if rule.options.is_empty() {
        String::new()
    } else {
        format!("\n## Options\n\n{}", rule.options.iter().map(option).collect::<String>())
    };
    let Rule { id, summary, explanation, .. } = rule;
    format!("# {id}: {summary} ({})\n\n{aliases}{explanation}{options}", rule.severity.as_str())
}

fn option(option: &RuleOption) -> String {
    format!("- `{}`: {} ({} unless set)\n", option.name, option.description, option.default)
}

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    severity: &'static str,
    summary: &'static str,
    aliases: &'static [&'static str],
    options: Vec<EntryOption>,
    explanation: &'static str,
}

#[derive(Serialize)]
struct EntryOption {
    name: &'static str,
    default: i64,
    description: &'static str,
}

/// Every rule as a JSON list of `id`, `severity`, `summary`, `aliases`, `options` (each with `name`,
/// `default` and `description`) and `explanation` (Markdown).
pub fn json() -> String {
    let entries: Vec<Entry> = RULES
        .iter()
        .map(|rule| Entry {
            id: rule.id,
            severity: rule.severity.as_str(),
            summary: rule.summary,
            aliases: rule.aliases,
            options: rule.options.iter().map(entry_option).collect(),
            explanation: rule.explanation,
        })
        .collect();
    crate::report::pretty(&entries)
}

fn entry_option(option: &RuleOption) -> EntryOption {
    let RuleOption { name, default, description } = *option;
    EntryOption { name, default, description }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule;

    #[test]
    fn the_list_is_aligned() {
        let list = text();
        assert!(list.contains("CA-LOCK-001   error    fewer than two emergency access accounts\n"), "{list}");
        assert_eq!(list.lines().count(), RULES.len());
    }

    #[test]
    fn an_explanation_starts_with_the_fault() {
        let explanation = explain(rule("ca-str-001").unwrap());
        assert!(
            explanation.starts_with(
                "# CA-STR-001: no target resource (error)\n\nAlso known as MT.1184.\n\n## What it does"
            ),
            "{explanation}"
        );
    }

    #[test]
    fn json_has_every_rule() {
        let list: serde_json::Value = serde_json::from_str(&json()).unwrap();
        crate::report::schemas::assert_valid(crate::report::schemas::ResultKind::Rules, &list);
        assert_eq!(list.as_array().unwrap().len(), RULES.len());
    }
}
