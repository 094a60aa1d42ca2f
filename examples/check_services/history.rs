//! Ten years from three services, pulled by processes that are killed, from servers that fail.

use super::{
    configured, patience,
    services::{Dice, History, Services},
};
use anyhow::{Context, bail, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta};
use lanterne::{
    config::{self, Overrides, Paths, Secret},
    domain::{Athlete, ShortId},
    http::{Http, Limits},
    log::{Access, Store},
    sources::Stop,
    sync::{
        report::Status,
        run::{self, Run},
    },
    vault::{Grant, Standing},
};
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Activities and days of the history.
const SIZE: (u64, i64) = (4000, 3650);
/// Longest time for one run, killed or not.
const RUN_MAX: Duration = Duration::from_mins(10);

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default()
}

/// What the services said; what was decided on the way depends on what was there on the way.
fn told(store: &Store) -> anyhow::Result<Athlete> {
    let a = store.athlete()?.0;
    let (activities, wellness, calendar) = (a.activities, a.wellness, a.calendar);
    Ok(Athlete { activities, wellness, calendar, ..Athlete::default() })
}

/// The digest of it.
pub(super) fn facts(store: &Store) -> anyhow::Result<String> {
    Ok(told(store)?.digest())
}

/// The first few things in which two histories differ.
fn difference(got: &Athlete, want: &Athlete) -> anyhow::Result<String> {
    let lines = |a: &Athlete| -> anyhow::Result<Vec<String>> {
        let mut out = vec![];
        for x in a.activities.iter() {
            let mut x = x.clone();
            x.id = ShortId::default();
            out.push(serde_json::to_string(&x)?);
        }
        for (day, w) in a.wellness.iter() {
            out.push(format!("{day} {}", serde_json::to_string(w)?));
        }
        for entry in &a.calendar {
            out.push(serde_json::to_string(entry)?);
        }
        Ok(out)
    };
    let (got, want) = (lines(got)?, lines(want)?);
    let only = |sign: char, a: &[String], b: &[String]| -> Vec<String> {
        let known: std::collections::BTreeSet<&String> = b.iter().collect();
        a.iter().filter(|l| !known.contains(l)).take(3).map(|l| format!("{sign} {l}")).collect()
    };
    let (more, less) = (only('+', &got, &want), only('-', &want, &got));
    Ok(format!("{} lines for {}\n{}\n{}", got.len(), want.len(), more.join("\n"), less.join("\n")))
}

struct Lab {
    dir: tempfile::TempDir,
    services: Services,
}

/// How a lab got to the end.
struct Way {
    runs: u32,
    kills: u32,
    /// Log-ins lost: a process was killed between a service's renewal and its keeping.
    lost: u64,
    took: Duration,
    peak_mib: String,
}

impl Lab {
    fn new(seed: u64) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let noon = today().and_hms_opt(12, 0, 0).context("noon")?.and_utc();
        let services = Services::start(History::made(SIZE.0, SIZE.1, today(), 1), noon, seed);
        let toml = services.config().replace("per_second = 1000", "per_second = 1000\nsince = 2016-11-01");
        configured(dir.path(), &toml, Services::env())?;
        Ok(Self { dir, services })
    }

    fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&Paths::in_home(self.dir.path()).data_dir, Access::ReadWrite)?)
    }

    fn start(&self) -> anyhow::Result<Child> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("pull").arg(self.dir.path()).arg(self.services.now().timestamp().to_string());
        Ok(command.stdout(Stdio::piped()).spawn()?)
    }

    /// Runs until one ends with everything done; most of them are killed before, at a random moment within `kill`.
    fn to_the_end(&self, dice: &mut Dice, kill: Option<Duration>) -> anyhow::Result<Way> {
        let (began, mut kills, mut lost) = (Instant::now(), 0, 0);
        for runs in 1..2000 {
            let mut child = self.start()?;
            let most = kill.filter(|_| runs % 4 != 0);
            let until = most.map_or(RUN_MAX, |k| Duration::from_micros(dice.below(k.as_micros() as u64)));
            let started = Instant::now();
            let ended = loop {
                match child.try_wait()? {
                    Some(status) => break Some(status),
                    None if started.elapsed() >= until => break None,
                    None => thread::sleep(Duration::from_millis(2)),
                }
            };
            match ended {
                None => {
                    child.kill()?;
                    child.wait()?;
                    ensure!(most.is_some(), "a run did not end");
                    kills += 1;
                }
                Some(status) if status.success() => {
                    let mut peak_mib = String::new();
                    let said =
                        child.stdout.take().map(|mut o| std::io::Read::read_to_string(&mut o, &mut peak_mib));
                    said.transpose()?;
                    let peak_mib = peak_mib.trim().to_owned();
                    return Ok(Way { runs, kills, lost, took: began.elapsed(), peak_mib });
                }
                Some(status) if status.code() == Some(20) => lost += self.log_in_again()?,
                Some(status) => ensure!(status.code() == Some(10), "a run ended with {status}"),
            }
            self.services.pass(TimeDelta::minutes(16));
        }
        bail!("it does not end")
    }
}

