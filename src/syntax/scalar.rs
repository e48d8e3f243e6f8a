//! What a scalar means here, and how one is written so that every YAML reader finds the same.
//!
//! Reading follows the language's own rules. Writing also minds YAML 1.1, which has more words and numbers. Only a day,
//! such as `2027-01-31`, stands without quotes all the same: whoever takes it for a date takes it for that one.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use crate::syntax::Value;

/// Where a scalar is written: inside brackets more characters have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Block,
    Flow,
}

/// The value of a plain scalar that is not empty.
pub(super) fn read(text: &str) -> Value {
    match text {
        "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => integer(text).map_or_else(|| Value::String(text.to_owned()), Value::Integer),
    }
}

/// A string as it is written: plain where no reader can mistake it, otherwise in quotes.
pub(super) fn write(text: &str, place: Place) -> Cow<'_, str> {
    if is_plain(text, place) {
        return text.into();
    }
    // Device filters are full of double quotes; they read better without backslashes.
    if text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(is_printable) {
        return format!("'{text}'").into();
    }
    quote(text).into()
}

/// A string in double quotes.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            printable if is_printable(printable) => quoted.push(printable),
            other => quoted.push_str(&escape(other)),
        }
    }
    quoted.push('"');
    quoted
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

fn escape(character: char) -> String {
    let code = u32::from(character);
    if code <= 0xFFFF { format!("\\u{code:04X}") } else { format!("\\U{code:08X}") }
}

/// `-?(0|[1-9][0-9]*)`, where it fits.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = digits == "0" || !digits.starts_with('0');
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if canonical && decimal { text.parse().ok() } else { None }
}

fn is_plain(text: &str, place: Place) -> bool {
    let is_path = text.starts_with("./") || text.starts_with("../");
    let safe_start = is_path
        || text.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '$' | '(' | '/'));
    let safe_inside = match place {
        Place::Block => !text.contains(": "),
        // Older readers stop at a colon or question mark.
        Place::Flow => !text.contains([',', '[', ']', '{', '}', ':', '?']),
    };
    safe_start
        && safe_inside
        && !text.ends_with([' ', ':'])
        && !text.contains(" #")
        && text.chars().all(is_printable)
        && !is_word(text)
        && !is_number_or_date(text)
}

/// The words of YAML 1.1 and 1.2 that are not strings, in any spelling.
fn is_word(text: &str) -> bool {
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether some reader may take the text for an integer, float, base 60 number or date. It is enough to look at texts
/// that begin with a digit: a sign or point at the start is always quoted. Addresses without a prefix length count,
/// because the pattern for floats of YAML 1.1 takes them.
fn is_number_or_date(text: &str) -> bool {
    let Some(first) = text.chars().next().filter(|first| first.is_numeric()) else {
        return false;
    };
    let is_figure =
        |character: char| character.is_ascii_digit() || matches!(character, '_' | '.' | ':' | ',');
    let rest = text.trim_start_matches(is_figure);
    let exponent =
        rest.strip_prefix(['e', 'E']).map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let based = text.strip_prefix('0').and_then(|text| text.strip_prefix(['x', 'X', 'o', 'O', 'b', 'B']));
    !first.is_ascii()
        || rest.is_empty()
        || exponent.is_some_and(|digits| digits.chars().all(is_figure))
        || based.is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit() || digit == '_'))
        || is_date(text)
}

/// A date that is not simply a day: with one digit for the month or day, or with a time.
fn is_date(text: &str) -> bool {
    if is_day(text) {
        return false;
    }
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let day = rest.split(['T', 't', ' ']).next().unwrap_or(rest);
    is_number(year, 4..=4) && is_number(month, 1..=2) && is_number(day, 1..=2)
}

/// `2027-01-31`.
fn is_day(text: &str) -> bool {
    let is_right =
        |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(is_right)
}

