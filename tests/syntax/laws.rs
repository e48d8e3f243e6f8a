//! Laws of reading and writing, over random texts and trees.

use gatewright::source::{SourceMap, Span};
use gatewright::syntax::{self, Entry, Node, Value};
use proptest::prelude::*;

use crate::{Parsed, parse};

/// Whether a span is inside its file and between characters.
fn is_sound(sources: &SourceMap, span: Span) -> bool {
    span.start <= span.end && sources.text(span.file).get(span.start as usize..span.end as usize).is_some()
}

fn assert_sound(sources: &SourceMap, node: &Node) {
    assert!(is_sound(sources, node.span), "{:?}", node.span);
    let inside = |span: Span| node.span.start <= span.start && span.end <= node.span.end;
    for entry in node.entries() {
        assert!(is_sound(sources, entry.key_span) && inside(entry.key_span), "{entry:?}");
        assert_sound(sources, &entry.value);
    }
    for child in node.entries().iter().map(|entry| &entry.value).chain(node.items()) {
        assert!(inside(child.span), "{child:?} is not inside {:?}", node.span);
        assert_sound(sources, child);
    }
}

/// What holds for every text: places are right, and what can be read is written so that it reads the same.
fn check_text(text: &str) {
    let Parsed { sources, document, diagnostics } = parse(text);
    for problem in &diagnostics {
        let related = problem.related.iter().map(|label| label.span);
        assert!(related.chain([problem.span]).all(|span| is_sound(&sources, span)), "{problem:?}");
        assert!(
            problem.message.starts_with(|first: char| first.is_lowercase() || first == '`'),
            "{problem:?}"
        );
    }
    assert!(document.is_some() || !diagnostics.is_empty());
    let Some(document) = document else { return };
    assert_sound(&sources, &document.root);
    let written = syntax::emit(&document);
    let again = parse(&written);
    let errors =
        again.problems().into_iter().filter(|problem| !problem.contains("warning")).collect::<Vec<_>>();
    assert_eq!(errors, [] as [&str; 0], "{written}");
    let again = again.document.unwrap();
    assert_eq!(again.root.to_json(), document.root.to_json(), "{written}");
    assert_eq!(syntax::emit(&again), written);
}

/// Pieces of YAML, and characters that have undone parsers.
#[rustfmt::skip]
const PIECES: &[&str] = &[
        "a", "b", "key", "# c", " # d", "#e", ": ", ":", "- ", "-", "? ", "\n", "\n", "\n  ", "\n  ",
        "\n    ", "\n\n", "\r\n", " ", "  ", "\t", "[", "]", "{", "}", ", ", ",", "'", "\"", "|", ">",
        "|-\n", ">+\n", "&x ", "*x", "!t ", "<<", "---\n", "...\n", "%", "@", "`", "~", "null", "true",
        "1", "0755", "2001:db8::", "é", "☃", "\u{1F600}", "\u{feff}", "\u{85}", "\u{2028}", "\u{a0}", "\\",
        "\\x41", "a: b\n", "- a\n", "key:\n", "[a, b]", "{ a: b }", "\r", "\u{0}",
];

/// Strings that are something else without quotes, in this YAML or another.
#[rustfmt::skip]
const WORDS: &[&str] = &[
        "", "NO", "yes", "on", "y", "null", "~", "0755", "1e3", "1_000", "12:30:45", "2027-01-31", ".inf",
        "=", "<<", " a", "a ", "a: b", "a #b", "#", "- a", "2001:db8::", "::", "-", "?", ":", "1", "true",
        "a, b", "[a]", "{", "'", "\"", "\\", "\n", "\r\n", "\t", "\u{0}", "\u{feff}", "$(id)", "---",
        "203.0.113.0/24", "CA Group #1", "%", "é: ☃", "a\u{85}b", "🦀",
];

fn yaml_like() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

/// Lines of blocks with comments at odd places, which the parser mostly takes.
fn commented() -> impl Strategy<Value = String> {
    let line =
        (0..4_usize, 0..16_usize, prop::bool::weighted(0.3)).prop_map(|(depth, kind, is_commented)| {
            let text = [
                "key:",
                "other:",
                "- ",
                "- a: 1",
                "b: 2",
                "c: [1, 2]",
                "d: { e: f }",
                "# own line",
                "",
                "- - x",
                "- - y: z",
                "f: |",
                "text",
                "g: [ # in",
                "1, # one\n# two\n2 ]",
                "- { h: i # j\n }",
            ];
            let comment = if is_commented { " # beside" } else { "" };
            format!("{}{}{comment}\n", "  ".repeat(depth), text[kind])
        });
    prop::collection::vec(line, 0..10).prop_map(|lines| lines.concat())
}

fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS).prop_map(str::to_owned);
    prop_oneof![word, any::<String>(), "[a-z0-9:#,_.' -]{0,12}", "[a-z ]{90,110}"]
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        1 => Just(Node::new(Value::Null)),
        1 => any::<bool>().prop_map(|value| Node::new(Value::Bool(value))),
        1 => any::<i64>().prop_map(|value| Node::new(Value::Integer(value))),
        4 => text().prop_map(Node::string),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Node::sequence),
            prop::collection::btree_map(text(), inner, 0..5).prop_map(|entries| Node::mapping(
                entries.into_iter().map(|(key, value)| Entry::new(key, value))
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn any_text_is_read_or_reported(text in any::<String>()) {
        check_text(&text);
    }

    #[test]
    fn yaml_like_text_is_read_or_reported(text in yaml_like()) {
        check_text(&text);
    }

    #[test]
    fn commented_text_is_written_once_and_for_all(text in commented()) {
        check_text(&text);
    }

    #[test]
    fn every_tree_reads_back(root in tree()) {
        let written = syntax::emit_node(&root);
        let parsed = parse(&written);
        prop_assert_eq!(&parsed.diagnostics, &[]);
        let document = parsed.document.unwrap();
        prop_assert_eq!(document.root.to_json(), root.to_json());
        prop_assert_eq!(syntax::emit(&document), written);
    }

    #[test]
    fn long_keys_read_back(length in 900..1200_usize) {
        let root = Node::sequence([Node::mapping([
            Entry::new("k".repeat(length), Node::string("v")),
            Entry::new("é: ".repeat(length), Node::mapping([Entry::new("a", Node::sequence([]))])),
        ])]);
        prop_assert_eq!(parse(&syntax::emit_node(&root)).clean().root.to_json(), root.to_json());
    }
}
