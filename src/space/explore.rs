//! The diagrams as plain data, for whoever walks them elsewhere: what can be chosen at each level, every node, and what
//! is asked at the ends. Nothing is decided here.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::diagram::{Node, TooLarge};
use super::ends::{BLOCK, NOTHING, UNDECIDED};
use super::level::{Kind, Level};
use super::sets::ClassSet;
use super::{Part, Space};
use crate::condition::Draft;
use crate::control::{Ability, Outcome, Range};

/// Versions of a set of policies as diagrams to be walked.
#[derive(Clone, Debug, Default)]
pub struct Explorer {
    /// What can be chosen, in the order in which the diagrams ask for it; who signs in is first.
    pub levels: Vec<Choice>,
    /// The nodes of all diagrams.
    pub nodes: Vec<Step>,
    /// What is asked at the ends.
    pub ends: Vec<End>,
    /// The versions.
    pub sides: Vec<Walk>,
    /// The people of the directory who can sign in.
    pub people: Vec<Walker>,
}

/// Something about a sign-in that has to be chosen, or left open.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What it is, in a word or two.
    pub question: String,
    /// What there is to choose from, each in words.
    pub classes: Vec<String>,
}

/// A node: where each class of its level leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its level.
    pub level: usize,
    /// Where every class leads that is not below.
    pub otherwise: Place,
    /// Where some classes lead.
    pub ways: Vec<(Place, Vec<usize>)>,
}

/// A node or an end, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of [`Explorer::nodes`].
    Node(usize),
    /// Of [`Explorer::ends`].
    End(usize),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// In words.
    pub words: String,
    /// Of which kind it is.
    pub kind: EndKind,
}

/// What kind of thing is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndKind {
    /// Nothing at all.
    Nothing,
    /// Something.
    Something,
    /// It is blocked.
    Block,
    /// More than can be gone through.
    Undecided,
}

/// A version.
#[derive(Clone, Debug)]
pub struct Walk {
    /// What all its policies ask together.
    pub outcome: Place,
    /// What each of its policies asks by itself, by position; those that decide.
    pub policies: Vec<(usize, Place)>,
}

/// Someone of the directory.
#[derive(Clone, Debug)]
pub struct Walker {
    /// By position in the directory.
    pub position: u32,
    /// Of which classes of the first level they may be.
    pub classes: Vec<usize>,
    /// What comes of each end for them, as far as what they have registered settles it.
    pub outcomes: Vec<Range<Outcome>>,
}

