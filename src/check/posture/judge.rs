//! Judges promises: first of anybody, whoever may be in which group, and what is not kept then of the people exported.

use std::collections::{BTreeMap, BTreeSet};

use super::set::{ACTUAL, Sets};
use super::{Asks, Gap, Posture, Promise, Verdict, Who, promises, synchronizes, words};
use crate::catalogue::{Feature, roles};
use crate::check::entitlements::Entitlements;
use crate::check::{Context, settings};
use crate::condition::World;
use crate::control::Requirement;
use crate::directory::Directory;
use crate::model::{
    ApplicationRef, ClientApplications, ConditionSet, Id, Match, Policy, ReferenceKind, ServicePrincipalRef,
    Subjects, UserAction, UserRef, Users,
};
use crate::space::{
    Asked, DEFAULT_BOUND, Failure, NearMiss, Obstacle, Region, Scope, Scoped, Settings, Space, TooLarge,
    Version,
};

/// Judges every promise that a tenant is held to.
pub(in crate::check) fn judge(context: &Context<'_>) -> Posture {
    let workspace = context.workspace;
    // A policy that could not be loaded may be the one that is missed; what Microsoft asks of everybody is not gone through.
    if !workspace.complete || workspace.tenant.platform.security_defaults {
        return Posture::default();
    }
    let held = promises().iter().copied().filter(|promise| settings::is_on(&workspace.rules, promise.rule));
    let entitlements = Entitlements::of(context);
    let is_missing = |feature: Feature| {
        entitlements.as_ref().is_some_and(|entitlements| entitlements.bring(feature) == Match::No)
    };
    // Without Conditional Access at all, CA-LIC-003 says so once.
    if is_missing(Feature::EntraIdP1) {
        let verdicts = held.map(|promise| (promise.rule.id, Verdict::NotLicensed(Feature::EntraIdP1)));
        return Posture { verdicts: verdicts.collect() };
    }
    let mut verdicts = BTreeMap::new();
    let mut open = Vec::new();
    for promise in held {
        match promise.needs {
            Some(feature) if is_missing(feature) => {
                verdicts.insert(promise.rule.id, Verdict::NotLicensed(feature));
            }
            Some(_) if entitlements.is_none() => {
                let why = "tenant.yaml does not say which licenses there are".to_owned();
                verdicts.insert(promise.rule.id, Verdict::Unknown(why));
            }
            Some(_) | None => open.push(promise),
        }
    }
    let sets = Sets::of(context);
    let nobody = Directory::default();
    let mut found = judge_over(context, &sets, &nobody, &open);
    if let Some(directory) = context.directory.filter(|directory| !directory.people().is_empty()) {
        let is_left = |promise: &&Promise| {
            let verdict = found.iter().find(|(id, _)| *id == promise.rule.id).map(|(_, verdict)| verdict);
            !matches!(verdict, Some(Some(Verdict::Kept)))
        };
        let left: Vec<&Promise> = open.iter().copied().filter(is_left).collect();
        // Of whom nobody is exported, what was found of anybody stands.
        let of_people = judge_over(context, &sets, directory, &left);
        for (id, verdict) in of_people.into_iter().filter(|(_, verdict)| verdict.is_some()) {
            found.retain(|(known, _)| *known != id);
            found.push((id, verdict));
        }
    }
    verdicts.extend(found.into_iter().filter_map(|(id, verdict)| Some((id, verdict?))));
    let order = promises().iter().map(|promise| promise.rule.id);
    Posture { verdicts: order.filter_map(|id| Some((id, verdicts.remove(id)?))).collect() }
}

