//! People whom no sign-in shows: they may be new, and meet the policies on their first day.
//!
//! Nothing is known of that day but who signs in. So it is tried from each named location and from outside of all of them,
//! to what everybody opens first, and then to enroll a device; what may be asked for and what may not is left out.

use std::collections::BTreeSet;

use chrono::DateTime;
use uuid::Uuid;

use super::can_register::Place;
use super::cause::Cause;
use super::causes;
use super::comparison::Side;
use super::gathered::Gathered;
use super::person::{Effect, Hit};
use crate::catalogue::AuthenticationMethod;
use crate::control::Outcome;
use crate::directory::Person;
use crate::engine::{Scratch, Table};
use crate::model::{ClientAppType, Match, UserAction};
use crate::sign_in::{Application, Authentication, CrossTenantAccess, SignIn, UserType};

/// What everybody opens first: Exchange Online, SharePoint Online and Teams.
const FIRST_RESOURCES: [(u128, &str); 3] = [
    (0x0000_0002_0000_0ff1_ce00_0000_0000_0000, "Office 365 Exchange Online"),
    (0x0000_0003_0000_0ff1_ce00_0000_0000_0000, "Office 365 SharePoint Online"),
    (0xcc15_fd57_2c6c_4117_a88c_83b1_d56b_4bbe, "Microsoft Teams Services"),
];

/// Enabled members who never got in, with what their first day meets that it did not: a method that they lack and may
/// not be allowed to register, or a device that they cannot enroll.
pub(super) fn people<'w>(
    proposed: Side<'w>,
    base: &Table<'_>,
    table: &Table<'_>,
    places: &[Place],
    gathered: &Gathered,
) -> Vec<(SignIn<'w>, Hit)> {
    let is_new = |person: &&Person| {
        person.registration.is_some()
            && person.enabled == Some(true)
            && person.user_type == Some(UserType::Member)
            && !gathered.has_got_in(person.id)
    };
    let mut found = Vec::new();
    for person in proposed.world.directory.people().iter().filter(is_new) {
        let mut add = |sign_ins: &[SignIn<'w>], least: Effect, cause: Option<Cause>| {
            let met = FirstDay::of(table, places, sign_ins);
            let effect = met.effect().filter(|(effect, _)| *effect >= least)?;
            let is_new = FirstDay::of(base, places, sign_ins).effect() < Some(effect);
            let sign_in = sign_ins.first().filter(|_| is_new)?;
            found.push((sign_in.clone(), met.hit(sign_in, effect, cause.unwrap_or(met.cause()))));
            Some(effect.0)
        };
        let is_without_method = person.registration.as_ref().is_some_and(|of| !of.is_mfa_capable);
        let first = FIRST_RESOURCES.map(|resource| signing_in(person, resource));
        let effect = is_without_method.then(|| add(&first, Effect::MustRegister, None)).flatten();
        // Whoever cannot sign in is told of that alone.
        if effect != Some(Effect::LockedOut) {
            add(&[enrolling(person)], Effect::LockedOut, Some(causes::DEVICE_ENROLLMENT));
        }
    }
    found
}

/// What a first day meets, from each of the places.
#[derive(Debug, Default)]
struct FirstDay {
    /// How many places there are.
    places: usize,
    /// Those from which a method that is to be registered is surely asked for.
    asked: usize,
    /// Those of them from which none can be registered, though it may be from another place.
    stuck: usize,
    /// Those from which nothing that can be registered helps.
    hopeless: usize,
    /// INVARIANT: sorted.
    policies: BTreeSet<usize>,
}

