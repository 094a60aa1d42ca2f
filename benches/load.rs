//! What loads and curves cost, beside the time that reading the samples once takes: `cargo bench --bench load`.
//!
//! Nothing here fails when it is slow; `docs/measurements.md` holds the figures beside the limits.

#![allow(missing_docs, reason = "the harness makes undocumented items")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use lanterne::{
    domain::{
        Athlete, Day, Histogram, Samples, Sport, Threshold, ThresholdKind,
        settings::{FormSettings, Sex, ThresholdSource},
    },
    science::{
        curves::{self, Channel, Window},
        form,
        heart::{self, HeartRates},
        history::History,
        power,
        stream::{self, Grid},
    },
    sync::demo::Story,
};
use rayon::prelude::*;
use std::hint::black_box;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 20).unwrap_or_default()
}

/// Uneven values around a middle, the same every time.
fn column(seconds: u32, mid: f64, swing: f64) -> Vec<f32> {
    let wave = |s: f64| (s / 40.0).sin() * 0.6 + (s / 7.0).sin() * 0.3 + (s / 611.0).cos() * 0.1;
    (0..seconds).map(|s| (mid + swing * wave(f64::from(s))) as f32).collect()
}

fn ride(seconds: u32) -> Samples {
    Samples {
        t: (0..seconds).map(f64::from).collect(),
        hr: column(seconds, 145.0, 20.0),
        power: column(seconds, 210.0, 90.0),
        speed: column(seconds, 8.5, 2.0),
        ..Samples::default()
    }
}

/// Reading the samples once: the least that anything can cost.
fn read_once(s: &Samples) -> f64 {
    let single = |v: &[f32]| v.iter().fold(0.0_f32, |a, b| a + b);
    s.t.iter().fold(0.0, |a, b| a + b) + f64::from(single(&s.hr) + single(&s.power) + single(&s.speed))
}

fn hour(c: &mut Criterion) {
    let samples = ride(3600);
    let watts: Vec<f64> = samples.power.iter().map(|w| f64::from(*w)).collect();
    let rates = HeartRates::new(50.0, 190.0, 168.0).expect("rates that rise");
    let mut g = c.benchmark_group("an hour at 1 Hz");
    g.throughput(Throughput::Bytes(3600 * (8 + 3 * 4)));
    g.bench_function("samples read once", |b| b.iter(|| read_once(black_box(&samples))));
    g.bench_function("grid and every figure of a record", |b| {
        b.iter(|| stream::metrics(black_box(&samples), Sport::Bike, 3600.0));
    });
    g.bench_function("every load of power and heart rate", |b| {
        b.iter(|| {
            let np = power::normalized(black_box(&watts)).unwrap_or_default();
            let gc = power::normalized_zero_primed(&watts).unwrap_or_default();
            let x = power::xpower(&watts).unwrap_or_default();
            let h = Histogram::from_values(1, samples.hr.iter().copied());
            let trimp = heart::trimp(&h, &rates, Sex::Male);
            [np, gc, x].map(|w| power::stress(3600.0, w / 250.0)).iter().fold(trimp, |a, b| a + b)
                + heart::edwards(&h, 190.0)
                + heart::lucia(&h, 151.2, 168.0)
        });
    });
    g.finish();
}

fn five_hours(c: &mut Criterion) {
    let samples = ride(5 * 3600);
    let grid = Grid::of(&samples, Sport::Bike);
    let mut g = c.benchmark_group("five hours at 1 Hz");
    g.throughput(Throughput::Bytes(5 * 3600 * 4));
    g.bench_function("power read once", |b| {
        b.iter(|| black_box(&samples.power).iter().fold(0.0_f32, |a, v| a + v));
    });
    g.bench_function("mean-max curve of power, 24 durations", |b| b.iter(|| black_box(&grid).power_curve()));
    g.finish();
}

/// Ten years of an athlete, with an FTP from the first day on.
fn with_ftp(watts: f64) -> Athlete {
    let mut athlete = Athlete::default();
    for e in Story::ten_years(today()).expect("the story").events() {
        athlete.apply(&e.event);
    }
    let from = Day::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    athlete.settings.thresholds.retain(|t| t.kind != ThresholdKind::Ftp);
    athlete.settings.thresholds.push(Threshold {
        kind: ThresholdKind::Ftp,
        sport: Some(Sport::Bike),
        value: watts,
        from,
        source: ThresholdSource::Set,
        note: None,
    });
    athlete
}

fn form_series(c: &mut Criterion) {
    let loads: Vec<f64> = column(20 * 365 + 5, 70.0, 60.0).into_iter().map(|l| f64::from(l).max(0.0)).collect();
    let first = Day::from_ymd_opt(2006, 11, 21).unwrap_or_default();
    let mut g = c.benchmark_group("twenty years of days");
    g.throughput(Throughput::Bytes(loads.len() as u64 * 8));
    g.bench_function("loads read once", |b| b.iter(|| black_box(&loads).iter().fold(0.0, |a, l| a + l)));
    g.bench_function("CTL, ATL and TSB of every day", |b| {
        b.iter(|| form::series(first, black_box(&loads), &FormSettings::default()));
    });
    g.finish();
}

fn archive(c: &mut Criterion) {
    let athlete = with_ftp(255.0);
    let count = athlete.activities.len();
    let mut g = c.benchmark_group(format!("an archive of {count} activities"));
    g.sample_size(10);
    g.bench_function("every load, zone and day after a change of FTP, from the records", |b| {
        b.iter_batched(|| athlete.clone(), |a| History::build(black_box(&a), today()), BatchSize::LargeInput);
    });
    g.bench_function("the power curve of all of it", |b| {
        b.iter(|| {
            curves::best(black_box(&athlete), Some(190.0), Channel::Power, Window::all(Sport::Bike, today()))
        });
    });
    let samples = ride(3600);
    g.bench_function("every figure anew from 4,000 hours of samples, all cores", |b| {
        b.iter(|| {
            (0..4000_u32).into_par_iter().map(|_| stream::metrics(black_box(&samples), Sport::Bike, 3600.0)).count()
        });
    });
    g.finish();
}

criterion_group! {
    name = load;
    config = Criterion::default().sample_size(30);
    targets = hour, five_hours, form_series, archive
}
criterion_main!(load);
