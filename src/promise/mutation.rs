//! What no scenario and no invariant would notice: each policy, exclusion and condition is removed in turn.
//!
//! What is removed is removed of the set as it decides, not of its text. A removal that changes no outcome, proved, is
//! nothing that anything could notice.

use super::scenario::{Judged, Setting, judge};
use super::{Promise, Supposing, prove};
use crate::compare::meaning;
use crate::condition::World;
use crate::model::{ApplicationRef, ConditionSet, Id, LocationRef, Policy, ReferenceKind, State, UserRef};
use crate::space::{Failure, Settings, Version};
use crate::workspace::{Place, TenantWorkspace};

/// Something that is removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// The policy, by its place in the set.
    policy: usize,
    removed: Removed,
    /// Where it stands.
    pub place: Place,
    /// What is removed, in words: `CA001`, `the exclusion of SG-Pilot from CA001`.
    pub words: String,
}

/// What is removed of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Removed {
    Policy,
    User(usize),
    Group(usize),
    Role(usize),
    Guests,
    Application(usize),
    Platform(usize),
    Location(usize),
    Condition(Condition),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    ClientAppTypes,
    Platforms,
    Locations,
    DeviceFilter,
    UserRiskLevels,
    SignInRiskLevels,
    ServicePrincipalRiskLevels,
    InsiderRiskLevels,
    AuthenticationFlows,
}

/// What came of a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A scenario fails.
    Scenario(String),
    /// An invariant is no longer kept.
    Invariant(String),
    /// No sign-in is asked anything else.
    Equal,
    /// Something else is asked of some sign-in, and nothing notices.
    Survives,
    /// Whether anything else is asked is not decided.
    Undecided,
}

/// What came of all.
#[derive(Clone, Debug, Default)]
pub struct Mutated {
    /// Each removal that was tried.
    pub tried: Vec<(Mutant, Fate)>,
    /// How many were not tried.
    pub left: usize,
    /// How many scenarios pass and how many invariants are kept, which are what may notice.
    pub guards: (usize, usize),
}

/// So many removals are tried.
pub const MOST_MUTANTS: usize = 2_000;

impl Mutated {
    /// Those that nothing notices.
    pub fn survivors(&self) -> impl Iterator<Item = &(Mutant, Fate)> {
        self.tried.iter().filter(|(_, fate)| *fate == Fate::Survives)
    }
}

/// What may be removed of the policies of the tenant's own that decide.
fn mutants(workspace: &TenantWorkspace, policies: &[Policy<Id>]) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (number, policy) in policies.iter().enumerate() {
        let is_ours = workspace.policies.iter().any(|own| own.id == policy.id);
        if is_ours && policy.state == State::Enabled {
            of_policy(workspace, number, policy, &mut found);
        }
    }
    found
}

