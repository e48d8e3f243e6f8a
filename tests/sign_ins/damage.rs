//! Bad input: no crash, no hang, bounded memory, and a clear line for each.

use std::io::{self, Read};

use gatewright::sign_in::{ReadSummary, read};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::exports::FORMATS;
use crate::writer;

fn records(count: u64) -> Vec<Value> {
    let sign_in = gatewright::sign_in::SignIn {
        user_principal_name: "asha@contoso.com".into(),
        ip_address: "192.0.2.1".parse().ok(),
        device: Some(gatewright::sign_in::Device::default()),
        ..gatewright::sign_in::SignIn::blank()
    };
    (0..count).map(|number| writer::graph(&sign_in, number)).collect()
}

fn summary(text: impl AsRef<[u8]>) -> ReadSummary {
    read(text.as_ref(), |_, _| {}).unwrap()
}

fn messages(summary: &ReadSummary) -> Vec<(u64, Option<u64>, &str)> {
    summary.problems.iter().map(|problem| (problem.line, problem.column, problem.message.as_str())).collect()
}

fn format(name: &str, count: u64) -> String {
    let (_, write, _) = FORMATS.iter().find(|(format, ..)| *format == name).unwrap();
    write(&records(count))
}

#[test]
fn every_format_that_is_cut_off_gives_what_comes_before_and_says_so() {
    for (name, write, _) in FORMATS {
        let text = write(&records(5));
        // In the middle of the last record.
        let at = text.rfind("asha@contoso.com").unwrap();
        let cut = summary(&text[..at]);
        assert_eq!((cut.read, cut.malformed, cut.is_cut_off), (4, 1, true), "{name}: {cut:?}");
        assert_eq!(cut.problems.len(), 1, "{name}: {cut:?}");
    }
}

