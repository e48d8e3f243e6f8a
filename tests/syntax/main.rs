//! What the YAML of this language means, what it refuses, and the laws of reading and writing it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, its helpers too"
)]

mod laws;

use gatewright::diagnostic::Diagnostic;
use gatewright::source::SourceMap;
use gatewright::syntax::{self, Document, Entry, Node, Value};
use serde_json::json;

struct Parsed {
    sources: SourceMap,
    document: Option<Document>,
    diagnostics: Vec<Diagnostic>,
}

fn parse(text: &str) -> Parsed {
    let mut sources = SourceMap::default();
    let file = sources.add("policies/test.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics);
    Parsed { sources, document, diagnostics }
}

impl Parsed {
    /// The document of a text without problems.
    fn clean(self) -> Document {
        assert_eq!(self.diagnostics, []);
        self.document.unwrap()
    }

    /// Each problem as `line:column severity code: text under the span`.
    fn problems(&self) -> Vec<String> {
        let show = |problem: &Diagnostic| {
            let (place, text) = (self.sources.line_column(problem.span), self.sources.slice(problem.span));
            format!("{place} {} {}: {text}", problem.severity.as_str(), problem.code)
        };
        self.diagnostics.iter().map(show).collect()
    }
}

fn value(text: &str) -> serde_json::Value {
    parse(text).clean().root.to_json()
}

fn rewritten(text: &str) -> String {
    syntax::emit(&parse(text).clean())
}

#[test]
fn values_of_ordinary_yaml() {
    for (text, expected) in [
        ("", json!(null)),
        ("# only a comment\n", json!(null)),
        ("---\n", json!(null)),
        ("null", json!(null)),
        ("a:", json!({"a": null})),
        ("a: null\nb: ~\n", json!({"a": null, "b": "~"})),
        (
            "a: true\nb: True\nc: yes\nd: NO\ne: on",
            json!({"a": true, "b": "True", "c": "yes", "d": "NO", "e": "on"}),
        ),
        ("[1, -2, 0755, 1e3, 1.5]", json!([1, -2, "0755", "1e3", "1.5"])),
        ("[2027-01-31, 12:30]", json!(["2027-01-31", "12:30"])),
        ("['1', \"true\", 'null', \"\", '']", json!(["1", "true", "null", "", ""])),
        ("1: x\ntrue: y\n", json!({"1": "x", "true": "y"})),
        ("a: b\r\nc:\r\n  - d\r\n", json!({"a": "b", "c": ["d"]})),
        ("\u{feff}a: b\n", json!({"a": "b"})),
        ("%YAML 1.2\n---\na: b\n...\n", json!({"a": "b"})),
        ("navn: blåbærgrød ☃\n'ø': \"\\u00e6\"\n", json!({"navn": "blåbærgrød ☃", "ø": "æ"})),
        ("a: |\n  one\n   two\n\n  three\nb: 1\n", json!({"a": "one\n two\n\nthree\n", "b": 1})),
        ("a: |-\n  one\nb: |+\n  two\n\n", json!({"a": "one", "b": "two\n\n"})),
        ("a: >\n  one\n  two\n\n  three\n", json!({"a": "one two\nthree\n"})),
        ("a: >- # folded\n  one\n  two\n", json!({"a": "one two"})),
        ("a: one\n  two\n", json!({"a": "one two"})),
        ("a: 'it''s'\nb: \"a\\tb\\\n  c\"\n", json!({"a": "it's", "b": "a\tbc"})),
        ("a:\n- 1\n- 2\nb:\n  - 3\n", json!({"a": [1, 2], "b": [3]})),
        ("- - 1\n  - 2\n-\n  - 3\n- a: 4\n  b: 5\n", json!([[1, 2], [3], {"a": 4, "b": 5}])),
        ("- name: x\n  groups: y\n- name: z\n", json!([{"name": "x", "groups": "y"}, {"name": "z"}])),
        ("{a: 1, b: [x, {c: d}], e: {}}", json!({"a": 1, "b": ["x", {"c": "d"}], "e": {}})),
        ("{a, b: , c}", json!({"a": null, "b": null, "c": null})),
        ("a: [\n  1,\n  2,\n]\n", json!({"a": [1, 2]})),
        ("? a\n: b\n? c\n", json!({"a": "b", "c": null})),
        ("a: b#c\nd: http://contoso.com/#e\n", json!({"a": "b#c", "d": "http://contoso.com/#e"})),
        ("a: $(name) - Exclude\n", json!({"a": "$(name) - Exclude"})),
        (
            "a: 203.0.113.0/24\nb: 2001:db8::/32\nc: 2001:db8::1\n",
            json!({
                "a": "203.0.113.0/24", "b": "2001:db8::/32", "c": "2001:db8::1"
            }),
        ),
        ("[2001:db8::/32, ::1, \"2001:db8::\"]", json!(["2001:db8::/32", "::1", "2001:db8::"])),
        ("\"<<\": a\n'*b': c\n", json!({"<<": "a", "*b": "c"})),
        ("a: 1 # one\n# two\nb: 2 ## three\nc: x #\n", json!({"a": 1, "b": 2, "c": "x"})),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn spans_show_what_was_written() {
    let text = "# ø\nname: 'Blåbær'\nusers:\n- all\n- \"none\"\nmap: { k: [1, 22] }\nempty:\ntext: |\n  a\n  b\n\nlast: x\n";
    let Parsed { sources, document, .. } = parse(text);
    let root = document.unwrap().root;
    let shown = |pointer| sources.slice(root.at(pointer).unwrap().span);
    assert_eq!(shown("/name"), "'Blåbær'");
    assert_eq!(shown("/users"), "- all\n- \"none\"");
    assert_eq!(shown("/users/1"), "\"none\"");
    assert_eq!(shown("/map"), "{ k: [1, 22] }");
    assert_eq!(shown("/map/k"), "[1, 22]");
    assert_eq!(shown("/map/k/1"), "22");
    assert_eq!(shown("/text"), "a\n  b");
    assert_eq!(shown("/empty"), "");
    assert_eq!(sources.line_column(root.at("/empty").unwrap().span).to_string(), "7:7");
    assert_eq!(shown(""), text.trim_start_matches("# ø\n").trim_end());
    assert_eq!(sources.slice(root.entry("users").unwrap().key_span), "users");
}

#[test]
fn columns_count_characters() {
    let parsed = parse("å: [blåbær, *x]");
    assert_eq!(parsed.problems(), ["1:13 error alias: *x"]);
}

#[test]
fn every_problem_is_reported_at_its_place() {
    let text = "a: &one 1\nb: *one\nc: *none\nd: &unused x\na: 2\nb: 3\n<<: {}\n*one : 4\n[k]: 5\n: 6\ne: !!str 7\n? {f: g}\n: 8\n";
    let parsed = parse(text);
    assert_eq!(
        parsed.problems(),
        [
            "2:4 error alias: *one",
            "3:4 error alias: *none",
            "4:4 error anchor: &unused",
            "5:1 error duplicate-key: a",
            "6:1 error duplicate-key: b",
            "7:1 error merge-key: <<",
            "8:1 error alias: *one",
            "9:1 error key-not-text: [k]",
            "10:1 error missing-key: ",
            "11:4 error tag: !!str",
            "12:3 error key-not-text: {f: g}",
        ]
    );
    assert!(parsed.diagnostics.iter().all(|problem| problem.help.is_some()));
    let expected = json!({"a": 1, "b": null, "c": null, "d": "x", "e": 7});
    assert_eq!(parsed.document.unwrap().root.to_json(), expected);
}

#[test]
fn duplicate_keys_are_shown_at_both_places() {
    let parsed = parse("a: 1\nb: 2\n\"a\": 3\n");
    let [problem] = parsed.diagnostics.as_slice() else { panic!("one problem") };
    assert_eq!(problem.message, "the key `a` is there twice");
    assert_eq!(parsed.sources.slice(problem.span), "\"a\"");
    let first = problem.related.first().unwrap();
    assert_eq!((first.message.as_str(), parsed.sources.line_column(first.span).line), ("first here", 1));
}

#[test]
fn aliases_show_their_anchor() {
    let parsed = parse("a: &x [1]\nb: *x\n");
    let [problem] = parsed.diagnostics.as_slice() else { panic!("one problem") };
    assert_eq!(parsed.sources.slice(problem.related[0].span), "&x");
}

#[test]
fn a_second_document_is_refused() {
    let parsed = parse("a: 1\n---\nb: 2\n---\nc: 3\n");
    assert_eq!(parsed.problems(), ["2:1 error second-document: ---"]);
    assert_eq!(parsed.document.unwrap().root.to_json(), json!({"a": 1}));
}

#[test]
fn texts_without_their_quotes_are_caught() {
    for (text, problem, meant) in [
        ("- CA Group #1\n", "1:3 warning text-became-comment: CA Group #1", json!(["CA Group"])),
        (
            "name: CA Group #1 b\n",
            "1:7 warning text-became-comment: CA Group #1 b",
            json!({"name": "CA Group"}),
        ),
        ("[SG-CA: X, b]", "1:2 error unquoted-colon: SG-CA: X", json!(["SG-CA: X", "b"])),
        ("a: [b, SG-CA: true]", "1:8 error unquoted-colon: SG-CA: true", json!({"a": ["b", "SG-CA: true"]})),
        ("[a: ]", "1:2 error unquoted-colon: a:", json!(["a:"])),
        ("[groups: [a]]", "1:2 error unquoted-colon: groups", json!([{"groups": ["a"]}])),
        ("[2001:db8::]", "1:2 error unquoted-address: 2001:db8::", json!(["2001:db8::"])),
        ("[2001:db8::, x]", "1:2 error unquoted-address: 2001:db8::", json!(["2001:db8::", "x"])),
        ("- 2001:db8::\n", "1:3 error unquoted-address: 2001:db8::", json!(["2001:db8::"])),
        ("- 2001:db8:: # office\n", "1:3 error unquoted-address: 2001:db8::", json!(["2001:db8::"])),
        ("- ::\n", "1:3 error unquoted-address: ::", json!(["::"])),
        ("a:\n  2001:db8::\n", "2:3 error unquoted-address: 2001:db8::", json!({"a": "2001:db8::"})),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.problems(), [problem], "{text}");
        assert!(parsed.diagnostics[0].help.as_ref().is_some_and(|help| help.contains("quote it")), "{text}");
        assert_eq!(parsed.document.unwrap().root.to_json(), meant, "{text}");
    }
}

#[test]
fn texts_without_their_quotes_are_caught_where_yaml_gives_up() {
    for (text, problem) in [
        ("key: 2001:db8::\n", "1:6 error unquoted-address: 2001:db8::"),
        ("a: {b: 2001:db8::}\n", "1:8 error unquoted-address: 2001:db8::"),
        ("key: Block: all\n", "1:11 error yaml-syntax: :"),
        ("key: @all\n", "1:6 error yaml-syntax: @"),
        ("key: *\n", "1:6 error yaml-syntax: *"),
        ("key: \"a\" b\n", "1:10 error yaml-syntax: b"),
        ("key: [Group #1, b]\n", "1:6 error yaml-syntax: ["),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.problems(), [problem], "{text}");
        let help = parsed.diagnostics[0].help.as_deref().unwrap_or_default();
        assert!(help.contains("quote"), "{text}: {help}");
        assert_eq!(parsed.document, None);
    }
}

#[test]
fn broken_yaml_says_what_to_change() {
    for (text, place, message) in [
        ("a:\n\tb: c\n", "2:1", "a tab cannot indent"),
        ("a: [b, c\n", "1:4", "`[` is not closed"),
        ("a: {b: c\n", "1:4", "`{` is not closed"),
        ("a: [b}\n", "1:4", "`[` is closed by `}`"),
        ("a: b]\nc: ]\n", "2:4", "this bracket closes nothing"),
        ("a: 'b\n", "1:4", "the quote is not closed"),
        ("a: \"\\q\"\n", "1:4", "there is no such escape in double quotes"),
        ("a:\n  b: 1\n c: 2\n", "3:2", "expected a key"),
        ("- a\nb: c\n", "2:1", "expected `-`"),
        ("a: - b\n", "1:4", "a list item cannot stand here"),
        ("a: 1\nb\n", "2:1", "expected `:` after the key"),
        ("a\0b", "1:2", "not a YAML text file: it has the control character U+0000"),
        ("a: \u{7}", "1:4", "not a YAML text file: it has the control character U+0007"),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.document, None, "{text}");
        let [problem] = parsed.diagnostics.as_slice() else { panic!("{text}: {:?}", parsed.diagnostics) };
        assert_eq!(
            (parsed.sources.line_column(problem.span).to_string().as_str(), problem.message.as_str()),
            (place, message)
        );
    }
}

