//! Formats of text that JSON Schema has no words for, and what to say when text is not in one.

use std::net::IpAddr;

use chrono::NaiveDate;
use ipnetwork::IpNetwork;

use super::spelling;
use crate::catalogue::{self, Country};
use crate::diagnostic::did_you_mean;
use crate::model::Id;
use crate::workspace::document::{Naming, name_expression, parse_period, parse_range};

/// What is wrong with a text, and what to write instead.
pub(super) struct Fault {
    /// The diagnostic's code.
    pub(super) code: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// What to change.
    pub(super) help: Option<String>,
    /// The text to write instead, where only one can be meant.
    pub(super) instead: Option<String>,
}

/// Declares formats with their names in schemas, the pattern that editors check, and the check itself.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $pattern:literal, $check:path;)+) => {
        /// A format of text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Format {
            $($(#[$doc])* $variant,)+
        }

        impl Format {
            /// Every format.
            pub(super) const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value of the `format` keyword.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// A pattern that every text in the format has, for editors.
            pub(super) fn pattern(self) -> &'static str {
                match self {
                    $(Self::$variant => $pattern,)+
                }
            }

            /// Whether a text is in the format, and what is wrong if not.
            pub(super) fn check(self, text: &str) -> Result<(), Fault> {
                match self {
                    $(Self::$variant => $check(text),)+
                }
            }
        }
    };
}

formats! {
    /// A day.
    Date = "date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", date;
    /// A GUID.
    Guid = "guid", "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", guid;
    /// A GUID, a placeholder or another id of Graph as `graph:…`.
    ObjectId = "object-id", "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|<.+>|graph:.*)$", object_id;
    /// A user principal name.
    Person = "user-principal-name", "^[^@\\s]+@[^@\\s]+$", person;
    /// A reference to a user, or a keyword.
    User = "user", "^([^@\\s]+@[^@\\s]+|[0-9a-fA-F-]{36}|<.+>|graph:.*|all|none|allAgentIdUsers)$", user;
    /// A reference to an application, or a keyword.
    Application = "application", "^.+$", application;
    /// A reference to a named location, or a keyword.
    Location = "location", "^.+$", location;
    /// A reference to a service principal, or a keyword.
    ServicePrincipal = "service-principal", "^.+$", service_principal;
    /// A range of addresses.
    Cidr = "cidr", "^[0-9a-fA-F.:]+/[0-9]{1,3}$", cidr;
    /// A range of IPv4 addresses.
    CidrV4 = "cidr-v4", "^[0-9.]+/[0-9]{1,2}$", cidr_v4;
    /// An address.
    IpAddress = "ip-address", "^[0-9a-fA-F.:]+$", ip_address;
    /// A country.
    Country = "country", "^([A-Z]{2}|graph:.*)$", country;
    /// How long a sign-in lasts.
    SignInFrequency = "sign-in-frequency", "^([0-9]+(h|d| graph:.*)|everyTime)$", sign_in_frequency;
    /// A pointer into a Graph object.
    Pointer = "graph-pointer", "^/", pointer;
    /// The path of a key in a policy, such as `users.exclude.groups`.
    KeyPath = "key-path", "^[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*$", key_path;
    /// What stands for something yet to be bound.
    Placeholder = "placeholder", "^<.+>$", placeholder;
    /// A regular expression for names of policies.
    NamePattern = "name-pattern", "^.+$", name_pattern;
    /// The first and the last number of a persona.
    NumberRange = "number-range", "^[0-9]+-[0-9]+$", number_range;
    /// The name of a parameter.
    ParameterName = "parameter-name", "^[A-Za-z][A-Za-z0-9]*$", parameter_name;
}

fn fault<T>(code: &'static str, message: String, help: impl Into<Option<String>>) -> Result<T, Fault> {
    Err(Fault { code, message, help: help.into(), instead: None })
}

/// The fault with the text to write instead.
fn or_write<T>(fault: Result<T, Fault>, instead: Option<String>) -> Result<T, Fault> {
    fault.map_err(|fault| Fault { instead, ..fault })
}

