//! One comparison: an attribute, an operator and what it is compared with.

use std::ops::Range;

use super::{EXAMPLE, Parser, connective};
use crate::diagnostic::{Severity, did_you_mean};
use crate::model::device_filter::lexer::TokenKind;
use crate::model::device_filter::{Attribute, Expression, Fault, Leaf, Operator};

/// What stands on the right of an operator.
enum Written {
    Null,
    One(String),
    List(Vec<String>),
}

impl<'a> Parser<'a> {
    pub(super) fn comparison(&mut self) -> Expression {
        let range = self.range();
        let Some(word) = self.word().filter(|word| !word.starts_with('-')) else {
            return self.unreadable(
                format!("an attribute of the device belongs where `{}` is", self.slice(&range)),
                range,
            );
        };
        let attribute = self.attribute(word, range.clone());
        let operator_range = self.range();
        let Some(word) = self.word() else {
            return self.unreadable(format!("`{}` is not compared with anything", self.slice(&range)), range);
        };
        let operator = self.operator(word, operator_range.clone());
        let value_range = self.range();
        let written = self.written(&operator_range);
        let (Some(attribute), Some(operator), Some(written)) = (attribute, operator, written) else {
            return Expression::Unreadable;
        };
        let value_range = value_range.start..self.previous_end();
        self.leaf((attribute, operator, written), &operator_range, &value_range)
    }

    /// Gives up the comparison, and with it the rule.
    fn unreadable(&mut self, message: String, range: Range<usize>) -> Expression {
        self.break_at(range, message, EXAMPLE);
        self.skip_to_boundary();
        Expression::Unreadable
    }

