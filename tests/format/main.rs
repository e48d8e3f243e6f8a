//! The one style of documents: what it is, and its laws: formatting twice is formatting once, and nothing changes its
//! meaning or loses a comment.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod laws;
mod messy;

use gatewright::source::SourceMap;
use gatewright::workspace::schema::DocumentKind;
use gatewright::workspace::{Memory, format, format_document};

/// A document in the one style, which must be readable.
fn formatted(kind: DocumentKind, text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let formatted = format_document(kind, &sources, file, &mut diagnostics);
    assert_eq!(diagnostics, [], "{text}");
    formatted.unwrap()
}

#[test]
fn keys_come_in_the_order_of_the_language_with_their_comments() {
    let text = "\
# yaml-language-server: $schema=../schemas/policy.schema.json

# what is asked
grant:
  anyOf:
  - mfa   # or
  - compliantDevice

# who
users:
    # nobody is left out
    exclude: {}
    include:
        roles: ['Global Administrator']
        users: [ \"asha@contoso.com\" ]


state:  enabled # since May
name: 'CA001 - MFA'
applications: {include: all}
id: CA001
";
    let expected = "\
# yaml-language-server: $schema=../schemas/policy.schema.json

id: CA001
name: CA001 - MFA

state: enabled # since May

# who
users:
  include: { users: [asha@contoso.com], roles: [Global Administrator] }
  # nobody is left out
  exclude: {}
applications: { include: all }
# what is asked
grant:
  anyOf:
    - mfa # or
    - compliantDevice
";
    assert_eq!(formatted(DocumentKind::Policy, text), expected);
}

#[test]
fn the_head_of_a_file_stays_there() {
    let text = "# Why this policy is.\n# Two lines.\nname: CA001 - MFA\nid: CA001\n";
    assert_eq!(
        formatted(DocumentKind::Policy, text),
        "# Why this policy is.\n# Two lines.\nid: CA001\nname: CA001 - MFA\n"
    );
}

#[test]
fn maps_of_the_authors_choice_keep_their_order() {
    let tenant = "\
rules: { CA-STR-012: off, CA-LOCK-001: note }
baselines:
  - omit: { CA2: z, CA1: a }
    values: { b: [IN], a: { z: 1, a: 2 } }
    from: ../set
";
    assert_eq!(
        formatted(DocumentKind::Tenant, tenant),
        "\
baselines:
  - { from: ../set, values: { b: [IN], a: { z: 1, a: 2 } }, omit: { CA2: z, CA1: a } }
rules: { CA-STR-012: \"off\", CA-LOCK-001: note }
"
    );
    let lock = "groups: { B: x, A: z }\npolicies: { CA2: x, CA1: z }\n";
    assert_eq!(formatted(DocumentKind::Lock, lock), "policies: { CA2: x, CA1: z }\ngroups: { B: x, A: z }\n");
    let policy = "graph: { /b: { z: 1, a: 2 }, /a: x }\nid: CA001\n";
    assert_eq!(formatted(DocumentKind::Policy, policy), "id: CA001\ngraph: { /b: { z: 1, a: 2 }, /a: x }\n");
}

#[test]
fn what_does_not_fit_its_schema_is_formatted_too() {
    assert_eq!(
        formatted(DocumentKind::Policy, "nme: 'x'\nusers: all\nid: [CA001]\n"),
        "id: [CA001]\nusers: all\nnme: x\n"
    );
}

#[test]
fn texts_of_several_lines_keep_them() {
    let text = "\
description: |
    Two lines
     of text.
name: \"CA001\\n x\"
id: >-
  CA001
";
    let expected = "id: CA001\nname: |-\n  CA001\n   x\ndescription: |\n  Two lines\n   of text.\n";
    assert_eq!(formatted(DocumentKind::Policy, text), expected);
}

#[test]
fn a_long_text_stays_as_it_was_folded_or_not() {
    let sentence = "Nobody signs in from a country we do not work in. ".repeat(3);
    let sentence = sentence.trim();
    let long = format!("description: {sentence}\n");
    assert_eq!(formatted(DocumentKind::Policy, &long), long);
    let folded = format!("description: >-\n  {}\n", sentence.replace(". ", ".\n  "));
    let expected = "\
description: >-
  Nobody signs in from a country we do not work in. Nobody signs in from a country we do not work
  in. Nobody signs in from a country we do not work in.
";
    assert_eq!(formatted(DocumentKind::Policy, &folded), expected);
}

#[test]
fn what_looks_like_the_head_of_a_text_is_none() {
    let text = "a:\n  # or |\n\n  - x >\n\n  - y |-\n  - |-\n    one\n    two\n\n  - |-\n    one\n    two\n";
    assert_eq!(formatted(DocumentKind::Policy, text), text);
}

#[test]
fn lines_end_as_the_first_one_does() {
    let text = "\u{feff}state: 'enabled'\r\nid:   CA001\r\ndescription: |-\r\n  a\r\n  b\r\n";
    assert_eq!(
        formatted(DocumentKind::Policy, text),
        "id: CA001\r\ndescription: |-\r\n  a\r\n  b\r\nstate: enabled\r\n"
    );
    assert_eq!(formatted(DocumentKind::Policy, "id: CA001"), "id: CA001\n");
}

#[test]
fn a_document_is_what_its_place_makes_it() {
    let files = Memory::default()
        .with("clients/contoso/tenant.yaml", "tenantId: x\ntenant: y\n")
        .with("clients/contoso/tenant.lock.yaml", "groups: {}\n")
        .with("clients/contoso/policies/nested/CA001.yml", "state: x\nid: y\n")
        .with("clients/contoso/tests/scenarios.yaml", "invariants: []\nscenarios: []\n")
        .with("clients/contoso/deployed/policies.json", "{}")
        .with("clients/contoso/notes.yaml", "a:    b")
        .with("clients/policies/CA001.yaml", "a:    b")
        .with("policies/baseline/baseline.yaml", "parameters: {}\n")
        .with("policies/baseline/policies/CA002.yaml", "state: x\nid: y\n")
        .with(".github/workflows/ci.yml", "a:    b");
    let paths = |path| {
        let formatted = format(&files, path).unwrap();
        assert_eq!(formatted.diagnostics, []);
        let path = |document: &gatewright::workspace::FormattedDocument| {
            formatted.sources.path(document.file).to_owned()
        };
        formatted.documents.iter().map(path).collect::<Vec<_>>()
    };
    let contoso = [
        "clients/contoso/policies/nested/CA001.yml",
        "clients/contoso/tenant.lock.yaml",
        "clients/contoso/tenant.yaml",
        "clients/contoso/tests/scenarios.yaml",
    ];
    let baseline = ["policies/baseline/baseline.yaml", "policies/baseline/policies/CA002.yaml"];
    assert_eq!(paths(""), [contoso.as_slice(), &baseline].concat());
    assert_eq!(paths("clients"), contoso);
    assert_eq!(paths("clients/contoso/policies"), contoso[..1]);
    assert_eq!(paths("policies/baseline/policies/CA002.yaml"), baseline[1..]);
    assert_eq!(paths("clients/contoso/notes.yaml"), [] as [&str; 0]);
    assert!(format(&files, "absent").is_err());
}

#[test]
fn a_file_with_wrong_syntax_keeps_the_others_from_nothing() {
    let files = Memory::default()
        .with("tenant.yaml", "tenant:   x\n")
        .with("policies/CA001.yaml", "id: [CA001\n")
        .with("policies/CA002.yaml", b"id: \xff".to_vec())
        .with("policies/CA003.yaml", "id: x\nid: y\n");
    let formatted = format(&files, "").unwrap();
    let codes: Vec<_> = formatted.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["yaml-syntax", "not-utf-8", "duplicate-key"]);
    let texts: Vec<_> = formatted.documents.iter().map(|document| document.text.as_str()).collect();
    assert_eq!(texts, ["tenant: x\n"]);
}
