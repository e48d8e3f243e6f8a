//! The schema of `baseline.yaml`, and of the values of parameters.

use serde_json::json;

use super::build::{
    Schema, date, described, flag, formatted, keyword, list, map_from, map_of, object, text, token,
};
use super::format::Format;
use super::locations::{cidr, country};
use super::naming;
use crate::workspace::document::ParameterType;

/// The schema of `baseline.yaml`.
pub(super) fn schema() -> Schema {
    let types: Vec<&str> = ParameterType::ALL.iter().map(|kind| kind.as_str()).collect();
    let properties = [
        ("type", keyword(&types, "What the value must be.")),
        (
            "default",
            described(json!({}), "The value where a tenant gives none. Without it a tenant must give one."),
        ),
        ("description", text("What the value is for.")),
    ];
    let parameter = object(properties, &["type"], "A parameter.");
    object(
        [
            (
                "parameters",
                map_from(
                    Format::ParameterName,
                    parameter,
                    "What a tenant gives; $(name) stands for its value.",
                ),
            ),
            ("baselines", uses("Shared sets that this one builds on.")),
            ("naming", naming::schema()),
        ],
        &[],
        "A shared set of policies, which also holds locations.yaml, groups.yaml and policies/.",
    )
}

/// `baselines:`, in a tenant or in a shared set.
pub(super) fn uses(description: &str) -> Schema {
    let properties = [
        ("from", text("The folder of the shared set, from the folder of this file.")),
        ("values", map_from(Format::ParameterName, json!(true), "Values for the parameters of the set.")),
        (
            "omit",
            map_of(
                text("Why the policy is left out."),
                "Policies of the set that are left out, with the reason.",
            ),
        ),
    ];
    list(object(properties, &["from"], "A shared set in use."), description)
}

/// A schema for a map with a value of each type under the type's word.
pub(super) fn values() -> Schema {
    let properties = ParameterType::ALL.iter().map(|kind| (kind.as_str(), value(*kind)));
    object(properties, &[], "Values of parameters.")
}

fn value(kind: ParameterType) -> Schema {
    let name = |what: &str| text(what);
    let names = |item: Schema, what: &str| list(item, what);
    match kind {
        ParameterType::String => json!({ "type": "string" }),
        ParameterType::Strings => names(json!({ "type": "string" }), "Texts."),
        ParameterType::Integer => json!({ "type": "integer" }),
        ParameterType::Boolean => flag("True or false."),
        ParameterType::Date => date("A day."),
        ParameterType::Duration => formatted(Format::SignInFrequency, "A sign-in frequency."),
        ParameterType::State => token(&["enabled", "reportOnly", "disabled"], "A state."),
        ParameterType::Countries => names(country("A country."), "Countries."),
        ParameterType::Cidrs => names(cidr("A range of addresses."), "Ranges of addresses."),
        ParameterType::Location => formatted(Format::Location, "A named location."),
        ParameterType::Locations => {
            names(formatted(Format::Location, "A named location."), "Named locations.")
        }
        ParameterType::User => formatted(Format::User, "A user principal name."),
        ParameterType::Users => {
            names(formatted(Format::User, "A user principal name."), "User principal names.")
        }
        ParameterType::Group => name("A group."),
        ParameterType::Groups => names(name("A group."), "Groups."),
        ParameterType::Role => name("A directory role."),
        ParameterType::Roles => names(name("A directory role."), "Directory roles."),
        ParameterType::Application => formatted(Format::Application, "An application."),
        ParameterType::Applications => {
            names(formatted(Format::Application, "An application."), "Applications.")
        }
        ParameterType::AuthenticationStrength => name("An authentication strength."),
    }
}
