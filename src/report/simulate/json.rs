//! A simulation as JSON, for programs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{DirectoryAge, PlatformChange, Report};
use crate::model::{Id, Match, Policy};
use crate::replay::{self, Affected, AlreadyFailing};
use crate::sign_in::{self, ReadSummary};

/// The whole document (language.md, "JSON results").
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    tenant: &'a str,
    as_of: NaiveDate,
    base: String,
    proposed: String,
    unmanaged_policies: usize,
    as_if_enabled: Vec<String>,
    platform: &'a [PlatformChange],
    directory: Directory,
    first: Option<String>,
    last: Option<String>,
    people: usize,
    sign_ins: SignIns,
    files: Vec<File<'a>>,
    locked_out_for_certain: usize,
    locked_out_at_most: usize,
    locked_out: Vec<Person<'a>>,
    acknowledged: Vec<Acknowledged<'a>>,
    locked_out_as_written: &'a [String],
    register_first: Vec<Person<'a>>,
    newly_prompted: Vec<Person<'a>>,
    newly_free: Vec<Person<'a>>,
    already_failing: Vec<Failing<'a>>,
    stopped: Stopped<'a>,
    missing: Vec<Missing<'a>>,
    breakdown: Breakdown<'a>,
    still_get_in: Vec<StillGetIn<'a>>,
    coverage: Coverage<'a>,
    score: Option<Score>,
}

#[derive(Serialize)]
struct StillGetIn<'a> {
    who: &'static str,
    people: Vec<WayIn<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WayIn<'a> {
    user: &'a str,
    gets_in: &'static str,
    sign_ins: u64,
    policies: Vec<&'a str>,
    cause: Option<&'static str>,
}

#[derive(Serialize)]
struct Coverage<'a> {
    policies: Vec<NeverMet<'a>>,
    values: Vec<NeverSeen<'a>>,
}

#[derive(Serialize)]
struct NeverMet<'a> {
    policy: &'a str,
    because: Option<NeverSeen<'a>>,
}

#[derive(Serialize)]
struct NeverSeen<'a> {
    condition: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Score {
    agreed: u64,
    undecided: u64,
    disagreed: u64,
    sign_ins: u64,
    is_sample: bool,
}

#[derive(Serialize)]
struct Breakdown<'a> {
    days: Vec<Day>,
    countries: Vec<Country<'a>>,
    applications: Vec<Application<'a>>,
}

#[derive(Serialize)]
struct Day {
    date: NaiveDate,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Country<'a> {
    country_or_region: &'a str,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Application<'a> {
    app_display_name: &'a str,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tally {
    locked_out: u64,
    possibly_locked_out: u64,
    register_first: u64,
    newly_prompted: u64,
    newly_free: u64,
    same: u64,
}

#[derive(Serialize)]
struct Directory {
    given: bool,
    snapshot: Option<NaiveDate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignIns {
    read: u64,
    repeated: u64,
    malformed: u64,
    got_in: u64,
    pre_conditional_access: u64,
    interrupted: u64,
    unfinished: u64,
    non_interactive: u64,
    disabled: u64,
    workloads: u64,
    other: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    path: &'a str,
    read: u64,
    malformed: u64,
    duplicates: u64,
    other_logs: u64,
    unclear: u64,
    earlier_addresses: u64,
    is_cut_off: bool,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    line: u64,
    column: Option<u64>,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Person<'a> {
    user: &'a str,
    display_name: &'a str,
    certainty: &'static str,
    cause: &'static str,
    sign_ins: u64,
    first: Option<String>,
    last: Option<String>,
    policies: Vec<&'a str>,
    example: Option<Example<'a>>,
    network: Option<String>,
    remedy: &'a str,
    can_register: Option<CanRegister<'a>>,
    starts: Option<NaiveDate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CanRegister<'a> {
    with_password: Where<'a>,
    with_temporary_access_pass: Where<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Where<'a> {
    named: &'a [String],
    refused: &'a [String],
    elsewhere: bool,
    is_certain: bool,
}

#[derive(Serialize)]
struct Acknowledged<'a> {
    #[serde(flatten)]
    person: Person<'a>,
    reason: &'a str,
    owner: Option<&'a str>,
    until: NaiveDate,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Example<'a> {
    id: &'a str,
    created_date_time: String,
    app_display_name: &'a str,
    resource_display_name: &'a str,
    client_app_used: &'a str,
    ip_address: Option<String>,
    country_or_region: Option<&'a str>,
    operating_system: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failing<'a> {
    user: &'a str,
    attempts: u64,
    error_code: i32,
    newest: String,
}

#[derive(Serialize)]
struct Stopped<'a> {
    attempts: u64,
    countries: &'a [String],
}

