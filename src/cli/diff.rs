//! `diff`: what differs between two sides, each YAML or Graph JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::parallel::parallel;
use super::source::Source;
use super::tenants::{Chosen, tell, unfinished, whole};
use super::terminal::Terminal;
use super::{Outcome, export};
use crate::compare::{Entry, FieldDiff, documents, fields};
use crate::error::{Error, ErrorKind};
use crate::model::NamedLocation;
use crate::report::diff::{self, Diff as Comparison, TenantDiff};
use crate::workspace::{Loaded, TenantWorkspace};

/// Show what differs between two sets of policies
///
/// Each side is a folder with tenants, Graph JSON (a file, or a folder of files), or a git revision and a path in it,
/// such as main:clients/contoso. Policies and named locations are compared as Graph takes them, whatever their order
/// or spelling; where both sides are YAML, the text is compared as well.
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
    let is_told = arguments.detailed_exitcode && comparison.is_change();
    Ok(if is_told { Outcome::Changed } else { Outcome::Clean })
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
}

impl Side {
    fn read(source: &Source, chosen: &Chosen, terminal: &mut Terminal) -> Result<Self, Error> {
        if source.tenants()?.is_empty() {
            Self::export(source, terminal)
        } else {
            Self::workspace(source, chosen.load(source, terminal)?, terminal)
        }
    }

    fn workspace(source: &Source, mut loaded: Loaded, terminal: &mut Terminal) -> Result<Self, Error> {
        let problems = std::mem::take(&mut loaded.diagnostics);
        tell(terminal, &loaded.sources, problems);
        let (tenants, failed) = whole(&loaded);
        if tenants.is_empty() {
            return Err(export::has_errors(source));
        }
        let tenants = tenants.into_iter().map(Tenant::of_workspace).collect();
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
        };
        Ok(Self { written: source.to_string(), tenants: vec![tenant], failed: Vec::new(), documents: None })
    }
}

impl Tenant {
    fn of_workspace(workspace: &TenantWorkspace) -> Self {
        // A placeholder says its name itself.
        let ids = workspace.names.iter().filter(|((_, id), _)| id.guid().is_some());
        let names = ids.map(|((_, id), name)| (id.to_string(), name.clone()));
        Self {
            name: Some(workspace.tenant.name.clone()),
            policies: workspace.policies.iter().map(Entry::policy).collect(),
            locations: workspace.locations.iter().map(Entry::named_location).collect(),
            names: names.collect(),
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

fn compare_tenants<'a>(old: Option<&'a Tenant>, new: Option<&'a Tenant>) -> TenantDiff<'a> {
    let part =
        |of: fn(&Tenant) -> &[Entry]| -> FieldDiff<'a> { fields(old.map_or(&[], of), new.map_or(&[], of)) };
    let sides = || new.into_iter().chain(old);
    TenantDiff {
        tenant: sides().find_map(|tenant| tenant.name.as_deref()),
        policies: part(|tenant| &tenant.policies),
        locations: part(|tenant| &tenant.locations),
        names: sides().flat_map(|tenant| tenant.names.clone()).collect(),
    }
}

fn texts(documents: &BTreeMap<String, String>) -> BTreeMap<String, &str> {
    documents.iter().map(|(path, text)| (path.clone(), text.as_str())).collect()
}
