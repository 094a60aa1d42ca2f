//! Checks against what services publish and recorded, and the long history under faults; called by `.ci/sync`.
//!
//! ```text
//! check_services auth CASES.json          hostile answers to a token request leave the log-in as it was
//! check_services payloads SPECS           recorded answers are read
//! check_services contract SOURCE URL      every request that is sent to a server made of the description gets a 2xx
//! check_services history SEEDS            ten years from three services, 30 % faults, runs cut off: the same in the end
//! check_services pair                     how long a commit takes beside another process that pulls ten years
//! ```

#[allow(dead_code, reason = "the tests use the rest of it")]
#[path = "../tests/support/services.rs"]
mod services;

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use lanterne::{
    config::{self, Config, Overrides, Paths, Secret},
    domain::Athlete,
    http::{Answer, Http, Limits},
    log::{Access, Store},
    sources::{self, Meter, Patience, Session, SourceError, Span, Stop, What, oauth},
    sync::{
        report::{RunReport, Status},
        run::{self, Run},
    },
    vault::{Choice, Grant, Vault},
};
use serde_json::Value;
use services::{Dice, History, Services};
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    time::{Duration, Instant},
};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["auth", file] => auth(file),
        ["payloads", specs] => payloads(Path::new(specs)),
        ["contract", source, url] => contract(source, url),
        ["history", seeds] => history(seeds.parse()?),
        ["pair"] => pair(),
        ["pull", home] => pull(Path::new(home)),
        _ => bail!("usage: check_services auth FILE | payloads DIR | contract SOURCE URL | history SEEDS | pair"),
    }
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_072_000, 0).unwrap_or_default()
}

fn grant() -> Grant {
    Grant {
        access: Secret::new("at-old"),
        refresh: Secret::new("rt-old"),
        expires_at: DateTime::from_timestamp(4_102_444_800, 0).unwrap_or_default(),
        scopes: vec!["daily".into()],
        generation: 1,
    }
}

fn auth(file: &str) -> anyhow::Result<()> {
    let cases = read(Path::new(file))?;
    let dir = tempfile::tempdir()?;
    let vault = Vault::new(&dir.path().join("vault"), Choice::KeyFile(dir.path().join("key")));
    vault.change("oura", |e| e.grant = Some(grant()))?;
    let before = oauth::Before { generation: 1, scopes: vec![], refresh: Some(Secret::new("rt-old")) };
    let mut n = 0;
    for case in cases["hostile_token_responses"].as_array().context("hostile_token_responses")? {
        let name = case["name"].as_str().unwrap_or("?");
        let body = case["raw_body"].as_str().map_or_else(|| case["body"].to_string(), str::to_owned);
        let settled = oauth::settle(&vault, "oura", &Answer::made(200, &body), &before, now());
        ensure!(settled.is_err(), "{name}: was taken for a token");
        let kept = vault.entry("oura")?.and_then(|e| e.grant).context("the log-in is gone")?;
        ensure!(
            kept.access.expose() == "at-old" && kept.refresh.expose() == "rt-old",
            "{name}: the log-in was changed"
        );
        n += 1;
    }
    for case in cases["hostile_store_files"].as_array().context("hostile_store_files")? {
        let name = case["name"].as_str().unwrap_or("?");
        let kept = dir.path().join("kept");
        fs::write(&kept, case["content"].as_str().unwrap_or_default())?;
        let words = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect();
        let path = kept.display().to_string();
        let choice = Choice::Command { read: words(&["cat", &path]), write: words(&["tee", &path]) };
        let vault = Vault::new(&dir.path().join("other"), choice);
        let entry = vault.entry("oura");
        ensure!(
            matches!(entry, Err(lanterne::vault::VaultError::Unreadable { .. })),
            "{name}: was taken for a vault"
        );
        n += 1;
    }
    println!("auth: {n} hostile answers and files refused, the log-in as it was");
    Ok(())
}

struct NoLimit;

impl Meter for NoLimit {
    fn take(&self, _: DateTime<Utc>) -> Result<(), SourceError> {
        Ok(())
    }
    fn told(&self, _: &[(u32, u32)], _: DateTime<Utc>) {}
    fn wait_until(&self, _: DateTime<Utc>) {}
}

fn patience() -> Patience {
    Patience {
        tries: 5,
        pause: Duration::from_millis(1),
        wait_max: Duration::from_secs(1),
        waits: 1_000_000,
        per_second: 100_000.0,
        at_once: 4,
    }
}

fn configured(dir: &Path, toml: &str, env: &str) -> anyhow::Result<(Paths, Config)> {
    let paths = Paths::in_home(dir);
    fs::write(paths.config_file(), toml)?;
    fs::write(paths.env_file(), env)?;
    let config = config::load(&paths, &Overrides::default(), &|_| None)?;
    Ok((paths, config))
}

