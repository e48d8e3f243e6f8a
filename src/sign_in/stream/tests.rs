use std::sync::Mutex;

use proptest::prelude::*;

use super::*;
use crate::sign_in::read::{all_in_turn, read_in_turns};
use crate::sign_in::{SignIn, Turn};

const ONE_THREAD: Records = Records::Ordinary { threads: NonZero::<usize>::MIN };

/// Records without end, made as they are read.
struct Generated {
    records: usize,
    current: io::Cursor<String>,
}

impl Read for Generated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.current.read(into)?;
        if count > 0 || self.records == 0 {
            return Ok(count);
        }
        self.records -= 1;
        let id = self.records;
        self.current = io::Cursor::new(format!(
            r#"{{"id":"{id}","createdDateTime":"2026-11-22T08:00:00Z","userPrincipalName":"asha@contoso.com","status":{{"errorCode":0}},"padding":"{}"}}{}"#,
            "x".repeat(id % 500),
            if id.is_multiple_of(3) { "\n" } else { " ," },
        ));
        self.current.read(into)
    }
}

const RECORD: &str = r#"{"createdDateTime":"2026-11-22T08:00:00Z","userId":"u","status":{"errorCode":0}}"#;

fn read_in_blocks(text: &str, block: usize) -> (Vec<RecordPlace>, ReadSummary) {
    let mut places = Vec::new();
    let mut reader =
        Reader::new(text.as_bytes(), all_in_turn(|_, place| places.push(place)), block, ONE_THREAD);
    reader.run().unwrap();
    let summary = reader.into_summary();
    (places, summary)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_a_block_ends_does_not_matter(
        pieces in prop::collection::vec(
            prop_oneof![
                4 => Just(format!("{RECORD}\n")),
                2 => Just(format!("{{\"x\":\"}}\",\"value\":[{RECORD}],\"y\":\"]\"}}")),
                2 => Just(RECORD.replace(r#""userId""#, r#""userId":null,"userId""#)),
                1 => "[\\[\\]{},:\"\\\\ \na-c0]{0,20}",
            ],
            0..6,
        ),
        block in 1..200_usize,
    ) {
        let text = pieces.concat();
        prop_assert_eq!(read_in_blocks(&text, block), read_in_blocks(&text, BLOCK));
    }
}

#[test]
fn a_backslash_after_a_record_may_be_where_a_block_ends() {
    let text = format!("{}{}", RECORD.replace(r#""userId""#, r#""userId":null,"userId""#), r#"\ ""#);
    for block in 1..200 {
        assert_eq!(read_in_blocks(&text, block), read_in_blocks(&text, BLOCK), "{block}");
    }
}

#[test]
fn what_is_shown_of_garbage_does_not_depend_on_blocks() {
    let text = format!("{RECORD}\nnonsense}}");
    let (_, summary) = read_in_blocks(&text, RECORD.len() + 3);
    assert_eq!(summary.problems[0].message, "expected a sign-in, found `nonsense}`");
}

#[test]
fn memory_does_not_grow_with_the_export() {
    let source = Generated { records: 200_000, current: io::Cursor::default() };
    let mut reader = Reader::new(source, all_in_turn(|_, _| {}), BLOCK, ONE_THREAD);
    reader.run().unwrap();
    assert_eq!(reader.buffer.capacity(), BLOCK);
    assert!(reader.position.place.offset > 60_000_000, "{:?}", reader.position.place);
    let summary = reader.into_summary();
    assert_eq!((summary.read, summary.malformed), (200_000, 0));
}

#[test]
fn a_record_above_the_limit_is_passed_over_and_the_next_one_read() {
    let large = format!("{{\"padding\":\"{}\"}}", "x".repeat(LIMIT * 2));
    let text = format!("[{RECORD},\n{large},\n{RECORD}]");
    let mut lines = Vec::new();
    let each = |_: SignIn<'_>, place: RecordPlace| lines.push(place.line);
    let mut reader = Reader::new(text.as_bytes(), all_in_turn(each), BLOCK, ONE_THREAD);
    reader.run().unwrap();
    assert!(reader.buffer.capacity() <= LIMIT);
    let summary = reader.into_summary();
    assert_eq!(summary.problems[0].message, "the record is larger than 16 MiB");
    assert_eq!((summary.read, summary.malformed), (2, 1));
    assert_eq!(lines, [1, 3]);
}

/// Records enough for several pieces, some of them out of the ordinary, in any layout.
fn many_records(layout: &str, odd: &[usize]) -> String {
    let record = |number: usize| {
        let id = if odd.contains(&number) { r#""id":"\u0031","id":"twice""# } else { r#""id":"one""# };
        let policies = r#"{"id":"p","result":"success"},"#.repeat(number % 7);
        let policies = policies.trim_end_matches(',');
        let text = format!(
            r#"{{{id},"createdDateTime":"2026-11-22T08:00:00Z","userId":"u{number}","userDisplayName":"Zoë","status":{{"errorCode":{}}},"appliedConditionalAccessPolicies":[{policies}]}}"#,
            number % 3,
        );
        if layout == "pretty" {
            let value: Value = serde_json::from_str(&text).unwrap();
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            text
        }
    };
    let records: Vec<String> = (0..4_000).map(record).collect();
    match layout {
        "lines" => records.join("\n"),
        "page" => format!("{{\"value\":[{}]}}", records.join(",")),
        _ => format!("[\n{}\n]", records.join(",\n")),
    }
}

#[test]
fn each_sign_in_has_its_turn_and_is_worked_off_once_whoever_does_it() {
    for (layout, odd) in [("lines", &[][..]), ("page", &[7, 1500]), ("pretty", &[2000])] {
        let text = many_records(layout, odd);
        let run = |threads| {
            let (mut in_turn, worked_off) = (Vec::new(), Mutex::new(Vec::new()));
            let next = |sign_in: &mut SignIn<'_>, _: RecordPlace| {
                in_turn.push(sign_in.id.to_string());
                match in_turn.len() % 3 {
                    0 => None,
                    1 => Some(Turn::Repeated),
                    _ => Some(Turn::ByItself),
                }
            };
            let work = |sign_in: &SignIn<'_>, turn: Turn| {
                worked_off.lock().unwrap().push((sign_in.id.to_string(), turn == Turn::Repeated));
            };
            read_in_turns(NonZero::new(threads).unwrap(), text.as_bytes(), next, &work).unwrap();
            let mut worked_off = worked_off.into_inner().unwrap();
            worked_off.sort();
            (in_turn, worked_off)
        };
        let (in_turn, worked_off) = run(1);
        assert_eq!((in_turn.len(), worked_off.len()), (4_000, 2_667), "{layout}");
        for threads in [2, 8] {
            assert!(run(threads) == (in_turn.clone(), worked_off.clone()), "{layout} by {threads} threads");
        }
    }
}

#[test]
fn many_threads_read_what_one_reads() {
    let all = |text: &str, threads, block| {
        let mut sign_ins = Vec::new();
        let records = Records::Ordinary { threads: NonZero::new(threads).unwrap() };
        let each = |sign_in: SignIn<'_>, place: RecordPlace| sign_ins.push((format!("{sign_in:?}"), place));
        let mut reader = Reader::new(text.as_bytes(), all_in_turn(each), block, records);
        reader.run().unwrap();
        let summary = reader.into_summary();
        (sign_ins, summary)
    };
    for layout in ["lines", "page", "pretty"] {
        for odd in [&[][..], &[0, 1500, 1501, 3999], &[2000]] {
            let whole = many_records(layout, odd);
            let one = all(&whole, 1, BLOCK);
            assert_eq!((one.1.read, one.1.malformed), (4_000, 0), "{layout} {odd:?}");
            assert!(whole.len() > BLOCK, "there are several pieces");
            let cut_off = &whole[..whole.len() - 50];
            for text in [&whole, cut_off] {
                let one = all(text, 1, BLOCK);
                // Of small blocks there are many, all but the first of which are read ahead.
                for (threads, block) in [(2, BLOCK), (8, BLOCK), (3, BLOCK / 8)] {
                    let many = all(text, threads, block);
                    assert!(
                        many == one,
                        "{layout} with {odd:?} by {threads} threads, {block} bytes at a time"
                    );
                }
            }
        }
    }
}
