//! Everything that a change of the plan is judged against, gathered once.

use super::super::{
    flags::{Facts, Out},
    guard,
    library::Speeds,
    rules,
};
use crate::{
    domain::{Athlete, Cap, Day, Finding, MissionVersion, Plan, Severity, Sport, ThresholdKind, day},
    science::{history::History, readiness},
};
use std::{cell::OnceCell, collections::BTreeSet};

/// Days after the last changed week that the guard-rails look at.
const ECHO_DAYS: i64 = 14;

/// Rules that hold however little is trained: today's cap, illness, what the mission forbids, sense, injuries.
const STOPS: [&str; 5] = ["V14", "V18", "V19", "V21", "V31"];

/// The plan of now with what binds it today.
pub struct Scene<'a> {
    /// Everything known.
    pub athlete: &'a Athlete,
    /// What is derived from it.
    pub history: &'a History,
    /// The mission that the plan serves.
    pub mission: Option<&'a MissionVersion>,
    /// The plan of now.
    pub plan: &'a Plan,
    /// The day.
    pub today: Day,
    /// The most that today may hold.
    pub cap: Cap,
    before: OnceCell<Vec<Finding>>,
    facts: OnceCell<(Facts, f64)>,
}

impl<'a> Scene<'a> {
    /// `None` without a plan.
    #[must_use]
    pub fn of(athlete: &'a Athlete, history: &'a History, today: Day, cap: Cap) -> Option<Self> {
        let plan = athlete.plan.as_ref()?;
        // A plan is held against the mission it serves, also while another one has just become active.
        let active = athlete.mission(today).filter(|v| v.mission.id == plan.mission);
        let mission = active.or_else(|| athlete.missions.get(&plan.mission)?.last());
        Some(Self { athlete, history, mission, plan, today, cap, before: OnceCell::new(), facts: OnceCell::new() })
    }

    /// The day that everything is planned towards.
    #[must_use]
    pub fn goal(&self) -> Option<Day> {
        self.mission.map(|v| v.mission.goal_day(self.plan.from))
    }

    /// Days from one hard day to the next that the mission keeps.
    #[must_use]
    pub fn hard_spacing(&self) -> i64 {
        self.mission.map_or(2, |v| v.mission.hard_spacing())
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
            facts: Some(self.facts()),
            horizon,
        })
    }

    /// What this morning's flags saw, and the share of signals that were there.
    fn facts(&self) -> (&Facts, f64) {
        let (f, coverage) = self.facts.get_or_init(|| {
            let signals = readiness::signals(self.athlete, self.history, self.today);
            let coverage = readiness::assess_with(self.athlete, self.history, self.today, &signals).coverage;
            (Facts::gather(self.athlete, self.history, &signals, self.today), coverage)
        });
        (f, *coverage)
    }

    /// Every guard-rail's report on the plan as it stands; empty without a mission.
    #[must_use]
    pub fn reports(&self) -> Vec<crate::coach::flags::RuleReport> {
        let Some(version) = self.mission else { return vec![] };
        guard::reports(&guard::GuardInput {
            athlete: self.athlete,
            history: self.history,
            mission: &version.mission,
            plan: self.plan,
            today: self.today,
            cap: Some(self.cap),
            facts: Some(self.facts()),
            horizon: None,
        })
    }

    /// What pain and injuries leave of a day, as far as is known today.
    #[must_use]
    pub fn out(&self, on: Day) -> Out {
        Out::on(self.athlete, self.today, on)
    }

    /// Whether a day ahead holds no more than before of what hurts there.
    fn spares_more(&self, after: &Plan, d: Day) -> bool {
        let out = self.out(d);
        let sum = |p: &Plan| {
            p.on(d).filter(|s| !out.allows(s)).fold((0.0, 0_u32, 0_u32), |(l, m, h), s| {
                (l + s.load, m + u32::from(s.minutes), h + u32::from(s.hard))
            })
        };
        let (a, b) = (sum(self.plan), sum(after));
        d > self.today && b.0 <= a.0 + 0.5 && b.1 <= a.1 && b.2 <= a.2
    }

    /// Whether every changed day holds no more load, time or hard work than before.
    fn only_eases(&self, after: &Plan, touched: &BTreeSet<Day>) -> bool {
        let sum = |p: &Plan, d: Day| {
            p.on(d).fold((0.0, 0_u32, 0_u32), |(l, m, h), s| {
                (l + s.load, m + u32::from(s.minutes), h + u32::from(s.hard))
            })
        };
        touched.iter().all(|&d| {
            let (a, b) = (sum(self.plan, d), sum(after, d));
            b.0 <= a.0 + 0.5 && b.1 <= a.1 && b.2 <= a.2
        })
    }

    /// Findings that a change brings with it; what the unchanged plan says too is left out.
    ///
    /// What is about shares or sums (the long session's part of a week that got smaller) is left out when the change
    /// eases every day that it touches: nobody has to train more in order to be allowed to train less. A block that
    /// the unchanged plan has too, on a day that the change does not touch, is turned into a warning: a plan with one
    /// flaw must still be possible to improve.
    #[must_use]
    pub fn checks(&self, after: &Plan, touched: &BTreeSet<Day>) -> Vec<Finding> {
        // A change echoes through form and weekly sums for a while, not to the end of the season.
        let last = touched.iter().max().copied().unwrap_or(self.today).max(self.today);
        let horizon = day::shift(day::monday(last), 6 + ECHO_DAYS);
        let mut found = self.findings(after, Some(horizon));
        if self.only_eases(after, touched) {
            // Shares and growth look worse beside a week that got smaller; that is no reason to train more.
            found.retain(|f| STOPS.contains(&f.rule.as_str()));
        }
        for f in found.iter_mut().filter(|f| f.severity == Severity::Block) {
            let before = |b: &Finding| b.severity == Severity::Block && b.rule == f.rule && b.day == f.day;
            // A week's sum that the change leaves as it was is no fault of it, whichever day it touches.
            let as_before =
                |b: &Finding| before(b) && b.observed == f.observed && !STOPS.contains(&f.rule.as_str());
            // A session of a day ahead that hurts may become less before that day comes.
            let less = f.rule == "V31" && self.spares_more(after, f.day);
            let standing = (less || !touched.contains(&f.day)) && self.before().iter().any(before);
            if standing || self.before().iter().any(as_before) {
                f.severity = Severity::Warn;
                f.text = format!("already so in the plan: {}", f.text);
            } else if let Some(o) =
                self.athlete.overridden(self.today, &f.rule).filter(|_| rules::may_override(&f.rule))
            {
                f.severity = Severity::Warn;
                f.text = format!("you decided against it ({}): {}", o.reason, f.text);
            }
        }
        // What the plan says anyway is no news of this change.
        let same = |a: &Finding, b: &Finding| a.rule == b.rule && a.day == b.day && a.observed == b.observed;
        found.retain(|f| f.severity == Severity::Block || !self.before().iter().any(|b| same(b, f)));
        found
    }

    /// Findings in the plan as it stands.
    fn before(&self) -> &[Finding] {
        self.before.get_or_init(|| self.findings(self.plan, None))
    }

    /// Whether a changed plan passes every guard-rail.
    #[must_use]
    pub fn passes(&self, after: &Plan, touched: &BTreeSet<Day>) -> bool {
        self.checks(after, touched).iter().all(|f| f.severity != Severity::Block)
    }
}
