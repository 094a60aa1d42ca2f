//! `lanterne import PATH…`

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    log::Access,
    sync::import::{self, ImportReport, Progress},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{io::IsTerminal, path::PathBuf};

/// Runs `import`: a bar on standard error when that is a terminal, a summary on standard output.
pub fn run(cx: &Context, paths: &[PathBuf], out: &mut Out) -> anyhow::Result<Exit> {
    if paths.is_empty() {
        return Err(usage("name at least one file or folder to import"));
    }
    if let [dir] = paths
        && crate::sync::takeout::is_export(dir)
    {
        return super::export::back(cx, dir, out);
    }
    let store = cx.store(Access::ReadWrite)?;
    let bar = bar();
    let report = import::run(&store, cx.config.zone(), paths, cx.now, &|p| show(&bar, p));
    bar.finish_and_clear();
    let report = report?;
    if out.json {
        out.value(&report)?;
    } else {
        summary(&report, out)?;
    }
    Ok(if report.rejected.is_empty() { Exit::Done } else { Exit::Partly })
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn show(bar: &ProgressBar, p: Progress) {
    bar.set_length(p.bytes_total);
    bar.set_position(p.bytes);
    bar.set_message(format!("{} files", p.files));
}

fn summary(r: &ImportReport, out: &mut Out) -> anyhow::Result<()> {
    for rejection in &r.rejected {
        out.line(format!("rejected: {} — {} — {}", rejection.file, rejection.code, rejection.reason))?;
    }
    for (file, warning) in &r.warnings {
        out.line(format!("warning: {file} — {warning}"))?;
    }
    for (what, files) in &r.skipped_kinds {
        out.line(format!("skipped: {files} × {what}"))?;
    }
    out.line(format!(
        "{} files in {:.1} s: {} imported, {} known already, {} skipped, {} refusals",
        r.files,
        r.seconds,
        r.imported,
        r.duplicates,
        r.skipped,
        r.rejected.len()
    ))?;
    out.line(format!("Known now: {} activities, {} days of wellness.", r.activities, r.wellness_days))?;
    Ok(())
}
