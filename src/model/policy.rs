//! A Conditional Access policy.

use std::collections::BTreeMap;

use super::{ConditionSet, GrantControls, Id, Reference, SessionControls};

/// A Conditional Access policy (`conditionalAccessPolicy`), with references by name or by id.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy<R: Reference> {
    /// The key in this repository, such as `CA101`. For a policy that no YAML manages, its Graph id.
    pub id: String,
    /// The object id in Graph, where the policy exists already.
    pub graph_id: Option<Id>,
    /// `displayName`.
    pub display_name: String,
    /// What a client gets, in a sentence. Not sent to Graph.
    pub description: Option<String>,
    /// `state`.
    pub state: State,
    /// `conditions`.
    pub conditions: ConditionSet<R>,
    /// `grantControls`.
    pub grant: Option<GrantControls<R>>,
    /// `sessionControls`.
    pub session: Option<SessionControls<R>>,
    /// What this version does not know.
    pub unknown: Unknown,
}

/// Whether a policy decides (`conditionalAccessPolicyState`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// `enabled`: it decides.
    Enabled,
    /// `enabledForReportingButNotEnforced`: it is evaluated and recorded, and decides nothing.
    ReportOnly,
    /// `disabled`: it is not evaluated.
    Disabled,
    /// A state this version does not know. It must not be taken for disabled.
    Unknown(Box<str>),
}

impl State {
    /// The tokens this version knows.
    pub const KNOWN: &[&str] = &["enabled", "enabledForReportingButNotEnforced", "disabled"];

    /// Reads Graph's token, in any case, as those of the enumerations.
    pub fn from_graph(token: &str) -> Self {
        [Self::Enabled, Self::ReportOnly, Self::Disabled]
            .into_iter()
            .find(|state| state.as_graph().eq_ignore_ascii_case(token))
            .unwrap_or_else(|| Self::Unknown(token.into()))
    }

    /// Graph's token.
    pub fn as_graph(&self) -> &str {
        match self {
            Self::Enabled => "enabled",
            Self::ReportOnly => "enabledForReportingButNotEnforced",
            Self::Disabled => "disabled",
            Self::Unknown(token) => token,
        }
    }
}

/// Whether a `displayName` is that of the policy with a key: the key, or the key followed by a space, `-` or `:`.
pub fn is_named_for(display_name: &str, key: &str) -> bool {
    let rest = display_name.strip_prefix(key).filter(|_| !key.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', ':']))
}

/// Members of the Graph object that this version does not know, by JSON pointer from the policy's root, as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown(pub BTreeMap<String, serde_json::Value>);

/// The part of a policy whose meaning an unknown member may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnknownPart {
    /// Under `conditions`: whether the policy applies.
    Conditions,
    /// Under `grantControls`: whether its controls are met.
    Grant,
    /// Under `sessionControls`: what the session is.
    Session,
    /// Elsewhere: everything.
    Root,
}

impl Unknown {
    /// Whether an unknown member stands in the given part.
    pub fn touches(&self, part: UnknownPart) -> bool {
        self.0.keys().any(|pointer| part_of(pointer) == part)
    }
}

fn part_of(pointer: &str) -> UnknownPart {
    match pointer.split('/').nth(1) {
        Some("conditions") => UnknownPart::Conditions,
        Some("grantControls") => UnknownPart::Grant,
        Some("sessionControls") => UnknownPart::Session,
        Some(_) | None => UnknownPart::Root,
    }
}
