//! Thresholds for an athlete who set none, each marked as estimated or assumed and with a note.
//!
//! An estimate is dated: it rises with a better effort and fades without one, so that old activities keep the value
//! of their time. The first ninety days share one value, the best that they hold: judged by what was known on its
//! own day, the first ride of a history would always have been an all-out effort.

use crate::domain::{
    Activity, ActivityRecord, CleanText, Day, Metric, Policy, Settings, Sport, Threshold, ThresholdKind,
    WellnessDay,
    day::{between, shift},
    settings::ThresholdSource::{self, Assumed, Estimated},
};
use crate::science::{heart, power, run, stats};
use std::collections::BTreeMap;

/// The first days that share one estimate.
const FIRST_DAYS: i64 = 90;
/// An estimate rises by no more than this share per [`RISE_DAYS`].
const RISE: f64 = 0.05;
const RISE_DAYS: i64 = 14;
/// After this many days without an effort that supports it, an estimate fades …
const STALE_DAYS: i64 = 42;
/// … by this share every week …
const FADE_PER_WEEK: f64 = 0.005;
/// … to no less than this share of the best it has been.
const FADE_FLOOR: f64 = 0.90;
/// An effort supports the estimate from this share of it on.
const SUPPORT: f64 = 0.97;
/// What was only written down tells a threshold from this rating on: its mean says nothing of an easy day.
const ALL_OUT: f64 = 8.0;
/// Days between two looks at heart rates.
const LOOK_DAYS: i64 = 28;
/// LTHR as a share of the maximum, for want of anything better.
const LTHR_OF_MAX: f64 = 0.89;
/// Resting heart rate when no night was measured, bpm.
const REST: f64 = 60.0;
/// Activities among which the maximum is looked for.
const TOPS: usize = 24;
/// Age taken when no birth year is set.
const AGE: f64 = 40.0;

/// A best effort and the threshold that it speaks for.
#[derive(Clone, Copy)]
struct Effort {
    day: Day,
    value: f64,
    seconds: f64,
    /// W, m or m/s over those seconds, by kind.
    figure: f64,
}

impl Effort {
    fn words(&self, kind: ThresholdKind) -> String {
        let (minutes, figure, day) = (self.seconds / 60.0, self.figure, self.day);
        match kind {
            ThresholdKind::Ftp => format!("best {minutes:.0} min at {figure:.0} W on {day}"),
            ThresholdKind::ThresholdSpeed => {
                format!("{:.1} km in {minutes:.0} min on {day} (VDOT)", figure / 1000.0)
            }
            _ => format!("best {minutes:.0} min of swimming on {day}"),
        }
    }
}

/// Estimates of every kind that `set` does not hold, from what is known up to `today`.
pub(super) fn estimates(
    settings: &Settings,
    set: &[Threshold],
    activities: &[Activity],
    wellness: &BTreeMap<Day, WellnessDay>,
    today: Day,
) -> Vec<Threshold> {
    // What may not be combined with other sources says nothing here either.
    let usable = |a: &Activity| a.records.iter().position(|r| Policy::of(r.provider).combine);
    let known: Vec<&ActivityRecord> = activities
        .iter()
        .filter_map(|a| usable(a).map(|i| &a.records[i]))
        .filter(|r| r.local_date <= today)
        .filter(|r| !r.is_typed() || r.rpe.is_some_and(|rpe| rpe >= ALL_OUT))
        .collect();
    let has = |kind, sport| set.iter().any(|t| t.kind == kind && t.sport == sport);
    let mut out = Vec::new();
    for (kind, sport, of) in OUTPUTS {
        if !has(kind, Some(sport)) {
            let of_sport = known.iter().filter(|r| r.sport == sport);
            let efforts = of_sport.filter_map(|r| of(r)).collect();
            out.extend(track(kind, sport, efforts, today));
        }
    }
    out.extend(heart_rates(settings, set, &known, wellness, today));
    out
}

