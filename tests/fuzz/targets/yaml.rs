//! Any text: reading never fails and spans are inside the text; what is written is read back as the same value.

#![no_main]

use gatewright::diagnostic::Severity;
use gatewright::source::SourceMap;
use gatewright::syntax::{self, Entry, Node};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics);
    for diagnostic in &diagnostics {
        assert!(text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).is_some());
    }
    let Some(document) = document else { return };
    inside(text, &document.root);
    let written = syntax::emit(&document);
    let again = sources.add("written.yaml", written.as_str());
    let mut diagnostics = Vec::new();
    let read = syntax::parse(&sources, again, &mut diagnostics);
    // A comment that was once a part of a text stays a comment, and stays warned of.
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}\n{written}");
    let read = read.unwrap_or_else(|| panic!("what was written cannot be read:\n{written}"));
    assert_eq!(read.root.to_json(), document.root.to_json(), "{written}");
    assert_eq!(syntax::emit(&read), written, "writing is stable");
});

fn inside(text: &str, node: &Node) {
    assert!(text.get(node.span.start as usize..node.span.end as usize).is_some());
    node.items().iter().for_each(|item| inside(text, item));
    for Entry { key_span, value, .. } in node.entries() {
        assert!(text.get(key_span.start as usize..key_span.end as usize).is_some());
        inside(text, value);
    }
}
