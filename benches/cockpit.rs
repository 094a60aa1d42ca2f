//! What the cockpit waits for, on ten years of daily history: `cargo bench`.
//!
//! Nothing here fails when it is slow; `docs/measurements.md` holds the figures beside the aims.

#![allow(missing_docs, reason = "the harness makes undocumented items")]

use criterion::{Criterion, criterion_group, criterion_main};
use lanterne::{
    app::{Keymap, Known, Msg, Size, State, update},
    coach::{morning::morning_with, plan},
    config::mission,
    domain::{
        ActivityRecord, Athlete, Day, Event, MissionVersion, Provenance, Provider, Recorded, Samples, ShortId,
        Sport, StreamMetrics, WellnessRecord,
        day::shift,
        event::{Actor, Said},
        report::CheckIn,
        settings::FormSettings,
        wellness::Metric,
    },
    log::{Access, NewEvent, Store},
    science::{banister, form, history::History, stream},
    sync::demo::Story,
    tui::{self, Theme},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{hint::black_box, sync::Arc};

/// Events of the fold that is measured.
const EVENTS: i64 = 100_000;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 20).unwrap_or_default()
}

/// A ride of an hour on the `n`-th day of a long life.
fn ride(n: i64, day: Day) -> ActivityRecord {
    ActivityRecord {
        id: ShortId::of(&[b"bench", &n.to_be_bytes()]),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport: Sport::Bike,
        sub_sport: None,
        indoor: false,
        start: day.and_hms_opt(6 + u32::try_from(n % 12).unwrap_or(0), 0, 0).unwrap_or_default().and_utc(),
        local_date: day,
        title: None,
        notes: None,
        device: None,
        elapsed_s: 3600.0,
        moving_s: 3500.0,
        distance_m: Some(30_000.0),
        ascent_m: None,
        avg_hr: Some(140.0),
        max_hr: Some(170.0),
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: Some(5.0),
        stated_load: None,
        metrics: StreamMetrics::default(),
        laps: Vec::new(),
        swim: None,
        warnings: Vec::new(),
        upstream: None,
    }
}

/// Of ten events four are nights, three rides without samples, two check-ins and one is a line of the coach pane.
fn small_event(n: i64) -> Event {
    let day = shift(today(), -(EVENTS - n) / 10);
    match n % 10 {
        0..4 => {
            let metric =
                [Metric::HrvRmssd, Metric::RestingHr, Metric::SleepHours, Metric::contributor("sleep_balance")];
            let values = metric.into_iter().zip([62.0, 48.0, 7.5, 80.0]).collect();
            let source = [Provider::File, Provider::Manual, Provider::Oura, Provider::Demo][(n % 4) as usize];
            Event::WellnessRecorded(WellnessRecord { day, source, values })
        }
        4..7 => Event::ActivityRecorded(Box::new(ride(n, day))),
        7..9 => Event::CheckedIn(CheckIn {
            fatigue: Some(2),
            soreness: Some(2),
            mood: Some(1),
            motivation: Some(1),
            ..CheckIn::of(day)
        }),
        _ => Event::Said(Said {
            day,
            by_athlete: true,
            by_model: false,
            about: None,
            of: None,
            text: "shorten today 30m".into(),
        }),
    }
}

fn new(n: i64) -> NewEvent {
    NewEvent {
        event: small_event(n),
        actor: Actor::Import,
        provenance: Provenance::of(Provider::File),
        key: format!("bench:{n}"),
        cause: None,
        recorded_at: today().and_hms_opt(0, 0, 0).unwrap_or_default().and_utc(),
    }
}

fn fold(c: &mut Criterion) {
    let recorded: Vec<Recorded> = (0..EVENTS)
        .map(|n| Recorded {
            seq: n.unsigned_abs() + 1,
            recorded_at: chrono::DateTime::default(),
            actor: Actor::Import,
            event: small_event(n),
        })
        .collect();
    c.bench_function("fold 100,000 events in memory", |b| b.iter(|| Athlete::fold(black_box(&recorded))));

    let dir = tempfile::tempdir().expect("a folder for the log");
    let store = Store::open(dir.path(), Access::ReadWrite).expect("a new log");
    store.append((0..EVENTS).map(new).collect()).expect("the events are written");
    // A moment after all of them, so that all are read, checked along the chain, decoded and folded; no snapshot.
    let moment = shift(today(), 1).and_hms_opt(0, 0, 0).unwrap_or_default().and_utc();
    c.bench_function("read, verify and fold 100,000 events of a log", |b| {
        b.iter(|| store.athlete_as_of(black_box(moment)).expect("a sound log"));
    });
}

