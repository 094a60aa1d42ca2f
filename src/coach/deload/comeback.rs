//! The first days back after illness, injury or a week away: a share of the planned load, by how long it was.

use crate::{
    coach::flags::{PAIN_RESTS, illness_on},
    domain::{
        Athlete, Day, Sport,
        day::{between, monday, shift},
        num::Total,
    },
    science::history::History,
};

/// The way back into training.
#[derive(Clone, Debug, PartialEq)]
pub struct Comeback {
    /// The rule that speaks for it: R1 after time off, R2 after a missed week.
    pub rule: &'static str,
    /// First day back.
    pub back: Day,
    /// Days without training.
    pub days_off: i64,
    /// Why.
    pub why: &'static str,
    /// Share of the planned load.
    pub share: f64,
    /// Last day before the time off.
    pub before: Day,
}

/// Days that the share holds for.
const WEEK: i64 = 7;
/// Days off from which a new plan is better than a share of the old one.
pub const NEW_PLAN_DAYS: i64 = 15;
/// Days away without illness or injury that count as time off.
const AWAY_DAYS: i64 = 7;
/// The longest that is looked back, days.
const LOOK_BACK: i64 = 120;

/// Share of the planned load after so many days off: up to 3 days 90 %, 4–7 70 %, longer 60 %.
#[must_use]
pub(super) fn share_after(days_off: i64) -> f64 {
    match days_off {
        ..=3 => 0.9,
        4..=7 => 0.7,
        _ => 0.6,
    }
}

impl Comeback {
    fn new(before: Day, back: Day, days_off: i64, why: &'static str) -> Option<Self> {
        (days_off > 0).then(|| Self { rule: "R1", back, days_off, why, share: share_after(days_off), before })
    }

    /// Whether `day` is of the first week back.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        (0..WEEK).contains(&between(self.back, day))
    }

    /// Last day on which load may not grow over what it was before: half as many weeks as days off.
    #[must_use]
    pub fn frozen_until(&self) -> Day {
        shift(self.back, (self.days_off * 7 + 1) / 2)
    }
}

/// The way back that `today` is on, the longest time off first; `None` when there was none.
#[must_use]
pub fn comeback(athlete: &Athlete, history: &History, today: Day) -> Option<Comeback> {
    last_time_off(athlete, history, today)
        .filter(|c| c.covers(today))
        .or_else(|| after_missed_week(athlete, history, today))
}

/// Sessions of last week that may be missed before this week goes by what was done.
const MISSED: usize = 3;
/// Share of last week's load under which this week goes by what was done.
const DONE_SHARE: f64 = 0.6;
/// Growth from what was done.
const GROWTH: f64 = 1.10;

/// A week of which three sessions or 40 % of the load were missed: the plan of this week is measured by what was done,
/// not by what was planned. Sessions done on other days than planned are done.
fn after_missed_week(athlete: &Athlete, history: &History, today: Day) -> Option<Comeback> {
    let plan = athlete.plan.as_ref()?;
    let this = monday(today);
    let (from, to) = (shift(this, -7), shift(this, -1));
    if plan.from > from || history.unconfirmed(to) {
        return None;
    }
    let load = |a: Day, b: Day| -> f64 { plan.span(a, b).map(|s| s.load).total() };
    let endurance = |s: &&crate::domain::Session| s.sport != Sport::Strength;
    let planned = plan.span(from, to).filter(endurance).count();
    let done = history.within(from, to).iter().filter(|l| l.counts && l.sport != Sport::Strength).count();
    let actual: f64 = history.within(from, to).iter().filter(|l| l.counts).map(|l| l.load.value).total();
    let missed = planned.saturating_sub(done);
    let wanted = load(from, to);
    if wanted <= 0.0 || (missed < MISSED && actual >= DONE_SHARE * wanted) {
        return None;
    }
    let ahead = load(this, shift(this, 6));
    let share = if ahead > 0.0 { (GROWTH * actual / ahead).max(DONE_SHARE) } else { 1.0 };
    let days_off = i64::try_from(missed).unwrap_or(0);
    (share < 0.97).then_some(Comeback { rule: "R2", back: this, days_off, why: "missed", share, before: from })
}

/// The last time off that still has a say: in its first week back, or while load may not grow. Nobody is on the way
/// back who is still ill, or hurt so that they rest.
#[must_use]
pub fn last_time_off(athlete: &Athlete, history: &History, today: Day) -> Option<Comeback> {
    if illness_on(athlete, today).0.is_some() || athlete.hurt_on(today).iter().any(|i| i.pain >= PAIN_RESTS) {
        return None;
    }
    let all = [after_illness(athlete, today), after_injury(athlete, history, today), after_absence(history, today)];
    let holds = |c: &Comeback| c.covers(today) || today <= c.frozen_until();
    all.into_iter().flatten().filter(holds).max_by_key(|c| c.days_off)
}

fn after_illness(athlete: &Athlete, today: Day) -> Option<Comeback> {
    let (_, recovered) = illness_on(athlete, today);
    let back = shift(today, -recovered?.days);
    let reports = athlete.health.iter().rev().filter(|h| h.day <= today).skip(1);
    let ill = reports.take_while(|h| h.illness != crate::domain::report::Illness::Recovered);
    let since = ill.map(|h| h.day).min()?;
    Comeback::new(shift(since, -1), back, between(since, back), "illness")
}

/// An injury counts as time off only when nothing at all was trained through it.
fn after_injury(athlete: &Athlete, history: &History, today: Day) -> Option<Comeback> {
    let healed = athlete.injuries.iter().rev().find(|i| i.pain == 0 && i.day <= today)?;
    let site = healed.site.as_str().to_lowercase();
    let of_site = athlete.injuries.iter().rev().filter(|i| i.site.as_str().to_lowercase() == site);
    let open = of_site.skip_while(|i| !std::ptr::eq(*i, healed)).skip(1).take_while(|i| i.pain > 0);
    let since = open.map(|i| i.day).min()?;
    let trained = history.within(since, shift(healed.day, -1)).iter().any(|l| l.counts);
    if trained {
        return None;
    }
    Comeback::new(shift(since, -1), healed.day, between(since, healed.day), "injury")
}

/// Seven days and more without any training, ended by the first activity; days of which nothing is known are no proof.
fn after_absence(history: &History, today: Day) -> Option<Comeback> {
    let loads = history.within(shift(today, -LOOK_BACK), shift(today, -1));
    let days: Vec<Day> = loads.iter().filter(|l| l.counts).map(|l| l.day).collect();
    let gap = |a: Day, b: Day| between(a, b) - 1;
    let ended = days.windows(2).rev().find(|w| gap(w[0], w[1]) >= AWAY_DAYS);
    let last = days.last().copied()?;
    // Nothing done yet since: today would be the first day back.
    let (before, back) = if gap(last, today) >= AWAY_DAYS { (last, today) } else { ended.map(|w| (w[0], w[1]))? };
    if history.unconfirmed(shift(back, -1)) {
        return None;
    }
    Comeback::new(before, back, gap(before, back), "away")
}
