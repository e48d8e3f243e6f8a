//! Conditional Access as code.
//!
//! Policies are kept as YAML in git; this library reads, checks, simulates, compares and compiles them. It reads no
//! files, environment or clock by itself: callers hand it a workspace.
//!
//! ```
//! use gatewright::condition::World;
//! use gatewright::control::{Outcome, Range};
//! use gatewright::directory::Directory;
//! use gatewright::model::Match;
//! use gatewright::sign_in::{Country, SignIn};
//! use gatewright::workspace::{self, Memory};
//! use gatewright::{check, engine};
//!
//! let files = Memory::default()
//!     .with(
//!         "tenant.yaml",
//!         "tenant: contoso.onmicrosoft.com
//! emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com], group: CA-EmergencyAccess - Exclude }",
//!     )
//!     .with("groups.yaml", "groups: [{ name: CA-EmergencyAccess - Exclude }]")
//!     .with(
//!         "locations.yaml",
//!         "locations:
//!   - { name: Allowed, countries: [IN], includeUnknownCountries: false, countryLookupMethod: clientIpAddress }",
//!     )
//!     .with(
//!         "policies/CA002.yaml",
//!         "id: CA002
//! name: CA002 - Block outside allowed countries
//! state: enabled
//! users: { include: all }
//! applications: { include: all }
//! locations: { exclude: [Allowed] }
//! grant: block",
//!     );
//!
//! // Everything that is wrong is a diagnostic with a place; here there is none.
//! let loaded = workspace::load(&files, "", "2026-11-24".parse()?)?;
//! let [tenant] = loaded.tenants.as_slice() else { panic!("one tenant") };
//! assert!(loaded.diagnostics.is_empty() && check::diagnostics(&check::Context::new(tenant, None), &loaded.sources).is_empty());
//!
//! // Of a sign-in, what is not said is not known: here the place, and so what becomes of it.
//! let directory = Directory::default();
//! let world = World::new(&directory, &tenant.tenant, &tenant.locations, &tenant.strengths);
//! let mut sign_in = SignIn { user_principal_name: "asha@contoso.com".into(), ..SignIn::blank() };
//! let unknown = engine::trace(&world, &tenant.policies, &sign_in);
//! assert_eq!(unknown.outcome, Range::between(Outcome::Granted, Outcome::Blocked));
//!
//! sign_in.country = Some(Country::parse("TH"));
//! let blocked = engine::trace(&world, &tenant.policies, &sign_in);
//! assert_eq!(blocked.outcome, Range::certain(Outcome::Blocked));
//! assert_eq!(tenant.policies[blocked.decided_by[0]].id, "CA002");
//! for condition in &blocked.policies[0].conditions {
//!     assert_eq!(condition.matches, Match::Yes, "{}", condition.member);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Modules are listed in the order of imports: each may use those above it.

pub mod diagnostic;
pub mod error;
pub mod source;

pub mod syntax;

pub mod model;

pub mod catalogue;

pub mod sign_in;

pub mod directory;

pub mod graph;

pub mod workspace;

pub mod condition;
pub mod control;

pub mod engine;

pub mod space;

pub mod check;

pub mod compare;

pub mod promise;

pub mod replay;

pub mod report;

#[cfg(feature = "cli")]
pub mod cli;
