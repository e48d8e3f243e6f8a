//! Laws, over every document of this repository and over random ones.

use std::collections::BTreeMap;
use std::path::Path;

use gatewright::diagnostic::Severity;
use gatewright::source::SourceMap;
use gatewright::syntax::{self, Document, Entry, Node};
use gatewright::workspace::schema::DocumentKind;
use gatewright::workspace::{Memory, OutputFile, compile, format, load};
use granit_parser::{Event, Parser};
use proptest::prelude::*;

use crate::formatted;
use crate::messy::Messy;

fn read(text: &str) -> Document {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(diagnostics, [], "{text}");
    document.unwrap()
}

/// The comments of a text, sorted.
fn comments(text: &str) -> Vec<String> {
    let events = Parser::new_from_str(text).map(|event| event.unwrap().0);
    let words = events.filter_map(|event| match event {
        Event::Comment(words, ..) => Some(words.trim().to_owned()),
        _ => None,
    });
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

/// What holds of every document, whatever its kind.
fn check(kind: DocumentKind, text: &str) {
    let once = formatted(kind, text);
    let twice = formatted(kind, &once);
    assert!(
        twice == once,
        "formatting twice is not formatting once:\n{text}\nonce:\n{once}\ntwice:\n{twice}"
    );
    // Maps of JSON are equal whatever the order of their keys.
    assert_eq!(read(&once).root.to_json(), read(text).root.to_json(), "{text}");
    assert_eq!(comments(&once), comments(text), "{text}\nbecame\n{once}");
    assert!(!once.contains("\n\n\n") && !once.starts_with('\n') && !once.ends_with("\n\n"), "{once}");
}

fn is_yaml(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "yaml")
}

/// The YAML and the exports of a folder of this repository.
fn files(folder: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            self::files(&path, files);
        } else if path.contains("/deployed/") || is_yaml(&path) {
            files.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
}

fn repository() -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for folder in ["examples", "policies", "tests"] {
        files(folder, &mut all);
    }
    assert!(all.len() > 38, "only {} files", all.len());
    all
}

