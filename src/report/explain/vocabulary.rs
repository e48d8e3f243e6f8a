//! Names for ids, and the phrases of lists that sentences and tables share.

use std::collections::BTreeMap;

use crate::catalogue;
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, ReferenceKind};
use crate::report::words::{either, list};

/// How many names a sentence lists; the table has all of them.
pub(super) const MOST_NAMES: usize = 5;

/// What ids are called.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    pub(super) names: &'a BTreeMap<(ReferenceKind, Id), Name>,
    pub(super) locations: &'a [NamedLocation],
    pub(super) strengths: &'a [AuthenticationStrength],
}

impl<'a> Vocabulary<'a> {
    /// The name of an object, or its id where no name is known.
    pub(super) fn name(&self, kind: ReferenceKind, id: &Id) -> String {
        if let Some(location) = self.location(id).filter(|_| kind == ReferenceKind::NamedLocation) {
            return location.display_name.clone();
        }
        if let Some(strength) = self.strength(id).filter(|_| kind == ReferenceKind::AuthenticationStrength) {
            return strength.display_name.clone();
        }
        if let Some(name) = self.names.get(&(kind, id.clone())) {
            return name.clone();
        }
        match id {
            Id::Guid(guid) => in_catalogue(kind, *guid).map_or_else(|| id.to_string(), str::to_owned),
            Id::Text(text) => placeholder_name(kind, text).unwrap_or(text).to_owned(),
        }
    }

    /// The name as it stands in a sentence: in quotes where it could be read as a part of the sentence.
    pub(super) fn said(&self, kind: ReferenceKind, id: &Id) -> String {
        quoted(&self.name(kind, id))
    }

    pub(super) fn location(&self, id: &Id) -> Option<&'a NamedLocation> {
        self.locations.iter().find(|location| location.id == *id)
    }

    pub(super) fn strength(&self, id: &Id) -> Option<&'a AuthenticationStrength> {
        self.strengths.iter().find(|strength| strength.id == *id)
    }
}

/// A text that is one name and no part of the sentence around it.
pub(super) fn quoted(name: &str) -> String {
    let is_read_wrong = name.trim() != name
        || name.is_empty()
        || name.contains([',', ';', '"', '(', ')'])
        || [" and ", " or ", " but ", " except ", " when ", " unless "]
            .iter()
            .any(|word| name.contains(word));
    if is_read_wrong { format!("\"{name}\"") } else { name.to_owned() }
}

/// `Kochi office or Dubai office`, or `one of 19 roles` where that is too long for a sentence.
pub(super) fn one_of(names: &[String], many: &str) -> String {
    if names.len() > MOST_NAMES { format!("one of {} {many}", names.len()) } else { either(names) }
}

/// `asha@contoso.com and ravi@contoso.com`, or `19 users`.
pub(super) fn all_of(names: &[String], many: &str) -> String {
    if names.len() > MOST_NAMES { format!("{} {many}", names.len()) } else { list(names) }
}

/// Joins phrases that have an "or" or an "and" of their own.
pub(super) fn phrases(phrases: &[impl AsRef<str>]) -> String {
    match phrases {
        [first @ .., last] if first.len() > 1 => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{}, and {}", first.join(", "), last.as_ref())
        }
        phrases => list(phrases),
    }
}

/// Joins what may end with an exception and its comma, which is one too many before the next.
pub(super) fn together(kinds: &[String]) -> String {
    match kinds {
        [_] => phrases(kinds),
        several => phrases(&several.iter().map(|kind| kind.trim_end_matches(',')).collect::<Vec<_>>()),
    }
}

/// A token of Graph that this version does not know.
pub(super) fn unknown_token(what: &str, token: &str) -> String {
    format!("{what} \"{token}\", which this version does not know")
}

/// What the same id is called in every tenant.
fn in_catalogue(kind: ReferenceKind, id: uuid::Uuid) -> Option<&'static str> {
    match kind {
        ReferenceKind::Role => catalogue::role_by_id(id).map(|role| role.display_name),
        ReferenceKind::Application => catalogue::application_by_id(id).map(|found| found.display_name),
        ReferenceKind::AuthenticationStrength => {
            catalogue::strength_by_id(id).map(|strength| strength.display_name)
        }
        ReferenceKind::User
        | ReferenceKind::Group
        | ReferenceKind::ServicePrincipal
        | ReferenceKind::NamedLocation
        | ReferenceKind::TermsOfUse
        | ReferenceKind::AuthenticationContext
        | ReferenceKind::FilteringProfile => None,
    }
}

/// The name in the placeholder of an object that does not exist yet, such as `<group:CA002 - Exclude>`.
fn placeholder_name(kind: ReferenceKind, text: &str) -> Option<&str> {
    text.strip_prefix('<')?.strip_prefix(kind.as_str())?.strip_prefix(':')?.strip_suffix('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_ids() {
        let names = BTreeMap::new();
        let words = Vocabulary { names: &names, locations: &[], strengths: &[] };
        let placeholder = Id::placeholder(ReferenceKind::Group, "CA002 - Exclude");
        assert_eq!(words.name(ReferenceKind::Group, &placeholder), "CA002 - Exclude");
        let role = Id::parse("62e90394-69f5-4237-9190-012177145e10");
        assert_eq!(words.name(ReferenceKind::Role, &role), "Global Administrator");
        assert_eq!(words.name(ReferenceKind::Group, &role), "62e90394-69f5-4237-9190-012177145e10");
    }

    #[test]
    fn a_name_is_no_part_of_the_sentence() {
        assert_eq!(quoted("CA002 - Exclude"), "CA002 - Exclude");
        assert_eq!(quoted("Sales and Marketing"), "\"Sales and Marketing\"");
    }

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<String> = (0..6).map(|number| number.to_string()).collect();
        assert_eq!(one_of(&names, "roles"), "one of 6 roles");
        assert_eq!(one_of(&names[..2], "roles"), "0 or 1");
        assert_eq!(phrases(&names[..3]), "0, 1, and 2");
    }
}
