//! A list of people that the filter of the page narrows.

use std::fmt::Write;

use crate::report::html::escape;

/// A list longer than this is folded: the lists before it are what the reader came for.
const UNFOLDED: usize = 25;

/// Whether a list of so many rows is open from the start.
pub(super) fn is_short(rows: usize) -> bool {
    rows <= UNFOLDED
}

/// A list as an attribute of a row holds it.
pub(super) fn json<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    escape(&serde_json::to_string(&words).unwrap_or_default())
}

/// A list of people.
pub(super) struct List<'a> {
    pub(super) id: String,
    /// How it looks.
    pub(super) class: &'static str,
    pub(super) title: &'static str,
    pub(super) count: String,
    pub(super) hint: &'a str,
    pub(super) is_open: bool,
    pub(super) columns: [&'static str; 5],
}

impl List<'_> {
    /// Writes it with rows, each with `data-certainty`, `data-cause` and `data-policies` for the filter.
    pub(super) fn write(&self, body: &mut String, rows: impl FnOnce(&mut String)) {
        let Self { id, class, title, hint, .. } = self;
        let open = if self.is_open { " open" } else { "" };
        let count = escape(&self.count);
        // Writing to a string cannot fail, here and below.
        let _ = write!(
            body,
            "<section class=\"people {class}\" aria-labelledby=\"{id}\">\n<details{open}>\n\
             <summary><h2 id=\"{id}\">{title} <span class=\"count\">{count}</span></h2></summary>\n"
        );
        if !hint.is_empty() {
            let _ = writeln!(body, "<p class=\"hint\">{}</p>", escape(hint));
        }
        let columns = self.columns.map(|column| format!("<th scope=\"col\">{column}</th>")).concat();
        let _ = write!(
            body,
            "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">\n<table class=\"list\">\n\
             <thead><tr>{columns}</tr></thead>\n<tbody>\n"
        );
        rows(body);
        body.push_str(
            "</tbody>\n</table>\n</div>\n<p class=\"none\" hidden>Nobody here matches the filter.</p>\n\
             </details>\n</section>\n",
        );
    }
}
