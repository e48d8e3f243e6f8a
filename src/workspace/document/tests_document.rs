//! `tests/*.yaml`: scenarios, invariants and acknowledged lockouts.

use std::net::IpAddr;

use chrono::NaiveDate;

use super::{condition, read};
use crate::diagnostic::Diagnostic;
use crate::model::{ApplicationRef, ClientAppType, DevicePlatform, Name, RiskLevel, Subjects, UserAction};
use crate::syntax::{Entry, Node, Value};
use crate::workspace::schema::{self, DocumentKind};

/// A file of `tests/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestsDocument {
    /// Single sign-ins; the n-th stands at `/scenarios/n`.
    pub scenarios: Vec<Scenario>,
    /// What holds for every sign-in; the n-th stands at `/invariants/n`.
    pub invariants: Vec<Invariant>,
    /// Known lockouts; the n-th stands at `/acknowledged/n`.
    pub acknowledged: Vec<Acknowledged>,
}

/// One sign-in and what must become of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What it shows.
    pub name: String,
    /// The sign-in.
    pub given: Given,
    /// What must become of it.
    pub expect: Expect,
}

/// A sign-in as a scenario gives it. What is absent is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// A user principal name.
    pub user: Option<Name>,
    /// Somebody who need not exist, in the user's place.
    pub person: Option<SupposedPerson>,
    /// A service principal.
    pub service_principal: Option<Name>,
    /// The resource: an application's name or id, or a keyword for a group of them.
    pub application: Option<Name>,
    /// A user action, in the resource's place.
    pub user_action: Option<String>,
    /// An authentication context, in the resource's place.
    pub authentication_context: Option<Name>,
    /// `clientAppType`.
    pub client_app_type: Option<ClientAppType>,
    /// `devicePlatform`.
    pub device_platform: Option<DevicePlatform>,
    /// A two-letter country code.
    pub country: Option<String>,
    /// `ipAddress`.
    pub ip_address: Option<IpAddr>,
    /// `userRiskLevel`, `signInRiskLevel`, `servicePrincipalRiskLevel`, `insiderRiskLevel`, `agentIdRiskLevel` and
    /// their tokens, those that are given.
    pub risk_levels: Vec<(String, String)>,
    /// `authenticationFlow`.
    pub authentication_flow: Option<String>,
    /// `device`: attributes of the device filter language and their values, as written.
    pub device: Option<Vec<Entry>>,
    /// Whether MFA was done already.
    pub mfa: Option<bool>,
}

/// Somebody who need not exist. They are in no other group and hold no other role than those given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupposedPerson {
    /// Groups.
    pub groups: Vec<Name>,
    /// Directory roles.
    pub roles: Vec<Name>,
    /// `methodsRegistered`; `None` where it is not known what they have registered.
    pub methods: Option<Vec<String>>,
    /// What type of guest they are; a member without one.
    pub guest_type: Option<String>,
    /// The tenant they are at home in.
    pub home_tenant: Option<String>,
    /// An account with no person behind it.
    pub unattended: bool,
}

/// What must become of a sign-in. What is absent is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// The outcome.
    pub outcome: Option<ExpectedOutcome>,
    /// Keys of the policies that decide it; empty where the scenario does not say.
    pub by: Vec<String>,
    /// Keys of policies that apply, whether or not they decide.
    pub applies: Vec<String>,
    /// Keys of policies that do not.
    pub does_not_apply: Vec<String>,
    /// An authentication strength or a grant control that is asked for at least.
    pub requires: Option<Name>,
}

/// An outcome, by its word in results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpectedOutcome {
    /// `granted`.
    Granted,
    /// `prompted`.
    Prompted,
    /// `needsRegistration`.
    NeedsRegistration,
    /// `unsatisfiable`.
    Unsatisfiable,
    /// `blocked`.
    Blocked,
}

impl ExpectedOutcome {
    /// Every outcome, best first.
    pub const ALL: &[Self] =
        &[Self::Granted, Self::Prompted, Self::NeedsRegistration, Self::Unsatisfiable, Self::Blocked];

    /// The word in YAML and in results.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Prompted => "prompted",
            Self::NeedsRegistration => "needsRegistration",
            Self::Unsatisfiable => "unsatisfiable",
            Self::Blocked => "blocked",
        }
    }
}

