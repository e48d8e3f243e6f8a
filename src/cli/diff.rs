//! `diff`: what differs between two sides, each YAML or Graph JSON.

mod evidence;
mod side;
mod tenant;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::ValueEnum;

use self::evidence::{Evidence, Replayed};
use self::side::{Side, Tenant};
use super::Outcome;
use super::parallel::parallel;
use super::simulate::sign_ins;
use super::source::Source;
use super::tenants::{Chosen, unfinished};
use super::terminal::Terminal;
use crate::compare::{Documents, Places, documents};
use crate::diagnostic::Severity;
use crate::error::{Error, ErrorKind};
use crate::report::diagnostics;
use crate::report::diff::{self, Diff as Comparison, Gates, TenantDiff};
use crate::report::simulate::People;
use crate::source::SourceMap;

/// Show what differs between two sets of policies
///
/// Each side is a folder with tenants, Graph JSON (a file, or a folder of files), or a git revision and a path in it,
/// such as main:clients/contoso. Policies and named locations are compared as Graph takes them, whatever their order
/// or spelling; where both sides are YAML, the text is compared as well. First comes what the change means: of which
/// sign-ins less is asked, or more, over everything the policies can tell apart, with an example that was decided again;
/// a refactoring is proved to change no outcome. People are those of directory/, where there is one; with sign-ins
/// in signins/, each change says how many of them it meets, and the whole who would newly be locked out.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The side before
    #[arg(value_name = "A")]
    before: PathBuf,

    /// The side after
    #[arg(value_name = "B")]
    after: PathBuf,

    #[command(flatten)]
    chosen: Chosen,

    /// How to print what differs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Exit with 1 if less is asked of some sign-in, or something else
    #[arg(long)]
    no_new_access: bool,

    /// Exit with 1 if some sign-in is blocked that was not
    #[arg(long)]
    no_new_block: bool,

    /// Exit with 1 if more people than this are newly locked out, for certain or possibly, that no test acknowledges
    ///
    /// By the recorded sign-ins in signins/ of the side after, of --evidence or of --sign-ins. Without any, a change is not decided.
    #[arg(long, value_name = "N")]
    max_locked_out: Option<usize>,

    /// Recorded sign-ins, a file or a folder, in place of signins/; - is standard input (can be repeated)
    #[arg(long, value_name = "PATH")]
    sign_ins: Vec<PathBuf>,

    /// Show people's names in what is made for others to read: Markdown, annotations, SARIF and test results
    #[arg(long = "names")]
    shows_names: bool,

    /// Exit with 3 if there is a change
    ///
    /// A comment or a description is none: Graph never sees it.
    #[arg(long)]
    detailed_exitcode: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For pull requests
    Markdown,
    /// For code scanning, as in GitHub and Azure DevOps
    Sarif,
    /// Annotations in GitHub Actions
    Github,
    /// Issues in Azure Pipelines
    #[value(name = "azuredevops")]
    AzureDevOps,
    /// Test results, a suite for each tenant; what a gate refuses is a test that failed
    Junit,
}

impl Diff {
    fn gates(&self) -> Gates {
        Gates {
            no_new_access: self.no_new_access,
            no_new_block: self.no_new_block,
            max_locked_out: self.max_locked_out,
        }
    }
}

pub(crate) fn run(arguments: &Diff, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let chosen = &arguments.chosen;
    let gates = arguments.gates();
    let mut before = Side::read(&Source::open_any(&arguments.before)?, chosen, terminal)?;
    let after_source = Source::open_any(&arguments.after)?;
    let mut after = Side::read(&after_source, chosen, terminal)?;
    // What is wrong on one side would look like a change on the other.
    let failed: BTreeSet<String> = before.failed.iter().chain(&after.failed).cloned().collect();
    for side in [&mut before, &mut after] {
        side.tenants.retain(|tenant| tenant.name.as_ref().is_none_or(|name| !failed.contains(name)));
    }
    let failed: Vec<String> = failed.into_iter().collect();
    let tenants = before.tenants.len().max(after.tenants.len());
    sign_ins::is_standard_input_of_one(&arguments.sign_ins, tenants)?;
    let evidence = Evidence { chosen, sign_ins: &arguments.sign_ins, source: &after_source };
    let mut files = std::mem::take(&mut after.sources);
    let (comparison, replayed) = compare(&before, &after, &mut files, &failed, &evidence)?;
    for replayed in &replayed {
        replayed.tell(chosen, terminal);
    }
    let people = if arguments.shows_names { People::Named } else { People::Counted };
    let found = || diff::findings(&comparison, &files, gates, people);
    terminal.print(&match arguments.format {
        Format::Text => diff::text(&comparison),
        Format::Json => diff::json(&comparison),
        Format::Markdown => diff::markdown(&comparison, people),
        Format::Sarif => diagnostics::sarif("diff", &files, &found(), &[]),
        Format::Github => diagnostics::github(&files, &found(), &diff::headline(&comparison)),
        Format::AzureDevOps => diagnostics::azure_devops(&files, &found(), &diff::headline(&comparison)),
        Format::Junit => diagnostics::junit("diff", &files, &found(), &comparison.titles(), Severity::Error),
    })?;
    if !failed.is_empty() {
        terminal.flush()?;
        let total = comparison.tenants.len() + failed.len();
        return Err(unfinished(&failed, total, "compared").hint("mend what is reported above"));
    }
    if let Some(outcome) = judge(gates, &comparison)? {
        return Ok(outcome);
    }
    let is_told = arguments.detailed_exitcode && comparison.is_change();
    Ok(if is_told { Outcome::Changed } else { Outcome::Clean })
}

