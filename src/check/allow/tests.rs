//! What comments allow, in whole workspaces.

use chrono::NaiveDate;

use super::*;
use crate::diagnostic::arrange;
use crate::workspace::{Loaded, Memory, load};

const TENANT: &str = "tenant: contoso.onmicrosoft.com\n\
    emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com], group: 44444444-4444-4444-4444-444444444444 }\n";
const POLICY: &str = "id: CA001\nname: CA001 - example\nstate: enabled\nusers: { include: all }\n\
    applications: { include: all }\n";
const BOTH: &str = "grant: { anyOf: [block, mfa] }";

fn loaded(files: &[(&str, String)]) -> Loaded {
    let files = files.iter().fold(Memory::default(), |files, (path, text)| files.with(path, text.clone()));
    let loaded = load(&files, "", NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()).unwrap();
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    loaded
}

fn judgment(loaded: &Loaded) -> Judgment {
    conclude(loaded.tenants.iter().map(|tenant| judge(&Context::new(tenant, None), &loaded.sources)))
}

/// The judgment of a tenant with one policy, as lines: what is found, then what is allowed with its reason.
fn judged(tenant: &str, policy: &str) -> String {
    let policy = policy.replace("$POLICY", POLICY).replace("$BOTH", BOTH);
    let loaded = loaded(&[("tenant.yaml", format!("{TENANT}{tenant}")), ("policies/CA001.yaml", policy)]);
    told(&loaded, &judgment(&loaded))
}

fn told(loaded: &Loaded, judgment: &Judgment) -> String {
    let at = |span: Span| format!("`{}`", loaded.sources.slice(span));
    let found = arrange(&loaded.sources, judgment.found.clone());
    // Other rules have their own to say of these policies.
    let found = found.iter().filter(|found| ["CA-STR-004", "CA-RULE-002"].contains(&found.code));
    let found = found.map(|found| {
        let help = found.help.as_deref().unwrap_or_default();
        match found.code {
            "CA-RULE-002" => format!("{} {}: {} | {help}\n", found.code, at(found.span), found.message),
            code => format!("{code} {}\n", at(found.span)),
        }
    });
    let allowed = judgment.allowed.iter().map(|allowed| match &allowed.acceptance {
        Acceptance::Allowed(reason) => format!("allowed {}: {reason}\n", allowed.diagnostic.code),
        Acceptance::Known => panic!("{allowed:?}"),
    });
    found.chain(allowed).collect()
}

#[test]
fn a_comment_on_the_line_above_it_or_at_the_head_allows_what_a_rule_finds_there() {
    for policy in [
        "$POLICY$BOTH # gatewright: allow CA-STR-004 the portal shows it so\n",
        "$POLICY# gatewright: allow CA-STR-004 the portal shows it so\n$BOTH\n",
        "# yaml-language-server: $schema=x\n# gatewright: allow CA-STR-004 the portal shows it so\n\n$POLICY$BOTH\n",
        "$POLICY$BOTH # gatewright: allow ca-str-004: the portal shows it so\n",
        "$POLICY$BOTH # gatewright: allow CA-STR-004 - the portal shows it so\n",
        "$POLICY$BOTH # gatewright:  allow  CA-STR-004  the portal shows it so\n",
        "$POLICY$BOTH #gatewright:allow CA-STR-004 the portal shows it so\n",
    ] {
        assert_eq!(judged("", policy), "allowed CA-STR-004: the portal shows it so\n", "{policy}");
    }
}

#[test]
fn a_comment_elsewhere_allows_nothing_and_is_told_so() {
    assert_eq!(
        judged("", "$POLICY$BOTH\nsession: {} # gatewright: allow CA-STR-004 why\n"),
        "CA-STR-004 `block`\n\
         CA-RULE-002 `CA-STR-004`: `CA-STR-004` finds nothing here that a comment could allow | \
         put the comment on the line of what `CA-STR-004` finds, or above that\n"
    );
    assert_eq!(
        judged("", "$POLICY$BOTH\n# gatewright: allow CA-STR-004 why\n"),
        "CA-STR-004 `block`\n\
         CA-RULE-002 `CA-STR-004`: this comment is about nothing, so it does not allow `CA-STR-004` | \
         put the comment on the line of what `CA-STR-004` finds, or above that\n"
    );
}

#[test]
fn each_of_several_names_is_judged_by_itself() {
    assert_eq!(
        judged("", "$POLICY$BOTH # gatewright: allow CA-STR-004, MT.1184,CA-SRT-004 why\n"),
        "CA-RULE-002 `MT.1184`: `MT.1184` finds nothing here that a comment could allow | \
         remove `MT.1184` from the comment\n\
         CA-RULE-002 `CA-SRT-004`: there is no rule `CA-SRT-004` to allow | did you mean `CA-STR-004`?\n\
         allowed CA-STR-004: why\n"
    );
}

