//! Laws over random policies: reading is the inverse of writing, whatever is unknown.

use gatewright::compare::{self, Entry};
use gatewright::graph::{canonical_named_location, canonical_policy, named_location, policy};
use gatewright::model::{Id, Policy};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::strategies::{json_value, policies};

/// One change at a random place: a value replaced, a member added or taken away.
fn mutated(value: &mut Value, choice: usize, key: &str, with: Value) {
    let mut places = Vec::new();
    collect(value, "", &mut places);
    let place = places.get(choice % places.len()).unwrap();
    let target = value.pointer_mut(place).unwrap();
    match (choice % 3, target.as_object_mut()) {
        (0, Some(members)) => {
            members.insert(key.to_owned(), with);
        }
        (1, Some(members)) if !members.is_empty() => {
            let key = members.keys().nth(choice % members.len()).unwrap().clone();
            members.shift_remove(&key);
        }
        _ => *target = with,
    }
}

fn collect(value: &Value, pointer: &str, places: &mut Vec<String>) {
    places.push(pointer.to_owned());
    for (key, member) in value.as_object().into_iter().flatten() {
        collect(member, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), places);
    }
}

const KEYS: &[&str] = &[
    "new",
    "@odata.type",
    "@odata.context",
    "x@odata.bind",
    "isEnabled",
    "mode",
    "operator",
    "id",
    "description",
    "includeUsers",
    "times",
    "deviceStates",
    "agents",
    "networkAccess",
    "authenticationStrength",
    "frequencyInterval",
    "membershipKind",
    "members",
];

proptest! {
    #[test]
    fn reading_is_the_inverse_of_writing(policy in policies()) {
        let written = policy::encode(&policy);
        prop_assert_eq!(&policy::decode(&written).0, &policy, "{:#}", written);
    }

    #[test]
    fn writing_back_any_json_says_the_same(
        policy in policies(),
        changes in vec((any::<usize>(), select(KEYS), json_value()), 1..5),
    ) {
        let mut original = policy::encode(&policy);
        for (choice, key, with) in changes {
            mutated(&mut original, choice, key, with);
        }
        let written = policy::encode(&policy::decode(&original).0);
        prop_assert_eq!(canonical_policy(&original), canonical_policy(&written), "{:#}", original);
    }

    #[test]
    fn the_canonical_form_is_its_own(policy in policies(), change in (any::<usize>(), select(KEYS), json_value())) {
        let mut original = policy::encode(&policy);
        mutated(&mut original, change.0, change.1, change.2);
        let canonical = canonical_policy(&original);
        prop_assert_eq!(canonical_policy(&canonical), canonical);
    }

    #[test]
    fn named_locations_come_back_whatever_is_in_them(
        of in select(vec!["#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation",
            "#microsoft.graph.compliantNetworkNamedLocation", "#microsoft.graph.newNamedLocation"]),
        changes in vec((any::<usize>(), select(vec!["new", "ipRanges", "countriesAndRegions", "isTrusted", "compliantNetworkType"]),
            json_value()), 0..4),
    ) {
        let mut original = json!({
            "@odata.type": of, "displayName": "A", "isTrusted": true,
            "ipRanges": [{"cidrAddress": "2001:db8::/32"}, {"cidrAddress": "192.0.2.1/24"}],
            "countriesAndRegions": ["in", "AE"], "includeUnknownCountriesAndRegions": true, "countryLookupMethod": "new",
        });
        for (choice, key, with) in changes {
            mutated(&mut original, choice, key, with);
        }
        let (location, _) = named_location::decode(&original);
        let written = named_location::encode(&location);
        let canonical = canonical_named_location(&original);
        prop_assert_eq!(&canonical, &canonical_named_location(&written), "{:#}", original);
        prop_assert_eq!(&canonical_named_location(&canonical), &canonical);
    }

    #[test]
    fn a_set_does_not_differ_from_itself_and_differences_mirror(
        before in vec(policies(), 0..4),
        after in vec(policies(), 0..4),
        names in vec(0..3_u8, 8),
    ) {
        // Few names, so that sets share some and repeat some.
        let side = |policies: &[Policy<Id>], names: &[u8]| -> Vec<Entry> {
            let named = policies.iter().zip(names);
            named.map(|(policy, name)| Entry::policy(&Policy { display_name: name.to_string(), ..policy.clone() })).collect()
        };
        let (before, after) = (side(&before, &names), side(&after, &names[4..]));
        let itself = compare::fields(&before, &before);
        prop_assert_eq!((itself.changed.len(), itself.added.len(), itself.removed.len()), (0, 0, 0));
        prop_assert_eq!(itself.unchanged.len(), before.len());

        let (there, back) = (compare::fields(&before, &after), compare::fields(&after, &before));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.changed.len(), back.changed.len());
        for change in &there.changed {
            let mirrored = back.changed.iter().find(|back| back.before == change.after && back.after == change.before);
            let fields: Vec<_> = change.fields.iter().map(|f| (&f.pointer, &f.before, &f.after, &f.added_items)).collect();
            let mirrored_fields: Vec<_> =
                mirrored.unwrap().fields.iter().map(|f| (&f.pointer, &f.after, &f.before, &f.removed_items)).collect();
            prop_assert_eq!(fields, mirrored_fields);
        }
    }
}
