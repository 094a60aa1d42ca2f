//! Runs against the services beside the cockpit: on a thread of their own, ended when the cockpit ends.
//!
//! Owns: when a run is due, the thread's run-time, what of a report the cockpit hears. Does not own: the run (sync).

use crate::{
    app::{
        Card, Msg, Progress,
        services::{Advised, JOB, Service, Standing, Synced},
    },
    config::{Config, Paths},
    http::Http,
    log::{Access, OpenOptions, Store},
    model::jobs,
    sources::Stop,
    sync::{
        advice::{self, Desk},
        outbox,
        pull::is_due,
        report::{Pulling, SourceReport, SourceState, Status},
        run::{self, Run, SourceView},
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;

/// Time between two looks at how the services stand while they are asked.
const LOOK: Duration = Duration::from_secs(1);
/// A service that asks to wait for less is asked again after this many seconds.
const LEAST_WAIT_S: i64 = 15;

/// What a run beside the cockpit needs.
#[derive(Debug)]
pub struct Services {
    /// Folders.
    pub paths: Paths,
    /// Configuration.
    pub config: Config,
    /// Whether the log may live on a network file system.
    pub network_fs: bool,
    /// The athlete's zone.
    pub zone: Tz,
    /// One pool of connections for all runs.
    pub http: Http,
}

impl Services {
    /// Asks the configured model for what is due. The thread it is called on is its own.
    pub(super) fn advise(&self, cancel: &CancellationToken) -> Result<Advised, String> {
        let options = OpenOptions { access: Access::ReadWrite, allow_network_fs: self.network_fs };
        let store = Store::open_with(&self.paths.data_dir, options).map_err(|e| e.to_string())?;
        let now = Utc::now();
        let today = now.with_timezone(&self.zone).date_naive();
        let who = format!("the routine of the cockpit (process {})", std::process::id());
        let desk = Desk { store: &store, paths: &self.paths, config: &self.config, today, now, who: &who };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
        let said = runtime.block_on(advice::bring(&desk, &jobs::ROUTINE, cancel)).map_err(|e| e.to_string())?;
        Ok(Advised {
            unheard: said.iter().find_map(|a| a.error.clone()).filter(|_| !cancel.is_cancelled()),
            nearly: said.iter().filter_map(|a| a.purse_percent).max(),
        })
    }

    /// Runs when something is due, or was asked for. The thread it is called on is its own.
    pub(super) fn run(
        self: &Arc<Self>,
        asked: bool,
        stop: &Stop,
        tell: &(dyn Fn(Msg) + Send + Sync),
    ) -> Result<Synced, Card> {
        let card = |e: String| Card {
            title: "The services could not be asked".into(),
            text: crate::domain::CleanText::line(&e).to_string(),
            remedy: "`lanterne sources` shows each one; s asks again.".into(),
        };
        let options = OpenOptions { access: Access::ReadWrite, allow_network_fs: self.network_fs };
        let store = Store::open_with(&self.paths.data_dir, options).map_err(|e| card(e.to_string()))?;
        // Also when no service is connected any more.
        run::erase(&store, &self.config, Utc::now()).map_err(|e| card(e.to_string()))?;
        let vault = run::vault(&self.paths, &self.config);
        let sources = run::connected(&self.config, &vault).map_err(|e| card(e.to_string()))?;
        let waits = outbox::waits(&store).map_err(|e| card(e.to_string()))?;
        let today = Utc::now().with_timezone(&self.zone).date_naive();
        let week = run::week_is_due(&store, &self.config, today, Utc::now()).map_err(|e| card(e.to_string()))?;
        if sources.is_empty() && !waits && !week {
            return Ok(Synced::default());
        }
        let views = |now| run::views(&store, &self.config, &vault, now).map_err(|e| card(e.to_string()));
        let due = asked || waits || week || sources.iter().any(|s| is_due(&store, s.name(), Utc::now()));
        if !due {
            let views = views(Utc::now())?;
            let services = shown(&views, self.zone);
            return Ok(Synced { services, again_s: again(&views, Utc::now()), ..Synced::default() });
        }
        let seen: Mutex<(Option<Instant>, Vec<Service>)> = Mutex::default();
        // How each source stands is kept when it ends, while others go on.
        let standing = || {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.0.is_some_and(|t| t.elapsed() < LOOK) {
                return;
            }
            let now = Utc::now();
            if let Ok(views) = run::views(&store, &self.config, &vault, now) {
                let services = shown(&views, self.zone);
                if services != seen.1 {
                    tell(Msg::Services(services.clone()));
                }
                *seen = (Some(Instant::now()), services);
            }
        };
        let progress = |p: Pulling| {
            standing();
            let total = (p.of > 0).then_some(p.of as u64);
            tell(Msg::Progress(Progress {
                job: JOB.into(),
                done: p.done as u64,
                total,
                text: format!("{}: {}{}", p.source, p.text, left(p.eta)),
            }));
        };
        let who = format!("the cockpit (process {})", std::process::id());
        let whole = Run {
            store: &store,
            paths: &self.paths,
            config: &self.config,
            http: &self.http,
            today,
            only: None,
            since: None,
            believe: false,
            who: &who,
            patience: None,
            stop: stop.clone(),
            now: &Utc::now,
            progress: &progress,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|e| card(e.to_string()))?;
        let report = runtime.block_on(run::until(&whole, ended(stop), Duration::ZERO));
        let report = report.map_err(|e| card(e.to_string()))?;
        let Some(report) = report else { return Ok(Synced::default()) };
        let now = Utc::now();
        let views = views(now)?;
        let services = shown(&views, self.zone);
        let changed = report.sources.iter().map(|s| s.new + s.amended + s.withdrawn).sum();
        let problems = if report.status == Status::Busy && !asked {
            Vec::new()
        } else {
            report.sources.iter().filter_map(problem).collect()
        };
        Ok(Synced { services, changed, problems, again_s: again(&views, now), ran: !sources.is_empty() })
    }
}

async fn ended(stop: &Stop) {
    while !stop.asked() {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// How long a history will take, when that is long.
fn left(eta: Option<DateTime<Utc>>) -> String {
    let minutes = eta.map(|t| (t - Utc::now()).num_minutes().max(0));
    match minutes {
        None => String::new(),
        Some(m @ ..90) => format!(", all of it in about {m} min"),
        Some(m @ 90..2880) => format!(", all of it in about {} h", (m + 30) / 60),
        Some(m) => format!(", all of it in about {} days", (m + 720) / 1440),
    }
}

/// What the athlete should hear of; a quota that is spent and history that is still coming are in the header.
fn problem(s: &SourceReport) -> Option<String> {
    if s.held > 0 {
        return Some(format!(
            "{}: {} records look deleted there; if so: lanterne --sync --source {} --believe-deletions",
            s.name, s.held, s.name
        ));
    }
    let bad = matches!(s.state, SourceState::NeedsLogin | SourceState::Failed | SourceState::Busy);
    s.error
        .as_ref()
        .filter(|_| bad)
        .map(|e| if e.starts_with(&s.name) { e.clone() } else { format!("{}: {e}", s.name) })
}

/// Seconds until the first service that asked to wait can be asked again. A budget of ours that is spent waits for the hour.
fn again(views: &[SourceView], now: DateTime<Utc>) -> Option<u32> {
    let limited = views.iter().filter(|v| v.state == SourceState::Limited.name());
    let first = limited.filter_map(|v| v.waiting_until).min()?;
    u32::try_from((first - now).num_seconds().max(LEAST_WAIT_S) + 1).ok()
}

fn shown(views: &[SourceView], zone: Tz) -> Vec<Service> {
    let one = |v: &SourceView| {
        let standing = match v.state.as_str() {
            "off" | "not_connected" => return None,
            "needs_login" => Standing::NeedsLogin,
            "failed" => Standing::Failed,
            // The last of them was never asked to the end.
            "limited" | "partly" | "ready" => Standing::Waiting,
            _ => Standing::Good,
        };
        let local = |t: DateTime<Utc>| t.with_timezone(&zone).naive_local();
        let left_min = v.eta.map(|t| (t - Utc::now()).num_minutes().max(0));
        let (answered, waits) = (v.last_ok.map(local), v.waiting_until.map(local));
        Some(Service { name: v.name.clone(), standing, answered, waits, left_min })
    };
    views.iter().filter_map(one).collect()
}
