//! Regions in plain words: `members of Finance, Exchange Online, from unknown countries`.
//!
//! The words are those of the policies: every entry of a condition is a phrase for the classes that match it alone.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::Diagram;
use super::level::{Kind, Level};
use super::sets::{ClassSet, Sets};
use super::{Asked, Atom, Part, Session, Space};
use crate::condition::{Draft, World};
use crate::control::Requirement;
use crate::model::{
    ApplicationRef, BuiltInControl, ConditionSet, GrantControls, GrantItem, GuestType, Guests, Id,
    LocationRef, Match, Name, Operator, Platforms, ReferenceKind, Scoped, UserAction, UserRef,
};
use crate::sign_in::{Country, Subject, TrustType};

/// By level, what can be said of its classes.
pub(super) struct Vocabulary {
    levels: Vec<Vec<Phrase>>,
    /// What grant controls are called, by what is left of them where they are asked; the shortest first.
    pub(super) asked: Vec<(Requirement, String)>,
}

struct Phrase {
    words: String,
    set: ClassSet,
}

/// So many groups or roles that stand together are named.
const MOST_NAMES: usize = 3;

/// So many phrases together are still read.
const MOST_PHRASES: usize = 6;

impl Vocabulary {
    pub(super) fn new(
        world: &World<'_>,
        levels: &[Level],
        conditions: &[&ConditionSet<Id>],
        names: &BTreeMap<(ReferenceKind, Id), Name>,
        diagram: &mut Diagram,
    ) -> Self {
        let mut entries: Vec<(&'static str, String, ConditionSet<Id>)> = Vec::new();
        let mut seen = BTreeSet::new();
        for conditions in conditions {
            let own = entries_of(world, conditions, names);
            entries
                .extend(own.into_iter().filter(|(member, words, _)| seen.insert((*member, words.clone()))));
        }
        let levels = levels.iter().enumerate().map(|(number, level)| {
            let members: Vec<&str> = level.dimensions().iter().map(|dimension| dimension.member()).collect();
            let mut phrases = Vec::new();
            let mut add = |words: String, diagram: &mut Diagram, is_in: &dyn Fn(usize) -> bool| {
                let set = diagram.sets_mut(number).of((0..level.len()).filter(|class| is_in(*class)));
                if set != ClassSet::NONE && set != ClassSet::ALL {
                    phrases.push(Phrase { words, set });
                }
            };
            for (member, words, conditions) in &entries {
                if members.contains(member) {
                    add(words.clone(), diagram, &|class| {
                        level.matches(world, conditions, class) == Match::Yes
                    });
                }
            }
            let draft = |class| {
                let mut draft = Draft::default();
                level.put(class, &mut draft);
                draft
            };
            if matches!(level.kind, Kind::People) {
                for (words, subject) in [
                    ("users", Subject::User),
                    ("service principals", Subject::ServicePrincipal),
                    ("agents", Subject::Agent),
                ] {
                    add(words.to_owned(), diagram, &|class| draft(class).sign_in.subject == subject);
                }
            }
            if members.contains(&"locations") {
                let unknown = Some(Country::Undetermined);
                add("unknown countries".into(), diagram, &|class| draft(class).sign_in.country == unknown);
                add("networks that no location names".into(), diagram, &|class| {
                    draft(class).sign_in.is_outside_named_networks
                });
            }
            if members.contains(&"devices") {
                let device = |class| draft(class).sign_in.device.unwrap_or_default();
                add("compliant devices".into(), diagram, &|class| device(class).is_compliant);
                add("hybrid joined devices".into(), diagram, &|class| {
                    device(class).trust == Some(TrustType::ServerAd)
                });
                add("devices that are not registered".into(), diagram, &|class| device(class).id.is_none());
            }
            if members.contains(&"applications") {
                add("any resource".into(), diagram, &|class| draft(class).sign_in.user_action.is_none());
            }
            phrases
        });
        Self { levels: levels.collect(), asked: Vec::new() }
    }
}

impl Space<'_> {
    /// A box in plain words; `None` of everything there is.
    pub fn describe(&self, part: &Part) -> Option<String> {
        let said: Vec<String> = part
            .sets
            .iter()
            .enumerate()
            .filter(|(_, set)| **set != ClassSet::ALL)
            .filter_map(|(number, set)| self.describe_level(number, *set))
            .collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    /// Something that no sign-in settles, in words.
    pub fn atom_words(&self, atom: &Atom, holds: bool) -> String {
        atom_words(atom, holds, self.settings.names)
    }

    /// What is asked, in words: `MFA and a compliant device, sign-in every 4 hours`.
    pub fn asked_words(&self, asked: &Asked) -> String {
        if asked.requirement.is_block() {
            return "blocked".to_owned();
        }
        let mut words = vec![self.requirement_words(&asked.requirement)];
        words.extend(session_words(&asked.session));
        words.join(", ")
    }

    /// The fewest grant controls that come to a requirement together.
    fn requirement_words(&self, requirement: &Requirement) -> String {
        if requirement.is_nothing() {
            return "nothing asked".to_owned();
        }
        let implied = self.words.asked.iter().filter(|(other, _)| requirement.implies(other));
        let mut parts: Vec<&(Requirement, String)> = implied.collect();
        let comes_to = |parts: &[&(Requirement, String)]| {
            Requirement::all_of(parts.iter().map(|(other, _)| other)).as_ref() == Ok(requirement)
        };
        if !comes_to(&parts) {
            return "grant controls".to_owned();
        }
        // What the others come to without it need not be said.
        for place in (0..parts.len()).rev() {
            let mut fewer = parts.clone();
            fewer.remove(place);
            if comes_to(&fewer) {
                parts = fewer;
            }
        }
        let words: Vec<String> = parts.into_iter().map(|(_, words)| words.clone()).collect();
        list(&words, "and")
    }

    fn describe_level(&self, number: usize, set: ClassSet) -> Option<String> {
        let level = self.levels.get(number)?;
        let sets = self.diagram.sets(number);
        if let Kind::Atom(atom) = &level.kind {
            return Some(atom_words(atom, sets.contains(set, 1), self.settings.names));
        }
        let phrases = self.words.levels.get(number).map_or(&[][..], Vec::as_slice);
        let before = preposition(level);
        if let Some(words) = said(sets, phrases, set) {
            return Some(format!("{before}{words}"));
        }
        let classes: Vec<usize> = sets.iter(set).collect();
        let examples: Vec<String> =
            classes.iter().take(2).filter_map(|class| example(level, *class)).collect();
        let (some, all) = (classes.len(), sets.classes());
        let such =
            if examples.is_empty() { String::new() } else { format!(", such as {}", examples.join(" and ")) };
        Some(format!("{before}{some} of {all} kinds of {}{such}", kind(level)))
    }
}

/// What grant controls ask, in words.
pub(super) fn grant_words(grant: &GrantControls<Id>, names: &BTreeMap<(ReferenceKind, Id), Name>) -> String {
    let item = |item: &GrantItem<Id>| match item {
        GrantItem::BuiltIn(control) => match control {
            BuiltInControl::Block => "block".to_owned(),
            BuiltInControl::Mfa => "MFA".to_owned(),
            BuiltInControl::CompliantDevice => "a compliant device".to_owned(),
            BuiltInControl::DomainJoinedDevice => "a hybrid joined device".to_owned(),
            BuiltInControl::ApprovedApplication => "an approved app".to_owned(),
            BuiltInControl::CompliantApplication => "an app protection policy".to_owned(),
            BuiltInControl::PasswordChange => "a password change".to_owned(),
            BuiltInControl::RiskRemediation => "risk remediation".to_owned(),
            BuiltInControl::Unknown(token) => format!("`{token}`"),
        },
        GrantItem::AuthenticationStrength(id) => name(names, ReferenceKind::AuthenticationStrength, id),
        GrantItem::TermsOfUse(id) => format!("terms of use {}", name(names, ReferenceKind::TermsOfUse, id)),
        GrantItem::CustomControl(control) => format!("the custom control {control}"),
    };
    let words: Vec<String> = grant.items.iter().map(item).collect();
    list(&words, if grant.operator == Operator::And { "and" } else { "or" })
}

fn session_words(session: &Session) -> Vec<String> {
    let controls = &session.controls;
    let frequency = controls.sign_in_frequency.as_ref().map(|frequency| match &frequency.period {
        None => "sign-in every time".to_owned(),
        Some((value, _)) => format!("sign-in every {value} hours"),
    });
    let browser =
        controls.persistent_browser.as_ref().map(|mode| format!("persistent browser {}", mode.as_graph()));
    let cloud =
        controls.cloud_app_security.as_ref().map(|kind| format!("cloud app security {}", kind.as_graph()));
    let evaluation = controls
        .continuous_access_evaluation
        .as_ref()
        .map(|mode| format!("continuous access evaluation {}", mode.as_graph()));
    let switches = [
        (controls.application_enforced_restrictions, "app enforced restrictions"),
        (controls.token_protection, "token protection"),
        (controls.disable_resilience_defaults, "no resilience defaults"),
    ];
    let switches = switches.into_iter().filter(|(on, _)| *on).map(|(_, words)| words.to_owned());
    [frequency, browser, cloud, evaluation]
        .into_iter()
        .flatten()
        .chain(switches)
        .chain(session.others.iter().cloned())
        .collect()
}

/// A set as phrases, or as everything but some phrases.
fn said(sets: &Sets, phrases: &[Phrase], set: ClassSet) -> Option<String> {
    let wanted: BTreeSet<usize> = sets.iter(set).collect();
    if let Some(words) = cover(sets, phrases, &wanted) {
        return Some(list(&words, "or"));
    }
    let all: BTreeSet<usize> = (0..sets.classes()).collect();
    let rest: BTreeSet<usize> = all.difference(&wanted).copied().collect();
    if let Some(words) = cover(sets, phrases, &rest) {
        return Some(format!("anything but {}", list(&words, "and")));
    }
    // One phrase, less some others.
    phrases.iter().find_map(|phrase| {
        let held: BTreeSet<usize> = sets.iter(phrase.set).collect();
        if !wanted.is_subset(&held) {
            return None;
        }
        let rest: BTreeSet<usize> = held.difference(&wanted).copied().collect();
        let less: Vec<Phrase> =
            phrases.iter().map(|other| Phrase { words: other.words.clone(), set: other.set }).collect();
        let words = cover_within(sets, &less, &rest, &wanted)?;
        Some(format!("{} but not {}", phrase.words, list(&words, "or")))
    })
}

/// Phrases that say exactly these classes together.
fn cover(sets: &Sets, phrases: &[Phrase], wanted: &BTreeSet<usize>) -> Option<Vec<String>> {
    let outside: BTreeSet<usize> = (0..sets.classes()).filter(|class| !wanted.contains(class)).collect();
    cover_within(sets, phrases, wanted, &outside)
}

/// Phrases that say all of some classes and none of others.
fn cover_within(
    sets: &Sets,
    phrases: &[Phrase],
    wanted: &BTreeSet<usize>,
    never: &BTreeSet<usize>,
) -> Option<Vec<String>> {
    let fitting: Vec<(BTreeSet<usize>, &str)> = phrases
        .iter()
        .map(|phrase| (sets.iter(phrase.set).collect::<BTreeSet<usize>>(), phrase.words.as_str()))
        .filter(|(held, _)| held.is_disjoint(never))
        .collect();
    let mut left = wanted.clone();
    let mut words = Vec::new();
    while !left.is_empty() {
        let gain = |held: &BTreeSet<usize>| held.intersection(&left).count();
        let (held, phrase) =
            fitting.iter().rev().max_by_key(|(held, _)| gain(held)).filter(|(held, _)| gain(held) > 0)?;
        left = left.difference(held).copied().collect();
        words.push((*phrase).to_owned());
        if words.len() > MOST_PHRASES {
            return None;
        }
    }
    Some(words)
}

fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., end] => format!("{} {last} {end}", others.join(", ")),
    }
}

