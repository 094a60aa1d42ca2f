//! V03, V05–V08, V22–V24: how a week is made up and how its days follow each other.

use super::{
    finding, limits,
    timeline::{Case, DayView},
};
use crate::domain::num::Total;
use crate::{
    coach::library::Role,
    domain::{
        Block, Day, Finding, Session, SessionKind, Severity, Sport,
        day::{between, shift},
        mission::Level,
        plan::Phase,
        session::{Duration, StepKind},
    },
};

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    long_share(case, out);
    hard_days(case, out);
    rest(case, out);
    easy_share(case, out);
    strength(case, out);
    doubles(case, out);
    sharp(case, out);
}

/// Shortest session, minutes, that counts as a long one.
const LONG: f64 = 75.0;

/// Whether a week's make-up is judged: the event, its taper and the recovery have their own shape.
fn ordinary(case: &Case, week: &[DayView]) -> bool {
    let phase = week.first().and_then(|d| case.phase(d.day));
    let race_week =
        case.event().is_some_and(|(first, _)| week.iter().any(|d| (0..=7).contains(&between(d.day, first))));
    !race_week
        && !week.iter().any(|d| d.event)
        && !matches!(phase, Some(Phase::Taper | Phase::Event | Phase::Recovery))
}

fn long_share(case: &Case, out: &mut Vec<Finding>) {
    let wanted = case.input.mission.philosophy.long_share.unwrap_or(0.30).clamp(0.2, 0.6);
    for week in case.weeks().filter(|w| ordinary(case, w)) {
        let total: f64 = week.iter().map(DayView::minutes).total();
        let n = week.iter().map(DayView::sessions).sum::<usize>();
        let longest = week
            .iter()
            .filter(|d| d.day >= case.input.today)
            .max_by(|a, b| a.longest().total_cmp(&b.longest()).then(b.day.cmp(&a.day)));
        let Some(d) = longest.filter(|d| d.longest() >= LONG && !d.planned.is_empty()) else { continue };
        let share = d.longest() / total.max(1.0);
        let Some(severity) = limits::long_share(share, n, wanted) else { continue };
        out.push(finding(
            "V03",
            severity,
            d.day,
            format!("{:.0} of {total:.0} min, {:.0} %", d.longest(), share * 100.0),
            format!("≤ {:.0} %", 100.0 * wanted.max(1.2 / n.max(1) as f64)),
            "The long session is too large a part of its week.",
        ));
    }
}

fn hard_days(case: &Case, out: &mut Vec<Finding>) {
    let c = &case.input.mission.constraints;
    let exempt = |d: &DayView| case.event().is_some_and(|(a, b)| a <= d.day && d.day <= b);
    let hard = |day: Day| case.on(day).is_some_and(|x| x.hard && !exempt(x));
    // A block of hard days that the mission asks for counts as one.
    let counts = |x: &DayView| x.hard && !exempt(x) && !(c.stage_block && hard(shift(x.day, -1)));
    let mut last: Option<&DayView> = None;
    for d in &case.days {
        if !d.hard || exempt(d) {
            continue;
        }
        if d.day >= case.input.today {
            let n = case.last_days(d.day, 7).iter().filter(|x| counts(x)).count();
            if counts(d) {
                push_hard(out, limits::hard_days(n, case.start.hard_max), d, n, case.start.hard_max);
            }
            if let Some(before) = last {
                let gap = between(before.day, d.day);
                let tsb = d.morning.0 - d.morning.1;
                let run = (1..=BLOCK_MAX + 1).take_while(|i| hard(shift(d.day, -i))).count();
                let tolerated = c.consecutive_hard_days_max.is_some_and(|n| n >= 2) && tsb > 0.0 && run < 2;
                if !(c.stage_block && (1..BLOCK_MAX as usize).contains(&run)) {
                    push_spacing(out, limits::spacing(gap, tolerated), d, gap);
                    own_spacing(case, d, gap, out);
                }
                beside_long(case, d, gap, out);
            }
        }
        last = Some(d);
    }
}

/// Most days of a block.
const BLOCK_MAX: i64 = 4;

fn push_hard(out: &mut Vec<Finding>, severity: Option<Severity>, d: &DayView, n: usize, most: usize) {
    let Some(severity) = severity else { return };
    out.push(finding(
        "V05",
        severity,
        d.day,
        format!("{n} hard days in seven"),
        format!("≤ {most}"),
        if severity == Severity::Block {
            "Too many hard days in a week."
        } else {
            "As many hard days as a week may hold."
        },
    ));
}

