//! Fixes in files that several tenants read: a set may be right for one and wrong for another.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Fix};
use crate::source::FileId;
use crate::workspace::TenantWorkspace;

/// Takes away the fixes of files that several tenants read, unless every tenant that reads them asks for the same.
///
/// What was found is given tenant by tenant, as [`super::diagnostics`] returns it.
pub fn keep_common_fixes(tenants: &[TenantWorkspace], found: &mut [Vec<Diagnostic>]) {
    let mut readers: BTreeMap<FileId, BTreeSet<usize>> = BTreeMap::new();
    for (position, tenant) in tenants.iter().enumerate() {
        for tree in tenant.trees.values() {
            readers.entry(tree.span.file).or_default().insert(position);
        }
    }
    let mut asked: BTreeMap<(&str, Fix), BTreeSet<usize>> = BTreeMap::new();
    for (position, diagnostics) in found.iter().enumerate() {
        for diagnostic in diagnostics {
            if let Some(fix) = &diagnostic.fix {
                asked.entry((diagnostic.code, fix.clone())).or_default().insert(position);
            }
        }
    }
    for diagnostic in found.iter_mut().flatten() {
        let Some(fix) = diagnostic.fix.take() else { continue };
        let key = (diagnostic.code, fix);
        let is_common = asked.get(&key).is_some_and(|asking| {
            let mut files = key.1.edits.iter().filter_map(|edit| readers.get(&edit.span.file));
            files.all(|reading| reading.is_subset(asking))
        });
        diagnostic.fix = is_common.then_some(key.1);
    }
}
