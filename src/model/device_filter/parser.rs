//! Text to [`Rule`]: `-not` binds before `-and`, `-and` before `-or`.
//!
//! Never fails: what is wrong is a [`Fault`]. A comparison that makes no sense is unreadable alone; where the structure
//! is broken, the whole rule is.

mod comparison;

use std::ops::Range;

use super::lexer::{Token, TokenKind, tokens};
use super::{Expression, Fault, Rule};
use crate::diagnostic::Severity;

/// How long a rule may be, in characters. (Microsoft, "Filter for devices as a condition", April 2025)
pub const MAX_CHARACTERS: usize = 3072;

/// How deep parentheses and `-not` may nest before the stack matters.
const MAX_DEPTH: usize = 200;

const EXAMPLE: &str = "write a comparison such as `device.trustType -eq \"ServerAD\"`";

/// Reads a rule and says everything that is wrong with it, in the order of the text.
pub fn parse(text: &str) -> (Rule, Vec<Fault>) {
    let mut faults = Vec::new();
    let tokens = tokens(text, &mut faults);
    let broken = !faults.is_empty();
    let mut parser = Parser { text, tokens, position: 0, depth: 0, truncated: broken, broken, faults };
    let expression = parser.rule();
    let expression = if parser.broken { Expression::Unreadable } else { expression };
    let mut faults = parser.faults;
    faults.extend(too_long(text));
    faults.sort_by_key(|fault| fault.range.start);
    (Rule { text: text.to_owned(), expression }, faults)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Connective {
    And,
    Or,
    Not,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    position: usize,
    depth: usize,
    /// The rest cannot be read, so what is not closed there is no fault of its own.
    truncated: bool,
    /// The structure is not what the author meant, so no part can be trusted.
    broken: bool,
    faults: Vec<Fault>,
}

impl<'a> Parser<'a> {
    fn rule(&mut self) -> Expression {
        if self.tokens.is_empty() && !self.broken {
            self.break_at(0..self.text.len(), "the device filter rule is empty", EXAMPLE);
            return Expression::Unreadable;
        }
        let expression = self.any();
        // Only a closing parenthesis stops the expression before the end.
        while let Some(token) = self.advance() {
            self.break_at(token.range, "`)` closes nothing", "remove it, or add `(` before it");
            if self.take(Connective::And) || self.take(Connective::Or) || !self.at_boundary() {
                self.any();
            }
        }
        expression
    }

    fn any(&mut self) -> Expression {
        let mut parts = vec![self.all()];
        while self.take(Connective::Or) {
            parts.push(self.all());
        }
        one_or(parts, Expression::Any)
    }

    fn all(&mut self) -> Expression {
        let mut parts = vec![self.operand()];
        loop {
            if self.take(Connective::And) {
                parts.push(self.operand());
            } else if self.at_boundary() {
                return one_or(parts, Expression::All);
            } else {
                let range = self.range();
                let message = format!("`-and` or `-or` is missing before `{}`", self.slice(&range));
                self.break_at(range, message, "join comparisons with `-and` or `-or`");
                if self.starts_operand() {
                    parts.push(self.operand());
                } else {
                    self.skip_to_boundary();
                }
            }
        }
    }

    fn operand(&mut self) -> Expression {
        let range = self.range();
        if self.depth == MAX_DEPTH {
            self.break_at(
                range,
                "the device filter rule nests too deep",
                "remove parentheses that change nothing",
            );
            self.position = self.tokens.len();
            self.truncated = true;
            return Expression::Unreadable;
        }
        self.depth += 1;
        let expression = if self.take(Connective::Not) {
            Expression::Not(Box::new(self.operand()))
        } else if self.take_kind(&TokenKind::Open) {
            let inner = self.any();
            if !self.take_kind(&TokenKind::Close) && !self.truncated {
                self.break_at(range, "`(` is never closed", "add `)` where the group ends");
            }
            inner
        } else if self.at_boundary() {
            self.break_at(range, "a comparison is missing here", EXAMPLE);
            Expression::Unreadable
        } else {
            self.comparison()
        };
        self.depth -= 1;
        expression
    }

    fn peek(&self) -> Option<&TokenKind<'a>> {
        self.tokens.get(self.position).map(|token| &token.kind)
    }

    /// Where the next token is; at the end, the end.
    fn range(&self) -> Range<usize> {
        self.tokens.get(self.position).map_or(self.text.len()..self.text.len(), |token| token.range.clone())
    }

    fn previous_end(&self) -> usize {
        self.position.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.range.end)
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or("")
    }

    fn take_kind(&mut self, kind: &TokenKind<'_>) -> bool {
        let taken = self.peek() == Some(kind);
        self.position += usize::from(taken);
        taken
    }

    fn take(&mut self, wanted: Connective) -> bool {
        let taken = matches!(self.peek(), Some(TokenKind::Word(word)) if connective(word) == Some(wanted));
        self.position += usize::from(taken);
        taken
    }

    /// Whether what follows ends a comparison.
    fn at_boundary(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Word(word)) => matches!(connective(word), Some(Connective::And | Connective::Or)),
            token => token.is_none_or(|token| *token == TokenKind::Close),
        }
    }

    fn starts_operand(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Word(word)) => {
                word.starts_with(char::is_alphanumeric) || connective(word) == Some(Connective::Not)
            }
            token => token == Some(&TokenKind::Open),
        }
    }

    fn skip_to_boundary(&mut self) {
        while !self.at_boundary() {
            self.position += 1;
        }
    }

    /// An error that leaves the whole rule unreadable.
    fn break_at(&mut self, range: Range<usize>, message: impl Into<String>, help: &str) {
        self.broken = true;
        self.fault(range, message, Some(help.to_owned()));
    }

    fn fault(&mut self, range: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.faults.push(Fault { severity: Severity::Error, range, message: message.into(), help });
    }

    fn advance(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.position).cloned();
        self.position += usize::from(token.is_some());
        token
    }
}

fn connective(word: &str) -> Option<Connective> {
    let word = word.strip_prefix('-').unwrap_or(word);
    [("and", Connective::And), ("or", Connective::Or), ("not", Connective::Not)]
        .into_iter()
        .find_map(|(name, connective)| name.eq_ignore_ascii_case(word).then_some(connective))
}

fn one_or(mut parts: Vec<Expression>, several: impl FnOnce(Vec<Expression>) -> Expression) -> Expression {
    if parts.len() > 1 {
        return several(parts);
    }
    parts.pop().unwrap_or(Expression::Unreadable)
}

fn too_long(text: &str) -> Option<Fault> {
    let (first_beyond, _) = text.char_indices().nth(MAX_CHARACTERS)?;
    Some(Fault {
        severity: Severity::Error,
        range: first_beyond..text.len(),
        message: format!(
            "the device filter rule has {} characters, more than {MAX_CHARACTERS}",
            text.chars().count()
        ),
        help: Some("use `-in` with a list instead of many comparisons, or split the policy".to_owned()),
    })
}
