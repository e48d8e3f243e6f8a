//! The schema of `prove --format json`.

use serde_json::{Value, json};

use super::diff::{differences, equal, sign_in};
use super::{Presence, count, flag, list, object, one_of, one_or_several, or_null, text, with};

pub(super) fn schema() -> Value {
    let total = object(
        "What the tenants come to.",
        [
            ("tenants", count("How many there are, those included that were not gone through.")),
            ("kept", count("In how many every invariant is proved.")),
        ],
    );
    let invariants = one_or_several("What was proved.", &tenant(), total);
    let relation = with(
        object(
            "How two sets compare: `prove --equivalent` and `prove --implies`.",
            [
                ("one", text("The first set.")),
                ("other", text("The second set.")),
                ("relation", one_of(&["equivalent", "implies"], "What was to be shown.")),
                ("holds", or_null(flag("Whether it holds; null where that was not decided."))),
            ],
        ),
        [
            ("differences", differences()),
            ("equal", equal()),
            ("complete", flag("Whether these are all.")),
            ("leftOut", list(&text("In words."), "What was left out.")),
        ],
        Presence::Always,
    );
    let mut schema = invariants;
    if let Some(kinds) = schema.pointer_mut("/anyOf").and_then(Value::as_array_mut) {
        kinds.push(relation);
        kinds.extend(of_one_or_several(
            &gaps(),
            ("closed", count("In how many a password is never enough, but for emergency access.")),
        ));
        kinds.extend(of_one_or_several(
            &needless(),
            ("clean", count("How many need every policy, and have no sign-in that nobody can complete.")),
        ));
    }
    schema
}

