//! The levels of the diagrams: who signs in, every condition that some policy has, and what no sign-in settles.

use std::collections::{BTreeMap, HashMap};

use super::facts::Statuses;
use super::people::{self, Someone};
use super::supposed::Atom;
use crate::catalogue::{self, Group};
use crate::condition::{AnyDimension, Class, Classifier, DIMENSIONS, Draft, World};
use crate::model::{ClientAppType, ConditionSet, DevicePlatform, Id, Match, Name, ReferenceKind, RiskLevel};
use crate::sign_in::{Country, Flow, Platform};

/// A level: classes of values that the conditions can tell apart, the plainest first.
pub(super) struct Level {
    pub(super) kind: Kind,
    classes: Vec<Example>,
    /// What each class settles of what policies ask.
    pub(super) statuses: Vec<Statuses>,
    /// Which class here a class of the condition's own classifier is of; none for one that is not known.
    places: BTreeMap<usize, usize>,
}

/// What a level is about.
pub(super) enum Kind {
    /// Who signs in: users, workloads and agents.
    People,
    /// A condition, by its place among [`DIMENSIONS`].
    Condition(usize, Box<dyn Classifier>),
    /// Something that no sign-in settles: no, then yes.
    Atom(Atom),
}

/// What stands for a class.
enum Example {
    Someone(Box<Someone>),
    Class(Class),
    Answer,
}

impl Level {
    /// The levels of some conditions, users first, without those of what no sign-in settles.
    pub(super) fn all(
        world: &World<'_>,
        conditions: &[&ConditionSet<Id>],
        names: &BTreeMap<(ReferenceKind, Id), Name>,
    ) -> Vec<Self> {
        let everyone = people::everyone(world, conditions, names)
            .into_iter()
            .map(|someone| Example::Someone(Box::new(someone)))
            .collect();
        let mut levels = vec![Self {
            kind: Kind::People,
            classes: everyone,
            statuses: Vec::new(),
            places: BTreeMap::new(),
        }];
        for (place, dimension) in DIMENSIONS.iter().enumerate() {
            let is_configured = conditions.iter().any(|conditions| dimension.is_configured(conditions));
            if is_people(*dimension) || !is_configured {
                continue;
            }
            // Where the classes are too many to list, the whole condition is not settled.
            levels.extend(
                dimension.classify(world, conditions).map(|classifier| Self::of_condition(place, classifier)),
            );
        }
        levels
    }

    fn of_condition(place: usize, classifier: Box<dyn Classifier>) -> Self {
        let mut known: Vec<(u8, Class)> = (0..classifier.class_count())
            .map(Class)
            .filter_map(|class| {
                let mut draft = Draft::default();
                classifier.put(class, &mut draft).then(|| (strangeness(&draft), class))
            })
            .collect();
        known.sort_by_key(|(strangeness, _)| *strangeness);
        if known.is_empty() {
            // Of what is never known, the first class is not knowing.
            known.push((0, Class(0)));
        }
        let places = known.iter().enumerate().map(|(place, (_, class))| (class.0, place)).collect();
        let classes = known.into_iter().map(|(_, class)| Example::Class(class)).collect();
        Self { kind: Kind::Condition(place, classifier), classes, statuses: Vec::new(), places }
    }

