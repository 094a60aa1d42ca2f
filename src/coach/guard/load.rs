//! V01, V09, V10, V11, V12, V25: loads of weeks and days, and the form they lead to.

use super::{
    finding, limits,
    timeline::{Case, DayView},
};
use crate::domain::num::Total;
use crate::{
    coach::{deload::last_time_off, plan::start::past_weeks},
    domain::{
        Finding, Severity, Sport,
        day::{monday, shift},
        plan::Phase,
    },
    science::{monotony, stats},
};

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    weekly(case, out);
    ramp(case, out);
    tsb(case, out);
    monotone(case, out);
    deloads(case, out);
    day_loads(case, out);
}

/// Kilometres a week from which anybody may start running.
const LEAST_RUN_KM: f64 = 15.0;

fn weekly(case: &Case, out: &mut Vec<Finding>) {
    let block = case.input.mission.safety.max_weekly_load_ratio.unwrap_or(1.30).clamp(1.0, 1.30);
    for week in case.weeks() {
        let Some(first) = week.first().map(|d| d.day) else { continue };
        // The event is what all of it is for; its own week is judged without it.
        let training = |d: &DayView| if d.event { 0.0 } else { d.load };
        let ahead = week.iter().any(|d| d.day >= case.input.today && !d.event && !d.planned.is_empty());
        if !ahead {
            continue;
        }
        let load: f64 = week.iter().map(training).total();
        let reference = case.reference(first, training, case.start.floor.max(case.start.reference));
        push_ratio(out, limits::weekly_load(load, reference, block), first, (load, reference), "load", block);
        frozen(case, first, load, out);
        per_sport(case, week, out);
        let km = |d: &DayView| if d.event { 0.0 } else { d.km(Sport::Run) };
        let runs: f64 = week.iter().map(km).total();
        if runs > 0.0 {
            let reference = case.reference(first, km, LEAST_RUN_KM);
            push_ratio(
                out,
                limits::weekly_load(runs, reference, block),
                first,
                (runs, reference),
                "km of running",
                block,
            );
        }
    }
}

/// After illness or injury no week grows over the one before it, for half as many weeks as days were lost.
fn frozen(case: &Case, first: crate::domain::Day, load: f64, out: &mut Vec<Finding>) {
    let Some(off) = last_time_off(case.input.athlete, case.input.history, case.input.today) else { return };
    if off.why == "away" || first > off.frozen_until() {
        return;
    }
    let monday_before = shift(monday(off.before), -7);
    let weeks = (0..4).map(|i| case.input.history.weekly_load(shift(monday_before, -7 * i)));
    let before = weeks.fold(case.start.floor, f64::max);
    let Some(severity) = limits::after_time_off(load, before) else { return };
    out.push(finding(
        "V01",
        severity,
        first,
        format!("{load:.0} load, {:.0} before the {}", before, off.why),
        format!("≤ {before:.0} until {}", off.frozen_until()),
        "After time off the load does not grow over what it was, for half as many weeks as days were lost.",
    ));
}

/// Minutes a week from which anybody may start a sport.
const LEAST_MINUTES: f64 = 90.0;

/// Time per sport: worth knowing, as a mission may well bring a sport back.
fn per_sport(case: &Case, week: &[DayView], out: &mut Vec<Finding>) {
    let Some(first) = week.first().map(|d| d.day) else { return };
    for sport in [Sport::Bike, Sport::Run, Sport::Swim] {
        let minutes = |d: &DayView| if d.event { 0.0 } else { d.minutes_of(sport) };
        let total: f64 = week.iter().map(minutes).total();
        let reference = case.reference(first, minutes, LEAST_MINUTES);
        if let Some(s) = limits::weekly_load(total, reference, 1.30) {
            // Load and kilometres are what is blocked; minutes alone say how the sports shift among each other.
            let what = format!("min of {sport}");
            push_ratio(out, Some(s.min(Severity::Info)), first, (total, reference), &what, 1.30);
        }
    }
}

fn push_ratio(
    out: &mut Vec<Finding>,
    severity: Option<Severity>,
    day: crate::domain::Day,
    (week, reference): (f64, f64),
    what: &str,
    block: f64,
) {
    let Some(severity) = severity else { return };
    let limit = if severity == Severity::Block { block } else { 1.10 };
    out.push(finding(
        "V01",
        severity,
        day,
        format!("{week:.0} {what}, {:.2}× the reference of {reference:.0}", week / reference.max(1.0)),
        format!("≤ {limit:.2}×"),
        format!("The week's {what} grows faster than the last four weeks carry."),
    ));
}

