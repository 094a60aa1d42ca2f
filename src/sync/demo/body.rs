//! The simulated athlete's body: how it answers to load, night by night and second by second.

use super::random::Random;
use crate::domain::{
    Block, Day, Metric, Provider, Samples, Sport, Step, WellnessRecord, day,
    num::Total,
    recording::Lap,
    session::{Duration, Target},
};

/// Fixed traits of the athlete.
pub(super) const HR_REST: f64 = 47.0;
pub(super) const HR_MAX: f64 = 187.0;
pub(super) const LTHR: f64 = 167.0;
pub(super) const MASS_KG: f64 = 70.5;
/// Running speed at threshold, m/s.
pub(super) const THRESHOLD_SPEED: f64 = 3.95;
/// Swimming speed at threshold, m/s.
pub(super) const CSS: f64 = 1.15;

/// State that carries over from day to day.
pub(super) struct Body {
    random: Random,
    hrv_noise: f64,
    temp_noise: f64,
    /// Days of a bad patch (stress at work, poor sleep) that are left.
    stress_left: u32,
    ctl: f64,
    atl: f64,
}

impl Body {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed, 11),
            hrv_noise: 0.0,
            temp_noise: 0.0,
            stress_left: 0,
            ctl: 38.0,
            atl: 38.0,
        }
    }

    /// Takes in a day's load.
    pub(super) fn load(&mut self, load: f64) {
        self.ctl += (load - self.ctl) / 42.5;
        self.atl += (load - self.atl) / 7.5;
    }

    /// The night before `today`. `rough` is 0 for a usual night, 1 for one after which nobody should go hard.
    pub(super) fn night(&mut self, today: Day, rough: f64) -> WellnessRecord {
        let r = &mut self.random;
        if self.stress_left > 0 {
            self.stress_left -= 1;
        } else if r.chance(1.0 / 30.0) {
            self.stress_left = 2 + (r.unit() * 3.0) as u32;
        }
        let stress = f64::from(u8::from(self.stress_left > 0)) * 0.45 + rough;
        self.hrv_noise = 0.35 * self.hrv_noise + 0.055 * r.normal();
        self.temp_noise = 0.5 * self.temp_noise + 0.09 * r.normal();
        let strain = self.atl / self.ctl.max(20.0) - 1.0;
        let season =
            0.05 * (f64::from(day::between(Day::MIN, today) as i32 % 365) / 365.0 * std::f64::consts::TAU).sin();
        let ln_rmssd = 4.16 + season - 0.16 * strain.clamp(-0.5, 0.8) - 0.13 * stress + self.hrv_noise;
        let rhr = HR_REST + 2.4 * strain.clamp(-0.6, 1.0) + 3.4 * stress + 1.1 * r.normal();
        let sleep = (7.55 + 0.35 * f64::from(u8::from(day::weekday(today) >= 5)) - 1.15 * stress
            + 0.42 * r.normal())
        .clamp(3.8, 9.6);
        let sleep_score = (62.0 + 15.0 * (sleep - 6.5) - 6.0 * stress + 4.0 * r.normal()).clamp(30.0, 97.0);
        let wake = (78.0 - 22.0 * strain.max(0.0) - 16.0 * stress + 5.0 * r.normal()).clamp(12.0, 100.0);
        let bed = (wake - 38.0 + 5.0 * r.normal()).clamp(8.0, 70.0);
        let round = |v: f64, to: f64| (v / to).round() * to;
        let mut values = vec![
            (Metric::HrvRmssd, ln_rmssd.exp().round()),
            (Metric::RestingHr, rhr.round()),
            (Metric::SleepHours, round(sleep, 0.05)),
            (Metric::SleepScore, sleep_score.round()),
            (Metric::TempDeviation, round(self.temp_noise + 0.12 * rough, 0.05)),
            (Metric::BodyBatteryWake, wake.round()),
            (Metric::BodyBatteryBed, bed.round()),
            (Metric::Respiration, round(13.6 + 0.5 * stress + 0.3 * r.normal(), 0.1)),
        ];
        let good =
            (86.0 - 20.0 * stress - 24.0 * strain.max(0.0) + 14.0 * self.hrv_noise / 0.055 * 0.3).clamp(35.0, 98.0);
        for (name, shift, spread) in [
            ("activity_balance", -2.0, 4.0),
            ("body_temperature", 8.0, 3.0),
            ("hrv_balance", -1.0, 6.0),
            ("previous_day_activity", -6.0, 8.0),
            ("previous_night", -3.0, 6.0),
            ("recovery_index", 0.0, 9.0),
            ("resting_heart_rate", 1.0, 5.0),
            ("sleep_balance", -4.0, 5.0),
            ("sleep_regularity", 2.0, 4.0),
        ] {
            values
                .push((Metric::contributor(name), (good + shift + spread * r.normal()).clamp(15.0, 100.0).round()));
        }
        values.push((Metric::ReadinessScore, good.round()));
        WellnessRecord { day: today, source: Provider::Demo, values }
    }
}