type EffortOf = fn(&ActivityRecord) -> Option<Effort>;
const OUTPUTS: [(ThresholdKind, Sport, EffortOf); 3] = [
    (ThresholdKind::Ftp, Sport::Bike, ride),
    (ThresholdKind::ThresholdSpeed, Sport::Run, run_effort),
    (ThresholdKind::Css, Sport::Swim, swim_effort),
];

fn ride(r: &ActivityRecord) -> Option<Effort> {
    let of =
        |&(s, w): &(u32, f32)| power::eftp(f64::from(s), f64::from(w)).map(|e| (e, f64::from(s), f64::from(w)));
    let (value, seconds, figure) = r.metrics.mmp.iter().filter_map(of).max_by(|a, b| a.0.total_cmp(&b.0))?;
    // Between a walker's and a world champion's hour; outside, the power meter is wrong.
    (40.0..=500.0).contains(&value).then_some(Effort { day: r.local_date, value, seconds, figure })
}

fn run_effort(r: &ActivityRecord) -> Option<Effort> {
    let whole = r.distance_m.filter(|_| r.moving_s >= 1200.0).map(|m| (r.moving_s, m));
    let best = r.metrics.mm_speed.iter().map(|&(s, v)| (f64::from(s), f64::from(s) * f64::from(v)));
    let sustained = best.chain(whole).filter(|(s, m)| (1200.0..=7200.0).contains(s) && m / s <= 7.0);
    let of = |(s, m): (f64, f64)| run::vdot(s, m).map(|v| (run::threshold_speed(v), s, m));
    let (value, seconds, figure) = sustained.filter_map(of).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (value > 1.2).then_some(Effort { day: r.local_date, value, seconds, figure })
}

fn swim_effort(r: &ActivityRecord) -> Option<Effort> {
    let whole = r.distance_m.filter(|_| r.moving_s >= 600.0).map(|m| (r.moving_s, m / r.moving_s));
    let best = r.metrics.mm_speed.iter().map(|&(s, v)| (f64::from(s), f64::from(v)));
    let sustained = best.chain(whole).filter(|(s, v)| *s >= 600.0 && (0.3..=2.0).contains(v));
    let (seconds, value) = sustained.max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Effort { day: r.local_date, value, seconds, figure: value })
}

/// Follows the best efforts through time; `efforts` in order of start.
fn track(kind: ThresholdKind, sport: Sport, mut efforts: Vec<Effort>, today: Day) -> Vec<Threshold> {
    efforts.sort_by_key(|e| e.day);
    let Some(first) = efforts.first().map(|e| e.day) else { return Vec::new() };
    let begin = shift(first, FIRST_DAYS);
    let split = efforts.partition_point(|e| e.day < begin);
    let best = efforts[..split].iter().max_by(|a, b| a.value.total_cmp(&b.value).then(b.day.cmp(&a.day)));
    let Some(Effort { value, day: supported, .. }) = best.copied() else { return Vec::new() };
    let mut t = Track { kind, sport, value, peak: value, supported, raised: begin, faded: begin, out: vec![] };
    t.emit(first, &best.map_or_else(String::new, |e| e.words(kind)));
    for e in &efforts[split..] {
        t.fade_to(e.day);
        t.take(e);
    }
    t.fade_to(today);
    t.out
}

struct Track {
    kind: ThresholdKind,
    sport: Sport,
    value: f64,
    peak: f64,
    supported: Day,
    raised: Day,
    faded: Day,
    out: Vec<Threshold>,
}

impl Track {
    fn take(&mut self, e: &Effort) {
        if e.value >= self.value * SUPPORT {
            self.supported = e.day;
        }
        // One faulty recording shall not move the zones far: a step is limited, and the next one waits.
        if e.value > self.value && between(self.raised, e.day) >= RISE_DAYS {
            self.value = e.value.min(self.value * (1.0 + RISE));
            self.peak = self.peak.max(self.value);
            self.raised = e.day;
            self.emit(e.day, &e.words(self.kind));
        }
    }

