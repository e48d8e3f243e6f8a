//! Who holds which role, at tenant scope.
//!
//! Conditional Access enforces built-in roles that are assigned to the whole tenant, not those of administrative units
//! or of the tenant's own making (Entra, concept-conditional-access-users-groups, 2024-09).

use uuid::Uuid;

use super::Directory;
use super::membership::{Memberships, ObjectType, Types};
use super::wire::{RoleAssignment, guid};
use crate::catalogue::role_by_id;

/// Whether roles are active or only may be activated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Active,
    Eligible,
}

/// Gives people the role of an assignment. What cannot be told leaves the role in doubt.
pub(super) fn assign(
    directory: &mut Directory,
    assignment: &RoleAssignment,
    hold: Hold,
    memberships: &Memberships,
    types: &Types,
) {
    let Some(role) = template(assignment) else { return };
    match assignment.directory_scope_id.as_deref() {
        Some("/") => {}
        // One of an application's roles has an app scope instead.
        None if assignment.app_scope_id.is_none() => return doubt(directory, role, hold),
        Some(_) | None => return,
    }
    if assignment.role_definition.is_none() && role_by_id(role).is_none() {
        return doubt(directory, role, hold);
    }
    let principal = assignment.principal.as_ref();
    let id = guid(assignment.principal_id.as_ref()).or_else(|| guid(principal?.id.as_ref()));
    let object_type = id.and_then(|id| types.of(id, principal.and_then(|one| one.odata_type.as_deref())));
    match (id, object_type) {
        (Some(id), Some(ObjectType::User)) => give(directory, id, role, hold),
        (Some(id), Some(ObjectType::Group)) => {
            let members = memberships.members(id);
            for user in members.users {
                give(directory, user, role, hold);
            }
            if !members.is_complete {
                doubt(directory, role, hold);
            }
        }
        (Some(_), Some(ObjectType::Other)) => {}
        (_, None) | (None, _) => doubt(directory, role, hold),
    }
}

/// The template of a built-in role; in a tenant, a built-in role has the id of its template.
fn template(assignment: &RoleAssignment) -> Option<Uuid> {
    let definition = assignment.role_definition.as_ref();
    if definition.is_some_and(|definition| definition.is_built_in == Some(false)) {
        return None;
    }
    let template = definition.and_then(|definition| guid(definition.template_id.as_ref()));
    template.or_else(|| guid(assignment.role_definition_id.as_ref()))
}

fn give(directory: &mut Directory, user: Uuid, role: Uuid, hold: Hold) {
    let Some(person) = directory.person_mut(user) else { return };
    match hold {
        Hold::Active => person.roles.insert(role),
        Hold::Eligible => person.eligible_roles.insert(role),
    };
}

fn doubt(directory: &mut Directory, role: Uuid, hold: Hold) {
    match hold {
        Hold::Active => {
            directory.roles_in_doubt.insert(role);
        }
        // Nothing follows from not being eligible.
        Hold::Eligible => {}
    }
}
