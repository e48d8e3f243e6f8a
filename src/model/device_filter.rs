//! The rule language of `conditions.devices.deviceFilter.rule`: reading a rule, deciding it for a device, and the
//! finitely many kinds of device that a list of rules can tell apart.
//!
//! What a device is known to be comes through [`DeviceFacts`]; nothing here looks anything up.

mod attribute;
mod facts;
mod lexer;
mod parser;
mod partition;
mod pattern;

use std::ops::Range;

pub use attribute::{Attribute, Operator};
pub use facts::{
    DeviceFacts, Fact, OwnedDevice, OwnedFact, UnknownDevice, UnregisteredDevice,
    extension_attributes_visible,
};
pub use parser::{MAX_CHARACTERS, parse};
pub use partition::{DevicePartition, TooManyClasses, partition};
use pattern::{Pattern, Place};

use super::matching::Match;
use crate::diagnostic::Severity;

/// A rule, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    text: String,
    expression: Expression,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A part that could not be read; it matches any device or none, nobody can say.
    Unreadable,
    /// One comparison.
    Compare(Leaf),
    /// `-not`
    Not(Box<Expression>),
    /// `-and`
    All(Vec<Expression>),
    /// `-or`
    Any(Vec<Expression>),
}

/// One comparison of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    attribute: Attribute,
    operator: Operator,
    operand: Operand,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Operand {
    Null,
    /// At least one has to match.
    Values(Vec<Pattern>),
}

/// Something wrong in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// An error leaves a part of the rule, or all of it, unreadable; a warning does not.
    pub severity: Severity,
    /// Where, in bytes of the rule, on character boundaries.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What the author can change.
    pub help: Option<String>,
}

impl Rule {
    /// The rule as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// Its comparisons, in the order of the text.
    pub fn leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        self.expression.collect_leaves(&mut leaves);
        leaves
    }

    /// Whether the rule holds for a device.
    pub fn matches(&self, device: &(impl DeviceFacts + ?Sized)) -> Match {
        self.expression.matches(device)
    }
}

impl Expression {
    /// Whether it holds for a device.
    pub fn matches(&self, device: &(impl DeviceFacts + ?Sized)) -> Match {
        match self {
            Self::Unreadable => Match::Unknown,
            Self::Compare(leaf) => leaf.matches(device.fact(leaf.attribute)),
            Self::Not(inner) => inner.matches(device).not(),
            Self::All(parts) => parts.iter().fold(Match::Yes, |all, part| all.and(part.matches(device))),
            Self::Any(parts) => parts.iter().fold(Match::No, |any, part| any.or(part.matches(device))),
        }
    }

    fn collect_leaves<'a>(&'a self, leaves: &mut Vec<&'a Leaf>) {
        match self {
            Self::Unreadable => {}
            Self::Compare(leaf) => leaves.push(leaf),
            Self::Not(inner) => inner.collect_leaves(leaves),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect_leaves(leaves);
                }
            }
        }
    }
}

impl Leaf {
    /// The attribute compared.
    pub fn attribute(&self) -> Attribute {
        self.attribute
    }

    /// How it is compared.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The values it is compared with, as written; none is a comparison with null.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.patterns().iter().map(Pattern::text)
    }

    /// Whether it holds for an attribute's fact. For an absent attribute a positive operator does not hold and a
    /// negative one does. (Microsoft, "Filter for devices as a condition", April 2025)
    pub fn matches(&self, fact: Fact<'_>) -> Match {
        Match::from(self.hit(fact).map(|hit| hit != self.operator.is_negative()))
    }

    fn against_null(attribute: Attribute, operator: Operator) -> Self {
        Self { attribute, operator, operand: Operand::Null }
    }

    fn against_values(attribute: Attribute, operator: Operator, values: Vec<String>) -> Self {
        let place = match operator {
            Operator::Equals | Operator::NotEquals | Operator::In | Operator::NotIn => Place::Whole,
            Operator::Contains | Operator::NotContains if attribute.is_list() => Place::Whole,
            Operator::Contains | Operator::NotContains => Place::Anywhere,
            Operator::StartsWith | Operator::NotStartsWith => Place::Start,
            Operator::EndsWith | Operator::NotEndsWith => Place::End,
        };
        let patterns = values.into_iter().map(|value| Pattern::new(place, value)).collect();
        Self { attribute, operator, operand: Operand::Values(patterns) }
    }

    fn patterns(&self) -> &[Pattern] {
        match &self.operand {
            Operand::Null => &[],
            Operand::Values(patterns) => patterns,
        }
    }

    /// Whether the comparison holds, negation put aside; nothing where the fact does not tell.
    fn hit(&self, fact: Fact<'_>) -> Option<bool> {
        match fact {
            Fact::Null => Some(self.operand == Operand::Null),
            Fact::Text(text) if !self.attribute.is_list() => Some(self.hit_text(text)),
            Fact::List(elements) if self.attribute.is_list() => {
                Some(elements.iter().any(|element| self.hit_text(element)))
            }
            Fact::Unknown | Fact::Text(_) | Fact::List(_) => None,
        }
    }

    fn hit_text(&self, text: &str) -> bool {
        self.patterns().iter().any(|pattern| pattern.matches(text))
    }
}

#[cfg(test)]
mod tests;
