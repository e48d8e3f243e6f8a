//! Exports of sign-ins, read and replayed through two sides.

use std::io::Write as _;
use std::num::NonZero;

use flate2::Compression;
use flate2::write::GzEncoder;
use gatewright::condition::World;
use gatewright::model::State;
use gatewright::replay::{Side, Simulation};
use gatewright::sign_in::{self, FieldsSeen};

use super::Size;
use super::measure::Measure;
use super::tenant::{self, Memory};

pub(crate) fn run(measure: Measure<'_>, size: Size) {
    let text = tenant::sign_ins(size.sign_ins, size.people);
    measure
        .best("replay: count lines, the limit", size.sign_ins, || memchr::memchr_iter(b'\n', &text).count());
    measure.best("replay: read sign-ins", size.sign_ins, || sign_in::read(text.as_slice(), |_, _| {}));
    measure.best("replay: read sign-ins, by serde alone", size.sign_ins, || {
        sign_in::read_by_serde_alone(text.as_slice(), |_, _| {})
    });
    let two = NonZero::new(2).expect("two are some");
    measure.best("replay: read sign-ins, by two threads", size.sign_ins, || {
        sign_in::read_by_threads(two, text.as_slice(), |_, _| {})
    });
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&text).expect("memory takes it");
    let compressed = encoder.finish().expect("memory takes it");
    measure.best("replay: read sign-ins, compressed", size.sign_ins, || {
        sign_in::read(compressed.as_slice(), |_, _| {})
    });
    let directory = tenant::directory(size.people);
    for policies in [size.policies / 25, size.policies] {
        let loaded = Memory::of(policies).load(&directory);
        let workspace = loaded.tenants.first().expect("a tenant");
        let world = World::new(&directory, &workspace.tenant, &workspace.locations, &workspace.strengths);
        let mut on = workspace.policies.clone();
        for policy in on.iter_mut().filter(|policy| policy.state == State::ReportOnly) {
            policy.state = State::Enabled;
        }
        measure.best(&format!("replay: read, replay {policies} policies"), size.sign_ins, || {
            let base = Side { world: &world, policies: &workspace.policies };
            let as_if = Side { world: &world, policies: &on };
            let mut simulation = Simulation::new(base, as_if, &workspace.policies);
            sign_in::read(text.as_slice(), |sign_in, _| simulation.observe(&sign_in))
                .expect("memory can be read");
            simulation.finish(FieldsSeen::default())
        });
    }
}