fn preposition(level: &Level) -> &'static str {
    match level.dimensions().last().map_or("", |dimension| dimension.member()) {
        "applications" => "to ",
        "authenticationContexts" => "in context ",
        "clientAppTypes" => "through ",
        "platforms" => "on ",
        "locations" => "from ",
        "devices" => "with ",
        "signInRiskLevels" => "at sign-in risk ",
        "userRiskLevels" => "at user risk ",
        "servicePrincipalRiskLevels" => "at service principal risk ",
        "insiderRiskLevels" => "at insider risk ",
        "authenticationFlows" => "by ",
        _ => "",
    }
}

fn kind(level: &Level) -> &'static str {
    match level.dimensions().last().map_or("", |dimension| dimension.member()) {
        "applications" => "resources",
        "locations" => "networks",
        "devices" => "devices",
        _ if matches!(level.kind, Kind::People) => "people",
        _ => "values",
    }
}

/// A class by what stands for it.
fn example(level: &Level, class: usize) -> Option<String> {
    let mut draft = Draft::default();
    level.put(class, &mut draft);
    let sign_in = &draft.sign_in;
    if let Kind::People = level.kind {
        return Some(sign_in.user_principal_name.to_string()).filter(|name| !name.is_empty());
    }
    if sign_in.country.is_some() || sign_in.ip_address.is_some() {
        let country =
            sign_in.country.map(|country| country.code().to_owned()).filter(|code| !code.is_empty());
        let parts = sign_in.ip_address.map(|address| address.to_string()).into_iter().chain(country);
        return Some(parts.collect::<Vec<_>>().join(" in ")).filter(|words| !words.is_empty());
    }
    Some(sign_in.resource.display_name.to_string()).filter(|name| !name.is_empty())
}