fn of_policy(workspace: &TenantWorkspace, number: usize, policy: &Policy<Id>, found: &mut Vec<Mutant>) {
    let key = &policy.id;
    let mut add = |removed, pointer: String, words: String| {
        found.push(Mutant { policy: number, removed, place: Place::policy(key, pointer), words });
    };
    let named = |kind: ReferenceKind, id: &Id| {
        let name = workspace.names.get(&(kind, id.clone()));
        name.cloned().unwrap_or_else(|| id.to_string().trim_matches(['<', '>']).to_owned())
    };
    let exclusion = |name: &str| format!("the exclusion of {name} from {key}");
    add(Removed::Policy, "/id".to_owned(), key.clone());
    let conditions = &policy.conditions;
    let excluded = &conditions.users.exclude;
    for (place, user) in excluded.users.iter().enumerate() {
        if let UserRef::User(id) = user {
            let words = exclusion(&named(ReferenceKind::User, id));
            add(Removed::User(place), format!("/users/exclude/users/{place}"), words);
        }
    }
    for (place, group) in excluded.groups.iter().enumerate() {
        let words = exclusion(&named(ReferenceKind::Group, group));
        add(Removed::Group(place), format!("/users/exclude/groups/{place}"), words);
    }
    for (place, role) in excluded.roles.iter().enumerate() {
        let words = exclusion(&named(ReferenceKind::Role, role));
        add(Removed::Role(place), format!("/users/exclude/roles/{place}"), words);
    }
    if excluded.all_guests || excluded.guests.is_some() {
        add(Removed::Guests, "/users/exclude/guests".to_owned(), exclusion("guests"));
    }
    for (place, application) in conditions.applications.exclude.iter().enumerate() {
        let name = match application {
            ApplicationRef::Application(id) => named(ReferenceKind::Application, id),
            ApplicationRef::All => "all resources".to_owned(),
            ApplicationRef::None => "no resource".to_owned(),
            ApplicationRef::Office365 => "Office 365".to_owned(),
            ApplicationRef::MicrosoftAdminPortals => "the admin portals".to_owned(),
            ApplicationRef::AllAgentIdResources => "all agent resources".to_owned(),
        };
        add(Removed::Application(place), format!("/applications/exclude/{place}"), exclusion(&name));
    }
    for (place, platform) in conditions.platforms.iter().flat_map(|of| &of.exclude).enumerate() {
        let words = exclusion(platform.as_graph());
        add(Removed::Platform(place), format!("/platforms/exclude/{place}"), words);
    }
    for (place, location) in conditions.locations.iter().flat_map(|of| &of.exclude).enumerate() {
        let name = match location {
            LocationRef::Location(id) => named(ReferenceKind::NamedLocation, id),
            LocationRef::All => "all locations".to_owned(),
            LocationRef::AllTrusted => "all trusted locations".to_owned(),
            LocationRef::MfaTrustedIps => "MFA trusted IPs".to_owned(),
            LocationRef::AllCompliantNetworks => "all compliant networks".to_owned(),
        };
        add(Removed::Location(place), format!("/locations/exclude/{place}"), exclusion(&name));
    }
    for condition in Condition::ALL {
        if condition.is_in(conditions) {
            let name = condition.key();
            add(Removed::Condition(condition), format!("/{name}"), format!("{name} of {key}"));
        }
    }
}

impl Condition {
    const ALL: [Self; 9] = [
        Self::ClientAppTypes,
        Self::Platforms,
        Self::Locations,
        Self::DeviceFilter,
        Self::UserRiskLevels,
        Self::SignInRiskLevels,
        Self::ServicePrincipalRiskLevels,
        Self::InsiderRiskLevels,
        Self::AuthenticationFlows,
    ];

    /// Its key in YAML.
    fn key(self) -> &'static str {
        match self {
            Self::ClientAppTypes => "clientAppTypes",
            Self::Platforms => "platforms",
            Self::Locations => "locations",
            Self::DeviceFilter => "deviceFilter",
            Self::UserRiskLevels => "userRiskLevels",
            Self::SignInRiskLevels => "signInRiskLevels",
            Self::ServicePrincipalRiskLevels => "servicePrincipalRiskLevels",
            Self::InsiderRiskLevels => "insiderRiskLevels",
            Self::AuthenticationFlows => "authenticationFlows",
        }
    }

    fn is_in(self, conditions: &ConditionSet<Id>) -> bool {
        let mut without = conditions.clone();
        self.remove(&mut without);
        without != *conditions
    }

    fn remove(self, conditions: &mut ConditionSet<Id>) {
        match self {
            Self::ClientAppTypes => conditions.client_app_types.clear(),
            Self::Platforms => conditions.platforms = None,
            Self::Locations => conditions.locations = None,
            Self::DeviceFilter => conditions.device_filter = None,
            Self::UserRiskLevels => conditions.user_risk_levels.clear(),
            Self::SignInRiskLevels => conditions.sign_in_risk_levels.clear(),
            Self::ServicePrincipalRiskLevels => conditions.service_principal_risk_levels.clear(),
            Self::InsiderRiskLevels => conditions.insider_risk_levels.clear(),
            Self::AuthenticationFlows => conditions.authentication_flows.clear(),
        }
    }
}

impl Mutant {
    /// The set without what is removed. A policy that is removed no longer decides, so that the others keep their places.
    pub fn apply(&self, policies: &[Policy<Id>]) -> Vec<Policy<Id>> {
        let mut mutated = policies.to_vec();
        if let Some(policy) = mutated.get_mut(self.policy) {
            self.remove(policy);
        }
        mutated
    }

