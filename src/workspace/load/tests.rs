//! Names, exceptions, tests and exports, seen in what is loaded.

use super::*;
use crate::directory::Person;
use crate::model::UserRef;
use crate::workspace::fixture::*;
use crate::workspace::{Memory, Place, Spans};

#[test]
fn a_tenant_is_named_after_its_folder_or_its_domain() {
    assert_eq!(sound(&contoso("")).tenant.name, "contoso");
    let root = Memory::default().with("tenant.yaml", "tenant: fabrikam.onmicrosoft.com\n");
    assert_eq!(sound(&root).tenant.name, "fabrikam");
}

#[test]
fn a_place_that_is_not_written_is_shown_at_its_nearest_parent() {
    let loaded = loaded(&contoso("").with("contoso/policies/CA001.yaml", POLICY));
    let [tenant] = loaded.tenants.as_slice() else { panic!() };
    let shown = |pointer| {
        let span = tenant.span(&Place::policy("CA001", pointer));
        rendered(&loaded, span, loaded.sources.slice(span))
    };
    assert_eq!(shown("/users/exclude/groups"), "contoso/policies/CA001.yaml:4:1: users");
    assert_eq!(shown("/locations"), "contoso/policies/CA001.yaml:1:5: CA001");
    assert_eq!(shown("/grant"), "contoso/policies/CA001.yaml:6:8: block");
}

#[test]
fn a_lock_file_of_another_tenant_is_refused() {
    let files =
        contoso("").with("contoso/tenant.lock.yaml", "tenantId: 22222222-2222-2222-2222-222222222222\n");
    assert_eq!(
        faults(&files),
        [
            "contoso/tenant.lock.yaml:1:11: the lock file holds ids of tenant `22222222-2222-2222-2222-222222222222`, but this is tenant `11111111-1111-1111-1111-111111111111`"
        ]
    );
}

#[test]
fn an_ended_exclusion_need_not_resolve() {
    let policy = POLICY.replace(
        "users: {include: all}",
        "users: {include: all, exclude: {groups: [{group: Gone, reason: r, until: 2026-11-30}]}}",
    );
    let loaded = loaded(&contoso("").with("contoso/policies/CA001.yaml", policy));
    assert_eq!(messages(&loaded), Vec::<String>::new());
    assert!(loaded.tenants[0].complete);
}

fn with_users(users: &str) -> Memory {
    contoso("").with("contoso/policies/CA001.yaml", POLICY.replace("users: {include: all}", users))
}

#[test]
fn a_missing_name_is_an_error_with_the_nearest_known_one() {
    let loaded = loaded(&with_users("users: {include: {roles: [Global Administator]}}"));
    assert_eq!(
        messages(&loaded),
        ["contoso/policies/CA001.yaml:4:27: there is no role `Global Administator`"]
    );
    let help = loaded.diagnostics[0].help.as_deref().unwrap();
    assert!(help.starts_with("did you mean `Global Administrator`?"), "{help}");
}

#[test]
fn names_resolve_by_the_lock_file_first() {
    let files = with_users("users: {include: {groups: [Sales], users: [Asha@contoso.com]}}")
        .with("contoso/groups.yaml", "groups: [{name: Sales}]\n")
        .with(
            "contoso/tenant.lock.yaml",
            "groups: {Sales: 22222222-2222-2222-2222-222222222222}\nusers: {asha@contoso.com: 33333333-3333-3333-3333-333333333333}\npolicies: {CA001: 44444444-4444-4444-4444-444444444444}\n",
        );
    let tenant = sound(&files);
    let policy = &tenant.policies[0];
    let include = &policy.conditions.users.include;
    assert_eq!(include.groups, [Id::parse("22222222-2222-2222-2222-222222222222")]);
    assert_eq!(include.users, [UserRef::User(Id::parse("33333333-3333-3333-3333-333333333333"))]);
    assert_eq!(policy.graph_id, Some(Id::parse("44444444-4444-4444-4444-444444444444")));
    assert_eq!(tenant.placeholders, BTreeMap::new());
}

