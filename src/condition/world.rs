//! What conditions are decided against: the directory, the named locations and the tenant.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Who;
use crate::directory::{DeviceObject, Directory, Person};
use crate::model::{AuthenticationStrength, Id, Match, NamedLocation, Tenant};
use crate::sign_in::{Device, SignIn, Subject, TrustType};

/// What a set of policies is decided against. Two sets compared have a world each: their locations may differ.
#[derive(Clone, Debug)]
pub struct World<'w> {
    /// The directory; empty where none was exported.
    pub directory: &'w Directory,
    /// The tenant.
    pub tenant: &'w Tenant,
    locations: BTreeMap<&'w Id, &'w NamedLocation>,
    strengths: BTreeMap<&'w Id, &'w AuthenticationStrength>,
    /// Whether roles count that people may activate, as if they had.
    are_roles_activated: bool,
    /// The tenants of worlds that share the classes of this one.
    also_tenants: Vec<&'w Tenant>,
}

impl<'w> World<'w> {
    /// A world of these facts.
    pub fn new(
        directory: &'w Directory,
        tenant: &'w Tenant,
        locations: &'w [NamedLocation],
        strengths: &'w [AuthenticationStrength],
    ) -> Self {
        Self {
            directory,
            tenant,
            locations: locations.iter().map(|location| (&location.id, location)).collect(),
            strengths: strengths.iter().map(|strength| (&strength.id, strength)).collect(),
            are_roles_activated: false,
            also_tenants: Vec::new(),
        }
    }

    /// The same world, with classes that also tell apart whatever differs under the settings of other tenants.
    #[must_use]
    pub fn sharing_classes_with(self, others: impl IntoIterator<Item = &'w Tenant>) -> Self {
        Self { also_tenants: others.into_iter().collect(), ..self }
    }

    /// The tenants of all worlds of these classes.
    pub fn all_tenants(&self) -> impl Iterator<Item = &'w Tenant> + '_ {
        [self.tenant].into_iter().chain(self.also_tenants.iter().copied())
    }

    /// The same world once everybody has activated the roles that they may.
    #[must_use]
    pub fn with_roles_activated(self) -> Self {
        Self { are_roles_activated: true, ..self }
    }

    /// Whether a role is active for a person, at tenant scope.
    pub fn has_role(&self, person: &Person, role_template: Uuid) -> Match {
        let is_activated = self.are_roles_activated && person.eligible_roles.contains(&role_template);
        Match::from(is_activated).or(self.directory.has_role(person, role_template))
    }

    /// The named location with an id.
    pub fn location(&self, id: &Id) -> Option<&'w NamedLocation> {
        self.locations.get(id).copied()
    }

    /// Every named location, by id.
    pub fn locations(&self) -> impl Iterator<Item = &'w NamedLocation> + '_ {
        self.locations.values().copied()
    }

    /// The authentication strength with an id.
    pub fn strength(&self, id: &Id) -> Option<&'w AuthenticationStrength> {
        self.strengths.get(id).copied()
    }

    /// Every authentication strength, by id.
    pub fn strengths(&self) -> impl Iterator<Item = &'w AuthenticationStrength> + '_ {
        self.strengths.values().copied()
    }

    /// The person who signs in, if the directory knows them.
    pub fn person(&self, sign_in: &SignIn<'_>) -> Option<&'w Person> {
        match sign_in.subject_id {
            Some(id) => self.directory.person(id),
            None if sign_in.user_principal_name.is_empty() => None,
            None => self.directory.person_by_name(&sign_in.user_principal_name),
        }
    }

    /// The directory's object of a registered device.
    pub fn device_object(&self, device: &Device<'_>) -> Option<&'w DeviceObject> {
        self.directory.devices.as_ref()?.get(device.id.as_deref()?)
    }

    /// How a registered device is joined: as the sign-in recorded, else as its object says.
    pub fn trust_type(&self, device: &Device<'_>) -> Option<TrustType> {
        device.trust.or_else(|| self.device_object(device)?.trust)
    }

    /// Whether a user principal name, empty where it is not known, is that of a declared emergency access account.
    pub fn is_emergency_access(&self, user_principal_name: &str) -> Match {
        let accounts = self.tenant.emergency_access.iter().flat_map(|access| &access.accounts);
        Match::any(accounts.map(|account| {
            if user_principal_name.is_empty() {
                Match::Unknown
            } else {
                account.eq_ignore_ascii_case(user_principal_name).into()
            }
        }))
    }

    /// Whether someone is in a group.
    ///
    /// A group that this repository is yet to create has nobody in it. The declared emergency access group holds the
    /// declared accounts where no export says who is in it: that is what declaring it means.
    pub fn in_group(&self, who: Who<'_>, group: &Id) -> Match {
        let exported = match (who.person, group) {
            (Some(person), Id::Guid(group)) => self.directory.in_group(person, *group),
            (_, Id::Text(text)) if text.starts_with("<group:") => Match::No,
            (None, Id::Guid(_)) | (_, Id::Text(_)) => Match::Unknown,
        };
        let declared = self.tenant.emergency_access.as_ref().and_then(|access| access.group_id.as_ref());
        if declared == Some(group) && !self.members_exported(group) && who.subject == Subject::User {
            return Match::from(exported == Match::Yes).or(who.is_emergency_access);
        }
        exported
    }

    fn members_exported(&self, group: &Id) -> bool {
        let exported = group.guid().and_then(|group| self.directory.groups.get(&group));
        exported.is_some_and(|group| group.members_known)
    }
}
