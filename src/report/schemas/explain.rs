//! The schema of `explain --format json`.

use serde_json::Value;

use super::{Presence, count, date, flag, list, object, one_of, or_null, text, with};

pub(super) fn schema() -> Value {
    object(
        "What policies say, in words. The words may change with a version; the members stay.",
        [("tenants", list(&tenant(), "The tenants, or the one export."))],
    )
}

fn tenant() -> Value {
    let notes = list(&text("A sentence."), "How to read it, and what it leaves out.");
    object(
        "A tenant's policies.",
        [
            ("tenant", text("The tenant's name, or the path of the export.")),
            ("asOf", date("The day on which dates were judged.")),
            ("policies", list(&policy(), "The policies, in order.")),
            ("matrix", or_null(matrix())),
            ("namedLocations", list(&row(), "The named locations that the policies look at.")),
            ("notes", notes),
        ],
    )
}

fn policy() -> Value {
    let people = object(
        "How many people of the directory it is for; null without a directory, and for workloads.",
        [
            ("least", count("For certain.")),
            ("most", count("At most: of some it is not known.")),
            ("of", count("People in the directory whose accounts are not disabled.")),
        ],
    );
    object(
        "A policy.",
        [
            ("id", text("Its id; Graph's for one that the YAML does not manage.")),
            ("displayName", text("Its display name.")),
            ("state", text("Graph's token.")),
            ("managed", flag("Whether the YAML has it.")),
            ("sentence", text("What it does to whom, for what and when.")),
            ("notes", list(&text("A sentence."), "What a reader must know beside.")),
            ("rows", list(&row(), "Everything it says.")),
            ("people", or_null(people)),
        ],
    )
}

fn row() -> Value {
    let value = object("A value.", [("text", text("In words."))]);
    let place = object(
        "Where it came from; only with --where.",
        [
            (
                "kind",
                one_of(
                    &["written", "default", "export"],
                    "Whether it was written, is the default, or came as Graph JSON.",
                ),
            ),
            ("file", or_null(text("The file."))),
            ("line", or_null(count("The line, from 1."))),
            ("origin", or_null(text("Why it is there and not in the policy's own file."))),
        ],
    );
    let value = with(value, [("place", place)], Presence::Sometimes);
    object("A row.", [("label", text("What it is about.")), ("values", list(&value, "What is said of it."))])
}

fn matrix() -> Value {
    let statement = object(
        "What a policy asks.",
        [
            ("policy", text("The policy's id.")),
            ("asks", text("What it asks.")),
            ("when", or_null(text("Under which conditions; null for always."))),
            (
                "applies",
                one_of(&["yes", "unknown"], "Whether it is for all of these, or may be for a part of them."),
            ),
        ],
    );
    let cell = object(
        "What is asked of someone for something. With nothing in it, no policy is for them.",
        [
            ("always", list(&statement, "Whatever the conditions.")),
            (
                "footnotes",
                list(&count("A position among `footnotes`, from 0."), "What is asked under conditions."),
            ),
        ],
    );
    let row = object(
        "Someone of whom only this is known.",
        [
            ("who", text("In words.")),
            ("people", or_null(count("How many people of the directory, where that is known."))),
            ("cells", list(&cell, "A cell for each column.")),
        ],
    );
    let exemption = object(
        "Someone whom policies leave out.",
        [("who", text("In words.")), ("policies", list(&text("A policy."), "The policies."))],
    );
    object(
        "Who is asked for what. Null where some policies were chosen, or where it would be too large to read.",
        [
            ("columns", list(&text("In words."), "Resources, user actions and authentication contexts.")),
            ("rows", list(&row, "People, and identities that are none.")),
            ("footnotes", list(&statement, "What is asked under conditions.")),
            ("exemptions", list(&exemption, "Whom policies leave out.")),
            ("disabledPolicies", count("How many policies are left out, since they are disabled.")),
        ],
    )
}
