//! What a list of steps costs: seconds, intensity factor, load, zone minutes and metres.

use super::Speeds;
use crate::domain::num::Total;
use crate::domain::{
    Block, Session, Sport, Step,
    session::{Duration, StepKind, Target},
};

/// What a session costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measure {
    /// Seconds, rests included.
    pub seconds: f64,
    /// Intensity factor.
    pub intensity: f64,
    /// Load, 100 = one hour at threshold.
    pub load: f64,
    /// Minutes low, mid, high.
    pub zone_minutes: [f64; 3],
    /// Metres, where the sport counts them and the speed is known.
    pub metres: Option<f64>,
}

/// Window of the rolling mean, s.
const WINDOW: usize = 30;

/// Zone borders low/mid and mid/high in % of threshold. Bike: Coggan Z2/Z3 and Z3/Z4. Run: Friel's pace zones
/// 114 % and 106 % of threshold pace. Swim: 97 % and 99 % of critical swim speed.
fn borders(sport: Sport) -> (f64, f64) {
    match sport {
        Sport::Run => (100.0 / 1.14, 100.0 / 1.06),
        Sport::Swim => (97.0, 99.0),
        _ => (75.0, 90.0),
    }
}

impl Measure {
    /// Writes the figures into a session.
    pub(super) fn put(&self, s: &mut Session) {
        s.minutes = (self.seconds / 60.0).round().clamp(0.0, 2880.0) as u16;
        s.load = self.load;
        s.intensity = self.intensity;
        s.distance_m = self.metres;
        s.zone_minutes = self.zone_minutes;
    }
}

/// What the steps of a session of no known template cost.
#[must_use]
pub fn of_steps(sport: Sport, blocks: &[Block], speeds: &Speeds) -> Measure {
    of_blocks(sport, None, blocks, speeds)
}

pub(super) fn of_blocks(sport: Sport, per_hour: Option<f64>, blocks: &[Block], speeds: &Speeds) -> Measure {
    let steps = Block::flatten(blocks);
    if let Some(rate) = per_hour {
        return lifted(rate, &steps);
    }
    if sport == Sport::Swim { swum(&steps, speeds) } else { moved(sport, &steps, speeds) }
}

/// Strength: time times a rate; all of it counts as low.
fn lifted(rate: f64, steps: &[&Step]) -> Measure {
    let seconds = steps.iter().map(|s| seconds(s, 1.0)).total();
    let hours = seconds / 3600.0;
    Measure {
        seconds,
        intensity: (rate / 100.0).sqrt(),
        load: rate * hours,
        zone_minutes: [seconds / 60.0, 0.0, 0.0],
        metres: None,
    }
}

/// Swimming: load 100·h·IF³ over moving time, IF the mean speed over critical speed; rests count as low time.
fn swum(steps: &[&Step], speeds: &Speeds) -> Measure {
    let css = speeds.swim.filter(|v| *v > 0.2).unwrap_or(1.0);
    let (lo, hi) = borders(Sport::Swim);
    let mut m = Measure::default();
    let (mut moving, mut metres) = (0.0, 0.0);
    for s in steps {
        let t = seconds(s, css);
        m.seconds += t;
        let pct = f64::midpoint(s.lo, s.hi);
        if s.kind == StepKind::Rest {
            m.zone_minutes[0] += t / 60.0;
            continue;
        }
        moving += t;
        metres += match s.duration {
            Duration::Distance(d) => f64::from(d),
            Duration::Time(t) | Duration::Lap(t) => f64::from(t) * css * pct / 100.0,
        };
        m.zone_minutes[zone(pct, lo, hi)] += t / 60.0;
    }
    if moving > 0.0 {
        m.intensity = metres / moving / css;
        m.load = 100.0 * moving / 3600.0 * m.intensity.powi(3);
    }
    m.metres = Some(metres);
    m
}

fn zone(pct: f64, lo: f64, hi: f64) -> usize {
    usize::from(pct >= lo) + usize::from(pct >= hi)
}

/// Seconds of a step; `threshold` in m/s turns metres into time.
pub(super) fn seconds(s: &Step, threshold: f64) -> f64 {
    match s.duration {
        Duration::Time(t) | Duration::Lap(t) => f64::from(t),
        Duration::Distance(m) => {
            let pct = f64::midpoint(s.lo, s.hi).max(30.0) / 100.0;
            f64::from(m) / (threshold * pct)
        }
    }
}

/// Share of threshold, in %, that a step stands for where its target is not one already.
fn level(s: &Step, v: f64) -> f64 {
    match s.target {
        Target::PowerPct | Target::SpeedPct => v,
        // % of LTHR sits above % of FTP at low effort; 1.2·x − 20 meets it at threshold (90 % LTHR ≈ 88 % FTP).
        Target::HrPct => (1.2 * v - 20.0).max(30.0),
        Target::Rpe => 40.0 + 7.5 * v,
        Target::Free => 55.0,
    }
}

/// Riding and running: fourth-power mean of 30-s means at 1 Hz. Seconds in the midst of a steady step all have the
/// same mean, so only the seconds after a change are walked one by one.
fn moved(sport: Sport, steps: &[&Step], speeds: &Speeds) -> Measure {
    let (lo, hi) = borders(sport);
    let run_speed = speeds.run.filter(|v| *v > 0.5);
    let mut m = Measure::default();
    let mut rolling = Rolling::default();
    let mut pct_seconds = 0.0;
    for s in steps {
        let n = seconds(s, run_speed.unwrap_or(3.5)).round() as usize;
        let (a, b) = (level(s, s.lo), level(s, s.hi));
        if s.ramp {
            for i in 0..n {
                // The mean of a second of a ramp is its value in the middle of it.
                let v = a + (b - a) * ((i as f64 + 0.5) / n as f64);
                rolling.push(v);
                m.zone_minutes[zone(v, lo, hi)] += 1.0 / 60.0;
            }
        } else {
            let v = f64::midpoint(a, b);
            rolling.push_many(v, n);
            m.zone_minutes[zone(v, lo, hi)] += n as f64 / 60.0;
        }
        pct_seconds += f64::midpoint(a, b) * n as f64;
        m.seconds += n as f64;
    }
    m.intensity = rolling.mean().unwrap_or(0.0) / 100.0;
    m.load = 100.0 * m.seconds / 3600.0 * m.intensity.powi(2);
    if sport == Sport::Run {
        m.metres = run_speed.map(|v| v * pct_seconds / 100.0);
    }
    m
}

/// Fourth-power mean over full 30-s windows.
#[derive(Default)]
struct Rolling {
    last: std::collections::VecDeque<f64>,
    sum: f64,
    fourth: f64,
    windows: f64,
}

impl Rolling {
    fn push(&mut self, v: f64) {
        self.last.push_back(v);
        self.sum += v;
        if self.last.len() > WINDOW
            && let Some(old) = self.last.pop_front()
        {
            self.sum -= old;
        }
        if self.last.len() == WINDOW {
            self.fourth += (self.sum / WINDOW as f64).powi(4);
            self.windows += 1.0;
        }
    }

    fn push_many(&mut self, v: f64, n: usize) {
        for _ in 0..n.min(WINDOW) {
            self.push(v);
        }
        let rest = n.saturating_sub(WINDOW) as f64;
        self.fourth += rest * v.powi(4);
        self.windows += rest;
    }

    fn mean(&self) -> Option<f64> {
        (self.windows > 0.0).then(|| (self.fourth / self.windows).powf(0.25))
    }
}
