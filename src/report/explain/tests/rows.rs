//! The rows of the matrix agree with the engine.

use proptest::prelude::*;

use super::*;

/// Someone of whom only a kind is known, as the engine sees them.
fn sign_in_of(kind: &matrix::Kind) -> Option<(Directory, crate::sign_in::SignIn<'static>)> {
    use crate::sign_in::{CrossTenantAccess, UserType};
    use matrix::Kind;
    let mut sign_in = crate::sign_in::SignIn::blank();
    let mut person = crate::directory::Person {
        id: uuid::Uuid::from_u128(0xabc),
        user_principal_name: "somebody@contoso.com".to_owned(),
        display_name: String::new(),
        user_type: Some(UserType::Member),
        enabled: Some(true),
        created: None,
        hired: None,
        groups: std::collections::BTreeSet::new(),
        roles: std::collections::BTreeSet::new(),
        eligible_roles: std::collections::BTreeSet::new(),
        registration: None,
        user_risk: None,
        per_user_mfa: None,
        licenses: None,
    };
    sign_in.cross_tenant_access = Some(CrossTenantAccess::None);
    let mut guest = |access, user_type| {
        sign_in.cross_tenant_access = Some(access);
        person.user_type = Some(user_type);
    };
    match kind {
        Kind::Member => {}
        Kind::Group(id) => person.groups.extend(id.guid()),
        Kind::Role(id) => person.roles.extend(id.guid()),
        Kind::User(id) => person.id = id.guid()?,
        Kind::Guest(GuestType::InternalGuest) => guest(CrossTenantAccess::None, UserType::Guest),
        Kind::Guest(GuestType::B2bCollaborationGuest) => {
            guest(CrossTenantAccess::B2bCollaboration, UserType::Guest);
        }
        Kind::Guest(GuestType::B2bCollaborationMember) => {
            guest(CrossTenantAccess::B2bCollaboration, UserType::Member);
        }
        Kind::Guest(GuestType::B2bDirectConnectUser) => {
            guest(CrossTenantAccess::B2bDirectConnect, UserType::Guest);
        }
        Kind::Guest(GuestType::ServiceProvider) => guest(CrossTenantAccess::ServiceProvider, UserType::Guest),
        // What is recorded of these does not tell them apart from others.
        Kind::Guest(GuestType::OtherExternalUser | GuestType::Unknown(_)) | Kind::Agent => return None,
    }
    sign_in.subject_id = Some(person.id);
    let mut directory = Directory::default();
    directory.roles_known = true;
    assert!(directory.add(person));
    for group in 0..8 {
        let known = crate::directory::Group { members_known: true, ..crate::directory::Group::default() };
        directory.groups.insert(uuid::Uuid::from_u128(group), known);
    }
    Some((directory, sign_in))
}

fn ids() -> impl Strategy<Value = Vec<Id>> {
    proptest::collection::vec((0_u128..4).prop_map(|id| Id::Guid(uuid::Uuid::from_u128(id))), 0..3)
}

fn subjects() -> impl Strategy<Value = crate::model::Subjects<Id>> {
    use crate::model::{ExternalTenants, Guests, Subjects, UserRef};
    let types = proptest::sample::subsequence(GuestType::KNOWN, 0..3);
    let tenants = proptest::option::of(prop_oneof![
        Just(ExternalTenants::All),
        ids().prop_map(ExternalTenants::Enumerated)
    ]);
    let guests = proptest::option::of((types, tenants).prop_map(|(types, tenants)| Guests {
        types: types.into_iter().map(GuestType::from_graph).collect(),
        tenants,
    }));
    (any::<bool>(), ids(), ids(), ids(), any::<bool>(), guests).prop_map(
        |(all, users, groups, roles, all_guests, guests)| {
            let users = users.into_iter().map(UserRef::User).chain(all.then_some(UserRef::All)).collect();
            Subjects { users, groups, roles, all_guests, guests }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The rows of the matrix say of people what the condition's definition says.
    #[test]
    fn rows_agree_with_the_engine(include in subjects(), exclude in subjects()) {
        let users = crate::model::Users { include, exclude };
        let conditions = crate::model::ConditionSet { users, ..crate::model::ConditionSet::default() };
        let both = [&conditions.users.include, &conditions.users.exclude];
        for kind in matrix::named(&both).into_iter().chain([matrix::Kind::Member]) {
            let Some((directory, sign_in)) = sign_in_of(&kind) else { continue };
            let tenant = crate::model::Tenant::blank();
            let world = crate::condition::World::new(&directory, &tenant, &[], &[]);
            let engine = matrix::dimension("users").unwrap().trace(&world, &conditions, &sign_in);
            prop_assert_eq!(kind.is_reached_by(&conditions), engine, "{:?}", kind);
        }
    }
}
