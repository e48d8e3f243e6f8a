//! An explanation as one HTML file.
use super::Explanation;
/// Renders.
pub fn html(explanations: &[Explanation]) -> String { format!("{}", explanations.len()) }
