//! The dated plan from today to the end of the mission and the recovery after it.
//!
//! Owns: putting phases, trajectory, weeks, taper, race week and event together. Does not own: the parts themselves.
//!
//! The order is fixed: the event and races on the way stand first, the trajectory gives every week its load, each week
//! is searched with what the weeks before it planned, the last seven days follow the bands of race week.

mod blocks;
pub mod calendar;
pub mod choose;
pub mod event;
mod fixed;
pub mod ledger;
mod outline;
mod past;
mod race_week;
pub mod start;
pub mod taper;
#[cfg(test)]
pub(crate) mod tests;
mod week_of;
pub mod why;

use crate::{
    coach::{
        guard::{self, GuardInput},
        week::{self, Menu, WeekPlan},
    },
    domain::{
        Athlete, Day, Finding, Mission, MissionVersion, Plan, PlanWeek, Session, SessionKind, Severity, ShortId,
        Sport,
        day::{between, monday, shift, span},
        mission::GoalKind,
        plan::Phase,
        report::Illness,
    },
    science::history::History,
};
use ledger::Ledger;
use outline::{Outline, Part, Week};
use start::Start;
use std::sync::Arc;

/// A plan, what the guard-rails say of it, and what the athlete should know.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The plan, version 0: the log counts versions.
    pub plan: Plan,
    /// What the guard-rails find.
    pub findings: Vec<Finding>,
    /// What had to be assumed or could not be met, in sentences.
    pub notes: Vec<String>,
}

/// Id of a planned session: the same mission, day, template and place give the same id on every machine.
#[must_use]
pub fn session_id(mission: &Mission, day: Day, template: &str, index: usize) -> ShortId {
    let index = (index as u64).to_be_bytes();
    ShortId::of(&[b"plan", mission.id.as_bytes(), day.to_string().as_bytes(), template.as_bytes(), &index])
}

/// Share of a week's aim by which its sessions may differ before the target is what they hold.
const TARGET_SLACK: f64 = 0.05;

/// Share of a week's time that is easy from which an easy day may have strides in it.
const VARIED_LEAST: f64 = 0.72;

/// Share of a week's time that stays easy around a block.
const BLOCK_WEEK_EASY: f64 = 0.70;

/// Lays the whole plan from `today` on.
#[must_use]
pub fn lay(athlete: &Athlete, history: &History, version: &MissionVersion, today: Day) -> Laid {
    lay_from(athlete, history, version, today, None)
}

/// Lays the plan from a later day on; until then `kept` stays as it is, and counts as done.
#[must_use]
pub fn lay_from(
    athlete: &Athlete,
    history: &History,
    version: &MissionVersion,
    today: Day,
    kept: Option<(&Plan, Day)>,
) -> Laid {
    let mission = &version.mission;
    let taken_up = taken_up(athlete, &mission.id, today);
    let start = Start::of(athlete, history, mission, today);
    let mut left_out: Vec<blocks::Span> = Vec::new();
    let (mut locked, mut freed) = fixed::of(athlete, mission, taken_up, today);
    loop {
        let mut maker = Maker::new(athlete, history, mission, start.clone());
        maker.locked.clone_from(&locked);
        if let Some((plan, from)) = kept {
            maker.keep(plan, from);
        }
        let mut outline = outline::outline(mission, &maker.start, &maker.ledger, taken_up, maker.first);
        outline.blocks.retain(|b| !left_out.iter().any(|l| l.first == b.first));
        outline.blocks.retain(|b| !fixed::meets(&locked, b));
        maker.notes.extend(outline.notes.iter().cloned());
        maker.notes.extend(freed.iter().cloned());
        maker.notes.extend(left_out.iter().map(|b| blocks::left_out(b, "its weeks would break a guard-rail")));
        for w in &outline.weeks {
            maker.week(&outline, w);
        }
        let set = std::mem::take(&mut maker.blocks);
        let laid = maker.done(athlete, history, version);
        // What the rest of its week turns out to hold is known only now.
        let broken = |b: &&blocks::Span| {
            let (from, to) = (monday(b.first), shift(monday(b.last()), 6));
            laid.findings.iter().any(|f| f.severity == Severity::Block && (from..=to).contains(&f.day))
        };
        if let Some(worst) = set.iter().find(broken) {
            left_out.push(*worst);
            continue;
        }
        // What was locked may be more than the weeks around it carry by now.
        let Some(i) = fixed::in_the_way(&locked, &laid.findings) else { return laid };
        freed.push(fixed::given_free(&locked.remove(i), "with it the new plan would break a guard-rail"));
    }
}

