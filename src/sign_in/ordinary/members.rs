//! The members of each kind of object, by their names in JSON: the same as serde derives in `wire`.

use super::names::Names;
use crate::sign_in::wire::{
    Agent, Audiences, AuthenticationContext, AuthenticationDetail, DeviceDetail, KeyValue, Location, Raw,
    Record, Status, Text,
};

/// An object of a known kind.
pub(super) trait Members<'a>: Default {
    /// The members that are needed. INVARIANT: 64 at most, so that a bit for each says which there were.
    const NAMES: &'static Names;

    /// Where the member of a number goes; none if there is no such member.
    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>>;
}

/// Where the value of a member goes.
pub(super) enum Slot<'r, 'a> {
    Text(&'r mut Text<'a>),
    Texts(&'r mut Option<Vec<Text<'a>>>),
    Audiences(&'r mut Audiences),
    Raw(&'r mut Option<Raw<'a>>),
    Agent(&'r mut Option<Agent<'a>>),
    DeviceDetail(&'r mut Option<DeviceDetail<'a>>),
    Location(&'r mut Option<Location<'a>>),
    Status(&'r mut Option<Status<'a>>),
    Contexts(&'r mut Option<Vec<AuthenticationContext<'a>>>),
    Details(&'r mut Option<Vec<AuthenticationDetail<'a>>>),
    KeyValues(&'r mut Option<Vec<KeyValue<'a>>>),
    /// Nowhere: it holds the records of a page.
    OfPage,
}

impl<'a> Members<'a> for Record<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&[
            "id",
            "createdDateTime",
            "correlationId",
            "isInteractive",
            "signInEventTypes",
            "userId",
            "userPrincipalName",
            "userDisplayName",
            "userType",
            "servicePrincipalId",
            "servicePrincipalName",
            "agent",
            "crossTenantAccessType",
            "homeTenantId",
            "resourceTenantId",
            "appId",
            "appDisplayName",
            "resourceId",
            "resourceDisplayName",
            "conditionalAccessAudiences",
            "authenticationContextClassReferences",
            "clientAppUsed",
            "clientCredentialType",
            "userAgent",
            "deviceDetail",
            "ipAddress",
            "location",
            "isThroughGlobalSecureAccess",
            "riskLevelDuringSignIn",
            "authenticationProtocol",
            "originalTransferMethod",
            "authenticationRequirement",
            "authenticationDetails",
            "authenticationProcessingDetails",
            "status",
            "conditionalAccessStatus",
            "sessionId",
            "autonomousSystemNumber",
            "ipAddressFromResourceProvider",
            "appliedConditionalAccessPolicies",
            "networkLocationDetails",
            "authenticationRequirementPolicies",
            "tokenProtectionStatusDetails",
            "tokenIssuerType",
            "value",
            "records",
            "results",
            "Results",
            "tables",
            "rows",
        ]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.id),
            1 => Slot::Text(&mut self.created_date_time),
            2 => Slot::Text(&mut self.correlation_id),
            3 => Slot::Text(&mut self.is_interactive),
            4 => Slot::Texts(&mut self.sign_in_event_types),
            5 => Slot::Text(&mut self.user_id),
            6 => Slot::Text(&mut self.user_principal_name),
            7 => Slot::Text(&mut self.user_display_name),
            8 => Slot::Text(&mut self.user_type),
            9 => Slot::Text(&mut self.service_principal_id),
            10 => Slot::Text(&mut self.service_principal_name),
            11 => Slot::Agent(&mut self.agent),
            12 => Slot::Text(&mut self.cross_tenant_access_type),
            13 => Slot::Text(&mut self.home_tenant_id),
            14 => Slot::Text(&mut self.resource_tenant_id),
            15 => Slot::Text(&mut self.app_id),
            16 => Slot::Text(&mut self.app_display_name),
            17 => Slot::Text(&mut self.resource_id),
            18 => Slot::Text(&mut self.resource_display_name),
            19 => Slot::Audiences(&mut self.conditional_access_audiences),
            20 => Slot::Contexts(&mut self.authentication_context_class_references),
            21 => Slot::Text(&mut self.client_app_used),
            22 => Slot::Text(&mut self.client_credential_type),
            23 => Slot::Text(&mut self.user_agent),
            24 => Slot::DeviceDetail(&mut self.device_detail),
            25 => Slot::Text(&mut self.ip_address),
            26 => Slot::Location(&mut self.location),
            27 => Slot::Text(&mut self.is_through_global_secure_access),
            28 => Slot::Text(&mut self.risk_level_during_sign_in),
            29 => Slot::Text(&mut self.authentication_protocol),
            30 => Slot::Text(&mut self.original_transfer_method),
            31 => Slot::Text(&mut self.authentication_requirement),
            32 => Slot::Details(&mut self.authentication_details),
            33 => Slot::KeyValues(&mut self.authentication_processing_details),
            34 => Slot::Status(&mut self.status),
            35 => Slot::Text(&mut self.conditional_access_status),
            36 => Slot::Text(&mut self.session_id),
            37 => Slot::Text(&mut self.autonomous_system_number),
            38 => Slot::Text(&mut self.ip_address_from_resource_provider),
            39 => Slot::Raw(&mut self.applied_conditional_access_policies),
            40 => Slot::Raw(&mut self.network_location_details),
            41 => Slot::Raw(&mut self.authentication_requirement_policies),
            42 => Slot::Raw(&mut self.token_protection_status_details),
            43 => Slot::Text(&mut self.token_issuer_type),
            44..50 => Slot::OfPage,
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for Agent<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&["agentType", "agentServicePrincipalId"]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.agent_type),
            1 => Slot::Text(&mut self.agent_service_principal_id),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for DeviceDetail<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&[
            "deviceId",
            "displayName",
            "operatingSystem",
            "browser",
            "isCompliant",
            "isManaged",
            "trustType",
        ]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.device_id),
            1 => Slot::Text(&mut self.display_name),
            2 => Slot::Text(&mut self.operating_system),
            3 => Slot::Text(&mut self.browser),
            4 => Slot::Text(&mut self.is_compliant),
            5 => Slot::Text(&mut self.is_managed),
            6 => Slot::Text(&mut self.trust_type),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for Location<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&["countryOrRegion", "city"]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.country_or_region),
            1 => Slot::Text(&mut self.city),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for Status<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&["errorCode"]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        match number {
            0 => Some(Slot::Text(&mut self.error_code)),
            _ => None,
        }
    }
}

impl<'a> Members<'a> for AuthenticationDetail<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&[
            "authenticationMethod",
            "authenticationMethodDetail",
            "authenticationStepRequirement",
            "authenticationStepResultDetail",
            "succeeded",
        ]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.authentication_method),
            1 => Slot::Text(&mut self.authentication_method_detail),
            2 => Slot::Text(&mut self.authentication_step_requirement),
            3 => Slot::Text(&mut self.authentication_step_result_detail),
            4 => Slot::Text(&mut self.succeeded),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for KeyValue<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&["key", "value"]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.key),
            1 => Slot::Text(&mut self.value),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for AuthenticationContext<'a> {
    const NAMES: &'static Names = {
        static NAMES: Names = Names::new(&["id", "detail"]);
        &NAMES
    };

    fn slot(&mut self, number: usize) -> Option<Slot<'_, 'a>> {
        Some(match number {
            0 => Slot::Text(&mut self.id),
            1 => Slot::Text(&mut self.detail),
            _ => return None,
        })
    }
}
