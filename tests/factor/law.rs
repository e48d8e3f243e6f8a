//! A random client of the shared set comes back: the same values, policies left out and changes, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::{Export, FOLDER, baseline, factored, factored_on};

/// What a tenant says of the shared set.
#[derive(Clone, Debug)]
struct Tenant {
    values: BTreeMap<&'static str, Value>,
    omit: BTreeSet<String>,
    changes: BTreeMap<String, Change>,
}

#[derive(Clone, Debug)]
struct Change {
    state: Option<&'static str>,
    excluded: Vec<&'static str>,
    name: Option<String>,
}

const OFFICES: &[&str] = &["Kochi office", "Dubai office", "Build agents"];
const GROUPS: &[&str] = &["SG-Finance", "SG-Agents", "SG-Directors"];

fn keys() -> Vec<String> {
    let mut keys: Vec<String> = baseline()
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("policies/baseline/policies/"))
        .map(|name| name.split('-').next().unwrap().to_owned())
        .collect();
    keys.sort();
    keys
}

fn some_of(of: &'static [&'static str], at_least: usize) -> impl Strategy<Value = Value> {
    proptest::sample::subsequence(of, at_least..=of.len()).prop_map(|some| json!(some))
}

fn values() -> impl Strategy<Value = BTreeMap<&'static str, Value>> {
    let given = (
        some_of(&["AE", "DE", "IN", "US"], 1),
        some_of(OFFICES, 0),
        some_of(OFFICES, 0),
        proptest::sample::select(vec!["4h", "8h", "1d"]),
        proptest::sample::select(vec!["12h", "4h"]),
        proptest::sample::select(vec!["CA-ServiceAccounts", "SG-Robots"]),
    );
    given.prop_map(|(countries, offices, networks, admin, unmanaged, service)| {
        BTreeMap::from([
            ("allowedCountries", countries),
            ("officeLocations", offices),
            ("serviceAccountLocations", networks),
            ("adminSignInFrequency", json!(admin)),
            ("unmanagedSignInFrequency", json!(unmanaged)),
            ("serviceAccounts", json!(service)),
        ])
    })
}

fn change() -> impl Strategy<Value = Change> {
    let state = proptest::option::of(proptest::sample::select(vec!["enabled", "reportOnly", "disabled"]));
    let excluded = proptest::sample::subsequence(GROUPS, 0..=GROUPS.len());
    let name = proptest::option::of("[A-Z][a-z]{2,8} [a-z]{2,8}");
    (state, excluded, name).prop_map(|(state, excluded, name)| Change { state, excluded, name })
}

fn tenant() -> impl Strategy<Value = Tenant> {
    let keys = keys();
    // What tells the service accounts from any other group is that they are included somewhere.
    let may_go: Vec<String> = keys.iter().filter(|key| *key != "CA601").cloned().collect();
    let omit = proptest::sample::subsequence(may_go, 0..=14);
    let changes = proptest::collection::btree_map(proptest::sample::select(keys), change(), 0..=6);
    (values(), omit, changes).prop_map(|(values, omit, changes)| {
        let omit: BTreeSet<String> = omit.into_iter().collect();
        let changes = changes.into_iter().filter(|(key, _)| !omit.contains(key)).collect();
        Tenant { values, omit, changes }
    })
}

impl Change {
    /// As `changes` has it; `None` if it changes nothing. Workload policies exclude no groups.
    fn written(&self, key: &str, state: &str) -> Option<Value> {
        let mut set = serde_json::Map::new();
        if let Some(name) = &self.name {
            set.insert("name".to_owned(), json!(format!("{key} - {name}")));
        }
        if let Some(other) = self.state.filter(|other| *other != state) {
            set.insert("state".to_owned(), json!(other));
        }
        let mut change = json!({ "policy": key });
        if !set.is_empty() {
            change["set"] = set.into();
        }
        if !self.excluded.is_empty() && !key.starts_with("CA9") {
            change["add"] = json!({ "users.exclude.groups": self.excluded });
        }
        (change.as_object().unwrap().len() > 1).then_some(change)
    }
}

