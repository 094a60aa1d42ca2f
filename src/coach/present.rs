//! A planned session in the athlete's own numbers: watts, pace, heart rate, and its steps in words.
//!
//! Owns: turning shares of a threshold into targets. Does not own: units other than metric, layout.

use super::{
    guard::{THRESHOLD_FEEL_WEEKS, threshold_weeks},
    morning::SessionView,
};
use crate::{
    domain::{
        Block, Day, Session, SessionKind, Sport, Step, ThresholdKind,
        day::short_name,
        session::{Duration, StepKind, Target},
    },
    science::{thresholds::Book, zones},
};

/// Half width of a target around a single figure, as a share of it.
const WIDTH: f64 = 0.03;

/// The session as a person reads it on `today`; targets are absent where their threshold is, and by feel where it is too
/// old.
#[must_use]
pub fn session_view(s: &Session, book: &Book, today: Day) -> SessionView {
    let says = Says { today, book, s };
    let main = main_step(s);
    SessionView {
        id: s.id,
        date: s.day,
        weekday: short_name(s.day).to_owned(),
        sport: s.sport.name().to_owned(),
        kind: s.kind.name().to_owned(),
        template: s.template.clone(),
        title: s.title.clone(),
        minutes: s.minutes,
        distance_km: s.distance_m.map(|m| m / 1000.0),
        load: s.load,
        intensity: s.intensity,
        hard: s.hard,
        locked: s.locked,
        target: main.and_then(|m| says.absolute(m)),
        hr_zone: main.and_then(|m| says.heart_rate(m)),
        zone_minutes: s.zone_minutes,
        steps: s.steps.clone(),
        lines: s.steps.iter().map(|b| says.block(b)).collect(),
        description: s.description.clone(),
        rationale: s.rationale.clone(),
        classes: Vec::new(),
        search: None,
    }
}

/// What the session is about: the work step with the most time, the harder one among equals.
fn main_step(s: &Session) -> Option<&Step> {
    let steps = Block::flatten(&s.steps);
    let work = || steps.iter().filter(|x| x.kind == StepKind::Work);
    let time = |a: &Step| -> u32 { work().filter(|x| x.lo.to_bits() == a.lo.to_bits()).map(|x| length(x)).sum() };
    let hard = s.hard && s.kind != SessionKind::Long;
    let order = |a: &Step| if hard { (a.hi.max(a.lo), f64::from(time(a))) } else { (f64::from(time(a)), a.hi) };
    let least = if hard { 60 } else { 0 };
    work()
        .filter(|x| time(x) >= least)
        .max_by(|a, b| {
            let (x, y) = (order(a), order(b));
            x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1))
        })
        .copied()
}

/// Rating that goes with a share of threshold, % (section-11's bands).
fn feel(share: f64) -> &'static str {
    match share {
        s if s < 75.0 => "2–4",
        s if s < 85.0 => "4–6",
        s if s < 95.0 => "6–8",
        s if s <= 105.0 => "8–9",
        _ => "9–10",
    }
}

/// Seconds, or metres.
fn length(s: &Step) -> u32 {
    match s.duration {
        Duration::Time(n) | Duration::Distance(n) | Duration::Lap(n) => n,
    }
}

struct Says<'a> {
    today: Day,
    book: &'a Book,
    s: &'a Session,
}

