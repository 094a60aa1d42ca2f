//! Did the laps hold what the steps of a session asked for?
//!
//! Owns: targets in watts, beats and metres a second, and which lap was which step. Does not own: when an interval is
//! kept ([`compliance::Interval`]), the pairing ([`alignment`]).

use super::link::Effort;
use crate::{
    domain::{
        Athlete, Block, Lap, Session, Sport, Step, ThresholdKind, Units,
        num::plain,
        session::{Duration, StepKind, Target},
    },
    science::{
        alignment,
        compliance::{self, Interval},
        thresholds::Book,
    },
};
use serde::Serialize;

/// The work of a session, step by step.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Intervals {
    /// Share of the planned work time that kept its target, percent.
    pub kept_pct: f64,
    /// The steps of work, in order.
    pub steps: Vec<StepDone>,
}

/// One step of work with the lap that was it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct StepDone {
    /// Planned seconds; of a distance at its target speed.
    pub seconds: f64,
    /// What the target is in.
    pub unit: &'static str,
    /// Lower end of the target.
    pub low: f64,
    /// Upper end of the target.
    pub high: f64,
    /// The lap, from 1, over all recordings of the session; none for a step that no lap fits.
    pub lap: Option<usize>,
    /// Its mean.
    pub mean: Option<f64>,
    /// Whether that lies within the target, five percent around it.
    pub kept: bool,
}

impl StepDone {
    /// A figure of this step without its unit: a speed as the sport tells it.
    fn figure(&self, value: f64, sport: Sport, units: Units) -> String {
        if self.is_speed() { units.pace(value, sport) } else { plain(value, 0) }
    }

    fn is_speed(&self) -> bool {
        self.unit == unit(Target::SpeedPct)
    }

    /// The unit that its figures are told in.
    #[must_use]
    pub fn told_unit(&self, sport: Sport, units: Units) -> &'static str {
        if self.is_speed() { units.pace_unit(sport) } else { self.unit }
    }

    /// What was asked: `228–242 W`, `4:05–4:20 /km`.
    #[must_use]
    pub fn asked(&self, sport: Sport, units: Units) -> String {
        let (low, high) = (self.figure(self.low, sport, units), self.figure(self.high, sport, units));
        let unit = self.told_unit(sport, units);
        if low == high {
            format!("{low} {unit}")
        } else if self.is_speed() && sport.is_told_by_pace() {
            // The faster one is the smaller figure.
            format!("{high}–{low} {unit}")
        } else {
            format!("{low}–{high} {unit}")
        }
    }

    /// What was held, with its unit; `None` where no lap fits.
    #[must_use]
    pub fn held(&self, sport: Sport, units: Units) -> Option<String> {
        self.mean.map(|m| format!("{} {}", self.figure(m, sport, units), self.told_unit(sport, units)))
    }
}

/// A step in the units of a lap.
struct Asked<'a> {
    step: &'a Step,
    /// Target in the unit of the figure; none for steps by feel.
    range: Option<(f64, f64)>,
}

impl Asked<'_> {
    fn seconds(&self) -> f64 {
        match (self.step.duration, self.range) {
            (Duration::Time(s) | Duration::Lap(s), _) => f64::from(s),
            (Duration::Distance(m), Some((lo, hi))) if self.step.target == Target::SpeedPct && lo + hi > 0.0 => {
                f64::from(m) / f64::midpoint(lo, hi)
            }
            (Duration::Distance(_), _) => 0.0,
        }
    }

    /// The figure of a lap that the target is about.
    fn figure(&self, lap: &Lap) -> Option<f64> {
        match self.step.target {
            Target::PowerPct => lap.avg_power_w,
            Target::HrPct => lap.avg_hr,
            Target::SpeedPct => lap.distance_m.filter(|_| lap.timer_s > 0.0).map(|m| m / lap.timer_s),
            Target::Rpe | Target::Free => None,
        }
    }

    /// Lengths of the step and of a lap in one unit.
    fn lengths(&self, lap: &Lap) -> Option<(f64, f64)> {
        match self.step.duration {
            Duration::Time(s) => Some((f64::from(s), lap.timer_s)),
            // It is over when the athlete says so, so any length is the right one.
            Duration::Lap(_) => Some((lap.timer_s, lap.timer_s)),
            Duration::Distance(m) => Some((f64::from(m), lap.distance_m?)),
        }
    }

    /// How far a lap is off the target, 0 to 0.3: so that of two laps of one length the one that was work is taken for
    /// the work.
    fn strain(&self, lap: &Lap) -> f64 {
        let Some(((lo, hi), mean)) = self.range.zip(self.figure(lap)) else { return 0.0 };
        let middle = f64::midpoint(lo, hi);
        if middle <= 0.0 || mean <= 0.0 { 0.3 } else { 0.3 * ((mean / middle).ln().abs() / 1.5_f64.ln()).min(1.0) }
    }
}

