//! The finitely many kinds of device that a list of rules can tell apart, each with one device that stands for it.
//!
//! Two facts of an attribute are the same to the rules if every comparison of that attribute answers the same; so the
//! classes are the answers that some fact can get, and the partition is their product over the attributes.

mod texts;

use std::collections::{BTreeMap, BTreeSet};
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

    /// Adds every list of these elements that answers differently, the shortest first.
    fn add_lists(&mut self, texts: &[String]) -> Result<(), TooManyClasses> {
        let mut seen = BTreeSet::new();
        let elements: Vec<&String> =
            texts.iter().filter(|text| seen.insert(self.answers_text(text))).collect();
        let mut lists = vec![Vec::new()];
        let mut reached = BTreeSet::from([self.answers(Fact::List(&[]))]);
        let mut next = 0;
        while let Some(list) = lists.get(next).cloned() {
            for element in &elements {
                let longer: Vec<String> = list.iter().chain([*element]).cloned().collect();
                if reached.insert(self.answers(Fact::List(&longer))) {
                    lists.push(longer);
                }
            }
            self.add(OwnedFact::List(list))?;
            next += 1;
        }
        Ok(())
    }

    /// Adds the class of a fact unless a fact before it has the same.
    fn add(&mut self, fact: OwnedFact) -> Result<(), TooManyClasses> {
        let answers = self.answers(fact.as_fact());
        if self.class_of.contains_key(&answers) {
            return Ok(());
        }
        if self.facts.len() == MAX_CLASSES {
            return Err(TooManyClasses);
        }
        self.class_of.insert(answers, self.facts.len());
        self.facts.push(fact);
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

    fn answers_text(&self, text: &str) -> Vec<bool> {
        self.leaves.iter().map(|leaf| leaf.hit_text(text)).collect()
    }
}

impl fmt::Display for TooManyClasses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the device filters tell more than {MAX_CLASSES} kinds of device apart")
    }
}

impl std::error::Error for TooManyClasses {}
