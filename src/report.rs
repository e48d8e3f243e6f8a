//! Results as people and programs read them: one file a result, one module a format.
