//! The mission in a line: how far to go, which week, what is asked and done, and its stages.

use super::{morning::MissionLine, phases, review::week_load, stages};
use crate::{
    domain::{
        Athlete, Day, MissionVersion, Plan,
        day::{between, monday},
        mission::Lifecycle,
        plan::Phase,
    },
    science::history::History,
};

/// The line of a mission on a day. `readiness` (0–100) decides how today's stage is ridden.
#[must_use]
pub fn mission_line(
    athlete: &Athlete,
    history: &History,
    version: &MissionVersion,
    today: Day,
    readiness: Option<f64>,
) -> MissionLine {
    let mission = &version.mission;
    let plan = athlete.plan.as_ref().filter(|p| p.mission == mission.id);
    let from = plan.map_or(today, |p| p.from);
    let goal = mission.goal_day(from);
    let lifecycle = mission.lifecycle(from, today);
    let stages = stages::lines(mission, history, plan, today, readiness);
    let this_week = week_load(athlete, history, monday(today));
    MissionLine {
        id: mission.id.clone(),
        name: mission.name.as_str().to_owned(),
        days_to_goal: between(today, goal),
        goal_day: goal,
        phase: phase(plan, lifecycle, today, goal),
        week: plan.and_then(|p| week(p, today)),
        week_target: plan.and_then(|p| p.week(today)).map(|w| w.target_load),
        week_planned: this_week.planned,
        week_done: this_week.done,
        lifecycle,
        points: stages::points(mission, history, today, &stages),
        stages,
    }
}

/// The plan's phase of this week; the event's own days and the time after it go by the calendar.
fn phase(plan: Option<&Plan>, lifecycle: Lifecycle, today: Day, goal: Day) -> Phase {
    match lifecycle {
        Lifecycle::Event => Phase::Event,
        Lifecycle::Complete | Lifecycle::Archived => Phase::Recovery,
        Lifecycle::Preparing | Lifecycle::Training => {
            plan.and_then(|p| p.week(today)).map_or_else(|| phases::by_days(today, goal), |w| w.phase)
        }
    }
}

/// Week of the plan from 1, and weeks in all, recovery left out.
fn week(plan: &Plan, today: Day) -> Option<(u32, u32)> {
    let way: Vec<Day> = plan.weeks.iter().filter(|w| w.phase != Phase::Recovery).map(|w| w.monday).collect();
    let at = way.iter().position(|m| *m == monday(today))?;
    Some((u32::try_from(at).ok()? + 1, u32::try_from(way.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::{
            morning::StageStatus,
            plan::{
                lay,
                tests::{activity, athlete, mission, today, version},
            },
        },
        domain::{Event, Sport, day::shift},
    };

    const TOUR: &str = "[points]\nflat = { gc = 5, breakaway = 8 }\n[[stages]]\nnumber = 1\ndate = \"2026-03-03\"\ntype = \"flat\"\n[[stages]]\nnumber = 2\ndate = \"2026-03-04\"\ntype = \"flat\"\n[[stages]]\nnumber = 3\ndate = \"2026-03-05\"\ntype = \"flat\"\n[[stages]]\nnumber = 4\ndate = \"2026-03-06\"\ntype = \"flat\"";

    #[test]
    fn stages_stand_where_the_calendar_and_the_files_put_them() {
        let mut a = athlete(Sport::Bike, 12, 3, 80.0);
        // RPE 6 for 75 minutes is load 87 at IF 0.84: with the bunch.
        a.apply(&Event::ActivityRecorded(Box::new(activity(shift(today(), -2), Sport::Bike, 75.0, 6.0))));
        let h = History::build(&a, today());
        let v = version(mission("kind = \"stage_race\"\nsport = \"bike\"", TOUR));
        let line = mission_line(&a, &h, &v, today(), Some(90.0));
        let status: Vec<_> = line.stages.iter().map(|s| s.status).collect();
        assert_eq!(
            status,
            [StageStatus::Done, StageStatus::Missed, StageStatus::Today, StageStatus::ToCome],
            "{:?}",
            line.stages
        );
        assert_eq!(line.points, Some((5, 16)));
        assert_eq!((line.phase, line.lifecycle, line.days_to_goal), (Phase::Event, Lifecycle::Event, -2));
    }

    #[test]
    fn the_week_counts_from_the_plan() {
        let mut a = athlete(Sport::Bike, 12, 4, 60.0);
        let h = History::build(&a, today());
        let v = version(mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-05-17\"\nminutes = 240", ""));
        a.apply(&Event::PlanLaid(lay(&a, &h, &v, today()).plan));
        let line = mission_line(&a, &h, &v, today(), None);
        assert_eq!(line.week, Some((1, 11)));
        assert_eq!(line.phase, Phase::Base);
        let planned: f64 = a
            .plan
            .iter()
            .flat_map(|p| &p.sessions)
            .take_while(|s| s.day < shift(monday(today()), 7))
            .map(|s| s.load)
            .sum();
        let aim = line.week_target.unwrap();
        assert!(planned > 20.0 && aim >= planned - 1.0 && aim < 500.0, "{aim} {planned}");
        assert!(line.stages.is_empty() && line.points.is_none());
    }
}
