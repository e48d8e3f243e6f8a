//! The sign-in that a scenario gives, and the person it supposes.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Setting;
use crate::directory::{DeviceObject, Directory, PerUserMfa, Person, Registration};
use crate::model::device_filter::Attribute;
use crate::model::{
    GrantControls, GuestType, Id, InsiderRiskLevel, Policy, ReferenceKind, RiskLevel, Tenant,
};
use crate::promise::names::{Names, Unresolved};
use crate::sign_in::supposed::{
    SUPPOSED_DEVICE, Supposed, SupposedDevice, SupposedSubject, SupposedUser, Target, parse_country,
    parse_flow, parse_trust, parse_user_action, representative,
};
use crate::sign_in::{InsiderRisk, Platform, SignIn, UserType};
use crate::syntax::Value;
use crate::workspace::document::{Given, Scenario, SupposedPerson};

/// A sign-in, and the world that it is supposed in.
pub(super) struct Supposition {
    pub(super) sign_in: SignIn<'static>,
    /// The directory with what is supposed in it; none where that is the tenant's own.
    pub(super) directory: Option<Directory>,
    pub(super) tenant: Tenant,
    pub(super) policies: Vec<Policy<Id>>,
}

/// The object id and the user principal name of somebody who is supposed.
const SOMEBODY: Uuid = Uuid::from_u128(0x5000_0000_0000_4000_8000_0000_0000_0001);
const SOMEBODY_NAME: &str = "somebody";

impl Supposition {
    /// What a scenario gives. What cannot be made of it is a fault.
    pub(super) fn of(setting: &Setting<'_>, scenario: &Scenario, faults: &mut Vec<String>) -> Option<Self> {
        let mut names = Names { workspace: setting.workspace, unresolved: Vec::new() };
        let given = &scenario.given;
        let mut supposition = Self {
            sign_in: SignIn::blank(),
            directory: None,
            tenant: setting.workspace.tenant.clone(),
            policies: setting.policies.to_vec(),
        };
        let subject = match &given.person {
            Some(person) => supposition.suppose(setting, &mut names, person),
            None => subject(setting, &mut names, given),
        };
        let target = target(&mut names, given, faults);
        let device = supposition.device(setting, given, faults);
        let level = |key: &str| given.risk_levels.iter().find(|(of, _)| of == key).map(|(_, level)| level);
        let risk = |key: &str| level(key).map(|level| RiskLevel::from_graph(level));
        if level("agentIdRiskLevel").is_some() {
            faults.push("`agentIdRiskLevel` is of no sign-in that can be supposed".to_owned());
        }
        let supposed = Supposed {
            subject,
            target,
            client_app: given.client_app_type.clone(),
            platform: given.device_platform.clone().map(Platform::Known),
            device,
            ip_address: given.ip_address,
            country: given.country.as_deref().and_then(|country| told(parse_country(country), faults)),
            sign_in_risk: risk("signInRiskLevel"),
            user_risk: risk("userRiskLevel"),
            service_principal_risk: risk("servicePrincipalRiskLevel"),
            insider_risk: level("insiderRiskLevel").map(|level| match level.as_str() {
                "none" => InsiderRisk::None,
                level => InsiderRisk::Level(InsiderRiskLevel::from_graph(level)),
            }),
            flow: given.authentication_flow.as_deref().and_then(|flow| told(parse_flow(flow), faults)),
            multifactor: given.mfa,
        };
        faults.extend(names.unresolved.iter().map(unresolved));
        supposition.sign_in = supposed.sign_in();
        faults.is_empty().then_some(supposition)
    }

    /// What a name of a grant control or a strength asks for.
    pub(super) fn grant(setting: &Setting<'_>, name: &str, faults: &mut Vec<String>) -> GrantControls<Id> {
        let mut names = Names { workspace: setting.workspace, unresolved: Vec::new() };
        let grant = names.grant(name);
        faults.extend(names.unresolved.iter().map(unresolved));
        grant
    }

    /// Puts somebody into the directory, of whom all is known that is said, and nobody else.
    fn suppose(
        &mut self,
        setting: &Setting<'_>,
        names: &mut Names<'_>,
        person: &SupposedPerson,
    ) -> SupposedSubject {
        let mut directory = setting.directory.without_people();
        let groups = self.number_groups();
        let number = |id: &Id| id.guid().or_else(|| groups.get(id).copied());
        let in_groups = person.groups.iter().map(|name| names.id(ReferenceKind::Group, name));
        let in_groups = in_groups.filter_map(|id| number(&id)).collect::<Vec<Uuid>>();
        let roles = person.roles.iter().map(|name| names.id(ReferenceKind::Role, name));
        let roles = roles.filter_map(|id| id.guid()).collect();
        let mentioned = self.policies.iter().flat_map(|policy| {
            let users = &policy.conditions.users;
            users.include.groups.iter().chain(&users.exclude.groups)
        });
        for group in mentioned.filter_map(Id::guid).chain(in_groups.iter().copied()) {
            directory.groups.entry(group).or_default();
        }
        directory.groups.values_mut().for_each(|group| group.members_known = true);
        (directory.people_known, directory.groups_known, directory.roles_known) = (true, true, true);
        directory.roles_in_doubt.clear();
        directory.registration_known = person.methods.is_some();
        let guest = person.guest_type.as_deref().map(GuestType::from_graph);
        let is_guest = matches!(guest, Some(GuestType::InternalGuest | GuestType::B2bCollaborationGuest));
        directory.add(Person {
            id: SOMEBODY,
            user_principal_name: SOMEBODY_NAME.to_owned(),
            display_name: SOMEBODY_NAME.to_owned(),
            user_type: Some(if is_guest { UserType::Guest } else { UserType::Member }),
            enabled: Some(true),
            created: None,
            hired: None,
            groups: in_groups.into_iter().collect(),
            roles,
            eligible_roles: std::collections::BTreeSet::new(),
            registration: person
                .methods
                .as_ref()
                .map(|methods| Registration::supposed(methods.iter().map(String::as_str))),
            licenses: None,
            per_user_mfa: Some(PerUserMfa::Disabled),
            user_risk: None,
        });
        if person.unattended {
            self.tenant.unattended.push(SOMEBODY_NAME.to_owned());
        }
        self.directory = Some(directory);
        let home_tenant = person.home_tenant.as_deref().and_then(|id| Id::parse(id).guid());
        SupposedSubject::User(SupposedUser {
            user_principal_name: Some(SOMEBODY_NAME.to_owned()),
            id: Some(SOMEBODY),
            guest: Some(guest),
            home_tenant,
        })
    }

