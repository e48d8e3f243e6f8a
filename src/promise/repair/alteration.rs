//! Alterations of one place of a policy, and how they are written: in the policy's own document, or as a change in
//! `tenant.yaml` if others use the policy too.

use crate::check::{Change, Fix};
use crate::model::{BuiltInControl, Id, Policy};
use crate::promise::{Counterexample, Promised};
use crate::space::Obstacle;
use crate::syntax::{Entry, Node, pointer_push};
use crate::workspace::{Place, PlaceRoot, TenantWorkspace};

/// An alteration of one place of a policy.
#[derive(Debug)]
pub(super) struct Alteration {
    /// The policy, by key.
    policy: String,
    /// The place, by keys.
    path: Vec<&'static str>,
    how: How,
    /// What it does, imperative, lower case.
    title: String,
}

#[derive(Debug)]
enum How {
    /// An item of the list goes.
    RemoveItem(usize, Node),
    /// The list gets an item.
    AddItem(Node),
    /// Another value stands there.
    Set(Node),
    /// It goes.
    Unset,
}

/// The alterations that may have a sign-in asked for what is missing.
pub(super) fn alterations(
    workspace: &TenantWorkspace,
    policies: &[Policy<Id>],
    missing: &Promised,
    example: &Counterexample,
) -> Vec<Alteration> {
    let mut found = Vec::new();
    // A policy that is two edits away is mended in two steps.
    for near in example.near_misses.iter().filter(|near| near.obstacles.len() <= 2) {
        let Some(altering) = policies.get(near.policy).and_then(|policy| Altering::of(workspace, policy))
        else {
            continue;
        };
        for obstacle in &near.obstacles {
            altering.obstacle(obstacle, example, &mut found);
        }
    }
    if let Promised::Requires(_, name) = missing {
        for place in &example.asking {
            let altering = policies.get(*place).and_then(|policy| Altering::of(workspace, policy));
            found.extend(altering.and_then(|altering| altering.raise(name)));
        }
    }
    found
}

/// How an alteration is written, if it can be.
pub(super) fn fix(workspace: &TenantWorkspace, promise: &str, altered: &Alteration) -> Option<Fix> {
    let Alteration { policy, path, how, title } = altered;
    let is_shared = workspace
        .policies
        .iter()
        .zip(&workspace.origins)
        .any(|(known, origin)| known.id == *policy && origin.shared_set.is_some());
    if is_shared {
        let key = path.join(".");
        let (verb, value) = match how {
            How::RemoveItem(_, item) => ("remove", Node::sequence([subject(item).clone()])),
            How::AddItem(item) => ("add", Node::sequence([item.clone()])),
            How::Set(value) => ("set", value.clone()),
            How::Unset => ("set", Node::new(crate::syntax::Value::Null)),
        };
        let change = Node::mapping([
            Entry::new("policy", Node::string(policy.as_str())),
            Entry::new(verb, Node::mapping([Entry::new(key, value)])),
            Entry::new("reason", Node::string(format!("so that it holds: {promise}"))),
        ]);
        let has_changes = workspace.trees.get(&PlaceRoot::Tenant)?.get("changes").is_some();
        return Some(if has_changes {
            Fix::new(title, Place::tenant("/changes"), Change::Add(None, change))
        } else {
            let changes = Node::sequence([change]);
            Fix::new(title, Place::tenant(""), Change::Add(Some("changes".to_owned()), changes))
        });
    }
    let tree = workspace.trees.get(&PlaceRoot::Policy(policy.clone()))?;
    let pointer = path.iter().fold(String::new(), |pointer, token| pointer_push(&pointer, token));
    let (place, change) = match how {
        How::RemoveItem(number, _) => (pointer_push(&pointer, &number.to_string()), Change::Remove),
        How::AddItem(item) => (pointer, Change::Add(None, item.clone())),
        How::Set(value) if tree.at(&pointer).is_some() => (pointer, Change::Replace(value.clone())),
        How::Set(value) => {
            let (last, above) = path.split_last()?;
            let above = above.iter().fold(String::new(), |pointer, token| pointer_push(&pointer, token));
            (above, Change::Add(Some((*last).to_owned()), value.clone()))
        }
        How::Unset => (pointer, Change::Remove),
    };
    let fix = Fix::new(title, Place::policy(policy, place), change);
    // A policy that is on has not been report-only since any day.
    let is_switched_on = path.as_slice() == ["state"] && tree.get("reportOnlySince").is_some();
    Some(if is_switched_on {
        fix.and(Place::policy(policy, "/reportOnlySince"), Change::Remove)
    } else {
        fix
    })
}

/// A policy of the YAML that is altered.
struct Altering<'a> {
    workspace: &'a TenantWorkspace,
    key: &'a str,
    tree: &'a Node,
}

impl<'a> Altering<'a> {
    /// `None` of a policy that the YAML does not say, and of one that an exception made.
    fn of(workspace: &'a TenantWorkspace, policy: &'a Policy<Id>) -> Option<Self> {
        let tree = workspace.trees.get(&PlaceRoot::Policy(policy.id.clone()))?;
        Some(Self { workspace, key: &policy.id, tree })
    }

