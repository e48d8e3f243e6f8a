//! Every rule's documentation is its test: its `yaml,fires` fences fire the rule, its `yaml,silent` fences do not, and
//! nothing else goes wrong in the latter, notes aside.
//!
//! A fence is a fragment of one document, and the keys it writes replace those of a minimal valid one; a key set to
//! `null` is left out. By its info string it is a fragment of a policy (nothing more), of `tenant.yaml` (`tenant`) or of
//! `locations.yaml` (`locations`); or it holds several files (`files`), each under a comment with its path. `times-N` makes
//! N policies of it; `directory` gives a directory export of ten people and two groups. A fence that begins with a path
//! holds several files as well, beside the minimal policy: those of the minimal workspace and policies are fragments,
//! any other is there as it is, and those under `directory/` are its directory export.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a broken example is a failed test"
)]

#[path = "graph/published.rs"]
mod published;

use std::path::Path;

use chrono::NaiveDate;
use gatewright::check::{self, Changed, Context, Examined, RULES, Rule};
use gatewright::diagnostic::{Diagnostic, Severity};
use gatewright::directory::{self, Directory};
use gatewright::graph::{self, FoundKind};
use gatewright::model::Policy;
use gatewright::source::SourceMap;
use gatewright::workspace::{Loaded, Loader, Memory, TenantWorkspace, load};
use serde_json::{Value, json};

const TENANT: &str = "\
tenant: contoso.onmicrosoft.com
emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com], group: CA-EmergencyAccess - Exclude }
rules: { preset: posture }
";

const LOCATIONS: &str = "\
locations:
  - { name: Office, ipRanges: [203.0.113.0/24], trusted: true }
";

const GROUPS: &str = "\
groups:
  - { name: CA-EmergencyAccess - Exclude }
  - { name: SG-Pilot }
  - { name: SG-Staff }
";

const POLICY: &str = "\
id: CA001
name: CA001 - example
state: enabled
users: { include: all }
applications: { include: all }
grant: mfa
";

/// The files of the minimal workspace beside its policy.
const FRAGMENTS: [&str; 3] = ["tenant.yaml", "locations.yaml", "groups.yaml"];

/// Keys of which a policy has one: a fragment with another takes the place of the minimal policy's.
const ALTERNATIVES: [(&str, &[&str]); 2] = [
    ("applications", &["userActions", "authenticationContexts"]),
    ("users", &["servicePrincipals", "agentIdentities", "agents"]),
];

/// An example in a rule's documentation.
struct Fence<'a> {
    fires: bool,
    document: Document,
    times: usize,
    directory: bool,
    text: &'a str,
}

/// What a fence is a fragment of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Document {
    Policy,
    Tenant,
    Locations,
    Files,
}

