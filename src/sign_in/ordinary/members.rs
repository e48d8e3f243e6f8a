//! The members of each kind of object, by their names in JSON: the same as serde derives in `wire`.

use crate::sign_in::wire::{
    Agent, Audiences, AuthenticationContext, AuthenticationDetail, DeviceDetail, KeyValue, Location, Raw,
    Record, Status, Text,
};

/// An object of a known kind.
pub(super) trait Members<'a>: Default {
    /// Where a member goes, with a number that no other member of the kind has; none for one that is not needed.
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)>;
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
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "id" => (0, Slot::Text(&mut self.id)),
            "createdDateTime" => (1, Slot::Text(&mut self.created_date_time)),
            "correlationId" => (2, Slot::Text(&mut self.correlation_id)),
            "isInteractive" => (3, Slot::Text(&mut self.is_interactive)),
            "signInEventTypes" => (4, Slot::Texts(&mut self.sign_in_event_types)),
            "userId" => (5, Slot::Text(&mut self.user_id)),
            "userPrincipalName" => (6, Slot::Text(&mut self.user_principal_name)),
            "userDisplayName" => (7, Slot::Text(&mut self.user_display_name)),
            "userType" => (8, Slot::Text(&mut self.user_type)),
            "servicePrincipalId" => (9, Slot::Text(&mut self.service_principal_id)),
            "servicePrincipalName" => (10, Slot::Text(&mut self.service_principal_name)),
            "agent" => (11, Slot::Agent(&mut self.agent)),
            "crossTenantAccessType" => (12, Slot::Text(&mut self.cross_tenant_access_type)),
            "homeTenantId" => (13, Slot::Text(&mut self.home_tenant_id)),
            "resourceTenantId" => (14, Slot::Text(&mut self.resource_tenant_id)),
            "appId" => (15, Slot::Text(&mut self.app_id)),
            "appDisplayName" => (16, Slot::Text(&mut self.app_display_name)),
            "resourceId" => (17, Slot::Text(&mut self.resource_id)),
            "resourceDisplayName" => (18, Slot::Text(&mut self.resource_display_name)),
            "conditionalAccessAudiences" => (19, Slot::Audiences(&mut self.conditional_access_audiences)),
            "authenticationContextClassReferences" => {
                (20, Slot::Contexts(&mut self.authentication_context_class_references))
            }
            "clientAppUsed" => (21, Slot::Text(&mut self.client_app_used)),
            "clientCredentialType" => (22, Slot::Text(&mut self.client_credential_type)),
            "userAgent" => (23, Slot::Text(&mut self.user_agent)),
            "deviceDetail" => (24, Slot::DeviceDetail(&mut self.device_detail)),
            "ipAddress" => (25, Slot::Text(&mut self.ip_address)),
            "location" => (26, Slot::Location(&mut self.location)),
            "isThroughGlobalSecureAccess" => (27, Slot::Text(&mut self.is_through_global_secure_access)),
            "riskLevelDuringSignIn" => (28, Slot::Text(&mut self.risk_level_during_sign_in)),
            "authenticationProtocol" => (29, Slot::Text(&mut self.authentication_protocol)),
            "originalTransferMethod" => (30, Slot::Text(&mut self.original_transfer_method)),
            "authenticationRequirement" => (31, Slot::Text(&mut self.authentication_requirement)),
            "authenticationDetails" => (32, Slot::Details(&mut self.authentication_details)),
            "authenticationProcessingDetails" => {
                (33, Slot::KeyValues(&mut self.authentication_processing_details))
            }
            "status" => (34, Slot::Status(&mut self.status)),
            "conditionalAccessStatus" => (35, Slot::Text(&mut self.conditional_access_status)),
            "sessionId" => (36, Slot::Text(&mut self.session_id)),
            "autonomousSystemNumber" => (37, Slot::Text(&mut self.autonomous_system_number)),
            "ipAddressFromResourceProvider" => (38, Slot::Text(&mut self.ip_address_from_resource_provider)),
            "appliedConditionalAccessPolicies" => {
                (39, Slot::Raw(&mut self.applied_conditional_access_policies))
            }
            "networkLocationDetails" => (40, Slot::Raw(&mut self.network_location_details)),
            "authenticationRequirementPolicies" => {
                (41, Slot::Raw(&mut self.authentication_requirement_policies))
            }
            "tokenProtectionStatusDetails" => (42, Slot::Raw(&mut self.token_protection_status_details)),
            "value" | "records" | "results" | "Results" | "tables" | "rows" => (43, Slot::OfPage),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for Agent<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "agentType" => (0, Slot::Text(&mut self.agent_type)),
            "agentServicePrincipalId" => (1, Slot::Text(&mut self.agent_service_principal_id)),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for DeviceDetail<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "deviceId" => (0, Slot::Text(&mut self.device_id)),
            "displayName" => (1, Slot::Text(&mut self.display_name)),
            "operatingSystem" => (2, Slot::Text(&mut self.operating_system)),
            "browser" => (3, Slot::Text(&mut self.browser)),
            "isCompliant" => (4, Slot::Text(&mut self.is_compliant)),
            "isManaged" => (5, Slot::Text(&mut self.is_managed)),
            "trustType" => (6, Slot::Text(&mut self.trust_type)),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for Location<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "countryOrRegion" => (0, Slot::Text(&mut self.country_or_region)),
            "city" => (1, Slot::Text(&mut self.city)),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for Status<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        match key {
            "errorCode" => Some((0, Slot::Text(&mut self.error_code))),
            _ => None,
        }
    }
}

impl<'a> Members<'a> for AuthenticationDetail<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "authenticationMethod" => (0, Slot::Text(&mut self.authentication_method)),
            "authenticationMethodDetail" => (1, Slot::Text(&mut self.authentication_method_detail)),
            "authenticationStepRequirement" => (2, Slot::Text(&mut self.authentication_step_requirement)),
            "authenticationStepResultDetail" => (3, Slot::Text(&mut self.authentication_step_result_detail)),
            "succeeded" => (4, Slot::Text(&mut self.succeeded)),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for KeyValue<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "key" => (0, Slot::Text(&mut self.key)),
            "value" => (1, Slot::Text(&mut self.value)),
            _ => return None,
        })
    }
}

impl<'a> Members<'a> for AuthenticationContext<'a> {
    fn slot(&mut self, key: &str) -> Option<(u32, Slot<'_, 'a>)> {
        Some(match key {
            "id" => (0, Slot::Text(&mut self.id)),
            "detail" => (1, Slot::Text(&mut self.detail)),
            _ => return None,
        })
    }
}