impl Says<'_> {
    fn threshold(&self, kind: ThresholdKind) -> Option<f64> {
        self.book.value(kind, self.s.sport, self.s.day)
    }

    /// `228–242 W`, `4:35–4:45 /km`, `1:38–1:42 /100 m`.
    fn absolute(&self, step: &Step) -> Option<String> {
        let (lo, hi) = range(step);
        if self.by_feel(step) {
            return Some(format!("RPE {}", feel(hi)));
        }
        match (step.target, self.s.sport) {
            (Target::PowerPct, _) => {
                let ftp = self.threshold(ThresholdKind::Ftp)?;
                Some(format!("{:.0}–{:.0} W", ftp * lo / 100.0, ftp * hi / 100.0))
            }
            (Target::SpeedPct, Sport::Run) => {
                let v = self.threshold(ThresholdKind::ThresholdSpeed)?;
                Some(format!("{}–{} /km", pace(1000.0 / (v * hi / 100.0)), pace(1000.0 / (v * lo / 100.0))))
            }
            (Target::SpeedPct, Sport::Swim) => {
                let v = self.threshold(ThresholdKind::Css)?;
                Some(format!("{}–{} /100 m", pace(100.0 / (v * hi / 100.0)), pace(100.0 / (v * lo / 100.0))))
            }
            (Target::HrPct, _) => {
                let lthr = self.threshold(ThresholdKind::Lthr)?;
                Some(format!("{:.0}–{:.0} bpm", lthr * step.lo / 100.0, lthr * step.hi / 100.0))
            }
            (Target::Rpe, _) => Some(format!("RPE {}", span(step.lo, step.hi))),
            _ => None,
        }
    }

    /// Whether hard work goes by feel, as no effort has supported its threshold for half a year.
    fn by_feel(&self, step: &Step) -> bool {
        let kind = match (step.target, self.s.sport) {
            (Target::PowerPct, _) => ThresholdKind::Ftp,
            (Target::SpeedPct, Sport::Swim) => ThresholdKind::Css,
            (Target::SpeedPct, _) => ThresholdKind::ThresholdSpeed,
            _ => return false,
        };
        let weeks = threshold_weeks(self.book, kind, self.s.sport, self.today.min(self.s.day));
        self.s.hard && weeks.is_some_and(|w| w > THRESHOLD_FEEL_WEEKS)
    }

    /// Share of threshold in words: `88–93 % FTP`.
    fn relative(&self, step: &Step) -> String {
        let (lo, hi) = range(step);
        let of = match (step.target, self.s.sport) {
            (Target::PowerPct, _) => "% FTP",
            (Target::SpeedPct, Sport::Swim) => "% of critical swim speed",
            (Target::SpeedPct, _) => "% of threshold speed",
            (Target::HrPct, _) => "% LTHR",
            (Target::Rpe, _) => return format!("RPE {}", span(step.lo, step.hi)),
            (Target::Free, _) => return "by feel".into(),
        };
        format!("{} {of}", span(lo.round(), hi.round()))
    }

    /// `Z2 (118–135 bpm)`: the zone that the effort settles in. Steps under five minutes have none: heart rate lags.
    fn heart_rate(&self, step: &Step) -> Option<String> {
        let seconds = match step.duration {
            Duration::Time(t) | Duration::Lap(t) => t,
            Duration::Distance(m) => m,
        };
        if seconds < 300 || self.s.sport == Sport::Strength || self.s.sport == Sport::Swim {
            return None;
        }
        let zone = hr_zone(step, self.s.sport)?;
        let name = zones::friel_name(zone);
        let range = self.threshold(ThresholdKind::Lthr).map(|l| zones::hr_range(zone, l, self.s.sport));
        Some(match range {
            Some((Some(lo), Some(hi))) => format!("{name} ({lo:.0}–{:.0} bpm)", hi - 1.0),
            Some((None, Some(hi))) => format!("{name} (under {hi:.0} bpm)"),
            Some((Some(lo), None)) => format!("{name} ({lo:.0} bpm and more)"),
            _ => name.to_owned(),
        })
    }

    fn step(&self, step: &Step) -> String {
        let long = duration(step);
        let named = |what: &str| lasting(step, what);
        let target = match self.absolute(step) {
            Some(t) if step.target != Target::Rpe => format!("{t} ({})", self.relative(step)),
            _ => self.relative(step),
        };
        let line = match step.kind {
            StepKind::Rest => named("rest"),
            StepKind::Recovery => named("easy"),
            StepKind::Warmup if step.ramp => format!("{}, rising to {}", named("warm-up"), self.end(step)),
            StepKind::Warmup => format!("{} at {target}", named("warm-up")),
            StepKind::Cooldown if step.ramp => format!("{}, easing off", named("cool-down")),
            StepKind::Cooldown => named("cool-down"),
            StepKind::Work if step.target == Target::Free => named("by feel"),
            StepKind::Work => format!("{long} at {target}"),
        };
        let line = step.cadence.map_or(line.clone(), |rpm| format!("{line}, {rpm} rpm"));
        step.text.as_ref().map_or(line.clone(), |t| format!("{t} · {line}"))
    }

    /// The end of a ramp.
    fn end(&self, step: &Step) -> String {
        let end = Step { lo: step.hi, ..step.clone() };
        self.absolute(&end).unwrap_or_else(|| self.relative(&end))
    }

    /// `3 × 12 min at 228–242 W (88–93 % FTP), 4 min easy between`.
    fn block(&self, b: &Block) -> String {
        let (n, blocks) = match b {
            Block::Step(s) => return self.step(s),
            Block::Repeat { n, blocks } => (n, blocks),
        };
        match blocks.as_slice() {
            [Block::Step(work), Block::Step(rest)]
                if matches!(rest.kind, StepKind::Recovery | StepKind::Rest) && work.text.is_none() =>
            {
                format!("{n} × {}, {} between", self.step(work), self.step(rest))
            }
            [Block::Step(work), Block::Step(rest)] if rest.kind == StepKind::Rest => {
                let what = work.text.clone().unwrap_or_default();
                format!("{n} sets: {what}, {}", lasting(rest, "rest"))
            }
            several => {
                let inner: Vec<String> = several.iter().map(|b| self.block(b)).collect();
                format!("{n} × [{}]", inner.join("; "))
            }
        }
    }
}

/// A single figure gets a width; a range keeps its own.
fn range(step: &Step) -> (f64, f64) {
    let (lo, hi) = (step.lo.min(step.hi), step.lo.max(step.hi));
    if hi - lo > 1e-9 { (lo, hi) } else { (lo * (1.0 - WIDTH), hi * (1.0 + WIDTH)) }
}

