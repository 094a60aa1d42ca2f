//! Whole runs against services on this machine: everything comes, once; whatever breaks is said and made good by the
//! next run.

#[allow(dead_code, reason = "a check by hand uses the rest of it")]
#[path = "support/services.rs"]
mod services;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use lanterne::{
    config::{self, Config, Overrides, Paths},
    domain::{Athlete, Provider, Topic, outbox::Standing},
    http::{Http, Limits},
    log::{Access, Grant, Quota, Store},
    sources::{Patience, Stop},
    sync::{
        report::{RunReport, SourceReport, SourceState, Status},
        run::{self, Run},
    },
};
use serde_json::json;
use services::{Dice, History, Services};
use std::{fs, path::Path, time::Duration};

struct World {
    dir: tempfile::TempDir,
    services: Services,
    paths: Paths,
    config: Config,
    store: Store,
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn noon() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn patience() -> Patience {
    Patience {
        tries: 5,
        pause: Duration::from_millis(1),
        wait_max: Duration::from_secs(1),
        waits: 100_000,
        per_second: 10_000.0,
        at_once: 4,
    }
}

impl World {
    fn new(history: History, seed: u64, env: &str) -> Self {
        Self::with(history, seed, env, "")
    }

    fn with(history: History, seed: u64, env: &str, more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let services = Services::start(history, noon(), seed);
        let paths = Paths::in_home(dir.path());
        fs::write(paths.config_file(), format!("{}\n{more}", services.config())).unwrap();
        fs::write(paths.env_file(), env).unwrap();
        let config = config::load(&paths, &Overrides::default(), &|_| None).unwrap();
        let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
        Self { dir, services, paths, config, store }
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
    }

    fn run(&self) -> RunReport {
        self.run_as(None, false)
    }

    fn run_as(&self, only: Option<&str>, believe: bool) -> RunReport {
        let http = Http::new(Limits { idle: Duration::from_millis(500), ..Limits::default() });
        let now = || self.services.now();
        let whole = Run {
            store: &self.store,
            paths: &self.paths,
            config: &self.config,
            http: &http,
            today: today(),
            only,
            since: None,
            believe,
            who: "a test",
            patience: Some(patience()),
            stop: Stop::default(),
            now: &now,
            progress: &|_| {},
        };
        Self::runtime().block_on(run::run(&whole)).unwrap()
    }

    /// A run that is cut off after some milliseconds, wherever it is.
    fn cut(&self, after: Duration) -> Option<RunReport> {
        let http = Http::new(Limits { idle: Duration::from_millis(500), ..Limits::default() });
        let now = || self.services.now();
        let whole = Run {
            store: &self.store,
            paths: &self.paths,
            config: &self.config,
            http: &http,
            today: today(),
            only: None,
            since: None,
            believe: false,
            who: "a test",
            patience: Some(patience()),
            stop: Stop::default(),
            now: &now,
            progress: &|_| {},
        };
        let work = async { run::until(&whole, tokio::time::sleep(after), Duration::ZERO).await };
        Self::runtime().block_on(work).unwrap()
    }

    fn athlete(&self) -> Athlete {
        self.store.athlete().unwrap().0
    }

    /// What the services said; what was decided on the way depends on what was there on the way.
    fn facts(&self) -> String {
        let a = self.athlete();
        let (activities, wellness, calendar) = (a.activities, a.wellness, a.calendar);
        Athlete { activities, wellness, calendar, ..Athlete::default() }.digest()
    }

    /// Every byte below the folder, but for the file of names and secrets itself.
    fn holds(&self, needle: &str) -> Vec<String> {
        fn walk(dir: &Path, needle: &[u8], out: &mut Vec<String>) {
            for e in fs::read_dir(dir).unwrap().flatten() {
                let p = e.path();
                if p.is_dir() {
                    walk(&p, needle, out);
                } else if p.file_name().is_some_and(|n| n != ".env")
                    && fs::read(&p).is_ok_and(|b| b.windows(needle.len()).any(|w| w == needle))
                {
                    out.push(p.display().to_string());
                }
            }
        }
        let mut out = Vec::new();
        walk(self.dir.path(), needle.as_bytes(), &mut out);
        out
    }
}

fn source<'r>(r: &'r RunReport, name: &str) -> &'r SourceReport {
    r.sources.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("{name} in {r:?}"))
}

