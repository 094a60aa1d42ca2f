//! Writing to standard output: a closed pipe ends quietly, text is clean.

use crate::domain::Units;
use serde::Serialize;
use std::io::{self, ErrorKind, Write};

/// Standard output for a command. `lanterne … | head` ends without an error.
#[derive(Debug)]
pub struct Out {
    to: io::BufWriter<io::Stdout>,
    /// Whether `--json` was asked for.
    pub json: bool,
    /// Units that people read; JSON and files stay metric.
    pub units: Units,
}

impl Out {
    /// Buffered standard output.
    #[must_use]
    pub fn new(json: bool) -> Self {
        Self { to: io::BufWriter::new(io::stdout()), json, units: Units::default() }
    }

    /// One line of the program's own words, in the athlete's units.
    pub fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        quiet(writeln!(self.to, "{}", self.units.told(text.as_ref())))
    }

    /// One line as it is: of a file, of what somebody wrote, or in the athlete's units already.
    pub fn raw(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        quiet(writeln!(self.to, "{}", text.as_ref()))
    }

    /// One value as JSON on one line, control characters escaped.
    pub fn value(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string(value)?;
        Ok(self.raw(text)?)
    }

    /// Shows what was written so far, before somebody is asked something.
    pub fn flush(&mut self) -> io::Result<()> {
        quiet(self.to.flush())
    }

    /// Flushes what is buffered.
    pub fn finish(mut self) -> io::Result<()> {
        quiet(self.to.flush())
    }
}

/// A reader that went away is not a fault of ours.
fn quiet(r: io::Result<()>) -> io::Result<()> {
    match r {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        other => other,
    }
}
