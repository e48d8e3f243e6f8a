//! Where the words of a name contradict the policy that has it.
//!
//! Only words that can mean but one thing are looked at, and only what is surely otherwise counts.

use super::naming::NameParts;
use super::policy_shape::{asks_for, grant_items, is_for_users};
use crate::model::{
    ApplicationRef, BuiltInControl, ClientAppType, DevicePlatform, GrantItem, Id, Policy, State, UserRef,
};

/// A contradiction.
pub(super) struct Contradiction {
    /// What the name says and the policy does not, after "says".
    pub(super) message: String,
    /// Where the policy says otherwise.
    pub(super) pointer: &'static str,
}

/// What a name says that its policy does not.
pub(super) fn contradictions(policy: &Policy<Id>, parts: &NameParts<'_>) -> Vec<Contradiction> {
    let found = [
        parts.control.and_then(|control| of_control(policy, control)),
        of_legacy_clients(policy),
        parts.application.and_then(|application| of_application(policy, application)),
        parts.platform.and_then(|platform| of_platform(policy, platform)),
        parts.persona.and_then(|persona| of_persona(policy, persona)),
        of_state(policy),
    ];
    found.into_iter().flatten().collect()
}

fn says(message: impl Into<String>, pointer: &'static str) -> Contradiction {
    Contradiction { message: message.into(), pointer }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn of_control(policy: &Policy<Id>, control: &str) -> Option<Contradiction> {
    let words = words(control);
    // Downloads are blocked by a session control.
    let blocks = words
        .iter()
        .zip(words.iter().skip(1).map(Some).chain([None]))
        .any(|(word, next)| word == "block" && !next.is_some_and(|next| next.starts_with("download")));
    let mfa = words.iter().any(|word| word.ends_with("mfa") && !word.starts_with("no"));
    let compliant = words.iter().any(|word| word.contains("compliant") && !word.starts_with("no"))
        && !words.iter().any(|word| word.contains("network"));
    let items = grant_items(policy);
    let is_block = asks_for(policy, &BuiltInControl::Block);
    let has_unknown =
        items.iter().any(|item| matches!(item, GrantItem::BuiltIn(control) if !control.is_known()));
    if has_unknown || items.is_empty() && !policy.unknown.0.is_empty() {
        return None;
    }
    if blocks {
        return (!is_block).then(|| says("block, and it does not block", "/grant"));
    }
    if is_block {
        let word = words.iter().find(|word| word.ends_with("mfa") || word.starts_with("compliant"))?;
        return Some(says(format!("`{word}`, and it blocks"), "/grant"));
    }
    if mfa && !items.iter().any(asks_for_mfa) {
        return Some(says("MFA, and it asks for none", "/grant"));
    }
    let knows_devices = policy.conditions.device_filter.is_some();
    if compliant && !knows_devices && !items.iter().any(asks_for_compliance) {
        return Some(says("compliant, and it asks for no compliant device", "/grant"));
    }
    None
}

fn asks_for_mfa(item: &GrantItem<Id>) -> bool {
    match item {
        GrantItem::AuthenticationStrength(_) | GrantItem::CustomControl(_) => true,
        GrantItem::BuiltIn(control) => {
            matches!(control, BuiltInControl::Mfa | BuiltInControl::RiskRemediation)
        }
        GrantItem::TermsOfUse(_) => false,
    }
}

fn asks_for_compliance(item: &GrantItem<Id>) -> bool {
    matches!(item, GrantItem::BuiltIn(BuiltInControl::CompliantDevice | BuiltInControl::CompliantApplication))
}

fn of_legacy_clients(policy: &Policy<Id>) -> Option<Contradiction> {
    let says_so = words(&policy.display_name)
        .iter()
        .any(|word| matches!(word.as_str(), "legacyauth" | "legacyauthentication" | "blocklegacyauth"));
    let types = &policy.conditions.client_app_types;
    let is_modern = |kind: &ClientAppType| {
        matches!(kind, ClientAppType::Browser | ClientAppType::MobileAppsAndDesktopClients)
    };
    (says_so && !types.is_empty() && types.iter().all(is_modern))
        .then(|| says("legacy authentication, and it is for modern clients", "/clientAppTypes"))
}

fn of_application(policy: &Policy<Id>, application: &str) -> Option<Contradiction> {
    let include = &policy.conditions.applications.include;
    if include.is_empty() {
        return None;
    }
    let all = include.contains(&ApplicationRef::All);
    match application.to_lowercase().as_str() {
        "allapps" | "anyapp" | "allapplications" | "allresources" if !all => {
            Some(says("all applications, and it is on some", "/applications/include"))
        }
        "o365" | "office365" | "m365" | "microsoft365" if all => {
            Some(says("Office 365, and it is on all applications", "/applications/include"))
        }
        _ => None,
    }
}

/// Platforms, as names have them in lower case.
const PLATFORMS: [(&str, DevicePlatform); 5] = [
    ("windows", DevicePlatform::Windows),
    ("macos", DevicePlatform::MacOS),
    ("ios", DevicePlatform::IOS),
    ("android", DevicePlatform::Android),
    ("linux", DevicePlatform::Linux),
];

fn of_platform(policy: &Policy<Id>, platform: &str) -> Option<Contradiction> {
    let platform = platform.to_lowercase();
    let condition = policy.conditions.platforms.as_ref();
    let included = condition.map_or(&[][..], |condition| &condition.include);
    let is_all = included.is_empty() || included.contains(&DevicePlatform::All);
    if platform == "anyplatform" {
        let is_some = !is_all || condition.is_some_and(|condition| !condition.exclude.is_empty());
        return is_some.then(|| says("any platform, and it is for some", "/platforms"));
    }
    if platform == "unknown" {
        return condition.is_none().then(|| says("unknown platforms, and it is for all", "/platforms"));
    }
    let missing = PLATFORMS.iter().find(|(word, meant)| {
        let excluded = condition.is_some_and(|condition| condition.exclude.contains(meant));
        platform.contains(word) && (excluded || !is_all && !included.contains(meant))
    });
    if let Some((_, missing)) = missing {
        return Some(says(format!("`{}`, which it leaves out", missing.as_graph()), "/platforms"));
    }
    let names_one = PLATFORMS.iter().any(|(word, _)| platform.contains(word));
    (names_one && condition.is_none()).then(|| says("a platform, and it is for all", "/platforms"))
}

fn of_persona(policy: &Policy<Id>, persona: &str) -> Option<Contradiction> {
    let persona = persona.to_lowercase();
    let conditions = &policy.conditions;
    let include = &conditions.users.include;
    let everyone = include.users.contains(&UserRef::All);
    match persona.as_str() {
        "workloadidentities" | "workloads" if is_for_users(conditions) => {
            Some(says("workload identities, and it is for users", "/users"))
        }
        "admins" | "administrators" if everyone => {
            Some(says("admins, and it is for everyone", "/users/include"))
        }
        "guests" | "guestusers" | "externals" if everyone => {
            Some(says("guests, and it is for everyone", "/users/include"))
        }
        "global"
            if is_for_users(conditions)
                && !everyone
                && include.groups.is_empty()
                && include.users.is_empty() =>
        {
            Some(says("everyone, and it is for some", "/users/include"))
        }
        "global" | "internals" | "admins" | "guestusers" if !is_for_users(conditions) => {
            Some(says(format!("`{persona}`, and it is not for users"), "/servicePrincipals"))
        }
        _ => None,
    }
}

fn of_state(policy: &Policy<Id>) -> Option<Contradiction> {
    let words = words(&policy.display_name);
    let report_only = words.iter().any(|word| word == "reportonly")
        || words
            .windows(2)
            .any(|pair| matches!(pair, [first, second] if first == "report" && second == "only"));
    let disabled = words.iter().any(|word| word == "disabled");
    match policy.state {
        State::Enabled if report_only => Some(says("report-only, and it is enabled", "/state")),
        State::Enabled if disabled => Some(says("disabled, and it is enabled", "/state")),
        State::Disabled if report_only => Some(says("report-only, and it is disabled", "/state")),
        State::Enabled | State::ReportOnly | State::Disabled | State::Unknown(_) => None,
    }
}
