//! The broom wagon: what the mission needs at least, what the plan gives, and how much may go wrong.
//!
//! Owns: the floor and the spare. Does not own: the plan, stage loads.

use super::{
    effect::expected,
    morning::{Gauge, GaugeState},
    plan::{event, start::Start},
    stages::{self, Floor},
};
use crate::domain::num::{Total, signed};
use crate::{
    domain::{
        Athlete, Day, Mission, MissionVersion, Plan, SessionKind,
        day::{between, shift},
        mission::GoalKind,
    },
    science::{
        form::{self, Gains},
        history::History,
    },
};

/// Morning TSB on the first day of a stage race that the floor is computed for.
pub const ARRIVAL_TSB: f64 = 10.0;
/// Morning TSB that a stage race may come down to when the mission does not say.
const STAGE_TSB: f64 = -20.0;
/// A one-day event of load R is taken to need a CTL of R/6: 43 for a marathon of 3½ hours, 52 for six hours of riding.
const LOAD_PER_CTL: f64 = 6.0;
/// Bounds of that rule of thumb.
const RACE_FLOOR: (f64, f64) = (15.0, 60.0);
/// Share of load in the last week before the event.
const LAST_WEEK: f64 = 0.5;

/// The gauge, or nothing once the goal is behind.
#[must_use]
pub fn gauge(
    athlete: &Athlete,
    history: &History,
    version: &MissionVersion,
    plan: &Plan,
    today: Day,
) -> Option<Gauge> {
    let mission = &version.mission;
    let goal = mission.goal_day(plan.from);
    if today >= goal {
        return None;
    }
    let start = Start::of(athlete, history, mission, today);
    let gains = Gains::of(&start.settings);
    let (floor, source) = floor(mission, plan, &start, &gains)?;
    let days: Vec<(Day, f64)> = expected(athlete, history, Some(plan), today, shift(goal, -1)).collect();
    let planned = project(start.form, days.iter().map(|d| d.1), &gains);
    let weeks = (between(today, goal) as f64 / 7.0).max(1.0 / 7.0);
    let mut g = Gauge {
        floor_ctl: floor,
        floor_source: source,
        planned_ctl: planned,
        least_weekly_load: least_weekly(&start, &gains, between(today, goal), floor),
        planned_weekly_load: days.iter().map(|d| d.1).total() / weeks,
        spare_sessions: spare_sessions(plan, today, goal, planned - floor, &gains),
        spare_days: spare_days(start.form, &days, floor, &gains),
        stages_scale: stages_scale(mission, plan, planned, &gains),
        last_day: last_day(&start, &gains, today, goal, floor),
        state: GaugeState::Close,
        text: String::new(),
    };
    g.state = state(&g);
    g.text = words(&g);
    if !history.has_form() {
        g.text = format!(
            "{} Your fitness is not known yet: this starts from a guess of CTL {:.0}.",
            g.text, start.form.0
        );
    }
    Some(g)
}

/// CTL that the goal needs on its morning, and where that comes from.
fn floor(mission: &Mission, plan: &Plan, start: &Start, gains: &Gains) -> Option<(f64, String)> {
    if mission.goal.kind == GoalKind::Block {
        return Some((start.form.0, "a block: no less fit than today".into()));
    }
    if !mission.stages.is_empty() {
        let low = lowest_tsb(mission);
        let ctl = stages::least_ctl(ARRIVAL_TSB, Floor::Tsb(low), &stage_loads(mission, plan), gains)?;
        return Some((ctl, format!("the stages, with morning form never under {}", signed(low, 0))));
    }
    let load: f64 = event::sessions(mission, &start.speeds).iter().map(|s| s.load).total();
    let mut ctl = (load / LOAD_PER_CTL).clamp(RACE_FLOOR.0, RACE_FLOOR.1);
    if let Some(peak) = mission.targets.ctl_peak {
        ctl = ctl.min(0.9 * peak);
    }
    Some((ctl, format!("the event's expected load of {load:.0}, a sixth of it")))
}

fn lowest_tsb(mission: &Mission) -> f64 {
    mission.constraints.min_tsb.unwrap_or(STAGE_TSB)
}

/// Loads of the event's days as planned, where stages may have been shortened; the mission's while none are planned.
fn stage_loads(mission: &Mission, plan: &Plan) -> Vec<f64> {
    let planned: Vec<f64> = stages::days(mission)
        .map(|(d, _)| plan.on(d).filter(|s| s.kind == SessionKind::Stage).map(|s| s.load).total())
        .collect();
    if planned.iter().all(|l| *l <= 0.0) { stages::loads(mission) } else { planned }
}

/// Least share of a stage's length that still is the event.
const SCALE_LEAST: f64 = 0.5;