/// Heart-rate zone (1-based, Friel) that an effort settles in, from its share of threshold.
fn hr_zone(step: &Step, sport: Sport) -> Option<u8> {
    let pct = f64::midpoint(step.lo, step.hi);
    let bounds: [f64; 4] = match (step.target, sport) {
        (Target::PowerPct, _) => [55.0, 75.0, 90.0, 105.0],
        (Target::SpeedPct, _) => [77.5, 87.7, 94.3, 101.0],
        _ => return None,
    };
    Some(1 + bounds.iter().filter(|b| pct >= **b).count() as u8)
}

/// `4:35` from seconds.
fn pace(seconds: f64) -> String {
    let s = seconds.clamp(0.0, 5999.0).round() as u32;
    format!("{}:{:02}", s / 60, s % 60)
}

fn span(lo: f64, hi: f64) -> String {
    if (hi - lo).abs() < 1e-9 { format!("{lo}") } else { format!("{lo}–{hi}") }
}

fn duration(step: &Step) -> String {
    match step.duration {
        Duration::Time(s) => seconds(s),
        Duration::Distance(m) => format!("{m} m"),
        Duration::Lap(0) => "until lap".to_owned(),
        Duration::Lap(s) => format!("until lap (~{})", seconds(s)),
    }
}

/// `12 min warm-up`, `warm-up until lap (~12 min)`.
fn lasting(step: &Step, what: &str) -> String {
    let long = duration(step);
    if matches!(step.duration, Duration::Lap(_)) { format!("{what} {long}") } else { format!("{long} {what}") }
}

/// `12 min`, `1:30 min`, `45 s`.
fn seconds(s: u32) -> String {
    match s {
        s if s % 60 == 0 && s >= 60 => format!("{} min", s / 60),
        s if s > 60 => format!("{}:{:02} min", s / 60, s % 60),
        s => format!("{s} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::library::{Speeds, template},
        domain::{Athlete, Day, Settings, settings::Threshold},
    };

    fn book(kind: ThresholdKind, sport: Option<Sport>, value: f64) -> Book {
        let from = Day::from_ymd_opt(2026, 1, 1).unwrap();
        let t = Threshold {
            kind,
            sport,
            value,
            from,
            source: crate::domain::settings::ThresholdSource::default(),
            note: None,
        };
        let settings = Settings { thresholds: vec![t], ..Settings::default() };
        Book::build(&settings, &[], &Athlete::default().wellness, from)
    }

    fn view(id: &str, b: &Book) -> SessionView {
        let day = Day::from_ymd_opt(2026, 3, 5).unwrap();
        session_view(&template(id).unwrap().session(day, None, &Speeds::default()), b, day)
    }

    #[test]
    fn watts_of_a_ride() {
        let v = view("B-SST", &book(ThresholdKind::Ftp, Some(Sport::Bike), 260.0));
        assert_eq!(v.target.as_deref(), Some("230–244 W"));
        assert_eq!(v.lines[1], "3 × 12 min at 230–244 W (88–94 % FTP), 4 min easy between");
        assert_eq!((&*v.weekday, &*v.sport, &*v.kind), ("Thu", "bike", "sweet_spot"));
        assert!(v.hr_zone.as_deref().is_some_and(|z| z.starts_with("Z4")));
    }

    #[test]
    fn pace_of_a_run_and_a_swim() {
        let run = view("R-CRU", &book(ThresholdKind::ThresholdSpeed, Some(Sport::Run), 4.0));
        assert_eq!(run.target.as_deref(), Some("4:05–4:20 /km"));
        let swim = view("S-CSS", &book(ThresholdKind::Css, Some(Sport::Swim), 1.0));
        assert_eq!(swim.target.as_deref(), Some("1:37–1:43 /100 m"));
        assert!(
            swim.lines.iter().any(|l| l.starts_with("10 × 100 m at") && l.ends_with("15 s rest between")),
            "{:?}",
            swim.lines
        );
    }

    #[test]
    fn a_step_that_the_lap_button_ends_says_so() {
        let v = view("R-HILL", &book(ThresholdKind::ThresholdSpeed, Some(Sport::Run), 4.0));
        assert!(v.lines[1].ends_with(", easy until lap (~2 min) between"), "{:?}", v.lines);
    }

    #[test]
    fn without_thresholds_there_are_shares_only() {
        let b = Book::default();
        let v = view("B-THR", &b);
        assert_eq!(v.target, None);
        assert_eq!(v.lines[1], "3 × 10 min at 95–101 % FTP, 5 min easy between");
        let w = view("W-MAX", &b);
        assert!(w.lines[1].starts_with("4 sets: squat, 3–6 reps"), "{:?}", w.lines);
        assert!(w.hr_zone.is_none());
    }

    #[test]
    fn the_main_part_of_an_easy_ride_is_the_ride() {
        let v = view("B-END90", &book(ThresholdKind::Ftp, Some(Sport::Bike), 200.0));
        assert_eq!(v.target.as_deref(), Some("132–140 W"));
        assert_eq!(v.lines.len(), 3);
    }
}
