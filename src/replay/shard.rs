//! Whose sign-ins one of several runs replays.
//!
//! Runs share people between them, not rows: all that is gathered of somebody is then in one part, and no part is larger
//! than it has to be. Each run still reads every row, since which rows are repeated and which attempts were finished shows
//! in rows that may be anywhere in the export.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::fingerprint::{Fingerprint, mixed};
use super::simulation::PersonKey;
use crate::sign_in::SignIn;

/// One of so many runs: `2/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    /// INVARIANT: from 1 to `of`.
    number: u32,
    of: u32,
}

/// Runs that share the sign-ins of a tenant, at most.
const MOST: u32 = 1024;

impl Shard {
    /// Which of them, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    pub fn of(self) -> u32 {
        self.of
    }

    pub(super) fn holds(self, sign_in: &SignIn<'_>) -> bool {
        self.of == 1 || self.holds_person(&PersonKey::of(sign_in))
    }

    pub(super) fn holds_person(self, person: &PersonKey) -> bool {
        let hash = match person {
            PersonKey::Id(id) => Fingerprint::default().with(id.as_bytes()),
            PersonKey::Name(name) => Fingerprint::default().with(name.as_bytes()),
        };
        mixed(hash.value()) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shard =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match shard {
            Some((_, of)) if of > MOST => {
                Err(format!("at most {MOST} runs can share the sign-ins of a tenant"))
            }
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            Some(_) | None => Err("write which run of how many, as in `1/4` to `4/4`".to_owned()),
        }
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn everybody_is_in_one_shard_and_shards_are_about_as_large() {
        let people = (0..4000).map(|number| match number % 2 {
            0 => PersonKey::Id(Uuid::from_u128(number)),
            _ => PersonKey::Name(format!("person{number}@contoso.com")),
        });
        let mut sizes = [0; 4];
        for person in people {
            let held: Vec<u32> =
                (1..=4).filter(|number| Shard { number: *number, of: 4 }.holds_person(&person)).collect();
            assert_eq!(held.len(), 1);
            sizes[held[0] as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|size| (850..1150).contains(size)), "{sizes:?}");
    }

    #[test]
    fn a_shard_is_one_of_those_there_are() {
        assert_eq!("2/4".parse(), Ok(Shard { number: 2, of: 4 }));
        for wrong in ["0/4", "5/4", "1", "a/b", "1/0", "-1/2", "1/2/3", "", "1/2000"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