fn date(text: &str) -> Result<(), Fault> {
    // Chrono also reads `2027-1-31`; dates are kept in the one form that sorts.
    if text.len() == 10 && text.parse::<NaiveDate>().is_ok() {
        return Ok(());
    }
    fault(
        "invalid-date",
        format!("`{text}` is not a date"),
        "write year, month and day as in `2027-01-31`".to_owned(),
    )
}

fn guid(text: &str) -> Result<(), Fault> {
    if Id::parse(text).guid().is_some() {
        return Ok(());
    }
    fault(
        "invalid-id",
        format!("`{text}` is not an id"),
        "an id looks like `11111111-2222-3333-4444-555555555555`".to_owned(),
    )
}

fn object_id(text: &str) -> Result<(), Fault> {
    if is_graph_token(text) || is_placeholder(text) { Ok(()) } else { guid(text) }
}

fn is_graph_token(text: &str) -> bool {
    text.starts_with("graph:")
}

fn is_placeholder(text: &str) -> bool {
    text.len() > 2 && text.starts_with('<') && text.ends_with('>')
}

fn person(text: &str) -> Result<(), Fault> {
    let is_person = text
        .split_once('@')
        .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'));
    if is_person && !text.contains(char::is_whitespace) {
        return Ok(());
    }
    fault(
        "invalid-user",
        format!("`{text}` is not a user principal name"),
        "people go by user principal name, such as `asha@contoso.com`".to_owned(),
    )
}

fn user(text: &str) -> Result<(), Fault> {
    if matches!(text, "all" | "none" | "allAgentIdUsers") || is_placeholder(text) || is_graph_token(text) {
        return Ok(());
    }
    spelled(text, spelling::USERS)?;
    if guid(text).is_ok() { Ok(()) } else { person(text) }
}

fn application(text: &str) -> Result<(), Fault> {
    reference(text, spelling::APPLICATIONS)
}

fn location(text: &str) -> Result<(), Fault> {
    reference(text, spelling::LOCATIONS)
}

fn service_principal(text: &str) -> Result<(), Fault> {
    reference(text, spelling::SERVICE_PRINCIPALS)
}

fn reference(text: &str, spellings: &[(&str, &str)]) -> Result<(), Fault> {
    if text.is_empty() {
        return fault("empty-value", "a name is empty".to_owned(), None);
    }
    spelled(text, spellings)
}

/// Graph's own spelling of a keyword is not a name.
fn spelled(text: &str, spellings: &[(&str, &str)]) -> Result<(), Fault> {
    match spellings.iter().find(|(theirs, ours)| text.eq_ignore_ascii_case(theirs) && text != *ours) {
        Some((_, ours)) => {
            let is_value = ours.chars().all(char::is_alphanumeric);
            let told = fault(
                "unknown-value",
                format!("`{text}` is not how this language spells it"),
                format!("write `{ours}` here"),
            );
            or_write(told, is_value.then(|| (*ours).to_owned()))
        }
        None => Ok(()),
    }
}

fn cidr(text: &str) -> Result<(), Fault> {
    let not_a_range = |help: String| fault("invalid-cidr", format!("`{text}` is not an address range"), help);
    if let Ok(address) = text.parse::<IpAddr>() {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let range = format!("{address}/{bits}");
        return or_write(not_a_range(format!("for one address write `{range}`")), Some(range));
    }
    if !text.contains('/') || text.parse::<IpNetwork>().is_err() {
        let example =
            "write an address and the length of its prefix, as in `203.0.113.0/24` or `2001:db8:40::/48`";
        return not_a_range(example.to_owned());
    }
    // Bits beyond the prefix are in exports too; what is meant by them is for CA-NET-011 to ask.
    Ok(())
}

fn cidr_v4(text: &str) -> Result<(), Fault> {
    cidr(text)?;
    if text.parse::<IpNetwork>().is_ok_and(|range| range.is_ipv4()) {
        return Ok(());
    }
    fault(
        "invalid-cidr",
        format!("`{text}` is not a range of IPv4 addresses"),
        "Entra takes IPv4 alone here; declare it as a trusted named location".to_owned(),
    )
}