/// What holds for every sign-in in scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Invariant {
    /// What is promised.
    pub name: String,
    /// Whose promise it is.
    pub owner: Option<String>,
    /// Why it is promised.
    pub reason: Option<String>,
    /// How it holds.
    pub kind: InvariantKind,
    /// The sign-ins it speaks of.
    pub scope: InvariantScope,
    /// What is promised of them.
    pub outcome: Promised,
}

/// How an invariant holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvariantKind {
    /// `always`: for every sign-in in scope.
    Always,
    /// `never`: for none.
    Never,
    /// `somePath`: for at least one.
    SomePath,
}

impl InvariantKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Always, Self::Never, Self::SomePath];

    /// The key in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::SomePath => "somePath",
        }
    }
}

/// The sign-ins that an invariant speaks of. What is empty does not narrow them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvariantScope {
    /// Whose.
    pub users: Subjects<Name>,
    /// To what.
    pub applications: Vec<ApplicationRef<Name>>,
    /// Through which clients; `modern` and `legacy` are written out.
    pub client_app_types: Vec<ClientAppType>,
    /// From which platforms.
    pub platforms: Vec<DevicePlatform>,
    /// From which countries.
    pub countries: Vec<String>,
    /// From which named locations.
    pub locations: Vec<Name>,
    /// By which user actions, in the applications' place.
    pub user_actions: Vec<UserAction>,
    /// At which user risk.
    pub user_risk_levels: Vec<RiskLevel>,
    /// At which sign-in risk.
    pub sign_in_risk_levels: Vec<RiskLevel>,
    /// Whose sign-ins it does not speak of.
    pub except: Subjects<Name>,
}

/// What an invariant promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promised {
    /// `blocked`.
    Blocked,
    /// `granted`.
    Granted,
    /// `{requires: X}`: an authentication strength or a grant control at least.
    Requires(Name),
}

/// A lockout that is known and accepted for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// A user principal name.
    pub who: Name,
    /// The cause, by its word in results, such as `legacyClient`.
    pub cause: String,
    /// The last day that it is accepted, UTC.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Whose decision it is.
    pub owner: Option<String>,
}

const RISK_LEVELS: &[&str] = &[
    "userRiskLevel",
    "signInRiskLevel",
    "servicePrincipalRiskLevel",
    "insiderRiskLevel",
    "agentIdRiskLevel",
];

