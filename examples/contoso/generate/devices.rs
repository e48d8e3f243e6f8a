//! Devices, as the sign-in log and the directory know them.

use serde_json::{Value, json};

use super::people::{Habit, Kind, Person, Site};
use super::places::{App, BROWSER};

const WINDOWS_AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \
    AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
const MAC_AGENT: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \
    AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15";
const IPHONE_AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) \
    AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
const ANDROID_AGENT: &str = "Mozilla/5.0 (Linux; Android 16; Pixel 9) \
    AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36";

/// What a sign-in came from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Device {
    /// The person's computer.
    Computer,
    /// The person's phone, never registered.
    Phone,
    /// A browser on a computer that nobody knows.
    Unknown,
    /// A script or a machine that says nothing of itself.
    Silent,
}

/// How someone's computer is known to Entra.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Computer {
    Compliant,
    /// Registered by its owner, not managed.
    Registered,
    Unregistered,
}

/// How a person's computer is known to Entra. Windows Hello and keys are used on managed laptops; staff who have no
/// method share the office's desktops; guests bring what they have.
pub(crate) fn computer(person: &Person) -> Computer {
    match (person.kind, person.habit) {
        (Kind::Staff | Kind::Emergency, Habit::Hello | Habit::Key | Habit::Unregistered) => {
            Computer::Compliant
        }
        (Kind::Staff, Habit::Password | Habit::Push) => match person.number % 4 {
            0 => Computer::Registered,
            1 => Computer::Unregistered,
            _ => Computer::Compliant,
        },
        _ => Computer::Unregistered,
    }
}

/// `deviceId` of a person's computer.
pub(crate) fn device_id(person: &Person) -> String {
    format!("eeeeeeee-0000-4000-8000-{:012}", person.number)
}

/// `displayName` of a person's computer.
pub(crate) fn device_name(person: &Person) -> String {
    let site = match person.site {
        Site::Kochi => "KOC",
        Site::Dubai => "DXB",
    };
    format!("{site}-PC-{:03}", person.number)
}

/// Whether a person's computer is a Mac.
pub(crate) fn is_mac(person: &Person) -> bool {
    person.number.is_multiple_of(9) && person.habit != Habit::Hello
}

/// `deviceDetail` and `userAgent`.
pub(crate) fn detail(person: &Person, device: Device, app: &App) -> (Value, String) {
    let is_browser = app.client == BROWSER;
    let windows = if is_browser { "Edge 142.0.0" } else { "Rich Client 5.2.8.0" };
    let detail = |id: String, name: String, system: &str, browser: &str, managed: bool, trust: &str| {
        json!({ "deviceId": id, "displayName": name, "operatingSystem": system, "browser": browser, "browserId": null,
                "isCompliant": managed, "isManaged": managed, "trustType": trust })
    };
    let nameless =
        |system: &str, browser: &str| detail(String::new(), String::new(), system, browser, false, "");
    match device {
        Device::Silent => (nameless("", ""), String::new()),
        Device::Unknown => (nameless("Windows 10", "Chrome 141.0.0"), WINDOWS_AGENT.to_owned()),
        Device::Phone if person.number.is_multiple_of(2) => {
            (nameless("iOS 18.6", "Mobile Safari"), IPHONE_AGENT.to_owned())
        }
        Device::Phone => (nameless("Android 16", "Chrome Mobile 141.0.0"), ANDROID_AGENT.to_owned()),
        Device::Computer => {
            let (system, agent) = if is_mac(person) {
                ("MacOs", MAC_AGENT)
            } else if is_browser {
                ("Windows10", WINDOWS_AGENT)
            } else {
                ("Windows 11", WINDOWS_AGENT)
            };
            let value = match computer(person) {
                Computer::Compliant => {
                    detail(device_id(person), device_name(person), system, windows, true, "Azure AD joined")
                }
                Computer::Registered => detail(
                    device_id(person),
                    device_name(person),
                    system,
                    windows,
                    false,
                    "Azure AD registered",
                ),
                Computer::Unregistered => nameless(system, windows),
            };
            (value, agent.to_owned())
        }
    }
}