fn ip_address(text: &str) -> Result<(), Fault> {
    if text.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    fault(
        "invalid-address",
        format!("`{text}` is not an IP address"),
        "such as `203.0.113.7` or `2001:db8::7`".to_owned(),
    )
}

fn country(text: &str) -> Result<(), Fault> {
    if is_graph_token(text) || catalogue::country_by_code(text).is_some() {
        return Ok(());
    }
    let meant = catalogue::suggest_country(text);
    let help = match meant {
        Some(country) => format!("did you mean `{}` ({})?", country.code, country.name),
        None => "write a two-letter code of ISO 3166, such as `IN`".to_owned(),
    };
    // A word that is merely like a country's may be another's.
    let is_spelling =
        |country: &&Country| country.spellings().any(|spelling| spelling.eq_ignore_ascii_case(text));
    let instead = meant.filter(is_spelling).map(|country| country.code.to_owned());
    or_write(fault("unknown-country", format!("`{text}` is not the code of a country"), help), instead)
}

fn sign_in_frequency(text: &str) -> Result<(), Fault> {
    if text == "everyTime" || parse_period(text).is_some() {
        return Ok(());
    }
    fault(
        "invalid-duration",
        format!("`{text}` is not a sign-in frequency"),
        "write hours as `4h`, days as `30d`, or `everyTime`".to_owned(),
    )
}

fn pointer(text: &str) -> Result<(), Fault> {
    if text.starts_with('/') && text.len() > 1 {
        return Ok(());
    }
    fault(
        "invalid-pointer",
        format!("`{text}` is not a pointer into a Graph object"),
        "write the members on the way, as in `/conditions/newCondition`".to_owned(),
    )
}

fn key_path(text: &str) -> Result<(), Fault> {
    let is_key =
        |key: &str| !key.is_empty() && key.chars().all(|character| character.is_ascii_alphanumeric());
    if text.split('.').all(is_key) {
        return Ok(());
    }
    fault(
        "invalid-key-path",
        format!("`{text}` is not the path of a key in a policy"),
        "write keys with dots between, as in `users.exclude.groups`".to_owned(),
    )
}

fn placeholder(text: &str) -> Result<(), Fault> {
    if is_placeholder(text) {
        return Ok(());
    }
    fault(
        "invalid-placeholder",
        format!("`{text}` is not a placeholder"),
        "placeholders stand between angle brackets, as in `<EmergencyAccessAccountsGroup>`".to_owned(),
    )
}

fn name_pattern(text: &str) -> Result<(), Fault> {
    let expression = match name_expression(text) {
        Ok(expression) => expression,
        Err(message) => {
            let help = "write a regular expression without look-around or backreferences".to_owned();
            return fault("invalid-pattern", format!("the pattern cannot be read: {message}"), help);
        }
    };
    match expression.capture_names().flatten().find(|group| !Naming::PARTS.contains(group)) {
        None => Ok(()),
        Some(group) => fault(
            "invalid-pattern",
            format!("names have no part `{group}`"),
            match did_you_mean(group, Naming::PARTS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the parts are `{}`", Naming::PARTS.join("`, `")),
            },
        ),
    }
}

fn number_range(text: &str) -> Result<(), Fault> {
    if parse_range(text).is_some() {
        return Ok(());
    }
    fault(
        "invalid-range",
        format!("`{text}` is not a range of numbers"),
        "write the first and the last, as in `100-199`".to_owned(),
    )
}

fn parameter_name(text: &str) -> Result<(), Fault> {
    let starts = text.starts_with(|character: char| character.is_ascii_alphabetic());
    if starts && text.chars().all(|character| character.is_ascii_alphanumeric()) {
        return Ok(());
    }
    fault(
        "invalid-parameter-name",
        format!("`{text}` cannot be the name of a parameter"),
        "letters and digits only, as in `allowedCountries`".to_owned(),
    )
}
