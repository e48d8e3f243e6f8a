//! The stages one by one, on generated tenants: `cargo bench`, or `cargo bench -- replay` for the names with that in
//! them.
//!
//! Whole commands are measured on what `generate-workload` writes.

#![expect(clippy::print_stdout, reason = "a bench is read on the terminal")]
#![expect(clippy::expect_used, reason = "a bench has nobody to hand an error to")]

mod check;
mod clients;
mod engine;
mod measure;
mod replay;
mod space;
mod syntax;
mod tenant;
mod workload;

use measure::Measure;

/// How much of everything there is.
#[derive(Clone, Copy, Debug)]
struct Size {
    policies: u32,
    people: u32,
    sign_ins: u32,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    // `cargo test` runs benches too, without this flag: then it is enough to see that they still run.
    let is_bench = arguments.iter().any(|argument| argument == "--bench");
    let size = if is_bench {
        Size { policies: 1000, people: 5000, sign_ins: 20_000 }
    } else {
        Size { policies: 20, people: 50, sign_ins: 50 }
    };
    let measure = Measure { wanted: wanted.map_or("", String::as_str), runs: if is_bench { 7 } else { 1 } };
    syntax::run(measure, size);
    check::run(measure, size);
    engine::run(measure, size);
    replay::run(measure, size);
    space::run(measure, size);
}
