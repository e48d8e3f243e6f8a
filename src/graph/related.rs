//! Objects that policies refer to by id, as exports hold them beside policies: what goes by which name.
//!
//! They are told by their type where one is written, else by members that only they have. Only names are read, and of
//! authentication strengths what they allow.

use uuid::Uuid;

use super::json::{Json, Kind};
use crate::model::{AuthenticationStrength, Id, Name, ReferenceKind, parse_guid};

/// An object and the name it goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What kind of object it is.
    pub kind: ReferenceKind,
    /// Its id.
    pub id: Id,
    /// The name that policies are written with: of a user, the user principal name.
    pub name: Name,
    /// What a user is called beside that.
    pub display_name: Option<Name>,
}

/// The tenant that an export is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The tenant's id.
    pub id: Uuid,
    /// Its initial domain, such as `contoso.onmicrosoft.com`.
    pub initial_domain: Option<String>,
}

/// A type of object: what tells it, and which of its members are ids and names.
struct Described {
    odata_type: &'static str,
    told_by: &'static [&'static str],
    names: &'static [(ReferenceKind, &'static str, &'static str)],
}

/// In the order in which they are tried: a service principal has an `appId` too.
static TYPES: [Described; 10] = [
    Described {
        odata_type: "user",
        told_by: &["userPrincipalName"],
        names: &[(ReferenceKind::User, "id", "userPrincipalName")],
    },
    Described {
        odata_type: "group",
        told_by: &["securityEnabled", "groupTypes"],
        names: &[(ReferenceKind::Group, "id", "displayName")],
    },
    Described {
        odata_type: "servicePrincipal",
        told_by: &["servicePrincipalType", "servicePrincipalNames"],
        names: &[
            (ReferenceKind::ServicePrincipal, "id", "displayName"),
            (ReferenceKind::Application, "appId", "displayName"),
        ],
    },
    Described {
        odata_type: "application",
        told_by: &["appId"],
        names: &[(ReferenceKind::Application, "appId", "displayName")],
    },
    Described {
        odata_type: "directoryRole",
        told_by: &["roleTemplateId"],
        names: &[(ReferenceKind::Role, "roleTemplateId", "displayName")],
    },
    Described {
        odata_type: "unifiedRoleDefinition",
        told_by: &["rolePermissions"],
        names: &[(ReferenceKind::Role, "templateId", "displayName")],
    },
    Described {
        odata_type: "directoryRoleTemplate",
        told_by: &[],
        names: &[(ReferenceKind::Role, "id", "displayName")],
    },
    Described {
        odata_type: "agreement",
        told_by: &["isViewingBeforeAcceptanceRequired"],
        names: &[(ReferenceKind::TermsOfUse, "id", "displayName")],
    },
    Described {
        odata_type: "authenticationContextClassReference",
        told_by: &["isAvailable"],
        names: &[(ReferenceKind::AuthenticationContext, "id", "displayName")],
    },
    Described {
        odata_type: "networkaccess.filteringProfile",
        told_by: &[],
        names: &[(ReferenceKind::FilteringProfile, "id", "name")],
    },
];

/// The names that an object gives; none if it is of no type that policies refer to, or lacks an id or a name.
pub(super) fn named(json: &Json) -> Vec<Named> {
    let text = |key: &str| json.get(key).and_then(Json::as_str).filter(|text| !text.is_empty());
    let written = text("@odata.type").map(|name| name.trim_start_matches("#microsoft.graph."));
    let is = |of: &&Described| match written {
        Some(written) => of.odata_type == written,
        None => of.told_by.iter().any(|key| json.get(key).is_some()),
    };
    let names = TYPES.iter().find(is).map(|of| of.names).unwrap_or_default();
    let read = |(kind, id, name): &(ReferenceKind, &str, &str)| {
        let (id, name) = (Id::parse(text(id)?), text(name)?);
        let is_user = *kind == ReferenceKind::User;
        Some(Named {
            kind: *kind,
            id,
            name: if is_user { name.to_lowercase() } else { name.to_owned() },
            display_name: text("displayName").filter(|_| is_user).map(str::to_owned),
        })
    };
    names.iter().filter_map(read).collect()
}

/// The tenant that an object describes.
pub(super) fn organization(json: &Json) -> Option<Organization> {
    let domains = items(json, "verifiedDomains")?;
    let is_initial = |domain: &&Json| domain.get("isInitial").is_some_and(|is| is.kind == Kind::Bool(true));
    let initial = domains.iter().find(is_initial).and_then(|domain| domain.get("name"));
    Some(Organization {
        id: parse_guid(json.get("id")?.as_str()?)?,
        initial_domain: initial.and_then(Json::as_str).map(str::to_owned),
    })
}

/// Whether security defaults are on, if that is what an object says (`identitySecurityDefaultsEnforcementPolicy`).
pub(super) fn security_defaults(json: &Json) -> Option<bool> {
    const TYPE: &str = "identitySecurityDefaultsEnforcementPolicy";
    let text = |key| json.get(key).and_then(Json::as_str);
    let is_told =
        ["@odata.type", "@odata.context"].iter().any(|key| text(key).is_some_and(|of| of.contains(TYPE)));
    // The one object of its type has the same id in every tenant.
    let is_it = is_told || text("id") == Some("00000000-0000-0000-0000-000000000005");
    match json.get("isEnabled").filter(|_| is_it)?.kind {
        Kind::Bool(is_enabled) => Some(is_enabled),
        Kind::Null | Kind::Number(_) | Kind::String(_) | Kind::Array(_) | Kind::Object(_) => None,
    }
}

/// The authentication strength that an object is. Policies hold theirs whole.
pub(super) fn strength(json: &Json) -> Option<AuthenticationStrength> {
    let text = |key| json.get(key).and_then(Json::as_str);
    let items = |key| items(json, key);
    Some(AuthenticationStrength {
        id: Id::parse(text("id")?),
        display_name: text("displayName")?.to_owned(),
        allowed_combinations: items("allowedCombinations")?
            .iter()
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect(),
        restricted: items("combinationConfigurations")
            .is_some_and(|configurations| !configurations.is_empty()),
    })
}

fn items<'a>(json: &'a Json, key: &str) -> Option<&'a [Json]> {
    match &json.get(key)?.kind {
        Kind::Array(items) => Some(items),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Object(_) => None,
    }
}
