//! What Microsoft demands of a sign-in beside the policies: mandatory MFA, security defaults, per-user MFA.
//!
//! No policy can exclude anybody from it, so that it reaches emergency access too. Which of it a tenant has is said by
//! its platform settings and its directory; the facts are dated in the catalogue.

use std::ops::Deref;
use std::sync::LazyLock;

use uuid::Uuid;

use super::asked::{ClaimKind, ClaimTable};
use super::{Ability, Outcome, Range, Requirement};
use crate::catalogue::{self, Enforcement, Group};
use crate::condition::World;
use crate::directory::PerUserMfa;
use crate::model::{ClientAppType, Match};
use crate::sign_in::{Flow, SignIn, Subject};

/// What one thing that is enforced comes to for a sign-in that it reaches, or may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// What is enforced.
    pub enforcement: Enforcement,
    /// What comes of it: granted at best, if it may not reach the sign-in.
    pub outcome: Range<Outcome>,
}

/// Gives every demand on a sign-in, in the order of output.
///
/// Workloads and user actions are beyond all of it. `ability` is looked at only where something depends on it.
pub fn platform_demands<'a>(
    world: &World<'_>,
    sign_in: &SignIn<'_>,
    ability: &impl Deref<Target = Ability<'a>>,
    each: &mut dyn FnMut(Demand),
) {
    if sign_in.subject != Subject::User || sign_in.user_action.is_some() {
        return;
    }
    let settings = &world.tenant.platform;
    let mut demand = |enforcement, outcome| each(Demand { enforcement, outcome });
    if settings.security_defaults
        && let Some(outcome) = security_defaults(world, sign_in, ability)
    {
        demand(Enforcement::SecurityDefaults, outcome);
    }
    let per_user = world.directory.per_user_mfa_known.then(|| world.person(sign_in)).flatten();
    match per_user.and_then(|person| person.per_user_mfa) {
        Some(PerUserMfa::Enforced | PerUserMfa::Enabled) => {
            demand(Enforcement::PerUserMfa, multifactor(ability));
        }
        Some(PerUserMfa::Disabled) | None => {}
    }
    let phases = [
        (settings.mandatory_mfa.phase1, Enforcement::MandatoryMfaPhase1, Group::MandatoryMfaPhase1),
        (settings.mandatory_mfa.phase2, Enforcement::MandatoryMfaPhase2, Group::MandatoryMfaPhase2),
    ];
    for (_, enforcement, group) in phases.into_iter().filter(|(is_on, ..)| *is_on) {
        let reached = match (reaches(sign_in, group), enforcement) {
            // Reading is exempt, and which operation a sign-in served is never recorded.
            (reached, Enforcement::MandatoryMfaPhase2) => reached.and(Match::Unknown),
            (reached, _) => reached,
        };
        if reached != Match::No && is_synchronization(world, sign_in) != Match::Yes {
            demand(enforcement, where_reached(reached, multifactor(ability)));
        }
    }
}

/// MFA of admins and on Azure always, of others when Entra decides so; everybody registers; legacy clients and, in newer
/// tenants, device code flow are blocked ("Security defaults in Microsoft Entra ID", 2025-07-21; of device code a copy
/// of 2026: new tenants from 1 July 2026, and it does not say whether others follow).
fn security_defaults(
    world: &World<'_>,
    sign_in: &SignIn<'_>,
    ability: &Ability<'_>,
) -> Option<Range<Outcome>> {
    if is_synchronization(world, sign_in) == Match::Yes {
        return None;
    }
    let person = world.person(sign_in);
    let is_admin = Match::any(SECURITY_DEFAULTS_ROLES.iter().map(|role| match person {
        Some(person) => world.has_role(person, *role),
        None => Match::Unknown,
    }));
    let is_azure = reaches(sign_in, Group::AzureManagement).or(reaches(sign_in, Group::MandatoryMfaPhase2));
    let asked = multifactor(ability);
    let is_always_asked = is_admin.or(is_azure).or(Match::Unknown);
    let is_blocked = is_legacy(sign_in).or(match sign_in.flow {
        Some(Flow::DeviceCode) | None => Match::Unknown,
        Some(Flow::Ordinary | Flow::Transfer) => Match::No,
    });
    let demands = [
        where_reached(is_always_asked, asked),
        registered(ability, asked),
        where_reached(is_blocked, Range::certain(Outcome::Blocked)),
    ];
    Some(demands.into_iter().fold(Range::certain(Outcome::Granted), Range::max))
}

