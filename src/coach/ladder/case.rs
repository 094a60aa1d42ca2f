//! A morning in plain numbers.

use crate::{
    coach::flags::Facts,
    domain::{
        Athlete, Band, Cap, Day, Plan, Readiness, Session, SessionKind, athlete::ProposalState, day, plan::Phase,
    },
    science::{history::History, readiness},
};

/// What the ladder looks at besides the flags' facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What the flags look at.
    pub facts: Facts,
    /// Readiness, 0–100; absent when unknown.
    pub score: Option<f64>,
    /// Share of the signals present, 0–1.
    pub coverage: f64,
    /// Confidence of the verdict, 0–1.
    pub confidence: f64,
    /// Signals with a score under 60.
    pub low_signals: usize,
    /// The last band that was known and its age in days.
    pub last_known: Option<(Band, i64)>,
    /// Phase of this week.
    pub phase: Option<Phase>,
    /// Whether this is a down week.
    pub deload: bool,
    /// First day of a recovery week that an HRV trend asked for and that is not over.
    pub recovery_week_since: Option<Day>,
    /// Today's sessions.
    pub sessions: Vec<Session>,
    /// Load of today before today's changes.
    pub reference: f64,
    /// Whether anything at all is known of the athlete.
    pub anything_known: bool,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            facts: Facts::default(),
            score: None,
            coverage: 0.0,
            confidence: 0.0,
            low_signals: 0,
            last_known: None,
            phase: None,
            deload: false,
            recovery_week_since: None,
            sessions: vec![],
            reference: 0.0,
            anything_known: true,
        }
    }
}

/// Days of a recovery week after the morning that asked for it.
const RECOVERY_WEEK_DAYS: i64 = 6;

impl Case {
    /// Gathers a morning.
    #[must_use]
    pub fn gather(athlete: &Athlete, history: &History, readiness: &Readiness, facts: Facts, today: Day) -> Self {
        let week = athlete.plan.as_ref().and_then(|p| p.week(today));
        let since = recovery_week_since(athlete, today);
        let sessions: Vec<Session> = athlete.plan.iter().flat_map(|p| p.on(today)).cloned().collect();
        let low = |c: &&crate::domain::Contributor| c.score.is_some_and(|s| s < 60.0) && c.weight > 0.0;
        let anything_known = !history.loads.is_empty()
            || !athlete.wellness.is_empty()
            || !athlete.check_ins.is_empty()
            || !athlete.health.is_empty();
        Self {
            score: readiness.score,
            coverage: readiness.coverage,
            confidence: if anything_known { readiness.confidence } else { 0.0 },
            low_signals: readiness.contributors.iter().filter(low).count(),
            last_known: if readiness.score.is_some() { None } else { last_known(athlete, history, today) },
            phase: week.map(|w| w.phase),
            deload: week.is_some_and(|w| w.deload),
            recovery_week_since: since,
            reference: reference_load(athlete, since.unwrap_or(today), today),
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

/// A recovery week runs for seven days from the morning whose verdict it decided; being in one never starts another.
fn recovery_week_since(athlete: &Athlete, today: Day) -> Option<Day> {
    let week = athlete.decisions.range(day::shift(today, -RECOVERY_WEEK_DAYS)..today);
    week.filter(|(_, d)| {
        d.verdict.cap == Cap::RecoveryWeek && d.verdict.reasons.first().is_some_and(|r| r.rule == "F04")
    })
    .map(|(d, _)| *d)
    .next()
}

/// Load that `today` held before the changes proposed and accepted from `since` on. Caps are shares of it: a session
/// that was already eased is not eased again.
#[must_use]
pub fn reference_load(athlete: &Athlete, since: Day, today: Day) -> f64 {
    let Some(plan) = &athlete.plan else { return 0.0 };
    reference_plan(athlete, plan, since).map_or_else(|| plan.load_on(today), |p| p.load_on(today))
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