/// A store of ten years with its snapshot, and what it folds to.
fn ten_years(dir: &std::path::Path) -> (Athlete, u64) {
    let events = Story::ten_years(today()).expect("the story").events();
    // Dropping the store writes the snapshot.
    Store::open(dir, Access::ReadWrite).and_then(|s| s.append(events)).expect("the story is written");
    Store::open(dir, Access::ReadWrite).and_then(|s| s.athlete()).expect("the story is read")
}

fn start(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder for the log");
    let (athlete, head) = ten_years(dir.path());
    c.bench_function("open the store and fold from the snapshot, ten years", |b| {
        b.iter(|| Store::open(dir.path(), Access::ReadWrite).and_then(|s| s.athlete()).expect("a sound log"));
    });
    c.bench_function("History::build, ten years", |b| b.iter(|| History::build(black_box(&athlete), today())));
    let history = History::build(&athlete, today());
    c.bench_function("morning_with, ten years", |b| {
        b.iter(|| morning_with(black_box(&athlete), black_box(&history), today()));
    });
    frame(c, athlete, history, head);
}

fn frame(c: &mut Criterion, athlete: Athlete, history: History, head: u64) {
    let (width, height) = (200, 60);
    let mut state = State::new(today(), Size { width, height }, Keymap::default(), "ansi", vec!["ansi".into()]);
    let morning = Arc::new(morning_with(&athlete, &history, today()));
    let known = Known { head, athlete: Arc::new(athlete), history: Arc::new(history), morning };
    update(&mut state, Msg::Loaded(known));
    let (theme, area) = (Theme::default(), Rect::new(0, 0, width, height));
    let mut buffer = Buffer::empty(area);
    c.bench_function("frame of 200 × 60, ten years", |b| {
        b.iter(|| {
            buffer.reset();
            tui::draw(black_box(&state), &theme, area, &mut buffer)
        });
    });
}

/// An hour at 1 Hz with everything a good head unit records.
fn hour() -> Samples {
    let wave = |period: f64| move |s: f64| (s / period).sin();
    let column = |mid: f64, swing: f64, period: f64| -> Vec<f32> {
        (0..3600).map(|s| (mid + swing * wave(period)(f64::from(s))) as f32).collect()
    };
    Samples {
        t: (0..3600).map(f64::from).collect(),
        hr: column(145.0, 20.0, 300.0),
        power: column(210.0, 90.0, 40.0),
        speed: column(8.5, 2.0, 60.0),
        distance: (0..3600).map(|s| f64::from(s) * 8.5).collect(),
        altitude: column(300.0, 120.0, 600.0),
        cadence: column(88.0, 6.0, 20.0),
    }
}

fn metrics(c: &mut Criterion) {
    let samples = hour();
    c.bench_function("stream::metrics, a ride of an hour at 1 Hz", |b| {
        b.iter(|| stream::metrics(black_box(&samples), Sport::Bike, 3600.0));
    });
    c.bench_function("stream::metrics, a run of an hour at 1 Hz", |b| {
        b.iter(|| stream::metrics(black_box(&samples), Sport::Run, 3600.0));
    });
}

/// A gran fondo in forty weeks, for the athlete of ten years.
fn forty_weeks() -> MissionVersion {
    let wish = mission::Wish { date: Some(shift(today(), 280)), ..mission::Wish::default() };
    let text = mission::instantiate("gran-fondo", today(), &wish).expect("a template");
    mission::version(mission::parse(&text, "gran-fondo.toml").expect("a mission"), &text)
}

fn planner(c: &mut Criterion) {
    let mut athlete = Athlete::default();
    for e in Story::ten_years(today()).expect("the story").events() {
        athlete.apply(&e.event);
    }
    let history = History::build(&athlete, today());
    let version = forty_weeks();
    c.bench_function("plan::lay, a mission of 40 weeks", |b| {
        b.iter(|| plan::lay(black_box(&athlete), &history, &version, today()));
    });
}

/// The form series of twenty years, with the impulses of the model beside it.
fn twenty_years(c: &mut Criterion) {
    let loads: Vec<f64> = (0..7305_u32).map(|i| f64::from(i * 37 % 140)).collect();
    let settings = FormSettings::default();
    c.bench_function("form of 20 years", |b| {
        b.iter(|| black_box(form::series(today(), black_box(&loads), &settings)));
    });
    c.bench_function("impulses of 20 years", |b| {
        b.iter(|| black_box(banister::states(black_box(&loads), 42.0, 10.0)));
    });
}

criterion_group! {
    name = cockpit;
    config = Criterion::default().sample_size(20);
    targets = fold, start, metrics, planner, twenty_years
}
criterion_main!(cockpit);
