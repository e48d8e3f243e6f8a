//! The database that tells the countries of addresses, as an argument.

use std::path::{Path, PathBuf};

use super::source::cannot_read;
use super::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::sign_in::{Countries, Located};

/// Where the countries of addresses come from, beside the sign-ins.
#[derive(Debug, clap::Args)]
pub(crate) struct Geography {
    /// Take countries that the sign-ins lack from a database in MaxMind's format
    ///
    /// `GeoLite2` or `GeoIP2`, Country or City, or one with a `country_code` for each network. Countries that are recorded
    /// stay; a warning counts those of which the database says otherwise.
    #[arg(long, value_name = "FILE")]
    geoip: Option<PathBuf>,
}

impl Geography {
    /// The database at a path.
    pub(crate) fn at(path: Option<PathBuf>) -> Self {
        Self { geoip: path }
    }

    /// Where the database is.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.geoip.as_deref()
    }

    /// Reads the database, if one is given.
    pub(crate) fn open(&self) -> Result<Option<Countries>, Error> {
        let Some(path) = &self.geoip else { return Ok(None) };
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| cannot_read(&name, error))?;
        Countries::read(bytes).map(Some).map_err(|message| {
            Error::new(ErrorKind::Input, format!("`{name}` cannot tell countries: {message}"))
                .hint("give a database in MaxMind's format, such as GeoLite2-Country.mmdb")
        })
    }

    /// Says where the database and the sign-ins disagree.
    pub(crate) fn tell(&self, located: &Located, terminal: &mut Terminal) {
        let Some(path) = &self.geoip else { return };
        for warning in located.warnings() {
            terminal.status(&format!("warning: {}: {warning}\n", path.display()));
        }
    }
}
