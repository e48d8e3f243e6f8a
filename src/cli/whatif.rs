//! `whatif`: what becomes of one sign-in, policy by policy, and why.

mod given;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use self::given::Given;
use super::Outcome;
use super::source::{Source, cannot_read};
use super::tenants::{Tenants, tell};
use super::terminal::Terminal;
use crate::condition::World;
use crate::directory::Directory;
use crate::engine;
use crate::error::{Error, ErrorKind};
use crate::graph;
use crate::replay::{Proposal, SwitchOn};
use crate::report::whatif::{self, Report};
use crate::sign_in::SignIn;
use crate::source::SourceMap;
use crate::workspace::TenantWorkspace;

/// Show what becomes of one sign-in, policy by policy, and why
///
/// Decides one sign-in under the tenant's policies as they are written, with the deployed ones that the folder does not
/// manage. Report-only and disabled policies do not decide; what they would do is shown beside. What is not said of the
/// sign-in is not known, and a policy that depends on it neither surely applies nor surely does not. Groups, roles and
/// registered methods of the user come from directory/.
#[derive(Debug, clap::Args)]
pub(crate) struct WhatIf {
    #[command(flatten)]
    tenants: Tenants,

    #[command(flatten)]
    given: Given,

    /// Take the sign-in from a file: a signIn of Graph (v1.0 or beta), or the body of an evaluate request
    #[arg(long, value_name = "FILE", help_heading = "The sign-in")]
    sign_in: Option<PathBuf>,

    /// How to print what becomes of it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For issues and pull requests
    Markdown,
}

pub(crate) fn run(arguments: &WhatIf, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let (mut loaded, directories) = arguments.tenants.chosen.load_with_directories(&source, terminal)?;
    let problems = std::mem::take(&mut loaded.diagnostics);
    let has_error = tell(terminal, &loaded.sources, problems);
    if has_error || loaded.tenants.iter().any(|tenant| !tenant.complete) {
        return Err(Error::new(ErrorKind::Input, "nothing was decided")
            .hint("mend what is reported above; a set with an error in it cannot be decided"));
    }
    let tenant = only(&loaded.tenants)?;
    let no_directory = Directory::default();
    let directory = directories.get(&tenant.path).unwrap_or(&no_directory);
    let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), &SwitchOn::AsWritten);
    if tell(terminal, &loaded.sources, proposal.diagnostics) {
        return Err(Error::new(ErrorKind::Input, "nothing was decided")
            .hint("record the Graph id of the policy that is meant in tenant.lock.yaml"));
    }
    let sign_in = match &arguments.sign_in {
        Some(_) if !arguments.given.is_empty() => {
            return Err(Error::new(ErrorKind::Usage, "--sign-in says all of the sign-in")
                .hint("leave the other options that describe it out, or write what they say into the file"));
        }
        Some(path) => read(path, terminal)?,
        None => arguments.given.sign_in(tenant, directory, terminal)?,
    };
    let world = World::new(directory, &tenant.tenant, &proposal.as_if.locations, &proposal.as_if.strengths);
    let trace = engine::trace(&world, &proposal.as_written, &sign_in);
    let report = Report {
        tenant: &tenant.tenant.name,
        sign_in: &sign_in,
        policies: &proposal.as_written,
        trace: &trace,
    };
    terminal.print(&match arguments.format {
        Format::Text => whatif::text(&report, terminal.out_style()),
        Format::Json => whatif::json(&report),
        Format::Markdown => whatif::markdown(&report),
    })?;
    Ok(Outcome::Clean)
}

fn only(tenants: &[TenantWorkspace]) -> Result<&TenantWorkspace, Error> {
    match tenants {
        [tenant] => Ok(tenant),
        several => {
            let names: Vec<&str> = several.iter().map(|tenant| tenant.tenant.name.as_str()).collect();
            let message = format!("a what-if is for one tenant, and here are {}", several.len());
            Err(Error::new(ErrorKind::Usage, message)
                .hint(format!("choose one with --tenant NAME: {}", names.join(", "))))
        }
    }
}

fn read(path: &Path, terminal: &mut Terminal) -> Result<SignIn<'static>, Error> {
    let source = Source::open(path)?;
    let bytes = source.files.read(&source.path).map_err(|error| cannot_read(&source.to_string(), error))?;
    let mut sources = SourceMap::default();
    let (sign_in, problems) = graph::read_sign_in(&mut sources, &path.display().to_string(), &bytes);
    tell(terminal, &sources, problems);
    sign_in.ok_or_else(|| Error::new(ErrorKind::Input, format!("`{}` holds no sign-in", path.display())))
}
