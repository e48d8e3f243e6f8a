//! YAML to trees, trees to policies, and policies to Graph JSON.

use gatewright::directory::{self, Directory};
use gatewright::source::SourceMap;
use gatewright::{syntax, workspace};

use super::Size;
use super::measure::Measure;
use super::tenant::{Memory, exports};

pub(crate) fn run(measure: Measure<'_>, size: Size) {
    let files = Memory::of(size.policies);
    measure.best("syntax: parse policies", size.policies, || {
        let mut sources = SourceMap::default();
        for (path, text) in files.policies() {
            let file = sources.add(path, text);
            syntax::parse(&sources, file, &mut Vec::new()).expect("the document is YAML");
        }
    });
    let nobody = Directory::default();
    measure.best("workspace: load policies", size.policies, || files.load(&nobody));
    let loaded = files.load(&nobody);
    let tenant = loaded.tenants.first().expect("a tenant");
    measure.best("workspace: compile policies", size.policies, || workspace::compile(tenant));
    let exports = exports(size.people);
    measure.best("directory: read people", size.people, || directory::read(&exports));
}
