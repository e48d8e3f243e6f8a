//! Reads a folder of raw Graph exports into a directory.
//!
//! Files come in any order and any number, a page or a list each; what a file holds is told by its context or its name.
//! What cannot be read is reported, and the rest is read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::device::device;
use super::entry::{group, per_user_mfa, person, service_principal, time, trust, user_risk};
use super::kind::{Kind, kind};
use super::membership::{List, Memberships, ObjectType, Types};
use super::registration::registration;
use super::roles::{Hold, assign};
use super::subscription::subscription;
use super::wire::{
    AgreementAcceptance, AuthenticationMethodsPolicy, AuthenticationRequirements, CrossTenantAccess,
    Device as DeviceEntry, DirectoryObject, Entries, Group as GroupEntry, Head, RiskyUser, RoleAssignment,
    ServicePrincipal as ServicePrincipalEntry, SubscribedSku, User, UserRegistrationDetails, entries, guid,
    head,
};
use super::{Directory, Group, InboundTrust, MethodsPolicy, Trust};
use crate::diagnostic::Severity;
use crate::model::RiskLevel;
use crate::sign_in::{decode, is_plain};

/// The most members that Graph returns inside a group; a list of as many may lack some (Microsoft Graph, "Use query
/// parameters", 2024-12).
const EXPANDED_MEMBERS: usize = 20;

/// Entries of a file that are reported one by one.
const SHOWN: usize = 20;

/// The largest file, decompressed: a hundred times that of 5,000 users.
const LIMIT: u64 = 256 * 1024 * 1024;

/// Something wrong with a file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// A note; a warning where a file is missing; an error where something of this one is not read.
    pub severity: Severity,
    /// What is wrong with it.
    pub message: String,
}

/// Reads exports, given by name and content: UTF-8 or UTF-16, gzip or not.
///
/// Nothing of it fails. What is wrong is returned beside, in the order of the files.
pub fn read(files: &[(String, Vec<u8>)]) -> (Directory, Vec<Problem>) {
    read_extent(files, Extent::Everything)
}

/// Reads of exports only who there is: people, groups, roles and subscriptions.
///
/// What is registered, devices and trust are the greater part of an export, and only deciding sign-ins needs them.
pub fn read_people(files: &[(String, Vec<u8>)]) -> (Directory, Vec<Problem>) {
    read_extent(files, Extent::People)
}

fn read_extent(files: &[(String, Vec<u8>)], extent: Extent) -> (Directory, Vec<Problem>) {
    let mut reader = Reader { extent, ..Reader::default() };
    for (file, bytes) in files {
        reader.file(file, bytes);
    }
    if reader.pages_of(Kind::Users).is_none() {
        // Registration details name people too.
        reader.extent = Extent::Everything;
        for (file, bytes) in std::mem::take(&mut reader.set_aside) {
            reader.file(file, bytes);
        }
    }
    let directory = reader.assemble();
    let order = |problem: &Problem| files.iter().position(|(file, _)| *file == problem.file);
    reader.problems.sort_by_key(order);
    (directory, reader.problems)
}

/// How much is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Extent {
    #[default]
    Everything,
    People,
}

impl Extent {
    fn includes(self, kind: Kind) -> bool {
        match kind {
            Kind::Users
            | Kind::Groups
            | Kind::GroupMembers { .. }
            | Kind::RoleAssignments
            | Kind::EligibleRoles
            | Kind::ServicePrincipals
            | Kind::Subscriptions => true,
            Kind::Registration
            | Kind::Devices
            | Kind::DefaultTrust
            | Kind::PartnerTrust
            | Kind::RiskyUsers
            | Kind::AgreementAcceptances
            | Kind::MethodsPolicy
            | Kind::PerUserMfa { .. }
            | Kind::Other => self == Self::Everything,
        }
    }
}

/// What the files hold, before it is put together.
#[derive(Debug, Default)]
struct Reader<'f> {
    extent: Extent,
    /// Registration details that are needed only where users were not exported.
    set_aside: Vec<(&'f str, &'f [u8])>,
    users: Vec<(&'f str, User)>,
    groups: Vec<(&'f str, GroupEntry)>,
    members: Vec<Members>,
    active_roles: Vec<RoleAssignment>,
    eligible_roles: Vec<RoleAssignment>,
    registrations: Vec<UserRegistrationDetails>,
    devices: Option<Vec<DeviceEntry>>,
    service_principals: Vec<ServicePrincipalEntry>,
    subscriptions: Option<Vec<SubscribedSku>>,
    /// Of a user, where the file says of whom.
    requirements: Vec<(Option<Uuid>, AuthenticationRequirements)>,
    risky_users: Vec<RiskyUser>,
    acceptances: Vec<AgreementAcceptance>,
    methods_policy: Option<MethodsPolicy>,
    default_trust: Option<Trust>,
    partner_trust: BTreeMap<Uuid, Trust>,
    /// Pages of each collection, by its words.
    pages: BTreeMap<&'static str, Pages<'f>>,
    newest: Option<DateTime<Utc>>,
    problems: Vec<Problem>,
}

/// A file of members of one group.
#[derive(Debug)]
struct Members {
    group: Uuid,
    list: Vec<DirectoryObject>,
    has_end: bool,
    is_transitive: bool,
}

/// Files of one collection.
#[derive(Debug)]
struct Pages<'f> {
    /// Whether the last page is among them.
    has_end: bool,
    latest: &'f str,
}

