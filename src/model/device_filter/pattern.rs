//! One value of a comparison, as an automaton over characters in any case.
//!
//! Evaluation runs it over a device's text and the partition searches through it, so the two cannot disagree.

/// What a text must be to match a [`Pattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Whole,
    Start,
    End,
    Anywhere,
}

/// A literal and where in a text it must stand.
///
/// States are how many characters of the literal are matched; [`Pattern::START`] is the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    place: Place,
    text: String,
    folded: Vec<char>,
    /// For every state, the longest shorter one that may go on from there (Knuth, Morris and Pratt).
    fallback: Vec<usize>,
}

/// The characters of a text with case put aside, one by one: what follows never changes what came before.
pub(super) fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

impl Pattern {
    pub(super) const START: usize = 0;
    /// No further character can help.
    const DEAD: usize = usize::MAX;

    pub(super) fn new(place: Place, text: String) -> Self {
        let folded: Vec<char> = fold(&text).collect();
        let mut fallback = vec![0];
        let mut border = None;
        for next in &folded {
            border = Some(border.map_or(0, |state| longest(&folded, &fallback, state, *next)));
            fallback.extend(border);
        }
        Self { place, text, folded, fallback }
    }

    /// The literal as the rule spells it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn folded(&self) -> &[char] {
        &self.folded
    }

    pub(super) fn is_whole(&self) -> bool {
        self.place == Place::Whole
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.accepts(fold(text).fold(Self::START, |state, next| self.step(state, next)))
    }

    /// The state after one more folded character.
    pub(super) fn step(&self, state: usize, next: char) -> usize {
        match self.place {
            Place::Start | Place::Anywhere if self.accepts(state) => state,
            Place::Whole | Place::Start => {
                if self.folded.get(state) == Some(&next) {
                    state + 1
                } else {
                    Self::DEAD
                }
            }
            Place::End | Place::Anywhere => longest(&self.folded, &self.fallback, state, next),
        }
    }

    pub(super) fn accepts(&self, state: usize) -> bool {
        state == self.folded.len()
    }
}

/// How much of the literal ends with `next`, when `state` characters were matched before it.
fn longest(folded: &[char], fallback: &[usize], mut state: usize, next: char) -> usize {
    loop {
        if folded.get(state) == Some(&next) {
            return state + 1;
        }
        if state == 0 {
            return 0;
        }
        state = fallback.get(state).copied().unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_twice_changes_nothing() {
        for character in '\0'..=char::MAX {
            let once: String = fold(character.encode_utf8(&mut [0; 4])).collect();
            assert_eq!(fold(&once).collect::<String>(), once);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn patterns_agree_with_the_standard_library(literal in "[abA]{0,4}", text in "[abB]{0,9}") {
            let (low_literal, low_text) = (literal.to_lowercase(), text.to_lowercase());
            let matches = |place| Pattern::new(place, literal.clone()).matches(&text);
            prop_assert_eq!(matches(Place::Whole), low_text == low_literal);
            prop_assert_eq!(matches(Place::Start), low_text.starts_with(&low_literal));
            prop_assert_eq!(matches(Place::End), low_text.ends_with(&low_literal));
            prop_assert_eq!(matches(Place::Anywhere), low_text.contains(&low_literal));
        }
    }
}
