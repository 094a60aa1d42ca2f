//! The day-cap ladder: from flags and readiness to go, modify or skip.
//!
//! Owns: the order of the rules, the modifiers by phase, what counts as "as planned". Does not own: the flags
//! themselves ([`super::flags`]), the score (science), what is trained instead (replan).
//!
//! Steps, highest first: 1 illness that stops training · 2 pain and injuries · 3 severe red · 4 recovery week ·
//! 5 red · 6 a recovery flag, or two soft flags together · 7 amber or a no-hard flag · 8 readiness unknown · 9 green.
//! The first match names the step; the tightest cap of all matches counts.

mod case;
mod rungs;
mod steps;

pub use case::{Case, Low, reference_load};
pub use rungs::Group;

use super::{
    deload::{self, Comeback},
    flags::{self, Facts, RuleReport, Rules},
};
use crate::domain::num::Total;
use crate::{
    domain::{
        Action, Athlete, Cap, Day, Readiness, Reason, Session, SessionKind, Sport, Verdict, verdict::DeloadCall,
    },
    science::{history::History, readiness::Signals},
};

/// The decision of a morning, with everything that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Every flag, step of the ladder and rule about stretches of days, in order, spoken or not.
    pub reports: Vec<RuleReport>,
    /// Sports that are out today.
    pub banned: Vec<Sport>,
    /// Whether easy sessions lose volume under a no-hard cap.
    pub trim: bool,
    /// Load that today held before today's changes; caps are shares of it.
    pub reference: f64,
    /// Share of the load that is left of today whatever its cap, in an easier stretch or on the way back.
    pub share: Option<f64>,
    /// The easier stretch that begins with this decision.
    pub start: Option<DeloadCall>,
    /// The easier stretch that today belongs to, begun before.
    pub running: Option<DeloadCall>,
    /// The first days after time off.
    pub comeback: Option<Comeback>,
    /// What the warning signs are about: it decides whether intensity, volume or both are cut.
    pub groups: Vec<Group>,
}

/// One match of the ladder.
#[derive(Clone, Debug)]
struct Rung {
    step: u8,
    cap: Cap,
    reason: Reason,
}

/// Decides the morning of `today`.
#[must_use]
pub fn decide(
    athlete: &Athlete,
    history: &History,
    signals: &Signals,
    readiness: &Readiness,
    today: Day,
) -> Decision {
    decide_by(athlete, history, signals, readiness, today, &|_| {})
}

/// The same by rules that are changed first.
#[must_use]
pub fn decide_by(
    athlete: &Athlete,
    history: &History,
    signals: &Signals,
    readiness: &Readiness,
    today: Day,
    change: &dyn Fn(&mut Rules),
) -> Decision {
    let mut facts = Facts::gather(athlete, history, signals, today);
    change(&mut facts.rules);
    judge(&Case::gather(athlete, history, signals, readiness, facts, today))
}

/// Decides a case that is given in plain numbers.
#[must_use]
pub fn judge(case: &Case) -> Decision {
    let mut reports = flags::evaluate(&case.facts);
    let banned = flags::banned(&case.facts);
    let trend = reports.iter().any(|r| r.rule == "F04" && r.cap == Some(Cap::RecoveryWeek));
    let calls = deload::judge(&case.deload, case.today, trend);
    let running = case.deload.running.clone();
    // Being in an easier stretch never starts another.
    let start = calls.start.filter(|_| running.is_none());
    let mut rungs = rungs::flags(case, &reports);
    rungs.extend(rungs::stretches(case, &calls.reports, running.as_ref()));
    rungs.extend(rungs::readiness(case, &reports));
    let steps = steps::reports(case, &rungs);
    rungs::soften(case, &mut rungs);
    let against = rungs::overrides(case, &mut rungs);
    let groups = rungs::groups(case, &reports);
    let trim = groups.iter().any(|g| *g != Group::Autonomic);
    // Tightest first; among equals the mission's precedence, the higher step, then the order of the rules.
    let place = |r: &Rung| case.facts.rules.precedence(&r.reason.rule);
    rungs.sort_by(|a, b| b.cap.cmp(&a.cap).then(place(a).cmp(&place(b))).then(a.step.cmp(&b.step)));
    let cap = rungs.first().map_or(Cap::None, |r| r.cap);
    let out = case.sessions.iter().any(|s| banned.contains(&s.sport));
    if out && cap <= Cap::NoHard {
        // An injury rules out today's sport whatever the cap says, so it is what decided.
        rungs.sort_by_key(|r| r.reason.rule != "F11");
    }
    let priority = rungs.first().map_or(9, |r| r.step);
    let said = |(i, r): &(usize, Rung)| {
        *i == 0 || r.cap > Cap::None || matches!(r.reason.rule.as_str(), "F11" | "D5" | "R1" | "R2")
    };
    let mut reasons: Vec<Reason> = rungs.into_iter().enumerate().filter(said).map(|(_, r)| r.reason).collect();
    let warning = |r: &&RuleReport| r.outcome.spoke() && r.cap.is_none() && r.rule != "F11";
    reasons.extend(reports.iter().filter(warning).map(RuleReport::reason));
    reasons.extend(against);
    let share = share(case, start.as_ref().or(running.as_ref()), cap);
    let limits = Limits { cap, banned: &banned, trim, reference: case.reference, share };
    let action = limits.action(&case.sessions);
    let hurt = flags::hurting(&case.facts);
    let verdict = Verdict { action, cap, priority, confidence: case.confidence, reasons, hurt };
    reports.extend(steps);
    reports.extend(calls.reports);
    Decision {
        verdict,
        reports,
        banned,
        trim,
        reference: case.reference,
        share,
        start,
        running,
        comeback: case.deload.comeback.clone(),
        groups,
    }
}

