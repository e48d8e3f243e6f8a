//! Who a policy is for (Entra, concept-conditional-access-users-groups, 2024-01, and
//! external-id/authentication-conditional-access, 2024-05).

use gatewright::directory::{Person, ServicePrincipal};
use gatewright::model::{
    ClientApplications, EmergencyAccess, ExternalTenants, GuestType, Id, Match, RiskLevel, Scoped,
    ServicePrincipalRef, Subjects, UserRef,
};
use gatewright::sign_in::{CrossTenantAccess, SignIn, Subject, UserType};
use uuid::Uuid;

use super::build::*;

fn somebody() -> Subjects<Id> {
    Subjects { users: vec![UserRef::User(Id::Text("<somebody>".into()))], ..Subjects::default() }
}

#[test]
fn included_is_a_union() {
    let either = Subjects { groups: vec![Id::Guid(GROUP)], ..user(ASHA) };
    assert_eq!(applies(&mfa().users(either), &ordinary()), Match::Yes);
}

#[test]
fn nobody_is_included_by_none_beside_what_else_is() {
    let administrators = Subjects { users: vec![UserRef::None], ..role(GLOBAL_ADMINISTRATOR) };
    let administrator = Person { roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() };
    assert_eq!(applies(&mfa().users(administrators.clone()), &ordinary()), Match::No);
    let setting = Setting::of(administrator);
    assert_eq!(setting.applies(&mfa().users(administrators), &ordinary()), Match::Yes);
}

#[test]
fn excluded_by_name_wins_over_included_by_name() {
    assert_eq!(applies(&mfa().users(user(ASHA)).except(user(ASHA)), &ordinary()), Match::No);
}

#[test]
fn all_users_are_guests_too() {
    assert_eq!(applies(&mfa(), &guest()), Match::Yes);
}

/// Not documented; taken as included, so that a lockout is not missed.
#[test]
fn all_users_are_those_of_direct_connect_too() {
    assert_eq!(applies(&mfa(), &direct_connect()), Match::Yes);
}

#[test]
fn a_user_of_whom_only_the_name_is_known_may_be_anyone_named_by_id() {
    let sign_in = SignIn { subject_id: None, user_principal_name: "new@contoso.com".into(), ..ordinary() };
    assert_eq!(applies(&mfa().users(user(ASHA)), &sign_in), Match::Unknown);
    let known = SignIn { subject_id: None, ..ordinary() };
    assert_eq!(applies(&mfa().users(user(ASHA)), &known), Match::Yes, "the directory knows the name");
}

#[test]
fn a_placeholder_may_be_anyone() {
    assert_eq!(applies(&mfa().users(somebody()), &ordinary()), Match::Unknown);
    assert_eq!(applies(&mfa().except(somebody()), &ordinary()), Match::Unknown);
}

#[test]
fn a_group_whose_members_are_not_exported_is_not_known() {
    let setting = Setting { groups: vec![(GROUP, false)], ..Setting::default() };
    assert_eq!(setting.applies(&mfa().users(group(GROUP)), &ordinary()), Match::Unknown);
    assert_eq!(setting.applies(&mfa().except(group(GROUP)), &ordinary()), Match::Unknown);
}

#[test]
fn a_person_who_is_not_exported_may_be_in_any_group_and_role() {
    let stranger = SignIn { subject_id: Some(Uuid::from_u128(9)), ..ordinary() };
    assert_eq!(applies(&mfa().users(group(GROUP)), &stranger), Match::Unknown);
    assert_eq!(applies(&mfa().users(role(GLOBAL_ADMINISTRATOR)), &stranger), Match::Unknown);
}

#[test]
fn a_group_that_is_yet_to_be_created_is_empty() {
    let planned =
        Subjects { groups: vec![Id::Text("<group:CA001 - Exclude>".into())], ..Subjects::default() };
    assert_eq!(applies(&mfa().except(planned.clone()), &ordinary()), Match::Yes);
    assert_eq!(applies(&mfa().users(planned), &ordinary()), Match::No);
}

