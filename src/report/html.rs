//! What pages have in common: one file that asks nothing of any other, on a screen, on a phone, on paper, light or dark.

use super::words::inert;

const BASE: &str = include_str!("html/base.css");

/// What a page runs and looks like beside what all pages do.
#[derive(Clone, Copy, Default)]
pub(super) struct Manner {
    pub(super) style: &'static str,
    /// Runs once the page is read; everything is there without it.
    pub(super) script: &'static str,
}

/// A whole page. Its policy forbids every request, whatever is in the body.
pub(super) fn page(title: &str, manner: Manner, body: &str) -> String {
    let Manner { style, script } = manner;
    let may_run = if script.is_empty() { "" } else { "; script-src 'unsafe-inline'" };
    let script = if script.is_empty() { String::new() } else { format!("<script>\n{script}</script>\n") };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{may_run}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
         <style>\n{BASE}{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n{script}</body>\n</html>\n",
        escape(title)
    )
}

/// Text that is no markup, in elements and in attributes.
pub(super) fn escape(text: &str) -> String {
    let text = inert(text);
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            character => out.push(character),
        }
    }
    out
}
