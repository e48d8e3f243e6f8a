//! Edits of documents: what they change, what they leave, and where there is none.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "format/messy.rs"]
mod messy;

use gatewright::diagnostic::{Edit, Form};
use gatewright::source::{SourceMap, Span};
use gatewright::syntax::{self, Change, Document, Entry, Node, Value};
use proptest::prelude::*;

struct Parsed {
    sources: SourceMap,
    document: Document,
}

fn parse(text: &str) -> Parsed {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics);
    assert_eq!(diagnostics, [], "{text}");
    Parsed { sources, document: document.unwrap() }
}

/// The place of an entry's key or of an item.
fn place(root: &Node, pointer: &str) -> Span {
    let (parent, last) = pointer.rsplit_once('/').unwrap_or(("", ""));
    match root.at(parent).and_then(|parent| parent.entry(last)) {
        Some(entry) => entry.key_span,
        None => root.at(pointer).unwrap().span,
    }
}

fn edited(text: &str, pointer: &str, change: Change<'_>) -> Option<String> {
    let Parsed { sources, document } = parse(text);
    let edits = syntax::edits(&sources, &document, &[(place(&document.root, pointer), change)])?;
    syntax::apply(text, &edits)
}

fn without(text: &str, pointers: &[&str]) -> Option<String> {
    let Parsed { sources, document } = parse(text);
    let changes: Vec<_> =
        pointers.iter().map(|pointer| (place(&document.root, pointer), Change::Remove)).collect();
    syntax::apply(text, &syntax::edits(&sources, &document, &changes)?)
}

fn string(text: &str) -> Node {
    Node::string(text)
}

const BLOCK: &str = "\
# head
id: CA001 # the id

# about users
users:
  # about include
  include: all # everyone
  exclude:
    groups:
      - A # one
      # about B
      - B
      - user: C
        reason: x # why
        # until when
        until: 2027-01-31
      # the end of the groups

# about grant
grant: { anyOf: [mfa, compliantDevice, block] } # which
";

#[test]
fn an_entry_goes_with_its_own_comments() {
    let removed = |pointer| edited(BLOCK, pointer, Change::Remove).unwrap();
    let without = |lines: &str| BLOCK.replacen(lines, "", 1);
    assert_eq!(removed("/users/include"), without("  # about include\n  include: all # everyone\n"));
    assert_eq!(removed("/users/exclude/groups/0"), without("      - A # one\n"));
    assert_eq!(removed("/users/exclude/groups/1"), without("      # about B\n      - B\n"));
    assert_eq!(
        removed("/users/exclude/groups/2"),
        without(
            "      - user: C\n        reason: x # why\n        # until when\n        until: 2027-01-31\n"
        )
    );
    assert_eq!(
        removed("/users/exclude/groups/2/until"),
        without("        # until when\n        until: 2027-01-31\n")
    );
    assert_eq!(removed("/users/exclude/groups/2/user"), without("user: C\n        "));
    assert_eq!(
        removed("/grant"),
        without("# about grant\ngrant: { anyOf: [mfa, compliantDevice, block] } # which\n")
    );
    assert_eq!(removed("/id"), without("id: CA001 # the id\n"), "the head is that of the file");
}

#[test]
fn one_of_two_blank_lines_goes() {
    assert_eq!(edited("a: 1\n\nb: 2\n\nc: 3\n", "/b", Change::Remove).unwrap(), "a: 1\n\nc: 3\n");
    assert_eq!(edited("a: 1\n\nb: 2\nc: 3\n", "/b", Change::Remove).unwrap(), "a: 1\n\nc: 3\n");
}

#[test]
fn brackets_keep_their_commas_in_order() {
    let removed = |text, pointer| edited(text, pointer, Change::Remove).unwrap();
    assert_eq!(removed("[a, b, c]\n", "/0"), "[b, c]\n");
    assert_eq!(removed("[a, b, c]\n", "/1"), "[a, c]\n");
    assert_eq!(removed("[a, b, c]\n", "/2"), "[a, b]\n");
    assert_eq!(removed("[a, b, ]\n", "/1"), "[a, ]\n");
    assert_eq!(removed("{ a: 1, b: [x] }\n", "/b/0"), "{ a: 1, b: [] }\n");
    assert_eq!(removed("{ a: 1, b: [x] }\n", "/b"), "{ a: 1 }\n");
    assert_eq!(removed("k: [a, # one\n  b, # two\n  c]\n", "/k/1"), "k: [a, # one\n  c]\n");
    assert_eq!(removed("k: [a, # one\n  b]\n", "/k/1"), "k: [a, # one\n  ]\n");
}

