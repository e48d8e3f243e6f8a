//! The schema of a policy document.

use serde_json::json;

use super::build::{
    Schema, and, any_of, at_least_one, date, described, exactly_one, excludes, flag, formatted,
    graph_members, keyword, keyword_or, list, object, only_true, text, token, tokens, unless_graph_holds,
};
use super::format::Format;
use crate::model::{
    BuiltInControl, ClientAppType, CloudAppSecurity, ContinuousAccessEvaluation, DevicePlatform, GuestType,
    InsiderRiskLevel, PersistentBrowser, RiskLevel, SignInFrequencyAuthentication, TransferMethod,
    UserAction,
};

const TARGETS: &[&str] = &["applications", "userActions", "authenticationContexts"];
const SUBJECTS: &[&str] = &["users", "servicePrincipals", "agentIdentities", "agents"];

/// Pointers under which a policy may have a target or subjects that this version does not know.
const CONDITIONS: &str = "^/conditions/";

/// The schema of a policy document.
pub(super) fn schema() -> Schema {
    let properties = [
        ("id", text("The key of the policy in this repository, such as CA101.")),
        ("name", text("The display name in Entra.")),
        ("description", text("What a client gets, in one sentence. It stays in this repository.")),
        (
            "state",
            token(
                &["enabled", "reportOnly", "disabled"],
                "Whether the policy decides: enabled, reportOnly (evaluated and recorded only) or disabled.",
            ),
        ),
        ("reportOnlySince", date("The day on which the policy was set to report-only.")),
        (
            "contingency",
            only_true("The policy is kept disabled on purpose, to be switched on in an emergency."),
        ),
        ("users", users()),
        ("applications", applications()),
        (
            "userActions",
            tokens(UserAction::KNOWN, "The user actions the policy is for, instead of applications."),
        ),
        (
            "authenticationContexts",
            list(
                text("An authentication context: its display name, or its id such as c1."),
                "The authentication contexts the policy is for, instead of applications.",
            ),
        ),
        ("clientAppTypes", client_app_types()),
        ("platforms", scoped(platform_list(), platform_list(), "Device platforms. They are not verified.")),
        ("locations", locations()),
        ("deviceFilter", device_filter()),
        ("userRiskLevels", risk_levels("Levels of user risk.")),
        ("signInRiskLevels", risk_levels("Levels of sign-in risk.")),
        ("servicePrincipalRiskLevels", risk_levels("Levels of service principal risk.")),
        ("insiderRiskLevels", tokens(InsiderRiskLevel::KNOWN, "Levels of insider risk. Omitted is any.")),
        ("agentIdRiskLevels", risk_levels("Levels of agent risk (beta).")),
        ("authenticationFlows", tokens(TransferMethod::KNOWN, "Authentication flows. Omitted is any.")),
        ("servicePrincipals", identities("The workload identities the policy is for, instead of users.")),
        ("agentIdentities", identities("The agent identities the policy is for, instead of users (beta).")),
        ("agents", identities("The agent users the policy is for (beta).")),
        ("grant", grant()),
        ("session", session()),
        ("emergencyAccess", emergency_access()),
        (
            "graph",
            graph_members(
                "Members of the Graph object that this version does not know, by JSON pointer, as they came.",
            ),
        ),
    ];
    let policy = object(properties, &["id", "name", "state"], "A Conditional Access policy.");
    and(
        policy,
        [
            unless_graph_holds(CONDITIONS, at_least_one(TARGETS)),
            unless_graph_holds(CONDITIONS, at_least_one(SUBJECTS)),
            excludes("applications", &["userActions", "authenticationContexts"]),
            excludes("userActions", &["authenticationContexts"]),
            excludes("servicePrincipals", &["users"]),
            excludes("agentIdentities", &["users"]),
        ],
    )
}

/// One side of `users`, with entries as given for each kind.
pub(super) fn subjects(entry: fn(Schema, &str) -> Schema, description: &str) -> Schema {
    let user =
        formatted(Format::User, "A user principal name or an object id; or all, none, allAgentIdUsers.");
    let group = text("A group, by display name or object id.");
    let role = text("A directory role, by display name or template id.");
    let properties = [
        ("users", list(entry(user, "user"), "Users, by user principal name or object id.")),
        ("groups", list(entry(group, "group"), "Groups, by display name or object id.")),
        ("roles", list(entry(role, "role"), "Directory roles, by display name or template id.")),
        ("guests", guests()),
    ];
    object(properties, &[], description)
}