#[test]
fn roles_that_are_not_exported_are_not_known() {
    let setting = Setting { roles_known: false, ..Setting::default() };
    assert_eq!(setting.applies(&mfa().users(role(GLOBAL_ADMINISTRATOR)), &ordinary()), Match::Unknown);
}

#[test]
fn an_internal_guest_is_a_guest() {
    let sign_in = SignIn { user_type: Some(UserType::Guest), ..ordinary() };
    assert_eq!(applies(&mfa().users(all_guests()), &sign_in), Match::Yes);
    assert_eq!(applies(&mfa().users(guests("internalGuest")), &sign_in), Match::Yes);
    assert_eq!(applies(&mfa().users(guests("b2bCollaborationGuest")), &sign_in), Match::No);
    assert_eq!(applies(&mfa().users(all_guests()), &ordinary()), Match::No);
}

#[test]
fn a_collaborator_is_a_guest_or_a_member_by_user_type() {
    let member = SignIn { user_type: Some(UserType::Member), ..guest() };
    let either = SignIn { user_type: None, ..guest() };
    let guests_only = mfa().users(guests("b2bCollaborationGuest"));
    assert_eq!(applies(&guests_only, &guest()), Match::Yes);
    assert_eq!(applies(&guests_only, &member), Match::No);
    assert_eq!(applies(&guests_only, &either), Match::Unknown);
    assert_eq!(
        applies(&mfa().users(guests("b2bCollaborationGuest,b2bCollaborationMember")), &either),
        Match::Yes
    );
}

#[test]
fn a_technician_of_a_service_provider_is_one() {
    let sign_in = SignIn { cross_tenant_access: Some(CrossTenantAccess::ServiceProvider), ..guest() };
    assert_eq!(applies(&mfa().users(guests("serviceProvider")), &sign_in), Match::Yes);
    assert_eq!(applies(&mfa().except(guests("serviceProvider")), &sign_in), Match::No);
    assert_eq!(applies(&mfa().users(guests("otherExternalUser")), &sign_in), Match::No);
}

#[test]
fn access_of_another_kind_may_be_any_external_user_and_no_member() {
    let sign_in = SignIn { cross_tenant_access: Some(CrossTenantAccess::Other), ..guest() };
    assert_eq!(applies(&mfa().users(guests("otherExternalUser")), &sign_in), Match::Unknown);
    assert_eq!(applies(&mfa().users(guests("internalGuest")), &sign_in), Match::No);
    assert_eq!(applies(&mfa().users(all_guests()), &sign_in), Match::Yes);
}

#[test]
fn a_member_whose_home_is_elsewhere_is_no_b2b_guest_also_where_the_home_is_hidden() {
    let sign_in = SignIn { user_type: Some(UserType::Member), cross_tenant_access: None, ..guest() };
    let hidden = SignIn { home_tenant: None, ..sign_in.clone() };
    let other = SignIn { cross_tenant_access: Some(CrossTenantAccess::Other), ..sign_in.clone() };
    for sign_in in [sign_in, hidden, other] {
        assert_eq!(applies(&mfa().users(guests("b2bCollaborationGuest")), &sign_in), Match::No);
        assert_eq!(applies(&mfa().users(guests("b2bCollaborationMember")), &sign_in), Match::Unknown);
    }
}

#[test]
fn without_tenants_and_types_a_member_of_the_directory_is_no_guest() {
    let bare = SignIn {
        user_type: None,
        cross_tenant_access: None,
        home_tenant: None,
        resource_tenant: None,
        ..ordinary()
    };
    assert_eq!(applies(&mfa().users(all_guests()), &bare), Match::No);
    let unknown = SignIn { subject_id: None, user_principal_name: "x@fabrikam.com".into(), ..bare };
    assert_eq!(applies(&mfa().users(all_guests()), &unknown), Match::Unknown);
}

#[test]
fn an_unknown_type_of_guest_may_be_any_guest_and_no_member() {
    let policy = mfa().users(guests("b2bTeleport"));
    assert!(!GuestType::from_graph("b2bTeleport").is_known());
    assert_eq!(applies(&policy, &guest()), Match::Unknown);
    assert_eq!(applies(&policy, &ordinary()), Match::No);
}