#[derive(Serialize)]
struct Missing<'a> {
    what: &'a str,
    policies: Vec<&'a str>,
}

/// Renders a simulation as one JSON object; `schemas/results/simulate.schema.json` describes it.
pub fn json(report: &Report<'_>) -> String {
    crate::report::pretty(&document(report))
}

pub(super) fn document<'a>(report: &'a Report<'a>) -> Document<'a> {
    let (summary, compared) = (report.summary, &report.compared);
    let counts = summary.counts;
    Document {
        tenant: report.tenant,
        as_of: compared.as_of,
        base: compared.base.clone(),
        proposed: compared.proposed.clone(),
        unmanaged_policies: compared.unmanaged,
        as_if_enabled: compared.as_if.clone(),
        platform: &compared.platform,
        directory: match compared.directory {
            DirectoryAge::Absent => Directory { given: false, snapshot: None },
            DirectoryAge::Undated => Directory { given: true, snapshot: None },
            DirectoryAge::Of(date) => Directory { given: true, snapshot: Some(date) },
        },
        first: summary.span.map(|(first, _)| time(first)),
        last: summary.span.map(|(_, last)| time(last)),
        people: summary.people,
        sign_ins: SignIns {
            read: counts.read,
            repeated: counts.repeated,
            malformed: report.files.iter().map(|(_, read)| read.malformed).sum(),
            got_in: counts.got_in,
            pre_conditional_access: counts.pre_conditional_access,
            interrupted: counts.interrupted,
            unfinished: counts.unfinished,
            non_interactive: counts.non_interactive,
            disabled: counts.disabled,
            workloads: counts.workloads,
            other: counts.other,
        },
        files: report.files.iter().map(|(path, read)| file(path, read)).collect(),
        locked_out_for_certain: report.locked_out_for_certain(),
        locked_out_at_most: report.locked_out_at_most(),
        locked_out: persons(report.policies, &summary.locked_out),
        acknowledged: report
            .acknowledged()
            .map(|(affected, by)| Acknowledged {
                person: person(report.policies, affected),
                reason: &by.reason,
                owner: by.owner.as_deref(),
                until: by.until,
            })
            .collect(),
        locked_out_as_written: &summary.locked_out_as_written,
        register_first: persons(report.policies, &summary.must_register),
        newly_prompted: persons(report.policies, &summary.newly_prompted),
        newly_free: persons(report.policies, &summary.newly_free),
        already_failing: summary.already_failing.iter().map(failing).collect(),
        stopped: Stopped { attempts: summary.stopped.attempts, countries: &summary.stopped.countries },
        missing: summary
            .missing
            .iter()
            .map(|missing| Missing { what: missing.what, policies: ids(report.policies, &missing.policies) })
            .collect(),
        breakdown: breakdown(&summary.breakdown),
        still_get_in: summary.still_get_in.iter().map(|group| still_get_in(report.policies, group)).collect(),
        coverage: coverage(report.policies, &summary.coverage),
        score: summary.score.map(|score| Score {
            agreed: score.results.agreed,
            undecided: score.results.undecided,
            disagreed: score.results.disagreed,
            sign_ins: score.sign_ins,
            is_sample: score.is_sample,
        }),
    }
}

fn still_get_in<'a>(policies: &'a [Policy<Id>], group: &'a replay::StillGetIn) -> StillGetIn<'a> {
    let way_in = |way: &'a replay::WayIn| WayIn {
        user: &way.user,
        gets_in: match way.gets_in {
            Match::Yes => "yes",
            Match::No => "no",
            Match::Unknown => "unknown",
        },
        sign_ins: way.sign_ins,
        policies: ids(policies, &way.policies),
        cause: way.cause.map(replay::Cause::as_str),
    };
    StillGetIn { who: group.essential.as_str(), people: group.people.iter().map(way_in).collect() }
}

