//! What the rules about stretches of days look at, as plain numbers.

use super::{Comeback, comeback};
use crate::{
    coach::next_week,
    domain::{
        Athlete, Band, Cap, Day, Proposal, Readiness,
        athlete::ProposalState,
        day::{between, monday, shift},
        plan::Phase,
        verdict::DeloadCall,
    },
    science::{
        history::{ActivityLoad, History},
        readiness::{self, Signals},
        rpe, stats,
    },
};

/// A morning, as the rules about stretches of days see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// Bands of seven mornings, today's first.
    pub bands: [Band; 7],
    /// The easier stretch that today belongs to, begun before today.
    pub running: Option<DeloadCall>,
    /// Days since the last triggered one began.
    pub days_since_call: Option<i64>,
    /// Days since the end of the last one, planned ones included.
    pub days_since_deload: Option<i64>,
    /// CTL gained in a week.
    pub ramp: f64,
    /// Monotony of the seven days before.
    pub monotony: f64,
    /// Strain of the seven days before.
    pub strain: f64,
    /// The strain that 95 % of the own weeks stayed under.
    pub strain_p95: Option<f64>,
    /// How many of the newest comparable sessions on end cost clearly more than usual; `None` with fewer than three.
    pub costly_in_a_row: Option<usize>,
    /// Key sessions of ten days under 85 % of their target; `None` when none was done.
    pub failed_keys: Option<usize>,
    /// Whether this is a down week of the plan; `None` without a plan.
    pub planned_down: Option<bool>,
    /// Whether this week is a light one of the plan: a down week, the taper, the event, the time after.
    pub light_week: bool,
    /// Whether F04 could be evaluated.
    pub trend_known: bool,
    /// The first days after time off.
    pub comeback: Option<Comeback>,
}

/// Days that failed key sessions are counted in.
const KEY_DAYS: i64 = 10;
/// Share of the target under which a key session failed.
const KEY_SHARE: f64 = 0.85;
/// Sessions are comparable when their intensity differs by at most this.
const ALIKE_IF: f64 = 0.05;
/// Decoupling over the own median that counts as costly, percentage points.
const COSTLY_PCT: f64 = 4.0;
/// Days that comparable sessions are looked for in.
const ALIKE_DAYS: i64 = 90;

impl Signs {
    /// Gathers a morning.
    #[must_use]
    pub fn gather(
        athlete: &Athlete,
        history: &History,
        signals: &Signals,
        readiness: &Readiness,
        days_since_deload: Option<i64>,
        today: Day,
    ) -> Self {
        let mut bands = [Band::Unknown; 7];
        bands[0] = readiness.band;
        for (i, b) in (1..7).zip(bands.iter_mut().skip(1)) {
            // A morning without a night of its own would only repeat the one before.
            let day = shift(today, -i);
            if athlete.wellness.contains_key(&day) || athlete.check_ins.contains_key(&day) {
                *b = readiness::assess(athlete, history, day).band;
            }
        }
        let calls = athlete.decisions.range(..today).rev().filter_map(|(d, x)| started(*d, x));
        let week = athlete.plan.as_ref().and_then(|p| p.week(today));
        Self {
            bands,
            running: calls.take(8).find(|c| c.covers(today)),
            days_since_call: last_call(athlete, today).map(|d| between(d, today).max(0)),
            days_since_deload,
            ramp: signals.form.ramp,
            monotony: signals.monotony,
            strain: signals.strain,
            strain_p95: signals.strain_p95,
            costly_in_a_row: costly_in_a_row(athlete, history, today),
            failed_keys: failed_keys(athlete, history, today),
            planned_down: week.map(|w| w.deload),
            light_week: week.is_some_and(|w| w.deload || w.phase >= Phase::Taper),
            trend_known: signals.hrv.pct.is_some(),
            comeback: comeback(athlete, history, today),
        }
    }
}

