//! `explain`: what policies say, for readers who do not know Graph.

use std::collections::BTreeMap;

use clap::ValueEnum;

use super::source::Source;
use super::tenants::{Tenants, unfinished};
use super::terminal::Terminal;
use super::{Outcome, export};
use crate::diagnostic::did_you_mean;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::replay::{Proposal, SwitchOn};
use crate::report::explain::{self, Explanation, Exported, Subject};

/// Say what policies do in plain words, for readers who do not know Graph
///
/// Tells each policy in a sentence and a table, and the set as a matrix: kinds of people, kinds of resources, and what
/// is asked of the ones for the others. PATH is a folder with tenants, or Graph JSON (a file, or a folder of files). It
/// covers the policies as they are written, with the deployed ones that the folder does not manage; directory/ adds
/// names and counts of people. What becomes of a sign-in is the business of `whatif` and `simulate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    tenants: Tenants,

    /// Only the policy with this id or display name, without the matrix (can be repeated)
    #[arg(long = "policy", value_name = "ID")]
    policies: Vec<String>,

    /// Tell the file and line that every value came from
    #[arg(long = "where")]
    places: bool,

    /// How to print what is explained
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
    /// For pull requests and wikis
    Markdown,
    /// For a browser or for paper: one file that needs nothing else
    Html,
}

pub(crate) fn run(arguments: &Explain, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let is_export = source.tenants()?.is_empty();
    let (explanations, unfinished) = if is_export {
        (vec![of_export(arguments, &source, terminal)?], None)
    } else {
        of_tenants(arguments, &source, terminal)?
    };
    terminal.print(&match arguments.format {
        Format::Text => explain::text(&explanations, terminal.out_style()),
        Format::Json => explain::json(&explanations),
        Format::Markdown => explain::markdown(&explanations),
        Format::Html => explain::html(&explanations),
    })?;
    match unfinished {
        Some(error) => {
            terminal.flush()?;
            Err(error)
        }
        None => Ok(Outcome::Clean),
    }
}

/// The explanations, and that there is none of some tenants.
fn of_tenants(
    arguments: &Explain,
    source: &Source,
    terminal: &mut Terminal,
) -> Result<(Vec<Explanation>, Option<Error>), Error> {
    let chosen = &arguments.tenants.chosen;
    let workspaces = chosen.open(source, directory::read_people, terminal)?;
    let (tenants, mut failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    let mut explanations = Vec::new();
    let mut known = Vec::new();
    for tenant in tenants {
        let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), &SwitchOn::AsWritten);
        let Some(proposal) = workspaces.settled(proposal, terminal) else {
            failed.push(tenant.tenant.name.clone());
            continue;
        };
        known.extend(proposal.as_written.iter().map(|policy| policy.id.clone()));
        explanations.push(explain::explain(&Subject {
            title: &tenant.tenant.name,
            as_of: chosen.day(),
            policies: &proposal.as_written,
            locations: &proposal.as_if.locations,
            strengths: &tenant.strengths,
            names: &tenant.names,
            workspace: Some(tenant),
            exported: None,
            directory: workspaces.directory(tenant),
            places: arguments.places.then_some(&workspaces.loaded.sources),
            chosen: &arguments.policies,
        }));
    }
    failed.sort();
    let unfinished = (!failed.is_empty()).then(|| {
        unfinished(&failed, total, "explained")
            .hint("mend what is reported above; of a set with an error in it only a part could be told")
    });
    if explanations.is_empty()
        && let Some(error) = unfinished
    {
        return Err(error);
    }
    check_chosen(&arguments.policies, &known, &explanations)?;
    // Of several tenants, those without a chosen policy have nothing to say.
    explanations.retain(|explanation| arguments.policies.is_empty() || !explanation.policies.is_empty());
    Ok((explanations, unfinished))
}

fn of_export(arguments: &Explain, source: &Source, terminal: &mut Terminal) -> Result<Explanation, Error> {
    let export = export::read(source, terminal)?;
    let side = &export.side;
    let title = source.to_string();
    let explanation = explain::explain(&Subject {
        title: &title,
        as_of: arguments.tenants.chosen.day(),
        policies: &side.policies,
        locations: &side.locations,
        strengths: &side.strengths,
        names: &BTreeMap::new(),
        workspace: None,
        directory: &Directory::default(),
        exported: Some(Exported { policies: &export.policies, locations: &export.locations }),
        places: arguments.places.then_some(&export.sources),
        chosen: &arguments.policies,
    });
    let known: Vec<String> = side.policies.iter().map(|policy| policy.id.clone()).collect();
    check_chosen(&arguments.policies, &known, std::slice::from_ref(&explanation))?;
    Ok(explanation)
}

/// Every policy that was chosen must be there.
fn check_chosen(chosen: &[String], known: &[String], explanations: &[Explanation]) -> Result<(), Error> {
    let explained = || explanations.iter().flat_map(|explanation| &explanation.policies);
    let missing = chosen.iter().find(|key| {
        !explained().any(|policy| policy.id.eq_ignore_ascii_case(key) || policy.display_name == **key)
    });
    let Some(missing) = missing else { return Ok(()) };
    let error = Error::new(ErrorKind::Usage, format!("there is no policy `{missing}` here"));
    Err(match did_you_mean(missing, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("give the `id` of a policy, or its display name"),
    })
}
