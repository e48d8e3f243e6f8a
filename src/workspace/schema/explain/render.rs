//! Says what is wrong, where, and what to write instead.

use super::super::spelling;
use super::instead::Instead;
use super::{Cause, Kind, Meant, TextForm};
use crate::diagnostic::{Diagnostic, Fix, Form, did_you_mean, only_near};
use crate::source::Span;
use crate::syntax::{Node, Value, pointer_push, pointer_tokens};

/// More keys than these say nothing to a reader.
const MAX_LISTED: usize = 12;

/// A longer example is no example.
const LONGEST_EXAMPLE: usize = 80;

/// The diagnostic for a cause.
pub(super) fn diagnostic(root: &Node, cause: &Cause) -> Diagnostic {
    Context { root }.diagnostic(cause)
}

struct Context<'a> {
    root: &'a Node,
}

impl Context<'_> {
    fn diagnostic(&self, cause: &Cause) -> Diagnostic {
        let pointer = &cause.pointer;
        let subject = subject(pointer);
        match &cause.fault {
            Kind::WrongType { wanted, keys, text, instead } => {
                let diagnostic = self.wrong_type(pointer, wanted, keys, text);
                self.with_meant(diagnostic, pointer, instead.as_ref())
            }
            Kind::UnknownKey { key, allowed, meant } => {
                let span = self.key_span(&pointer_push(pointer, key));
                let message = match pointer.as_str() {
                    "" => format!("unknown key `{key}`"),
                    _ => format!("unknown key `{key}` in {subject}"),
                };
                let diagnostic = Diagnostic::error("unknown-key", span, message);
                let diagnostic = match self.renamed(pointer, key, allowed, meant) {
                    Some(name) => diagnostic.fix(Fix::new(
                        format!("rename `{key}` to `{name}`"),
                        span,
                        key,
                        name,
                        Form::Text,
                    )),
                    None => diagnostic,
                };
                diagnostic.help(help_for_key(key, allowed, meant))
            }
            Kind::MissingKey { keys, purpose } => {
                let missing = match keys.as_slice() {
                    [key] => format!("`{key}` is missing"),
                    keys => format!("one of {} is missing", listed(keys, "or")),
                };
                let message = match pointer.as_str() {
                    "" => missing,
                    _ => format!("{missing} in {subject}"),
                };
                let diagnostic = Diagnostic::error("missing-key", self.owner_span(pointer), message);
                match (purpose, keys.as_slice()) {
                    (Some(purpose), [key]) => diagnostic.help(format!("add `{key}`: {purpose}")),
                    (Some(_) | None, _) => diagnostic,
                }
            }
            Kind::TooManyKeys { keys } => {
                let present =
                    |key: &&String| self.root.at(pointer).is_some_and(|node| node.get(key).is_some());
                let present: Vec<_> = keys.iter().filter(present).cloned().collect();
                let second = present.get(1).map_or("", String::as_str);
                let span = self.key_span(&pointer_push(pointer, second));
                Diagnostic::error(
                    "conflicting-keys",
                    span,
                    format!("{} cannot be used together", listed(&present, "and")),
                )
                .help(format!("keep one of {}", listed(&present, "or")))
            }
            Kind::Conflict { with } => {
                let (parent, key) = split(pointer);
                let other = self.key_span(&pointer_push(parent, with));
                Diagnostic::error(
                    "conflicting-keys",
                    self.key_span(pointer),
                    format!("`{key}` cannot be used together with `{with}`"),
                )
                .related(other, format!("`{with}` is here"))
            }
            Kind::UnknownWord { allowed, instead, or_graph } => {
                self.unknown_word(pointer, allowed, instead.as_ref(), *or_graph)
            }
            Kind::Format { key, fault } => {
                let span = match key {
                    Some(key) => self.key_span(&pointer_push(pointer, key)),
                    None => self.value_span(pointer),
                };
                let mut diagnostic = Diagnostic::error(fault.code, span, fault.message.clone());
                diagnostic.help.clone_from(&fault.help);
                if let (None, Some(instead)) = (key, &fault.instead) {
                    let written = self.root.at(pointer).map(|node| scalar(&node.value)).unwrap_or_default();
                    diagnostic.fix = Some(Fix::replace(span, &written, instead));
                }
                diagnostic
            }
            Kind::Empty => {
                Diagnostic::error("empty-value", self.value_span(pointer), format!("{subject} is empty"))
            }
            Kind::OutOfRange { bound } => Diagnostic::error(
                "invalid-value",
                self.value_span(pointer),
                format!("{subject} is out of range"),
            )
            .help(format!("write a whole number, {bound}")),
            Kind::Other => Diagnostic::error(
                "invalid-value",
                self.value_span(pointer),
                format!("{subject} is not valid"),
            ),
        }
    }

    /// A diagnostic without a fix says at least what was meant.
    fn with_meant(&self, diagnostic: Diagnostic, pointer: &str, instead: Option<&Instead>) -> Diagnostic {
        let meant = self.meant(pointer, instead);
        if meant.is_empty() || diagnostic.fix.is_some() {
            return diagnostic;
        }
        diagnostic.help(format!("write {}", listed(&meant, "or")))
    }

    fn wrong_type(&self, pointer: &str, wanted: &[String], keys: &[String], text: &TextForm) -> Diagnostic {
        let found = self.root.at(pointer).map_or(&Value::Null, |node| &node.value);
        let words: Vec<_> = wanted.iter().map(|name| type_words(name).to_owned()).collect();
        let (subject, words) = (subject(pointer), joined(&words, "or"));
        let message = match value_words(found) {
            Some(found) => format!("{subject} must be {words}, not {found}"),
            None => format!("{subject} is empty and must be {words}"),
        };
        let wants = |name: &str| wanted.iter().any(|wanted| wanted == name);
        let help = match found {
            Value::Integer(_) | Value::Bool(_) if wants("string") => match text {
                TextForm::Free => Some(format!("put it in quotes: `\"{}\"`", scalar(found))),
                TextForm::Words(words) => Some(format!("write {}", listed(words, "or"))),
                TextForm::Format(format) => format.check(&scalar(found)).err().and_then(|fault| fault.help),
            },
            Value::String(text) if wants("array") => Some(format!("write a list: `[{text}]`")),
            Value::Null => Some("write a value, or leave the key out".to_owned()),
            _ if wants("object") && (1..=MAX_LISTED).contains(&keys.len()) => {
                Some(format!("a map has {}", listed(keys, "or")))
            }
            _ if wants("string") && matches!(found, Value::Sequence(_)) => {
                Some("write one value, without brackets or dash".to_owned())
            }
            _ => None,
        };
        let span = self.value_span(pointer);
        let mut diagnostic = Diagnostic::error("wrong-type", span, message);
        diagnostic.help = help;
        diagnostic.fix = match (found, text) {
            (Value::Integer(_) | Value::Bool(_), TextForm::Free) if wants("string") => {
                let written = scalar(found);
                Some(Fix::new(
                    format!("put `{written}` in quotes"),
                    span,
                    written.clone(),
                    written,
                    Form::Text,
                ))
            }
            (Value::String(text), _) if wants("array") && wanted.len() == 1 && !text.contains(',') => {
                Some(Fix::new(format!("write a list: `[{text}]`"), span, text, text, Form::Item))
            }
            _ => None,
        };
        diagnostic
    }

    /// The key that was meant in place of an unknown one, if there is only one that it can be.
    fn renamed(&self, pointer: &str, key: &str, allowed: &[String], meant: &Meant) -> Option<String> {
        let map = self.root.at(pointer)?;
        let name = match meant {
            Meant::Key(meant) if meant.eq_ignore_ascii_case(key) => meant.as_str(),
            Meant::Key(_) => only_near(key, allowed.iter().map(String::as_str))?,
            // Another spelling of a map has other spellings inside.
            Meant::Spelling(ours) if map.get(key).is_some_and(|value| value.entries().is_empty()) => {
                allowed.iter().find(|allowed| *allowed == ours)?
            }
            Meant::Spelling(_) | Meant::Under(_) | Meant::Unclear => return None,
        };
        // Composition may have put a key there that the file does not have.
        let file = map.entry(key)?.key_span.file;
        map.entry(name).is_none_or(|entry| entry.key_span.file != file).then(|| name.to_owned())
    }

    /// The ways in which a value may have been meant, unless they are too long to read.
    fn meant(&self, pointer: &str, instead: Option<&Instead>) -> Vec<String> {
        let meant = instead.zip(self.root.at(pointer));
        let written = meant.map(|(instead, node)| instead.written(node)).unwrap_or_default();
        let is_short = written.iter().all(|text| text.chars().count() <= LONGEST_EXAMPLE);
        if is_short { written } else { Vec::new() }
    }

    fn unknown_word(
        &self,
        pointer: &str,
        allowed: &[String],
        instead: Option<&Instead>,
        or_graph: bool,
    ) -> Diagnostic {
        let written = self.root.at(pointer).map(|node| scalar(&node.value)).unwrap_or_default();
        let (parent, last) = split(pointer);
        let key = if last.parse::<usize>().is_ok() { split(parent).1 } else { last };
        let words: Vec<&str> = allowed.iter().map(String::as_str).collect();
        let ours = spelling::value(&written, &words);
        let meant = ours.or_else(|| only_near(&written, words.iter().copied()));
        let others = self.meant(pointer, instead.filter(|_| !or_graph));
        let help = if let Some(ours) = ours {
            format!("write `{ours}` here")
        } else if let Some(near) = did_you_mean(&written, words.iter().copied()) {
            format!("did you mean `{near}`? allowed: {}", listed(allowed, "or"))
        } else if or_graph {
            format!(
                "write {}; a token of Graph newer than this version is written `graph:{written}`",
                listed(allowed, "or")
            )
        } else {
            format!("write {}", listed(&[allowed, &others].concat(), "or"))
        };
        let span = self.value_span(pointer);
        let message = format!("`{written}` is not a value of `{key}`");
        let mut diagnostic = Diagnostic::error("unknown-value", span, message).help(help);
        diagnostic.fix = meant.map(|meant| Fix::replace(span, &written, meant));
        diagnostic
    }

    /// The span of a value; of its key where the value is nothing.
    fn value_span(&self, pointer: &str) -> Span {
        match self.root.at(pointer) {
            Some(node) if node.value != Value::Null => node.span,
            Some(_) | None => self.key_span(pointer),
        }
    }

    /// The span of the key of a value; of the value where it has no key.
    fn key_span(&self, pointer: &str) -> Span {
        let (parent, key) = split(pointer);
        let entry = self.root.at(parent).and_then(|node| node.entry(&key));
        match (entry, self.root.at(pointer)) {
            (Some(entry), _) => entry.key_span,
            (None, Some(node)) => node.span,
            (None, None) => self.root.span,
        }
    }

    /// The span that stands for a map as a whole: its key, or the first key in it.
    fn owner_span(&self, pointer: &str) -> Span {
        let (parent, key) = split(pointer);
        if let Some(entry) = self.root.at(parent).and_then(|node| node.entry(&key)) {
            return entry.key_span;
        }
        match self.root.at(pointer).map(|node| (node.span, node.entries().first())) {
            Some((_, Some(first))) => first.key_span,
            Some((span, None)) => span,
            None => self.root.span,
        }
    }
}