    /// Gives groups that are not created yet an id, so that somebody can be in them.
    fn number_groups(&mut self) -> BTreeMap<Id, Uuid> {
        let mut numbers = BTreeMap::new();
        let mut number = |id: &mut Id| {
            if id.guid().is_some() {
                return;
            }
            let next = SOMEBODY.as_u128() + 1 + numbers.len() as u128;
            *id = Id::Guid(*numbers.entry(id.clone()).or_insert(Uuid::from_u128(next)));
        };
        for policy in &mut self.policies {
            let users = &mut policy.conditions.users;
            users.include.groups.iter_mut().chain(&mut users.exclude.groups).for_each(&mut number);
        }
        if let Some(access) = &mut self.tenant.emergency_access {
            access.group_id.iter_mut().for_each(&mut number);
        }
        numbers
    }

    /// The device, whose further attributes go into the directory.
    fn device(
        &mut self,
        setting: &Setting<'_>,
        given: &Given,
        faults: &mut Vec<String>,
    ) -> Option<SupposedDevice> {
        let entries = given.device.as_ref()?;
        let mut is_compliant = None;
        let mut trust = None;
        let mut object = DeviceObject::default();
        for entry in entries {
            let attribute = Attribute::named(&entry.key);
            match (attribute, &entry.value.value) {
                (Some(Attribute::IsCompliant), Value::Bool(value)) => is_compliant = Some(*value),
                (Some(Attribute::TrustType), Value::String(value)) => {
                    trust = told(parse_trust(value), faults);
                }
                (Some(Attribute::TrustType), Value::Null) => trust = Some(None),
                (Some(attribute), Value::String(value)) if !attribute.is_list() => {
                    object.attributes.insert(attribute, value.clone());
                }
                (Some(_), Value::Null) => {}
                (Some(_), _) => faults.push(format!("`{}` of a device has no such value", entry.key)),
                (None, _) => faults.push(format!("a device has no attribute `{}`", entry.key)),
            }
        }
        if !object.attributes.is_empty() {
            object.is_compliant = is_compliant;
            object.trust = trust.flatten();
            let mut directory = self.directory.take().unwrap_or_else(|| own_directory(setting, given));
            directory.devices = Some(std::iter::once((SUPPOSED_DEVICE.to_owned(), object)).collect());
            self.directory = Some(directory);
        }
        match (is_compliant, trust) {
            (None | Some(false), Some(None)) => Some(SupposedDevice::Unregistered),
            (Some(is_compliant), trust) => {
                Some(SupposedDevice::Registered { is_compliant, trust: trust.flatten() })
            }
            (None, None | Some(Some(_))) => {
                faults.push("whether the device is compliant is not said: write `isCompliant`".to_owned());
                None
            }
        }
    }
}

/// The tenant's directory with the one person in it of whom a scenario is.
fn own_directory(setting: &Setting<'_>, given: &Given) -> Directory {
    let mut directory = setting.directory.without_people();
    let person = given.user.as_deref().and_then(|name| setting.directory.person_by_name(name));
    if let Some(person) = person {
        directory.add(person.clone());
    }
    directory
}

fn subject(setting: &Setting<'_>, names: &mut Names<'_>, given: &Given) -> SupposedSubject {
    if let Some(name) = &given.service_principal {
        return SupposedSubject::ServicePrincipal(names.id(ReferenceKind::ServicePrincipal, name).guid());
    }
    let id = given.user.as_deref().and_then(|name| Some(setting.directory.person_by_name(name)?.id));
    SupposedSubject::User(SupposedUser {
        user_principal_name: given.user.clone(),
        id,
        ..SupposedUser::default()
    })
}

fn target(names: &mut Names<'_>, given: &Given, faults: &mut Vec<String>) -> Option<Target> {
    if let Some(action) = &given.user_action {
        return told(parse_user_action(action), faults).map(Target::UserAction);
    }
    if let Some(context) = &given.authentication_context {
        let is_id = context.strip_prefix('c').is_some_and(|number| number.parse::<u8>().is_ok());
        let id =
            if is_id { Id::parse(context) } else { names.id(ReferenceKind::AuthenticationContext, context) };
        return Some(Target::AuthenticationContext(id));
    }
    let name = given.application.as_deref()?;
    let id = representative(name).or_else(|| names.id(ReferenceKind::Application, name).guid());
    id.map(|id| Target::Applications(vec![id]))
}

fn told<T>(read: Result<T, String>, faults: &mut Vec<String>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

fn unresolved(Unresolved { kind, name }: &Unresolved) -> String {
    format!("there is no {} `{name}`, or there are several", kind.words())
}
