//! Switches policies in the documents of a tenant: their state, and on whom they are tried first.
//!
//! A policy of the tenant's own is edited where its state stands. One of a shared set is altered by a change in
//! `tenant.yaml`, as is one that is tried on a group, so that trying it is one entry that comes and goes.

use std::collections::BTreeMap;

use super::{PlaceRoot, TenantWorkspace};
use crate::source::SourceMap;
use crate::syntax::{self, Change, Document, Entry, Node};

/// What becomes of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It decides nothing.
    ReportOnly,
    /// It decides for the members of a group, by name, in place of everybody.
    Pilot(String),
    /// It decides for all whom it names.
    Enabled,
}

/// A policy, by key, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The key.
    pub policy: String,
    /// What becomes of it.
    pub stage: Stage,
}

/// What a change says whose only purpose is to try a policy on a group.
const PILOT: &str = "rollout: tried on a group first";
const ROLLOUT: &str = "rollout";

/// The documents that moves change, by path, as they read then. `None` if one cannot be edited.
pub fn stage(
    tenant: &TenantWorkspace,
    sources: &SourceMap,
    moves: &[Move],
) -> Option<BTreeMap<String, String>> {
    let root = tenant.trees.get(&PlaceRoot::Tenant)?;
    let tenant_path = sources.path(root.span.file).to_owned();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let text_of = |texts: &BTreeMap<String, String>, path: &str, otherwise: &str| {
        texts.get(path).cloned().unwrap_or_else(|| otherwise.to_owned())
    };
    for Move { policy, stage } in moves {
        let before = text_of(&texts, &tenant_path, sources.text(root.span.file));
        let text = if *stage == Stage::Enabled || *stage == Stage::ReportOnly {
            without_pilot(&before, policy)?
        } else {
            before.clone()
        };
        if let Stage::Pilot(group) = stage {
            texts.insert(
                tenant_path.clone(),
                with_change(&without_pilot(&text, policy)?, &pilot(policy, group))?,
            );
            continue;
        }
        let word = if *stage == Stage::Enabled { "enabled" } else { "reportOnly" };
        if let Some(set) = state_set(&text, policy, word)? {
            texts.insert(tenant_path.clone(), set);
            continue;
        }
        if text != before {
            texts.insert(tenant_path.clone(), text.clone());
        }
        let own = tenant.trees.get(&PlaceRoot::Policy(policy.clone()))?.span.file;
        let path = sources.path(own);
        let is_own = tenant.path.is_empty() && !path.starts_with("..")
            || path.strip_prefix(&tenant.path).is_some_and(|rest| rest.starts_with('/'));
        let edited = is_own.then(|| own_state(&text_of(&texts, path, sources.text(own)), word)).flatten();
        match edited {
            Some(edited) => texts.insert(path.to_owned(), edited),
            None => texts.insert(tenant_path.clone(), with_change(&text, &state_change(policy, word))?),
        };
    }
    let is_there = |path: &str, text: &str| sources.files().any(|known| known == (path, text));
    texts.retain(|path, text| !is_there(path, text));
    Some(texts)
}

fn pilot(policy: &str, group: &str) -> Node {
    let include = Node::mapping([Entry::new("groups", Node::sequence([Node::string(group)]))]);
    let set =
        Node::mapping([Entry::new("state", Node::string("enabled")), Entry::new("users.include", include)]);
    change(policy, set, PILOT)
}

fn state_change(policy: &str, state: &str) -> Node {
    change(policy, Node::mapping([Entry::new("state", Node::string(state))]), ROLLOUT)
}

fn change(policy: &str, set: Node, reason: &str) -> Node {
    Node::mapping([
        Entry::new("policy", Node::string(policy)),
        Entry::new("set", set),
        Entry::new("reason", Node::string(reason)),
    ])
}

/// A document, parsed by itself.
struct Parsed {
    sources: SourceMap,
    document: Document,
}

impl Parsed {
    fn of(text: &str) -> Option<Self> {
        let mut sources = SourceMap::default();
        let file = sources.add("document", text);
        let document = syntax::parse(&sources, file, &mut Vec::new())?;
        Some(Self { sources, document })
    }

    fn changes(&self) -> &[Node] {
        self.document.root.get("changes").map_or(&[], Node::items)
    }

    fn edited(&self, place: crate::source::Span, change: Change<'_>) -> Option<String> {
        let edits = syntax::edits(&self.sources, &self.document, &[(place, change)])?;
        syntax::apply(self.sources.text(place.file), &edits)
    }
}

fn is_of(change: &Node, policy: &str) -> bool {
    change.get("policy").and_then(Node::as_str) == Some(policy)
}