    fn fade_to(&mut self, day: Day) {
        loop {
            let next = shift(self.supported, STALE_DAYS).max(shift(self.faded, LOOK_DAYS));
            if next > day {
                break;
            }
            self.faded = next;
            let weeks = LOOK_DAYS as f64 / 7.0;
            let value = (self.value * (1.0 - FADE_PER_WEEK).powf(weeks)).max(self.peak * FADE_FLOOR);
            if value < self.value {
                self.value = value;
                self.emit(next, &format!("no effort to support it since {}", self.supported));
            }
        }
    }

    fn emit(&mut self, from: Day, note: &str) {
        self.out.push(threshold(self.kind, Some(self.sport), self.value, from, Estimated, note));
    }
}

fn threshold(
    kind: ThresholdKind,
    sport: Option<Sport>,
    value: f64,
    from: Day,
    source: ThresholdSource,
    note: &str,
) -> Threshold {
    Threshold { kind, sport, value, from, source, note: CleanText::line_opt(note) }
}

/// Heart rates, looked at every four weeks from the first known day on.
fn heart_rates(
    settings: &Settings,
    set: &[Threshold],
    known: &[&ActivityRecord],
    wellness: &BTreeMap<Day, WellnessDay>,
    today: Day,
) -> Vec<Threshold> {
    let has = |kind| set.iter().any(|t| t.kind == kind);
    if has(ThresholdKind::HrMax) && has(ThresholdKind::Lthr) && has(ThresholdKind::HrRest) {
        return Vec::new();
    }
    let mut peaks: Vec<Peak> = known.iter().filter_map(|r| Peak::of(r)).collect();
    peaks.sort_by_key(|p| p.day);
    let nights: Vec<(Day, f64)> =
        wellness.range(..=today).filter_map(|(d, w)| w.value(&Metric::RestingHr).map(|v| (*d, v))).collect();
    let firsts = [known.first().map(|r| r.local_date), nights.first().map(|n| n.0)];
    let Some(first) = firsts.into_iter().flatten().min() else { return Vec::new() };
    let mut out: Vec<Threshold> = Vec::new();
    let mut push = |t: Threshold| {
        let last = out.iter().rev().find(|o| o.kind == t.kind);
        if last.is_none_or(|o| (o.value - t.value).abs() >= 1.0 || o.source != t.source) {
            out.push(t);
        }
    };
    let mut day = first;
    while day <= today {
        // The first look sees the first ninety days, as everywhere here.
        let seen = if day == first { shift(first, FIRST_DAYS).min(today) } else { day };
        let year = year_to(&peaks, seen);
        let max = set_on(set, ThresholdKind::HrMax, seen).unwrap_or_else(|| {
            let (v, source, note) = maximum(settings, year, seen);
            push(threshold(ThresholdKind::HrMax, None, v, day, source, &note));
            v
        });
        if !has(ThresholdKind::Lthr) {
            let (v, source, note) = at_threshold(year, max);
            push(threshold(ThresholdKind::Lthr, None, v, day, source, &note));
        }
        if !has(ThresholdKind::HrRest) {
            let (v, source, note) = resting(&nights, seen);
            push(threshold(ThresholdKind::HrRest, None, v, day, source, &note));
        }
        day = shift(day, LOOK_DAYS);
    }
    out
}

fn set_on(set: &[Threshold], kind: ThresholdKind, day: Day) -> Option<f64> {
    let of_kind = || set.iter().filter(|t| t.kind == kind);
    of_kind()
        .filter(|t| t.from <= day)
        .max_by_key(|t| t.from)
        .or_else(|| of_kind().min_by_key(|t| t.from))
        .map(|t| t.value)
}

/// The hardest heart rates of one activity.
struct Peak {
    day: Day,
    /// The value that 99.5 % of its seconds stay under, bpm.
    top: f64,
    /// Best 30 minutes, bpm.
    half_hour: Option<f64>,
}

