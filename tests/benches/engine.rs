//! Policies to masks, and sign-ins to decisions.

use gatewright::condition::World;
use gatewright::engine::{Scratch, Table};
use gatewright::sign_in;

use super::Size;
use super::measure::Measure;
use super::tenant::{self, Memory};

pub(crate) fn run(measure: Measure<'_>, size: Size) {
    let directory = tenant::directory(size.people);
    let text = tenant::sign_ins(size.sign_ins, size.people);
    for policies in [size.policies / 25, size.policies] {
        let loaded = Memory::of(policies).load(&directory);
        let workspace = loaded.tenants.first().expect("a tenant");
        let world = World::new(&directory, &workspace.tenant, &workspace.locations, &workspace.strengths);
        measure.best(&format!("engine: masks of {policies} policies"), policies, || {
            Table::new(&world, &workspace.policies)
        });
        let table = Table::new(&world, &workspace.policies);
        let mut scratch = Scratch::default();
        measure.best(&format!("engine: read, decide by {policies} policies"), size.sign_ins, || {
            let mut granted = 0_u32;
            sign_in::read(text.as_slice(), |sign_in, _| {
                let outcome = table.decide(&mut scratch, &sign_in).outcome;
                granted += u32::from(!outcome.worst().is_locked_out());
            })
            .expect("memory can be read");
            granted
        });
    }
}