    fn alteration(&self, path: &[&'static str], how: How, title: String) -> Alteration {
        Alteration { policy: self.key.to_owned(), path: path.to_vec(), how, title }
    }

    fn obstacle(&self, obstacle: &Obstacle, example: &Counterexample, found: &mut Vec<Alteration>) {
        match obstacle {
            // What is kept disabled on purpose stays so.
            Obstacle::State(_) if self.tree.get("contingency").is_some() => {}
            Obstacle::State(_) => {
                let title = format!("switch {} on", self.key);
                found.push(self.alteration(&["state"], How::Set(Node::string("enabled")), title));
            }
            Obstacle::Exclusion(member, _) => self.exclusions(member, found),
            Obstacle::Condition(member) | Obstacle::Unknown(member) => {
                self.condition(member, example, found);
            }
        }
    }

    /// Each exclusion of a condition goes by itself: the proof tells which one opens the gap.
    fn exclusions(&self, member: &str, found: &mut Vec<Alteration>) {
        let lists: &[&[&'static str]] = match member {
            "users" => &[
                &["users", "exclude", "users"],
                &["users", "exclude", "groups"],
                &["users", "exclude", "roles"],
            ],
            "applications" => &[&["applications", "exclude"]],
            "platforms" => &[&["platforms", "exclude"]],
            "locations" => &[&["locations", "exclude"]],
            "devices" => return found.extend(self.dropped("deviceFilter")),
            _ => return,
        };
        for path in lists {
            let pointer = path.iter().fold(String::new(), |pointer, token| pointer_push(&pointer, token));
            let items = self.tree.at(&pointer).map_or(&[][..], Node::items);
            for (number, item) in items.iter().enumerate() {
                let Some(name) = subject(item).as_str() else { continue };
                if self.is_emergency_access(name) {
                    continue;
                }
                let title = format!("no longer exclude {name} from {}", self.key);
                found.push(self.alteration(path, How::RemoveItem(number, item.clone()), title));
            }
        }
        if member == "users" && self.tree.at("/users/exclude/guests").is_some() {
            let title = format!("no longer exclude guests from {}", self.key);
            found.push(self.alteration(&["users", "exclude", "guests"], How::Unset, title));
        }
    }

    fn condition(&self, member: &str, example: &Counterexample, found: &mut Vec<Alteration>) {
        let sign_in = &example.witness.sign_in;
        let (key, path, added): (&'static str, &[&'static str], Option<String>) = match member {
            "clientAppTypes" => {
                let client = sign_in.client_app.as_ref().map(|client| client.as_graph().to_owned());
                ("clientAppTypes", &["clientAppTypes"], client)
            }
            "platforms" => ("platforms", &["platforms", "include"], None),
            "locations" => ("locations", &[], None),
            "devices" => ("deviceFilter", &[], None),
            "userRiskLevels" => ("userRiskLevels", &[], None),
            "signInRiskLevels" => ("signInRiskLevels", &[], None),
            "insiderRiskLevels" => ("insiderRiskLevels", &[], None),
            "authenticationFlows" => ("authenticationFlows", &[], None),
            "users" => return found.push(self.widened(&["users", "include"], "users")),
            "applications" if self.tree.at("/applications/include").is_some() => {
                return found.push(self.widened(&["applications", "include"], "resources"));
            }
            _ => return,
        };
        if let Some(added) = added {
            let title = format!("add {added} to the {key} of {}", self.key);
            found.push(self.alteration(path, How::AddItem(Node::string(added)), title));
        }
        found.extend(self.dropped(key));
    }

    fn widened(&self, path: &[&'static str], what: &str) -> Alteration {
        let title = format!("have {} include all {what}", self.key);
        self.alteration(path, How::Set(Node::string("all")), title)
    }

    fn dropped(&self, key: &'static str) -> Option<Alteration> {
        self.tree.get(key)?;
        Some(self.alteration(&[key], How::Unset, format!("drop {key} from {}", self.key)))
    }

    /// What is asked for beside what is asked already; in place of MFA of any kind, or of a choice that it is one of.
    fn raise(&self, name: &str) -> Option<Alteration> {
        let asked = self.tree.get("grant")?;
        let is_control = BuiltInControl::from_graph(name).is_known();
        let wanted = if is_control {
            Node::string(name)
        } else {
            Node::mapping([Entry::new("authenticationStrength", Node::string(name))])
        };
        let is_mfa = asked.as_str() == Some("mfa") || asked.get("authenticationStrength").is_some();
        let is_choice = |choice: &Node| choice.items().iter().any(|item| item.to_json() == wanted.to_json());
        let grant = if asked.as_str() == Some("block") {
            return None;
        } else if is_mfa && !is_control || asked.get("anyOf").is_some_and(is_choice) {
            wanted
        } else if let Some(all) = asked.get("allOf") {
            let items = all.items().iter().cloned().chain([wanted]);
            Node::mapping([Entry::new("allOf", Node::sequence(items))])
        } else if asked.get("anyOf").is_some() {
            return None;
        } else {
            Node::mapping([Entry::new("allOf", Node::sequence([asked.clone(), wanted]))])
        };
        let title = format!("have {} ask for {name}", self.key);
        Some(self.alteration(&["grant"], How::Set(grant), title))
    }

    fn is_emergency_access(&self, name: &str) -> bool {
        let Some(emergency) = &self.workspace.tenant.emergency_access else { return false };
        let is = |other: &str| other.eq_ignore_ascii_case(name);
        let is_named = |id: &Id| {
            id.to_string().eq_ignore_ascii_case(name)
                || self.workspace.names.iter().any(|((_, known), other)| known == id && is(other))
        };
        emergency.accounts.iter().any(|account| is(account))
            || emergency.group.as_deref().is_some_and(is)
            || emergency.group_id.as_ref().is_some_and(is_named)
    }
}

/// The name in an entry of an exclude list, which may be a map with a reason and dates.
fn subject(item: &Node) -> &Node {
    ["user", "group", "role"].into_iter().find_map(|key| item.get(key)).unwrap_or(item)
}
