//! How far a file has been read, on a terminal and only while it takes long.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// As long as nobody wonders.
const PATIENCE: Duration = Duration::from_millis(700);

/// Between one line and the next.
const PAUSE: Duration = Duration::from_millis(200);

/// As much of a name as a line of 80 columns has room for.
const NAME: usize = 60;

/// A source that tells how far it has been read.
pub(crate) struct Progress<R, W: Write> {
    source: R,
    to: W,
    name: String,
    size: Option<u64>,
    read: u64,
    /// When the next line is due.
    due: Instant,
    is_shown: bool,
}

impl<R: Read, W: Write> Progress<R, W> {
    /// A source of a name and, where it is known, a size in bytes.
    pub(crate) fn of(source: R, to: W, name: &str, size: Option<u64>) -> Self {
        let skipped = name.chars().count().saturating_sub(NAME);
        let end: String = name.chars().skip(skipped).map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self {
            source,
            to,
            name: if skipped > 0 { format!("…{end}") } else { end },
            size: size.filter(|size| *size > 0),
            read: 0,
            due: Instant::now() + PATIENCE,
            is_shown: false,
        }
    }

    /// That nobody can be shown is no reason to stop.
    fn show(&mut self) {
        let far = match self.size {
            Some(size) => format!("{} %", self.read.min(size).saturating_mul(100) / size),
            None => format!("{} MB", self.read / 1_000_000),
        };
        let _ = write!(self.to, "\r\x1b[Kreading {}: {far}", self.name);
        let _ = self.to.flush();
        self.is_shown = true;
    }
}

impl<R: Read, W: Write> Read for Progress<R, W> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into)?;
        self.read += count as u64;
        let now = Instant::now();
        if now >= self.due {
            self.show();
            self.due = now + PAUSE;
        }
        Ok(count)
    }
}

impl<R, W: Write> Drop for Progress<R, W> {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(self.to, "\r\x1b[K");
            let _ = self.to.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, size: Option<u64>, is_slow: bool) -> String {
        let mut to = Vec::new();
        let mut read = Vec::new();
        let mut progress = Progress::of([7; 3000].as_slice().take(1500), &mut to, name, size);
        if is_slow {
            progress.due = Instant::now();
        }
        progress.read_to_end(&mut read).unwrap();
        assert_eq!(read, [7; 1500]);
        drop(progress);
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn nothing_is_told_of_what_is_quick() {
        assert_eq!(told("signins.json", Some(3000), false), "");
    }

    #[test]
    fn what_takes_long_is_told_and_wiped_away() {
        let text = told("signins.json", Some(1500), true);
        assert!(text.starts_with("\r\x1b[Kreading signins.json: "), "{text:?}");
        assert!(text.ends_with("\r\x1b[K"), "{text:?}");
        assert!(told("signins.json.gz", None, true).contains(" MB"));
    }

    #[test]
    fn a_long_or_hostile_name_stays_on_the_line() {
        let text = told(&format!("{}\x1b[2J\n.json", "x".repeat(500)), None, true);
        let line = text.strip_prefix("\r\x1b[K").unwrap().split('\r').next().unwrap();
        assert!(line.chars().count() < 80 && !line.contains(['\n', '\x1b']), "{line:?}");
    }
}
