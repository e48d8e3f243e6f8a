//! From names to ids: `Policy<Name>` to `Policy<Id>`.
//!
//! It fails closed: a name that has no id, or several, is an error at its place, and the policy is not resolved.

use std::collections::BTreeMap;

use super::Placeholder;
use super::names::{NameFault, Names, where_to_declare};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Agents, ApplicationRef, Applications, ClientApplications, ConditionSet, GrantControls, GrantItem, Id,
    LocationRef, Name, Policy, ReferenceKind, Scoped, ServicePrincipalRef, SessionControls, Subjects,
    UserRef, Users,
};
use crate::source::Span;
use crate::syntax::{Node, Value, pointer_push, pointer_tokens};

/// Resolves the names of one document.
pub(crate) struct Resolver<'a> {
    pub(crate) names: &'a Names<'a>,
    /// The composed tree, in which names are found again for diagnostics.
    pub(crate) tree: &'a Node,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
    placeholders: BTreeMap<String, Placeholder>,
    failed: bool,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(names: &'a Names<'a>, tree: &'a Node, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { names, tree, diagnostics, placeholders: BTreeMap::new(), failed: false }
    }

    /// The policy by ids and the placeholders it holds, or `None` if some name has no id, which is said.
    pub(crate) fn policy(
        mut self,
        policy: Policy<Name>,
    ) -> Option<(Policy<Id>, BTreeMap<String, Placeholder>)> {
        let resolved = Policy {
            id: policy.id,
            graph_id: policy.graph_id,
            display_name: policy.display_name,
            description: policy.description,
            state: policy.state,
            conditions: self.conditions(policy.conditions),
            grant: policy.grant.map(|grant| self.grant(grant)),
            session: policy.session.map(|session| self.session(session)),
            unknown: policy.unknown,
        };
        (!self.failed).then_some((resolved, self.placeholders))
    }

    /// The id of a name that stands at or under a pointer; a text of no meaning if it has none, which is said.
    pub(crate) fn id(&mut self, kind: ReferenceKind, pointer: &str, name: &str) -> Id {
        match self.names.resolve(kind, name) {
            Ok(id) => {
                self.keep_placeholder(kind, name, &id);
                id
            }
            Err(fault) => {
                self.failed = true;
                let span = span_of_text(self.tree, pointer, name);
                self.diagnostics.push(diagnostic(kind, name, span, fault, self.names.directory.is_some()));
                Id::Text(name.into())
            }
        }
    }

    fn keep_placeholder(&mut self, kind: ReferenceKind, name: &str, id: &Id) {
        let Id::Text(text) = id else { return };
        let created = *id == Id::placeholder(kind, name);
        if created || self.names.to_bind.contains(&**text) {
            let name = created.then(|| name.to_owned());
            self.placeholders.insert(text.to_string(), Placeholder { kind, name });
        }
    }

    fn ids(&mut self, kind: ReferenceKind, pointer: &str, names: &[Name]) -> Vec<Id> {
        names.iter().map(|name| self.id(kind, pointer, name)).collect()
    }

    fn conditions(&mut self, conditions: ConditionSet<Name>) -> ConditionSet<Id> {
        ConditionSet {
            users: self.users(conditions.users),
            applications: self.applications(conditions.applications),
            client_app_types: conditions.client_app_types,
            platforms: conditions.platforms,
            locations: conditions.locations.map(|locations| Scoped {
                include: self.locations("/locations/include", locations.include),
                exclude: self.locations("/locations/exclude", locations.exclude),
            }),
            device_filter: conditions.device_filter,
            user_risk_levels: conditions.user_risk_levels,
            sign_in_risk_levels: conditions.sign_in_risk_levels,
            service_principal_risk_levels: conditions.service_principal_risk_levels,
            insider_risk_levels: conditions.insider_risk_levels,
            agent_id_risk_levels: conditions.agent_id_risk_levels,
            authentication_flows: conditions.authentication_flows,
            client_applications: conditions.client_applications.map(|workloads| self.workloads(workloads)),
            agents: conditions.agents.map(|agents| Agents {
                users: self.service_principals("/agents", ReferenceKind::User, agents.users),
                filter: agents.filter,
            }),
        }
    }

    fn users(&mut self, users: Users<Name>) -> Users<Id> {
        Users {
            include: self.subjects("/users/include", users.include),
            exclude: self.subjects("/users/exclude", users.exclude),
        }
    }

    fn subjects(&mut self, pointer: &str, subjects: Subjects<Name>) -> Subjects<Id> {
        let users = subjects.users.into_iter().map(|user| match user {
            UserRef::All => UserRef::All,
            UserRef::None => UserRef::None,
            UserRef::AllAgentIdUsers => UserRef::AllAgentIdUsers,
            UserRef::User(name) => {
                UserRef::User(self.id(ReferenceKind::User, &format!("{pointer}/users"), &name))
            }
        });
        Subjects {
            users: users.collect(),
            groups: self.ids(ReferenceKind::Group, &format!("{pointer}/groups"), &subjects.groups),
            roles: self.ids(ReferenceKind::Role, &format!("{pointer}/roles"), &subjects.roles),
            all_guests: subjects.all_guests,
            guests: subjects.guests,
        }
    }

    fn applications(&mut self, applications: Applications<Name>) -> Applications<Id> {
        let contexts = &applications.authentication_contexts;
        Applications {
            authentication_contexts: self.ids(
                ReferenceKind::AuthenticationContext,
                "/authenticationContexts",
                contexts,
            ),
            include: self.application_refs("/applications/include", applications.include),
            exclude: self.application_refs("/applications/exclude", applications.exclude),
            filter: applications.filter,
            user_actions: applications.user_actions,
        }
    }

    fn application_refs(
        &mut self,
        pointer: &str,
        refs: Vec<ApplicationRef<Name>>,
    ) -> Vec<ApplicationRef<Id>> {
        let resolved = refs.into_iter().map(|application| match application {
            ApplicationRef::All => ApplicationRef::All,
            ApplicationRef::None => ApplicationRef::None,
            ApplicationRef::Office365 => ApplicationRef::Office365,
            ApplicationRef::MicrosoftAdminPortals => ApplicationRef::MicrosoftAdminPortals,
            ApplicationRef::AllAgentIdResources => ApplicationRef::AllAgentIdResources,
            ApplicationRef::Application(name) => {
                ApplicationRef::Application(self.id(ReferenceKind::Application, pointer, &name))
            }
        });
        resolved.collect()
    }

    fn locations(&mut self, pointer: &str, refs: Vec<LocationRef<Name>>) -> Vec<LocationRef<Id>> {
        let resolved = refs.into_iter().map(|location| match location {
            LocationRef::All => LocationRef::All,
            LocationRef::AllTrusted => LocationRef::AllTrusted,
            LocationRef::MfaTrustedIps => LocationRef::MfaTrustedIps,
            LocationRef::AllCompliantNetworks => LocationRef::AllCompliantNetworks,
            LocationRef::Location(name) => {
                LocationRef::Location(self.id(ReferenceKind::NamedLocation, pointer, &name))
            }
        });
        resolved.collect()
    }

    fn workloads(&mut self, workloads: ClientApplications<Name>) -> ClientApplications<Id> {
        let kind = ReferenceKind::ServicePrincipal;
        ClientApplications {
            service_principals: self.service_principals(
                "/servicePrincipals",
                kind,
                workloads.service_principals,
            ),
            service_principal_filter: workloads.service_principal_filter,
            agent_identities: self.service_principals("/agentIdentities", kind, workloads.agent_identities),
            agent_identity_filter: workloads.agent_identity_filter,
        }
    }

    fn service_principals(
        &mut self,
        pointer: &str,
        kind: ReferenceKind,
        scope: Scoped<ServicePrincipalRef<Name>>,
    ) -> Scoped<ServicePrincipalRef<Id>> {
        let mut side = |key: &str, refs: Vec<ServicePrincipalRef<Name>>| -> Vec<ServicePrincipalRef<Id>> {
            let resolved = refs.into_iter().map(|principal| match principal {
                ServicePrincipalRef::All => ServicePrincipalRef::All,
                ServicePrincipalRef::ServicePrincipal(name) => {
                    ServicePrincipalRef::ServicePrincipal(self.id(kind, &format!("{pointer}/{key}"), &name))
                }
            });
            resolved.collect()
        };
        Scoped { include: side("include", scope.include), exclude: side("exclude", scope.exclude) }
    }

    fn grant(&mut self, grant: GrantControls<Name>) -> GrantControls<Id> {
        let items = grant.items.into_iter().map(|item| match item {
            GrantItem::BuiltIn(control) => GrantItem::BuiltIn(control),
            GrantItem::AuthenticationStrength(name) => GrantItem::AuthenticationStrength(self.id(
                ReferenceKind::AuthenticationStrength,
                "/grant",
                &name,
            )),
            GrantItem::TermsOfUse(name) => {
                GrantItem::TermsOfUse(self.id(ReferenceKind::TermsOfUse, "/grant", &name))
            }
            GrantItem::CustomControl(id) => GrantItem::CustomControl(id),
        });
        GrantControls { operator: grant.operator, items: items.collect() }
    }

    fn session(&mut self, session: SessionControls<Name>) -> SessionControls<Id> {
        let pointer = "/session/globalSecureAccessProfile";
        SessionControls {
            global_secure_access_profile: session
                .global_secure_access_profile
                .map(|name| self.id(ReferenceKind::FilteringProfile, pointer, &name)),
            sign_in_frequency: session.sign_in_frequency,
            persistent_browser: session.persistent_browser,
            application_enforced_restrictions: session.application_enforced_restrictions,
            cloud_app_security: session.cloud_app_security,
            continuous_access_evaluation: session.continuous_access_evaluation,
            token_protection: session.token_protection,
            disable_resilience_defaults: session.disable_resilience_defaults,
        }
    }
}

