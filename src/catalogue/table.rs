//! Reads the tab-separated files of the catalogue.
//!
//! Lines that start with `# ` say where a file comes from; the first other line names its columns. The files are part of
//! the program, so a row that cannot be read is a fault of ours: a test of each table shows that there is none.

/// The rows of a table, each read by `parse` from its `N` columns.
pub(super) fn load<T, const N: usize>(
    text: &'static str,
    parse: impl Fn([&'static str; N]) -> Option<T>,
) -> Vec<T> {
    lines(text).filter_map(|line| columns(line).and_then(&parse)).collect()
}

/// The entries of a column that holds several, separated by `;`.
pub(super) fn list(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(';').filter(|entry| !entry.is_empty())
}

/// Reads `yes` or `no`.
pub(super) fn yes_or_no(column: &str) -> Option<bool> {
    match column {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// The lines that hold rows.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with("# ")).skip(1)
}

fn columns<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    line.split('\t').collect::<Vec<_>>().try_into().ok()
}
