//! A rule cut into words, quoted texts and punctuation.

use std::ops::Range;

use super::Fault;
use crate::diagnostic::Severity;

/// What word processors make of quotes.
const TYPOGRAPHIC_QUOTES: [char; 6] =
    ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201c}', '\u{201d}', '\u{201e}'];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    /// An attribute, operator, connective or bare value, as written.
    Word(&'a str),
    /// A text without its quotes.
    Quoted(String),
}

/// The tokens of a rule. Only quotes can go wrong: other characters are words, if of no known meaning.
pub(super) fn tokens<'a>(rule: &'a str, faults: &mut Vec<Fault>) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let mut rest = rule.trim_start();
    while let Some(first) = rest.chars().next() {
        let start = rule.len() - rest.len();
        let (kind, length) = match first {
            '(' => (TokenKind::Open, 1),
            ')' => (TokenKind::Close, 1),
            '[' => (TokenKind::OpenBracket, 1),
            ']' => (TokenKind::CloseBracket, 1),
            ',' => (TokenKind::Comma, 1),
            '"' | '\'' => {
                let (text, length) = quoted(first, rest);
                if length.is_none() {
                    let help = format!("add `{first}` where the value ends");
                    faults.push(fault(start..rule.len(), "the quote is never closed", help));
                }
                (TokenKind::Quoted(text), length.unwrap_or(rest.len()))
            }
            _ if TYPOGRAPHIC_QUOTES.contains(&first) => {
                let (text, length) = run(rest, first.len_utf8(), |next| !TYPOGRAPHIC_QUOTES.contains(&next));
                let closing =
                    rest.get(length..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                let (range, help) = (start..start + length + closing, "use `\"` instead".to_owned());
                faults.push(fault(range, "a typographic quote does not quote a value", help));
                (TokenKind::Quoted(text.trim_start_matches(first).to_owned()), length + closing)
            }
            _ => {
                let (word, length) = if is_sign(first) {
                    run(rest, 0, is_sign)
                } else {
                    run(rest, usize::from(first == '-'), is_letter)
                };
                (TokenKind::Word(word), length)
            }
        };
        tokens.push(Token { kind, range: start..start + length });
        rest = rest.get(length..).unwrap_or("").trim_start();
    }
    tokens
}

/// The longest beginning of `text` of which every character after the first `skip` bytes fits, and its length.
fn run(text: &str, skip: usize, fits: impl Fn(char) -> bool) -> (&str, usize) {
    let tail = text.get(skip..).unwrap_or("");
    let length = skip + tail.find(|character| !fits(character)).unwrap_or(tail.len());
    (text.get(..length).unwrap_or(text), length)
}

/// The text in quotes at the start of `rest`, and how many bytes it took with its quotes, if it is closed.
///
/// As in rules of dynamic groups, a backtick before a double quote and a doubled single quote stand for the quote.
fn quoted(quote: char, rest: &str) -> (String, Option<usize>) {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let quote_follows = characters.peek().is_some_and(|(_, next)| *next == quote);
        if character == if quote == '"' { '`' } else { quote } && quote_follows {
            characters.next();
            text.push(quote);
        } else if character == quote {
            return (text, Some(at + quote.len_utf8()));
        } else {
            text.push(character);
        }
    }
    (text, None)
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '_' | '$')
}

/// Neither part of a name or value nor of any meaning here.
fn is_sign(character: char) -> bool {
    !(is_letter(character)
        || character.is_whitespace()
        || TYPOGRAPHIC_QUOTES.contains(&character)
        || matches!(character, '-' | '(' | ')' | '[' | ']' | ',' | '"' | '\''))
}

fn fault(range: Range<usize>, message: &str, help: String) -> Fault {
    Fault { severity: Severity::Error, range, message: message.to_owned(), help: Some(help) }
}
