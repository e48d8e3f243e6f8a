//! Who signs in, in words: `all but guests and members of Finance`.

use std::collections::BTreeSet;
use std::fmt;

use super::phrases::{Shape, shape, together};
use super::{MOST_NAMES, Saying, name};
use crate::model::ReferenceKind;
use crate::space::level::Kind;
use crate::space::sets::ClassSet;
use crate::space::{Atom, Part, Space};

/// A box in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Who signs in; empty of everyone.
    pub who: String,
    /// The same without the name of anybody.
    pub who_unnamed: String,
    /// What else is so: `to Exchange Online`, `from unknown countries`.
    pub rest: Vec<String>,
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = Some(&self.who).filter(|who| !who.is_empty());
        let all: Vec<&str> = who.into_iter().chain(&self.rest).map(String::as_str).collect();
        f.write_str(&all.join(", "))
    }
}

impl Words {
    /// Puts together parts that differ in one thing only: what is true of either is said with an "or".
    pub fn merge(parts: Vec<Self>) -> Vec<Self> {
        let mut merged: Vec<Self> = Vec::new();
        for part in parts {
            match merged.iter_mut().find_map(|known| Some((known.or(&part)?, known))) {
                Some((both, known)) => *known = both,
                None => merged.push(part),
            }
        }
        merged
    }

    fn or(&self, other: &Self) -> Option<Self> {
        if self.who != other.who || self.rest.len() != other.rest.len() {
            return None;
        }
        let only_in = |one: &Self, other: &Self| {
            let mut only = one.rest.iter().filter(|words| !other.rest.contains(words)).cloned();
            only.next().filter(|_| only.next().is_none())
        };
        let (own, others) = (only_in(self, other)?, only_in(other, self)?);
        let rest = self
            .rest
            .iter()
            .map(|words| if *words == own { format!("{own} or {others}") } else { words.clone() });
        Some(Self { rest: rest.collect(), ..self.clone() })
    }
}

/// So many people who have nothing in common that policies speak of are named.
const MOST_PEOPLE: usize = 2;

/// Sets of people: within all of the first, and in none of the others.
#[derive(Default)]
struct Who<'p> {
    within: Vec<Vec<&'p Saying>>,
    but: Vec<&'p Saying>,
}

impl Space<'_> {
    /// Who signs in, by the people of the directory and by what is supposed of whoever it is.
    pub(super) fn who(&self, part: &Part) -> Words {
        let set = part.sets.first().copied().unwrap_or(ClassSet::ALL);
        let supposed = self.supposed_of_people(part);
        let mut who = Who::default();
        let counted;
        if set != ClassSet::ALL {
            let phrases = self.words.levels.first().map_or(&[][..], Vec::as_slice);
            match shape(self.diagram.sets(0), phrases, set) {
                Some(Shape::Any(any)) => who.within.push(any),
                Some(Shape::AllBut(but)) => who.but = but,
                Some(Shape::But(one, but)) => {
                    who.within.push(vec![one]);
                    who.but = but;
                }
                None => {
                    let (saying, is_within) = self.counted(part, set);
                    counted = saying;
                    if is_within { who.within.push(vec![&counted]) } else { who.but.push(&counted) }
                }
            }
        }
        for (sayings, holds) in &supposed {
            if *holds { who.within.push(sayings.iter().collect()) } else { who.but.extend(sayings) }
        }
        Words { who: who.words(&together), who_unnamed: who.words(&without_names), rest: Vec::new() }
    }

    /// People who have nothing in common, or all others of the directory where these are fewer; and whether it is they.
    fn counted(&self, part: &Part, set: ClassSet) -> (Saying, bool) {
        let people = self.people_in(part);
        if people.is_empty() {
            let sets = self.diagram.sets(0);
            return (format!("{} of {} kinds of people", sets.len(set), sets.classes()).into(), true);
        }
        let others: BTreeSet<u32> = self.people_of_all().difference(&people).copied().collect();
        let is_within = others.is_empty() || people.len() <= others.len();
        let told = if is_within { &people } else { &others };
        let directory = self.versions.last().map(|last| last.world.directory);
        let names: Vec<&str> = told
            .iter()
            .filter_map(|position| directory?.people().get(*position as usize))
            .map(|person| person.user_principal_name.as_str())
            .take(MOST_PEOPLE)
            .collect();
        let names = names.join(" and ");
        let name =
            if told.len() > MOST_PEOPLE { format!("{} people such as {names}", told.len()) } else { names };
        (Saying { people: told.len(), ..name.into() }, is_within)
    }

    /// What no export tells of whoever signs in: what they are, and what they are not.
    fn supposed_of_people(&self, part: &Part) -> Vec<(Vec<Saying>, bool)> {
        let mut supposed = Vec::new();
        for (number, (level, set)) in self.levels.iter().zip(&part.sets).enumerate() {
            let Kind::Atom(atom) = &level.kind else { continue };
            if *set == ClassSet::ALL {
                continue;
            }
            let names = self.settings.names;
            let sayings = match atom {
                Atom::Membership { groups, roles } => {
                    let groups =
                        groups.iter().map(|id| Saying::member(name(names, ReferenceKind::Group, id)));
                    let roles = roles.iter().map(|id| Saying::holder(name(names, ReferenceKind::Role, id)));
                    let all: Vec<Saying> = groups.chain(roles).collect();
                    let others = all.len().saturating_sub(MOST_NAMES);
                    let more = (others > 0).then(|| Saying::member(format!("{others} more")));
                    all.into_iter().take(MOST_NAMES).chain(more).collect()
                }
                Atom::User(id) => vec![Saying::person(name(names, ReferenceKind::User, id))],
                Atom::Application(_)
                | Atom::ApplicationFilter(_)
                | Atom::Location(_)
                | Atom::Condition(..)
                | Atom::Json(_) => continue,
            };
            supposed.push((sayings, self.diagram.sets(number).contains(*set, 1)));
        }
        supposed
    }
}

impl Who<'_> {
    fn words(&self, together: &dyn Fn(&[&Saying], &str) -> String) -> String {
        let within: Vec<String> = self.within.iter().map(|any| together(any, "or")).collect();
        let within = within.join(" who are also ");
        let last = if within.is_empty() { "and" } else { "or" };
        let but = (!self.but.is_empty()).then(|| together(&self.but, last));
        match but {
            None => within,
            Some(but) if within.is_empty() => format!("all but {but}"),
            Some(but) => format!("{within} but not {but}"),
        }
    }
}

/// Phrases in which people are counted.
fn without_names(sayings: &[&Saying], last: &str) -> String {
    let mut others: Vec<&Saying> = sayings.iter().copied().filter(|saying| saying.people == 0).collect();
    let counted: Saying = match sayings.iter().map(|saying| saying.people).sum() {
        0 => return together(&others, last),
        1 => "one person".into(),
        count => format!("{count} people").into(),
    };
    others.push(&counted);
    together(&others, last)
}
