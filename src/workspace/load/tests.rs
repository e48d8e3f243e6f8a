//! One fact each, on workspaces in memory.

use super::*;
use crate::directory::Person;
use crate::model::{LocationRef, Policy, UserRef};
use crate::source::Span;
use crate::workspace::{Memory, Place, Spans, compile};

const TENANT: &str = "\
tenant: contoso.onmicrosoft.com
tenantId: 11111111-1111-1111-1111-111111111111
";

const POLICY: &str = "\
id: CA001
name: CA001-Global-Block
state: enabled
users: {include: all}
applications: {include: all}
grant: block
";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn contoso(tenant: &str) -> Memory {
    Memory::default().with("contoso/tenant.yaml", format!("{TENANT}{tenant}"))
}

fn loaded(files: &Memory) -> Loaded {
    load(files, "", day("2026-12-01")).unwrap()
}

fn rendered(loaded: &Loaded, span: Span, message: &str) -> String {
    format!("{}:{}: {message}", loaded.sources.path(span.file), loaded.sources.line_column(span))
}

fn messages(loaded: &Loaded) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| rendered(loaded, diagnostic.span, &diagnostic.message);
    loaded.diagnostics.iter().map(line).collect()
}

/// The messages of a tenant which must not compile.
fn faults(files: &Memory) -> Vec<String> {
    let loaded = loaded(files);
    for tenant in &loaded.tenants {
        assert!(!tenant.complete);
        assert_eq!(compile(tenant), Err(Vec::new()));
    }
    messages(&loaded)
}

/// The only tenant of a workspace without faults.
fn sound(files: &Memory) -> TenantWorkspace {
    let mut loaded = loaded(files);
    assert_eq!(messages(&loaded), Vec::<String>::new());
    let tenant = loaded.tenants.remove(0);
    assert!(tenant.complete);
    tenant
}

fn excluded_groups(policy: &Policy<Id>) -> Vec<String> {
    policy.conditions.users.exclude.groups.iter().map(ToString::to_string).collect()
}

fn with_baseline(tenant: &str, parameters: &str, policy: &str) -> Memory {
    contoso(tenant)
        .with("baseline/baseline.yaml", format!("parameters:\n{parameters}"))
        .with("baseline/policies/CA002-Geo.yaml", policy)
}

const GEO: &str = "\
id: CA002
name: CA002-Geo
state: reportOnly
users: {include: all, exclude: {groups: [$(id) - Exclude]}}
applications: {include: all}
locations: {include: all, exclude: [Home, $(offices)]}
grant: block
";

const HOME: &str = "\
locations:
  - {name: Home, countries: $(countries), includeUnknownCountries: false, countryLookupMethod: clientIpAddress}
";

const GEO_PARAMETERS: &str = "  countries: {type: countries, description: Where the client works}
  offices: {type: locations, default: [], description: Office networks}
";

fn geo(tenant: &str) -> Memory {
    with_baseline(tenant, GEO_PARAMETERS, GEO)
        .with("baseline/locations.yaml", HOME)
        .with("baseline/groups.yaml", "groups: [{name: CA002 - Exclude}]\n")
}

const GEO_USE: &str = "baselines: [{from: ../baseline, values: {countries: [IN, AE]}}]\n";

#[test]
fn a_tenant_is_named_after_its_folder_or_its_domain() {
    assert_eq!(sound(&contoso("")).tenant.name, "contoso");
    let root = Memory::default().with("tenant.yaml", "tenant: fabrikam.onmicrosoft.com\n");
    assert_eq!(sound(&root).tenant.name, "fabrikam");
}

#[test]
fn a_baseline_is_composed_with_the_tenants_values() {
    let tenant = sound(&geo(GEO_USE));
    let [policy] = tenant.policies.as_slice() else { panic!("{:?}", tenant.policies) };
    assert_eq!(excluded_groups(policy), ["<group:CA002 - Exclude>"]);
    let exclude = &policy.conditions.locations.as_ref().unwrap().exclude;
    assert_eq!(*exclude, [LocationRef::Location(Id::parse("<namedLocation:Home>"))]);
}

