//! Promises about the whole set: laws over random sets, and what published baselines say of themselves.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[allow(dead_code, reason = "the other laws need more of it")]
#[path = "properties/random.rs"]
mod random;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use gatewright::check::{Context, Verdict};
use gatewright::model::{ClientAppType, DevicePlatform, Id, Platforms, Policy, State};
use gatewright::workspace::document::Preset;
use gatewright::workspace::{Memory, TenantWorkspace, load};
use proptest::prelude::*;

/// Rules that something must not be asked: for those, less is better.
const LIMITS: [&str; 4] = ["CA-LOCK-002", "CA-LOCK-003", "CA-LOCK-006", "CA-LOCK-007"];

/// Rules that something is asked of one sign-in that gets in: a block that becomes narrower may leave such a one.
const ONCE: [&str; 1] = ["CA-DEV-003"];

const TENANT: &str =
    "tenant: contoso.onmicrosoft.com\nlicenses: { Microsoft 365 E5: 5, Workload Identities Premium: 5 }\n";

fn tenant(policies: &[Policy<Id>]) -> TenantWorkspace {
    let files = Memory::default().with("tenant.yaml", TENANT);
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let mut tenant = load(&files, "", as_of).unwrap().tenants.remove(0);
    tenant.policies = policies.to_vec();
    tenant.rules.preset = Preset::Strict;
    tenant
}

/// What came of every promise, by rule.
fn verdicts(policies: &[Policy<Id>]) -> BTreeMap<&'static str, Verdict> {
    let tenant = tenant(policies);
    let context = Context::new(&tenant, None);
    context.posture().verdicts().map(|(rule, verdict)| (rule, verdict.clone())).collect()
}

fn words(verdicts: &BTreeMap<&'static str, Verdict>) -> BTreeMap<&'static str, &'static str> {
    verdicts.iter().map(|(rule, verdict)| (*rule, verdict.as_str())).collect()
}

fn no_mismatch(verdicts: &BTreeMap<&'static str, Verdict>) {
    for (rule, verdict) in verdicts {
        assert!(!matches!(verdict, Verdict::Mismatch(_)), "{rule}: {verdict:?}");
    }
}

fn on_windows(include: &[DevicePlatform], exclude: &[DevicePlatform]) -> Platforms {
    Platforms { include: include.to_vec(), exclude: exclude.to_vec() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_narrower_policy_never_keeps_what_was_broken(policies in random::policies(), which in any::<usize>()) {
        prop_assume!(!policies.is_empty());
        let before = verdicts(&policies);
        no_mismatch(&before);
        let mut narrower = policies.clone();
        let policy = &mut narrower[which % policies.len()];
        if policy.conditions.client_app_types.is_empty() {
            policy.conditions.client_app_types = vec![ClientAppType::Browser];
        } else if policy.conditions.platforms.is_none() {
            policy.conditions.platforms = Some(on_windows(&[DevicePlatform::Windows], &[]));
        } else {
            policy.state = State::Disabled;
        }
        let after = verdicts(&narrower);
        no_mismatch(&after);
        for (rule, verdict) in &after {
            if matches!(verdict, Verdict::Kept) && !LIMITS.contains(rule) && !ONCE.contains(rule) {
                prop_assert_eq!(before.get(rule).map(Verdict::as_str), Some("pass"), "{}", rule);
            }
        }
    }

    #[test]
    fn a_policy_in_two_parts_keeps_every_verdict(policies in random::policies(), which in any::<usize>()) {
        prop_assume!(!policies.is_empty());
        let which = which % policies.len();
        prop_assume!(policies[which].conditions.platforms.is_none());
        let mut split = policies.clone();
        let mut other = policies[which].clone();
        other.id.push_str(" in part");
        split[which].conditions.platforms = Some(on_windows(&[DevicePlatform::Windows], &[]));
        other.conditions.platforms = Some(on_windows(&[DevicePlatform::All], &[DevicePlatform::Windows]));
        split.push(other);
        prop_assert_eq!(words(&verdicts(&policies)), words(&verdicts(&split)));
    }

    #[test]
    fn what_is_off_keeps_nothing(policies in random::policies()) {
        let mut policies = policies;
        for policy in &mut policies {
            policy.state = State::Disabled;
        }
        let off = words(&verdicts(&policies));
        prop_assert_eq!(&off, &words(&verdicts(&[])));
        for (rule, verdict) in off {
            prop_assert!(verdict != "pass" || LIMITS.contains(&rule), "{} is {}", rule, verdict);
        }
    }
}
