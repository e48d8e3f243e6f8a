use super::*;
use crate::condition::World;
use crate::promise::{self, Attacker, Loss};
use crate::report::schemas::{ResultKind, assert_valid};
use crate::space::{DEFAULT_BOUND, Settings, Version};
use crate::workspace::{Loader, Memory, TenantWorkspace};

const INVARIANTS: &str = "invariants:
  - { name: shut, always: { outcome: blocked } }
  - { name: somebody, somePath: { outcome: granted } }
";

const LEGACY: &str = "clientAppTypes: [other]\ngrant";

fn contoso() -> TenantWorkspace {
    let policy = "id: CA001\nname: CA001\nstate: enabled\nusers: { include: all }
applications: { include: [office365] }\ngrant: mfa\n";
    let files = Memory::default()
        .with("contoso/tenant.yaml", "tenant: contoso.onmicrosoft.com\n")
        .with("contoso/tests/a.yaml", INVARIANTS)
        .with("contoso/policies/CA001.yaml", policy)
        .with("contoso/policies/CA002.yaml", policy.replace("CA001", "CA002"))
        .with("contoso/policies/CA003.yaml", policy.replace("CA001", "CA003").replace("grant", LEGACY));
    let mut loader = Loader::new(&files, "2026-11-24".parse().unwrap());
    loader.tenant("contoso", None);
    let mut found = loader.finish();
    assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
    found.tenants.remove(0)
}

fn of_contoso<R>(work: impl FnOnce(About<'_>, Version<'_>, Settings<'_>, &TenantWorkspace) -> R) -> R {
    let tenant = contoso();
    let directory = Directory::default();
    let world = World::new(&directory, &tenant.tenant, &tenant.locations, &tenant.strengths);
    let version = Version { world: &world, policies: &tenant.policies };
    let about =
        About { tenant: "contoso", directory: &directory, policies: &tenant.policies, shows_names: false };
    work(about, version, Settings { names: &tenant.names, bound: DEFAULT_BOUND }, &tenant)
}

fn assert_json(document: &str) {
    assert_valid(ResultKind::Prove, &serde_json::from_str(document).unwrap());
}

#[test]
fn json_is_as_its_schema_says() {
    of_contoso(|about, version, settings, tenant| {
        let promises: Vec<_> = promise::resolve(tenant).into_iter().map(|(promise, _)| promise).collect();
        let proofs = promise::prove(version, &promises, &promise::Supposing::default(), settings).unwrap();
        let lost = Some((Loss::Mfa, promise::lost(Loss::Mfa, version, settings).unwrap()));
        let report =
            Report { about, proofs, unresolved: Vec::new(), attacker: Attacker::ChoosesConditions, lost };
        assert_json(&json(&[report], &[], true));
        let found = Found { about, gaps: promise::gaps(version, settings).unwrap() };
        assert!(!found.gaps.found.is_empty());
        assert_json(&gaps_json(&[found], &[], true));
        let found = Found { about, gaps: promise::gaps(version, settings).unwrap() };
        assert_json(&gaps_json(&[found], &["fabrikam".to_owned()], false));
        let needless = promise::needless(version, settings).unwrap();
        assert!(!needless.idle.is_empty() && needless.legacy.is_some());
        let found = FoundNeedless { about, needless };
        assert_json(&needless_json(&[found], &[], true));
    });
}
