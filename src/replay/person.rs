//! What is gathered about one person while sign-ins go by.

use chrono::{DateTime, Utc};

use super::Cause;
use crate::condition::World;
use crate::control::Outcome;
use crate::sign_in::SignIn;

/// What a change does to somebody. The order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// They are asked for something they were not asked for.
    Prompted,
    /// They must register a method first.
    MustRegister,
    /// They do not get in.
    LockedOut,
}

impl Effect {
    /// What an outcome is that was not there before; nothing is if access is granted.
    pub(super) fn of(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Granted => None,
            Outcome::Prompted => Some(Self::Prompted),
            Outcome::NeedsRegistration => Some(Self::MustRegister),
            Outcome::Unsatisfiable | Outcome::Blocked => Some(Self::LockedOut),
        }
    }
}

/// Facts that may be missing from a whole export: one bit for each dimension, then these.
pub(super) type UnknownFacts = u32;

/// Whether the policy is about the person at all. INVARIANT: users are the first dimension.
pub(super) const SCOPE_UNKNOWN: UnknownFacts = 1;
/// Whether MFA was done is not recorded.
pub(super) const AUTHENTICATION_UNKNOWN: UnknownFacts = 1 << 30;
/// What the person has registered is not known.
pub(super) const REGISTRATION_UNKNOWN: UnknownFacts = 1 << 31;

/// One person, as far as sign-ins have gone by.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The user principal name, or the object id where none is known.
    pub(super) name: String,
    pub(super) display_name: String,
    /// Whether it is a service principal or an agent, and nobody.
    pub(super) is_workload: bool,
    /// Sign-ins that got in.
    pub(super) sign_ins: u64,
    pub(super) hits: Vec<Hit>,
    /// Sign-ins that are asked for less than before.
    pub(super) freed: Option<Hit>,
    pub(super) is_locked_out_as_written: bool,
}

/// Sign-ins of one person to which the same happens for the same reason.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) effect: Effect,
    /// Whether it happens whatever is unknown.
    pub(super) is_certain: bool,
    pub(super) cause: Cause,
    /// What would have to be known to be sure.
    pub(super) unknown: UnknownFacts,
    /// Whether it happens only once the person has activated a role.
    pub(super) when_activated: bool,
    /// Policies of the proposed set, by index, in order.
    pub(super) policies: Vec<usize>,
    pub(super) sign_ins: u64,
    pub(super) first: DateTime<Utc>,
    pub(super) last: DateTime<Utc>,
    pub(super) example: Example,
}

/// What happens to one sign-in, and why.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) effect: Effect,
    pub(super) is_certain: bool,
    pub(super) cause: Cause,
    pub(super) unknown: UnknownFacts,
    /// Whether it happens only once whoever signs in has activated a role.
    pub(super) when_activated: bool,
    /// INVARIANT: sorted.
    pub(super) policies: Vec<usize>,
}

/// One sign-in to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// `id`.
    pub id: String,
    /// `createdDateTime`.
    pub created: DateTime<Utc>,
    /// `appDisplayName`.
    pub application: String,
    /// `resourceDisplayName`.
    pub resource: String,
    /// `clientAppUsed`.
    pub client_app: String,
    /// `ipAddress`.
    pub ip_address: Option<std::net::IpAddr>,
    /// `location.countryOrRegion`: nothing where Entra found none.
    pub country: Option<String>,
    /// `deviceDetail.operatingSystem`.
    pub operating_system: String,
}

impl Example {
    /// What is shown of a sign-in.
    pub fn of(sign_in: &SignIn<'_>) -> Self {
        Self {
            id: sign_in.id.to_string(),
            created: sign_in.created,
            application: sign_in.application.display_name.to_string(),
            resource: sign_in.resource.display_name.to_string(),
            client_app: sign_in.client_app_used.to_string(),
            ip_address: sign_in.ip_address,
            country: sign_in.country.map(|country| country.code().to_owned()),
            operating_system: sign_in
                .device
                .as_ref()
                .map_or(String::new(), |device| device.operating_system.to_string()),
        }
    }
}

impl Seen {
    /// A person as the directory calls them, else as the sign-in does.
    pub(super) fn named(world: &World<'_>, sign_in: &SignIn<'_>) -> Self {
        let person = world.person(sign_in);
        let name = person.map_or(&*sign_in.user_principal_name, |person| &person.user_principal_name);
        let name = if name.is_empty() { &*sign_in.display_name } else { name };
        let id = || sign_in.subject_id.map_or(String::new(), |id| id.to_string());
        Self {
            name: if name.is_empty() { id() } else { name.to_owned() },
            display_name: person.map_or(&*sign_in.display_name, |person| &person.display_name).to_owned(),
            ..Self::default()
        }
    }

    /// Adds a sign-in that is asked for less than before, for certain or possibly.
    pub(super) fn free(&mut self, sign_in: &SignIn<'_>, is_certain: bool, cause: Cause) {
        match &mut self.freed {
            // What is certain is told, and what is only possible beside it is not.
            Some(hit) if hit.is_certain && !is_certain => {}
            Some(hit) if hit.is_certain == is_certain => hit.count(sign_in),
            _ => self.freed = Some(Hit::new(sign_in, Effect::Prompted, is_certain, cause)),
        }
    }

    /// Adds one sign-in to the hits of its kind. The example is the newest, the first read among equals.
    pub(super) fn add(&mut self, sign_in: &SignIn<'_>, of: Finding) {
        let Finding { effect, is_certain, cause, unknown, when_activated, policies } = of;
        let kind = (effect, is_certain, cause, unknown, when_activated);
        let same = self
            .hits
            .iter_mut()
            .find(|hit| (hit.effect, hit.is_certain, hit.cause, hit.unknown, hit.when_activated) == kind);
        // An example is copied only where it is the first of its kind or newer than the last: copying one for every
        // sign-in is as much work as deciding it.
        let Some(hit) = same else {
            let new = Hit::new(sign_in, effect, is_certain, cause);
            self.hits.push(Hit { unknown, when_activated, policies, ..new });
            return;
        };
        hit.count(sign_in);
        for policy in policies {
            if let Err(position) = hit.policies.binary_search(&policy) {
                hit.policies.insert(position, policy);
            }
        }
    }
}

impl Hit {
    pub(super) fn new(sign_in: &SignIn<'_>, effect: Effect, is_certain: bool, cause: Cause) -> Self {
        Self {
            effect,
            is_certain,
            cause,
            unknown: 0,
            when_activated: false,
            policies: Vec::new(),
            sign_ins: 1,
            first: sign_in.created,
            last: sign_in.created,
            example: Example::of(sign_in),
        }
    }

    pub(super) fn count(&mut self, sign_in: &SignIn<'_>) {
        self.sign_ins += 1;
        self.first = self.first.min(sign_in.created);
        if sign_in.created > self.last {
            self.last = sign_in.created;
            self.example = Example::of(sign_in);
        }
    }
}
