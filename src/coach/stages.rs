//! Multi-day events: what each stage costs, whether they can be stood, and how to ride them.
//!
//! Owns: stage loads, the simulation, the least CTL, ride modes and points. Does not own: the sessions before the event
//! (plan). A stage is simulated as a ride of the mission's stage minutes, whatever the real stage takes.

pub mod lines;
pub mod optimise;
#[cfg(test)]
mod tests;

pub use lines::{lines, points};

use crate::{
    coach::library::{self, Speeds},
    domain::{
        Block, Day, Mission, Session, SessionKind, Sport, Step,
        day::span,
        mission::{RideMode, Stage, StageType},
        session::{Duration, StepKind, Target},
    },
    science::form::Gains,
};

/// Minutes of a stage when the mission does not say.
pub const STAGE_MINUTES: u16 = 75;
/// Minutes of a time trial as a share of the others (45 of 75).
pub(crate) const ITT_SHARE: f64 = 0.6;

/// Intensity factor that a stage of a type is expected to take.
#[must_use]
pub fn stage_intensity(kind: StageType) -> f64 {
    match kind {
        StageType::Flat => 0.68,
        StageType::Hilly => 0.75,
        StageType::Mountain => 0.80,
        StageType::Itt | StageType::MtnItt => 0.90,
        StageType::Rest => 0.0,
    }
}

/// Minutes to ride for a stage: its own, else the mission's; time trials take 60 % of that.
#[must_use]
pub fn stage_minutes(mission: &Mission, stage: &Stage) -> u16 {
    let cap = mission.goal.stage_minutes.unwrap_or(STAGE_MINUTES);
    match stage.kind {
        StageType::Rest => 0,
        _ if stage.minutes.is_some() => stage.minutes.unwrap_or(cap),
        StageType::Itt | StageType::MtnItt => (f64::from(cap) * ITT_SHARE).round() as u16,
        _ => cap,
    }
}

/// Expected load of a stage: 100·h·IF².
#[must_use]
pub fn stage_load(mission: &Mission, stage: &Stage) -> f64 {
    f64::from(stage_minutes(mission, stage)) / 60.0 * 100.0 * stage_intensity(stage.kind).powi(2)
}

/// Expected load of a stage in a ride mode: with the bunch at IF 0.70 (time trial 0.731), in the breakaway at 0.85
/// (0.90).
#[must_use]
pub fn mode_load(kind: StageType, minutes: u16, mode: RideMode) -> f64 {
    let itt = matches!(kind, StageType::Itt | StageType::MtnItt);
    let intensity: f64 = match (mode, itt) {
        (RideMode::Rest, _) => return 0.0,
        (RideMode::Gc, false) => 0.70,
        (RideMode::Gc, true) => 0.731,
        (RideMode::Breakaway, false) => 0.85,
        (RideMode::Breakaway, true) => 0.90,
    };
    f64::from(minutes) / 60.0 * 100.0 * intensity.powi(2)
}

/// Every day of the event with its stage; days without one (rest days too) have none.
pub fn days(mission: &Mission) -> impl Iterator<Item = (Day, Option<&Stage>)> {
    let (first, last) = mission.event_days().unwrap_or((Day::MAX, Day::MIN));
    let rides = |d: Day| mission.stage_on(d).filter(|s| s.kind != StageType::Rest);
    span(first, last).map(move |d| (d, rides(d)))
}

/// Load of every day of the event.
#[must_use]
pub fn loads(mission: &Mission) -> Vec<f64> {
    days(mission).map(|(_, s)| s.map_or(0.0, |s| stage_load(mission, s))).collect()
}

/// What an event does to form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// CTL on the evening of the last day.
    pub ctl: f64,
    /// ATL on that evening.
    pub atl: f64,
    /// Lowest morning TSB, and its day from 1.
    pub tsb_min: (f64, usize),
    /// Lowest morning TSB as a share of CTL, and its day from 1.
    pub share_min: (f64, usize),
}

/// Rides the days one after the other from `ctl` and `tsb` on the first morning.
#[must_use]
pub fn simulate(ctl: f64, tsb: f64, loads: &[f64], gains: &Gains) -> Outcome {
    let mut state = (ctl, ctl - tsb);
    let mut out = Outcome { ctl, atl: ctl - tsb, tsb_min: (f64::INFINITY, 0), share_min: (f64::INFINITY, 0) };
    for (i, load) in loads.iter().enumerate() {
        let morning = state.0 - state.1;
        if morning < out.tsb_min.0 {
            out.tsb_min = (morning, i + 1);
        }
        let share = morning / state.0.max(1.0);
        if share < out.share_min.0 {
            out.share_min = (share, i + 1);
        }
        state = gains.step(state, *load);
    }
    (out.ctl, out.atl) = state;
    out
}

