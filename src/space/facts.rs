//! Facts that conditions and controls share: a compliant device, a legacy client, device code.
//!
//! What a value settles of a requirement is asked of the ability of a sign-in that has the value, whoever signs in; so a
//! requirement is what is left to be shown.

use std::collections::HashMap;

use super::level::Level;
use crate::condition::{Draft, World};
use crate::control::{Ability, Claim, ClaimTable, Outcome, Requirement};
use crate::model::{ClientAppType, DevicePlatform};
use crate::sign_in::{CrossTenantAccess, Device, Flow, Platform, TrustType, UserType};

/// What a value settles of each claim, by its number: where nothing else is known, and on a device that shows all that a
/// device can.
///
/// What two values settle together may be settled by neither alone: a compliant device shows nothing where whoever signs
/// in comes from a tenant whose word is not taken.
pub(super) type Statuses = Vec<[Status; 2]>;

/// What is settled of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Status {
    Shown,
    Never,
    Open,
}

/// Requirements less what a sign-in settles, each worked out once.
#[derive(Default)]
pub(super) struct Facts {
    settled: HashMap<(Requirement, Vec<usize>), Requirement>,
}

/// Somebody of the tenant's own, in a browser, of whom nothing is known.
fn anybody() -> Draft {
    let mut draft = Draft::default();
    draft.sign_in.cross_tenant_access = Some(CrossTenantAccess::None);
    draft.sign_in.user_type = Some(UserType::Member);
    draft.sign_in.client_app = Some(ClientAppType::Browser);
    draft.sign_in.flow = Some(Flow::Ordinary);
    draft
}

/// The same on a compliant, hybrid joined Windows device.
fn on_good_device() -> Draft {
    let mut draft = anybody();
    draft.sign_in.platform = Some(Platform::Known(DevicePlatform::Windows));
    draft.sign_in.device = Some(Device {
        id: Some("device".into()),
        is_compliant: true,
        is_managed: true,
        trust: Some(TrustType::ServerAd),
        ..Device::default()
    });
    draft
}

/// Writes what stands for a class into a draft, without who it is.
fn put(level: &Level, class: usize, draft: &mut Draft) {
    level.put(class, draft);
    draft.sign_in.subject_id = None;
    draft.sign_in.user_principal_name = "".into();
}

/// What a class settles by itself.
pub(super) fn statuses(world: &World<'_>, claims: &ClaimTable, level: &Level, class: usize) -> Statuses {
    let settled = |mut draft: Draft| {
        put(level, class, &mut draft);
        all(world, claims, &draft)
    };
    settled(anybody())
        .into_iter()
        .zip(settled(on_good_device()))
        .map(|(alone, on_device)| [alone, on_device])
        .collect()
}

fn all(world: &World<'_>, claims: &ClaimTable, draft: &Draft) -> Vec<Status> {
    let ability = Ability::of(world, &draft.sign_in);
    numbers().map_while(|claim| status(&ability, claims, claim)).collect()
}

fn status(ability: &Ability<'_>, claims: &ClaimTable, claim: Claim) -> Option<Status> {
    Some(match ability.outcome(claims.kind(claim)?).known() {
        Some(Outcome::Granted) => Status::Shown,
        Some(Outcome::Unsatisfiable | Outcome::Blocked) => Status::Never,
        Some(Outcome::Prompted | Outcome::NeedsRegistration) | None => Status::Open,
    })
}

fn numbers() -> impl Iterator<Item = Claim> {
    (0..128).filter_map(Claim::new)
}

/// The statuses of a class that a requirement looks at.
pub(super) fn looked_at(requirement: &Requirement, statuses: &[[Status; 2]]) -> Vec<[Status; 2]> {
    let asks = |claim: Claim| requirement.ways().iter().any(|way| way.contains(claim));
    numbers().zip(statuses).filter(|(claim, _)| asks(*claim)).map(|(_, status)| *status).collect()
}

impl Facts {
    /// What is left of a requirement at classes of levels; `None` stands for any.
    pub(super) fn settle(
        &mut self,
        world: &World<'_>,
        claims: &ClaimTable,
        levels: &[Level],
        requirement: &Requirement,
        at: &[Option<usize>],
    ) -> Requirement {
        let key = at.iter().map(|class| class.map_or(usize::MAX, |class| class)).collect();
        if let Some(known) = self.settled.get(&(requirement.clone(), key)) {
            return known.clone();
        }
        let mut draft = anybody();
        for (level, class) in levels.iter().zip(at) {
            if let Some(class) = class {
                put(level, *class, &mut draft);
            }
        }
        let mut left = requirement.clone();
        for (claim, status) in numbers().zip(all(world, claims, &draft)) {
            match status {
                Status::Shown => left = left.given(claim, true),
                Status::Never => left = left.given(claim, false),
                Status::Open => {}
            }
        }
        let key = at.iter().map(|class| class.map_or(usize::MAX, |class| class)).collect();
        self.settled.insert((requirement.clone(), key), left.clone());
        left
    }
}
