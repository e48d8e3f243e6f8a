//! The schema of `rules --format json`.

use serde_json::Value;

use super::{list, object, one_of, text};

pub(super) fn schema() -> Value {
    let rule = object(
        "One rule.",
        [
            ("id", text("Its id.")),
            ("severity", one_of(&["note", "warning", "error"], "How much what it finds matters.")),
            ("summary", text("The fault that it finds.")),
            ("aliases", list(&text("A name."), "Names it also goes by.")),
            ("explanation", text("Its documentation, in Markdown.")),
        ],
    );
    list(&rule, "The rules of `check`.")
}
