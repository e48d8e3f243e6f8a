//! A tenant as loaded: everything resolved, with the places it came from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::document::{Exception, Naming, RuleSettings, TestsDocument};
use super::{Place, PlaceRoot, Spans, locate};
use crate::diagnostic::Diagnostic;
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, Policy, ReferenceKind, Tenant};
use crate::source::{SourceMap, Span};
use crate::syntax::{Node, Remark};

/// What was loaded, of one tenant or of many.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every file that was read.
    pub sources: SourceMap,
    /// Everything that is wrong, by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The tenants whose `tenant.yaml` could be read.
    pub tenants: Vec<TenantWorkspace>,
    /// The names of the others.
    pub unreadable: Vec<Name>,
}

/// A tenant as loaded: everything resolved, with the places it came from.
#[derive(Debug)]
pub struct TenantWorkspace {
    /// The folder, as messages show it: relative, with `/`; empty for the root.
    pub path: String,
    /// `tenant.yaml`.
    pub tenant: Tenant,
    /// Whether all of it could be read, composed and resolved. If not, what is here is only a part, and there is no
    /// compiled output.
    pub complete: bool,
    /// The policies of the YAML, baselines first, in file order: composed, resolved, exclusions not in force left out.
    pub policies: Vec<Policy<Id>>,
    /// What a policy document says beyond the policy, in the same order.
    pub written: Vec<Written>,
    /// Where each policy comes from, in the same order.
    pub origins: Vec<Origin>,
    /// The policies that exceptions in force open, as they are without them.
    pub unopened: Vec<Policy<Id>>,
    /// Named locations of the YAML.
    pub locations: Vec<NamedLocation>,
    /// Groups of the YAML.
    pub groups: Vec<Group>,
    /// Authentication strengths: the built-in ones and those known from exports.
    pub strengths: Vec<AuthenticationStrength>,
    /// Names for ids, for output: from the lock file, the workspace, the exports and the catalogues.
    pub names: BTreeMap<(ReferenceKind, Id), Name>,
    /// Placeholders that the compiled policies hold.
    pub placeholders: BTreeMap<String, Placeholder>,
    /// The next date, after the one loaded for, on which the compiled set would change.
    pub next_change: Option<NaiveDate>,
    /// Exceptions that have not ended.
    pub exceptions: Vec<Exception>,
    /// How much findings matter, and numbers of rules.
    pub rules: RuleSettings,
    /// Comments that begin with the name of this program, in all documents of the tenant, in the order of the files.
    pub remarks: Vec<Remark>,
    /// Files of `tests/`, by path.
    pub tests: BTreeMap<String, TestsDocument>,
    /// Today's export; `None` where there is no `deployed/`.
    pub deployed: Option<Deployed>,
    /// Composed trees by document, for spans.
    pub trees: BTreeMap<PlaceRoot, Node>,
    /// The day on which dates are judged.
    pub as_of: NaiveDate,
}

/// Today's Graph export (`deployed/*.json`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deployed {
    /// Its policies.
    pub policies: Vec<Policy<Id>>,
    /// The day of the last change of each policy, by Graph id: `modifiedDateTime`, else `createdDateTime`.
    pub changed: BTreeMap<Id, NaiveDate>,
    /// Its named locations.
    pub locations: Vec<NamedLocation>,
    /// Its own authentication strengths.
    pub strengths: Vec<AuthenticationStrength>,
    /// What else it names: people, groups, terms of use, authentication contexts.
    pub names: Vec<(ReferenceKind, Id, Name)>,
    /// Whether security defaults are on, where it says so.
    pub security_defaults: Option<bool>,
}

/// A text in a compiled policy that an id is to be put in place of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placeholder {
    /// What kind of object the id is of.
    pub kind: ReferenceKind,
    /// The name of the object, if this repository creates it.
    pub name: Option<Name>,
}

/// What a policy document says beyond the policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// `reportOnlySince`.
    pub report_only_since: Option<NaiveDate>,
    /// `contingency: true`: kept disabled on purpose.
    pub contingency: bool,
    /// The reason of `emergencyAccess: {included: true}`: emergency access is not excluded on purpose.
    pub emergency_access_included: Option<String>,
    /// Exclusions with a reason, an owner or dates.
    pub exclusions: Vec<Exclusion>,
}

/// Where a policy comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The folder of the shared set; none for the tenant's own.
    pub shared_set: Option<String>,
    /// How the set, or whoever uses it, wants policies to be called.
    pub naming: Option<Naming>,
    /// The key of the policy of which it keeps the block, if an exception made it.
    pub companion_of: Option<String>,
}

/// An exclusion with a reason, an owner or dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Where it stands in the policy: a pointer to the entry.
    pub pointer: String,
    /// Who is excluded.
    pub subject: ExclusionSubject,
    /// Why.
    pub reason: Option<String>,
    /// Whose decision it is.
    pub owner: Option<String>,
    /// The first day that counts, UTC.
    pub from: Option<NaiveDate>,
    /// The last day that counts, UTC.
    pub until: Option<NaiveDate>,
}

/// Who an exclusion with dates is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExclusionSubject {
    /// A user, by user principal name or id.
    User(Name),
    /// A group, by name or id.
    Group(Name),
    /// A role, by name or id.
    Role(Name),
}

/// A group that this repository creates (`groups.yaml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `displayName`.
    pub display_name: Name,
    /// `description`.
    pub description: Option<String>,
    /// Its id or placeholder.
    pub id: Id,
}

impl Spans for TenantWorkspace {
    fn span(&self, place: &Place) -> Span {
        locate::span(&self.trees, place)
    }
}
