//! Templates of directory roles. Policies name roles by the ids of their templates.

use std::sync::LazyLock;

use uuid::Uuid;

use super::table;

const TABLE: &str = include_str!("roles.tsv");

static ROLES: LazyLock<Vec<Role>> = LazyLock::new(|| table::load(TABLE, role));

/// A template of a directory role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// `roleTemplateId`, the same in every tenant.
    pub id: Uuid,
    /// The display name.
    pub display_name: &'static str,
    /// Whether Microsoft labels it privileged.
    pub privileged: bool,
    /// Whether it can be given to anyone: not if it is implied or deprecated.
    pub assignable: bool,
    /// Whether Microsoft's template "Require multifactor authentication for admins" targets it (14 roles).
    pub in_mfa_template: bool,
    /// Whether Microsoft's template "Require phishing-resistant multifactor authentication for admins" targets it
    /// (19 roles).
    pub in_phishing_resistant_template: bool,
    /// Whether security defaults ask multifactor authentication of it at every sign-in (16 roles).
    pub in_security_defaults: bool,
}

/// Every template, by display name.
pub fn roles() -> &'static [Role] {
    &ROLES
}

/// The template of a display name, in any case.
pub fn role_by_name(display_name: &str) -> Option<&'static Role> {
    roles().iter().find(|role| role.display_name.eq_ignore_ascii_case(display_name))
}

/// The template of an id.
pub fn role_by_id(id: Uuid) -> Option<&'static Role> {
    roles().iter().find(|role| role.id == id)
}

fn role(
    [name, id, privileged, assignable, mfa, phishing_resistant, security_defaults, _notes]: [&'static str; 8],
) -> Option<Role> {
    Some(Role {
        id: Uuid::parse_str(id).ok()?,
        display_name: name,
        privileged: table::yes_or_no(privileged)?,
        assignable: table::yes_or_no(assignable)?,
        in_mfa_template: table::yes_or_no(mfa)?,
        in_phishing_resistant_template: table::yes_or_no(phishing_resistant)?,
        in_security_defaults: table::yes_or_no(security_defaults)?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_read_and_names_and_ids_are_unique() {
        assert_eq!(roles().len(), table::lines(TABLE).count());
        assert_eq!(roles().len(), 143);
        assert_eq!(roles().iter().map(|role| role.id).collect::<BTreeSet<_>>().len(), roles().len());
        assert!(roles().is_sorted_by(|a, b| a.display_name.to_lowercase() < b.display_name.to_lowercase()));
    }

    #[test]
    fn template_sets_have_their_published_sizes() {
        let count = |of: fn(&Role) -> bool| roles().iter().filter(|role| of(role)).count();
        assert_eq!(count(|role| role.in_mfa_template), 14);
        assert_eq!(count(|role| role.in_phishing_resistant_template), 19);
        assert_eq!(count(|role| role.in_security_defaults), 16);
        assert!(roles().iter().all(|role| !role.in_mfa_template || role.in_phishing_resistant_template));
        assert!(roles().iter().all(|role| !role.in_mfa_template || role.in_security_defaults));
    }

    #[test]
    fn roles_are_found_by_name_in_any_case_and_by_id() {
        let role = role_by_name("global administrator").unwrap();
        assert_eq!(role.id.to_string(), "62e90394-69f5-4237-9190-012177145e10");
        assert!(role.privileged && role.assignable);
        assert_eq!(role_by_id(role.id), Some(role));
        assert_eq!(role_by_name("Global Admin"), None);
        assert!(!role_by_name("Guest User").unwrap().assignable);
    }
}
