//! `MigrationTable.json` of IntuneManagement: what the ids in its exports were called. The objects themselves it
//! writes as Graph gives them.

use super::{Translation, member, object, string};
use crate::diagnostic::Diagnostic;
use crate::graph::json::{Json, Kind};

pub(super) fn recognizes(json: &Json) -> bool {
    let Some(Json { kind: Kind::Array(objects), .. }) = json.get("Objects") else { return false };
    json.get("TenantId").is_some()
        || objects.iter().any(|object| object.get("Id").is_some() && object.get("Type").is_some())
}

/// Groups, and users that go by their user principal name; other objects are nothing that policies refer to.
pub(super) fn translate(json: Json) -> Translation {
    let table = super::into_members(json).into_iter().find(|member| member.key == "Objects");
    let mut translation = Translation::default();
    for row in table.map(|member| super::into_items(member.value)).unwrap_or_default() {
        let text = |key| row.get(key).and_then(Json::as_str);
        let (Some(id), Some(name), Some(of)) = (text("Id"), text("DisplayName"), text("Type")) else {
            let message = "this row names nothing; it is left out";
            let help = "a row has `Id`, `DisplayName` and `Type`, which are strings";
            translation.diagnostics.push(Diagnostic::warning("wrong-type", row.span, message).help(help));
            continue;
        };
        let (odata_type, name_key) = match of {
            "Group" => ("#microsoft.graph.group", "displayName"),
            "User" if name.contains('@') => ("#microsoft.graph.user", "userPrincipalName"),
            _ => continue,
        };
        let member = |key, text| member(key, row.span, string(row.span, text));
        let members = vec![member("@odata.type", odata_type), member("id", id), member(name_key, name)];
        translation.objects.push(object(row.span, members));
    }
    translation
}
