//! The same sign-ins in every export: what a format carries reads as it does in Graph's, and what it lacks is not known, so
//! that its decision contains Graph's.

use gatewright::condition::World;
use gatewright::control::Outcome;
use gatewright::engine::{Scratch, Table};
use gatewright::model::{Id, Policy};
use gatewright::sign_in::{Authentication, Device, Flow, SignIn, Subject, read};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::random::{Setting, policies, setting, sign_in};
use crate::writer;

/// A format: how it is written, and what of a sign-in it lacks.
pub(crate) type Format = (&'static str, fn(&[Value]) -> String, fn(SignIn<'static>) -> SignIn<'static>);

pub(crate) const FORMATS: [Format; 12] = [
    ("Graph page", |records| json!({"@odata.context": "c", "value": records}).to_string(), whole),
    ("portal JSON", |records| Value::from(records).to_string(), whole),
    ("storage", |records| lines(records.iter().map(writer::envelope)), whole),
    (
        "Event Hub",
        |records| json!({"records": records.iter().map(writer::envelope).collect::<Vec<_>>()}).to_string(),
        whole,
    ),
    ("search tool", |records| lines(records.iter().map(writer::serialized_anew)), whole),
    ("Log Analytics rows", |records| Value::from(tables(records)).to_string(), log_analytics),
    ("Log Analytics query", |records| writer::query(&tables(records)), log_analytics),
    ("Log Analytics CSV", |records| writer::csv(&tables(records)), log_analytics),
    ("Defender", |records| Value::from(hunting(records)).to_string(), defender),
    (
        "Defender query",
        |records| json!({"schema": [{"name": "Timestamp"}], "results": hunting(records)}).to_string(),
        defender,
    ),
    ("Defender CSV", |records| writer::csv(&hunting(records)), defender),
    ("portal CSV", portal_csv, portal),
];

/// Graph, signIn `tokenIssuerType`: what a federation server issued, Conditional Access had no part in.
#[test]
fn sign_ins_to_federation_servers_are_set_aside_and_counted() {
    let record = |id: &str, issuer: &str| {
        json!({"id": id, "createdDateTime": "2026-11-20T08:00:00Z", "userPrincipalName": "asha@contoso.com",
            "clientAppUsed": "Browser", "status": {"errorCode": 0}, "tokenIssuerType": issuer})
    };
    let records = [
        record("1", "AzureAD"),
        record("2", "ADFederationServices"),
        record("3", "adFederationServicesMFAAdapter"),
        record("4", "AzureADBackupAuth"),
    ];
    let envelope = |record: &Value| json!({"category": "SignInLogs", "operationName": "Sign-in activity", "resultType": "0", "properties": record});
    let rows = |heading: &str, issuer: [&str; 4]| {
        let rows = issuer.iter().enumerate();
        let rows =
            rows.map(|(id, issuer)| format!("2026-11-20T08:00:00Z,{id},asha@contoso.com,0,{issuer}\n"));
        format!("{heading}\n{}", rows.collect::<String>())
    };
    for text in [
        json!({ "value": records }).to_string(),
        Value::from(records.to_vec()).to_string(),
        lines(records.iter().map(envelope)),
        rows(
            "TimeGenerated,Id,UserPrincipalName,ResultType,TokenIssuerType",
            ["AzureAD", "ADFederationServices", "ADFederationServicesMFAAdapter", "AzureADBackupAuth"],
        ),
        rows(
            "Date (UTC),Request ID,Username,Sign-in error code,Token issuer type",
            ["Azure AD", "AD FS", "AD Federation Services", "Azure AD Backup Auth"],
        ),
    ] {
        let mut names = 0;
        let summary = read(text.as_bytes(), |_, _| names += 1).unwrap();
        assert_eq!((summary.read, summary.other_logs, summary.malformed, names), (2, 2, 0, 2), "{text}");
        let messages: Vec<_> = summary.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            messages,
            ["the record is of `ADFSSignInLogs`, no sign-in; more of other logs are only counted"]
        );
    }
}

fn lines(records: impl Iterator<Item = Value>) -> String {
    records.map(|record| record.to_string() + "\n").collect()
}

fn tables(records: &[Value]) -> Vec<Map<String, Value>> {
    records.iter().map(writer::log_analytics).collect()
}

fn hunting(records: &[Value]) -> Vec<Map<String, Value>> {
    records.iter().map(writer::defender).collect()
}

fn portal_csv(records: &[Value]) -> String {
    let row = if records[0].get("userId").is_some() { writer::portal } else { writer::portal_workload };
    writer::csv(&records.iter().map(row).collect::<Vec<_>>())
}

