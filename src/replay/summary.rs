//! What a replay found: whose outcome changes, why, and what could not be decided.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::Cause;
use super::breakdown::Breakdown;
use super::calibration::Score;
use super::can_register::{CanRegister, Place};
use super::comparison::Side;
use super::coverage::Coverage;
use super::gathered::{Attempted, Counts, Gathered};
use super::person::{
    AUTHENTICATION_UNKNOWN, Effect, Example, Hit, REGISTRATION_UNKNOWN, SCOPE_UNKNOWN, Seen, UnknownFacts,
};
use super::remedy::{network_of, remedy};
use super::simulation::PersonKey;
use super::survival::StillGetIn;
use crate::condition::{DIMENSIONS, World};
use crate::engine::Table;
use crate::model::{Id, Match, Policy};
use crate::sign_in::{Country, CrossTenantAccess, Field, FieldsSeen, SignIn, UserType};

/// What a replay found.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// How many rows of each kind there were.
    pub counts: Counts,
    /// People who got in.
    pub people: usize,
    /// From the first sign-in that got in to the last.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Who is locked out: for certain first, then by name.
    pub locked_out: Vec<Affected>,
    /// Who must register a method first.
    pub must_register: Vec<Affected>,
    /// Who is asked for something they were not asked for.
    pub newly_prompted: Vec<Affected>,
    /// Who is asked for less than before, or let in where they were stopped.
    pub newly_free: Vec<Affected>,
    /// Who is blocked by the proposed set as it is written, by user principal name.
    pub locked_out_as_written: Vec<String>,
    /// People who otherwise get in, with attempts that never finished.
    pub already_failing: Vec<AlreadyFailing>,
    /// All other attempts that never finished.
    pub stopped: Stopped,
    /// What the export lacks, and the policies that are not decided for want of it.
    pub missing: Vec<Missing>,
    /// How many sign-ins the change meets, by day, country and application.
    pub breakdown: Breakdown,
    /// Whether those get in who must.
    pub still_get_in: Vec<StillGetIn>,
    /// What the evidence never exercised.
    pub coverage: Coverage,
    /// How often the engine agrees with what Entra recorded; `None` where the base is not what was in force, or nothing
    /// is recorded.
    pub score: Option<Score>,
}

/// Whether something happens whatever is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It does.
    Certain,
    /// It may.
    Possible,
    /// It does once the person activates a role that they may.
    OnceActivated,
}

impl Certainty {
    /// Our token in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
            Self::OnceActivated => "onceActivated",
        }
    }

    /// What is said with somebody of whom it is not sure; empty for certain.
    pub fn caveat(self) -> &'static str {
        match self {
            Self::Certain => "",
            Self::Possible => "possibly",
            Self::OnceActivated => "once a role is activated",
        }
    }
}

/// Somebody whose outcome changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Affected {
    /// The user principal name, or the object id where none is known.
    pub user: String,
    /// The display name.
    pub display_name: String,
    /// Whether it is sure.
    pub certainty: Certainty,
    /// Why.
    pub cause: Cause,
    /// Sign-ins that would have met it; none for whoever was never seen.
    pub sign_ins: u64,
    /// The first and the last of them.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Deciding policies of the proposed set, by index.
    pub policies: Vec<usize>,
    /// The newest of them.
    pub example: Option<Example>,
    /// The network of the example, as it would be declared.
    pub network: Option<ipnetwork::IpNetwork>,
    /// What can be done.
    pub remedy: String,
    /// Where they can register a method, of whoever is locked out for want of one and is in the directory.
    pub can_register: Option<CanRegister>,
    /// `employeeHireDate`, of whoever was never seen.
    pub starts: Option<NaiveDate>,
}

/// Somebody who otherwise gets in, with attempts that never finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlreadyFailing {
    /// The user principal name.
    pub user: String,
    /// How many attempts.
    pub attempts: u64,
    /// `status.errorCode` of the newest.
    pub error_code: i32,
    /// When the newest was.
    pub newest: DateTime<Utc>,
}

