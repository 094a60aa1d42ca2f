//! A whole run: erase what may not be kept, pull, decide, write reports. The same headless and in the cockpit.
//!
//! Owns: the order, which sources take part, that one failing keeps no other from going on. Does not own: pulling
//! (pull), deciding (coach), what a report says (outputs). A run proposes and never answers a proposal.

use super::{
    closing, missions,
    outbox::{OutboxError, Queue, Sender, Told},
    pages,
    pull::{self, Ground, quotas_of},
    purse,
    report::{Decided, Pulling, RunReport, SourceReport, SourceState, Status, Waiting, status_of},
    routine,
    weekly::{self, Weekly},
};
use crate::{
    coach::morning::{self, Morning},
    config::{Config, Paths, VaultConfig},
    domain::{Athlete, Day, Policy, Provider, mission::SourcePolicy},
    http::Http,
    log::{Gathering, LogError, Spent, Store},
    outputs,
    science::history::History,
    sources::{self, Auth, Patience, Source, SourceError, Stop},
    vault::{Choice, Standing, Vault},
};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::{Duration, Instant},
};

/// How long the end of a run waits for the answer to the renewal of a log-in.
const RENEWAL_MAX: Duration = Duration::from_secs(10);

/// What a run is made with.
pub struct Run<'a> {
    /// The log.
    pub store: &'a Store,
    /// Folders.
    pub paths: &'a Paths,
    /// The configuration.
    pub config: &'a Config,
    /// The network.
    pub http: &'a Http,
    /// The athlete's date.
    pub today: Day,
    /// Only this source.
    pub only: Option<&'a str>,
    /// Go back to this day, and no further.
    pub since: Option<Day>,
    /// Believe any number of deletions.
    pub believe: bool,
    /// Who this run is.
    pub who: &'a str,
    /// Patience; the usual one when absent.
    pub patience: Option<Patience>,
    /// Asks to end.
    pub stop: Stop,
    /// Reads the clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
    /// Hears how far it is.
    pub progress: &'a (dyn Fn(Pulling) + Send + Sync),
}

