//! A policy as a table: every value that it holds, in words, with its place.

use super::place::Places;
use super::vocabulary::{Vocabulary, quoted, unknown_token};
use super::{Row, Subject, Value, circumstances, control, people, resources};
use crate::model::{
    ClientAppType, ConditionSet, Filter, FilterMode, GrantItem, Id, LocationKind, LocationRef, NamedLocation,
    Operator, Policy, ReferenceKind, Scoped, ServicePrincipalRef, State, Subjects, UserRef,
};
use crate::syntax::{Node, pointer_push};
use crate::workspace::{Exclusion, PlaceRoot, Written};

/// Every value of a policy.
pub(super) fn rows(subject: &Subject<'_>, words: Vocabulary<'_>, policy: &Policy<Id>) -> Vec<Row> {
    let managed = subject.workspace.map(|workspace| workspace.policies.iter().zip(&workspace.written));
    let written =
        managed.and_then(|mut all| all.find(|(own, _)| own.id == policy.id)).map(|(_, beyond)| beyond);
    let mut table = Table { places: Places::of_policy(subject, policy), words, rows: Vec::new() };
    if let Some(description) = &policy.description {
        table.row("Purpose", [(description.clone(), "/description".to_owned())]);
    }
    table.row("State", [(state(&policy.state), "/state".to_owned())]);
    if let Some(since) = written.and_then(|written| written.report_only_since) {
        table.row("Report-only since", [(day(since), "/reportOnlySince".to_owned())]);
    }
    if written.is_some_and(|written| written.contingency) {
        table.row(
            "Contingency",
            [("kept disabled on purpose, to be switched on".to_owned(), "/contingency".to_owned())],
        );
    }
    table.people(&policy.conditions, written);
    table.target(&policy.conditions);
    table.circumstances(&policy.conditions);
    table.controls(policy);
    table.unknown(policy);
    if let Some(written) = written {
        table.exclusions(&policy.conditions.users.exclude, written);
    }
    table.changes(subject, policy);
    table.rows
}

/// The named locations that policies look at, a row each.
pub(super) fn locations(subject: &Subject<'_>, words: Vocabulary<'_>, policies: &[&Policy<Id>]) -> Vec<Row> {
    let references: Vec<&LocationRef<Id>> = policies
        .iter()
        .filter_map(|policy| policy.conditions.locations.as_ref())
        .flat_map(|scope| scope.include.iter().chain(&scope.exclude))
        .collect();
    let all_trusted = references.contains(&&LocationRef::AllTrusted);
    let used = words.locations.iter().filter(|location| {
        let is_named = |reference: &&LocationRef<Id>| {
            matches!(reference, LocationRef::Location(id) if *id == location.id)
        };
        references.iter().any(is_named) || (all_trusted && may_be_trusted(location))
    });
    used.map(|location| {
        let places = Places::of_location(subject, location);
        let parts = circumstances::location_parts(location).into_iter();
        let values = parts.map(|(text, pointer)| Value { text, place: places.at(&pointer) });
        Row { label: location.display_name.clone(), values: values.collect() }
    })
    .collect()
}

fn may_be_trusted(location: &NamedLocation) -> bool {
    match &location.kind {
        LocationKind::Ip { trusted, .. } | LocationKind::CompliantNetwork { trusted } => *trusted,
        LocationKind::Country { .. } => false,
        LocationKind::Unknown => true,
    }
}

/// A state as people call it.
pub(super) fn state(state: &State) -> String {
    match state {
        State::Enabled => "enabled: it decides".to_owned(),
        State::ReportOnly => "report-only: it is recorded, and decides nothing".to_owned(),
        State::Disabled => "disabled: it is not evaluated".to_owned(),
        State::Unknown(token) => unknown_token("the state", token),
    }
}

fn day(date: chrono::NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

struct Table<'a> {
    places: Places<'a>,
    words: Vocabulary<'a>,
    rows: Vec<Row>,
}

