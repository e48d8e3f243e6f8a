//! Reads a folder of raw Graph exports into a directory.
//!
//! Files come in any order and any number, a page or a list each; what a file holds is told by its context or its name.
//! What cannot be read is reported, and the rest is read.

mod assemble;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::entry::{time, trust};
use super::kind::{Kind, kind};
use super::wire::{
    AgreementAcceptance, AuthenticationMethodsPolicy, AuthenticationRequirements, CrossTenantAccess,
    Device as DeviceEntry, DirectoryObject, Entries, Group as GroupEntry, Head, RiskyUser, RoleAssignment,
    ServicePrincipal as ServicePrincipalEntry, SubscribedSku, User, UserRegistrationDetails, entries, guid,
    head,
};
use super::{Directory, MethodsPolicy, Trust};
use crate::diagnostic::Severity;
use crate::sign_in::{decode, is_plain};

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

    fn pages_of(&self, kind: Kind) -> Option<&Pages<'f>> {
        self.pages.get(kind.words()?)
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
