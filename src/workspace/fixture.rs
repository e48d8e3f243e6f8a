//! Workspaces in memory, for tests.

use chrono::NaiveDate;

use super::{Loaded, Memory, TenantWorkspace, compile, load};
use crate::diagnostic::Diagnostic;
use crate::model::{Id, Policy};
use crate::source::Span;

pub(super) const TENANT: &str = "\
tenant: contoso.onmicrosoft.com
tenantId: 11111111-1111-1111-1111-111111111111
";

pub(super) const POLICY: &str = "\
id: CA001
name: CA001-Global-Block
state: enabled
users: {include: all}
applications: {include: all}
grant: block
";

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn contoso(tenant: &str) -> Memory {
    Memory::default().with("contoso/tenant.yaml", format!("{TENANT}{tenant}"))
}

pub(super) fn loaded(files: &Memory) -> Loaded {
    load(files, "", day("2026-12-01")).unwrap()
}

pub(super) fn rendered(loaded: &Loaded, span: Span, message: &str) -> String {
    format!("{}:{}: {message}", loaded.sources.path(span.file), loaded.sources.line_column(span))
}

pub(super) fn messages(loaded: &Loaded) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| rendered(loaded, diagnostic.span, &diagnostic.message);
    loaded.diagnostics.iter().map(line).collect()
}

/// The messages of a tenant which must not compile.
pub(super) fn faults(files: &Memory) -> Vec<String> {
    let loaded = loaded(files);
    for tenant in &loaded.tenants {
        assert!(!tenant.complete);
        assert!(compile(tenant).is_err());
    }
    messages(&loaded)
}

/// The only tenant of a workspace without faults.
pub(super) fn sound(files: &Memory) -> TenantWorkspace {
    let mut loaded = loaded(files);
    assert_eq!(messages(&loaded), Vec::<String>::new());
    let tenant = loaded.tenants.remove(0);
    assert!(tenant.complete);
    tenant
}

pub(super) fn excluded_groups(policy: &Policy<Id>) -> Vec<String> {
    policy.conditions.users.exclude.groups.iter().map(ToString::to_string).collect()
}

pub(super) const GEO: &str = "\
id: CA002
name: CA002-Geo
state: reportOnly
users: {include: all, exclude: {groups: [$(id) - Exclude]}}
applications: {include: all}
locations: {include: all, exclude: [Home, $(offices)]}
grant: block
";

pub(super) const HOME: &str = "\
locations:
  - {name: Home, countries: $(countries), includeUnknownCountries: false, countryLookupMethod: clientIpAddress}
";

pub(super) const GEO_PARAMETERS: &str = "  countries: {type: countries, description: Where the client works}
  offices: {type: locations, default: [], description: Office networks}
";

pub(super) fn geo(tenant: &str) -> Memory {
    with_baseline(tenant, GEO_PARAMETERS, GEO)
        .with("baseline/locations.yaml", HOME)
        .with("baseline/groups.yaml", "groups: [{name: CA002 - Exclude}]\n")
}

pub(super) const GEO_USE: &str = "baselines: [{from: ../baseline, values: {countries: [IN, AE]}}]\n";

pub(super) fn with_baseline(tenant: &str, parameters: &str, policy: &str) -> Memory {
    contoso(tenant)
        .with("baseline/baseline.yaml", format!("parameters:\n{parameters}"))
        .with("baseline/policies/CA002-Geo.yaml", policy)
}