/// An entry that is just a name.
pub(super) fn plain_entry(name: Schema, _: &str) -> Schema {
    name
}

/// A list of applications, or a keyword.
pub(super) fn application_list(description: &str) -> Schema {
    let application = formatted(
        Format::Application,
        "An application, by display name or application id; or all, none, office365, microsoftAdminPortals, \
         allAgentIdResources.",
    );
    keyword_or(&["all", "none"], list(application, "Applications."), description)
}

/// A list of platforms, or `all`.
pub(super) fn platform_list() -> Schema {
    keyword_or(&["all"], tokens(DevicePlatform::KNOWN, "Device platforms."), "`all`, or a list of platforms.")
}

fn users() -> Schema {
    let include = keyword_or(
        &["all", "none", "allAgentIdUsers"],
        subjects(plain_entry, "Who the policy is for: the union of these."),
        "Who the policy is for. `all` includes guests.",
    );
    let exclude = subjects(exclusion, "Who the policy is not for; exclude beats include.");
    object([("include", include), ("exclude", exclude)], &["include"], "The users the policy is for.")
}

/// An excluded name, or a map with the name, a reason, an owner and dates.
fn exclusion(name: Schema, key: &str) -> Schema {
    let properties = [
        (key, name.clone()),
        ("reason", text("Why this exclusion is needed.")),
        ("owner", text("Whose decision it is.")),
        ("from", date("The first day that counts, UTC.")),
        ("until", date("The last day that counts, UTC. After it the exclusion is not compiled.")),
    ];
    let entry = object(properties, &[key], "An exclusion with a reason, an owner or dates.");
    any_of([name, entry], "A name, or a map with the name, a reason, an owner and dates.")
}

fn guests() -> Schema {
    let tenants = keyword_or(
        &["all"],
        list(formatted(Format::ObjectId, "A tenant id."), "Tenant ids."),
        "The tenants they come from: `all`, or a list of tenant ids. Omitted is null in Graph.",
    );
    let types = tokens(GuestType::KNOWN, "Types of guests and external users.");
    let object =
        object([("types", types), ("tenants", tenants)], &["types"], "Types of guests and their tenants.");
    let both = list(
        any_of([json!({ "type": "string", "enum": ["all"] }), object.clone()], "One of the two forms."),
        "Both forms at once, as some exports hold them.",
    );
    any_of(
        [json!({ "type": "string", "enum": ["all"] }), object, both],
        "Guests and external users: `all`, or a map of types and tenants.",
    )
}

fn applications() -> Schema {
    let properties = [
        ("include", application_list("The applications the policy is for: `all`, `none` or a list.")),
        ("exclude", application_list("The applications the policy is not for; exclude beats include.")),
        ("filter", filter("A filter on custom security attributes of applications.")),
    ];
    and(
        object(properties, &[], "The applications (target resources) the policy is for."),
        [at_least_one(&["include", "filter"])],
    )
}

fn client_app_types() -> Schema {
    tokens(ClientAppType::KNOWN, "Client apps. Omitted is all of them, legacy authentication included.")
}

fn locations() -> Schema {
    let location = || {
        formatted(
            Format::Location,
            "A named location, by display name or id; or all, allTrusted, mfaTrustedIps, allCompliantNetworks.",
        )
    };
    let include =
        keyword_or(&["all"], list(location(), "Named locations."), "`all`, or a list. Omitted is all.");
    scoped(
        include,
        list(location(), "Named locations that are excluded."),
        "Networks the sign-in comes from.",
    )
}

fn scoped(include: Schema, exclude: Schema, description: &str) -> Schema {
    object([("include", include), ("exclude", exclude)], &[], description)
}

fn device_filter() -> Schema {
    let rule = |what| text(what);
    let properties = [
        ("include", rule("Only devices that match this rule, such as device.isCompliant -eq True.")),
        ("exclude", rule("All devices but those that match this rule.")),
    ];
    exactly_one(object(properties, &[], "A rule on attributes of the device."), &["include", "exclude"])
}

