//! What the simulated athlete does: a club rider's week before the mission, the plan afterwards, with the slips that
//! real weeks have.

use super::{
    at,
    body::{self, CSS, THRESHOLD_SPEED},
    random::Random,
};
use crate::{
    coach::library::{self, Speeds},
    domain::{
        ActivityRecord, Athlete, CleanText, Day, Provider, Session, SessionKind, ShortId, Sport, StreamMetrics,
        ThresholdKind, day,
    },
    science::stream,
};
use chrono::TimeDelta;

const SPEEDS: Speeds = Speeds { run: Some(THRESHOLD_SPEED), swim: Some(CSS) };

/// The athlete's training so far.
pub(super) struct Training {
    random: Random,
    seed: u64,
    first: Day,
    commutes: bool,
}

impl Training {
    pub(super) fn new(seed: u64, first: Day, commutes: bool) -> Self {
        Self { random: Random::new(seed, 21), seed, first, commutes }
    }

    /// What was done on a day. `stated_load` carries the planned load for the body and is dropped by the caller.
    pub(super) fn day(&mut self, athlete: &Athlete, today: Day) -> Vec<ActivityRecord> {
        let mut sessions: Vec<Session> = match athlete.plan.as_ref().filter(|p| p.from <= today) {
            Some(plan) => plan.on(today).cloned().collect(),
            None => self.club_week(today),
        };
        if self.commutes && day::weekday(today) < 3 {
            sessions.extend(library::template("B-REC").map(|t| t.session(today, Some(30), &SPEEDS)));
        }
        let mut out = Vec::new();
        for (leg, s) in (0_u16..).zip(&sessions) {
            if self.random.chance(if s.hard { 0.05 } else { 0.08 }) {
                continue;
            }
            out.push(self.done(athlete, s, leg));
        }
        out
    }

    /// The week of a rider without a plan: three loading weeks and an easy one, a quiet winter.
    fn club_week(&mut self, today: Day) -> Vec<Session> {
        let weeks = day::between(self.first, today) / 7;
        let season = 1.0 + 0.16 * ((weeks as f64 - 16.0) / 52.0 * std::f64::consts::TAU).cos();
        let scale = season * [0.90, 1.0, 1.08, 0.62][(weeks % 4) as usize];
        let down = weeks % 4 == 3;
        let minutes = |m: f64| ((m * scale / 5.0).round() * 5.0) as u16;
        let picks: &[(&str, f64)] = match day::weekday(today) {
            1 if down => &[("B-END60", 60.0)],
            1 => &[[("B-SST", 0.0)], [("B-THR", 0.0)], [("B-VO2", 0.0)], [("B-TEMPO", 0.0)]][(weeks % 4) as usize],
            2 => &[("R-E45", 42.0)],
            3 if down || weeks % 2 == 1 => &[("B-END90", 75.0)],
            3 => &[("B-OU", 0.0)],
            4 if weeks % 3 == 0 => &[("W-AA", 0.0)],
            5 => &[("B-LONG", 170.0)],
            6 if weeks % 2 == 0 => &[("R-LONG", 70.0)],
            6 => &[("B-END90", 95.0)],
            _ => &[],
        };
        picks
            .iter()
            .filter_map(|(id, m)| {
                let wanted = (*m > 0.0).then(|| minutes(*m));
                Some(library::template(id)?.session(today, wanted, &SPEEDS))
            })
            .collect()
    }

    fn done(&mut self, athlete: &Athlete, s: &Session, leg: u16) -> ActivityRecord {
        let r = &mut self.random;
        let vigour = 1.0 + 0.022 * r.normal();
        let ftp = athlete
            .settings
            .thresholds
            .iter()
            .filter(|t| t.kind == ThresholdKind::Ftp && t.from <= s.day)
            .map(|t| t.value)
            .next_back()
            .unwrap_or(230.0);
        let strength = s.sport == Sport::Strength;
        let samples = if strength { None } else { Some(body::record(&s.steps, s.sport, ftp, vigour, r)) };
        let moving_s = samples.as_ref().map_or(f64::from(s.minutes) * 60.0, |x| x.len() as f64);
        let metrics =
            samples.as_ref().map_or_else(StreamMetrics::default, |x| stream::metrics(x, s.sport, moving_s));
        let mean =
            |v: &[f32]| (!v.is_empty()).then(|| v.iter().map(|x| f64::from(*x)).sum::<f64>() / v.len() as f64);
        let top = |v: &[f32]| v.iter().copied().reduce(f32::max).map(f64::from);
        let hour = if day::weekday(s.day) >= 5 { 8 } else { [6, 16, 17][usize::from(leg.min(2))] };
        let start = at(s.day, hour) + TimeDelta::minutes(r.within(0.0, 50.0) as i64 + 100 * i64::from(leg));
        let key = [s.day.to_string(), leg.to_string(), self.seed.to_string()];
        let x = samples.as_ref();
        ActivityRecord {
            id: ShortId::of(&[key[0].as_bytes(), key[1].as_bytes(), key[2].as_bytes()]),
            provider: Provider::Demo,
            file: None,
            original: None,
            leg,
            sport: s.sport,
            sub_sport: None,
            indoor: false,
            start,
            local_date: s.day,
            title: Some(CleanText::line(&title(s))),
            notes: None,
            device: None,
            elapsed_s: moving_s + if strength { 0.0 } else { r.within(20.0, 400.0).round() },
            moving_s,
            distance_m: x.and_then(|x| x.distance.last().copied()).map(f64::round),
            ascent_m: x.filter(|x| !x.altitude.is_empty()).map(|_| (moving_s / 60.0 * r.within(4.0, 9.0)).round()),
            avg_hr: x.and_then(|x| mean(&x.hr)).map(f64::round),
            max_hr: x.and_then(|x| top(&x.hr)),
            avg_power_w: x.and_then(|x| mean(&x.power)).map(f64::round),
            max_power_w: x.and_then(|x| top(&x.power)),
            kcal: None,
            rpe: Some((2.0 + 7.0 * (s.intensity - 0.5) / 0.45 + 0.5 * r.normal()).clamp(1.0, 10.0).round()),
            stated_load: Some(s.load * vigour),
            metrics,
            laps: x.map_or_else(Vec::new, |x| body::laps(&s.steps, s.sport, x)),
            swim: None,
            warnings: vec![],
            upstream: None,
        }
    }
}

fn title(s: &Session) -> String {
    let place = match s.sport {
        Sport::Run => ["along the canal", "forest loop", "to the old mill"],
        Sport::Bike => ["valley road", "around the lake", "ridge and back"],
        _ => ["", "", ""],
    };
    let name = match s.kind {
        SessionKind::Endurance | SessionKind::Long | SessionKind::Recovery => {
            place[(day::between(Day::MIN, s.day) % 3) as usize]
        }
        _ => "",
    };
    let what = s.kind.title();
    let mut text = if name.is_empty() { s.title.clone() } else { format!("{what}, {name}") };
    if let Some(c) = text.get(..1) {
        text.replace_range(..1, &c.to_uppercase());
    }
    text
}
