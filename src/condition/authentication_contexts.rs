//! `applications.includeAuthenticationContextClassReferences`: requests that demand a context.
//!
//! A context comes with a resource and is a condition of its own: an ordinary sign-in demands none.

use std::collections::BTreeSet;

use super::{Class, Dimension, Draft, Partition, World};
use crate::model::{ConditionSet, Id, Match};
use crate::sign_in::SignIn;

pub(super) struct AuthenticationContexts;

impl Dimension for AuthenticationContexts {
    type Condition = [Id];
    type Value<'a> = Option<&'a Id>;
    type Partition = ContextClasses;
    const MEMBER: &'static str = "authenticationContexts";
    const REASON: &'static str = "authenticationContext";

    fn condition(of: &ConditionSet<Id>) -> Option<&[Id]> {
        let contexts = of.applications.authentication_contexts.as_slice();
        (!contexts.is_empty()).then_some(contexts)
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        if sign_in.authentication_contexts.is_empty() {
            each(None);
        }
        for context in &sign_in.authentication_contexts {
            each(Some(context));
        }
    }

    fn put(value: Option<&Id>, draft: &mut Draft) -> bool {
        draft.sign_in.authentication_contexts = value.into_iter().cloned().collect();
        true
    }

    fn matches(_: &World<'_>, condition: &[Id], value: Option<&Id>) -> Match {
        value.is_some_and(|context| condition.contains(context)).into()
    }

    fn partition(_: &World<'_>, conditions: &[&[Id]]) -> Option<ContextClasses> {
        let named: BTreeSet<Id> = conditions.iter().flat_map(|contexts| contexts.iter().cloned()).collect();
        Some(ContextClasses { named: named.into_iter().collect() })
    }
}

/// No context or one that no condition names, then each that some condition names.
pub(super) struct ContextClasses {
    named: Vec<Id>,
}

impl Partition for ContextClasses {
    type Value<'a> = Option<&'a Id>;

    fn class_count(&self) -> usize {
        self.named.len() + 1
    }

    fn class_of(&self, value: Option<&Id>) -> Class {
        let found = value.and_then(|context| self.named.binary_search(context).ok());
        Class(found.map_or(0, |index| index + 1))
    }

    fn representative(&self, class: Class) -> Option<&Id> {
        class.0.checked_sub(1).and_then(|index| self.named.get(index))
    }
}
