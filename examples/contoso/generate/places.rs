//! Networks and applications, as the sign-in log shows them.

use super::people::{Person, Site};
use super::random::Random;

/// A network at one moment: an address, and what Entra makes of it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) address: String,
    pub(crate) city: &'static str,
    pub(crate) state: &'static str,
    /// Two letters, or nothing where no country is known.
    pub(crate) country: &'static str,
    /// The deployed named location the address is in, and whether it is trusted.
    pub(crate) network: Option<(&'static str, bool)>,
    pub(crate) autonomous_system: u32,
}

impl Place {
    /// Whether the address is in a trusted named location.
    pub(crate) fn is_trusted(&self) -> bool {
        self.network.is_some_and(|(_, trusted)| trusted)
    }

    /// An office, on IPv4 or IPv6.
    pub(crate) fn office(site: Site, random: &mut Random) -> Self {
        let is_ipv6 = random.percent(30);
        let host = random.below(100) + 10;
        match site {
            Site::Kochi => Self {
                address: if is_ipv6 { format!("2001:db8:40::{host:x}") } else { format!("203.0.113.{host}") },
                city: "Kochi",
                state: "Kerala",
                country: "IN",
                network: Some(("Kochi office", true)),
                autonomous_system: 64496,
            },
            Site::Dubai => Self {
                address: if is_ipv6 {
                    format!("2001:db8:50::{host:x}")
                } else {
                    format!("198.51.100.{host}")
                },
                city: "Dubai",
                state: "Dubai",
                country: "AE",
                network: Some(("Dubai office", true)),
                autonomous_system: 64497,
            },
        }
    }

    /// The Kochi office on IPv4, where the machines stand.
    pub(crate) fn server_room() -> Self {
        Self {
            address: "203.0.113.5".to_owned(),
            city: "Kochi",
            state: "Kerala",
            country: "IN",
            network: Some(("Kochi office", true)),
            autonomous_system: 64496,
        }
    }

    /// The Kochi office's second line, which nobody listed and no country is known for.
    pub(crate) fn second_line(random: &mut Random) -> Self {
        Self {
            address: format!("2001:db8:41::{:x}", random.below(100) + 10),
            city: "",
            state: "",
            country: "",
            network: None,
            autonomous_system: 64498,
        }
    }

    /// Someone's home, always at the same address.
    pub(crate) fn home(person: &Person) -> Self {
        let host = person.number % 60 + 1;
        match person.site {
            Site::Kochi => Self::elsewhere(format!("192.0.2.{host}"), "Ernakulam", "Kerala", "IN", 64500),
            Site::Dubai => {
                Self::elsewhere(format!("192.0.2.{}", host + 64), "Sharjah", "Sharjah", "AE", 64501)
            }
        }
    }

    /// The network that build agents run on: named, not trusted.
    pub(crate) fn build_agents(random: &mut Random) -> Self {
        Self {
            network: Some(("Build agents", false)),
            ..Self::elsewhere(
                format!("198.51.100.{}", 193 + random.below(14)),
                "Mumbai",
                "Maharashtra",
                "IN",
                64502,
            )
        }
    }

    /// A hotel in Bangkok.
    pub(crate) fn hotel() -> Self {
        Self::elsewhere("192.0.2.201".to_owned(), "Bangkok", "Bangkok", "TH", 64503)
    }

    /// Somewhere in a country that is none of ours.
    pub(crate) fn attacker(country: &'static str, random: &mut Random) -> Self {
        Self::elsewhere(format!("192.0.2.{}", 210 + random.below(40)), "", "", country, 64510)
    }

    fn elsewhere(
        address: String,
        city: &'static str,
        state: &'static str,
        country: &'static str,
        system: u32,
    ) -> Self {
        Self { address, city, state, country, network: None, autonomous_system: system }
    }
}

/// An application that people open, and the resource it asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct App {
    pub(crate) name: &'static str,
    pub(crate) id: &'static str,
    pub(crate) resource_name: &'static str,
    pub(crate) resource: &'static str,
    /// `clientAppUsed`.
    pub(crate) client: &'static str,
}

const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
/// `clientAppUsed` of a browser.
pub(crate) const BROWSER: &str = "Browser";
const DESKTOP: &str = "Mobile Apps and Desktop clients";
/// The Azure portal, which is one of the Microsoft admin portals.
pub(crate) const AZURE_PORTAL_ID: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";

const fn app(
    name: &'static str,
    id: &'static str,
    resource_name: &'static str,
    resource: &'static str,
    client: &'static str,
) -> App {
    App { name, id, resource_name, resource, client }
}

pub(crate) const MAIL: App = app(
    "One Outlook Web",
    "9199bf20-a13f-4107-85dc-02114787ef48",
    "Office 365 Exchange Online",
    EXCHANGE,
    BROWSER,
);
pub(crate) const OUTLOOK: App = app(
    "Microsoft Office",
    "d3590ed6-52b3-4102-aeff-aad2292ab01c",
    "Office 365 Exchange Online",
    EXCHANGE,
    DESKTOP,
);
pub(crate) const OFFICE_HOME: App = app(
    "OfficeHome",
    "4765445b-32c6-49b0-83e6-1d93765276ca",
    "OfficeHome",
    "4765445b-32c6-49b0-83e6-1d93765276ca",
    BROWSER,
);
pub(crate) const SHAREPOINT: App = app(
    "SharePoint Online Web Client Extensibility",
    "08e18876-6177-487e-b8b5-cf950c1e598c",
    "Office 365 SharePoint Online",
    "00000003-0000-0ff1-ce00-000000000000",
    BROWSER,
);
pub(crate) const TEAMS: App = app(
    "Microsoft Teams",
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264",
    "Microsoft Teams Services",
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
    DESKTOP,
);
pub(crate) const AZURE_PORTAL: App = app(
    "Azure Portal",
    AZURE_PORTAL_ID,
    "Windows Azure Service Management API",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    BROWSER,
);
pub(crate) const PAYROLL: App = app(
    "Contoso Payroll",
    "ffffffff-0000-4000-8000-000000000001",
    "Contoso Payroll",
    "ffffffff-0000-4000-8000-000000000001",
    BROWSER,
);
pub(crate) const SYNC: App = app(
    "Microsoft Azure Active Directory Connect",
    "cb1056e2-e479-49de-ae31-7812af012ed8",
    "Windows Azure Active Directory",
    "00000002-0000-0000-c000-000000000000",
    DESKTOP,
);
pub(crate) const BACKUP: App = app(
    "Contoso Backup",
    "ffffffff-0000-4000-8000-000000000002",
    "Office 365 Exchange Online",
    EXCHANGE,
    DESKTOP,
);
pub(crate) const BUILD: App = app(
    "Microsoft Graph Command Line Tools",
    "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    "Microsoft Graph",
    "00000003-0000-0000-c000-000000000000",
    DESKTOP,
);

/// A mail protocol that cannot ask for anything but a password.
pub(crate) fn mail_protocol(client: &'static str) -> App {
    App {
        client,
        ..app("Office 365 Exchange Online", EXCHANGE, "Office 365 Exchange Online", EXCHANGE, client)
    }
}
