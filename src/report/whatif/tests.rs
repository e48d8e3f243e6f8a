use super::*;
use crate::condition::World;
use crate::control::Outcome;
use crate::directory::Directory;
use crate::engine::trace;
use crate::model::{Tenant, TransferMethod};
use crate::report::diagnostics::Style;
use crate::report::schemas::{ResultKind, assert_valid};

/// Policies as Graph has them.
fn policies() -> Vec<Policy<Id>> {
    let all = |rest: &str| {
        format!(
            r#""users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}}{rest}"#
        )
    };
    [
        ("CA001", "enabled", all(""), r#""grantControls":{"operator":"OR","builtInControls":["mfa"]},"sessionControls":{"signInFrequency":{"isEnabled":true,"value":4,"type":"hours","frequencyInterval":"timeBased"}}"#),
        ("CA009", "enabled", all(r#","authenticationFlows":{"transferMethods":"deviceCodeFlow"}"#), r#""grantControls":{"operator":"OR","builtInControls":["block"]}"#),
        ("CA003", "enabledForReportingButNotEnforced", all(r#","clientAppTypes":["other"]"#), r#""grantControls":{"operator":"OR","builtInControls":["block"]}"#),
        ("CA010", "disabled", all(""), r#""grantControls":{"operator":"OR","builtInControls":["block"]}"#),
        ("CA301", "enabled", all(r#","userRiskLevels":["high"]"#), r#""grantControls":{"operator":"OR","builtInControls":["block"]},"sessionControls":{"persistentBrowser":{"isEnabled":true,"mode":"never"}}"#),
    ]
    .into_iter()
    .map(|(id, state, conditions, controls)| {
        let text = format!(
            r#"{{"id":"{id}","displayName":"{id} <b>|\u001b[31m","state":"{state}","conditions":{{{conditions}}},{controls}}}"#
        );
        let (policy, faults) = crate::graph::policy::decode(&serde_json::from_str(&text).unwrap());
        assert!(faults.is_empty(), "{faults:?}");
        policy
    })
    .collect()
}

fn tenant() -> Tenant {
    Tenant {
        name: "contoso".to_owned(),
        domain: None,
        tenant_id: None,
        licenses: Vec::new(),
        emergency_access: None,
        partner: None,
        unattended: Vec::new(),
        platform: crate::model::PlatformSettings::default(),
        unmanaged_policies: crate::model::UnmanagedPolicies::Keep,
    }
}

/// A browser that has done MFA.
fn browser() -> SignIn<'static> {
    let mut sign_in = SignIn::blank();
    sign_in.user_principal_name = "asha@contoso.com".into();
    sign_in.resource.id = Some(uuid::Uuid::from_u128(7));
    sign_in.client_app = Some(crate::model::ClientAppType::Browser);
    sign_in.user_risk = Some(crate::model::RiskLevel::None);
    sign_in.flow = Some(Flow::Ordinary);
    sign_in.authentication.multifactor = Some(true);
    sign_in.cross_tenant_access = Some(crate::sign_in::CrossTenantAccess::None);
    sign_in.user_type = Some(crate::sign_in::UserType::Member);
    sign_in
}

fn with_report(sign_in: &SignIn<'_>, check: impl FnOnce(&Report<'_>)) {
    let (directory, tenant, policies) = (Directory::default(), tenant(), policies());
    let world = World::new(&directory, &tenant, &[], &[]);
    let trace = trace(&world, &policies, sign_in);
    check(&Report { tenant: "contoso", sign_in, policies: &policies, trace: &trace, activated: None });
}

fn document(report: &Report<'_>) -> serde_json::Value {
    let document = serde_json::from_str(&json(report)).unwrap();
    assert_valid(ResultKind::WhatIf, &document);
    document
}

#[test]
fn json_gives_each_policy_with_its_reasons() {
    with_report(&browser(), |report| {
        let document = document(report);
        let policies = document["policies"].as_array().unwrap();
        let reasons: Vec<_> = policies
            .iter()
            .map(|policy| (policy["id"].as_str().unwrap(), &policy["analysisReasons"]))
            .collect();
        assert_eq!(
            reasons,
            [
                ("CA001", &serde_json::json!([])),
                ("CA009", &serde_json::json!(["authenticationFlow"])),
                ("CA003", &serde_json::json!(["clientApps"])),
                ("CA010", &serde_json::json!(["policyNotEnabled"])),
                ("CA301", &serde_json::json!(["userRisk"])),
            ]
        );
        assert_eq!(policies[0]["policyApplies"], "yes");
        assert_eq!(policies[0]["result"], "success");
        assert_eq!(policies[1]["conditions"]["authenticationFlows"], "no");
        assert_eq!(document["outcome"], serde_json::json!({ "best": "granted", "worst": "granted" }));
        assert_eq!(document["sessionControls"]["signInFrequency"]["value"], 4);
    });
}

#[test]
fn what_is_not_known_says_so_and_leaves_a_range() {
    let sign_in = SignIn { user_risk: None, ..browser() };
    with_report(&sign_in, |report| {
        let document = document(report);
        assert_eq!(document["policies"][4]["policyApplies"], "unknown");
        assert_eq!(document["policies"][4]["analysisReasons"], serde_json::json!(["notEnoughInformation"]));
        assert_eq!(document["outcome"], serde_json::json!({ "best": "granted", "worst": "blocked" }));
        assert_eq!(document["decidedBy"], serde_json::json!(["CA301"]));
        assert_eq!(document["sessionControlsUnknown"], serde_json::json!(["CA301"]));
        let text = text(report, Style::Plain);
        assert!(
            text.contains("\ngranted at best, blocked at worst, by CA301\nnot known: userRiskLevels\n"),
            "{text}"
        );
    });
}

#[test]
fn whoever_is_blocked_has_no_session() {
    let sign_in = SignIn { flow: Some(Flow::DeviceCode), ..browser() };
    with_report(&sign_in, |report| {
        assert_eq!(TransferMethod::KNOWN[0], "deviceCodeFlow");
        let document = document(report);
        assert_eq!(document["sessionControls"], serde_json::Value::Null);
        assert_eq!(report.trace.outcome.best(), Outcome::Blocked);
    });
}

const BROWSER: &str = "\
contoso   asha@contoso.com, 00000000-0000-0000-0000-000000000007, browser, user
          risk none, ordinary flow, MFA done
not known: device platform, address, country, device, sign-in risk, insider
  risk

yes     CA001  granted (users, applications)
yes     CA010  disabled: blocked (users, applications)
no      not its authenticationFlows: CA009
no      not its clientAppTypes: CA003
no      not its userRiskLevels: CA301

granted: no policy asks for more
session: signInFrequency 4 hours timeBased
";

#[test]
fn text_shows_a_policy_on_a_line_and_then_the_decision() {
    with_report(&browser(), |report| assert_eq!(text(report, Style::Plain), BROWSER));
}

#[test]
fn hostile_names_are_inert() {
    let sign_in = SignIn { user_principal_name: "<script>|\u{1b}[2J\u{202e}@all".into(), ..browser() };
    with_report(&sign_in, |report| {
        let shown = text(report, Style::Plain);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
        let written = markdown(report);
        assert!(!written.contains("<script") && !written.contains(['\u{1b}', '\u{202e}']), "{written}");
        assert!(
            written.contains("| yes | <code>CA001</code> | granted | users, applications |"),
            "{written}"
        );
    });
}

#[test]
fn several_tenants_are_told_by_outcome() {
    with_report(&browser(), |report| {
        let reports = [*report, Report { tenant: "fabrikam", ..*report }];
        let failed = ["northwind".to_owned()];
        let several = Several { reports: &reports, failed: &failed };
        let document: serde_json::Value = serde_json::from_str(&several.json()).unwrap();
        assert_valid(ResultKind::WhatIf, &document);
        assert_eq!(document["tenants"][1]["tenant"], "fabrikam");
        let total = serde_json::json!({ "tenants": 3, "lockedOutForCertain": 0, "lockedOutAtMost": 0 });
        assert_eq!(document["total"], total);
        assert_eq!(
            several.text(Style::Plain),
            "3 tenants\ngranted: contoso and fabrikam\nnot decided: northwind\n"
        );
    });
}
