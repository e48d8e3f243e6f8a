//! The conditions of a policy beside whom and what it is for, each as a clause.

use super::device::device_clause;
use super::vocabulary::{Vocabulary, one_of, phrases, quoted, unknown_token};
use crate::catalogue;
use crate::model::{
    ClientAppType, ConditionSet, CountryLookup, DevicePlatform, FilterMode, Id, InsiderRiskLevel, IpRange,
    LocationKind, LocationRef, Locations, NamedLocation, Platforms, ReferenceKind, RiskLevel, TransferMethod,
};
use crate::report::words::either;
use crate::syntax::pointer_push;

/// When a policy applies: ` when the sign-in comes from Thailand and the user risk is high, unless the device is
/// compliant`; empty for a policy that always does.
pub(super) fn when(words: Vocabulary<'_>, conditions: &ConditionSet<Id>) -> String {
    let clauses = clauses(words, conditions);
    let mut when = if clauses.is_empty() { String::new() } else { format!(" when {}", joined(&clauses)) };
    let excluded = conditions.device_filter.as_ref().filter(|filter| filter.mode == FilterMode::Exclude);
    if let Some(filter) = excluded {
        when.push_str(&format!(", unless {}", device_clause(&filter.rule)));
    }
    when
}

/// Clauses have an "or" of their own.
fn joined(clauses: &[String]) -> String {
    match clauses {
        [one, two] => format!("{one} and {two}"),
        clauses => phrases(clauses),
    }
}

fn clauses(words: Vocabulary<'_>, conditions: &ConditionSet<Id>) -> Vec<String> {
    let included = conditions.device_filter.as_ref().filter(|filter| filter.mode == FilterMode::Include);
    let mut clauses = Vec::new();
    clauses.extend(clients(&conditions.client_app_types));
    clauses.extend(conditions.platforms.as_ref().and_then(platforms));
    clauses.extend(conditions.locations.as_ref().and_then(|scope| locations(words, scope)));
    clauses.extend(included.map(|filter| device_clause(&filter.rule)));
    for (whose, levels) in [
        ("user risk", &conditions.user_risk_levels),
        ("sign-in risk", &conditions.sign_in_risk_levels),
        ("service principal risk", &conditions.service_principal_risk_levels),
        ("agent risk", &conditions.agent_id_risk_levels),
    ] {
        let levels: Vec<String> = levels.iter().map(risk_level).collect();
        clauses.extend(risk(whose, &levels));
    }
    let insider: Vec<String> = conditions.insider_risk_levels.iter().map(insider_risk_level).collect();
    clauses.extend(risk("insider risk", &insider));
    clauses.extend(flows(&conditions.authentication_flows));
    clauses
}

fn risk(whose: &str, levels: &[String]) -> Option<String> {
    (!levels.is_empty()).then(|| format!("the {whose} is {}", either(levels)))
}

/// A level of risk.
pub(super) fn risk_level(level: &RiskLevel) -> String {
    match level {
        RiskLevel::Low => "low".to_owned(),
        RiskLevel::Medium => "medium".to_owned(),
        RiskLevel::High => "high".to_owned(),
        RiskLevel::Hidden => "hidden".to_owned(),
        RiskLevel::None => "none".to_owned(),
        RiskLevel::Unknown(token) => unknown_token("of the level", token),
    }
}

/// A level of insider risk.
pub(super) fn insider_risk_level(level: &InsiderRiskLevel) -> String {
    match level {
        InsiderRiskLevel::Minor => "minor".to_owned(),
        InsiderRiskLevel::Moderate => "moderate".to_owned(),
        InsiderRiskLevel::Elevated => "elevated".to_owned(),
        InsiderRiskLevel::Unknown(token) => unknown_token("of the level", token),
    }
}

/// Nothing for every client: none listed is all of them, legacy authentication included.
fn clients(clients: &[ClientAppType]) -> Option<String> {
    if covers_every_client(clients) {
        return None;
    }
    let clients: Vec<String> = clients.iter().map(client).collect();
    Some(format!("the client is {}", either(&clients)))
}

/// Whether a list of client app types is no condition at all.
pub(super) fn covers_every_client(clients: &[ClientAppType]) -> bool {
    clients.is_empty() || clients.contains(&ClientAppType::All)
}

/// A type of client app.
pub(super) fn client(client: &ClientAppType) -> String {
    match client {
        ClientAppType::All => "any client".to_owned(),
        ClientAppType::Browser => "a browser".to_owned(),
        ClientAppType::MobileAppsAndDesktopClients => "a mobile or desktop app".to_owned(),
        ClientAppType::ExchangeActiveSync => "Exchange ActiveSync".to_owned(),
        ClientAppType::EasSupported => "Exchange ActiveSync on a supported platform".to_owned(),
        ClientAppType::Other => "another legacy client (IMAP, POP, SMTP and the like)".to_owned(),
        ClientAppType::Unknown(token) => unknown_token("the client", token),
    }
}

fn platforms(scope: &Platforms) -> Option<String> {
    let include_all = scope.include.is_empty() || scope.include.contains(&DevicePlatform::All);
    let list = |platforms: &[DevicePlatform]| either(&platforms.iter().map(platform).collect::<Vec<_>>());
    match (include_all, scope.exclude.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("the device platform is anything but {}", list(&scope.exclude))),
        (false, true) => Some(format!("the device platform is {}", list(&scope.include))),
        (false, false) => {
            let (include, exclude) = (list(&scope.include), list(&scope.exclude));
            Some(format!("the device platform is {include}, but not {exclude}"))
        }
    }
}

