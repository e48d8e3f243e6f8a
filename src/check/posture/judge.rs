//! Judges promises: first of anybody, whoever may be in which group, and what is not kept then of the people exported.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::set::{ACTUAL, Sets};
use super::{Asks, Gap, Posture, Promise, Verdict, Who, promises, words};
use crate::catalogue::{Feature, role_by_name, roles};
use crate::check::entitlements::Entitlements;
use crate::check::{Context, settings};
use crate::condition::World;
use crate::control::Requirement;
use crate::directory::Directory;
use crate::model::{
    ApplicationRef, ClientApplications, ConditionSet, Id, Match, Policy, ReferenceKind, ServicePrincipalRef,
    Subjects, UserRef,
};
use crate::space::{
    Asked, DEFAULT_BOUND, Failure, Region, Scope, Scoped, Settings, Space, TooLarge, Version,
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
    let mut scopes: Vec<Scope> = vec![excepted(context, directory), unattended(context), set_apart(sets)];
    scopes.extend(promises.iter().map(|promise| promise.scope()));
    let settings = Settings { names: &workspace.names, bound: DEFAULT_BOUND };
    let (space, scoped) = match Space::new(&versions, &scopes, settings) {
        Ok(space) => space,
        Err(too_large) => return all(&Verdict::Undecided(too_large.to_string())),
    };
    let [excepted, unattended, set_apart, scoped @ ..] = scoped.as_slice() else { return Vec::new() };
    let policies = sets.versions.get(ACTUAL).map_or(&[][..], Vec::as_slice);
    let [excepted, unattended, set_apart] = [excepted, unattended, set_apart].map(|scope| scope.region);
    let mut judging = Judging {
        space,
        sets,
        policies,
        excepted,
        unattended,
        set_apart,
        is_of_anybody: directory.people().is_empty(),
    };
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
    space: Space<'a>,
    sets: &'a Sets,
    policies: &'a [Policy<Id>],
    /// Sign-ins of emergency access.
    excepted: Region,
    /// Sign-ins with no person behind them.
    unattended: Region,
    /// Sign-ins of whoever some policy excludes by name.
    set_apart: Region,
    is_of_anybody: bool,
}

impl Judging<'_> {
    fn verdict(&mut self, promise: &Promise, scoped: &Scoped) -> Result<Option<Verdict>, Failure> {
        let within = self.space.without(scoped.region, self.excepted)?;
        let within = match promise.who {
            Who::Members => self.space.without(within, self.unattended)?,
            Who::Guests | Who::Everyone | Who::Roles(_) | Who::ServicePrincipals => within,
        };
        if self.space.is_empty(within) {
            return Ok(None);
        }
        let demands = &scoped.demands;
        let failing = self.lacking(self.sets.judged, promise, demands, within)?;
        if self.space.is_empty(failing) {
            return Ok(Some(Verdict::Kept));
        }
        let mut surely = self.space.certain(failing)?;
        if self.is_of_anybody {
            // Whether anybody is in a group that is excluded takes a directory.
            surely = self.space.without(surely, self.set_apart)?;
        }
        let outside = self.space.everything();
        let outside = self.space.without(outside, within)?;
        let Some(gap) = self.gap(promise, surely, outside)? else {
            let (parts, _) = self.space.parts_within(failing, outside, 1)?;
            let place = parts.first().and_then(|part| self.space.describe(part));
            let place = place.unwrap_or_else(|| "what is not known".to_owned());
            return Ok(Some(Verdict::Unknown(format!("depends on {place}"))));
        };
        if self.space.asked(ACTUAL, &gap.witness).is_none() {
            let why = "more is asked than can be gone through".to_owned();
            return Ok(Some(Verdict::Undecided(why)));
        }
        let is_promoted = match self.sets.switched_on {
            Some(version) => {
                let left = self.lacking(version, promise, demands, surely)?;
                self.space.is_empty(left)
            }
            None => false,
        };
        let gap = Box::new(gap);
        Ok(Some(if is_promoted { Verdict::WhenSwitchedOn(gap) } else { Verdict::Broken(gap) }))
    }

    /// The sign-ins of a region of which a version does not ask what is promised.
    fn lacking(
        &mut self,
        version: usize,
        promise: &Promise,
        demands: &[(Requirement, Region)],
        within: Region,
    ) -> Result<Region, TooLarge> {
        let is_enough: &dyn Fn(&Asked) -> bool = match &promise.asks {
            Asks::Block => &|asked| asked.requirement.is_block(),
            Asks::That(is_so) => &|asked| asked.requirement.is_block() || is_so(asked),
            Asks::Grant(_) => {
                let mut all = self.space.without(within, within)?;
                for (demand, region) in demands {
                    let within = self.space.both(within, *region)?;
                    let lacking =
                        self.space.lacking(version, within, &|asked| asked.requirement.implies(demand))?;
                    all = self.space.either(all, lacking)?;
                }
                return Ok(all);
            }
        };
        self.space.lacking(version, within, is_enough)
    }

    /// A region as a gap; `None` of an empty one.
    fn gap(&mut self, promise: &Promise, region: Region, outside: Region) -> Result<Option<Gap>, Failure> {
        let (parts, _) = self.space.parts_within(region, outside, 1)?;
        let Some(part) = parts.first() else { return Ok(None) };
        let own = self.space.region_of(part)?;
        let own = self.space.both(own, region)?;
        let Some(point) = self.space.point(own) else { return Ok(None) };
        let witness = self.space.witness(point);
        let outcome = self.space.decide_again(ACTUAL, &witness)?;
        let rank = |policy: &Policy<Id>| promise.asks.comes_near(policy);
        let near_miss = self.space.near_miss(ACTUAL, &witness, &rank);
        let key =
            |near: &crate::space::NearMiss| self.policies.get(near.policy).map(|policy| policy.id.clone());
        let asked = self.space.asked(ACTUAL, &witness);
        Ok(Some(Gap {
            place: self.space.describe(part),
            people: self.space.people(region),
            asked: asked.map_or_else(String::new, |asked| self.space.asked_words(&asked)),
            outcome,
            near_miss: near_miss.and_then(|near| Some((key(&near)?, near))),
            witness,
        }))
    }
}

