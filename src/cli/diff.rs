//! `diff`: what differs between two sides, each YAML or Graph JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::parallel::parallel;
use super::prove::cannot_prove;
use super::source::Source;
use super::tenants::{Chosen, Directories, tell, unfinished, whole};
use super::terminal::Terminal;
use super::{Outcome, export};
use crate::compare::{Entry, FieldDiff, Meaning, documents, fields, meaning};
use crate::condition::World;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::model::{self, Id, Name, NamedLocation, ReferenceKind};
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::report::diff::{self, Diff as Comparison, TenantDiff};
use crate::space::{DEFAULT_BOUND, Direction, Failure, Settings, Version};
use crate::workspace::{Loaded, TenantWorkspace};

/// Show what differs between two sets of policies
///
/// Each side is a folder with tenants, Graph JSON (a file, or a folder of files), or a git revision and a path in it,
/// such as main:clients/contoso. Policies and named locations are compared as Graph takes them, whatever their order
/// or spelling; where both sides are YAML, the text is compared as well. First comes what the change means: of which
/// sign-ins less is asked, or more, over everything the policies can tell apart, with an example that was decided again;
/// a refactoring is proved to change no outcome. People are those of directory/, where there is one.
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
}

pub(crate) fn run(arguments: &Diff, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let chosen = &arguments.chosen;
    let mut before = Side::read(&Source::open_any(&arguments.before)?, chosen, terminal)?;
    let mut after = Side::read(&Source::open_any(&arguments.after)?, chosen, terminal)?;
    // What is wrong on one side would look like a change on the other.
    let failed: BTreeSet<String> = before.failed.iter().chain(&after.failed).cloned().collect();
    for side in [&mut before, &mut after] {
        side.tenants.retain(|tenant| tenant.name.as_ref().is_none_or(|name| !failed.contains(name)));
    }
    let failed: Vec<String> = failed.into_iter().collect();
    let comparison = compare(&before, &after, &failed, chosen)?;
    terminal.print(&match arguments.format {
        Format::Text => diff::text(&comparison),
        Format::Json => diff::json(&comparison),
        Format::Markdown => diff::markdown(&comparison),
    })?;
    if !failed.is_empty() {
        terminal.flush()?;
        let total = comparison.tenants.len() + failed.len();
        return Err(unfinished(&failed, total, "compared").hint("mend what is reported above"));
    }
    if let Some(outcome) = gates(arguments, &comparison)? {
        return Ok(outcome);
    }
    let is_told = arguments.detailed_exitcode && comparison.is_change();
    Ok(if is_told { Outcome::Changed } else { Outcome::Clean })
}

/// What the gates make of it; nothing if they let it through.
fn gates(arguments: &Diff, comparison: &Comparison<'_>) -> Result<Option<Outcome>, Error> {
    if !arguments.no_new_access && !arguments.no_new_block {
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
    let opens =
        differences().any(|found| matches!(found.direction, Some(Direction::Loosens | Direction::Mixed)));
    let blocks = differences().any(|found| found.is_new_block);
    let is_found = (arguments.no_new_access && opens) || (arguments.no_new_block && blocks);
    Ok(is_found.then_some(Outcome::Found))
}

/// One side of a comparison.
struct Side {
    written: String,
    tenants: Vec<Tenant>,
    /// The names of tenants in which something is wrong.
    failed: Vec<String>,
    /// The texts of the YAML by path; `None` for Graph JSON.
    documents: Option<BTreeMap<String, String>>,
}

struct Tenant {
    /// `None` for Graph JSON, which does not say whose it is.
    name: Option<String>,
    policies: Vec<Entry>,
    locations: Vec<Entry>,
    /// Names for ids in values.
    names: BTreeMap<String, String>,
    /// What decides: the policies, with the deployed ones that the YAML does not manage.
    decides: PolicySide,
    /// The tenant and its directory; `None` for Graph JSON.
    facts: Option<(model::Tenant, Directory)>,
    /// Names for ids in words.
    words: BTreeMap<(ReferenceKind, Id), Name>,
}

impl Side {
    fn read(source: &Source, chosen: &Chosen, terminal: &mut Terminal) -> Result<Self, Error> {
        if source.tenants()?.is_empty() {
            Self::export(source, terminal)
        } else {
            Self::workspace(
                source,
                chosen.load_with_directories(source, directory::read, terminal)?,
                terminal,
            )
        }
    }

    fn workspace(
        source: &Source,
        (mut loaded, mut directories): (Loaded, Directories),
        terminal: &mut Terminal,
    ) -> Result<Self, Error> {
        let problems = std::mem::take(&mut loaded.diagnostics);
        tell(terminal, &loaded.sources, problems);
        let (tenants, failed) = whole(&loaded);
        if tenants.is_empty() {
            return Err(export::has_errors(source));
        }
        let with_directory = |tenant: &TenantWorkspace| {
            Tenant::of_workspace(tenant, directories.remove(&tenant.path).unwrap_or_default())
        };
        let tenants = tenants.into_iter().map(with_directory).collect();
        let sources = &loaded.sources;
        let own = if source.path.is_empty() { String::new() } else { format!("{}/", source.path) };
        let is_yaml = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "yaml");
        let yaml = sources.files().filter(|(path, _)| is_yaml(path));
        let documents =
            yaml.map(|(path, text)| (path.strip_prefix(&own).unwrap_or(path).to_owned(), text.to_owned()));
        let documents = Some(documents.collect());
        Ok(Self { written: source.to_string(), tenants, failed, documents })
    }

    fn export(source: &Source, terminal: &mut Terminal) -> Result<Self, Error> {
        let side = export::read(source, terminal)?.side;
        let name = |location: &NamedLocation| (location.id.to_string(), location.display_name.clone());
        let tenant = Tenant {
            name: None,
            policies: side.policies.iter().map(Entry::policy).collect(),
            locations: side.locations.iter().map(Entry::named_location).collect(),
            names: side.locations.iter().map(name).collect(),
            decides: side,
            facts: None,
            words: BTreeMap::new(),
        };
        Ok(Self { written: source.to_string(), tenants: vec![tenant], failed: Vec::new(), documents: None })
    }
}

