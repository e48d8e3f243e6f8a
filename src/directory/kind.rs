//! What a file of an export holds, told by `@odata.context`, else by its name.

use uuid::Uuid;

use crate::model::parse_guid;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Users,
    Groups,
    /// Members of one group.
    GroupMembers {
        group: Uuid,
        /// Whether members of nested groups are among them.
        transitive: bool,
    },
    RoleAssignments,
    EligibleRoles,
    Registration,
    Devices,
    ServicePrincipals,
    Subscriptions,
    RiskyUsers,
    AgreementAcceptances,
    MethodsPolicy,
    /// `strongAuthenticationRequirements` of one user.
    PerUserMfa {
        user: Option<Uuid>,
    },
    DefaultTrust,
    PartnerTrust,
    /// Something of the tenant that says nothing about people and devices.
    Other,
}

impl Kind {
    /// What a collection is of, if a missing page of it shows nowhere else.
    pub(super) fn words(self) -> Option<&'static str> {
        match self {
            Self::Users => Some("users"),
            Self::Groups => Some("groups"),
            Self::RoleAssignments => Some("role assignments"),
            Self::EligibleRoles => Some("eligible roles"),
            Self::Registration => Some("registration details"),
            Self::Devices => Some("devices"),
            Self::ServicePrincipals => Some("service principals"),
            Self::Subscriptions => Some("subscriptions"),
            Self::PartnerTrust => Some("partners"),
            Self::RiskyUsers => Some("risky users"),
            Self::AgreementAcceptances => Some("acceptances of terms of use"),
            Self::GroupMembers { .. }
            | Self::PerUserMfa { .. }
            | Self::MethodsPolicy
            | Self::DefaultTrust
            | Self::Other => None,
        }
    }
}

/// Collections of Graph, by the end of their path in lower case.
const COLLECTIONS: [(&str, Kind); 26] = [
    ("users", Kind::Users),
    ("groups", Kind::Groups),
    ("roleassignments", Kind::RoleAssignments),
    ("roleassignmentscheduleinstances", Kind::RoleAssignments),
    ("roleeligibilityscheduleinstances", Kind::EligibleRoles),
    ("roleeligibilityschedules", Kind::EligibleRoles),
    ("userregistrationdetails", Kind::Registration),
    ("devices", Kind::Devices),
    ("serviceprincipals", Kind::ServicePrincipals),
    ("crosstenantaccesspolicydefault", Kind::DefaultTrust),
    ("crosstenantaccesspolicypartners", Kind::PartnerTrust),
    ("applications", Kind::Other),
    ("agreements", Kind::Other),
    ("authenticationcontextclassreferences", Kind::Other),
    ("authenticationmethodspolicy", Kind::MethodsPolicy),
    ("riskyusers", Kind::RiskyUsers),
    ("acceptances", Kind::AgreementAcceptances),
    ("agreementacceptances", Kind::AgreementAcceptances),
    ("authenticationstrengthpolicies", Kind::Other),
    ("authorizationpolicy", Kind::Other),
    ("directoryroletemplates", Kind::Other),
    ("domains", Kind::Other),
    ("namedlocations", Kind::Other),
    ("organization", Kind::Other),
    ("roledefinitions", Kind::Other),
    ("subscribedskus", Kind::Subscriptions),
];

/// What a file holds; none if neither its context nor its name says it.
pub(super) fn kind(path: &str, context: Option<&str>) -> Option<Kind> {
    let context = context.and_then(|context| context.split_once("$metadata#")).map_or("", |(_, after)| after);
    group_members(path, context)
        .or_else(|| per_user_mfa(path, context))
        .or_else(|| collection(context))
        .or_else(|| collection(file_stem(path)))
}

/// `groups('id')/transitiveMembers` in the context, or `groupMembers/<id>.json` and the like at the end of the path: the
/// context of members is often no more than `directoryObjects`.
fn group_members(path: &str, context: &str) -> Option<Kind> {
    let name_at = path.rmatch_indices('/').nth(1).map_or(0, |(slash, _)| slash);
    [context, path.get(name_at..).unwrap_or(path)].into_iter().find_map(|place| {
        let place = place.to_ascii_lowercase();
        let group = guid_in(&place).filter(|_| place.contains("members"))?;
        Some(Kind::GroupMembers { group, transitive: place.contains("transitivemembers") })
    })
}

