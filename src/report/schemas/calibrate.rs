//! The schema of `calibrate --format json`.

use serde_json::Value;

use super::{Presence, count, list, object, one_of, one_or_several, or_null, text, time, with};
use crate::sign_in::recorded::{AppliedResult, RecordedCondition};

pub(super) fn schema() -> Value {
    let total = object(
        "What the tenants come to.",
        [
            ("tenants", count("How many tenants there are, failed ones included.")),
            ("results", agreed("Results of policies.")),
        ],
    );
    one_or_several("How often the engine agrees with what Entra recorded.", &of_tenant(), total)
}

fn of_tenant() -> Value {
    let policy = with(named("A policy."), [("results", agreed("Its results."))], Presence::Always);
    let of_condition = object(
        "A condition, in all policies that configure it.",
        [
            ("condition", condition()),
            ("matches", agreed("What `conditionsSatisfied` and `conditionsNotSatisfied` say.")),
            ("rules", agreed("What `includeRulesSatisfied` and `excludeRulesSatisfied` say.")),
        ],
    );
    let not_in_force = object(
        "A recorded policy.",
        [
            ("id", text("Its Graph id.")),
            ("displayName", text("As recorded.")),
            ("results", count("How often.")),
        ],
    );
    object(
        "How often the engine agrees with what Entra recorded, for one tenant.",
        [
            ("tenant", text("The tenant.")),
            ("base", text("What is in force.")),
            ("first", or_null(time("The first sign-in with recorded results."))),
            ("last", or_null(time("The last of them."))),
            ("signIns", count("Sign-ins that reached Conditional Access.")),
            ("signInsWithResults", count("Those of them with recorded results.")),
            ("results", agreed("Results of policies.")),
            ("policies", list(&policy, "Policies in force that were recorded.")),
            ("conditions", list(&of_condition, "Conditions that were recorded; none by the v1.0 endpoint.")),
            ("disagreements", list(&disagreement(), "Results that are others, most frequent first.")),
            (
                "conditionDisagreements",
                list(&condition_disagreement(), "Conditions that are others, most frequent first."),
            ),
            (
                "staleLocations",
                list(
                    &object(
                        "A named location that does not match as Entra recorded.",
                        [
                            ("location", text("Its display name.")),
                            (
                                "onlyRecorded",
                                addresses("Entra found the address in it; its ranges do not hold it."),
                            ),
                            (
                                "onlyDecided",
                                addresses("Its ranges hold the address; Entra did not find it in it."),
                            ),
                        ],
                    ),
                    "Named locations whose ranges are not those of the time of the sign-ins.",
                ),
            ),
            ("notInForce", list(&not_in_force, "Recorded policies that are not in force.")),
            ("neverRecorded", list(&named("A policy."), "Policies in force that were never recorded.")),
            ("unknown", count("Results that are `unknown`: they are not compared.")),
            (
                "unknownFutureValue",
                count(
                    "Results that are `unknownFutureValue`, as those of report-only policies are unless Graph is asked with Prefer: include-unknown-enum-members: they are not compared.",
                ),
            ),
        ],
    )
}

fn agreed(description: &str) -> Value {
    object(
        description,
        [
            ("agreed", count("As recorded.")),
            ("undecided", count("The engine cannot tell, and allows what was recorded.")),
            ("disagreed", count("Not as recorded.")),
        ],
    )
}

fn named(description: &str) -> Value {
    object(
        description,
        [
            ("policy", text("Its id; Graph's for one that the YAML does not manage.")),
            ("displayName", text("Its display name.")),
        ],
    )
}

fn disagreement() -> Value {
    let results = AppliedResult::ALL.map(AppliedResult::as_graph);
    let reasons = text(
        "What most likely explains it: one of our words, such as `membership`; there may be more of them later.",
    );
    let disagreement = with(
        named("Results of one policy that are others, for one reason."),
        [
            ("recorded", one_of(&results, "What was recorded.")),
            ("decided", list(&one_of(&results, "A result."), "What the engine allows.")),
            ("reason", reasons),
            ("condition", or_null(condition())),
            ("explanation", text("The reason in words.")),
        ],
        Presence::Always,
    );
    seen(disagreement)
}

fn condition_disagreement() -> Value {
    let words = ["satisfied", "notSatisfied", "included", "excluded"];
    let disagreement = with(
        named("A condition of one policy that is another."),
        [
            ("condition", condition()),
            ("recorded", one_of(&words, "What was recorded of it, of which the engine says the contrary.")),
            ("rule", or_null(text("`ruleSatisfied`, where it is about a rule."))),
        ],
        Presence::Always,
    );
    seen(disagreement)
}

fn seen(of: Value) -> Value {
    with(
        of,
        [
            ("signIns", count("How often.")),
            ("first", time("The first.")),
            ("last", time("The last.")),
            ("user", text("Who the newest is by.")),
            ("id", text("The id of the newest.")),
        ],
        Presence::Always,
    )
}

fn addresses(description: &str) -> Value {
    object(
        description,
        [
            ("signIns", count("How many sign-ins.")),
            ("newest", or_null(time("When the newest was."))),
            ("addresses", list(&text("An address."), "A few of the addresses.")),
        ],
    )
}

fn condition() -> Value {
    one_of(&RecordedCondition::ALL.map(RecordedCondition::as_graph), "The condition, as Entra names it.")
}
