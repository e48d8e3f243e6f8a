//! L11: the account of directory synchronization, which can show nothing; templates exclude it
//! (Entra, policy-all-users-mfa, 2025).

use uuid::Uuid;

use super::{Case, Particular};

pub(super) static CAUSE: Particular = Particular {
    token: "directorySync",
    words: "directory synchronization",
    remedy: "exclude the account: directory synchronization would stop",
};

/// Directory Synchronization Accounts.
const SYNCHRONIZATION: Uuid = Uuid::from_u128(0xd29b_2b05_8046_44ba_8758_1e26_182f_cf32);

pub(super) fn holds(case: &Case<'_>) -> bool {
    let person = case.world.person(case.sign_in);
    case.sign_in.user_principal_name.starts_with("sync_")
        || person.is_some_and(|person| person.roles.contains(&SYNCHRONIZATION))
}
