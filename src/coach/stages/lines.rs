//! Each stage with where it stands: ridden and how, missed, today's, or the mode planned for it.

use super::{
    mode_load, mode_of_morning,
    optimise::{self, RaceDay, Record},
    stage_minutes,
};
use crate::{
    coach::morning::{StageLine, StageStatus},
    domain::{
        Day, Mission, Plan,
        day::shift,
        mission::{ModePoints, RideMode, Stage, StageType},
    },
    science::{form::Gains, history::History},
};

/// Points of a stage; a type that the mission does not list gives none.
fn stage_points(mission: &Mission, kind: StageType) -> ModePoints {
    mission.points.get(&kind).copied().unwrap_or(ModePoints { gc: 0, breakaway: 0 })
}

fn value(points: ModePoints, mode: RideMode) -> u32 {
    match mode {
        RideMode::Rest => 0,
        RideMode::Gc => points.gc,
        RideMode::Breakaway => points.breakaway,
    }
}

/// How a stage was ridden, told from that day's activities by the mission's limits; `None` when nothing reaches them.
#[must_use]
pub fn ridden(mission: &Mission, history: &History, day: Day) -> Option<RideMode> {
    let d = &mission.detection;
    // A time trial is short by nature: it is told by its intensity, and half of what its minutes make is enough load.
    let trial = mission.stage_on(day).filter(|s| matches!(s.kind, StageType::Itt | StageType::MtnItt));
    let enough = |mode: RideMode, load: f64| {
        trial.map_or(load, |s| load.min(0.5 * mode_load(s.kind, stage_minutes(mission, s), mode)))
    };
    let of_sport = history.on(day).iter().filter(|a| a.sport == mission.goal.sport);
    let modes = of_sport.filter_map(|a| {
        let intensity =
            a.load.intensity.unwrap_or_else(|| (a.load.value / 100.0 / (a.minutes / 60.0).max(0.1)).sqrt());
        if intensity >= d.breakaway_if && a.load.value >= enough(RideMode::Breakaway, d.breakaway_load) {
            Some(RideMode::Breakaway)
        } else if intensity >= d.gc_if && a.load.value >= enough(RideMode::Gc, d.gc_load) {
            Some(RideMode::Gc)
        } else {
            None
        }
    });
    modes.max()
}

/// The stages in order, rest days left out.
///
/// Days before `today` are done or missed by what was recorded. Today follows the morning's readiness and form. Days
/// ahead get the modes with the most points that forecast form allows; without points they are ridden with the bunch.
#[must_use]
pub fn lines(
    mission: &Mission,
    history: &History,
    plan: Option<&Plan>,
    today: Day,
    readiness: Option<f64>,
) -> Vec<StageLine> {
    let stages: Vec<&Stage> = super::days(mission).filter_map(|(_, s)| s).collect();
    let planned = planned_modes(mission, history, plan, today);
    stages
        .iter()
        .map(|s| {
            let rode = (s.date <= today).then(|| ridden(mission, history, s.date)).flatten();
            let morning = history.morning(today).tsb;
            let (mode, status) = match rode {
                Some(m) => (m, StageStatus::Done),
                None if s.date < today => (RideMode::Rest, StageStatus::Missed),
                None if s.date == today => (mode_of_morning(readiness, morning), StageStatus::Today),
                None => {
                    let found = planned.iter().find(|(d, _)| *d == s.date).map(|(_, m)| *m);
                    (found.unwrap_or(RideMode::Gc), StageStatus::ToCome)
                }
            };
            StageLine {
                number: s.number,
                date: s.date,
                kind: s.kind,
                name: s.name.as_ref().map(|n| n.as_str().to_owned()),
                mode,
                status,
                points: value(stage_points(mission, s.kind), mode),
                minutes: stage_minutes(mission, s),
            }
        })
        .collect()
}

/// Best modes of the days after `today`.
fn planned_modes(mission: &Mission, history: &History, plan: Option<&Plan>, today: Day) -> Vec<(Day, RideMode)> {
    let ahead: Vec<(Day, Option<&Stage>)> = super::days(mission).filter(|(d, _)| *d > today).collect();
    let Some((first, _)) = ahead.first().filter(|_| !mission.points.is_empty()) else { return Vec::new() };
    let gains = Gains::of(history.form_settings());
    let form = form_on(history, plan, today, *first, &gains);
    let days: Vec<RaceDay> = ahead.iter().map(|(_, s)| race_day(mission, *s)).collect();
    let best = optimise::best(&days, form, record(mission, history, today), &mission.bonuses, &gains);
    ahead.iter().map(|(d, _)| *d).zip(best.modes).collect()
}

fn race_day(mission: &Mission, stage: Option<&Stage>) -> RaceDay {
    let none = ModePoints { gc: 0, breakaway: 0 };
    stage.map_or(RaceDay { stage: None, load: (0.0, 0.0), points: none }, |s| {
        let minutes = stage_minutes(mission, s);
        RaceDay {
            stage: Some((s.number, s.kind)),
            load: (mode_load(s.kind, minutes, RideMode::Gc), mode_load(s.kind, minutes, RideMode::Breakaway)),
            points: stage_points(mission, s.kind),
        }
    })
}

/// CTL and ATL on the morning of `day` under the plan.
fn form_on(history: &History, plan: Option<&Plan>, today: Day, day: Day, gains: &Gains) -> (f64, f64) {
    let mut form = history.state(shift(today, -1));
    for d in crate::domain::day::span(today, shift(day, -1)) {
        let planned = plan.map_or(0.0, |p| p.load_on(d));
        let load = if d == today { planned.max(history.load_on(d)) } else { planned };
        form = gains.step(form, load);
    }
    form
}

/// What the stages up to today earned and lost.
fn record(mission: &Mission, history: &History, today: Day) -> Record {
    let past = super::days(mission).filter(|(d, _)| *d <= today).filter_map(|(_, s)| s);
    past.fold(Record::default(), |r, s| {
        let mode = ridden(mission, history, s.date).unwrap_or(RideMode::Rest);
        // Today's stage is still to be ridden.
        if s.date == today && mode == RideMode::Rest {
            r
        } else {
            r.after(s.number, s.kind, mode, &mission.bonuses).0
        }
    })
}

/// Points won, with bonuses earned on the way, and points that can still be had with every stage to come in the
/// breakaway; `None` in a mission without points.
#[must_use]
pub fn points(mission: &Mission, history: &History, today: Day, lines: &[StageLine]) -> Option<(u32, u32)> {
    if mission.points.is_empty() || lines.is_empty() {
        return None;
    }
    let mut won = lines.iter().filter(|l| l.status == StageStatus::Done).map(|l| l.points).sum::<u32>();
    let mut r = Record::default();
    for (_, stage) in super::days(mission).filter(|(d, _)| *d <= today) {
        let Some(s) = stage else { continue };
        let Some(mode) = ridden(mission, history, s.date).or((s.date < today).then_some(RideMode::Rest)) else {
            continue;
        };
        let (after, bonus) = r.after(s.number, s.kind, mode, &mission.bonuses);
        r = after;
        won += bonus;
    }
    let open = |l: &&StageLine| matches!(l.status, StageStatus::Today | StageStatus::ToCome);
    let ahead = lines.iter().filter(open).map(|l| stage_points(mission, l.kind).breakaway).sum();
    Some((won, ahead))
}
