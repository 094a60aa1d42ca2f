//! What the flags look at, as plain numbers: one place where they are gathered, none where they are guessed.

use super::{Rules, strain::CTL_FLOOR};
use crate::domain::{Athlete, CheckIn, Day, Metric, Sport, day, report::Illness};
use crate::science::{
    history::History,
    readiness::{Measured, Signals},
};

/// The way back from an illness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Days since the athlete was well again; 0 on the day it was said.
    pub days: i64,
    /// The worst of it.
    pub was: Illness,
}

/// Pain as said this morning or the morning before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pain {
    /// 0–10.
    pub score: u8,
    /// Where.
    pub site: Option<String>,
}

/// The athlete's own feel this morning.
#[derive(Clone, Debug, PartialEq)]
pub struct Feel {
    /// 0–100, mean of the items given: 1 is 100, 5 is 0.
    pub score: f64,
    /// An item of the body at its worst, in words.
    pub worst: Option<String>,
}

/// Everything that flags look at; what is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Illness that holds, and since when.
    pub illness: Option<(Illness, Day)>,
    /// The last illness, when it is over.
    pub recovered: Option<Recovered>,
    /// Pain.
    pub pain: Option<Pain>,
    /// Places that the athlete reported as hurt and not yet as well.
    pub hurt: Vec<Pain>,
    /// Open injuries of the mission: place and sports that are out.
    pub injuries: Vec<(String, Vec<Sport>)>,
    /// HRV of seven nights against the sixty before, as a share: −0.1 is a tenth less.
    pub hrv_pct: Option<f64>,
    /// The same in standard deviations.
    pub hrv_z7: Option<f64>,
    /// Last night's in standard deviations.
    pub hrv_z1: Option<f64>,
    /// Who measured HRV.
    pub hrv_source: String,
    /// Resting heart rate this morning, bpm.
    pub rhr: Option<f64>,
    /// Against the 28-day median, bpm.
    pub rhr_delta: Option<f64>,
    /// The same of the morning before.
    pub rhr_delta_before: Option<f64>,
    /// Who measured it.
    pub rhr_source: String,
    /// Sleep of the last three nights, oldest first, hours.
    pub sleep: [Option<f64>; 3],
    /// Median of the 63 nights before those, hours.
    pub sleep_median: Option<f64>,
    /// Who measured it.
    pub sleep_source: String,
    /// Body Battery at bedtime, 0–100.
    pub battery: Option<f64>,
    /// Who measured it.
    pub battery_source: String,
    /// Body temperature itself, °C.
    pub body_temperature: Option<f64>,
    /// Deviation of body temperature, °C.
    pub temperature: Option<f64>,
    /// Who measured it.
    pub temperature_source: String,
    /// CTL and TSB of this morning; `None` before they say anything ([`History::grown`]).
    pub form: Option<(f64, f64)>,
    /// Rating above the band of the intensity, of the last two sessions, older first.
    pub over_band: [Option<f64>; 2],
    /// The check-in.
    pub feel: Option<Feel>,
    /// Days since the end of the last down week or recovery week.
    pub days_since_deload: Option<i64>,
    /// Switches and limits.
    pub rules: Rules,
}

impl Facts {
    /// TSB as a share of CTL.
    #[must_use]
    pub fn tsb_share(&self) -> Option<f64> {
        self.form.map(|(ctl, tsb)| tsb / ctl.max(CTL_FLOOR))
    }
}

/// Days that a word on pain holds without a new check-in.
const PAIN_HOLDS: i64 = 2;

pub(in crate::coach) fn illness_on(athlete: &Athlete, today: Day) -> (Option<(Illness, Day)>, Option<Recovered>) {
    let mut until_today = athlete.health.iter().filter(|h| h.day <= today).rev();
    let Some(last) = until_today.next() else { return (None, None) };
    let earlier = until_today.take_while(|h| h.illness != Illness::Recovered);
    if last.illness == Illness::Recovered {
        let was = earlier.map(|h| h.illness).max();
        return (None, was.map(|was| Recovered { days: day::between(last.day, today), was }));
    }
    let since = earlier.map(|h| h.day).min().unwrap_or(last.day).min(last.day);
    (Some((last.illness, since)), None)
}

/// Pain as said up to `today` that still holds `on` a day from today on.
pub(super) fn pain_on(athlete: &Athlete, today: Day, on: Day) -> Option<Pain> {
    let since = day::shift(on, 1 - PAIN_HOLDS);
    if since > today {
        return None;
    }
    let newest = athlete.check_ins.range(since..=today).rev().find(|(_, c)| c.pain.is_some());
    newest.and_then(|(_, c)| c.pain.map(|score| Pain { score, site: c.site.as_ref().map(ToString::to_string) }))
}

