//! `baseline.yaml`: the parameters of a shared set, and the sets it builds on.

use super::read;
use crate::diagnostic::Diagnostic;
use crate::syntax::{Entry, Node, pointer_push};
use crate::workspace::schema::{self, DocumentKind};

/// A shared set's own document.
#[derive(Clone, Debug, PartialEq)]
pub struct BaselineDocument {
    /// What a tenant that uses the set gives, in the order written.
    pub parameters: Vec<Parameter>,
    /// The sets that this one builds on.
    pub baselines: Vec<BaselineUse>,
}

/// A parameter; it stands at `/parameters/<name>`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name in `$(name)`.
    pub name: String,
    /// What its value must be.
    pub parameter_type: ParameterType,
    /// The value where a tenant gives none.
    pub default: Option<Node>,
    /// What it is for.
    pub description: Option<String>,
}

/// Declares the types of parameters with their words in YAML.
macro_rules! parameter_types {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// What the value of a parameter must be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ParameterType {
            $($(#[$doc])* $variant,)+
        }

        impl ParameterType {
            /// Every type, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in YAML.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

parameter_types! {
    /// Any text.
    String = "string",
    /// A list of texts.
    Strings = "strings",
    /// A whole number.
    Integer = "integer",
    /// `true` or `false`.
    Boolean = "boolean",
    /// A date.
    Date = "date",
    /// A sign-in frequency, such as `4h`.
    Duration = "duration",
    /// `enabled`, `reportOnly` or `disabled`.
    State = "state",
    /// A list of two-letter country codes.
    Countries = "countries",
    /// A list of address ranges.
    Cidrs = "cidrs",
    /// The name of a named location.
    Location = "location",
    /// Names of named locations.
    Locations = "locations",
    /// A user principal name.
    User = "user",
    /// User principal names.
    Users = "users",
    /// The name of a group.
    Group = "group",
    /// Names of groups.
    Groups = "groups",
    /// The name of a directory role.
    Role = "role",
    /// Names of directory roles.
    Roles = "roles",
    /// The name of an application.
    Application = "application",
    /// Names of applications.
    Applications = "applications",
    /// The name of an authentication strength.
    AuthenticationStrength = "authenticationStrength",
}

impl ParameterType {
    /// Reads the word in YAML.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == word)
    }
}

/// A shared set in use, by a tenant or by another set.
#[derive(Clone, Debug, PartialEq)]
pub struct BaselineUse {
    /// Where it stands.
    pub pointer: String,
    /// The folder of the set, from the folder of the document that names it.
    pub from: String,
    /// Values for its parameters, as written.
    pub values: Vec<Entry>,
    /// Its policies that are left out.
    pub omit: Vec<Omission>,
}

/// A policy of a shared set that is left out; it stands at `omit/<policy>` of the use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omission {
    /// The policy's key.
    pub policy: String,
    /// Why.
    pub reason: String,
}

/// Reads `baseline.yaml`.
pub fn read_baseline(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<BaselineDocument> {
    if !schema::validate(DocumentKind::Baseline, node, diagnostics) {
        return None;
    }
    let parameters = read::entries(node, "parameters").iter().filter_map(parameter).collect();
    Some(BaselineDocument { parameters, baselines: read_uses(node) })
}

/// The shared sets that a document uses.
pub(super) fn read_uses(node: &Node) -> Vec<BaselineUse> {
    read::items(node, "baselines").iter().enumerate().map(|(index, node)| read_use(index, node)).collect()
}

fn read_use(index: usize, node: &Node) -> BaselineUse {
    let omit = read::entries(node, "omit")
        .iter()
        .map(|entry| Omission { policy: entry.key.clone(), reason: read::scalar(&entry.value) });
    BaselineUse {
        pointer: pointer_push("/baselines", &index.to_string()),
        from: read::text(node, "from"),
        values: read::entries(node, "values").to_vec(),
        omit: omit.collect(),
    }
}

fn parameter(entry: &Entry) -> Option<Parameter> {
    Some(Parameter {
        name: entry.key.clone(),
        parameter_type: ParameterType::parse(&read::text(&entry.value, "type"))?,
        default: entry.value.get("default").cloned(),
        description: read::optional_text(&entry.value, "description"),
    })
}
