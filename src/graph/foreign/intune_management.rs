//! `MigrationTable.json` of IntuneManagement: what the ids in its exports were called. The objects themselves it
//! writes as Graph gives them.

use super::{Translation, member, object, string};
use crate::graph::json::{Json, Kind};

pub(super) fn recognizes(json: &Json) -> bool {
    let Some(Json { kind: Kind::Array(objects), .. }) = json.get("Objects") else { return false };
    json.get("TenantId").is_some()
        || objects.iter().any(|object| object.get("Id").is_some() && object.get("Type").is_some())
}

/// Groups, and users that go by their user principal name; other objects are nothing that policies refer to.
pub(super) fn translate(json: Json) -> Translation {
    let table = super::into_members(json).into_iter().find(|member| member.key == "Objects");
    let rows = table.map(|member| super::into_items(member.value)).unwrap_or_default();
    Translation { objects: rows.iter().filter_map(named_object).collect(), ..Translation::default() }
}

fn named_object(row: &Json) -> Option<Json> {
    let text = |key| row.get(key).and_then(Json::as_str);
    let (id, name) = (row.get("Id")?, row.get("DisplayName")?);
    let (odata_type, name_key) = match text("Type")? {
        "Group" => ("#microsoft.graph.group", "displayName"),
        "User" if name.as_str().is_some_and(|name| name.contains('@')) => {
            ("#microsoft.graph.user", "userPrincipalName")
        }
        _ => return None,
    };
    let members = vec![
        member("@odata.type", row.span, string(row.span, odata_type)),
        member("id", id.span, id.clone()),
        member(name_key, name.span, name.clone()),
    ];
    Some(object(row.span, members))
}