fn filter(description: &str) -> Schema {
    let properties = [
        ("mode", keyword(&["include", "exclude"], "Whether what matches is included or excluded.")),
        ("rule", text("The rule, such as CustomSecurityAttribute.Set_Name -eq \"value\".")),
    ];
    object(properties, &["mode", "rule"], description)
}

fn risk_levels(description: &str) -> Schema {
    tokens(RiskLevel::KNOWN, &format!("{description} Omitted is any."))
}

fn identities(description: &str) -> Schema {
    let list = || {
        let identity =
            formatted(Format::ServicePrincipal, "A service principal, by display name or object id; or all.");
        keyword_or(&["all"], list(identity, "Service principals."), "`all`, or a list.")
    };
    let properties = [
        ("include", list()),
        ("exclude", list()),
        ("filter", filter("A filter on custom security attributes.")),
    ];
    and(object(properties, &[], description), [at_least_one(&["include", "filter"])])
}

const ITEMS: &[&str] = &["authenticationStrength", "termsOfUse", "customControl"];

fn grant() -> Schema {
    let built_in = || token(BuiltInControl::KNOWN, "A grant control.");
    let named = || {
        [
            ("authenticationStrength", text("An authentication strength, by display name or id.")),
            ("termsOfUse", text("Terms of use, by display name or id.")),
            ("customControl", text("A custom control, by id.")),
        ]
    };
    let item = || {
        let object = exactly_one(object(named(), &[], "A grant control with a name."), ITEMS);
        any_of([built_in(), object], "A grant control.")
    };
    let combined = [
        ("anyOf", list(item(), "One of these controls is enough. They do not nest.")),
        ("allOf", list(item(), "All of these controls are needed. They do not nest.")),
    ];
    let keys: Vec<&str> = ITEMS.iter().copied().chain(["anyOf", "allOf"]).collect();
    let object = object(named().into_iter().chain(combined), &[], "One named control, or several combined.");
    any_of(
        [built_in(), exactly_one(object, &keys)],
        "What is asked for: block, one control, or several under anyOf or allOf.",
    )
}

fn session() -> Schema {
    let every = || {
        formatted(
            Format::SignInFrequency,
            "How long a sign-in lasts: hours as 4h, days as 30d, or everyTime.",
        )
    };
    let frequency = object(
        [
            ("every", every()),
            (
                "authentication",
                token(SignInFrequencyAuthentication::KNOWN, "What is asked again. Omitted is null in Graph."),
            ),
        ],
        &["every"],
        "How long a sign-in lasts, and what is asked again.",
    );
    let properties = [
        ("signInFrequency", any_of([every(), frequency], "How long a sign-in lasts: 4h, 30d or everyTime.")),
        (
            "persistentBrowser",
            token(PersistentBrowser::KNOWN, "Whether a browser stays signed in after it is closed."),
        ),
        (
            "applicationEnforcedRestrictions",
            flag("Exchange and SharePoint restrict unmanaged devices themselves."),
        ),
        (
            "cloudAppSecurity",
            token(CloudAppSecurity::KNOWN, "What Defender for Cloud Apps does in the session."),
        ),
        (
            "continuousAccessEvaluation",
            token(ContinuousAccessEvaluation::KNOWN, "How continuous access evaluation works (beta)."),
        ),
        ("tokenProtection", flag("Tokens are bound to the device (secureSignInSession).")),
        ("disableResilienceDefaults", flag("Sessions are not extended during an outage of Entra.")),
        ("globalSecureAccessProfile", text("A Global Secure Access security profile, by name or id (beta).")),
    ];
    object(properties, &[], "What the session is limited to.")
}

fn emergency_access() -> Schema {
    let properties = [
        ("included", only_true("The emergency access group is not excluded from this policy.")),
        ("reason", text("Why emergency access may be stopped by this policy.")),
    ];
    described(
        object(properties, &["included", "reason"], ""),
        "Keeps the emergency access group from being excluded; otherwise it is, from every policy on users.",
    )
}
