//! What a workspace does not say of the strengths that policies use.

use crate::catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{AuthenticationStrength, GrantItem, Id, Policy};
use crate::workspace::export::Export;

/// A workspace refers to the tenant's own strengths by name, and does not say what they allow.
pub(super) fn tell(export: &Export, diagnostics: &mut Vec<Diagnostic>) {
    let is_built_in = |strength: &AuthenticationStrength| {
        strength.id.guid().is_some_and(|id| catalogue::strength_by_id(id).is_some())
    };
    for strength in export.strengths.iter().filter(|strength| !is_built_in(strength)) {
        let mut policies = export.policies.iter();
        let Some(user) = policies.find(|exported| uses_strength(&exported.policy, &strength.id)) else {
            continue;
        };
        let message = format!(
            "what authentication strength `{}` allows is not written: policies refer to it by name",
            strength.display_name
        );
        diagnostics.push(
            Diagnostic::new(Severity::Note, "strength-by-name", user.span, message)
                .help("keep the export in `deployed/`: `check` and `simulate` read there what it allows"),
        );
    }
}

fn uses_strength(policy: &Policy<Id>, strength: &Id) -> bool {
    let items = policy.grant.iter().flat_map(|grant| &grant.items);
    items.into_iter().any(|item| matches!(item, GrantItem::AuthenticationStrength(used) if used == strength))
}
