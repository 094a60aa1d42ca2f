//! `lanterne --sync`: a run without a screen. One JSON object on standard output on request, everything else on standard
//! error.

use super::{Context, args::SyncFlags, exit::Exit, exit::usage, out::Out};
use crate::{
    domain::CleanText,
    http::Http,
    log::Access,
    outputs::files,
    sources::Stop,
    sync::{
        advice, figures,
        report::{Pulling, RunReport, SourceReport, SourceState, Status},
        run::{self, Run},
    },
    telemetry::{
        metrics::PROCESS,
        serve::{self, Health, Place},
    },
};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use std::{collections::BTreeMap, io::Write, sync::Mutex, time::Duration};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

/// How long a run that was asked to end may take for it.
const GRACE: Duration = Duration::from_secs(2);

/// Runs `--sync`, once or again and again.
pub fn run(cx: &Context, flags: &SyncFlags, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out to sync"));
    }
    if flags.every.is_some() && cx.moved {
        return Err(usage("--today stands still; leave it out to sync again and again"));
    }
    let stop = Stop::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let health = Health::default();
        let _server = server(flags, &health).await?;
        let signals = asked_to_end();
        tokio::pin!(signals);
        loop {
            let Some(exit) = Box::pin(once(cx, flags, &stop, &mut signals, &health, out)).await? else {
                log("ended before it was done; the next run goes on from here");
                return Ok(Exit::Partly);
            };
            let Some(minutes) = flags.every.filter(|_| !stop.asked()) else { return Ok(exit) };
            out.flush()?;
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(60 * u64::from(minutes))) => {}
                () = &mut signals => return Ok(exit),
            }
        }
    })
}

/// Serves figures when that was asked for, until it is dropped.
async fn server(flags: &SyncFlags, health: &Health) -> anyhow::Result<Option<AbortOnDrop>> {
    let Some(Place::At(at)) = flags.metrics.as_deref().map(Place::of) else { return Ok(None) };
    let listener = serve::listen(at).await.with_context(|| format!("figures can't be served at {at}"))?;
    if !at.ip().is_loopback() {
        log(&format!("figures are served at {at}, to whoever reaches it"));
    }
    Ok(Some(AbortOnDrop(tokio::spawn(serve::serve(listener, health.clone())))))
}

/// A task that ends with its owner.
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One run with its figures; `None` when it was ended before it was done.
async fn once(
    cx: &Context,
    flags: &SyncFlags,
    stop: &Stop,
    ended: impl Future<Output = ()>,
    health: &Health,
    out: &mut Out,
) -> anyhow::Result<Option<Exit>> {
    let store = cx.store(Access::ReadWrite)?;
    let began = std::time::Instant::now();
    let http = Http::default();
    let who = format!("lanterne --sync (process {})", std::process::id());
    let last: Mutex<BTreeMap<&str, String>> = Mutex::default();
    let progress = |p: Pulling| {
        let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !flags.quiet && last.insert(p.source, p.text.clone()).as_ref() != Some(&p.text) {
            log(&format!("{}: {}{}", p.source, p.text, by(p.eta)));
        }
    };
    let today = if cx.moved { cx.today } else { Utc::now().with_timezone(&cx.config.zone()).date_naive() };
    let whole = Run {
        store: &store,
        paths: &cx.paths,
        config: &cx.config,
        http: &http,
        today,
        only: flags.source.as_deref(),
        since: flags.since,
        believe: flags.believe_deletions,
        who: &who,
        patience: None,
        stop: stop.clone(),
        now: &Utc::now,
        progress: &progress,
    };
    tokio::pin!(ended);
    let done = run::until(&whole, &mut ended, GRACE).instrument(tracing::info_span!("run")).await.transpose();
    let Some(done) = done else {
        if out.json {
            out.value(&RunReport::broken_off(began.elapsed().as_secs_f64()))?;
        }
        return Ok(None);
    };
    match &done {
        Ok(report) => figures::of_run(report, Utc::now()),
        Err(_) => figures::of_failure(),
    }
    let status = done.as_ref().map_or("failed", |r| r.status.name());
    let ok = !matches!(status, "failed" | "partly" | "needs_login");
    health.note(ok, serde_json::json!({ "ok": ok, "last": status, "at": Utc::now() }).to_string());
    // Folding the log once more is for somebody who looks.
    if flags.metrics.is_some() {
        figures::of_log(&store, today)?;
    }
    if let Some(Place::File(path)) = flags.metrics.as_deref().map(Place::of) {
        files::write(&path, &PROCESS.text()).with_context(|| format!("{} can't be written", path.display()))?;
    }
    let report = match done {
        Ok(mut report) => {
            advised(&whole, &mut report, ended).await?;
            report
        }
        // One run that could not be made is no reason not to make the next one.
        Err(e) if flags.every.is_some() => {
            log(&e.to_string());
            return Ok(Some(Exit::Failed));
        }
        Err(e) => return Err(e.into()),
    };
    if out.json {
        out.value(&report)?;
    } else if !flags.quiet {
        tell(&report, cx.config.zone(), out)?;
    }
    for s in report.sources.iter().filter(|s| s.error.is_some()) {
        log(&format!("{}: {}", s.name, s.error.as_deref().unwrap_or_default()));
    }
    report.problem.iter().for_each(|why| log(why));
    tracing::info!(status, seconds = report.seconds, notifications = report.notifications.len(), "run ended");
    Ok(Some(exit_of(report.status)))
}

/// What a model has to add, after everything else is done: until it is asked to end.
async fn advised(whole: &Run<'_>, report: &mut RunReport, ended: impl Future<Output = ()>) -> anyhow::Result<()> {
    if whole.stop.asked() {
        return Ok(());
    }
    let cancel = CancellationToken::new();
    let work = advice::after(whole, report, &cancel);
    tokio::pin!(work, ended);
    tokio::select! {
        done = &mut work => return Ok(done?),
        () = &mut ended => cancel.cancel(),
    }
    // What was sent is settled in the log before the process ends.
    Ok(work.await?)
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

/// By when a history will be here, when that is not soon.
fn by(eta: Option<DateTime<Utc>>) -> String {
    eta.map_or_else(String::new, |t| format!("; all of its history by about {} UTC", t.format("%Y-%m-%d %H:%M")))
}

/// A line on standard error.
fn log(text: &str) {
    if tracing::enabled!(tracing::Level::INFO) {
        return tracing::info!("{}", CleanText::line(text));
    }
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
    if let Some(q) = &r.question {
        out.line(format!("{q} {}", super::today::NEXT))?;
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
    for a in &r.model {
        out.line(super::advise::line(a))?;
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
    let back = s
        .back_to
        .filter(|_| s.state != SourceState::Done)
        .map(|day| format!("; history is here back to {day}{}", by(s.eta)));
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