#[test]
fn hostile_input_is_refused() {
    let bomb: String = std::iter::once("a0: &a0 [x, x]\n".to_owned())
        .chain(
            (1..9).map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(9))),
        )
        .collect();
    for (text, code) in [
        ("[".repeat(100_000), "too-deep"),
        ("{a: ".repeat(100_000), "too-deep"),
        ("- ".repeat(100_000), "too-deep"),
        ("? ".repeat(100_000), "too-deep"),
        (format!("{}{}{}", "- ".repeat(40), "[".repeat(40), "]".repeat(40)), "too-deep"),
        ("a: b\n".repeat(10_000_000), "file-too-large"),
        (format!("[{}]", "a,".repeat(300_000)), "too-many-values"),
        ("# c\n".repeat(300_000), "too-many-values"),
        ("k: v\n".repeat(100_000), "too-many-problems"),
        (bomb, "alias"),
    ] {
        let start = std::time::Instant::now();
        let parsed = parse(&text);
        assert_eq!(parsed.diagnostics.last().map(|problem| problem.code), Some(code));
        assert!(parsed.diagnostics.len() < 203);
        // Far above what it takes, far below what a square of the length would.
        assert!(start.elapsed().as_secs() < 20, "{code} took {:?}", start.elapsed());
    }
}

