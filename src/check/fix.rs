//! The one right edit of a document, at places that need no file.

use crate::syntax::Node;
use crate::workspace::Place;

/// An edit that mends a finding. A rule offers one only where no other edit could be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the edit does, imperative, lower case, such as "remove `all`".
    pub title: String,
    /// What changes, all of it or nothing.
    pub changes: Vec<(Place, Change)>,
}

/// What changes at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The entry or item goes, with its own comments.
    Remove,
    /// Another value stands there.
    Replace(Node),
    /// The key is another.
    Rename(String),
    /// The mapping gets an entry, or the list an item (then without a key), after those it has.
    Add(Option<String>, Node),
}

impl Fix {
    /// An edit of one place.
    pub fn new(title: impl Into<String>, place: Place, change: Change) -> Self {
        Self { title: title.into(), changes: vec![(place, change)] }
    }

    /// The same edit with one more place.
    #[must_use]
    pub fn and(mut self, place: Place, change: Change) -> Self {
        self.changes.push((place, change));
        self
    }
}
