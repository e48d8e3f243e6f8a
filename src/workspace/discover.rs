//! Finds the tenants under a path: folders that hold a `tenant.yaml`.

use std::io::{Error, ErrorKind};

use super::files::{FileKind, Files, join};

/// The file that makes a folder a tenant.
pub const TENANT_FILE: &str = "tenant.yaml";

/// How deep a repository is searched. Deeper folders are not part of any layout we know, and a bound keeps a link
/// that leads back up from being followed for ever.
const MAX_DEPTH: usize = 8;

/// The folders of the tenants at or under a path, sorted. A tenant holds no further tenants.
///
/// # Errors
///
/// The path cannot be read, or leaves the repository. That there is no tenant is no error here.
pub fn discover(files: &dyn Files, path: &str) -> Result<Vec<String>, Error> {
    let Some(folder) = join("", path) else {
        let message = format!("`{path}` is outside the repository");
        return Err(Error::new(ErrorKind::InvalidInput, message));
    };
    let mut tenants = Vec::new();
    search(files, &folder, MAX_DEPTH, &mut tenants)?;
    tenants.sort();
    Ok(tenants)
}

fn search(files: &dyn Files, folder: &str, depth: usize, tenants: &mut Vec<String>) -> Result<(), Error> {
    let entries = files.list(folder)?;
    if entries.iter().any(|entry| entry.kind == FileKind::File && entry.name == TENANT_FILE) {
        tenants.push(folder.to_owned());
        return Ok(());
    }
    if depth == 0 {
        return Ok(());
    }
    for entry in entries {
        // `.git`, and `target` of a Rust repository, are large and hold no tenants.
        if entry.kind == FileKind::File || entry.name.starts_with('.') || entry.name == "target" {
            continue;
        }
        if let Some(folder) = join(folder, &entry.name) {
            search(files, &folder, depth - 1, tenants)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Memory;

    #[test]
    fn tenants_are_found_at_any_depth_and_sorted() {
        let files = Memory::default()
            .with("clients/fabrikam/tenant.yaml", "")
            .with("clients/contoso/tenant.yaml", "")
            .with("clients/contoso/nested/tenant.yaml", "")
            .with("policies/baseline/baseline.yaml", "");
        assert_eq!(discover(&files, "").unwrap(), ["clients/contoso", "clients/fabrikam"]);
        assert_eq!(discover(&files, "clients/contoso").unwrap(), ["clients/contoso"]);
        assert_eq!(discover(&files, "./clients/fabrikam/").unwrap(), ["clients/fabrikam"]);
    }

    #[test]
    fn a_path_is_read_and_stays_inside_the_repository() {
        let files = Memory::default().with("policies/baseline/baseline.yaml", "");
        assert_eq!(discover(&files, "policies").unwrap(), Vec::<String>::new());
        assert_eq!(discover(&files, "absent").unwrap_err().kind(), ErrorKind::NotFound);
        let outside = discover(&files, "../contoso").unwrap_err();
        assert_eq!(outside.to_string(), "`../contoso` is outside the repository");
    }
}
