#![doc = include_str!("ca_graph_014.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, ClientAppType, DevicePlatform, Id};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-014",
    severity: Severity::Warning,
    summary: "token protection where it is not supported",
    explanation: include_str!("ca_graph_014.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        if !policy.session.as_ref().is_some_and(|session| session.token_protection) {
            continue;
        }
        let protection = Place::policy(&policy.id, "/session/tokenProtection").key();
        let mut fault = |pointer: &str, what: &str, help: &str| {
            let message = format!("policy `{}` asks for token protection {what}", policy.id);
            found.push(
                Finding::new(&RULE, protection.clone(), message)
                    .related(Place::policy(&policy.id, pointer), "because of this")
                    .help(help),
            );
        };

        let conditions = &policy.conditions;
        if conditions.applications.include.iter().any(is_too_wide) {
            fault(
                "/applications/include",
                "on resources that do not support it",
                "target Exchange Online and SharePoint Online one by one",
            );
        }
        let platforms = conditions.platforms.as_ref().map_or(&[][..], |platforms| &platforms.include);
        if platforms.is_empty() || platforms.iter().any(|platform| !may_support(platform)) {
            fault(
                "/platforms/include",
                "on platforms that do not support it",
                "write `platforms: { include: [windows] }`",
            );
        }
        let only_native = [ClientAppType::MobileAppsAndDesktopClients];
        if conditions.client_app_types != only_native {
            fault(
                "/clientAppTypes",
                "from clients that do not support it",
                "write `clientAppTypes: [mobileAppsAndDesktopClients]`",
            );
        }
    }
}

fn is_too_wide(target: &ApplicationRef<Id>) -> bool {
    match target {
        ApplicationRef::All | ApplicationRef::Office365 | ApplicationRef::MicrosoftAdminPortals => true,
        ApplicationRef::None | ApplicationRef::AllAgentIdResources | ApplicationRef::Application(_) => false,
    }
}

/// Windows does; Apple platforms were in preview when the copy of the documentation was made.
fn may_support(platform: &DevicePlatform) -> bool {
    match platform {
        DevicePlatform::Windows
        | DevicePlatform::IOS
        | DevicePlatform::MacOS
        | DevicePlatform::Unknown(_) => true,
        DevicePlatform::All
        | DevicePlatform::Android
        | DevicePlatform::WindowsPhone
        | DevicePlatform::Linux => false,
    }
}