#[test]
fn lists_and_maps_may_be_64_deep() {
    let deep = |depth| parse(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    assert!(deep(64).document.is_some());
    assert!(deep(65).document.is_none());
}

#[test]
fn a_policy_is_written_as_people_write_it() {
    let text = "\
# yaml-language-server: $schema=../../../schemas/policy.schema.json
id: CA002
name: CA002-Global-AttackSurfaceReduction-AllApps-AnyPlatform-Block-OutsideAllowedCountries
description: Nobody signs in from a country we do not work in.
state: reportOnly
users: { include: all, exclude: { groups: [$(id) - Exclude] } } # $(id), $(name) are always there
applications: { include: all }
locations: { include: all, exclude: [Allowed countries, $(officeLocations)] }

# Last, because it matters most.
grant: block
";
    assert_eq!(rewritten(text), text);
}

#[test]
fn what_does_not_fit_on_a_line_is_a_block() {
    let name = "A group with a rather long name, such as people give to groups";
    let groups = Node::sequence([Node::string(name), Node::string(format!("{name} (2)"))]);
    let locations = Node::sequence([Node::mapping([
        Entry::new("name", Node::string("Kochi office")),
        Entry::new(
            "ipRanges",
            Node::sequence([Node::string("203.0.113.0/24"), Node::string("2001:db8:40::/48")]),
        ),
        Entry::new("trusted", Node::new(Value::Bool(true))),
    ])]);
    let root = Node::mapping([
        Entry::new(
            "users",
            Node::mapping([Entry::new("include", Node::mapping([Entry::new("groups", groups)]))]),
        ),
        Entry::new("locations", locations),
        Entry::new("nothing", Node::sequence([])),
    ]);
    let expected = format!(
        "\
users:
  include:
    groups:
      - {name}
      - {name} (2)
locations:
  - {{ name: Kochi office, ipRanges: [203.0.113.0/24, \"2001:db8:40::/48\"], trusted: true }}
nothing: []
"
    );
    assert_eq!(syntax::emit_node(&root), expected);
}

#[test]
fn comments_and_single_blank_lines_are_kept() {
    let text = "\
# At the top

a: 1 # beside
# above b
b: # beside a key
  - x # beside an item

  # above an item
  - c: 2
    # at the end of a map
  # at the end of a list

# above d
d: [1, 2] # beside a list
# at the end
";
    assert_eq!(rewritten(text), text);
    assert_eq!(rewritten("a: 1\n\n\n\nb: 2\n\n\n"), "a: 1\n\nb: 2\n");
    assert_eq!(rewritten("\n\n# only\r\n\r\n# comments\n"), "# only\n\n# comments\n");
}

#[test]
fn comments_inside_brackets_make_a_block() {
    let text = "- [ # first\n  a, # second\n  # third\n  b\n  # fourth\n  ] # fifth\n- { c: d } # sixth\n";
    let expected = "# first\n# fifth\n- - a # second\n  # third\n  - b\n  # fourth\n- { c: d } # sixth\n";
    let written = rewritten(text);
    let mut lines: Vec<_> = written.lines().collect();
    lines[..2].sort_by_key(|line| *line == "# fifth");
    assert_eq!(lines.join("\n") + "\n", expected);
}

#[test]
fn comments_go_where_their_values_go() {
    let mut document = parse("a: 1 # one\n# about b\nb: 2\nc: 3\n").clean();
    let Value::Mapping(entries) = &mut document.root.value else { panic!("a map") };
    entries.reverse();
    entries.retain(|entry| entry.key != "a");
    entries.push(Entry::new("d", Node::string("4")));
    assert_eq!(syntax::emit(&document), "c: 3\n# about b\nb: 2\nd: \"4\"\n");
}

#[test]
fn at_mut_changes_what_at_shows() {
    let mut root = parse("a: [{ b/c: 1 }]\n").clean().root;
    root.at_mut("/a/0/b~1c").unwrap().value = Value::Integer(2);
    assert_eq!(root.to_json(), json!({"a": [{"b/c": 2}]}));
    for missing in ["/x", "/a/1", "/a/x", "/a/0/b~1c/d"] {
        assert_eq!(root.at_mut(missing), None, "{missing}");
    }
}
