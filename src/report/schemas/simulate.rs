//! The schema of `simulate --format json`.

use serde_json::Value;

use super::{
    Presence, certainty, count, date, flag, list, object, one_of, one_or_several, or_null, text, time, with,
};
use crate::replay::causes::particular;
use crate::replay::{Cause, Essential};

pub(super) fn schema() -> Value {
    one_or_several("Whose sign-ins change their outcome.", &of_tenant(), total())
}

fn total() -> Value {
    object(
        "What the tenants come to.",
        [
            ("tenants", count("How many tenants there are, failed ones included.")),
            ("people", count("People who got in.")),
            ("signIns", count("Sign-ins that were read.")),
            ("lockedOutForCertain", count("People locked out whatever is unknown.")),
            ("lockedOutAtMost", count("People locked out at most.")),
            ("registerFirst", count("People who must register a method first.")),
            ("newlyPrompted", count("People who are asked for something they were not asked for.")),
            ("newlyFree", count("People who are asked for less.")),
        ],
    )
}

fn of_tenant() -> Value {
    object(
        "Whose sign-ins change their outcome, for one tenant.",
        [
            ("tenant", text("The tenant.")),
            ("asOf", date("The day on which dates are judged.")),
            ("base", text("What is in force.")),
            ("proposed", text("What is proposed.")),
            ("unmanagedPolicies", count("Proposed policies that are deployed and not managed by the YAML.")),
            (
                "asIfEnabled",
                list(&text("A policy id."), "Report-only policies that were counted as enabled."),
            ),
            ("platform", list(&platform_change(), "Platform settings that the two sides do not share.")),
            (
                "directory",
                object(
                    "What is known of people beside their sign-ins.",
                    [
                        ("given", flag("Whether there is a directory.")),
                        ("snapshot", or_null(date("Of when it is."))),
                    ],
                ),
            ),
            ("first", or_null(time("The first sign-in that got in."))),
            ("last", or_null(time("The last sign-in that got in."))),
            ("people", count("People who got in.")),
            ("signIns", sign_ins()),
            ("files", list(&file(), "Exports that were read.")),
            (
                "lockedOutForCertain",
                count("People locked out whatever is unknown, acknowledged ones left out."),
            ),
            ("lockedOutAtMost", count("People locked out at most, acknowledged ones left out.")),
            ("lockedOut", list(&person(), "Who is locked out, for certain first; acknowledged ones too.")),
            (
                "acknowledged",
                list(
                    &acknowledged(),
                    "Those of the lockouts that tests/ accepts; the counts above leave them out.",
                ),
            ),
            ("lockedOutAsWritten", list(&text("A user."), "Who is blocked by the proposed set as written.")),
            ("registerFirst", list(&person(), "Who must register a method first.")),
            ("newlyPrompted", list(&person(), "Who is asked for something they were not asked for.")),
            ("newlyFree", list(&person(), "Who is asked for less, or let in where they were stopped.")),
            (
                "alreadyFailing",
                list(&failing(), "People who get in otherwise, with attempts that never finished."),
            ),
            (
                "stopped",
                object(
                    "Attempts that never finished, by people who never got in.",
                    [
                        ("attempts", count("How many.")),
                        ("countries", list(&text("A two-letter code."), "Where they came from.")),
                    ],
                ),
            ),
            (
                "missing",
                list(
                    &object(
                        "Something that the evidence lacks throughout.",
                        [
                            ("what", text("What it is.")),
                            ("policies", policies("Policies that are not decided for want of it.")),
                        ],
                    ),
                    "What is not known at all.",
                ),
            ),
            ("breakdown", breakdown()),
            ("stillGetIn", list(&still_get_in(), "Whether those get in who must, whatever else happens.")),
            ("coverage", coverage()),
            ("score", or_null(score())),
        ],
    )
}