impl Table<'_> {
    /// Adds values with their pointers; nothing for no values.
    fn row(&mut self, label: &str, values: impl IntoIterator<Item = (String, String)>) {
        let value = |(text, pointer): (String, String)| Value { text, place: self.places.at(&pointer) };
        let values: Vec<Value> = values.into_iter().map(value).collect();
        if !values.is_empty() {
            self.rows.push(Row { label: label.to_owned(), values });
        }
    }

    /// Adds the values of a list, each with the pointer of its entry.
    fn list<T>(&mut self, label: &str, pointer: &str, items: &[T], say: impl Fn(&T) -> String) {
        self.row(label, items.iter().enumerate().map(|(index, item)| (say(item), entry(pointer, index))));
    }

    fn default(&mut self, label: &str, text: &str) {
        let value = Value { text: text.to_owned(), place: self.places.default() };
        self.rows.push(Row { label: label.to_owned(), values: vec![value] });
    }

    fn people(&mut self, conditions: &ConditionSet<Id>, written: Option<&Written>) {
        let users = &conditions.users;
        let excluded = written.map_or(&[][..], |written| &written.exclusions);
        let include = self.subjects("/users/include", &users.include, &[]);
        let exclude = self.subjects("/users/exclude", &users.exclude, excluded);
        self.row("Who", include);
        self.row("Except", exclude);
        if let Some(reason) = written.and_then(|written| written.emergency_access_included.as_ref()) {
            let text = format!("included on purpose: {reason}");
            self.row("Emergency access", [(text, "/emergencyAccess".to_owned())]);
        }
        if let Some(clients) = &conditions.client_applications {
            let filter = clients.service_principal_filter.as_ref();
            let words = &people::SERVICE_PRINCIPALS;
            self.identities(
                "Service principals",
                "/servicePrincipals",
                words,
                &clients.service_principals,
                filter,
            );
            let filter = clients.agent_identity_filter.as_ref();
            let words = &people::AGENT_IDENTITIES;
            self.identities("Agent identities", "/agentIdentities", words, &clients.agent_identities, filter);
        }
        if let Some(agents) = &conditions.agents {
            self.identities(
                "Agent users",
                "/agents",
                &people::AGENT_USERS,
                &agents.users,
                agents.filter.as_ref(),
            );
        }
    }

    fn subjects(
        &self,
        pointer: &str,
        subjects: &Subjects<Id>,
        exclusions: &[Exclusion],
    ) -> Vec<(String, String)> {
        let words = self.words;
        let (users, roles, groups, guests) = (
            pointer_push(pointer, "users"),
            pointer_push(pointer, "roles"),
            pointer_push(pointer, "groups"),
            pointer_push(pointer, "guests"),
        );
        let mut values: Vec<(String, String)> = Vec::new();
        values.extend(
            subjects
                .users
                .iter()
                .enumerate()
                .map(|(index, user)| (user_words(words, user), entry(&users, index))),
        );
        let named = |kind, what, list: &str, ids: &[Id]| -> Vec<(String, String)> {
            let say = |id: &Id| format!("{what} {}", words.said(kind, id));
            ids.iter().enumerate().map(|(index, id)| (say(id), entry(list, index))).collect()
        };
        values.extend(named(ReferenceKind::Role, "role", &roles, &subjects.roles));
        values.extend(named(ReferenceKind::Group, "group", &groups, &subjects.groups));
        if subjects.all_guests {
            values.push((people::ALL_GUESTS.to_owned(), guests.clone()));
        }
        values.extend(subjects.guests.as_ref().map(|of| (people::guests_of(of), guests)));
        for (text, pointer) in &mut values {
            if let Some(exclusion) = exclusions.iter().find(|exclusion| exclusion.pointer == *pointer) {
                text.push_str(&circumstance(exclusion));
            }
        }
        values
    }

    fn identities(
        &mut self,
        label: &str,
        pointer: &str,
        kind: &people::IdentityWords,
        scope: &Scoped<ServicePrincipalRef<Id>>,
        filter: Option<&Filter>,
    ) {
        let words = self.words;
        let say = |identity: &ServicePrincipalRef<Id>| match identity {
            ServicePrincipalRef::All => kind.every.to_owned(),
            ServicePrincipalRef::ServicePrincipal(id) => words.name(ReferenceKind::ServicePrincipal, id),
        };
        self.list(label, &format!("{pointer}/include"), &scope.include, say);
        self.list(&format!("{label}, except"), &format!("{pointer}/exclude"), &scope.exclude, say);
        self.filter(label, &format!("{pointer}/filter"), filter);
    }

    fn filter(&mut self, label: &str, pointer: &str, filter: Option<&Filter>) {
        if let Some(filter) = filter {
            let mode = match filter.mode {
                FilterMode::Include => "by attributes",
                FilterMode::Exclude => "except by attributes",
            };
            self.row(&format!("{label}, {mode}"), [(format!("`{}`", filter.rule), pointer.to_owned())]);
        }
    }

    fn target(&mut self, conditions: &ConditionSet<Id>) {
        let words = self.words;
        let applications = &conditions.applications;
        let say = |found: &_| resources::application(words, found);
        self.list("Resources", "/applications/include", &applications.include, say);
        self.list("Except resources", "/applications/exclude", &applications.exclude, say);
        self.filter("Resources", "/applications/filter", applications.filter.as_ref());
        self.list("User actions", "/userActions", &applications.user_actions, resources::user_action);
        self.list(
            "Authentication contexts",
            "/authenticationContexts",
            &applications.authentication_contexts,
            |context| words.name(ReferenceKind::AuthenticationContext, context),
        );
    }

    fn circumstances(&mut self, conditions: &ConditionSet<Id>) {
        let words = self.words;
        if conditions.client_app_types.is_empty() {
            self.default("Clients", EVERY_CLIENT);
        } else {
            let every = circumstances::covers_every_client(&conditions.client_app_types);
            self.list("Clients", "/clientAppTypes", &conditions.client_app_types, |client| {
                if every && *client == ClientAppType::All {
                    EVERY_CLIENT.to_owned()
                } else {
                    circumstances::client(client)
                }
            });
        }
        if let Some(scope) = &conditions.platforms {
            self.list("Device platforms", "/platforms/include", &scope.include, circumstances::platform);
            self.list("Except platforms", "/platforms/exclude", &scope.exclude, circumstances::platform);
        }
        if let Some(scope) = &conditions.locations {
            let say = |location: &_| circumstances::location(words, location);
            self.list("Locations", "/locations/include", &scope.include, say);
            self.list("Except locations", "/locations/exclude", &scope.exclude, say);
        }
        if let Some(filter) = &conditions.device_filter {
            let (label, key) = match filter.mode {
                FilterMode::Include => ("Devices", "include"),
                FilterMode::Exclude => ("Except devices", "exclude"),
            };
            self.row(label, [(format!("`{}`", filter.rule.text()), format!("/deviceFilter/{key}"))]);
        }
        for (label, pointer, levels) in [
            ("User risk", "/userRiskLevels", &conditions.user_risk_levels),
            ("Sign-in risk", "/signInRiskLevels", &conditions.sign_in_risk_levels),
            (
                "Service principal risk",
                "/servicePrincipalRiskLevels",
                &conditions.service_principal_risk_levels,
            ),
            ("Agent risk", "/agentIdRiskLevels", &conditions.agent_id_risk_levels),
        ] {
            self.list(label, pointer, levels, circumstances::risk_level);
        }
        let insider = &conditions.insider_risk_levels;
        self.list("Insider risk", "/insiderRiskLevels", insider, circumstances::insider_risk_level);
        let flows = &conditions.authentication_flows;
        self.list("Authentication flows", "/authenticationFlows", flows, circumstances::flow);
    }

    fn controls(&mut self, policy: &Policy<Id>) {
        let words = self.words;
        if let Some(grant) = &policy.grant {
            let label = match (grant.is_block(), grant.operator, grant.items.as_slice()) {
                (true, _, _) => "Access",
                (false, _, [_]) => "Requires",
                (false, Operator::And, _) => "Requires all of",
                (false, Operator::Or, _) => "Requires one of",
            };
            let strength = |item: &GrantItem<Id>| match item {
                GrantItem::AuthenticationStrength(id) => {
                    words.strength(id).and_then(control::strength_methods)
                }
                GrantItem::BuiltIn(_) | GrantItem::TermsOfUse(_) | GrantItem::CustomControl(_) => None,
            };
            let say = |item: &GrantItem<Id>| {
                let item_words = control::grant_item(words, item);
                let methods = strength(item).map(|methods| format!(": {methods}")).unwrap_or_default();
                format!("{item_words}{methods}")
            };
            let pointer = match (grant.operator, grant.items.as_slice()) {
                (_, [_]) => "/grant",
                (Operator::And, _) => "/grant/allOf",
                (Operator::Or, _) => "/grant/anyOf",
            };
            self.list(label, pointer, &grant.items, say);
        }
        if let Some(session) = &policy.session {
            let controls = control::session(words, session);
            self.row(
                "Session",
                controls.into_iter().map(|(key, phrase)| (phrase, format!("/session/{key}"))),
            );
        }
        if policy.grant.is_none() && policy.session.is_none() {
            self.default("Access", "nothing is asked");
        }
    }

    fn unknown(&mut self, policy: &Policy<Id>) {
        let values = policy.unknown.0.iter().map(|(pointer, value)| {
            (format!("{} = {value}", quoted(pointer)), pointer_push("/graph", pointer))
        });
        self.row("Not known here", values);
    }

    /// Exclusions that do not count on the day: they are over, or still ahead.
    fn exclusions(&mut self, exclude: &Subjects<Id>, written: &Written) {
        let counts = |exclusion: &&Exclusion| {
            let mut tokens = exclusion.pointer.rsplit('/');
            let index = tokens.next().and_then(|token| token.parse::<usize>().ok());
            let in_force = match tokens.next() {
                Some("users") => exclude.users.len(),
                Some("groups") => exclude.groups.len(),
                Some(_) | None => exclude.roles.len(),
            };
            index.is_some_and(|index| index >= in_force)
        };
        let values = written.exclusions.iter().filter(counts).map(|exclusion| {
            use crate::workspace::ExclusionSubject::{Group, Role, User};
            let (User(name) | Group(name) | Role(name)) = &exclusion.subject;
            (format!("{}{}", quoted(name), circumstance(exclusion)), exclusion.pointer.clone())
        });
        self.row("Not excepted now", values);
    }

    /// What `tenant.yaml` changes about a policy of a shared set.
    fn changes(&mut self, subject: &Subject<'_>, policy: &Policy<Id>) {
        let tenant = subject.workspace.and_then(|workspace| workspace.trees.get(&PlaceRoot::Tenant));
        let changes = tenant.and_then(|tenant| tenant.get("changes")).map_or(&[][..], Node::items);
        let text = |node: &Node, key| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let values: Vec<Value> = changes
            .iter()
            .filter(|change| text(change, "policy").as_deref() == Some(policy.id.as_str()))
            .map(|change| {
                let what = ["set", "remove", "add"].into_iter().flat_map(|verb| {
                    let entries = change.get(verb).map_or(&[][..], Node::entries);
                    entries.iter().map(move |entry| format!("{verb} {}", entry.key))
                });
                let what: Vec<String> = what.collect();
                let beside = ["reason", "owner", "from", "until"]
                    .into_iter()
                    .filter_map(|key| Some(format!("{key}: {}", text(change, key)?)));
                let text = format!("{} ({})", what.join(", "), beside.collect::<Vec<_>>().join("; "));
                Value { text, place: self.places.shown_at(change.span) }
            })
            .collect();
        if !values.is_empty() {
            self.rows.push(Row { label: "Changed in tenant.yaml".to_owned(), values });
        }
    }
}

const EVERY_CLIENT: &str = "every client, legacy authentication included";

fn entry(list: &str, index: usize) -> String {
    format!("{list}/{index}")
}

fn user_words(words: Vocabulary<'_>, user: &UserRef<Id>) -> String {
    match user {
        UserRef::All => "everyone".to_owned(),
        UserRef::None => "nobody".to_owned(),
        UserRef::AllAgentIdUsers => "every agent user".to_owned(),
        UserRef::User(id) => format!("user {}", words.said(ReferenceKind::User, id)),
    }
}

/// Why an exclusion is there, and for how long.
fn circumstance(exclusion: &Exclusion) -> String {
    let Exclusion { pointer: _, subject: _, reason, owner, from, until } = exclusion;
    let parts = [
        reason.clone(),
        owner.as_ref().map(|owner| format!("owner {owner}")),
        from.map(|from| format!("from {}", day(from))),
        until.map(|until| format!("until {}", day(until))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}