#[test]
fn without_a_reason_nothing_is_allowed() {
    for comment in ["allow CA-STR-004", "allow CA-STR-004:", "allow CA-STR-004 - "] {
        let told = judged("", &format!("$POLICY$BOTH # gatewright: {comment}\n"));
        assert_eq!(
            told,
            "CA-STR-004 `block`\n\
             CA-RULE-002 `CA-STR-004`: this comment allows `CA-STR-004` without a reason, so it does not count | \
             say why, as in `# gatewright: allow CA-STR-004 the reason`\n",
            "{comment}"
        );
    }
}

#[test]
fn other_words_to_this_program_are_told() {
    for (comment, fault) in [
        ("gatewright: ignore CA-STR-004", "`ignore`: `ignore` is nothing that a comment can ask for"),
        (
            "gatewright: Allow CA-STR-004 x",
            "`Allow`: `gatewright: Allow` is nothing that a comment can ask for",
        ),
        (
            "gatewright allow CA-STR-004 x",
            "`allow`: `gatewright allow` is nothing that a comment can ask for",
        ),
        ("gatewright: allow", "`allow`: this comment names no rule to allow"),
        ("gatewright:", "`gatewright:`: this comment asks for nothing"),
        ("gatewright : allow CA-STR-004 x", "`:`: `:` is nothing that a comment can ask for"),
    ] {
        let told = judged("", &format!("$POLICYgrant: # {comment}\n  mfa\n"));
        let help = "write `# gatewright: allow CA-STR-005 the reason`";
        assert_eq!(told, format!("CA-RULE-002 {fault} | {help}\n"), "{comment}");
    }
    assert_eq!(judged("", "$POLICYgrant: mfa # gatewright reads this\n"), "");
}

#[test]
fn a_comment_for_a_rule_that_is_off_is_not_called_idle() {
    let policy = "$POLICY$BOTH # gatewright: allow CA-STR-004 why\n";
    assert_eq!(judged("rules: { CA-STR-004: off }\n", policy), "");
    let idle = "$POLICYgrant: mfa # gatewright: allow CA-STR-004 why\n";
    assert!(judged("rules: { CA-RULE-002: error }\n", idle).starts_with("CA-RULE-002"));
    assert_eq!(judged("rules: { CA-RULE-002: off }\n", idle), "");
}

#[test]
fn the_innermost_reason_counts_and_both_comments_are_in_use() {
    assert_eq!(
        judged(
            "",
            "# gatewright: allow CA-STR-004 outer\n$POLICY$BOTH # gatewright: allow CA-STR-004 inner\n"
        ),
        "allowed CA-STR-004: inner\n"
    );
}

#[test]
fn a_comment_in_a_shared_set_holds_for_every_tenant_and_is_idle_only_if_it_is_for_all() {
    let changed = "changes: [{ policy: CA001, set: { grant: mfa }, reason: no block here }]\n";
    let files = |contoso: &str, fabrikam: &str| {
        let tenant =
            |changes: &str| format!("{TENANT}baselines: [{{ from: ../../policies/baseline }}]\n{changes}");
        loaded(&[
            ("policies/baseline/baseline.yaml", "{}\n".to_owned()),
            (
                "policies/baseline/policies/CA001.yaml",
                format!("{POLICY}{BOTH} # gatewright: allow CA-STR-004 block wins\n"),
            ),
            ("clients/contoso/tenant.yaml", tenant(contoso)),
            ("clients/fabrikam/tenant.yaml", tenant(fabrikam).replace("contoso", "fabrikam")),
        ])
    };
    let both = files("", "");
    let allowed = "allowed CA-STR-004: block wins\n";
    assert_eq!(told(&both, &judgment(&both)), allowed.repeat(2));
    let one = files(changed, "");
    assert_eq!(told(&one, &judgment(&one)), allowed);
    let none = files(changed, changed);
    let told = told(&none, &judgment(&none));
    assert!(told.starts_with("CA-RULE-002") && told.lines().count() == 1, "{told}");
}

#[test]
fn a_rule_that_cannot_look_into_the_directory_leaves_its_comments_alone() {
    let comment = "# gatewright: allow CA-LOCK-001 one account is on leave\n";
    assert_eq!(judged(&format!("unattended: [] {comment}"), "$POLICYgrant: mfa\n"), "");
}
