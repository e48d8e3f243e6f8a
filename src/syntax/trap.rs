//! Texts that needed quotes and had none, so that YAML reads something else.
//!
//! Names of groups, locations and addresses fall into these traps; each is shown with the quotes that it needs.

use crate::diagnostic::{Diagnostic, Fix, Form};
use crate::source::Span;
use crate::syntax::{Entry, scalar};

/// An IPv6 address that ends in a colon, which YAML takes for a key.
pub(super) fn unquoted_address(span: Span, address: &str) -> Diagnostic {
    let quoted = quoted(address);
    Diagnostic::error("unquoted-address", span, format!("`{address}` is read as a key, not as an address"))
        .help(format!("quote it: `{quoted}`"))
        .fix(Fix::new(format!("quote `{address}`"), span, address, quoted, Form::Written))
}

/// An item in brackets that has a `: ` in it.
pub(super) fn unquoted_colon(span: Span, meant: &str) -> Diagnostic {
    let quoted = quoted(meant);
    let problem = Diagnostic::error("unquoted-colon", span, format!("`{meant}` is a map here, not a text"))
        .help(format!("quote it: `{quoted}`; if it is meant as a map, put it in braces"));
    // What looks like a key of this language may be one.
    let is_key = |text: &str| {
        text.starts_with(|first: char| first.is_lowercase()) && text.chars().all(char::is_alphanumeric)
    };
    if meant.split(':').next().is_some_and(is_key) {
        return problem;
    }
    problem.fix(Fix::new(format!("quote `{meant}`"), span, meant, quoted, Form::Written))
}

/// A key in brackets that has a list or map as its value.
pub(super) fn bare_map(entry: &Entry) -> Diagnostic {
    Diagnostic::error("unquoted-colon", entry.key_span, format!("`{}:` begins a map in a list", entry.key))
        .help("put the map in braces; if it is meant as a text, quote it")
}

/// A text without quotes whose end became a comment, as in `CA Group #1`.
pub(super) fn comment(text: &str, plain: Span, comment: Span) -> Option<Diagnostic> {
    let slice = |start: u32, end: u32| text.get(start as usize..end as usize);
    let between = slice(plain.end, comment.start)?;
    let words = slice(comment.start, comment.end)?;
    let is_same_line = !between.is_empty() && between.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    if !is_same_line || is_set_apart(words) {
        return None;
    }
    let whole = Span { end: comment.end, ..plain };
    let message = format!("`{words}` is a comment, so the text is only `{}`", slice(plain.start, plain.end)?);
    let help = format!(
        "quote it: `{}`; if it is a comment, put a space after `#`",
        quoted(slice(whole.start, whole.end)?)
    );
    Some(Diagnostic::warning("text-became-comment", whole, message).help(help))
}

/// The unquoted word around a position, if it is an IPv6 address.
pub(super) fn address_at(text: &str, span: Span) -> Option<(Span, &str)> {
    let (before, after) = text.split_at_checked(span.start as usize)?;
    let is_part = |character: &char| character.is_ascii_hexdigit() || matches!(character, ':' | '.');
    // Both are ASCII, so characters are bytes; an address has at most 45 of them.
    let left = before.chars().rev().take(46).take_while(is_part).count();
    let right = after.chars().take(46).take_while(is_part).count();
    let address = text.get(before.len() - left..before.len() + right)?;
    let start = span.start - u32::try_from(left).ok()?;
    let place = Span { file: span.file, start, end: start + u32::try_from(address.len()).ok()? };
    scalar::is_ipv6(address).then_some((place, address))
}

/// A comment on the rest of the line that may have been meant as text: `#` and no space after it.
pub(super) fn comment_after(text: &str, span: Span) -> Option<&str> {
    let line = text.get(span.start as usize..)?.lines().next()?;
    let position = line.find(" #")? + 1;
    let comment = line.get(position..)?;
    (!is_set_apart(comment)).then(|| comment.trim_end())
}

/// Whether a comment looks like one: a space, another `#` or nothing follows its `#`.
fn is_set_apart(comment: &str) -> bool {
    comment.chars().nth(1).is_none_or(|second| second.is_whitespace() || second == '#')
}

/// A text in the quotes that it needs, for a help.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}
