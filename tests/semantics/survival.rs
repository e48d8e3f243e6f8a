//! Who must still get in, and what no sign-in exercised.

use gatewright::directory::Person;
use gatewright::model::*;
use gatewright::replay::{Cause, Essential, Side, Simulation, Summary, WayIn};
use gatewright::sign_in::{FieldsSeen, SignIn};
use uuid::Uuid;

use super::build::*;

const OTHER: Uuid = Uuid::from_u128(0x2001);

fn replay(setting: &Setting, proposed: &[&Built], sign_ins: &[SignIn<'_>]) -> Summary {
    let policies: Vec<Policy<Id>> = proposed.iter().map(|built| built.0.clone()).collect();
    setting.with_world(|world| {
        let side = Side { world, policies: &policies };
        let activated = world.clone().with_roles_activated();
        let activated = Side { world: &activated, policies: &policies };
        let mut simulation = Simulation::new(side, side, &policies).activating(activated, activated);
        for sign_in in sign_ins {
            simulation.observe(sign_in);
        }
        simulation.finish(FieldsSeen::default())
    })
}

fn ways(summary: &Summary, essential: Essential) -> &[WayIn] {
    let group = summary.still_get_in.iter().find(|group| group.essential == essential);
    group.map_or(&[], |group| &group.people)
}

fn gets_in(summary: &Summary, essential: Essential) -> Vec<Match> {
    ways(summary, essential).iter().map(|way| way.gets_in).collect()
}

fn administrator() -> Person {
    Person { roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() }
}

fn emergency_access() -> Setting {
    Setting {
        people: vec![Person { id: OTHER, user_principal_name: "bg1@contoso.com".into(), ..administrator() }],
        emergency_access: Some(EmergencyAccess {
            accounts: vec!["bg1@contoso.com".into(), "bg2@contoso.com".into()],
            group: None,
            group_id: None,
        }),
        ..Setting::default()
    }
}

#[test]
fn emergency_access_that_no_policy_excludes_is_caught_though_it_never_signed_in() {
    let summary = replay(&emergency_access(), &[&block().except(user(OTHER))], &[]);
    // The other account is in no export: it may be the one that is excluded.
    assert_eq!(gets_in(&summary, Essential::EmergencyAccess), [Match::Yes, Match::Unknown]);
    let summary = replay(&emergency_access(), &[&block()], &[]);
    assert_eq!(gets_in(&summary, Essential::EmergencyAccess), [Match::No, Match::No]);
    let caught = &ways(&summary, Essential::EmergencyAccess)[1];
    assert_eq!((&*caught.user, caught.sign_ins, &*caught.policies), ("bg2@contoso.com", 0, [0].as_slice()));
    assert_eq!(caught.cause, Some(Cause::Block));
    assert_eq!(gets_in(&summary, Essential::Administrators), [], "emergency access is not counted twice");
}

#[test]
fn an_administrator_gets_in_if_one_way_of_theirs_still_leads_to_the_portal() {
    let setting =
        Setting { locations: vec![ip_location(1, &["192.0.2.0/24"], true)], ..Setting::of(administrator()) };
    let only_office = block().locations([LocationRef::All], [LocationRef::AllTrusted]);
    let at_home = ordinary();
    let in_office = SignIn { ip_address: address("192.0.2.7"), ..ordinary() };
    let both = replay(&setting, &[&only_office], &[at_home.clone(), in_office]);
    assert_eq!(gets_in(&both, Essential::Administrators), [Match::Yes]);
    let home = replay(&setting, &[&only_office], &[at_home]);
    let way = &ways(&home, Essential::Administrators)[0];
    assert_eq!((way.gets_in, way.cause, way.sign_ins), (Match::No, Some(Cause::NetworkBlock), 1));
    // Never seen: they may be in the office.
    assert_eq!(gets_in(&replay(&setting, &[&only_office], &[]), Essential::Administrators), [Match::Unknown]);
}

#[test]
fn policies_on_the_portals_count_whatever_somebody_signed_in_to() {
    let portals = block().apps([ApplicationRef::MicrosoftAdminPortals]);
    let summary = replay(&Setting::of(administrator()), &[&portals], &[ordinary()]);
    assert_eq!(gets_in(&summary, Essential::Administrators), [Match::No]);
    let eligible = Person { roles: [].into(), eligible_roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() };
    let summary = replay(&Setting::of(eligible), &[&portals], &[ordinary()]);
    assert_eq!(gets_in(&summary, Essential::Administrators), [Match::No], "who may become one counts");
}

#[test]
fn directory_synchronization_cannot_do_mfa() {
    let sync = Person { user_principal_name: "sync_dc1_1f@contoso.onmicrosoft.com".into(), ..newcomer() };
    let setting = Setting::of(sync);
    assert_eq!(gets_in(&replay(&setting, &[&mfa()], &[]), Essential::DirectorySync), [Match::No]);
    let summary = replay(&setting, &[&mfa().except(user(ASHA))], &[]);
    assert_eq!(gets_in(&summary, Essential::DirectorySync), [Match::Yes]);
}

#[test]
fn technicians_of_a_partner_are_known_by_how_they_come_in() {
    let technician = SignIn {
        cross_tenant_access: Some(gatewright::sign_in::CrossTenantAccess::ServiceProvider),
        ..guest()
    };
    let summary = replay(&Setting::default(), &[&block()], &[technician]);
    assert_eq!(gets_in(&summary, Essential::Technicians), [Match::No]);
}

#[test]
fn what_no_sign_in_had_is_not_exercised() {
    let policies = [
        &mfa(),
        &block().flows(&["deviceCodeFlow"]),
        &block().platforms(&["all"], &["windows", "linux"]),
        &block().on_action("registerSecurityInformation"),
        &block().clients(&["other"]).state("disabled"),
    ];
    let coverage = replay(&Setting::default(), &policies, &[ordinary()]).coverage;
    let never_met: Vec<_> = coverage
        .policies
        .iter()
        .map(|of| (of.policy, of.value.as_ref().map(|unseen| unseen.value.as_str())))
        .collect();
    assert_eq!(never_met, [(1, Some("deviceCodeFlow")), (2, None)], "user actions are in no sign-in");
    let phone = SignIn {
        platform: Some(gatewright::sign_in::Platform::Known(DevicePlatform::Android)),
        ..ordinary()
    };
    let coverage = replay(&Setting::default(), &policies, &[ordinary(), phone]).coverage;
    let values: Vec<_> = coverage.values.iter().map(|unseen| (unseen.condition, &*unseen.value)).collect();
    assert_eq!(values, [("platforms", "linux")]);
    assert_eq!(
        replay(&Setting::default(), &policies, &[]).coverage.policies,
        [],
        "of nothing nothing is said"
    );
}

/// A policy on the role catches whoever may activate it: before they do, they can change nothing.
#[test]
fn administrators_who_activate_their_role_are_tried_with_it_active() {
    let eligible = Person { eligible_roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() };
    let blocked = block().users(role(GLOBAL_ADMINISTRATOR));
    for sign_ins in [&[][..], &[ordinary()]] {
        let summary = replay(&Setting::of(eligible.clone()), &[&blocked], sign_ins);
        assert_eq!(gets_in(&summary, Essential::Administrators), [Match::No]);
    }
}