#[test]
fn examples_fire_and_replacements_are_silent() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for fence in fences(rule) {
            let (faults, found) = check_fence(&fence);
            let fired = found.iter().any(|diagnostic| diagnostic.code == rule.id);
            // An example is one policy or two, which are no whole set.
            let is_of_set = |found: &Diagnostic| check::rule(found.code).is_some_and(check::is_about_the_set);
            let is_other = |found: &&Diagnostic| {
                found.code != rule.id && found.severity > Severity::Note && !is_of_set(found)
            };
            let has_others = found.iter().any(|found| is_other(&found));
            if !faults.is_empty() || fired != fence.fires || (!fence.fires && has_others) {
                let expected = if fence.fires { "fires" } else { "silent" };
                wrong.push(format!(
                    "{} should be {expected}:\n{}{faults:#?}\n{found:#?}",
                    rule.id, fence.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_an_example_that_fires_and_one_that_is_silent() {
    for rule in RULES {
        let fences = fences(rule);
        assert!(fences.iter().any(|fence| fence.fires), "{}", rule.id);
        assert!(fences.iter().any(|fence| !fence.fires), "{}", rule.id);
    }
}

/// What no fence can show, such as a limit of 195, is a unit test in the rule's file.
#[test]
fn every_finding_that_a_rule_can_make_has_a_case() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules");
    for rule in RULES {
        let file = format!("{}.rs", rule.id.to_lowercase().replace('-', "_"));
        let source = std::fs::read_to_string(rules.join(file)).expect("a rule has a file");
        let (code, tests) = source.split_once("#[cfg(test)]").unwrap_or((source.as_str(), ""));
        let findings = code.matches("Finding::new(").count();
        let fires = fences(rule).iter().filter(|fence| fence.fires).count();
        let cases = fires + tests.matches("#[test]").count();
        assert!(cases >= findings, "{}: {findings} findings, {cases} cases", rule.id);
    }
}

/// Everything that is wrong with a fence's workspace, of which some files have other texts.
fn examined(fence: &Fence<'_>, changed: &Changed) -> Examined {
    let directory = if fence.directory { Some(ten_people()) } else { exported(fence) };
    let files = changed.iter().fold(files(fence), |files, (path, text)| files.with(path, text.as_str()));
    let mut loader = Loader::new(&files, as_of());
    loader.tenant("", directory.as_ref());
    let Loaded { sources, mut diagnostics, tenants, .. } = loader.finish();
    for tenant in &tenants {
        diagnostics.extend(check::diagnostics(&Context::new(tenant, directory.as_ref()), &sources));
    }
    Examined { sources, diagnostics }
}

#[test]
fn fixes_mend_what_carries_them() {
    let mut made = 0;
    for rule in RULES {
        for fence in fences(rule).into_iter().filter(|fence| fence.fires) {
            let mended =
                check::mend(|changed| Ok::<_, ()>(examined(&fence, changed))).expect("nothing fails");
            assert_eq!(mended.refused, [], "{}:\n{}", rule.id, fence.text);
            let left = examined(&fence, &mended.changed);
            let fixable: Vec<_> = left.diagnostics.iter().filter(|found| found.fix.is_some()).collect();
            assert!(fixable.is_empty(), "{}:\n{}{fixable:#?}", rule.id, fence.text);
            made += mended.made.iter().filter(|made| made.code == rule.id).count();
        }
    }
    assert!(made > 10, "only {made} fixes");
}

#[test]
fn findings_are_at_the_smallest_place() {
    for (fragment, code, shown) in [
        ("grant: { anyOf: [mfa, block] }\n", "CA-STR-004", "block"),
        ("clientAppTypes: [browser, all]\n", "CA-GRAPH-007", "all"),
        ("grant: null\n", "CA-STR-003", "CA001"),
        ("userRiskLevels: [high, hidden]\n", "CA-GRAPH-011", "hidden"),
        ("session: { signInFrequency: 24h }\n", "CA-GRAPH-015", "24h"),
        ("deviceFilter: { include: 'device.modell -eq \"X\"' }\n", "CA-GRAPH-009", "device.modell"),
        (
            "servicePrincipals: { include: all }\nplatforms: { include: [iOS] }\ngrant: block\n",
            "CA-GRAPH-005",
            "platforms",
        ),
    ] {
        let fence =
            Fence { fires: true, document: Document::Policy, times: 1, directory: false, text: fragment };
        let loaded = load(&files(&fence), "", as_of()).unwrap();
        let found = diagnostics(&loaded.tenants[0], &loaded.sources);
        let spans: Vec<_> = found
            .iter()
            .filter(|diagnostic| diagnostic.code == code)
            .map(|diagnostic| loaded.sources.slice(diagnostic.span))
            .collect();
        assert_eq!(spans, [shown], "{fragment}");
    }
}

/// A related place that nobody wrote would be shown at the head of the document, which explains nothing.
#[test]
fn what_is_absent_is_not_shown_as_the_other_place() {
    let text = "# tenant.yaml\nnaming: { preset: microsoftPersona }\n\
                # policies/CA001.yaml\n\
                name: CA001-Global-IdentityProtection-AllApps-iOS-RequireMFA\n";
    let fence = Fence { fires: true, document: Document::Policy, times: 1, directory: false, text };
    let (_, found) = check_fence(&fence);
    let found: Vec<_> = found.iter().filter(|found| found.code == "CA-NAME-003").collect();
    let [contradiction] = found.as_slice() else { panic!("{found:#?}") };
    assert!(contradiction.message.ends_with("says a platform, and it is for all"), "{contradiction:#?}");
    assert_eq!(contradiction.related, []);
}

#[test]
fn an_empty_tenant_breaks_every_promise_and_is_told_of_emergency_access() {
    let tenant = "tenant: contoso.onmicrosoft.com\nrules: { preset: posture }\n";
    let files = Memory::default().with("tenant.yaml", tenant);
    let loaded = load(&files, "", as_of()).expect("the workspace is in memory");
    let found: Vec<_> = loaded
        .tenants
        .iter()
        .flat_map(|tenant| diagnostics(tenant, &loaded.sources))
        .map(|found| found.code)
        .collect();
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    let (promises, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|code| check::rule(code).is_some_and(check::is_posture));
    assert_eq!(others, ["CA-GEO-002", "CA-LOCK-001"]);
    assert_eq!(
        promises,
        ["CA-FLOW-001", "CA-LEG-001", "CA-MFA-001", "CA-MFA-006", "CA-MFA-007", "CA-REG-001"]
    );
}

/// What comments allow is judged without personal data too, as in a pipeline. If this fails, add the rule to
/// `LOOK_INTO_DIRECTORY` of `check::allow`.
#[test]
fn a_comment_for_a_rule_that_looks_into_the_directory_is_not_called_idle_without_one() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules");
    let source = |rule: &Rule| {
        let file = format!("{}.rs", rule.id.to_lowercase().replace('-', "_"));
        std::fs::read_to_string(rules.join(file)).expect("a rule has a file")
    };
    let looking: Vec<_> = RULES.iter().filter(|rule| source(rule).contains("context.directory")).collect();
    assert!(looking.len() > 3, "{looking:?}");
    for rule in looking {
        let text = format!("# gatewright: allow {} a reason\n{TENANT}", rule.id);
        let files = Memory::default().with("tenant.yaml", text).with("groups.yaml", GROUPS);
        let loaded = load(&files, "", as_of()).expect("the workspace is in memory");
        let tenants = loaded.tenants.iter();
        let found: Vec<_> = tenants.flat_map(|tenant| diagnostics(tenant, &loaded.sources)).collect();
        assert!(found.iter().all(|found| found.code != "CA-RULE-002"), "{}: {found:#?}", rule.id);
    }
}

/// Policies that real tenants export were accepted, so an error in one of them is a false one.
#[test]
fn what_real_tenants_export_has_no_errors() {
    let Some(paths) = published::files() else { return };
    let mut sources = SourceMap::default();
    let mut policies = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let reading = graph::read(&mut sources, &name, &std::fs::read(&path).expect("a readable file"));
        for found in reading.found.iter().filter(|found| found.kind == FoundKind::Policy) {
            let (policy, _) = graph::policy::decode(&found.value);
            policies.push(Policy { id: name.clone(), ..policy });
        }
    }
    assert!(policies.len() > 100, "{}", policies.len());
    let minimal = Fence { fires: false, document: Document::Policy, times: 1, directory: false, text: "" };
    let mut loaded = load(&files(&minimal), "", as_of()).expect("the workspace is in memory");
    let tenant = loaded.tenants.first_mut().expect("one tenant");
    tenant.policies = policies;
    // A heap of many tenants' policies is no set: what it comes to is not asked.
    std::mem::take(&mut tenant.rules);
    let errors: Vec<_> = check::check(&Context::new(tenant, None))
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// What is wrong with loading the fence's workspace, and what the rules find in it. Some rules are found while loading.
fn check_fence(fence: &Fence<'_>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let directory = if fence.directory { Some(ten_people()) } else { exported(fence) };
    let files = files(fence);
    let mut loader = Loader::new(&files, as_of());
    loader.tenant("", directory.as_ref());
    let Loaded { sources, diagnostics, tenants, .. } = loader.finish();
    let (mut found, faults): (Vec<_>, Vec<_>) =
        diagnostics.into_iter().partition(|found| RULES.iter().any(|rule| rule.id == found.code));
    for tenant in &tenants {
        found.extend(check::diagnostics(&Context::new(tenant, directory.as_ref()), &sources));
    }
    (faults, found)
}

/// The directory export of a fence, if it has one.
fn exported(fence: &Fence<'_>) -> Option<Directory> {
    let exports: Vec<_> = sections(fence)
        .into_iter()
        .filter(|(path, _)| path.starts_with("directory/"))
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .collect();
    let (directory, problems) = directory::read(&exports);
    assert!(problems.is_empty(), "{problems:#?}");
    (!exports.is_empty()).then_some(directory)
}

fn diagnostics(tenant: &TenantWorkspace, sources: &SourceMap) -> Vec<Diagnostic> {
    check::diagnostics(&Context::new(tenant, None), sources)
}

/// Ten people, of whom nine are in a dynamic group that many may change, and one in a protected one.
fn ten_people() -> Directory {
    let id = |number: usize| format!("aaaaaaaa-0000-4000-8000-{number:012}");
    let users: Vec<Value> = (0..10)
        .map(|number| json!({ "id": id(number), "userPrincipalName": format!("user{number}@contoso.com") }))
        .chain(["bg1", "bg2"].iter().enumerate().map(|(number, name)| {
            json!({ "id": id(number + 90), "userPrincipalName": format!("{name}@contoso.com") })
        }))
        .collect();
    let members =
        |of: std::ops::Range<usize>| -> Vec<Value> { of.map(|number| json!({ "id": id(number) })).collect() };
    let groups = json!([
        { "id": "bbbbbbbb-0000-4000-8000-000000000001", "displayName": "Broad", "members": members(0..9),
          "groupTypes": ["DynamicMembership"], "isAssignableToRole": null, "isManagementRestricted": false },
        { "id": "bbbbbbbb-0000-4000-8000-000000000002", "displayName": "Narrow", "members": members(9..10),
          "groupTypes": [], "isAssignableToRole": true, "isManagementRestricted": false },
    ]);
    let files = [("users.json", json!(users)), ("groups.json", groups)];
    let files = files.map(|(name, value)| (name.to_owned(), value.to_string().into_bytes()));
    directory::read(&files).0
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a date")
}

fn files(fence: &Fence<'_>) -> Memory {
    let sections = sections(fence);
    let merged = |path: &str, minimal: &str| {
        let fragment = sections.iter().find(|(of, _)| *of == path);
        fragment.map_or_else(|| minimal.to_owned(), |(_, fragment)| merge(minimal, fragment))
    };
    let mut files = Memory::default()
        .with("tenant.yaml", merged("tenant.yaml", TENANT))
        .with("locations.yaml", merged("locations.yaml", LOCATIONS))
        .with("groups.yaml", merged("groups.yaml", GROUPS));
    for (path, text) in &sections {
        let own = path.strip_prefix("policies/").and_then(|name| name.strip_suffix(".yaml"));
        if let Some(id) = own.filter(|id| *id != "CA001") {
            files = files.with(path, merge(&POLICY.replace("CA001", id), text));
        } else if own.is_none() && !FRAGMENTS.contains(path) && !path.starts_with("directory/") {
            files = files.with(path, *text);
        }
    }
    if fence.document == Document::Files && !sections.iter().any(|(path, _)| *path == "policies/CA001.yaml") {
        return files;
    }
    let policy = merged("policies/CA001.yaml", POLICY);
    for number in 1..=fence.times {
        let id = format!("CA{number:03}");
        files = files.with(&format!("policies/{id}.yaml"), policy.replace("CA001", &id));
    }
    files
}

/// The files that a fence is made of, by path.
fn sections<'a>(fence: &Fence<'a>) -> Vec<(&'a str, &'a str)> {
    let path = |line: &'a str| {
        let path = line.trim_end().strip_prefix("# ")?;
        (path.contains('.') && !path.contains(' ')).then_some(path)
    };
    let mut sections: Vec<(&str, &str)> = Vec::new();
    let mut at = 0;
    let mut begun = 0;
    for line in fence.text.split_inclusive('\n') {
        if let Some(path) = path(line) {
            if let Some((_, text)) = sections.last_mut() {
                *text = &fence.text[begun..at];
            }
            begun = at + line.len();
            sections.push((path, &fence.text[begun..]));
        }
        at += line.len();
    }
    if !sections.is_empty() {
        return sections;
    }
    let path = match fence.document {
        Document::Policy | Document::Files => "policies/CA001.yaml",
        Document::Tenant => "tenant.yaml",
        Document::Locations => "locations.yaml",
    };
    vec![(path, fence.text)]
}