impl Promise {
    /// The sign-ins it speaks of, and what is asked of them.
    fn scope(&self) -> Scope {
        let mut conditions = everyone();
        match self.who {
            Who::Everyone => {}
            Who::Members => conditions.users.exclude.all_guests = true,
            Who::Guests => conditions.users.include = Subjects { all_guests: true, ..Subjects::default() },
            Who::Roles(is_one) => {
                let ids = roles().iter().filter(|role| is_one(role)).map(|role| Id::Guid(role.id));
                conditions.users.include = Subjects { roles: ids.collect(), ..Subjects::default() };
            }
            Who::ServicePrincipals => {
                conditions.users = crate::model::Users::default();
                let mut clients = ClientApplications::default();
                clients.service_principals.include.push(ServicePrincipalRef::All);
                conditions.client_applications = Some(clients);
            }
        }
        (self.sign_ins)(&mut conditions);
        let grant = match &self.asks {
            Asks::Grant(grant) => Some(grant()),
            Asks::Block | Asks::That(_) => None,
        };
        Scope { conditions, grant, locations: Vec::new() }
    }
}

impl Asks {
    /// How close a policy comes to it where it applies, the closest first; `None` of one that asks for something else.
    fn comes_near(&self, policy: &Policy<Id>) -> Option<u8> {
        match self {
            Self::Block => policy.grant.as_ref()?.is_block().then_some(0),
            Self::Grant(grant) => words::closeness(policy.grant.as_ref()?, &grant()),
            Self::That(is_so) => is_so(&Asked::of_session(policy.session.as_ref()?)).then_some(0),
        }
    }
}

/// Emergency access: the accounts, and where nobody is exported their group.
fn excepted(context: &Context<'_>, directory: &Directory) -> Scope {
    let access = context.workspace.tenant.emergency_access.as_ref();
    let accounts = access.map_or(&[][..], |access| access.accounts.as_slice());
    let mut subjects = people_named(context, accounts);
    if directory.people().is_empty() {
        subjects.groups.extend(access.and_then(|access| access.group_id.clone()));
    }
    scope_of(subjects)
}

/// Accounts with no person behind them, and directory synchronization.
fn unattended(context: &Context<'_>) -> Scope {
    let mut subjects = people_named(context, &context.workspace.tenant.unattended);
    subjects.roles.extend(role_by_name(DIRECTORY_SYNCHRONIZATION).map(|role| Id::Guid(role.id)));
    scope_of(subjects)
}

const DIRECTORY_SYNCHRONIZATION: &str = "Directory Synchronization Accounts";

/// Whoever some policy excludes by name, or as a member of a group.
fn set_apart(sets: &Sets) -> Scope {
    let mut subjects = Subjects::default();
    for policy in sets.versions.iter().flatten() {
        let Subjects { users, groups, .. } = &policy.conditions.users.exclude;
        subjects
            .users
            .extend(users.iter().filter(|user| !subjects.users.contains(user)).cloned().collect::<Vec<_>>());
        subjects.groups.extend(
            groups.iter().filter(|group| !subjects.groups.contains(group)).cloned().collect::<Vec<_>>(),
        );
    }
    scope_of(subjects)
}

fn scope_of(subjects: Subjects<Id>) -> Scope {
    let mut conditions = everyone();
    conditions.users.include = subjects;
    Scope { conditions, ..Scope::default() }
}

/// The ids of people by user principal name, as far as something tells them.
fn people_named(context: &Context<'_>, names: &[String]) -> Subjects<Id> {
    let known = context.workspace.names.iter().filter(|((kind, _), _)| *kind == ReferenceKind::User);
    let known = known.filter(|(_, name)| names.iter().any(|other| other.eq_ignore_ascii_case(name)));
    let mut ids: Vec<Id> = known.map(|((_, id), _)| id.clone()).collect();
    if let Some(directory) = context.directory {
        let exported = names.iter().filter_map(|name| directory.person_by_name(name));
        ids.extend(exported.map(|person| Id::Guid(person.id)));
    }
    ids.sort();
    ids.dedup();
    // Somebody has to be named, or nobody would be everybody.
    ids.push(Id::Guid(Uuid::max()));
    Subjects { users: ids.into_iter().map(UserRef::User).collect(), ..Subjects::default() }
}

/// Every sign-in by a user.
fn everyone() -> ConditionSet<Id> {
    let mut conditions = ConditionSet::default();
    conditions.users.include.users.push(UserRef::All);
    conditions.applications.include.push(ApplicationRef::All);
    conditions
}
