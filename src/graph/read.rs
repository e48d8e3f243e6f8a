//! An export file to the policies and named locations in it.
//!
//! Exports come bare, in lists, in pages of `{"value": […]}`, as templates with their `details`, and nested. What is
//! around the objects is said, never silently left out. What other tools write is translated first.

use serde_json::Value;

use super::Fault;
use super::foreign::{self, Translation};
use super::json::{self, Json, Kind, Member};
use super::related::{self, Named, Organization};
use super::text;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::AuthenticationStrength;
use crate::source::{FileId, SourceMap, Span};

/// How large a file may be, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// What was in a file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file, in the source map.
    pub file: FileId,
    /// The objects, in the order written.
    pub found: Vec<Found>,
    /// What goes by which name, of the objects that policies refer to.
    pub named: Vec<Named>,
    /// Authentication strengths, those that policies hold whole included.
    pub strengths: Vec<AuthenticationStrength>,
    /// The tenants that it says it is of.
    pub organizations: Vec<Organization>,
    /// Whether security defaults are on, where the export says so.
    pub security_defaults: Option<bool>,
    /// Where it shows that this is an export of the v1.0 endpoint, which leaves out what only the beta endpoint has.
    pub v1: Option<Span>,
    /// Whether it is an answer of Graph on policies or named locations, of which there may be none.
    pub is_answer: bool,
    /// What is wrong with the file, in the order of places. With an error in it, what is at that place was not found.
    pub diagnostics: Vec<Diagnostic>,
    /// The first of the other values, and how many there are.
    others: Option<(Span, usize)>,
}

/// An object in a file.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is.
    pub kind: FoundKind,
    /// The object. Of a template, the policy that it makes.
    pub value: Value,
    /// Whether references are names where Graph has ids.
    pub by_name: bool,
    /// The same, with places.
    json: Json,
}

/// What an object in a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundKind {
    /// A policy.
    Policy,
    /// A policy that a template makes: named for it, report-only.
    Template,
    /// A named location.
    NamedLocation,
}

impl Found {
    /// Where the object is.
    pub fn span(&self) -> Span {
        self.json.span
    }

    /// Where a member is, by JSON pointer; where it is missing, what it is missing from.
    pub fn span_at(&self, pointer: &str) -> Span {
        self.json.span_at(pointer)
    }

    /// What decoding found odd, at its place.
    pub fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        let span = if fault.in_value {
            self.json.nearest(&fault.pointer).span
        } else {
            self.span_at(&fault.pointer)
        };
        let diagnostic = Diagnostic::new(fault.severity, fault.code, span, fault.message.clone());
        match &fault.help {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic,
        }
    }
}

/// Reads a file of an export, and adds it to the sources under the path that messages show.
pub fn read(sources: &mut SourceMap, path: &str, bytes: &[u8]) -> Reading {
    if bytes.len() > MAX_BYTES {
        let message = format!("the file is larger than {} MiB", MAX_BYTES >> 20);
        return refused(sources.add(path, ""), "too-large", 0, message);
    }
    let text = match text::decode(bytes) {
        Ok(text) => text,
        Err(fault) => {
            let (message, help, before) = (fault.message(), fault.help(), fault.before());
            let at = before.len();
            let mut reading = refused(sources.add(path, before), "not-text", at, message);
            reading.diagnostics = reading.diagnostics.into_iter().map(|fault| fault.help(help)).collect();
            return reading;
        }
    };
    let file = sources.add(path, text);
    let mut reading = Reading::new(file, Vec::new());
    if let Some(json) = json::parse(file, sources.text(file), &mut reading.diagnostics) {
        reading.item(json);
        reading.tell_others();
    }
    reading.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    reading
}

fn refused(file: FileId, code: &'static str, at: usize, message: String) -> Reading {
    let at = u32::try_from(at).unwrap_or(0);
    let span = Span { file, start: at, end: at };
    Reading::new(file, vec![Diagnostic::error(code, span, message)])
}

