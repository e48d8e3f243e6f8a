//! The schema of `groups.yaml`.

use super::build::{Schema, list, object, text};

/// The schema of `groups.yaml`.
pub(super) fn schema() -> Schema {
    let properties = [
        ("name", text("The display name in Entra; policies refer to it.")),
        ("description", text("What the group is for.")),
    ];
    let group =
        object(properties, &["name"], "A group. It is compiled with a placeholder until it has an id.");
    object(
        [(
            "groups",
            list(group, "Groups that this repository creates, such as exclusion groups and personas."),
        )],
        &["groups"],
        "Groups that this repository creates.",
    )
}