/// A file, and what it is.
#[derive(Clone, Copy, Debug)]
struct Page<'a, 'f> {
    file: &'f str,
    text: &'a [u8],
    head: &'a Head,
    kind: Kind,
}

impl<'f> Reader<'f> {
    fn file(&mut self, file: &'f str, bytes: &'f [u8]) {
        let text = match text(bytes) {
            Ok(text) => text,
            Err(message) => return self.problem(file, Severity::Error, message),
        };
        let head = match head(&text) {
            Ok(head) => head,
            Err(message) => return self.problem(file, Severity::Error, message),
        };
        let Some(kind) = kind(file, head.context.as_deref()) else {
            let message = "nothing tells what this file holds, so it is not read".to_owned();
            return self.problem(file, Severity::Note, message);
        };
        if self.extent.includes(kind) {
            self.entries_of(&Page { file, text: &text, head: &head, kind });
        } else if kind == Kind::Registration {
            self.set_aside.push((file, bytes));
        }
    }

    fn entries_of(&mut self, page: &Page<'_, 'f>) {
        match page.kind {
            Kind::Users => {
                for user in self.read::<User>(page) {
                    self.date(user.created_date_time.as_deref());
                    self.users.push((page.file, user));
                }
            }
            Kind::Groups => {
                for group in self.read(page) {
                    self.groups.push((page.file, group));
                }
            }
            Kind::GroupMembers { group, transitive: is_transitive } => {
                if let Some((list, has_end)) = self.read_page(page) {
                    self.members.push(Members { group, list, has_end, is_transitive });
                }
            }
            Kind::RoleAssignments => {
                let assignments = self.read(page);
                self.active_roles.extend(assignments);
            }
            Kind::EligibleRoles => {
                let assignments = self.read(page);
                self.eligible_roles.extend(assignments);
            }
            Kind::Registration => {
                for details in self.read::<UserRegistrationDetails>(page) {
                    self.date(details.last_updated_date_time.as_deref());
                    self.registrations.push(details);
                }
            }
            Kind::Devices => {
                let devices = self.read(page);
                self.devices.get_or_insert_default().extend(devices);
            }
            Kind::ServicePrincipals => {
                let service_principals = self.read(page);
                self.service_principals.extend(service_principals);
            }
            Kind::Subscriptions => {
                let subscriptions = self.read(page);
                self.subscriptions.get_or_insert_default().extend(subscriptions);
            }
            Kind::RiskyUsers => {
                for user in self.read::<RiskyUser>(page) {
                    self.date(user.risk_last_updated_date_time.as_deref());
                    self.risky_users.push(user);
                }
            }
            Kind::AgreementAcceptances => {
                let acceptances = self.read(page);
                self.acceptances.extend(acceptances);
            }
            Kind::MethodsPolicy => {
                if let Some(policy) = self.read::<AuthenticationMethodsPolicy>(page).first() {
                    self.methods_policy = Some(MethodsPolicy::new(policy));
                }
            }
            Kind::PerUserMfa { user } => {
                for requirements in self.read::<AuthenticationRequirements>(page) {
                    self.requirements.push((user, requirements));
                }
            }
            Kind::DefaultTrust => {
                for settings in self.read::<CrossTenantAccess>(page) {
                    self.default_trust = Some(trust(&settings.inbound_trust.unwrap_or_default()));
                }
            }
            Kind::PartnerTrust => {
                for settings in self.read::<CrossTenantAccess>(page) {
                    // Without settings of its own, those by default hold for a partner.
                    let tenant = guid(settings.tenant_id.as_ref());
                    if let (Some(tenant), Some(inbound)) = (tenant, settings.inbound_trust) {
                        self.partner_trust.insert(tenant, trust(&inbound));
                    }
                }
            }
            Kind::Other => {}
        }
    }

    /// The entries that can be read; the others are reported.
    fn read<T: DeserializeOwned>(&mut self, page: &Page<'_, 'f>) -> Vec<T> {
        self.read_page(page).map_or_else(Vec::new, |(entries, _)| entries)
    }

