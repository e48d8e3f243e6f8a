//! Typed access to the members of one Graph object, by JSON pointer.
//!
//! What is missing or of another type reads as nothing; the unknown members say what was there.

use serde_json::Value;

use super::shape::{Object, flag_tokens, is_empty};
use super::{Fault, unknown};
use crate::diagnostic::Severity;
use crate::model::{Filter, FilterMode, Scoped, Unknown};
use crate::syntax::pointer_tokens;

pub(super) struct Decoder<'a> {
    root: &'a Value,
    pub(super) unknown: Unknown,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Decoder<'a> {
    /// Starts with every member that no table has among the unknown.
    pub(super) fn new(root: &'a Value, shape: &'static Object) -> Self {
        let mut decoder = Self { root, unknown: Unknown::default(), faults: Vec::new() };
        unknown::collect(&mut decoder.unknown, &mut decoder.faults, root, shape, "");
        decoder
    }

    pub(super) fn at(&self, pointer: &str) -> &'a Value {
        self.root.pointer(pointer).unwrap_or(&Value::Null)
    }

    pub(super) fn text(&self, pointer: &str) -> Option<&'a str> {
        self.at(pointer).as_str()
    }

    /// The name of an object, which it must have.
    pub(super) fn display_name(&mut self) -> String {
        if is_empty(self.at("/displayName")) {
            self.missing("displayName");
        }
        self.text("/displayName").unwrap_or_default().to_owned()
    }

    /// Reports a member without which Graph takes no such object.
    pub(super) fn missing(&mut self, member: &str) {
        let message = format!("`{member}` is missing");
        self.faults.push(Fault::new(Severity::Error, "missing-member", format!("/{member}"), message));
    }

    /// A list of strings; empty for anything else.
    pub(super) fn list<T>(&self, pointer: &str, read: impl Fn(&'a str) -> T) -> Vec<T> {
        let items = self.at(pointer).as_array().map(Vec::as_slice).unwrap_or_default();
        let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
        texts.unwrap_or_default().into_iter().map(read).collect()
    }

    /// An include list and an exclude list, such as `includePlatforms` and `excludePlatforms`.
    pub(super) fn scoped<T>(&self, parent: &str, of: &str, read: impl Fn(&'a str) -> T) -> Scoped<T> {
        Scoped {
            include: self.list(&format!("{parent}/include{of}"), &read),
            exclude: self.list(&format!("{parent}/exclude{of}"), &read),
        }
    }

    /// The tokens of a flags enumeration.
    pub(super) fn flags<T>(&self, pointer: &str, read: impl Fn(&'a str) -> T) -> Vec<T> {
        let value = self.at(pointer);
        if self.unknown.0.contains_key(pointer) {
            return Vec::new();
        }
        flag_tokens(value).into_iter().map(read).collect()
    }

    /// A filter; one that lacks a part or has another mode is unknown as a whole.
    pub(super) fn filter(&mut self, pointer: &str) -> Option<Filter> {
        let mode = self.at(&format!("{pointer}/mode"));
        let rule = self.at(&format!("{pointer}/rule"));
        if is_empty(mode) && is_empty(rule) {
            return None;
        }
        let mode = match mode.as_str() {
            Some(mode) if mode.eq_ignore_ascii_case("include") => Some(FilterMode::Include),
            Some(mode) if mode.eq_ignore_ascii_case("exclude") => Some(FilterMode::Exclude),
            Some(_) | None => None,
        };
        let (Some(mode), Some(rule)) = (mode, rule.as_str()) else {
            self.keep(pointer);
            return None;
        };
        Some(Filter { mode, rule: rule.to_owned() })
    }

    /// Keeps a member as it came, with all that is in it, because this version cannot tell what it means.
    pub(super) fn keep(&mut self, pointer: &str) {
        let within = |other: &str| other.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'));
        self.unknown.0.retain(|other, _| !within(other));
        self.unknown.0.insert(pointer.to_owned(), self.at(pointer).clone());
        self.faults.retain(|fault| fault.pointer != pointer && !within(&fault.pointer));
        let key = pointer_tokens(pointer).last().unwrap_or_default();
        let message = format!("`{key}` says nothing this version can read; it is kept as it came");
        self.faults.push(Fault::new(Severity::Warning, "unknown-value", pointer, message));
    }

    /// Whether something unknown is inside a member.
    pub(super) fn has_unknown_in(&self, pointer: &str) -> bool {
        self.unknown
            .0
            .keys()
            .any(|other| other.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/')))
    }
}
