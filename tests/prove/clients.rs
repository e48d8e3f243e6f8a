//! The clients of the examples, as `prove` goes through them.

use std::path::Path;

use gatewright::condition::World;
use gatewright::directory::{self, Directory};
use gatewright::engine::{Scratch, Table};
use gatewright::model::{Id, Match, Policy};
use gatewright::promise::Counterexample;
use gatewright::replay::{PolicySide, Proposal, SwitchOn};
use gatewright::space::{DEFAULT_BOUND, Settings, Version};
use gatewright::workspace::{Loader, Memory, TenantWorkspace};

pub(crate) struct Client {
    pub(crate) workspace: TenantWorkspace,
    pub(crate) directory: Directory,
    pub(crate) side: PolicySide,
}

impl Client {
    pub(crate) fn name(&self) -> &str {
        &self.workspace.tenant.name
    }

    pub(crate) fn world(&self) -> World<'_> {
        World::new(&self.directory, &self.workspace.tenant, &self.side.locations, &self.side.strengths)
    }

    pub(crate) fn settings(&self) -> Settings<'_> {
        Settings { names: &self.workspace.names, bound: DEFAULT_BOUND }
    }

    pub(crate) fn with_version<R>(&self, work: impl FnOnce(Version<'_>, Settings<'_>) -> R) -> R {
        work(Version { world: &self.world(), policies: &self.side.policies }, self.settings())
    }
}

fn files(folder: &str, found: &mut Vec<(String, Vec<u8>)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return };
    let mut entries: Vec<_> = entries.map(Result::unwrap).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            files(&path, found);
        } else {
            found.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
}

/// Contoso and the clients of the partner, as they are written or with report-only policies switched on.
pub(crate) fn clients(switch_on: &SwitchOn) -> Vec<Client> {
    let mut all = Vec::new();
    files("examples", &mut all);
    files("policies", &mut all);
    let tenants: Vec<String> =
        all.iter().filter_map(|(path, _)| path.strip_suffix("/tenant.yaml").map(str::to_owned)).collect();
    let repository: Memory = all.iter().cloned().collect();
    let clients = tenants.iter().map(|folder| {
        let evidence = format!("{folder}/directory/");
        let evidence: Vec<_> = all.iter().filter(|(path, _)| path.starts_with(&evidence)).cloned().collect();
        let (directory, _) = directory::read(&evidence);
        let mut loader = Loader::new(&repository, "2026-11-24".parse().unwrap());
        loader.tenant(folder, Some(&directory));
        let mut found = loader.finish();
        let workspace = found.tenants.remove(0);
        assert!(workspace.complete, "{folder}: {:?}", found.diagnostics);
        let side = Proposal::of(&workspace, workspace.deployed.as_ref(), switch_on).as_if;
        Client { workspace, directory, side }
    });
    let clients: Vec<Client> = clients.collect();
    assert!(clients.len() > 12, "contoso and twelve clients");
    clients
}

/// Has the engine decide a sign-in under some policies as it would a recorded one, and gives those that surely apply.
pub(crate) fn applying(client: &Client, policies: &[Policy<Id>], shown: &Counterexample) -> Vec<usize> {
    let world = client.world();
    let table = Table::new(&world, policies);
    let mut scratch = Scratch::default();
    let decision = table.decide(&mut scratch, &shown.witness.sign_in);
    let surely = decision.contributions.iter().filter(|found| found.applies == Match::Yes);
    surely.map(|found| found.policy).collect()
}
