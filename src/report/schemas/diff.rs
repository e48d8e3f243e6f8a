//! The schema of `diff --format json`.

use serde_json::{Value, json};

use super::{Presence, count, flag, list, object, or_null, text, with};

pub(super) fn schema() -> Value {
    let tenant = object(
        "What differs in one tenant.",
        [
            ("tenant", or_null(text("The tenant; null where both sides are Graph JSON."))),
            ("policies", part("Policies.")),
            ("namedLocations", part("Named locations.")),
        ],
    );
    let document = object(
        "A document whose text differs.",
        [("path", text("Its path.")), ("diff", text("A unified diff."))],
    );
    let total = object(
        "What the tenants come to.",
        [
            ("tenants", count("How many there are, those included that were not compared.")),
            ("changed", count("How many differ in Graph.")),
        ],
    );
    object(
        "What differs between two sides.",
        [
            ("before", text("The side before.")),
            ("after", text("The side after.")),
            ("changed", flag("Whether anything differs in Graph.")),
            ("tenants", list(&tenant, "By tenant.")),
            ("failed", list(&text("A tenant."), "Tenants that were not compared.")),
            ("total", total),
            ("documents", list(&document, "Differences in YAML.")),
        ],
    )
}

fn part(description: &str) -> Value {
    let value = |description: &str| json!({ "description": description });
    let field = object(
        "A member that differs.",
        [
            ("pointer", text("The JSON pointer of the member.")),
            ("before", value("The value before; null if there was none.")),
            ("after", value("The value after; null if there is none.")),
        ],
    );
    let field = with(
        field,
        [
            ("addedItems", list(&value("An item."), "Items that a list gained.")),
            ("removedItems", list(&value("An item."), "Items that a list lost.")),
        ],
        Presence::Sometimes,
    );
    let changed = with(item(), [("fields", list(&field, "Members that differ."))], Presence::Always);
    let candidates = [("candidates", list(&item(), "What it may be."))];
    let ambiguous = with(item(), candidates, Presence::Always);
    object(
        description,
        [
            ("added", list(&item(), "Only there after.")),
            ("removed", list(&item(), "Only there before.")),
            ("changed", list(&changed, "On both sides, and different.")),
            ("unchanged", count("How many are alike.")),
            ("ambiguous", list(&ambiguous, "What may be any of several.")),
        ],
    )
}

fn item() -> Value {
    object(
        "A policy or a named location.",
        [
            ("key", or_null(text("Its key in the repository."))),
            ("id", or_null(text("Its id in Graph."))),
            ("displayName", text("Its display name.")),
        ],
    )
}