fn ramp(case: &Case, out: &mut Vec<Finding>) {
    let most = case.input.mission.safety.max_ramp.unwrap_or(8.0).clamp(1.0, 8.0);
    for week in case.weeks() {
        let worst = week
            .iter()
            .filter(|d| d.day > case.input.today && !near_event(case, d))
            .filter_map(|d| {
                case.on(shift(d.day, -7)).map(|b| (d, d.morning.0 - b.morning.0, b.day >= case.input.today))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((d, gain, all_planned)) = worst else { continue };
        let Some(mut severity) = limits::ramp(gain, case.start.ramp, case.start.book_ramp, most) else { continue };
        if !all_planned {
            severity = Severity::Warn;
        }
        out.push(finding(
            "V09",
            severity,
            d.day,
            format!("CTL +{gain:.1} in seven days"),
            format!("≤ +{:.0}, blocked over +{:.1}", case.start.ramp, most.max(1.5 * case.start.book_ramp)),
            "Fitness is asked to grow faster than is sustainable.",
        ));
    }
}

/// Whether an event of the seven days before a morning makes its figures.
fn near_event(case: &Case, d: &DayView) -> bool {
    case.last_days(d.day, 8).iter().any(|x| x.event)
}

fn tsb(case: &Case, out: &mut Vec<Finding>) {
    let m = case.input.mission;
    let warn = m.constraints.min_tsb.map_or(-30.0, |t| t.max(-30.0));
    let block = m.safety.min_tsb.map_or(-40.0, |t| t.max(-40.0)).min(warn);
    for week in case.weeks() {
        let lowest = week
            .iter()
            .filter(|d| d.day > case.input.today)
            .min_by(|a, b| (a.morning.0 - a.morning.1).total_cmp(&(b.morning.0 - b.morning.1)));
        let Some(d) = lowest else { continue };
        let value = d.morning.0 - d.morning.1;
        let Some(mut severity) = limits::tsb(value, d.morning.0, warn, block) else { continue };
        // What the past alone brings about is no fault of the plan; nor is what the event brings about.
        if value > d.idle.0 - d.idle.1 - 0.01 {
            continue;
        }
        if near_event(case, d) {
            severity = severity.min(Severity::Warn);
        }
        out.push(finding(
            "V10",
            severity,
            d.day,
            format!("morning TSB {value:.0} ({:.0} % of CTL)", 100.0 * value / d.morning.0.max(limits::SMALL_CTL)),
            format!("≥ {warn:.0}, blocked under {block:.0} or −50 % of CTL"),
            "The plan makes you more tired than you can train well with.",
        ));
    }
}

fn monotone(case: &Case, out: &mut Vec<Finding>) {
    let past = i64::try_from(past_weeks(case.input.history, case.input.today, 26).len()).unwrap_or(0);
    let this = monday(case.input.today);
    let strains: Vec<f64> =
        (1..=past).map(|i| monotony::strain(&case.input.history.week_before(shift(this, 7 - 7 * i)))).collect();
    let own = (past >= 8).then(|| stats::quantile(&strains, 0.95)).flatten();
    let mut strained = 0;
    for week in case.weeks().filter(|w| w.len() == 7 && !w.iter().any(|d| d.event)) {
        let loads: Vec<f64> = week.iter().map(|d| d.load).collect();
        let value = monotony::monotony(&loads);
        let over = own.is_some_and(|p| monotony::strain(&loads) > p);
        strained = if value > 2.0 && over { strained + 1 } else { 0 };
        let Some(severity) = limits::monotony(value, strained) else { continue };
        out.push(finding(
            "V11",
            severity,
            week[0].day,
            format!("monotony {value:.1}"),
            "≤ 2.0".into(),
            "The days of this week are too much alike; easy days should be easier.",
        ));
    }
}

fn deloads(case: &Case, out: &mut Vec<Finding>) {
    let mut weeks = case.start.load_weeks;
    for w in case.plan().weeks.iter().filter(|w| w.monday >= monday(case.input.today)) {
        let rests = w.deload || matches!(w.phase, Phase::Taper | Phase::Event | Phase::Recovery);
        weeks = if rests { 0 } else { weeks + 1 };
        let Some(severity) = limits::weeks_since_deload(weeks) else { continue };
        out.push(finding(
            "V12",
            severity,
            w.monday,
            format!("{weeks} load weeks in a row"),
            "a down week after at most 3, blocked from 6".into(),
            "A down week is due.",
        ));
    }
}

fn day_loads(case: &Case, out: &mut Vec<Finding>) {
    for d in case.ahead().filter(|d| !d.planned.is_empty()) {
        let Some(mut severity) = limits::day_load(d.load, d.morning.0) else { continue };
        if d.event {
            severity = Severity::Warn;
        }
        out.push(finding(
            "V25",
            severity,
            d.day,
            format!("load {:.0}, {:.1}× CTL", d.load, d.load / d.morning.0.max(20.0)),
            "≤ 2.5×, blocked over 4×".into(),
            "One day asks for far more than your fitness carries.",
        ));
    }
}
