//! The schema of `check --format json`.

use serde_json::Value;

use super::diff::sign_in;
use super::prove::outcome;
use super::{Presence, count, list, object, one_of, or_null, text, with};

pub(super) fn schema() -> Value {
    let diagnostic = object(
        "One problem.",
        [
            ("code", text("A rule id, or a word for the kind of fault.")),
            ("severity", one_of(&["note", "warning", "error"], "How much it matters.")),
            ("message", text("What is wrong.")),
            ("file", file()),
            ("line", position("The line, from 1.")),
            ("column", position("The column in characters, from 1.")),
            ("endLine", position("The line of the end.")),
            ("endColumn", position("One past the last character.")),
            ("label", or_null(text("Words at the place."))),
            ("related", list(&related(), "Other places that explain it.")),
            ("help", or_null(text("What to change."))),
            ("subject", or_null(text("What it is about, in words that stay when the file is edited."))),
            ("place", or_null(text("Where in that, in keys and values rather than lines."))),
            ("tenants", list(&text("A tenant."), "Where it was found; none where it is no tenant's.")),
            ("fix", or_null(fix())),
        ],
    );
    let allowed =
        with(diagnostic.clone(), [("reason", text("Why the comment allows it."))], Presence::Always);
    let tenant = object(
        "A tenant that was looked at.",
        [
            ("tenant", text("Its name.")),
            ("policies", count("How many policies it has; none if its `tenant.yaml` could not be read.")),
            ("errors", count("How many errors it has.")),
            ("warnings", count("How many warnings it has.")),
            ("notes", count("How many notes it has.")),
            ("posture", list(&verdict(), "What came of each promise that it is held to, by rule.")),
        ],
    );
    object(
        "What `check` found.",
        [
            ("tenants", list(&tenant, "The tenants that were looked at.")),
            ("policies", count("How many policies they have together.")),
            ("errors", count("How many errors there are; what tenants have in common counts once.")),
            ("warnings", count("How many warnings there are, counted alike.")),
            ("notes", count("How many notes there are, counted alike.")),
            ("known", count("How many findings are recorded as known, and neither listed nor counted.")),
            ("diagnostics", list(&diagnostic, "Every problem, by file and place.")),
            ("allowed", list(&allowed, "What comments allow, by file and place; not counted.")),
        ],
    )
}

fn verdict() -> Value {
    let verdicts = ["pass", "passOnPromotion", "fail", "unknown", "notLicensed", "undecided"];
    let near_miss = object(
        "The policy that all but covers it.",
        [
            ("policy", text("Its id.")),
            ("obstacles", list(&text("An obstacle."), "What keeps it from the sign-in, in words.")),
        ],
    );
    let example = object(
        "A sign-in that breaks it.",
        [
            ("signIn", sign_in()),
            ("supposed", list(&text("In words."), "What has to be so that no export tells.")),
            ("asked", text("What is asked of it, in words.")),
            ("outcome", outcome()),
            ("policies", list(&text("The id of a policy."), "The policies that ask something of it.")),
            ("nearMiss", or_null(near_miss)),
        ],
    );
    object(
        "What came of a promise about the whole set.",
        [
            ("rule", text("The id of its rule.")),
            ("aliases", list(&text("An id."), "What others call the same check.")),
            (
                "verdict",
                one_of(&verdicts, "Whether it is kept, or would be with what is report-only switched on."),
            ),
            ("reason", or_null(text("Why it is not known, not licensed or not decided."))),
            (
                "region",
                or_null(text(
                    "What sets the sign-ins that break it apart, in plain words; null for nothing.",
                )),
            ),
            (
                "people",
                or_null(count(
                    "How many people of the directory have such sign-ins; null where none break it.",
                )),
            ),
            ("example", or_null(example)),
        ],
    )
}

fn related() -> Value {
    object(
        "Another place.",
        [
            ("message", text("What is to be seen there.")),
            ("file", file()),
            ("line", position("The line, from 1.")),
            ("column", position("The column in characters, from 1.")),
            ("endLine", position("The line of the end.")),
            ("endColumn", position("One past the last character.")),
        ],
    )
}

fn fix() -> Value {
    let edit = object(
        "A change of one place; a place of no length is where the text is inserted.",
        [
            ("file", file()),
            ("line", position("The line, from 1.")),
            ("column", position("The column in characters, from 1.")),
            ("endLine", position("The line of the end.")),
            ("endColumn", position("One past the last character.")),
            ("text", text("What is to stand there.")),
        ],
    );
    object(
        "The one right edit; null where there is none. `check --fix` makes it.",
        [("title", text("What it does.")), ("edits", list(&edit, "What changes, all of it or nothing."))],
    )
}

fn file() -> Value {
    or_null(text("The file; null where the problem is in none."))
}

fn position(description: &str) -> Value {
    or_null(count(description))
}
