//! The schema of `diff --format json`.

use serde_json::{Value, json};

use super::{Presence, count, flag, list, object, one_of, or_null, text, with};

pub(super) fn schema() -> Value {
    let tenant = object(
        "What differs in one tenant.",
        [
            ("tenant", or_null(text("The tenant; null where both sides are Graph JSON."))),
            (
                "meaning",
                or_null(meaning("Of which sign-ins something else is asked; null where nothing differs.")),
            ),
            ("switchedOn", or_null(meaning("What else would be asked if report-only policies were on."))),
            ("lockedOut", or_null(locked_out())),
            ("undecided", or_null(text("Why it was not decided whose outcome changes."))),
            ("policies", part("Policies.")),
            ("namedLocations", part("Named locations.")),
            ("settings", part("Settings in tenant.yaml that have a say in decisions.")),
        ],
    );
    let document = object(
        "A document whose text differs.",
        [("path", text("Its path.")), ("diff", text("A unified diff."))],
    );
    let total = object(
        "What the tenants come to.",
        [
            ("tenants", count("How many there are, those included that were not compared.")),
            ("changed", count("How many differ in Graph.")),
        ],
    );
    object(
        "What differs between two sides.",
        [
            ("before", text("The side before.")),
            ("after", text("The side after.")),
            ("changed", flag("Whether anything differs in Graph.")),
            ("tenants", list(&tenant, "By tenant.")),
            ("failed", list(&text("A tenant."), "Tenants that were not compared.")),
            ("total", total),
            ("documents", list(&document, "Differences in YAML.")),
        ],
    )
}

/// What changes for sign-ins.
fn meaning(description: &str) -> Value {
    object(
        description,
        [
            ("differences", differences()),
            ("equal", equal()),
            ("complete", flag("Whether these are all.")),
            ("leftOut", list(&text("In words."), "What was left out.")),
        ],
    )
}

/// The differences, one for each kind of change.
pub(super) fn differences() -> Value {
    let outcome = |description: &str| {
        let words = ["granted", "prompted", "needsRegistration", "unsatisfiable", "blocked"];
        object(
            description,
            [("best", one_of(&words, "The best that it may be.")), ("worst", one_of(&words, "The worst."))],
        )
    };
    let difference = object(
        "Sign-ins of which something else is asked.",
        [
            (
                "direction",
                or_null(one_of(
                    &["tightens", "loosens", "mixed", "equal"],
                    "How; null where it is not decided.",
                )),
            ),
            ("effect", text("What becomes of whoever signs in: `no longer need MFA`.")),
            ("regions", list(&text("A region; an empty text is every sign-in."), "Which, in plain words.")),
            ("more", flag("Whether there are more regions than these.")),
            ("people", count("How many people of the directory have such sign-ins.")),
            ("seen", or_null(seen())),
            ("policiesBefore", list(&text("A policy."), "Those that differ and asked something there.")),
            ("policiesAfter", list(&text("A policy."), "Those that differ and ask something there.")),
            ("ownBefore", text("What the policies that differ asked by themselves, in words.")),
            ("ownAfter", text("What they ask.")),
            ("before", text("What was asked of the example in all.")),
            ("after", text("What is asked of it.")),
            ("certain", flag("Whether it is so whatever is not known.")),
            ("signIn", sign_in()),
            ("outcomeBefore", outcome("What the engine decides of the example before.")),
            ("outcomeAfter", outcome("And after.")),
        ],
    );
    list(&difference, "Those that loosen first.")
}

fn locked_out() -> Value {
    let users = |description: &str| list(&text("A user principal name."), description);
    object(
        "Who would newly be locked out by recorded sign-ins; null where none were gone through.",
        [
            ("signIns", count("How many sign-ins got in.")),
            ("people", count("By how many people.")),
            ("certain", users("Locked out for certain, whom no test acknowledges.")),
            ("possible", users("Locked out possibly.")),
        ],
    )
}

fn seen() -> Value {
    object(
        "The recorded sign-ins among them that got in; null where none were gone through.",
        [
            ("signIns", count("How many are for certain.")),
            ("possible", count("How many more may be.")),
            ("people", count("By how many people they are.")),
        ],
    )
}

/// Policies that are written otherwise and ask the same.
pub(super) fn equal() -> Value {
    let policies = |description: &str| list(&text("A policy."), description);
    let equal = object(
        "Policies that ask the same as others did.",
        [("before", policies("Before.")), ("after", policies("After."))],
    );
    list(&equal, "What is written otherwise and was proved to ask the same.")
}

/// A sign-in as an example.
pub(super) fn sign_in() -> Value {
    object(
        "One of the sign-ins.",
        [
            ("userPrincipalName", text("Who signs in; empty for a workload.")),
            ("facts", list(&text("A fact."), "What is known of it, in words.")),
        ],
    )
}

fn part(description: &str) -> Value {
    let value = |description: &str| json!({ "description": description });
    let field = object(
        "A member that differs.",
        [
            ("pointer", text("The JSON pointer of the member.")),
            ("before", value("The value before; null if there was none.")),
            ("after", value("The value after; null if there is none.")),
        ],
    );
    let field = with(
        field,
        [
            ("addedItems", list(&value("An item."), "Items that a list gained.")),
            ("removedItems", list(&value("An item."), "Items that a list lost.")),
        ],
        Presence::Sometimes,
    );
    let changed = with(item(), [("fields", list(&field, "Members that differ."))], Presence::Always);
    let candidates = [("candidates", list(&item(), "What it may be."))];
    let ambiguous = with(item(), candidates, Presence::Always);
    object(
        description,
        [
            ("added", list(&item(), "Only there after.")),
            ("removed", list(&item(), "Only there before.")),
            ("changed", list(&changed, "On both sides, and different.")),
            ("unchanged", count("How many are alike.")),
            ("ambiguous", list(&ambiguous, "What may be any of several.")),
        ],
    )
}

fn item() -> Value {
    object(
        "A policy or a named location.",
        [
            ("key", or_null(text("Its key in the repository."))),
            ("id", or_null(text("Its id in Graph."))),
            ("displayName", text("Its display name.")),
        ],
    )
}