/// Most steps times laps that are paired.
const PAIRS_MAX: usize = 250_000;

/// Steps of work against laps. `None` when the session asks for no work with a target, when its day has no threshold for
/// that target, or when laps for less than half of the work follow the session (a device that makes one every kilometre).
#[must_use]
pub fn intervals(athlete: &Athlete, book: &Book, session: &Session, effort: &Effort) -> Option<Intervals> {
    let records = effort.parts.iter().filter_map(|p| Some(athlete.activities.get(p.index)?.best()));
    let laps: Vec<Lap> = records.flat_map(|r| r.laps.iter().copied()).collect();
    // Far more laps than any session has steps are a fault of the file, and no pairing is worth their square.
    if Block::count(&session.steps).saturating_mul(laps.len()) > PAIRS_MAX {
        return None;
    }
    let asked: Vec<Asked> =
        Block::flatten(&session.steps).into_iter().map(|step| asked(step, session.sport, book, effort)).collect();
    let pairs = alignment::align(
        asked.len(),
        laps.len(),
        |s, l| asked[s].lengths(&laps[l]),
        |s, l| asked[s].strain(&laps[l]),
    );
    let mut steps = Vec::new();
    for (a, lap) in asked.iter().zip(pairs) {
        let Some((low, high)) = a.range.filter(|_| a.step.kind == StepKind::Work) else { continue };
        let mean = lap.and_then(|l| a.figure(&laps[l]));
        let done = Interval { seconds: a.seconds(), low, high, mean };
        steps.push((
            done,
            StepDone {
                seconds: done.seconds,
                unit: unit(a.step.target),
                low,
                high,
                lap: lap.filter(|_| mean.is_some()).map(|l| l + 1),
                mean,
                kept: done.kept(),
            },
        ));
    }
    let all: Vec<Interval> = steps.iter().map(|s| s.0).collect();
    let seconds = |of: fn(&Interval) -> bool| all.iter().filter(|i| of(i)).map(|i| i.seconds).sum::<f64>();
    if seconds(|i| i.mean.is_some()) < 0.5 * seconds(|_| true) {
        return None;
    }
    Some(Intervals {
        kept_pct: 100.0 * compliance::intervals(&all)?,
        steps: steps.into_iter().map(|s| s.1).collect(),
    })
}

fn asked<'a>(step: &'a Step, sport: Sport, book: &Book, effort: &Effort) -> Asked<'a> {
    let kind = match (step.target, sport) {
        (Target::PowerPct, _) => Some(ThresholdKind::Ftp),
        (Target::HrPct, _) => Some(ThresholdKind::Lthr),
        (Target::SpeedPct, Sport::Swim) => Some(ThresholdKind::Css),
        (Target::SpeedPct, _) => Some(ThresholdKind::ThresholdSpeed),
        (Target::Rpe | Target::Free, _) => None,
    };
    let threshold = kind.and_then(|k| book.value(k, sport, effort.day()));
    let range = threshold.map(|t| {
        let (a, b) = (step.lo / 100.0 * t, step.hi / 100.0 * t);
        (a.min(b), a.max(b))
    });
    Asked { step, range }
}