/// What comes of promises over a directory, which may be empty; `None` of one that speaks of nobody there.
fn judge_over(
    context: &Context<'_>,
    sets: &Sets,
    directory: &Directory,
    promises: &[&Promise],
) -> Vec<(&'static str, Option<Verdict>)> {
    let all =
        |verdict: &Verdict| promises.iter().map(|promise| (promise.rule.id, Some(verdict.clone()))).collect();
    if promises.is_empty() {
        return Vec::new();
    }
    let workspace = context.workspace;
    let world = World::new(directory, &workspace.tenant, &sets.locations, &workspace.strengths);
    let versions: Vec<Version<'_>> =
        sets.versions.iter().map(|policies| Version { world: &world, policies }).collect();
    let emergency = Emergency::of(context);
    let mut wanted = vec![emergency.accounts(), emergency.group(), unattended(context), set_apart(sets)];
    wanted.extend(promises.iter().map(|promise| promise.scope(context)));
    let settings = Settings { names: &workspace.names, bound: DEFAULT_BOUND };
    let (space, scoped) = match Space::new(&versions, &wanted, settings) {
        Ok(space) => space,
        Err(too_large) => return all(&Verdict::Undecided(too_large.to_string())),
    };
    let [accounts, group, unattended, set_apart, scoped @ ..] = scoped.as_slice() else { return Vec::new() };
    let [accounts, group, unattended, set_apart] =
        [accounts, group, unattended, set_apart].map(|scope| scope.region);
    let policies = sets.versions.get(ACTUAL).map_or(&[][..], Vec::as_slice);
    let is_of_anybody = directory.people().is_empty();
    let mut space = space;
    let (excepted, emergency) = match emergency.regions(&mut space, accounts, group, is_of_anybody) {
        Ok(regions) => regions,
        Err(too_large) => return all(&Verdict::Undecided(too_large.to_string())),
    };
    let mut judging =
        Judging { context, space, sets, policies, excepted, emergency, unattended, set_apart, is_of_anybody };
    let verdicts = promises.iter().zip(scoped).map(|(promise, scoped)| {
        let verdict = judging.verdict(promise, scoped).unwrap_or_else(|failure| {
            Some(match failure {
                Failure::TooLarge => Verdict::Undecided(failure.to_string()),
                Failure::Mismatch(message) => Verdict::Mismatch(message),
            })
        });
        (promise.rule.id, verdict)
    });
    verdicts.collect()
}

struct Judging<'a> {
    context: &'a Context<'a>,
    space: Space<'a>,
    sets: &'a Sets,
    policies: &'a [Policy<Id>],
    /// Sign-ins of whoever may be emergency access.
    excepted: Region,
    /// Sign-ins of whoever is emergency access, as it is meant to be.
    emergency: Region,
    /// Sign-ins with no person behind them.
    unattended: Region,
    /// Sign-ins of whoever some policy excludes by name.
    set_apart: Region,
    is_of_anybody: bool,
}

