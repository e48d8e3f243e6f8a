//! What a run found that replayed the sign-ins of some people, and how the parts of several runs become one.
//!
//! Parts are of one another if they are of one version, were asked the same, and were made of the same policies, the same
//! directory and the same sign-ins. Then merging them, in any order, is what one run gathers.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use super::gathered::Gathered;
use super::proposal::{PolicySide, Proposal};
use super::shard::Shard;
use crate::directory::Directory;
use crate::model::Tenant;
use crate::sign_in::{Located, ReadSummary, SignIn};

/// The partial result of `simulate --shard`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The version of the program, all of which parts depend on.
    #[serde(rename = "gatewrightPart")]
    pub version: String,
    /// Which run of how many.
    pub shard: Shard,
    /// What was asked.
    pub asked: Asked,
    /// What was found of each tenant that could be simulated.
    pub tenants: Vec<TenantPart>,
}

/// What was asked of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// `--base`, as it was written.
    pub base: Option<String>,
    /// `--as-written`.
    pub as_written: bool,
    /// `--promote`.
    pub promote: Vec<String>,
    /// `--geoip`, as it was written.
    pub geoip: Option<String>,
    /// The day on which dates were judged.
    pub as_of: NaiveDate,
}

/// What was found of one tenant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TenantPart {
    /// The name of the tenant.
    pub tenant: String,
    /// What its sign-ins were decided by.
    pub against: Against,
    /// The sign-ins, those of other people included.
    pub evidence: Evidence,
    /// What was gathered of those of some people.
    pub gathered: Gathered,
}

/// What sign-ins were decided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// The policies of both sides, with their named locations, strengths and the tenant's settings.
    pub policies: Fingerprint,
    /// The export of the directory.
    pub directory: Fingerprint,
}

/// The sign-ins that were read, whichever of them were replayed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The files, in the order in which they were read.
    pub files: Vec<(String, ReadSummary)>,
    /// What a database of countries was asked.
    pub located: Located,
    /// The rows, in order.
    pub rows: Fingerprint,
}

/// Why parts are not those of one simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// What is wrong.
    pub message: String,
    /// What can be done.
    pub hint: String,
}

impl Part {
    /// The version whose parts this program merges.
    pub const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// Reads a part from the text of a file; an error says what the text is instead.
    pub fn read(name: &str, text: &[u8]) -> Result<Self, Misfit> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(rename = "gatewrightPart")]
            version: String,
        }
        let made_again =
            "make it again with `gatewright simulate --shard`, and give the file as it was written";
        let Ok(Head { version }) = serde_json::from_slice(text) else {
            let message = match serde_json::from_slice::<serde::de::IgnoredAny>(text) {
                Err(error) if text.trim_ascii().starts_with(b"{") => format!("`{name}` is damaged: {error}"),
                Ok(_) | Err(_) => format!("`{name}` is no part of a simulation"),
            };
            return Err(Misfit { message, hint: made_again.to_owned() });
        };
        if version != Self::VERSION {
            let message = format!("`{name}` is of version {version}, and this is {}", Self::VERSION);
            return Err(Misfit {
                message,
                hint: "make all parts, and merge them, with one version".to_owned(),
            });
        }
        serde_json::from_slice(text).map_err(|error| Misfit {
            message: format!("`{name}` is damaged: {error}"),
            hint: made_again.to_owned(),
        })
    }
}

impl Against {
    /// What both sides are made of.
    pub fn of(
        directory: &Directory,
        (base_tenant, base): (&Tenant, &PolicySide),
        (tenant, proposal): (&Tenant, &Proposal),
    ) -> Self {
        let mut against = Self { policies: Fingerprint::default(), directory: Fingerprint::default() };
        // A fingerprint takes all that is written.
        let _ = write!(against.policies, "{base_tenant:?}{base:?}{tenant:?}{proposal:?}");
        let _ = directory.write(&mut against.directory);
        against
    }
}

