//! Puts together what the files of an export hold, in whichever order they came.

use uuid::Uuid;

use super::{Members, Reader};
use crate::diagnostic::Severity;
use crate::directory::device::device;
use crate::directory::entry::{group, per_user_mfa, person, service_principal, time, user_risk};
use crate::directory::kind::Kind;
use crate::directory::membership::{List, Memberships, ObjectType, Types};
use crate::directory::registration::registration;
use crate::directory::roles::{Hold, assign};
use crate::directory::subscription::subscription;
use crate::directory::wire::{User, guid};
use crate::directory::{Directory, Group, InboundTrust};
use crate::model::RiskLevel;

/// The most members that Graph returns inside a group; a list of as many may lack some (Microsoft Graph, "Use query
/// parameters", 2024-12).
const EXPANDED_MEMBERS: usize = 20;

impl Reader<'_> {
    /// The directory that everything read makes together. What is odd about it is reported.
    pub(super) fn assemble(&mut self) -> Directory {
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
}