fn push_spacing(out: &mut Vec<Finding>, severity: Option<Severity>, d: &DayView, gap: i64) {
    let Some(severity) = severity else { return };
    out.push(finding(
        "V06",
        severity,
        d.day,
        format!("{} h after the last hard day", gap * 24),
        "≥ 48 h".into(),
        "After hard intervals the body needs up to 48 hours before the next can do good.",
    ));
}

/// Who recovers slowly keeps three days between hard ones: their own figure, so it is said and not blocked.
fn own_spacing(case: &Case, d: &DayView, gap: i64, out: &mut Vec<Finding>) {
    let own = case.input.mission.hard_spacing();
    if gap >= 2 && gap < own {
        out.push(finding(
            "V06",
            Severity::Warn,
            d.day,
            format!("{} h after the last hard day", gap * 24),
            format!("≥ {} h, your own spacing", own * 24),
            "Your HRV takes longer than two days to come back after hard work.",
        ));
    }
}

/// Two days after the last hard one is enough, unless the long session lies between or right behind.
fn beside_long(case: &Case, d: &DayView, gap: i64, out: &mut Vec<Finding>) {
    let long = |day| case.on(day).is_some_and(|x| x.planned.iter().any(|s| s.kind == SessionKind::Long));
    if gap == 2 && (long(shift(d.day, -1)) || long(shift(d.day, 1))) {
        out.push(finding(
            "V06",
            Severity::Warn,
            d.day,
            "48 h after the last hard day, beside the long session".into(),
            "≥ 48 h, more beside the long session".into(),
            "Hard, long and hard again in three days leave little room to recover.",
        ));
    }
}

fn rest(case: &Case, out: &mut Vec<Finding>) {
    let exempt = |d: &DayView| case.event().is_some_and(|(a, b)| a <= d.day && d.day <= b);
    for d in case.ahead().filter(|d| !d.rested && !d.planned.is_empty()) {
        let window = case.last_days(d.day, 7);
        if window.len() < 7 || window.iter().any(&exempt) {
            continue;
        }
        let n = window.iter().filter(|x| x.rested).count();
        let Some(severity) = limits::rest_days(n) else { continue };
        out.push(finding(
            "V07",
            severity,
            d.day,
            "no rest or recovery day in seven".into(),
            "≥ 1".into(),
            "Every seven days need a day of rest or recovery.",
        ));
    }
    let heavy = |w: &[DayView]| {
        let training = |d: &DayView| if d.event { 0.0 } else { d.load };
        let reference = case.reference(w[0].day, training, case.start.floor.max(case.start.reference));
        limits::weekly_load(w.iter().map(training).total(), reference, 1.30).is_some()
    };
    for week in case.weeks().filter(|w| w.len() == 7 && !w.iter().any(&exempt)) {
        if week.iter().filter(|d| d.rested).count() == 1 && heavy(week) {
            out.push(finding(
                "V07",
                Severity::Warn,
                week[0].day,
                "one rest or recovery day in a heavy week".into(),
                "2 in a week over 1.10× the reference".into(),
                "A heavy week deserves a second day of rest.",
            ));
        }
    }
    let least = usize::from(case.input.mission.constraints.min_rest_days.unwrap_or(0).min(6));
    for week in case.weeks().filter(|w| w.len() == 7 && !w.iter().any(&exempt)) {
        let n = week.iter().filter(|d| d.rested).count();
        if n < least {
            out.push(finding(
                "V07",
                Severity::Warn,
                week[0].day,
                format!("{n} rest or recovery days in the week"),
                format!("≥ {least}"),
                "Fewer rest days than your mission asks for.",
            ));
        }
    }
}

fn easy_share(case: &Case, out: &mut Vec<Finding>) {
    for week in case.weeks().filter(|w| ordinary(case, w)) {
        let z = week.iter().map(DayView::zones).fold([0.0; 3], |a, b| std::array::from_fn(|i| a[i] + b[i]));
        let total: f64 = z.iter().total();
        let ahead = week.iter().any(|d| d.day >= case.input.today && d.planned.iter().any(|s| s.hard));
        if total < 60.0 || !ahead {
            continue;
        }
        let share = z[0] / total;
        let Some(severity) = limits::low_share(share) else { continue };
        out.push(finding(
            "V08",
            severity,
            week[0].day,
            format!("{:.0} % of the time easy", share * 100.0),
            "≥ 75 %, blocked under 65 %".into(),
            "Too little of the week is easy.",
        ));
    }
}

