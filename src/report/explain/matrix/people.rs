//! The rows of the matrix: kinds of people that policies treat differently.

use crate::directory::{Directory, Person};
use crate::model::{ConditionSet, ExternalTenants, GuestType, Guests, Id, Match, Policy, Subjects, UserRef};
use crate::report::explain::vocabulary::{MOST_NAMES, Vocabulary, phrases};
use crate::report::explain::{label, people};

/// What is known of someone, and is all that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report::explain) enum Kind {
    /// A member that no policy names.
    Member,
    /// A guest of a type, from anywhere.
    Guest(GuestType),
    /// A member that holds a role.
    Role(Id),
    /// A member that is in a group.
    Group(Id),
    /// A member by name.
    User(Id),
    /// An agent user.
    Agent,
}

/// A row.
pub(super) struct PeopleRow<'a> {
    who: Who<'a>,
    /// For each policy, whether it is for them.
    pub(super) reach: Vec<Match>,
}

enum Who<'a> {
    People(Vec<Kind>),
    /// Workloads or agents that a policy is for.
    Identities(&'a ConditionSet<Id>),
}

/// The rows for policies: everyone first; whoever is treated like everyone has no row.
pub(super) fn rows<'a>(policies: &[&'a Policy<Id>]) -> Vec<PeopleRow<'a>> {
    let for_users: Vec<bool> = policies.iter().map(|policy| is_for_users(&policy.conditions)).collect();
    let reach = |kind: &Kind| -> Vec<Match> {
        let each = policies.iter().zip(&for_users);
        each.map(
            |(policy, for_users)| {
                if *for_users { kind.is_reached_by(&policy.conditions) } else { Match::No }
            },
        )
        .collect()
    };
    let mut rows = Vec::new();
    let everyone = reach(&Kind::Member);
    if for_users.contains(&true) {
        rows.push(PeopleRow { who: Who::People(vec![Kind::Member]), reach: everyone.clone() });
    }
    let users = policies.iter().zip(&for_users).filter(|(_, for_users)| **for_users);
    let included: Vec<&Subjects<Id>> = users.map(|(policy, _)| &policy.conditions.users.include).collect();
    for kind in named(&included) {
        let own = reach(&kind);
        if own == everyone {
            continue;
        }
        let same = |row: &&mut PeopleRow<'_>| match &row.who {
            Who::People(kinds) => {
                row.reach == own
                    && kinds
                        .iter()
                        .all(|known| std::mem::discriminant(known) == std::mem::discriminant(&kind))
            }
            Who::Identities(_) => false,
        };
        match rows.iter_mut().find(same) {
            Some(PeopleRow { who: Who::People(kinds), .. }) => kinds.push(kind),
            Some(_) | None => rows.push(PeopleRow { who: Who::People(vec![kind]), reach: own }),
        }
    }
    for (index, (policy, _)) in policies.iter().zip(&for_users).enumerate().filter(|(_, (_, users))| !**users)
    {
        let same = |row: &&mut PeopleRow<'_>| match &row.who {
            Who::People(_) => false,
            Who::Identities(other) => {
                other.client_applications == policy.conditions.client_applications
                    && other.agents == policy.conditions.agents
            }
        };
        if let Some(row) = rows.iter_mut().find(same) {
            row.reach.iter_mut().skip(index).take(1).for_each(|reach| *reach = Match::Yes);
            continue;
        }
        let reach = (0..policies.len()).map(|other| Match::from(other == index)).collect();
        rows.push(PeopleRow { who: Who::Identities(&policy.conditions), reach });
    }
    rows
}

/// Whether a policy is for users, and not for workloads or agents.
pub(super) fn is_for_users(conditions: &ConditionSet<Id>) -> bool {
    super::dimension("users").is_none_or(|users| users.is_configured(conditions))
}

