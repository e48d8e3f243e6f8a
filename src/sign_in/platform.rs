//! The platform and the device of a sign-in, from `deviceDetail` and `userAgent`.

use super::wire::DeviceDetail;
use super::{Device, Platform, TrustType};
use crate::model::DevicePlatform;

/// Beginnings of `deviceDetail.operatingSystem`, which is free text: `Windows 10` and `Windows10` are both seen.
const OPERATING_SYSTEMS: [(&str, DevicePlatform); 12] = [
    ("windows phone", DevicePlatform::WindowsPhone),
    ("windowsphone", DevicePlatform::WindowsPhone),
    ("windows", DevicePlatform::Windows),
    ("macos", DevicePlatform::MacOS),
    ("mac os", DevicePlatform::MacOS),
    ("os x", DevicePlatform::MacOS),
    ("ios", DevicePlatform::IOS),
    ("ipados", DevicePlatform::IOS),
    ("android", DevicePlatform::Android),
    ("linux", DevicePlatform::Linux),
    ("ubuntu", DevicePlatform::Linux),
    ("red hat", DevicePlatform::Linux),
];

/// Parts of a user agent. The first that it has counts: those of phones also name the system they resemble.
const USER_AGENTS: [(&str, DevicePlatform); 8] = [
    ("windows phone", DevicePlatform::WindowsPhone),
    ("windows", DevicePlatform::Windows),
    ("android", DevicePlatform::Android),
    ("iphone", DevicePlatform::IOS),
    ("ipad", DevicePlatform::IOS),
    ("macintosh", DevicePlatform::MacOS),
    ("mac os x", DevicePlatform::MacOS),
    ("linux", DevicePlatform::Linux),
];

/// The platform; none if the export says nothing that it could be seen from.
///
/// Entra takes it from the user agent (Entra, concept-conditional-access-conditions, 2024-06); what it found is the
/// operating system. An empty one is a platform that it did not recognize.
pub(super) fn platform(device: Option<&DeviceDetail<'_>>, user_agent: &str) -> Option<Platform> {
    if device.is_none() && user_agent.is_empty() {
        return None;
    }
    let operating_system = device.map_or("", |device| device.operating_system.as_str().trim());
    let known = if operating_system.is_empty() {
        let user_agent = user_agent.to_ascii_lowercase();
        first(&USER_AGENTS, |part| user_agent.contains(part))
    } else {
        first(&OPERATING_SYSTEMS, |start| {
            operating_system.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start))
        })
    };
    Some(known.map_or(Platform::Unrecognized, Platform::Known))
}

/// The device. Nulls count as they do for a device that is not registered.
pub(super) fn device(detail: DeviceDetail<'_>) -> Device<'_> {
    let id = super::record::lower_case(detail.device_id.into_inner());
    Device {
        id: Some(id).filter(|id| !id.is_empty()),
        is_compliant: detail.is_compliant.flag().unwrap_or(false),
        is_managed: detail.is_managed.flag().unwrap_or(false),
        trust: TrustType::parse(detail.trust_type.as_str()),
        display_name: detail.display_name.into_inner(),
        operating_system: detail.operating_system.into_inner(),
        browser: detail.browser.into_inner(),
    }
}

impl TrustType {
    /// Reads Graph's token, also the `EntraID` of its `evaluate` examples (2025-03), or the portal's words, old or new.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let words = text.strip_prefix("microsoft entra ").or(text.strip_prefix("azure ad "));
        Some(match words.unwrap_or(&text) {
            "azuread" | "entraid" | "joined" => Self::AzureAd,
            "serverad" | "hybrid joined" | "hybrid azure ad joined" | "hybrid microsoft entra joined" => {
                Self::ServerAd
            }
            "workplace" | "registered" => Self::Workplace,
            _ => return None,
        })
    }
}

fn first(table: &[(&str, DevicePlatform)], has: impl Fn(&str) -> bool) -> Option<DevicePlatform> {
    table.iter().find(|(part, _)| has(part)).map(|(_, platform)| platform.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(text: &str) -> DeviceDetail<'_> {
        serde_json::from_str(text).unwrap()
    }

    fn of_operating_system(name: &str) -> Option<Platform> {
        platform(Some(&detail(&format!(r#"{{"operatingSystem":"{name}"}}"#))), "")
    }

    #[test]
    fn operating_systems_are_free_text() {
        for (name, expected) in [
            ("Windows 10", DevicePlatform::Windows),
            ("Windows10", DevicePlatform::Windows),
            ("Windows", DevicePlatform::Windows),
            ("Windows Phone 8.1", DevicePlatform::WindowsPhone),
            ("MacOs", DevicePlatform::MacOS),
            ("macOS", DevicePlatform::MacOS),
            ("Ios 17.1", DevicePlatform::IOS),
            ("iPadOS", DevicePlatform::IOS),
            ("Android 14", DevicePlatform::Android),
            ("Linux", DevicePlatform::Linux),
            ("Ubuntu 24.04", DevicePlatform::Linux),
        ] {
            assert_eq!(of_operating_system(name), Some(Platform::Known(expected)), "{name}");
        }
    }

    #[test]
    fn an_unfamiliar_or_empty_operating_system_is_not_recognized() {
        assert_eq!(of_operating_system("ChromeOS"), Some(Platform::Unrecognized));
        assert_eq!(of_operating_system(""), Some(Platform::Unrecognized));
    }

    #[test]
    fn a_user_agent_tells_the_platform_where_no_operating_system_does() {
        for (user_agent, expected) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", DevicePlatform::Windows),
            ("Mozilla/5.0 (Linux; Android 14; Pixel 8)", DevicePlatform::Android),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X)", DevicePlatform::IOS),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1)", DevicePlatform::MacOS),
            ("Mozilla/5.0 (X11; Linux x86_64)", DevicePlatform::Linux),
        ] {
            assert_eq!(platform(None, user_agent), Some(Platform::Known(expected)), "{user_agent}");
        }
        assert_eq!(platform(None, "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)"), Some(Platform::Unrecognized));
        assert_eq!(platform(None, "curl/8.0"), Some(Platform::Unrecognized));
    }

    #[test]
    fn without_device_and_user_agent_the_platform_is_not_known() {
        assert_eq!(platform(None, ""), None);
    }

    #[test]
    fn trust_types_are_read_in_every_wording() {
        for (text, expected) in [
            ("AzureAd", Some(TrustType::AzureAd)),
            ("EntraID", Some(TrustType::AzureAd)),
            ("Azure AD joined", Some(TrustType::AzureAd)),
            ("Microsoft Entra joined", Some(TrustType::AzureAd)),
            ("ServerAd", Some(TrustType::ServerAd)),
            ("Hybrid Azure AD joined", Some(TrustType::ServerAd)),
            ("Microsoft Entra hybrid joined", Some(TrustType::ServerAd)),
            ("Workplace", Some(TrustType::Workplace)),
            ("Azure AD registered", Some(TrustType::Workplace)),
            ("Microsoft Entra registered", Some(TrustType::Workplace)),
            ("", None),
        ] {
            assert_eq!(TrustType::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_device_without_id_is_not_registered_and_nulls_are_not_compliant() {
        let unregistered = device(detail(r#"{"deviceId":null,"isCompliant":null,"isManaged":null}"#));
        assert_eq!(unregistered, Device::default());
        let registered = device(detail(r#"{"deviceId":"DEADBEEF","isCompliant":"True","isManaged":true}"#));
        assert_eq!(registered.id.as_deref(), Some("deadbeef"));
        assert!(registered.is_compliant && registered.is_managed);
    }
}
