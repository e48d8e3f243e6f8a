//! What a policy is about: resources, user actions and authentication contexts, in words.

use super::people::with_filter;
use super::vocabulary::{Vocabulary, all_of, one_of, together, unknown_token};
use crate::model::{ApplicationRef, Applications, FilterMode, Id, ReferenceKind, UserAction};

/// What a policy is about, such as `every resource except Microsoft Intune Enrollment`.
pub(super) fn target(words: Vocabulary<'_>, applications: &Applications<Id>) -> String {
    let mut kinds = Vec::new();
    let names_none = applications.include.iter().all(|application| *application == ApplicationRef::None);
    let others = !applications.user_actions.is_empty() || !applications.authentication_contexts.is_empty();
    if !(names_none && applications.filter.is_none() && others) {
        let (include, exclude) = (listed(words, &applications.include), listed(words, &applications.exclude));
        kinds.push(with_filter("no resource", "resources", include, exclude, applications.filter.as_ref()));
    }
    kinds.extend(applications.user_actions.iter().map(user_action));
    if !applications.authentication_contexts.is_empty() {
        let names: Vec<String> = applications
            .authentication_contexts
            .iter()
            .map(|context| words.said(ReferenceKind::AuthenticationContext, context))
            .collect();
        let names = one_of(&names, "contexts");
        kinds.push(format!("whatever demands the authentication context {names}"));
    }
    together(&kinds)
}

/// Whether a policy is on all resources but some, to which a rule of its own applies.
pub(super) fn is_all_but_some(applications: &Applications<Id>) -> bool {
    let filtered = applications.filter.as_ref().is_some_and(|filter| filter.mode == FilterMode::Exclude);
    applications.include.contains(&ApplicationRef::All) && (filtered || !applications.exclude.is_empty())
}

/// An entry among resources, as a table lists it.
pub(super) fn application(words: Vocabulary<'_>, application: &ApplicationRef<Id>) -> String {
    match application {
        ApplicationRef::All => "every resource".to_owned(),
        ApplicationRef::None => "no resource".to_owned(),
        ApplicationRef::Office365 => "Office 365".to_owned(),
        ApplicationRef::MicrosoftAdminPortals => "the Microsoft admin portals".to_owned(),
        ApplicationRef::AllAgentIdResources => "every agent resource".to_owned(),
        ApplicationRef::Application(id) => words.name(ReferenceKind::Application, id),
    }
}

/// A user action, as what a person does.
pub(super) fn user_action(action: &UserAction) -> String {
    match action {
        UserAction::RegisterSecurityInformation => "registering security information".to_owned(),
        UserAction::RegisterOrJoinDevices => "registering or joining a device".to_owned(),
        UserAction::Unknown(token) => unknown_token("the user action", token),
    }
}

fn listed(words: Vocabulary<'_>, applications: &[ApplicationRef<Id>]) -> Vec<String> {
    if applications.contains(&ApplicationRef::All) {
        return vec!["every resource".to_owned()];
    }
    let keywords = applications
        .iter()
        .filter(|found| !matches!(found, ApplicationRef::None | ApplicationRef::Application(_)));
    let mut phrases: Vec<String> = keywords.map(|keyword| application(words, keyword)).collect();
    let names: Vec<String> = applications
        .iter()
        .filter_map(|application| match application {
            ApplicationRef::Application(id) => Some(words.said(ReferenceKind::Application, id)),
            ApplicationRef::All
            | ApplicationRef::None
            | ApplicationRef::Office365
            | ApplicationRef::MicrosoftAdminPortals
            | ApplicationRef::AllAgentIdResources => None,
        })
        .collect();
    if !names.is_empty() {
        phrases.push(all_of(&names, "resources"));
    }
    phrases
}