    fn remove(&self, policy: &mut Policy<Id>) {
        let conditions = &mut policy.conditions;
        let excluded = &mut conditions.users.exclude;
        match self.removed {
            Removed::Policy => policy.state = State::Disabled,
            Removed::User(place) => remove(&mut excluded.users, place),
            Removed::Group(place) => remove(&mut excluded.groups, place),
            Removed::Role(place) => remove(&mut excluded.roles, place),
            Removed::Guests => {
                excluded.all_guests = false;
                excluded.guests = None;
            }
            Removed::Application(place) => remove(&mut conditions.applications.exclude, place),
            Removed::Platform(place) => {
                conditions.platforms.iter_mut().for_each(|of| remove(&mut of.exclude, place));
            }
            Removed::Location(place) => {
                conditions.locations.iter_mut().for_each(|of| remove(&mut of.exclude, place));
            }
            Removed::Condition(condition) => condition.remove(conditions),
        }
    }
}

fn remove<T>(items: &mut Vec<T>, place: usize) {
    if place < items.len() {
        items.remove(place);
    }
}

/// Removes what may be removed, each by itself, and says what notices.
pub fn mutate(
    setting: &Setting<'_>,
    promises: &[Promise],
    settings: Settings<'_>,
) -> Result<Mutated, Failure> {
    let guards = Guards::of(setting, promises, settings)?;
    let all = mutants(setting.workspace, setting.policies);
    let left = all.len().saturating_sub(MOST_MUTANTS);
    let mut tried = Vec::new();
    for mutant in all.into_iter().take(MOST_MUTANTS) {
        let fate = guards.fate(&mutant)?;
        tried.push((mutant, fate));
    }
    Ok(Mutated {
        tried,
        left,
        guards: (guards.passing.iter().filter(|passes| **passes).count(), guards.kept.len()),
    })
}

/// The scenarios that pass and the invariants that are kept.
struct Guards<'a> {
    setting: &'a Setting<'a>,
    settings: Settings<'a>,
    passing: Vec<bool>,
    kept: Vec<Promise>,
}

impl<'a> Guards<'a> {
    fn of(setting: &'a Setting<'a>, promises: &[Promise], settings: Settings<'a>) -> Result<Self, Failure> {
        let passing = judge(setting).iter().map(Judged::is_passed).collect();
        let mut guards = Self { setting, settings, passing, kept: Vec::new() };
        let proofs = guards.proofs(setting.policies, promises)?;
        guards.kept =
            proofs.into_iter().filter(|(_, is_kept)| *is_kept).map(|(promise, _)| promise).collect();
        Ok(guards)
    }

    fn proofs(&self, policies: &[Policy<Id>], promises: &[Promise]) -> Result<Vec<(Promise, bool)>, Failure> {
        if promises.is_empty() {
            return Ok(Vec::new());
        }
        let world = self.world();
        let version = Version { world: &world, policies };
        let proofs = prove(version, promises, &Supposing::default(), self.settings)?;
        Ok(proofs.into_iter().map(|proof| (proof.promise, proof.verdict.is_kept())).collect())
    }

    fn world(&self) -> World<'_> {
        let Setting { workspace, directory, locations, strengths, .. } = self.setting;
        World::new(directory, &workspace.tenant, locations, strengths)
    }

    fn fate(&self, mutant: &Mutant) -> Result<Fate, Failure> {
        let policies = mutant.apply(self.setting.policies);
        let judged = judge(&Setting { policies: &policies, ..*self.setting });
        let failing =
            judged.iter().zip(&self.passing).find(|(judged, passes)| **passes && !judged.is_passed());
        if let Some((judged, _)) = failing {
            return Ok(Fate::Scenario(judged.scenario.name.clone()));
        }
        let is_mismatch = |failure: &Failure| matches!(failure, Failure::Mismatch(_));
        match self.proofs(&policies, &self.kept) {
            Ok(proofs) => {
                if let Some((promise, _)) = proofs.into_iter().find(|(_, is_kept)| !is_kept) {
                    return Ok(Fate::Invariant(promise.name));
                }
            }
            Err(failure) if is_mismatch(&failure) => return Err(failure),
            Err(_) => return Ok(Fate::Undecided),
        }
        let world = self.world();
        let [before, after] =
            [self.setting.policies, &policies].map(|policies| Version { world: &world, policies });
        match meaning(before, after, self.settings) {
            Ok(meaning) if meaning.is_same() => Ok(Fate::Equal),
            Ok(_) => Ok(Fate::Survives),
            Err(failure) if is_mismatch(&failure) => Err(failure),
            Err(_) => Ok(Fate::Undecided),
        }
    }
}