/// What to write instead of an unknown key.
fn help_for_key(key: &str, allowed: &[String], meant: &Meant) -> String {
    match meant {
        Meant::Spelling(ours) => format!("write `{ours}` instead"),
        Meant::Key(meant) => format!("did you mean `{meant}`?"),
        Meant::Under(parents) => format!("`{key}` belongs under {}", listed(parents, "or")),
        Meant::Unclear => match allowed {
            [only] => format!("the only key here is `{only}`"),
            allowed => format!("the keys here are {}", listed(allowed, "and")),
        },
    }
}

/// A value in a sentence.
fn subject(pointer: &str) -> String {
    let (parent, last) = split(pointer);
    let (_, owner) = split(parent);
    match last.parse::<usize>() {
        _ if pointer.is_empty() => "the document".to_owned(),
        Ok(index) if !owner.is_empty() => format!("entry {} of `{owner}`", index.saturating_add(1)),
        Ok(_) | Err(_) => format!("`{last}`"),
    }
}

/// The parent's pointer and the last token.
fn split(pointer: &str) -> (&str, String) {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    (parent, pointer_tokens(pointer).last().unwrap_or_default().into_owned())
}

fn type_words(name: &str) -> &'static str {
    match name {
        "string" => "text",
        "integer" | "number" => "a whole number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a map",
        _ => "nothing",
    }
}

/// What a value is; nothing for null.
fn value_words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(format!("`{}`", scalar(value))),
        Value::Integer(_) => Some(format!("the number `{}`", scalar(value))),
        Value::String(_) => Some("text".to_owned()),
        Value::Sequence(_) => Some("a list".to_owned()),
        Value::Mapping(_) => Some("a map".to_owned()),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => String::new(),
    }
}

/// Names in backticks, as a sentence lists them.
fn listed(names: &[String], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    joined(&quoted, last)
}

fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => "something else".to_owned(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
