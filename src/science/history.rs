//! Everything that a morning needs to know of the past, derived once per fold.
//!
//! Owns: loads of activities, the daily form series, and the look-ups over them. Does not own: the formulas.

use super::{
    distribution::{self, Basis},
    form,
    load::{self, Ladder, Load, TypicalLoad},
    strength,
    thresholds::Book,
    zones,
};
use crate::domain::num::Total;
use crate::domain::{
    Activity, ActivityRecord, Athlete, Day, FormPoint, Policy, Sport, StrengthSet, ThresholdKind,
    day::{between, shift},
    settings::{FormSettings, ZoneSettings},
};
use serde::Serialize;
use std::{borrow::Cow, collections::BTreeMap};

/// What one activity adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActivityLoad {
    /// Index into [`Athlete::activities`].
    pub index: usize,
    /// Local date.
    pub day: Day,
    /// Sport.
    pub sport: Sport,
    /// Its load.
    pub load: Load,
    /// Whether it enters the daily load. An activity whose only source forbids combining it with others does not.
    pub counts: bool,
    /// Whether it makes its day hard.
    pub hard: bool,
    /// Minutes low, mid, high; zeros where nothing tells zones.
    pub zone_minutes: [f64; 3],
    /// What the zones were told from.
    pub basis: Basis,
    /// Minutes, moving.
    pub minutes: f64,
    /// m
    pub metres: Option<f64>,
    /// The athlete's rating of any of its records, 0–10.
    pub rpe: Option<f64>,
    /// Why a threshold behind its load is doubted.
    pub suspect: Option<Suspect>,
}

/// Why a threshold is doubted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspect {
    /// More than two and a half times the fitness of its morning in one activity.
    Load,
    /// Harder than an hour at threshold can be, for longer than 45 min.
    Intensity,
}

impl Suspect {
    /// A sentence about it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Load => "its load is over 2.5 times the fitness of that morning: is a threshold too low?",
            Self::Intensity => "over 115 % of threshold for more than 45 min: the threshold is too low",
        }
    }
}

/// Load over fitness from which a threshold is doubted.
const SUSPECT_LOAD: f64 = 2.5;
/// Intensity beyond which, for more than [`SUSPECT_MINUTES`], a threshold is doubted.
const SUSPECT_INTENSITY: f64 = 1.15;
const SUSPECT_MINUTES: f64 = 45.0;

/// Fitness of a morning: the values at the end of the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct FormMorning {
    /// Fitness.
    pub ctl: f64,
    /// Fatigue.
    pub atl: f64,
    /// Form of that morning.
    pub tsb: f64,
    /// CTL gained over the seven days before.
    pub ramp: f64,
    /// Less than 84 days of history and no seed set.
    pub warming_up: bool,
}

/// The longest single activity of a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Longest {
    /// Minutes, 0 without an activity.
    pub minutes: f64,
    /// Metres, 0 without a distance.
    pub metres: f64,
}

/// The derived past.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The day it was derived for; nothing after it was looked at.
    pub today: Day,
    /// Dated thresholds.
    pub book: Book,
    /// Loads by day, then place in the athlete's list.
    pub loads: Vec<ActivityLoad>,
    /// One point per day from the first activity that counts to `today`; today's counts what was done so far.
    pub daily: Vec<FormPoint>,
    /// What an hour of each sport usually is, as of `today`.
    pub typical: TypicalLoad,
    /// (CTL, ATL) on the evening before the first day.
    pub seed: (f64, f64),
    form: FormSettings,
    last_known: Option<Day>,
}

impl History {
    /// Derives the past of `athlete` up to and including `today`.
    #[must_use]
    pub fn build(athlete: &Athlete, today: Day) -> Self {
        let settings = &athlete.settings;
        let book = Book::of(athlete, today);
        let (mut loads, typical) = loads(athlete, &book, today);
        let by_day = daily_loads(&loads, today, |l| l.counts);
        let seed = form::seed(&by_day.1, &settings.form);
        let daily = by_day.0.map_or_else(Vec::new, |first| form::series(first, &by_day.1, &settings.form));
        doubt(&mut loads, &daily, &settings.form);
        let last_wellness = athlete.wellness.range(..=today).next_back().map(|(d, _)| *d);
        let last_known = loads.last().map(|l| l.day).max(last_wellness);
        Self { today, book, loads, daily, typical, seed, form: settings.form, last_known }
    }

    /// The day's point of the series.
    #[must_use]
    pub fn point(&self, day: Day) -> Option<&FormPoint> {
        let first = self.daily.first()?.date;
        self.daily.get(usize::try_from(between(first, day)).ok()?)
    }

    /// Load of a day; 0 outside the series.
    #[must_use]
    pub fn load_on(&self, day: Day) -> f64 {
        self.point(day).map_or(0.0, |p| p.load)
    }