/// Why a run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The log could not be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A source's settings are wrong, or there is no such source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A report could not be written.
    #[error(transparent)]
    Output(#[from] outputs::run::OutputError),
    /// The review of a mission could not be written.
    #[error("the review of a mission can't be written: {0}; is the disk full, or the folder read-only?")]
    Page(std::io::Error),
    /// The pages of the plan could not be written.
    #[error(transparent)]
    Pages(#[from] pages::PagesError),
    /// The weekly review could not be written.
    #[error(transparent)]
    Weekly(#[from] weekly::WeeklyError),
    /// The outbox could not be worked through.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
}

/// The vault as configured.
#[must_use]
pub fn vault(paths: &Paths, config: &Config) -> Vault {
    let VaultConfig { backend, key_file, .. } = &config.vault;
    let choice = match backend.as_deref() {
        Some("keyring") => Choice::Keyring,
        Some("command") => Choice::Command { read: config.vault.read(), write: config.vault.write() },
        Some("env") => Choice::Env,
        _ => config.secret("LANTERNE_VAULT_PASSPHRASE").map_or_else(
            || {
                let named = config.environment.get("LANTERNE_VAULT_KEY_FILE").map(PathBuf::from);
                Choice::KeyFile(named.or_else(|| key_file.clone()).unwrap_or_else(|| paths.vault_key()))
            },
            |words| Choice::Passphrase(words.clone()),
        ),
    };
    Vault::new(&paths.vault_dir(), choice)
}

/// The sources that are connected and not switched off.
///
/// # Errors
/// When a source's settings are wrong, or the vault can't be read.
pub fn connected(config: &Config, vault: &Vault) -> Result<Vec<Box<dyn Source>>, SourceError> {
    let mut out = Vec::new();
    for name in sources::NAMES {
        if config.sources.get(name).and_then(|s| s.enabled) == Some(false) {
            continue;
        }
        let source = sources::named(name, config)?;
        if log_in(&*source, config, vault)?.is_some() {
            out.push(source);
        }
    }
    Ok(out)
}

/// Where a source's log-in comes from; `None` when there is none.
///
/// # Errors
/// When the vault can't be read.
pub fn log_in(source: &dyn Source, config: &Config, vault: &Vault) -> Result<Option<&'static str>, SourceError> {
    let kept = vault.entry(source.name())?;
    let env = |name: &str| config.secret(name).is_some();
    Ok(match source.auth() {
        Auth::Key { env: name, .. } => match kept {
            Some(e) if e.key.is_some() => Some("vault"),
            _ => env(name).then_some("environment"),
        },
        Auth::OAuth(endpoints) => match kept {
            Some(e) if e.grant.is_some() => Some("vault"),
            _ => {
                let token = endpoints.token_env.is_some_and(env);
                (token || endpoints.env.iter().all(|n| env(n))).then_some("environment")
            }
        },
    })
}

/// Makes a run.
///
/// # Errors
/// When the log can't be used, a named source does not exist, or a report can't be written. What goes wrong at a
/// service is in the report.
pub async fn run(r: &Run<'_>) -> Result<RunReport, RunError> {
    let began = Instant::now();
    let vault = vault(r.paths, r.config);
    let wanted = match r.only {
        // The demo's store never holds a real athlete's records, whatever the environment says.
        _ if r.paths.demo => Vec::new(),
        Some(name) => vec![sources::named(name, r.config)?],
        None => connected(r.config, &vault)?,
    };
    let erased = erase(r.store, r.config, (r.now)())?;
    let locks = r.paths.data_dir.join("locks");
    let queue = Queue::of(r.store, r.paths, r.config)?;
    let ground = Ground {
        store: r.store,
        http: r.http,
        vault: &vault,
        environment: &r.config.environment,
        config: r.config,
        queue: queue.as_ref(),
        locks: &locks,
        who: r.who,
        zone: r.config.zone(),
        today: r.today,
        since: r.since,
        believe: r.believe,
        patience: r.patience,
        stop: r.stop.clone(),
        now: r.now,
        progress: r.progress,
    };
    let gathering = r.store.gather()?;
    let pulls = wanted.iter().map(|s| pull::pull(&ground, &**s));
    let reports: Vec<SourceReport> = futures_util::future::join_all(pulls).await;
    let mut status = status_of(&reports);
    if status == Status::Busy {
        let seconds = began.elapsed().as_secs_f64();
        return Ok(RunReport {
            status,
            sources: reports,
            decision: None,
            proposals: vec![],
            question: None,
            week: None,
            outputs: vec![],
            problem: None,
            notifications: vec![],
            model: vec![],
            erased,
            seconds,
        });
    }
    if r.stop.asked() {
        status = Status::Stopped;
    }
    let Reached { athlete, morning, week, mut problem } = decide(r, queue.as_ref(), gathering)?;
    problem = problem.or_else(|| week.as_ref().and_then(|w| w.problem.clone()));
    let written = outputs::run::write(&folder(r.paths, r.config), &athlete, &morning)?;
    let pages = week.iter().flat_map(|w| [&w.review_path, &w.plan_path]).flatten();
    let outputs = written.iter().chain(pages).map(|p| p.display().to_string()).collect();
    let notifications = tell(r, &vault).await?;
    Ok(RunReport {
        status,
        sources: reports,
        decision: Some(Decided::of(&morning)),
        proposals: morning.proposals.iter().map(Waiting::of).collect(),
        question: morning.closing.as_ref().filter(|c| c.asks).map(|c| crate::coach::closing::question(c)),
        week,
        outputs,
        problem,
        notifications,
        model: vec![],
        erased,
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// Sends what waits. Another process that is at it does it instead.
async fn tell(r: &Run<'_>, vault: &Vault) -> Result<Vec<Told>, OutboxError> {
    let sender = Sender {
        store: r.store,
        paths: r.paths,
        config: r.config,
        vault,
        http: r.http,
        now: r.now,
        stop: r.stop.clone(),
        who: r.who,
    };
    Ok(sender.send_due().await?.unwrap_or_default())
}

/// Makes a run that is asked to end when `ended` is; `None` when it did not end by itself within `grace`. Everything is
/// written in whole steps, so it may be dropped between any two of them, but for the renewal of a log-in.
///
/// # Errors
/// As [`run`].
pub async fn until(
    r: &Run<'_>,
    ended: impl Future<Output = ()>,
    grace: Duration,
) -> Result<Option<RunReport>, RunError> {
    // A run holds much; whoever waits for it need not.
    let mut work = Box::pin(run(r));
    tokio::select! {
        report = &mut work => return report.map(Some),
        () = ended => r.stop.ask(),
    }
    let asked = Instant::now();
    let mut wait = grace;
    loop {
        match tokio::time::timeout(wait, &mut work).await {
            Ok(report) => return report.map(Some),
            Err(_) if !r.stop.is_held() || asked.elapsed() > RENEWAL_MAX => return Ok(None),
            Err(_) => wait = Duration::from_millis(20),
        }
    }
}

/// Erases what may no longer be kept, with the original files that nothing names any more. Gives back how many bodies
/// there were.
///
/// # Errors
/// When the log can't be read or written.
pub fn erase(store: &Store, config: &Config, now: DateTime<Utc>) -> Result<usize, LogError> {
    let days = |(p, s): (&Provider, &SourcePolicy)| Some((*p, s.retain_days?));
    let limits: Vec<(Provider, u16)> = config.settings.sources.iter().filter_map(days).collect();
    let expired = store.expired(&limits, now)?;
    if expired.is_empty() {
        return Ok(0);
    }
    let gone: BTreeSet<u64> = expired.iter().copied().collect();
    let (of_gone, others): (Vec<_>, Vec<_>) =
        store.named_originals()?.into_iter().partition(|(seq, _)| gone.contains(seq));
    let others: BTreeSet<String> = others.into_iter().map(|(_, hash)| hash).collect();
    let erased = store.erase(&expired)?;
    for (_, hash) in of_gone.iter().filter(|(_, hash)| !others.contains(hash)) {
        store.originals().forget(hash)?;
    }
    Ok(erased)
}

/// Where reports go.
#[must_use]
pub fn folder(paths: &Paths, config: &Config) -> PathBuf {
    config.output.clone().unwrap_or_else(|| paths.data_dir.join("output"))
}

/// What a run came to.
struct Reached {
    problem: Option<String>,
    athlete: Athlete,
    morning: Morning,
    week: Option<Weekly>,
}

/// Decides the day, and reviews the week when that is due.
fn decide(r: &Run<'_>, queue: Option<&Queue>, gathering: Gathering<'_>) -> Result<Reached, RunError> {
    let now = (r.now)();
    let mut known = r.store.athlete()?;
    missions::sync_missions(r.store, &mut known, r.paths, &r.config.settings, r.today, now)?;
    let history = History::build(&known.0, r.today);
    let morning = morning::morning_with(&known.0, &history, r.today);
    routine::observe_morning(r.store, &known.0, &morning, now, queue)?;
    known.1 = r.store.catch_up(&mut known.0, known.1)?;
    purse::warn(r.store, r.config, queue, &known.0, now)?;
    let folder = folder(r.paths, r.config);
    // A day that is only tried out ends no mission.
    if r.paths.demo || r.today <= now.with_timezone(&r.config.zone()).date_naive() {
        closing::run(r.store, &known.0, r.today, now)?;
        known.1 = r.store.catch_up(&mut known.0, known.1)?;
        closing::pages(&known.0, &folder).map_err(RunError::Page)?;
    }
    // The weekly routine takes in what it writes by itself; up to here the athlete is folded from the log.
    gathering.keep(known.0.clone(), known.1);
    let local = local(r.today, now, r.config);
    let locks = r.paths.data_dir.join("locks");
    let run = weekly::Run {
        folder: &folder,
        local,
        now,
        force: false,
        queue,
        due: r.config.weekly,
        commit: r.config.commit,
        locks: &locks,
    };
    let week = weekly::run(r.store, &mut known.0, run)?;
    let pages = pages::bring_up(r.store, &known.0, r.paths, r.config, r.today, now)?;
    let morning = morning::morning_with(&known.0, &history, r.today);
    Ok(Reached {
        problem: pages.problem,
        athlete: known.0,
        morning,
        week: Some(week).filter(|w| w.skipped_reason.is_none()),
    })
}

/// The athlete's date with the time of their zone.
fn local(today: Day, now: DateTime<Utc>, config: &Config) -> NaiveDateTime {
    today.and_time(now.with_timezone(&config.zone()).time())
}

/// Whether the weekly routine would do something now.
///
/// # Errors
/// When the log can't be read.
pub fn week_is_due(store: &Store, config: &Config, today: Day, now: DateTime<Utc>) -> Result<bool, LogError> {
    let (athlete, _) = store.athlete()?;
    Ok(weekly::skip_reason(&athlete, weekly::due_week(local(today, now, config), config.weekly), false).is_none())
}

/// Everything to be known of one source without asking it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceView {
    /// Its name.
    pub name: String,
    /// `not_connected`, `off`, `ready`, or how its last run ended.
    pub state: String,
    /// `vault` or `environment`.
    pub log_in: Option<&'static str>,
    /// The last run.
    pub last_try: Option<DateTime<Utc>>,
    /// The last run in which it answered.
    pub last_ok: Option<DateTime<Utc>>,
    /// Records taken in.
    pub records: u64,
    /// Day down to which each collection's history is here.
    pub back_to: BTreeMap<String, Day>,
    /// Whether all of its history is here.
    pub complete: bool,
    /// Requests counted in the current spans.
    pub budget: Vec<Spent>,
    /// Until when it asked to wait.
    pub waiting_until: Option<DateTime<Utc>>,
    /// Which account, once it is known.
    pub account: Option<String>,
    /// When all of its history will be here, about, when that is not soon.
    pub eta: Option<DateTime<Utc>>,
    /// What may be done with its records.
    pub policy: Policy,
    /// What went wrong last.
    pub error: Option<String>,
    /// What to do, when there is something to do.
    pub remedy: Option<String>,
    /// Address of the page on which its key, or an application of one's own, is made.
    pub page: Option<String>,
}

/// Every source, connected or not.
///
/// # Errors
/// When the log or the vault can't be read, or a source's settings are wrong.
pub fn views(
    store: &Store,
    config: &Config,
    vault: &Vault,
    now: DateTime<Utc>,
) -> Result<Vec<SourceView>, RunError> {
    sources::NAMES.iter().map(|name| view(store, config, vault, name, now)).collect()
}

fn view(
    store: &Store,
    config: &Config,
    vault: &Vault,
    name: &str,
    now: DateTime<Utc>,
) -> Result<SourceView, RunError> {
    let source = sources::named(name, config)?;
    let kept = store.source_state(name)?;
    let log_in = log_in(&*source, config, vault)?;
    let off = config.sources.get(name).and_then(|s| s.enabled) == Some(false);
    let refused = vault.entry(name).map_err(SourceError::from)?.is_some_and(|e| e.standing == Standing::NeedsLogin);
    let time = |key: &str| kept.get(key).and_then(|t| t.parse::<DateTime<Utc>>().ok());
    let back_to =
        kept.iter().filter_map(|(k, v)| Some((k.strip_prefix("back:")?.to_owned(), v.parse().ok()?))).collect();
    let histories = source.collections().iter().filter(|c| c.step_days > 0);
    let complete = histories.clone().all(|c| kept.contains_key(&format!("whole:{}", c.name)));
    let waiting_until = time("wait_until").filter(|t| *t > now);
    let held = kept.get("held").cloned();
    let state = match (off, log_in, refused) {
        (true, ..) => "off".to_owned(),
        (_, None, _) => "not_connected".to_owned(),
        (.., true) => SourceState::NeedsLogin.name().to_owned(),
        _ => kept.get("state").cloned().unwrap_or_else(|| "ready".to_owned()),
    };
    let connect = format!("lanterne connect {name}");
    let remedy = match state.as_str() {
        "off" => Some(format!("set sources.{name}.enabled = true in config.toml")),
        "not_connected" | "needs_login" => Some(connect),
        "ready" => Some("lanterne --sync".to_owned()),
        _ if held.is_some() => Some(format!(
            "{} records look deleted there; if that is so: lanterne --sync --source {name} --believe-deletions",
            held.unwrap_or_default()
        )),
        "limited" | "partly" => Some("nothing: the next run goes on".to_owned()),
        "failed" => Some("the next run tries again; what to look at is in the error".to_owned()),
        _ => None,
    };
    Ok(SourceView {
        name: name.to_owned(),
        state,
        log_in,
        account: kept.get("account").cloned(),
        eta: pull::eta::eta(store, &*source, config, None, now.with_timezone(&config.zone()).date_naive(), now)?,
        last_try: time("last_try"),
        last_ok: time("last_ok"),
        records: store.source_count(name)?,
        back_to,
        complete,
        budget: store.spent(name, &quotas_of(&*source), now)?,
        waiting_until,
        policy: config.settings.policy(source.provider()),
        error: kept.get("error").cloned(),
        remedy,
        page: sources::page(name).map(|p| p.as_str().to_owned()),
    })
}

#[cfg(test)]
mod tests;
