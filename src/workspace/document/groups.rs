//! `groups.yaml`: the groups that this repository creates.

use super::{read, write};
use crate::diagnostic::Diagnostic;
use crate::model::Name;
use crate::syntax::Node;
use crate::workspace::schema::{self, DocumentKind};

/// The groups that this repository creates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupsDocument {
    /// The groups; the n-th stands at `/groups/n`.
    pub groups: Vec<GroupEntry>,
}

/// A group that this repository creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupEntry {
    /// `displayName`.
    pub name: Name,
    /// `description`.
    pub description: Option<String>,
}

/// Reads `groups.yaml`.
pub fn read_groups(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<GroupsDocument> {
    if !schema::validate(DocumentKind::Groups, node, diagnostics) {
        return None;
    }
    let groups = read::items(node, "groups").iter().map(|group| GroupEntry {
        name: read::text(group, "name"),
        description: read::optional_text(group, "description"),
    });
    Some(GroupsDocument { groups: groups.collect() })
}

/// Writes `groups.yaml`.
pub fn write_groups(document: &GroupsDocument) -> Node {
    let groups = document.groups.iter().map(|group| {
        write::mapping([
            ("name", Some(write::text(&group.name))),
            ("description", group.description.as_deref().map(write::text)),
        ])
    });
    write::mapping([("groups", Some(write::sequence(groups)))])
}
