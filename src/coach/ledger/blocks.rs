//! Blocks of training that are over: what was planned, what was done, what it gave.

use crate::{
    domain::{
        Athlete, Band, CleanText, Day, PlanWeek,
        athlete::ProposalState,
        cycle::CycleStatus,
        day,
        num::{Total, signed},
        plan::Phase,
    },
    science::{history::History, readiness},
};
use serde::Serialize;

/// How a block came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockResult {
    /// 85 to 115 % of the load.
    Kept,
    /// Less.
    Short,
    /// More.
    Over,
}

/// A block: the weeks of one phase up to and including a down week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    /// Its first Monday.
    pub from: Day,
    /// Its last Sunday.
    pub to: Day,
    /// Phase of its weeks, of the first one where it holds several.
    pub phase: Phase,
    /// Number of the cycle, when it is one.
    pub cycle: Option<u32>,
    /// How it ended, in the athlete's words.
    pub said: Option<CleanText>,
    /// Load of the week targets.
    pub planned: f64,
    /// Load done.
    pub done: f64,
    /// CTL gained.
    pub ctl_gained: f64,
    /// CTL gained per 100 of load done; absent without load.
    pub ctl_per_100: Option<f64>,
    /// Mornings with a red score, and mornings with any.
    pub red: (u32, u32),
    /// Proposals denied.
    pub denied: u32,
    /// How it came out.
    pub result: BlockResult,
    /// In a sentence, for the next cycle.
    pub text: String,
}

/// The blocks that ended before `today`, of this plan and of those before it.
#[must_use]
pub fn closed(athlete: &Athlete, history: &History, today: Day) -> Vec<Block> {
    let now = athlete.plan.iter().flat_map(|p| &p.weeks);
    let first = athlete.plan.as_ref().and_then(|p| p.weeks.first()).map_or(Day::MAX, |w| w.monday);
    let weeks = athlete.past_weeks.iter().filter(|w| w.monday < first).chain(now);
    let mut groups: Vec<Vec<&PlanWeek>> = Vec::new();
    let mut open = false;
    for w in weeks {
        match groups.last_mut() {
            Some(g)
                if open
                    && g.last().is_some_and(|l| l.phase == w.phase && day::between(l.monday, w.monday) == 7) =>
            {
                g.push(w);
            }
            _ => groups.push(vec![w]),
        }
        open = !w.deload;
    }
    let over = |g: &&Vec<&PlanWeek>| g.last().is_some_and(|w| day::shift(w.monday, 6) < today);
    groups.iter().filter(over).filter_map(|g| block(athlete, history, g, None)).collect()
}

/// The cycles that ran to their end before `today`, whole.
#[must_use]
pub fn closed_cycles(athlete: &Athlete, history: &History, today: Day) -> Vec<Block> {
    let done = athlete.cycles.iter().filter(|c| athlete.cycle_status(c, today) == CycleStatus::Completed);
    done.filter_map(|c| {
        let s = &c.stored;
        let weeks: Vec<&PlanWeek> = s.weeks.iter().filter(|w| w.monday >= s.from && w.monday <= s.to).collect();
        block(athlete, history, &weeks, Some((s.number, c.result.clone())))
    })
    .collect()
}

fn block(
    athlete: &Athlete,
    history: &History,
    weeks: &[&PlanWeek],
    cycle: Option<(u32, Option<CleanText>)>,
) -> Option<Block> {
    let (first, last) = (weeks.first()?, weeks.last()?);
    let (from, to) = (first.monday, day::shift(last.monday, 6));
    let planned = weeks.iter().map(|w| w.target_load).total();
    let done = weeks.iter().map(|w| history.weekly_load(w.monday)).total();
    let ctl_gained = history.state(to).0 - history.state(day::shift(from, -1)).0;
    let bands: Vec<Band> = day::span(from, to).map(|d| readiness::assess(athlete, history, d).band).collect();
    let red = bands.iter().filter(|b| **b == Band::Red).count() as u32;
    let scored = bands.iter().filter(|b| **b != Band::Unknown).count() as u32;
    let within = |d: Day| d >= from && d <= to;
    let denied =
        athlete.proposals.iter().filter(|(p, s)| *s == ProposalState::Denied && within(p.day)).count() as u32;
    let share = if planned > 0.0 { done / planned } else { 1.0 };
    let result = match share {
        s if s < 0.85 => BlockResult::Short,
        s if s > 1.15 => BlockResult::Over,
        _ => BlockResult::Kept,
    };
    let what = match result {
        BlockResult::Kept => "kept to the plan",
        BlockResult::Short => "stayed short of it",
        BlockResult::Over => "went over it",
    };
    let ctl_per_100 = (done > 0.0).then(|| 100.0 * ctl_gained / done);
    let (cycle, said) = cycle.map_or((None, None), |(n, said)| (Some(n), said));
    let name = cycle.map_or_else(|| first.phase.to_string(), |n| format!("cycle {n}"));
    let per = ctl_per_100.map_or_else(String::new, |x| format!(" ({} per 100 of load)", signed(x, 2)));
    let end = said.as_ref().map_or_else(String::new, |s| format!(" In your words: {s}."));
    let text = format!(
        "{name} from {from}: load {done:.0} of {planned:.0}, {:.0} % ({what}), CTL {} by it{per}, {red} red of {scored} mornings, {denied} denied.{end}",
        share * 100.0,
        signed(ctl_gained, 1)
    );
    Some(Block {
        from,
        to,
        phase: first.phase,
        cycle,
        said,
        planned,
        done,
        ctl_gained,
        ctl_per_100,
        red: (red, scored),
        denied,
        result,
        text,
    })
}
