//! Countries and regions, by the two-letter codes of named locations and sign-ins.

use std::sync::LazyLock;

use super::table;
use crate::diagnostic::did_you_mean;

const TABLE: &str = include_str!("countries.tsv");

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| table::load(TABLE, country));

/// A country or region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// The two-letter code of ISO 3166-1, in upper case; `XK` for Kosovo.
    pub code: &'static str,
    /// The short English name.
    pub name: &'static str,
    also_written: Vec<&'static str>,
}

/// Every country and region, by code.
pub fn countries() -> &'static [Country] {
    &COUNTRIES
}

/// The country of a code in upper case.
pub fn country_by_code(code: &str) -> Option<&'static Country> {
    let at = countries().binary_search_by(|country| country.code.cmp(code)).ok()?;
    countries().get(at)
}

/// The country that was meant by what is not a code: a name (`Germany`), another abbreviation (`UK`), a misspelling, or a
/// code in lower case.
pub fn suggest_country(written: &str) -> Option<&'static Country> {
    let spelled = |name: &str| {
        countries()
            .iter()
            .find(|country| country.spellings().any(|spelling| spelling.eq_ignore_ascii_case(name)))
    };
    // Two letters are always near some code, so only longer words are compared for likeness.
    let is_word = written.chars().count() > 3;
    spelled(written).or_else(|| {
        let names = countries().iter().flat_map(Country::spellings).filter(|name| name.len() > 3);
        is_word.then(|| did_you_mean(written, names)).flatten().and_then(spelled)
    })
}

impl Country {
    /// Its code, its name and what else it is called.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        [self.code, self.name].into_iter().chain(self.also_written.iter().copied())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of a row's reader")]
fn country([code, name, also_written]: [&'static str; 3]) -> Option<Country> {
    Some(Country { code, name, also_written: table::list(also_written).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_codes_are_sorted() {
        assert_eq!(countries().len(), table::lines(TABLE).count());
        assert_eq!(countries().len(), 249 + 1);
        assert!(countries().is_sorted_by(|a, b| a.code < b.code));
        for country in countries() {
            assert!(country.code.len() == 2 && country.code.bytes().all(|byte| byte.is_ascii_uppercase()));
            assert!(!country.name.is_empty());
        }
    }

    #[test]
    fn spellings_name_one_country_each() {
        let mut spellings: Vec<_> =
            countries().iter().flat_map(Country::spellings).map(str::to_lowercase).collect();
        spellings.sort();
        let count = spellings.len();
        spellings.dedup();
        assert_eq!(spellings.len(), count);
    }

    #[test]
    fn codes_are_upper_case() {
        assert_eq!(country_by_code("IN").map(|country| country.name), Some("India"));
        assert_eq!(country_by_code("XK").map(|country| country.name), Some("Kosovo"));
        assert_eq!(country_by_code("in"), None);
        assert_eq!(country_by_code("UK"), None);
    }

    #[test]
    fn names_abbreviations_and_misspellings_suggest_a_code() {
        let suggested = |written| suggest_country(written).map(|country| country.code);
        assert_eq!(suggested("UK"), Some("GB"));
        assert_eq!(suggested("Germany"), Some("DE"));
        assert_eq!(suggested("germnay"), Some("DE"));
        assert_eq!(suggested("in"), Some("IN"));
        assert_eq!(suggested("USA"), Some("US"));
        assert_eq!(suggested("ZZ"), None);
        assert_eq!(suggested(""), None);
    }
}