fn directory() -> Directory {
    let mut directory = Directory::default();
    directory.add(Person {
        id: uuid::Uuid::from_u128(3),
        user_principal_name: "asha@contoso.com".into(),
        display_name: "Asha".into(),
        user_type: None,
        enabled: None,
        created: None,
        hired: None,
        groups: BTreeSet::new(),
        roles: BTreeSet::new(),
        eligible_roles: BTreeSet::new(),
        registration: None,
        user_risk: None,
        per_user_mfa: None,
        licenses: None,
    });
    for id in [1, 2] {
        let group = crate::directory::Group { display_name: "Sales".into(), ..Default::default() };
        directory.groups.insert(uuid::Uuid::from_u128(id), group);
    }
    directory
}

fn loaded_with(files: &Memory, directory: &Directory) -> Loaded {
    let mut loader = Loader::new(files, day("2026-12-01"));
    loader.tenant("contoso", Some(directory));
    loader.finish()
}

#[test]
fn people_go_by_user_principal_name_in_the_directory() {
    let files = with_users("users: {include: {users: [ASHA@contoso.com]}}");
    let loaded = loaded_with(&files, &directory());
    assert_eq!(messages(&loaded), Vec::<String>::new());
    let include = &loaded.tenants[0].policies[0].conditions.users.include.users;
    assert_eq!(*include, [UserRef::User(Id::Guid(uuid::Uuid::from_u128(3)))]);
}

#[test]
fn an_ambiguous_name_is_an_error_that_lists_the_ids() {
    let files = with_users("users: {include: {groups: [Sales]}}");
    assert_eq!(
        messages(&loaded_with(&files, &directory())),
        [
            "contoso/policies/CA001.yaml:4:28: the group `Sales` is ambiguous: `00000000-0000-0000-0000-000000000001`, `00000000-0000-0000-0000-000000000002`"
        ]
    );
}

#[test]
fn a_placeholder_to_be_bound_stands_for_itself() {
    let files = with_users("users: {include: {groups: [<EmergencyAccessAccountsGroup>]}}");
    assert_eq!(
        faults(&files),
        ["contoso/policies/CA001.yaml:4:28: there is no group `<EmergencyAccessAccountsGroup>`"]
    );
    let files = files.with("contoso/tenant.lock.yaml", "toBind: [<EmergencyAccessAccountsGroup>]\n");
    let tenant = sound(&files);
    assert_eq!(
        tenant.policies[0].conditions.users.include.groups,
        [Id::parse("<EmergencyAccessAccountsGroup>")]
    );
    assert!(tenant.placeholders.contains_key("<EmergencyAccessAccountsGroup>"));
}

#[test]
fn an_exception_opens_policies_that_are_there() {
    let files = contoso(
        "exceptions:\n  - {travel: [TH], who: [asha@contoso.com], opens: [CA009], until: 2026-12-31, reason: conference, owner: ravi@contoso.com}\n",
    );
    assert_eq!(faults(&files), ["contoso/tenant.yaml:4:53: there is no policy `CA009`"]);
}

#[test]
fn names_in_tests_are_checked() {
    let files = contoso("").with("contoso/policies/CA001.yaml", POLICY).with(
        "contoso/tests/travel.yaml",
        "scenarios:\n  - name: blocked\n    given: {application: office365}\n    expect: {outcome: blocked, by: [CA01]}\n",
    );
    let loaded = loaded(&files);
    assert_eq!(messages(&loaded), ["contoso/tests/travel.yaml:4:37: there is no policy `CA01`"]);
    assert!(loaded.tenants[0].complete);
    assert_eq!(loaded.tenants[0].tests.len(), 1);
}

