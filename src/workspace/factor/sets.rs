//! The shared sets that a workspace is to use, as they are before they have values.

use std::collections::BTreeMap;

use super::client::Client;
use super::facts::Reading;
use super::values::{Values, reference_kind};
use crate::diagnostic::Diagnostic;
use crate::syntax::Node;
use crate::workspace::compose::{self, BASELINE_FILE, Draft, Symbolic, is_list};
use crate::workspace::files::join;
use crate::workspace::import::sounds_like_emergency;
use crate::workspace::reader::Reader;

/// A shared set.
pub(super) struct Set {
    /// The folder, from that of the tenant on.
    pub(super) from: String,
    pub(super) symbolic: Symbolic,
    /// Whether each of its policies on users excludes the emergency access group itself.
    pub(super) excludes_emergency_access: bool,
}

impl Set {
    /// Reads the shared set in a folder. What is wrong with it is said.
    pub(super) fn read(reader: &mut Reader<'_>, tenant: &str, folder: &str) -> Option<Self> {
        let file = join(folder, BASELINE_FILE)?;
        if reader.files.kind(&file).is_none() {
            let span = reader.place(&file);
            let message = format!("there is no `{file}`, so `{folder}` is no shared set");
            let help = "give the folder of a shared set, which declares its parameters in baseline.yaml";
            reader.diagnostics.push(Diagnostic::error("missing-baseline", span, message).help(help));
            return None;
        }
        let symbolic = compose::symbolic(reader, folder)?;
        let excludes_emergency_access = excludes_emergency_access(&symbolic);
        Some(Self { from: relative(tenant, folder), symbolic, excludes_emergency_access })
    }

    pub(super) fn policies(&self) -> &[Draft] {
        &self.symbolic.policies
    }

    /// Defaults of the parameters that are one name: an unknown name may be bound to an object.
    pub(super) fn default_names(&self) -> Values {
        let names = self.symbolic.parameters.iter().filter(|parameter| {
            reference_kind(parameter.parameter_type).is_some() && !is_list(parameter.parameter_type)
        });
        names.filter_map(|parameter| Some((parameter.name.clone(), parameter.default.clone()?))).collect()
    }

    /// The named locations with some values, by name.
    pub(super) fn locations(&self, values: &Values) -> BTreeMap<String, Node> {
        let trees = self.symbolic.locations.iter().map(|draft| self.symbolic.with(values, &draft.tree));
        trees.filter_map(|tree| Some((tree.get("name")?.as_str()?.to_owned(), tree))).collect()
    }

    pub(super) fn reading<'a>(&'a self, client: &'a Client) -> Reading<'a> {
        Reading { names: &client.names, as_of: client.as_of, set: Some(&self.symbolic) }
    }
}

fn excludes_emergency_access(set: &Symbolic) -> bool {
    let on_users = || set.policies.iter().filter(|draft| draft.tree.get("users").is_some());
    let excludes = |draft: &Draft| {
        let groups = draft.tree.at("/users/exclude/groups").map_or(&[][..], Node::items);
        groups.iter().filter_map(Node::as_str).any(sounds_like_emergency)
    };
    on_users().next().is_some() && on_users().all(excludes)
}

/// The path from one folder of the repository to another.
fn relative(from: &str, to: &str) -> String {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.iter().skip(common).map(|_| "..".to_owned());
    let path: Vec<String> = up.chain(to.into_iter().skip(common)).collect();
    if path.is_empty() { ".".to_owned() } else { path.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_up_to_the_common_folder() {
        assert_eq!(relative("clients/contoso", "policies/baseline"), "../../policies/baseline");
        assert_eq!(relative("clients/contoso", "clients/baseline"), "../baseline");
        assert_eq!(relative("", "baseline"), "baseline");
        assert_eq!(relative("a", "a"), ".");
    }
}
