//! The schema of `whatif --format json`.

use serde_json::{Value, json};

use super::{count, date, list, object, one_of, one_or_several, or_null, text};
use crate::catalogue::Enforcement;
use crate::control::Outcome;

pub(super) fn schema() -> Value {
    let outcomes = [
        Outcome::Granted,
        Outcome::Prompted,
        Outcome::NeedsRegistration,
        Outcome::Unsatisfiable,
        Outcome::Blocked,
    ]
    .map(Outcome::as_str);
    let outcome = |description| {
        object(
            description,
            [("best", one_of(&outcomes, "At best.")), ("worst", one_of(&outcomes, "At worst."))],
        )
    };
    let enforcements = Enforcement::ALL.map(Enforcement::as_str);
    let demand = object(
        "Something that Microsoft enforces and no policy can exclude anybody from.",
        [
            ("enforcement", one_of(&enforcements, "What it is.")),
            ("outcome", outcome("What comes of it: granted at best, if it may not reach the sign-in.")),
            ("since", or_null(date("The first day on which it may have reached a tenant."))),
            ("document", or_null(text("The title of the document of Microsoft that says so."))),
            ("documentDate", or_null(date("Of when that is."))),
        ],
    );
    let dependency = object(
        "A service that the resource depends on, whose policies must be met too.",
        [
            ("appId", text("Its application id.")),
            ("displayName", text("Its display name.")),
            ("outcome", outcome("What becomes of signing in to it; not part of the outcome above.")),
            ("decidedBy", list(&text("A policy id."), "The policies that bring about the worst of it.")),
        ],
    );
    let one = object(
        "What becomes of one sign-in in one tenant.",
        [
            ("tenant", text("The tenant.")),
            ("policies", list(&policy(), "Every policy, in order.")),
            (
                "outcome",
                outcome("What becomes of the sign-in. Where not everything is known, it is between the two."),
            ),
            ("decidedBy", list(&text("A policy id."), "The policies that bring about the worst of it.")),
            ("platform", list(&demand, "What Microsoft demands beside the policies.")),
            (
                "decidedByPlatform",
                list(&one_of(&enforcements, "A demand."), "Which of it brings about the worst."),
            ),
            (
                "serviceDependencies",
                list(&dependency, "Services that the resource depends on and that ask for anything."),
            ),
            (
                "withEligibleRolesActive",
                or_null(object(
                    "What becomes of it once the user has activated the roles that they may.",
                    [
                        ("outcome", outcome("What becomes of it.")),
                        (
                            "decidedBy",
                            list(&text("A policy id."), "The policies that bring about the worst."),
                        ),
                    ],
                )),
            ),
            (
                "sessionControls",
                or_null(json!({
                    "description": "What the session is under the enabled policies that surely apply, merged, as Graph has it.",
                    "type": "object",
                })),
            ),
            (
                "sessionControlsUnknown",
                list(&text("A policy id."), "Policies that may add session controls."),
            ),
            (
                "sessionControlsConflicts",
                list(
                    &text("A member of `sessionControls`."),
                    "Members on which policies disagree; how Entra merges them is not documented.",
                ),
            ),
        ],
    );
    let total = object(
        "What the tenants come to.",
        [
            ("tenants", count("How many tenants there are, failed ones included.")),
            (
                "lockedOutForCertain",
                count("Tenants in which the sign-in is locked out, whatever is unknown."),
            ),
            ("lockedOutAtMost", count("Tenants in which it may be.")),
        ],
    );
    one_or_several("What becomes of one sign-in.", &one, total)
}

fn policy() -> Value {
    let answer = one_of(&["yes", "no", "unknown"], "Whether it matches.");
    object(
        "One policy.",
        [
            ("id", text("Its id; Graph's for one that the YAML does not manage.")),
            ("displayName", text("Its display name.")),
            ("state", text("Graph's token.")),
            ("policyApplies", one_of(&["yes", "no", "unknown"], "Whether it applies, were it enabled.")),
            (
                "conditions",
                json!({
                    "description": "Every condition that it configures, by Graph's name.",
                    "type": "object",
                    "additionalProperties": answer,
                }),
            ),
            (
                "analysisReasons",
                list(
                    &text("A token of Graph's `analysisReasons`."),
                    "Why it does not apply, or is not known to.",
                ),
            ),
            ("result", text("One of Graph's appliedConditionalAccessPolicyResult.")),
        ],
    )
}