fn from_tenants(tenants: &[Id]) -> Subjects<Id> {
    guests_from("b2bCollaborationGuest", Some(ExternalTenants::Enumerated(tenants.to_vec())))
}

#[test]
fn guests_of_enumerated_tenants_are_those_from_there() {
    let fabrikam = mfa().users(from_tenants(&[Id::Guid(PARTNER)]));
    let elsewhere = SignIn { home_tenant: Some(Uuid::from_u128(7)), ..guest() };
    assert_eq!(applies(&fabrikam, &guest()), Match::Yes);
    assert_eq!(applies(&fabrikam, &elsewhere), Match::No);
    assert_eq!(applies(&fabrikam, &SignIn { home_tenant: None, ..guest() }), Match::Unknown);
    assert_eq!(
        applies(&mfa().users(guests_from("b2bCollaborationGuest", Some(ExternalTenants::All))), &elsewhere),
        Match::Yes
    );
}

#[test]
fn a_placeholder_among_tenants_may_be_any_tenant() {
    let policy = mfa().users(from_tenants(&[Id::Text("<partner>".into())]));
    assert_eq!(applies(&policy, &guest()), Match::Unknown);
}

fn emergency(group_id: Uuid) -> Setting {
    Setting {
        groups: Vec::new(),
        emergency_access: Some(EmergencyAccess {
            accounts: vec!["asha@contoso.com".into()],
            group: Some("Emergency access".into()),
            group_id: Some(Id::Guid(group_id)),
        }),
        ..Setting::default()
    }
}

#[test]
fn a_declared_emergency_access_group_holds_the_declared_accounts() {
    let policy = mfa().except(group(GROUP));
    let setting = emergency(GROUP);
    assert_eq!(setting.applies(&policy, &ordinary()), Match::No);
    let other = SignIn {
        subject_id: Some(Uuid::from_u128(9)),
        user_principal_name: "meera@contoso.com".into(),
        ..ordinary()
    };
    assert_eq!(setting.applies(&policy, &other), Match::Yes);
}

#[test]
fn an_exported_emergency_access_group_holds_whom_it_holds() {
    let setting = Setting { groups: vec![(GROUP, true)], ..emergency(GROUP) };
    assert_eq!(setting.applies(&mfa().except(group(GROUP)), &ordinary()), Match::Yes);
}

#[test]
fn whoever_is_known_to_be_in_the_emergency_access_group_is() {
    let meera = Person {
        id: Uuid::from_u128(9),
        user_principal_name: "meera@contoso.com".into(),
        groups: [GROUP].into(),
        ..asha()
    };
    let sign_in =
        SignIn { subject_id: Some(meera.id), user_principal_name: "meera@contoso.com".into(), ..ordinary() };
    let setting = Setting { people: vec![asha(), meera], ..emergency(GROUP) };
    assert_eq!(setting.applies(&mfa().except(group(GROUP)), &sign_in), Match::No);
}

#[test]
fn without_a_name_nobody_is_known_not_to_be_emergency_access() {
    let nameless =
        SignIn { subject_id: Some(Uuid::from_u128(9)), user_principal_name: "".into(), ..ordinary() };
    assert_eq!(emergency(GROUP).applies(&mfa().except(group(GROUP)), &nameless), Match::Unknown);
}

#[test]
fn agent_users_are_no_people() {
    let agents = Subjects { users: vec![UserRef::AllAgentIdUsers], ..Subjects::default() };
    assert_eq!(applies(&block().users(agents.clone()), &ordinary()), Match::No);
    let agent = SignIn { subject: Subject::Agent, ..ordinary() };
    assert_eq!(applies(&block().users(agents), &agent), Match::Unknown);
}

fn every_workload() -> ClientApplications<Id> {
    ClientApplications {
        service_principals: Scoped { include: vec![ServicePrincipalRef::All], exclude: Vec::new() },
        ..ClientApplications::default()
    }
}