/// A result of one tenant, and one of several with how many of them are well.
fn of_one_or_several(one: &Value, well: (&'static str, Value)) -> [Value; 2] {
    let total = object(
        "What the tenants come to.",
        [("tenants", count("How many there are, those included that were not gone through.")), well],
    );
    let several = object(
        "The results of a folder with tenants under it.",
        [
            ("tenants", list(one, "Each tenant's, in order.")),
            (
                "failed",
                list(&text("A tenant."), "Tenants without a result, of which standard error tells why."),
            ),
            ("total", total),
        ],
    );
    [one.clone(), several]
}

fn gaps() -> Value {
    let gap = object(
        "Sign-ins for which a password is enough.",
        [
            ("region", text("Which, in plain words.")),
            ("classes", number("How many kinds of sign-ins they are.")),
            ("certain", flag("Whether the example is one, whatever is so that no export tells.")),
            (
                "doubt",
                list(&text("In words."), "What has to be so for others of them; none where all are certain."),
            ),
            ("example", example()),
        ],
    );
    object(
        "Where a password is enough: `prove --gaps`.",
        [
            ("tenant", text("The tenant.")),
            ("policies", count("How many policies there are.")),
            ("people", or_null(count("Over how many people; null without a directory."))),
            ("openClasses", number("For how many kinds of sign-ins a password is enough.")),
            ("classes", number("How many kinds of sign-ins by users the policies tell apart.")),
            ("openPeople", list(&text("A user principal name."), "Everyone with such sign-ins.")),
            ("gaps", list(&gap, "Where they are, what is certain and most people meet first.")),
            ("complete", flag("Whether these are all.")),
            ("emergencyAccess", or_null(example())),
            ("leftOut", list(&text("In words."), "What was left out.")),
        ],
    )
}

fn without() -> Value {
    let region = object(
        "Sign-ins that were possible and are not.",
        [("region", text("Which, in plain words.")), ("example", example())],
    );
    let account = object(
        "An emergency access account.",
        [
            ("userPrincipalName", text("Its name.")),
            ("getsIn", flag("Whether it gets in, whatever is not known.")),
        ],
    );
    object(
        "What was supposed to be gone, and what comes of that.",
        [
            ("what", one_of(&["compliance", "officeNetworks", "mfa"], "What is gone.")),
            ("lockedOut", list(&text("A user principal name."), "Who got in somewhere and gets in nowhere.")),
            ("regions", list(&region, "Sign-ins that were possible and are not.")),
            ("complete", flag("Whether these are all such sign-ins.")),
            ("emergencyAccess", list(&account, "Those of which an id is known.")),
        ],
    )
}

fn needless() -> Value {
    let idle = object(
        "A policy that could be removed, together with the others, and no sign-in would be asked anything else.",
        [
            ("policy", text("Its id.")),
            (
                "kind",
                one_of(
                    &["dead", "shadowed", "redundant"],
                    "Whether it asks nothing of anybody, or one other or several ask at least as much.",
                ),
            ),
            ("others", list(&text("The id of a policy."), "Those that ask at least as much.")),
        ],
    );
    let shut = object(
        "Sign-ins that no policy blocks, and of which more is asked than anybody can show.",
        [("region", text("Which, in plain words.")), ("example", example())],
    );
    object(
        "What nobody needs: `prove --policies`.",
        [
            ("tenant", text("The tenant.")),
            ("policies", count("How many policies there are.")),
            ("people", or_null(count("Over how many people; null without a directory."))),
            ("needless", list(&idle, "Policies that add nothing to the others.")),
            ("unsatisfiable", list(&shut, "Sign-ins that nobody can complete.")),
            ("legacy", or_null(shut)),
            ("complete", flag("Whether these are all such sign-ins.")),
        ],
    )
}

fn number(description: &str) -> Value {
    json!({ "description": description, "type": "number", "minimum": 0 })
}

pub(super) fn outcome() -> Value {
    let words = ["granted", "prompted", "needsRegistration", "unsatisfiable", "blocked"];
    object(
        "What the engine decides.",
        [("best", one_of(&words, "The best that it may be.")), ("worst", one_of(&words, "The worst."))],
    )
}

fn example() -> Value {
    let near_miss = object(
        "The policy that all but covers it.",
        [
            ("policy", text("Its id.")),
            ("obstacles", list(&text("An obstacle."), "What keeps it from the sign-in, in words.")),
        ],
    );
    object(
        "A sign-in that shows it.",
        [
            ("region", or_null(text("The sign-ins like it, in plain words; null for all in scope."))),
            ("people", list(&text("A user principal name."), "The people with such sign-ins.")),
            ("signIn", sign_in()),
            ("supposed", list(&text("In words."), "What has to be so that no export tells.")),
            ("asked", text("What is asked of it, in words.")),
            ("outcome", outcome()),
            (
                "platform",
                list(&text("As the catalogue has it."), "What Microsoft demands beside the policies."),
            ),
            ("policies", list(&text("The id of a policy."), "The policies that ask something of it.")),
            ("nearMiss", or_null(near_miss)),
        ],
    )
}

fn repairs() -> Value {
    let document = object(
        "A file that changes.",
        [
            ("path", text("Its path from the root of the repository on.")),
            ("patch", text("The unified diff, for `git apply`.")),
        ],
    );
    let repair = with(
        object(
            "Edits with which the invariant is proved, and every other one as before.",
            [
                ("edits", list(&text("In words."), "What each does.")),
                ("documents", list(&document, "What changes in the files.")),
                ("differences", differences()),
                ("equal", equal()),
            ],
        ),
        [
            ("complete", flag("Whether these are all differences.")),
            ("leftOut", list(&text("In words."), "What was left out.")),
        ],
        Presence::Always,
    );
    object(
        "What would have it kept, with `--repair`; null where that was not looked for.",
        [
            ("found", list(&repair, "What changes least comes first.")),
            ("tried", count("How many edits, or pairs of them, were tried.")),
            ("complete", flag("Whether these were all.")),
            (
                "emergencyAccess",
                flag("Whether it fails for emergency access, which nothing offered reaches."),
            ),
        ],
    )
}

fn tenant() -> Value {
    let verdicts = ["proved", "fails", "unknown", "nobody", "noPath", "path", "undecided"];
    let invariant = object(
        "An invariant.",
        [
            ("name", text("What is promised.")),
            ("owner", or_null(text("Whose promise it is."))),
            ("because", or_null(text("Why it is promised."))),
            ("kind", one_of(&["always", "never", "somePath"], "How it holds.")),
            ("path", text("The file that says it.")),
            ("pointer", text("Where in it.")),
            ("verdict", one_of(&verdicts, "What came of it; `proved` and `path` are kept.")),
            ("reason", or_null(text("Why, where there is no example or it depends on something."))),
            ("example", or_null(example())),
            ("repairs", or_null(repairs())),
        ],
    );
    let missing = object(
        "An invariant with a name that nothing goes by.",
        [("invariant", text("What is promised.")), ("names", list(&text("A name."), "The names."))],
    );
    object(
        "What was proved of one tenant.",
        [
            ("tenant", text("The tenant.")),
            ("policies", count("How many policies there are.")),
            (
                "people",
                json!({ "description": "Over how many people; null without a directory.", "type": ["integer", "null"] }),
            ),
            ("kept", flag("Whether every invariant is proved.")),
            ("invariants", list(&invariant, "In the order of the files.")),
            ("unresolved", list(&missing, "Invariants that were not decided.")),
            ("adversary", flag("Whether somebody was supposed to choose platform, client and country.")),
            ("without", or_null(without())),
        ],
    )
}