/// Injury as typed into a service, 1 none to 5 severe, on the scale of pain: 2 is 3, 3 is 5, 4 is 6, 5 is 8 of 10. It
/// names no place.
pub(super) fn felt_injury(athlete: &Athlete, today: Day) -> Option<Pain> {
    let v = athlete.wellness.get(&today)?.value(&Metric::FeltInjury)?;
    let score = match v {
        v if v < 1.5 => return None,
        v if v < 2.5 => 3,
        v if v < 3.5 => 5,
        v if v < 4.5 => 6,
        _ => 8,
    };
    Some(Pain { score, site: None })
}

pub(super) fn hurt_on(athlete: &Athlete, today: Day) -> Vec<Pain> {
    let open = athlete.hurt_on(today).into_iter();
    open.map(|i| Pain { score: i.pain, site: Some(i.site.as_str().to_owned()) }).collect()
}

/// Injuries of the mission that are open `on` a day: place and sports that are out.
pub(super) fn injuries_on(athlete: &Athlete, today: Day, on: Day) -> Vec<(String, Vec<Sport>)> {
    let all = athlete.active_mission(today).into_iter().flat_map(|m| &m.constraints.injuries);
    all.filter(|i| i.until.is_none_or(|u| u >= on)).map(|i| (i.site.to_string(), i.sports.clone())).collect()
}

/// The mean of the items given; soreness and fatigue at their worst count by themselves.
#[must_use]
fn feel_of(c: &CheckIn) -> Option<Feel> {
    let given: Vec<f64> = c.answers().map(f64::from).collect();
    if given.is_empty() {
        return None;
    }
    let mean = given.iter().sum::<f64>() / given.len() as f64;
    let worst = [("fatigue", c.fatigue), ("soreness", c.soreness)]
        .into_iter()
        .find(|(_, v)| v.is_some_and(|v| v >= 5))
        .map(|(name, _)| format!("{name} 5 of 5"));
    Some(Feel { score: 100.0 - (mean - 1.0) * 25.0, worst })
}

/// Days since the end of the last planned down week, or the last day of a triggered recovery week.
fn days_since_deload(athlete: &Athlete, today: Day) -> Option<i64> {
    let planned = athlete.plan.iter().flat_map(|p| &p.weeks).filter(|w| w.deload && w.monday <= today);
    let ends = planned.map(|w| day::shift(w.monday, 6).min(today));
    let decided = athlete.decisions.range(..today).rev().take(60);
    let triggered = decided.filter(|(_, d)| d.verdict.cap == crate::domain::Cap::RecoveryWeek).map(|(d, _)| *d);
    ends.chain(triggered).max().map(|d| day::between(d, today))
}

impl Facts {
    /// Everything that flags look at on the morning of `today`.
    #[must_use]
    pub fn gather(athlete: &Athlete, history: &History, signals: &Signals, today: Day) -> Self {
        let mission = athlete.active_mission(today);
        let (illness, recovered) = illness_on(athlete, today);
        let [newer, older] = signals.rpe_excess;
        Self {
            illness,
            recovered,
            pain: pain_on(athlete, today, today).or_else(|| felt_injury(athlete, today)),
            hurt: hurt_on(athlete, today),
            injuries: injuries_on(athlete, today, today),
            form: history.grown(today).then_some((signals.form.ctl, signals.form.tsb)),
            over_band: [older, newer],
            feel: signals
                .check_in
                .as_ref()
                .and_then(feel_of)
                .or_else(|| signals.subjective.map(|score| Feel { score, worst: None })),
            days_since_deload: days_since_deload(athlete, today),
            rules: Rules::of(mission),
            ..Self::measured(athlete, signals, today)
        }
    }

    /// What devices say. Single-day rules need a value of this very morning; an older one would tighten a day twice.
    fn measured(athlete: &Athlete, s: &Signals, today: Day) -> Self {
        let of_today = |m: Option<Measured>| m.filter(|m| m.day == today);
        let name = |m: Option<Measured>| m.map_or_else(String::new, |m| m.source.name().to_owned());
        let rhr = of_today(s.rhr);
        let hrv = s.hrv_last.map(|(m, _)| m);
        let temperature = of_today(s.temperature);
        let [c, b, a] = s.sleep;
        let battery = athlete.wellness.get(&today).and_then(|w| w.get(&Metric::BodyBatteryBed));
        Self {
            hrv_pct: s.hrv.pct.map(|p| p / 100.0),
            hrv_z7: s.hrv.z7,
            hrv_z1: s.hrv.z1,
            hrv_source: name(hrv),
            rhr: rhr.map(|m| m.value),
            rhr_delta: s.rhr_delta.filter(|_| rhr.is_some()),
            rhr_delta_before: s.rhr_delta_before.filter(|_| rhr.is_some()),
            rhr_source: name(rhr),
            sleep: [a, b, c],
            sleep_median: s.sleep_usual,
            sleep_source: name(s.sleep_last),
            battery: s.body_battery_bed,
            battery_source: battery.map_or_else(String::new, |r| r.source.name().to_owned()),
            temperature: temperature.map(|m| m.value),
            body_temperature: s.body_temperature.map(|m| m.value),
            temperature_source: name(temperature),
            ..Self::default()
        }
    }
}
