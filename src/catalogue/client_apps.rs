//! What a sign-in shows as its client app, and the client app type that policies match.

use std::sync::LazyLock;

use super::table;
use crate::model::ClientAppType;

const TABLE: &str = include_str!("client_apps.tsv");

static CLIENT_APPS: LazyLock<Vec<ClientApp>> = LazyLock::new(|| table::load(TABLE, client_app));

struct ClientApp {
    displayed: &'static str,
    client_app_type: ClientAppType,
}

/// The client app type that `clientAppUsed` shows, in any case; none if it is not a string we know.
///
/// A protocol may follow a semicolon, as in `Other clients; POP`.
pub fn client_app_type(client_app_used: &str) -> Option<ClientAppType> {
    let displayed =
        client_app_used.split_once(';').map_or(client_app_used, |(displayed, _)| displayed).trim();
    CLIENT_APPS
        .iter()
        .find(|app| app.displayed.eq_ignore_ascii_case(displayed))
        .map(|app| app.client_app_type.clone())
}

fn client_app([displayed, client_app_type]: [&'static str; 2]) -> Option<ClientApp> {
    let client_app_type = ClientAppType::from_graph(client_app_type);
    client_app_type.is_known().then_some(ClientApp { displayed, client_app_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(CLIENT_APPS.len(), table::lines(TABLE).count());
    }

    #[test]
    fn displayed_names_have_a_type_in_any_case() {
        assert_eq!(client_app_type("Browser"), Some(ClientAppType::Browser));
        assert_eq!(
            client_app_type("mobile apps and desktop clients"),
            Some(ClientAppType::MobileAppsAndDesktopClients)
        );
        assert_eq!(client_app_type("Exchange ActiveSync"), Some(ClientAppType::ExchangeActiveSync));
        assert_eq!(client_app_type("AUTHENTICATED SMTP"), Some(ClientAppType::Other));
        assert_eq!(client_app_type("IMAP4"), Some(ClientAppType::Other));
    }

    #[test]
    fn a_protocol_may_follow_a_semicolon() {
        assert_eq!(client_app_type("Other clients; POP"), Some(ClientAppType::Other));
        assert_eq!(client_app_type("Other clients;IMAP"), Some(ClientAppType::Other));
    }

    #[test]
    fn an_unknown_or_empty_string_has_no_type() {
        assert_eq!(client_app_type("Telepathy"), None);
        assert_eq!(client_app_type(""), None);
    }
}