/// The minimal document with the fragment's keys in place of its own.
fn merge(minimal: &str, fragment: &str) -> String {
    let written: Vec<&str> = entries(fragment).into_iter().map(|(key, _)| key).collect();
    let is_replaced = |key: &str| {
        let alternatives =
            ALTERNATIVES.iter().find(|(minimal, _)| *minimal == key).map_or(&[][..], |(_, keys)| keys);
        written.contains(&key) || alternatives.iter().any(|alternative| written.contains(alternative))
    };
    let kept = entries(minimal).into_iter().filter(|(key, _)| !is_replaced(key));
    let added = entries(fragment).into_iter().filter(|(key, text)| *text != format!("{key}: null\n"));
    kept.chain(added).map(|(_, text)| text).collect()
}

/// The keys of a block mapping with their lines.
fn entries(document: &str) -> Vec<(&str, &str)> {
    let mut entries = Vec::new();
    let mut rest = document;
    while let Some((key, _)) = rest.split_once(':') {
        let end = rest.match_indices('\n').map(|(at, _)| at + 1);
        let end = end.into_iter().find(|at| !rest[*at..].starts_with(' ')).unwrap_or(rest.len());
        entries.push((key, &rest[..end]));
        rest = &rest[end..];
    }
    entries
}

fn fences(rule: &Rule) -> Vec<Fence<'_>> {
    let mut fences = Vec::new();
    for part in rule.explanation.split("\n```yaml,").skip(1) {
        let (info, text) = part.split_once('\n').expect("an info string");
        let (text, _) = text.split_once("```").expect("a closed fence");
        let mut fence = Fence { fires: false, document: Document::Policy, times: 1, directory: false, text };
        for word in info.split(',') {
            match word {
                "fires" => fence.fires = true,
                "silent" => fence.fires = false,
                "tenant" => fence.document = Document::Tenant,
                "locations" => fence.document = Document::Locations,
                "files" => fence.document = Document::Files,
                "directory" => fence.directory = true,
                _ => {
                    let times = word.strip_prefix("times-").and_then(|times| times.parse().ok());
                    fence.times = times.unwrap_or_else(|| panic!("{}: unknown word `{word}`", rule.id));
                }
            }
        }
        fences.push(fence);
    }
    fences
}
