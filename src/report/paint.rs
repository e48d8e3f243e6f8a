//! Color for reports on a terminal.

use super::diagnostics::Style;

/// What a stretch of text is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Red,
    Yellow,
    Green,
    Cyan,
    Bold,
    Dim,
}

/// Text in a color, if there is color.
pub(super) fn paint(style: Style, paint: Paint, text: &str) -> String {
    let code = match paint {
        Paint::Red => "1;31",
        Paint::Yellow => "1;33",
        Paint::Green => "1;32",
        Paint::Cyan => "1;36",
        Paint::Bold => "1",
        Paint::Dim => "2",
    };
    match style {
        Style::Styled if !text.is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
        Style::Styled | Style::Plain => text.to_owned(),
    }
}
