//! Who and what there is: people, groups, roles, registration, devices and cross-tenant trust, from raw Graph exports.
//!
//! Everything is optional. What was not exported is not known, and a person who is not in the export is nobody known.

mod device;
mod entry;
mod kind;
mod membership;
mod methods_policy;
mod read;
mod registration;
mod roles;
mod subscription;
mod wire;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::catalogue::AuthenticationMethod;
use crate::model::device_filter::Attribute;
use crate::model::{Match, RiskLevel};
use crate::sign_in::{TrustType, UserType};

pub use methods_policy::MethodsPolicy;
pub use read::{Problem, read, read_people};
pub use registration::METHODS;

/// A snapshot of the directory.
#[derive(Debug, Default)]
pub struct Directory {
    /// People, in the order of the export. INVARIANT: ids are distinct.
    people: Vec<Person>,
    by_id: foldhash::HashMap<Uuid, usize>,
    by_user_principal_name: foldhash::HashMap<String, usize>,
    /// Groups by id.
    pub groups: BTreeMap<Uuid, Group>,
    /// Whether all users were exported, so that an id that is not among them is nobody's.
    pub people_known: bool,
    /// Whether all groups were exported, so that an id that is not among them is no group's.
    pub groups_known: bool,
    /// Whether active role assignments were exported.
    pub roles_known: bool,
    /// Templates of roles that somebody may hold of whom the export does not tell.
    pub roles_in_doubt: BTreeSet<Uuid>,
    /// Whether registration details were exported.
    pub registration_known: bool,
    /// Whether states of per-user MFA were exported.
    pub per_user_mfa_known: bool,
    /// Service principals by object id, as far as they were exported.
    pub service_principals: BTreeMap<Uuid, ServicePrincipal>,
    /// Devices by `deviceId`, lower case; `None` where no devices were exported.
    pub devices: Option<HashMap<String, DeviceObject>>,
    /// What the tenant subscribes to; `None` where it was not exported.
    pub subscriptions: Option<Vec<Subscription>>,
    /// Whether all risky users were exported, so that nobody else is at risk.
    pub risky_users_known: bool,
    /// Who accepted which terms of use, and until when: by agreement, of those whose acceptances were all exported.
    pub acceptances: BTreeMap<Uuid, BTreeMap<Uuid, Option<DateTime<Utc>>>>,
    /// The authentication methods policy; `None` where it was not exported.
    pub methods_policy: Option<MethodsPolicy>,
    /// Inbound trust; `None` where it was not exported.
    pub inbound_trust: Option<InboundTrust>,
    /// When the newest of the files was made, for the age that output prints.
    pub snapshot: Option<NaiveDate>,
}

/// A user (`user`, with what other exports say of it).
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// `id`.
    pub id: Uuid,
    /// `userPrincipalName`, lower case.
    pub user_principal_name: String,
    /// `displayName`.
    pub display_name: String,
    /// `userType`.
    pub user_type: Option<UserType>,
    /// `accountEnabled`.
    pub enabled: Option<bool>,
    /// `createdDateTime`.
    pub created: Option<DateTime<Utc>>,
    /// `employeeHireDate`.
    pub hired: Option<NaiveDate>,
    /// Groups the person is known to be in, nested ones included.
    pub groups: BTreeSet<Uuid>,
    /// Templates of built-in roles that are active at tenant scope.
    pub roles: BTreeSet<Uuid>,
    /// Templates of roles the person may activate.
    pub eligible_roles: BTreeSet<Uuid>,
    /// `userRegistrationDetails`.
    pub registration: Option<Registration>,
    /// `riskLevel` of `riskyUsers`, as of the export; `None` where it is not known.
    pub user_risk: Option<RiskLevel>,
    /// `perUserMfaState`; `None` where it was not exported.
    pub per_user_mfa: Option<PerUserMfa>,
    /// `skuId`s of `assignedLicenses`; `None` where they were not exported.
    pub licenses: Option<BTreeSet<Uuid>>,
}

impl Person {
    /// Whether there is a role that they may activate and have not.
    pub fn may_activate(&self) -> bool {
        !self.eligible_roles.is_subset(&self.roles)
    }
}

/// `perUserMfaState` of `strongAuthenticationRequirements` (Graph beta, 2025-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PerUserMfa {
    /// `disabled`: it asks nothing.
    Disabled,
    /// `enabled`: registers at the next sign-in, and is then enforced.
    Enabled,
    /// `enforced`.
    Enforced,
}

