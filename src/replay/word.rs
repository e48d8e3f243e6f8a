//! Values that stand for themselves by a word in the JSON of what a replay gathered.

use std::borrow::Cow;

use super::cause::Cause;
use super::causes::particular;
use super::simulation::PersonKey;
use super::survival::Essential;
use crate::model::{ClientAppType, DevicePlatform, RiskLevel, TransferMethod, parse_guid};
use crate::sign_in::{Flow, Platform};

/// A value with a word of its own. Law: `of_word(word(value)) == Some(value)`.
pub(super) trait Word: Sized {
    fn word(&self) -> Cow<'_, str>;
    fn of_word(word: &str) -> Option<Self>;
}

impl Word for Cause {
    fn word(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn of_word(word: &str) -> Option<Self> {
        let general = Self::general().into_iter().chain([Self::ServiceDependency]);
        general.chain(particular().map(Self::Particular)).find(|cause| cause.as_str() == word)
    }
}

impl Word for Essential {
    fn word(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|essential| essential.as_str() == word)
    }
}

impl Word for PersonKey {
    fn word(&self) -> Cow<'_, str> {
        match self {
            Self::Id(id) => format!("id:{id}").into(),
            Self::Name(name) => format!("name:{name}").into(),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        match word.split_once(':')? {
            ("id", id) => parse_guid(id).map(Self::Id),
            ("name", name) => Some(Self::Name(name.to_owned())),
            _ => None,
        }
    }
}

impl Word for Platform {
    fn word(&self) -> Cow<'_, str> {
        match self {
            Self::Known(platform) => platform.as_graph().into(),
            Self::Unrecognized => UNRECOGNIZED.into(),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            UNRECOGNIZED => Self::Unrecognized,
            word => Self::Known(DevicePlatform::from_graph(word)),
        })
    }
}

/// No platform of Graph's has this token.
const UNRECOGNIZED: &str = "(unrecognized)";

impl Word for Flow {
    fn word(&self) -> Cow<'_, str> {
        match self {
            Self::Ordinary => "none",
            Self::DeviceCode => "deviceCodeFlow",
            Self::Transfer => "authenticationTransfer",
        }
        .into()
    }

    fn of_word(word: &str) -> Option<Self> {
        match TransferMethod::from_graph(word) {
            TransferMethod::DeviceCodeFlow => Some(Self::DeviceCode),
            TransferMethod::AuthenticationTransfer => Some(Self::Transfer),
            TransferMethod::Unknown(_) => (word == "none").then_some(Self::Ordinary),
        }
    }
}

impl Word for ClientAppType {
    fn word(&self) -> Cow<'_, str> {
        self.as_graph().into()
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(Self::from_graph(word))
    }
}

impl Word for RiskLevel {
    fn word(&self) -> Cow<'_, str> {
        self.as_graph().into()
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(Self::from_graph(word))
    }
}

fn read<T: Word, E: serde::de::Error>(word: &str) -> Result<T, E> {
    T::of_word(word).ok_or_else(|| E::custom(format!("`{word}` is no word for this")))
}

/// One value, by its word.
pub(super) mod one {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Word;

    pub(in crate::replay) fn serialize<T: Word, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&value.word())
    }

    pub(in crate::replay) fn deserialize<'d, T: Word, D: Deserializer<'d>>(from: D) -> Result<T, D::Error> {
        super::read(&String::deserialize(from)?)
    }
}

/// A value, by its word, or null.
pub(super) mod option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Word;

    #[expect(clippy::ref_option, reason = "serde hands over what the field is")]
    pub(in crate::replay) fn serialize<T: Word, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Word::word).serialize(to)
    }

    pub(in crate::replay) fn deserialize<'d, T: Word, D: Deserializer<'d>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(from)?.map(|word| super::read(&word)).transpose()
    }
}

/// Values in order, each by its word.
pub(super) mod set {
    use std::collections::BTreeSet;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::Word;

    pub(in crate::replay) fn serialize<T: Word, S: Serializer>(
        values: &BTreeSet<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(Word::word))
    }

    pub(in crate::replay) fn deserialize<'d, T: Word + Ord, D: Deserializer<'d>>(
        from: D,
    ) -> Result<BTreeSet<T>, D::Error> {
        Vec::<String>::deserialize(from)?.iter().map(|word| super::read(word)).collect()
    }
}

/// A map whose keys are words.
pub(super) mod map {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Word;

    pub(in crate::replay) fn serialize<K: Word, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_map(map.iter().map(|(key, value)| (key.word(), value)))
    }

    pub(in crate::replay) fn deserialize<'d, K: Word + Ord, V: Deserialize<'d>, D: Deserializer<'d>>(
        from: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        let map = BTreeMap::<String, V>::deserialize(from)?;
        map.into_iter().map(|(key, value)| Ok((super::read(&key)?, value))).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn is_kept<T: Word + PartialEq + std::fmt::Debug>(values: impl IntoIterator<Item = T>) {
        for value in values {
            assert_eq!(T::of_word(&value.word()), Some(value));
        }
    }

    #[test]
    fn every_value_is_read_from_its_word() {
        is_kept(Cause::general().into_iter().chain([Cause::ServiceDependency]));
        is_kept(particular().map(Cause::Particular));
        is_kept(Essential::ALL);
        is_kept([Flow::Ordinary, Flow::DeviceCode, Flow::Transfer]);
        is_kept(
            ["all", "iOS", "newPlatform"].map(|token| Platform::Known(DevicePlatform::from_graph(token))),
        );
        is_kept([Platform::Unrecognized]);
        is_kept([
            PersonKey::Id(Uuid::from_u128(7)),
            PersonKey::Name("id:asha@contoso.com".to_owned()),
            PersonKey::Name(String::new()),
        ]);
    }

    #[test]
    fn what_is_no_word_is_refused() {
        assert_eq!(Cause::of_word("nothing"), None);
        assert_eq!(PersonKey::of_word("id:asha"), None);
        assert_eq!(Flow::of_word("other"), None);
    }
}