fn whole(sign_in: SignIn<'static>) -> SignIn<'static> {
    sign_in
}

/// No transfer method and no Global Secure Access.
fn log_analytics(sign_in: SignIn<'static>) -> SignIn<'static> {
    let flow = sign_in.flow.filter(|_| sign_in.is_ropc);
    SignIn { flow, compliant_network: None, ..sign_in }
}

/// No protocol, no risk during the sign-in, no steps of authentication, nothing of the home tenant.
fn defender(mut sign_in: SignIn<'static>) -> SignIn<'static> {
    sign_in.recorded.autonomous_system = None;
    if sign_in.country.is_some_and(|country| country.code().is_empty()) {
        sign_in.recorded.city = "".into();
    }
    SignIn {
        flow: None,
        sign_in_risk: None,
        authentication: Authentication::default(),
        cross_tenant_access: None,
        home_tenant: None,
        // An empty country is not told from none.
        country: sign_in.country.filter(|country| !country.code().is_empty()),
        device: sign_in.device.clone().map(|device| Device { display_name: "".into(), ..device }),
        compliant_network: None,
        ..sign_in
    }
}

/// No risk, no scopes, no first factor.
fn portal(sign_in: SignIn<'static>) -> SignIn<'static> {
    let multifactor = sign_in.authentication.multifactor.filter(|multifactor| *multifactor);
    SignIn {
        sign_in_risk: None,
        scopes: None,
        authentication: Authentication { multifactor, methods: Vec::new() },
        device: sign_in.device.clone().map(|device| Device { display_name: "".into(), ..device }),
        ..sign_in
    }
}

fn read_all(text: &str) -> Vec<SignIn<'static>> {
    let mut sign_ins = Vec::new();
    let summary = read(text.as_bytes(), |sign_in, _| sign_ins.push(sign_in.into_owned())).unwrap();
    assert_eq!(summary.problems, [], "{text}");
    sign_ins
}

fn outcome(world: &World<'_>, policies: &[Policy<Id>], sign_in: &SignIn<'_>) -> (Outcome, Outcome) {
    let table = Table::new(world, policies);
    let mut scratch = Scratch::default();
    let outcome = table.decide(&mut scratch, sign_in).outcome;
    (outcome.best(), outcome.worst())
}

/// Defender has rows of workloads in a table of its own, and no protocol: that a password was sent does not show there.
fn is_of(format: &str, sign_in: &SignIn<'_>) -> bool {
    !format.starts_with("Defender") || sign_in.subject == Subject::User && !sign_in.is_ropc
}

fn contains(setting: &Setting, policies: &[Policy<Id>], original: &SignIn<'_>, other: &SignIn<'_>) -> bool {
    let world = setting.world();
    let (best, worst) = outcome(&world, policies, original);
    let (other_best, other_worst) = outcome(&world, policies, other);
    other_best <= best && worst <= other_worst
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_export_reads_as_graph_does_but_for_what_it_lacks(
        setting in setting(), policies in policies(), drawn in prop::collection::vec(sign_in(), 1..4),
    ) {
        // An export holds sign-ins of one kind.
        let subject = match drawn[0].subject { Subject::Agent => Subject::User, subject => subject };
        let drawn = drawn.into_iter().map(|sign_in| SignIn { subject, ..sign_in });
        let records: Vec<Value> = drawn.zip(1..).map(|(sign_in, number)| writer::graph(&sign_in, number)).collect();
        let originals = read_all(&Value::from(records.clone()).to_string());
        prop_assert_eq!(originals.len(), records.len());
        for (name, write, lacking) in FORMATS {
            let text = write(&records);
            if !originals.iter().all(|original| is_of(name, original)) {
                continue;
            }
            let found = read_all(&text);
            prop_assert_eq!(found.len(), originals.len(), "{}: {}", name, text);
            for (found, original) in found.iter().zip(&originals) {
                let mut expected = lacking(original.clone());
                // Only of a flow that is known can it be said that it stuck to the session.
                expected.recorded.is_flow_inherited &= expected.flow.is_some();
                prop_assert_eq!(found, &expected, "{}: {}", name, text);
                // Whoever has no method is taken not to have done MFA, where nothing is recorded; a hybrid joined device
                // elsewhere contradicts itself.
                let is_excepted = found.authentication != original.authentication && !setting.has_method(original)
                    || setting.is_hybrid_joined_elsewhere(original);
                prop_assert!(is_excepted || contains(&setting, &policies, original, found), "{}: {}", name, text);
            }
        }
    }
}

#[test]
fn a_session_keeps_its_flow_where_only_the_protocol_is_exported() {
    let record = |transfer: &str| {
        json!({"createdDateTime": "2026-11-22T08:00:00Z", "userId": "1", "userPrincipalName": "asha@contoso.com",
        "status": {"errorCode": 0}, "authenticationProtocol": "none", "originalTransferMethod": transfer})
    };
    let flow = |transfer: &str| read_all(&record(transfer).to_string())[0].flow;
    assert_eq!(
        (flow("deviceCodeFlow"), flow("none"), flow("")),
        (Some(Flow::DeviceCode), Some(Flow::Ordinary), None)
    );
}