    /// The same, with whether no other page follows; nothing where the file cannot be read.
    fn read_page<T: DeserializeOwned>(&mut self, page: &Page<'_, 'f>) -> Option<(Vec<T>, bool)> {
        let Page { file, text, head, kind } = *page;
        let Entries { read, problems, has_end } = match entries(text, head) {
            Ok(entries) => entries,
            Err(message) => {
                self.problem(file, Severity::Error, message);
                return None;
            }
        };
        if let Some(words) = kind.words() {
            let pages = self.pages.entry(words).or_insert(Pages { has_end, latest: file });
            *pages = Pages { has_end: pages.has_end || has_end, latest: file };
        }
        let bad = problems.len();
        for message in problems.into_iter().take(SHOWN) {
            self.problem(file, Severity::Error, message);
        }
        if bad > SHOWN {
            let message = format!("{} more entries cannot be read", bad - SHOWN);
            self.problem(file, Severity::Error, message);
        }
        Some((read, has_end))
    }

    fn assemble(&mut self) -> Directory {
        let mut directory = Directory::default();
        self.add_people(&mut directory);
        let types = self.types(&directory);
        let memberships = self.add_groups(&mut directory, &types);
        for assignment in &self.active_roles {
            assign(&mut directory, assignment, Hold::Active, &memberships, &types);
        }
        for assignment in &self.eligible_roles {
            assign(&mut directory, assignment, Hold::Eligible, &memberships, &types);
        }
        for details in &self.registrations {
            let Some(person) = guid(details.id.as_ref()).and_then(|id| directory.person_mut(id)) else {
                continue;
            };
            person.registration = Some(registration(details));
        }
        self.add_risk(&mut directory);
        self.add_acceptances(&mut directory);
        directory.methods_policy = self.methods_policy.take();
        for entry in &self.service_principals {
            if let Some(id) = guid(entry.id.as_ref()) {
                directory.service_principals.insert(id, service_principal(entry));
            }
        }
        for (user, requirements) in &self.requirements {
            let by_name = requirements.user_principal_name.as_deref();
            let id = user
                .or_else(|| guid(requirements.id.as_ref()))
                .or_else(|| by_name.and_then(|name| directory.person_by_name(name)).map(|person| person.id));
            let state = requirements.per_user_mfa_state.as_deref().and_then(per_user_mfa);
            if let (Some(person), Some(state)) = (id.and_then(|id| directory.person_mut(id)), state) {
                person.per_user_mfa = Some(state);
            }
        }
        directory.per_user_mfa_known = directory.people().iter().any(|person| person.per_user_mfa.is_some());
        directory.roles_known = self.pages_of(Kind::RoleAssignments).is_some_and(|pages| pages.has_end);
        directory.people_known = self.pages_of(Kind::Users).is_some_and(|pages| pages.has_end);
        directory.groups_known = self.pages_of(Kind::Groups).is_some_and(|pages| pages.has_end);
        directory.registration_known = self.pages_of(Kind::Registration).is_some();
        directory.devices =
            self.devices.take().map(|devices| devices.into_iter().filter_map(device).collect());
        directory.subscriptions =
            self.subscriptions.take().map(|skus| skus.into_iter().filter_map(subscription).collect());
        let partners = std::mem::take(&mut self.partner_trust);
        directory.inbound_trust = self.default_trust.map(|default| InboundTrust { default, partners });
        directory.snapshot = self.newest.map(|time| time.date_naive());
        for (words, pages) in std::mem::take(&mut self.pages) {
            if !pages.has_end {
                let message = format!("another page of {words} follows, which is not among the files");
                self.problem(pages.latest, Severity::Warning, message);
            }
        }
        directory
    }

    /// Who is not among all risky users is at no risk.
    fn add_risk(&self, directory: &mut Directory) {
        directory.risky_users_known = self.pages_of(Kind::RiskyUsers).is_some_and(|pages| pages.has_end);
        if directory.risky_users_known {
            let ids: Vec<Uuid> = directory.people().iter().map(|person| person.id).collect();
            for person in ids {
                if let Some(person) = directory.person_mut(person) {
                    person.user_risk = Some(RiskLevel::None);
                }
            }
        }
        for entry in &self.risky_users {
            if let Some(person) = guid(entry.id.as_ref()).and_then(|id| directory.person_mut(id)) {
                person.user_risk = user_risk(entry);
            }
        }
    }