impl Judging<'_> {
    fn verdict(&mut self, promise: &Promise, scoped: &Scoped) -> Result<Option<Verdict>, Failure> {
        let within = self.within(promise.who, scoped.region)?;
        if self.space.is_empty(within) {
            return Ok(None);
        }
        let demands = &scoped.demands;
        let failing = self.failing(self.sets.judged, promise, demands, within)?;
        let switched_on = match self.sets.switched_on {
            Some(version) => Some(self.failing(version, promise, demands, within)?),
            None => None,
        };
        // What must not be asked must not be asked by what is tried either.
        let is_limit = matches!(promise.asks, Asks::NoBlock | Asks::AtMost(_));
        let failing = match switched_on {
            Some(other) if is_limit => self.space.either(failing, other)?,
            Some(_) | None => failing,
        };
        if self.space.is_empty(failing) {
            return Ok(Some(Verdict::Kept));
        }
        // Whose a service principal is takes a directory; where no policy is for any, that makes no difference.
        let makes_no_difference = matches!(promise.who, Who::ServicePrincipals)
            && self.policies.iter().all(|policy| policy.conditions.client_applications.is_none());
        let mut surely = if makes_no_difference { failing } else { self.space.certain(failing)? };
        if self.is_of_anybody && !matches!(promise.who, Who::EmergencyAccess) {
            // Whether anybody is in a group that is excluded takes a directory.
            surely = self.space.without(surely, self.set_apart)?;
        }
        let everything = self.space.everything();
        let outside = self.space.without(everything, within)?;
        if self.space.is_empty(surely) || matches!(promise.who, Who::Holders(_)) && self.is_of_anybody {
            let (parts, _) = self.space.parts_within(failing, outside, 1)?;
            let place = parts.first().and_then(|part| self.space.describe_unusual(part));
            let place = place.unwrap_or_else(|| "what is not known".to_owned());
            return Ok(Some(Verdict::Unknown(format!("depends on {place}"))));
        }
        let is_promoted = match switched_on {
            Some(left) if !is_limit => {
                let left = self.space.both(left, surely)?;
                self.space.is_empty(left)
            }
            Some(_) | None => false,
        };
        let Some(gap) = self.gap(promise, surely, outside, is_promoted)? else { return Ok(None) };
        let gap = Box::new(gap);
        Ok(Some(if is_promoted { Verdict::WhenSwitchedOn(gap) } else { Verdict::Broken(gap) }))
    }

    /// The sign-ins that a promise speaks of.
    fn within(&mut self, who: Who, region: Region) -> Result<Region, TooLarge> {
        let excepted = match who {
            Who::EmergencyAccess => return self.space.both(region, self.emergency),
            Who::Holders(_) | Who::ServicePrincipals => return Ok(region),
            Who::Guests | Who::Everyone => self.excepted,
            Who::Members | Who::People | Who::Roles(_) => {
                self.space.either(self.excepted, self.unattended)?
            }
        };
        self.space.without(region, excepted)
    }

    /// The sign-ins of a region of which a version does not ask what is promised.
    fn failing(
        &mut self,
        version: usize,
        promise: &Promise,
        demands: &[(Requirement, Region)],
        within: Region,
    ) -> Result<Region, TooLarge> {
        let context = self.context;
        match promise.asks {
            Asks::Block => self.space.lacking(version, within, &|asked| asked.requirement.is_block()),
            Asks::AtLeast(is_so) => self
                .space
                .lacking(version, within, &|asked| asked.requirement.is_block() || is_so(context, asked)),
            Asks::NoBlock => {
                let open =
                    self.space.lacking(self.sets.blocks, within, &|asked| asked.requirement.is_block())?;
                self.space.without(within, open)
            }
            Asks::Grant(_) => self.of_each(demands, within, &mut |space, demand, within| {
                space.lacking(version, within, &|asked| asked.requirement.implies(demand))
            }),
            Asks::AtMost(_) => self.of_each(demands, within, &mut |space, demand, within| {
                let outcomes = space.outcomes(version, within)?;
                space.with_outcome(outcomes, &|asked| {
                    !asked.requirement.is_block() && !demand.implies(&asked.requirement)
                })
            }),
        }
    }

    /// The same for each thing that grant controls come to somewhere.
    fn of_each(
        &mut self,
        demands: &[(Requirement, Region)],
        within: Region,
        failing: &mut dyn FnMut(&mut Space<'_>, &Requirement, Region) -> Result<Region, TooLarge>,
    ) -> Result<Region, TooLarge> {
        let mut all = self.space.without(within, within)?;
        for (demand, region) in demands {
            let within = self.space.both(within, *region)?;
            let own = failing(&mut self.space, demand, within)?;
            all = self.space.either(all, own)?;
        }
        Ok(all)
    }

    /// A region as a gap; `None` of an empty one.
    fn gap(
        &mut self,
        promise: &Promise,
        region: Region,
        outside: Region,
        is_promoted: bool,
    ) -> Result<Option<Gap>, Failure> {
        let (parts, _) = self.space.parts_within(region, outside, 1)?;
        let Some(part) = parts.first() else { return Ok(None) };
        let own = self.space.region_of(part)?;
        let own = self.space.both(own, region)?;
        let Some(point) = self.space.point(own) else { return Ok(None) };
        let witness = self.space.witness(point);
        let outcome = self.space.decide_again(ACTUAL, &witness)?;
        let rank = |policy: &Policy<Id>| promise.asks.comes_near(self.context, policy);
        let near = self.space.near_misses(ACTUAL, &witness, &rank);
        let is_tried =
            |near: &&NearMiss| is_promoted && matches!(near.obstacles.as_slice(), [Obstacle::State(_)]);
        let near = near.iter().find(is_tried).or_else(|| near.iter().find(|near| near.is_near()));
        let key = |policy: usize| self.policies.get(policy).map(|policy| policy.id.clone());
        let asked = self.space.asked(ACTUAL, &witness);
        Ok(Some(Gap {
            place: self.space.describe_unusual(part),
            people: self.space.people(region),
            asked: asked.map_or_else(
                || "more than can be gone through".to_owned(),
                |asked| self.space.asked_words(&asked),
            ),
            outcome,
            asking: self.space.asking(ACTUAL, &witness).into_iter().filter_map(key).collect(),
            near_miss: near.and_then(|near| Some((key(near.policy)?, near.clone()))),
            witness,
        }))
    }
}

impl Promise {
    /// The sign-ins it speaks of, and what is asked of them.
    fn scope(&self, context: &Context<'_>) -> Scope {
        let mut conditions = everyone();
        match self.who {
            Who::Everyone | Who::People | Who::EmergencyAccess => {}
            Who::Members => conditions.users.exclude.all_guests = true,
            Who::Guests => conditions.users.include = Subjects { all_guests: true, ..Subjects::default() },
            Who::Roles(is_one) | Who::Holders(is_one) => {
                let ids = roles().iter().filter(|role| is_one(role)).map(|role| Id::Guid(role.id));
                conditions.users.include = Subjects { roles: ids.collect(), ..Subjects::default() };
            }
            Who::ServicePrincipals => {
                conditions.users = Users::default();
                let mut clients = ClientApplications::default();
                clients.service_principals.include.push(ServicePrincipalRef::All);
                conditions.client_applications = Some(clients);
            }
        }
        (self.sign_ins)(context, &mut conditions);
        let grant = match self.asks {
            Asks::Grant(grant) | Asks::AtMost(grant) => Some(grant()),
            Asks::Block | Asks::AtLeast(_) | Asks::NoBlock => None,
        };
        Scope { conditions, grant, locations: Vec::new() }
    }
}

