//! The schema of `test --format json`.

use serde_json::Value;

use super::{count, flag, list, object, one_of, or_null, text};
use crate::workspace::document::ExpectedOutcome;

pub(super) fn schema() -> Value {
    let outcomes: Vec<&str> = ExpectedOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
    let range = object(
        "What becomes of the sign-in.",
        [
            ("best", one_of(&outcomes, "The best that may become of it.")),
            ("worst", one_of(&outcomes, "The worst; the same where it is known.")),
        ],
    );
    let scenario = object(
        "A scenario.",
        [
            ("name", text("What it shows.")),
            ("file", text("The file that says it.")),
            ("line", count("The line, from 1.")),
            ("passed", flag("Whether all was as it must be.")),
            ("outcome", or_null(range)),
            ("decidedBy", list(&text("The key of a policy."), "The policies that bring the outcome about.")),
            ("faults", list(&text("A sentence."), "What is otherwise than it must be, or is not known.")),
        ],
    );
    let tenant = object(
        "A tenant.",
        [
            ("tenant", text("Its name.")),
            ("passed", count("How many scenarios passed.")),
            ("failed", count("How many did not.")),
            ("scenarios", list(&scenario, "Its scenarios, in the order of its files.")),
        ],
    );
    object(
        "What came of scenarios.",
        [
            ("tenants", list(&tenant, "The tenants whose scenarios were decided.")),
            ("failed", list(&text("A name."), "The tenants of which none could be.")),
            (
                "total",
                object(
                    "The sums.",
                    [("passed", count("How many scenarios passed.")), ("failed", count("How many did not."))],
                ),
            ),
        ],
    )
}
