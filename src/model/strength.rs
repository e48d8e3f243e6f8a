//! Authentication strengths.

use super::Id;

/// An authentication strength (`authenticationStrengthPolicy`), built in or the tenant's own.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthenticationStrength {
    /// The object id.
    pub id: Id,
    /// `displayName`.
    pub display_name: String,
    /// `allowedCombinations`: each a set of methods joined by commas, in any order.
    pub allowed_combinations: Vec<String>,
    /// Whether `combinationConfigurations` narrow a method to certain keys or certificates.
    pub restricted: bool,
}