impl Lab {
    /// What the athlete does when a run says so: at most once for a kill. Gives back for how many services.
    fn log_in_again(&self) -> anyhow::Result<u64> {
        let paths = Paths::in_home(self.dir.path());
        let vault = run::vault(&paths, &config::load(&paths, &Overrides::default(), &|_| None)?);
        let mut again = 0;
        for name in ["oura", "strava"] {
            let refused = vault.entry(name)?.is_some_and(|e| e.standing == Standing::NeedsLogin);
            if refused {
                let refresh = Secret::new(&self.services.log_in(name));
                vault.change(name, |e| {
                    e.standing = Standing::Good;
                    let (scopes, expires_at) = (Vec::new(), DateTime::UNIX_EPOCH);
                    let generation = e.grant.as_ref().map_or(1, |g| g.generation + 1);
                    e.grant = Some(Grant { access: Secret::new("ended"), refresh, expires_at, scopes, generation });
                })?;
                again += 1;
            }
        }
        ensure!(again > 0, "a run wants a log-in, and none was refused");
        Ok(again)
    }
}

/// One run in a process of its own, at a moment of the services' clock. Exit code 10 when there is more to do.
pub(super) fn pull(home: &Path, now: i64) -> anyhow::Result<()> {
    let paths = Paths::in_home(home);
    let config = config::load(&paths, &Overrides::default(), &|_| None)?;
    let store = Store::open(&paths.data_dir, Access::ReadWrite)?;
    let http = Http::new(Limits { idle: Duration::from_secs(2), ..Limits::default() });
    let now = DateTime::from_timestamp(now, 0).context("a moment")?;
    let clock = || now;
    let whole = Run {
        store: &store,
        paths: &paths,
        config: &config,
        http: &http,
        today: today(),
        only: None,
        since: None,
        believe: false,
        who: "a check",
        patience: Some(patience()),
        stop: Stop::default(),
        now: &clock,
        progress: &|_| {},
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(run::run(&whole))?.status {
        Status::Done => {}
        Status::NeedsLogin => std::process::exit(20),
        _ => std::process::exit(10),
    }
    println!("{}", peak_mib(std::process::id()));
    Ok(())
}

/// Largest memory of a process so far, MiB; 0 when the system does not say.
pub(super) fn peak_mib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kib = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

struct Want {
    told: Athlete,
    facts: String,
    asked: u64,
    kill: Duration,
}

/// So many seeds from `first` on, as many at once as there are cores. One that goes wrong keeps no other from being looked at.
pub(super) fn history(first: u64, seeds: u64) -> anyhow::Result<()> {
    let clean = Lab::new(0)?;
    let way = clean.to_the_end(&mut Dice::new(0), None)?;
    let asked: u64 = clean.services.seen().by_source.values().sum();
    let told = told(&clean.store()?)?;
    let want = Want { facts: told.digest(), told, asked, kill: way.took / 4 };
    println!("without faults: {asked} requests, {:.1} s, peak {} MiB", way.took.as_secs_f64(), way.peak_mib);
    drop(clean);
    let next = AtomicU64::new(first);
    let worker = || {
        let mut part = Part::default();
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= first + seeds {
                return part;
            }
            match one(seed, &want) {
                Ok((kills, times)) => (part.kills, part.most) = (part.kills + kills, part.most.max(times)),
                Err(e) => part.wrong.push(format!("seed {seed}: {e:#}")),
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4);
    let parts: Vec<Part> = thread::scope(|s| {
        let all: Vec<_> = (0..workers).map(|_| s.spawn(worker)).collect();
        let panicked = || Part { wrong: vec!["a worker panicked".to_owned()], ..Part::default() };
        all.into_iter().map(|w| w.join().unwrap_or_else(|_| panicked())).collect()
    });
    let wrong: Vec<String> = parts.iter().flat_map(|p| p.wrong.clone()).collect();
    let kills: u32 = parts.iter().map(|p| p.kills).sum();
    let most = parts.iter().map(|p| p.most).fold(0.0, f64::max);
    ensure!(wrong.is_empty(), "{} of {seeds} seeds went wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{seeds} seeds, {kills} processes killed: the same in the end; at most {most:.2} times the requests");
    ensure!(seeds == 0 || kills > 0, "nothing was killed, so nothing is shown");
    Ok(())
}

/// What one worker saw.
#[derive(Default)]
struct Part {
    kills: u32,
    /// Most times the requests.
    most: f64,
    wrong: Vec<String>,
}

/// One seed. Gives back the kills and how many times the requests it took.
fn one(seed: u64, want: &Want) -> anyhow::Result<(u32, f64)> {
    let lab = Lab::new(seed)?;
    lab.services.faults(30);
    let way = lab.to_the_end(&mut Dice::new(seed), Some(want.kill))?;
    let seen = lab.services.seen();
    let of: u64 = seen.by_source.values().sum();
    let times = of as f64 / want.asked as f64;
    println!(
        "seed {seed}: {} runs, {} killed, {} log-ins lost, {of} requests ({times:.2} times), {} faults, {:.1} s, peak {} MiB",
        way.runs,
        way.kills,
        way.lost,
        seen.faults,
        way.took.as_secs_f64(),
        way.peak_mib
    );
    let store = lab.store()?;
    let got = told(&store)?;
    if got.digest() != want.facts {
        bail!("another history than without faults:\n{}", difference(&got, &want.told)?);
    }
    ensure!(seen.beyond == 0, "{} requests beyond a limit", seen.beyond);
    ensure!(seen.reused == way.lost, "a refresh token was used twice");
    ensure!(times <= 2.5, "{times:.2} times the requests");
    ensure!(store.verify()?.ok, "the chain does not hold");
    Ok((way.kills, times))
}
