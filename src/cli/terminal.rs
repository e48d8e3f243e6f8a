//! Standard output and standard error.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

use chrono::NaiveDate;

use crate::error::{Error, ErrorKind};
use crate::report::diagnostics::Style;

/// Standard output and standard error, and how they want text.
#[derive(Debug)]
pub(crate) struct Terminal {
    out: BufWriter<Stdout>,
    messages: Stderr,
    out_style: Style,
    error_style: Style,
    is_day_said: bool,
}

impl Terminal {
    /// Those of this process. Color is for terminals only, and nowhere if `NO_COLOR` is set (no-color.org).
    pub(crate) fn of_process() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let style = |is_terminal: bool| {
            if is_terminal && !is_set("NO_COLOR") && !is_dumb { Style::Styled } else { Style::Plain }
        };
        Self {
            out: BufWriter::new(io::stdout()),
            messages: io::stderr(),
            out_style: style(io::stdout().is_terminal()),
            error_style: style(io::stderr().is_terminal()),
            is_day_said: false,
        }
    }

    /// How results are styled.
    pub(crate) fn out_style(&self) -> Style {
        self.out_style
    }

    /// How messages are styled.
    pub(crate) fn error_style(&self) -> Style {
        self.error_style
    }

    /// Writes a result.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Error> {
        self.out.write_all(text.as_bytes()).map_err(not_written)
    }

    /// Writes progress or messages. That nobody reads them is no reason to stop.
    pub(crate) fn status(&mut self, text: &str) {
        let _ = self.messages.write_all(text.as_bytes());
    }

    /// Says, once, on which day a result depends that was not asked for.
    pub(crate) fn say_day(&mut self, day: NaiveDate) {
        if !self.is_day_said {
            self.is_day_said = true;
            self.status(&format!("dates are judged as of {day}, today; `--as-of` takes another day\n"));
        }
    }

    /// Finishes the result. Only after this is it known to be written.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        self.out.flush().map_err(not_written)
    }

    /// Tells why the work could not be done; returns the exit code. A reader that is gone had enough.
    pub(crate) fn tell(&mut self, error: &Error) -> u8 {
        if error.is_broken_pipe() {
            return 0;
        }
        let (red, cyan, reset) = match self.error_style {
            Style::Plain => ("", "", ""),
            Style::Styled => ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m"),
        };
        let mut text = format!("{red}error{reset}: {}\n", words(error));
        for hint in error.hints() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{cyan}help{reset}: {hint}");
        }
        self.status(&text);
        super::COULD_NOT
    }
}

/// What an error says, with what the system said.
pub(crate) fn words(error: &Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", without_number(&source.to_string())),
        None => error.to_string(),
    }
}

/// Says of a panic that it is our mistake, in place of what Rust says, and ends: the work could not be done, whichever
/// thread it was that panicked.
pub(crate) fn explain_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
        let _ = writeln!(
            io::stderr().lock(),
            "error: this is a bug in gatewright: {}{}\nhelp: please report it with the command and, if you can, its input",
            panic.payload_as_str().unwrap_or("it gave no reason"),
            place.unwrap_or_default(),
        );
        std::process::exit(i32::from(super::COULD_NOT));
    }));
}

fn not_written(error: io::Error) -> Error {
    Error::new(ErrorKind::Output, "cannot write to standard output").because(error)
}

/// What the system said, without `(os error 2)`.
fn without_number(text: &str) -> &str {
    text.split_once(" (os error").map_or(text, |(text, _)| text)
}