impl Space<'_> {
    /// The diagrams of all versions as plain data, of no more than `most` nodes.
    pub fn explorer(&mut self, most: usize) -> Result<Explorer, TooLarge> {
        let everything = self.everything();
        let mut outcomes = Vec::new();
        for version in 0..self.versions.len() {
            outcomes.push(self.outcomes(version, everything)?);
        }
        let mut singles = Vec::new();
        for level in 0..self.levels.len() {
            let sets = self.diagram.sets_mut(level);
            singles.push((0..sets.classes()).map(|class| sets.of([class])).collect::<Vec<ClassSet>>());
        }
        let mut export =
            Export { space: self, most, places: HashMap::new(), numbers: Vec::new(), nodes: Vec::new() };
        let mut sides = Vec::new();
        for (version, outcomes) in outcomes.into_iter().enumerate() {
            let outcome = export.place(self.outcomes_node(outcomes))?;
            let mut policies = Vec::new();
            for (number, node) in self.policies.get(version).into_iter().flatten().enumerate() {
                if let Some(node) = node {
                    policies.push((number, export.place(*node)?));
                }
            }
            sides.push(Walk { outcome, policies });
        }
        let Export { numbers, nodes, .. } = export;
        let choice = |(number, classes): (usize, &Vec<ClassSet>)| Choice {
            question: self.levels.get(number).map(|level| self.question(level)).unwrap_or_default(),
            classes: distinct(classes.iter().map(|class| self.class_words(number, *class)).collect()),
        };
        Ok(Explorer {
            levels: singles.iter().enumerate().map(choice).collect(),
            nodes,
            ends: numbers.iter().map(|number| self.end(*number)).collect(),
            sides,
            people: self.walkers(&numbers),
        })
    }

    fn end(&self, number: u32) -> End {
        let kind = match number {
            NOTHING => EndKind::Nothing,
            BLOCK => EndKind::Block,
            UNDECIDED => EndKind::Undecided,
            _ => EndKind::Something,
        };
        let words = self.ends.asked(number).map(|asked| self.asked_words(asked));
        End { words: words.unwrap_or_else(|| "not decided".to_owned()), kind }
    }

    fn question(&self, level: &Level) -> String {
        let member = level.dimensions().last().map_or("", |dimension| dimension.member());
        let known = match (&level.kind, member) {
            (Kind::People, _) => "Who",
            (Kind::Atom(atom), _) => return capital(&self.atom_words(atom, true)),
            (Kind::Condition(..), "applications") => "Resource",
            (Kind::Condition(..), "authenticationContexts") => "Authentication context",
            (Kind::Condition(..), "clientAppTypes") => "Client",
            (Kind::Condition(..), "platforms") => "Platform",
            (Kind::Condition(..), "locations") => "Network and country",
            (Kind::Condition(..), "devices") => "Device",
            (Kind::Condition(..), "signInRiskLevels") => "Sign-in risk",
            (Kind::Condition(..), "userRiskLevels") => "User risk",
            (Kind::Condition(..), "servicePrincipalRiskLevels") => "Service principal risk",
            (Kind::Condition(..), "insiderRiskLevels") => "Insider risk",
            (Kind::Condition(..), "authenticationFlows") => "Flow",
            (Kind::Condition(..), other) => other,
        };
        known.to_owned()
    }

    /// A class alone, in words.
    fn class_words(&self, level: usize, class: ClassSet) -> String {
        let Some(of) = self.levels.get(level) else { return String::new() };
        let only = self.diagram.sets(level).iter(class).next();
        match of.kind {
            Kind::Atom(_) if self.diagram.sets(level).contains(class, 1) => "yes".to_owned(),
            Kind::Atom(_) => "no".to_owned(),
            Kind::Condition(..) => {
                match (self.phrases_for(level, class), only.and_then(|only| self.example(of, only))) {
                    (None, Some(example)) => format!("{example} and the like"),
                    _ => self.values(level, class),
                }
            }
            Kind::People => {
                let mut sets = vec![ClassSet::ALL; self.levels.len()];
                sets.iter_mut().take(1).for_each(|set| *set = class);
                let who = self.words_of(&Part { sets }).who;
                if who.is_empty() { "anybody".to_owned() } else { who }
            }
        }
    }

    /// The people of the directory who can sign in, with what comes of some ends for them.
    fn walkers(&self, ends: &[u32]) -> Vec<Walker> {
        let (Some(level), Some(last)) = (self.levels.first(), self.versions.last()) else {
            return Vec::new();
        };
        let mut classes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for class in 0..level.len() {
            for position in level.someone(class).into_iter().flat_map(|someone| &someone.people) {
                classes.entry(*position).or_default().push(class);
            }
        }
        let outcomes = |position: u32| -> Vec<Range<Outcome>> {
            let person = last.world.directory.people().get(position as usize);
            let Some(person) = person else { return Vec::new() };
            let mut draft = Draft::default();
            draft.sign_in.subject_id = Some(person.id);
            draft.sign_in.user_principal_name = person.user_principal_name.clone().into();
            let ability = Ability::of(last.world, &draft.sign_in);
            let unknown = Range::between(Outcome::Granted, Outcome::Blocked);
            let asked = ends.iter().map(|number| self.ends.asked(*number));
            asked
                .map(|asked| asked.map_or(unknown, |asked| self.outcome(&asked.requirement, &ability)))
                .collect()
        };
        let walker = |(position, classes)| Walker { position, classes, outcomes: outcomes(position) };
        classes.into_iter().map(walker).collect()
    }
}

/// Numbers the nodes and ends that are reached.
struct Export<'s, 'a> {
    space: &'s Space<'a>,
    most: usize,
    places: HashMap<Node, Place>,
    /// The numbers of the ends.
    numbers: Vec<u32>,
    nodes: Vec<Step>,
}

impl Export<'_, '_> {
    fn place(&mut self, node: Node) -> Result<Place, TooLarge> {
        if let Some(known) = self.places.get(&node) {
            return Ok(*known);
        }
        let place = if let Some(number) = node.number() {
            self.numbers.push(number);
            Place::End(self.numbers.len() - 1)
        } else {
            let step = self.step(node)?;
            if self.nodes.len() >= self.most {
                return Err(TooLarge);
            }
            self.nodes.push(step);
            Place::Node(self.nodes.len() - 1)
        };
        self.places.insert(node, place);
        Ok(place)
    }

    fn step(&mut self, node: Node) -> Result<Step, TooLarge> {
        let diagram = &self.space.diagram;
        let level = diagram.level(node);
        let mut ways = Vec::new();
        for edge in diagram.edges(node) {
            ways.push((self.place(edge.to)?, diagram.sets(level).iter(edge.set).collect::<Vec<usize>>()));
        }
        // The longest need not be written out.
        ways.sort_by_key(|(_, classes)| (Reverse(classes.len()), classes.first().copied()));
        let otherwise = if ways.is_empty() { Place::End(0) } else { ways.remove(0).0 };
        Ok(Step { level, otherwise, ways })
    }
}

/// What no sign-in settles, as the name of a choice.
fn capital(words: &str) -> String {
    let words = words.replacen("it is of", "the resource is of", 1);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The same words, with a number where they are not the first of their kind.
fn distinct(words: Vec<String>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = |words: String| {
        let count = seen.entry(words.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count == 1 { words } else { format!("{words} ({count})") }
    };
    words.into_iter().map(&mut number).collect()
}
