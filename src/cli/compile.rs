//! `compile`: Graph JSON for each tenant, written whole or not at all.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::output;
use super::parallel::parallel;
use super::source::Source;
use super::tenants::{self, Tenants};
use super::terminal::Terminal;
use crate::diagnostic::Severity;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::promise;
use crate::report::counted;
use crate::workspace::{self, OutputFile, TenantWorkspace};

/// Compile policies to Microsoft Graph JSON
///
/// Writes DIR/<tenant> for each tenant under PATH: a file for each policy, named location and group, and a manifest
/// with the order in which to deploy them. Each tenant's folder is replaced as a whole. A tenant with an error is left
/// as it was, the others are compiled, and the exit code is 2.
#[derive(Debug, clap::Args)]
pub(crate) struct Compile {
    #[command(flatten)]
    tenants: Tenants,

    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Write nothing, and exit with 1 if writing would change anything
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Compile, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let chosen = &arguments.tenants.chosen;
    let (mut loaded, directories) =
        chosen.load_with_directories(&source, directory::read_people, terminal)?;
    refuse_clashes(&loaded.tenants)?;
    let mut problems = std::mem::take(&mut loaded.diagnostics);
    let nobody = Directory::default();
    let results = parallel(chosen.jobs(), &loaded.tenants, |_, tenant| {
        let mut faults = promise::exception_faults(tenant, directories.get(&tenant.path).unwrap_or(&nobody));
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return (None, faults);
        }
        match workspace::compile(tenant) {
            Ok(files) => (Some(files), faults),
            Err(reasons) => {
                faults.extend(reasons);
                (None, faults)
            }
        }
    });
    let mut compiled = Vec::new();
    for (tenant, (files, faults)) in loaded.tenants.iter().zip(results) {
        compiled.extend(files.map(|files| (tenant, files)));
        problems.extend(faults);
    }
    tenants::tell(terminal, &loaded.sources, problems);
    let total = loaded.tenants.len() + loaded.unreadable.len();
    let mut outcome = Outcome::Clean;
    let mut policies = 0;
    let mut done = 0;
    for (tenant, files) in &compiled {
        match output(arguments, tenant, files) {
            Ok((text, is_current)) => {
                terminal.print(&text)?;
                policies += tenant.policies.len();
                done += 1;
                if arguments.check && !is_current {
                    outcome = Outcome::Found;
                }
            }
            // Of one tenant alone it is the end.
            Err(error) if total == 1 => return Err(error),
            Err(error) => {
                terminal.tell(&error);
            }
        }
    }
    if total > 1 && !arguments.check {
        let policies = counted(policies, "policy", "policies");
        terminal.print(&format!("{done} of {total} tenants: {policies} in {}\n", arguments.out.display()))?;
    }
    if done < total {
        terminal.flush()?;
        let compiled = counted(done, "tenant was", "tenants were");
        return Err(Error::new(ErrorKind::Input, format!("there are errors; {compiled} compiled"))
            .hint("mend what is reported above"));
    }
    Ok(outcome)
}

/// Writes a tenant's folder, or only looks; what is to be said of it, and whether it was current.
fn output(
    arguments: &Compile,
    tenant: &TenantWorkspace,
    files: &[OutputFile],
) -> Result<(String, bool), Error> {
    let folder = arguments.out.join(folder_name(tenant));
    if arguments.check {
        let differences = output::differences(&folder, files)?;
        return Ok((differences_text(tenant, &folder, &differences), differences.is_empty()));
    }
    output::replace_compiled(&folder, files)?;
    Ok((summary(tenant, &folder, files), false))
}

/// A tenant's name is not always that of a folder on this disk, so it is made safe as other names are.
fn folder_name(tenant: &TenantWorkspace) -> String {
    workspace::file_name(&tenant.tenant.name)
}

fn refuse_clashes(tenants: &[TenantWorkspace]) -> Result<(), Error> {
    let mut first: BTreeMap<String, &TenantWorkspace> = BTreeMap::new();
    for tenant in tenants {
        if let Some(other) = first.insert(folder_name(tenant).to_lowercase(), tenant) {
            let message = format!(
                "`{}` and `{}` would be compiled to one folder, `{}`",
                other.path,
                tenant.path,
                folder_name(tenant)
            );
            return Err(Error::new(ErrorKind::Usage, message)
                .hint("compile them one by one, each with its own --out, or rename one's folder"));
        }
    }
    Ok(())
}

fn summary(tenant: &TenantWorkspace, folder: &Path, files: &[OutputFile]) -> String {
    let kind = |prefix: &str| files.iter().filter(|(path, _)| path.starts_with(prefix)).count();
    let mut text = format!(
        "{}: {}, {} and {} in {}",
        tenant.tenant.name,
        counted(kind("policies/"), "policy", "policies"),
        counted(kind("namedLocations/"), "named location", "named locations"),
        counted(kind("groups/"), "group", "groups"),
        folder.display(),
    );
    if let Some(day) = tenant.next_change {
        // Writing to a string cannot fail.
        let _ = write!(text, ", to be compiled again on {day}");
    }
    text.push('\n');
    text
}

fn differences_text(tenant: &TenantWorkspace, folder: &Path, differences: &[String]) -> String {
    if differences.is_empty() {
        return format!("{}: {} is current\n", tenant.tenant.name, folder.display());
    }
    let line = |path: &String| format!("{}: {} differs\n", tenant.tenant.name, folder.join(path).display());
    differences.iter().map(line).collect()
}