/// Something that no sign-in settles, in words.
fn atom_words(atom: &Atom, holds: bool, names: &BTreeMap<(ReferenceKind, Id), Name>) -> String {
    let not = if holds { "" } else { "not " };
    match atom {
        Atom::Membership { groups, roles } => {
            let mut words = Vec::new();
            let first = groups.iter().take(MOST_NAMES).map(|id| name(names, ReferenceKind::Group, id));
            words.extend(first.map(|name| format!("members of {name}")));
            let first = roles.iter().take(MOST_NAMES).map(|id| name(names, ReferenceKind::Role, id));
            words.extend(first.map(|name| format!("holders of {name}")));
            let others = (groups.len() + roles.len()).saturating_sub(words.len());
            words.extend((others > 0).then(|| format!("of {others} more")));
            format!("{not}{}", list(&words, "or"))
        }
        Atom::User(id) => format!("{not}the user {id}"),
        Atom::Application(text) => format!("{not}an application of {}", plain(text)),
        Atom::ApplicationFilter(text) => format!("{not}an application of the filter {text}"),
        Atom::Location(text) => format!("{not}within the location {}", plain(text)),
        Atom::Condition(member, _) if holds => format!("where {member} match, which is not known"),
        Atom::Condition(member, _) => format!("where {member} do not match, which is not known"),
        Atom::Json(text) if holds => format!("`{text}` lets the policy apply"),
        Atom::Json(text) => format!("`{text}` does not let the policy apply"),
    }
}