impl Evidence {
    /// Takes the next row.
    pub fn note(&mut self, sign_in: &SignIn<'_>) {
        let id = |id: Option<uuid::Uuid>| id.unwrap_or_default().into_bytes();
        let texts = [&sign_in.id, &sign_in.correlation_id, &sign_in.user_principal_name];
        let rows = texts.into_iter().fold(self.rows, |rows, text| rows.with(text.as_bytes()).with(&[0xff]));
        let country = sign_in.country.as_ref().map_or("?", |country| country.code());
        self.rows = rows
            .with(&id(sign_in.subject_id))
            .with(&id(sign_in.application.id))
            .with(&id(sign_in.resource.id))
            .with(&sign_in.created.timestamp_millis().to_le_bytes())
            .with(&sign_in.error_code.to_le_bytes())
            .with(country.as_bytes());
    }

    /// Whether it is the same, wherever its files are.
    fn is(&self, other: &Self) -> bool {
        let read = |evidence: &Self| evidence.files.iter().map(|(_, read)| read.clone()).collect::<Vec<_>>();
        self.rows == other.rows && self.located == other.located && read(self) == read(other)
    }
}

/// Merges the parts of one simulation, each with the name of its file. All that is wrong is told at once.
pub fn merge(mut parts: Vec<(String, Part)>) -> Result<(Asked, Vec<TenantPart>), Vec<Misfit>> {
    parts.sort_by_key(|(name, part)| (part.shard.number(), name.clone()));
    let mut parts = parts.into_iter();
    let Some((first_name, first)) = parts.next() else {
        return Err(vec![Misfit {
            message: "there is no part to merge".to_owned(),
            hint: "give the files that `gatewright simulate --shard` wrote".to_owned(),
        }]);
    };
    let mut found = Found { first: first_name, misfits: Vec::new() };
    let mut names = BTreeMap::from([(first.shard.number(), found.first.clone())]);
    let Part { asked, shard, mut tenants, .. } = first;
    for (name, part) in parts {
        if part.shard.of() != shard.of() {
            found.differ(
                &name,
                &format!("is one of {} parts, and `{}` of {}", part.shard.of(), found.first, shard.of()),
            );
            continue;
        }
        if let Some(other) = names.insert(part.shard.number(), name.clone()) {
            found.misfits.push(Misfit {
                message: format!("`{other}` and `{name}` are both part {}", part.shard),
                hint: "give each part once".to_owned(),
            });
            continue;
        }
        if part.asked != asked {
            found.differ(&name, &format!("was asked something else than `{}`", found.first));
            continue;
        }
        found.join(&name, &mut tenants, part.tenants);
    }
    let missing: Vec<String> = (1..=shard.of())
        .filter(|number| !names.contains_key(number))
        .map(|number| format!("{number}/{}", shard.of()))
        .collect();
    if !missing.is_empty() {
        found.misfits.push(Misfit {
            message: format!("missing: part {}", missing.join(", ")),
            hint: format!(
                "run `gatewright simulate --shard {}` too, and give what it writes",
                missing.join("`, `--shard ")
            ),
        });
    }
    if found.misfits.is_empty() { Ok((asked, tenants)) } else { Err(found.misfits) }
}

/// What is wrong so far, against the first part.
struct Found {
    first: String,
    misfits: Vec<Misfit>,
}

impl Found {
    fn differ(&mut self, name: &str, how: &str) {
        self.misfits.push(Misfit {
            message: format!("`{name}` {how}"),
            hint: "make all parts with the same arguments, of the same files, and merge those alone"
                .to_owned(),
        });
    }

    fn join(&mut self, name: &str, tenants: &mut [TenantPart], others: Vec<TenantPart>) {
        let are_same = tenants.len() == others.len()
            && tenants.iter().zip(&others).all(|(one, other)| one.tenant == other.tenant);
        if !are_same {
            let list = |of: &[TenantPart]| {
                let names: Vec<String> = of.iter().map(|one| format!("`{}`", one.tenant)).collect();
                if names.is_empty() { "no tenant".to_owned() } else { names.join(", ") }
            };
            self.differ(name, &format!("is of {}, and `{}` of {}", list(&others), self.first, list(tenants)));
            return;
        }
        for (own, other) in tenants.iter_mut().zip(others) {
            let of = |what: &str| format!("was made of {what} of `{}` than `{}`", own.tenant, self.first);
            if own.against.policies != other.against.policies {
                self.differ(name, &of("other policies"));
            } else if own.against.directory != other.against.directory {
                self.differ(name, &of("another directory"));
            } else if !own.evidence.is(&other.evidence) {
                self.differ(name, &of("other sign-ins"));
            } else {
                own.gathered.merge(other.gathered);
            }
        }
    }
}