/// Every document of this repository, with its kind.
fn documents() -> Vec<(DocumentKind, String)> {
    let kind = |path: &str| match path.rsplit('/').next().unwrap() {
        "tenant.yaml" => DocumentKind::Tenant,
        "tenant.lock.yaml" => DocumentKind::Lock,
        "baseline.yaml" => DocumentKind::Baseline,
        "groups.yaml" => DocumentKind::Groups,
        "locations.yaml" => DocumentKind::Locations,
        _ if path.contains("/policies/") => DocumentKind::Policy,
        _ => DocumentKind::Tests,
    };
    let yaml = repository().into_iter().filter(|(path, _)| is_yaml(path));
    yaml.map(|(path, bytes)| (kind(&path), String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn every_document_of_the_repository_is_in_the_one_style() {
    let files: Memory = repository().into_iter().collect();
    let formatted = format(&files, "").unwrap();
    assert_eq!(formatted.diagnostics, []);
    assert!(formatted.documents.len() > 30, "only {} documents", formatted.documents.len());
    for document in &formatted.documents {
        let path = formatted.sources.path(document.file);
        assert!(formatted.sources.text(document.file) == document.text, "`gatewright fmt {path}`");
    }
}

/// What each tenant of the repository compiles to.
fn compiled(files: BTreeMap<String, Vec<u8>>) -> Vec<(String, Vec<OutputFile>)> {
    let files: Memory = files.into_iter().collect();
    let loaded = load(&files, "", "2026-11-24".parse().unwrap()).unwrap();
    let broken: Vec<_> =
        loaded.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    loaded.tenants.iter().map(|tenant| (tenant.path.clone(), compile(tenant).unwrap())).collect()
}

/// The parser shows the outer list, which is not indented under its key, where the inner one is.
#[test]
fn a_comment_below_a_list_in_a_list_is_kept_once() {
    for text in [
        "users:\n- - x\n  # own line\n",
        "users:\n- - - x\n  # own line\n",
        "users:\n- - x\n# at the end -\n",
    ] {
        check(DocumentKind::Policy, text);
    }
}

#[test]
fn what_is_compiled_stays_the_same() {
    let mut files = repository();
    // Versions of one tenant, which no repository holds side by side.
    files.retain(|path, _| !path.starts_with("tests/cli/diff/"));
    let mut messy = files.clone();
    for (seed, (path, bytes)) in (7..).zip(&mut messy) {
        if is_yaml(path) {
            *bytes = Messy::new(seed).document(&read(str::from_utf8(bytes).unwrap()).root).into_bytes();
        }
    }
    let memory: Memory = messy.clone().into_iter().collect();
    let formatted = format(&memory, "").unwrap();
    for document in &formatted.documents {
        let path = formatted.sources.path(document.file).to_owned();
        messy.insert(path, document.text.clone().into_bytes());
    }
    let expected = compiled(files);
    assert!(!expected.is_empty());
    assert!(compiled(messy) == expected);
}

#[test]
fn the_examples_of_the_rules_keep_their_meaning() {
    let mut fences = 0;
    for rule in gatewright::check::RULES {
        for fence in rule.explanation.split("```yaml").skip(1) {
            let (info, text) = fence.split_once('\n').unwrap();
            let text = text.split("```").next().unwrap();
            // Several files in one are no document.
            if info.contains("files") || text.starts_with("# ") {
                continue;
            }
            let kind = if info.contains("tenant") {
                DocumentKind::Tenant
            } else if info.contains("locations") {
                DocumentKind::Locations
            } else {
                DocumentKind::Policy
            };
            fences += 1;
            check(kind, text);
        }
    }
    assert!(fences > 50, "only {fences} examples");
}

/// Texts that are hard to write.
const TEXTS: &[&str] = &[
    "plain",
    "two words",
    "a: b",
    "# no comment",
    "a #b",
    "'",
    "\"",
    "",
    " ",
    "no",
    "2027-01-31",
    "12",
    "2001:db8::",
    "one\ntwo",
    "one\n\n two\n",
    "\n",
    "one \ntwo",
    "$(id) - Exclude",
    "[a]",
    "{",
    "é\u{a0}☃",
    "a text that is longer than a line of this style may be, so that it stands alone or is folded, and not in brackets",
];

fn tree() -> impl Strategy<Value = Node> {
    let text = || prop::sample::select(TEXTS).prop_map(str::to_owned);
    let key = prop_oneof![
        3 => prop::sample::select(&["id", "name", "users", "include", "exclude", "groups", "grant", "anyOf", "changes"]).prop_map(|key| (*key).to_owned()),
        1 => text(),
    ];
    let leaf = prop_oneof![
        4 => text().prop_map(Node::string),
        1 => any::<bool>().prop_map(|value| Node::new(syntax::Value::Bool(value))),
        1 => any::<i64>().prop_map(|value| Node::new(syntax::Value::Integer(value))),
        1 => Just(Node::new(syntax::Value::Null)),
    ];
    let mapping = |value: BoxedStrategy<Node>, key: BoxedStrategy<String>, least| {
        prop::collection::btree_map(key, value, least..5)
            .prop_map(|entries| Node::mapping(entries.into_iter().map(|(key, value)| Entry::new(key, value))))
    };
    let key = key.boxed();
    let inner = {
        let key = key.clone();
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Node::sequence),
                mapping(inner, key.clone(), 0),
            ]
        })
    };
    mapping(inner.boxed(), key, 1)
}

/// Lines of blocks, with comments at odd places and texts over several lines.
fn lines() -> impl Strategy<Value = String> {
    let line = (0..4_usize, 0..20_usize, prop::bool::weighted(0.3), prop::bool::ANY).prop_map(
        |(depth, kind, is_commented, is_windows)| {
            let text = [
                "users:",
                "id:",
                "- ",
                "- a: 1",
                "name: 'x'",
                "c: [1, 2]",
                "grant: { anyOf: [mfa] }",
                "# own line",
                "",
                "- - x",
                "- - y: z",
                "f: |",
                "text",
                "g: [ # in",
                "1, # one\n# two\n2 ]",
                "- { h: i # j\n }",
                "t: >-",
                "k: \"one\n\n  two\"",
                "? l\n: m",
                "n: one\n     two",
            ][kind];
            let comment = if is_commented { " # beside" } else { "" };
            let end = if is_windows { "\r\n" } else { "\n" };
            format!("{}{text}{comment}{end}", "  ".repeat(depth))
        },
    );
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

fn is_readable(text: &str) -> bool {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    syntax::parse(&sources, file, &mut diagnostics);
    diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn a_messy_document_keeps_its_meaning_and_its_comments(
        root in tree(), seed in any::<u64>(), kind in prop::sample::select(DocumentKind::ALL),
    ) {
        let mut messy = Messy::new(seed);
        let text = messy.document(&root);
        prop_assert_eq!(read(&text).root.to_json(), root.to_json(), "{}", text);
        check(kind, &text);
        prop_assert_eq!(comments(&text).len(), messy.comments);
    }

    #[test]
    fn a_messy_document_of_the_repository_keeps_its_meaning(position in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let documents = documents();
        let (kind, text) = position.get(&documents);
        check(*kind, &Messy::new(seed).document(&read(text).root));
    }

    #[test]
    fn readable_lines_keep_their_meaning_and_their_comments(text in lines()) {
        // About one in five is.
        if is_readable(&text) {
            check(DocumentKind::Policy, &text);
        }
    }
}