/// The same comments go and stay, however the list is written.
#[test]
fn an_item_goes_with_its_own_comments_in_a_block_and_in_brackets() {
    const IN_BLOCK: &str =
        "a:\n  # about x\n  - x # beside x\n  # about y\n  - y # beside y\n  - z\n  # end\nb: 1\n";
    const IN_BRACKETS: &str =
        "a: [\n  # about x\n  x, # beside x\n  # about y\n  y, # beside y\n  z\n  # end\n]\nb: 1\n";
    for (pointers, lines) in [
        (&["/a/0"][..], &["about x", "x"][..]),
        (&["/a/1"], &["about y", "y"]),
        (&["/a/2"], &["z"]),
        (&["/a/1", "/a/2"], &["about y", "y", "z"]),
    ] {
        let is_kept = |line: &&str| {
            let item =
                line.trim_start_matches([' ', '#', '-']).split([',', '#', '\n']).next().unwrap().trim();
            !lines.contains(&item)
        };
        for text in [IN_BLOCK, IN_BRACKETS] {
            let expected: String = text.split_inclusive('\n').filter(is_kept).collect();
            assert_eq!(without(text, pointers).unwrap(), expected, "{pointers:?}");
        }
    }
}

#[test]
fn several_go_at_once() {
    assert_eq!(without("a: [x, y, z]\n", &["/a/1", "/a/2"]).unwrap(), "a: [x]\n");
    assert_eq!(without("a: [x, y, z]\n", &["/a/0", "/a/2"]).unwrap(), "a: [y]\n");
    assert_eq!(without("a: [x, y]\n", &["/a/1", "/a/0"]).unwrap(), "a: []\n");
    assert_eq!(without("a: [x, # x\n  y, z]\n", &["/a/1", "/a/2"]).unwrap(), "a: [x, # x\n   ]\n");
    assert_eq!(without("a:\n  - x\n  - y\nb: 1\n", &["/a/0", "/a/1"]).unwrap(), "a: []\nb: 1\n");
    assert_eq!(without("- a: 1\n  b: 2\n  c: 3\n", &["/0/a", "/0/c"]).unwrap(), "- b: 2\n");
    assert_eq!(without("- a: 1\n  b: 2\n  c: 3\n", &["/0/a", "/0/b"]), None, "one edit is in the other");
}

#[test]
fn the_last_item_leaves_an_empty_list() {
    assert_eq!(edited("a:\n  - x\nb: 1\n", "/a/0", Change::Remove).unwrap(), "a: []\nb: 1\n");
    assert_eq!(edited("a:\n  x: 1\n", "/a/x", Change::Remove).unwrap(), "a: {}\n");
    assert_eq!(edited("a: # why\n  - x\n", "/a/0", Change::Remove).unwrap(), "a: # why\n  []\n");
    assert_eq!(edited("a:\n  - x # why\n  # end\n", "/a/0", Change::Remove).unwrap(), "a: []\n  # end\n");
    for text in [
        "a:\n  # about x\n  - x # beside x\nb: 1\n",
        "a: [\n  # about x\n  x, # beside x\n]\nb: 1\n",
        "a:\n  # about x\n  - user: x # who\n    # until when\n    until: 2026-01-31 # then\nb: 1\n",
        "a:\n  - # about x\n    x\nb: 1\n",
    ] {
        assert_eq!(edited(text, "/a/0", Change::Remove).unwrap(), "a: []\nb: 1\n", "{text}");
    }
    assert_eq!(
        edited("a: # the list\n  # about x\n  - x # why\nb: 1\n", "/a/0", Change::Remove).unwrap(),
        "a: # the list\n  []\nb: 1\n"
    );
    assert_eq!(edited("a: [\n  x,\n  # of the list\n]\n", "/a/0", Change::Remove), None);
}

#[test]
fn a_value_is_written_as_its_place_needs() {
    let to = |text, pointer, node: &Node| edited(text, pointer, Change::Replace(node)).unwrap();
    let list = Node::sequence([string("a, b"), string("c")]);
    assert_eq!(to("a: 1 # x\nb: 2\n", "/a", &list), "a: [\"a, b\", c] # x\nb: 2\n");
    assert_eq!(to("a:\n  - 1\n  - 2\nb: 2\n", "/a", &string("no")), "a: \"no\"\nb: 2\n");
    assert_eq!(to("a: |- # x\n  one\n  two\nb: 2\n", "/b", &string("x")), "a: |- # x\n  one\n  two\nb: x\n");
    assert_eq!(to("a: |-\n  one\n  two\nb: 2\n", "/a", &string("x")), "a: x\nb: 2\n");
    assert_eq!(to("a:\nb: 2\n", "/a", &string("x")), "a: x\nb: 2\n");
    assert_eq!(to("a: [x, {b: y}]\n", "/a/1/b", &string("y, z")), "a: [x, {b: \"y, z\"}]\n");
    assert_eq!(to("- a: 1\n  b: 2\n- x\n", "/0", &string("w")), "- w\n- x\n");
}