    /// Takes the word at hand, if it is one and joins nothing.
    fn word(&mut self) -> Option<&'a str> {
        match self.peek() {
            Some(&TokenKind::Word(word)) if connective(word).is_none() => {
                self.position += 1;
                Some(word)
            }
            _ => None,
        }
    }

    fn attribute(&mut self, word: &str, range: Range<usize>) -> Option<Attribute> {
        let name = word.split_once('.').filter(|(object, _)| object.eq_ignore_ascii_case("device"));
        let name = name.map(|(_, name)| name);
        let attribute = Attribute::named(name.unwrap_or(word));
        if attribute.is_none() || name.is_none() {
            let names: Vec<String> = Attribute::all().map(|attribute| attribute.to_string()).collect();
            let meant = did_you_mean(name.unwrap_or(word), names.iter().map(String::as_str));
            let help = meant.map(|meant| format!("did you mean `device.{meant}`?"));
            self.fault(range, format!("`{word}` is not an attribute of the device filter"), help);
            return None;
        }
        attribute
    }

    fn operator(&mut self, word: &str, range: Range<usize>) -> Option<Operator> {
        let operator = Operator::named(word);
        if operator.is_none() {
            let names = Operator::ALL.map(Operator::as_str);
            let help = match did_you_mean(word, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("use one of {}", listed(&names)),
            };
            self.fault(range, format!("`{word}` is not an operator of the device filter"), Some(help));
        }
        operator
    }

    /// The value or list at hand; nothing if there is none, or none that makes sense.
    fn written(&mut self, operator: &Range<usize>) -> Option<Written> {
        match self.peek() {
            Some(TokenKind::OpenBracket) => self.list().map(Written::List),
            Some(TokenKind::Word(word)) if is_null(word) => {
                self.position += 1;
                Some(Written::Null)
            }
            Some(TokenKind::Word(word)) if connective(word).is_none() => self.value().map(Written::One),
            Some(TokenKind::Quoted(_)) => self.value().map(Written::One),
            _ => {
                self.unreadable(
                    format!("a value is missing after `{}`", self.slice(operator)),
                    operator.clone(),
                );
                None
            }
        }
    }

    /// The quoted text, `True` or `False` at hand; another word is a value that lacks its quotes.
    fn value(&mut self) -> Option<String> {
        let token = self.advance()?;
        match token.kind {
            TokenKind::Quoted(text) => Some(text),
            TokenKind::Word(word) => {
                let boolean = ["True", "False"].into_iter().find(|name| name.eq_ignore_ascii_case(word));
                if boolean.is_none() {
                    let help = format!("write `\"{word}\"`");
                    self.fault(token.range, format!("the value `{word}` is not in quotes"), Some(help));
                }
                boolean.map(str::to_owned)
            }
            TokenKind::Open
            | TokenKind::Close
            | TokenKind::OpenBracket
            | TokenKind::CloseBracket
            | TokenKind::Comma => None,
        }
    }

    fn list(&mut self) -> Option<Vec<String>> {
        let start = self.range();
        self.position += 1;
        if self.take_kind(&TokenKind::CloseBracket) {
            self.fault(start.start..self.previous_end(), "the list is empty", None);
            return None;
        }
        let mut values = Vec::new();
        loop {
            let range = self.range();
            match self.peek() {
                Some(TokenKind::Word(word)) if connective(word).is_some() => break,
                Some(TokenKind::Word(_) | TokenKind::Quoted(_)) => values.push(self.value()),
                Some(TokenKind::Comma | TokenKind::CloseBracket) => {
                    let message = format!("a value is missing before `{}`", self.slice(&range));
                    self.fault(range, message, Some("remove the `,`, or add a value in quotes".to_owned()));
                    values.push(None);
                }
                Some(TokenKind::Open | TokenKind::Close | TokenKind::OpenBracket) | None => break,
            }
            if self.take_kind(&TokenKind::CloseBracket) {
                return values.into_iter().collect();
            }
            let range = self.range();
            if !self.take_kind(&TokenKind::Comma) && matches!(self.peek(), Some(TokenKind::Quoted(_))) {
                let message = format!("`,` is missing before `{}`", self.slice(&range));
                self.fault(range, message, Some("separate the values of a list with `,`".to_owned()));
                values.push(None);
            }
        }
        if !self.truncated {
            self.break_at(start, "`[` is never closed", "add `]` where the list ends");
        }
        self.skip_to_boundary();
        None
    }

    fn leaf(
        &mut self,
        (attribute, operator, written): (Attribute, Operator, Written),
        operator_range: &Range<usize>,
        value_range: &Range<usize>,
    ) -> Expression {
        let name = operator.as_str();
        let leaf = match written {
            Written::Null if matches!(operator, Operator::Equals | Operator::NotEquals) => {
                Ok(Leaf::against_null(attribute, operator))
            }
            Written::Null => {
                Err((format!("`{name}` cannot compare with null"), "only `-eq` and `-ne` can".to_owned()))
            }
            Written::One(_) if operator.takes_list() => Err((
                format!("`{name}` needs a list in brackets"),
                format!("write `[{}]`", self.slice(value_range)),
            )),
            Written::List(_) if !operator.takes_list() => Err((
                format!("`{name}` takes one value, not a list"),
                "use `-in` or `-notIn`, or one comparison for each value".to_owned(),
            )),
            Written::One(value) => Ok(Leaf::against_values(attribute, operator, vec![value])),
            Written::List(values) => Ok(Leaf::against_values(attribute, operator, values)),
        };
        match leaf {
            Ok(leaf) => {
                self.warn_undocumented(&leaf, operator_range, value_range);
                Expression::Compare(leaf)
            }
            Err((message, help)) => {
                self.fault(value_range.clone(), message, Some(help));
                Expression::Unreadable
            }
        }
    }

    /// Microsoft's pages contradict one another (`systemLabels -eq`) and grow new values, so these only warn.
    fn warn_undocumented(&mut self, leaf: &Leaf, operator_range: &Range<usize>, value_range: &Range<usize>) {
        let (attribute, operator) = (leaf.attribute, leaf.operator);
        if !attribute.operators().contains(&operator) {
            let names: Vec<&str> = attribute.operators().iter().map(|operator| operator.as_str()).collect();
            let message = format!("`{}` is not documented for `{attribute}`", operator.as_str());
            self.warn(operator_range.clone(), message, format!("use one of {}", listed(&names)));
        }
        let known = attribute.values();
        let undocumented = |value: &&str| !known.iter().any(|known| known.eq_ignore_ascii_case(value));
        let unknown: Vec<String> = leaf.values().filter(undocumented).map(str::to_owned).collect();
        if known.is_empty() {
            return;
        }
        for value in unknown {
            let help = match did_you_mean(&value, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("use one of {}", listed(known)),
            };
            self.warn(
                value_range.clone(),
                format!("`{value}` is not a documented value of `{attribute}`"),
                help,
            );
        }
    }

    fn warn(&mut self, range: Range<usize>, message: String, help: String) {
        self.faults.push(Fault { severity: Severity::Warning, range, message, help: Some(help) });
    }
}

fn is_null(word: &str) -> bool {
    word.strip_prefix('$').unwrap_or(word).eq_ignore_ascii_case("null")
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
