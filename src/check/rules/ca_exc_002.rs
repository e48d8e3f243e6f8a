#![doc = include_str!("ca_exc_002.md")]

use crate::check::{Change, Context, Finding, Fix, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, Policy, ReferenceKind, UserRef};
use crate::workspace::{Exclusion, ExclusionSubject, Place, PlaceRoot, Spans};

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-002",
    severity: Severity::Warning,
    summary: "an exclusion that is over, or that nobody answers for",
    explanation: include_str!("ca_exc_002.md"),
    aliases: &["EntraZTAssess CA-008"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let as_of = context.workspace.as_of;
    for (policy, written) in context.written() {
        for exclusion in &written.exclusions {
            match exclusion.until {
                Some(until) if until < as_of => found.push(over(policy, exclusion)),
                Some(_) | None => found.extend(incomplete(policy, exclusion)),
            }
        }
        for index in 0..policy.conditions.users.exclude.users.len() {
            let place = context.item(policy, "/users/exclude/users", index);
            let is_documented = written.exclusions.iter().any(|exclusion| exclusion.pointer == place.pointer);
            if !is_documented && !is_explained_by_change(context, &place) {
                found.extend(unexplained(context, policy, index, place));
            }
        }
    }
}

/// An exclusion that has ended, and is not compiled.
fn over(policy: &Policy<Id>, exclusion: &Exclusion) -> Finding {
    let until = exclusion.until.map(|until| until.to_string()).unwrap_or_default();
    let entry = Place::policy(&policy.id, &exclusion.pointer);
    let message = format!("the exclusion of `{}` ended on {until}", subject(&exclusion.subject));
    Finding::new(&RULE, Place::policy(&policy.id, format!("{}/until", exclusion.pointer)), message)
        .help("it is not compiled; remove it, or give it a later `until`")
        .fix(Fix::new("remove the exclusion that has ended", entry, Change::Remove))
}

/// An exclusion that says something about itself, and not all of it.
fn incomplete(policy: &Policy<Id>, exclusion: &Exclusion) -> Option<Finding> {
    let keys = [
        ("reason", exclusion.reason.is_some()),
        ("owner", exclusion.owner.is_some()),
        // A group or a role may be excluded for good; a person, while there is a reason.
        ("until", exclusion.until.is_some() || !matches!(exclusion.subject, ExclusionSubject::User(_))),
    ];
    let missing: Vec<String> =
        keys.into_iter().filter(|(_, is_there)| !is_there).map(|(key, _)| format!("`{key}`")).collect();
    if missing.is_empty() {
        return None;
    }
    let missing = missing.join(" and no ");
    let message = format!("the exclusion of `{}` has no {missing}", subject(&exclusion.subject));
    Some(
        Finding::new(&RULE, Place::policy(&policy.id, &exclusion.pointer), message)
            .severity(Severity::Note)
            .help("say why, whose decision it is and until when"),
    )
}

/// A person who is excluded by name alone.
fn unexplained(context: &Context<'_>, policy: &Policy<Id>, index: usize, place: Place) -> Option<Finding> {
    let UserRef::User(id) = policy.conditions.users.exclude.users.get(index)? else { return None };
    let name = context.name(ReferenceKind::User, id);
    let emergency_access = context.workspace.tenant.emergency_access.as_ref();
    let is_emergency_access = emergency_access.is_some_and(|emergency| {
        emergency.accounts.iter().any(|account| account.eq_ignore_ascii_case(&name))
    });
    if is_emergency_access {
        return None;
    }
    let message = format!("policy `{}` excludes `{name}` and does not say why", policy.id);
    Some(Finding::new(&RULE, place, message).severity(Severity::Note).help(
        "write `{ user: ..., reason: ..., owner: ..., until: ... }`, or use the policy's exclusion group",
    ))
}

/// Whether an entry comes from one of the tenant's changes, which have a reason of their own.
fn is_explained_by_change(context: &Context<'_>, place: &Place) -> bool {
    let span = context.workspace.span(place);
    let tenant = context.workspace.trees.get(&PlaceRoot::Tenant);
    let changes = tenant.and_then(|tree| tree.get("changes"));
    changes.is_some_and(|changes| {
        changes.span.file == span.file && changes.span.start <= span.start && span.end <= changes.span.end
    })
}

fn subject(subject: &ExclusionSubject) -> &str {
    match subject {
        ExclusionSubject::User(name) | ExclusionSubject::Group(name) | ExclusionSubject::Role(name) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    fn messages(exclude: &str, tenant: &str) -> Vec<String> {
        let files = policy_file(&format!("users: {{ include: all, exclude: {exclude} }}\n"))
            .with("tenant.yaml", format!("tenant: contoso.onmicrosoft.com\n{tenant}"))
            .with("tenant.lock.yaml", "users: { bg1@contoso.com: 55555555-5555-5555-5555-555555555555 }\n");
        let mut found = Vec::new();
        check(&Context::new(&loaded(&files), None), &mut found);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn an_exclusion_that_ended_is_removed() {
        let user = "{ user: bg1@contoso.com, reason: r, owner: o, until: 2026-11-23 }";
        let files = policy_file(&format!("users: {{ include: all, exclude: {{ users: [{user}] }} }}\n"))
            .with("tenant.lock.yaml", "users: { bg1@contoso.com: 55555555-5555-5555-5555-555555555555 }\n");
        let mut found = Vec::new();
        check(&Context::new(&loaded(&files), None), &mut found);
        let fix = found.remove(0).fix.unwrap();
        assert_eq!(fix.changes, [(Place::policy("CA001", "/users/exclude/users/0"), Change::Remove)]);
    }

    #[test]
    fn a_change_explains_what_it_adds() {
        let changes = "changes:\n  - policy: CA001\n    add: { users.exclude.users: [bg1@contoso.com] }\n    \
                       reason: travels\n    owner: ravi@contoso.com\n";
        assert_eq!(messages("{ users: [] }", changes), Vec::<String>::new());
        assert_eq!(
            messages("{ users: [bg1@contoso.com] }", ""),
            ["policy `CA001` excludes `bg1@contoso.com` and does not say why"]
        );
    }

    #[test]
    fn emergency_access_needs_no_reason() {
        let emergency_access = "emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com] }\n";
        assert_eq!(messages("{ users: [bg1@contoso.com] }", emergency_access), Vec::<String>::new());
    }
}
