//! `check --fix`: writes what was mended, and says so.

use std::fmt::Write as _;
use std::path::Path;

use crate::check::{self, Made, Mended};
use crate::cli::output;
use crate::cli::source::Source;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::report::counted;
use crate::source::SourceMap;
use crate::workspace::{TenantWorkspace, discover};

/// Writes the files that changed.
pub(super) fn write(path: &Path, mended: &Mended) -> Result<(), Error> {
    let source = Source::open(path)?;
    for (path, text) in &mended.changed {
        if let Some(place) = source.in_repository(path) {
            output::replace_file(&place, text.as_bytes())?;
        }
    }
    Ok(())
}

/// Says which fixes were made, and which were not and why.
pub(super) fn tell(mended: &Mended) -> String {
    let mut text = String::new();
    for made in &mended.made {
        let Made { path, line, code, title, reason: _ } = made;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "fixed {path}:{line}: {title} ({code})");
    }
    for refused in &mended.refused {
        let Made { path, line, code, title, reason } = refused;
        let reason = reason.as_deref().unwrap_or("it is of no use");
        let _ = writeln!(text, "not fixed {path}:{line}: {title} ({code}): {reason}");
    }
    let _ = match mended.made.len() {
        0 => writeln!(text, "nothing that can be fixed"),
        made => {
            let files = counted(mended.changed.len(), "file", "files");
            writeln!(text, "{} in {files}", counted(made, "fix", "fixes"))
        }
    };
    text.push('\n');
    text
}

/// Takes away the fixes of shared sets unless every tenant of the repository was looked at: what is right for those
/// that were may be wrong for others.
pub(super) fn drop_shared(
    source: &Source,
    sources: &SourceMap,
    tenants: &[TenantWorkspace],
    ruled: &mut [Diagnostic],
) {
    let is_own = |path: &str| {
        let rest =
            |tenant: &TenantWorkspace| path.strip_prefix(&tenant.path).map(|rest| rest.starts_with('/'));
        tenants.iter().any(|tenant| tenant.path.is_empty() || rest(tenant) == Some(true))
    };
    let is_shared = |diagnostic: &&mut Diagnostic| {
        let mut edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
        check::rule(diagnostic.code).is_some() && edits.any(|edit| !is_own(sources.path(edit.span.file)))
    };
    let mut shared = ruled.iter_mut().filter(is_shared).peekable();
    if shared.peek().is_none() {
        return;
    }
    let all = discover(&*source.files, "").unwrap_or_default();
    let is_complete =
        !all.is_empty() && all.iter().all(|folder| tenants.iter().any(|tenant| tenant.path == *folder));
    if !is_complete {
        shared.for_each(|diagnostic| diagnostic.fix = None);
    }
}