fn still_get_in() -> Value {
    let way_in = object(
        "Somebody who must get in.",
        [
            (
                "user",
                text("The user principal name; empty for a partner's technicians that were never seen."),
            ),
            (
                "getsIn",
                one_of(
                    &["yes", "no", "unknown"],
                    "Whether they do; unknown where what is not known decides.",
                ),
            ),
            ("signIns", count("Recorded sign-ins that were tried; none of whoever was never seen.")),
            ("policies", policies("The policies in their way.")),
            ("cause", or_null(cause())),
        ],
    );
    let who = Essential::ALL.map(Essential::as_str);
    object(
        "People who must get in for one reason.",
        [
            ("who", one_of(&who, "The reason.")),
            ("people", list(&way_in, "Each of them; none where it is not known who they are.")),
        ],
    )
}

fn coverage() -> Value {
    let never_seen = object(
        "A value of a condition that no sign-in had.",
        [
            ("condition", text("Graph's member of `conditions`.")),
            ("value", text("Graph's token, or the display name of a named location.")),
        ],
    );
    let never_met = object(
        "A policy that met no sign-in.",
        [("policy", text("A policy id.")), ("because", or_null(never_seen.clone()))],
    );
    object(
        "What the evidence never exercised: of that nothing is known.",
        [
            ("policies", list(&never_met, "Policies that decide and met no sign-in.")),
            ("values", list(&never_seen, "Values that policies name and no sign-in had.")),
        ],
    )
}

fn score() -> Value {
    object(
        "How often decisions agree with what Entra recorded; null unless the base is deployed/ and results are recorded.",
        [
            ("agreed", count("Results of policies that are as recorded.")),
            ("undecided", count("Results that the engine cannot tell.")),
            ("disagreed", count("Results that are others.")),
            ("signIns", count("Sign-ins whose results were compared.")),
            ("isSample", flag("Whether there were more, of which these were picked by their ids.")),
        ],
    )
}

fn breakdown() -> Value {
    let by = |what: &str, (key, value): (&str, Value)| {
        list(&with(tally(), [(key, value)], Presence::Always), what)
    };
    object(
        "How many sign-ins that got in meet the change; each counts once, by the worst that is certain, else possible.",
        [
            ("days", by("Every day from the first to the last.", ("date", date("The day (UTC).")))),
            (
                "countries",
                by(
                    "Countries with a sign-in that is met, most first.",
                    ("countryOrRegion", text("The country's code; empty where Entra found none.")),
                ),
            ),
            (
                "applications",
                by(
                    "Applications with a sign-in that is met, most first.",
                    ("appDisplayName", text("The application's name.")),
                ),
            ),
        ],
    )
}

fn tally() -> Value {
    object(
        "Sign-ins by what happens to them.",
        [
            ("lockedOut", count("Locked out, whatever is unknown.")),
            ("possiblyLockedOut", count("Locked out, or not.")),
            ("registerFirst", count("A method has to be registered first.")),
            ("newlyPrompted", count("Something is asked that was not asked.")),
            ("newlyFree", count("Less is asked than before.")),
            ("same", count("Nothing changes, or it is not known whether anything does.")),
        ],
    )
}

fn platform_change() -> Value {
    object(
        "A platform setting that differs.",
        [
            ("setting", text("The key of tenant.yaml, such as securityDefaults.")),
            ("base", text("What it is in force, such as on.")),
            ("proposed", text("What it is in what is proposed.")),
        ],
    )
}

fn sign_ins() -> Value {
    object(
        "How many records of each kind there are.",
        [
            ("read", count("All of them, malformed and repeated ones left out.")),
            ("repeated", count("Records that came before, in this file or another.")),
            ("malformed", count("Records that could not be read.")),
            ("gotIn", count("Sign-ins of people that got in: what is replayed.")),
            ("preConditionalAccess", count("The first factor failed: Conditional Access never ran.")),
            ("interrupted", count("An attempt was interrupted or stopped.")),
            ("unfinished", count("Attempts that never finished.")),
            ("nonInteractive", count("Records that are not interactive.")),
            ("disabled", count("Sign-ins of accounts that are disabled now.")),
            ("workloads", count("Sign-ins of workloads and agents.")),
            (
                "other",
                count("Failures that have nothing to do with Conditional Access, and ordinary traffic."),
            ),
        ],
    )
}

