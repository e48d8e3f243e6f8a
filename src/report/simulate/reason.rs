//! In a few words: what locks somebody out, and how often it would have.

use chrono::NaiveDate;

use crate::catalogue;
use crate::model::{Id, Policy};
use crate::replay::{Affected, CanRegister, Cause, Example, Where};
use crate::report::words::{counted, day, inert, list, short};
use crate::sign_in::Country;

/// The policies of an entry, by id; by display name where the id is Graph's.
pub(super) fn policies(policies: &[Policy<Id>], indices: &[usize]) -> String {
    /// More than these do not help whoever reads one line.
    const SHOWN: usize = 4;
    let known = indices.iter().filter_map(|index| policies.get(*index));
    let mut named: Vec<String> = known.take(SHOWN).map(label).collect();
    if let Some(more) = indices.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        named.push(format!("+{more}"));
    }
    named.join(" ")
}

fn label(policy: &Policy<Id>) -> String {
    match Id::parse(&policy.id) {
        Id::Guid(_) => format!("\"{}\"", short(&policy.display_name, 24)),
        Id::Text(id) => short(&id, 24),
    }
}

/// What happens to the people of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    LockedOut,
    MustRegister,
    Prompted,
    Free,
}

/// What it is that locks somebody out or asks for more, with what the newest sign-in shows of it.
pub(super) fn what(list: List, affected: &Affected, policies: &[Policy<Id>]) -> String {
    let example = affected.example.as_ref();
    if list == List::Free {
        return match affected.cause {
            Cause::SecurityDefaults => "no longer asked by security defaults",
            Cause::MandatoryMfa => "no longer asked by mandatory MFA",
            _ => "asked for less",
        }
        .to_owned();
    }
    let blocks = || {
        let mut own = affected.policies.iter().filter_map(|index| policies.get(*index));
        own.any(|policy| policy.grant.as_ref().is_some_and(crate::model::GrantControls::is_block))
    };
    match affected.cause {
        Cause::CountryBlock => {
            let code = example
                .and_then(|example| example.country.as_ref())
                .map(Country::code)
                .filter(|code| !code.is_empty());
            match (code.and_then(catalogue::country_by_code), code) {
                (Some(country), _) => country.name.to_owned(),
                (None, Some(code)) => short(code, 24),
                (None, None) => "country not known".to_owned(),
            }
        }
        Cause::UnknownCountry => format!("no country for {}", network(affected)),
        Cause::NetworkBlock => format!("from {}", network(affected)),
        Cause::LegacyClient => {
            let client = shown(example, |example| &example.client_app, "a legacy client");
            if blocks() { format!("{client} is blocked") } else { format!("{client} cannot do MFA") }
        }
        Cause::PlatformBlock => {
            format!("{} is blocked", shown(example, |example| &example.operating_system, "the platform"))
        }
        Cause::UnknownPlatform => match shown(example, |example| &example.operating_system, "") {
            system if system.is_empty() => "platform not recognized".to_owned(),
            system => format!("platform not recognized: {system}"),
        },
        Cause::DeviceCode => "device code flow".to_owned(),
        Cause::AuthenticationTransfer => "authentication transfer".to_owned(),
        Cause::DeviceFilter => "device filter".to_owned(),
        Cause::Risk => "risk".to_owned(),
        Cause::Block => {
            format!("blocked from {}", shown(example, |example| &example.resource, "the application"))
        }
        Cause::Unattended => "nobody is there to be asked".to_owned(),
        Cause::GuestTrust => "home tenant is not trusted".to_owned(),
        Cause::Registration => match list {
            List::LockedOut => affected
                .can_register
                .as_ref()
                .map_or_else(|| "no method, and nowhere to register one".to_owned(), can_register),
            List::MustRegister | List::Prompted | List::Free => "no method is registered".to_owned(),
        },
        Cause::AuthenticationStrength => "no method that the strength allows".to_owned(),
        Cause::CompliantDevice => "device is not compliant".to_owned(),
        Cause::HybridJoinedDevice => "device is not hybrid joined".to_owned(),
        Cause::AppProtection => {
            format!("{} is not protected", shown(example, |example| &example.application, "the app"))
        }
        Cause::PasswordChange => "cannot change the password without MFA".to_owned(),
        Cause::Multifactor => "MFA".to_owned(),
        Cause::TermsOfUse => "terms of use".to_owned(),
        Cause::ServiceDependency => {
            format!("through a service that {} depends on", shown(example, |example| &example.resource, "it"))
        }
        Cause::SecurityDefaults => "security defaults".to_owned(),
        Cause::MandatoryMfa => "mandatory MFA".to_owned(),
        Cause::PerUserMfa => "per-user MFA".to_owned(),
        Cause::Particular(cause) => cause.words.to_owned(),
        Cause::Unknown => "something this version does not know".to_owned(),
    }
}