/// Attempts that never finished, by people who never got in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stopped {
    /// How many.
    pub attempts: u64,
    /// Where they came from: codes, in order.
    pub countries: Vec<String>,
}

/// Something the export lacks throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What, such as `user risk`.
    pub what: &'static str,
    /// Policies of the proposed set that are not decided for want of it, by index.
    pub policies: Vec<usize>,
}

impl Summary {
    pub(super) fn new(
        mut gathered: Gathered,
        proposed: Side<'_>,
        scope_lacking: Vec<bool>,
        fields: FieldsSeen,
    ) -> Self {
        let lacking = Lacking::new(proposed, scope_lacking, fields);
        let mut summary = Self {
            counts: gathered.counts,
            people: gathered.people.values().filter(|seen| seen.sign_ins > 0).count(),
            span: gathered.span,
            locked_out: Vec::new(),
            must_register: Vec::new(),
            newly_prompted: Vec::new(),
            newly_free: Vec::new(),
            locked_out_as_written: Vec::new(),
            already_failing: Vec::new(),
            stopped: Stopped::default(),
            missing: Vec::new(),
            breakdown: Breakdown::default(),
            still_get_in: Vec::new(),
            coverage: gathered.exercised.coverage(proposed),
            score: gathered.sample.score(),
        };
        let unfinished = std::mem::take(&mut gathered.unfinished);
        summary.counts.unfinished = unfinished.values().map(|person| person.attempts).sum();
        summary.add_unfinished(&gathered, unfinished, proposed);
        let mut undecided: BTreeSet<(UnknownFacts, usize)> = BTreeSet::new();
        // The scope bit is left only where nobody's scope is known.
        summary.breakdown = gathered.fates.settle(lacking.facts | SCOPE_UNKNOWN);
        for seen in gathered.people.into_values() {
            if seen.is_locked_out_as_written {
                summary.locked_out_as_written.push(seen.name.clone());
            }
            for hit in &seen.hits {
                let facts = lacking.of(hit);
                if facts != 0 {
                    undecided.extend(hit.policies.iter().map(|policy| (facts, *policy)));
                }
            }
            summary.add(seen, &lacking, proposed);
        }
        summary.missing = missing(&undecided);
        let by_name = |one: &Affected, other: &Affected| {
            (one.certainty, &one.user, one.cause).cmp(&(other.certainty, &other.user, other.cause))
        };
        for list in [
            &mut summary.locked_out,
            &mut summary.must_register,
            &mut summary.newly_prompted,
            &mut summary.newly_free,
        ] {
            list.sort_by(by_name);
        }
        summary.locked_out_as_written.sort();
        summary
    }

    /// A person is listed once, by the worst that is certain; beside it, once for each cause of something worse that is
    /// only possible.
    fn add(&mut self, mut seen: Seen, lacking: &Lacking, proposed: Side<'_>) {
        let mut hits = std::mem::take(&mut seen.hits);
        hits.retain(|hit| lacking.of(hit) == 0);
        let certain = hits.iter().filter(|hit| hit.is_certain).map(|hit| hit.effect).max();
        let possible = hits.iter().map(|hit| hit.effect).max();
        for hit in hits {
            let worst = if hit.is_certain { certain } else { possible.filter(|_| certain < possible) };
            if worst != Some(hit.effect) {
                continue;
            }
            let list = match hit.effect {
                Effect::LockedOut => &mut self.locked_out,
                Effect::MustRegister => &mut self.must_register,
                Effect::Prompted => &mut self.newly_prompted,
            };
            list.push(affected(&seen, hit, proposed));
        }
        if let Some(hit) = seen.freed.take() {
            let cause = hit.cause;
            let freed = affected(&seen, *hit, proposed);
            let remedy = match cause {
                Cause::SecurityDefaults => "let policies ask for what security defaults asked for".to_owned(),
                _ => freed.remedy,
            };
            self.newly_free.push(Affected { remedy, ..freed });
        }
    }

