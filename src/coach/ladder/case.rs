//! A morning in plain numbers.

use crate::{
    coach::{deload::Signs, flags::Facts},
    domain::{
        Athlete, Band, Contributor, Day, Plan, Readiness, Session, SessionKind, Slot, Status,
        athlete::ProposalState, day, plan::Phase,
    },
    science::{
        history::History,
        readiness::{self, Signals},
    },
};

/// What the ladder looks at besides the flags' facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The morning.
    pub today: Day,
    /// What the flags look at.
    pub facts: Facts,
    /// Readiness, 0–100; absent when unknown.
    pub score: Option<f64>,
    /// Share of the signals present, 0–1.
    pub coverage: f64,
    /// Confidence of the verdict, 0–1.
    pub confidence: f64,
    /// Signals with a score under 60, by what they are about.
    pub low: Low,
    /// Signals that are not green.
    pub amber_signals: usize,
    /// The last band that was known and its age in days.
    pub last_known: Option<(Band, i64)>,
    /// Phase of this week.
    pub phase: Option<Phase>,
    /// Whether this is a down week.
    pub deload_week: bool,
    /// What the rules about stretches of days look at.
    pub deload: Signs,
    /// Rules that the athlete went against today, with the reason.
    pub overrides: Vec<(String, String)>,
    /// Today's sessions.
    pub sessions: Vec<Session>,
    /// Load of today before today's changes.
    pub reference: f64,
    /// Whether anything at all is known of the athlete.
    pub anything_known: bool,
}

/// Low signals by what they are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Low {
    /// Sleep and sleep debt.
    pub sleep: usize,
    /// HRV, resting heart rate, temperature.
    pub autonomic: usize,
    /// Form and yesterday's load.
    pub load: usize,
    /// The athlete's feel.
    pub feel: usize,
}

impl Low {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.sleep + self.autonomic + self.load + self.feel
    }

    fn of(readiness: &Readiness) -> Self {
        let mut low = Self::default();
        for c in readiness.contributors.iter().filter(|c| c.score.is_some_and(|s| s < 60.0)) {
            *match c.slot {
                Slot::Sleep | Slot::Debt => &mut low.sleep,
                Slot::Hrv7 | Slot::Hrv1 | Slot::Rhr | Slot::Temp => &mut low.autonomic,
                Slot::Form | Slot::Prev => &mut low.load,
                Slot::Subj => &mut low.feel,
            } += 1;
        }
        low
    }
}

impl Default for Case {
    fn default() -> Self {
        Self {
            today: Day::default(),
            facts: Facts::default(),
            score: None,
            coverage: 0.0,
            confidence: 0.0,
            low: Low::default(),
            amber_signals: 0,
            last_known: None,
            phase: None,
            deload_week: false,
            deload: Signs::default(),
            overrides: vec![],
            sessions: vec![],
            reference: 0.0,
            anything_known: true,
        }
    }
}

impl Case {
    /// Gathers a morning.
    #[must_use]
    pub fn gather(
        athlete: &Athlete,
        history: &History,
        signals: &Signals,
        readiness: &Readiness,
        facts: Facts,
        today: Day,
    ) -> Self {
        let week = athlete.plan.as_ref().and_then(|p| p.week(today));
        let deload = Signs::gather(athlete, history, signals, readiness, facts.days_since_deload, today);
        let sessions: Vec<Session> = athlete.plan.iter().flat_map(|p| p.on(today)).cloned().collect();
        let anything_known = !history.loads.is_empty()
            || !athlete.wellness.is_empty()
            || !athlete.check_ins.is_empty()
            || !athlete.health.is_empty();
        let off = |c: &&Contributor| matches!(c.status, Status::Amber | Status::Red);
        let said = athlete.overrides.iter().filter(|o| o.day == today);
        Self {
            today,
            score: readiness.score,
            coverage: readiness.coverage,
            confidence: if anything_known { readiness.confidence } else { 0.0 },
            low: Low::of(readiness),
            amber_signals: readiness.contributors.iter().filter(off).count(),
            last_known: if readiness.score.is_some() { None } else { last_known(athlete, history, today) },
            phase: week.map(|w| w.phase),
            deload_week: week.is_some_and(|w| w.deload),
            deload,
            overrides: said.map(|o| (o.rule.clone(), o.reason.as_str().to_owned())).collect(),
            reference: reference_load(athlete, today, today),
            sessions,
            anything_known,
            facts,
        }
    }

    /// Whether today is the event of one day.
    #[must_use]
    pub fn race_today(&self) -> bool {
        self.sessions.iter().any(|s| s.kind == SessionKind::Race)
    }

    /// Whether today is the sharpener before an event.
    #[must_use]
    pub fn opener_today(&self) -> bool {
        self.sessions.iter().any(|s| s.kind == SessionKind::Opener)
    }
}

/// The newest band of the two mornings before.
fn last_known(athlete: &Athlete, history: &History, today: Day) -> Option<(Band, i64)> {
    (1..=2).find_map(|age| {
        let band = readiness::assess(athlete, history, day::shift(today, -age)).band;
        (band != Band::Unknown).then_some((band, age))
    })
}

/// Days in which a change counts as one of the present: an easier week is asked for a week ahead and lasts one.
const RECENT_DAYS: i64 = 14;

/// Load that `on` held as planned, before what was changed in the two weeks before `today`; what it holds now where
/// that is more. Caps are shares of it: a session that was eased for one reason is not eased a second time for another.
#[must_use]
pub fn reference_load(athlete: &Athlete, today: Day, on: Day) -> f64 {
    let Some(plan) = &athlete.plan else { return 0.0 };
    let now = plan.load_on(on);
    reference_plan(athlete, plan, day::shift(today, -RECENT_DAYS)).map_or(now, |p| p.load_on(on).max(now))
}

/// The plan without the changes accepted from proposals made on `since` or later; `None` when there are none.
fn reference_plan(athlete: &Athlete, plan: &Plan, since: Day) -> Option<Plan> {
    let recent = |id| {
        athlete.proposals.iter().rev().any(|(p, s)| p.id == id && *s == ProposalState::Accepted && p.day >= since)
    };
    let taken: Vec<_> = athlete.applied.iter().rev().take_while(|(id, _)| recent(*id)).collect();
    if taken.is_empty() {
        return None;
    }
    let mut before = plan.clone();
    for (_, change) in taken {
        before.apply(&change.inverse());
    }
    Some(before)
}
