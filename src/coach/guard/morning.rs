//! V15, V16, V17, V27, V31: what this morning's signals say of today's session and of the load ahead.

use super::{finding, limits, timeline::Case};
use crate::{
    coach::{
        flags::{Facts, Out, RuleReport, banned, evaluate},
        words::sentence,
    },
    domain::{
        Cap, Day, Finding, SessionKind,
        Severity::{self, Block, Warn},
        day::{between, monday, shift},
        num::Total,
    },
};

/// Days of the last seven of which nothing is known, from which load does not grow.
const SILENT_DAYS: usize = 3;

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    let Some((facts, coverage)) = case.input.facts else { return };
    let race = case.on(case.input.today).is_some_and(|d| d.event);
    let spoken = evaluate(facts);
    if !race {
        sleep(case, facts, &spoken, out);
        trend(case, &spoken, out);
        battery(case, &spoken, out);
    }
    silent(case, coverage, out);
    hurt(case, facts, out);
    still_hurt(case, out);
}

fn rule<'a>(spoken: &'a [RuleReport], id: &str) -> Option<&'a RuleReport> {
    spoken.iter().find(|r| r.rule == id)
}

/// Today's first hard session, in words. The opener counts as what it is.
fn hard_today(case: &Case) -> Option<(Day, String)> {
    let today = case.on(case.input.today)?;
    let hard = today.planned.iter().find(|s| s.hard && s.kind != SessionKind::Opener)?;
    Some((today.day, hard.brief()))
}

fn sleep(case: &Case, f: &Facts, spoken: &[RuleReport], out: &mut Vec<Finding>) {
    let Some((day, hard)) = hard_today(case) else { return };
    let Some(r) = rule(spoken, "F05") else { return };
    let short = f.sleep.iter().all(|h| h.is_some_and(|h| h < 7.0));
    let severity = if r.outcome.spoke() { Block } else { Warn };
    if r.outcome.spoke() || short {
        let text = "Little sleep over three nights and hard work do not go together.";
        out.push(finding("V15", severity, day, format!("{}; {hard}", r.observed), r.limit.clone(), text));
    }
}

fn trend(case: &Case, spoken: &[RuleReport], out: &mut Vec<Finding>) {
    let Some(r) = rule(spoken, "F04").filter(|r| r.outcome.spoke()) else { return };
    let today = case.input.today;
    let week = r.cap == Some(Cap::RecoveryWeek);
    let text = "HRV is well under its usual: neither hard work nor a normal week.";
    if let Some((day, hard)) = hard_today(case) {
        let severity = if week { Block } else { Warn };
        out.push(finding("V16", severity, day, format!("{}; {hard}", r.observed), r.limit.clone(), text));
    }
    let ahead = case.ahead().take_while(|d| between(today, d.day) < 7).filter(|d| !d.event);
    let load: f64 = ahead.map(|d| d.planned.iter().map(|s| s.load).total()).total();
    // A normal week is what it is to the other rules: the largest of the last four, so that weeks lost to illness don't make
    // every week look like one.
    let floor = case.start.floor.max(case.start.reference);
    let normal = case.reference(monday(today), |d| if d.event { 0.0 } else { d.load }, floor);
    if week && load >= normal {
        let seen = format!("{}; load {load:.0} in seven days", r.observed);
        out.push(finding("V16", Block, today, seen, format!("under a normal week of {normal:.0}"), text));
    }
}

fn battery(case: &Case, spoken: &[RuleReport], out: &mut Vec<Finding>) {
    let Some(r) = rule(spoken, "F06").filter(|r| r.outcome.spoke()) else { return };
    let Some((day, hard)) = hard_today(case) else { return };
    let text = "An empty battery at bedtime asks for one class of intensity less.";
    out.push(finding("V17", Block, day, format!("{}; {hard}", r.observed), r.limit.clone(), text));
}

/// Load does not grow on what nobody has seen.
fn silent(case: &Case, coverage: f64, out: &mut Vec<Finding>) {
    let today = case.input.today;
    let unknown = (1_i64..=7).filter(|i| case.input.history.unconfirmed(shift(today, -i))).count();
    let blind = coverage < crate::science::readiness::LEAST_COVERAGE;
    if unknown < SILENT_DAYS && !blind {
        return;
    }
    let Some(week) = case.weeks().next() else { return };
    let Some(first) = week.first().map(|d| d.day) else { return };
    let load: f64 = week.iter().filter(|d| !d.event).map(|d| d.load).total();
    let floor = case.start.floor.max(case.start.reference);
    let reference = case.reference(first, |d| if d.event { 0.0 } else { d.load }, floor);
    let seen =
        format!("nothing known of {unknown} of 7 days, {:.0} % of the signals; week {load:.0}", coverage * 100.0);
    let severity = if unknown >= SILENT_DAYS { limits::while_silent(load, reference) } else { Warn };
    let text = "While devices are silent the load does not grow.";
    out.push(finding("V27", severity, first, seen, format!("at most the reference of {reference:.0}"), text));
}

/// What hurts this morning, and places reported as hurt.
fn hurt(case: &Case, f: &Facts, out: &mut Vec<Finding>) {
    let today = case.input.today;
    let Some(d) = case.on(today) else { return };
    let out_today = banned(f);
    for s in d.planned.iter().filter(|s| out_today.contains(&s.sport)) {
        let said = f.pain.iter().chain(&f.hurt).filter(|p| p.score >= 3).filter_map(|p| p.site.clone());
        let site = said.chain(f.injuries.iter().map(|i| i.0.clone())).next().unwrap_or_default();
        let text = format!("Pain ({site}) rules this sport out for now.");
        out.push(finding("V31", Block, today, s.brief(), format!("no {}", s.sport), text));
    }
    let little = f.pain.iter().chain(&f.hurt).find(|p| (1..=2).contains(&p.score));
    if let Some(p) = little.filter(|_| !d.planned.is_empty()) {
        let site = p.site.as_deref().unwrap_or("no place named");
        let text = "A little pain: stop when it grows.";
        let severity: Severity = Warn;
        out.push(finding("V31", severity, today, format!("pain {} of 10, {site}", p.score), "none".into(), text));
    }
}

/// Days ahead for which an injury without an end is taken to last: further off a session may be planned, with a warning.
const OPEN_DAYS: i64 = 14;

/// Places that are not said to be well rule out on the days ahead what they rule out today. What the mission names as
/// injured is the matter of its own rules.
fn still_hurt(case: &Case, out: &mut Vec<Finding>) {
    let today = case.input.today;
    let on = |d: Day| Out::said(case.input.athlete, today, d);
    // After tomorrow only what has no end yet holds: a check-in's pain does not reach further.
    let (tomorrow, later) = (on(shift(today, 1)), on(shift(today, 2)));
    for d in case.ahead().filter(|d| d.day > today) {
        let left = if between(today, d.day) == 1 { &tomorrow } else { &later };
        for s in d.planned.iter().filter(|s| !left.allows(s)) {
            let limit = if left.sports.contains(&s.sport) {
                format!("no {}", s.sport)
            } else {
                left.cap.title().to_owned()
            };
            let text =
                format!("{} is not said to be well, and rules this out until it is.", sentence(left.site(s.sport)));
            let severity = if between(today, d.day) <= OPEN_DAYS { Block } else { Warn };
            out.push(finding("V31", severity, d.day, s.brief(), limit, text));
        }
    }
}