/// `Application(Guid(…))` and the like without what only the program says.
fn plain(text: &str) -> &str {
    match text {
        "Office365" => "Office 365",
        "MicrosoftAdminPortals" => "the admin portals",
        "AllAgentIdResources" => "the agent resources",
        "MfaTrustedIps" => "MFA trusted IPs",
        "AllTrusted" => "all trusted locations",
        other => other.rsplit('(').next().unwrap_or(other).trim_end_matches(')'),
    }
}

fn name(names: &BTreeMap<(ReferenceKind, Id), Name>, kind: ReferenceKind, id: &Id) -> String {
    match (names.get(&(kind, id.clone())), id) {
        (Some(name), _) => name.clone(),
        // A placeholder says its name itself.
        (None, Id::Text(text)) => {
            let inner = text.trim_start_matches('<').trim_end_matches('>');
            inner.split_once(':').map_or(inner, |(_, name)| name).to_owned()
        }
        (None, Id::Guid(id)) => id.to_string(),
    }
}

/// Every entry of some conditions, with its words and a condition that is nothing but the entry.
#[expect(clippy::too_many_lines, reason = "one condition after the other")]
pub(super) fn entries_of(
    world: &World<'_>,
    of: &ConditionSet<Id>,
    names: &BTreeMap<(ReferenceKind, Id), Name>,
) -> Vec<(&'static str, String, ConditionSet<Id>)> {
    let mut entries = Vec::new();
    let mut add = |member, words: String, set: &dyn Fn(&mut ConditionSet<Id>)| {
        let mut alone = ConditionSet::default();
        set(&mut alone);
        entries.push((member, words, alone));
    };
    for side in [&of.users.include, &of.users.exclude] {
        for group in &side.groups {
            let words = format!("members of {}", name(names, ReferenceKind::Group, group));
            add("users", words, &|alone| alone.users.include.groups.push(group.clone()));
        }
        for role in &side.roles {
            let words = format!("holders of {}", name(names, ReferenceKind::Role, role));
            add("users", words, &|alone| alone.users.include.roles.push(role.clone()));
        }
        for user in &side.users {
            if let UserRef::User(id) = user {
                let words = name(names, ReferenceKind::User, id);
                add("users", words, &|alone| alone.users.include.users.push(user.clone()));
            }
        }
        if side.all_guests || side.guests.is_some() {
            add("users", "guests".into(), &|alone| alone.users.include.all_guests = true);
        }
        for guest in side.guests.iter().flat_map(|guests| &guests.types) {
            let alone_guest = Guests { types: vec![guest.clone()], tenants: None };
            add("users", guest_words(guest), &|alone| {
                alone.users.include.guests = Some(alone_guest.clone());
            });
        }
        if let Some(guests) = &side.guests {
            add("users", "guests of the tenants named".into(), &|alone| {
                alone.users.include.guests = Some(guests.clone());
            });
        }
    }
    for entry in of.applications.include.iter().chain(&of.applications.exclude) {
        let words = match entry {
            ApplicationRef::All | ApplicationRef::None => continue,
            ApplicationRef::Office365 => "Office 365".to_owned(),
            ApplicationRef::MicrosoftAdminPortals => "the admin portals".to_owned(),
            ApplicationRef::AllAgentIdResources => "agent resources".to_owned(),
            ApplicationRef::Application(id) => name(names, ReferenceKind::Application, id),
        };
        add("applications", words, &|alone| alone.applications.include.push(entry.clone()));
    }
    for action in &of.applications.user_actions {
        let words = match action {
            UserAction::RegisterSecurityInformation => "registering security information".to_owned(),
            UserAction::RegisterOrJoinDevices => "registering or joining devices".to_owned(),
            UserAction::Unknown(token) => token.to_string(),
        };
        add("applications", words, &|alone| alone.applications.user_actions.push(action.clone()));
    }
    for context in &of.applications.authentication_contexts {
        let words = name(names, ReferenceKind::AuthenticationContext, context);
        add("authenticationContexts", words, &|alone| {
            alone.applications.authentication_contexts.push(context.clone());
        });
    }
    for client in &of.client_app_types {
        add("clientAppTypes", client.as_graph().to_owned(), &|alone| {
            alone.client_app_types.push(client.clone());
        });
    }
    if let Some(scoped) = &of.platforms {
        for platform in scoped.include.iter().chain(&scoped.exclude) {
            add("platforms", platform.as_graph().to_owned(), &|alone| {
                alone.platforms = Some(Platforms { include: vec![platform.clone()], exclude: Vec::new() });
            });
        }
    }
    if let Some(scoped) = &of.locations {
        for location in scoped.include.iter().chain(&scoped.exclude) {
            let words = match location {
                LocationRef::All => continue,
                LocationRef::AllTrusted => "trusted locations".to_owned(),
                LocationRef::MfaTrustedIps => "MFA trusted IPs".to_owned(),
                LocationRef::AllCompliantNetworks => "compliant networks".to_owned(),
                LocationRef::Location(id) => match world.location(id) {
                    Some(location) => location.display_name.clone(),
                    None => name(names, ReferenceKind::NamedLocation, id),
                },
            };
            add("locations", words, &|alone| {
                alone.locations = Some(Scoped { include: vec![location.clone()], exclude: Vec::new() });
            });
        }
    }
    if let Some(filter) = &of.device_filter {
        let mut include = filter.clone();
        include.mode = crate::model::FilterMode::Include;
        add("devices", format!("devices of `{}`", filter.rule.text()), &|alone| {
            alone.device_filter = Some(include.clone());
        });
    }
    for level in &of.sign_in_risk_levels {
        add("signInRiskLevels", level.as_graph().into(), &|alone| {
            alone.sign_in_risk_levels.push(level.clone());
        });
    }
    for level in &of.user_risk_levels {
        add("userRiskLevels", level.as_graph().into(), &|alone| alone.user_risk_levels.push(level.clone()));
    }
    for level in &of.service_principal_risk_levels {
        add("servicePrincipalRiskLevels", level.as_graph().into(), &|alone| {
            alone.service_principal_risk_levels.push(level.clone());
        });
    }
    for level in &of.insider_risk_levels {
        add("insiderRiskLevels", level.as_graph().into(), &|alone| {
            alone.insider_risk_levels.push(level.clone());
        });
    }
    for method in &of.authentication_flows {
        add("authenticationFlows", method.as_graph().into(), &|alone| {
            alone.authentication_flows.push(method.clone());
        });
    }
    entries
}

fn guest_words(guest: &GuestType) -> String {
    match guest {
        GuestType::InternalGuest => "internal guests".into(),
        GuestType::B2bCollaborationGuest => "invited guests".into(),
        GuestType::B2bCollaborationMember => "invited members".into(),
        GuestType::B2bDirectConnectUser => "direct connect users".into(),
        GuestType::OtherExternalUser => "other external users".into(),
        GuestType::ServiceProvider => "service provider users".into(),
        GuestType::Unknown(token) => token.to_string(),
    }
}