/// A device platform.
pub(super) fn platform(platform: &DevicePlatform) -> String {
    match platform {
        DevicePlatform::All => "any platform".to_owned(),
        DevicePlatform::Android => "Android".to_owned(),
        DevicePlatform::IOS => "iOS".to_owned(),
        DevicePlatform::Windows => "Windows".to_owned(),
        DevicePlatform::WindowsPhone => "Windows Phone".to_owned(),
        DevicePlatform::MacOS => "macOS".to_owned(),
        DevicePlatform::Linux => "Linux".to_owned(),
        DevicePlatform::Unknown(token) => unknown_token("the platform", token),
    }
}

fn locations(words: Vocabulary<'_>, scope: &Locations<Id>) -> Option<String> {
    let include_all = scope.include.is_empty() || scope.include.contains(&LocationRef::All);
    let list = |locations: &[LocationRef<Id>]| {
        let names: Vec<String> = locations.iter().map(|location| said(words, location)).collect();
        one_of(&names, "locations")
    };
    match (include_all, scope.exclude.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("the sign-in comes from anywhere but {}", list(&scope.exclude))),
        (false, true) => Some(format!("the sign-in comes from {}", list(&scope.include))),
        (false, false) => {
            let (include, exclude) = (list(&scope.include), list(&scope.exclude));
            Some(format!("the sign-in comes from {include}, but not from {exclude}"))
        }
    }
}

/// A location as it stands in a sentence: a list of countries says which, as far as it is short.
fn said(words: Vocabulary<'_>, reference: &LocationRef<Id>) -> String {
    let LocationRef::Location(id) = reference else { return location(words, reference) };
    let name = words.said(ReferenceKind::NamedLocation, id);
    match words.location(id).map(|location| &location.kind) {
        Some(LocationKind::Country { countries, include_unknown, .. }) if countries.len() <= 4 => {
            let mut countries: Vec<String> = countries.iter().map(|code| country(code)).collect();
            countries.extend(include_unknown.then(|| "unknown countries".to_owned()));
            format!("{name} ({})", countries.join(", "))
        }
        Some(
            LocationKind::Ip { .. }
            | LocationKind::Country { .. }
            | LocationKind::CompliantNetwork { .. }
            | LocationKind::Unknown,
        )
        | None => name,
    }
}

/// A location, as a table lists it.
pub(super) fn location(words: Vocabulary<'_>, location: &LocationRef<Id>) -> String {
    match location {
        LocationRef::All => "anywhere".to_owned(),
        LocationRef::AllTrusted => "a trusted location".to_owned(),
        LocationRef::MfaTrustedIps => "the MFA trusted IPs".to_owned(),
        LocationRef::AllCompliantNetworks => "a compliant network".to_owned(),
        LocationRef::Location(id) => words.name(ReferenceKind::NamedLocation, id),
    }
}

fn country(code: &str) -> String {
    catalogue::country_by_code(code).map_or(code, |country| country.name).to_owned()
}

/// What a named location is made of: each part, and the pointer to it in the document.
pub(super) fn location_parts(location: &NamedLocation) -> Vec<(String, String)> {
    let trust =
        |trusted: bool| (if trusted { "trusted" } else { "not trusted" }.to_owned(), "/trusted".to_owned());
    let mut parts = match &location.kind {
        LocationKind::Ip { ranges, trusted } => {
            let ranges = ranges.iter().enumerate().map(|(index, range)| {
                let range = match range {
                    IpRange::Cidr(range) => range.to_string(),
                    IpRange::Unknown(value) => format!("{value}, which this version cannot read"),
                };
                (range, format!("/ipRanges/{index}"))
            });
            ranges.chain([trust(*trusted)]).collect()
        }
        LocationKind::Country { countries, include_unknown, lookup } => {
            let names = countries.iter().enumerate().map(|(index, code)| {
                let name =
                    catalogue::country_by_code(code).map(|country| format!("{} ({code})", country.name));
                (name.unwrap_or_else(|| code.clone()), format!("/countries/{index}"))
            });
            let unknown = if *include_unknown { "with" } else { "without" };
            let unknown = format!("{unknown} addresses of unknown country");
            let method = match lookup {
                CountryLookup::ClientIpAddress => "by the address of the sign-in".to_owned(),
                CountryLookup::AuthenticatorAppGps => {
                    "by the position that the Authenticator app reports".to_owned()
                }
                CountryLookup::Unknown(token) => unknown_token("by the method", token),
            };
            let settings = [(unknown, "/includeUnknownCountries"), (method, "/countryLookupMethod")];
            names.chain(settings.map(|(text, pointer)| (text, pointer.to_owned()))).collect()
        }
        LocationKind::CompliantNetwork { trusted } => {
            vec![
                ("the compliant network of Global Secure Access".to_owned(), "/name".to_owned()),
                trust(*trusted),
            ]
        }
        LocationKind::Unknown => {
            vec![("of a type that this version does not know".to_owned(), "/name".to_owned())]
        }
    };
    parts.extend(location.unknown.0.iter().map(|(pointer, value)| {
        (format!("{} = {value}, not known here", quoted(pointer)), pointer_push("/graph", pointer))
    }));
    parts
}

fn flows(flows: &[TransferMethod]) -> Option<String> {
    let names: Vec<String> = flows.iter().map(flow).collect();
    (!names.is_empty()).then(|| format!("the sign-in uses {}", either(&names)))
}

/// An authentication flow.
pub(super) fn flow(flow: &TransferMethod) -> String {
    match flow {
        TransferMethod::DeviceCodeFlow => "device code flow".to_owned(),
        TransferMethod::AuthenticationTransfer => "authentication transfer".to_owned(),
        TransferMethod::Unknown(token) => unknown_token("the flow", token),
    }
}
