//! Exit codes, the same everywhere, and the errors that carry one.

use crate::{log::LogError, sources::SourceError};
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything done.
    Done,
    /// Something else went wrong.
    Failed,
    /// Wrong usage.
    Usage,
    /// Partly done: some files rejected.
    Partly,
    /// A source needs the athlete to log in.
    NeedsLogin,
    /// A request limit is reached; the next run goes on.
    Limited,
    /// Nothing could run because another run holds every lock.
    Busy,
}

impl From<Exit> for ExitCode {
    fn from(e: Exit) -> Self {
        Self::from(match e {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partly => 10,
            Exit::NeedsLogin => 20,
            Exit::Limited => 30,
            Exit::Busy => 40,
        })
    }
}

/// An error of the person who typed the command.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// A usage error as an `anyhow` one.
#[must_use]
pub fn usage(what: impl Into<String>) -> anyhow::Error {
    UsageError(what.into()).into()
}

/// The exit code that an error asks for.
#[must_use]
pub fn code_of(e: &anyhow::Error) -> Exit {
    let busy = |c: &(dyn std::error::Error + 'static)| matches!(c.downcast_ref(), Some(LogError::Busy { .. }));
    let login =
        |c: &(dyn std::error::Error + 'static)| matches!(c.downcast_ref(), Some(SourceError::NeedsLogin(_)));
    let limited =
        |c: &(dyn std::error::Error + 'static)| matches!(c.downcast_ref(), Some(SourceError::Limited { .. }));
    if e.downcast_ref::<UsageError>().is_some() {
        Exit::Usage
    } else if e.chain().any(login) {
        Exit::NeedsLogin
    } else if e.chain().any(limited) {
        Exit::Limited
    } else if e.chain().any(busy) {
        Exit::Busy
    } else {
        Exit::Failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn an_error_asks_for_its_code_however_deep_it_is() {
        let busy: anyhow::Result<()> = Err(LogError::Busy { path: "log".into() }.into());
        assert_eq!(code_of(&busy.context("while importing").unwrap_err()), Exit::Busy);
        assert_eq!(code_of(&usage("no such day")), Exit::Usage);
        assert_eq!(code_of(&anyhow::anyhow!("anything else")), Exit::Failed);
    }
}