#[test]
fn the_order_of_columns_and_members_does_not_matter() {
    let original = records(3);
    let backwards = |record: &Value| -> Value {
        record.as_object().unwrap().iter().rev().map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    for (name, write, _) in FORMATS {
        let read_all = |text: String| {
            let mut found = Vec::new();
            let summary = read(text.as_bytes(), |sign_in, _| found.push(sign_in.into_owned())).unwrap();
            (found, summary)
        };
        let reordered: Vec<Value> = original.iter().map(backwards).collect();
        assert_eq!(read_all(write(&original)).0, read_all(write(&reordered)).0, "{name}");
    }
    let rows: Vec<_> = original.iter().map(writer::portal).collect();
    let turned: Vec<_> = rows.iter().map(|row| row.clone().into_iter().rev().collect()).collect();
    assert_eq!(summary(writer::csv(&turned)).read, 3);
}

#[test]
fn a_member_twice_is_counted_in_every_json_format_and_the_last_counts() {
    for name in
        ["Graph page", "portal JSON", "storage", "Event Hub", "search tool", "Log Analytics rows", "Defender"]
    {
        let text = format(name, 1);
        let member = text.find("asha@contoso.com").and_then(|at| text[..at].rfind(",\"")).unwrap();
        let value = text[member..].find("asha@contoso.com").unwrap() + member;
        let key = &text[member..value];
        let twice = format!("{}{key}ravi@contoso.com\"{}", &text[..member], &text[member..]);
        let mut names = Vec::new();
        let summary =
            read(twice.as_bytes(), |sign_in, _| names.push(sign_in.user_principal_name.into_owned()))
                .unwrap();
        assert_eq!((summary.read, summary.duplicates, summary.malformed), (1, 1, 0), "{name}: {twice}");
        assert_eq!(names, ["asha@contoso.com"], "{name}");
    }
}

#[test]
fn wrong_types_are_reported_and_the_next_record_read() {
    for (name, wrong) in [
        ("storage", ("\"deviceDetail\":{", "\"deviceDetail\":7,\"x\":{")),
        ("Event Hub", ("\"userPrincipalName\":\"asha@contoso.com\"", "\"userPrincipalName\":[1]")),
        ("Log Analytics rows", ("\"ResultType\":\"0\",\"", "\"x\":\"\",\"")),
        ("Defender", ("\"ErrorCode\":0", "\"ErrorCode\":\"none\"")),
        ("portal CSV", ("\"2026-11-22T08:00:00Z\"", "\"22/13/2026 08:00:00\"")),
    ] {
        let text = format(name, 2);
        let broken = text.replacen(wrong.0, wrong.1, 1);
        let is_status_left = name == "Log Analytics rows";
        let summary = summary(&broken);
        if is_status_left {
            assert_eq!((summary.read, summary.malformed), (2, 0), "{name}: the status says it, too");
        } else {
            assert_eq!((summary.read, summary.malformed), (1, 1), "{name}: {broken}");
            assert_eq!(summary.problems.len(), 1, "{name}");
        }
    }
}

#[test]
fn damage_inside_a_record_is_shown_with_line_and_column() {
    let summary =
        summary("[{\"createdDateTime\":\"2026-11-22T08:00:00Z\",\n\"status\": {\"errorCode\": 0x}}]");
    assert_eq!(messages(&summary), [(2, Some(26), "the record is no JSON: expected `,` or `}`")]);
}

#[test]
fn rows_that_do_not_fit_their_headings_are_reported() {
    let text = format("portal CSV", 2);
    let short = text.clone()
        + "\"2026-11-22T08:00:00Z\",\"1\"\r\n"
        + &text.lines().nth(1).unwrap().replace("000000\"", "000009\"");
    let summary = summary(short);
    assert_eq!((summary.read, summary.malformed, summary.is_cut_off), (3, 1, false));
    assert_eq!(messages(&summary), [(4, None, "the row has 2 values for 54 columns")]);
}

#[test]
fn a_quotation_mark_without_its_other_half_costs_few_rows() {
    let text = format("portal CSV", 20);
    let damaged = text.replacen("\"Azure CLI\"", "\"Azure CLI", 1);
    let summary = summary(damaged);
    assert!(summary.read >= 18 && summary.malformed >= 1, "{summary:?}");
    assert_eq!(summary.problems[0].line, 2);
}

#[test]
fn an_invalid_address_is_not_known_and_said_so() {
    let of = |address: &str| {
        let text = json!({"createdDateTime": "2026-11-22T08:00:00Z", "userId": "1", "userPrincipalName": "asha@contoso.com",
            "status": {"errorCode": 0}, "ipAddress": address}).to_string();
        let mut found = None;
        let summary = read(text.as_bytes(), |sign_in, _| found = sign_in.ip_address).unwrap();
        (found.map(|address| address.to_string()), summary)
    };
    for (text, expected) in [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:50443", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:db8::1%25", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        (" 2001:DB8::1 ", "2001:db8::1"),
    ] {
        let (found, summary) = of(text);
        assert_eq!((found.as_deref(), summary.unclear), (Some(expected), 0), "{text}");
    }
    for text in ["300.1.2.3", "localhost", "192.0.2", "::g"] {
        let (found, summary) = of(text);
        assert_eq!((found, summary.read, summary.malformed, summary.unclear), (None, 1, 0, 1), "{text}");
        let expected = format!("`ipAddress` is `{text}`, which is no address; it counts as not known");
        assert_eq!(messages(&summary), [(1, None, expected.as_str())]);
    }
}

#[test]
fn bytes_that_are_no_text_are_reported() {
    let good = records(1)[0].to_string();
    let mut json = good.clone().into_bytes();
    json.extend(b"\n{\"createdDateTime\":\"\xff\xfe\",\"status\":{}}\n\0\0\0\n");
    json.extend(good.as_bytes());
    let found = summary(&json);
    assert_eq!((found.read, found.malformed), (2, 2), "{found:?}");
    assert_eq!(found.problems[0].line, 2);
    assert_eq!((found.problems[1].line, found.problems[1].message.contains("expected a sign-in")), (3, true));

    let table = format("portal CSV", 2);
    let at = table.find("Azure CLI").unwrap();
    let mut csv = table.into_bytes();
    csv[at] = 0xff;
    let found = summary(&csv);
    assert_eq!((found.read, found.unclear), (2, 1), "{found:?}");
    assert_eq!(messages(&found), [(2, None, "the row has bytes that are no UTF-8; each shows as U+FFFD")]);
    assert_eq!(summary([0_u8; 100]).read, 0);
}

#[test]
fn a_folder_may_mix_formats_and_so_may_a_file_of_json() {
    let text: String =
        ["Graph page", "storage", "Event Hub", "search tool", "Log Analytics query", "Defender query"]
            .iter()
            .map(|name| format(name, 2) + "\n")
            .collect();
    let summary = summary(text);
    assert_eq!((summary.read, &*summary.problems), (12, &[][..]));
}

#[test]
fn records_of_other_logs_are_counted_and_said_once() {
    let audit = json!({"time": "2026-11-22T08:00:00Z", "category": "AuditLogs", "operationName": "Add user", "properties": {}});
    let text = format!("{audit}\n{}{audit}\n", format("storage", 1));
    let summary = summary(text);
    assert_eq!((summary.read, summary.other_logs, summary.malformed), (1, 2, 0));
    assert!(!summary.is_damaged());
    assert_eq!(
        messages(&summary),
        [(1, None, "the record is of `AuditLogs`, no sign-in; more of other logs are only counted")]
    );
}

#[test]
fn a_table_that_names_its_columns_after_its_rows_says_so() {
    let text = r#"{"tables":[{"rows":[["2026-11-22T08:00:00Z"]],"columns":[{"name":"TimeGenerated"}]}]}"#;
    let summary = summary(text);
    assert_eq!((summary.read, summary.malformed), (0, 1));
    assert_eq!(summary.problems[0].message, "the table does not name its columns before its rows");
}

#[test]
fn a_table_that_is_no_sign_in_export_is_said_to_be_none() {
    let summary = summary("Date (UTC),Service,Activity\n2026-11-22,Core Directory,Add user\n");
    assert_eq!(summary.read, 0);
    assert_eq!(messages(&summary), [(1, None, "expected a sign-in, found `Date (UTC)`")]);
}

#[test]
fn times_in_another_zone_are_told() {
    let text = format("Log Analytics CSV", 1).replace("\"TimeGenerated\"", "\"TimeGenerated [Local Time]\"");
    let summary = summary(text);
    assert_eq!((summary.read, summary.unclear), (1, 1));
    let expected = "`TimeGenerated [Local Time]` is in no zone that is known; its times are read as UTC";
    assert_eq!(messages(&summary), [(1, None, expected)]);
}

#[test]
fn the_newest_time_is_told_so_that_one_to_come_can_be_seen() {
    let text = format("Graph page", 3).replacen("2026-11-22T08", "2031-01-01T08", 1);
    assert_eq!(
        summary(text).newest.map(|time| time.to_rfc3339()),
        Some("2031-01-01T08:00:00+00:00".to_owned())
    );
}

#[test]
fn compressed_files_are_read_and_damaged_ones_give_what_comes_before() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    for (name, write, _) in FORMATS {
        let text = write(&records(400));
        let whole = compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        assert_eq!(summary(&whole).read, 400, "{name}");
        let cut = summary(&whole[..whole.len() - 40]);
        assert!(cut.is_cut_off && cut.read < 400, "{name}: {cut:?}");
        let said = cut.problems.iter().any(|problem| problem.message == "the compressed file is cut off");
        assert!(said, "{name}: {cut:?}");
    }
    let mut damaged = compress_to_vec(format("portal JSON", 400).as_bytes(), CompressionLevel::Fastest);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 200].fill(0xaa);
    let found = summary(&damaged);
    assert!(found.is_damaged() && !found.problems.is_empty(), "{found:?}");
}

