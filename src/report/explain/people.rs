//! Who a policy is for, in words.

use super::vocabulary::{Vocabulary, all_of, one_of, phrases, quoted, together, unknown_token};
use crate::model::{
    ClientApplications, ConditionSet, ExternalTenants, Filter, FilterMode, GuestType, Guests, Id,
    ReferenceKind, Scoped, ServicePrincipalRef, Subjects, UserRef, Users,
};

/// Who a policy is for, such as `everyone except members of SG-Build`, as it stands within a sentence.
pub(super) fn people(words: Vocabulary<'_>, conditions: &ConditionSet<Id>) -> String {
    let clients = conditions.client_applications.as_ref().filter(|clients| !is_empty(clients));
    let mut kinds = Vec::new();
    if includes_someone(&conditions.users.include) || (clients.is_none() && conditions.agents.is_none()) {
        kinds.push(users(words, &conditions.users));
    }
    if let Some(clients) = clients {
        let (service_principals, agents) = (&clients.service_principals, &clients.agent_identities);
        let (filter, agent_filter) =
            (clients.service_principal_filter.as_ref(), clients.agent_identity_filter.as_ref());
        if *service_principals != Scoped::default() || filter.is_some() {
            kinds.push(identities(words, &SERVICE_PRINCIPALS, service_principals, filter));
        }
        if *agents != Scoped::default() || agent_filter.is_some() {
            kinds.push(identities(words, &AGENT_IDENTITIES, agents, agent_filter));
        }
    }
    if let Some(agents) = &conditions.agents {
        kinds.push(identities(words, &AGENT_USERS, &agents.users, agents.filter.as_ref()));
    }
    together(&kinds)
}

/// Whether a policy is for users at all, and not for workloads or agents alone.
pub(super) fn includes_someone(subjects: &Subjects<Id>) -> bool {
    subjects.users.iter().any(|user| *user != UserRef::None)
        || Subjects { users: Vec::new(), ..subjects.clone() } != Subjects::default()
}

/// Whether nothing is said of workloads, which is as if the member were absent.
pub(super) fn is_empty(clients: &ClientApplications<Id>) -> bool {
    *clients == ClientApplications::default()
}

fn users(words: Vocabulary<'_>, users: &Users<Id>) -> String {
    let include = subjects(words, &users.include);
    let exclude = subjects(words, &users.exclude);
    match (include.as_slice(), exclude.as_slice()) {
        ([], _) => "nobody".to_owned(),
        _ if covers(&users.exclude, &users.include) => {
            "nobody (all whom it includes are excepted)".to_owned()
        }
        (include, []) => phrases(include),
        ([everyone], [only]) if everyone == EVERYONE => format!("{EVERYONE} except {only}"),
        (include, exclude) => format!("{}, except {},", phrases(include), phrases(exclude)),
    }
}

/// Whether some subjects are all of the others, as far as that can be read.
fn covers(subjects: &Subjects<Id>, others: &Subjects<Id>) -> bool {
    let every = |user: &UserRef<Id>| *user == UserRef::None || subjects.users.contains(user);
    let has_guests = others.guests.is_none() || subjects.all_guests || others.guests == subjects.guests;
    subjects.users.contains(&UserRef::All)
        || others.users.iter().all(every)
            && others.groups.iter().all(|group| subjects.groups.contains(group))
            && others.roles.iter().all(|role| subjects.roles.contains(role))
            && has_guests
            && (!others.all_guests || subjects.all_guests)
}

const EVERYONE: &str = "everyone";

/// A phrase for each kind of subject; none for nobody.
pub(super) fn subjects(words: Vocabulary<'_>, subjects: &Subjects<Id>) -> Vec<String> {
    if subjects.users.contains(&UserRef::All) {
        return vec![EVERYONE.to_owned()];
    }
    let said = |kind, ids: &[Id]| ids.iter().map(|id| words.said(kind, id)).collect::<Vec<_>>();
    let mut phrases = Vec::new();
    if !subjects.roles.is_empty() {
        let roles = said(ReferenceKind::Role, &subjects.roles);
        phrases.push(format!("holders of {}", with_article(&roles, "role", "roles")));
    }
    if !subjects.groups.is_empty() {
        phrases
            .push(format!("members of {}", one_of(&said(ReferenceKind::Group, &subjects.groups), "groups")));
    }
    phrases.extend(guests(subjects));
    if subjects.users.contains(&UserRef::AllAgentIdUsers) {
        phrases.push("every agent user".to_owned());
    }
    let users = subjects.users.iter().filter_map(|user| match user {
        UserRef::User(id) => Some(words.said(ReferenceKind::User, id)),
        UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
    });
    let users: Vec<String> = users.collect();
    if !users.is_empty() {
        phrases.push(all_of(&users, "users"));
    }
    phrases
}

