//! Parameters of a shared set: declarations, values, and `$(name)` replaced in trees.
//!
//! A value keeps the span of where it was written, so that a fault in it is shown there.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};

/// How much a document may grow, in bytes and nodes together: lists that splice into lists would otherwise let a few
/// small files fill the memory.
const MAX_GROWTH: usize = 4 << 20;

/// What `$(name)` stands for.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    /// The value, where it was written.
    Value(Node),
    /// Something is wrong with it, said already.
    Broken,
}

/// What each `$(name)` stands for in one use of a shared set.
pub(super) type Bindings = BTreeMap<String, Bound>;

/// A tree with its parameters replaced.
pub(super) struct Substituted {
    pub(super) tree: Node,
    /// Whether some parameter could not be replaced, which is said already.
    pub(super) broken: bool,
}

/// Replaces `$(name)` everywhere in the values of a tree. `$$(` stands for the text `$(`.
pub(super) fn substitute(bindings: &Bindings, diagnostics: &mut Vec<Diagnostic>, tree: &Node) -> Substituted {
    let mut substitution = Substitution { bindings, diagnostics, broken: false, room: MAX_GROWTH };
    let tree = substitution.node(tree);
    Substituted { tree, broken: substitution.broken }
}

/// The names of the parameters that a tree uses.
pub(super) fn names_in(tree: &Node, names: &mut BTreeSet<String>) {
    match &tree.value {
        Value::String(text) => names.extend(pieces(text).into_iter().filter_map(|piece| match piece {
            Piece::Parameter(name) => Some(name.to_owned()),
            Piece::Text(_) | Piece::Malformed(_) => None,
        })),
        Value::Sequence(items) => items.iter().for_each(|item| names_in(item, names)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| names_in(&entry.value, names)),
        Value::Null | Value::Bool(_) | Value::Integer(_) => {}
    }
}

/// Writes a text so that [`substitute`] gives it back.
pub(crate) fn escape(text: &str) -> String {
    text.replace("$(", "$$(")
}

struct Substitution<'a> {
    bindings: &'a Bindings,
    diagnostics: &'a mut Vec<Diagnostic>,
    broken: bool,
    /// How much more may be put in place of parameters.
    room: usize,
}

impl Substitution<'_> {
    fn node(&mut self, node: &Node) -> Node {
        let value = match &node.value {
            Value::String(text) if text.contains("$(") => return self.text(node, text),
            Value::Sequence(items) => Value::Sequence(self.items(items)),
            Value::Mapping(entries) => {
                Value::Mapping(entries.iter().map(|entry| self.entry(entry)).collect())
            }
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => node.value.clone(),
        };
        Node { span: node.span, value }
    }

    fn entry(&mut self, entry: &Entry) -> Entry {
        Entry { key: entry.key.clone(), key_span: entry.key_span, value: self.node(&entry.value) }
    }

    /// Items of a list; an item that is a parameter holding a list becomes that list's items.
    fn items(&mut self, items: &[Node]) -> Vec<Node> {
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let replaced = self.node(item);
            match replaced.value {
                Value::Sequence(inner) if item.as_str().is_some() => out.extend(inner),
                Value::Sequence(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Integer(_)
                | Value::String(_)
                | Value::Mapping(_) => out.push(replaced),
            }
        }
        out
    }

    fn text(&mut self, node: &Node, text: &str) -> Node {
        let pieces = pieces(text);
        if let [Piece::Parameter(name)] = pieces.as_slice() {
            return self.value(node.span, name).unwrap_or_else(|| node.clone());
        }
        let mut out = String::with_capacity(text.len());
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(&text),
                Piece::Parameter(name) => self.append(&mut out, node.span, name),
                Piece::Malformed(text) => {
                    self.error(
                        Diagnostic::error(
                            "malformed-parameter",
                            node.span,
                            format!("`{text}` does not name a parameter"),
                        )
                        .help("write `$(name)`, or `$$(` for the text `$(` itself"),
                    );
                }
            }
        }
        Node { span: node.span, value: Value::String(out) }
    }

    fn append(&mut self, out: &mut String, span: Span, name: &str) {
        let Some(value) = self.value(span, name) else { return };
        match value.value {
            Value::String(text) => out.push_str(&text),
            Value::Integer(number) => out.push_str(&number.to_string()),
            Value::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => self.error(
                Diagnostic::error(
                    "mistyped-parameter",
                    span,
                    format!("parameter `{name}` is not a single value, so it cannot stand inside a text"),
                )
                .related(value.span, "the value")
                .help(format!("let `$(name)` be the whole value, as in `[$({name})]`")),
            ),
        }
    }

    fn value(&mut self, span: Span, name: &str) -> Option<Node> {
        match self.bindings.get(name) {
            Some(Bound::Value(value)) => {
                let Some(room) = self.room.checked_sub(size(value)) else {
                    self.too_large(span);
                    return None;
                };
                self.room = room;
                Some(value.clone())
            }
            Some(Bound::Broken) => {
                self.broken = true;
                None
            }
            None => {
                let known = self.bindings.keys().map(String::as_str);
                let help = match did_you_mean(name, known) {
                    Some(near) => format!("did you mean `$({near})`?"),
                    None => "declare it under `parameters` of the shared set's baseline.yaml".to_owned(),
                };
                self.error(
                    Diagnostic::error(
                        "unknown-parameter",
                        span,
                        format!("there is no parameter `{name}` here"),
                    )
                    .help(help),
                );
                None
            }
        }
    }

    /// Said once: nothing fits any more.
    fn too_large(&mut self, span: Span) {
        if std::mem::take(&mut self.room) > 0 {
            let message = "the document becomes too large when its parameters are replaced";
            self.diagnostics.push(Diagnostic::error("too-large", span, message));
        }
        self.broken = true;
    }

    fn error(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.diagnostics.push(diagnostic);
    }
}