/// What a person has registered (`userRegistrationDetails`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// `isMfaCapable`: registered, and allowed by the tenant's methods policy.
    pub is_mfa_capable: bool,
    /// `isMfaRegistered`.
    pub is_mfa_registered: bool,
    /// What `methodsRegistered` stands for.
    pub methods: Vec<AuthenticationMethod>,
}

/// A plan with its seats (`subscribedSku`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// `skuId`.
    pub id: Option<Uuid>,
    /// `skuPartNumber`.
    pub part_number: String,
    /// Seats that can be used: `prepaidUnits` that are enabled or soon to end.
    pub seats: u32,
    /// `servicePlanName` of its `servicePlans`; `None` where they were not exported.
    pub service_plans: Option<Vec<String>>,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// `displayName`.
    pub display_name: String,
    /// Whether all its members are known, so that whoever is not among them is not in it.
    pub members_known: bool,
    /// Whether other groups are known to be among its members.
    pub has_nested: bool,
    /// Whether its members follow from a rule; `None` where the export does not tell.
    pub dynamic: Option<bool>,
    /// Whether only privileged roles may change its members: it is role-assignable (`isAssignableToRole`), or in a
    /// restricted management administrative unit (`isManagementRestricted`). `None` where the export does not tell.
    pub protected: Option<bool>,
}

/// A device (`device`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceObject {
    /// Attributes that are one text, by what device filters call them; a null attribute is absent.
    pub attributes: BTreeMap<Attribute, String>,
    /// `physicalIds`.
    pub physical_ids: Vec<String>,
    /// `systemLabels`.
    pub system_labels: Vec<String>,
    /// `isCompliant`.
    pub is_compliant: Option<bool>,
    /// `isManaged`.
    pub is_managed: Option<bool>,
    /// `trustType`.
    pub trust: Option<TrustType>,
}

/// A service principal (`servicePrincipal`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServicePrincipal {
    /// `displayName`.
    pub display_name: String,
    /// `appOwnerOrganizationId`.
    pub owner: Option<Uuid>,
    /// Whether `servicePrincipalType` is `ManagedIdentity`.
    pub is_managed_identity: bool,
    /// Whether `signInAudience` is the tenant alone (`AzureADMyOrg`); `None` where it was not exported.
    pub is_single_tenant: Option<bool>,
}

/// `inboundTrust` of the default cross-tenant access settings, with partners of their own settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboundTrust {
    /// For every tenant without settings of its own.
    pub default: Trust,
    /// By tenant id.
    pub partners: BTreeMap<Uuid, Trust>,
}

/// What is accepted from a home tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// `isMfaAccepted`.
    pub mfa: bool,
    /// `isCompliantDeviceAccepted`.
    pub compliant_device: bool,
    /// `isHybridAzureADJoinedDeviceAccepted`.
    pub hybrid_joined_device: bool,
}

impl DeviceObject {
    /// An attribute that is one text.
    pub fn attribute(&self, attribute: Attribute) -> Option<&str> {
        self.attributes.get(&attribute).map(String::as_str)
    }
}

impl Directory {
    /// Adds a person; one with an id that is there already is left out and `false` returned.
    pub fn add(&mut self, person: Person) -> bool {
        if self.by_id.contains_key(&person.id) {
            return false;
        }
        self.by_id.insert(person.id, self.people.len());
        self.by_user_principal_name.insert(person.user_principal_name.clone(), self.people.len());
        self.people.push(person);
        true
    }

    /// The same snapshot with nobody and no device in it, to be filled with a few.
    #[must_use]
    pub fn without_people(&self) -> Self {
        Self {
            people: Vec::new(),
            by_id: foldhash::HashMap::default(),
            by_user_principal_name: foldhash::HashMap::default(),
            devices: None,
            groups: self.groups.clone(),
            roles_in_doubt: self.roles_in_doubt.clone(),
            subscriptions: self.subscriptions.clone(),
            inbound_trust: self.inbound_trust.clone(),
            service_principals: self.service_principals.clone(),
            acceptances: self.acceptances.clone(),
            methods_policy: self.methods_policy.clone(),
            ..*self
        }
    }

