//! The schema of `tenant.yaml`.

use serde_json::json;

use super::baseline::uses;
use super::build::{
    Schema, and, any_of, at_least_one, date, flag, formatted, keyword, keyword_or, list, map_from, map_of,
    object, open_object, text,
};
use super::format::Format;
use super::locations::country;
use super::naming;
use crate::workspace::document::{PRESET, Preset, SEVERITY, SeveritySetting};

/// The schema of `tenant.yaml`.
pub(super) fn schema() -> Schema {
    let properties = [
        ("tenant", text("The initial domain, such as contoso.onmicrosoft.com.")),
        ("tenantId", formatted(Format::Guid, "The tenant id.")),
        (
            "licenses",
            map_of(
                json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
                "Plan names and their seats.",
            ),
        ),
        ("emergencyAccess", emergency_access()),
        ("partner", partner()),
        ("unattended", list(person(), "Accounts with no person behind them, by user principal name.")),
        ("platform", platform()),
        (
            "unmanagedPolicies",
            keyword(
                &["keep", "remove"],
                "What becomes of deployed policies that this repository does not manage.",
            ),
        ),
        ("baselines", uses("Shared sets of policies that the tenant uses.")),
        ("changes", list(change(), "Changes to policies of shared sets.")),
        ("exceptions", list(exception(), "Exceptions for people and a while.")),
        ("naming", naming::schema()),
        ("rules", rules()),
    ];
    object(properties, &[], "A tenant.")
}

fn person() -> Schema {
    formatted(Format::Person, "A user principal name.")
}

fn emergency_access() -> Schema {
    let properties = [
        ("accounts", list(person(), "The emergency access accounts, by user principal name.")),
        ("group", text("The group that holds them; compile excludes it from every policy on users.")),
    ];
    object(properties, &["accounts"], "Who gets in when nobody else does.")
}

fn partner() -> Schema {
    let properties = [
        ("tenants", list(formatted(Format::Guid, "A tenant id."), "The partner's own tenants.")),
        ("access", text("How the partner's technicians come in, such as gdap.")),
    ];
    object(properties, &["tenants", "access"], "Who manages the tenant from outside.")
}

fn platform() -> Schema {
    let custom = object(
        [("custom", text("The application, by display name or id."))],
        &["custom"],
        "An application of the tenant's choice.",
    );
    let resource_exclusions = any_of(
        [json!({ "type": "string", "enum": ["legacy", "enforced"] }), custom],
        "How requests for baseline scopes are treated where a policy on all resources excludes some.",
    );
    let phases = [
        ("phase1", flag("Admin portals.")),
        ("phase2", flag("Command line tools and the Azure control plane.")),
    ];
    let properties = [
        ("securityDefaults", flag("Security defaults are on.")),
        ("resourceExclusions", resource_exclusions),
        ("mandatoryMfa", object(phases, &[], "Which phases of Microsoft's mandatory MFA reach the tenant.")),
        (
            "mfaTrustedIps",
            list(
                formatted(Format::CidrV4, "A range of public IPv4 addresses, such as 203.0.113.0/24."),
                "The trusted IPs of the settings of per-user MFA, which no export holds; an empty list where there are none.",
            ),
        ),
    ];
    object(properties, &[], "What the platform enforces beside the policies.")
}

fn change() -> Schema {
    let edits = |values: Schema, description| map_from(Format::KeyPath, values, description);
    let items = || any_of([json!({ "type": ["string", "integer"] }), json!({ "type": "array" })], "Items.");
    let properties = [
        ("policy", text("The key of the policy.")),
        ("add", edits(items(), "Items to add, by the path of the list, such as users.exclude.groups.")),
        ("remove", edits(items(), "Items to remove, by the path of the list.")),
        ("set", edits(json!(true), "Values to set, by the path of the key; null removes the key.")),
        ("reason", text("Why.")),
        ("owner", text("Whose decision it is.")),
        ("from", date("The first day that counts, UTC.")),
        ("until", date("The last day that counts, UTC.")),
    ];
    and(
        object(properties, &["policy", "reason"], "A change to a policy of a shared set."),
        [at_least_one(&["add", "remove", "set"])],
    )
}

fn exception() -> Schema {
    let properties = [
        ("travel", list(country("A two-letter code of ISO 3166."), "Countries travelled to.")),
        ("who", list(person(), "The people, by user principal name.")),
        ("opens", list(text("The key of a policy."), "Policies that are opened for them.")),
        ("from", date("The first day that counts, UTC.")),
        ("until", date("The last day that counts, UTC.")),
        ("reason", text("Why.")),
        ("owner", text("Whose decision it is.")),
        ("ticket", text("Where it was asked for.")),
    ];
    object(properties, &["travel", "who", "opens", "until", "reason"], "An exception for people and a while.")
}

/// Any key may be a rule's, and any key of a rule's map an option's: which there are, `check` knows.
fn rules() -> Schema {
    let severities: Vec<&str> = SeveritySetting::ALL.iter().map(|setting| setting.as_str()).collect();
    let presets: Vec<&str> = Preset::ALL.iter().map(|preset| preset.as_str()).collect();
    let number = json!({ "type": "integer", "minimum": 0, "maximum": LARGEST_OPTION });
    let severity = keyword(&severities, "How much what the rule finds matters.");
    let setting = open_object(
        [(SEVERITY, severity)],
        number,
        "The severity, and numbers by the names of the rule's options.",
    );
    let setting = keyword_or(
        &severities,
        setting,
        "How much what the rule finds matters to this tenant, or a map of that and the rule's options.",
    );
    let preset = keyword(
        &presets,
        "What holds for rules without a severity here: errors alone, each rule at its own severity (recommended), the same with what the whole set of policies has to come to (posture), or every rule there is, one step up (strict).",
    );
    open_object(
        [(PRESET, preset)],
        setting,
        "Settings of rules, by id or by a name that others call the rule.",
    )
}

/// No option counts more than that, and dates that far off are still dates.
const LARGEST_OPTION: i64 = 1_000_000;