    fn add_unfinished(
        &mut self,
        gathered: &Gathered,
        unfinished: BTreeMap<PersonKey, Attempted>,
        proposed: Side<'_>,
    ) {
        let mut countries = BTreeSet::new();
        for (key, person) in unfinished {
            let known = match key {
                PersonKey::Id(id) => Some(id).filter(|id| gathered.has_got_in(*id)),
                PersonKey::Name(_) => None,
            };
            let Some(id) = known else {
                self.stopped.attempts += person.attempts;
                countries.extend(person.countries);
                continue;
            };
            let name = proposed.world.directory.person(id).map(|person| person.user_principal_name.clone());
            self.already_failing.push(AlreadyFailing {
                user: name.unwrap_or(person.name),
                attempts: person.attempts,
                error_code: person.newest.1,
                newest: person.newest.0,
            });
        }
        self.already_failing.sort_by(|one, other| (&one.user, one.newest).cmp(&(&other.user, other.newest)));
        let named = countries.into_iter().filter(|country| *country != Country::Undetermined);
        self.stopped.countries = named.map(|country| country.code().to_owned()).collect();
    }

    /// Locked out for certain: people, not entries.
    pub fn locked_out_for_certain(&self) -> usize {
        people(self.locked_out.iter().filter(|affected| affected.certainty == Certainty::Certain))
    }

    /// Locked out at most: people, not entries.
    pub fn locked_out_at_most(&self) -> usize {
        people(self.locked_out.iter())
    }
}

impl Affected {
    /// Tells of a person of the directory when they start, if they were never seen, and where they can register a method,
    /// if that is what locks them out.
    pub(super) fn settle_registration(&mut self, proposed: Side<'_>, table: &Table<'_>, places: &[Place]) {
        let Some(person) = proposed.world.directory.person_by_name(&self.user) else { return };
        self.starts = person.hired.filter(|_| self.span.is_none());
        if self.cause != Cause::Registration {
            return;
        }
        let sign_in = SignIn {
            subject_id: Some(person.id),
            user_type: person.user_type,
            cross_tenant_access: (person.user_type == Some(UserType::Member))
                .then_some(CrossTenantAccess::None),
            ..SignIn::blank()
        };
        let can = CanRegister::of(proposed.world, table, places, &sign_in);
        can.remedy().clone_into(&mut self.remedy);
        self.can_register = Some(can);
    }
}

/// How many people a list speaks of.
pub(super) fn people<'a>(affected: impl Iterator<Item = &'a Affected>) -> usize {
    affected.map(|affected| &affected.user).collect::<BTreeSet<_>>().len()
}

fn affected(seen: &Seen, hit: Hit, proposed: Side<'_>) -> Affected {
    let is_recorded = hit.sign_ins > 0;
    Affected {
        user: seen.name.clone(),
        display_name: seen.display_name.clone(),
        certainty: match (hit.is_certain, hit.when_activated) {
            (true, _) => Certainty::Certain,
            (false, true) => Certainty::OnceActivated,
            (false, false) => Certainty::Possible,
        },
        cause: hit.cause,
        sign_ins: hit.sign_ins,
        span: is_recorded.then_some((hit.first, hit.last)),
        policies: hit.policies,
        network: hit.example.ip_address.map(network_of),
        remedy: remedy(proposed.world, hit.effect, hit.cause, &hit.example, seen.is_workload),
        example: is_recorded.then_some(hit.example),
        can_register: None,
        starts: None,
    }
}

/// What the evidence lacks throughout.
///
/// A fact that some sign-ins have is the business of the people whose sign-ins lack it.
struct Lacking {
    facts: UnknownFacts,
    /// By policy: whether it is known of nobody whether the policy is about them.
    scope: Vec<bool>,
}