impl Tenant {
    fn changes(&self) -> Vec<Value> {
        let states: BTreeMap<String, String> = baseline()
            .iter()
            .filter_map(|(path, bytes)| {
                let name = path.strip_prefix("policies/baseline/policies/")?;
                let text = std::str::from_utf8(bytes).unwrap();
                let state = text.lines().find_map(|line| line.strip_prefix("state: ")).unwrap();
                Some((name.split('-').next().unwrap().to_owned(), state.to_owned()))
            })
            .collect();
        self.changes.iter().filter_map(|(key, change)| change.written(key, &states[key])).collect()
    }

    /// What `values` says, defaults and what no policy tells left out.
    fn written_values(&self) -> Value {
        let deployed = |keys: &[&str]| keys.iter().any(|key| !self.omit.contains(*key));
        let defaults = json!({
            "officeLocations": [], "serviceAccounts": "CA-ServiceAccounts",
            "adminSignInFrequency": "4h", "unmanagedSignInFrequency": "12h",
        });
        let told = |name: &str| match name {
            "allowedCountries" => deployed(&["CA002"]),
            "officeLocations" => deployed(&["CA002", "CA202"]),
            "adminSignInFrequency" => deployed(&["CA102"]),
            "unmanagedSignInFrequency" => deployed(&["CA205"]),
            _ => true,
        };
        let values =
            self.values.iter().filter(|(name, value)| told(name) && defaults.get(**name) != Some(*value));
        values
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn export(&self) -> Export {
        let mut changes = self.changes();
        for change in &mut changes {
            change["reason"] = json!("as agreed");
        }
        let omit: serde_json::Map<String, Value> =
            self.omit.iter().map(|key| (key.clone(), json!("not wanted"))).collect();
        let tenant = json!({
            "emergencyAccess": { "accounts": ["bg1@contoso.onmicrosoft.com"], "group": "CA-EmergencyAccess - Exclude" },
            "baselines": [{ "from": "../../policies/baseline", "values": self.values, "omit": omit }],
            "changes": changes,
        });
        let locations = json!({ "locations": OFFICES.iter().enumerate().map(|(number, name)| {
            json!({ "name": name, "ipRanges": [format!("203.0.113.{number}/32")], "trusted": true })
        }).collect::<Vec<_>>() });
        let id = |number: usize| format!("bbbbbbbb-0000-4000-8000-{number:012}");
        let names = GROUPS.iter().chain(&["CA-EmergencyAccess - Exclude"]);
        let groups: BTreeMap<&str, String> =
            names.enumerate().map(|(number, name)| (*name, id(number))).collect();
        let lock = json!({ "groups": groups });
        // JSON is YAML.
        let own = [("tenant.yaml", tenant), ("locations.yaml", locations), ("tenant.lock.yaml", lock)];
        let own = own.map(|(path, tree)| (format!("{FOLDER}/{path}"), tree.to_string().into_bytes()));
        let export = Export::of(&baseline().into_iter().chain(own).collect());
        groups.iter().fold(export, |export, (name, id)| export.with_group(id, name))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn factoring_finds_exactly_what_a_tenant_says(tenant in tenant()) {
        let on = factored(&tenant.export());
        prop_assert_eq!(on.omitted(), tenant.omit.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(on.changes(), tenant.changes());
        prop_assert_eq!(sorted(on.values()), sorted(&tenant.written_values()));
        prop_assert!(on.factored.own.is_empty());
    }

    #[test]
    fn without_names_of_groups_it_compiles_to_the_same(tenant in tenant()) {
        let on = factored(&tenant.export().without_groups());
        prop_assert_eq!(on.omitted(), tenant.omit.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert!(on.factored.own.is_empty());
    }

    #[test]
    fn factoring_is_a_function_of_the_export(tenant in tenant()) {
        let export = tenant.export();
        let mut reversed = export.clone();
        reversed.policies.reverse();
        let (one, other) = (factored_on(baseline(), &export), factored_on(baseline(), &reversed));
        prop_assert_eq!(sorted(&one.tenant), sorted(&other.tenant));
    }
}

/// The same value with every list sorted.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            items.into()
        }
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| (key.clone(), sorted(member)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