#[test]
fn everything_comes_once_and_a_second_run_asks_once_per_collection() {
    let w = World::new(History::made(120, 400, today(), 1), 1, Services::env());
    let r = w.run();
    assert_eq!(r.status, Status::Done, "{r:?}");
    let a = w.athlete();
    assert_eq!(a.activities.len(), 120, "each activity once, however many services have it");
    assert_eq!(a.wellness.len(), 400);
    assert_eq!(source(&r, "intervals").stubs, 2);
    let by = |p: Provider| a.activities.iter().flat_map(|x| &x.records).filter(|r| r.provider == p).count();
    assert_eq!((by(Provider::Intervals), by(Provider::StravaApi)), (118, 120));
    assert!(a.activities.iter().all(|x| x.records.len() == 1 || x.best().provider == Provider::Intervals));
    let (verified, digest) = (w.store.verify().unwrap(), a.digest());
    assert!(verified.ok, "{verified:?}");

    w.services.forget_seen();
    let r = w.run();
    let seen = w.services.seen();
    assert_eq!((r.sources.iter().map(|s| s.new + s.amended).sum::<usize>(), r.status), (0, Status::Done));
    assert_eq!(seen.by_source["strava"], 1);
    assert_eq!(seen.by_source["intervals"], 3);
    assert_eq!(seen.by_source["oura"], 7);
    assert_eq!(w.athlete().digest(), digest);
    let accounts: std::collections::BTreeSet<_> =
        w.store.dump().unwrap().into_iter().map(|l| (l.provenance.provider, l.provenance.account)).collect();
    for (provider, name) in
        [(Provider::Oura, "oura"), (Provider::Intervals, "intervals"), (Provider::StravaApi, "strava")]
    {
        assert!(accounts.contains(&(provider, Some(format!("{name}-athlete")))), "{accounts:?}");
        assert!(!accounts.contains(&(provider, None)), "{accounts:?}");
    }
    assert!(w.holds("canary").is_empty(), "{:?}", w.holds("canary"));
}

#[test]
fn what_may_not_be_combined_counts_nowhere_and_is_gone_after_a_week() {
    let w = World::new(History::made(50, 60, today(), 2), 2, Services::env());
    w.run();
    let a = w.athlete();
    let history = lanterne::science::history::History::build(&a, today());
    let only_strava = |i: usize| a.activities[i].records.iter().all(|r| r.provider == Provider::StravaApi);
    assert!(history.loads.iter().any(|l| only_strava(l.index)));
    assert!(history.loads.iter().all(|l| l.counts != only_strava(l.index)));
    w.services.pass(TimeDelta::days(8));
    let r = w.run_as(Some("intervals"), false);
    assert!(r.erased >= 50, "{r:?}");
    let a = w.athlete();
    assert_eq!(a.activities.len(), 49);
    assert!(a.activities.iter().flat_map(|x| &x.records).all(|r| r.provider != Provider::StravaApi));
    assert!(w.store.verify().unwrap().ok);
}

#[test]
fn edits_come_and_deletions_need_two_looks_and_many_of_them_a_yes() {
    let env = "INTERVALS_API_KEY=canary-key\n";
    let w = World::new(History::made(60, 28, today(), 3), 3, env);
    w.run();
    w.services.change(|h| {
        h.activities.values_mut().next().unwrap().title = "Renamed".into();
    });
    let r = w.run();
    assert_eq!(source(&r, "intervals").amended, 1);
    assert!(
        w.athlete().activities.iter().any(|a| a.best().title.as_ref().is_some_and(|t| t.as_str() == "Renamed"))
    );

    let first = *w.athlete().activities.iter().map(|a| &a.id).next().unwrap();
    w.services.change(|h| {
        let id = *h.activities.keys().next_back().unwrap();
        h.activities.remove(&id);
    });
    let before = w.athlete().activities.len();
    w.run();
    w.run();
    assert_eq!(w.athlete().activities.len(), before, "two looks in one hour are one look");
    w.services.pass(TimeDelta::hours(2));
    let r = w.run();
    assert_eq!((source(&r, "intervals").withdrawn, w.athlete().activities.len()), (1, before - 1));
    assert!(w.athlete().activities.iter().any(|a| a.id == first));

    w.services.change(|h| h.activities.retain(|_, m| m.title == "Renamed"));
    w.run();
    w.services.pass(TimeDelta::hours(2));
    let r = w.run();
    assert!(source(&r, "intervals").held > 20, "{r:?}");
    assert_eq!(w.athlete().activities.len(), before - 1);
    w.run_as(None, true);
    assert_eq!(w.athlete().activities.len(), 1);
    assert!(w.store.verify().unwrap().ok);
}