/// Reads a file of `tests/`.
pub fn read_tests(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<TestsDocument> {
    if !schema::validate(DocumentKind::Tests, node, diagnostics) {
        return None;
    }
    Some(TestsDocument {
        scenarios: read::items(node, "scenarios")
            .iter()
            .filter_map(|item| scenario(item, node.get("given")))
            .collect(),
        invariants: read::items(node, "invariants").iter().filter_map(invariant).collect(),
        acknowledged: read::items(node, "acknowledged").iter().filter_map(acknowledged).collect(),
    })
}

/// Keys of which a sign-in has one: what a scenario says takes the place of all that the file says.
const ALTERNATIVES: [&[&str]; 2] =
    [&["user", "person", "servicePrincipal"], &["application", "userAction", "authenticationContext"]];

/// What a scenario gives, and what the file gives beside.
fn with_common(own: &Node, common: Option<&Node>) -> Node {
    let is_said = |key: &str| {
        let alternatives = ALTERNATIVES.iter().find(|keys| keys.contains(&key));
        alternatives
            .map_or_else(|| own.get(key).is_some(), |keys| keys.iter().any(|key| own.get(key).is_some()))
    };
    let others = common.map_or(&[][..], Node::entries).iter().filter(|entry| !is_said(&entry.key));
    let mut entries = own.entries().to_vec();
    entries.extend(others.cloned());
    Node { span: own.span, value: Value::Mapping(entries) }
}

fn scenario(node: &Node, common: Option<&Node>) -> Option<Scenario> {
    let expect = node.get("expect")?;
    let word = read::optional_text(expect, "outcome");
    let outcome = ExpectedOutcome::ALL.iter().copied().find(|known| Some(known.as_str()) == word.as_deref());
    Some(Scenario {
        name: read::text(node, "name"),
        given: given(&with_common(node.get("given")?, common)),
        expect: Expect {
            outcome,
            by: read::texts(expect, "by"),
            applies: read::texts(expect, "applies"),
            does_not_apply: read::texts(expect, "doesNotApply"),
            requires: read::optional_text(expect, "requires"),
        },
    })
}

fn given(node: &Node) -> Given {
    let risk_level = |key: &&str| Some(((*key).to_owned(), read::optional_text(node, key)?));
    Given {
        user: read::optional_text(node, "user").map(|name| name.to_lowercase()),
        person: node.get("person").map(person),
        mfa: node.get("mfa").map(|_| read::flag(node, "mfa")),
        service_principal: read::optional_text(node, "servicePrincipal"),
        application: read::optional_text(node, "application"),
        user_action: read::optional_text(node, "userAction"),
        authentication_context: read::optional_text(node, "authenticationContext"),
        client_app_type: read::optional_text(node, "clientAppType")
            .map(|token| ClientAppType::from_graph(condition::token(&token))),
        device_platform: read::optional_text(node, "devicePlatform")
            .map(|token| DevicePlatform::from_graph(condition::token(&token))),
        country: read::optional_text(node, "country"),
        ip_address: read::optional_text(node, "ipAddress").and_then(|address| address.parse().ok()),
        risk_levels: RISK_LEVELS.iter().filter_map(risk_level).collect(),
        authentication_flow: read::optional_text(node, "authenticationFlow"),
        device: node.get("device").map(|device| device.entries().to_vec()),
    }
}

fn person(node: &Node) -> SupposedPerson {
    SupposedPerson {
        groups: read::texts(node, "groups"),
        roles: read::texts(node, "roles"),
        methods: node.get("methods").map(|_| read::texts(node, "methods")),
        guest_type: read::optional_text(node, "guestType"),
        home_tenant: read::optional_text(node, "homeTenant"),
        unattended: read::flag(node, "unattended"),
    }
}

fn invariant(node: &Node) -> Option<Invariant> {
    let (kind, body) = InvariantKind::ALL.iter().find_map(|kind| Some((*kind, node.get(kind.as_str())?)))?;
    Some(Invariant {
        name: read::text(node, "name"),
        owner: read::optional_text(node, "owner"),
        reason: read::optional_text(node, "reason"),
        kind,
        scope: scope(body),
        outcome: promised(body.get("outcome")?),
    })
}

fn scope(node: &Node) -> InvariantScope {
    InvariantScope {
        users: node.get("users").map(condition::subjects).unwrap_or_default(),
        applications: node.get("applications").map(condition::application_refs).unwrap_or_default(),
        client_app_types: node.get("clientAppTypes").map(client_app_types).unwrap_or_default(),
        platforms: node.get("platforms").map(condition::platform_list).unwrap_or_default(),
        countries: read::texts(node, "countries"),
        locations: read::texts(node, "locations"),
        user_actions: tokens(node, "userActions", UserAction::from_graph),
        user_risk_levels: tokens(node, "userRiskLevels", RiskLevel::from_graph),
        sign_in_risk_levels: tokens(node, "signInRiskLevels", RiskLevel::from_graph),
        except: node.get("except").map(condition::subjects).unwrap_or_default(),
    }
}

fn tokens<T>(node: &Node, key: &str, of: impl Fn(&str) -> T) -> Vec<T> {
    read::texts(node, key).iter().map(|token| of(condition::token(token))).collect()
}

fn client_app_types(node: &Node) -> Vec<ClientAppType> {
    match node.as_str() {
        Some("modern") => vec![ClientAppType::Browser, ClientAppType::MobileAppsAndDesktopClients],
        Some("legacy") => vec![ClientAppType::ExchangeActiveSync, ClientAppType::Other],
        Some(_) | None => node
            .items()
            .iter()
            .map(|item| ClientAppType::from_graph(condition::token(&read::scalar(item))))
            .collect(),
    }
}

fn promised(node: &Node) -> Promised {
    match node.as_str() {
        Some("granted") => Promised::Granted,
        Some(_) => Promised::Blocked,
        None => Promised::Requires(read::text(node, "requires")),
    }
}

fn acknowledged(node: &Node) -> Option<Acknowledged> {
    Some(Acknowledged {
        who: read::text(node, "who").to_lowercase(),
        cause: read::text(node, "cause"),
        until: read::date(node, "until")?,
        reason: read::text(node, "reason"),
        owner: read::optional_text(node, "owner"),
    })
}
