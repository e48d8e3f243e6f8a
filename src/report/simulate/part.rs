//! What one of several runs found, as JSON.

use crate::replay::part::Part;

/// Renders a part as one JSON object; `schemas/results/part.schema.json` describes it.
pub fn part(part: &Part) -> String {
    crate::report::pretty(part)
}
