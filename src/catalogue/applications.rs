//! First-party applications and the groups of applications that policies and platform enforcement speak of.
//!
//! The keywords of a policy (`All`, `None`, `Office365`, …) are not applications. Applications of a tenant's own and of
//! other vendors are not here; for them see the tenant's directory.

use std::collections::HashMap;
use std::sync::LazyLock;

use uuid::Uuid;

use super::{Confidence, table};
use crate::model::Match;

const TABLE: &str = include_str!("applications.tsv");

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| table::load(TABLE, row));

static APPLICATIONS: LazyLock<Vec<Application>> =
    LazyLock::new(|| ROWS.iter().filter_map(|row| row.application.clone()).collect());

/// The first of each id: every sign-in is asked about several.
static BY_ID: LazyLock<HashMap<Uuid, &Application>> =
    LazyLock::new(|| APPLICATIONS.iter().rev().map(|application| (application.id, application)).collect());

/// A first-party application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The application id, the same in every tenant.
    pub id: Uuid,
    /// The display name. Several applications may share one.
    pub display_name: &'static str,
    /// Whether it is known to be a public client, which no policy can target: policies see the resources it calls.
    pub public_client: bool,
    /// How sure its id and its groups are.
    pub confidence: Confidence,
    /// The groups it belongs to, [`Match::Unknown`] where that is not certain.
    groups: Vec<(Group, Match)>,
}

/// A group of applications that Microsoft defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What the keyword `Office365` stands for (Entra documentation, "Office 365 application contents", 2024-12).
    Office365,
    /// What the keyword `MicrosoftAdminPortals` stands for (Entra documentation, "Conditional Access: Target resources",
    /// 2026-01-26).
    MicrosoftAdminPortals,
    /// What a policy on Windows Azure Service Management API covers (same page).
    AzureManagement,
    /// What phase 1 of mandatory multifactor authentication covers (Entra documentation, "Plan for mandatory multifactor
    /// authentication", 2025-07-29).
    MandatoryMfaPhase1,
    /// What phase 2 covers, where it changes something (same page).
    MandatoryMfaPhase2,
}

/// Every first-party application with a known id, by display name.
pub fn applications() -> &'static [Application] {
    &APPLICATIONS
}

/// The application of an id.
pub fn application_by_id(id: Uuid) -> Option<&'static Application> {
    BY_ID.get(&id).copied()
}

/// The applications of a display name, in any case. More than one makes the name ambiguous.
pub fn applications_by_name(display_name: &str) -> impl Iterator<Item = &'static Application> {
    applications()
        .iter()
        .filter(move |application| application.display_name.eq_ignore_ascii_case(display_name))
}

/// Names on the Office 365 list for which Microsoft publishes no id and none is known.
pub fn names_without_id() -> impl Iterator<Item = &'static str> {
    ROWS.iter().filter(|row| row.application.is_none()).map(|row| row.display_name)
}

/// Whether an application belongs to a group.
///
/// An application that the catalogue knows, but not in the group, is not a member. For one that the catalogue does not
/// know it depends on the group: Office 365 and the admin portals are published by name only and grow without notice, so
/// it is unknown; the others are published by id or with names whose ids are known, so it is not a member.
pub fn in_group(id: Uuid, group: Group) -> Match {
    match application_by_id(id) {
        Some(application) => application.in_group(group),
        None if group.is_published_by_name() => Match::Unknown,
        None => Match::No,
    }
}

/// Whether an application is known to be a public client, which no policy can target.
pub fn is_public_client(id: Uuid) -> bool {
    application_by_id(id).is_some_and(|application| application.public_client)
}

impl Application {
    /// Whether it belongs to a group.
    pub fn in_group(&self, group: Group) -> Match {
        self.groups.iter().find(|(of, _)| *of == group).map_or(Match::No, |(_, belongs)| *belongs)
    }
}

impl Group {
    fn is_published_by_name(self) -> bool {
        match self {
            Self::Office365 | Self::MicrosoftAdminPortals => true,
            Self::AzureManagement | Self::MandatoryMfaPhase1 | Self::MandatoryMfaPhase2 => false,
        }
    }

