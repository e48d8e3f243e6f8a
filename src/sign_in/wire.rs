//! A sign-in as Graph writes it: the members that are needed, borrowed from the text.
//!
//! Scalars are read whatever JSON type an export gave them; an object or array in a scalar's place is an error. What Entra
//! recorded of its own decision stays JSON, so a record is read from text only, never from a tree.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::model::parse_guid;

/// `signIn`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) created_date_time: Text<'a>,
    pub(super) correlation_id: Text<'a>,
    pub(super) is_interactive: Text<'a>,
    pub(super) sign_in_event_types: Option<Vec<Text<'a>>>,
    pub(super) user_id: Text<'a>,
    pub(super) user_principal_name: Text<'a>,
    pub(super) user_display_name: Text<'a>,
    pub(super) user_type: Text<'a>,
    pub(super) service_principal_id: Text<'a>,
    pub(super) service_principal_name: Text<'a>,
    pub(super) agent: Option<Agent<'a>>,
    pub(super) cross_tenant_access_type: Text<'a>,
    pub(super) home_tenant_id: Text<'a>,
    pub(super) resource_tenant_id: Text<'a>,
    pub(super) app_id: Text<'a>,
    pub(super) app_display_name: Text<'a>,
    pub(super) resource_id: Text<'a>,
    pub(super) resource_display_name: Text<'a>,
    pub(super) conditional_access_audiences: Audiences,
    pub(super) authentication_context_class_references: Option<Vec<AuthenticationContext<'a>>>,
    pub(super) client_app_used: Text<'a>,
    pub(super) client_credential_type: Text<'a>,
    pub(super) user_agent: Text<'a>,
    pub(super) device_detail: Option<DeviceDetail<'a>>,
    pub(super) ip_address: Text<'a>,
    pub(super) location: Option<Location<'a>>,
    pub(super) is_through_global_secure_access: Text<'a>,
    pub(super) risk_level_during_sign_in: Text<'a>,
    pub(super) authentication_protocol: Text<'a>,
    pub(super) original_transfer_method: Text<'a>,
    pub(super) authentication_requirement: Text<'a>,
    pub(super) authentication_details: Option<Vec<AuthenticationDetail<'a>>>,
    pub(super) authentication_processing_details: Option<Vec<KeyValue<'a>>>,
    pub(super) status: Option<Status<'a>>,
    pub(super) conditional_access_status: Text<'a>,
    pub(super) session_id: Text<'a>,
    pub(super) autonomous_system_number: Text<'a>,
    pub(super) ip_address_from_resource_provider: Text<'a>,
    pub(super) applied_conditional_access_policies: Option<Raw<'a>>,
    pub(super) network_location_details: Option<Raw<'a>>,
    pub(super) authentication_requirement_policies: Option<Raw<'a>>,
    pub(super) token_protection_status_details: Option<Raw<'a>>,
    pub(super) token_issuer_type: Text<'a>,
    /// A page has it, in which its records are; a record has not.
    #[serde(
        rename = "value",
        alias = "records",
        alias = "results",
        alias = "Results",
        alias = "tables",
        alias = "rows"
    )]
    _value: NotInRecord,
}

/// `agentSignIn`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Agent<'a> {
    #[serde(borrow)]
    pub(super) agent_type: Text<'a>,
    pub(super) agent_service_principal_id: Text<'a>,
}

/// `deviceDetail`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DeviceDetail<'a> {
    #[serde(borrow)]
    pub(super) device_id: Text<'a>,
    pub(super) display_name: Text<'a>,
    pub(super) operating_system: Text<'a>,
    pub(super) browser: Text<'a>,
    pub(super) is_compliant: Text<'a>,
    pub(super) is_managed: Text<'a>,
    pub(super) trust_type: Text<'a>,
}

/// `signInLocation`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Location<'a> {
    #[serde(borrow)]
    pub(super) country_or_region: Text<'a>,
    pub(super) city: Text<'a>,
}

/// `signInStatus`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Status<'a> {
    #[serde(borrow)]
    pub(super) error_code: Text<'a>,
}

/// `authenticationDetail`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthenticationDetail<'a> {
    #[serde(borrow)]
    pub(super) authentication_method: Text<'a>,
    pub(super) authentication_method_detail: Text<'a>,
    pub(super) authentication_step_requirement: Text<'a>,
    pub(super) authentication_step_result_detail: Text<'a>,
    pub(super) succeeded: Text<'a>,
}

/// `keyValue`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct KeyValue<'a> {
    #[serde(borrow)]
    pub(super) key: Text<'a>,
    pub(super) value: Text<'a>,
}

/// `authenticationContext`.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthenticationContext<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) detail: Text<'a>,
}

/// A scalar as text; null and absent are empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'a>(Cow<'a, str>);

/// `conditionalAccessAudiences`: ids, objects with an `applicationId`, or one text of ids with commas. What is no id is
/// left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Audiences(pub(super) Vec<Uuid>);

/// JSON that is not decoded, without space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw<'a>(pub(super) &'a str);

/// A member that cannot be read, so that what has it is looked at more closely.
#[derive(Debug, Default, PartialEq)]
struct NotInRecord;

impl Record<'_> {
    /// Whether it says when it was: what does not is of another format than Graph's.
    pub(super) fn has_time(&self) -> bool {
        !self.created_date_time.is_empty()
    }
}

impl<'a> Text<'a> {
    pub(super) fn borrowed(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_inner(self) -> Cow<'a, str> {
        self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The GUID, unless it is all zeros, which stands for none.
    pub(super) fn guid(&self) -> Option<Uuid> {
        parse_guid(&self.0).filter(|guid| !guid.is_nil())
    }

    /// `true` or `false`, in any case.
    pub(super) fn flag(&self) -> Option<bool> {
        if self.0.eq_ignore_ascii_case("true") {
            Some(true)
        } else if self.0.eq_ignore_ascii_case("false") {
            Some(false)
        } else {
            None
        }
    }

    /// Tokens of flags, which are separated by commas.
    pub(super) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.split(',').map(str::trim).filter(|token| !token.is_empty())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Text<'de>, E> {
        Ok(Text::default())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Text<'de>, E> {
        // The error code of a success, in most records.
        Ok(Text(if value == 0 { Cow::Borrowed("0") } else { Cow::Owned(value.to_string()) }))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(value.to_string())))
    }
}

impl Audiences {
    /// Adds what a text names.
    pub(super) fn add(&mut self, text: &str) {
        self.0.extend(text.split(',').filter_map(|id| parse_guid(id.trim())));
    }
}

impl<'de> Deserialize<'de> for Audiences {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AudiencesVisitor)
    }
}

struct AudiencesVisitor;

impl<'de> Visitor<'de> for AudiencesVisitor {
    type Value = Audiences;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("audiences")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Audiences, E> {
        Ok(Audiences::default())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Audiences, E> {
        let mut audiences = Audiences::default();
        audiences.add(text);
        Ok(audiences)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Audiences, A::Error> {
        let mut audiences = Audiences::default();
        while let Some(name) = members.next_key::<Text<'de>>()? {
            if name.as_str().eq_ignore_ascii_case("applicationId") {
                audiences = members.next_value()?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(audiences)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Audiences, A::Error> {
        let mut audiences = Vec::new();
        while let Some(Audiences(more)) = elements.next_element()? {
            audiences.extend(more);
        }
        Ok(Audiences(audiences))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'a RawValue>::deserialize(deserializer).map(|raw| Self(raw.get()))
    }
}

impl<'de> Deserialize<'de> for NotInRecord {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(de::Error::custom("a member of a page"))
    }
}
