//! Peak memory does not grow with the export: a replay is a stream.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

mod workload;

const PEOPLE: u32 = 200;

/// Enough for every person, policy and cause to have come by.
const FIRST: u32 = 10_000;

/// What is remembered of attempts is full long before.
const THEN: u32 = 90_000;

/// Pages of the heap come in arenas; a hundred bytes a sign-in would be eight times as much.
const TOLERATED_KIB: u64 = 1024;

/// The same, with an arena for each thread that reads.
const TOLERATED_BY_THREADS_KIB: u64 = 2048;

#[test]
fn peak_memory_does_not_grow_with_the_number_of_sign_ins() {
    peak_memory_grows_by_at_most("1", TOLERATED_KIB);
}

#[test]
fn peak_memory_of_several_threads_does_not_grow_with_the_number_of_sign_ins() {
    peak_memory_grows_by_at_most("2", TOLERATED_BY_THREADS_KIB);
}

#[test]
fn a_replay_by_many_threads_says_what_one_says() {
    let folder = tempfile::tempdir().unwrap();
    write_tenant(folder.path());
    std::fs::create_dir(folder.path().join("signins")).unwrap();
    let mut file = std::fs::File::create(folder.path().join("signins/signins.json")).unwrap();
    workload::sign_ins(&mut file, 2_000, PEOPLE).unwrap();
    let report = |jobs: &str| {
        let arguments = ["simulate", ".", "--format", "json", "--jobs", jobs];
        let output = Command::new(env!("CARGO_BIN_EXE_gatewright"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let one = report("1");
    assert!(one.contains("lockedOut"), "{one}");
    for jobs in ["2", "3", "8"] {
        assert!(report(jobs) == one, "{jobs} threads");
    }
}

fn peak_memory_grows_by_at_most(jobs: &str, tolerated_kib: u64) {
    let folder = tempfile::tempdir().unwrap();
    write_tenant(folder.path());
    let mut child = simulate(folder.path(), jobs);
    let mut input = BufWriter::new(child.stdin.take().unwrap());
    workload::sign_ins(&mut input, FIRST, PEOPLE).unwrap();
    input.flush().unwrap();
    // All but what is in the pipe has been read.
    let early = peak_kib(&child);
    workload::sign_ins(&mut input, THEN, PEOPLE).unwrap();
    input.flush().unwrap();
    let late = peak_kib(&child);
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Both pages are drawn from the same seed: the second starts with the rows of the first.
    let report = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(report.contains("90,000 sign-ins"), "every sign-in is read: {report}");
    assert!(report.contains("10,000 rows that came before"), "and each is counted once: {report}");
    assert!(late <= early + tolerated_kib, "the peak grew from {early} KiB to {late} KiB");
}

fn write_tenant(folder: &Path) {
    let files = workload::policies::files(20).into_iter().chain(workload::directory(PEOPLE));
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn simulate(folder: &Path, jobs: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_gatewright"))
        .args(["simulate", ".", "--base", ".", "--sign-ins", "/dev/stdin", "--jobs", jobs])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The most memory that a process had resident so far.
fn peak_kib(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
