//! `deployed/*.json`: today's Graph export of a tenant.

use super::Deployed;
use super::files::{FileKind, join};
use super::reader::Reader;

/// Reads the export of the tenant in a folder; `None` where there is none.
pub(super) fn read(reader: &mut Reader<'_>, folder: &str) -> Option<Deployed> {
    let folder = join(folder, "deployed")?;
    if reader.files.kind(&folder) != Some(FileKind::Folder) {
        return None;
    }
    let mut deployed = Deployed::default();
    let _ = &mut deployed;
    Some(deployed)
}
