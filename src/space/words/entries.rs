//! Every entry of a condition, with what it is called.

use std::collections::BTreeMap;

use super::{Saying, name};
use crate::condition::World;
use crate::model::{
    ApplicationRef, ClientAppType, ConditionSet, DevicePlatform, GuestType, Guests, Id, LocationRef, Name,
    Platforms, ReferenceKind, Scoped, TransferMethod, UserAction, UserRef,
};

/// An entry of a condition.
pub(in crate::space) struct Entry {
    /// Graph's member that it is of.
    pub(in crate::space) member: &'static str,
    pub(in crate::space) phrase: Saying,
    /// A condition that is nothing but the entry.
    pub(in crate::space) alone: ConditionSet<Id>,
}

/// Every entry of some conditions.
#[expect(clippy::too_many_lines, reason = "one condition after the other")]
pub(in crate::space) fn entries_of(
    world: &World<'_>,
    of: &ConditionSet<Id>,
    names: &BTreeMap<(ReferenceKind, Id), Name>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |member, phrase: Saying, set: &dyn Fn(&mut ConditionSet<Id>)| {
        let mut alone = ConditionSet::default();
        set(&mut alone);
        entries.push(Entry { member, phrase, alone });
    };
    for side in [&of.users.include, &of.users.exclude] {
        for group in &side.groups {
            let phrase = Saying::member(name(names, ReferenceKind::Group, group));
            add("users", phrase, &|alone| alone.users.include.groups.push(group.clone()));
        }
        for role in &side.roles {
            let phrase = Saying::holder(name(names, ReferenceKind::Role, role));
            add("users", phrase, &|alone| alone.users.include.roles.push(role.clone()));
        }
        for user in &side.users {
            if let UserRef::User(id) = user {
                let phrase = Saying::person(name(names, ReferenceKind::User, id));
                add("users", phrase, &|alone| alone.users.include.users.push(user.clone()));
            }
        }
        if side.all_guests || side.guests.is_some() {
            add("users", "guests".into(), &|alone| alone.users.include.all_guests = true);
        }
        for guest in side.guests.iter().flat_map(|guests| &guests.types) {
            let alone_guest = Guests { types: vec![guest.clone()], tenants: None };
            add("users", guest_words(guest).into(), &|alone| {
                alone.users.include.guests = Some(alone_guest.clone());
            });
        }
        if let Some(guests) = &side.guests {
            add("users", "guests of the tenants named".into(), &|alone| {
                alone.users.include.guests = Some(guests.clone());
            });
        }
    }
    for entry in of.applications.include.iter().chain(&of.applications.exclude) {
        let words = match entry {
            ApplicationRef::All | ApplicationRef::None => continue,
            ApplicationRef::Office365 => "Office 365".to_owned(),
            ApplicationRef::MicrosoftAdminPortals => "the admin portals".to_owned(),
            ApplicationRef::AllAgentIdResources => "agent resources".to_owned(),
            ApplicationRef::Application(id) => name(names, ReferenceKind::Application, id),
        };
        add("applications", words.into(), &|alone| alone.applications.include.push(entry.clone()));
    }
    for action in &of.applications.user_actions {
        let words = match action {
            UserAction::RegisterSecurityInformation => "registering security information".to_owned(),
            UserAction::RegisterOrJoinDevices => "registering or joining devices".to_owned(),
            UserAction::Unknown(token) => token.to_string(),
        };
        add("applications", words.into(), &|alone| alone.applications.user_actions.push(action.clone()));
    }
    for context in &of.applications.authentication_contexts {
        let words = name(names, ReferenceKind::AuthenticationContext, context);
        add("authenticationContexts", words.into(), &|alone| {
            alone.applications.authentication_contexts.push(context.clone());
        });
    }
    for client in &of.client_app_types {
        add("clientAppTypes", client_words(client).into(), &|alone| {
            alone.client_app_types.push(client.clone());
        });
    }
    if let Some(scoped) = &of.platforms {
        for platform in scoped.include.iter().chain(&scoped.exclude) {
            add("platforms", platform_words(platform).into(), &|alone| {
                alone.platforms = Some(Platforms { include: vec![platform.clone()], exclude: Vec::new() });
            });
        }
    }
    if let Some(scoped) = &of.locations {
        for location in scoped.include.iter().chain(&scoped.exclude) {
            let words = match location {
                LocationRef::All => continue,
                LocationRef::AllTrusted => "trusted locations".to_owned(),
                LocationRef::MfaTrustedIps => "MFA trusted IPs".to_owned(),
                LocationRef::AllCompliantNetworks => "compliant networks".to_owned(),
                LocationRef::Location(id) => match world.location(id) {
                    Some(location) => location.display_name.clone(),
                    None => name(names, ReferenceKind::NamedLocation, id),
                },
            };
            add("locations", words.into(), &|alone| {
                alone.locations = Some(Scoped { include: vec![location.clone()], exclude: Vec::new() });
            });
        }
    }
    if let Some(filter) = &of.device_filter {
        let mut include = filter.clone();
        include.mode = crate::model::FilterMode::Include;
        add("devices", format!("devices of `{}`", filter.rule.text()).into(), &|alone| {
            alone.device_filter = Some(include.clone());
        });
    }
    for level in &of.sign_in_risk_levels {
        add("signInRiskLevels", level.as_graph().into(), &|alone| {
            alone.sign_in_risk_levels.push(level.clone());
        });
    }
    for level in &of.user_risk_levels {
        add("userRiskLevels", level.as_graph().into(), &|alone| alone.user_risk_levels.push(level.clone()));
    }
    for level in &of.service_principal_risk_levels {
        add("servicePrincipalRiskLevels", level.as_graph().into(), &|alone| {
            alone.service_principal_risk_levels.push(level.clone());
        });
    }
    for level in &of.insider_risk_levels {
        add("insiderRiskLevels", level.as_graph().into(), &|alone| {
            alone.insider_risk_levels.push(level.clone());
        });
    }
    for method in &of.authentication_flows {
        add("authenticationFlows", flow_words(method).into(), &|alone| {
            alone.authentication_flows.push(method.clone());
        });
    }
    entries
}