#[test]
fn a_deletion_that_is_taken_back_brings_the_activity_back() {
    let w = World::new(History::made(40, 25, today(), 4), 4, "INTERVALS_API_KEY=canary-key\n");
    w.run();
    let mut taken = None;
    w.services.change(|h| taken = h.activities.pop_last());
    w.run();
    w.services.pass(TimeDelta::hours(2));
    w.run();
    let less = w.athlete().activities.len();
    let (id, made) = taken.unwrap();
    w.services.change(|h| {
        h.activities.insert(id, made);
    });
    w.run();
    assert_eq!(w.athlete().activities.len(), less + 1);
}

#[test]
fn an_ended_token_is_renewed_once_and_an_ended_log_in_is_said_and_kept() {
    let w = World::new(History::made(10, 20, today(), 5), 5, Services::env());
    w.run();
    w.services.revoke_access("strava");
    let r = w.run();
    assert_eq!(r.status, Status::Done, "{r:?}");
    assert_eq!(w.services.renewals("strava"), 2);

    w.services.revoke_refresh("strava");
    let r = w.run();
    let s = source(&r, "strava");
    assert_eq!((r.status, s.state), (Status::NeedsLogin, SourceState::NeedsLogin));
    assert!(s.error.as_ref().unwrap().contains("lanterne connect strava"), "{s:?}");
    assert_eq!(source(&r, "intervals").state, SourceState::Done, "one that fails keeps no other from going on");
    let kept = run::vault(&w.paths, &w.config).entry("strava").unwrap().unwrap();
    assert!(kept.grant.is_some(), "nothing is deleted");
    let reused = w.services.seen().reused;
    w.run();
    assert_eq!(w.services.seen().reused, reused, "a refused log-in is not tried again");
    assert!(w.holds("canary").is_empty(), "{:?}", w.holds("canary"));
}

#[test]
fn the_athlete_is_told_once_of_a_refused_log_in_and_of_the_day() {
    let more = "[athlete]\ntime_zone = \"UTC\"\n[notify]\nchannels = [\"ntfy\"]\n[notify.ntfy]\n\
                server = \"http://127.0.0.1:9\"\n";
    let env = format!("{}\nNTFY_TOPIC=t\n", Services::env());
    let w = World::with(History::made(3, 5, today(), 5), 5, &env, more);
    w.run();
    w.services.revoke_access("strava");
    w.services.revoke_refresh("strava");
    let r = w.run();
    assert_eq!(r.status, Status::NeedsLogin);
    w.run();
    let messages = w.athlete().outbox.messages;
    let of = |topic| messages.iter().filter(|m| m.notification.topic == topic).collect::<Vec<_>>();
    assert_eq!((of(Topic::LogIn).len(), of(Topic::DailyUpdate).len()), (1, 1), "{messages:?}");
    assert_eq!(of(Topic::LogIn)[0].notification.about.as_str(), "strava");
    // Nobody listens there: it was certainly not sent, waits, and the run says so.
    let told = r.notifications.iter().find(|t| t.topic == Topic::LogIn).unwrap();
    assert_eq!(told.standing, Standing::Waiting);
    assert!(told.next.is_some_and(|t| t > w.services.now()));
}