/// One lap per step, as an athlete presses the button; none for a session of one step.
pub(super) fn laps(steps: &[Block], sport: Sport, samples: &Samples) -> Vec<Lap> {
    let flat = Block::flatten(steps);
    if flat.len() < 2 {
        return Vec::new();
    }
    let mean =
        |v: &[f32]| (!v.is_empty()).then(|| (v.iter().map(|x| f64::from(*x)).total() / v.len() as f64).round());
    let mut at = 0;
    let lap = |step: &&Step| {
        let from = at;
        at = (at + seconds(step, sport)).min(samples.len());
        let part = |v: &[f32]| mean(v.get(from..at).unwrap_or_default());
        let gone = |i: usize| samples.distance.get(i).copied();
        Lap {
            start_s: from as f64,
            timer_s: (at - from) as f64,
            distance_m: gone(at.saturating_sub(1)).zip(gone(from)).map(|(b, a)| (b - a).round()),
            avg_hr: part(&samples.hr),
            avg_power_w: part(&samples.power),
            ..Lap::default()
        }
    };
    flat.iter().map(lap).filter(|l| l.timer_s > 0.0).collect()
}

/// What a device would have recorded of a session: 1-Hz columns.
///
/// `vigour` scales the effort (1 as planned), `threshold` is FTP in W for the bike.
pub(super) fn record(steps: &[Block], sport: Sport, threshold: f64, vigour: f64, random: &mut Random) -> Samples {
    let flat = Block::flatten(steps);
    let total: usize = flat.iter().map(|s| seconds(s, sport)).sum();
    let mut out = Samples::default();
    out.t.reserve(total);
    let (mut hr, mut drift, mut wander, mut distance) = (HR_REST + 38.0, 0.0, 0.0, 0.0);
    let (mut grade, mut altitude) = (0.0, 240.0);
    for step in flat {
        let n = seconds(step, sport);
        for i in 0..n {
            let share = if step.ramp { i as f64 / n.max(1) as f64 } else { 0.5 };
            let pct = vigour * (step.lo + (step.hi - step.lo) * share) / 100.0;
            wander = 0.96 * wander + 0.04 * random.normal();
            drift += 1.1e-5 * pct;
            // Heart rate follows effort with a lag of half a minute and drifts up with time.
            let aim = HR_REST + (LTHR - HR_REST) * (0.30 + 0.70 * pct.min(1.15)) + 100.0 * drift;
            hr += (aim.min(HR_MAX - 2.0) - hr) / 32.0;
            let t = out.t.len() as f64;
            out.t.push(t);
            out.hr.push((hr + 0.8 * wander).round() as f32);
            // Rolling country: the grade wanders around level and is drawn back to the valley floor.
            grade = 0.99 * grade + 0.002 * random.normal() - 4.0e-6 * (altitude - 240.0);
            let speed = match sport {
                Sport::Bike => {
                    let watts = (threshold * pct * (1.0 + 0.9 * wander) + 9.0 * random.normal()).max(0.0);
                    out.power.push(watts.round() as f32);
                    out.cadence.push((86.0 + 4.0 * wander + random.normal()).round() as f32);
                    9.3 * pct.max(0.05).cbrt() * (1.0 + 0.3 * wander)
                }
                Sport::Swim => CSS * pct,
                _ => THRESHOLD_SPEED * pct * (1.0 + 0.25 * wander),
            };
            distance += speed.max(0.0);
            altitude += grade * speed.max(0.0);
            out.speed.push(speed.max(0.0) as f32);
            out.distance.push(distance);
            if sport != Sport::Swim {
                out.altitude.push(altitude as f32);
            }
        }
    }
    out
}

fn seconds(step: &Step, sport: Sport) -> usize {
    match step.duration {
        Duration::Time(s) | Duration::Lap(s) => s as usize,
        Duration::Distance(m) => {
            let speed = match (sport, step.target) {
                (Sport::Swim, Target::SpeedPct) => CSS * step.lo / 100.0,
                (_, Target::SpeedPct) => THRESHOLD_SPEED * step.lo / 100.0,
                _ => 2.5,
            };
            (f64::from(m) / speed.max(0.3)) as usize
        }
    }
}