/// `tenant.yaml` without the change that tries a policy on a group.
fn without_pilot(text: &str, policy: &str) -> Option<String> {
    let parsed = Parsed::of(text)?;
    let is_pilot =
        |change: &&Node| is_of(change, policy) && change.get("reason").and_then(Node::as_str) == Some(PILOT);
    match parsed.changes().iter().find(is_pilot) {
        // The last of a list goes with its key.
        Some(_) if parsed.changes().len() == 1 => {
            parsed.edited(parsed.document.root.entry("changes")?.key_span, Change::Remove)
        }
        Some(pilot) => parsed.edited(pilot.span, Change::Remove),
        None => Some(text.to_owned()),
    }
}

/// `tenant.yaml` with one more change.
fn with_change(text: &str, change: &Node) -> Option<String> {
    let parsed = Parsed::of(text)?;
    match parsed.document.root.entry("changes") {
        Some(changes) if !changes.value.items().is_empty() => {
            parsed.edited(changes.key_span, Change::Add(None, change))
        }
        Some(changes) => parsed.edited(changes.key_span, Change::Replace(&Node::sequence([change.clone()]))),
        None => {
            let changes = Node::sequence([change.clone()]);
            parsed.edited(parsed.document.root.span, Change::Add(Some("changes"), &changes))
        }
    }
}

/// `tenant.yaml` with another state where a change sets it already; nothing where none does.
#[expect(clippy::option_option, reason = "cannot be edited, has nothing to edit, or the edited text")]
fn state_set(text: &str, policy: &str, state: &str) -> Option<Option<String>> {
    let parsed = Parsed::of(text)?;
    let set = parsed
        .changes()
        .iter()
        .filter(|change| is_of(change, policy))
        .find_map(|change| change.get("set")?.entry("state"));
    match set {
        Some(entry) => parsed.edited(entry.key_span, Change::Replace(&Node::string(state))).map(Some),
        None => Some(None),
    }
}

/// A policy's document with another state, and without the day since which it is report-only once it is on.
fn own_state(text: &str, state: &str) -> Option<String> {
    let parsed = Parsed::of(text)?;
    let entry = parsed.document.root.entry("state")?;
    matches!(entry.value.as_str()?, "enabled" | "reportOnly" | "disabled").then_some(())?;
    let text = parsed.edited(entry.key_span, Change::Replace(&Node::string(state)))?;
    let parsed = Parsed::of(&text)?;
    match parsed.document.root.entry("reportOnlySince") {
        Some(since) if state == "enabled" => parsed.edited(since.key_span, Change::Remove),
        Some(_) | None => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::fixture::*;

    fn staged(files: &crate::workspace::Memory, stage_to: Stage) -> BTreeMap<String, String> {
        let loaded = loaded(files);
        let moves = [Move { policy: "CA001".to_owned(), stage: stage_to }];
        stage(&loaded.tenants[0], &loaded.sources, &moves).unwrap()
    }

    #[test]
    fn a_policy_of_the_tenants_own_is_edited_where_its_state_stands() {
        let policy = POLICY.replace("state: enabled", "state: reportOnly # since May");
        let files = contoso("").with("contoso/policies/CA001.yaml", policy.clone());
        let edited = staged(&files, Stage::Enabled);
        let expected = policy.replace("reportOnly", "enabled");
        assert_eq!(edited, BTreeMap::from([("contoso/policies/CA001.yaml".to_owned(), expected)]));
        let same = contoso("").with("contoso/policies/CA001.yaml", expected_enabled(&policy));
        assert_eq!(staged(&same, Stage::Enabled), BTreeMap::new());
    }

    fn expected_enabled(policy: &str) -> String {
        policy.replace("reportOnly", "enabled")
    }

    #[test]
    fn trying_a_policy_on_a_group_is_an_entry_that_comes_and_goes() {
        let files = contoso("")
            .with("contoso/policies/CA001.yaml", POLICY.replace("state: enabled", "state: reportOnly"));
        let tried = staged(&files, Stage::Pilot("CA-Pilot".to_owned()));
        let tenant = &tried["contoso/tenant.yaml"];
        assert!(tenant.contains("users.include") && tenant.contains("CA-Pilot"), "{tenant}");
        let with = files.with("contoso/tenant.yaml", tenant.clone());
        let on = staged(&with, Stage::Enabled);
        assert!(!on["contoso/tenant.yaml"].contains("changes"), "{on:?}");
        assert!(on["contoso/policies/CA001.yaml"].contains("state: enabled"), "{on:?}");
    }
}
