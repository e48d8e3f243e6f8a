//! Regions in plain words: `members of Finance, to Exchange Online, from unknown countries`.
//!
//! The words are those of the policies: every entry of a condition is a phrase for the classes that match it alone.

mod asked;
mod entries;
mod phrases;
mod who;

use std::collections::{BTreeMap, BTreeSet};

use self::phrases::{Phrase, Shape, shape, together};
use super::diagram::Diagram;
use super::level::{Kind, Level};
use super::sets::ClassSet;
use super::{Atom, Part, Space};
use crate::catalogue;
use crate::condition::{Draft, World};
use crate::control::Requirement;
use crate::model::{ConditionSet, Id, Match, Name, ReferenceKind};
use crate::sign_in::{Country, Subject, TrustType};

pub(super) use asked::grant_words;
pub(super) use entries::{Entry, entries_of};
pub use who::Words;

/// By level, what can be said of its classes.
pub(super) struct Vocabulary {
    levels: Vec<Vec<Phrase>>,
    /// What grant controls are called, by what is left of them where they are asked; the shortest first.
    pub(super) asked: Vec<(Requirement, String)>,
}

/// Whether words are of the classes of a set, or of those it leaves out.
enum Said {
    /// They say what is in the set.
    Values,
    /// They say what is not.
    Others,
}

/// What something is called in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Saying {
    /// `members of`, `holders of` or nothing: said once for all that are alike.
    kind: &'static str,
    name: String,
    /// Of what names people: how many. It is said in place of the names where others may read them.
    people: usize,
}

impl Saying {
    fn member(name: String) -> Self {
        Self { kind: "members of", name, people: 0 }
    }

    fn holder(name: String) -> Self {
        Self { kind: "holders of", name, people: 0 }
    }

    fn person(name: String) -> Self {
        Self { kind: "", name, people: 1 }
    }

    pub(super) fn words(&self) -> String {
        if self.kind.is_empty() { self.name.clone() } else { format!("{} {}", self.kind, self.name) }
    }
}

impl From<String> for Saying {
    fn from(name: String) -> Self {
        Self { kind: "", name, people: 0 }
    }
}

impl From<&str> for Saying {
    fn from(name: &str) -> Self {
        name.to_owned().into()
    }
}

/// So few classes that nothing is said of are told by what stands for them.
const FEW_CLASSES: usize = 2;

/// So many groups or roles that stand together are named.
const MOST_NAMES: usize = 3;

impl Vocabulary {
    pub(super) fn new(
        world: &World<'_>,
        levels: &[Level],
        conditions: &[&ConditionSet<Id>],
        names: &BTreeMap<(ReferenceKind, Id), Name>,
        diagram: &mut Diagram,
    ) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = BTreeSet::new();
        for conditions in conditions {
            let own = entries_of(world, conditions, names);
            entries.extend(own.into_iter().filter(|entry| seen.insert((entry.member, entry.phrase.clone()))));
        }
        let levels = levels.iter().enumerate().map(|(number, level)| {
            let members: Vec<&str> = level.dimensions().iter().map(|dimension| dimension.member()).collect();
            let mut phrases = Vec::new();
            let mut add = |saying: Saying, diagram: &mut Diagram, is_in: &dyn Fn(usize) -> bool| {
                let set = diagram.sets_mut(number).of((0..level.len()).filter(|class| is_in(*class)));
                if set != ClassSet::NONE && set != ClassSet::ALL {
                    phrases.push(Phrase { saying, set });
                }
            };
            for entry in entries.iter().filter(|entry| members.contains(&entry.member)) {
                add(entry.phrase.clone(), diagram, &|class| {
                    level.matches(world, &entry.alone, class) == Match::Yes
                });
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
                    add(words.into(), diagram, &|class| draft(class).sign_in.subject == subject);
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
                add("any user action".into(), diagram, &|class| draft(class).sign_in.user_action.is_some());
            }
            phrases
        });
        Self { levels: levels.collect(), asked: Vec::new() }
    }
}