/// The best three ways to plan the week of `day` (from `day` on), in place of what `plan` holds there: alternatives to
/// show beside each other. Empty when the mission does not train in that week.
#[must_use]
pub fn alternatives(
    athlete: &Athlete,
    history: &History,
    version: &MissionVersion,
    plan: &Plan,
    day: Day,
) -> Vec<WeekPlan> {
    let mission = &version.mission;
    let start = Start::of(athlete, history, mission, history.today);
    let mut maker = Maker::new(athlete, history, mission, start);
    let outline = outline::outline(
        mission,
        &maker.start,
        &maker.ledger,
        taken_up(athlete, &mission.id, history.today),
        maker.first,
    );
    let this = monday(day);
    let Some(w) = outline.weeks.iter().find(|w| w.monday == this && w.part == Part::Training) else {
        return Vec::new();
    };
    maker.locked = fixed::of(athlete, mission, taken_up(athlete, &mission.id, history.today), day).0;
    plan.span(maker.first, shift(day.max(maker.first), -1)).for_each(|s| maker.ledger.add(s));
    maker.locked.iter().filter(|s| monday(s.day) == this).for_each(|s| maker.ledger.add(s));
    maker.first = maker.first.max(day);
    let mut w = w.clone();
    if let Some(target) = plan.week(day) {
        w.load = target.target_load;
    }
    let input = week_of::input(&maker, &maker.menu, &outline, &w);
    week::search(&input)
}

/// What to know when the longest session on the way stays far under what the event asks for.
fn short_of_event(mission: &Mission, plan: &Plan) -> Option<String> {
    let (day, sport) = (mission.goal.date?, mission.goal.sport);
    if !matches!(mission.goal.kind, GoalKind::Race) || !mission.stages.is_empty() || day < plan.from {
        return None;
    }
    let race = plan.on(day).find(|s| s.kind == SessionKind::Race)?;
    let longest = plan.span(plan.from, shift(day, -1)).filter(|s| s.sport == sport).map(|s| s.minutes).max()?;
    let wanted = if sport == Sport::Run { race.minutes.min(180) } else { race.minutes.min(240) };
    (between(plan.from, day) >= 28 && f64::from(longest) < 0.5 * f64::from(wanted)).then(|| {
        format!(
            "The longest {sport} before the event is {longest} min, short of the {} min that the event takes: more weeks, or more time on the long day, would bring you closer.",
            race.minutes
        )
    })
}

/// The day on which a mission became the active one; today when it is not.
fn taken_up(athlete: &Athlete, id: &str, today: Day) -> Day {
    let mut day = today;
    for (d, m) in athlete.activations.iter().rev().filter(|(d, _)| *d <= today) {
        if m != id {
            break;
        }
        day = *d;
    }
    day
}

