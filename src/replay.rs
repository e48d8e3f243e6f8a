//! Replays recorded sign-ins through what is in force and what is proposed, and gathers whose outcome changes.
//!
//! Both sides are decided by the engine, under the same value of everything that is not known: only a policy that
//! differs can change anything. What comes out is a [`Summary`]; printing it is `report`'s.

mod breakdown;
pub mod calibration;
mod can_register;
mod cause;
pub mod causes;
mod comparison;
mod coverage;
mod equal;
mod fingerprint;
mod gathered;
pub mod part;
mod person;
mod proposal;
mod remedy;
pub mod rollout;
mod shard;
mod simulation;
mod summary;
mod survival;
mod unseen;
mod word;

pub use breakdown::{Breakdown, Tally};
pub use can_register::{CanRegister, Where};
pub use cause::Cause;
pub use comparison::Side;
pub use coverage::{Coverage, NeverMet, NeverSeen};
pub use fingerprint::Fingerprint;
pub use gathered::{Counts, Gathered};
pub use person::{Effect, Example};
pub use proposal::{PlatformSide, PolicySide, Proposal, SwitchOn};
pub use shard::Shard;
pub use simulation::{Replay, Simulation};
pub use summary::{Affected, AlreadyFailing, Certainty, Missing, Stopped, Summary};
pub use survival::{Essential, StillGetIn, WayIn};
