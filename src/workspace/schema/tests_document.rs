//! The schema of `tests/*.yaml`.

use serde_json::json;

use super::build::{
    Property, Schema, and, any_of, at_least_one, date, described, exactly_one, excludes, flag, formatted,
    keyword, keyword_or, list, object, only_true, text, token,
};
use super::format::Format;
use super::locations::country;
use super::policy::{application_list, plain_entry, platform_list, subjects};
use crate::directory::METHODS;
use crate::model::{
    ClientAppType, DevicePlatform, GuestType, InsiderRiskLevel, RiskLevel, TransferMethod, UserAction,
};
use crate::workspace::document::{ExpectedOutcome, InvariantKind};

/// The schema of `tests/*.yaml`.
pub(super) fn schema() -> Schema {
    let properties = [
        (
            "given",
            described(given(), "What holds in every scenario of the file that does not say otherwise."),
        ),
        ("scenarios", list(scenario(), "Single sign-ins, and what must become of each.")),
        ("invariants", list(invariant(), "What holds for every sign-in.")),
        ("acknowledged", list(acknowledged(), "Known lockouts; the gate counts the rest.")),
    ];
    object(properties, &[], "Tests of a tenant.")
}

fn person() -> Schema {
    formatted(Format::Person, "A user principal name.")
}

fn scenario() -> Schema {
    let outcomes: Vec<&str> = ExpectedOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
    let policies = |description| list(text("The key of a policy."), description);
    let expect = [
        ("outcome", keyword(&outcomes, "The outcome.")),
        ("by", policies("The policies that decide it.")),
        ("applies", policies("Policies that apply, whether or not they decide.")),
        ("doesNotApply", policies("Policies that do not apply.")),
        ("requires", text("An authentication strength or a grant control that is asked for at least.")),
    ];
    let keys = expect.each_ref().map(|(key, _)| *key);
    let expect = and(object(expect, &[], "What must become of the sign-in."), [at_least_one(&keys)]);
    object(
        [("name", text("What the scenario shows.")), ("given", given()), ("expect", expect)],
        &["name", "given", "expect"],
        "One sign-in and what must become of it.",
    )
}

fn given() -> Schema {
    let risk = |description| token(RiskLevel::KNOWN, description);
    let device = json!({
        "type": "object",
        "additionalProperties": { "type": ["string", "boolean", "array", "null"] },
    });
    let properties: Vec<Property<'_>> = vec![
        ("user", person()),
        ("person", supposed_person()),
        ("servicePrincipal", text("A service principal, by display name or object id.")),
        (
            "application",
            formatted(Format::Application, "An application, by display name or id, or a keyword."),
        ),
        ("userAction", token(UserAction::KNOWN, "A user action, instead of an application.")),
        ("authenticationContext", text("An authentication context, by display name or id.")),
        ("clientAppType", token(ClientAppType::KNOWN, "The client app.")),
        ("devicePlatform", token(DevicePlatform::KNOWN, "The device platform.")),
        ("country", country("The country of the address.")),
        ("ipAddress", formatted(Format::IpAddress, "The address.")),
        ("userRiskLevel", risk("User risk.")),
        ("signInRiskLevel", risk("Sign-in risk.")),
        ("servicePrincipalRiskLevel", risk("Service principal risk.")),
        ("insiderRiskLevel", token(&or_none(InsiderRiskLevel::KNOWN), "Insider risk.")),
        ("agentIdRiskLevel", risk("Agent risk.")),
        ("authenticationFlow", token(&or_none(TransferMethod::KNOWN), "The authentication flow.")),
        ("mfa", flag("Whether MFA was done already.")),
        ("device", described(device, "Attributes of the device, as the device filter language names them.")),
    ];
    let sign_in = object(properties, &[], "The sign-in. What is left out is not known.");
    and(sign_in, [excludes("person", &["user", "servicePrincipal"]), excludes("user", &["servicePrincipal"])])
}

/// Graph's tokens, and our word for none of them.
fn or_none(known: &[&'static str]) -> Vec<&'static str> {
    known.iter().copied().chain(["none"]).collect()
}

/// Somebody who need not exist.
fn supposed_person() -> Schema {
    let guest = token(GuestType::KNOWN, "What type of guest they are. Omitted is a member.");
    let properties = [
        ("groups", list(text("A group."), "All groups they are in.")),
        ("roles", list(text("A directory role."), "All directory roles they hold.")),
        (
            "methods",
            list(
                keyword(&METHODS, "A method, as Graph's methodsRegistered has it."),
                "What they have registered. Omitted is not known.",
            ),
        ),
        ("guestType", guest),
        ("homeTenant", formatted(Format::Guid, "The tenant they are at home in.")),
        ("unattended", only_true("An account with no person behind it.")),
    ];
    object(properties, &[], "Somebody who need not exist, in the user's place, and all that is so of them.")
}

fn invariant() -> Schema {
    let kinds: Vec<&str> = InvariantKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let properties = [
        ("name", text("What is promised.")),
        ("owner", text("Whose promise it is.")),
        ("reason", text("Why it is promised.")),
        ("always", promise("Holds for every sign-in in scope.")),
        ("never", promise("Holds for no sign-in in scope.")),
        ("somePath", promise("Holds for at least one sign-in in scope.")),
    ];
    exactly_one(object(properties, &["name"], "What holds for every sign-in in scope."), &kinds)
}

fn promise(description: &str) -> Schema {
    let requires = object(
        [("requires", text("An authentication strength or a grant control that is asked for at least."))],
        &["requires"],
        "What is asked for at least.",
    );
    let client_apps = list(token(ClientAppType::KNOWN, "A client app."), "Client apps.");
    let properties = [
        (
            "users",
            keyword_or(
                &["all"],
                subjects(plain_entry, "Whose sign-ins: the union of these."),
                "Whose sign-ins.",
            ),
        ),
        ("applications", application_list("Sign-ins to these applications.")),
        (
            "clientAppTypes",
            keyword_or(&["modern", "legacy"], client_apps, "Sign-ins through these client apps."),
        ),
        ("platforms", platform_list()),
        ("countries", list(country("A country."), "Sign-ins from these countries.")),
        (
            "locations",
            list(formatted(Format::Location, "A named location."), "Sign-ins from these locations."),
        ),
        (
            "userActions",
            list(token(UserAction::KNOWN, "A user action."), "These user actions, instead of applications."),
        ),
        ("userRiskLevels", list(token(RiskLevel::KNOWN, "A level."), "Sign-ins at these user risks.")),
        ("signInRiskLevels", list(token(RiskLevel::KNOWN, "A level."), "Sign-ins at these sign-in risks.")),
        ("except", subjects(plain_entry, "Whose sign-ins it does not speak of: the union of these.")),
        (
            "outcome",
            any_of(
                [json!({ "type": "string", "enum": ["blocked", "granted"] }), requires],
                "What is promised.",
            ),
        ),
    ];
    object(properties, &["outcome"], description)
}

fn acknowledged() -> Schema {
    let properties = [
        ("who", person()),
        ("cause", text("The cause, by its word in results, such as legacyClient.")),
        ("until", date("The last day that it is accepted, UTC.")),
        ("reason", text("Why it is accepted.")),
        ("owner", text("Whose decision it is.")),
    ];
    object(
        properties,
        &["who", "cause", "until", "reason"],
        "A lockout that is known and accepted for a while.",
    )
}