/// `users('id')/authentication/requirements` in the context, or `authenticationRequirements/<id>.json` and the like at
/// the end of the path. A list in one file names its users itself.
fn per_user_mfa(path: &str, context: &str) -> Option<Kind> {
    let name_at = path.rmatch_indices('/').nth(1).map_or(0, |(slash, _)| slash);
    [context, path.get(name_at..).unwrap_or(path)].into_iter().find_map(|place| {
        let place = place.to_ascii_lowercase();
        let is_it =
            ["authentication/requirements", "authenticationrequirements", "strongauthenticationrequirements"];
        let is_it = is_it.iter().any(|name| place.contains(name));
        is_it.then(|| Kind::PerUserMfa { user: guid_in(&place) })
    })
}

/// Reads a path in Graph or the stem of a file name. What follows a letter that is none is the number of a page, a
/// selection of members, or the key of an entity.
fn collection(text: &str) -> Option<Kind> {
    let text = text.trim_end_matches("/$entity").to_ascii_lowercase();
    let text = text.split('(').next().unwrap_or_default();
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let last: String =
        text.rsplit('/').next().unwrap_or_default().chars().take_while(char::is_ascii_alphabetic).collect();
    COLLECTIONS
        .iter()
        .find(|(name, _)| *name == last || name.starts_with("crosstenant") && letters.ends_with(name))
        .map(|(_, kind)| *kind)
}

/// The path without the ending of its file name.
fn file_stem(path: &str) -> &str {
    let name_at = path.rfind('/').map_or(0, |slash| slash + 1);
    let end = path.get(name_at..).and_then(|name| name.find('.')).map_or(path.len(), |dot| name_at + dot);
    path.get(..end).unwrap_or(path)
}

fn guid_in(text: &str) -> Option<Uuid> {
    (0..text.len()).find_map(|at| text.get(at..at + 36).and_then(parse_guid))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "bbbbbbbb-0000-4000-8000-000000000001";

    fn by_context(context: &str) -> Option<Kind> {
        kind("export.json", Some(&format!("https://graph.microsoft.com/v1.0/$metadata#{context}")))
    }

    #[test]
    fn the_context_tells() {
        for (context, expected) in [
            ("users", Kind::Users),
            ("users(id,userPrincipalName)", Kind::Users),
            ("groups(id,displayName,members())", Kind::Groups),
            ("roleManagement/directory/roleAssignments", Kind::RoleAssignments),
            ("roleManagement/directory/roleEligibilityScheduleInstances", Kind::EligibleRoles),
            ("reports/authenticationMethods/userRegistrationDetails", Kind::Registration),
            ("devices", Kind::Devices),
            ("policies/crossTenantAccessPolicy/default/$entity", Kind::DefaultTrust),
            ("policies/crossTenantAccessPolicy/partners", Kind::PartnerTrust),
            ("policies/authenticationStrengthPolicies", Kind::Other),
        ] {
            assert_eq!(by_context(context), Some(expected), "{context}");
        }
    }

    #[test]
    fn the_name_tells_where_the_context_does_not() {
        for (name, expected) in [
            ("users.json", Some(Kind::Users)),
            ("contoso/directory/users-2.json", Some(Kind::Users)),
            ("Devices.json", Some(Kind::Devices)),
            ("crossTenantAccessPolicy-default.json", Some(Kind::DefaultTrust)),
            ("crossTenantAccessPolicy/partners.json", Some(Kind::PartnerTrust)),
            ("notes.json", None),
        ] {
            assert_eq!(kind(name, None), expected, "{name}");
        }
    }

    #[test]
    fn members_name_their_group_in_the_context_or_in_the_path() {
        let group = parse_guid(GROUP).unwrap();
        let members = |transitive| Some(Kind::GroupMembers { group, transitive });
        assert_eq!(by_context(&format!("groups('{GROUP}')/transitiveMembers")), members(true));
        assert_eq!(by_context(&format!("groups('{GROUP}')/members")), members(false));
        let context = Some("https://graph.microsoft.com/v1.0/$metadata#directoryObjects");
        assert_eq!(kind(&format!("groupMembers/{GROUP}.json"), context), members(false));
        assert_eq!(kind(&format!("transitiveMembers/{GROUP}.json"), None), members(true));
        let path = format!("{GROUP}/directory/groups.json");
        let context = Some("https://graph.microsoft.com/v1.0/$metadata#groups(id,transitiveMembers(id))");
        assert_eq!(kind(&path, context), Some(Kind::Groups));
    }
}
