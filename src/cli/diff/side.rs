//! One side of a comparison: tenants of a folder or a revision, or Graph JSON.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::export;
use crate::cli::source::Source;
use crate::cli::tenants::Chosen;
use crate::cli::terminal::Terminal;
use crate::cli::workspaces::{Workspaces, whole};
use crate::compare::{Documents, Entry};
use crate::directory::{self, Directory};
use crate::error::Error;
use crate::model::{self, Id, Name, NamedLocation, ReferenceKind};
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::source::SourceMap;
use crate::workspace::TenantWorkspace;
use crate::workspace::document::Acknowledged;

/// A side.
pub(super) struct Side {
    pub(super) written: String,
    pub(super) tenants: Vec<Tenant>,
    /// The names of tenants in which something is wrong.
    pub(super) failed: Vec<String>,
    /// The texts of the YAML by path; `None` for Graph JSON.
    pub(super) documents: Option<BTreeMap<String, String>>,
    /// The files of the tenants; none for Graph JSON.
    pub(super) sources: SourceMap,
}

pub(super) struct Tenant {
    /// `None` for Graph JSON, which does not say whose it is.
    pub(super) name: Option<String>,
    /// Its folder; empty for Graph JSON.
    pub(super) path: String,
    /// Its documents as composed; none for Graph JSON.
    pub(super) trees: Documents,
    /// Lockouts that its tests accept.
    pub(super) acknowledged: Vec<Acknowledged>,
    pub(super) policies: Vec<Entry>,
    pub(super) locations: Vec<Entry>,
    /// What `tenant.yaml` says that decides, as one entry; none for Graph JSON.
    pub(super) settings: Vec<Entry>,
    /// Names for ids in values.
    pub(super) names: BTreeMap<String, String>,
    /// What decides: the policies, with the deployed ones that the YAML does not manage.
    pub(super) decides: PolicySide,
    /// The tenant and its directory; `None` for Graph JSON.
    pub(super) facts: Option<(model::Tenant, Directory)>,
    /// Names for ids in words.
    pub(super) words: BTreeMap<(ReferenceKind, Id), Name>,
}

impl Side {
    pub(super) fn read(source: &Source, chosen: &Chosen, terminal: &mut Terminal) -> Result<Self, Error> {
        if source.tenants()?.is_empty() {
            Self::export(source, terminal)
        } else {
            Self::workspace(source, chosen.open(source, directory::read, terminal)?)
        }
    }

    fn workspace(source: &Source, workspaces: Workspaces) -> Result<Self, Error> {
        let Workspaces { loaded, mut directories, .. } = workspaces;
        let (tenants, failed) = whole(&loaded);
        if tenants.is_empty() {
            return Err(export::has_errors(source));
        }
        let with_directory = |tenant: &TenantWorkspace| {
            Tenant::of_workspace(tenant, directories.remove(&tenant.path).unwrap_or_default())
        };
        let tenants = tenants.into_iter().map(with_directory).collect();
        let sources = loaded.sources;
        let own = if source.path.is_empty() { String::new() } else { format!("{}/", source.path) };
        let is_yaml = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "yaml");
        let yaml = sources.files().filter(|(path, _)| is_yaml(path));
        let documents =
            yaml.map(|(path, text)| (path.strip_prefix(&own).unwrap_or(path).to_owned(), text.to_owned()));
        let documents = Some(documents.collect());
        Ok(Self { written: source.to_string(), tenants, failed, documents, sources })
    }

    fn export(source: &Source, terminal: &mut Terminal) -> Result<Self, Error> {
        let side = export::read(source, terminal)?.side;
        let name = |location: &NamedLocation| (location.id.to_string(), location.display_name.clone());
        let tenant = Tenant {
            name: None,
            path: String::new(),
            trees: Documents::new(),
            acknowledged: Vec::new(),
            policies: side.policies.iter().map(Entry::policy).collect(),
            locations: side.locations.iter().map(Entry::named_location).collect(),
            settings: Vec::new(),
            names: side.locations.iter().map(name).collect(),
            decides: side,
            facts: None,
            words: BTreeMap::new(),
        };
        Ok(Self {
            written: source.to_string(),
            tenants: vec![tenant],
            failed: Vec::new(),
            documents: None,
            sources: SourceMap::default(),
        })
    }
}

impl Tenant {
    fn of_workspace(workspace: &TenantWorkspace, directory: Directory) -> Self {
        // A placeholder says its name itself.
        let ids = workspace.names.iter().filter(|((_, id), _)| id.guid().is_some());
        let names = ids.map(|((_, id), name)| (id.to_string(), name.clone()));
        Self {
            name: Some(workspace.tenant.name.clone()),
            path: workspace.path.clone(),
            trees: workspace.trees.clone(),
            acknowledged: workspace.tests.values().flat_map(|tests| tests.acknowledged.clone()).collect(),
            policies: workspace.policies.iter().map(Entry::policy).collect(),
            locations: workspace.locations.iter().map(Entry::named_location).collect(),
            settings: vec![Entry::settings(&workspace.tenant)],
            names: names.collect(),
            decides: Proposal::of(workspace, workspace.deployed.as_ref(), &SwitchOn::AsWritten).as_if,
            facts: Some((workspace.tenant.clone(), directory)),
            words: workspace.names.clone(),
        }
    }

    /// The ids of people in values.
    pub(super) fn people(&self) -> impl Iterator<Item = String> + '_ {
        let people = self.words.keys().filter(|(kind, _)| *kind == ReferenceKind::User);
        people.map(|(_, id)| id.to_string())
    }
}