impl Tenant {
    fn of_workspace(workspace: &TenantWorkspace, directory: Directory) -> Self {
        // A placeholder says its name itself.
        let ids = workspace.names.iter().filter(|((_, id), _)| id.guid().is_some());
        let names = ids.map(|((_, id), name)| (id.to_string(), name.clone()));
        Self {
            name: Some(workspace.tenant.name.clone()),
            policies: workspace.policies.iter().map(Entry::policy).collect(),
            locations: workspace.locations.iter().map(Entry::named_location).collect(),
            names: names.collect(),
            decides: Proposal::of(workspace, workspace.deployed.as_ref(), &SwitchOn::AsWritten).as_if,
            facts: Some((workspace.tenant.clone(), directory)),
            words: workspace.names.clone(),
        }
    }
}

fn compare<'a>(
    before: &'a Side,
    after: &'a Side,
    failed: &'a [String],
    chosen: &Chosen,
) -> Result<Comparison<'a>, Error> {
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
    let tenants = parallel(chosen.jobs(), &pairs, |_, (old, new)| compare_tenants(*old, *new));
    let tenants = tenants.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let documents = match (&before.documents, &after.documents) {
        (Some(old), Some(new)) => documents(&texts(old), &texts(new)),
        (None, _) | (_, None) => Vec::new(),
    };
    Ok(Comparison { before: &before.written, after: &after.written, tenants, failed, documents })
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

fn compare_tenants<'a>(old: Option<&'a Tenant>, new: Option<&'a Tenant>) -> Result<TenantDiff<'a>, Error> {
    let part =
        |of: fn(&Tenant) -> &[Entry]| -> FieldDiff<'a> { fields(old.map_or(&[], of), new.map_or(&[], of)) };
    let sides = || new.into_iter().chain(old);
    let mut diff = TenantDiff {
        tenant: sides().find_map(|tenant| tenant.name.as_deref()),
        policies: part(|tenant| &tenant.policies),
        locations: part(|tenant| &tenant.locations),
        names: sides().flat_map(|tenant| tenant.names.clone()).collect(),
        meaning: None,
        undecided: None,
    };
    if diff.is_change() {
        match meaning_of(old, new) {
            Ok(meaning) => diff.meaning = Some(meaning),
            Err(failure @ Failure::TooLarge) => diff.undecided = Some(failure.to_string()),
            Err(failure @ Failure::Mismatch(_)) => return Err(cannot_prove(&failure)),
        }
    }
    Ok(diff)
}

/// Of which sign-ins something else is asked. Graph JSON, which does not say whose it is, is taken for the other side's.
fn meaning_of(old: Option<&Tenant>, new: Option<&Tenant>) -> Result<Meaning, Failure> {
    let none = PolicySide::default();
    let nobodys = (model::Tenant::blank(), Directory::default());
    let (tenant, directory) =
        new.into_iter().chain(old).find_map(|side| side.facts.as_ref()).unwrap_or(&nobodys);
    let [before, after] = [old, new].map(|side| side.map_or(&none, |side| &side.decides));
    let mut names = old.map(|side| side.words.clone()).unwrap_or_default();
    names.extend(new.into_iter().flat_map(|side| side.words.clone()));
    let [old, new] =
        [before, after].map(|side| World::new(directory, tenant, &side.locations, &side.strengths));
    meaning(
        Version { world: &old, policies: &before.policies },
        Version { world: &new, policies: &after.policies },
        Settings { names: &names, bound: DEFAULT_BOUND },
    )
}

fn texts(documents: &BTreeMap<String, String>) -> BTreeMap<String, &str> {
    documents.iter().map(|(path, text)| (path.clone(), text.as_str())).collect()
}
