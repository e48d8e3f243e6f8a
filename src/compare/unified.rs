//! Two texts as a unified diff, line by line.

use std::fmt::Write as _;

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, DiffTag};

/// The hunks that make the one text the other, with so many lines around each; nothing where they are the same.
///
/// By Myers' algorithm alone: `TextDiff` chooses among five when it runs, and all of them would be in the program.
pub(crate) fn hunks(before: &str, after: &str, context: usize) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let (old, new) = (old.as_slice(), new.as_slice());
    let mut changes = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut changes, old, 0..old.len(), new, 0..new.len());
    let mut text = String::new();
    for hunk in changes.into_inner().into_inner().into_grouped_ops(context) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", UnifiedHunkHeader::new(&hunk));
        for change in &hunk {
            lines(&mut text, old, new, change);
        }
    }
    text
}

fn lines(text: &mut String, old: &[&str], new: &[&str], change: &DiffOp) {
    let (kind, from, to) = change.as_tag_tuple();
    let (gone, come) = match kind {
        DiffTag::Equal => (' ', None),
        DiffTag::Delete => ('-', None),
        DiffTag::Insert | DiffTag::Replace => ('-', Some('+')),
    };
    for (mark, lines) in [(Some(gone), old.get(from)), (come, new.get(to))] {
        let Some(mark) = mark else { continue };
        for line in lines.unwrap_or_default() {
            text.push(mark);
            text.push_str(line);
            if !line.ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_stands_before_what_comes_with_the_lines_around() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\n";
        assert_eq!(hunks(before, before, 1), "");
        assert_eq!(hunks("", "", 1), "");
        assert_eq!(
            hunks(before, "a\nb\nC\nd\ne\nf\ng\n", 1),
            "@@ -2,3 +2,3 @@\n b\n-c\n+C\n d\n@@ -7,2 +7 @@\n g\n-h\n"
        );
        assert_eq!(hunks("", "a\n", 3), "@@ -0,0 +1 @@\n+a\n");
    }

    #[test]
    fn an_end_without_a_line_end_is_said() {
        assert_eq!(hunks("a", "a\n", 3), "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    }

    /// As the library formats it with every algorithm in the program.
    #[test]
    fn it_is_what_the_library_says() {
        let texts = ["", "a\n", "a\nb\nb\nc\n", "b\na\nb\nc\nc\n", "c\nb\na", "x\ny\n\na\nb\nb\nb\nc\n"];
        for before in texts {
            for after in texts {
                let diff = similar::TextDiff::from_lines(before, after);
                let library = diff.unified_diff().context_radius(1).to_string();
                assert_eq!(hunks(before, after, 1), library, "{before:?} {after:?}");
            }
        }
    }
}
