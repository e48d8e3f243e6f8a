//! Names with their ids, from where they are known.

use crate::model::{Id, ReferenceKind};
use crate::workspace::Deployed;
use crate::workspace::compose::{Composed, Draft};
use crate::workspace::document::LockDocument;
use crate::workspace::names::{Names, Table};

/// Adds what the lock file binds.
pub(super) fn add_lock(names: &mut Names<'_>, lock: Option<&LockDocument>) {
    let Some(lock) = lock else { return };
    for (kind, ids) in &lock.names {
        for (name, id) in ids {
            names.lock.add(*kind, name, id.clone());
        }
    }
    names.to_bind.extend(lock.to_bind.iter().cloned());
    names.bound.clone_from(&lock.bound);
}

/// Adds what the deployed export names.
pub(super) fn add_deployed(names: &mut Names<'_>, deployed: &Deployed) {
    for location in &deployed.locations {
        names.deployed.add(ReferenceKind::NamedLocation, &location.display_name, location.id.clone());
    }
    for strength in &deployed.strengths {
        names.deployed.add(
            ReferenceKind::AuthenticationStrength,
            &strength.display_name,
            strength.id.clone(),
        );
    }
    for (kind, id, name) in &deployed.names {
        names.deployed.add(*kind, name, id.clone());
    }
}

/// What this repository makes goes by its id in the lock file, else by the only object of that name in the deployed
/// export, else by a placeholder.
pub(super) fn add_own(names: &mut Names<'_>, composed: &Composed) {
    let kinds =
        [(ReferenceKind::NamedLocation, &composed.locations), (ReferenceKind::Group, &composed.groups)];
    for (kind, drafts) in kinds {
        for Draft { key, .. } in drafts {
            let only = |table: &Table| {
                let mut ids = table.ids(kind, key);
                ids.next().filter(|_| ids.next().is_none()).cloned()
            };
            let id = only(&names.lock).or_else(|| only(&names.deployed));
            names.own.add(kind, key, id.unwrap_or_else(|| Id::placeholder(kind, key)));
        }
    }
}