impl Lacking {
    fn new(proposed: Side<'_>, scope: Vec<bool>, fields: FieldsSeen) -> Self {
        let mut facts = 0;
        for (bit, dimension) in DIMENSIONS.iter().enumerate() {
            let is_seen = match dimension.member() {
                "clientAppTypes" => fields.contains(Field::ClientApp),
                "platforms" => fields.contains(Field::Platform),
                "locations" => fields.contains(Field::IpAddress) || fields.contains(Field::Location),
                "devices" => fields.contains(Field::Device),
                "signInRiskLevels" => fields.contains(Field::SignInRisk),
                "authenticationFlows" => fields.contains(Field::Flow),
                "clientApplications" => !proposed.world.directory.service_principals.is_empty(),
                "userRiskLevels" => proposed.world.directory.risky_users_known,
                "insiderRiskLevels" | "servicePrincipalRiskLevels" | "agentIdRiskLevels" => false,
                _ => true,
            };
            if !is_seen {
                facts |= 1 << bit;
            }
        }
        if !fields.contains(Field::AuthenticationDetails) {
            facts |= AUTHENTICATION_UNKNOWN;
        }
        if !proposed.world.directory.registration_known {
            facts |= REGISTRATION_UNKNOWN;
        }
        Self { facts, scope }
    }

    /// What of a hit's unknown facts the evidence lacks.
    fn of(&self, hit: &Hit) -> UnknownFacts {
        let is_scope_lacking = hit.policies.iter().any(|policy| self.scope.get(*policy) == Some(&true));
        let scope = if is_scope_lacking { SCOPE_UNKNOWN } else { 0 };
        hit.unknown & (self.facts | scope)
    }
}

/// By policy: whether it is known of nobody whether the policy is about them.
pub(super) fn scope_lacking(proposed: Side<'_>) -> Vec<bool> {
    proposed.policies.iter().map(|policy| !is_known_of_anybody(proposed.world, policy)).collect()
}

/// Whether the directory tells of somebody whether a policy is about them.
fn is_known_of_anybody(world: &World<'_>, policy: &Policy<Id>) -> bool {
    let Some(users) = DIMENSIONS.first() else {
        return false;
    };
    world.directory.people().iter().any(|person| {
        let sign_in = SignIn { subject_id: Some(person.id), ..SignIn::blank() };
        users.trace(world, &policy.conditions, &sign_in) != Match::Unknown
    })
}

fn missing(undecided: &BTreeSet<(UnknownFacts, usize)>) -> Vec<Missing> {
    let mut missing = Vec::new();
    for bit in 0..UnknownFacts::BITS {
        let policies: BTreeSet<usize> = undecided
            .iter()
            .filter(|(facts, _)| facts & (1 << bit) != 0)
            .map(|(_, policy)| *policy)
            .collect();
        if !policies.is_empty() {
            missing.push(Missing { what: what(1 << bit), policies: policies.into_iter().collect() });
        }
    }
    missing
}

fn what(fact: UnknownFacts) -> &'static str {
    match fact {
        SCOPE_UNKNOWN => "groups and roles",
        AUTHENTICATION_UNKNOWN => "authentication details",
        REGISTRATION_UNKNOWN => "registered methods",
        fact => match DIMENSIONS.get(fact.trailing_zeros() as usize).map(|dimension| dimension.member()) {
            Some("clientAppTypes") => "client apps",
            Some("platforms") => "device platforms",
            Some("locations") => "networks",
            Some("devices") => "devices",
            Some("signInRiskLevels") => "sign-in risk",
            Some("userRiskLevels") => "user risk",
            Some("insiderRiskLevels") => "insider risk",
            Some("servicePrincipalRiskLevels" | "agentIdRiskLevels") => "risk of workloads",
            Some("clientApplications") => "service principals",
            Some("authenticationFlows") => "authentication flows",
            Some(_) | None => "facts this version does not read",
        },
    }
}