#[test]
fn an_entry_comes_after_the_others() {
    let add = |text, pointer, key, node: &Node| edited(text, pointer, Change::Add(key, node)).unwrap();
    let node = string("x");
    assert_eq!(add("a: 1", "", Some("b"), &node), "a: 1\nb: x");
    assert_eq!(add("a: 1\r\nb: [1]\r\n", "", Some("c"), &node), "a: 1\r\nb: [1]\r\nc: x\r\n");
    assert_eq!(
        add("a:\n  b: 1 # y\n  # end\nc: 2\n", "/a", Some("d"), &node),
        "a:\n  b: 1 # y\n  d: x\n  # end\nc: 2\n"
    );
    assert_eq!(add("a:\n- - 1\n  - 2\n", "/a/0", None, &node), "a:\n- - 1\n  - 2\n  - x\n");
    assert_eq!(add("- a: 1\n", "/0", Some("b"), &node), "- a: 1\n  b: x\n");
    assert_eq!(add("a: [1, 2]\n", "/a", None, &node), "a: [1, 2, x]\n");
    assert_eq!(add("a: [1, 2, # two\n]\n", "/a", None, &node), "a: [1, 2, x # two\n]\n");
    assert_eq!(add("a: {}\n", "/a", Some("b"), &node), "a: { b: x }\n");
    assert_eq!(add("a:\n", "/a", None, &node), "a: [x]\n");
    assert_eq!(edited("a: { b: 1 }\n", "/a", Change::Add(Some("b"), &node)), None, "it is there");
    assert_eq!(edited("a: x\n", "/a", Change::Add(None, &node)), None, "it is no list");
}

#[test]
fn a_key_is_renamed_unless_the_other_is_there() {
    assert_eq!(
        edited("nme: { x: 1 } # y\n", "/nme", Change::Rename("name")).unwrap(),
        "name: { x: 1 } # y\n"
    );
    assert_eq!(edited("a: 1\nb: 2\n", "/a", Change::Rename("b")), None);
    assert_eq!(edited("[a]\n", "/0", Change::Rename("b")), None);
}

#[test]
fn what_would_lose_a_comment_is_no_edit() {
    assert_eq!(edited("a:\n  - 1 # one\n  - 2\n", "/a", Change::Replace(&string("x"))), None);
    assert_eq!(edited("a: |- # why\n  one\n", "/a", Change::Replace(&string("x"))), None);
}

#[test]
fn texts_keep_their_quotes_and_other_texts_are_left_alone() {
    let mut sources = SourceMap::default();
    let text = "a: one\nb: 'it''s'\nc: \"x\"\nd: $(id)\ne: 101\n";
    let file = sources.add("a.yaml", text);
    let settled = |written: &str, from: &str, to: &str, form| {
        let start = u32::try_from(text.find(written).unwrap()).unwrap();
        let span = Span { file, start, end: start + u32::try_from(written.len()).unwrap() };
        let edit = Edit { span, from: from.to_owned(), to: to.to_owned(), form };
        syntax::settle(&sources, &edit).map(|edit| edit.to)
    };
    assert_eq!(settled("one", "one", "two", Form::Text).as_deref(), Some("two"));
    assert_eq!(settled("one", "one", "a, b", Form::Text).as_deref(), Some("\"a, b\""));
    assert_eq!(settled("one", "one", "one", Form::Item).as_deref(), Some("[one]"));
    assert_eq!(settled("'it''s'", "it's", "he's", Form::Text).as_deref(), Some("'he''s'"));
    assert_eq!(settled("\"x\"", "x", "y\"", Form::Text).as_deref(), Some("\"y\\\"\""));
    assert_eq!(settled("101", "101", "101", Form::Text).as_deref(), Some("\"101\""));
    assert_eq!(settled("$(id)", "CA001", "CA002", Form::Text), None);
}

#[test]
fn edits_that_overlap_are_not_made() {
    let file = SourceMap::default().add("a.yaml", "");
    let edit = |start, end, from: &str, to: &str| Edit {
        span: Span { file, start, end },
        from: from.to_owned(),
        to: to.to_owned(),
        form: Form::Written,
    };
    let (ab, bc, cd) = (edit(0, 2, "ab", "x"), edit(1, 3, "bc", "y"), edit(2, 4, "cd", "z"));
    assert_eq!(syntax::apply("abcd", [&cd, &ab]).as_deref(), Some("xz"));
    assert_eq!(syntax::apply("abcd", [&ab, &bc]), None);
    assert_eq!(syntax::apply("abxx", [&cd]), None);
}