impl Reading {
    fn new(file: FileId, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            file,
            found: Vec::new(),
            named: Vec::new(),
            strengths: Vec::new(),
            organizations: Vec::new(),
            security_defaults: None,
            v1: None,
            is_answer: false,
            diagnostics,
            others: None,
        }
    }

    /// Goes no deeper than the parser did.
    fn item(&mut self, json: Json) {
        match foreign::translate(json) {
            Ok(translation) => self.translated(translation),
            Err(json) => self.graph_item(json, FoundKind::Policy, false),
        }
    }

    fn translated(&mut self, translation: Translation) {
        let Translation { objects, templates, by_name, v1, mut diagnostics } = translation;
        self.v1 = self.v1.or(v1);
        self.diagnostics.append(&mut diagnostics);
        let kind = if templates { FoundKind::Template } else { FoundKind::Policy };
        for object in objects {
            self.graph_item(object, kind, by_name);
        }
    }

    /// An item as Graph has it, and what a policy there is.
    fn graph_item(&mut self, json: Json, policy: FoundKind, by_name: bool) {
        self.note_context(&json);
        if is_policy(&json) {
            return self.add(policy, by_name, json);
        }
        if is_named_location(&json) {
            return self.add(FoundKind::NamedLocation, by_name, json);
        }
        if let Some(strength) = related::strength(&json) {
            return self.strengths.push(strength);
        }
        if let Some(organization) = related::organization(&json) {
            return self.organizations.push(organization);
        }
        if let Some(is_enabled) = related::security_defaults(&json) {
            self.security_defaults = Some(is_enabled);
            return;
        }
        let mut named = related::named(&json);
        if !named.is_empty() {
            return self.named.append(&mut named);
        }
        match json.kind {
            Kind::Array(items) => items.into_iter().for_each(|item| self.item(item)),
            Kind::Object(members) if is_refusal(&members) => self.refusal(json.span, &members),
            Kind::Object(members) => match wrapped(&members) {
                Some("details") => match located(members) {
                    Ok(location) => self.add(FoundKind::NamedLocation, false, location),
                    Err(members) => self.template(json.span, members),
                },
                Some(_) => self.page(members),
                None if members.iter().any(|member| holds_objects(&member.value)) => self.parts(members),
                None => self.other(json.span),
            },
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => self.other(json.span),
        }
    }

    fn add(&mut self, kind: FoundKind, by_name: bool, json: Json) {
        if let Some(deleted) = json.get("deletedDateTime").and_then(Json::as_str).filter(|at| !at.is_empty())
        {
            let what = if kind == FoundKind::NamedLocation { "named location" } else { "policy" };
            let day = deleted.get(..10).unwrap_or(deleted);
            let message = format!("this {what} was deleted on {day}; it is left out");
            self.diagnostics.push(Diagnostic::new(Severity::Note, "deleted", json.span, message));
            return;
        }
        if let Some(span) = foreign::cut_off(&json) {
            let message = "PowerShell cut this value off; what it is in is left out";
            let help = "export it again with `ConvertTo-Json -Depth 10`";
            self.diagnostics.push(Diagnostic::error("cut-off", span, message).help(help));
            return;
        }
        let grant = json.get("grantControls");
        let strength = grant.and_then(|grant| grant.get("authenticationStrength"));
        self.strengths.extend(strength.and_then(related::strength));
        self.found.push(Found { kind, value: json.to_value(), by_name, json });
    }

    fn note_context(&mut self, json: &Json) {
        let context = json.members().iter().find(|member| member.key == "@odata.context");
        let is_on = |text: &str| text.contains("#identity/conditionalAccess/");
        self.is_answer |= context.is_some_and(|context| context.value.as_str().is_some_and(is_on));
        let is_v1 = |text: &str| text.contains("/v1.0/") && text.contains("conditionalAccess/policies");
        let context = context.filter(|context| context.value.as_str().is_some_and(is_v1));
        self.v1 = self.v1.or(context.map(|context| context.value.span));
    }

    fn page(&mut self, members: Vec<Member>) {
        for member in members {
            match member.key.as_str() {
                "value" => self.item(member.value),
                "@odata.nextLink" => self.diagnostics.push(
                    Diagnostic::warning("incomplete-export", member.key_span, "this is one page of several")
                        .help("export the pages that follow as well"),
                ),
                key if key.starts_with("@odata.") || key.starts_with("@microsoft.graph.") => {}
                // Windows PowerShell writes it beside the items of some lists.
                "Count" => {}
                key => self.ignored(key, member.key_span, "a page of results"),
            }
        }
    }

    /// Collections that a script put into one object, by names of its choice.
    fn parts(&mut self, members: Vec<Member>) {
        for Member { key, key_span, value } in members {
            match value.kind {
                Kind::Array(_) | Kind::Object(_) => self.item(value),
                Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => {
                    self.ignored(&key, key_span, "an export");
                }
            }
        }
    }

    /// What Graph answers in place of what was asked for.
    fn refusal(&mut self, span: Span, members: &[Member]) {
        let error = members.iter().find(|member| member.key == "error").map(|member| &member.value);
        let said =
            |key: &str| error.and_then(|error| error.get(key)).and_then(Json::as_str).unwrap_or_default();
        let message = format!("Graph refused to answer: {} ({})", said("message"), said("code"));
        self.diagnostics.push(
            Diagnostic::error("refused-by-graph", span, message)
                .help("export it again with an account that may read it, such as with `Policy.Read.All`"),
        );
    }

    /// A template's `details` with its name, in report-only, the state in which templates are made policies.
    fn template(&mut self, span: Span, members: Vec<Member>) {
        let report_only = Json { span, kind: Kind::String("enabledForReportingButNotEnforced".to_owned()) };
        let mut policy = vec![Member { key: "state".to_owned(), key_span: span, value: report_only }];
        let mut details = Vec::new();
        for member in members {
            match (member.key.as_str(), member.value.kind) {
                ("details", Kind::Object(members)) => details = members,
                ("name", kind) => {
                    let value = Json { span: member.value.span, kind };
                    policy.push(Member { key: "displayName".to_owned(), key_span: member.key_span, value });
                }
                ("description", kind) => {
                    policy.push(Member { value: Json { span: member.value.span, kind }, ..member });
                }
                ("id" | "scenarios", _) => {}
                (key, _) if key.contains("@odata.") => {}
                (key, _) => self.ignored(key, member.key_span, "a template"),
            }
        }
        details.retain(|member| !policy.iter().any(|own| own.key == member.key));
        policy.extend(details);
        self.add(FoundKind::Template, false, Json { span, kind: Kind::Object(policy) });
    }

    fn ignored(&mut self, key: &str, span: Span, of: &str) {
        let message = format!("`{key}` is not known as a member of {of}; it is left out");
        self.diagnostics.push(Diagnostic::warning("unknown-member", span, message));
    }

    fn other(&mut self, span: Span) {
        let (_, count) = self.others.get_or_insert((span, 0));
        *count += 1;
    }

    /// One note, for exports of other things hold many.
    fn tell_others(&mut self) {
        let (span, message) = match self.others {
            None => return,
            Some((span, 1)) => {
                (span, "this is neither a policy nor a named location; it is left out".to_owned())
            }
            Some((span, count)) => {
                (span, format!("{count} values are neither policies nor named locations; they are left out"))
            }
        };
        self.diagnostics.push(Diagnostic::new(Severity::Note, "other-object", span, message));
    }
}