/// The first day of the last easier stretch that a morning before `today` began, or a week's review asked for and the
/// athlete accepted.
#[must_use]
pub fn last_call(athlete: &Athlete, today: Day) -> Option<Day> {
    let mornings = athlete.decisions.range(..today).rev().find_map(|(d, x)| started(*d, x)).map(|c| c.from);
    let of_review = |p: &Proposal| p.hunks.iter().flat_map(|h| &h.reasons).any(|r| r.rule == next_week::LIGHTER);
    let reviews = athlete.proposals.iter().rev().filter(|(_, s)| *s == ProposalState::Accepted);
    let reviewed = reviews.map(|(p, _)| p).find(|p| p.day < today && of_review(p));
    mornings.into_iter().chain(reviewed.map(|p| shift(monday(p.day), 7))).max()
}

/// The stretch that a decision began. Decisions from before stretches were written down are known by their rule; of
/// those on end only the first began one, which [`Signs`] sees as one that is still running.
fn started(day: Day, d: &crate::domain::event::DayDecided) -> Option<DeloadCall> {
    if d.deload.is_some() || d.deliberation.is_some() {
        return d.deload.clone();
    }
    let trend = d.verdict.cap == Cap::RecoveryWeek && d.verdict.reasons.first().is_some_and(|r| r.rule == "F04");
    trend.then(|| DeloadCall { rule: "F04".into(), from: day, days: 7, share: 0.6 })
}

fn decoupling(athlete: &Athlete, l: &ActivityLoad) -> Option<f64> {
    athlete.activities.get(l.index)?.best().metrics.decoupling_pct
}

/// Newest sessions like the newest one, while they cost more than the athlete's median and feel harder than they are.
fn costly_in_a_row(athlete: &Athlete, history: &History, today: Day) -> Option<usize> {
    let past = history.within(shift(today, -ALIKE_DAYS), shift(today, -1));
    let told = |l: &&ActivityLoad| decoupling(athlete, l).is_some() && l.rpe.is_some();
    let newest = past.iter().rev().filter(told).find(|l| l.load.intensity.is_some())?;
    let of = newest.load.intensity?;
    let alike: Vec<&ActivityLoad> = past
        .iter()
        .rev()
        .filter(told)
        .filter(|l| l.sport == newest.sport && l.load.intensity.is_some_and(|i| (i - of).abs() <= ALIKE_IF))
        .collect();
    if alike.len() < 3 {
        return None;
    }
    let before: Vec<f64> = alike.iter().skip(3).filter_map(|l| decoupling(athlete, l)).collect();
    let usual = stats::median(&before)?;
    let costly = |l: &&ActivityLoad| {
        let drift = decoupling(athlete, l).is_some_and(|d| d - usual > COSTLY_PCT);
        let top = l.load.intensity.and_then(rpe::expected).map(|(_, top)| top);
        drift && l.rpe.zip(top).is_some_and(|(r, top)| r > top)
    };
    Some(alike.iter().take_while(|l| costly(l)).count())
}

/// Hard sessions of the plan that were done in the last ten days: how many fell short.
fn failed_keys(athlete: &Athlete, history: &History, today: Day) -> Option<usize> {
    let plan = athlete.plan.as_ref()?;
    let keys = plan.span(shift(today, -KEY_DAYS), shift(today, -1)).filter(|s| s.hard && s.intensity > 0.0);
    let mut done = 0;
    let mut failed = 0;
    for s in keys {
        let fits = |l: &&ActivityLoad| l.sport == s.sport && l.minutes >= 0.5 * f64::from(s.minutes);
        let best = history.on(s.day).iter().filter(fits).filter_map(|l| l.load.intensity).max_by(f64::total_cmp);
        let Some(intensity) = best else { continue };
        done += 1;
        failed += usize::from(intensity < KEY_SHARE * s.intensity);
    }
    (done > 0).then_some(failed)
}
