//! What a rule may look at, and the places it may speak of.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::{Change, Fix, Posture, Rule, posture, settings};
use crate::directory::Directory;
use crate::model::{GrantItem, Id, Policy, ReferenceKind};
use crate::syntax::{Node, Value, pointer_extend, pointer_push};
use crate::workspace::{Origin, Place, PlaceRoot, TenantWorkspace, Written};

/// What a rule may look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The tenant as loaded.
    pub workspace: &'a TenantWorkspace,
    /// Its directory export; `None` or empty where there is none, and nothing is known of people.
    pub directory: Option<&'a Directory>,
    posture: OnceCell<Posture>,
}

impl<'a> Context<'a> {
    /// The context of a tenant.
    pub fn new(workspace: &'a TenantWorkspace, directory: Option<&'a Directory>) -> Self {
        Self { workspace, directory, posture: OnceCell::new() }
    }

    /// What comes of every promise about the whole set, gone through when it is first asked for.
    pub fn posture(&self) -> &Posture {
        self.posture.get_or_init(|| posture::judge(self))
    }

    /// A number of a rule: what the tenant sets, else the rule's own.
    pub fn option(&self, rule: &Rule, name: &str) -> i64 {
        settings::option(&self.workspace.rules, rule, name)
    }

    /// The policies of the tenant with what their documents say beyond them.
    pub fn written(&self) -> impl Iterator<Item = (&'a Policy<Id>, &'a Written)> {
        self.workspace.policies.iter().zip(&self.workspace.written)
    }

    /// The policies of the tenant with where they come from.
    pub fn with_origins(&self) -> impl Iterator<Item = (&'a Policy<Id>, &'a Origin)> {
        self.workspace.policies.iter().zip(&self.workspace.origins)
    }

    /// The policies of the tenant.
    pub fn policies(&self) -> std::slice::Iter<'a, Policy<Id>> {
        self.workspace.policies.iter()
    }

    /// The day since which a policy surely has had its state: that of the deployed policy's last change, where the state
    /// is the same there.
    pub fn state_since(&self, policy: &Policy<Id>) -> Option<NaiveDate> {
        let deployed = self.workspace.deployed.as_ref()?;
        let id = policy.graph_id.as_ref()?;
        let same = deployed.policies.iter().find(|other| other.graph_id.as_ref() == Some(id))?;
        if same.state == policy.state { deployed.changed.get(id).copied() } else { None }
    }

    /// The place of an entry of a policy's list, or of the list where the entry does not stand there as it is.
    pub fn entry(&self, policy: &Policy<Id>, list: &str, text: &str) -> Place {
        self.position(policy, list, |node| node.as_str() == Some(text))
            .unwrap_or_else(|| Place::policy(&policy.id, list))
    }

    /// The place of the entry at a position of a policy's list, or of the list where it is not written as one.
    pub fn item(&self, policy: &Policy<Id>, list: &str, index: usize) -> Place {
        let item = Place::policy(&policy.id, pointer_push(list, &index.to_string()));
        if self.is_written(&item) { item } else { Place::policy(&policy.id, list) }
    }

    /// The edit that removes what stands at a place; none where nothing stands there, as in the short form of a list.
    pub fn removal(&self, title: impl Into<String>, place: Place) -> Option<Fix> {
        self.is_written(&place).then(|| Fix::new(title, place, Change::Remove))
    }

    /// The edit that removes an entry of a policy's list, as [`Context::removal`].
    pub fn item_removal(
        &self,
        title: impl Into<String>,
        policy: &Policy<Id>,
        list: &str,
        index: usize,
    ) -> Option<Fix> {
        self.removal(title, Place::policy(&policy.id, pointer_push(list, &index.to_string())))
    }

    fn is_written(&self, place: &Place) -> bool {
        self.workspace.trees.get(&place.root).is_some_and(|tree| tree.at(&place.pointer).is_some())
    }

    /// What an id goes by, or the id itself.
    pub fn name(&self, kind: ReferenceKind, id: &Id) -> String {
        let name = self.workspace.names.get(&(kind, id.clone()));
        name.cloned().unwrap_or_else(|| id.to_string())
    }

    /// The place of a grant control.
    pub fn grant_item(&self, policy: &Policy<Id>, item: &GrantItem<Id>) -> Place {
        let is_item = |node: &Node| match item {
            GrantItem::BuiltIn(control) => node.as_str() == Some(control.as_graph()),
            GrantItem::AuthenticationStrength(_) => node.get("authenticationStrength").is_some(),
            GrantItem::TermsOfUse(_) => node.get("termsOfUse").is_some(),
            GrantItem::CustomControl(name) => {
                node.get("customControl").and_then(Node::as_str) == Some(name.as_str())
            }
        };
        ["/grant/allOf", "/grant/anyOf"]
            .into_iter()
            .find_map(|list| self.position(policy, list, is_item))
            .unwrap_or_else(|| Place::policy(&policy.id, "/grant"))
    }

    /// Hands over every text of a document as composed, with the pointer to it.
    pub fn each_text(&self, root: &PlaceRoot, mut each: impl FnMut(&str, &'a Node)) {
        if let Some(tree) = self.workspace.trees.get(root) {
            visit_texts(tree, &mut String::new(), &mut each);
        }
    }

    /// The place of the first entry of a policy's list that is like that.
    fn position(&self, policy: &Policy<Id>, list: &str, is_it: impl Fn(&Node) -> bool) -> Option<Place> {
        let tree = self.workspace.trees.get(&PlaceRoot::Policy(policy.id.clone()))?;
        let node = tree.at(list)?;
        let Value::Sequence(items) = &node.value else { return None };
        let index = items.iter().position(is_it)?;
        Some(Place::policy(&policy.id, pointer_push(list, &index.to_string())))
    }
}

fn visit_texts<'a>(node: &'a Node, pointer: &mut String, each: &mut impl FnMut(&str, &'a Node)) {
    let length = pointer.len();
    match &node.value {
        Value::String(_) => each(pointer, node),
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer_extend(pointer, &index.to_string());
                visit_texts(item, pointer, each);
                pointer.truncate(length);
            }
        }
        Value::Mapping(entries) => {
            for entry in entries {
                pointer_extend(pointer, &entry.key);
                visit_texts(&entry.value, pointer, each);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) => {}
    }
}
