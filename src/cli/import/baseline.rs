//! `import --baseline`: the workspace on shared sets.

use chrono::Utc;

use super::Import;
use crate::cli::disk::Disk;
use crate::cli::source::cannot_read;
use crate::cli::tenants::tell;
use crate::cli::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::report::counted;
use crate::workspace::{self, Factored, Factoring, Imported};

/// What was factored.
pub(super) struct OnBaselines {
    /// What becomes of the policies, for people.
    pub(super) summary: String,
    /// Whether something is left to be written before it compiles.
    pub(super) has_errors: bool,
}

/// Puts the files on the shared sets in place of the imported ones; nothing where no shared set is given.
pub(super) fn factor(
    arguments: &Import,
    imported: &mut Imported,
    terminal: &mut Terminal,
) -> Result<Option<OnBaselines>, Error> {
    if arguments.baselines.is_empty() {
        return Ok(None);
    }
    let (disk, folder) = Disk::enclosing_new(&arguments.out)?;
    let mut baselines = Vec::new();
    for path in &arguments.baselines {
        let baseline =
            disk.inside_root(path).map_err(|error| cannot_read(&path.display().to_string(), error))?;
        let Some(baseline) = baseline else {
            let message = format!(
                "`{}` is not in the repository of `{}`, whose documents could not name it",
                path.display(),
                arguments.out.display()
            );
            return Err(Error::new(ErrorKind::Usage, message)
                .hint("keep the shared set and the tenants in one git repository"));
        };
        baselines.push(baseline);
    }
    let as_of = arguments.as_of.unwrap_or_else(|| Utc::now().date_naive());
    let factoring = Factoring { files: &disk, folder: &folder, baselines: &baselines, as_of };
    let mut factored = workspace::factor(imported, factoring);
    let diagnostics = std::mem::take(&mut factored.diagnostics);
    let has_errors = tell(terminal, &factored.sources, diagnostics);
    if arguments.as_of.is_none() && factored.next_change.is_some() {
        terminal.say_day(as_of);
    }
    if factored.files.is_empty() {
        return Err(
            Error::new(ErrorKind::Input, "the shared set cannot be used").hint("mend what is reported above")
        );
    }
    let summary = summary(&factored);
    imported.files = factored.files;
    Ok(Some(OnBaselines { summary, has_errors }))
}

/// How many policies are what, by key where somebody will want to look.
fn summary(factored: &Factored) -> String {
    let line = |keys: &[String], what: &str| match keys {
        [] => String::new(),
        keys => format!("\n  {} {what}: {}", keys.len(), keys.join(", ")),
    };
    if let Some(lines) = factored.lines_shared {
        return format!(
            "\nthe shared set is not used: the tenant has so little of it that it would take {}, and {} without it",
            counted(lines, "line of YAML", "lines of YAML"),
            factored.lines_alone
        );
    }
    format!(
        ":\n  {} as the shared set has them{}{}{}\n{} of YAML, where {} would be without the shared set",
        factored.unchanged.len(),
        line(&factored.changed, "with changes"),
        line(&factored.own, "the client's own"),
        line(&factored.omitted, "of the shared set left out"),
        counted(factored.lines, "line", "lines"),
        factored.lines_alone,
    )
}