/// Whether a character may stand unescaped: visible, or a space, and no line break in any version of YAML.
pub(super) fn is_printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' => false,
        '\u{A1}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}' => {
            !character.is_whitespace()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_and_integers_of_the_language_are_not_strings() {
        assert_eq!(read("null"), Value::Null);
        assert_eq!(read("true"), Value::Bool(true));
        assert_eq!(read("false"), Value::Bool(false));
        for (text, value) in [("0", 0), ("-0", 0), ("-12", -12), ("9223372036854775807", i64::MAX)] {
            assert_eq!(read(text), Value::Integer(value));
        }
        for text in [
            "NO",
            "on",
            "yes",
            "True",
            "NULL",
            "~",
            "0755",
            "1e3",
            "1_000",
            "+1",
            "-",
            "--1",
            "0x1F",
            "1.0",
            "2027-01-31",
            "12:30:45",
            "9223372036854775808",
            "-01",
            "٣",
        ] {
            assert_eq!(read(text), Value::String(text.to_owned()));
        }
    }

    #[test]
    fn strings_that_another_reader_may_mistake_are_quoted() {
        for text in [
            "",
            " a",
            "a ",
            "NO",
            "yes",
            "On",
            "y",
            "null",
            "Null",
            "~",
            "0755",
            "1e3",
            "1_000",
            "12:30:45",
            "2027-1-31",
            "2027-1-1 10:00:00",
            "2027-01-31T10:00:00Z",
            ".inf",
            "-.INF",
            ".nan",
            "=",
            "<<",
            "a: b",
            "a #b",
            "- a",
            "-a",
            "?",
            "? a",
            ":",
            "a:",
            "2001:db8::",
            "::1",
            "0x1F",
            "0b1",
            "0o17",
            "1.5",
            ".5",
            "+1",
            "-1",
            "1e+3",
            "1.5E-7",
            "192.0.2.1",
            "1,000",
            "*",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "'a",
            "\"a",
            "[a",
            "{a",
            "}",
            "]",
            ",",
            "#",
            "---",
            "...",
            "a\nb",
            "a\tb",
            "a\u{a0}b",
            "\u{feff}a",
            "a\u{85}b",
            "a\u{2028}b",
            "\u{7}",
            "٣",
            "0",
            "12",
            "-12",
        ] {
            assert_ne!(write(text, Place::Block), text, "`{text}` is not quoted");
        }
    }

    #[test]
    fn ordinary_names_are_plain() {
        for text in [
            "CA002 - Exclude",
            "$(id) - Exclude",
            "4h",
            "30d",
            "203.0.113.0/24",
            "bg1@contoso.onmicrosoft.com",
            "Azurblå",
            "11111111-1111-1111-1111-111111111111",
            "all",
            "Nobody signs in, ever",
            "urn:user:registersecurityinfo",
            "a#b",
            "graph:token",
            "it's",
            "Microsoft 365 Business Premium",
            "/conditions/new",
            "../../policies/baseline",
            "2001:db8::/32",
            "2001:db8::1",
            "2027-01-31",
        ] {
            assert_eq!(write(text, Place::Block), text);
        }
    }

    #[test]
    fn more_is_quoted_inside_brackets() {
        for text in [
            "a, b",
            "a]",
            "a[0]",
            "{a",
            "a}",
            "urn:user:registersecurityinfo",
            "2001:db8::1",
            "2001:db8:40::/48",
        ] {
            assert_eq!(write(text, Place::Flow), format!("\"{text}\""));
        }
        assert_eq!(write("$(id) - Exclude", Place::Flow), "$(id) - Exclude");
    }

    #[test]
    fn quotes_inside_choose_the_other_quotes() {
        assert_eq!(write("\"a\" -eq", Place::Block), "'\"a\" -eq'");
        assert_eq!(write("\"it's\"", Place::Block), r#""\"it's\"""#);
        assert_eq!(
            write("\"a\"\n\u{1}\u{1F600}\u{E0001}", Place::Block),
            "\"\\\"a\\\"\\n\\u0001\u{1F600}\u{E0001}\""
        );
    }
}