impl FirstDay {
    fn of(table: &Table<'_>, places: &[Place], sign_ins: &[SignIn<'_>]) -> Self {
        let mut day = Self { places: places.len(), ..Self::default() };
        for place in places {
            let (mut is_asked, mut is_hopeless) = (false, false);
            for sign_in in sign_ins {
                let asked = asked(table, &place.of(sign_in));
                is_asked |= !asked.is_empty();
                is_hopeless |= asked.iter().any(|(_, helps)| !helps);
                day.policies.extend(asked.iter().map(|(policy, _)| policy));
            }
            // Registering is the same whatever was to be opened.
            let registering = sign_ins.first().filter(|_| is_asked).map(|sign_in| place.of(sign_in));
            let stuck = registering.filter(|at| table.decide_registering(at).worst().is_locked_out());
            day.policies.extend(stuck.iter().flat_map(|at| table.registration_blockers(at)));
            day.asked += usize::from(is_asked);
            day.stuck += usize::from(stuck.is_some());
            day.hopeless += usize::from(is_hopeless);
        }
        day
    }

    /// The effect, and whether it is certain.
    fn effect(&self) -> Option<(Effect, bool)> {
        match self {
            Self { asked: 0, .. } => None,
            Self { stuck: 0, hopeless: 0, .. } => Some((Effect::MustRegister, self.asked == self.places)),
            Self { .. } => Some((Effect::LockedOut, self.places == self.stuck.max(self.hopeless))),
        }
    }

    fn cause(&self) -> Cause {
        if self.hopeless > 0 { Cause::AuthenticationStrength } else { Cause::Registration }
    }

    fn hit(&self, sign_in: &SignIn<'_>, (effect, is_certain): (Effect, bool), cause: Cause) -> Hit {
        let policies = self.policies.iter().copied().collect();
        Hit { policies, sign_ins: 0, ..Hit::new(sign_in, effect, is_certain, cause) }
    }
}

/// The policies that surely ask whoever has no method for one, and whether one that can be registered, or a Temporary
/// Access Pass, helps. What is blocked is not asked for anything.
fn asked(table: &Table<'_>, sign_in: &SignIn<'_>) -> Vec<(usize, bool)> {
    let mut scratch = Scratch::default();
    let contributions = table.decide(&mut scratch, sign_in).contributions;
    let asked: Vec<(usize, Outcome)> = contributions
        .iter()
        .filter(|found| found.applies == Match::Yes)
        .map(|found| (found.policy, found.asked.best()))
        .filter(|(_, best)| matches!(best, Outcome::NeedsRegistration | Outcome::Unsatisfiable))
        .collect();
    let is_stuck = asked.iter().any(|(_, best)| *best == Outcome::Unsatisfiable);
    let met = if is_stuck { met_with_pass(table, &mut scratch, sign_in) } else { Vec::new() };
    let helps = |(policy, best)| (policy, best == Outcome::NeedsRegistration || met.contains(&policy));
    asked.into_iter().map(helps).collect()
}

/// The policies that whoever has a Temporary Access Pass meets.
fn met_with_pass(table: &Table<'_>, scratch: &mut Scratch, sign_in: &SignIn<'_>) -> Vec<usize> {
    let with_pass = SignIn {
        authentication: Authentication {
            multifactor: Some(true),
            methods: vec![AuthenticationMethod::TemporaryAccessPassMultiUse],
        },
        ..sign_in.clone()
    };
    let contributions = table.decide(scratch, &with_pass).contributions;
    let met = contributions.iter().filter(|found| !found.asked.worst().is_locked_out());
    met.map(|found| found.policy).collect()
}

fn signing_in<'p>(person: &'p Person, (id, name): (u128, &'static str)) -> SignIn<'p> {
    SignIn {
        resource: Application { id: Some(Uuid::from_u128(id)), display_name: name.into() },
        ..unseen(person)
    }
}

/// Registering or joining a device.
fn enrolling(person: &Person) -> SignIn<'_> {
    SignIn { user_action: Some(UserAction::RegisterOrJoinDevices), ..unseen(person) }
}

fn unseen(person: &Person) -> SignIn<'_> {
    SignIn {
        created: DateTime::UNIX_EPOCH,
        subject_id: Some(person.id),
        user_principal_name: person.user_principal_name.as_str().into(),
        display_name: person.display_name.as_str().into(),
        user_type: Some(UserType::Member),
        cross_tenant_access: Some(CrossTenantAccess::None),
        client_app: Some(ClientAppType::Browser),
        authentication: Authentication { multifactor: Some(false), methods: Vec::new() },
        ..SignIn::blank()
    }
}
