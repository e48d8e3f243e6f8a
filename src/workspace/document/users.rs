//! `users`: who a policy is for.

use super::condition::{scoped_node, token, token_list, word};
use super::{read, write};
use crate::model::{ExternalTenants, GuestType, Guests, Id, Name, Subjects, UserRef, Users};
use crate::syntax::{Node, Value, pointer_push};
use crate::workspace::{Exclusion, ExclusionSubject};

/// Reads `users`.
pub(super) fn users(node: &Node) -> Users<Name> {
    Users {
        include: node.get("include").map(subjects).unwrap_or_default(),
        exclude: node.get("exclude").map(subjects).unwrap_or_default(),
    }
}

/// Writes `users`; exclusions with a reason, an owner or dates are written as maps.
pub(super) fn users_node(users: &Users<Name>, exclusions: &[Exclusion]) -> Node {
    let include = match users.include.users.as_slice() {
        [only @ (UserRef::All | UserRef::None)] if is_only_users(&users.include) => {
            write::text(user_word(only))
        }
        _ => subjects_node(&users.include, "/users/include", &[]),
    };
    let exclude = (!users.exclude.is_empty()).then(|| subjects_node(&users.exclude, EXCLUDE, exclusions));
    scoped_node(Some(include), exclude)
}

const EXCLUDE: &str = "/users/exclude";

/// Reads one side of `users`: a map, or a keyword for a list of that alone.
pub(super) fn subjects(node: &Node) -> Subjects<Name> {
    if let Some(keyword) = node.as_str() {
        return Subjects { users: vec![user_ref(keyword)], ..Subjects::default() };
    }
    let guests = node.get("guests");
    let forms = guests.map_or(&[][..], |guests| match &guests.value {
        Value::Sequence(forms) => forms,
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => {
            std::slice::from_ref(guests)
        }
    });
    Subjects {
        users: read::items(node, "users").iter().map(|entry| user_ref(&subject(entry, "user"))).collect(),
        groups: read::items(node, "groups").iter().map(|entry| subject(entry, "group")).collect(),
        roles: read::items(node, "roles").iter().map(|entry| subject(entry, "role")).collect(),
        all_guests: forms.iter().any(|form| form.as_str().is_some()),
        guests: forms.iter().find(|form| form.as_str().is_none()).map(guests_object),
    }
}

/// The exclusions of `users` that carry a reason, an owner or dates.
pub(super) fn exclusions(users: &Node) -> Vec<Exclusion> {
    let Some(exclude) = users.get("exclude") else { return Vec::new() };
    let mut found = Vec::new();
    for (list, key, kind) in LISTS {
        let pointer = pointer_push(EXCLUDE, list);
        for (index, entry) in read::items(exclude, list).iter().enumerate() {
            if !entry.entries().is_empty() {
                found.push(exclusion(
                    pointer_push(&pointer, &index.to_string()),
                    kind(subject(entry, key)),
                    entry,
                ));
            }
        }
    }
    found
}

/// A list of subjects, the key of an entry that says more, and its kind.
type SubjectList = (&'static str, &'static str, fn(Name) -> ExclusionSubject);

const LISTS: [SubjectList; 3] = [
    ("users", "user", ExclusionSubject::User),
    ("groups", "group", ExclusionSubject::Group),
    ("roles", "role", ExclusionSubject::Role),
];

fn exclusion(pointer: String, subject: ExclusionSubject, entry: &Node) -> Exclusion {
    Exclusion {
        pointer,
        subject,
        reason: read::optional_text(entry, "reason"),
        owner: read::optional_text(entry, "owner"),
        from: read::date(entry, "from"),
        until: read::date(entry, "until"),
    }
}

/// The name of an entry that is a name, or a map with the name under `key`.
fn subject(entry: &Node, key: &str) -> Name {
    entry.get(key).map_or_else(|| read::scalar(entry), read::scalar)
}

fn guests_object(node: &Node) -> Guests {
    let id = |node: &Node| Id::parse(token(&read::scalar(node)));
    let tenants = node.get("tenants").map(|tenants| match &tenants.value {
        Value::Sequence(ids) => ExternalTenants::Enumerated(ids.iter().map(id).collect()),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => {
            ExternalTenants::All
        }
    });
    let types =
        read::items(node, "types").iter().map(|item| GuestType::from_graph(token(&read::scalar(item))));
    Guests { types: types.collect(), tenants }
}

fn user_ref(name: &str) -> UserRef<Name> {
    match name {
        "all" => UserRef::All,
        "none" => UserRef::None,
        "allAgentIdUsers" => UserRef::AllAgentIdUsers,
        name => UserRef::User(name.to_owned()),
    }
}

fn user_word(user: &UserRef<Name>) -> &str {
    match user {
        UserRef::All => "all",
        UserRef::None => "none",
        UserRef::AllAgentIdUsers => "allAgentIdUsers",
        UserRef::User(name) => name,
    }
}

fn is_only_users(subjects: &Subjects<Name>) -> bool {
    subjects.groups.is_empty()
        && subjects.roles.is_empty()
        && !subjects.all_guests
        && subjects.guests.is_none()
}

/// Writes one side of `users` as a map.
fn subjects_node(subjects: &Subjects<Name>, pointer: &str, exclusions: &[Exclusion]) -> Node {
    let users: Vec<&str> = subjects.users.iter().map(user_word).collect();
    let list = |list: &str, key: &str, names: Vec<&str>| {
        let pointer = pointer_push(pointer, list);
        let entries = names.iter().enumerate().map(|(index, name)| {
            let pointer = pointer_push(&pointer, &index.to_string());
            match exclusions.iter().find(|exclusion| exclusion.pointer == pointer) {
                Some(exclusion) => exclusion_node(key, name, exclusion),
                None => write::text(name),
            }
        });
        (!names.is_empty()).then(|| write::sequence(entries))
    };
    write::mapping([
        ("users", list("users", "user", users)),
        ("groups", list("groups", "group", subjects.groups.iter().map(String::as_str).collect())),
        ("roles", list("roles", "role", subjects.roles.iter().map(String::as_str).collect())),
        ("guests", guests_node(subjects)),
    ])
}

fn exclusion_node(key: &str, name: &str, exclusion: &Exclusion) -> Node {
    write::mapping([
        (key, Some(write::text(name))),
        ("reason", exclusion.reason.as_deref().map(write::text)),
        ("owner", exclusion.owner.as_deref().map(write::text)),
        ("from", exclusion.from.map(write::date)),
        ("until", exclusion.until.map(write::date)),
    ])
}

fn guests_node(subjects: &Subjects<Name>) -> Option<Node> {
    let object = subjects.guests.as_ref().map(guests_object_node);
    match (subjects.all_guests, object) {
        (true, None) => Some(write::text("all")),
        (true, Some(object)) => Some(write::sequence([write::text("all"), object])),
        (false, object) => object,
    }
}

fn guests_object_node(guests: &Guests) -> Node {
    let tenants = guests.tenants.as_ref().map(|tenants| match tenants {
        ExternalTenants::All => write::text("all"),
        ExternalTenants::Enumerated(ids) => write::sequence(ids.iter().map(|id| match id {
            Id::Guid(guid) => write::text(&guid.hyphenated().to_string()),
            Id::Text(text) => write::text(&word(text, false)),
        })),
    });
    let types = token_list(guests.types.iter().map(|kind| (kind.as_graph(), kind.is_known())));
    write::mapping([("types", Some(types)), ("tenants", tenants)])
}
