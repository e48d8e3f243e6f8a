//! A tenant as loaded: everything resolved, with the places it came from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Place, Spans};
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, Policy, ReferenceKind, Tenant};
use crate::source::Span;
use crate::syntax::Node;

/// A tenant as loaded: everything resolved, with the places it came from.
#[derive(Debug)]
pub struct TenantWorkspace {
    /// The folder, as messages show it: relative, with `/`.
    pub path: String,
    /// `tenant.yaml`.
    pub tenant: Tenant,
    /// The policies of the YAML, baselines first, in file order: composed, resolved, expired exclusions left out.
    pub policies: Vec<Policy<Id>>,
    /// What a policy document says beyond the policy, in the same order.
    pub written: Vec<Written>,
    /// Named locations of the YAML.
    pub locations: Vec<NamedLocation>,
    /// Groups of the YAML.
    pub groups: Vec<Group>,
    /// Authentication strengths: the built-in ones and those known from exports.
    pub strengths: Vec<AuthenticationStrength>,
    /// Names for ids, for output: from the lock file, the directory and the catalogues.
    pub names: BTreeMap<(ReferenceKind, Id), Name>,
    /// Placeholders that the compiled policies hold: text, and what is to be put in its place.
    pub placeholders: BTreeMap<String, String>,
    /// The next date, after the one loaded for, on which the compiled set would change.
    pub next_change: Option<NaiveDate>,
    /// Composed trees by document, for spans.
    pub trees: BTreeMap<super::PlaceRoot, Node>,
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
        let _ = place;
        self.trees.values().next().map_or(Span::NOWHERE, |node| node.span)
    }
}