fn stages_scale(mission: &Mission, plan: &Plan, planned: f64, gains: &Gains) -> Option<f64> {
    if mission.stages.is_empty() {
        return None;
    }
    let loads = stage_loads(mission, plan);
    let carries = |scale: f64| {
        let scaled: Vec<f64> = loads.iter().map(|l| l * scale).collect();
        stages::least_ctl(ARRIVAL_TSB, Floor::Tsb(lowest_tsb(mission)), &scaled, gains)
            .is_some_and(|c| c <= planned)
    };
    if carries(1.0) || !carries(SCALE_LEAST) {
        return None;
    }
    let (mut lo, mut hi) = (SCALE_LEAST, 1.0);
    for _ in 0..30 {
        let mid = f64::midpoint(lo, hi);
        if carries(mid) { lo = mid } else { hi = mid }
    }
    Some(lo)
}

fn project(form: (f64, f64), loads: impl Iterator<Item = f64>, gains: &Gains) -> f64 {
    loads.fold(form, |f, l| gains.step(f, l)).0
}

/// CTL on the goal's morning with the same load every week, as far as the ramp limit lets it, half in the last week.
fn with_weekly(start: &Start, gains: &Gains, days: i64, weekly: f64) -> f64 {
    let mut state = start.form;
    let mut cap = f64::INFINITY;
    for d in 0..days {
        if d % 7 == 0 {
            cap = form::weekly_load_for_ramp(state.0, start.ramp, &start.settings) / 7.0;
        }
        let share = if days - d <= 7 { LAST_WEEK } else { 1.0 };
        state = gains.step(state, (weekly / 7.0).min(cap) * share);
    }
    state.0
}

/// Least load per week that reaches the floor, by bisection; CTL grows with it.
fn least_weekly(start: &Start, gains: &Gains, days: i64, floor: f64) -> Option<f64> {
    let (mut lo, mut hi) = (0.0, 3000.0);
    if with_weekly(start, gains, days, hi) < floor {
        return None;
    }
    for _ in 0..40 {
        let mid = f64::midpoint(lo, hi);
        if with_weekly(start, gains, days, mid) >= floor { hi = mid } else { lo = mid }
    }
    Some(hi)
}

/// The last day on which training could begin again after nothing from today on, and still reach the floor under the
/// ramp limit; `None` when it can't be reached even from today.
fn last_day(start: &Start, gains: &Gains, today: Day, goal: Day, floor: f64) -> Option<Day> {
    let reaches = |idle: i64| {
        let form = (0..idle).fold(start.form, |f, _| gains.step(f, 0.0));
        let late = Start { form, ..start.clone() };
        with_weekly(&late, gains, between(today, goal) - idle, f64::INFINITY) >= floor
    };
    (0..between(today, goal)).take_while(|i| reaches(*i)).last().map(|i| shift(today, i))
}

/// How many sessions may be missed whichever they are: those that matter most for the goal are counted first.
fn spare_sessions(plan: &Plan, today: Day, goal: Day, mut spare: f64, gains: &Gains) -> u32 {
    let mut worth: Vec<f64> = plan
        .span(today, shift(goal, -1))
        .map(|s| s.load * gains.ctl * (1.0 - gains.ctl).powf(between(s.day, goal) as f64 - 1.0))
        .collect();
    worth.sort_by(|a, b| b.total_cmp(a));
    let mut n = 0;
    for w in worth {
        spare -= w;
        if spare < 0.0 {
            break;
        }
        n += 1;
    }
    n
}

/// Days in a row from today without training that still leave the floor.
fn spare_days(form: (f64, f64), days: &[(Day, f64)], floor: f64, gains: &Gains) -> u32 {
    let holds = |k: usize| {
        let loads = days.iter().enumerate().map(|(i, d)| if i < k { 0.0 } else { d.1 });
        project(form, loads, gains) >= floor
    };
    (1..=days.len()).take_while(|k| holds(*k)).count() as u32
}

fn state(g: &Gauge) -> GaugeState {
    match g.least_weekly_load {
        None if g.planned_ctl < g.floor_ctl => GaugeState::Behind,
        _ if g.planned_ctl >= 1.1 * g.floor_ctl && g.spare_sessions >= 2 => GaugeState::Ahead,
        _ => GaugeState::Close,
    }
}

fn words(g: &Gauge) -> String {
    let (planned, floor) = (g.planned_ctl, g.floor_ctl);
    match (g.state, g.least_weekly_load) {
        (GaugeState::Behind, _) => format!(
            "The plan arrives with CTL {planned:.0}, the goal needs {floor:.0}, and the ramp limit does not allow more: \
             make the event smaller or later rather than training harder{}.",
            g.stages_scale
                .map(|s| format!(": stages of {:.0} % of their length would do", s * 100.0))
                .unwrap_or_default()
        ),
        (_, Some(least)) if planned < floor && g.stages_scale.is_some() => format!(
            "The plan arrives with CTL {planned:.0} of {floor:.0}; {least:.0} a week from now on would reach it, or stages of {:.0} % of their length.",
            g.stages_scale.unwrap_or(1.0) * 100.0
        ),
        (_, Some(least)) if planned < floor => {
            format!(
                "The plan arrives with CTL {planned:.0} of {floor:.0}; {least:.0} a week from now on would reach it."
            )
        }
        (GaugeState::Ahead, _) => format!(
            "Ahead of the broom wagon: CTL {planned:.0} planned, {floor:.0} needed; {}.",
            spare_words(g.spare_sessions, g.spare_days)
        ),
        _ => format!(
            "Just ahead of the broom wagon: CTL {planned:.0} planned, {floor:.0} needed; {}.",
            spare_words(g.spare_sessions, g.spare_days)
        ),
    }
}

