//! What if something that sign-ins depend on is gone: compliance data, the networks of offices, the MFA service.

use std::collections::BTreeSet;

use super::gaps::{emergency_access, of_users};
use super::names::everyone;
use super::{Counterexample, example};
use crate::catalogue::{AuthenticationMethod, Combination, strength_by_id};
use crate::condition::World;
use crate::model::device_filter::parse;
use crate::model::{
    AuthenticationStrength, BuiltInControl, ConditionSet, DeviceFilter, FilterMode, GrantControls, GrantItem,
    Id, LocationKind, LocationRef, Operator, Policy, ReferenceKind, Scoped, Subjects, UserRef,
};
use crate::space::{Enough, Failure, Scope, Settings, Space, Version, Words};

/// What is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// No device is known to be compliant.
    Compliance,
    /// Nobody signs in from a network that a location names by its addresses.
    OfficeNetworks,
    /// Text messages, calls, codes and approvals of notifications do not work; security keys, Windows Hello, certificates
    /// and Temporary Access Passes do.
    Mfa,
}

/// What a set comes to once something is gone.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    /// The people of the directory who got in somewhere and get in nowhere, by position there.
    pub locked_out: BTreeSet<u32>,
    /// Sign-ins that were possible and are not.
    pub regions: Vec<LostRegion>,
    /// Whether these are all.
    pub is_complete: bool,
    /// The emergency access accounts of which an id is known, and whether each gets in, whatever is not known.
    pub emergency_access: Vec<(String, bool)>,
}

/// Sign-ins that were possible and are not.
#[derive(Clone, Debug)]
pub struct LostRegion {
    /// Which, in plain words.
    pub words: Words,
    /// One of them as it is decided now, and the people.
    pub example: Counterexample,
}

/// A set of policies once something is gone.
#[derive(Clone, Debug)]
pub struct Crippled {
    /// The policies, which ask the same of what is left.
    pub policies: Vec<Policy<Id>>,
    /// The strengths, with the combinations that are left.
    pub strengths: Vec<AuthenticationStrength>,
    /// The sign-ins that there are no more.
    pub gone: Vec<Scope>,
}

/// So many regions are told.
const MOST_REGIONS: usize = 6;

/// Stands for `mfa` where the service is gone.
const OTHER_MFA: &str = "<strength:MFA without the service>";

impl Loss {
    /// Our word on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compliance => "compliance",
            Self::OfficeNetworks => "officeNetworks",
            Self::Mfa => "mfa",
        }
    }

    /// What is supposed, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Compliance => "no device is known to be compliant",
            Self::OfficeNetworks => "nobody signs in from a network that a location names by its addresses",
            Self::Mfa => "text messages, calls, codes and notifications do not work",
        }
    }

    /// A set of policies once it is gone.
    pub fn cripple(self, version: Version<'_>) -> Crippled {
        let mut crippled = Crippled {
            policies: version.policies.to_vec(),
            strengths: version.world.strengths().cloned().collect(),
            gone: Vec::new(),
        };
        match self {
            Self::Compliance => {
                let is_left = |item: GrantItem<Id>| {
                    let is_it = item == GrantItem::BuiltIn(BuiltInControl::CompliantDevice);
                    (!is_it).then_some(item)
                };
                crippled.policies.iter_mut().for_each(|policy| leave(policy, &is_left));
                if crippled.policies.iter().any(|policy| policy.conditions.device_filter.is_some()) {
                    let rule = parse("device.isCompliant -eq True").0;
                    let device_filter = Some(DeviceFilter { mode: FilterMode::Include, rule });
                    crippled.gone =
                        of_everyone(&|conditions| conditions.device_filter.clone_from(&device_filter));
                }
            }
            Self::OfficeNetworks => {
                let by_address = version
                    .world
                    .locations()
                    .filter(|location| matches!(location.kind, LocationKind::Ip { .. }));
                let include: Vec<_> =
                    by_address.map(|location| LocationRef::Location(location.id.clone())).collect();
                if !include.is_empty() {
                    let locations = Some(Scoped { include, exclude: Vec::new() });
                    crippled.gone = of_everyone(&|conditions| conditions.locations.clone_from(&locations));
                }
            }
            Self::Mfa => without_service(version.world, &mut crippled),
        }
        crippled
    }
}

/// A scope for users, of every sign-in that is like that.
fn of_everyone(narrow: &dyn Fn(&mut ConditionSet<Id>)) -> Vec<Scope> {
    let mut scope = of_users(everyone().users.include);
    narrow(&mut scope.conditions);
    vec![scope]
}

/// Leaves of what a policy asks what can still be shown; a block where nothing can.
fn leave(policy: &mut Policy<Id>, left: &dyn Fn(GrantItem<Id>) -> Option<GrantItem<Id>>) {
    let Some(grant) = policy.grant.as_mut().filter(|grant| !grant.items.is_empty()) else { return };
    let count = grant.items.len();
    let items: Vec<_> = std::mem::take(&mut grant.items).into_iter().filter_map(left).collect();
    let is_lost = match grant.operator {
        Operator::And => items.len() < count,
        Operator::Or => items.is_empty(),
    };
    let block = || vec![GrantItem::BuiltIn(BuiltInControl::Block)];
    *grant = GrantControls { operator: grant.operator, items: if is_lost { block() } else { items } };
}

