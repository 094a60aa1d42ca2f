//! V14, V18, V19, V20, V31: today's cap, illness, and what the mission forbids.

use super::{
    finding,
    timeline::{Case, DayView},
};
use crate::domain::num::Total;
use crate::{
    coach::plan::calendar,
    domain::{Cap, Finding, Session, SessionKind, Severity, report::Illness},
};
use Severity::{Block, Warn};

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    if let Some(today) = case.on(case.input.today) {
        today_cap(case, today, out);
        illness(case, today, out);
    }
    for d in case.ahead() {
        room(case, d, out);
        forbidden(case, d, out);
    }
    case.weeks().for_each(|w| weekly(case, w, out));
}

/// Minutes of an easy session on a day of recovery.
const RECOVERY_MINUTES: u16 = 45;
/// Intensity factor up to which a session counts as very easy (swims are counted by speed, and run higher).
const RECOVERY_IF: f64 = 0.78;

fn today_cap(case: &Case, today: &DayView, out: &mut Vec<Finding>) {
    let Some(cap) = case.input.cap else { return };
    for s in &today.planned {
        let fault = match cap {
            Cap::ReadyUp | Cap::None => None,
            Cap::NoHard | Cap::RecoveryWeek => s.hard.then_some("hard on a day without hard sessions"),
            Cap::Recovery => recovery_fault(s),
            Cap::Rest => Some("training on a day of rest"),
        };
        let Some(fault) = fault else { continue };
        out.push(finding(
            "V14",
            Block,
            today.day,
            format!("{fault}: {}", s.brief()),
            cap.title().to_owned(),
            "The session is more than this morning allows.",
        ));
    }
}

fn recovery_fault(s: &Session) -> Option<&'static str> {
    if s.hard {
        Some("hard on a recovery day")
    } else if s.minutes > RECOVERY_MINUTES {
        Some("too long for a recovery day")
    } else {
        (s.intensity > RECOVERY_IF && s.distance_m.is_none()).then_some("too firm for a recovery day")
    }
}

fn illness(case: &Case, today: &DayView, out: &mut Vec<Finding>) {
    let Some(report) = case.input.athlete.health_on(today.day) else { return };
    for s in &today.planned {
        let too_much = s.hard || s.minutes > RECOVERY_MINUTES || s.intensity > RECOVERY_IF;
        let (severity, limit) = match report.illness {
            Illness::AboveNeck if too_much => (Warn, "at most 45 very easy minutes"),
            Illness::Recovered | Illness::AboveNeck => continue,
            Illness::BelowNeck | Illness::Fever | Illness::Alarm => (Block, "rest"),
        };
        out.push(finding(
            "V18",
            severity,
            today.day,
            format!("ill, and {}", s.brief()),
            limit.into(),
            "Training while ill makes it longer and can harm the heart.",
        ));
    }
}

fn is_event(s: &Session) -> bool {
    matches!(s.kind, SessionKind::Race | SessionKind::Stage)
}

fn room(case: &Case, d: &DayView, out: &mut Vec<Finding>) {
    let planned: Vec<_> = d.planned.iter().filter(|s| !is_event(s)).collect();
    if planned.is_empty() {
        return;
    }
    let room = calendar::room(case.input.mission, d.day);
    let total: u16 = planned.iter().fold(0_u16, |a, s| a.saturating_add(s.minutes));
    let mut breach = |used: u16, has: u16, what: String| {
        if used > has {
            out.push(finding(
                "V19",
                Block,
                d.day,
                format!("{used} min {what}"),
                format!("{has} min available"),
                "There is not that much time on this day.",
            ));
        }
    };
    breach(total, room.minutes, "planned".into());
    for s in &planned {
        if room.of(s.sport) < room.minutes {
            breach(s.minutes, room.of(s.sport), format!("of {}", s.sport));
        }
    }
}

fn forbidden(case: &Case, d: &DayView, out: &mut Vec<Finding>) {
    let c = &case.input.mission.constraints;
    for s in &d.planned {
        if c.avoid_kinds.contains(&s.kind) || c.avoid_sports.contains(&s.sport) {
            out.push(finding(
                "V19",
                Block,
                d.day,
                s.brief(),
                "not in this mission".into(),
                "Your mission rules this kind of session or sport out.",
            ));
        }
        let injured = c.injuries.iter().find(|i| i.until.is_none_or(|u| d.day <= u) && i.sports.contains(&s.sport));
        if let Some(i) = injured {
            out.push(finding(
                "V31",
                Block,
                d.day,
                s.brief(),
                format!("no {} with the {}", s.sport, i.site.as_str()),
                "An injury rules this sport out for now.",
            ));
        }
    }
}

fn weekly(case: &Case, week: &[DayView], out: &mut Vec<Finding>) {
    let c = &case.input.mission.constraints;
    let Some(monday) = week.first().map(|d| d.day) else { return };
    let ahead = || week.iter().filter(|d| d.day >= case.input.today && !d.event);
    if ahead().all(|d| d.planned.is_empty()) {
        return;
    }
    let sessions = |d: &&DayView| d.planned.iter().filter(|s| !is_event(s)).count();
    let done = week.iter().filter(|d| d.day < case.input.today).map(|d| d.done.len()).sum::<usize>();
    let n = done + ahead().map(|d| sessions(&d)).sum::<usize>();
    let mut over = |observed: String, limit: String| {
        out.push(finding("V20", Block, monday, observed, limit, "More in a week than your mission allows."));
    };
    if let Some(most) = c.weekly_sessions.filter(|m| n > usize::from(*m)) {
        over(format!("{n} sessions"), format!("≤ {most}"));
    }
    let all = || week.iter().filter(|d| !d.event);
    let minutes = |d: &DayView| -> f64 {
        let done: f64 = d.done.iter().map(|a| a.minutes).total();
        done.max(d.planned.iter().map(|s| f64::from(s.minutes)).total())
    };
    let hours = all().map(minutes).total() / 60.0;
    if let Some(most) = c.max_weekly_hours.filter(|m| hours > m + 0.05) {
        over(format!("{hours:.1} h"), format!("≤ {most} h"));
    }
    for (sport, most) in &c.max_weekly_km {
        let km: f64 = all().map(|d| d.km(*sport)).total();
        if km > most + 0.05 {
            over(format!("{km:.1} km of {sport}"), format!("≤ {most} km"));
        }
    }
}
