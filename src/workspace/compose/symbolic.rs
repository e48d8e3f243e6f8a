//! A shared set before it has values: what its documents say with every parameter still in place.
//!
//! Sets that it builds on are part of it; of their parameters only those remain that come from its own.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::layer::Layer;
use super::parameters::{Bindings, Bound, Piece, pieces, substitute};
use super::{BASELINE_FILE, layer};
use crate::syntax::Node;
use crate::workspace::document::{Parameter, read_baseline};
use crate::workspace::files::join;
use crate::workspace::reader::Reader;

/// A shared set before it has values.
pub(in crate::workspace) struct Symbolic {
    /// Its parameters, in the order written.
    pub(in crate::workspace) parameters: Vec<Parameter>,
    /// Its policies.
    pub(in crate::workspace) policies: Vec<Draft>,
    /// Its named locations.
    pub(in crate::workspace) locations: Vec<Draft>,
    /// Its groups.
    pub(in crate::workspace) groups: Vec<Draft>,
}

/// Reads the shared set in a folder. What is wrong with it is said.
pub(in crate::workspace) fn symbolic(reader: &mut Reader<'_>, folder: &str) -> Option<Symbolic> {
    let baseline = reader.yaml(&join(folder, BASELINE_FILE)?)?;
    let parameters = read_baseline(&baseline, &mut reader.diagnostics)?.parameters;
    let Layer { policies, locations, groups, .. } = layer::symbolic(reader, folder, &parameters);
    Some(Symbolic { parameters, policies, locations, groups })
}

impl Symbolic {
    /// A tree of the set with some of its parameters replaced.
    pub(in crate::workspace) fn with(&self, values: &BTreeMap<String, Node>, tree: &Node) -> Node {
        let value = |parameter: &Parameter| {
            let itself = || Node::string(format!("$({})", parameter.name));
            Bound::Value(values.get(&parameter.name).cloned().unwrap_or_else(itself))
        };
        let bindings: Bindings =
            self.parameters.iter().map(|parameter| (parameter.name.clone(), value(parameter))).collect();
        // What is wrong with a value is said when the tenant is loaded.
        substitute(&bindings, &mut Vec::new(), tree).tree
    }

    /// The parameter that is all of a text.
    pub(in crate::workspace) fn lone_parameter(&self, text: &str) -> Option<&Parameter> {
        match pieces(text).as_slice() {
            [Piece::Parameter(name)] => self.parameters.iter().find(|parameter| parameter.name == *name),
            _ => None,
        }
    }

    /// The text that the only parameter of a text stands for, if the text is to become another.
    pub(in crate::workspace) fn parameter_in<'a>(
        &self,
        pattern: &str,
        text: &'a str,
    ) -> Option<(&Parameter, &'a str)> {
        let mut found = None;
        let (mut before, mut after) = (String::new(), String::new());
        for piece in pieces(pattern) {
            match (piece, &mut found) {
                (Piece::Text(literal), None) => before.push_str(&literal),
                (Piece::Text(literal), Some(_)) => after.push_str(&literal),
                (Piece::Parameter(name), found @ None) => {
                    *found = self.parameters.iter().find(|parameter| parameter.name == name);
                }
                (Piece::Parameter(_), Some(_)) | (Piece::Malformed(_), _) => return None,
            }
        }
        let inside = text.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
        Some((found?, inside))
    }
}
