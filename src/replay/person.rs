//! What is gathered about one person while sign-ins go by.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, word};
use crate::condition::World;
use crate::control::Outcome;
use crate::sign_in::{Country, SignIn};

/// What a change does to somebody. The order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seen {
    /// The user principal name, or the object id where none is known.
    pub(super) name: String,
    pub(super) display_name: String,
    /// When the sign-in was that names the person; `None` where the directory does.
    named: Option<DateTime<Utc>>,
    /// Whether it is a service principal or an agent, and nobody.
    pub(super) is_workload: bool,
    /// Sign-ins that got in.
    pub(super) sign_ins: u64,
    /// Those that may be told of: whatever something worse and certain outdoes is let go.
    pub(super) hits: Vec<Hit>,
    /// Sign-ins that are asked for less than before.
    pub(super) freed: Option<Box<Hit>>,
    pub(super) is_locked_out_as_written: bool,
}

/// Sign-ins of one person to which the same happens for the same reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hit {
    pub(super) effect: Effect,
    /// Whether it happens whatever is unknown.
    pub(super) is_certain: bool,
    #[serde(with = "word::one")]
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

/// What sign-ins have in common that count as one hit.
type Kind = (Effect, bool, Cause, UnknownFacts, bool);

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

/// One sign-in to show. The order is from the oldest to the newest, by id among those of one time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Example {
    /// `createdDateTime`.
    pub created: DateTime<Utc>,
    /// `id`.
    pub id: String,
    /// `appDisplayName`.
    pub application: String,
    /// `resourceDisplayName`.
    pub resource: String,
    /// `clientAppUsed`.
    pub client_app: String,
    /// `ipAddress`.
    pub ip_address: Option<std::net::IpAddr>,
    /// `location.countryOrRegion`: nothing where Entra found none.
    pub country: Option<Country>,
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
            country: sign_in.country,
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
            named: person.is_none().then_some(sign_in.created),
            is_workload: false,
            sign_ins: 0,
            hits: Vec::new(),
            freed: None,
            is_locked_out_as_written: false,
        }
    }

    /// Takes the name of a sign-in that is newer than the one that names a person whom the directory does not know.
    pub(super) fn rename(&mut self, world: &World<'_>, sign_in: &SignIn<'_>) {
        if self.named.is_none_or(|named| named > sign_in.created) {
            return;
        }
        let is_same = *sign_in.user_principal_name == self.name && *sign_in.display_name == self.display_name;
        if is_same {
            self.named = Some(sign_in.created);
        } else {
            self.call(Self::named(world, sign_in));
        }
    }

    fn call(&mut self, other: Self) {
        if (other.named, &other.name, &other.display_name) > (self.named, &self.name, &self.display_name) {
            (self.named, self.name, self.display_name) = (other.named, other.name, other.display_name);
        }
    }

    /// Adds what was gathered of the same person elsewhere.
    pub(super) fn merge(&mut self, mut other: Self) {
        self.is_workload |= other.is_workload;
        self.sign_ins += other.sign_ins;
        self.is_locked_out_as_written |= other.is_locked_out_as_written;
        for hit in std::mem::take(&mut other.hits) {
            match self.hits.iter_mut().find(|own| own.kind() == hit.kind()) {
                Some(own) => own.merge(hit),
                None => self.hits.push(hit),
            }
        }
        self.let_go();
        self.in_order();
        self.freed = match (self.freed.take(), other.freed.take()) {
            (Some(mut own), Some(freed)) if own.is_certain == freed.is_certain => {
                own.merge(*freed);
                Some(own)
            }
            (Some(own), Some(freed)) => Some(if own.is_certain { own } else { freed }),
            (own, freed) => own.or(freed),
        };
        self.call(other);
    }

    /// The hits of each kind, in order of the kinds.
    pub(super) fn in_order(&mut self) {
        self.hits.sort_by_key(Hit::kind);
    }

    /// The worst that is certain.
    fn certain(&self) -> Option<Effect> {
        self.hits.iter().filter(|hit| hit.is_certain).map(|hit| hit.effect).max()
    }

    /// Lets go of what is never told of, since something worse is certain: memory would grow with it.
    fn let_go(&mut self) {
        let certain = self.certain();
        self.hits.retain(|hit| !is_outdone(hit.effect, hit.is_certain, hit.unknown, certain));
    }

    /// Adds a sign-in that is asked for less than before, for certain or possibly.
    pub(super) fn free(&mut self, sign_in: &SignIn<'_>, is_certain: bool, cause: Cause) {
        match &mut self.freed {
            // What is certain is told, and what is only possible beside it is not.
            Some(hit) if hit.is_certain && !is_certain => {}
            Some(hit) if hit.is_certain == is_certain => {
                hit.count(sign_in);
                hit.cause = hit.cause.min(cause);
            }
            _ => self.freed = Some(Box::new(Hit::new(sign_in, Effect::Prompted, is_certain, cause))),
        }
    }

    /// Adds one sign-in to the hits of its kind. The example is the newest.
    pub(super) fn add(&mut self, sign_in: &SignIn<'_>, of: Finding) {
        let Finding { effect, is_certain, cause, unknown, when_activated, policies } = of;
        let kind = (effect, is_certain, cause, unknown, when_activated);
        let same = self.hits.iter_mut().find(|hit| hit.kind() == kind);
        // An example is copied only where it is the first of its kind or newer than the last: copying one for every
        // sign-in is as much work as deciding it.
        let Some(hit) = same else {
            if !is_outdone(effect, is_certain, unknown, self.certain()) {
                let new = Hit::new(sign_in, effect, is_certain, cause);
                // Nearly everybody has one or two.
                self.hits.reserve_exact(1);
                self.hits.push(Hit { unknown, when_activated, policies, ..new });
                self.let_go();
            }
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

/// Whether something is never told of somebody to whom something is certain. What would have to be known is.
fn is_outdone(effect: Effect, is_certain: bool, unknown: UnknownFacts, certain: Option<Effect>) -> bool {
    unknown == 0 && if is_certain { Some(effect) < certain } else { Some(effect) <= certain }
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
        // An example is copied only where it may be newer.
        if (sign_in.created, &*sign_in.id) >= (self.last, self.example.id.as_str()) {
            self.last = sign_in.created;
            let example = Example::of(sign_in);
            if example > self.example {
                self.example = example;
            }
        }
    }

    /// Hits of one kind count as one.
    fn kind(&self) -> Kind {
        (self.effect, self.is_certain, self.cause, self.unknown, self.when_activated)
    }

    /// Adds sign-ins to which the same happens; of two that are freed, not always for the same reason.
    fn merge(&mut self, other: Self) {
        self.sign_ins += other.sign_ins;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.cause = self.cause.min(other.cause);
        self.policies.extend(other.policies);
        self.policies.sort_unstable();
        self.policies.dedup();
        if other.example > self.example {
            self.example = other.example;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(findings: &[(Effect, bool, UnknownFacts)]) -> Vec<(Effect, bool, UnknownFacts)> {
        let mut seen = Seen {
            name: String::new(),
            display_name: String::new(),
            named: None,
            is_workload: false,
            sign_ins: 0,
            hits: Vec::new(),
            freed: None,
            is_locked_out_as_written: false,
        };
        for (effect, is_certain, unknown) in findings.iter().copied() {
            let (cause, policies) = (Cause::Block, vec![0]);
            let finding = Finding { effect, is_certain, cause, unknown, when_activated: false, policies };
            seen.add(&SignIn::blank(), finding);
        }
        seen.in_order();
        seen.hits.iter().map(|hit| (hit.effect, hit.is_certain, hit.unknown)).collect()
    }

    #[test]
    fn only_what_may_be_told_of_is_kept_in_whatever_order_it_comes() {
        let mut findings = [
            (Effect::Prompted, true, 0),
            (Effect::LockedOut, false, 0),
            (Effect::LockedOut, false, 8),
            (Effect::LockedOut, true, 0),
        ];
        for _ in 0..findings.len() {
            assert_eq!(kept(&findings), [(Effect::LockedOut, false, 8), (Effect::LockedOut, true, 0)]);
            findings.rotate_left(1);
        }
        assert_eq!(kept(&[(Effect::MustRegister, true, 0), (Effect::LockedOut, false, 0)]).len(), 2);
    }
}