impl Space<'_> {
    /// A box in plain words; `None` of everything there is.
    pub fn describe(&self, part: &Part) -> Option<String> {
        Some(self.words_of(part).to_string()).filter(|words| !words.is_empty())
    }

    /// A box in plain words, part by part.
    pub fn words_of(&self, part: &Part) -> Words {
        let mut words = self.who(part);
        for (number, (level, set)) in self.levels.iter().zip(&part.sets).enumerate() {
            let holds = self.diagram.sets(number).contains(*set, 1);
            match &level.kind {
                Kind::People => {}
                _ if *set == ClassSet::ALL => {}
                Kind::Atom(Atom::Membership { .. } | Atom::User(_)) => {}
                Kind::Atom(atom) => words.rest.push(format!("if {}", self.atom_words(atom, holds))),
                Kind::Condition(..) => words.rest.push(self.value_words(number, *set)),
            }
        }
        words
    }

    /// What sets a box apart from ordinary sign-ins, in plain words: a level of which it has the plainest class is not
    /// spoken of. `None` of one that has ordinary sign-ins.
    pub fn describe_unusual(&self, part: &Part) -> Option<String> {
        let is_flow = |place: usize| {
            crate::condition::DIMENSIONS.get(place).is_some_and(|one| one.member() == "authenticationFlows")
        };
        let knows_people = self.versions.last().is_some_and(|last| !last.world.directory.people().is_empty());
        let is_told = |number: usize, set: ClassSet| match self.levels.get(number).map(|level| &level.kind) {
            Some(Kind::People) => !knows_people && !self.diagram.sets(number).contains(set, 0),
            // Of flows the ordinary one is not the first.
            Some(Kind::Condition(place, _)) if is_flow(*place) => false,
            Some(Kind::Condition(..)) => !self.diagram.sets(number).contains(set, 0),
            Some(Kind::Atom(_)) => set != ClassSet::ALL && self.diagram.sets(number).contains(set, 1),
            None => false,
        };
        let levels = part.sets.iter().enumerate().filter(|(number, set)| is_told(*number, **set));
        let words = |(number, set): (usize, &ClassSet)| match self.levels.get(number).map(|level| &level.kind)
        {
            Some(Kind::Atom(atom)) => self.atom_words(atom, self.diagram.sets(number).contains(*set, 1)),
            Some(Kind::People | Kind::Condition(..)) | None => self.value_words(number, *set),
        };
        let said: Vec<String> = levels.map(words).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    /// Something that no sign-in settles, in words.
    pub fn atom_words(&self, atom: &Atom, holds: bool) -> String {
        atom_words(atom, holds, self.settings.names)
    }

    /// What an application is called where no sign-in says so.
    pub(super) fn application_name(&self, id: uuid::Uuid) -> Option<&str> {
        self.settings.names.get(&(ReferenceKind::Application, Id::Guid(id))).map(String::as_str)
    }

    /// How many phrases say a set of a level; `None` where no few do.
    pub(super) fn phrases_for(&self, level: usize, set: ClassSet) -> Option<usize> {
        if set == ClassSet::ALL {
            return Some(0);
        }
        let phrases = self.words.levels.get(level).map_or(&[][..], Vec::as_slice);
        shape(self.diagram.sets(level), phrases, set).map(|shape| shape.len())
    }

    fn value_words(&self, number: usize, set: ClassSet) -> String {
        let Some(level) = self.levels.get(number) else { return String::new() };
        let (before, before_all_but) = prepositions(level);
        match self.values_or_others(number, set) {
            (Said::Values, values) => format!("{before}{values}"),
            (Said::Others, others) => format!("{before_all_but} {others}"),
        }
    }

    /// Classes of a level, in words.
    pub(super) fn values(&self, number: usize, set: ClassSet) -> String {
        match self.values_or_others(number, set) {
            (Said::Values, values) => values,
            (Said::Others, others) => format!("anything but {others}"),
        }
    }

    /// What says a set of classes: they, or the few others.
    fn values_or_others(&self, number: usize, set: ClassSet) -> (Said, String) {
        let Some(level) = self.levels.get(number) else { return (Said::Values, String::new()) };
        let sets = self.diagram.sets(number);
        let phrases = self.words.levels.get(number).map_or(&[][..], Vec::as_slice);
        match shape(sets, phrases, set) {
            Some(Shape::Any(any)) => return (Said::Values, together(&any, "or")),
            Some(Shape::AllBut(but)) => return (Said::Others, together(&but, "and")),
            Some(Shape::But(one, but)) => {
                return (Said::Values, format!("{} but not {}", one.words(), together(&but, "or")));
            }
            None => {}
        }
        let classes: Vec<usize> = sets.iter(set).collect();
        let others: Vec<usize> = (0..sets.classes()).filter(|class| !sets.contains(set, *class)).collect();
        if others.len() <= FEW_CLASSES {
            let but: Vec<String> = others.iter().filter_map(|class| self.example(level, *class)).collect();
            if but.len() == others.len() {
                return (Said::Others, list(&but, "and"));
            }
        }
        let examples: Vec<String> =
            classes.iter().take(2).filter_map(|class| self.example(level, *class)).collect();
        let such =
            if examples.is_empty() { String::new() } else { format!(" such as {}", examples.join(" and ")) };
        let (some, all) = (classes.len(), sets.classes());
        (Said::Values, format!("{}{such} ({some} of the {all} kinds that policies tell apart)", kind(level)))
    }

    /// A class by what stands for it.
    pub(super) fn example(&self, level: &Level, class: usize) -> Option<String> {
        let mut draft = Draft::default();
        level.put(class, &mut draft);
        let sign_in = &draft.sign_in;
        if sign_in.country.is_some() || sign_in.ip_address.is_some() {
            let country = sign_in.country.map(country_words).filter(|words| !words.is_empty());
            let parts = sign_in.ip_address.map(|address| address.to_string()).into_iter().chain(country);
            return Some(parts.collect::<Vec<_>>().join(" in ")).filter(|words| !words.is_empty());
        }
        let named = Some(sign_in.resource.display_name.to_string()).filter(|name| !name.is_empty());
        named.or_else(|| self.application_name(sign_in.resource.id?).map(str::to_owned))
    }
}