    /// (CTL, ATL) at the end of `day`: the seed before the series, and decayed without load after it.
    #[must_use]
    pub fn state(&self, day: Day) -> (f64, f64) {
        if let Some(p) = self.point(day) {
            return (p.ctl, p.atl);
        }
        match self.daily.last() {
            Some(last) if day > last.date => {
                let days = between(last.date, day).clamp(0, 20_000) as f64;
                let g = form::Gains::of(&self.form);
                (last.ctl * (1.0 - g.ctl).powf(days), last.atl * (1.0 - g.atl).powf(days))
            }
            _ => self.seed,
        }
    }

    /// Whether any load, or a seed, stands behind form. Before that its figures are 0 and mean nothing.
    #[must_use]
    pub fn has_form(&self) -> bool {
        !self.daily.is_empty() || self.form.seed_ctl.is_some()
    }

    /// Whether form says anything on the morning of `day`: 28 days of load stand behind it, or a seed was set. Before that
    /// fitness still rises from an arbitrary start, and fatigue, which is quicker, seems to be all there is.
    #[must_use]
    pub fn grown(&self, day: Day) -> bool {
        let behind = self.daily.first().map(|p| between(p.date, day));
        let days = |d: i64| usize::try_from(d).is_ok_and(|d| d >= form::SEED_DAYS);
        behind.is_some_and(|d| days(d) || self.form.seed_ctl.is_some())
    }

    /// Form of the morning of `day`, from the evening before.
    #[must_use]
    pub fn morning(&self, day: Day) -> FormMorning {
        let yesterday = shift(day, -1);
        let (ctl, atl) = self.state(yesterday);
        let week_before = self.state(shift(yesterday, -7)).0;
        let behind = self.daily.first().map_or(0, |p| between(p.date, day));
        let warming_up = self.form.seed_ctl.is_none() && behind < form::WARM_UP_DAYS;
        FormMorning { ctl, atl, tsb: ctl - atl, ramp: ctl - week_before, warming_up }
    }

    /// Whether nothing is known of `day`, which is over: no activity then, and neither an activity nor a wellness
    /// value from that day on that would show that devices were read. A rest day is known as such once something
    /// later is.
    #[must_use]
    pub fn unconfirmed(&self, day: Day) -> bool {
        day < self.today && self.last_known.is_none_or(|last| day > last)
    }

    /// Load of the week that begins on `monday`, as far as the series goes.
    #[must_use]
    pub fn weekly_load(&self, monday: Day) -> f64 {
        (0..7).map(|i| self.load_on(shift(monday, i))).total()
    }

    /// Loads of the seven days before `day`, oldest first.
    #[must_use]
    pub fn week_before(&self, day: Day) -> [f64; 7] {
        [-7, -6, -5, -4, -3, -2, -1].map(|i| self.load_on(shift(day, i)))
    }

    /// Up to `most` blocks of seven days before `day`, oldest first, as far back as there is history.
    #[must_use]
    pub fn weeks_before(&self, day: Day, most: u16) -> Vec<[f64; 7]> {
        let Some(first) = self.daily.first().map(|p| p.date) else { return Vec::new() };
        let known = (between(first, day) / 7).clamp(0, i64::from(most));
        (0..known).rev().map(|i| self.week_before(shift(day, -7 * i))).collect()
    }

    /// Activities of the days `from` to `to`, both included.
    #[must_use]
    pub fn within(&self, from: Day, to: Day) -> &[ActivityLoad] {
        let lo = self.loads.partition_point(|l| l.day < from);
        let hi = self.loads.partition_point(|l| l.day <= to);
        self.loads.get(lo..hi).unwrap_or_default()
    }

    /// Activities of a day.
    #[must_use]
    pub fn on(&self, day: Day) -> &[ActivityLoad] {
        self.within(day, day)
    }

    /// The longest activities of a sport in the `days` up to and including today.
    #[must_use]
    pub fn longest(&self, sport: Sport, days: i64) -> Longest {
        self.longest_before(sport, shift(self.today, 1), days)
    }

    /// The longest activities of a sport in the `days` before `day`.
    #[must_use]
    pub fn longest_before(&self, sport: Sport, day: Day, days: i64) -> Longest {
        let of_sport = self.within(shift(day, -days), shift(day, -1)).iter().filter(|l| l.sport == sport);
        of_sport.fold(Longest::default(), |a, l| Longest {
            minutes: a.minutes.max(l.minutes),
            metres: a.metres.max(l.metres.unwrap_or(0.0)),
        })
    }

