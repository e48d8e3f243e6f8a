//! Composition, seen in what is loaded.

use crate::model::{Id, LocationRef};
use crate::workspace::fixture::*;
use crate::workspace::{Memory, Place, Spans, TenantWorkspace};

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
fn what_only_an_omitted_policy_uses_is_left_out_with_it() {
    let omit = "baselines: [{from: ../baseline, omit: {CA002: they travel}}]\n";
    let names = |tenant: &TenantWorkspace| {
        let locations = tenant.locations.iter().map(|location| location.display_name.clone());
        locations.chain(tenant.groups.iter().map(|group| group.display_name.clone())).collect::<Vec<_>>()
    };
    // No value is asked for either.
    assert_eq!(names(&sound(&geo(omit))), Vec::<String>::new());
    assert_eq!(names(&sound(&geo(GEO_USE))), ["Home", "CA002 - Exclude"]);

    let own = POLICY.replace("grant", "locations: {include: all, exclude: [home]}\ngrant");
    let values = omit.replace("omit", "values: {countries: [IN]}, omit");
    let used = geo(&values).with("contoso/policies/CA001.yaml", own.as_str());
    assert_eq!(names(&sound(&used)), ["Home"], "a policy of the tenant uses it");
    let other = geo(&values.replace("}}]", "}}, {from: ../other}]"))
        .with("other/baseline.yaml", "{}\n")
        .with("other/policies/CA001.yaml", own.as_str());
    assert_eq!(names(&sound(&other)), ["Home"], "a policy of another set uses it");
    let change = "changes: [{policy: CA001, add: {users.exclude.groups: [CA002 - Exclude]}, reason: both}]\n";
    let changed = geo(&format!("{omit}{change}")).with("baseline/policies/CA001.yaml", POLICY);
    assert_eq!(names(&sound(&changed)), ["CA002 - Exclude"], "a change uses it");
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
fn a_shared_set_is_used_once() {
    let files = geo(
        "baselines:\n  - {from: ../baseline, values: {countries: [IN]}}\n  - {from: ../baseline, values: {countries: [AE]}}\n",
    );
    assert_eq!(faults(&files), ["contoso/tenant.yaml:5:12: the shared set `baseline` is used twice"]);
}

#[test]
fn shared_sets_do_not_nest_without_end() {
    let mut files = contoso("baselines: [{from: ../s0}]\n");
    for number in 0..20 {
        let next = number + 1;
        files =
            files.with(&format!("s{number}/baseline.yaml"), format!("baselines: [{{from: ../s{next}}}]\n"));
    }
    assert_eq!(faults(&files), ["s15/baseline.yaml:1:20: shared sets build on each other more than 16 deep"]);
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
fn the_id_of_a_policy_is_written_out() {
    let policy = POLICY.replace("id: CA001", "id: CA$(offices)1").replace("name: CA001", "name: $(offices)");
    let files = with_baseline(
        "baselines: [{from: ../baseline, values: {offices: '00'}}]\n",
        "  offices: {type: string, description: Offices}\n",
        &policy,
    );
    let messages = faults(&files);
    assert!(
        messages.contains(
            &"baseline/policies/CA002-Geo.yaml:1:5: the `id` of a policy is written out, without parameters"
                .to_owned()
        ),
        "{messages:?}"
    );
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
fn what_may_be_in_something_unread_is_not_called_unknown() {
    let rest = "changes:\n  - {policy: CA002, set: {state: enabled}, reason: tried out}\n\
                exceptions:\n  - {travel: [TH], who: [asha@contoso.com], opens: [CA002], until: 2026-12-31, \
                reason: conference, owner: ravi@contoso.com}\n";
    let with_tests = |files: Memory| {
        files.with(
            "contoso/tests/travel.yaml",
            "scenarios:\n  - name: blocked\n    given: {application: office365}\n    \
             expect: {outcome: blocked, by: [CA002]}\n",
        )
    };
    let outside = contoso(&format!("baselines: [{{from: ../../baseline}}]\n{rest}"));
    assert_eq!(
        messages(&loaded(&with_tests(outside))),
        ["contoso/tenant.yaml:3:20: `../../baseline` leaves the repository"]
    );
    let cut =
        geo(&format!("{GEO_USE}{rest}")).with("baseline/policies/CA002-Geo.yaml", "id: CA002\nname: [\n");
    assert_eq!(
        messages(&loaded(&with_tests(cut))),
        ["baseline/policies/CA002-Geo.yaml:2:7: `[` is not closed"]
    );
}

#[test]
fn what_is_not_there_cannot_be_removed() {
    assert_eq!(
        faults(&changed("  - {policy: CA001, remove: {users.exclude.groups: [Agents]}, reason: gone}\n")),
        ["contoso/tenant.yaml:4:30: policy `CA001` has no `users.exclude.groups`"]
    );
}

#[test]
fn a_key_that_is_set_to_null_is_removed() {
    let change =
        "  - {policy: CA001, set: {grant: null, session: {persistentBrowser: never}}, reason: softer}\n";
    let tenant = sound(&changed(change));
    let [policy] = tenant.policies.as_slice() else { panic!("{:?}", tenant.policies) };
    assert_eq!(policy.grant, None);
    assert!(policy.session.is_some());
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

fn conflict(changes: &str) -> [String; 2] {
    let loaded = loaded(&changed(changes));
    assert!(!loaded.tenants[0].complete);
    let [only] = loaded.diagnostics.as_slice() else { panic!("{:?}", messages(&loaded)) };
    let other = &only.related[0];
    [rendered(&loaded, only.span, &only.message), rendered(&loaded, other.span, &other.message)]
}

#[test]
fn what_one_change_adds_another_cannot_remove() {
    assert_eq!(
        conflict(
            "  - {policy: CA001, add: {users.exclude.roles: [Global Administrator]}, reason: r}\n  - {policy: CA001, remove: {users.exclude.roles: [Global Administrator]}, reason: r}\n",
        ),
        [
            "contoso/tenant.yaml:5:52: `Global Administrator` is both added to and removed from `users.exclude.roles` of policy `CA001`",
            "contoso/tenant.yaml:4:27: added here",
        ]
    );
}

#[test]
fn what_one_change_adds_another_cannot_set_anew() {
    assert_eq!(
        conflict(
            "  - {policy: CA001, add: {users.exclude.roles: [Global Administrator]}, reason: r}\n  - {policy: CA001, set: {users.exclude: {guests: all}}, reason: r}\n",
        ),
        [
            "contoso/tenant.yaml:5:27: this sets `users.exclude` of policy `CA001`, and undoes an earlier change",
            "contoso/tenant.yaml:4:27: this is undone",
        ]
    );
}

#[test]
fn what_is_set_may_be_added_to_and_what_is_there_is_not_added_again() {
    let add = "add: {users.exclude.roles: [Global Administrator]}, reason: r}\n";
    let loaded = loaded(&changed(&format!(
        "  - {{policy: CA001, set: {{users.exclude: {{roles: []}}}}, {add}  - {{policy: CA001, {add}"
    )));
    assert_eq!(
        messages(&loaded),
        [
            "contoso/tenant.yaml:5:49: `users.exclude.roles` of policy `CA001` holds `Global Administrator` already"
        ]
    );
    assert_eq!(loaded.tenants[0].policies[0].conditions.users.exclude.roles.len(), 1);
}

#[test]
fn a_policy_that_is_left_out_cannot_be_changed() {
    let loaded = loaded(&geo(
        "baselines: [{from: ../baseline, values: {countries: [IN]}, omit: {CA002: no travel}}]\nchanges: [{policy: CA002, set: {state: enabled}, reason: r}]\n",
    ));
    let [only] = loaded.diagnostics.as_slice() else { panic!("{:?}", messages(&loaded)) };
    assert_eq!(
        rendered(&loaded, only.span, &only.message),
        "contoso/tenant.yaml:4:20: policy `CA002` is left out, so there is nothing to change"
    );
    let omitted = &only.related[0];
    assert_eq!(rendered(&loaded, omitted.span, &omitted.message), "contoso/tenant.yaml:3:67: left out here");
}

#[test]
fn a_key_that_no_policy_has_cannot_be_changed() {
    for verb in ["set", "add"] {
        let loaded = loaded(&changed(&format!(
            "  - {{policy: CA001, {verb}: {{users.exclud.roles: [Global Administrator]}}, reason: r}}\n"
        )));
        let [only] = loaded.diagnostics.as_slice() else { panic!("{:?}", messages(&loaded)) };
        assert_eq!(loaded.sources.slice(only.span), "users.exclud.roles");
        assert!(only.message.contains("`exclud`"), "{only:?}");
    }
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
fn an_exclusion_of_emergency_access_that_does_not_count_is_none() {
    let policy = POLICY.replace(
        "{include: all}\napp",
        "{include: all, exclude: {groups: [{group: Emergency, reason: r, from: 2027-01-01}]}}\napp",
    );
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
