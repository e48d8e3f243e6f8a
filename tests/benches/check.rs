//! `check` of a repository of many clients.

use chrono::NaiveDate;
use gatewright::check::{self, Context};
use gatewright::workspace::{self, Memory};

use super::measure::Measure;
use super::{Size, clients};

pub(crate) fn run(measure: Measure<'_>, size: Size) {
    let clients = size.policies / 10;
    let files = clients::files(clients, 50);
    let files: Memory = files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    measure.best("check: clients of 50 policies", clients, || {
        let loaded = workspace::load(&files, "", day).expect("memory is read");
        let judged =
            loaded.tenants.iter().map(|tenant| check::judge(&Context::new(tenant, None), &loaded.sources));
        check::conclude(judged).found
    });
}