/// What may be missed: sessions whichever they are, or days from today.
fn spare_words(sessions: u32, days: u32) -> String {
    let sessions = match sessions {
        0 => None,
        1 => Some("any one session".to_owned()),
        n => Some(format!("any {n} sessions")),
    };
    let days = match days {
        0 => None,
        1 => Some("today".to_owned()),
        n => Some(format!("the next {n} days")),
    };
    let all: Vec<String> = [sessions, days].into_iter().flatten().collect();
    if all.is_empty() { "nothing is spare".to_owned() } else { format!("{} can be missed", all.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::plan::{
            lay,
            tests::{athlete, mission, today, version},
        },
        domain::Sport,
    };

    fn of(goal: &str, weeks: i64, minutes: f64) -> Gauge {
        let a = athlete(Sport::Bike, weeks, 5, minutes);
        let h = History::build(&a, today());
        let v = version(mission(goal, ""));
        let plan = lay(&a, &h, &v, today()).plan;
        gauge(&a, &h, &v, &plan, today()).unwrap()
    }

    const RACE: &str = "kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-14\"\nminutes = 300";

    #[test]
    fn a_trained_rider_is_ahead_and_a_beginner_is_not() {
        let short = "kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-14\"\nminutes = 150";
        let strong = of(short, 30, 90.0);
        assert_eq!(strong.state, GaugeState::Ahead, "{strong:?}");
        assert!(strong.spare_sessions > 0 && strong.spare_days > 0);
        let weak = of("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-03-29\"\nminutes = 500", 6, 25.0);
        assert_eq!(weak.state, GaugeState::Behind, "{weak:?}");
        assert_eq!((weak.spare_sessions, weak.spare_days, weak.least_weekly_load), (0, 0, None));
        assert!(weak.text.contains("smaller or later"));
    }

    #[test]
    fn the_least_weekly_load_reaches_the_floor_and_no_more() {
        let a = athlete(Sport::Bike, 30, 5, 60.0);
        let h = History::build(&a, today());
        let start = Start::of(&a, &h, &mission(RACE, ""), today());
        let gains = Gains::of(&start.settings);
        let least = least_weekly(&start, &gains, 100, 45.0).unwrap();
        assert!((with_weekly(&start, &gains, 100, least) - 45.0).abs() < 0.01);
        assert!(with_weekly(&start, &gains, 100, 0.98 * least) < 45.0);
    }

    #[test]
    fn stages_that_come_too_soon_are_offered_shorter_and_then_fit() {
        use crate::{
            coach::morning::morning,
            domain::{Event, athlete::ProposalState},
        };
        let stage = |i: i64| {
            let day = shift(Day::from_ymd_opt(2026, 3, 28).unwrap(), i);
            format!("\n[[stages]]\nnumber = {}\ndate = \"{day}\"\ntype = \"mountain\"\n", i + 1)
        };
        let stages: String = (0..21).map(stage).collect();
        let mut a = athlete(Sport::Bike, 20, 4, 60.0);
        let v = version(mission(
            "kind = \"stage_race\"\nsport = \"bike\"",
            &format!("[constraints]\nmax_hard_days = 0\n{stages}"),
        ));
        a.apply(&Event::MissionSaved(Box::new(v.clone())));
        a.apply(&Event::MissionActivated(crate::domain::event::MissionActivated {
            mission: "m".into(),
            day: today(),
        }));
        let h = History::build(&a, today());
        a.apply(&Event::PlanLaid(lay(&a, &h, &v, today()).plan));
        let before = morning(&a, today());
        let g = before.gauge.unwrap();
        assert!(g.planned_ctl < g.floor_ctl && g.stages_scale.is_some(), "{g:?}");
        let p = before.suggestion.expect("an offer");
        assert!(p.hunks.len() == 21 && p.reason.as_str().contains("shorter stages"), "{}", p.reason.as_str());
        a.apply(&Event::ProposalMade(Box::new(p.clone())));
        let scene = crate::coach::proposal::Scene::of(&a, &h, today(), before.verdict.cap).unwrap();
        let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
        let answer = crate::coach::proposal::accept(&scene, &p, &all, &[]).unwrap();
        a.apply(&Event::ProposalAnswered(Box::new(answer)));
        assert_eq!(a.proposals[0].1, ProposalState::Accepted);
        let after = morning(&a, today());
        let g = after.gauge.unwrap();
        assert!(g.planned_ctl >= g.floor_ctl, "{g:?}");
        assert!(after.suggestion.is_none());
    }

    #[test]
    fn nothing_after_the_goal() {
        let a = athlete(Sport::Bike, 10, 5, 60.0);
        let h = History::build(&a, today());
        let v = version(mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-03-01\"\nminutes = 300", ""));
        let plan = lay(&a, &h, &v, today()).plan;
        assert!(gauge(&a, &h, &v, &plan, today()).is_none());
    }
}