fn file() -> Value {
    let problem = object(
        "Something wrong in a file.",
        [
            ("line", count("The line, from 1.")),
            ("column", or_null(count("The byte of the line, from 1, where it is known."))),
            ("message", text("What is wrong with it.")),
        ],
    );
    object(
        "An export.",
        [
            ("path", text("Its path.")),
            ("read", count("Sign-ins read.")),
            ("malformed", count("Records that could not be read.")),
            ("duplicates", count("Records with a member twice.")),
            ("otherLogs", count("Records of other logs, such as audit logs.")),
            ("unclear", count("Sign-ins of which a value could not be read and counts as not known.")),
            (
                "earlierAddresses",
                count("Sign-ins with the address of an earlier one, which counts as not known."),
            ),
            ("isCutOff", flag("Whether it stops short of its end.")),
            ("problems", list(&problem, "The first of what is wrong.")),
        ],
    )
}

fn person() -> Value {
    object(
        "Somebody whose outcome changes, for one cause.",
        [
            ("user", text("The user principal name, or the object id where none is known.")),
            ("displayName", text("The display name.")),
            ("certainty", certainty()),
            ("cause", cause()),
            ("signIns", count("Sign-ins that would have met it; none of whoever was never seen.")),
            ("first", or_null(time("The first of them."))),
            ("last", or_null(time("The last of them."))),
            ("policies", policies("The policies that decide.")),
            ("example", or_null(example())),
            ("network", or_null(text("The network of the example."))),
            ("remedy", text("What can be done.")),
            ("canRegister", or_null(can_register())),
            ("starts", or_null(date("employeeHireDate, of whoever was never seen."))),
        ],
    )
}

fn can_register() -> Value {
    let place = |of: &str| {
        object(
            of,
            [
                ("named", list(&text("A named location."), "Named locations in which they can.")),
                ("refused", list(&text("A named location."), "Named locations in which they cannot.")),
                ("elsewhere", flag("Whether they can outside of all of them.")),
                ("isCertain", flag("Whether that is so whatever is unknown, such as the device.")),
            ],
        )
    };
    object(
        "Where whoever is locked out for want of a method can register one.",
        [
            ("withPassword", place("With a password alone.")),
            ("withTemporaryAccessPass", place("With a Temporary Access Pass.")),
        ],
    )
}

/// Open, since there may be more of them later.
fn cause() -> Value {
    let mut cause = text("Why: one of our words. There may be more of them later.");
    if let Some(members) = cause.as_object_mut() {
        let words: Vec<&str> =
            Cause::general().map(Cause::as_str).into_iter().chain(particular().map(|of| of.token)).collect();
        members.insert("examples".to_owned(), words.into());
    }
    cause
}

fn acknowledged() -> Value {
    with(
        person(),
        [
            ("reason", text("Why it is accepted.")),
            ("owner", or_null(text("Whose decision it is."))),
            ("until", date("The last day on which it is accepted.")),
        ],
        Presence::Always,
    )
}

fn example() -> Value {
    object(
        "The newest of the sign-ins.",
        [
            ("id", text("As recorded.")),
            ("createdDateTime", time("As recorded.")),
            ("appDisplayName", text("As recorded.")),
            ("resourceDisplayName", text("As recorded.")),
            ("clientAppUsed", text("As recorded.")),
            ("ipAddress", or_null(text("As recorded."))),
            ("countryOrRegion", or_null(text("As recorded; empty where Entra found none."))),
            ("operatingSystem", text("As recorded.")),
        ],
    )
}

fn failing() -> Value {
    object(
        "Somebody with attempts that never finished.",
        [
            ("user", text("The user principal name.")),
            ("attempts", count("How many.")),
            (
                "errorCode",
                serde_json::json!({ "description": "`status.errorCode` of the newest.", "type": "integer" }),
            ),
            ("newest", time("When the newest was.")),
        ],
    )
}

fn policies(description: &str) -> Value {
    list(&text("A policy id; Graph's for one that the YAML does not manage."), description)
}
