//! Tenants that say they are the same one: what is deployed for either would undo the other.

use std::collections::BTreeMap;

use super::TenantWorkspace;
use super::place::PlaceRoot;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::Node;

/// Refuses tenants with one id, or with one domain, at both places. Each is then incomplete.
pub(super) fn refuse(tenants: &mut [TenantWorkspace], diagnostics: &mut Vec<Diagnostic>) {
    let mut by_id = BTreeMap::new();
    let mut by_domain = BTreeMap::new();
    let mut twins = Vec::new();
    for (index, TenantWorkspace { tenant, .. }) in tenants.iter().enumerate() {
        let id = tenant.tenant_id.map(|id| id.hyphenated().to_string());
        let domain = tenant.domain.as_ref().map(|domain| domain.to_lowercase());
        let same_id = id.and_then(|id| first(&mut by_id, id, index));
        let same_domain = domain.and_then(|domain| first(&mut by_domain, domain, index));
        match (same_id, same_domain) {
            (Some(first), _) => twins.push((first, index, "tenantId", "id")),
            (None, Some(first)) => twins.push((first, index, "tenant", "domain")),
            (None, None) => {}
        }
    }
    for (first, second, key, what) in twins {
        if let (Some(one), Some(other)) = (tenants.get(first), tenants.get(second)) {
            diagnostics.push(twin(one, other, key, what));
        }
        for index in [first, second] {
            if let Some(tenant) = tenants.get_mut(index) {
                tenant.complete = false;
            }
        }
    }
}

/// The first tenant with a value, if it is another one.
fn first(known: &mut BTreeMap<String, usize>, value: String, index: usize) -> Option<usize> {
    let first = *known.entry(value).or_insert(index);
    (first != index).then_some(first)
}

fn twin(one: &TenantWorkspace, other: &TenantWorkspace, key: &str, what: &str) -> Diagnostic {
    let (name, other_name) = (&one.tenant.name, &other.tenant.name);
    let message = format!("`{name}` and `{other_name}` are one tenant: they have the same {what}");
    Diagnostic::error("duplicate-tenant", span(other, key), message)
        .related(span(one, key), "it is here too")
        .help(format!("give each its own {what}, or keep one of the folders"))
        .in_tenant(name)
        .in_tenant(other_name)
}

fn span(workspace: &TenantWorkspace, key: &str) -> Span {
    let tenant = workspace.trees.get(&PlaceRoot::Tenant);
    let value = tenant.and_then(|tenant| tenant.get(key).or(Some(tenant)));
    value.map_or(Span::SYNTHETIC, |value: &Node| value.span)
}
