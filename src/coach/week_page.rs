//! A week of the plan as data: what its page says, for a program.
//!
//! Owns: putting together target, intent, sessions and what waits. Does not own: words of the page (outputs).

use super::{morning::SessionView, present};
use crate::{
    domain::{
        Athlete, Day, PlanWeek, Session, ShortId, Sport, WeekIntent,
        day::{iso_week, monday, shift},
        num::total,
        plan::Phase,
    },
    science::history::History,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A planned week.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct WeekPage {
    /// `2026-W47`.
    pub week: String,
    /// Its Monday.
    pub monday: Day,
    /// Version of the plan.
    pub version: u32,
    /// Mission, by id.
    pub mission: String,
    /// Phase.
    pub phase: Option<Phase>,
    /// Target, with the rule that set it and what the week is for.
    pub target: Option<PlanWeek>,
    /// What the athlete means it to be.
    pub intent: Option<Intent>,
    /// Load of its sessions.
    pub load: f64,
    /// Hours of its sessions.
    pub hours: f64,
    /// Kilometres by sport.
    pub km: BTreeMap<Sport, f64>,
    /// Its sessions with targets in the athlete's own figures.
    pub sessions: Vec<SessionView>,
    /// The change that waits for an answer.
    pub waiting: Option<Waiting>,
}

/// What the athlete means a week to be.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Intent {
    /// In words.
    pub text: Option<String>,
    /// What to get done.
    pub goals: Vec<String>,
    /// Distance to reach by sport, km.
    pub km: BTreeMap<Sport, f64>,
    /// How many sessions.
    pub sessions: Option<u16>,
}

impl From<&WeekIntent> for Intent {
    fn from(i: &WeekIntent) -> Self {
        Self {
            text: i.text.as_ref().map(ToString::to_string),
            goals: i.goals.iter().map(ToString::to_string).collect(),
            km: i.km.clone(),
            sessions: i.sessions,
        }
    }
}

/// A proposal that touches the week.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Waiting {
    /// Its id.
    pub proposal: ShortId,
    /// Why.
    pub reason: String,
    /// Last day for an answer.
    pub until: Day,
    /// Sessions that would leave this week, in words.
    pub out: Vec<String>,
    /// Sessions that would come into it, in words.
    pub into: Vec<String>,
    /// Changes of other weeks.
    pub elsewhere: usize,
}

/// The week of `day` as it is planned on `today`; `None` without a plan.
#[must_use]
pub fn week_page(athlete: &Athlete, history: &History, day: Day, today: Day) -> Option<WeekPage> {
    let plan = athlete.plan.as_ref()?;
    let first = monday(day);
    let end = shift(first, 6);
    let sessions = athlete.planned(first, end);
    let mut km = BTreeMap::new();
    for s in &sessions {
        if let Some(m) = s.distance_m {
            *km.entry(s.sport).or_insert(0.0) += m / 1000.0;
        }
    }
    let target = athlete.planned_week(first).cloned();
    Some(WeekPage {
        week: iso_week(first),
        monday: first,
        version: plan.version,
        mission: plan.mission.clone(),
        phase: target.as_ref().map(|w| w.phase),
        target,
        intent: athlete.intents.get(&first).map(Intent::from),
        load: total(sessions.iter().map(|s| s.load)),
        hours: total(sessions.iter().map(|s| f64::from(s.minutes))) / 60.0,
        km,
        sessions: sessions.iter().map(|s| present::session_view(s, &history.book, today)).collect(),
        waiting: waiting(athlete, first, today),
    })
}

/// The proposal that waits and touches the week, the newest one.
fn waiting(athlete: &Athlete, first: Day, today: Day) -> Option<Waiting> {
    let end = shift(first, 6);
    let within = |s: &&Session| s.day >= first && s.day <= end;
    let of = |p: &crate::domain::Proposal| {
        let brief = |s: &Session| format!("{} {}", s.day, s.brief());
        let out: Vec<String> = p.hunks.iter().flat_map(|h| h.op.before()).filter(within).map(brief).collect();
        let into: Vec<String> = p.hunks.iter().flat_map(|h| h.op.after()).filter(within).map(brief).collect();
        let here = |h: &&crate::domain::Hunk| h.op.before().iter().chain(&h.op.after()).any(within);
        let elsewhere = p.hunks.len() - p.hunks.iter().filter(here).count();
        (!out.is_empty() || !into.is_empty()).then(|| Waiting {
            proposal: p.id,
            reason: p.reason.to_string(),
            until: p.expires,
            out,
            into,
            elsewhere,
        })
    };
    athlete.pending(today).filter_map(of).last()
}
