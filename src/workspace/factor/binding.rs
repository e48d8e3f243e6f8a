//! Which objects of a client the names of a shared set stand for, where the export does not call them so.
//!
//! An export of policies has the ids of groups and no names; and a client may have renamed a location. What stands in
//! the policies in place of a name, and nowhere else, is what the name stands for.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;
use super::facts::{Facts, Item, Meaning};
use crate::model::{Id, LocationKind, Name, ReferenceKind};
use crate::syntax::Node;

/// A name of a shared set and the object it stands for.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) kind: ReferenceKind,
    pub(super) name: Name,
    pub(super) id: Id,
    /// What the client calls it.
    pub(super) known_as: Option<Name>,
}

/// A name or an object, and a place: a key of a pair of policies.
type Uses<T> = BTreeMap<T, BTreeSet<(usize, String)>>;

/// Finds what unknown names stand for, from what is paired: the facts of a shared policy and those of the exported one.
pub(super) fn find(
    client: &Client,
    locations: &BTreeMap<String, &Node>,
    pairs: &[(Facts, &Facts)],
) -> Vec<Bound> {
    let mut unknown: Uses<(ReferenceKind, &str)> = Uses::new();
    let mut objects: Uses<(ReferenceKind, &Id)> = Uses::new();
    for (number, (shared, exported)) in pairs.iter().enumerate() {
        for (key, fact) in shared {
            for item in fact.items() {
                if let Meaning::Unknown(kind, name) = &item.meaning {
                    unknown.entry((*kind, name)).or_default().insert((number, key.clone()));
                }
            }
        }
        for (key, fact) in *exported {
            let known = shared.get(key).map_or(&[][..], |fact| fact.items());
            for item in fact.items() {
                if let Some((kind, id)) = open(item, known) {
                    objects.entry((kind, id)).or_default().insert((number, key.clone()));
                }
            }
        }
    }
    let may_be = |kind: ReferenceKind, name: &str, id: &Id| {
        let known_as = client.name_of(kind, id);
        match kind {
            ReferenceKind::NamedLocation => is_of_kind(client, locations.get(name).copied(), id),
            _ => known_as.is_none_or(|known| resembles(name, known)),
        }
    };
    let score = |(kind, name): (ReferenceKind, &str), (other, id): (ReferenceKind, &Id)| {
        let (Some(names), Some(ids)) = (unknown.get(&(kind, name)), objects.get(&(other, id))) else {
            return (0, 1);
        };
        let both = names.intersection(ids).count();
        if kind == other && both > 0 && id.guid().is_some() && may_be(kind, name, id) {
            (both, names.union(ids).count())
        } else {
            (0, 1)
        }
    };
    let names: Vec<(ReferenceKind, &str)> = unknown.keys().copied().collect();
    let ids: Vec<(ReferenceKind, &Id)> = objects.keys().copied().collect();
    let mut bound = Vec::new();
    for (kind, name) in &names {
        // What was compiled and is not created yet.
        let placeholder = Id::placeholder(*kind, name);
        if objects.contains_key(&(*kind, &placeholder)) {
            bound.push(Bound { kind: *kind, name: (*name).to_owned(), id: placeholder, known_as: None });
            continue;
        }
        let Some((_, id)) = only_best(&ids, |id| score((*kind, name), id)) else { continue };
        if only_best(&names, |rival| score(rival, (*kind, id))) == Some((*kind, *name)) {
            let known_as = client.name_of(*kind, id).cloned();
            bound.push(Bound { kind: *kind, name: (*name).to_owned(), id: id.clone(), known_as });
        }
    }
    bound
}

/// The object of an item, if it is one that the shared policy does not name.
fn open<'a>(item: &'a Item, known: &[Item]) -> Option<(ReferenceKind, &'a Id)> {
    match &item.meaning {
        Meaning::Object(kind, id) if !known.contains(item) => Some((*kind, id)),
        Meaning::Object(..) | Meaning::Unknown(..) | Meaning::Parameter(_) | Meaning::Plain(_) => None,
    }
}

/// The only one with the greatest share, if that is at least a half.
fn only_best<T: Copy>(among: &[T], share: impl Fn(T) -> (usize, usize)) -> Option<T> {
    let mut best: Vec<(T, (usize, usize))> = Vec::new();
    for one in among {
        let (part, whole) = share(*one);
        let (most, of) = best.first().map_or((0, 1), |(_, share)| *share);
        match (part * of).cmp(&(most * whole)) {
            std::cmp::Ordering::Greater => best = vec![(*one, (part, whole))],
            std::cmp::Ordering::Equal if part > 0 => best.push((*one, (part, whole))),
            std::cmp::Ordering::Equal | std::cmp::Ordering::Less => {}
        }
    }
    match best.as_slice() {
        [(only, (part, whole))] if part * 2 >= *whole => Some(*only),
        _ => None,
    }
}

/// Whether a location of the export is of the kind that the shared set declares under a name.
fn is_of_kind(client: &Client, declared: Option<&Node>, id: &Id) -> bool {
    let location = client.locations.iter().find(|location| location.location.id == *id);
    let (Some(declared), Some(location)) = (declared, location) else { return false };
    let key = match location.location.kind {
        LocationKind::Ip { .. } => "ipRanges",
        LocationKind::Country { .. } => "countries",
        LocationKind::CompliantNetwork { .. } => "compliantNetwork",
        LocationKind::Unknown => return false,
    };
    declared.get(key).is_some()
}

/// Whether two names are one, written differently: the same letters and digits, or a word with a digit in both, such as
/// the key of a policy.
fn resembles(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|next: char| !next.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let numbered = |word: &&String| word.contains(|next: char| next.is_ascii_digit());
    one.concat() == other.concat() || one.iter().filter(numbered).any(|word| other.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_resemble_by_letters_or_by_a_numbered_word() {
        assert!(resembles("CA001 - Exclude", "ca001-exclude"));
        assert!(resembles("CA001 - Exclude", "SG_CA001_Exceptions"));
        assert!(!resembles("CA001 - Exclude", "CA002 - Exclude"));
        assert!(!resembles("CA-ServiceAccounts", "SG-Finance"));
    }

    #[test]
    fn two_equally_good_are_none() {
        assert_eq!(only_best(&[1, 2, 3], |one| (one % 3, 2)), Some(2));
        assert_eq!(only_best(&[1, 4], |one| (one % 3, 2)), None);
        assert_eq!(only_best(&[1], |_| (1, 3)), None);
    }
}
