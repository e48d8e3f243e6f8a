//! What an export does not say of a tenant and its author is to fill in, as comments.

use super::ImportOptions;

/// The initial domain.
pub(crate) const DOMAIN: &str = "# tenant: contoso.onmicrosoft.com";

/// The accounts that get in when nobody else does.
pub(crate) const EMERGENCY_ACCESS: &str = "# emergencyAccess:
#   accounts: [bg1@contoso.onmicrosoft.com, bg2@contoso.onmicrosoft.com]
#   group: CA-EmergencyAccess - Exclude";

/// The text of `tenant.yaml` with what is missing in it. A document is never empty.
pub(super) fn tenant(text: &str, options: &ImportOptions) -> String {
    let written = if text == "{}\n" { "unmanagedPolicies: keep\n" } else { text };
    let domain = if options.domain.is_none() { format!("{DOMAIN}\n") } else { String::new() };
    format!(
        "{domain}{written}\n# Accounts that every policy leaves alone: their group is excluded without being named in a \
         policy.\n{EMERGENCY_ACCESS}\n"
    )
}