/// Lists every collection of a source at `base`, and asks for more where there is more. Gives back entries by collection.
fn ask(source: &str, base: &str, span: Span) -> anyhow::Result<Vec<(&'static str, usize)>> {
    let dir = tempfile::tempdir()?;
    let toml = format!("[sources.{source}]\nbase_url = \"{base}\"\n");
    let (paths, config) = configured(dir.path(), &toml, "INTERVALS_API_KEY=key\n")?;
    let vault = run::vault(&paths, &config);
    let named = sources::named(source, &config)?;
    let host = lanterne::http::place(named.base());
    vault.change(source, |e| (e.host, e.grant) = (host, Some(grant())))?;
    let (http, clock) = (Http::default(), now);
    let session = Session::new(
        &*named,
        chrono_tz::UTC,
        span.to,
        &http,
        &vault,
        &config.environment,
        &NoLimit,
        Patience { tries: 1, ..patience() },
        Stop::default(),
        &clock,
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut out = Vec::new();
        for c in named.collections() {
            let listed = named.list(&session, c, span).await.with_context(|| format!("{source} {}", c.name))?;
            out.push((c.name, listed.len()));
            if let Some((id, row)) =
                listed.iter().find_map(|l| if let What::More(row) = &l.what { Some((&l.id, row)) } else { None })
            {
                named.more(&session, id, row).await.with_context(|| format!("{source} {} {id}", c.name))?;
            }
        }
        // More is asked for at least once, whether a list has led to it or not.
        let row =
            serde_json::json!({"start_date_local": "2026-01-02T07:00:00Z", "start_date": "2026-01-02T07:00:00Z"});
        named.more(&session, "1", &row).await.with_context(|| format!("{source}: more"))?;
        ensure!(
            session.failures() == 0,
            "{source}: {} of {} requests got no 2xx",
            session.failures(),
            session.requests()
        );
        println!("{source}: {} requests, all 2xx; entries {out:?}", session.requests());
        Ok(out)
    })
}

fn contract(source: &str, url: &str) -> anyhow::Result<()> {
    let day = |d: u32| NaiveDate::from_ymd_opt(2026, 1, d).context("a day");
    ask(source, url, Span { from: day(1)?, to: day(7)? }).map(drop)
}

/// Serves recorded bodies by the last part of the path.
fn serve(bodies: Vec<(String, String)>) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0_u8; 4096];
            let n = stream.read(&mut head).unwrap_or(0);
            let text = String::from_utf8_lossy(&head[..n]).into_owned();
            let path = text.split(' ').nth(1).and_then(|t| t.split('?').next()).unwrap_or_default().to_owned();
            let last = path.rsplit('/').next().unwrap_or_default();
            let body = bodies.iter().find(|(name, _)| name == last).map_or("[]", |(_, b)| b.as_str());
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    Ok(base)
}

fn payloads(specs: &Path) -> anyhow::Result<()> {
    let oura = ["daily_readiness", "sleep", "daily_sleep", "daily_activity", "vO2_max", "workout"];
    let mut bodies = Vec::new();
    for name in oura {
        let path = specs.join(format!("oura/payloads/multiple_{}.json", name.to_lowercase()));
        let recorded = read(&path).unwrap_or_else(|_| serde_json::json!({"body": {"data": []}}));
        let mut body = recorded["body"].clone();
        body["next_token"] = Value::Null;
        bodies.push((name.to_owned(), body.to_string()));
    }
    let day = |t: &str| t.parse::<NaiveDate>().context("a day");
    let all = Span { from: day("2000-01-01")?, to: day("2030-01-01")? };
    let seen = ask("oura", &serve(bodies)?, all)?;
    for (name, n) in seen {
        ensure!(n > 0 || name == "vO2_max", "oura: nothing was read of {name}");
    }
    let list = |name: &str, file: &str| {
        let body = read(&specs.join(format!("intervals/payloads/{file}")))?;
        Ok::<_, anyhow::Error>((name.to_owned(), body.to_string()))
    };
    let bodies = vec![
        list("wellness", "wellness-list.json")?,
        list("activities", "activities-list.json")?,
        list("events", "events-list.json")?,
    ];
    for (name, n) in ask("intervals", &serve(bodies)?, all)? {
        ensure!(n == 3, "intervals: {n} of 3 entries were read of {name}");
    }
    Ok(())
}

/// What the services said; what was decided on the way depends on what was there on the way.
fn facts(store: &Store) -> anyhow::Result<String> {
    let a = store.athlete()?.0;
    let (activities, wellness, calendar) = (a.activities, a.wellness, a.calendar);
    Ok(Athlete { activities, wellness, calendar, ..Athlete::default() }.digest())
}

struct Lab {
    _dir: tempfile::TempDir,
    services: Services,
    paths: Paths,
    config: Config,
    store: Store,
    today: NaiveDate,
}

