//! Text of the input in Markdown, where it must not be markup.

use super::words::inert;

/// Text that has no meaning in Markdown, HTML or a table.
pub(crate) fn escape(text: &str) -> String {
    let text = inert(text);
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(character);
            }
            character => out.push(character),
        }
    }
    out
}

/// Text in the font of code, where no platform looks for names to mention. The element, unlike backticks, can hold any
/// text in a table.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// More backticks than stand in a row anywhere in the text.
pub(crate) fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_not_obeyed() {
        assert_eq!(escape("<script>a|b\n# c"), "&lt;script&gt;a\\|b\u{fffd}\\# c");
        assert_eq!(code("`x`"), "<code>\\`x\\`</code>");
        assert_eq!(fence("a ``` b"), "````");
    }
}
