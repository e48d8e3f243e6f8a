//! Countries of addresses, from a database in MaxMind's format: `GeoLite2` and `GeoIP2`, Country and City, whose records hold
//! `country.iso_code`, and those whose records hold a `country_code` or a `country` that is one.
//!
//! A database stands in where an export has no country. What Entra recorded is never changed, an empty country included.

use std::net::IpAddr;

use maxminddb::{MaxMindDbError, Reader};
use serde::{Deserialize, Serialize};

use super::{Country, SignIn};

/// A database of countries.
#[derive(Debug)]
pub struct Countries {
    reader: Reader<Vec<u8>>,
}

/// What a database was asked, and where it and the sign-ins disagree. Mergeable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    /// Sign-ins without a country that were given one.
    pub filled: u64,
    /// Sign-ins of which both know the country.
    pub compared: u64,
    /// Those of them with another country in the database.
    pub disagreeing: u64,
    /// The first of them.
    pub example: Option<Disagreement>,
    /// Sign-ins whose address could not be looked up, because the database is damaged.
    pub failed: u64,
    /// What is wrong with the database, at the first of them.
    pub fault: Option<String>,
}

/// An address with two countries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disagreement {
    /// The address.
    pub address: IpAddr,
    /// What the sign-in recorded.
    pub recorded: Country,
    /// What the database holds.
    pub found: Country,
}

/// A record, as far as it is needed.
#[derive(Deserialize)]
struct Record<'r> {
    #[serde(borrow)]
    country: Option<Place<'r>>,
    country_code: Option<&'r str>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Place<'r> {
    Code(&'r str),
    Nested {
        #[serde(borrow)]
        iso_code: Option<&'r str>,
    },
}

impl Countries {
    /// Reads a database; an error says what is wrong with it.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        let reader = Reader::from_source(bytes).map_err(message)?;
        Ok(Self { reader })
    }

    /// The country of an address; none where the database has none.
    pub fn country(&self, address: IpAddr) -> Result<Option<Country>, String> {
        let address = address.to_canonical();
        if address.is_ipv6() && self.reader.metadata().ip_version == 4 {
            return Ok(None);
        }
        let found = self.reader.lookup(address).map_err(message)?;
        let Some(record) = found.decode::<Record<'_>>().map_err(message)? else {
            return Ok(None);
        };
        let nested = record.country.and_then(|country| match country {
            Place::Code(code) => Some(code),
            Place::Nested { iso_code } => iso_code,
        });
        let country = nested.or(record.country_code).map(Country::parse);
        Ok(country.filter(|country| *country != Country::Undetermined))
    }

    /// Gives a sign-in the country of its address, if it has none; else compares the two.
    pub fn locate(&self, sign_in: &mut SignIn<'_>, located: &mut Located) {
        let Some(address) = sign_in.ip_address else { return };
        let found = match self.country(address) {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(fault) => {
                located.failed += 1;
                located.fault.get_or_insert(fault);
                return;
            }
        };
        match sign_in.country {
            None => {
                sign_in.country = Some(found);
                located.filled += 1;
            }
            // Entra found none, and decided by that.
            Some(Country::Undetermined) => {}
            Some(recorded) => {
                located.compared += 1;
                if recorded != found {
                    located.disagreeing += 1;
                    located.example.get_or_insert(Disagreement { address, recorded, found });
                }
            }
        }
    }
}

impl Located {
    /// What has to be said of a database, a line each.
    pub fn warnings(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(Disagreement { address, recorded, found }) = &self.example {
            lines.push(format!(
                "{} of {} sign-ins have another country in the database, such as {address}: recorded {}, there {}",
                self.disagreeing,
                self.compared,
                recorded.code(),
                found.code()
            ));
        }
        if let Some(fault) = &self.fault {
            lines.push(format!("{} addresses cannot be looked up: {fault}", self.failed));
        }
        lines
    }
}

/// Messages of the reader without a position of their own are in plain words already.
fn message(error: MaxMindDbError) -> String {
    match error {
        MaxMindDbError::InvalidDatabase { message, .. } => format!("the database is damaged: {message}"),
        other => format!("the database is damaged: {other}"),
    }
}