    /// Days with a hard activity from `from` to `to`, both included, rising.
    #[must_use]
    pub fn hard_days(&self, from: Day, to: Day) -> Vec<Day> {
        let mut days: Vec<Day> = self.within(from, to).iter().filter(|l| l.hard).map(|l| l.day).collect();
        days.dedup();
        days
    }

    /// Minutes low, mid, high from `from` to `to`, both included.
    #[must_use]
    pub fn zone_minutes(&self, from: Day, to: Day) -> [f64; 3] {
        self.within(from, to).iter().fold([0.0; 3], |a, l| std::array::from_fn(|i| a[i] + l.zone_minutes[i]))
    }

    /// What those minutes were told from: mixed when some activities go by power and some by heart rate.
    #[must_use]
    pub fn zone_basis(&self, from: Day, to: Day) -> Basis {
        self.within(from, to).iter().fold(Basis::None, |a, l| a.with(l.basis))
    }

    /// The form series of one sport alone, over the same days.
    #[must_use]
    pub fn daily_of(&self, sport: Sport) -> Vec<FormPoint> {
        let Some(first) = self.daily.first().map(|p| p.date) else { return Vec::new() };
        let mut loads = vec![0.0; self.daily.len()];
        for l in self.loads.iter().filter(|l| l.counts && l.sport == sport) {
            if let Some(slot) = usize::try_from(between(first, l.day)).ok().and_then(|i| loads.get_mut(i)) {
                *slot += l.load.value;
            }
        }
        // Seeds are of the combined series and cannot be told apart by sport.
        let form = FormSettings { seed_ctl: None, seed_atl: None, ..self.form };
        form::series(first, &loads, &form)
    }

    /// The settings of the form series.
    #[must_use]
    pub fn form_settings(&self) -> &FormSettings {
        &self.form
    }
}

/// Marks the activities whose load can hardly be: by intensity always; by fitness once 42 days of it stand behind, for
/// a first week is beyond any fitness yet.
fn doubt(loads: &mut [ActivityLoad], daily: &[FormPoint], form: &FormSettings) {
    let first = daily.first().map(|p| p.date);
    for l in loads.iter_mut().filter(|l| l.counts) {
        let hard = l.load.intensity.is_some_and(|i| i > SUSPECT_INTENSITY) && l.minutes > SUSPECT_MINUTES;
        let behind = first.map_or(0, |f| between(f, l.day));
        let known = form.seed_ctl.is_some() || behind >= 42;
        let before = usize::try_from(behind - 1).ok().and_then(|i| daily.get(i)).filter(|_| known);
        let by_duration =
            matches!(l.load.method, load::Method::Duration | load::Method::Stated | load::Method::Rpe);
        let large = !by_duration && before.is_some_and(|p| l.load.value > SUSPECT_LOAD * p.ctl);
        l.suspect = match (hard, large) {
            (true, _) => Some(Suspect::Intensity),
            (false, true) => Some(Suspect::Load),
            (false, false) => None,
        };
    }
}

/// First day with a load that is taken, and the load of every day from it to `today`. What is only shown starts nothing:
/// its days would stand before the others with no load, and fitness would seem to rise from zero.
fn daily_loads(
    loads: &[ActivityLoad],
    today: Day,
    take: impl Fn(&ActivityLoad) -> bool,
) -> (Option<Day>, Vec<f64>) {
    let Some(first) = loads.iter().find(|l| take(l)).map(|l| l.day) else { return (None, Vec::new()) };
    let days = usize::try_from(between(first, today) + 1).unwrap_or(0);
    let mut out = vec![0.0; days];
    for l in loads.iter().filter(|l| take(l)) {
        if let Some(slot) = usize::try_from(between(first, l.day)).ok().and_then(|i| out.get_mut(i)) {
            *slot += l.load.value;
        }
    }
    (Some(first), out)
}

fn loads(athlete: &Athlete, book: &Book, today: Day) -> (Vec<ActivityLoad>, TypicalLoad) {
    let settings = &athlete.settings;
    // By local date: activities are kept by UTC start, and travel can put two local dates out of order.
    let mut order: Vec<(Day, usize)> = athlete
        .activities
        .iter()
        .enumerate()
        .map(|(i, a)| (a.best().local_date, i))
        .filter(|(d, _)| *d <= today)
        .collect();
    order.sort_unstable();
    let mut typical = TypicalLoad::default();
    let mut ladder = Ladder::new(book, settings);
    let mut out = Vec::with_capacity(order.len());
    for (_, index) in order {
        let mut one = activity_load(index, &athlete.activities[index], book, settings.zones, &mut ladder, &typical);
        one.hard |= one.counts && one.sport == Sport::Strength && heavy_on_legs(athlete, one.day);
        if one.counts {
            typical.note_rating(one.day, &one.load, one.rpe);
            let factor = load::factor(one.sport, settings);
            typical.note(one.sport, one.day, &one.load, factor, one.minutes / 60.0);
        }
        out.push(one);
    }
    (out, typical)
}

