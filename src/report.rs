//! Results as people and programs read them: one module a result, one file a format.
//!
//! Everything is returned as text; printing it, and whether it has color, is the caller's business.

pub mod calibrate;
pub mod diagnostics;
pub mod diff;
pub mod explain;
mod html;
mod markdown;
mod meaning;
pub mod mutation;
mod paint;
pub mod prove;
pub mod rollout;
pub mod rules;
pub mod scenarios;
pub mod schemas;
pub mod simulate;
pub mod whatif;
mod words;
mod xml;

/// JSON as every format here writes it: indented, with a newline at the end.
fn pretty(document: &impl serde::Serialize) -> String {
    // INVARIANT: what is written here has text keys only and no fallible `Serialize`, so serializing cannot fail.
    let mut json = serde_json::to_string_pretty(document).unwrap_or_default();
    json.push('\n');
    json
}

/// Several tenants as one JSON object: what is told of each, the names of those of which nothing is, and the sums.
fn pretty_of_several<T: serde::Serialize>(
    tenants: impl IntoIterator<Item = T>,
    failed: &[String],
    total: impl serde::Serialize,
) -> String {
    #[derive(serde::Serialize)]
    struct Several<'a, T, S> {
        tenants: Vec<T>,
        failed: &'a [String],
        total: S,
    }
    pretty(&Several { tenants: tenants.into_iter().collect(), failed, total })
}

/// A number and its word, such as `1 policy` and `2 policies`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
