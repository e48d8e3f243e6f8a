//! Where a recorded sign-in is in the space: what is not known of it may be any class.

use std::collections::HashMap;

use uuid::Uuid;

use super::diagram::{NO, Node, YES};
use super::level::Kind;
use super::{Region, Space};
use crate::condition::Class;
use crate::model::Match;
use crate::sign_in::SignIn;

/// Which classes of the first level people of the directory may be of.
#[derive(Clone, Debug, Default)]
pub struct People(HashMap<Uuid, Vec<usize>>);

/// A recorded sign-in in the space.
#[derive(Clone, Debug)]
pub struct Placed(Vec<At>);

/// Its classes of a level.
#[derive(Clone, Debug)]
enum At {
    /// Not known.
    Anywhere,
    /// One of these; which is not known.
    OneOf(Vec<usize>),
    /// Each of these: it has several audiences.
    Each(Vec<usize>),
}

impl Space<'_> {
    /// The people of the space, to place many sign-ins.
    pub fn who_is_where(&self) -> People {
        let mut people: HashMap<Uuid, Vec<usize>> = HashMap::new();
        if let (Some(level), Some(last)) = (self.levels.first(), self.versions.last()) {
            let everyone = last.world.directory.people();
            for class in 0..level.len() {
                let positions = level.someone(class).into_iter().flat_map(|someone| &someone.people);
                for person in positions.filter_map(|position| everyone.get(*position as usize)) {
                    people.entry(person.id).or_default().push(class);
                }
            }
        }
        People(people)
    }

    /// Places a sign-in.
    pub fn place(&self, people: &People, sign_in: &SignIn<'_>) -> Placed {
        let Some(world) = self.versions.last().map(|last| last.world) else { return Placed(Vec::new()) };
        let place = |level: &super::Level| match &level.kind {
            Kind::People => self.place_person(people, sign_in),
            Kind::Condition(_, classifier) => {
                let mut classes = Vec::new();
                let mut is_known = true;
                classifier.classes(world, sign_in, &mut |Class(class)| match level.class(class) {
                    Some(class) => classes.push(class),
                    None => is_known = false,
                });
                if is_known && !classes.is_empty() { At::Each(classes) } else { At::Anywhere }
            }
            Kind::Atom(_) => At::Anywhere,
        };
        Placed(self.levels.iter().map(place).collect())
    }

    /// Whether a placed sign-in is in a region.
    pub fn is_in(&self, region: Region, placed: &Placed) -> Match {
        self.leads_to(&mut HashMap::new(), self.region(region), placed)
    }

    fn place_person(&self, people: &People, sign_in: &SignIn<'_>) -> At {
        let (Some(level), Some(last)) = (self.levels.first(), self.versions.last()) else {
            return At::Anywhere;
        };
        let id = sign_in.subject_id.or_else(|| last.world.person(sign_in).map(|person| person.id));
        if let Some(classes) = id.and_then(|id| people.0.get(&id)) {
            return At::OneOf(classes.clone());
        }
        let alike = |is_so: &dyn Fn(&SignIn<'_>) -> bool| -> Vec<usize> {
            let is_so =
                |class: &usize| level.someone(*class).is_some_and(|someone| is_so(&someone.draft.sign_in));
            (0..level.len()).filter(is_so).collect()
        };
        let same = alike(&|other| id.is_some() && other.subject_id == id);
        let classes = if same.is_empty() { alike(&|other| other.subject == sign_in.subject) } else { same };
        At::OneOf(classes)
    }

    fn leads_to(&self, memo: &mut HashMap<Node, Match>, node: Node, placed: &Placed) -> Match {
        if node == YES || node == NO {
            return Match::from(node == YES);
        }
        if let Some(known) = memo.get(&node) {
            return *known;
        }
        let level = self.diagram.level(node);
        let sets = self.diagram.sets(level);
        let edges = self.diagram.edges(node);
        let to = |classes: &[usize]| -> Vec<Node> {
            let leads = |class: &usize| edges.iter().find(|edge| sets.contains(edge.set, *class));
            classes.iter().filter_map(leads).map(|edge| edge.to).collect()
        };
        let (ways, is_each) = match placed.0.get(level) {
            None | Some(At::Anywhere) => (edges.iter().map(|edge| edge.to).collect(), false),
            Some(At::OneOf(classes)) => (to(classes), false),
            Some(At::Each(classes)) => (to(classes), true),
        };
        let mut found = ways.into_iter().map(|way| self.leads_to(memo, way, placed));
        let holds = if is_each {
            Match::any(found)
        } else {
            let first = found.next().unwrap_or(Match::Unknown);
            // Wherever it may be, it has to be the same.
            if found.all(|other| other == first) { first } else { Match::Unknown }
        };
        memo.insert(node, holds);
        holds
    }
}
