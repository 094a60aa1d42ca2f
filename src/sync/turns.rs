//! One question to the model at a time, whoever asks: the cockpit, a run beside it, a command.
//!
//! Owns: the lock, who holds it, how long the next one waits. Does not own: asking. That a task of the routine is never
//! paid for twice is held by the log ([`super::converse::LogLedger`]), not by this.

use super::lock::{self, Held};
use crate::log::Store;
use std::{path::Path, time::Duration};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Time between two tries.
const LOOK: Duration = Duration::from_millis(100);

/// Why a question could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missed {
    /// The athlete, or the end of the program, stopped the wait.
    Cancelled,
    /// Somebody else was being answered all the time: who.
    Busy(String),
    /// The lock can't be used.
    Failed(String),
}

/// Waits until nobody else is being answered, at most `patience`; `on` hears once who is.
///
/// # Errors
/// [`Missed`].
pub async fn wait(
    store: &Store,
    who: &str,
    patience: Duration,
    cancel: &CancellationToken,
    on: &mut (dyn FnMut(&str) + Send),
) -> Result<Turn, Missed> {
    let dir = store.path().parent().unwrap_or_else(|| Path::new(".")).join("locks");
    let until = Instant::now() + patience;
    let mut told = false;
    loop {
        let who_has_it = match lock::take(&dir, "model", who) {
            Ok(Ok(held)) => return Ok(Turn { _held: held }),
            Ok(Err(other)) => other,
            Err(e) => return Err(Missed::Failed(format!("the lock in {}: {e}", dir.display()))),
        };
        if !std::mem::replace(&mut told, true) {
            on(&who_has_it);
        }
        if Instant::now() >= until {
            return Err(Missed::Busy(who_has_it));
        }
        tokio::select! {
            () = cancel.cancelled() => return Err(Missed::Cancelled),
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Somebody's turn; it ends when this is dropped, or when the process dies.
#[derive(Debug)]
pub struct Turn {
    _held: Held,
}