#[test]
fn the_deployed_export_gives_ids_to_locations_of_the_same_name() {
    let id = "55555555-5555-5555-5555-555555555555";
    let files = geo(GEO_USE).with(
        "contoso/deployed/namedLocations.json",
        format!(
            r##"{{"value": [{{"@odata.type": "#microsoft.graph.countryNamedLocation", "id": "{id}", "displayName": "Home",
            "countriesAndRegions": ["IN"], "includeUnknownCountriesAndRegions": false, "countryLookupMethod": "clientIpAddress"}}]}}"##
        ),
    );
    let tenant = sound(&files);
    assert_eq!(tenant.locations[0].id, Id::parse(id));
    assert_eq!(tenant.deployed.unwrap().locations.len(), 1);
}

#[test]
fn a_shared_set_that_is_faulty_stops_every_tenant_and_is_said_once() {
    let files = geo(GEO_USE)
        .with("fabrikam/tenant.yaml", format!("tenant: fabrikam.onmicrosoft.com\n{GEO_USE}"))
        .with("baseline/policies/CA002-Geo.yaml", format!("{GEO}grant: mfa\n"));
    let loaded = loaded(&files);
    assert_eq!(messages(&loaded).len(), 1, "{:?}", messages(&loaded));
    assert_eq!(loaded.tenants.iter().map(|tenant| tenant.complete).collect::<Vec<_>>(), [false, false]);
}

#[test]
fn two_folders_of_one_tenant_are_refused_at_both() {
    let id = "tenantId: 11111111-1111-1111-1111-111111111111\n";
    let files = contoso("")
        .with("fabrikam/tenant.yaml", format!("tenant: fabrikam.onmicrosoft.com\n{id}"))
        .with("northwind/tenant.yaml", "tenant: northwind.onmicrosoft.com\n")
        .with("wingtip/tenant.yaml", "tenant: Northwind.onmicrosoft.com\n");
    let loaded = loaded(&files);
    assert_eq!(
        messages(&loaded),
        [
            "fabrikam/tenant.yaml:2:11: `contoso` and `fabrikam` are one tenant: they have the same id",
            "wingtip/tenant.yaml:1:9: `northwind` and `wingtip` are one tenant: they have the same domain",
        ]
    );
    let other = &loaded.diagnostics[0].related[0];
    assert_eq!(rendered(&loaded, other.span, &other.message), "contoso/tenant.yaml:2:11: it is here too");
    assert!(loaded.tenants.iter().all(|tenant| !tenant.complete));
}

#[test]
fn tenants_are_the_same_in_whatever_order_they_are_loaded() {
    let faulty = format!("{GEO}grant: mfa\n");
    let files = geo(GEO_USE)
        .with("fabrikam/tenant.yaml", format!("tenant: fabrikam.onmicrosoft.com\n{GEO_USE}"))
        .with("fabrikam/policies/CA001.yaml", "id: CA001\nname: CA001\n")
        .with("baseline/policies/CA003-Geo.yaml", faulty.replace("CA002", "CA003"));
    let load = |order: [usize; 2]| {
        let mut reading = Loader::new(&files, day("2026-12-01"));
        reading.share("contoso");
        let parts = order.map(|number| reading.load(number, ["contoso", "fabrikam"][number], None));
        for part in parts {
            reading.add(part);
        }
        let mut loaded = reading.finish();
        loaded.tenants.sort_by(|one, other| one.path.cmp(&other.path));
        let tenants: Vec<String> = loaded.tenants.iter().map(|tenant| format!("{tenant:?}")).collect();
        (messages(&loaded), tenants)
    };
    assert_eq!(load([0, 1]), load([1, 0]));
    let twice = "baseline/policies/CA003-Geo.yaml:8:1: the key `grant` is there twice";
    assert_eq!(load([0, 1]).0.iter().filter(|message| *message == twice).count(), 1);
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    let files = contoso("").with("contoso/policies/CA001.yaml", vec![0xff, 0xfe, 0x00]);
    assert_eq!(
        faults(&files),
        ["contoso/policies/CA001.yaml:1:1: `contoso/policies/CA001.yaml` is not text in UTF-8"]
    );
}
