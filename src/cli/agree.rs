//! Asking for a yes before something that leaves the machine.

use super::{exit::usage, out::Out};
use std::io::{BufRead, IsTerminal, Write};

/// Asks on standard error. Where nobody can be asked, the answer is the flag `--yes`.
pub(super) fn agreed(question: &str, out: &mut Out) -> anyhow::Result<bool> {
    if out.json || !std::io::stdin().is_terminal() {
        return Err(usage(format!("{question} Nobody can be asked here: run it again with --yes")));
    }
    out.flush()?;
    let mut err = std::io::stderr().lock();
    write!(err, "{question} [y/N] ")?;
    err.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