    /// Of an agreement that nobody accepted there is no acceptance to export, so that nothing is known of it.
    fn add_acceptances(&self, directory: &mut Directory) {
        if !self.pages_of(Kind::AgreementAcceptances).is_some_and(|pages| pages.has_end) {
            return;
        }
        for entry in &self.acceptances {
            let Some(agreement) = guid(entry.agreement_id.as_ref()) else { continue };
            let accepted = directory.acceptances.entry(agreement).or_default();
            let is_accepted =
                entry.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("accepted"));
            if let (true, Some(user)) = (is_accepted, guid(entry.user_id.as_ref())) {
                let until = entry.expiration_date_time.as_deref().and_then(time);
                // Of several acceptances, the one that holds longest counts.
                accepted
                    .entry(user)
                    .and_modify(|known| *known = known.zip(until).map(|(known, until)| known.max(until)))
                    .or_insert(until);
            }
        }
    }

    fn pages_of(&self, kind: Kind) -> Option<&Pages<'f>> {
        self.pages.get(kind.words()?)
    }

    /// Adds the users; registration details name people too, where users were not exported.
    fn add_people(&mut self, directory: &mut Directory) {
        for (file, user) in std::mem::take(&mut self.users) {
            let Some(person) = person(&user) else {
                let message = "a user has no `id` or no `userPrincipalName`".to_owned();
                self.problem(file, Severity::Error, message);
                continue;
            };
            let name = person.user_principal_name.clone();
            if !directory.add(person) {
                self.problem(file, Severity::Note, format!("`{name}` is in the export twice"));
            }
        }
        if self.pages_of(Kind::Users).is_some() {
            return;
        }
        for details in &self.registrations {
            let user = User {
                id: details.id.clone(),
                user_principal_name: details.user_principal_name.clone(),
                display_name: details.user_display_name.clone(),
                user_type: details.user_type.clone(),
                ..User::default()
            };
            if let Some(person) = person(&user) {
                directory.add(person);
            }
        }
    }

    /// What kind of object each exported id is of.
    fn types(&self, directory: &Directory) -> Types {
        let mut types = Types::default();
        for object in &self.service_principals {
            types.add(guid(object.id.as_ref()), ObjectType::Other);
        }
        for (_, group) in &self.groups {
            types.add(guid(group.id.as_ref()), ObjectType::Group);
        }
        for members in &self.members {
            types.add(Some(members.group), ObjectType::Group);
        }
        for person in directory.people() {
            types.add(Some(person.id), ObjectType::User);
        }
        types
    }

    fn add_groups(&mut self, directory: &mut Directory, types: &Types) -> Memberships {
        let mut memberships = Memberships::default();
        for Members { group, list, has_end, is_transitive } in &self.members {
            let list = List { members: list, has_end: *has_end, is_transitive: *is_transitive };
            memberships.add(*group, &list, types);
        }
        let mut at_limit = Vec::new();
        for (file, entry) in std::mem::take(&mut self.groups) {
            let Some(id) = guid(entry.id.as_ref()) else {
                self.problem(file, Severity::Error, "a group has no `id`".to_owned());
                continue;
            };
            let expanded = [
                (&entry.transitive_members, entry.transitive_members_next_link.is_none(), true),
                (&entry.members, entry.members_next_link.is_none(), false),
            ];
            for (members, is_last, is_transitive) in expanded {
                let Some(members) = members else { continue };
                let is_full = members.len() == EXPANDED_MEMBERS;
                memberships.add(id, &List { members, has_end: is_last && !is_full, is_transitive }, types);
                if is_full {
                    at_limit.push((file, id));
                }
            }
            directory.groups.insert(id, group(entry));
        }
        for id in memberships.groups() {
            let members = memberships.members(id);
            let group = directory.groups.entry(id).or_default();
            group.members_known = members.is_complete;
            group.has_nested = memberships.has_nested(id);
            for user in members.users {
                if let Some(person) = directory.person_mut(user) {
                    person.groups.insert(id);
                }
            }
        }
        for (file, id) in at_limit {
            if let Some(Group { display_name, members_known: false, .. }) = directory.groups.get(&id) {
                let message = format!(
                    "group `{display_name}` has {EXPANDED_MEMBERS} members, the most that Graph returns inside a \
                     group; export `groupMembers/{id}.json` to know that there are no more"
                );
                self.problem(file, Severity::Note, message);
            }
        }
        memberships
    }

    /// Takes a date of the export into account: the newest says how old the snapshot is at most.
    fn date(&mut self, text: Option<&str>) {
        self.newest = self.newest.max(text.and_then(time));
    }

    fn problem(&mut self, file: &str, severity: Severity, message: String) {
        self.problems.push(Problem { file: file.to_owned(), severity, message });
    }
}

/// The text of a file, decompressed and in UTF-8.
fn text(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if is_plain(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut text = Vec::with_capacity(bytes.len());
    let count = decode(bytes)
        .and_then(|source| source.take(LIMIT).read_to_end(&mut text))
        .map_err(|error| format!("the file cannot be decoded: {error}"))?;
    if count as u64 == LIMIT {
        return Err(format!("the file is larger than {} MiB", LIMIT / 1024 / 1024));
    }
    Ok(Cow::Owned(text))
}
