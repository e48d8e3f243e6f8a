use proptest::prelude::*;

use super::*;
use crate::sign_in::{RecordPlace, SignIn, read, read_by_serde_alone};

/// Members as Graph writes them, and a few as it does not.
const MEMBERS: [&str; 73] = [
    r#""id":"66ea54eb-6301-4ee5-be62-ff5a759b0100""#,
    r#""id":"a\"b\\c\/\n""#,
    r#""createdDateTime":"2026-11-22T08:00:00Z""#,
    r#""createdDateTime":"2026-11-22T08:00:00.123Z""#,
    r#""createdDateTime":"""#,
    r#""userDisplayName":"Asha \u0041 \ud83d\ude00""#,
    r#""userDisplayName":"Zoë Müller""#,
    r#""userDisplayName":"lone \ud83d""#,
    r#""userPrincipalName":"asha@contoso.com""#,
    r#""userPrincipalName":null"#,
    r#""userId":"11111111-1111-1111-1111-111111111111""#,
    r#""userId":7"#,
    r#""userType":"member""#,
    r#""appId":"c44b4083-3bb0-49c1-b47d-974e53cbdf3c""#,
    r#""appDisplayName":"Azure portal""#,
    r#""resourceId":"""#,
    r#""resourceDisplayName":[]"#,
    r#""ipAddress":"203.0.113.7""#,
    r#""clientAppUsed":"Browser""#,
    r#""userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0""#,
    r#""correlationId":"2e3f0d4e-0000-4000-8000-000000000001""#,
    r#""conditionalAccessStatus":"success""#,
    r#""isInteractive":true"#,
    r#""isInteractive":false"#,
    r#""isInteractive":tru"#,
    r#""isInteractive":{}"#,
    r#""signInEventTypes":["interactiveUser","nonInteractiveUser"]"#,
    r#""signInEventTypes":[]"#,
    r#""signInEventTypes":null"#,
    r#""signInEventTypes":["a",]"#,
    r#""signInEventTypes":"interactiveUser""#,
    r#""servicePrincipalName":null"#,
    r#""agent":{"agentType":"notAgentic","parentAppId":null}"#,
    r#""agent":["agenticApp",null]"#,
    r#""autonomousSystemNumber":64496"#,
    r#""autonomousSystemNumber":-1"#,
    r#""autonomousSystemNumber":0123"#,
    r#""autonomousSystemNumber":1.50"#,
    r#""autonomousSystemNumber":18446744073709551615"#,
    r#""autonomousSystemNumber":9999999999999999999999"#,
    r#""autonomousSystemNumber":1e999"#,
    r#""conditionalAccessAudiences":["00000002-0000-0ff1-ce00-000000000000"]"#,
    r#""conditionalAccessAudiences":[{"applicationId":"00000002-0000-0ff1-ce00-000000000000","x":1}]"#,
    r#""conditionalAccessAudiences":"00000002-0000-0ff1-ce00-000000000000, x""#,
    r#""conditionalAccessAudiences":[null,[],"\u0030"]"#,
    r#""conditionalAccessAudiences":[1]"#,
    r#""authenticationContextClassReferences":[{"id":"c1","detail":"required"},{}]"#,
    r#""status":{"errorCode":0,"failureReason":"Other.","additionalDetails":null}"#,
    r#""status":{"errorCode":50074,"errorCode":0}"#,
    r#""status":{"errorCode":-0}"#,
    r#""status":[0]"#,
    r#""status": { "errorCode" : "53003" } "#,
    r#""deviceDetail":{"deviceId":"","displayName":null,"operatingSystem":"Windows10","isCompliant":true}"#,
    r#""deviceDetail":null"#,
    r#""location":{"city":"Kochi","countryOrRegion":"IN","geoCoordinates":{"altitude":null,"latitude":9.9e0,"longitude":-76.2}}"#,
    r#""authenticationDetails":[{"authenticationMethod":"Password","succeeded":true},{"succeeded":null}]"#,
    r#""authenticationDetails":[null]"#,
    r#""authenticationDetails":[{}"#,
    r#""authenticationProcessingDetails":[{"key":"Oauth Scope Info","value":"[\"openid\",\"User.Read\"]"}]"#,
    r#""appliedConditionalAccessPolicies":[{"id":"p","result":"success","x":[[{}],{"y":[1,2.5,null]}]}]"#,
    r#""appliedConditionalAccessPolicies":[{"id":"dddddddd-0000-4000-8000-000000000001","displayName":"CA001","result":"success"}]"#,
    r#""networkLocationDetails":[{"id":"dddddddd-0000-4000-8000-000000000001","displayName":"CA001","result":"success"},{"id":"dddddddd-0000-4000-8000-000000000001","displayName":"CA001","result":"failure"}]"#,
    r#""authenticationRequirementPolicies":[1111111111111111111111111111111111111111111111111111111111111111111,"dddddddd-0000-4000-8000-000000000001 dddddddd-0000-4000-8000-000000000001"]"#,
    r#""appliedConditionalAccessPolicies":"[]""#,
    r#""appliedConditionalAccessPolicies": null"#,
    r#""appliedConditionalAccessPolicies":[{"id":"p",,}]"#,
    r#""networkLocationDetails":[ ]"#,
    r#""networkLocationDetails":[{"\u006eetworkType":"x"}]"#,
    r#""value":[]"#,
    r#""rows":null"#,
    r#""unheardOf":[[[[[[[[{"a":{"b":"c\\"}}]]]]]]]]"#,
    r#""unheardOf":{"a":01}"#,
    "\"unheardOf\":\"\u{1}\"",
];

