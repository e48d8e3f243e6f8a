//! The best of several runs: on a machine that others use, the rest of the distribution is theirs.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Measures under one name, if the command line asks for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measure<'a> {
    pub(crate) wanted: &'a str,
    /// Once is enough to see that a bench still runs.
    pub(crate) runs: u32,
}

impl Measure<'_> {
    /// Prints the best time of a run, and what it is for each of its units.
    pub(crate) fn best<T>(&self, name: &str, units: u32, mut run: impl FnMut() -> T) {
        if !name.contains(self.wanted) {
            return;
        }
        let mut best = Duration::MAX;
        for _ in 0..self.runs {
            let start = Instant::now();
            black_box(run());
            best = best.min(start.elapsed());
        }
        let each = best / units.max(1);
        println!("{name:<44} {:>10.3} ms {:>12.3} µs each", millis(best), millis(each) * 1000.0);
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
