//! From efforts to candidates, one function per method.

use super::Candidate;
use crate::domain::{
    ActivityRecord, Athlete, Day, Lap, Sport, ThresholdKind, day::shift, threshold::ThresholdMethod as Method,
};
use crate::science::{
    power, run, swim,
    thresholds::{
        Book,
        efforts::{Flag, Known, Test},
        estimate,
    },
};

/// Between a walker's and a world champion's hour; outside, the power meter is wrong, W.
const WATTS: std::ops::RangeInclusive<f64> = 40.0..=500.0;
/// Durations whose best efforts enter a fit, s.
const FIT_S: std::ops::RangeInclusive<u32> = 120..=1200;
/// D′ that a person can have, m.
const D_PRIME: std::ops::RangeInclusive<f64> = 20.0..=700.0;
/// Best efforts of one activity: seconds, mean, heart rate at the end.
fn curve<'a>(points: &'a [(u32, f32)], ends: &'a [u8]) -> impl Iterator<Item = (u32, f64, Option<&'a u8>)> {
    points.iter().enumerate().map(|(i, &(s, v))| (s, f64::from(v), ends.get(i)))
}

fn power_curve(r: &ActivityRecord) -> impl Iterator<Item = (u32, f64, Option<&u8>)> {
    curve(&r.metrics.mmp, &r.metrics.mmp_end_hr)
}

fn speed_curve(r: &ActivityRecord) -> impl Iterator<Item = (u32, f64, Option<&u8>)> {
    curve(&r.metrics.mm_speed, &r.metrics.mm_speed_end_hr)
}

fn of_sport<'a>(known: &'a [Known<'a>], sport: Sport) -> impl Iterator<Item = &'a Known<'a>> {
    known.iter().filter(move |k| k.record.sport == sport)
}

fn candidate(
    kind: ThresholdKind,
    k: &Known,
    value: f64,
    method: Method,
    confidence: f64,
    reason: String,
) -> Candidate {
    let sport = Some(k.record.sport);
    let (effort_day, activity, flagged) = (k.day(), Some(k.id), k.flag.is_some());
    Candidate { kind, sport, value, method, confidence, effort_day, activity, flagged, sound: true, reason }
}

/// FTP of the tests that say so: 20 minutes and ramps. The latest of each.
pub(super) fn tests_on_the_bike(known: &[Known]) -> Vec<Candidate> {
    let test = |test: Test, seconds: u32, of: fn(f64) -> f64, method: Method, confidence: f64| {
        let found = of_sport(known, Sport::Bike).filter(|k| k.flag == Some(Flag::Test(test))).filter_map(|k| {
            let (_, watts, _) = power_curve(k.record).find(|p| p.0 == seconds)?;
            let value = of(watts);
            let reason = format!("{} on {}: best {} min at {watts:.0} W", method.title(), k.day(), seconds / 60);
            WATTS.contains(&value).then(|| candidate(ThresholdKind::Ftp, k, value, method, confidence, reason))
        });
        found.last()
    };
    [
        test(Test::TwentyMinutes, 1200, power::ftp_of_20_min, Method::TwentyMinutes, 0.85),
        test(Test::Ramp, 60, power::ftp_of_ramp, Method::Ramp, 0.75),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The best maximal effort of 3 to 60 minutes, scaled by the typical curve.
pub(super) fn eftp(known: &[Known]) -> Option<Candidate> {
    let all = of_sport(known, Sport::Bike).flat_map(|k| {
        power_curve(k.record).filter(|p| k.is_maximal(p.2)).filter_map(move |(s, watts, end)| {
            let value = power::eftp(f64::from(s), watts)?;
            WATTS.contains(&value).then_some((value, k, s, watts, end.copied()))
        })
    });
    let (value, k, s, watts, end) = all.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let heart = end.filter(|bpm| *bpm > 0).map(|bpm| format!(", heart rate {bpm} at its end")).unwrap_or_default();
    let reason = format!("best {} min at {watts:.0} W on {}{heart}", s / 60, k.day());
    let confidence = if k.flag.is_some() { 0.75 } else { 0.7 };
    Some(candidate(ThresholdKind::Ftp, k, value, Method::Eftp, confidence, reason))
}

/// The best maximal effort of each duration of 2 to 20 minutes: seconds, mean, and whose it was.
fn maximal<'a>(
    known: &'a [Known<'a>],
    sport: Sport,
    of: impl Fn(&'a ActivityRecord) -> Vec<(u32, f64, Option<&'a u8>)>,
) -> Vec<(u32, f64, &'a Known<'a>)> {
    let mut best: std::collections::BTreeMap<u32, (f64, &Known)> = std::collections::BTreeMap::new();
    for k in of_sport(known, sport) {
        for (s, v, end) in of(k.record).into_iter().filter(|p| FIT_S.contains(&p.0)) {
            if k.is_maximal(end) && best.get(&s).is_none_or(|b| v > b.0) {
                best.insert(s, (v, k));
            }
        }
    }
    // A longer effort at the same mean says more: the shorter one was not all out.
    let mut out: Vec<(u32, f64, &Known)> = Vec::new();
    for (s, (v, k)) in best.into_iter().rev() {
        if out.last().is_none_or(|longer| v > longer.1 * 1.005) {
            out.push((s, v, k));
        }
    }
    out.reverse();
    out
}