/// How low form may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Floor {
    /// Morning TSB.
    Tsb(f64),
    /// Morning TSB as a share of CTL.
    Share(f64),
}

/// Least CTL on the first morning, arriving with `tsb`, that keeps every morning at or over the floor: bisection
/// between 10 and 200. `None` when 200 is not enough.
#[must_use]
pub fn least_ctl(tsb: f64, floor: Floor, loads: &[f64], gains: &Gains) -> Option<f64> {
    let holds = |ctl: f64| {
        let o = simulate(ctl, tsb, loads, gains);
        match floor {
            Floor::Tsb(t) => o.tsb_min.0 >= t,
            Floor::Share(s) => o.share_min.0 >= s,
        }
    };
    let (mut lo, mut hi) = (10.0, 200.0);
    if loads.is_empty() || !holds(hi) {
        return None;
    }
    for _ in 0..60 {
        let mid = f64::midpoint(lo, hi);
        if holds(mid) { hi = mid } else { lo = mid }
    }
    Some(hi)
}

/// How to ride this morning's stage: not at all under readiness 60 or TSB −20; with the bunch under 75 or −10; in the
/// breakaway over 80 and −5; else with the bunch. An unknown readiness never leads to a breakaway.
#[must_use]
pub fn mode_of_morning(readiness: Option<f64>, tsb: f64) -> RideMode {
    if readiness.is_some_and(|r| r < 60.0) || tsb < -20.0 {
        RideMode::Rest
    } else if readiness.is_some_and(|r| r > 80.0) && tsb > -5.0 {
        RideMode::Breakaway
    } else {
        RideMode::Gc
    }
}

/// A ride like a stage of a type, in so many minutes: the library's simulation with its steps in proportion.
#[must_use]
pub fn ride(kind: StageType, day: Day, minutes: u16, speeds: &Speeds) -> Session {
    let id = match kind {
        StageType::Hilly => "B-STG-H",
        StageType::Mountain => "B-STG-M",
        StageType::Itt | StageType::MtnItt => "B-STG-T",
        _ => "B-STG-F",
    };
    let model = library::template(id).map(|t| t.session(day, None, speeds));
    let model = model.unwrap_or_else(|| library::bare(Sport::Bike, day, id));
    // Without a template of its own name it keeps its proportions instead of losing climbs.
    let s = library::resized(&Session { template: "stage".into(), ..model }, minutes, speeds);
    Session { template: id.into(), ..s }
}

/// The planned session of a stage: the library's simulation in the stage's minutes, the stage's expected load.
#[must_use]
pub fn session(mission: &Mission, stage: &Stage, speeds: &Speeds) -> Session {
    let minutes = stage_minutes(mission, stage);
    let sport = mission.goal.sport;
    let mut s = library::bare(sport, stage.date, "stage");
    if sport == Sport::Bike {
        s = Session { template: "stage".into(), ..ride(stage.kind, stage.date, minutes, speeds) };
    } else {
        s.steps = vec![Block::Step(steady(sport, minutes, stage_intensity(stage.kind)))];
        s.zone_minutes = [f64::from(minutes), 0.0, 0.0];
        s.description = "The stage of the day at an effort that leaves something for tomorrow.".into();
    }
    s.kind = SessionKind::Stage;
    s.minutes = minutes;
    s.load = stage_load(mission, stage);
    s.intensity = stage_intensity(stage.kind);
    s.hard = !matches!(stage.kind, StageType::Flat);
    s.stage = Some(stage.number);
    let name = stage.name.as_ref().map(|n| format!(": {}", n.as_str())).unwrap_or_default();
    s.title = format!("stage {} {}{name}", stage.number, stage.kind.name().replace('_', " "));
    s
}

/// One even step at a share of threshold.
pub(crate) fn steady(sport: Sport, minutes: u16, intensity: f64) -> Step {
    let target = match sport {
        Sport::Bike => Target::PowerPct,
        Sport::Run | Sport::Swim => Target::SpeedPct,
        _ => Target::Rpe,
    };
    let level = if target == Target::Rpe { 5.0 } else { (intensity * 100.0).max(50.0) };
    Step {
        kind: StepKind::Work,
        duration: Duration::Time(u32::from(minutes) * 60),
        target,
        lo: level,
        hi: level,
        ramp: false,
        text: None,
        cadence: None,
    }
}
