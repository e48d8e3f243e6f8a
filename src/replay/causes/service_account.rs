//! L10: a program signs in with a password (ROPC), by an account that no `tenant.yaml` declares as unattended. A legacy
//! client is another matter: a person may use one.

use super::{Case, Particular};
use crate::model::ClientAppType;

pub(super) static CAUSE: Particular = Particular {
    token: "serviceAccount",
    words: "a program signs in with a password",
    remedy: "exclude the account, or replace it by a workload identity",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    let is_modern = match &case.sign_in.client_app {
        Some(ClientAppType::Browser | ClientAppType::MobileAppsAndDesktopClients) => true,
        Some(
            ClientAppType::All
            | ClientAppType::ExchangeActiveSync
            | ClientAppType::EasSupported
            | ClientAppType::Other
            | ClientAppType::Unknown(_),
        )
        | None => false,
    };
    case.sign_in.is_ropc && is_modern
}
