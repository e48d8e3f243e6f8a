//! Keys for imported policies, and the files that they are written to.

use std::collections::{BTreeMap, BTreeSet};

/// How long a key made from words may be, and the words behind a key in the name of a file.
const MAX_LENGTH: usize = 80;

/// A key for each display name, in the same order: what comes before the first separator if it looks like `CA101` and
/// no other policy has it, else the words of the name. Keys are distinct, in any case.
pub(super) fn keys(display_names: &[&str]) -> Vec<String> {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for prefix in display_names.iter().filter_map(|name| numbered_prefix(name)) {
        *uses.entry(prefix.to_lowercase()).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let wanted = |name: &&str| {
        let prefix = numbered_prefix(name).filter(|prefix| uses.get(&prefix.to_lowercase()) == Some(&1));
        prefix.map_or_else(|| slug(name), str::to_owned)
    };
    display_names.iter().map(wanted).map(|key| distinct(&mut taken, key)).collect()
}

/// The name of a policy's file, without its ending: the display name if it begins with the key, else the key.
pub(super) fn file_stem(taken: &mut BTreeSet<String>, key: &str, display_name: &str) -> String {
    let rest = display_name.strip_prefix(key).filter(|_| numbered_prefix(display_name) == Some(key));
    let words = rest.map(|rest| dashed(rest, false)).filter(|words| !words.is_empty());
    let stem = words.map_or_else(|| key.to_owned(), |words| format!("{key}-{words}"));
    distinct(taken, stem)
}

/// The beginning of a name if it is letters and then digits, such as `CA101` or `CAL001`, up to a separator.
fn numbered_prefix(name: &str) -> Option<&str> {
    let end = name.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (prefix, rest) = name.split_at_checked(end)?;
    let digits = prefix.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let letters = prefix.len() - digits.len();
    let fits = (1..=4).contains(&letters)
        && (1..=5).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    (fits && (rest.is_empty() || rest.starts_with([' ', '-', ':']))).then_some(prefix)
}

/// The words of a name in lower case. A display name that begins with it is no sign that it is meant.
fn slug(name: &str) -> String {
    let words = dashed(name, true);
    if words.is_empty() { "policy".to_owned() } else { words }
}

/// The ASCII letters and digits of a text, with single hyphens for everything between.
fn dashed(text: &str, lowercase: bool) -> String {
    let words: Vec<&str> =
        text.split(|next: char| !next.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut text = words.join("-");
    text.truncate(MAX_LENGTH);
    let text = text.trim_end_matches('-');
    if lowercase { text.to_lowercase() } else { text.to_owned() }
}

/// The text, with a number behind it if it is taken.
fn distinct(taken: &mut BTreeSet<String>, text: String) -> String {
    if taken.insert(text.to_lowercase()) {
        return text;
    }
    let numbered = (2_u64..).map(|number| format!("{text}-{number}"));
    numbered.into_iter().find(|text| taken.insert(text.to_lowercase())).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_prefix_is_the_key_where_it_is_the_only_one() {
        assert_eq!(
            keys(&["CA101-Admins-MFA", "CAL001: Block", "EM01 - ENABLE"]),
            ["CA101", "CAL001", "EM01"]
        );
        assert_eq!(keys(&["CA1-a", "CA1-b"]), ["ca1-a", "ca1-b"]);
        assert_eq!(keys(&["CA101"]), ["CA101"]);
    }

    #[test]
    fn other_names_become_words_and_stay_distinct() {
        assert_eq!(
            keys(&["Block [legacy] auth", "block legacy auth!", "", "東京"]),
            ["block-legacy-auth", "block-legacy-auth-2", "policy", "policy-2"]
        );
        assert_eq!(keys(&["a-2", "a", "A"]), ["a-2", "a", "a-3"]);
    }

    #[test]
    fn files_are_called_after_the_policy() {
        let stem = |key, name| file_stem(&mut BTreeSet::new(), key, name);
        assert_eq!(stem("CA101", "CA101-Admins: MFA/all"), "CA101-Admins-MFA-all");
        assert_eq!(stem("CA101", "CA101"), "CA101");
        assert_eq!(stem("block-legacy", "Block legacy"), "block-legacy");
    }
}
