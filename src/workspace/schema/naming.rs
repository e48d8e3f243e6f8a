//! The schema of `naming`, in a tenant or in a shared set.

use super::build::{Schema, described, exactly_one, formatted, keyword, keyword_or, map_of, object};
use super::format::Format;
use crate::workspace::document::{Naming, NamingPreset};

/// `naming`.
pub(super) fn schema() -> Schema {
    let presets: Vec<&str> = NamingPreset::ALL.iter().map(|preset| preset.as_str()).collect();
    let pattern = format!(
        "A regular expression that a whole name matches. Rules look at the groups it names: {}.",
        Naming::PARTS.join(", "),
    );
    let properties = [
        ("preset", keyword(&presets, "A published way of naming policies.")),
        ("pattern", formatted(Format::NamePattern, &pattern)),
        (
            "ranges",
            map_of(
                formatted(Format::NumberRange, "The first and the last number, such as 100-199."),
                "The numbers of each persona.",
            ),
        ),
    ];
    let written = exactly_one(object(properties, &[], "A way of naming policies."), &["preset", "pattern"]);
    described(keyword_or(&presets, written, ""), "How policies are called.")
}