/// Where somebody without a method can register one.
fn can_register(can: &CanRegister) -> String {
    let surely = |of: &Where| if of.is_certain { "can" } else { "may be able to" };
    let (password, pass) = (&can.with_password, &can.with_pass);
    if password.is_anywhere() {
        return format!("no method, {} register", surely(password));
    }
    if !password.is_nowhere() {
        return format!("no method, {} register only {}", surely(password), places(password));
    }
    let by_pass = "only with a Temporary Access Pass";
    if pass.is_nowhere() {
        "no method, and nowhere to register one".to_owned()
    } else if pass.is_anywhere() {
        format!("no method, {} register {by_pass}", surely(pass))
    } else {
        format!("no method, {} register {by_pass}, {}", surely(pass), places(pass))
    }
}

/// `from Dubai office and Kochi office`.
fn places(of: &Where) -> String {
    /// More than these do not help whoever reads one line.
    const SHOWN: usize = 3;
    let (named, word) = if of.elsewhere { (&of.refused, "outside of") } else { (&of.named, "from") };
    let mut listed: Vec<String> = named.iter().take(SHOWN).map(|name| short(name, 24)).collect();
    if let Some(more) = named.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        listed.push(format!("{more} more"));
    }
    format!("{word} {}", list(&listed))
}

/// How often and until when: `14 sign-ins to 20 Nov`, `daily`; `end` is the last day of the replay.
pub(super) fn how_often(affected: &Affected, end: Option<NaiveDate>, today: NaiveDate) -> String {
    let Some((first, last)) = affected.span else {
        return match affected.starts.filter(|starts| *starts > today) {
            Some(starts) => format!("starts {}", day(starts, today)),
            None => "never signed in".to_owned(),
        };
    };
    let (first, last) = (first.date_naive(), last.date_naive());
    if affected.sign_ins == 1 {
        return format!("1 sign-in on {}", day(last, today));
    }
    if is_daily(affected.sign_ins, first, last) {
        let goes_on = end.is_some_and(|end| (end - last).num_days() <= 1);
        return if goes_on { "daily".to_owned() } else { format!("daily to {}", day(last, today)) };
    }
    format!("{} to {}", counted(affected.sign_ins, "sign-in", "sign-ins"), day(last, today))
}

/// Over a week or more, about one a day.
fn is_daily(sign_ins: u64, first: NaiveDate, last: NaiveDate) -> bool {
    let days = u64::try_from((last - first).num_days() + 1).unwrap_or(0);
    days >= 7 && sign_ins * 10 >= days * 8 && sign_ins * 10 <= days * 15
}

/// The cause, for a table.
pub(super) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::CountryBlock => "country blocked",
        Cause::UnknownCountry => "no country for the address",
        Cause::NetworkBlock => "network blocked",
        Cause::LegacyClient => "legacy client",
        Cause::PlatformBlock => "platform blocked",
        Cause::UnknownPlatform => "platform not recognized",
        Cause::DeviceCode => "device code flow",
        Cause::AuthenticationTransfer => "authentication transfer",
        Cause::DeviceFilter => "device filter",
        Cause::Risk => "risk",
        Cause::Block => "blocked",
        Cause::Unattended => "nobody is there to be asked",
        Cause::GuestTrust => "guest of a tenant that is not trusted",
        Cause::Registration => "no method, and nowhere to register one",
        Cause::AuthenticationStrength => "no method that the strength allows",
        Cause::CompliantDevice => "device not compliant",
        Cause::HybridJoinedDevice => "device not hybrid joined",
        Cause::AppProtection => "app not protected",
        Cause::PasswordChange => "password change",
        Cause::Multifactor => "MFA",
        Cause::TermsOfUse => "terms of use",
        Cause::ServiceDependency => "through a service dependency",
        Cause::SecurityDefaults => "security defaults",
        Cause::MandatoryMfa => "mandatory MFA",
        Cause::PerUserMfa => "per-user MFA",
        Cause::Particular(cause) => cause.words,
        Cause::Unknown => "not known to this version",
    }
}

fn network(affected: &Affected) -> String {
    match affected.network {
        // An address is written as one.
        Some(network) if network.size() == ipnetwork::NetworkSize::V4(1) => network.ip().to_string(),
        Some(network) => network.to_string(),
        None => "its address".to_owned(),
    }
}

fn shown(example: Option<&Example>, of: impl Fn(&Example) -> &String, otherwise: &str) -> String {
    match example.map(of) {
        Some(text) if !text.trim().is_empty() => short(&inert(text), 32),
        Some(_) | None => otherwise.to_owned(),
    }
}
