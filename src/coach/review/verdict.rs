//! What follows from a week: recover, deload, re-base, progress or hold, the first that fits.

use super::{Review, body::unwell_days};
use crate::{
    coach::deload::{REFRACTORY_DAYS, last_call},
    domain::{
        Athlete, Band, Day,
        day::{between, span},
    },
    science::{history::History, readiness},
};
use serde::Serialize;

/// What to do with the week after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeekAction {
    /// Illness or pain: the way back comes first.
    Recover,
    /// Too many red or amber mornings: a lighter week.
    Deload,
    /// Much less was done than planned: plan from what was done.
    Rebase,
    /// On plan and well: as planned.
    Progress,
    /// Neither: keep the level.
    Hold,
}

impl WeekAction {
    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recover => "recover",
            Self::Deload => "deload",
            Self::Rebase => "rebase",
            Self::Progress => "progress",
            Self::Hold => "hold",
        }
    }
}

/// The judgement, in five sentences that go together.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WeekVerdict")]
pub struct Verdict {
    /// What to do.
    pub action: WeekAction,
    /// What was seen.
    pub facts: String,
    /// What it means.
    pub judgement: String,
    /// The one change.
    pub change: String,
    /// What the change costs.
    pub trade_off: String,
    /// What to watch next week.
    pub watch: String,
}

/// Compliance from which a week counts as kept, percent.
const KEPT: f64 = 85.0;
/// Compliance under which the plan is made from what was done.
const FAR_OFF: f64 = 60.0;
/// Green mornings that a week of progress has.
const GREEN_DAYS: u32 = 5;

/// The verdict of a week.
#[must_use]
pub fn verdict(athlete: &Athlete, history: &History, r: &Review) -> Verdict {
    let unwell = unwell_days(athlete, r.monday, r.until);
    // One easier stretch in a fortnight, whoever asks for it.
    let rested = last_call(athlete, r.until).is_none_or(|d| between(d, r.until) >= REFRACTORY_DAYS);
    let trigger = deload_trigger(athlete, history, r.monday, r.until).filter(|_| rested);
    let compliance = r.metrics.compliance_pct;
    let d = &r.readiness;
    let action = if unwell > 0 {
        WeekAction::Recover
    } else if (d.red >= 3 && rested) || trigger.is_some() {
        WeekAction::Deload
    } else if compliance.is_some_and(|c| c < FAR_OFF) && r.complete {
        WeekAction::Rebase
    } else if compliance.is_some_and(|c| c >= KEPT) && d.green >= GREEN_DAYS {
        WeekAction::Progress
    } else {
        WeekAction::Hold
    };
    let judgement = match action {
        WeekAction::Recover => format!("{unwell} day(s) with illness or pain: the way back comes before the plan."),
        WeekAction::Deload => {
            trigger.unwrap_or_else(|| format!("{} red mornings: the load is not being absorbed.", d.red))
        }
        WeekAction::Rebase if by_other_ways(r) => {
            let much = match r.actual.load / r.planned.load.max(1.0) {
                share if share > 1.1 => "More load than was planned",
                _ => "About the load that was planned",
            };
            format!("{much}, but not the sessions: the week went its own way.")
        }
        WeekAction::Rebase => "Well under what was planned: the plan is ahead of what your days allow.".to_owned(),
        WeekAction::Progress => "On plan, and most mornings were green: the load is being absorbed.".to_owned(),
        WeekAction::Hold => hold(r),
    };
    let (change, trade_off, watch) =
        if action == WeekAction::Rebase && by_other_ways(r) { OTHER_WAYS } else { follow(action) };
    Verdict {
        action,
        facts: facts(r),
        judgement,
        change: change.to_owned(),
        trade_off: trade_off.to_owned(),
        watch: watch.to_owned(),
    }
}

/// Whether the load was there without the sessions that were to bring it.
fn by_other_ways(r: &Review) -> bool {
    r.actual.load >= 0.8 * r.planned.load
}

/// What follows then: shorter sessions would be no answer.
const OTHER_WAYS: (&str, &str, &str) = (
    "None: the load was there, and what was missed is not caught up.",
    "Fitness that is less made for the goal.",
    "Whether the plan's days and sports fit yours: `lanterne mission constrain` changes them.",
);

fn facts(r: &Review) -> String {
    let (m, d) = (&r.metrics, &r.readiness);
    let load = match m.compliance_pct {
        Some(c) => {
            let of = if r.complete { "kept" } else { "of what was due kept" };
            format!("{:.0} of {:.0} load done, {c:.0} % {of} (no credit for excess)", r.actual.load, r.planned.load)
        }
        None => format!("{:.0} load done, nothing was planned", r.actual.load),
    };
    let sessions = if m.sessions_planned > 0 {
        format!("; {} of {} sessions", m.sessions_completed, m.sessions_planned)
    } else {
        String::new()
    };
    format!(
        "{load}{sessions}; mornings {} green, {} amber, {} red, {} unknown; fitness {:.1} → {:.1}.",
        d.green, d.amber, d.red, d.unknown, r.form.ctl_start, r.form.ctl_end
    )
}

fn hold(r: &Review) -> String {
    let d = &r.readiness;
    match r.metrics.compliance_pct {
        None => "Nothing was planned, so there is nothing to hold the week against.".to_owned(),
        Some(c) if c >= KEPT => format!("Kept, but only {} of {} mornings were green.", d.green, r.coverage.days),
        Some(c) => format!("{c:.0} % kept: enough to go on from, not enough for more."),
    }
}

fn follow(action: WeekAction) -> (&'static str, &'static str, &'static str) {
    match action {
        WeekAction::Recover => (
            "The first week back at a share of its load, hard work last; all of next week at 60 % while you are not well.",
            "A little fitness, for a way back that lasts.",
            "Symptoms, resting heart rate; first hard day only on a green morning.",
        ),
        WeekAction::Deload => (
            "Next week at 60 % of its load, nothing hard.",
            "About a point of fitness, won back within two weeks.",
            "Whether HRV and resting heart rate come back within three days.",
        ),
        WeekAction::Rebase => (
            "Next week's easy sessions as long as your days were this week.",
            "A slower way to the goal; the gauge says how much room is left.",
            "Which sessions fall out, and on which days: the days available may need changing.",
        ),
        WeekAction::Progress => {
            ("None: next week as planned.", "None.", "The first hard session: its rating against its intensity.")
        }
        WeekAction::Hold => {
            ("None: next week as planned, no more than that.", "None.", "Green mornings and the key sessions.")
        }
    }
}

/// A trigger of a lighter week: two red mornings within three days, or four amber and red ones of seven.
fn deload_trigger(athlete: &Athlete, history: &History, first: Day, until: Day) -> Option<String> {
    let bands: Vec<Band> = span(first, until).map(|d| readiness::assess(athlete, history, d).band).collect();
    let red = |b: &Band| matches!(b, Band::Red | Band::SevereRed);
    let off = bands.iter().filter(|b| red(b) || **b == Band::Amber).count();
    if bands.windows(3).any(|w| w.iter().filter(|b| red(b)).count() >= 2) {
        Some("Two red mornings within three days: a lighter week is due.".to_owned())
    } else if off >= 4 {
        Some(format!("{off} amber and red mornings of seven: a lighter week is due."))
    } else {
        None
    }
}