/// Whether the sets of a day are heavy on the legs, against the maxima of the days before.
fn heavy_on_legs(athlete: &Athlete, day: Day) -> bool {
    let today: Vec<StrengthSet> = athlete.sets_on(day).map(|s| s.set.clone()).collect();
    let before = athlete.sets.iter().map(|s| &s.set).filter(|s| s.day < day);
    let mut maxima = BTreeMap::new();
    for (exercise, max) in before.filter_map(|s| Some((s.exercise.clone(), strength::one_rep_max(s)?))) {
        let best = maxima.entry(exercise).or_insert(max);
        *best = f64::max(*best, max);
    }
    strength::is_heavy_on_legs(&today, &maxima)
}

fn activity_load(
    index: usize,
    activity: &Activity,
    book: &Book,
    families: ZoneSettings,
    ladder: &mut Ladder<'_>,
    typical: &TypicalLoad,
) -> ActivityLoad {
    let may = |r: &&ActivityRecord| Policy::of(r.provider).combine;
    let counts = activity.records.iter().any(|r| may(&r));
    // Of the records that may be combined the one with the most trustworthy load counts; the first of equals.
    let usable = || activity.records.iter().filter(|r| may(r) == counts);
    let mut best: Option<(&ActivityRecord, Load)> = None;
    let said = activity.annotation.as_ref().and_then(|a| a.rpe);
    for r in usable() {
        let l = ladder.load(&rated(r, said), typical);
        if best.is_none_or(|(_, b)| l.confidence > b.confidence) {
            best = Some((r, l));
        }
    }
    let (record, load) =
        best.unwrap_or_else(|| (activity.best(), ladder.load(&rated(activity.best(), said), typical)));
    let rpe = said.or(record.rpe).or_else(|| usable().find_map(|r| r.rpe));
    let (zones, basis) = zones_of(record, book, families);
    let minutes = load::seconds(record) / 60.0;
    ActivityLoad {
        index,
        day: activity.best().local_date,
        sport: record.sport,
        load,
        counts,
        hard: counts && is_hard(record, book, &zones, basis, rpe, minutes),
        zone_minutes: distribution::band_minutes(&zones),
        basis,
        minutes,
        metres: record.distance_m,
        rpe,
        suspect: None,
    }
}

/// A record with what the athlete said afterwards in the place of its own rating.
fn rated(r: &ActivityRecord, said: Option<f64>) -> Cow<'_, ActivityRecord> {
    match said {
        Some(rpe) if r.rpe != Some(rpe) => Cow::Owned(ActivityRecord { rpe: Some(rpe), ..r.clone() }),
        _ => Cow::Borrowed(r),
    }
}

/// Seconds in zones of a record, and what they were told from: power where it was measured, else heart rate.
#[must_use]
pub fn zones_of(r: &ActivityRecord, book: &Book, families: ZoneSettings) -> (distribution::ZoneSeconds, Basis) {
    let m = &r.metrics;
    if m.power_coverage >= 0.9
        && let Some(ftp) = book.value(ThresholdKind::Ftp, r.sport, r.local_date)
    {
        return (distribution::seconds_in_zones(&m.power, &zones::power_bounds(ftp)), Basis::Power);
    }
    if m.hr_coverage >= 0.7
        && let Some(lthr) = book.value(ThresholdKind::Lthr, r.sport, r.local_date)
    {
        let model = zones::Model::heart_rate(families.heart_rate, r.sport);
        return (distribution::seconds_in_zones(&m.hr, &model.bounds(lthr)), Basis::HeartRate);
    }
    ([0.0; 7], Basis::None)
}

fn is_hard(
    r: &ActivityRecord,
    book: &Book,
    zones: &distribution::ZoneSeconds,
    basis: Basis,
    rpe: Option<f64>,
    minutes: f64,
) -> bool {
    distribution::is_hard(zones, basis)
        || (rpe.is_some_and(|x| x >= 7.0) && minutes >= 30.0)
        || (basis == Basis::None && r.sport == Sport::Run && is_fast(r, book))
}

/// By speed alone: ten minutes on end in pace zone 4, or thirty in zone 3.
fn is_fast(r: &ActivityRecord, book: &Book) -> bool {
    let Some(threshold) = book.value(ThresholdKind::ThresholdSpeed, r.sport, r.local_date) else { return false };
    let best = |s: u32| r.metrics.mm_speed.iter().find(|p| p.0 == s).map(|p| f64::from(p.1));
    let zone = |s: u32| best(s).map_or(0, |v| zones::speed_zone_of(v, threshold));
    zone(600) >= 4 || zone(1800) >= 3
}

#[cfg(test)]
mod tests;
