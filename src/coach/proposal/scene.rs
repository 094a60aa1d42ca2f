//! Everything that a change of the plan is judged against, gathered once.

use super::super::{guard, library::Speeds};
use crate::{
    domain::{Athlete, Cap, Day, Finding, MissionVersion, Plan, Severity, Sport, ThresholdKind, day},
    science::history::History,
};
use std::{cell::OnceCell, collections::BTreeSet};

/// Days after the last changed week that the guard-rails look at.
const ECHO_DAYS: i64 = 14;

/// The plan of now with what binds it today.
pub struct Scene<'a> {
    /// Everything known.
    pub athlete: &'a Athlete,
    /// What is derived from it.
    pub history: &'a History,
    /// The active mission.
    pub mission: Option<&'a MissionVersion>,
    /// The plan of now.
    pub plan: &'a Plan,
    /// The day.
    pub today: Day,
    /// The most that today may hold.
    pub cap: Cap,
    already: OnceCell<BTreeSet<(String, Day)>>,
}

impl<'a> Scene<'a> {
    /// `None` without a plan.
    #[must_use]
    pub fn of(athlete: &'a Athlete, history: &'a History, today: Day, cap: Cap) -> Option<Self> {
        let plan = athlete.plan.as_ref()?;
        Some(Self { athlete, history, mission: athlete.mission(today), plan, today, cap, already: OnceCell::new() })
    }

    /// The day that everything is planned towards.
    #[must_use]
    pub fn goal(&self) -> Option<Day> {
        self.mission.map(|v| v.mission.goal_day(self.plan.from))
    }

    /// Threshold speeds of today.
    #[must_use]
    pub fn speeds(&self) -> Speeds {
        let at = |kind, sport| self.history.book.value(kind, sport, self.today);
        Speeds { run: at(ThresholdKind::ThresholdSpeed, Sport::Run), swim: at(ThresholdKind::Css, Sport::Swim) }
    }

    /// Every finding of the guard-rails in `plan` under today's cap, up to `horizon` or the plan's end. Without a
    /// mission there is nothing to hold a plan against.
    #[must_use]
    pub fn findings(&self, plan: &Plan, horizon: Option<Day>) -> Vec<Finding> {
        let Some(version) = self.mission else { return vec![] };
        guard::check(&guard::GuardInput {
            athlete: self.athlete,
            history: self.history,
            mission: &version.mission,
            plan,
            today: self.today,
            cap: Some(self.cap),
            horizon,
        })
    }

    /// Findings in a changed plan. A block that the unchanged plan has too, on a day that the change does not touch,
    /// is turned into a warning: a plan with one flaw must still be possible to improve.
    #[must_use]
    pub fn checks(&self, after: &Plan, touched: &BTreeSet<Day>) -> Vec<Finding> {
        // A change echoes through form and weekly sums for a while, not to the end of the season.
        let last = touched.iter().max().copied().unwrap_or(self.today).max(self.today);
        let horizon = day::shift(day::monday(last), 6 + ECHO_DAYS);
        let mut found = self.findings(after, Some(horizon));
        for f in found.iter_mut().filter(|f| f.severity == Severity::Block) {
            if !touched.contains(&f.day) && self.already().contains(&(f.rule.clone(), f.day)) {
                f.severity = Severity::Warn;
                f.text = format!("already so in the plan: {}", f.text);
            }
        }
        found
    }

    /// Blocks of the plan as it stands.
    fn already(&self) -> &BTreeSet<(String, Day)> {
        self.already.get_or_init(|| {
            let found = self.findings(self.plan, None);
            found.into_iter().filter(|f| f.severity == Severity::Block).map(|f| (f.rule, f.day)).collect()
        })
    }

    /// Whether a changed plan passes every guard-rail.
    #[must_use]
    pub fn passes(&self, after: &Plan, touched: &BTreeSet<Day>) -> bool {
        self.checks(after, touched).iter().all(|f| f.severity != Severity::Block)
    }
}