impl Lab {
    fn new(seed: u64) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).context("a day")?;
        let noon = today.and_hms_opt(12, 0, 0).context("noon")?.and_utc();
        let services = Services::start(History::made(4000, 3650, today, 1), noon, seed);
        let toml = services.config().replace("per_second = 1000", "per_second = 1000\nsince = 2016-11-01");
        let (paths, config) = configured(dir.path(), &toml, Services::env())?;
        let store = Store::open(&paths.data_dir, Access::ReadWrite)?;
        Ok(Self { _dir: dir, services, paths, config, store, today })
    }

    fn run(&self, within: Duration) -> anyhow::Result<Option<RunReport>> {
        let http = Http::new(Limits { idle: Duration::from_secs(2), ..Limits::default() });
        let now = || self.services.now();
        let whole = Run {
            store: &self.store,
            paths: &self.paths,
            config: &self.config,
            http: &http,
            today: self.today,
            only: None,
            since: None,
            believe: false,
            who: "a check",
            patience: Some(patience()),
            stop: Stop::default(),
            now: &now,
            progress: &|_| {},
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let done = runtime.block_on(async { tokio::time::timeout(within, run::run(&whole)).await });
        Ok(done.ok().transpose()?)
    }

    /// Runs, cut off at random, until one ends with everything done.
    fn to_the_end(&self, dice: &mut Dice, cuts: bool) -> anyhow::Result<u32> {
        for runs in 1..5000 {
            let cut = cuts && runs % 4 != 0;
            let within = if cut { Duration::from_millis(30 + dice.below(1500)) } else { Duration::from_mins(10) };
            if self.run(within)?.is_some_and(|r| r.status == Status::Done) {
                return Ok(runs);
            }
            self.services.pass(TimeDelta::minutes(16));
        }
        bail!("it does not end")
    }
}

/// Commits as the cockpit makes them, beside a headless run in a process of its own on the same log.
fn pair() -> anyhow::Result<()> {
    let lab = Lab::new(1)?;
    let home = lab.paths.config_dir.display().to_string();
    let mut other = std::process::Command::new(std::env::current_exe()?).args(["pull", &home]).spawn()?;
    let (mut times, mut n) = (Vec::new(), 0);
    let ended = loop {
        if let Some(status) = other.try_wait()? {
            break status;
        }
        n += 1;
        let text = lanterne::domain::CleanText::line("legs are heavy");
        let said = lanterne::domain::event::Said { day: lab.today, by_athlete: true, by_model: false, text };
        let new = lanterne::log::NewEvent {
            event: lanterne::domain::Event::Said(said),
            actor: lanterne::domain::event::Actor::Athlete,
            provenance: lanterne::domain::Provenance::of(lanterne::domain::Provider::Manual),
            key: format!("said:{n}"),
            cause: None,
            recorded_at: lab.services.now(),
        };
        let began = Instant::now();
        lab.store.append(vec![new])?;
        times.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(20));
    };
    ensure!(ended.success(), "the other process: {ended}");
    ensure!(times.len() >= 20, "the run was too short to say anything");
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{} commits beside a pull: median {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    ensure!(lab.store.verify()?.ok, "the chain does not hold");
    Ok(())
}

/// The other process of [`pair`].
fn pull(home: &Path) -> anyhow::Result<()> {
    let paths = Paths::in_home(home);
    let config = config::load(&paths, &Overrides::default(), &|_| None)?;
    let store = Store::open(&paths.data_dir, Access::ReadWrite)?;
    let http = Http::default();
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).context("a day")?;
    let noon = today.and_hms_opt(12, 0, 0).context("noon")?.and_utc();
    let clock = || noon;
    let whole = Run {
        store: &store,
        paths: &paths,
        config: &config,
        http: &http,
        today,
        only: None,
        since: None,
        believe: false,
        who: "the other process",
        patience: Some(patience()),
        stop: Stop::default(),
        now: &clock,
        progress: &|_| {},
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(run::run(&whole))?;
    ensure!(report.sources.iter().all(|s| s.new > 0), "{report:?}");
    Ok(())
}

fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

fn history(seeds: u64) -> anyhow::Result<()> {
    let clean = Lab::new(0)?;
    let began = Instant::now();
    clean.to_the_end(&mut Dice::new(0), false)?;
    let asked: u64 = clean.services.seen().by_source.values().sum();
    let want = facts(&clean.store)?;
    println!("without faults: {asked} requests, {:.1} s, peak {} MiB", began.elapsed().as_secs_f64(), peak_mib());
    for seed in 1..=seeds {
        let lab = Lab::new(seed)?;
        lab.services.faults(30);
        let began = Instant::now();
        let runs = lab.to_the_end(&mut Dice::new(seed), true)?;
        let seen = lab.services.seen();
        let of: u64 = seen.by_source.values().sum();
        let times = of as f64 / asked as f64;
        println!(
            "seed {seed}: {runs} runs, {of} requests ({times:.2} times), {} faults, {:.1} s, peak {} MiB",
            seen.faults,
            began.elapsed().as_secs_f64(),
            peak_mib()
        );
        ensure!(facts(&lab.store)? == want, "seed {seed}: another history than without faults");
        ensure!(seen.beyond == 0, "seed {seed}: {} requests beyond a limit", seen.beyond);
        ensure!(seen.reused == 0, "seed {seed}: a refresh token was used twice");
        ensure!(times <= 2.5, "seed {seed}: {times:.2} times the requests");
        ensure!(lab.store.verify()?.ok, "seed {seed}: the chain does not hold");
    }
    Ok(())
}
