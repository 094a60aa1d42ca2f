//! The program itself beside these services, on the real clock: killed, measured, and with a second process on its log.

use super::{
    configured,
    history::{facts, peak_mib},
    services::{Dice, History, Services},
};
use anyhow::{Context, bail, ensure};
use chrono::Utc;
use lanterne::{
    config::Paths,
    domain::{CleanText, Event, Provenance, Provider, event::Actor, event::Said},
    log::{Access, NewEvent, Store},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Time that each answer takes when speed is looked at.
const ANSWER_MS: i64 = 10;
/// Requests under way at once, for each service.
const AT_ONCE: f64 = 4.0;

struct Lab<'l> {
    dir: tempfile::TempDir,
    services: Services,
    lanterne: &'l Path,
}

/// What one run of the program said and took.
struct Ran {
    report: Value,
    code: Option<i32>,
    took: Duration,
    peak_mib: u64,
}

impl<'l> Lab<'l> {
    fn new(lanterne: &'l Path, activities: u64, days: i64, seed: u64) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let now = Utc::now();
        let services = Services::start(History::made(activities, days, now.date_naive(), 1), now, seed);
        services.without_limits();
        let since = now.date_naive() - chrono::TimeDelta::days(days + 20);
        let own = format!("per_second = 1000\nper_quarter = 900000\nper_day = 900000\nsince = {since}");
        configured(dir.path(), &services.config().replace("per_second = 1000", &own), Services::env())?;
        Ok(Self { dir, services, lanterne })
    }

    fn command(&self) -> Command {
        let mut c = Command::new(self.lanterne);
        c.arg("--home").arg(self.dir.path()).args(["--sync", "--json", "--quiet"]).stdin(Stdio::null());
        c
    }

    fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&Paths::in_home(self.dir.path()).data_dir, Access::ReadWrite)?)
    }

    fn run(&self) -> anyhow::Result<Ran> {
        watched(self.command())
    }
}

/// Runs the program, looking at its memory.
fn watched(mut command: Command) -> anyhow::Result<Ran> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let pid = child.id();
    let out = child.stdout.take().context("its output")?;
    let reader = thread::spawn(move || std::io::read_to_string(out));
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_mib(pid));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let took = began.elapsed();
    let text = reader.join().map_err(|_| anyhow::anyhow!("its output could not be read"))??;
    let report = serde_json::from_str(&text).with_context(|| format!("no JSON: {text:?}"))?;
    Ok(Ran { report, code: status.code(), took, peak_mib: peak })
}

pub(super) fn program(lanterne: &Path) -> anyhow::Result<()> {
    killed(lanterne)?;
    let (one, one_read) = first(lanterne, 400, 365)?;
    let (ten, ten_read) = first(lanterne, 4000, 3650)?;
    println!(
        "memory: {one} MiB for one year, {ten} MiB for ten; a morning on the same logs takes {one_read} and {ten_read} MiB"
    );
    Ok(())
}

/// Runs that are killed at random moments while one request in ten fails end with what one undisturbed run gives.
fn killed(lanterne: &Path) -> anyhow::Result<()> {
    let size = (250, 300);
    let clean = Lab::new(lanterne, size.0, size.1, 1)?;
    let undisturbed = clean.run()?;
    ensure!(undisturbed.code == Some(0), "exit {:?}: {}", undisturbed.code, undisturbed.report);
    let lab = Lab::new(lanterne, size.0, size.1, 2)?;
    lab.services.faults(10);
    let mut dice = Dice::new(2);
    let most = undisturbed.took.as_micros() as u64;
    let mut kills = 0;
    for _ in 0..25 {
        let mut child = lab.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        thread::sleep(Duration::from_micros(dice.below(most)));
        if child.try_wait()?.is_none() {
            child.kill()?;
            kills += 1;
        }
        child.wait()?;
        ensure!(lab.store()?.verify()?.ok, "the chain does not hold after a kill");
    }
    lab.services.faults(0);
    let last = lab.run()?;
    if last.code == Some(20) {
        // A kill between a service's renewal and its keeping costs a log-in, which nothing can prevent.
        println!("the program killed {kills} times; one of them cost a log-in, so the histories are not compared");
        return Ok(());
    }
    ensure!(last.code == Some(0), "exit {:?}: {}", last.code, last.report);
    ensure!(facts(&lab.store()?)? == facts(&clean.store()?)?, "another history than without kills");
    ensure!(lab.services.seen().reused == 0, "a refresh token was used twice");
    ensure!(kills > 0, "nothing was killed");
    println!("the program killed {kills} times, one request in ten failing: the same in the end");
    Ok(())
}

