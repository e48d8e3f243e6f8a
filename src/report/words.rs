//! What sentences in reports are made of: counts, lists and days, and text of the input made harmless.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

/// What a line on a terminal holds.
pub(super) const COLUMNS: usize = 80;

/// Text of the input as one line that cannot move the cursor, set colors or turn the direction of writing.
pub(super) fn inert(text: &str) -> Cow<'_, str> {
    if text.contains(is_harmful) {
        Cow::Owned(text.replace(is_harmful, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Text of the input, inert and of a length that fits a line.
pub(super) fn short(text: &str, longest: usize) -> String {
    let text = inert(text);
    if text.chars().count() <= longest {
        return text.into_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Joiners are left alone: names in many scripts need them.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// `1 person`, `2,318 people`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `1 person`, `12 people`.
pub(super) fn people(count: usize) -> String {
    counted(u64::try_from(count).unwrap_or(u64::MAX), "person", "people")
}

/// A number with commas.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[impl AsRef<str>]) -> String {
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn either(items: &[impl AsRef<str>]) -> String {
    joined(items, "or")
}

fn joined(items: &[impl AsRef<str>], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
        }
    }
}

/// `20 Nov`, with the year where it is not that of the reader's day.
pub(super) fn day(date: NaiveDate, today: NaiveDate) -> String {
    date.format(if date.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}

/// Lines of words, none longer than the width unless a word is; none of nothing.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if used + 1 + length <= width => {
                line.push(' ');
                line.push_str(word);
                used += 1 + length;
            }
            Some(_) | None => {
                lines.push(word.to_owned());
                used = length;
            }
        }
    }
    lines
}

/// A name in lines of a width, broken at spaces and behind hyphens.
pub(super) fn wrap_name(name: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in name.split_inclusive([' ', '-']) {
        let length = part.trim_end().chars().count();
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.chars().count() + length <= width => line.push_str(part),
            Some(_) | None => lines.push(part.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A paragraph: all lines but the first are indented.
pub(super) fn paragraph(text: &str) -> Vec<String> {
    let mut lines = wrap(text, COLUMNS - 2);
    lines.iter_mut().skip(1).for_each(|line| line.insert_str(0, "  "));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_line_breaks_and_directions_are_taken_out() {
        assert_eq!(inert("a\u{1b}[31m\nb\u{202e}c\u{9b}"), "a\u{fffd}[31m\u{fffd}b\u{fffd}c\u{fffd}");
        let malayalam = "അ\u{200d}ഷ";
        assert_eq!(inert(malayalam), malayalam);
    }

    #[test]
    fn long_text_is_cut_on_a_character() {
        assert_eq!(short("Bürö", 4), "Bürö");
        assert_eq!(short("Büröß", 4), "Bür…");
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
    }

    #[test]
    fn numbers_and_lists_read_as_people_write_them() {
        assert_eq!([0, 999, 1_000, 2_318_000].map(grouped), ["0", "999", "1,000", "2,318,000"]);
        assert_eq!(counted(1, "sign-in", "sign-ins"), "1 sign-in");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn a_day_of_another_year_says_so() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(day(today, today), "24 Nov");
        assert_eq!(day(NaiveDate::from_ymd_opt(2025, 1, 2).unwrap(), today), "2 Jan 2025");
    }
}
