use super::*;
use crate::{
    config::{self, Overrides},
    domain::{Event, Provenance, ShortId, event::Actor},
    log::{Access, NewEvent},
    sync::demo,
};
use chrono::TimeDelta;

struct World {
    _dir: tempfile::TempDir,
    paths: Paths,
    config: Config,
    store: Store,
}

fn sunday() -> Day {
    Day::from_ymd_opt(2026, 11, 22).unwrap()
}

/// The demo athlete, as anybody's home.
fn world(more: &str) -> World {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::in_home(dir.path());
    let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
    demo::prepare(&paths, &store, sunday()).unwrap();
    let file = paths.config_file();
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    std::fs::write(&file, format!("{text}\n{more}")).unwrap();
    let config = config::load(&paths, &Overrides::default(), &|_| None).unwrap();
    World { _dir: dir, paths, config, store }
}

impl World {
    /// A run at a local time of a day.
    fn run(&self, today: Day, hour: u32, minute: u32) -> RunReport {
        let local = today.and_hms_opt(hour, minute, 0).unwrap();
        let at = local.and_local_timezone(self.config.zone()).unwrap().to_utc();
        let now = || at;
        let whole = Run {
            store: &self.store,
            paths: &self.paths,
            config: &self.config,
            http: &Http::default(),
            today,
            only: None,
            since: None,
            believe: false,
            who: "a test",
            patience: None,
            stop: Stop::default(),
            now: &now,
            progress: &|_| {},
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(&whole)).unwrap()
    }
}

#[test]
fn the_week_is_reviewed_once_from_sunday_evening_on() {
    let w = world("");
    let before = w.run(sunday(), 20, 59);
    assert_eq!(before.week.map(|w| w.week).as_deref(), Some("2026-W46"), "the week before was never reviewed");
    assert!(w.run(sunday(), 20, 59).week.is_none());
    let due = w.run(sunday(), 21, 0);
    let week = due.week.as_ref().unwrap();
    assert_eq!(week.week, "2026-W47");
    for page in [&week.review_path, &week.plan_path].into_iter().flatten() {
        assert!(due.outputs.contains(&page.display().to_string()) && page.is_file());
    }
    assert_eq!(due.outputs.len(), 6);
    for (day, hour) in [(sunday(), 21), (sunday(), 23), (sunday() + TimeDelta::days(1), 7)] {
        let again = w.run(day, hour, 5);
        assert_eq!((again.week, again.outputs.len()), (None, 4));
    }
    let athlete = w.store.athlete().unwrap().0;
    assert_eq!(athlete.reviews.len(), 2);
    // A run never answers.
    let waits: Vec<ShortId> = due.proposals.iter().map(|p| p.id).collect();
    assert_eq!(
        due.week.unwrap().proposal_id.is_some(),
        waits.iter().any(|id| athlete.reviews[1].proposal == Some(*id))
    );
}

#[test]
fn the_report_says_what_was_decided_and_what_waits() {
    let w = world("");
    let r = w.run(sunday(), 12, 0);
    let v = serde_json::to_value(&r).unwrap();
    for key in ["status", "sources", "decision", "proposals", "outputs", "seconds"] {
        assert!(v.get(key).is_some(), "{key} in {v}");
    }
    let d = r.decision.unwrap();
    assert_eq!((d.day, d.rules.len()), (sunday(), d.reasons.len()));
    for (p, shown) in r.proposals.iter().zip(v["proposals"].as_array().unwrap()) {
        assert!(!p.reason.as_str().is_empty() && p.hunks > 0 && shown["expires"].is_string());
    }
}

#[test]
fn what_is_kept_for_some_days_only_is_erased_with_its_original() {
    let w = world("[sources.intervals]\nretain_days = 30\n[sources.oura]\nllm = \"aggregate\"\n");
    let at = sunday().and_hms_opt(12, 0, 0).unwrap().and_utc();
    let hash = w.store.originals().put(b"a ride").unwrap();
    let shared = w.store.originals().put(b"another ride").unwrap();
    let ride = |n: u64, original: &str, provider: Provider, days: i64| {
        let known = w.store.athlete().unwrap().0;
        let mut record = known.activities[0].best().clone();
        (record.id, record.provider, record.original) = (ShortId(n), provider, Some(original.to_owned()));
        NewEvent {
            event: Event::ActivityRecorded(Box::new(record)),
            actor: Actor::Sync,
            provenance: Provenance::of(provider),
            key: format!("test:{n}"),
            cause: None,
            recorded_at: at - TimeDelta::days(days),
        }
    };
    let rides = [
        ride(1, &hash, Provider::Intervals, 31),
        ride(2, &shared, Provider::Intervals, 31),
        ride(3, &shared, Provider::Oura, 31),
        ride(4, &shared, Provider::Intervals, 29),
    ];
    w.store.append(rides.into()).unwrap();
    assert_eq!(erase(&w.store, &w.config, at).unwrap(), 2);
    assert!(w.store.originals().get(&hash).unwrap().is_none());
    assert!(w.store.originals().get(&shared).unwrap().is_some());
    assert!(w.store.verify().unwrap().ok);
    let policy = w.config.settings.policy(Provider::Oura);
    assert_eq!((policy.llm.name(), policy.retain_days), ("aggregate", None));
}
