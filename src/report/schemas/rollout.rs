//! The schema of `rollout --format json`.

use serde_json::Value;

use super::{certainty, count, date, list, object, one_of, one_or_several, or_null, text};

pub(super) fn schema() -> Value {
    one_or_several("In what order policies are switched on.", &of_tenant(), total())
}

fn total() -> Value {
    object(
        "What the tenants come to.",
        [
            ("tenants", count("How many tenants there are, failed ones included.")),
            ("policies", count("Policies that are switched on in some wave.")),
            ("held", count("Policies that are not switched on yet.")),
        ],
    )
}

fn of_tenant() -> Value {
    object(
        "In what order policies are switched on, for one tenant.",
        [
            ("tenant", text("The tenant.")),
            ("asOf", date("The day of the plan.")),
            ("mostLockedOut", count("How many people a step may lock out, for certain or possibly.")),
            ("mostAsked", count("How many people a wave of several policies may newly ask for something.")),
            ("signIns", count("Sign-ins that got in, on which the predictions rest.")),
            ("changed", effect()),
            ("steps", list(&step(), "What to do, in order.")),
            (
                "held",
                list(
                    &object(
                        "A policy that locks out more than is borne.",
                        [
                            ("policy", text("Its id.")),
                            (
                                "lockedOut",
                                list(&person(), "Whom it locks out, acknowledged lockouts left out."),
                            ),
                        ],
                    ),
                    "Policies that are not switched on yet.",
                ),
            ),
        ],
    )
}

fn step() -> Value {
    object(
        "One thing to do.",
        [
            ("step", count("Its number, as for --step.")),
            ("kind", one_of(&["reportOnly", "register", "pilot", "wave"], "What it is.")),
            ("policies", list(&text("A policy id."), "The policies that it is about.")),
            ("people", list(&text("A user."), "The people who act.")),
            ("effect", or_null(effect())),
        ],
    )
}

fn effect() -> Value {
    let users = |what: &str| list(&text("A user."), what);
    object(
        "Who is met, and was not before.",
        [
            ("lockedOut", list(&person(), "Locked out, for certain or possibly.")),
            ("registerFirst", users("A method has to be registered first.")),
            ("newlyPrompted", users("Something is asked that was not asked.")),
        ],
    )
}

fn person() -> Value {
    object(
        "Somebody who is locked out.",
        [
            ("user", text("The user principal name, or the object id where none is known.")),
            ("certainty", certainty()),
            ("cause", text("Why, as in simulate's JSON.")),
            ("remedy", text("What can be done.")),
        ],
    )
}
