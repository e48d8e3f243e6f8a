//! Comments that allow what rules find, such as `# gatewright: allow CA-STR-005 the portal shows it so`.
//!
//! A shared set is read by several tenants, and a comment in it allows nothing only if it does so for none of them. So
//! each tenant is judged by itself, and [`conclude`] puts them together. Only what rules find can be allowed.

mod directive;

use std::collections::{BTreeMap, BTreeSet};

use super::rules::ca_rule_002::RULE;
use super::{Context, Rule, check, edits, settings};
use crate::diagnostic::{Diagnostic, Fix, Label, Severity};
use crate::source::{FileId, SourceMap, Span};
use directive::{Directive, Part};

/// A problem that fails nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The problem.
    pub diagnostic: Diagnostic,
    /// Why it is accepted.
    pub acceptance: Acceptance,
}

/// Why a problem is accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acceptance {
    /// A comment allows it, for this reason.
    Allowed(String),
    /// It is recorded as known.
    Known,
}

/// What the rules find in one tenant.
#[derive(Debug)]
pub struct Judged {
    found: Vec<Diagnostic>,
    allowed: Vec<Accepted>,
    comments: Comments,
    /// The files that the tenant's documents are in.
    reads: BTreeSet<FileId>,
}

/// What the rules find in every tenant together.
#[derive(Debug, Default)]
pub struct Judgment {
    /// What nobody allows, and what is wrong with the comments.
    pub found: Vec<Diagnostic>,
    /// What comments allow.
    pub allowed: Vec<Accepted>,
}

/// The parts of the comments to this program, by their places.
type Comments = BTreeMap<Span, Use>;

/// What a part of a comment does.
#[derive(Debug, Default)]
struct Use {
    /// Whether it allows something, or may for all that is known.
    allows: bool,
    /// What to say for each tenant if it allows nothing; none where nothing follows from that.
    complaints: Vec<Diagnostic>,
}

/// Runs every rule on one tenant, and tells what its comments allow. The files are those that it was loaded from.
pub fn judge(context: &Context<'_>, sources: &SourceMap) -> Judged {
    let workspace = context.workspace;
    let directives: Vec<Directive<'_>> = workspace.remarks.iter().filter_map(directive::read).collect();
    let severity = settings::severity(&workspace.rules, &RULE, RULE.severity);
    let mut comments = Comments::new();
    for directive in &directives {
        for part in &directive.parts {
            let complaint = severity.and_then(|severity| complaint(context, severity, directive, part));
            let allows = part.fault.is_none() && may_allow(context, part);
            comments.insert(part.span, Use { allows, complaints: complaint.into_iter().collect() });
        }
    }
    let (mut found, mut allowed) = (Vec::new(), Vec::new());
    let mut written = edits::Written::new(sources);
    for finding in check(context) {
        let mut diagnostic = finding.diagnostic(workspace).in_tenant(&workspace.tenant.name);
        diagnostic.fix = finding.fix.as_ref().and_then(|fix| written.fix(workspace, fix));
        let reason = allowing(&directives, finding.rule, diagnostic.span, &mut comments);
        match reason.map(|reason| Acceptance::Allowed(reason.to_owned())) {
            Some(acceptance) => allowed.push(Accepted { diagnostic, acceptance }),
            None => found.push(diagnostic),
        }
    }
    for part in directives.iter().flat_map(|directive| &directive.parts) {
        let idle = comments.get_mut(&part.span).filter(|used| !used.allows && part.fault.is_none());
        if let Some(used) = idle {
            show_what_was_meant(part, &found, used);
        }
    }
    let reads = workspace.trees.values().map(|tree| tree.span.file).collect();
    Judged { found, allowed, comments, reads }
}

/// Puts what was found in each tenant together, with the comments that allow nothing in any of them.
pub fn conclude(tenants: impl IntoIterator<Item = Judged>) -> Judgment {
    let mut tenants: Vec<Judged> = tenants.into_iter().collect();
    keep_common_fixes(&mut tenants);
    let mut judgment = Judgment::default();
    let mut comments = Comments::new();
    for tenant in tenants {
        judgment.found.extend(tenant.found);
        judgment.allowed.extend(tenant.allowed);
        for (span, used) in tenant.comments {
            let known = comments.entry(span).or_default();
            known.allows |= used.allows;
            known.complaints.extend(used.complaints);
        }
    }
    let idle = comments.into_values().filter(|used| !used.allows);
    judgment.found.extend(idle.flat_map(|used| used.complaints));
    judgment
}