/// `India (IN)`.
fn country_words(country: Country) -> String {
    match (country, catalogue::country_by_code(country.code())) {
        (Country::Undetermined, _) => "an unknown country".to_owned(),
        (Country::Code(_), Some(known)) => format!("{} ({})", known.name, known.code),
        (Country::Code(_), None) => country.code().to_owned(),
    }
}

fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., end] => format!("{} {last} {end}", others.join(", ")),
    }
}

/// What stands before values of a level, and before those that are left out.
fn prepositions(level: &Level) -> (&'static str, &'static str) {
    match level.dimensions().last().map_or("", |dimension| dimension.member()) {
        "applications" => ("to ", "to anything but"),
        "authenticationContexts" => ("in context ", "in any context but"),
        "clientAppTypes" => ("through ", "through any client but"),
        "platforms" => ("on ", "on any platform but"),
        "locations" => ("from ", "from anywhere but"),
        "devices" => ("with ", "with any device but"),
        "signInRiskLevels" => ("at sign-in risk ", "at any sign-in risk but"),
        "userRiskLevels" => ("at user risk ", "at any user risk but"),
        "servicePrincipalRiskLevels" => ("at service principal risk ", "at any service principal risk but"),
        "insiderRiskLevels" => ("at insider risk ", "at any insider risk but"),
        "authenticationFlows" => ("with ", "with any flow but"),
        _ => ("", "anything but"),
    }
}

fn kind(level: &Level) -> &'static str {
    match level.dimensions().last().map_or("", |dimension| dimension.member()) {
        "applications" => "resources",
        "locations" => "networks",
        "devices" => "devices",
        _ => "values",
    }
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
        Atom::Application(text) => format!("it is {not}of {}", plain(text)),
        Atom::ApplicationFilter(text) => format!("the application is {not}of the filter {text}"),
        Atom::Location(text) => format!("the network is {not}in {}", plain(text)),
        Atom::Condition(member, _) if holds => format!("{member} match, which is not known"),
        Atom::Condition(member, _) => format!("{member} do not match, which is not known"),
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
