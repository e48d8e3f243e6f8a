//! Entries of Graph's directory exports, as far as they are needed, and the lists that hold them.
//!
//! One entry that cannot be read costs no other.
#![expect(clippy::struct_field_names, reason = "Graph's own words")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use uuid::Uuid;

use crate::model::parse_guid;

/// `user`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct User {
    pub(super) id: Option<String>,
    pub(super) user_principal_name: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) user_type: Option<String>,
    pub(super) account_enabled: Option<bool>,
    pub(super) created_date_time: Option<String>,
    pub(super) employee_hire_date: Option<String>,
    pub(super) assigned_licenses: Option<Vec<AssignedLicense>>,
}

/// `assignedLicense`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AssignedLicense {
    pub(super) sku_id: Option<String>,
}

/// `subscribedSku`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SubscribedSku {
    pub(super) sku_id: Option<String>,
    pub(super) sku_part_number: Option<String>,
    pub(super) prepaid_units: Option<LicenseUnits>,
    pub(super) service_plans: Option<Vec<ServicePlan>>,
}

/// `licenseUnitsDetail`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LicenseUnits {
    pub(super) enabled: Option<u32>,
    pub(super) warning: Option<u32>,
}

/// `servicePlanInfo`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ServicePlan {
    pub(super) service_plan_name: Option<String>,
}

/// `group`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Group {
    pub(super) id: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) members: Option<Vec<DirectoryObject>>,
    #[serde(rename = "members@odata.nextLink")]
    pub(super) members_next_link: Option<String>,
    pub(super) transitive_members: Option<Vec<DirectoryObject>>,
    #[serde(rename = "transitiveMembers@odata.nextLink")]
    pub(super) transitive_members_next_link: Option<String>,
}

/// `directoryObject`: a member, or who holds a role.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DirectoryObject {
    pub(super) id: Option<String>,
    #[serde(rename = "@odata.type")]
    pub(super) odata_type: Option<String>,
}

/// `unifiedRoleAssignment`, or an instance of a schedule.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RoleAssignment {
    pub(super) principal_id: Option<String>,
    pub(super) principal: Option<DirectoryObject>,
    pub(super) role_definition_id: Option<String>,
    pub(super) role_definition: Option<RoleDefinition>,
    pub(super) directory_scope_id: Option<String>,
    pub(super) app_scope_id: Option<String>,
}

/// `unifiedRoleDefinition`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RoleDefinition {
    pub(super) template_id: Option<String>,
    pub(super) is_built_in: Option<bool>,
}

/// `userRegistrationDetails`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UserRegistrationDetails {
    pub(super) id: Option<String>,
    pub(super) user_principal_name: Option<String>,
    pub(super) user_display_name: Option<String>,
    pub(super) user_type: Option<String>,
    pub(super) is_mfa_capable: Option<bool>,
    pub(super) is_mfa_registered: Option<bool>,
    pub(super) methods_registered: Option<Vec<String>>,
    pub(super) last_updated_date_time: Option<String>,
}

/// `device`.
///
/// Typed and not a tree: of all exports this has the most members, and a tree takes ten times the room.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Device {
    pub(super) device_id: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) device_ownership: Option<String>,
    pub(super) enrollment_profile_name: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) mdm_app_id: Option<String>,
    pub(super) model: Option<String>,
    pub(super) operating_system: Option<String>,
    pub(super) operating_system_version: Option<String>,
    pub(super) profile_type: Option<String>,
    pub(super) physical_ids: Option<Vec<String>>,
    pub(super) system_labels: Option<Vec<String>>,
    pub(super) extension_attributes: Option<BTreeMap<String, Option<String>>>,
    pub(super) is_compliant: Option<bool>,
    pub(super) is_managed: Option<bool>,
    pub(super) trust_type: Option<String>,
}

/// `crossTenantAccessPolicyConfigurationDefault` or `…Partner`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CrossTenantAccess {
    pub(super) tenant_id: Option<String>,
    pub(super) inbound_trust: Option<InboundTrust>,
}

/// `crossTenantAccessPolicyInboundTrust`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct InboundTrust {
    pub(super) is_mfa_accepted: Option<bool>,
    pub(super) is_compliant_device_accepted: Option<bool>,
    #[serde(rename = "isHybridAzureADJoinedDeviceAccepted")]
    pub(super) is_hybrid_joined_device_accepted: Option<bool>,
}

/// What a file is, before its entries are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Head {
    #[serde(rename = "@odata.context")]
    pub(super) context: Option<String>,
    #[serde(rename = "@odata.nextLink")]
    pub(super) next_link: Option<String>,
    value: Option<IgnoredAny>,
    #[serde(skip)]
    is_list: bool,
}

/// Reads what a file is: a list, a page, or one entry.
pub(super) fn head(text: &[u8]) -> Result<Head, String> {
    if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Ok(Head { is_list: true, ..Head::default() });
    }
    serde_json::from_slice(text).map_err(|error| format!("the file is no export: {error}"))
}

/// The entries of a file.
#[derive(Debug)]
pub(super) struct Entries<T> {
    pub(super) read: Vec<T>,
    /// What is wrong with the others.
    pub(super) problems: Vec<String>,
}

/// The entries of a file, as far as they can be read.
pub(super) fn entries<T: DeserializeOwned>(text: &[u8], head: &Head) -> Result<Entries<T>, String> {
    #[derive(Deserialize)]
    struct Page<T> {
        value: Vec<T>,
    }
    let typed = if head.is_list {
        serde_json::from_slice::<Vec<T>>(text)
    } else if head.value.is_some() {
        serde_json::from_slice::<Page<T>>(text).map(|page| page.value)
    } else {
        serde_json::from_slice::<T>(text).map(|entry| vec![entry])
    };
    if let Ok(read) = typed {
        return Ok(Entries { read, problems: Vec::new() });
    }
    // Trees are slow and large; they tell which of the entries it is.
    let root: Value =
        serde_json::from_slice(text).map_err(|error| format!("the file is no JSON: {error}"))?;
    let entries = match root {
        Value::Array(entries) => entries,
        Value::Object(mut page) if head.value.is_some() => match page.shift_remove("value") {
            Some(Value::Array(entries)) => entries,
            _ => return Err("`value` is no list".to_owned()),
        },
        entry => vec![entry],
    };
    let mut found = Entries { read: Vec::new(), problems: Vec::new() };
    for (index, entry) in entries.iter().enumerate() {
        match T::deserialize(entry) {
            Ok(entry) => found.read.push(entry),
            Err(error) => found.problems.push(format!("entry {}: {error}", index + 1)),
        }
    }
    Ok(found)
}

/// A member that holds a GUID.
pub(super) fn guid(text: Option<&String>) -> Option<Uuid> {
    parse_guid(text?)
}