    fn from_token(token: &str) -> Option<Self> {
        Some(match token {
            "Office365" => Self::Office365,
            "MicrosoftAdminPortals" => Self::MicrosoftAdminPortals,
            "AzureManagement" => Self::AzureManagement,
            "MandatoryMfaPhase1" => Self::MandatoryMfaPhase1,
            "MandatoryMfaPhase2" => Self::MandatoryMfaPhase2,
            _ => return None,
        })
    }
}

/// A row of the table: a name, and the application if its id is known.
struct Row {
    display_name: &'static str,
    application: Option<Application>,
}

fn row([id, display_name, tokens, confidence, _notes]: [&'static str; 5]) -> Option<Row> {
    let confidence = Confidence::from_token(confidence)?;
    let mut groups = Vec::new();
    let mut public_client = false;
    for token in table::list(tokens) {
        match token {
            "client" => public_client = true,
            "agent" | "azure" | "directory" | "first-party" | "intune" => {}
            group => groups.push(match group.strip_suffix('?') {
                Some(group) => (Group::from_token(group)?, Match::Unknown),
                None => (Group::from_token(group)?, Match::Yes),
            }),
        }
    }
    let application = if id.is_empty() {
        None
    } else {
        Some(Application { id: Uuid::parse_str(id).ok()?, display_name, public_client, confidence, groups })
    };
    Some(Row { display_name, application })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn id(text: &str) -> Uuid {
        Uuid::parse_str(text).unwrap()
    }

    #[test]
    fn every_row_is_read_and_ids_are_unique() {
        assert_eq!(ROWS.len(), table::lines(TABLE).count());
        assert_eq!(names_without_id().count(), 31);
        assert_eq!(applications().len() + names_without_id().count(), ROWS.len());
        let ids: BTreeSet<_> = applications().iter().map(|application| application.id).collect();
        assert_eq!(ids.len(), applications().len());
        let key = |row: &Row| (row.display_name.to_lowercase(), row.application.as_ref().map(|it| it.id));
        assert!(ROWS.is_sorted_by(|a, b| key(a) < key(b)));
    }

    #[test]
    fn one_name_may_stand_for_several_applications() {
        assert_eq!(applications_by_name("microsoft teams").count(), 3);
        assert_eq!(applications_by_name("Office 365 Exchange Online").count(), 1);
        assert_eq!(applications_by_name("Office365").count(), 0, "keywords are not applications");
    }

    #[test]
    fn an_application_may_be_in_several_groups() {
        let portal = id("c44b4083-3bb0-49c1-b47d-974e53cbdf3c");
        assert_eq!(in_group(portal, Group::MicrosoftAdminPortals), Match::Yes);
        assert_eq!(in_group(portal, Group::AzureManagement), Match::Yes);
        assert_eq!(in_group(portal, Group::MandatoryMfaPhase1), Match::Yes);
        assert_eq!(in_group(portal, Group::Office365), Match::No);
    }

    #[test]
    fn an_inferred_membership_is_unknown() {
        let portal = id("00000006-0000-0ff1-ce00-000000000000");
        assert_eq!(in_group(portal, Group::Office365), Match::Yes);
        assert_eq!(in_group(portal, Group::MicrosoftAdminPortals), Match::Unknown);
    }

    #[test]
    fn an_application_not_in_the_catalogue_may_be_in_groups_published_by_name() {
        let own = id("11111111-1111-1111-1111-111111111111");
        assert_eq!(in_group(own, Group::Office365), Match::Unknown);
        assert_eq!(in_group(own, Group::MicrosoftAdminPortals), Match::Unknown);
        assert_eq!(in_group(own, Group::AzureManagement), Match::No);
        assert_eq!(in_group(own, Group::MandatoryMfaPhase2), Match::No);
    }

    #[test]
    fn an_application_known_as_something_else_is_in_no_group() {
        let graph = id("00000003-0000-0000-c000-000000000000");
        assert_eq!(in_group(graph, Group::Office365), Match::No);
        assert_eq!(in_group(graph, Group::MicrosoftAdminPortals), Match::No);
    }

    #[test]
    fn the_azure_command_line_is_a_public_client() {
        assert!(is_public_client(id("04b07795-8ddb-461a-bbee-02f9e1bf7b46")));
        assert!(!is_public_client(id("00000002-0000-0ff1-ce00-000000000000")));
    }
}
