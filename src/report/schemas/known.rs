//! The schema of the file that `check --write-baseline-findings` writes.

use serde_json::{Value, json};

use super::{list, object, text};

pub(super) fn schema() -> Value {
    let finding = object(
        "A finding. Two in one place stand there twice.",
        [
            ("tenant", text("The name of the tenant.")),
            ("subject", text("What it is about: a policy's id, another document's name, or a file.")),
            ("rule", text("The rule.")),
            ("place", text("Where in that, in keys and values rather than lines.")),
        ],
    );
    object(
        "Findings that are known, so that only others fail.",
        [
            ("version", json!({ "description": "The version of the file.", "const": 1 })),
            ("findings", list(&finding, "The findings, in order.")),
        ],
    )
}