/// A first sync and one after it. Gives back the most memory of these and of a morning on the same log, MiB.
fn first(lanterne: &Path, activities: u64, days: i64) -> anyhow::Result<(u64, u64)> {
    let lab = Lab::new(lanterne, activities, days, 3)?;
    lab.services.slow(ANSWER_MS);
    let ran = lab.run()?;
    ensure!(ran.code == Some(0), "exit {:?}: {}", ran.code, ran.report);
    let seen = lab.services.seen().by_source;
    let ideal = |n: u64| n as f64 * ANSWER_MS as f64 / 1000.0 / AT_ONCE;
    let longest = seen.values().copied().map(ideal).fold(0.0, f64::max);
    println!(
        "first sync of {activities} activities: {} requests, {:.1} s; requests of {ANSWER_MS} ms, four at once, take {longest:.1} s; {} MiB",
        seen.values().sum::<u64>(),
        ran.took.as_secs_f64(),
        ran.peak_mib
    );
    lab.services.forget_seen();
    let again = lab.run()?;
    ensure!(again.code == Some(0), "exit {:?}: {}", again.code, again.report);
    let mut by_path: BTreeMap<String, u32> = BTreeMap::new();
    for p in lab.services.seen().paths.into_iter().filter(|p| !p.starts_with("/token/")) {
        *by_path.entry(p).or_default() += 1;
    }
    let twice: Vec<_> = by_path.iter().filter(|(_, n)| **n > 1).collect();
    ensure!(
        twice.is_empty() && !by_path.is_empty(),
        "nothing was new, and these were asked for more than once: {twice:?}"
    );
    println!("nothing new: {} requests, one a collection, {:.2} s", by_path.len(), again.took.as_secs_f64());
    let mut morning = Command::new(lanterne);
    morning.arg("--home").arg(lab.dir.path()).args(["today", "--json"]);
    let morning = watched(morning)?;
    Ok((ran.peak_mib.max(again.peak_mib), morning.peak_mib))
}

/// Commits as the cockpit makes them, beside the program in a process of its own on the same log.
pub(super) fn pair(lanterne: &Path) -> anyhow::Result<()> {
    let lab = Lab::new(lanterne, 4000, 3650, 4)?;
    let store = lab.store()?;
    let mut other = lab.command().stdout(Stdio::null()).spawn()?;
    let (mut times, mut n) = (Vec::new(), 0);
    let ended = loop {
        if let Some(status) = other.try_wait()? {
            break status;
        }
        n += 1;
        let text = CleanText::line("legs are heavy");
        let said = Said::athlete(Utc::now().date_naive(), text);
        let new = NewEvent {
            event: Event::Said(said),
            actor: Actor::Athlete,
            provenance: Provenance::of(Provider::Manual),
            key: format!("said:{n}"),
            cause: None,
            recorded_at: Utc::now(),
        };
        let began = Instant::now();
        store.append(vec![new])?;
        times.push(began.elapsed());
        thread::sleep(Duration::from_millis(20));
    };
    ensure!(ended.success(), "the other process: {ended}");
    ensure!(times.len() >= 20, "the run was too short to say anything");
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{} commits beside a first sync: median {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    ensure!(store.verify()?.ok, "the chain does not hold");
    Ok(())
}

/// Serves until it is ended, for trying by hand.
pub(super) fn serve(home: &Path, faults: i64, ms: i64) -> anyhow::Result<()> {
    if home.join("config.toml").exists() {
        bail!("{} has a configuration already", home.display());
    }
    std::fs::create_dir_all(home)?;
    let now = Utc::now();
    let services = Services::start(History::made(4000, 3650, now.date_naive(), 1), now, 1);
    services.faults(faults);
    services.slow(ms);
    let toml = services.config().replace("per_second = 1000", "per_second = 20");
    configured(home, &toml, Services::env())?;
    println!("{}", services.base());
    loop {
        thread::park();
    }
}
