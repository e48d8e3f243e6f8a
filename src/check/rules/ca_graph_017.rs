#![doc = include_str!("ca_graph_017.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::LocationKind;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-017",
    severity: Severity::Warning,
    summary: "a named location of nothing",
    explanation: include_str!("ca_graph_017.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for location in &context.workspace.locations {
        let key = match &location.kind {
            LocationKind::Ip { ranges, .. } if ranges.is_empty() => "ipRanges",
            LocationKind::Country { countries, include_unknown: false, .. } if countries.is_empty() => {
                "countries"
            }
            LocationKind::Ip { .. }
            | LocationKind::Country { .. }
            | LocationKind::CompliantNetwork { .. }
            | LocationKind::Unknown => continue,
        };
        let name = &location.display_name;
        found.push(
            Finding::new(
                &RULE,
                Place::location(name, format!("/{key}")),
                format!(
                    "location `{name}` has no {}",
                    if key == "countries" { "country" } else { "address" }
                ),
            )
            .help(format!("add to `{key}`, or remove the location")),
        );
    }
}
