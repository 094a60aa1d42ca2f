//! `lanterne --sync`: a run without a screen. One JSON object on standard output on request, everything else on standard
//! error.

use super::{Context, args::SyncFlags, exit::Exit, exit::usage, out::Out};
use crate::{
    domain::CleanText,
    http::Http,
    log::Access,
    sources::Stop,
    sync::{
        report::{Pulling, RunReport, SourceReport, SourceState, Status},
        run::{self, Run},
    },
};
use chrono::Utc;
use std::{collections::BTreeMap, io::Write, sync::Mutex, time::Duration};

/// How long a run that was asked to end may take for it.
const GRACE: Duration = Duration::from_secs(2);

/// Runs `--sync`.
pub fn run(cx: &Context, flags: &SyncFlags, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out to sync"));
    }
    let store = cx.store(Access::ReadWrite)?;
    let http = Http::default();
    let who = format!("lanterne --sync (process {})", std::process::id());
    let last: Mutex<BTreeMap<&str, String>> = Mutex::default();
    let progress = |p: Pulling| {
        let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !flags.quiet && last.insert(p.source, p.text.clone()).as_ref() != Some(&p.text) {
            log(&format!("{}: {}", p.source, p.text));
        }
    };
    let whole = Run {
        store: &store,
        paths: &cx.paths,
        config: &cx.config,
        http: &http,
        today: cx.today,
        only: flags.source.as_deref(),
        since: flags.since,
        believe: flags.believe_deletions,
        who: &who,
        patience: None,
        stop: Stop::default(),
        now: &Utc::now,
        progress: &progress,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(async { run::until(&whole, asked_to_end(), GRACE).await })?;
    let Some(report) = report else {
        log("ended before it was done; the next run goes on from here");
        return Ok(Exit::Partly);
    };
    if out.json {
        out.value(&report)?;
    } else if !flags.quiet {
        tell(&report, cx.config.zone(), out)?;
    }
    for s in report.sources.iter().filter(|s| s.error.is_some()) {
        log(&format!("{}: {}", s.name, s.error.as_deref().unwrap_or_default()));
    }
    Ok(exit_of(report.status))
}

fn exit_of(status: Status) -> Exit {
    match status {
        Status::Done => Exit::Done,
        Status::Partly | Status::Stopped => Exit::Partly,
        Status::NeedsLogin => Exit::NeedsLogin,
        Status::Limited => Exit::Limited,
        Status::Busy => Exit::Busy,
    }
}

/// A line on standard error.
fn log(text: &str) {
    // Nothing can be done when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{}", CleanText::line(text));
}

fn tell(r: &RunReport, zone: chrono_tz::Tz, out: &mut Out) -> anyhow::Result<()> {
    if r.sources.is_empty() {
        out.line("No source is connected: `lanterne sources` shows which there are.")?;
    }
    for s in &r.sources {
        out.line(line(s))?;
    }
    if let Some(d) = &r.decision {
        out.line(format!("{}: {}, {}", d.day, d.verdict, d.cap))?;
    }
    if !r.proposals.is_empty() {
        out.line(format!("{} waiting for your answer: `lanterne proposal list`", r.proposals.len()))?;
    }
    if let Some(w) = &r.week {
        out.line(format!("the week {} was reviewed", w.week))?;
    }
    for t in &r.notifications {
        out.line(super::notify::line(t, zone))?;
    }
    for file in &r.outputs {
        out.line(format!("wrote {file}"))?;
    }
    Ok(())
}

fn line(s: &SourceReport) -> String {
    let withdrawn = (s.withdrawn > 0).then(|| format!(", {} withdrawn", s.withdrawn));
    let held = (s.held > 0).then(|| {
        format!(
            "; {} look deleted there, which is many: if it is so, run with --source {} --believe-deletions",
            s.held, s.name
        )
    });
    let stubs = (s.stubs > 0).then(|| {
        format!(
            "; {} came there through Strava, which does not let them out: import Strava's archive, or connect the device \
             itself",
            s.stubs
        )
    });
    let back =
        s.back_to.filter(|_| s.state != SourceState::Done).map(|day| format!("; history is here back to {day}"));
    let notes = s.notes.iter().map(|n| ["; ", n].concat());
    let more: String = [withdrawn, held, stubs, back].into_iter().flatten().chain(notes).collect();
    let state = s.state.name();
    format!("{:<10} {state:<11} {} new, {} changed{more} ({} requests)", s.name, s.new, s.amended, s.requests)
}

/// Resolves when the system asks the program to end.
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
    let waits: Vec<_> = kinds
        .into_iter()
        .filter_map(|k| signal(k).ok())
        .map(|mut s| Box::pin(async move { s.recv().await }))
        .collect();
    if waits.is_empty() {
        return std::future::pending().await;
    }
    futures_util::future::select_all(waits).await;
}