/// The pointers of all entries and items of a tree.
fn pointers(node: &Node, pointer: &str, into: &mut Vec<String>) {
    for (position, item) in node.items().iter().enumerate() {
        let inner = format!("{pointer}/{position}");
        pointers(item, &inner, into);
        into.push(inner);
    }
    for entry in node.entries() {
        let inner = syntax::pointer_push(pointer, &entry.key);
        pointers(&entry.value, &inner, into);
        into.push(inner);
    }
}

/// The tree as an edit should make it.
fn expected(root: &Node, pointer: &str, change: Change<'_>) -> Node {
    let mut root = root.clone();
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match change {
        Change::Remove => match &mut root.at_mut(parent).unwrap().value {
            Value::Mapping(entries) => entries.retain(|entry| entry.key != last),
            Value::Sequence(items) => {
                items.remove(last.parse().unwrap());
            }
            other => panic!("{other:?}"),
        },
        Change::Replace(node) => *root.at_mut(pointer).unwrap() = node.clone(),
        Change::Rename(key) => match &mut root.at_mut(parent).unwrap().value {
            Value::Mapping(entries) => {
                let entry = entries.iter_mut().find(|entry| entry.key == last).unwrap();
                key.clone_into(&mut entry.key);
            }
            other => panic!("{other:?}"),
        },
        Change::Add(key, node) => match (&mut root.at_mut(pointer).unwrap().value, key) {
            (Value::Mapping(entries), Some(key)) => entries.push(Entry::new(key, node.clone())),
            (Value::Sequence(items), None) => items.push(node.clone()),
            (null, Some(key)) => *null = Value::Mapping(vec![Entry::new(key, node.clone())]),
            (null, None) => *null = Value::Sequence(vec![node.clone()]),
        },
    }
    root
}

fn tree() -> impl Strategy<Value = Node> {
    let text = prop::sample::select(&["a", "b c", "x: y", "it's", "", "no", "one\ntwo"][..]);
    let leaf = prop_oneof![
        4 => text.prop_map(Node::string),
        1 => Just(Node::new(Value::Integer(7))),
        1 => Just(Node::new(Value::Null)),
    ];
    let mapping = |value: BoxedStrategy<Node>, least| {
        prop::collection::btree_map("[a-e]", value, least..5)
            .prop_map(|entries| Node::mapping(entries.into_iter().map(|(key, value)| Entry::new(key, value))))
    };
    let inner = leaf.prop_recursive(4, 30, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Node::sequence),
            mapping(inner.boxed(), 0),
        ]
    });
    mapping(inner.boxed(), 1)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn an_edit_changes_its_place_and_nothing_else(
        root in tree(), seed in any::<u64>(), at in any::<prop::sample::Index>(), kind in 0..6_usize,
    ) {
        let text = messy::Messy::new(seed).document(&root);
        let Parsed { sources, document } = parse(&text);
        let mut all = Vec::new();
        pointers(&document.root, "", &mut all);
        let pointer = at.get(&all);
        let replacement = Node::sequence([string("new"), string("a: b")]);
        let change = match kind {
            0 | 1 => Change::Remove,
            2 => Change::Replace(&replacement),
            3 => Change::Rename("z"),
            4 => Change::Add(Some("z"), &replacement),
            _ => Change::Add(None, &replacement),
        };
        let made = syntax::edits(&sources, &document, &[(place(&document.root, pointer), change)]);
        prop_assert!(kind > 1 || made.is_some() || text.contains('#'), "{} {}", pointer, text);
        if let Some(edits) = made {
            let after = syntax::apply(&text, &edits).unwrap();
            let shown = format!("{pointer} {change:?}\n{text}\nbecame\n{after}");
            let mut sources = SourceMap::default();
            let file = sources.add("document.yaml", after.as_str());
            let mut diagnostics = Vec::new();
            let again = syntax::parse(&sources, file, &mut diagnostics);
            prop_assert_eq!(&diagnostics, &[], "{}", shown);
            prop_assert_eq!(again.unwrap().root.to_json(), expected(&document.root, pointer, change).to_json(), "{}", shown);
            let count = |text: &str| text.matches("# c").count();
            if !matches!(change, Change::Remove) {
                prop_assert_eq!(count(&text), count(&after), "{}", shown);
            }
        }
    }
}