#[test]
fn a_policy_on_workloads_applies_to_no_user_and_no_managed_identity() {
    let policy = block().workloads(every_workload());
    assert_eq!(applies(&policy, &ordinary()), Match::No);
    let of = |subject| SignIn { subject, ..ordinary() };
    assert_eq!(applies(&policy, &of(Subject::ManagedIdentity)), Match::No);
    assert_eq!(applies(&policy, &of(Subject::ServicePrincipal)), Match::Unknown);
}

#[test]
fn a_policy_on_workloads_stays_one_whoever_is_excluded_from_its_users() {
    let policy = block().workloads(every_workload()).except(group(GROUP));
    let workload = SignIn { subject: Subject::ServicePrincipal, ..ordinary() };
    assert_eq!(applies(&policy, &workload), Match::Unknown);
    assert_eq!(applies(&policy, &ordinary()), Match::No);
}

/// Exports hold an object with empty lists where there is nothing.
#[test]
fn a_policy_on_nobody_with_empty_workloads_applies_to_nobody() {
    let policy = block().workloads(ClientApplications::default());
    assert_eq!(applies(&policy, &ordinary()), Match::No);
}

/// A policy reaches service principals of applications that the tenant owns and has for itself.
#[test]
fn a_policy_on_all_workloads_reaches_those_of_the_tenant_alone() {
    let own =
        ServicePrincipal { owner: Some(TENANT), is_single_tenant: Some(true), ..ServicePrincipal::default() };
    let bought = ServicePrincipal { owner: Some(PARTNER), is_single_tenant: Some(false), ..own.clone() };
    let shared = ServicePrincipal { is_single_tenant: Some(false), ..own.clone() };
    let not_told = ServicePrincipal { is_single_tenant: None, ..own.clone() };
    let managed = ServicePrincipal { is_managed_identity: true, ..own.clone() };
    for (found, expected) in [
        (own, Match::Yes),
        (bought, Match::No),
        (shared, Match::No),
        (not_told, Match::Unknown),
        (managed, Match::No),
    ] {
        let setting = Setting { service_principals: vec![(WORKLOAD, found)], ..Setting::default() };
        let policy = block().workloads(every_workload());
        assert_eq!(setting.applies(&policy, &workload()), expected);
        let named = ClientApplications {
            service_principals: Scoped {
                include: vec![ServicePrincipalRef::ServicePrincipal(Id::Guid(WORKLOAD))],
                exclude: Vec::new(),
            },
            ..ClientApplications::default()
        };
        assert_eq!(setting.applies(&block().workloads(named), &workload()), expected);
        let mut excluded = every_workload();
        excluded.service_principals.exclude.push(ServicePrincipalRef::ServicePrincipal(Id::Guid(WORKLOAD)));
        assert_eq!(setting.applies(&block().workloads(excluded), &workload()), Match::No);
    }
}

const WORKLOAD: Uuid = Uuid::from_u128(0x4000);

fn workload() -> SignIn<'static> {
    SignIn {
        subject: Subject::ServicePrincipal,
        subject_id: Some(WORKLOAD),
        user_principal_name: "".into(),
        display_name: "backup".into(),
        ..ordinary()
    }
}

/// Vector 8, second run: who may activate a role is in it once they have.
#[test]
fn an_eligible_role_counts_once_it_is_activated() {
    let eligible = Person { eligible_roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() };
    let policy = mfa().users(Subjects { roles: vec![Id::Guid(GLOBAL_ADMINISTRATOR)], ..Subjects::default() });
    let setting = Setting::of(eligible);
    assert_eq!(setting.applies(&policy, &ordinary()), Match::No);
    let activated = Setting { roles_activated: true, ..setting };
    assert_eq!(activated.applies(&policy, &ordinary()), Match::Yes);
}

#[test]
fn user_risk_is_as_of_the_export_where_it_was_exported() {
    let policy = block().user_risk(&["high"]);
    let sign_in = SignIn { user_risk: None, ..ordinary() };
    let at = |user_risk| Setting::of(Person { user_risk, ..asha() }).applies(&policy, &sign_in);
    assert_eq!(at(Some(RiskLevel::High)), Match::Yes);
    assert_eq!(at(Some(RiskLevel::None)), Match::No);
    assert_eq!(at(None), Match::Unknown);
}