    pub(super) fn of_atom(atom: Atom) -> Self {
        let classes = vec![Example::Answer, Example::Answer];
        Self { kind: Kind::Atom(atom), classes, statuses: Vec::new(), places: BTreeMap::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// Writes what stands for a class into a draft.
    pub(super) fn put(&self, class: usize, draft: &mut Draft) {
        match (self.classes.get(class), &self.kind) {
            (Some(Example::Someone(someone)), _) => {
                let of = &someone.draft.sign_in;
                let sign_in = &mut draft.sign_in;
                sign_in.subject = of.subject;
                sign_in.subject_id = of.subject_id;
                sign_in.user_principal_name.clone_from(&of.user_principal_name);
                sign_in.display_name.clone_from(&of.display_name);
                sign_in.cross_tenant_access = of.cross_tenant_access;
                sign_in.user_type = of.user_type;
                sign_in.home_tenant = of.home_tenant;
            }
            (Some(Example::Class(class)), Kind::Condition(_, classifier)) => {
                classifier.put(*class, draft);
            }
            (Some(Example::Class(_) | Example::Answer) | None, _) => {}
        }
    }

    /// The class here of a class of the condition's own classifier; `None` for one that is not known.
    pub(super) fn class(&self, of_classifier: usize) -> Option<usize> {
        self.places.get(&of_classifier).copied()
    }

    pub(super) fn someone(&self, class: usize) -> Option<&Someone> {
        match self.classes.get(class) {
            Some(Example::Someone(someone)) => Some(someone),
            Some(Example::Class(_) | Example::Answer) | None => None,
        }
    }

    /// The dimensions that the level stands for.
    pub(super) fn dimensions(&self) -> Vec<&'static dyn AnyDimension> {
        match &self.kind {
            Kind::People => DIMENSIONS.iter().copied().filter(|dimension| is_people(*dimension)).collect(),
            Kind::Condition(place, _) => DIMENSIONS.get(*place).copied().into_iter().collect(),
            Kind::Atom(_) => Vec::new(),
        }
    }

    /// Whether a class matches conditions, as far as a sign-in of it settles that.
    pub(super) fn matches(&self, world: &World<'_>, conditions: &ConditionSet<Id>, class: usize) -> Match {
        match (self.classes.get(class), &self.kind) {
            (Some(Example::Class(class)), Kind::Condition(_, classifier)) => {
                classifier.matches(world, conditions, *class)
            }
            (Some(Example::Someone(someone)), _) => self
                .dimensions()
                .iter()
                .map(|dimension| dimension.trace(world, conditions, &someone.draft.sign_in))
                .fold(Match::Yes, Match::and),
            (Some(Example::Class(_) | Example::Answer) | None, _) => Match::Yes,
        }
    }

    /// Makes one class of those that `row` cannot tell apart, and returns which of them it was that stays.
    pub(super) fn merge<K: Eq + std::hash::Hash>(&mut self, row: impl Fn(usize) -> K) -> Vec<usize> {
        let mut places: HashMap<(K, Statuses), usize> = HashMap::new();
        let mut kept = Vec::new();
        let classes = std::mem::take(&mut self.classes);
        let statuses = std::mem::take(&mut self.statuses);
        let mut moved = Vec::new();
        for (class, (example, statuses)) in classes.into_iter().zip(statuses).enumerate() {
            let place = *places.entry((row(class), statuses.clone())).or_insert(self.classes.len());
            moved.push(place);
            match (self.classes.get_mut(place), example) {
                (Some(Example::Someone(first)), Example::Someone(other)) => first.people.extend(other.people),
                (Some(_), _) => {}
                (None, example) => {
                    self.classes.push(example);
                    self.statuses.push(statuses);
                    kept.push(class);
                }
            }
        }
        for place in self.places.values_mut() {
            *place = moved.get(*place).copied().unwrap_or(*place);
        }
        kept
    }
}

/// Whether a dimension is about who or what signs in, which is one level.
pub(super) fn is_people(dimension: &dyn AnyDimension) -> bool {
    matches!(dimension.member(), "users" | "clientApplications" | "agents")
}

/// How far a draft is from what a reader expects, so that examples are plain.
fn strangeness(draft: &Draft) -> u8 {
    let sign_in = &draft.sign_in;
    let is_plain = [
        sign_in.user_action.is_none(),
        sign_in.resource.id.is_none_or(|id| catalogue::application_by_id(id).is_some()),
        sign_in.resource.id.is_none_or(|id| catalogue::in_group(id, Group::Office365) == Match::Yes),
        sign_in.client_app.as_ref().is_none_or(|client| *client == ClientAppType::Browser),
        sign_in
            .platform
            .as_ref()
            .is_none_or(|platform| *platform == Platform::Known(DevicePlatform::Windows)),
        sign_in.platform != Some(Platform::Unrecognized),
        sign_in.country != Some(Country::Undetermined),
        sign_in.sign_in_risk.as_ref().is_none_or(|level| *level == RiskLevel::None),
        sign_in.user_risk.as_ref().is_none_or(|level| *level == RiskLevel::None),
        sign_in.service_principal_risk.as_ref().is_none_or(|level| *level == RiskLevel::None),
        sign_in.flow.is_none_or(|flow| flow == Flow::Ordinary),
        sign_in.device.as_ref().is_none_or(|device| device.id.is_some()),
    ];
    u8::try_from(is_plain.iter().filter(|plain| !**plain).count()).unwrap_or(u8::MAX)
}