impl Asks {
    /// How close a policy comes to it where it applies, the closest first; `None` of one that asks for something else.
    fn comes_near(self, context: &Context<'_>, policy: &Policy<Id>) -> Option<u8> {
        match self {
            Self::Block => policy.grant.as_ref()?.is_block().then_some(0),
            Self::Grant(grant) => words::closeness(policy.grant.as_ref()?, &grant()),
            Self::AtLeast(is_so) => is_so(context, &Asked::of_session(policy.session.as_ref()?)).then_some(0),
            Self::AtMost(_) | Self::NoBlock => None,
        }
    }
}

/// The declared accounts, and the group that holds them.
struct Emergency {
    accounts: Vec<Id>,
    group: Option<Id>,
}

impl Emergency {
    fn of(context: &Context<'_>) -> Self {
        let access = context.workspace.tenant.emergency_access.as_ref();
        let accounts = access.map_or(&[][..], |access| access.accounts.as_slice());
        Self {
            accounts: people_named(context, accounts),
            group: access.and_then(|access| access.group_id.clone()),
        }
    }

    fn accounts(&self) -> Scope {
        scope_of(users(self.accounts.iter().cloned()))
    }

    fn group(&self) -> Scope {
        let groups = self.group.iter().cloned().collect();
        scope_of(Subjects { groups, ..users([]) })
    }

    /// The sign-ins of whoever may be one of them, and of those who are in both, as far as both are known. Where people
    /// are exported, the accounts are told by name, and others in the group are people like any other.
    fn regions(
        &self,
        space: &mut Space<'_>,
        accounts: Region,
        group: Region,
        is_of_anybody: bool,
    ) -> Result<(Region, Region), TooLarge> {
        if !is_of_anybody {
            return Ok((accounts, accounts));
        }
        let either = space.either(accounts, group)?;
        Ok((
            either,
            match (self.accounts.as_slice(), &self.group) {
                (_, None) => accounts,
                ([], Some(_)) => group,
                ([_, ..], Some(_)) => space.both(accounts, group)?,
            },
        ))
    }
}

/// Accounts with no person behind them, and directory synchronization.
fn unattended(context: &Context<'_>) -> Scope {
    let accounts = people_named(context, &context.workspace.tenant.unattended);
    let roles = roles().iter().filter(|role| synchronizes(role)).map(|role| Id::Guid(role.id)).collect();
    scope_of(Subjects { roles, ..users(accounts) })
}

/// Whoever some policy excludes by name, or as a member of a group.
fn set_apart(sets: &Sets) -> Scope {
    let excluded = || sets.versions.iter().flatten().map(|policy| &policy.conditions.users.exclude);
    let groups: BTreeSet<&Id> = excluded().flat_map(|subjects| &subjects.groups).collect();
    let named = excluded().flat_map(|subjects| &subjects.users).filter_map(|user| match user {
        UserRef::User(id) => Some(id.clone()),
        UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
    });
    let groups = groups.into_iter().cloned().collect();
    scope_of(Subjects { groups, ..users(named.collect::<BTreeSet<Id>>()) })
}

/// Every sign-in of some users, whatever it is to.
fn scope_of(subjects: Subjects<Id>) -> Scope {
    let mut conditions = everyone();
    conditions.users.include = subjects;
    let actions = [UserAction::RegisterSecurityInformation, UserAction::RegisterOrJoinDevices];
    conditions.applications.user_actions.extend(actions);
    Scope { conditions, ..Scope::default() }
}

/// Some users, or nobody.
fn users(ids: impl IntoIterator<Item = Id>) -> Subjects<Id> {
    let ids = ids.into_iter().map(UserRef::User).chain([UserRef::None]);
    Subjects { users: ids.collect(), ..Subjects::default() }
}

/// The ids of people by user principal name, as far as something tells them.
fn people_named(context: &Context<'_>, names: &[String]) -> Vec<Id> {
    let known = context.workspace.names.iter().filter(|((kind, id), name)| {
        *kind == ReferenceKind::User
            && id.guid().is_some()
            && names.iter().any(|other| other.eq_ignore_ascii_case(name))
    });
    let exported = context.directory.into_iter().flat_map(|directory| {
        names.iter().filter_map(|name| Some(Id::Guid(directory.person_by_name(name)?.id)))
    });
    let ids: BTreeSet<Id> = known.map(|((_, id), _)| id.clone()).chain(exported).collect();
    ids.into_iter().collect()
}

/// Every sign-in by a user to a resource.
fn everyone() -> ConditionSet<Id> {
    let mut conditions = ConditionSet::default();
    conditions.users.include.users.push(UserRef::All);
    conditions.applications.include.push(ApplicationRef::All);
    conditions
}
