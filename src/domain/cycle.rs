//! Cycles: a stretch of weeks toward a goal, as it was proposed, and what became of it.
//!
//! Owns: the stored cycle, its pinned versions, its status by date and answer. Does not own: planning (coach), the
//! file that a person edits (config).

use super::{
    athlete::ProposalState, day::Day, id::ShortId, plan::Plan, plan::PlanWeek, routine::Origin, text::CleanText,
};
use serde::{Deserialize, Serialize};

/// A cycle as it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CycleStored {
    /// Derived from mission, span and content.
    pub id: ShortId,
    /// Counts up from 1 through the life of the log.
    pub number: u32,
    /// Mission it serves, by id.
    pub mission: String,
    /// The day it was made for.
    pub day: Day,
    /// First day, a Monday.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Targets of its weeks, and of those after it that change with it.
    pub weeks: Vec<PlanWeek>,
    /// Targets that the plan had for these weeks before.
    pub weeks_before: Vec<PlanWeek>,
    /// The proposal that puts its sessions into the plan; `None` when the plan held them already.
    pub proposal: Option<ShortId>,
    /// Folder of its pages below the output folder.
    pub folder: String,
    /// Version of the mission that it was made from, from 1.
    pub context: Option<u32>,
    /// Number of the profile that was active.
    pub profile: Option<u32>,
    /// Where it came from.
    pub origin: Origin,
    /// The cycle as a page.
    pub page: String,
    /// The cycle, JSON.
    pub body: String,
}

/// What the athlete changed of a cycle; `None` leaves a part as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CycleEdited {
    /// Which, by number.
    pub number: u32,
    /// The day of the change.
    pub day: Day,
    /// True makes it the active one, false ends it before its time.
    pub active: Option<bool>,
    /// Version of the mission that its reviews are held against.
    pub context: Option<u32>,
    /// Profile that it is held against.
    pub profile: Option<u32>,
    /// Folder of its pages.
    pub folder: Option<String>,
    /// How it ended, in the athlete's words; empty takes them back.
    pub result: Option<CleanText>,
}

/// Where a cycle stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CycleStatus {
    /// Waits for the athlete's answer.
    Proposed,
    /// The athlete did not want it, or did not answer.
    Declined,
    /// Its weeks are trained.
    Active,
    /// Its last day is over.
    Completed,
    /// Another one, or none, took its place before its end.
    Abandoned,
}

impl CycleStatus {
    /// Name in files, JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Declined => "declined",
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// The end of a cycle before its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleEnd {
    /// From this day on.
    pub day: Day,
    /// The cycle that took its place, by number.
    pub by: Option<u32>,
}

/// A cycle with what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cycle {
    /// As it was made. The pinned versions and the folder are those of now.
    pub stored: CycleStored,
    /// The day it was taken up.
    pub began: Option<Day>,
    /// When it was given up.
    pub ended: Option<CycleEnd>,
    /// How it ended, in the athlete's words.
    pub result: Option<CleanText>,
}

impl Cycle {
    /// Where it stands on `today`; `answer` is the state of its proposal.
    #[must_use]
    pub fn status(&self, answer: Option<ProposalState>, today: Day) -> CycleStatus {
        if self.began.is_none() {
            return match answer {
                Some(ProposalState::Pending) => CycleStatus::Proposed,
                _ => CycleStatus::Declined,
            };
        }
        match self.ended {
            Some(end) if end.day <= today.min(self.stored.to) => CycleStatus::Abandoned,
            _ if today > self.stored.to => CycleStatus::Completed,
            _ => CycleStatus::Active,
        }
    }

    /// Whether its weeks counted on `day`.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        let (c, over) = (&self.stored, self.ended.is_some_and(|e| e.day <= day));
        self.began.is_some() && !over && day >= c.from && day <= c.to
    }
}

/// Takes a cycle up on `day`: others of its days end, its week targets come into the plan.
pub(super) fn begin(cycles: &mut [Cycle], plan: Option<&mut Plan>, number: u32, day: Day) {
    let Some(at) = cycles.iter().position(|c| c.stored.number == number) else { return };
    let from = cycles[at].stored.from.max(day);
    for (i, c) in cycles.iter_mut().enumerate() {
        if i != at && c.began.is_some() && c.ended.is_none() && c.stored.to >= from {
            c.ended = Some(CycleEnd { day: from, by: Some(number) });
        }
    }
    let c = &mut cycles[at];
    c.began.get_or_insert(day);
    c.ended = None;
    if let Some(plan) = plan.filter(|p| p.mission == c.stored.mission) {
        put_weeks(plan, &c.stored.weeks);
    }
}

/// Takes back that the cycle of `proposal` was taken up.
pub(super) fn take_back(cycles: &mut [Cycle], plan: Option<&mut Plan>, proposal: ShortId) {
    let Some(c) = cycles.iter_mut().find(|c| c.stored.proposal == Some(proposal)) else { return };
    c.began = None;
    let (number, before) = (c.stored.number, c.stored.weeks_before.clone());
    if let Some(plan) = plan {
        put_weeks(plan, &before);
    }
    for c in cycles.iter_mut().filter(|c| c.ended.is_some_and(|e| e.by == Some(number))) {
        c.ended = None;
    }
}

/// Ends every cycle of another mission that still goes on.
pub(super) fn leave_others(cycles: &mut [Cycle], mission: &str, day: Day) {
    for c in cycles.iter_mut().filter(|c| c.stored.mission != mission) {
        if c.began.is_some() && c.ended.is_none() && c.stored.to >= day {
            c.ended = Some(CycleEnd { day, by: None });
        }
    }
}

pub(super) fn edit(cycles: &mut [Cycle], plan: Option<&mut Plan>, e: &CycleEdited) {
    let Some(c) = cycles.iter_mut().find(|c| c.stored.number == e.number) else { return };
    c.stored.context = e.context.or(c.stored.context);
    c.stored.profile = e.profile.or(c.stored.profile);
    if let Some(folder) = &e.folder {
        c.stored.folder.clone_from(folder);
    }
    if let Some(words) = &e.result {
        c.result = (!words.as_str().is_empty()).then(|| words.clone());
    }
    match e.active {
        Some(true) => begin(cycles, plan, e.number, e.day),
        Some(false) if c.began.is_some() => c.ended = Some(CycleEnd { day: e.day, by: None }),
        _ => {}
    }
}

fn put_weeks(plan: &mut Plan, weeks: &[PlanWeek]) {
    plan.weeks.retain(|w| !weeks.iter().any(|n| n.monday == w.monday));
    plan.weeks.extend(weeks.iter().cloned());
    plan.weeks.sort_by_key(|w| w.monday);
}