/// `the role A`, `the roles A or B`, `one of 19 roles`.
fn with_article(names: &[String], one: &str, many: &str) -> String {
    match (one_of(names, many), names) {
        (name, [_]) => format!("the {one} {name}"),
        (counted, _) if counted.starts_with("one of ") => counted,
        (names, _) => format!("the {many} {names}"),
    }
}

fn guests(subjects: &Subjects<Id>) -> Vec<String> {
    let all = subjects.all_guests.then(|| ALL_GUESTS.to_owned());
    all.into_iter().chain(subjects.guests.as_ref().map(guests_of)).collect()
}

pub(super) const ALL_GUESTS: &str = "guests and external users";

/// Guests of certain types and tenants.
pub(super) fn guests_of(guests: &Guests) -> String {
    let is_every = GuestType::KNOWN.iter().all(|token| guests.types.contains(&GuestType::from_graph(token)));
    let types = if is_every {
        ALL_GUESTS.to_owned()
    } else if guests.types.is_empty() {
        "guests of no type".to_owned()
    } else {
        phrases(&guests.types.iter().map(guest_type).collect::<Vec<_>>())
    };
    match &guests.tenants {
        None | Some(ExternalTenants::All) => types,
        Some(ExternalTenants::Enumerated(tenants)) if tenants.is_empty() => format!("{types} from no tenant"),
        Some(ExternalTenants::Enumerated(tenants)) => {
            let ids: Vec<String> = tenants.iter().map(|tenant| quoted(&tenant.to_string())).collect();
            format!("{types} from {}", with_article(&ids, "tenant", "tenants"))
        }
    }
}

/// A type of guest, as a plural.
pub(super) fn guest_type(guest: &GuestType) -> String {
    match guest {
        GuestType::InternalGuest => "internal guests".to_owned(),
        GuestType::B2bCollaborationGuest => "B2B collaboration guests".to_owned(),
        GuestType::B2bCollaborationMember => "B2B collaboration members".to_owned(),
        GuestType::B2bDirectConnectUser => "B2B direct connect users".to_owned(),
        GuestType::OtherExternalUser => "other external users".to_owned(),
        GuestType::ServiceProvider => "service provider users".to_owned(),
        GuestType::Unknown(token) => unknown_token("guests of the type", token),
    }
}

/// What a kind of identity is called.
pub(super) struct IdentityWords {
    pub(super) every: &'static str,
    many: &'static str,
}

pub(super) const SERVICE_PRINCIPALS: IdentityWords =
    IdentityWords { every: "every service principal of this tenant", many: "service principals" };
pub(super) const AGENT_IDENTITIES: IdentityWords =
    IdentityWords { every: "every agent identity", many: "agent identities" };
pub(super) const AGENT_USERS: IdentityWords =
    IdentityWords { every: "every agent user", many: "agent users" };

fn identities(
    words: Vocabulary<'_>,
    kind: &IdentityWords,
    scope: &Scoped<ServicePrincipalRef<Id>>,
    filter: Option<&Filter>,
) -> String {
    let (include, exclude) = (listed(words, kind, &scope.include), listed(words, kind, &scope.exclude));
    with_filter(&format!("no {}", kind.many), kind.many, include, exclude, filter)
}

fn listed(words: Vocabulary<'_>, kind: &IdentityWords, ids: &[ServicePrincipalRef<Id>]) -> Vec<String> {
    if ids.contains(&ServicePrincipalRef::All) {
        return vec![kind.every.to_owned()];
    }
    let names: Vec<String> = ids
        .iter()
        .filter_map(|id| match id {
            ServicePrincipalRef::All => None,
            ServicePrincipalRef::ServicePrincipal(id) => {
                Some(words.said(ReferenceKind::ServicePrincipal, id))
            }
        })
        .collect();
    if names.is_empty() { names } else { vec![all_of(&names, kind.many)] }
}

/// What is included and excluded by name and by a filter over attributes.
pub(super) fn with_filter(
    nothing: &str,
    many: &str,
    mut include: Vec<String>,
    mut exclude: Vec<String>,
    filter: Option<&Filter>,
) -> String {
    if let Some(filter) = filter {
        let side = match filter.mode {
            FilterMode::Include => &mut include,
            FilterMode::Exclude => &mut exclude,
        };
        side.push(format!("{many} whose attributes match {}", rule(&filter.rule)));
    }
    match (include.as_slice(), exclude.as_slice()) {
        ([], _) => nothing.to_owned(),
        (include, []) => phrases(include),
        ([only], exclude) => format!("{only} except {}", phrases(exclude)),
        (include, exclude) => format!("{}, except {},", phrases(include), phrases(exclude)),
    }
}

/// A rule word for word; one too long for a sentence is in the table.
pub(super) fn rule(rule: &str) -> String {
    if rule.chars().count() > 160 { "the rule below".to_owned() } else { format!("the rule `{rule}`") }
}