#[test]
fn a_value_keeps_the_place_where_the_tenant_wrote_it() {
    let loaded = loaded(&geo(GEO_USE));
    let [tenant] = loaded.tenants.as_slice() else { panic!() };
    let span = tenant.span(&Place::location("Home", "/countries/1"));
    assert_eq!(rendered(&loaded, span, loaded.sources.slice(span)), "contoso/tenant.yaml:3:58: AE");
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
fn a_missing_value_is_an_error_where_it_would_be_written() {
    assert_eq!(
        faults(&geo("baselines: [{from: ../baseline, values: {}}]\n")),
        ["contoso/tenant.yaml:3:41: the shared set needs a value for the parameter `countries`"]
    );
}

#[test]
fn a_mistyped_value_is_an_error_at_the_value() {
    assert_eq!(
        faults(&geo("baselines: [{from: ../baseline, values: {countries: [IN, UK]}}]\n")),
        ["contoso/tenant.yaml:3:58: the parameter `countries` takes a list of two-letter country codes"]
    );
}

#[test]
fn an_undeclared_value_is_an_error_at_its_key() {
    let files = geo("baselines: [{from: ../baseline, values: {countries: [IN], office: []}}]\n");
    let loaded = loaded(&files);
    assert_eq!(messages(&loaded), ["contoso/tenant.yaml:3:59: the shared set has no parameter `office`"]);
    assert_eq!(loaded.diagnostics[0].help.as_deref(), Some("did you mean `offices`?"));
}

#[test]
fn an_unused_parameter_is_an_error_at_its_declaration() {
    let parameters =
        format!("{GEO_PARAMETERS}  frequency: {{type: duration, default: 4h, description: Unused}}\n");
    let files = with_baseline(GEO_USE, &parameters, GEO)
        .with("baseline/locations.yaml", HOME)
        .with("baseline/groups.yaml", "groups: [{name: CA002 - Exclude}]\n");
    assert_eq!(faults(&files), ["baseline/baseline.yaml:4:3: nothing uses the parameter `frequency`"]);
}

#[test]
fn a_value_that_only_omitted_policies_need_may_be_missing() {
    let policy = POLICY.replace("grant: block", "grant: mfa\nsession: {signInFrequency: $(frequency)}");
    let parameters = "  frequency: {type: duration, description: How often}\n";
    let files =
        with_baseline("baselines: [{from: ../baseline, omit: {CA001: no budget}}]\n", parameters, &policy)
            .with("baseline/policies/CA002-Geo.yaml", POLICY.replace("CA001", "CA002"))
            .with("baseline/policies/CA001.yaml", policy.as_str());
    let keys: Vec<String> = sound(&files).policies.into_iter().map(|policy| policy.id).collect();
    assert_eq!(keys, ["CA002"]);
}

#[test]
fn an_omission_names_a_policy_and_a_reason() {
    let files =
        geo("baselines: [{from: ../baseline, values: {countries: [IN]}, omit: {CA020: x, CA002: ' '}}]\n");
    let messages = faults(&files);
    assert!(messages.contains(&"contoso/tenant.yaml:3:67: the shared set has no policy `CA020`".to_owned()));
    assert_eq!(messages.len(), 2, "{messages:?}");
}

#[test]
fn a_baseline_that_leaves_the_repository_is_refused() {
    assert_eq!(
        faults(&contoso("baselines: [{from: ../../../secrets}]\n")),
        ["contoso/tenant.yaml:3:20: `../../../secrets` leaves the repository"]
    );
}

#[test]
fn a_folder_without_baseline_yaml_is_no_shared_set() {
    assert_eq!(
        faults(&contoso("baselines: [{from: ../policies}]\n")),
        ["contoso/tenant.yaml:3:20: there is no `policies/baseline.yaml`"]
    );
}

#[test]
fn a_circle_of_shared_sets_is_shown() {
    let files = contoso("baselines: [{from: ../a}]\n")
        .with("a/baseline.yaml", "baselines: [{from: ../b}]\n")
        .with("b/baseline.yaml", "baselines: [{from: ../a}]\n");
    let loaded = loaded(&files);
    assert_eq!(
        messages(&loaded),
        ["b/baseline.yaml:1:20: shared sets use each other in a circle: `a` -> `b` -> `a`"]
    );
    assert_eq!(loaded.diagnostics[0].related.len(), 2);
}

#[test]
fn a_shared_set_hands_values_down() {
    let files = contoso("baselines: [{from: ../outer, values: {where: [IN]}}]\n")
        .with(
            "outer/baseline.yaml",
            "parameters:\n  where: {type: countries, description: Home}\nbaselines: [{from: ../baseline, values: {countries: $(where)}}]\n",
        )
        .with("baseline/baseline.yaml", format!("parameters:\n{GEO_PARAMETERS}"))
        .with("baseline/policies/CA002-Geo.yaml", GEO)
        .with("baseline/locations.yaml", HOME)
        .with("baseline/groups.yaml", "groups: [{name: CA002 - Exclude}]\n");
    assert_eq!(sound(&files).policies.len(), 1);
}

#[test]
fn two_policies_of_one_id_are_shown_at_both_places() {
    let files = geo(GEO_USE).with("contoso/policies/CA002.yaml", POLICY.replace("CA001", "CA002"));
    let loaded = loaded(&files);
    assert_eq!(messages(&loaded), ["contoso/policies/CA002.yaml:1:5: two policies have the id `CA002`"]);
    let first = &loaded.diagnostics[0].related[0];
    assert_eq!(
        rendered(&loaded, first.span, &first.message),
        "baseline/policies/CA002-Geo.yaml:1:5: the first policy is here"
    );
}

#[test]
fn a_policy_of_the_tenant_may_stand_for_one_it_omits() {
    let files = geo("baselines: [{from: ../baseline, values: {countries: [IN]}, omit: {CA002: our own}}]\n")
        .with("contoso/policies/CA002.yaml", POLICY.replace("CA001", "CA002"));
    assert_eq!(sound(&files).policies[0].display_name, "CA002-Global-Block");
}

#[test]
fn a_file_is_called_after_its_policy() {
    let files = contoso("").with("contoso/policies/CA0011.yaml", POLICY);
    assert_eq!(
        messages(&loaded(&files)),
        ["contoso/policies/CA0011.yaml:1:5: the file of policy `CA001` is called `CA0011.yaml`"]
    );
}

fn changed(changes: &str) -> Memory {
    contoso(&format!("changes:\n{changes}"))
        .with("contoso/policies/CA001.yaml", POLICY)
        .with("contoso/groups.yaml", "groups: [{name: Agents}]\n")
}

#[test]
fn a_change_adds_at_a_key_that_is_not_written_yet() {
    let tenant = sound(&changed(
        "  - {policy: CA001, add: {users.exclude.groups: [Agents]}, reason: agents move in Q1}\n",
    ));
    assert_eq!(excluded_groups(&tenant.policies[0]), ["<group:Agents>"]);
}

#[test]
fn a_change_sets_a_value() {
    let tenant = sound(&changed("  - {policy: CA001, set: {grant: mfa}, reason: softer}\n"));
    assert!(!tenant.policies[0].grant.as_ref().unwrap().is_block());
}

#[test]
fn a_change_counts_between_its_dates_only() {
    for (dates, next) in [
        ("from: 2026-12-02", Some(day("2026-12-02"))),
        ("until: 2026-12-05", Some(day("2026-12-06"))),
        ("from: 2026-12-02, until: 2026-12-05", Some(day("2026-12-02"))),
    ] {
        let tenant = sound(&changed(&format!(
            "  - {{policy: CA001, set: {{grant: mfa}}, reason: softer, {dates}}}\n"
        )));
        assert_eq!(tenant.next_change, next);
        let ahead = dates.starts_with("from");
        assert_eq!(tenant.policies[0].grant.as_ref().unwrap().is_block(), ahead);
    }
}

#[test]
fn a_change_that_has_ended_is_a_warning() {
    let loaded =
        loaded(&changed("  - {policy: CA001, set: {grant: mfa}, reason: softer, until: 2026-11-30}\n"));
    assert_eq!(messages(&loaded), ["contoso/tenant.yaml:4:63: the change to `CA001` ended on 2026-11-30"]);
    assert!(loaded.tenants[0].complete);
    assert_eq!(loaded.tenants[0].next_change, None);
}

#[test]
fn a_change_to_an_unknown_policy_is_refused() {
    let loaded = loaded(&changed("  - {policy: CA01, set: {grant: mfa}, reason: softer}\n"));
    assert_eq!(messages(&loaded), ["contoso/tenant.yaml:4:14: there is no policy `CA01`"]);
    assert_eq!(loaded.diagnostics[0].help.as_deref(), Some("did you mean `CA001`?"));
}

#[test]
fn what_is_not_there_cannot_be_removed() {
    assert_eq!(
        faults(&changed("  - {policy: CA001, remove: {users.exclude.groups: [Agents]}, reason: gone}\n")),
        ["contoso/tenant.yaml:4:30: policy `CA001` has no `users.exclude.groups`"]
    );
}

#[test]
fn nothing_is_added_to_a_short_form() {
    assert_eq!(
        faults(&changed("  - {policy: CA001, add: {users.include.groups: [Agents]}, reason: more}\n")),
        [
            "contoso/tenant.yaml:4:27: `users.include.groups` of policy `CA001` has no keys: there is no `groups` under it"
        ]
    );
}

#[test]
fn two_changes_that_set_one_key_differently_conflict() {
    let loaded = loaded(&changed(
        "  - {policy: CA001, set: {grant: mfa}, reason: softer}\n  - {policy: CA001, set: {grant: compliantDevice}, reason: harder}\n",
    ));
    assert_eq!(messages(&loaded), ["contoso/tenant.yaml:5:27: two changes set `grant` of policy `CA001`"]);
    let other = &loaded.diagnostics[0].related[0];
    assert_eq!(rendered(&loaded, other.span, &other.message), "contoso/tenant.yaml:4:27: set here too");
}

const EMERGENCY: &str = "emergencyAccess: {accounts: [bg1@contoso.com], group: Emergency}\n";

fn emergency(policy: &str) -> Memory {
    contoso(EMERGENCY)
        .with("contoso/policies/CA001.yaml", policy)
        .with("contoso/groups.yaml", "groups: [{name: Emergency}]\n")
}

#[test]
fn the_emergency_access_group_is_excluded_from_every_user_policy() {
    let loaded = loaded(&emergency(POLICY));
    assert_eq!(messages(&loaded), Vec::<String>::new());
    let tenant = &loaded.tenants[0];
    assert_eq!(excluded_groups(&tenant.policies[0]), ["<group:Emergency>"]);
    let span = tenant.span(&Place::policy("CA001", "/users/exclude/groups/0"));
    assert_eq!(rendered(&loaded, span, loaded.sources.slice(span)), "contoso/tenant.yaml:3:55: Emergency");
}

#[test]
fn an_emergency_access_group_excluded_already_is_not_added() {
    let policy = POLICY.replace("{include: all}\napp", "{include: all, exclude: {groups: [Emergency]}}\napp");
    assert_eq!(excluded_groups(&sound(&emergency(&policy)).policies[0]), ["<group:Emergency>"]);
}

#[test]
fn a_policy_may_include_emergency_access() {
    let policy = format!("{POLICY}emergencyAccess: {{included: true, reason: phishing-resistant}}\n");
    let tenant = sound(&emergency(&policy));
    assert_eq!(excluded_groups(&tenant.policies[0]), Vec::<String>::new());
    assert_eq!(tenant.written[0].emergency_access_included.as_deref(), Some("phishing-resistant"));
}

#[test]
fn a_policy_on_workloads_has_no_emergency_access() {
    let policy = POLICY.replace("users: {include: all}", "servicePrincipals: {include: all}");
    assert_eq!(excluded_groups(&sound(&emergency(&policy)).policies[0]), Vec::<String>::new());
}

#[test]
fn an_undeclared_emergency_access_group_is_one_error_at_its_declaration() {
    let files = contoso(EMERGENCY)
        .with("contoso/policies/CA001.yaml", POLICY)
        .with("contoso/policies/CA003.yaml", POLICY.replace("CA001", "CA003"));
    assert_eq!(faults(&files), ["contoso/tenant.yaml:3:55: there is no group `Emergency`"]);
}

#[test]
fn an_exclusion_counts_between_its_dates_only() {
    let policy = POLICY.replace(
        "users: {include: all}",
        "users: {include: all, exclude: {groups: [{group: Late, reason: r, from: 2027-01-01}, {group: Now, reason: r, until: 2026-12-31}]}}",
    );
    let files = contoso("")
        .with("contoso/policies/CA001.yaml", policy)
        .with("contoso/groups.yaml", "groups: [{name: Now}, {name: Late}]\n");
    let tenant = sound(&files);
    assert_eq!(excluded_groups(&tenant.policies[0]), ["<group:Now>"]);
    assert_eq!(tenant.next_change, Some(day("2027-01-01")));
    assert_eq!(tenant.written[0].exclusions.len(), 2);
}

#[test]
fn an_ended_exclusion_need_not_resolve() {
    let policy = POLICY.replace(
        "users: {include: all}",
        "users: {include: all, exclude: {groups: [{group: Gone, reason: r, until: 2026-11-30}]}}",
    );
    let loaded = loaded(&contoso("").with("contoso/policies/CA001.yaml", policy));
    assert_eq!(
        messages(&loaded),
        ["contoso/policies/CA001.yaml:4:74: the exclusion of `Gone` ended on 2026-11-30"]
    );
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
    });
    for id in [1, 2] {
        let group = crate::directory::Group { display_name: "Sales".into(), members_known: false };
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
fn an_exception_stands_in_the_way_of_compiling_until_it_ends() {
    let exception = |until| {
        contoso(&format!(
            "exceptions:\n  - {{travel: [TH], who: [asha@contoso.com], opens: [CA001], until: {until}, reason: conference, owner: ravi@contoso.com}}\n"
        ))
        .with("contoso/policies/CA001.yaml", POLICY)
    };
    let live = sound(&exception("2026-12-01"));
    assert_eq!(live.compile_errors.len(), 1);
    assert_eq!(compile(&live), Err(live.compile_errors.clone()));
    let ended = loaded(&exception("2026-11-30"));
    assert_eq!(messages(&ended), ["contoso/tenant.yaml:4:68: the exception ended on 2026-11-30"]);
    assert!(compile(&ended.tenants[0]).is_ok());
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
        .with("fabrikam/tenant.yaml", format!("{TENANT}{GEO_USE}"))
        .with("baseline/policies/CA002-Geo.yaml", format!("{GEO}grant: mfa\n"));
    let loaded = loaded(&files);
    assert_eq!(messages(&loaded).len(), 1, "{:?}", messages(&loaded));
    assert_eq!(loaded.tenants.iter().map(|tenant| tenant.complete).collect::<Vec<_>>(), [false, false]);
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    let files = contoso("").with("contoso/policies/CA001.yaml", vec![0xff, 0xfe, 0x00]);
    assert_eq!(
        faults(&files),
        ["contoso/policies/CA001.yaml:1:1: `contoso/policies/CA001.yaml` is not text in UTF-8"]
    );
}

#[test]
fn compiled_output_is_as_the_manifest_says() {
    let files = geo(GEO_USE);
    let output = compile(&sound(&files)).unwrap();
    let paths: Vec<&str> = output.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["groups/CA002 - Exclude.json", "manifest.json", "namedLocations/Home.json", "policies/CA002.json"]
    );
    let manifest: serde_json::Value = serde_json::from_slice(&output[1].1).unwrap();
    assert_eq!(
        manifest,
        serde_json::json!({
            "tenant": "contoso",
            "tenantId": "11111111-1111-1111-1111-111111111111",
            "order": [
                { "kind": "group", "name": "CA002 - Exclude", "file": "groups/CA002 - Exclude.json",
                  "id": null, "placeholder": "<group:CA002 - Exclude>" },
                { "kind": "namedLocation", "name": "Home", "file": "namedLocations/Home.json",
                  "id": null, "placeholder": "<namedLocation:Home>" },
                { "kind": "policy", "name": "CA002-Geo", "file": "policies/CA002.json",
                  "id": null, "placeholder": null },
            ],
            "placeholders": [
                { "placeholder": "<group:CA002 - Exclude>", "kind": "group", "name": "CA002 - Exclude",
                  "file": "groups/CA002 - Exclude.json" },
                { "placeholder": "<namedLocation:Home>", "kind": "namedLocation", "name": "Home",
                  "file": "namedLocations/Home.json" },
            ],
            "nextChange": null,
        })
    );
    assert_eq!(output, compile(&sound(&files)).unwrap());
}