/// Templates that load the legs heavily.
fn heavy(s: &Session) -> bool {
    matches!(&*s.template, "W-MAX" | "W-HYP")
}

fn strength(case: &Case, out: &mut Vec<Finding>) {
    for d in case.ahead().filter(|d| d.planned.iter().any(|s| heavy(s))) {
        let next = case.on(shift(d.day, 1));
        let asks = |x: &DayView| x.event || x.planned.iter().any(|s| s.hard || s.kind == SessionKind::Long);
        if next.is_some_and(asks) {
            out.push(finding(
                "V22",
                Severity::Warn,
                d.day,
                "heavy strength the day before a hard or long session".into(),
                "≥ 24 h before".into(),
                "Heavy leg work takes the edge off the next day's key session.",
            ));
        }
        if case.event().is_some_and(|(first, _)| (1..=7).contains(&between(d.day, first))) {
            out.push(finding(
                "V22",
                Severity::Block,
                d.day,
                "heavy strength in the last seven days".into(),
                "none".into(),
                "Heavy strength within a week of the event costs more than it brings.",
            ));
        }
    }
}

fn doubles(case: &Case, out: &mut Vec<Finding>) {
    let is_double = |d: &&DayView| d.planned.iter().filter(|s| s.sport != Sport::Strength).count() >= 2;
    for d in case.ahead().filter(is_double) {
        if d.planned.iter().filter(|s| s.hard).count() >= 2 && !d.event {
            out.push(finding(
                "V23",
                Severity::Block,
                d.day,
                "two hard sessions on one day".into(),
                "one".into(),
                "A day holds one hard session.",
            ));
        }
    }
    for week in case.weeks() {
        let n = week.iter().filter(is_double).filter(|d| d.day >= case.input.today && !d.event).count();
        let multi = case.input.mission.goal.kind == crate::domain::mission::GoalKind::Triathlon;
        let severity = match n {
            0 => continue,
            1..=3 if multi || case.start.level == Level::Advanced => continue,
            1..=3 => Severity::Warn,
            _ => Severity::Block,
        };
        out.push(finding(
            "V23",
            severity,
            week[0].day,
            format!("{n} days with two sessions"),
            "≤ 3, for the well trained".into(),
            "Two sessions a day are for those who recover well, and not often.",
        ));
    }
}

/// Seconds of a session's work at or over a share of threshold, %.
pub(super) fn sharp_seconds(s: &Session, over: f64) -> f64 {
    Block::flatten(&s.steps)
        .iter()
        .filter(|x| x.kind == StepKind::Work && x.lo >= over)
        .map(|x| match x.duration {
            Duration::Time(t) | Duration::Lap(t) => f64::from(t),
            Duration::Distance(m) => f64::from(m) / 1.2,
        })
        .total()
}

fn sharp(case: &Case, out: &mut Vec<Finding>) {
    let known = |s: &&&Session| crate::coach::library::template(&s.template).is_none_or(|t| t.role != Role::Race);
    for week in case.weeks() {
        // Short intervals of VO2 work pass 120 % without being anaerobic work: it is the kind that tells.
        let anaerobic_kind = |s: &&&Session| matches!(s.kind, SessionKind::Anaerobic | SessionKind::Sprint);
        let minutes_over = |over: f64| -> f64 {
            week.iter()
                .flat_map(|d| d.planned.iter())
                .filter(|s| !matches!(s.kind, SessionKind::Race | SessionKind::Stage))
                .filter(known)
                .filter(|s| over <= 106.0 || anaerobic_kind(s))
                .map(|s| sharp_seconds(s, over) / 60.0)
                .total()
        };
        let anaerobic = minutes_over(120.0);
        if let Some(severity) = limits::anaerobic_minutes(anaerobic) {
            out.push(finding(
                "V24",
                severity,
                week[0].day,
                format!("{anaerobic:.0} min at or over 120 % of threshold"),
                "≤ 15 min".into(),
                "More anaerobic work than a week can absorb.",
            ));
        }
        let minutes = minutes_over(106.0);
        let Some(severity) = limits::sharp_minutes(minutes) else { continue };
        out.push(finding(
            "V24",
            severity,
            week[0].day,
            format!("{minutes:.0} min at or over 106 % of threshold"),
            "≤ 30 min, blocked over 45".into(),
            "More time over threshold than a week can absorb.",
        ));
    }
}