fn without_service(world: &World<'_>, crippled: &mut Crippled) {
    let other_mfa = Id::Text(OTHER_MFA.into());
    let mut strengths: Vec<AuthenticationStrength> = Vec::new();
    let mut all: Vec<AuthenticationStrength> = world.strengths().cloned().collect();
    let named = crippled.policies.iter().filter_map(|policy| policy.grant.as_ref());
    let ids: BTreeSet<Id> = named
        .flat_map(|grant| &grant.items)
        .filter_map(|item| match item {
            GrantItem::AuthenticationStrength(id) => Some(id.clone()),
            GrantItem::BuiltIn(_) | GrantItem::TermsOfUse(_) | GrantItem::CustomControl(_) => None,
        })
        .collect();
    let built_in = |id: &Id| id.guid().and_then(strength_by_id).map(AuthenticationStrength::from);
    all.extend(ids.iter().filter(|id| world.strength(id).is_none()).filter_map(built_in));
    let multifactor = strength_by_id(MULTIFACTOR).map(AuthenticationStrength::from);
    all.extend(multifactor.map(|strength| AuthenticationStrength { id: other_mfa.clone(), ..strength }));
    for mut strength in all {
        strength.allowed_combinations.retain(|text| Combination::parse(text).is_none_or(works));
        strengths.push(strength);
    }
    // A strength with no combination left cannot be met; one that never said its combinations is not known as before.
    let was_said =
        |id: &Id| world.strength(id).is_none_or(|strength| !strength.allowed_combinations.is_empty());
    let is_lost: Vec<Id> = strengths
        .iter()
        .filter(|strength| strength.allowed_combinations.is_empty() && was_said(&strength.id))
        .map(|strength| strength.id.clone())
        .collect();
    let left = |item: GrantItem<Id>| match item {
        GrantItem::BuiltIn(BuiltInControl::Mfa) => Some(GrantItem::AuthenticationStrength(other_mfa.clone())),
        GrantItem::AuthenticationStrength(id) if id.guid() == Some(MULTIFACTOR) => {
            Some(GrantItem::AuthenticationStrength(other_mfa.clone()))
        }
        GrantItem::AuthenticationStrength(id) if is_lost.contains(&id) => None,
        item => Some(item),
    };
    crippled.policies.iter_mut().for_each(|policy| leave(policy, &left));
    crippled.strengths = strengths;
}

/// The built-in strength "Multifactor authentication".
const MULTIFACTOR: uuid::Uuid = uuid::Uuid::from_u128(2);

/// Whether a combination has nothing in it that the MFA service verifies.
fn works(combination: Combination) -> bool {
    !combination.methods().any(|method| {
        matches!(
            method,
            AuthenticationMethod::Voice
                | AuthenticationMethod::HardwareOath
                | AuthenticationMethod::SoftwareOath
                | AuthenticationMethod::Sms
                | AuthenticationMethod::MicrosoftAuthenticatorPush
                | AuthenticationMethod::DeviceBasedPush
        )
    })
}

/// Finds who no longer gets in to any resource, and whether emergency access does.
pub fn lost(loss: Loss, version: Version<'_>, settings: Settings<'_>) -> Result<Lost, Failure> {
    let crippled = loss.cripple(version);
    let locations: Vec<_> = version.world.locations().cloned().collect();
    let World { directory, tenant, .. } = version.world;
    let world = World::new(directory, tenant, &locations, &crippled.strengths);
    let after = Version { world: &world, policies: &crippled.policies };
    let accounts = emergency_access(version.world, settings);
    let accounts: Vec<Id> = accounts
        .users
        .into_iter()
        .filter_map(|user| match user {
            UserRef::User(id) => Some(id),
            UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
        })
        .collect();
    let mut wanted = vec![Scope { conditions: everyone(), ..Scope::default() }];
    wanted.extend(accounts.iter().map(|id| {
        let users = vec![UserRef::User(id.clone())];
        of_users(Subjects { users, ..Subjects::default() })
    }));
    wanted.extend(crippled.gone.iter().cloned());
    let (mut space, scoped) = Space::new(&[version, after], &wanted, settings)?;
    let Some((resources, rest)) = scoped.split_first() else { return Ok(Lost::default()) };
    let (emergency, gone) = rest.split_at(accounts.len().min(rest.len()));
    let mut left = resources.region;
    for scope in gone {
        left = space.without(left, scope.region)?;
    }
    let before = space.lacking(0, resources.region, Enough::Block)?;
    let open = space.lacking(1, left, Enough::Block)?;
    let mut found = Lost {
        locked_out: space.people(before).difference(&space.people(open)).copied().collect(),
        ..Lost::default()
    };
    for (id, scope) in accounts.iter().zip(emergency) {
        let own = space.both(open, scope.region)?;
        let surely = space.certain(own)?;
        let name = settings.names.get(&(ReferenceKind::User, id.clone()));
        let name = name.cloned().unwrap_or_else(|| id.to_string());
        found.emergency_access.push((name, !space.is_empty(surely)));
    }
    let was_open = space.both(before, left)?;
    let shut = space.without(was_open, open)?;
    let shut = space.certain(shut)?;
    let everything = space.everything();
    let outside = space.without(everything, resources.region)?;
    let (parts, is_complete) = space.parts_within(shut, outside, MOST_REGIONS)?;
    found.is_complete = is_complete;
    for part in &parts {
        let own = space.region_of(part)?;
        let own = space.both(own, shut)?;
        let (shown, _) = space.parts(own, 1)?;
        let Some(shown) = shown.first() else { continue };
        let Some(mut example) = example(&space, 1, shown)? else { continue };
        example.people = space.people(own);
        found.regions.push(LostRegion { words: space.words_of(part), example });
    }
    Ok(found)
}