fn guest_words(guest: &GuestType) -> String {
    match guest {
        GuestType::InternalGuest => "internal guests".into(),
        GuestType::B2bCollaborationGuest => "invited guests".into(),
        GuestType::B2bCollaborationMember => "invited members".into(),
        GuestType::B2bDirectConnectUser => "direct connect users".into(),
        GuestType::OtherExternalUser => "other external users".into(),
        GuestType::ServiceProvider => "service provider users".into(),
        GuestType::Unknown(token) => token.to_string(),
    }
}

fn client_words(client: &ClientAppType) -> String {
    match client {
        ClientAppType::All => "any client".into(),
        ClientAppType::Browser => "a browser".into(),
        ClientAppType::MobileAppsAndDesktopClients => "mobile and desktop apps".into(),
        ClientAppType::ExchangeActiveSync | ClientAppType::EasSupported => "Exchange ActiveSync".into(),
        ClientAppType::Other => "other legacy clients".into(),
        ClientAppType::Unknown(token) => token.to_string(),
    }
}

fn platform_words(platform: &DevicePlatform) -> String {
    match platform {
        DevicePlatform::Android => "Android".into(),
        DevicePlatform::Windows => "Windows".into(),
        DevicePlatform::Linux => "Linux".into(),
        other => other.as_graph().to_owned(),
    }
}

fn flow_words(flow: &TransferMethod) -> String {
    match flow {
        TransferMethod::DeviceCodeFlow => "device code".into(),
        TransferMethod::AuthenticationTransfer => "authentication transfer".into(),
        TransferMethod::Unknown(token) => token.to_string(),
    }
}
