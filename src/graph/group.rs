//! `group`, as far as this repository creates groups: security groups with assigned members.

use serde_json::{Value, json};

/// Writes the body that creates a group.
pub fn encode(display_name: &str, description: Option<&str>) -> Value {
    let mut value = json!({
        "displayName": display_name,
        "description": description,
        "mailEnabled": false,
        "mailNickname": mail_nickname(display_name),
        "securityEnabled": true,
    });
    if let (None, Some(members)) = (description, value.as_object_mut()) {
        members.shift_remove("description");
    }
    value
}

/// A mail nickname from a name: at most 64 ASCII letters, digits and hyphens (Graph, group resource type).
fn mail_nickname(display_name: &str) -> String {
    let words = display_name.split(|character: char| !character.is_ascii_alphanumeric());
    let mut nickname = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    nickname.truncate(64);
    if nickname.is_empty() { "group".to_owned() } else { nickname }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_valid_whatever_the_name() {
        assert_eq!(mail_nickname("CA002 - Exclude"), "CA002-Exclude");
        assert_eq!(mail_nickname("[SG] CA: Zürich (büro)"), "SG-CA-Z-rich-b-ro");
        assert_eq!(mail_nickname("東京"), "group");
        assert_eq!(mail_nickname(&"a ".repeat(100)).len(), 64);
    }

    #[test]
    fn a_group_without_a_description_has_no_such_member() {
        assert_eq!(
            encode("CA002 - Exclude", None),
            json!({
                "displayName": "CA002 - Exclude",
                "mailEnabled": false,
                "mailNickname": "CA002-Exclude",
                "securityEnabled": true,
            })
        );
        assert_eq!(encode("A", Some("b")).get("description"), Some(&json!("b")));
    }
}