impl Peak {
    fn of(r: &ActivityRecord) -> Option<Self> {
        let top = top(r)?;
        let half_hour = r.metrics.mm_hr.iter().find(|(s, _)| *s == 1800).map(|(_, b)| f64::from(*b));
        Some(Self { day: r.local_date, top, half_hour })
    }
}

/// The heart rate that 99.5 % of an activity's seconds stay under, bpm: the rest is where a strap's spikes are. `None`
/// under five minutes of heart rate.
pub(super) fn top(r: &ActivityRecord) -> Option<f64> {
    let h = &r.metrics.hr;
    let total = h.total_s();
    if total < 300.0 {
        return None;
    }
    let mut left = total * 0.995;
    let mut top = 0.0;
    for (bpm, s) in h.bins() {
        top = bpm;
        left -= s;
        if left <= 0.0 {
            break;
        }
    }
    Some(top)
}

/// The highest of these that two more come within 5 % of.
pub(super) fn supported(mut tops: Vec<f64>) -> Option<f64> {
    // Only the highest matter, and this is asked for every month of a life.
    if tops.len() > TOPS {
        tops.select_nth_unstable_by(TOPS, |a, b| b.total_cmp(a));
        tops.truncate(TOPS);
    }
    tops.sort_by(|a, b| b.total_cmp(a));
    (0..tops.len()).find(|&i| tops.get(i + 2).is_some_and(|third| *third >= 0.95 * tops[i])).map(|i| tops[i])
}

/// Those of the year up to `day`.
fn year_to(peaks: &[Peak], day: Day) -> &[Peak] {
    let lo = peaks.partition_point(|p| p.day <= shift(day, -365));
    let hi = peaks.partition_point(|p| p.day <= day);
    &peaks[lo.min(hi)..hi]
}

type Estimate = (f64, ThresholdSource, String);

/// The highest per-activity peak of a year that three activities come within 5 % of; else by age (Tanaka 2001). The
/// peak leaves out the top half percent of the activity's seconds, where a strap's spikes are.
fn maximum(settings: &Settings, peaks: &[Peak], day: Day) -> Estimate {
    let age = settings.birth_year.map(|y| f64::from(chrono::Datelike::year(&day) - y));
    let by_age = heart::max_by_age(age.unwrap_or(AGE).clamp(10.0, 100.0));
    match supported(peaks.iter().map(|p| p.top).collect()) {
        // Someone who never goes hard has no maximum on record: far below the age formula it is not believed.
        Some(top) if top >= by_age - 10.0 => (top, Estimated, "highest in a year of activities".into()),
        _ if age.is_some() => (by_age, Assumed, "208 − 0.7 × age".into()),
        _ => (by_age, Assumed, format!("208 − 0.7 × {AGE} years, no birth year set")),
    }
}

/// Best half hour of the year when it was hard enough to tell, else 89 % of the maximum.
fn at_threshold(peaks: &[Peak], max: f64) -> Estimate {
    let best = peaks.iter().filter_map(|p| p.half_hour.map(|h| (h, p.day))).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((h, day)) if h >= LTHR_OF_MAX * max && h <= 0.96 * max => {
            (h, Estimated, format!("best 30 min on {day}"))
        }
        _ => (LTHR_OF_MAX * max, Assumed, "89 % of the maximum".into()),
    }
}

/// Median of the last 28 nights, else 60.
fn resting(nights: &[(Day, f64)], day: Day) -> Estimate {
    let hi = nights.partition_point(|n| n.0 <= day);
    let lo = nights.partition_point(|n| n.0 <= shift(day, -28)).min(hi);
    let last: Vec<f64> = nights[lo..hi].iter().map(|n| n.1).collect();
    match stats::median(&last) {
        Some(m) => (m, Estimated, "median of 28 nights".into()),
        // Months without nights: the last known ones are nearer than a constant.
        None => match stats::median(&nights[hi.saturating_sub(28)..hi].iter().map(|n| n.1).collect::<Vec<_>>()) {
            Some(m) => (m, Estimated, "median of the last known nights".into()),
            None => (REST, Assumed, "no night measured".into()),
        },
    }
}
