//! When a policy applies: one file a condition, each the only definition of what it means.
//!
//! A condition says what a policy says, what a sign-in has, whether they match, and into which finite classes the
//! conditions at hand cut all values. The engine builds its masks and the trace its answers from `matches` alone, so
//! they cannot disagree.

mod agents;
mod applications;
mod authentication_contexts;
mod authentication_flows;
mod client_app_types;
mod client_applications;
mod device_example;
mod device_filter;
mod draft;
mod insider_risk;
mod listed;
mod locations;
mod membership;
mod networks;
mod platforms;
mod risk;
mod scopes;
mod users;
mod world;

use std::fmt::Debug;

use crate::model::{ConditionSet, Id, Match};
use crate::sign_in::SignIn;

pub use draft::Draft;
pub(crate) use scopes::are_baseline;
pub use users::{GuestKinds, Who, is_in_scope};
pub use world::World;

/// One of the classes a [`Partition`] cuts its values into, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(pub usize);

/// One condition, defined once.
pub trait Dimension: 'static {
    /// What a policy says.
    type Condition: ?Sized + Debug;
    /// What a sign-in has; may be partial.
    type Value<'a>: Copy;
    /// The classes of values.
    type Partition: for<'a> Partition<Value<'a> = Self::Value<'a>>;
    /// Graph's member of `conditions`.
    const MEMBER: &'static str;
    /// Graph's token among `analysisReasons`.
    const REASON: &'static str;

    /// What a policy says, if it says anything: without a condition it matches everything.
    fn condition(of: &ConditionSet<Id>) -> Option<&Self::Condition>;
    /// What a sign-in has. Several values where it has several audiences: one that matches is enough.
    fn values<'a>(world: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>));
    /// Writes a value into a draft, so that [`Dimension::values`] of its sign-in gives one of the same class. `false` for a
    /// value that no sign-in has of which everything is known.
    fn put(value: Self::Value<'_>, draft: &mut Draft) -> bool;
    /// Whether they match: the definition.
    fn matches(world: &World<'_>, condition: &Self::Condition, value: Self::Value<'_>) -> Match;
    /// The classes of values that the conditions at hand can tell apart, or `None` where they are too many to list;
    /// the engine then asks `matches` for every sign-in.
    ///
    /// LAW: `matches(c, v) == matches(c, representative(class_of(v)))` for every condition it was cut for.
    fn partition(world: &World<'_>, conditions: &[&Self::Condition]) -> Option<Self::Partition>;
}

/// The finite classes of a dimension's values, each with a representative.
pub trait Partition: Send + Sync + 'static {
    /// A value of the dimension.
    type Value<'a>: Copy;
    /// How many classes there are.
    fn class_count(&self) -> usize;
    /// The class of a value.
    fn class_of(&self, value: Self::Value<'_>) -> Class;
    /// A value of a class.
    fn representative(&self, class: Class) -> Self::Value<'_>;
}

/// Every condition. Users come first: this is also the order of the exact analysis.
pub static DIMENSIONS: &[&dyn AnyDimension] = &[
    &users::Users,
    &client_applications::ClientApplications,
    &agents::Agents,
    &applications::Applications,
    &authentication_contexts::AuthenticationContexts,
    &client_app_types::ClientAppTypes,
    &platforms::Platforms,
    &locations::Locations,
    &device_filter::DeviceFilter,
    &risk::SignInRisk,
    &risk::UserRisk,
    &risk::ServicePrincipalRisk,
    &risk::AgentIdRisk,
    &insider_risk::InsiderRisk,
    &authentication_flows::AuthenticationFlows,
];

/// A [`Dimension`] with its types hidden.
pub trait AnyDimension: Send + Sync {
    /// Graph's member of `conditions`.
    fn member(&self) -> &'static str;
    /// Graph's token among `analysisReasons`.
    fn reason(&self) -> &'static str;
    /// Whether a policy says anything about it.
    fn is_configured(&self, conditions: &ConditionSet<Id>) -> bool;
    /// What a policy says, the same text for the same condition; `None` if it says nothing.
    fn written(&self, conditions: &ConditionSet<Id>) -> Option<String>;
    /// Whether a policy matches a sign-in here: yes for a policy that says nothing.
    fn trace(&self, world: &World<'_>, conditions: &ConditionSet<Id>, sign_in: &SignIn<'_>) -> Match;
    /// Cuts the values by what the policies say; `None` where the classes are too many to list.
    fn classify(&self, world: &World<'_>, policies: &[&ConditionSet<Id>]) -> Option<Box<dyn Classifier>>;
}

/// A [`Partition`] with its types hidden.
pub trait Classifier: Send + Sync {
    /// How many classes there are.
    fn class_count(&self) -> usize;
    /// The classes of what a sign-in has.
    fn classes(&self, world: &World<'_>, sign_in: &SignIn<'_>, each: &mut dyn FnMut(Class));
    /// Writes the representative of a class into a draft; `false` if something about it is not known.
    fn put(&self, class: Class, draft: &mut Draft) -> bool;
    /// Whether a policy matches the representative of a class.
    fn matches(&self, world: &World<'_>, conditions: &ConditionSet<Id>, class: Class) -> Match;
}

impl<D: Dimension + Send + Sync> AnyDimension for D {
    fn member(&self) -> &'static str {
        D::MEMBER
    }

    fn reason(&self) -> &'static str {
        D::REASON
    }

    fn is_configured(&self, conditions: &ConditionSet<Id>) -> bool {
        D::condition(conditions).is_some()
    }

    fn written(&self, conditions: &ConditionSet<Id>) -> Option<String> {
        D::condition(conditions).map(|condition| format!("{condition:?}"))
    }

    fn trace(&self, world: &World<'_>, conditions: &ConditionSet<Id>, sign_in: &SignIn<'_>) -> Match {
        let Some(condition) = D::condition(conditions) else {
            return Match::Yes;
        };
        let mut found = Match::No;
        D::values(world, sign_in, &mut |value| found = found.or(D::matches(world, condition, value)));
        found
    }

    fn classify(&self, world: &World<'_>, policies: &[&ConditionSet<Id>]) -> Option<Box<dyn Classifier>> {
        let conditions: Vec<&D::Condition> =
            policies.iter().filter_map(|policy| D::condition(policy)).collect();
        let partition = D::partition(world, &conditions)?;
        Some(Box::new(Classes::<D> { partition }))
    }
}

struct Classes<D: Dimension> {
    partition: D::Partition,
}

impl<D: Dimension> Classifier for Classes<D> {
    fn class_count(&self) -> usize {
        self.partition.class_count()
    }

    fn classes(&self, world: &World<'_>, sign_in: &SignIn<'_>, each: &mut dyn FnMut(Class)) {
        D::values(world, sign_in, &mut |value| each(self.partition.class_of(value)));
    }

    fn put(&self, class: Class, draft: &mut Draft) -> bool {
        D::put(self.partition.representative(class), draft)
    }

    fn matches(&self, world: &World<'_>, conditions: &ConditionSet<Id>, class: Class) -> Match {
        match D::condition(conditions) {
            Some(condition) => D::matches(world, condition, self.partition.representative(class)),
            None => Match::Yes,
        }
    }
}
