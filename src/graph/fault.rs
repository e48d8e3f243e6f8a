//! What is odd in one policy or named location, by pointer: the place in a file is found by whoever knows the file.

use crate::diagnostic::Severity;

/// Something odd in a Graph object. It was read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A kebab-case word for the kind of fault.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The JSON pointer of the member at fault, from the object's root.
    pub pointer: String,
    /// Whether the value there is at fault, not that the member is there.
    pub in_value: bool,
    /// What is wrong.
    pub message: String,
    /// What the author can change.
    pub help: Option<String>,
}

impl Fault {
    /// A fault without advice.
    pub(crate) fn new(
        severity: Severity,
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self { code, severity, pointer: pointer.into(), in_value: false, message: message.into(), help: None }
    }
}