    /// Writes all that is in it, in an order that depends on no hash: the same for two that are equal.
    pub(crate) fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Self {
            people,
            by_id: _,
            by_user_principal_name: _,
            groups,
            people_known,
            groups_known,
            roles_known,
            roles_in_doubt,
            registration_known,
            per_user_mfa_known,
            service_principals,
            devices,
            subscriptions,
            risky_users_known,
            acceptances,
            methods_policy,
            inbound_trust,
            snapshot,
        } = self;
        people.iter().try_for_each(|person| write!(out, "{person:?}"))?;
        groups.iter().try_for_each(|group| write!(out, "{group:?}"))?;
        service_principals.iter().try_for_each(|principal| write!(out, "{principal:?}"))?;
        let devices = devices.as_ref().map(|devices| devices.iter().collect::<BTreeMap<_, _>>());
        write!(out, "{devices:?}{roles_in_doubt:?}{subscriptions:?}{acceptances:?}")?;
        write!(out, "{methods_policy:?}{inbound_trust:?}{snapshot:?}")?;
        write!(out, "{people_known}{groups_known}{roles_known}{registration_known}")?;
        write!(out, "{per_user_mfa_known}{risky_users_known}")
    }

    /// Everyone, in the order of the export.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with an object id.
    pub fn person(&self, id: Uuid) -> Option<&Person> {
        self.by_id.get(&id).and_then(|index| self.people.get(*index))
    }

    /// The person with an object id, to be changed.
    pub fn person_mut(&mut self, id: Uuid) -> Option<&mut Person> {
        self.by_id.get(&id).and_then(|index| self.people.get_mut(*index))
    }

    /// The person with a user principal name, in any case.
    pub fn person_by_name(&self, user_principal_name: &str) -> Option<&Person> {
        self.by_user_principal_name
            .get(&user_principal_name.to_lowercase())
            .and_then(|index| self.people.get(*index))
    }

    /// Whether a person is in a group.
    pub fn in_group(&self, person: &Person, group: Uuid) -> Match {
        if person.groups.contains(&group) {
            return Match::Yes;
        }
        match self.groups.get(&group) {
            Some(group) if group.members_known => Match::No,
            Some(_) | None => Match::Unknown,
        }
    }

    /// Whether a role is active for a person, at tenant scope.
    pub fn has_role(&self, person: &Person, role_template: Uuid) -> Match {
        if person.roles.contains(&role_template) {
            Match::Yes
        } else if self.roles_known && !self.roles_in_doubt.contains(&role_template) {
            Match::No
        } else {
            Match::Unknown
        }
    }

    /// Whether a service principal is of an application that the tenant owns and has for itself.
    pub fn is_own_service_principal(&self, id: Option<Uuid>, tenant: Option<Uuid>) -> Match {
        let Some(found) = id.and_then(|id| self.service_principals.get(&id)) else {
            return Match::Unknown;
        };
        let is_owned = match (found.owner, tenant) {
            (Some(owner), Some(tenant)) => Match::from(owner == tenant),
            (None, _) | (_, None) => Match::Unknown,
        };
        Match::from(!found.is_managed_identity).and(is_owned).and(found.is_single_tenant.into())
    }

    /// Whether a person has accepted terms of use that hold on a day; unknown where acceptances were not exported.
    pub fn has_accepted(&self, person: Uuid, agreement: Uuid, at: DateTime<Utc>) -> Match {
        match self.acceptances.get(&agreement).map(|acceptances| acceptances.get(&person)) {
            None => Match::Unknown,
            Some(None) => Match::No,
            Some(Some(until)) => until.is_none_or(|until| until > at).into(),
        }
    }

    /// Whether the methods policy lets a person use a method; unknown where it was not exported.
    pub fn allows_method(&self, person: &Person, method: AuthenticationMethod) -> Match {
        self.methods_policy.as_ref().map_or(Match::Unknown, |policy| policy.allows(self, person, method))
    }

    /// What is accepted from a person's home tenant; `None` where it is not known.
    pub fn trust(&self, home_tenant: Option<Uuid>) -> Option<Trust> {
        let InboundTrust { default, partners } = self.inbound_trust.as_ref()?;
        match home_tenant {
            Some(tenant) => Some(*partners.get(&tenant).unwrap_or(default)),
            None => partners.values().all(|partner| partner == default).then_some(*default),
        }
    }
}