/// The kinds of people that subjects name, each once, in the order of tables: roles, groups, guests, agents, users.
pub(in crate::report::explain) fn named(subjects: &[&Subjects<Id>]) -> Vec<Kind> {
    let each = || subjects.iter();
    let mut kinds: Vec<Kind> = Vec::new();
    let mut add = |kind: Kind| {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    each().flat_map(|subjects| &subjects.roles).for_each(|role| add(Kind::Role(role.clone())));
    each().flat_map(|subjects| &subjects.groups).for_each(|group| add(Kind::Group(group.clone())));
    if each().any(|subjects| subjects.all_guests || subjects.guests.is_some()) {
        let known = GuestType::KNOWN.iter().map(|token| GuestType::from_graph(token));
        let named = each().filter_map(|subjects| subjects.guests.as_ref()).flat_map(|guests| &guests.types);
        known.chain(named.cloned()).for_each(|guest| add(Kind::Guest(guest)));
    }
    for user in each().flat_map(|subjects| &subjects.users) {
        match user {
            UserRef::All | UserRef::None => {}
            UserRef::AllAgentIdUsers => add(Kind::Agent),
            UserRef::User(id) => add(Kind::User(id.clone())),
        }
    }
    kinds
}

/// The same kinds as a policy would name them.
pub(super) fn subjects_of(kinds: &[Kind]) -> Subjects<Id> {
    let mut subjects = Subjects::default();
    let mut types = Vec::new();
    for kind in kinds {
        match kind {
            Kind::Member => subjects.users.push(UserRef::All),
            Kind::Guest(guest) => types.push(guest.clone()),
            Kind::Role(id) => subjects.roles.push(id.clone()),
            Kind::Group(id) => subjects.groups.push(id.clone()),
            Kind::User(id) => subjects.users.push(UserRef::User(id.clone())),
            Kind::Agent => subjects.users.push(UserRef::AllAgentIdUsers),
        }
    }
    subjects.guests = (!types.is_empty()).then_some(Guests { types, tenants: None });
    subjects
}

impl Kind {
    /// Whether it is one of a list of names, of which a sentence says only so many.
    fn is_by_name(&self) -> bool {
        match self {
            Self::Role(_) | Self::Group(_) | Self::User(_) => true,
            Self::Member | Self::Guest(_) | Self::Agent => false,
        }
    }

    /// Whether a policy is for someone of whom only this is known.
    pub(in crate::report::explain) fn is_reached_by(&self, conditions: &ConditionSet<Id>) -> Match {
        let users = &conditions.users;
        self.is_named_by(&users.include).and(self.is_named_by(&users.exclude).not())
    }

    /// Whether subjects name someone of whom only this is known.
    pub(super) fn is_named_by(&self, subjects: &Subjects<Id>) -> Match {
        if *self == Self::Agent {
            // Nothing is known of agents yet, but for a policy that is about all of them.
            let about = subjects.users.contains(&UserRef::AllAgentIdUsers);
            let nobody = subjects.users.iter().all(|user| *user == UserRef::None);
            return if about { Match::Yes } else { Match::from(!nobody).and(Match::Unknown) };
        }
        if subjects.users.contains(&UserRef::All) {
            return Match::Yes;
        }
        match self {
            Self::Member | Self::Agent => Match::No,
            Self::Guest(guest) => Match::from(subjects.all_guests)
                .or(subjects.guests.as_ref().map_or(Match::No, |guests| names_guest(guests, guest))),
            Self::Role(id) => subjects.roles.contains(id).into(),
            Self::Group(id) => subjects.groups.contains(id).into(),
            Self::User(id) => subjects.users.contains(&UserRef::User(id.clone())).into(),
        }
    }
}

/// Guests of a row come from anywhere: a policy for those of certain tenants may be for them.
fn names_guest(guests: &Guests, guest: &GuestType) -> Match {
    let has_unknown = guests.types.iter().any(|known| !known.is_known());
    let is_type = if guests.types.contains(guest) {
        Match::Yes
    } else if has_unknown || !guest.is_known() {
        Match::Unknown
    } else {
        Match::No
    };
    match &guests.tenants {
        None | Some(ExternalTenants::All) => is_type,
        Some(ExternalTenants::Enumerated(tenants)) if tenants.is_empty() => Match::No,
        Some(ExternalTenants::Enumerated(_)) => is_type.and(Match::Unknown),
    }
}

/// The policy that tells best who some kinds of people are: the one that names all of them and the fewest others.
fn naming<'a>(kinds: &[Kind], policies: &[&'a Policy<Id>]) -> Option<&'a Policy<Id>> {
    let sides = policies.iter().flat_map(|policy| {
        let users = &policy.conditions.users;
        [(*policy, named(&[&users.include])), (*policy, named(&[&users.exclude]))]
    });
    let naming = sides.filter(|(_, named)| kinds.iter().all(|kind| named.contains(kind)));
    naming.min_by_key(|(_, named)| named.len()).map(|(policy, _)| policy)
}

impl PeopleRow<'_> {
    /// Who it is, in words.
    pub(super) fn words(&self, words: Vocabulary<'_>, others: bool, policies: &[&Policy<Id>]) -> String {
        match &self.who {
            Who::People(kinds) if kinds.contains(&Kind::Member) => {
                if others { "everyone not named below" } else { "everyone" }.to_owned()
            }
            Who::People(kinds) => {
                let told = phrases(&people::subjects(words, &subjects_of(kinds)));
                let is_counted = kinds.len() > MOST_NAMES && kinds.iter().all(Kind::is_by_name);
                match naming(kinds, policies).filter(|_| is_counted) {
                    Some(policy) => format!("{told}, as {} names them", label(policy)),
                    None => told,
                }
            }
            Who::Identities(conditions) => people::people(words, conditions).trim_end_matches(',').to_owned(),
        }
    }

    /// How many people of the directory hold the roles or are in the groups, where that is known of everyone.
    pub(super) fn people(&self, directory: &Directory) -> Option<usize> {
        let Who::People(kinds) = &self.who else { return None };
        let people = directory.people();
        if people.is_empty() {
            return None;
        }
        let is_one = |person: &Person| -> Option<bool> {
            let of = |kind: &Kind| match kind {
                Kind::Role(Id::Guid(role)) => directory.has_role(person, *role),
                Kind::Group(Id::Guid(group)) => directory.in_group(person, *group),
                Kind::Member
                | Kind::Guest(_)
                | Kind::Role(_)
                | Kind::Group(_)
                | Kind::User(_)
                | Kind::Agent => Match::Unknown,
            };
            match Match::any(kinds.iter().map(of)) {
                Match::Yes => Some(true),
                Match::No => Some(false),
                Match::Unknown => None,
            }
        };
        let answers = people.iter().filter(|person| person.enabled != Some(false)).map(is_one);
        let answers: Vec<bool> = answers.collect::<Option<_>>()?;
        Some(answers.into_iter().filter(|is_one| *is_one).count())
    }
}