/// What the gates make of it; nothing if they let it through.
fn judge(gates: Gates, comparison: &Comparison<'_>) -> Result<Option<Outcome>, Error> {
    if !gates.is_any() {
        return Ok(None);
    }
    if comparison.tenants.iter().any(|tenant| tenant.undecided.is_some()) {
        return Err(Error::new(ErrorKind::Input, "whose outcome changes was not decided"));
    }
    let meanings = || comparison.tenants.iter().filter_map(|tenant| tenant.meaning.as_ref());
    let differences = || meanings().flat_map(|meaning| &meaning.differences);
    if meanings().any(|meaning| !meaning.is_complete) || differences().any(|found| found.direction.is_none())
    {
        return Err(Error::new(ErrorKind::Input, "whose outcome changes was decided in part only"));
    }
    let is_over = gates.max_locked_out.is_some() && is_over(gates, comparison)?;
    let is_refused = differences().any(|found| gates.refuses(found));
    Ok((is_refused || is_over).then_some(Outcome::Found))
}

/// Whether more people are newly locked out of a tenant than may be; an error where nothing was recorded to tell by.
fn is_over(gates: Gates, comparison: &Comparison<'_>) -> Result<bool, Error> {
    let changes =
        |tenant: &&TenantDiff<'_>| tenant.meaning.as_ref().is_some_and(|meaning| !meaning.is_same());
    for tenant in comparison.tenants.iter().filter(changes) {
        match &tenant.seen {
            Some(seen) if seen.sign_ins > 0 => {}
            Some(_) | None => {
                let name = tenant.tenant.unwrap_or("the export");
                let message =
                    format!("no recorded sign-in of `{name}` got in, so --max-locked-out is not decided");
                return Err(Error::new(ErrorKind::Input, message).hint(
                    "put recorded sign-ins into signins/ of the tenant, or name them with --evidence or --sign-ins",
                ));
            }
        }
    }
    Ok(comparison.tenants.iter().filter_map(|tenant| tenant.seen.as_ref()).any(|seen| gates.is_over(seen)))
}

fn compare<'a>(
    before: &'a Side,
    after: &'a Side,
    files: &mut SourceMap,
    failed: &'a [String],
    evidence: &Evidence<'_>,
) -> Result<(Comparison<'a>, Vec<Replayed>), Error> {
    let pairs = match (before.tenants.as_slice(), after.tenants.as_slice()) {
        ([old], [new]) => vec![(Some(old), Some(new))],
        (olds, news) => by_name(olds, news)
            .ok_or_else(|| {
                let message = "one side is Graph JSON of one tenant, the other has several tenants";
                Error::new(ErrorKind::Usage, message).hint("choose one with --tenant NAME")
            })?
            .into_values()
            .collect(),
    };
    let nothing = Documents::new();
    let mut places = |old: Option<&Tenant>, new: Option<&Tenant>| {
        let [old, new] = [old, new].map(|side| side.map_or(&nothing, |side| &side.trees));
        Places::between((old, &before.sources), (new, files))
    };
    let pairs: Vec<_> = pairs.into_iter().map(|(old, new)| (old, new, places(old, new))).collect();
    let jobs = evidence.chosen.jobs();
    let compared =
        parallel(jobs, &pairs, |_, (old, new, places)| tenant::compare(evidence, *old, *new, places.clone()));
    let (mut tenants, mut replayed) = (Vec::new(), Vec::new());
    for compared in compared {
        let compared = compared?;
        tenants.push(compared.diff);
        replayed.extend(compared.replayed);
    }
    let documents = match (&before.documents, &after.documents) {
        (Some(old), Some(new)) => documents(&texts(old), &texts(new)),
        (None, _) | (_, None) => Vec::new(),
    };
    let comparison =
        Comparison { before: &before.written, after: &after.written, tenants, failed, documents };
    Ok((comparison, replayed))
}

type Pairs<'a> = BTreeMap<&'a str, (Option<&'a Tenant>, Option<&'a Tenant>)>;

/// Tenants of both sides by name; `None` if one has none.
fn by_name<'a>(olds: &'a [Tenant], news: &'a [Tenant]) -> Option<Pairs<'a>> {
    let mut pairs = Pairs::new();
    for old in olds {
        pairs.entry(old.name.as_deref()?).or_default().0 = Some(old);
    }
    for new in news {
        pairs.entry(new.name.as_deref()?).or_default().1 = Some(new);
    }
    Some(pairs)
}

fn texts(documents: &BTreeMap<String, String>) -> BTreeMap<String, &str> {
    documents.iter().map(|(path, text)| (path.clone(), text.as_str())).collect()
}