/// The named location that stands under `details`, with the name of what wraps it if it has none of its own.
fn located(mut members: Vec<Member>) -> Result<Json, Vec<Member>> {
    let is_location = |member: &Member| member.key == "details" && is_named_location(&member.value);
    let Some(position) = members.iter().position(is_location) else {
        return Err(members);
    };
    let mut location = members.swap_remove(position).value;
    let name = members.into_iter().find(|member| member.key == "name");
    if let (Kind::Object(own), Some(name)) = (&mut location.kind, name)
        && !own.iter().any(|member| member.key == "displayName")
    {
        own.push(Member { key: "displayName".to_owned(), ..name });
    }
    Ok(location)
}

/// Whether it is a page or a list with a policy or a named location in it, or a policy that a script put beside notes of
/// its own.
fn holds_objects(json: &Json) -> bool {
    if json.get("displayName").is_some() && json.get("state").is_some() && is_policy(json) {
        return true;
    }
    let list = match &json.kind {
        Kind::Object(members) => {
            members.iter().find(|member| member.key == "value").map(|page| &page.value.kind)
        }
        list => Some(list),
    };
    let is_known = |item: &Json| is_policy(item) || is_named_location(item);
    matches!(list, Some(Kind::Array(items)) if items.iter().any(is_known))
}

/// Whether it is `{"error": {"code": …}}` (Microsoft Graph, "Error responses", 2024-11).
fn is_refusal(members: &[Member]) -> bool {
    let has_code = |member: &Member| member.value.get("code").and_then(Json::as_str).is_some();
    members.iter().any(|member| member.key == "error" && has_code(member))
}

fn is_policy(json: &Json) -> bool {
    let members = ["conditions", "grantControls", "sessionControls"];
    odata_type(json) == Some("#microsoft.graph.conditionalAccessPolicy") || has_any(json, &members)
}

fn is_named_location(json: &Json) -> bool {
    let members = ["ipRanges", "countriesAndRegions", "compliantNetworkType"];
    odata_type(json).is_some_and(|of_type| of_type.ends_with("NamedLocation")) || has_any(json, &members)
}

fn has_any(json: &Json, keys: &[&str]) -> bool {
    keys.iter().any(|key| json.get(key).is_some())
}

fn odata_type(json: &Json) -> Option<&str> {
    json.get("@odata.type").and_then(Json::as_str)
}

/// The member that holds what an object only wraps.
fn wrapped(members: &[Member]) -> Option<&'static str> {
    let holds =
        |key: &str, fits: fn(&Kind) -> bool| members.iter().any(|m| m.key == key && fits(&m.value.kind));
    if holds("details", |kind| matches!(kind, Kind::Object(_))) {
        Some("details")
    } else if holds("value", |kind| matches!(kind, Kind::Array(_) | Kind::Object(_))) {
        Some("value")
    } else {
        None
    }
}
