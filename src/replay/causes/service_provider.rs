//! L19: a technician of a partner, by granular delegated admin privileges, whom a policy on all users catches
//! (Entra, external-id/authentication-conditional-access, 2024-05).

use super::{Case, Particular};
use crate::sign_in::CrossTenantAccess;

pub(super) static CAUSE: Particular = Particular {
    token: "serviceProvider",
    words: "technicians of a partner",
    remedy: "exclude service provider users of the partner's tenant",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    case.sign_in.cross_tenant_access == Some(CrossTenantAccess::ServiceProvider)
}