fn unit(target: Target) -> &'static str {
    match target {
        Target::PowerPct => "W",
        Target::HrPct => "bpm",
        Target::SpeedPct => "m/s",
        Target::Rpe | Target::Free => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::library::{self, Speeds},
        science::{
            history::History,
            testing::{athlete, day, ride, set},
        },
    };

    fn lap(timer_s: f64, watts: f64) -> Lap {
        Lap { timer_s, avg_power_w: Some(watts), ..Lap::default() }
    }

    /// 3 × 10 min at threshold 200 W on the first of October, with these laps.
    fn of(laps: Vec<Lap>) -> Option<Intervals> {
        let session = library::template("B-THR").unwrap().session(day(10, 1), None, &Speeds::default());
        let mut r = ride(day(10, 1), 65.0, 180.0);
        r.laps = laps;
        let mut a = athlete([r]);
        a.settings.thresholds = vec![set(ThresholdKind::Ftp, Some(Sport::Bike), 200.0, day(1, 1))];
        let h = History::build(&a, day(10, 2));
        intervals(&a, &h.book, &session, &Effort { parts: h.loads.clone() })
    }

    fn work() -> Vec<(f64, f64, f64)> {
        let session = library::template("B-THR").unwrap().session(day(10, 1), None, &Speeds::default());
        Block::flatten(&session.steps)
            .into_iter()
            .map(|s| {
                let Duration::Time(t) = s.duration else { panic!("steps of time") };
                (f64::from(t), f64::midpoint(s.lo, s.hi) * 2.0, if s.kind == StepKind::Work { 1.0 } else { 0.0 })
            })
            .collect()
    }

    #[test]
    fn every_lap_on_target_keeps_all_of_it() {
        let got = of(work().into_iter().map(|(s, w, _)| lap(s + 2.0, w)).collect()).unwrap();
        assert!((got.kept_pct - 100.0).abs() < 1e-9, "{got:?}");
        assert!(got.steps.iter().all(|s| s.kept && s.lap.is_some() && s.unit == "W"));
        assert_eq!(got.steps.len(), work().iter().filter(|w| w.2 > 0.0).count());
    }

    #[test]
    fn a_weak_interval_and_a_missing_one_are_not_kept() {
        let mut laps: Vec<Lap> = work().into_iter().map(|(s, w, _)| lap(s, w)).collect();
        let works: Vec<usize> = work().iter().enumerate().filter(|(_, w)| w.2 > 0.0).map(|(i, _)| i).collect();
        laps[works[0]].avg_power_w = Some(laps[works[0]].avg_power_w.unwrap() * 0.9);
        laps.truncate(*works.last().unwrap());
        let got = of(laps).unwrap();
        assert!(!got.steps[0].kept && got.steps[0].lap.is_some());
        let last = got.steps.last().unwrap();
        assert!(!last.kept && last.lap.is_none() && last.mean.is_none());
        assert!(got.kept_pct < 100.0 * (1.0 - 1.0 / got.steps.len() as f64));
    }

    #[test]
    fn a_speed_is_told_as_the_sport_tells_it() {
        let step = |unit, low, high| StepDone {
            seconds: 300.0,
            unit,
            low,
            high,
            lap: Some(1),
            mean: Some(high),
            kept: true,
        };
        let (m, i) = (Units::Metric, Units::Imperial);
        let run = step("m/s", 3.8461, 4.0816);
        assert_eq!(
            (run.asked(Sport::Run, m), run.held(Sport::Run, m)),
            ("4:05–4:20 /km".into(), Some("4:05 /km".into()))
        );
        assert_eq!(run.asked(Sport::Run, i), "6:34–6:58 /mi");
        assert_eq!(step("m/s", 1.25, 1.25).asked(Sport::Swim, i), "1:13 /100 yd");
        assert_eq!(step("m/s", 3.0, 4.0).asked(Sport::Row, m), "10.8–14.4 km/h");
        assert_eq!(step("W", 228.0, 242.0).asked(Sport::Bike, i), "228–242 W");
    }

    #[test]
    fn laps_by_the_kilometre_say_nothing() {
        assert_eq!(of((0..30).map(|_| lap(125.0, 190.0)).collect()), None);
        assert_eq!(of(vec![]), None);
        assert_eq!(of(vec![lap(1.0, 190.0); 100_000]), None, "nor does a file of nothing but laps");
    }
}