/// Directory synchronization is exempt from everything here. It signs in to nothing that mandatory MFA covers, so that
/// an account whose roles are not known counts as a person's.
fn is_synchronization(world: &World<'_>, sign_in: &SignIn<'_>) -> Match {
    let holds = |role| world.person(sign_in).is_some_and(|person| person.roles.contains(&role));
    holds(DIRECTORY_SYNCHRONIZATION_ACCOUNTS).into()
}

/// Directory Synchronization Accounts.
const DIRECTORY_SYNCHRONIZATION_ACCOUNTS: Uuid = Uuid::from_u128(0xd29b_2b05_8046_44ba_8758_1e26_182f_cf32);

static SECURITY_DEFAULTS_ROLES: LazyLock<Vec<Uuid>> = LazyLock::new(|| {
    catalogue::roles().iter().filter(|role| role.in_security_defaults).map(|role| role.id).collect()
});

/// Whether a sign-in is through or to an application of a group.
///
/// Where the client is not known, what it asks for tells: portals and command lines are resources of their own, or ask
/// for Azure.
fn reaches(sign_in: &SignIn<'_>, group: Group) -> Match {
    let resources = sign_in.audiences.iter().copied().chain(sign_in.resource.id);
    let mut named = sign_in.application.id.into_iter().chain(resources).peekable();
    if named.peek().is_none() {
        return Match::Unknown;
    }
    Match::any(named.map(|id| catalogue::in_group(id, group)))
}

/// What comes of a demand that may not reach the sign-in.
fn where_reached(reached: Match, outcome: Range<Outcome>) -> Range<Outcome> {
    match reached {
        Match::Yes => outcome,
        Match::Unknown => Range::between(Outcome::Granted, outcome.worst()),
        Match::No => Range::certain(Outcome::Granted),
    }
}

/// MFA by any means.
fn multifactor(ability: &Ability<'_>) -> Range<Outcome> {
    static MFA: LazyLock<(ClaimTable, Requirement)> = LazyLock::new(|| {
        let mut claims = ClaimTable::default();
        let mfa = claims.multifactor().unwrap_or_else(|_| Requirement::block());
        (claims, mfa)
    });
    let (claims, mfa) = &*MFA;
    mfa.fold_outcome(Outcome::Granted, Outcome::Blocked, |claim| {
        // INVARIANT: the requirement's claims are of this table.
        ability.outcome(claims.kind(claim).unwrap_or(&ClaimKind::Multifactor))
    })
}

/// Having registered, where MFA is not asked for as well.
fn registered(ability: &Ability<'_>, multifactor: Range<Outcome>) -> Range<Outcome> {
    match ability.is_mfa_capable() {
        Match::Yes => Range::certain(Outcome::Granted),
        Match::Unknown => Range::between(Outcome::Granted, multifactor.worst()),
        Match::No => multifactor,
    }
}

fn is_legacy(sign_in: &SignIn<'_>) -> Match {
    match &sign_in.client_app {
        Some(ClientAppType::ExchangeActiveSync | ClientAppType::EasSupported | ClientAppType::Other) => {
            Match::Yes
        }
        Some(ClientAppType::Browser | ClientAppType::MobileAppsAndDesktopClients) => Match::No,
        Some(ClientAppType::All | ClientAppType::Unknown(_)) | None => Match::Unknown,
    }
}
