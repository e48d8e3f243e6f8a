//! What a set asks everywhere, and how two versions differ, exactly, on sets that are hard to go through.

use gatewright::condition::World;
use gatewright::directory::Directory;
use gatewright::space::{DEFAULT_BOUND, Settings, Space, Version};
use gatewright::workspace::{Loaded, TenantWorkspace};

use super::Size;
use super::measure::Measure;
use super::tenant::{self, Memory};

pub(crate) fn run(measure: Measure<'_>, size: Size) {
    let directory = tenant::directory(size.people / 10);
    for policies in [size.policies / 25, size.policies * 6 / 25] {
        let before = Memory::hard(policies, 0).load(&directory);
        let after = Memory::hard(policies, 1).load(&directory);
        let [before, after] = [&before, &after].map(tenant_of);
        measure.best(&format!("space: gaps of {policies} hard policies"), 1, || gaps(&directory, after));
        measure.best(&format!("space: difference of {policies} hard policies"), 1, || {
            difference(&directory, before, after)
        });
    }
}

fn tenant_of(loaded: &Loaded) -> &TenantWorkspace {
    loaded.tenants.first().expect("a tenant")
}

fn world<'w>(directory: &'w Directory, workspace: &'w TenantWorkspace) -> World<'w> {
    World::new(directory, &workspace.tenant, &workspace.locations, &workspace.strengths)
}

fn gaps(directory: &Directory, workspace: &TenantWorkspace) -> (usize, bool) {
    let world = world(directory, workspace);
    let versions = [Version { world: &world, policies: &workspace.policies }];
    let settings = Settings { names: &workspace.names, bound: DEFAULT_BOUND };
    let (mut space, _) = Space::new(&versions, &[], settings).expect("within bounds");
    let everything = space.everything();
    let gaps = space.gaps(0, everything).expect("within bounds");
    (space.size(), space.is_empty(gaps))
}

fn difference(directory: &Directory, before: &TenantWorkspace, after: &TenantWorkspace) -> (usize, usize) {
    let [old, new] = [before, after].map(|workspace| world(directory, workspace));
    let versions = [
        Version { world: &old, policies: &before.policies },
        Version { world: &new, policies: &after.policies },
    ];
    let settings = Settings { names: &after.names, bound: DEFAULT_BOUND };
    let (mut space, _) = Space::new(&versions, &[], settings).expect("within bounds");
    let changes = space.compare(0, 1, &[]).expect("within bounds");
    (space.size(), changes.len())
}