fn coverage<'a>(policies: &'a [Policy<Id>], coverage: &'a replay::Coverage) -> Coverage<'a> {
    let never_seen = |of: &'a replay::NeverSeen| NeverSeen { condition: of.condition, value: &of.value };
    let never_met = |of: &'a replay::NeverMet| {
        let policy = policies.get(of.policy)?;
        Some(NeverMet { policy: &policy.id, because: of.value.as_ref().map(never_seen) })
    };
    Coverage {
        policies: coverage.policies.iter().filter_map(never_met).collect(),
        values: coverage.values.iter().map(never_seen).collect(),
    }
}

fn breakdown(breakdown: &replay::Breakdown) -> Breakdown<'_> {
    let days = breakdown.days.iter().map(|(date, of)| Day { date: *date, tally: tally(of) });
    let countries =
        breakdown.countries.iter().map(|(code, of)| Country { country_or_region: code, tally: tally(of) });
    let applications = breakdown
        .applications
        .iter()
        .map(|(name, of)| Application { app_display_name: name, tally: tally(of) });
    Breakdown { days: days.collect(), countries: countries.collect(), applications: applications.collect() }
}

fn tally(tally: &replay::Tally) -> Tally {
    Tally {
        locked_out: tally.locked_out,
        possibly_locked_out: tally.possibly_locked_out,
        register_first: tally.must_register,
        newly_prompted: tally.prompted,
        newly_free: tally.freed,
        same: tally.same,
    }
}

fn file<'a>(path: &'a str, read: &'a ReadSummary) -> File<'a> {
    let problem = |problem: &'a crate::sign_in::Problem| Problem {
        line: problem.line,
        column: problem.column,
        message: &problem.message,
    };
    File {
        path,
        read: read.read,
        malformed: read.malformed,
        duplicates: read.duplicates,
        other_logs: read.other_logs,
        unclear: read.unclear,
        earlier_addresses: read.earlier_addresses,
        is_cut_off: read.is_cut_off,
        problems: read.problems.iter().map(problem).collect(),
    }
}

fn persons<'a>(policies: &'a [Policy<Id>], affected: &'a [Affected]) -> Vec<Person<'a>> {
    affected.iter().map(|one| person(policies, one)).collect()
}

fn person<'a>(policies: &'a [Policy<Id>], affected: &'a Affected) -> Person<'a> {
    Person {
        user: &affected.user,
        display_name: &affected.display_name,
        certainty: affected.certainty.as_str(),
        cause: affected.cause.as_str(),
        sign_ins: affected.sign_ins,
        first: affected.span.map(|(first, _)| time(first)),
        last: affected.span.map(|(_, last)| time(last)),
        policies: ids(policies, &affected.policies),
        example: affected.example.as_ref().map(example),
        network: affected.network.map(|network| network.to_string()),
        remedy: &affected.remedy,
        can_register: affected.can_register.as_ref().map(|can| CanRegister {
            with_password: place(&can.with_password),
            with_temporary_access_pass: place(&can.with_pass),
        }),
        starts: affected.starts,
    }
}

fn place(of: &replay::Where) -> Where<'_> {
    Where { named: &of.named, refused: &of.refused, elsewhere: of.elsewhere, is_certain: of.is_certain }
}

fn example(example: &replay::Example) -> Example<'_> {
    Example {
        id: &example.id,
        created_date_time: time(example.created),
        app_display_name: &example.application,
        resource_display_name: &example.resource,
        client_app_used: &example.client_app,
        ip_address: example.ip_address.map(|address| address.to_string()),
        country_or_region: example.country.as_ref().map(sign_in::Country::code),
        operating_system: &example.operating_system,
    }
}

fn failing(person: &AlreadyFailing) -> Failing<'_> {
    Failing {
        user: &person.user,
        attempts: person.attempts,
        error_code: person.error_code,
        newest: time(person.newest),
    }
}

fn ids<'a>(policies: &'a [Policy<Id>], indices: &[usize]) -> Vec<&'a str> {
    indices.iter().filter_map(|index| policies.get(*index)).map(|policy| policy.id.as_str()).collect()
}

/// As Graph writes a time.
fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
