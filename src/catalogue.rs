//! Facts about Microsoft Entra that hold in every tenant.
//!
//! Role templates, first-party applications and their groups, countries, built-in authentication strengths, licenses,
//! error codes, client app names, the family of clients and what is enforced beside policies, each a `.tsv` beside its code that names the documents it was taken from and their
//! dates. What a tenant defines itself is not here.

mod applications;
mod client_apps;
mod client_family;
mod countries;
mod enforcement;
mod error_codes;
mod licenses;
mod roles;
mod service_dependencies;
mod strengths;
mod table;

pub use applications::{
    Application, Group, application_by_id, applications, applications_by_name, in_group, is_public_client,
    names_without_id,
};
pub use client_apps::client_app_type;
pub use client_family::client_of_family;
pub use countries::{Country, countries, country_by_code, suggest_country};
pub use enforcement::{Enforcement, EnforcementFact};
pub use error_codes::{ControlKind, ErrorClass, ErrorCode, InterruptKind, error_class, error_code};
pub use licenses::{Feature, License, feature_by_service_plan, license_by_name, licenses};
pub use roles::{Role, role_by_id, role_by_name, roles};
pub use service_dependencies::{ServiceDependency, service_dependencies};
pub use strengths::{
    AuthenticationMethod, Combination, Strength, strength_by_id, strength_by_name, strengths,
};

/// How sure a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Background knowledge, not confirmed in a document.
    Background,
    /// The document gives a name alone, and several ids go by it.
    AmbiguousNameMatch,
    /// The document gives a name alone, and one id goes by it.
    NameMatch,
    /// Listed by Microsoft or the community, without saying what it belongs to.
    Listed,
    /// Stated in Microsoft's documentation.
    Documented,
}

impl Confidence {
    fn from_token(token: &str) -> Option<Self> {
        Some(match token {
            "background" => Self::Background,
            "ambiguousNameMatch" => Self::AmbiguousNameMatch,
            "nameMatch" => Self::NameMatch,
            "listed" => Self::Listed,
            "documented" => Self::Documented,
            _ => return None,
        })
    }
}
