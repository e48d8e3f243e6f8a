//! The finitely many kinds of device that a list of rules can tell apart, each with one device that stands for it.
//!
//! Two facts of an attribute are the same to the rules if every comparison of that attribute answers the same; so the
//! classes are the answers that some fact can get, and the partition is their product over the attributes.

mod texts;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use super::{Attribute, DeviceFacts, Fact, Leaf, OwnedDevice, OwnedFact, Rule};

/// How many classes are worth telling apart.
const MAX_CLASSES: usize = 65_536;

/// The kinds of device that some rules can tell apart.
///
/// LAW: `rule.matches(device) == rule.matches(&representative(class_of(device)))` for each of these rules, and
/// `class_of(&representative(class)) == class`.
#[derive(Clone, Debug)]
pub struct DevicePartition {
    /// One for each attribute compared, in the order of [`Attribute`].
    axes: Vec<Axis>,
}

/// The rules tell more kinds of device apart than can be gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyClasses;

/// What the rules can tell apart in one attribute.
#[derive(Clone, Debug)]
struct Axis {
    attribute: Attribute,
    /// Every different comparison of the attribute.
    leaves: Vec<Leaf>,
    /// The simplest fact for each class; the first is [`OwnedFact::Unknown`].
    facts: Vec<OwnedFact>,
    class_of: BTreeMap<Answers, usize>,
}

/// What each comparison answers, negation put aside; nothing where the fact is unknown.
type Answers = Option<Vec<bool>>;

/// Cuts all devices into the classes that `rules` can tell apart. To keep apart what another part of a policy asks, say
/// a compliant device, add a rule that asks it.
pub fn partition(rules: &[&Rule]) -> Result<DevicePartition, TooManyClasses> {
    let mut leaves: BTreeMap<Attribute, Vec<Leaf>> = BTreeMap::new();
    for leaf in rules.iter().flat_map(|rule| rule.leaves()) {
        let known = leaves.entry(leaf.attribute).or_default();
        if !known.contains(leaf) {
            known.push(leaf.clone());
        }
    }
    let axes: Result<Vec<Axis>, TooManyClasses> =
        leaves.into_iter().map(|(attribute, leaves)| Axis::new(attribute, leaves)).collect();
    let partition = DevicePartition { axes: axes? };
    let classes = partition.axes.iter().try_fold(1_usize, |all, axis| all.checked_mul(axis.facts.len()));
    match classes {
        Some(classes) if classes <= MAX_CLASSES => Ok(partition),
        _ => Err(TooManyClasses),
    }
}

impl DevicePartition {
    /// How many classes there are: at least one.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.facts.len()).product()
    }

    /// The class a device is in.
    pub fn class_of(&self, device: &(impl DeviceFacts + ?Sized)) -> usize {
        self.axes
            .iter()
            .fold(0, |class, axis| class * axis.facts.len() + axis.class_of(device.fact(axis.attribute)))
    }

    /// The simplest device of a class. Attributes that no rule compares are unknown.
    pub fn representative(&self, class: usize) -> OwnedDevice {
        let mut rest = class;
        let facts = self.axes.iter().rev().filter_map(|axis| {
            let fact = axis.facts.get(rest % axis.facts.len());
            rest /= axis.facts.len();
            Some((axis.attribute, fact?.clone()))
        });
        OwnedDevice { facts: facts.collect() }
    }

    /// Whether the devices of a class have every attribute known that a rule compares.
    pub fn is_known(&self, class: usize) -> bool {
        self.representative(class).facts.values().all(|fact| *fact != OwnedFact::Unknown)
    }
}

impl Axis {
    fn new(attribute: Attribute, leaves: Vec<Leaf>) -> Result<Self, TooManyClasses> {
        let mut axis = Self { attribute, leaves, facts: Vec::new(), class_of: BTreeMap::new() };
        axis.add(OwnedFact::Unknown)?;
        axis.add(OwnedFact::Null)?;
        let texts = texts::candidates(attribute, &axis.leaves)?;
        if attribute.is_list() {
            axis.add_lists(&texts)?;
        } else {
            for text in texts {
                axis.add(OwnedFact::Text(text))?;
            }
        }
        Ok(axis)
    }

    /// Adds every list of these elements that answers differently, the shortest first: a list answers yes where one of
    /// its elements does.
    fn add_lists(&mut self, texts: &[String]) -> Result<(), TooManyClasses> {
        let mut seen = BTreeSet::new();
        let elements: Vec<(Vec<bool>, &String)> = texts
            .iter()
            .map(|text| (self.leaves.iter().map(|leaf| leaf.hit_text(text)).collect(), text))
            .filter(|(answers, _): &(Vec<bool>, _)| seen.insert(answers.clone()))
            .collect();
        let empty = vec![false; self.leaves.len()];
        let mut reached = BTreeSet::from([empty.clone()]);
        let mut queue = VecDeque::from([(empty, Vec::new())]);
        while let Some((answers, list)) = queue.pop_front() {
            for (more, element) in &elements {
                let longer: Vec<bool> = answers.iter().zip(more).map(|(left, right)| left | right).collect();
                if reached.insert(longer.clone()) {
                    queue.push_back((longer, list.iter().chain([*element]).cloned().collect()));
                }
            }
            if reached.len() > MAX_CLASSES {
                return Err(TooManyClasses);
            }
            self.insert(Some(answers), OwnedFact::List(list))?;
        }
        Ok(())
    }

    fn add(&mut self, fact: OwnedFact) -> Result<(), TooManyClasses> {
        self.insert(self.answers(fact.as_fact()), fact)
    }

    /// Adds the class of these answers unless a fact before this one has it.
    fn insert(&mut self, answers: Answers, fact: OwnedFact) -> Result<(), TooManyClasses> {
        let class = self.facts.len();
        if let Entry::Vacant(vacant) = self.class_of.entry(answers) {
            if class == MAX_CLASSES {
                return Err(TooManyClasses);
            }
            vacant.insert(class);
            self.facts.push(fact);
        }
        Ok(())
    }

    /// INVARIANT: the answers of every fact are known, see [`texts::candidates`]; were they not, to take the device for
    /// unknown would still be no lie.
    fn class_of(&self, fact: Fact<'_>) -> usize {
        self.class_of.get(&self.answers(fact)).copied().unwrap_or(0)
    }

    fn answers(&self, fact: Fact<'_>) -> Answers {
        self.leaves.iter().map(|leaf| leaf.hit(fact)).collect()
    }
}

impl fmt::Display for TooManyClasses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the device filters tell more than {MAX_CLASSES} kinds of device apart")
    }
}

impl std::error::Error for TooManyClasses {}
