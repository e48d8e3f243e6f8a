//! Entries of Graph's directory exports, as far as they are needed, and the lists that hold them.
//!
//! One entry that cannot be read costs no other.
#![expect(clippy::struct_field_names, reason = "Graph's own words")]

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
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
    pub(super) per_user_mfa_state: Option<String>,
}

/// `strongAuthenticationRequirements`. Graph's own has no id; lists that scripts make of many users do.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthenticationRequirements {
    #[serde(alias = "userId")]
    pub(super) id: Option<String>,
    pub(super) user_principal_name: Option<String>,
    pub(super) per_user_mfa_state: Option<String>,
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
    pub(super) group_types: Option<Vec<String>>,
    pub(super) is_assignable_to_role: Flag,
    pub(super) is_management_restricted: Flag,
    pub(super) members: Option<Vec<DirectoryObject>>,
    #[serde(rename = "members@odata.nextLink")]
    pub(super) members_next_link: Option<String>,
    pub(super) transitive_members: Option<Vec<DirectoryObject>>,
    #[serde(rename = "transitiveMembers@odata.nextLink")]
    pub(super) transitive_members_next_link: Option<String>,
}

/// A member of which null stands for false, and of which absence says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flag {
    #[default]
    Absent,
    No,
    Yes,
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(member: D) -> Result<Self, D::Error> {
        Ok(if Option::deserialize(member)? == Some(true) { Self::Yes } else { Self::No })
    }
}

/// `directoryObject`: a member, or who holds a role.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DirectoryObject {
    pub(super) id: Option<String>,
    #[serde(rename = "@odata.type")]
    pub(super) odata_type: Option<String>,
}

/// `riskyUser`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RiskyUser {
    pub(super) id: Option<String>,
    pub(super) risk_level: Option<String>,
    pub(super) risk_state: Option<String>,
    pub(super) risk_last_updated_date_time: Option<String>,
}

/// `agreementAcceptance`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AgreementAcceptance {
    pub(super) agreement_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) state: Option<String>,
    pub(super) expiration_date_time: Option<String>,
}

/// `authenticationMethodsPolicy`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthenticationMethodsPolicy {
    pub(super) authentication_method_configurations: Vec<AuthenticationMethodConfiguration>,
}

/// `authenticationMethodConfiguration`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthenticationMethodConfiguration {
    pub(super) id: Option<String>,
    pub(super) state: Option<String>,
    pub(super) include_targets: Option<Vec<MethodTarget>>,
    pub(super) exclude_targets: Option<Vec<MethodTarget>>,
}

/// `authenticationMethodTarget`, or one to be excluded.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MethodTarget {
    pub(super) id: Option<String>,
}

/// `servicePrincipal`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ServicePrincipal {
    pub(super) id: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) app_owner_organization_id: Option<String>,
    pub(super) service_principal_type: Option<String>,
    pub(super) sign_in_audience: Option<String>,
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
#[derive(Debug, Default)]
pub(super) struct Head {
    /// `@odata.context`.
    pub(super) context: Option<String>,
    shape: Shape,
}

/// What a file holds its entries in.
#[derive(Debug, Default, PartialEq, Eq)]
enum Shape {
    List,
    /// A map with a `value`.
    Page,
    /// The file is one entry.
    #[default]
    Entry,
}

/// Reads what a file is. Only what stands before the entries is looked at, unless that does not say it.
pub(super) fn head(text: &[u8]) -> Result<Head, String> {
    if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Ok(Head { context: None, shape: Shape::List });
    }
    let not_an_export = |error| format!("the file is no export: {error}");
    let mut head = Head::default();
    // Where it stops early, this is an error about what it left.
    let read = serde_json::Deserializer::from_slice(text).deserialize_map(Beginning(&mut head));
    if head.shape == Shape::Entry {
        read.map_err(not_an_export)?;
    } else if head.context.is_none() {
        head.context = serde_json::from_slice::<End>(text).map_err(not_an_export)?.context;
    }
    Ok(head)
}

/// What may stand after the entries.
#[derive(Deserialize)]
struct End {
    #[serde(rename = "@odata.context")]
    context: Option<String>,
}

/// Reads a map up to its `value`.
struct Beginning<'h>(&'h mut Head);

impl<'de> Visitor<'de> for Beginning<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list, a page or an entry")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "value" => {
                    self.0.shape = Shape::Page;
                    return Ok(());
                }
                "@odata.context" => self.0.context = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The entries of a file.
#[derive(Debug)]
pub(super) struct Entries<T> {
    pub(super) read: Vec<T>,
    /// What is wrong with the others.
    pub(super) problems: Vec<String>,
    /// Whether no other page follows.
    pub(super) has_end: bool,
}

/// The entries of a file, as far as they can be read.
pub(super) fn entries<T: DeserializeOwned>(text: &[u8], head: &Head) -> Result<Entries<T>, String> {
    #[derive(Deserialize)]
    struct Page<T> {
        value: Vec<T>,
        #[serde(rename = "@odata.nextLink")]
        next_link: Option<String>,
    }
    let typed = match head.shape {
        Shape::List => serde_json::from_slice::<Vec<T>>(text).map(|value| Page { value, next_link: None }),
        Shape::Page => serde_json::from_slice::<Page<T>>(text),
        Shape::Entry => {
            serde_json::from_slice::<T>(text).map(|entry| Page { value: vec![entry], next_link: None })
        }
    };
    if let Ok(Page { value, next_link }) = typed {
        return Ok(Entries { read: value, problems: Vec::new(), has_end: next_link.is_none() });
    }
    // Trees are slow and large; they tell which of the entries it is.
    let root: Value =
        serde_json::from_slice(text).map_err(|error| format!("the file is no JSON: {error}"))?;
    let has_end = root.get("@odata.nextLink").is_none_or(Value::is_null);
    let entries = match root {
        Value::Array(entries) => entries,
        Value::Object(mut page) if head.shape == Shape::Page => match page.shift_remove("value") {
            Some(Value::Array(entries)) => entries,
            _ => return Err("`value` is no list".to_owned()),
        },
        entry => vec![entry],
    };
    let mut found = Entries { read: Vec::new(), problems: Vec::new(), has_end };
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
