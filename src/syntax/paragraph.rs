//! Texts that stand on lines of their own: literal ones with the lines they have, folded ones with lines to break at.
//!
//! Only texts that every YAML reader gives back as they were: no tabs, no spaces at the ends of lines.

use crate::syntax::scalar::is_printable;

/// A text as a block scalar.
pub(super) struct Paragraph<'a> {
    /// What stands on the line of the key.
    pub(super) indicator: &'static str,
    /// The lines below, still to be indented.
    pub(super) lines: Vec<&'a str>,
}

/// A text of several lines.
pub(super) fn literal(text: &str) -> Option<Paragraph<'_>> {
    let (indicator, text) = match text.strip_suffix('\n') {
        Some(text) => ("|", text),
        None => ("|-", text),
    };
    let lines: Vec<&str> = text.split('\n').collect();
    // What the first line begins with would be taken for the indentation, and an empty last line is dropped.
    let is_safe = lines.first().is_some_and(|first| !first.is_empty() && !first.starts_with(' '))
        && lines.last().is_some_and(|last| !last.is_empty())
        && lines.iter().all(|line| !line.ends_with(' ') && line.chars().all(is_printable));
    (is_safe && (lines.len() > 1 || indicator == "|")).then_some(Paragraph { indicator, lines })
}

/// A text without line breaks, broken at single spaces so that its lines have at most so many characters where that
/// is possible. None if nothing is to be broken.
pub(super) fn folded(text: &str, width: usize) -> Option<Paragraph<'_>> {
    if text.starts_with(' ') || text.ends_with(' ') || !text.chars().all(is_printable) {
        return None;
    }
    let is_space = |at: Option<usize>| at.is_some_and(|at| text.as_bytes().get(at) == Some(&b' '));
    // More spaces than one would be lost, or make the next line a literal one.
    let breaks = text.match_indices(' ').map(|(at, _)| at);
    let breaks = breaks.filter(|at| !is_space(at.checked_sub(1)) && !is_space(at.checked_add(1)));
    let mut lines = Vec::new();
    let (mut start, mut last) = (0, None);
    for end in breaks.chain([text.len()]) {
        if let Some(space) = last
            && text.get(start..end)?.chars().count() > width
        {
            lines.push(text.get(start..space)?);
            start = space + 1;
        }
        last = Some(end);
    }
    lines.push(text.get(start..)?);
    (lines.len() > 1).then_some(Paragraph { indicator: ">-", lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_that_come_back_are_literal() {
        let shown = |text| literal(text).map(|made| (made.indicator, made.lines.join("/")));
        assert_eq!(shown("a\n b\n\nc"), Some(("|-", "a/ b//c".to_owned())));
        assert_eq!(shown("a\n"), Some(("|", "a".to_owned())));
        for text in ["a", "", "\n", "a\n\n", " a\nb", "\na", "a \nb", "a\tb\nc", "a\r\nb"] {
            assert_eq!(shown(text), None, "{text:?}");
        }
    }

    #[test]
    fn texts_are_folded_at_single_spaces_only() {
        let shown = |text, width| folded(text, width).map(|made| made.lines);
        assert_eq!(shown("ab cd ef", 5), Some(vec!["ab cd", "ef"]));
        assert_eq!(shown("ab  cd ef", 3), Some(vec!["ab  cd", "ef"]));
        assert_eq!(shown("abcdef gh", 3), Some(vec!["abcdef", "gh"]));
        assert_eq!(shown("ab cd", 5), None);
        assert_eq!(shown("abcdef", 3), None);
        assert_eq!(shown(" ab cd", 3), None);
    }
}