/// Thins points out to `most`, keeping the ends and spreading the rest.
fn spread<T: Copy>(points: &[T], most: usize) -> Vec<T> {
    if points.len() <= most || most < 2 {
        return points.to_vec();
    }
    (0..most).map(|i| points[i * (points.len() - 1) / (most - 1)]).collect()
}

/// Critical power of two to six maximal efforts.
pub(super) fn critical_power(known: &[Known]) -> Option<Candidate> {
    let points = spread(&maximal(known, Sport::Bike, |r| power_curve(r).collect()), 6);
    let fit = power::critical_power_fit(&points.iter().map(|p| (f64::from(p.0), p.1)).collect::<Vec<_>>())?;
    let latest = points.iter().max_by_key(|p| p.2.day())?.2;
    let sound = fit.r2 >= power::GOOD_FIT;
    let reason = format!(
        "{} maximal efforts of {}–{} min, W′ {:.1} kJ, R² {:.3}",
        points.len(),
        points.first()?.0 / 60,
        points.last()?.0 / 60,
        fit.w_prime / 1000.0,
        fit.r2
    );
    let confidence = if sound { 0.8 } else { 0.5 };
    let found = candidate(ThresholdKind::Cp, latest, fit.cp, Method::CriticalPower, confidence, reason);
    Some(Candidate { sound, ..found })
}

/// Critical speed of two to four maximal efforts.
pub(super) fn critical_speed(known: &[Known]) -> Option<Candidate> {
    let points = spread(&maximal(known, Sport::Run, |r| speed_curve(r).collect()), 4);
    let (first, last) = (points.first()?, points.last()?);
    if last.0 < 3 * first.0 {
        return None;
    }
    let of = |p: &(u32, f64, &Known)| (f64::from(p.0), f64::from(p.0) * p.1);
    let (cs, d_prime) = run::critical_speed(&points.iter().map(of).collect::<Vec<_>>())?;
    if !D_PRIME.contains(&d_prime) {
        return None;
    }
    let latest = points.iter().max_by_key(|p| p.2.day())?.2;
    let (lo, hi) = (first.0 / 60, last.0 / 60);
    let reason = format!("{} maximal efforts of {lo}–{hi} min, D′ {d_prime:.0} m", points.len());
    Some(candidate(ThresholdKind::ThresholdSpeed, latest, cs, Method::CriticalSpeed, 0.8, reason))
}

/// VDOT of the whole of each race, or of a maximal effort of 20 minutes and more: value and whose it was.
fn vdots<'a>(known: &'a [Known<'a>]) -> impl Iterator<Item = (f64, f64, f64, &'a Known<'a>)> {
    of_sport(known, Sport::Run).flat_map(|k| {
        let race =
            (k.flag == Some(Flag::Race)).then_some(()).and(k.record.distance_m).map(|m| (k.record.moving_s, m));
        let best = speed_curve(k.record)
            .filter(|p| p.0 >= 1200 && k.is_maximal(p.2))
            .map(|(s, v, _)| (f64::from(s), f64::from(s) * v));
        let sane = race.into_iter().chain(best).filter(|(s, m)| *s > 0.0 && m / s <= 7.0).collect::<Vec<_>>();
        sane.into_iter().filter_map(move |(s, m)| Some((run::vdot(s, m)?, s, m, k)))
    })
}

/// Threshold speed of the best race.
pub(super) fn vdot(known: &[Known]) -> Option<Candidate> {
    let (vdot, s, m, k) = vdots(known).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let reason = format!("{:.1} km in {:.0} min on {}, VDOT {vdot:.1}", m / 1000.0, s / 60.0, k.day());
    let value = run::threshold_speed(vdot);
    (value > 1.2).then(|| candidate(ThresholdKind::ThresholdSpeed, k, value, Method::Vdot, 0.75, reason))
}

