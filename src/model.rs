//! Typed policies and what they are made of.
//!
//! No spans, no files and no directory: only what the words of a policy mean.

pub mod device_filter;
pub mod matching;