#[test]
fn a_spent_quota_ends_the_source_before_the_service_says_so_and_the_next_span_goes_on() {
    let w = World::new(History::made(30, 60, today(), 6), 6, Services::env());
    let quotas = [Quota { span_s: 900, most: 90 }, Quota { span_s: 86_400, most: 900 }];
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for _ in 0..88 {
        let spent = runtime.block_on(w.store.spend("strava", &quotas, w.services.now()));
        assert_eq!(spent.unwrap(), Grant::Go);
    }
    let r = w.run_as(Some("strava"), false);
    let s = source(&r, "strava");
    assert_eq!((r.status, s.state, s.requests), (Status::Limited, SourceState::Limited, 2), "{s:?}");
    assert!(s.waiting_until.is_some_and(|t| t > w.services.now()));
    assert!(w.athlete().activities.len() < 30);
    assert_eq!(w.run_as(Some("strava"), false).sources[0].requests, 0);
    w.services.pass(TimeDelta::minutes(16));
    assert_eq!(w.run_as(Some("strava"), false).status, Status::Done);
    assert_eq!((w.athlete().activities.len(), w.services.seen().beyond), (30, 0));
}

#[test]
fn a_source_that_is_being_pulled_is_left_alone_and_named() {
    let w = World::new(History::made(5, 10, today(), 7), 7, Services::env());
    let locks = w.paths.data_dir.join("locks");
    fs::create_dir_all(&locks).unwrap();
    let hold = |name: &str| {
        let f = fs::File::create(locks.join(format!("{name}.lock"))).unwrap();
        rustix::fs::flock(&f, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
        fs::write(locks.join(format!("{name}.lock")), "the cockpit (process 4711)").unwrap();
        f
    };
    let one = hold("strava");
    let r = w.run();
    assert_eq!((r.status, source(&r, "strava").state), (Status::Done, SourceState::Busy));
    assert!(source(&r, "strava").error.as_ref().unwrap().contains("process 4711"));
    let two = (hold("oura"), hold("intervals"));
    assert_eq!(w.run().status, Status::Busy);
    drop((one, two));
    assert_eq!(w.run().status, Status::Done);
}

#[test]
fn another_calendar_is_seen_and_reports_are_written() {
    let mut h = History::made(5, 20, today(), 8);
    h.events = vec![
        json!({"id": 7, "start_date_local": "2026-11-22T00:00:00", "category": "RACE_B", "name": "Hill climb"}),
    ];
    let w = World::new(h, 8, "INTERVALS_API_KEY=canary-key\n");
    let r = w.run();
    assert_eq!(w.athlete().calendar.len(), 1);
    assert_eq!(r.outputs.len(), 4);
    let update = fs::read_to_string(&r.outputs[0]).unwrap();
    assert!(update.contains("Hill climb"), "{update}");
    assert!(r.decision.is_some());
}

#[test]
fn credentials_are_not_sent_where_the_configuration_was_changed_to() {
    let w = World::new(History::made(3, 5, today(), 9), 9, Services::env());
    w.run();
    let elsewhere = Services::start(History::default(), noon(), 9);
    fs::write(w.paths.config_file(), elsewhere.config()).unwrap();
    fs::write(w.paths.env_file(), "").unwrap();
    let config = config::load(&w.paths, &Overrides::default(), &|_| None).unwrap();
    let w = World { config, ..w };
    let r = w.run();
    assert_eq!(r.status, Status::NeedsLogin);
    assert!(elsewhere.seen().paths.is_empty());
}

/// Faults in three requests of ten and runs cut off anywhere; the end is what it would have been without.
#[test]
fn faults_and_cuts_change_nothing_in_the_end() {
    let history = || History::made(80, 250, today(), 10);
    let clean = World::new(history(), 10, Services::env());
    clean.run();
    let (want, asked) = (clean.facts(), clean.services.seen().by_source.values().sum::<u64>());
    for seed in [11, 12] {
        let w = World::new(history(), seed, Services::env());
        let mut dice = Dice::new(seed);
        w.services.faults(30);
        let (mut runs, mut last) = (0, None);
        loop {
            runs += 1;
            assert!(runs < 300, "it never ends: {last:?}");
            let after = Duration::from_millis(if runs % 3 == 0 { 10_000 } else { 20 + dice.below(150) });
            last = w.cut(after).or(last);
            if last.as_ref().is_some_and(|r| r.status == Status::Done) {
                break;
            }
            w.services.pass(TimeDelta::minutes(16));
        }
        let seen = w.services.seen();
        assert!(seen.faults > 10, "a run without faults shows nothing");
        assert_eq!((seen.beyond, seen.reused), (0, 0));
        assert_eq!(w.facts(), want, "seed {seed} after {runs} runs");
        assert!(w.store.verify().unwrap().ok);
        let of = seen.by_source.values().sum::<u64>();
        assert!(of < 4 * asked, "{of} requests where {asked} do");
    }
}

/// A file that is cut at the same place each time is taken, doubted, and asked for once more at the end of the run.
#[test]
fn a_file_that_always_came_cut_is_asked_for_once_more_at_the_end() {
    let history = || History::made(12, 40, today(), 13);
    let clean = World::new(history(), 13, Services::env());
    clean.run();
    let asked = |w: &World| w.services.seen().by_source["intervals"];
    let id = clean.athlete().activities.iter().find_map(|a| {
        let r = a.records.iter().find(|r| r.provider == Provider::Intervals && r.file.is_some())?;
        let known = clean.services.made().into_iter().find(|(_, start)| *start == r.start)?;
        Some(known.0)
    });
    let path = format!("/intervals/api/v1/activity/i{}/file", id.unwrap());

    let w = World::new(history(), 13, Services::env());
    w.services.cut(&path, 4);
    assert_eq!(w.run().status, Status::Done);
    assert_eq!(w.facts(), clean.facts());
    // Three times more, then a list of its day and the file.
    assert_eq!(asked(&w), asked(&clean) + 3 + 2);

    // What they have is damaged: that is found out once, and then left alone.
    let w = World::new(history(), 13, Services::env());
    w.services.cut(&path, u32::MAX);
    assert_eq!(w.run().status, Status::Done);
    let events = w.store.verify().unwrap().events;
    let warned =
        |a: &Athlete| a.activities.iter().flat_map(|a| &a.records).filter(|r| !r.warnings.is_empty()).count();
    assert_eq!((w.athlete().activities.len(), warned(&w.athlete())), (clean.athlete().activities.len(), 1));
    w.services.forget_seen();
    assert_eq!((w.run().status, asked(&w)), (Status::Done, 3));
    assert!(w.store.verify().unwrap().events - events < 5, "only what a run itself writes");
}

#[test]
fn a_quota_that_makes_a_history_long_says_until_when() {
    let w = World::new(History::made(2000, 3650, today(), 11), 11, Services::env());
    let config = fs::read_to_string(w.paths.config_file()).unwrap();
    fs::write(w.paths.config_file(), config.replace("/token/strava\"\n", "/token/strava\"\nper_quarter = 8\n"))
        .unwrap();
    let config = config::load(&w.paths, &Overrides::default(), &|_| None).unwrap();
    let w = World { config, ..w };
    let r = w.run_as(Some("strava"), false);
    let s = source(&r, "strava");
    assert_eq!((s.state, s.requests), (SourceState::Limited, 7), "{s:?}");
    let eta = s.eta.expect("an estimate");
    assert!(eta >= s.waiting_until.unwrap() && eta - w.services.now() < TimeDelta::days(3), "{s:?}");
    let view = |w: &World| {
        let vault = run::vault(&w.paths, &w.config);
        let all = run::views(&w.store, &w.config, &vault, w.services.now()).unwrap();
        all.into_iter().find(|v| v.name == "strava").unwrap()
    };
    assert!(view(&w).eta.is_some() && !view(&w).complete);
    for _ in 0..40 {
        w.services.pass(TimeDelta::minutes(16));
        if w.run_as(Some("strava"), false).status == Status::Done {
            break;
        }
    }
    assert_eq!((view(&w).eta, view(&w).complete), (None, true));
    assert_eq!(w.services.seen().beyond, 0);
}