/// Text that starts like a record of some members, in any order, some of them twice.
fn records() -> impl Strategy<Value = Vec<u8>> {
    let members = prop::collection::vec(prop::sample::select(&MEMBERS), 0..14);
    let space = prop::sample::select(vec!["", "", "", " ", "\n", "\t\r\n  "]);
    (members, space).prop_map(|(members, space)| {
        let text = members.join(&format!("{space},{space}"));
        format!("{{{space}{text}{space}}}").into_bytes()
    })
}

/// The same with a few bytes changed, taken out or put in, or cut short.
fn damaged_records() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        3 => prop::sample::select(b"\"\\{}[]:, \n0-.eEtfnu\0\x1f\x7f".to_vec()),
        1 => any::<u8>(),
    ];
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, byte), 0..3);
    (records(), edits).prop_map(|(mut bytes, edits)| {
        for (place, kind, byte) in edits {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                2 => drop(bytes.remove(place)),
                _ => bytes.truncate(place),
            }
        }
        bytes
    })
}

/// Everything that reading comes to.
fn all(
    bytes: &[u8],
    read: impl FnOnce(&[u8], &mut dyn FnMut(SignIn<'_>, RecordPlace)) -> crate::sign_in::ReadSummary,
) -> (Vec<(SignIn<'static>, RecordPlace)>, crate::sign_in::ReadSummary) {
    let mut sign_ins = Vec::new();
    let summary = read(bytes, &mut |sign_in, place| sign_ins.push((sign_in.into_owned(), place)));
    (sign_ins, summary)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_ordinary_is_what_serde_reads(bytes in damaged_records()) {
        let mut room = Room::default();
        if let Some((record, end)) = Window::new(&bytes, &mut room).record(0) {
            let mut by_serde = serde_json::Deserializer::from_slice(&bytes).into_iter();
            prop_assert_eq!(Some(record), by_serde.next().and_then(Result::ok));
            prop_assert_eq!(end, by_serde.byte_offset());
        }
    }

    #[test]
    fn exports_are_read_as_by_serde_alone(
        records in prop::collection::vec(prop_oneof![records(), damaged_records()], 0..6),
        between in prop::sample::select(vec!["\n", ",", ",\n", " ", "x", "]"]),
        page in any::<bool>(),
    ) {
        let mut bytes = records.join(between.as_bytes());
        if page {
            bytes = [b"{\"value\":[".as_slice(), &bytes, b"]}"].concat();
        }
        prop_assert_eq!(
            all(&bytes, |bytes, each| read(bytes, each).unwrap()),
            all(&bytes, |bytes, each| read_by_serde_alone(bytes, each).unwrap())
        );
    }
}

/// Were it read by serde, nobody would see it but those who wait.
#[test]
fn records_of_graph_are_ordinary() {
    for page in [
        include_str!("../../../tests/sign_ins/fixtures/graph-v1.0-page.json"),
        include_str!("../../../tests/sign_ins/fixtures/graph-beta-page.json"),
    ] {
        let page: serde_json::Value = serde_json::from_str(page).unwrap();
        for record in page["value"].as_array().unwrap() {
            for text in [record.to_string(), serde_json::to_string_pretty(record).unwrap()] {
                let mut room = Room::default();
                let read = Window::new(text.as_bytes(), &mut room).record(0);
                assert_eq!(read.map(|(_, end)| end), Some(text.len()), "{text}");
            }
        }
    }
}

#[test]
fn every_member_that_serde_knows_has_a_place() {
    let names = "id createdDateTime correlationId isInteractive userId userPrincipalName userDisplayName userType \
        servicePrincipalId servicePrincipalName crossTenantAccessType homeTenantId resourceTenantId appId \
        appDisplayName resourceId resourceDisplayName clientAppUsed clientCredentialType userAgent ipAddress \
        isThroughGlobalSecureAccess riskLevelDuringSignIn authenticationProtocol originalTransferMethod \
        authenticationRequirement conditionalAccessStatus sessionId autonomousSystemNumber \
        ipAddressFromResourceProvider";
    let members: Vec<String> =
        names.split_whitespace().map(|name| format!(r#""{name}":"the {name}""#)).collect();
    let objects = r#""deviceDetail":{"deviceId":"1","displayName":"2","operatingSystem":"3","browser":"4",
        "isCompliant":"5","isManaged":"6","trustType":"7"},"location":{"countryOrRegion":"8","city":"9"},
        "agent":{"agentType":"10","agentServicePrincipalId":"11"},"status":{"errorCode":"12"},
        "authenticationDetails":[{"authenticationMethod":"13","authenticationMethodDetail":"14",
        "authenticationStepRequirement":"15","authenticationStepResultDetail":"16","succeeded":"17"}],
        "authenticationProcessingDetails":[{"key":"18","value":"19"}],
        "authenticationContextClassReferences":[{"id":"20","detail":"21"}],"signInEventTypes":["22"],
        "conditionalAccessAudiences":["00000002-0000-0ff1-ce00-000000000000"],
        "appliedConditionalAccessPolicies":[23],"networkLocationDetails":[24],
        "authenticationRequirementPolicies":[25],"tokenProtectionStatusDetails":{"26":27}"#;
    let text = format!("{{{},{objects}}}", members.join(","));
    let mut room = Room::default();
    let (record, _) = Window::new(text.as_bytes(), &mut room).record(0).unwrap();
    assert_eq!(record, serde_json::from_str(&text).unwrap());
    // What serde reads of it is there: no member was misspelled on both sides.
    let shown = format!("{record:?}");
    for name in names.split_whitespace() {
        assert!(shown.contains(&format!("\"the {name}\"")), "{name} in {shown}");
    }
    assert!((1..=22).all(|number| shown.contains(&format!("\"{number}\""))), "{shown}");
    assert!(!shown.contains("None"), "{shown}");
}
