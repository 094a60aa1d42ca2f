//! What a configured model adds to what a command has just made. The command's own answer is printed before it is asked.

use super::{Context, context::notice, out::Out};
use crate::{
    domain::exchange::Job,
    log::Access,
    sync::advice::{self, Advice, Desk},
};
use tokio_util::sync::CancellationToken;

/// Asks for what is due of these tasks. With `--json` only the log and the pages hear of it.
///
/// # Errors
/// When the log or a page can't be written; what the model fails at is said and is no error.
pub(super) fn advise(cx: &Context, tasks: &[Job], out: &mut Out) -> anyhow::Result<()> {
    if cx.as_of.is_some() || cx.config.model.as_ref().is_none_or(|m| !m.routine) {
        return Ok(());
    }
    // Whoever reads the answer need not wait for this.
    out.flush()?;
    let store = cx.store(Access::ReadWrite)?;
    let who = format!("a command (process {})", std::process::id());
    let desk =
        Desk { store: &store, paths: &cx.paths, config: &cx.config, today: cx.today, now: cx.now, who: &who };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let cancel = CancellationToken::new();
    let said = runtime.block_on(async {
        let work = advice::bring(&desk, tasks, &cancel);
        tokio::pin!(work);
        tokio::select! {
            done = &mut work => return done,
            // What was sent is settled in the log before the process ends.
            _ = tokio::signal::ctrl_c() => cancel.cancel(),
        }
        work.await
    })?;
    for a in &said {
        if out.json { notice(&line(a)) } else { out.line(line(a))? }
    }
    Ok(())
}

/// What one task came to, in a line.
#[must_use]
pub(super) fn line(a: &Advice) -> String {
    let said = a.error.as_ref().map(|e| format!("did not answer ({}): {e}", a.job));
    let other = a.proposal.map(|id| format!("proposes another way ({}): {}", a.job, id.brief()));
    let words = || format!("wrote words ({})", a.job);
    let purse = a.purse_percent.map(|p| format!("; {p} % of its purse is spent")).unwrap_or_default();
    format!("the model {}{purse}", said.or(other).unwrap_or_else(words))
}