/// A source of so many bytes, made as they are read: the start, then a middle over and over, then the end.
struct Endless<'a> {
    parts: std::vec::IntoIter<(&'a [u8], u64)>,
    current: (&'a [u8], u64),
    at: usize,
}

impl<'a> Endless<'a> {
    fn new(parts: Vec<(&'a [u8], u64)>) -> Self {
        Self { parts: parts.into_iter(), current: (&[], 0), at: 0 }
    }
}

impl Read for Endless<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.current.1 == 0 || self.current.0.is_empty() {
            let Some(next) = self.parts.next() else { return Ok(0) };
            (self.current, self.at) = (next, 0);
        }
        let count = (&self.current.0[self.at..]).read(into)?;
        self.at += count;
        if self.at == self.current.0.len() {
            self.at = 0;
            self.current.1 -= 1;
        }
        Ok(count)
    }
}

/// The most memory that this process had resident so far.
#[cfg(target_os = "linux")]
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_100_mb_and_an_array_of_2_gb_take_no_more_memory_than_small_ones() {
    const MIB: u64 = 1024 * 1024;
    let record = records(1)[0].to_string();
    let block = vec![b'x'; 1024 * 1024];
    let before = peak_mib();

    let parts = vec![
        (record.as_bytes(), 1),
        (b"\n{\"x\":\"".as_slice(), 1),
        (&block, 100),
        (b"\"}\n".as_slice(), 1),
        (record.as_bytes(), 1),
    ];
    let line = read(Endless::new(parts), |_, _| {}).unwrap();
    assert_eq!((line.read, line.malformed), (2, 1), "{line:?}");
    assert_eq!(messages(&line), [(2, None, "the record is larger than 16 MiB")]);

    let table = format("portal CSV", 1);
    let row = table.lines().nth(1).unwrap();
    let (start, end) = (format!("{table}\""), format!("\"\n{row}\n"));
    let parts = vec![(start.as_bytes(), 1), (&*block, 100), (end.as_bytes(), 1)];
    let line = read(Endless::new(parts), |_, _| {}).unwrap();
    assert_eq!((line.read, line.malformed), (2, 1), "{line:?}");
    assert!(line.problems[0].message.starts_with("the row is larger than 1 MiB"), "{line:?}");

    // What is padded is passed over as fast as memory is read, so that 2 GB take a moment.
    let padding = "x".repeat(256 * 1024);
    let large = format!("{},\"padding\":\"{padding}\"}},", &record[..record.len() - 1]);
    let count = 2048 * MIB / large.len() as u64 + 1;
    let parts = vec![(b"[".as_slice(), 1), (large.as_bytes(), count), (b"{}]".as_slice(), 1)];
    let array = read(Endless::new(parts), |_, _| {}).unwrap();
    assert_eq!((array.read, array.malformed), (count, 1));
    assert!(peak_mib() - before < 128, "{} MiB more than before", peak_mib() - before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_anywhere_is_survived(
        format in 0..FORMATS.len(), at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 0..8),
        cut in prop::bool::weighted(0.2),
    ) {
        let (_, write, _) = FORMATS[format];
        let mut text = write(&records(4)).into_bytes();
        let at = at.index(text.len());
        let end = (at + bytes.len()).min(text.len());
        text.splice(at..end, bytes);
        if cut {
            text.truncate(at);
        }
        let mut handed_over = 0;
        let summary = read(text.as_slice(), |_, _| handed_over += 1).unwrap();
        prop_assert_eq!(summary.read, handed_over);
        prop_assert!(summary.problems.len() <= 20);
    }
}