/// Takes away the fixes of files that several tenants read, unless all of those ask for the same: what is right for one
/// may be wrong for another.
fn keep_common_fixes(tenants: &mut [Judged]) {
    let mut readers: BTreeMap<FileId, BTreeSet<usize>> = BTreeMap::new();
    let mut asking: BTreeMap<(&'static str, Fix), BTreeSet<usize>> = BTreeMap::new();
    for (position, tenant) in tenants.iter().enumerate() {
        for file in &tenant.reads {
            readers.entry(*file).or_default().insert(position);
        }
        for diagnostic in &tenant.found {
            if let Some(fix) = &diagnostic.fix {
                asking.entry((diagnostic.code, fix.clone())).or_default().insert(position);
            }
        }
    }
    for diagnostic in tenants.iter_mut().flat_map(|tenant| &mut tenant.found) {
        let Some(fix) = diagnostic.fix.take() else { continue };
        let key = (diagnostic.code, fix);
        let is_common = asking.get(&key).is_some_and(|asking| {
            let mut reading = key.1.edits.iter().filter_map(|edit| readers.get(&edit.span.file));
            reading.all(|reading| reading.is_subset(asking))
        });
        diagnostic.fix = is_common.then_some(key.1);
    }
}

/// The reason of the innermost comment that allows what a rule finds in a place. Each that does is in use.
fn allowing<'a>(
    directives: &[Directive<'a>],
    rule: &Rule,
    place: Span,
    comments: &mut Comments,
) -> Option<&'a str> {
    let mut innermost: Option<(u32, &str)> = None;
    for directive in directives {
        let Some(about) = directive.about.filter(|about| about.contains(place)) else { continue };
        let Some(reason) = directive.reason else { continue };
        for part in directive.parts.iter().filter(|part| part.names(rule)) {
            if let Some(used) = comments.get_mut(&part.span) {
                used.allows = true;
            }
            let length = about.end - about.start;
            if innermost.is_none_or(|(shortest, _)| length < shortest) {
                innermost = Some((length, reason));
            }
        }
    }
    innermost.map(|(_, reason)| reason)
}

/// Where a comment allows nothing, but the rule finds something elsewhere in the file, that is likely what was meant.
fn show_what_was_meant(part: &Part<'_>, found: &[Diagnostic], used: &mut Use) {
    let in_file = |found: &&Diagnostic| {
        found.span.file == part.span.file && part.rules().any(|rule| rule.id == found.code)
    };
    let distance = |found: &&Diagnostic| found.span.start.abs_diff(part.span.start);
    let Some(nearest) = found.iter().filter(in_file).min_by_key(distance) else { return };
    for complaint in &mut used.complaints {
        complaint.help =
            Some(format!("put the comment on the line of what `{}` finds, or above that", part.name));
        complaint.related.push(Label { span: nearest.span, message: "found here".to_owned() });
    }
}

/// What to say of a part of a comment if it allows nothing in the tenant.
fn complaint(
    context: &Context<'_>,
    severity: Severity,
    directive: &Directive<'_>,
    part: &Part<'_>,
) -> Option<Diagnostic> {
    let workspace = context.workspace;
    let (message, help) = match &part.fault {
        Some(fault) => fault.clone(),
        None if !is_judged(context, part) => return None,
        None if directive.about.is_none() => (
            format!("this comment is about nothing, so it does not allow `{}`", part.name),
            "put it on the line on which the value begins, or above that".to_owned(),
        ),
        None => (
            format!("`{}` finds nothing here that a comment could allow", part.name),
            match directive.parts.as_slice() {
                [_] => "remove the comment".to_owned(),
                _ => format!("remove `{}` from the comment", part.name),
            },
        ),
    };
    Some(
        Diagnostic::new(severity, RULE.id, part.span, message)
            .help(help)
            .at(part.name)
            .in_tenant(&workspace.tenant.name),
    )
}

/// Whether one of the rules that a part names is on.
fn is_judged(context: &Context<'_>, part: &Part<'_>) -> bool {
    part.rules().any(|rule| settings::is_on(&context.workspace.rules, rule))
}

/// Whether a part may allow something that cannot be found: in what could not be read, or by a rule that looks into the
/// directory, of which there is no export where there is no personal data, as in a pipeline.
fn may_allow(context: &Context<'_>, part: &Part<'_>) -> bool {
    let is_known =
        context.directory.is_some_and(|directory| directory.people_known && directory.groups_known);
    !context.workspace.complete
        || (!is_known && part.rules().any(|rule| LOOK_INTO_DIRECTORY.contains(&rule.id)))
}

/// Rules that find less without a directory export.
const LOOK_INTO_DIRECTORY: &[&str] = &[
    "CA-EXC-003",
    "CA-EXC-004",
    "CA-LIC-001",
    "CA-LIC-003",
    "CA-LIC-004",
    "CA-LOCK-001",
    "CA-STR-002",
    "CA-STR-016",
    "CA-TRAP-001",
    "CA-TRAP-004",
];

#[cfg(test)]
mod tests;