/// The best VDOT and its day.
pub(super) fn best_vdot(known: &[Known]) -> Option<(f64, Day)> {
    vdots(known).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(v, _, _, k)| (v, k.day()))
}

/// The best mean power over some seconds and its day.
pub(super) fn best_power(known: &[Known], seconds: u32) -> Option<(f64, Day)> {
    let of = |k: &Known| power_curve(k.record).find(|p| p.0 == seconds).map(|p| (p.1, k.day()));
    of_sport(known, Sport::Bike).filter_map(of).max_by(|a, b| a.0.total_cmp(&b.0))
}

/// LTHR of time trials, else of half hours at threshold output. The latest of each sport.
pub(super) fn threshold_rates(known: &[Known], book: &Book) -> Vec<Candidate> {
    let one = |k: &Known| {
        let r = k.record;
        let value = f64::from(r.metrics.half_hour_end_hr?);
        if k.flag == Some(Flag::Test(Test::TimeTrial)) {
            let reason = format!("mean of the last 20 min of the time trial on {}", k.day());
            return Some(candidate(ThresholdKind::Lthr, k, value, Method::TimeTrial, 0.85, reason));
        }
        let (kind, best) = match r.sport {
            Sport::Bike => (ThresholdKind::Ftp, power_curve(r).find(|p| p.0 == 1800)?.1),
            Sport::Run => (ThresholdKind::ThresholdSpeed, speed_curve(r).find(|p| p.0 == 1800)?.1),
            _ => return None,
        };
        let share = best / book.value(kind, r.sport, r.local_date)?;
        let reason = format!(
            "mean of the last 20 min of half an hour at {:.0} % of threshold on {}",
            share * 100.0,
            k.day()
        );
        (0.97..=1.10)
            .contains(&share)
            .then(|| candidate(ThresholdKind::Lthr, k, value, Method::HalfHour, 0.6, reason))
    };
    let latest = |sport| {
        let mut found: Vec<Candidate> = of_sport(known, sport).filter_map(one).collect();
        found.sort_by(|a, b| a.confidence.total_cmp(&b.confidence).then(a.effort_day.cmp(&b.effort_day)));
        found.pop()
    };
    [latest(Sport::Bike), latest(Sport::Run)].into_iter().flatten().collect()
}

/// Critical swim speed of the laps of a test: the fastest 400 m and 200 m.
pub(super) fn swim_test(known: &[Known]) -> Option<Candidate> {
    let tests = of_sport(known, Sport::Swim).filter(|k| k.flag == Some(Flag::Test(Test::Swim)));
    let of = |k: &Known| {
        let fastest = |metres: f64| {
            let near =
                |l: &&Lap| l.timer_s > 0.0 && l.distance_m.is_some_and(|d| (d - metres).abs() <= 0.03 * metres);
            let laps = k.record.laps.iter().filter(near).filter_map(|l| Some((l.distance_m?, l.timer_s)));
            laps.min_by(|a, b| (a.1 / a.0).total_cmp(&(b.1 / b.0)))
        };
        let css = swim::critical_speed(fastest(200.0)?, fastest(400.0)?)?;
        let reason = format!("400 m and 200 m swum all out on {}", k.day());
        (0.4..=2.2).contains(&css).then(|| candidate(ThresholdKind::Css, k, css, Method::SwimTest, 0.85, reason))
    };
    tests.filter_map(of).last()
}

/// A heart rate above the maximum in use that three activities of a year come near.
pub(super) fn highest_rate(athlete: &Athlete, book: &Book, today: Day) -> Option<Candidate> {
    let known: Vec<Known> = super::efforts::known(athlete, book, today, 365).collect();
    let peaks: Vec<(f64, &Known)> = known.iter().filter_map(|k| Some((estimate::top(k.record)?, k))).collect();
    let value = estimate::supported(peaks.iter().map(|p| p.0).collect())?;
    let (_, k) = peaks.iter().filter(|p| p.0 >= value).max_by_key(|p| p.1.day())?;
    let now = book.value(ThresholdKind::HrMax, k.record.sport, shift(today, 0))?;
    let reason = format!("{value:.0} bpm on {}, and two more activities within 5 % of it", k.day());
    let found = candidate(ThresholdKind::HrMax, k, value, Method::Highest, 0.8, reason);
    (value >= now + 1.0).then_some(Candidate { sport: None, ..found })
}