/// What a plan is made with while it is made.
struct Maker<'a> {
    mission: &'a Mission,
    start: Start,
    ledger: Ledger,
    menu: Arc<Menu>,
    split: Vec<(Sport, f64)>,
    /// First day that is planned.
    first: Day,
    /// What the athlete locked: it stands before anything is planned around it.
    locked: Vec<Session>,
    /// Races on the way that have been set.
    sessions: Vec<Session>,
    /// Blocks that have been set.
    blocks: Vec<blocks::Span>,
    weeks: Vec<PlanWeek>,
    notes: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(athlete: &'a Athlete, history: &'a History, mission: &'a Mission, start: Start) -> Self {
        let today = start.today;
        let split: Vec<(Sport, f64)> = start::sport_split(mission).into_iter().collect();
        let sports: Vec<Sport> = split.iter().map(|(s, _)| *s).collect();
        let mut first = mission.start.map_or(today, |s| s.max(today));
        // What was done today was today's session; someone who is ill does not train today.
        let ill = athlete
            .health_on(today)
            .is_some_and(|h| matches!(h.illness, Illness::BelowNeck | Illness::Fever | Illness::Alarm));
        if first == today && (ill || !history.on(today).is_empty()) {
            first = shift(today, 1);
        }
        let mut notes = start.notes.clone();
        if split.is_empty() {
            notes.push(
                "Every sport of this mission is ruled out by its constraints: nothing can be planned.".into(),
            );
        }
        Self {
            mission,
            ledger: Ledger::new(history, today, start.form),
            menu: Arc::new(Menu::new(&sports, start.speeds)),
            split,
            first,
            locked: Vec::new(),
            sessions: Vec::new(),
            blocks: Vec::new(),
            weeks: Vec::new(),
            notes,
            start,
        }
    }

    /// Takes over what is planned before `from`, and plans from there.
    fn keep(&mut self, plan: &Plan, from: Day) {
        if from <= self.first {
            return;
        }
        for s in plan.span(self.first, shift(from, -1)) {
            self.ledger.add(s);
            self.sessions.push(s.clone());
        }
        let before = |w: &&PlanWeek| shift(w.monday, 6) >= self.first && w.monday < monday(from);
        for w in plan.weeks.iter().filter(before) {
            self.start.load_weeks = if w.deload { 0 } else { self.start.load_weeks + 1 };
            self.start.reference = self.start.reference.max(self.ledger.week_load(w.monday));
            self.weeks.push(w.clone());
        }
        self.start.form = self.ledger.form_before(from);
        self.first = from;
    }

    fn week(&mut self, outline: &Outline, w: &Week) {
        self.set_events(outline, w);
        self.set_block(outline, w);
        let mut target = w.clone();
        let (searched, race_week) = outline.split_load(self, w);
        target.load = searched;
        let mut held = None;
        let mut kinds = Vec::new();
        if w.part == Part::Training || w.part == Part::Recovery {
            let menu = Arc::clone(&self.menu);
            let input = week_of::input(self, &menu, outline, &target);
            let best = week::search(&input).into_iter().next();
            let placed = best.map(|b| b.sessions).unwrap_or_default();
            kinds = placed
                .iter()
                .filter(|p| matches!(p.part, week::Part::Quality(_)))
                .map(|p| p.session.kind)
                .collect();
            held = Some(week_of::held_back(self, w, &input, &placed));
            self.take(outline, &target, &input, placed);
        }
        self.race_week(outline, w);
        self.soften_blocks(w.monday);
        let (aim, planned) = (searched + race_week, self.ledger.whole_week_load(w.monday));
        let race = outline.events.iter().any(|s| monday(s.day) == w.monday);
        // A target that no session serves would be missed by whoever does all that is planned.
        let honest = !race && w.phase != Phase::Taper && (planned - aim).abs() <= TARGET_SLACK * aim;
        let binding = match held {
            Some(h) if !honest && planned < aim && w.part == Part::Training && w.phase != Phase::Taper => h,
            _ if race && w.part == Part::Training => format!("{}, the race included", w.binding),
            _ => w.binding.clone(),
        };
        self.weeks.push(PlanWeek {
            monday: w.monday,
            phase: w.phase,
            deload: w.deload,
            target_load: if honest { aim } else { planned },
            binding,
            focus: why::focus(w.phase, w.deload, &kinds, self.block_in(w.monday)),
        });
    }

    /// Puts the events of a week and what is locked where they stand, before anything is planned around them.
    fn set_events(&mut self, outline: &Outline, w: &Week) {
        let locked = self.locked.clone();
        for s in outline.events.iter().chain(&locked).filter(|s| monday(s.day) == w.monday && s.day >= self.first) {
            self.ledger.add(s);
            self.sessions.push(s.clone());
        }
    }

    /// Whether a day holds what is locked, and so nothing else.
    fn is_locked(&self, day: Day) -> bool {
        self.locked.iter().any(|s| s.day == day)
    }

    /// Puts the block that begins in a week where it stands; its days may reach into the next week.
    fn set_block(&mut self, outline: &Outline, w: &Week) {
        for at in outline.blocks.iter().filter(|b| monday(b.first) == w.monday) {
            let Some(days) = blocks::sessions(self, outline, at) else {
                self.notes.push(blocks::left_out(at, "what the weeks before carry does not hold it"));
                continue;
            };
            let last = days.last().map_or(at.first, |s| s.day);
            self.blocks.push(blocks::Span { days: between(at.first, last) + 1, ..*at });
            for s in days {
                self.ledger.add(&s);
                self.sessions.push(s);
            }
        }
    }

    /// Makes days of a block flat, the hardest first, in a week that came out with too little easy time around them.
    fn soften_blocks(&mut self, week: Day) {
        loop {
            let days = (0..7).map(|i| shift(week, i));
            let zones = days.map(|d| self.ledger.on(d).zones);
            let z = zones.fold([0.0; 3], |a: [f64; 3], z| std::array::from_fn(|i| a[i] + z[i]));
            if z[0] >= BLOCK_WEEK_EASY * (z[0] + z[1] + z[2]) {
                return;
            }
            let harder = |s: &Session| s.zone_minutes[1] + s.zone_minutes[2];
            let hardest = (0..self.sessions.len())
                .filter(|&i| monday(self.sessions[i].day) == week && harder(&self.sessions[i]) > 0.0)
                .filter(|&i| self.sessions[i].stage.is_none() && self.in_block(self.sessions[i].day).is_some())
                .max_by(|&a, &b| harder(&self.sessions[a]).total_cmp(&harder(&self.sessions[b])).then(b.cmp(&a)));
            let Some(i) = hardest else { return };
            let day = self.sessions[i].day;
            let Some(at) = self.in_block(day).copied() else { return };
            self.sessions[i] = blocks::flat(self, &at, &self.sessions[i]);
            self.ledger.forget(day);
            let again: Vec<Session> = self.sessions.iter().filter(|s| s.day == day).cloned().collect();
            for s in &again {
                self.ledger.add(s);
            }
        }
    }

    fn in_block(&self, day: Day) -> Option<&blocks::Span> {
        self.blocks.iter().find(|b| b.covers(day))
    }

    /// Whether a day begins something hard: of a block the first hard day counts, for all of it.
    fn hard_unit(&self, day: Day) -> bool {
        let first = |b: &blocks::Span| span(b.first, shift(day, -1)).all(|d| !self.ledger.on(d).hard);
        self.ledger.on(day).hard && self.in_block(day).is_none_or(first)
    }

    /// The block that begins in a week: its days, and whether it is the rehearsal.
    fn block_in(&self, week: Day) -> Option<(i64, bool)> {
        self.blocks.iter().rev().find(|b| monday(b.first) == week).map(|b| (b.days, b.rehearsal))
    }

    fn take(&mut self, outline: &Outline, w: &Week, input: &week::WeekInput, placed: Vec<week::Placed>) {
        let hard: Vec<Day> = placed.iter().filter(|p| p.session.hard).map(|p| p.session.day).collect();
        let mut last: Option<(Day, usize)> = None;
        let sharp = placed.iter().any(|p| matches!(p.session.kind, SessionKind::Vo2 | SessionKind::Anaerobic));
        let mut varied: Vec<Sport> = Vec::new();
        let zones = input.done.iter().map(|d| d.zones).chain(placed.iter().map(|p| p.session.zone_minutes));
        let zones = zones.fold([0.0; 3], |a: [f64; 3], z| std::array::from_fn(|i| a[i] + z[i]));
        // Strides are short, but they are not easy: a week at its limit stays as it is.
        let room_for_strides = zones[0] >= VARIED_LEAST * (zones[0] + zones[1] + zones[2]);
        for p in placed {
            let mut s = p.session;
            // Short easy days come out as recovery; where a mission rules that out they are endurance.
            let out = &self.mission.constraints.avoid_kinds;
            if s.kind == SessionKind::Recovery && out.contains(&s.kind) {
                let id = if s.sport == Sport::Run { "R-E45" } else { "B-END60" };
                if let Some(t) = crate::coach::library::template(id).filter(|t| t.sport == s.sport) {
                    s = t.session(s.day, Some(s.minutes), &self.start.speeds);
                }
            }
            if out.contains(&s.kind) {
                continue;
            }
            // One easy day per sport and week has something to learn in it.
            if p.part == week::Part::Easy
                && room_for_strides
                && !sharp
                && !varied.contains(&s.sport)
                && w.part == Part::Training
            {
                let other = choose::variant(self.mission, &self.ledger, w.phase, &s, &self.start.speeds);
                if let Some(other) = other {
                    varied.push(s.sport);
                    s = other;
                }
            }
            let index = last.filter(|(d, _)| *d == s.day).map_or(0, |(_, i)| i + 1);
            last = Some((s.day, index));
            s.id = session_id(self.mission, s.day, &s.template, index);
            s.rationale = match outline.end {
                Some(end) if w.part == Part::Recovery => why::recovery(&s, end),
                _ => {
                    let next = hard.iter().map(|h| between(s.day, *h)).find(|n| (1..=4).contains(n));
                    why::of_session(self.mission, input, w.deload, &self.ledger, next, (p.part, &s))
                }
            };
            self.ledger.add(&s);
            self.sessions.push(s);
        }
    }

    /// The part of a week that lies within seven days of the event.
    fn race_week(&mut self, outline: &Outline, w: &Week) {
        let Some(goal) = outline.goal else { return };
        let (from, until) = (w.monday.max(shift(goal, -7)).max(self.first), shift(w.monday, 7).min(goal));
        if from >= until || w.part == Part::Recovery {
            return;
        }
        let all = race_week::lay(
            self.mission,
            &self.start,
            &mut self.ledger.clone(),
            from,
            goal,
            outline.race_week_daily(self),
        );
        for s in all.into_iter().filter(|s| s.day < until && !self.is_locked(s.day)).collect::<Vec<_>>() {
            self.ledger.add(&s);
            self.sessions.push(s);
        }
    }

    fn done(mut self, athlete: &Athlete, history: &History, version: &MissionVersion) -> Laid {
        let mut plan = Plan {
            version: 0,
            mission: self.mission.id.clone(),
            mission_hash: version.hash.clone(),
            from: self.start.today,
            weeks: std::mem::take(&mut self.weeks),
            sessions: std::mem::take(&mut self.sessions),
        };
        plan.sort();
        self.notes.extend(short_of_event(self.mission, &plan));
        let findings = guard::check(&GuardInput {
            athlete,
            history,
            mission: self.mission,
            plan: &plan,
            today: self.start.today,
            cap: None,
            facts: None,
            horizon: None,
        });
        Laid { plan, findings, notes: self.notes }
    }
}
