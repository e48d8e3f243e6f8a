//! `rules` in `tenant.yaml`: another severity for a rule, or none of it.

use super::{Context, Finding};
use crate::diagnostic::Severity;
use crate::syntax::Node;
use crate::workspace::PlaceRoot;

/// What `tenant.yaml` may say of a rule.
pub(super) const LEVELS: [&str; 4] = ["off", "note", "warning", "error"];

/// Gives findings the severity that the tenant asks for, and drops those of rules that are off.
pub(super) fn apply(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (id, level) in settings(context) {
        let Some(level) = level.as_str() else { continue };
        let severity = match level {
            "note" => Severity::Note,
            "warning" => Severity::Warning,
            "error" => Severity::Error,
            "off" => {
                found.retain(|finding| finding.rule.id != id);
                continue;
            }
            _ => continue,
        };
        for finding in found.iter_mut().filter(|finding| finding.rule.id == id) {
            finding.severity = severity;
        }
    }
}

/// Rule ids with what is asked of each, as written.
pub(super) fn settings<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let tree = context.workspace.trees.get(&PlaceRoot::Tenant);
    let entries = tree.and_then(|tree| tree.get("rules")).map_or(&[][..], Node::entries);
    entries.iter().map(|entry| (entry.key.as_str(), &entry.value))
}
