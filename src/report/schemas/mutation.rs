//! The schema of `test --mutate --format json`.

use serde_json::Value;

use super::{count, list, object, one_of, or_null, text};

pub(super) fn schema() -> Value {
    let removal = object(
        "A policy, exclusion or condition that was removed.",
        [
            ("without", text("What was removed, in words.")),
            ("file", text("The file where it stands.")),
            ("line", count("The line, from 1.")),
            (
                "fate",
                one_of(
                    &["scenario", "invariant", "equal", "survives", "undecided"],
                    "What noticed; `equal` changes no outcome, and of what `survives` nothing notices that one changes.",
                ),
            ),
            ("noticedBy", or_null(text("The name of the scenario or invariant."))),
        ],
    );
    let tenant = object(
        "A tenant.",
        [
            ("tenant", text("Its name.")),
            ("scenarios", count("How many scenarios pass.")),
            ("invariants", count("How many invariants are kept.")),
            ("notTried", count("How many removals were not tried.")),
            ("removals", list(&removal, "Each removal, by itself.")),
        ],
    );
    object(
        "What no scenario and no invariant would notice.",
        [
            ("tenants", list(&tenant, "The tenants that were gone through.")),
            ("failed", list(&text("A name."), "The tenants of which none could be.")),
            (
                "total",
                object(
                    "The sums.",
                    [
                        ("tried", count("How many removals were tried.")),
                        ("survivors", count("How many nothing notices.")),
                    ],
                ),
            ),
        ],
    )
}