/// Share of the planned load that is left: the stretch's while its cap holds, of easy days only after a week too much
/// alike, the way back's on every day of it.
fn share(case: &Case, stretch: Option<&DeloadCall>, cap: Cap) -> Option<f64> {
    let of_stretch = stretch.filter(|c| c.covers(case.today) && cap == Cap::RecoveryWeek).map(|c| c.share);
    let easy = !case.sessions.iter().any(|s| s.hard);
    let of_week = stretch.filter(|c| c.covers(case.today) && c.rule == "D5" && easy).map(|c| c.share);
    let race = case.race_today();
    let back = case.deload.comeback.as_ref().filter(|_| !race).map(|c| c.share);
    [of_stretch, of_week, back].into_iter().flatten().reduce(f64::min)
}

/// What a day may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// The cap.
    pub cap: Cap,
    /// Sports that are out.
    pub banned: &'a [Sport],
    /// Whether easy sessions lose volume under a no-hard cap.
    pub trim: bool,
    /// Load that the day held as planned; 0 when nothing was planned.
    pub reference: f64,
    /// Share of it that is left whatever the cap; `None` leaves it to the cap.
    pub share: Option<f64>,
}

/// Minutes that a recovery day may have.
pub const RECOVERY_MINUTES: u16 = 45;
/// Shares of the planned load.
const NO_HARD_SHARE: f64 = 0.75;
const RECOVERY_SHARE: f64 = 0.40;
const RECOVERY_WEEK_SHARE: f64 = 0.60;
/// Load by which a session scaled on the 5-minute grid may miss its share.
const GRID: f64 = 4.0;

impl Limits<'_> {
    /// Whether the day's sessions keep within the limits.
    #[must_use]
    pub fn allow(&self, sessions: &[Session]) -> bool {
        if sessions.iter().any(|s| self.banned.contains(&s.sport)) {
            return false;
        }
        let load: f64 = sessions.iter().map(|s| s.load).total();
        let minutes: u16 = sessions.iter().map(|s| s.minutes).fold(0, u16::saturating_add);
        let hard = sessions.iter().any(|s| s.hard);
        let within = |share: f64| self.reference <= 0.0 || load <= share * self.reference + GRID;
        if self.cap != Cap::RecoveryWeek && self.share.is_some_and(|s| !within(s)) {
            return false;
        }
        match self.cap {
            Cap::ReadyUp | Cap::None => true,
            Cap::NoHard => !hard && (!self.trim || within(NO_HARD_SHARE)),
            Cap::RecoveryWeek => !hard && within(self.share.unwrap_or(RECOVERY_WEEK_SHARE)),
            Cap::Recovery => {
                let easy =
                    |s: &Session| s.zone_minutes[1] + s.zone_minutes[2] <= 0.0 && s.kind != SessionKind::Strength;
                !hard && minutes <= RECOVERY_MINUTES && sessions.iter().all(easy) && within(RECOVERY_SHARE)
            }
            Cap::Rest => sessions.is_empty(),
        }
    }

    /// Most load of a day that is trimmed; `None` when only the kind is limited.
    #[must_use]
    pub fn most_load(&self) -> Option<f64> {
        let of_cap = match self.cap {
            Cap::NoHard if self.trim => Some(NO_HARD_SHARE),
            Cap::RecoveryWeek if self.share.is_none() => Some(RECOVERY_WEEK_SHARE),
            Cap::Recovery => Some(RECOVERY_SHARE),
            _ => None,
        };
        let share = [of_cap, self.share].into_iter().flatten().reduce(f64::min)?;
        (self.reference > 0.0).then_some(share * self.reference)
    }

    fn action(&self, sessions: &[Session]) -> Action {
        if self.cap == Cap::Rest {
            Action::Skip
        } else if self.allow(sessions) {
            Action::Go
        } else {
            Action::Modify
        }
    }
}

#[cfg(test)]
mod tests;
