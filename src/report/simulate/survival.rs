//! Who still gets in, and how far the rest can be relied on, in words that every format uses.

use super::{Report, reason};
use crate::model::Match;
use crate::replay::{Essential, NeverSeen, StillGetIn, WayIn};
use crate::report::words::{grouped, short};

/// Values of conditions that a line names.
const VALUES: usize = 8;

/// `emergency access 2 of 2`, `directory sync yes`.
pub(super) fn words(group: &StillGetIn) -> String {
    let all = group.people.len();
    let count = |gets_in| group.people.iter().filter(|way| way.gets_in == gets_in).count();
    let (surely, unknown) = (count(Match::Yes), count(Match::Unknown));
    let of_all = match unknown {
        0 => format!("{surely} of {all}"),
        unknown => format!("{surely} to {} of {all}", surely + unknown),
    };
    let yes_or_no = || match (surely, unknown) {
        (surely, _) if surely == all => "yes".to_owned(),
        (0, 0) => "no".to_owned(),
        (0, unknown) if unknown == all => "not known".to_owned(),
        (_, _) => of_all.clone(),
    };
    match group.essential {
        Essential::EmergencyAccess => format!("emergency access {of_all}"),
        // Without the directory nobody knows who they are.
        Essential::Administrators if all == 0 => "Conditional Access admins not known".to_owned(),
        Essential::Administrators => format!("Conditional Access admins {of_all}"),
        Essential::Technicians => format!("our technicians (GDAP) {}", yes_or_no()),
        Essential::DirectorySync => format!("directory sync {}", yes_or_no()),
    }
}

/// Those who do not get in or may not. Of technicians who were never seen, [`words`] says all there is.
pub(super) fn stopped(group: &StillGetIn) -> Vec<&WayIn> {
    let is_told =
        |way: &&WayIn| way.gets_in == Match::Yes || way.gets_in == Match::Unknown && way.user.is_empty();
    group.people.iter().filter(|way| !is_told(way)).collect()
}

/// Who does not get in or may not, and why.
pub(super) fn why(report: &Report<'_>, group: &StillGetIn, way: &WayIn) -> String {
    let who = match (way.user.is_empty(), group.essential) {
        (true, Essential::Technicians) => "technicians of the partner".to_owned(),
        (true, Essential::EmergencyAccess | Essential::Administrators | Essential::DirectorySync) => {
            "somebody without a name".to_owned()
        }
        (false, _) => short(&way.user, 40),
    };
    let gets_in = if way.gets_in == Match::No { "does not get in" } else { "may not get in" };
    let seen = if way.sign_ins == 0 { ", never seen" } else { "" };
    let cause = way.cause.map_or("", reason::cause);
    let policies = reason::policies(report.policies, &way.policies);
    format!("{who} {gets_in}{seen}: {policies} {cause}")
}

/// How far the answer can be relied on, a line each.
pub(super) fn trust(report: &Report<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(score) = report.summary.score {
        let share = crate::report::calibrate::percent(score.results);
        let sample = if score.is_sample {
            format!(", of {} sign-ins picked by their ids", grouped(score.sign_ins))
        } else {
            String::new()
        };
        let results = grouped(score.results.total());
        lines.push(format!("agrees with Entra on {share} of {results} recorded policy results{sample}"));
    }
    let unexercised = never_exercised(report);
    if !unexercised.is_empty() {
        lines.push(format!("never exercised: {}", unexercised.join(", ")));
    }
    let missing = report.missing();
    if !missing.is_empty() {
        lines.push(format!("missing: {}", missing.join(", ")));
    }
    let set_aside = report.set_aside();
    if !set_aside.is_empty() {
        lines.push(format!("set aside: {}", set_aside.join(", ")));
    }
    lines
}

/// `Linux`, `CA009 device code`.
pub(super) fn never_exercised(report: &Report<'_>) -> Vec<String> {
    let coverage = &report.summary.coverage;
    let values = coverage.values.iter().map(value);
    let policies = coverage.policies.iter().map(|never| {
        let policy = reason::policies(report.policies, &[never.policy]);
        never.value.as_ref().map_or(policy.clone(), |unseen| format!("{policy} {}", value(unseen)))
    });
    let mut all: Vec<String> = values.chain(policies).collect();
    if all.len() > VALUES {
        let more = all.len() - VALUES;
        all.truncate(VALUES);
        all.push(format!("{more} more"));
    }
    all
}

/// A value of a condition as people call it.
fn value(unseen: &NeverSeen) -> String {
    let value = match (unseen.condition, unseen.value.as_str()) {
        ("authenticationFlows", "deviceCodeFlow") => "device code",
        ("authenticationFlows", "authenticationTransfer") => "authentication transfer",
        ("platforms", "linux") => "Linux",
        ("platforms", "macOS") => "macOS",
        ("platforms", "iOS") => "iOS",
        ("platforms", "android") => "Android",
        ("platforms", "windows") => "Windows",
        ("platforms", "windowsPhone") => "Windows Phone",
        ("clientAppTypes", "browser") => "browsers",
        ("clientAppTypes", "mobileAppsAndDesktopClients") => "mobile and desktop apps",
        ("clientAppTypes", "exchangeActiveSync" | "easSupported") => "Exchange ActiveSync",
        ("clientAppTypes", "other") => "legacy clients",
        ("signInRiskLevels", level) => return format!("sign-in risk {}", short(level, 24)),
        (_, other) => return short(other, 40),
    };
    value.to_owned()
}
