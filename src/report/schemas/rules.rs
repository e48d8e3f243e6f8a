//! The schema of `rules --format json`.

use serde_json::{Value, json};

use super::{list, object, one_of, text};

pub(super) fn schema() -> Value {
    let option = object(
        "A number of the rule that a tenant may set.",
        [
            ("name", text("Its key.")),
            ("default", json!({ "description": "The number where none is set.", "type": "integer" })),
            ("description", text("What it counts.")),
        ],
    );
    let rule = object(
        "One rule.",
        [
            ("id", text("Its id.")),
            ("severity", one_of(&["note", "warning", "error"], "How much what it finds matters.")),
            ("summary", text("The fault that it finds.")),
            ("aliases", list(&text("A name."), "Names it also goes by.")),
            ("options", list(&option, "Numbers that a tenant may set.")),
            ("explanation", text("Its documentation, in Markdown.")),
        ],
    );
    list(&rule, "The rules of `check`.")
}
