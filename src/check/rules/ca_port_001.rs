#![doc = include_str!("ca_port_001.md")]

use uuid::Uuid;

use crate::catalogue;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::Id;
use crate::workspace::{Place, PlaceRoot};

pub(super) static RULE: Rule = Rule {
    id: "CA-PORT-001",
    severity: Severity::Warning,
    summary: "an id of one tenant in a shared set",
    explanation: include_str!("ca_port_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let tenant_file = context.workspace.trees.get(&PlaceRoot::Tenant).map(|tree| tree.span.file);
    for (policy, origin) in context.with_origins() {
        let Some(set) = &origin.shared_set else { continue };
        context.each_text(&PlaceRoot::Policy(policy.id.clone()), |pointer, text| {
            let Some(id) = text.as_str().and_then(|text| Id::parse(text).guid()) else { return };
            // What the tenant gave as a value, or changed, is its own.
            if Some(text.span.file) == tenant_file || !is_of_one_tenant(pointer, id) {
                return;
            }
            let message =
                format!("policy `{}` of the shared set `{set}` holds an id of one tenant", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, pointer), message)
                    .help("write the name, which every tenant resolves for itself, or a parameter"),
            );
        });
    }
}

/// Whether what stands at a pointer is another in every tenant. Applications of any vendor have one id everywhere, and
/// tenant ids of guests are those of partners.
fn is_of_one_tenant(pointer: &str, id: Uuid) -> bool {
    const KEYS: [&str; 9] = [
        "/users/include/users",
        "/users/exclude/users",
        "/users/include/groups",
        "/users/exclude/groups",
        "/locations/",
        "/servicePrincipals/",
        "/agentIdentities/",
        "/agents/",
        "/session/globalSecureAccessProfile",
    ];
    if pointer.starts_with("/grant") {
        return pointer.ends_with("/termsOfUse")
            || pointer.ends_with("/authenticationStrength") && catalogue::strength_by_id(id).is_none();
    }
    KEYS.iter().any(|key| pointer.starts_with(key))
}
