use super::*;
use crate::source::SourceMap;

/// What is wrong with a document, one line a diagnostic: place, code, message and help.
fn faults(kind: DocumentKind, text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics).unwrap();
    assert_eq!(diagnostics, [], "the YAML itself is fine");
    let valid = validate(kind, &document.root, &mut diagnostics);
    assert_eq!(valid, diagnostics.is_empty());
    let lines = diagnostics.iter().map(|diagnostic| {
        let place = sources.line_column(diagnostic.span);
        let help = diagnostic.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{place} {}: {}{help}\n", diagnostic.code, diagnostic.message)
    });
    lines.collect()
}

#[test]
fn explore() {
    let base =
        "id: CA1\nname: CA1-X\nstate: enabled\nusers: { include: all }\napplications: { include: all }\n";
    for text in [
        "",
        "[]",
        "id: CA1\n",
        "stat: enabled\n",
        "id: 101\nname: true\nstate: on\nusers: all\napplications: [office365]\nconditions: {}\n",
        "id: CA1\nname: x\nstate: enabledForReportingButNotEnforced\nusers: { groups: [A], include: { users: All, grops: [x] } }\napplications: { include: office365 }\n",
        "id: CA1\nname: x\nstate: enabeld\nusers: { include: { users: [All, Asha, GuestsOrExternalUsers, a@b.c, 1] } }\napplications: { include: [Office365, MicrosoftAdminPortals] , exclude: x }\nlocations: { exclude: [AllTrusted] }\n",
        &format!(
            "{base}userActions: [urn:user:registersecurityinfo, foo]\nservicePrincipals: {{ include: all }}\n"
        ),
        &format!("{base}grant: {{ operator: AND, builtInControls: [mfa] }}\n"),
        &format!("{base}grant: {{ AND: [mfa] }}\n"),
        &format!("{base}grant: {{ anyOf: [mfa, {{ anyOf: [block] }}], allOf: [] }}\n"),
        &format!(
            "{base}grant: [mfa]\nsession: {{ signInFrequency: 4, persistentBrowser: true, tokenProtection: yes }}\n"
        ),
        &format!(
            "{base}grant: mfaa\nsession: {{ signInFrequency: 4 hours }}\ngraph: {{ conditions/x: 1 }}\n"
        ),
        &format!(
            "{base}session: {{ signInFrequency: {{ every: 4x, authentication: second }} }}\nemergencyAccess: {{ included: false }}\n"
        ),
        "id: CA1\nname: x\nstate: enabled\nusers: { include: all, exclude: { groups: [{ grup: A, until: 2027-13-01 }], users: [{ group: A }], guests: { types: [guest], tenants: [x] } } }\nclientAppTypes: browser\ndeviceFilter: { mode: include, rule: x }\n",
        "id: CA1\nname: ''\nstate: enabled\nusers:\n  include:\napplications: { exclude: [a] }\nlocations: { include: [], x: 1 }\n",
    ] {
        println!("--- {text}\n{}", faults(DocumentKind::Policy, text));
    }
    for text in [
        "locations:\n  - { name: A, ipRanges: [203.0.113.7/24, '2001:db8::1/32', 203.0.113.7, x, 300.1.1.1/8, 5], trusted: 1 }\n  - { name: B, countries: [IN, in, UK, XX], trusted: true }\n  - { name: C }\n  - { name: D, ipRanges: [], countries: [IN], includeUnknownCountries: false, countryLookupMethod: gps }\n  - ipRanges: []\n",
        "locations: { name: x }\n",
        "locations:\n",
    ] {
        println!("--- {text}\n{}", faults(DocumentKind::Locations, text));
    }
    for text in [
        "licenses: { P: many, Q: -1 }\nemergencyAccess: { accounts: [bg1, A@b.c], grp: X }\ntenantId: x\nplatform: { resourceExclusions: { custm: A } }\nunmanagedPolicies: delete\nrules: { CA-STR-012: of, x: off }\nchanges:\n  - { policy: A, add: { users..x: 1 } }\n  - { policy: A, reason: x }\nexceptions: [{ travel: [TH], who: asha@contoso.com, opens: [CA1], until: 2027-1-1 }]\nbaselines: [ { frm: x, omit: [CA1] } ]\n",
    ] {
        println!("--- {text}\n{}", faults(DocumentKind::Tenant, text));
    }
    println!("{}", faults(DocumentKind::Baseline, "parameters: { a-b: { type: cidr }, ok: { } }\n"));
    println!(
        "{}",
        faults(
            DocumentKind::Lock,
            "policies: { CA1: x }\ngroups: { A: y, B: <b> }\ntoBind: [x]\nbound: { x: y }\n"
        )
    );
    println!(
        "{}",
        faults(
            DocumentKind::Tests,
            "scenarios:\n- { name: x, given: { user: a, country: DE1, clientAppType: Browser }, expect: { outcome: block } }\ninvariants:\n- { name: x, always: { clientAppTypes: modrn, outcome: blockd }, never: { outcome: { needs: X } } }\nacknowledged: [{who: a@b.c}]\n"
        )
    );
}
