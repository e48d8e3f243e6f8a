//! Differences in the text of documents, as a reviewer of the YAML sees them.

use std::collections::BTreeMap;

use super::unified::hunks;

/// A document whose text differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentDiff {
    /// Its path on both sides.
    pub path: String,
    /// The unified diff, with three lines of context and the usual two heading lines.
    pub unified: String,
}

/// Compares the texts of two sides by path.
pub fn documents(before: &BTreeMap<String, &str>, after: &BTreeMap<String, &str>) -> Vec<DocumentDiff> {
    let added = after.keys().filter(|path| !before.contains_key(*path));
    let mut paths: Vec<&String> = before.keys().chain(added).collect();
    paths.sort();
    let differs = |path: &&String| before.get(*path) != after.get(*path);
    paths.into_iter().filter(differs).map(|path| document(path, before.get(path), after.get(path))).collect()
}

fn document(path: &str, before: Option<&&str>, after: Option<&&str>) -> DocumentDiff {
    let heading = |side: &str, text: Option<&&str>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let hunks = hunks(before.unwrap_or(&""), after.unwrap_or(&""), 3);
    let unified = match hunks.as_str() {
        // One side is there and empty, and the other is not there.
        "" => hunks,
        _ => format!("--- {}\n+++ {}\n{hunks}", heading("a", before), heading("b", after)),
    };
    DocumentDiff { path: path.to_owned(), unified }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_removed_and_changed_documents_are_told_in_order() {
        let before = BTreeMap::from([("b.yaml".to_owned(), "x: 1\n"), ("c.yaml".to_owned(), "same\n")]);
        let after = BTreeMap::from([
            ("a.yaml".to_owned(), "new: 1\n"),
            ("b.yaml".to_owned(), "x: 2\n"),
            ("c.yaml".to_owned(), "same\n"),
        ]);
        let diffs: Vec<String> =
            documents(&before, &after).into_iter().map(|document| document.unified).collect();
        assert_eq!(
            diffs,
            [
                "--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1 @@\n+new: 1\n",
                "--- a/b.yaml\n+++ b/b.yaml\n@@ -1 +1 @@\n-x: 1\n+x: 2\n",
            ]
        );
        assert_eq!(documents(&after, &after), []);
    }
}
