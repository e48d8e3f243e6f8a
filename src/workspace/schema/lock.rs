//! The schema of `tenant.lock.yaml`.

use super::build::{Property, Schema, formatted, list, map_from, map_of, object, text};
use super::format::Format;
use crate::model::ReferenceKind;

/// The schema of `tenant.lock.yaml`.
pub(super) fn schema() -> Schema {
    let mut properties: Vec<Property<'_>> = vec![
        ("tenantId", formatted(Format::Guid, "The tenant the ids are of.")),
        (
            "policies",
            map_of(
                formatted(Format::Guid, "The id in Graph."),
                "Policy keys of this repository, and ids in Graph.",
            ),
        ),
    ];
    for kind in ReferenceKind::ALL {
        // Authentication contexts have ids such as `c1`; everything else has a GUID, or a placeholder until it exists.
        let id = match kind {
            ReferenceKind::AuthenticationContext => text("The id in Graph, such as c1."),
            ReferenceKind::User
            | ReferenceKind::Group
            | ReferenceKind::Role
            | ReferenceKind::Application
            | ReferenceKind::ServicePrincipal
            | ReferenceKind::NamedLocation
            | ReferenceKind::AuthenticationStrength
            | ReferenceKind::TermsOfUse
            | ReferenceKind::FilteringProfile => formatted(Format::ObjectId, "The id in Graph."),
        };
        properties
            .push((kind.lock_key(), map_of(id, &format!("Names of kind `{}`, and ids.", kind.words()))));
    }
    properties.extend([
        (
            "toBind",
            list(
                formatted(Format::Placeholder, "A placeholder, such as <EmergencyAccessAccountsGroup>."),
                "Placeholders that an import found and that stand for nothing yet. They are compiled unchanged and \
                 listed in the manifest until they are moved to `bound`.",
            ),
        ),
        (
            "bound",
            map_from(
                Format::Placeholder,
                text("A name or an id."),
                "Placeholders, and the name or id that each stands for in this tenant.",
            ),
        ),
    ]);
    object(properties, &[], "Ids for names. Written by import and pull, and committed.")
}