/// The nodes of a value and the bytes of its texts. At least one, so that nothing is free.
fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Null | Value::Bool(_) | Value::Integer(_) => 0,
        Value::String(text) => text.len(),
        Value::Sequence(items) => items.iter().map(size).sum(),
        Value::Mapping(entries) => entries.iter().map(|entry| entry.key.len() + size(&entry.value)).sum(),
    }
}

pub(super) enum Piece<'a> {
    Text(String),
    Parameter(&'a str),
    /// `$(` and what follows, which is no name.
    Malformed(&'a str),
}

pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("$(") {
        let (before, found) = rest.split_at(at);
        // `$$(` is the text `$(`.
        if let Some(before) = before.strip_suffix('$') {
            literal.push_str(before);
            literal.push_str("$(");
            rest = found.get(2..).unwrap_or_default();
            continue;
        }
        literal.push_str(before);
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        let inside = found.get(2..).unwrap_or_default();
        if let Some((name, after)) = inside.split_once(')').filter(|(name, _)| is_parameter_name(name)) {
            pieces.push(Piece::Parameter(name));
            rest = after;
        } else {
            pieces.push(Piece::Malformed(found));
            rest = "";
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    pieces
}

fn is_parameter_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|each| each.is_ascii_alphanumeric() || matches!(each, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Node {
        Node { span: Span::SYNTHETIC, value: Value::String(text.into()) }
    }

    fn list(items: &[&str]) -> Node {
        Node {
            span: Span::SYNTHETIC,
            value: Value::Sequence(items.iter().map(|item| string(item)).collect()),
        }
    }

    fn bindings() -> Bindings {
        [("id", string("CA002")), ("offices", list(&["Kochi", "Dubai"])), ("none", list(&[]))]
            .into_iter()
            .map(|(name, node)| (name.to_owned(), Bound::Value(node)))
            .collect()
    }

    fn replaced(tree: &Node) -> serde_json::Value {
        let mut diagnostics = Vec::new();
        let substituted = substitute(&bindings(), &mut diagnostics, tree);
        assert_eq!(diagnostics, []);
        assert!(!substituted.broken);
        substituted.tree.to_json()
    }

    fn messages(tree: &Node) -> Vec<String> {
        let mut diagnostics = Vec::new();
        assert!(substitute(&bindings(), &mut diagnostics, tree).broken);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn a_list_splices_into_a_list() {
        let tree = list(&["Home", "$(offices)", "$(none)", "$(id) - Exclude"]);
        assert_eq!(replaced(&tree), serde_json::json!(["Home", "Kochi", "Dubai", "CA002 - Exclude"]));
    }

    #[test]
    fn a_list_stands_alone_as_a_whole_value() {
        assert_eq!(replaced(&string("$(offices)")), serde_json::json!(["Kochi", "Dubai"]));
    }

    #[test]
    fn a_doubled_dollar_is_text() {
        assert_eq!(replaced(&string("a $$(id) b")), serde_json::json!("a $(id) b"));
        assert_eq!(replaced(&string(&escape("$(id) $$(x"))), serde_json::json!("$(id) $$(x"));
    }

    #[test]
    fn a_list_inside_a_text_is_refused() {
        assert_eq!(
            messages(&string("at $(offices)")),
            ["parameter `offices` is not a single value, so it cannot stand inside a text"]
        );
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..proptest::test_runner::Config::default() })]

        #[test]
        fn an_escaped_text_comes_back(text in "[$()a-z{ü]{0,12}") {
            proptest::prop_assert_eq!(replaced(&string(&escape(&text))), serde_json::json!(text));
        }
    }

    #[test]
    fn growth_is_bounded_and_said_once() {
        let long = "x".repeat(MAX_GROWTH / 2);
        let mut bindings = bindings();
        bindings.insert("long".to_owned(), Bound::Value(string(&long)));
        let mut diagnostics = Vec::new();
        let tree = list(&["$(long)", "$(long)", "$(long)"]);
        assert!(substitute(&bindings, &mut diagnostics, &tree).broken);
        let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
        assert_eq!(only.message, "the document becomes too large when its parameters are replaced");
    }

    #[test]
    fn unknown_and_malformed_parameters_are_refused() {
        assert_eq!(messages(&string("$(office)")), ["there is no parameter `office` here"]);
        assert_eq!(messages(&string("$(my offices)")), ["`$(my offices)` does not name a parameter"]);
    }
}
