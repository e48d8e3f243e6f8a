//! Answers that hold sign-ins in a shape that is not read, told by how they begin, however large they are.

/// What an answer is and what to give in its place, by the name of its first member.
const ANSWERS: [(&str, &str); 2] = [
    (
        "\"responses\"",
        "this is the answer to a `$batch` request of Graph, not an export; give the `body` of each of its `responses`",
    ),
    (
        "\"FrameType\"",
        "this is an answer of Kusto in frames (v2), not an export; give the result of the query as CSV or as a list of \
         objects",
    ),
];

/// What is to be said of an object that starts so, if it is such an answer.
pub(in crate::sign_in) fn advice(object: &[u8]) -> Option<&'static str> {
    let member = object.strip_prefix(b"{")?.trim_ascii_start();
    let known = ANSWERS.iter().find(|(name, _)| member.starts_with(name.as_bytes()));
    known.map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use crate::sign_in::read;

    const SIGN_IN: &str =
        r#"{"createdDateTime":"2026-11-22T08:00:00Z","userId":"u","status":{"errorCode":0}}"#;

    #[test]
    fn an_answer_of_a_batch_says_what_to_give_whatever_its_size() {
        for count in [1, 10_000, 300_000] {
            let body = vec![SIGN_IN; count].join(",");
            let text = format!(
                "{{\n \"responses\": [{{\"id\":\"1\",\"status\":200,\"body\":{{\"value\":[{body}]}}}}]}}\n{SIGN_IN}"
            );
            let summary = read(text.as_bytes(), |_, _| {}).unwrap();
            assert_eq!((summary.read, summary.malformed), (1, 1), "{count}");
            let [problem] = summary.problems.as_slice() else { panic!("{:?}", summary.problems) };
            assert!(problem.message.contains("give the `body` of each"), "{}", problem.message);
        }
    }

    #[test]
    fn frames_of_kusto_are_counted_and_told_once() {
        let text = r#"[{"FrameType":"DataSetHeader","Version":"v2.0"},
            {"FrameType":"DataTable","TableName":"PrimaryResult","Columns":[{"ColumnName":"TimeGenerated"}],
             "Rows":[["2026-11-22T08:00:00Z"]]},
            {"FrameType":"DataSetCompletion","HasErrors":false}]"#;
        let summary = read(text.as_bytes(), |_, _| {}).unwrap();
        assert_eq!((summary.read, summary.malformed), (0, 3));
        let [problem] = summary.problems.as_slice() else { panic!("{:?}", summary.problems) };
        assert!(problem.message.contains("of the query as CSV"), "{}", problem.message);
    }
}