/// What is wrong with a name.
pub(crate) fn diagnostic(
    kind: ReferenceKind,
    name: &str,
    span: Span,
    fault: NameFault,
    has_directory: bool,
) -> Diagnostic {
    match fault {
        NameFault::Missing { near } => {
            let message = format!("there is no {} `{name}`", kind.words());
            let declare = where_to_declare(kind, has_directory);
            let help = match near {
                Some(near) => format!("did you mean `{near}`? Otherwise {declare}"),
                None => declare,
            };
            Diagnostic::error("unknown-name", span, message).help(help)
        }
        NameFault::Ambiguous(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            let message = format!("the {} `{name}` is ambiguous: {}", kind.words(), ids.join(", "));
            Diagnostic::error("ambiguous-name", span, message).help("write the id that is meant")
        }
    }
}

/// Where a text stands at or under a pointer, whatever short form it is written in; else the nearest parent that is
/// written.
pub(crate) fn span_of_text(tree: &Node, pointer: &str, text: &str) -> Span {
    let mut nearest = tree;
    let mut path = String::new();
    for token in pointer_tokens(pointer) {
        path = pointer_push(&path, &token);
        let Some(node) = tree.at(&path) else { break };
        nearest = node;
    }
    find_text(nearest, text).unwrap_or(nearest).span
}

fn find_text<'a>(node: &'a Node, text: &str) -> Option<&'a Node> {
    match &node.value {
        Value::String(written) => written.eq_ignore_ascii_case(text).then_some(node),
        Value::Sequence(items) => items.iter().find_map(|item| find_text(item, text)),
        Value::Mapping(entries) => entries.iter().find_map(|entry| find_text(&entry.value, text)),
        Value::Null | Value::Bool(_) | Value::Integer(_) => None,
    }
}