#[test]
fn names_that_differ_in_case_only_cannot_be_compiled() {
    let files = contoso("").with("contoso/groups.yaml", "groups: [{name: Agents}, {name: agents}]\n");
    let clashes = compile(&sound(&files)).unwrap_err();
    assert_eq!(
        clashes[0].message,
        "`groups/agents.json` and `groups/Agents.json` would be compiled to one file"
    );
}

#[test]
fn deployed_policies_that_the_yaml_does_not_manage_decide_too() {
    let policy = |id: &str, name: &str| {
        format!(
            r#"{{"id": "{id}", "displayName": "{name}", "state": "enabled", "conditions": {{
            "users": {{"includeUsers": ["All"]}}, "applications": {{"includeApplications": ["All"]}}}},
            "grantControls": {{"operator": "OR", "builtInControls": ["block"]}}}}"#
        )
    };
    let first = "66666666-6666-6666-6666-666666666666";
    let second = "77777777-7777-7777-7777-777777777777";
    let export = format!("[{}, {}]", policy(first, "CA001 - Block"), policy(second, "Client's own"));
    let files = contoso("")
        .with("contoso/policies/CA001.yaml", POLICY)
        .with("contoso/deployed/policies.json", export);
    let tenant = sound(&files);
    let proposed = crate::workspace::proposed(&tenant, tenant.deployed.as_ref());
    assert_eq!(proposed.unmanaged, 1);
    let ids: Vec<_> = proposed.policies.iter().map(|policy| policy.graph_id.clone().unwrap()).collect();
    assert_eq!(ids, [Id::parse(first), Id::parse(second)]);
    assert_eq!(proposed.diagnostics, []);

    let export = format!("[{}, {}]", policy(first, "CA001 - Block"), policy(second, "CA001: Block"));
    let tenant = sound(&files.with("contoso/deployed/policies.json", export));
    let proposed = crate::workspace::proposed(&tenant, tenant.deployed.as_ref());
    assert_eq!(proposed.diagnostics.len(), 1);
    assert_eq!(proposed.unmanaged, 0);
}
