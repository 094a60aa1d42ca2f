//! `lanterne replay DATE`: a past morning once more, from the log as it was known when it was decided.

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{morning, voices},
    domain::{Athlete, Day, Event, Recorded, Verdict, event::DayDecided},
    log::{Access, AuditLine},
};
use chrono::{DateTime, Utc};
use serde::Serialize;

#[derive(Serialize)]
struct Replayed<'a> {
    date: Day,
    /// The event of the decision; absent when none was stored on that day.
    decided_seq: Option<u64>,
    decided_at: Option<DateTime<Utc>>,
    stored: Option<&'a Verdict>,
    derived: &'a Verdict,
    same: bool,
    differences: Vec<String>,
    /// Events before the decision whose content was erased since.
    erased: usize,
    mission_hash: Option<&'a str>,
    plan_version: Option<u32>,
}

/// Runs `replay`: exit 0 also when the decisions differ, which is an answer and no failure.
pub fn run(cx: &Context, date: Day, out: &mut Out) -> anyhow::Result<Exit> {
    if date > cx.today {
        return Err(usage(format!("{date} is still to come; `lanterne today --today {date}` decides for it")));
    }
    let store = cx.store(Access::ReadOnly)?;
    let events = store.since(0)?;
    let end = cx.end_of(date);
    let decision = events.iter().rev().find_map(|r| match &r.event {
        Event::DayDecided(d) if d.day == date && r.recorded_at < end => Some((r, d)),
        _ => None,
    });
    let known = |r: &&Recorded| decision.map_or(r.recorded_at < end, |(d, _)| r.seq < d.seq);
    let athlete = Athlete::fold(events.iter().filter(known));
    let last = decision.map_or(u64::MAX, |(d, _)| d.seq);
    let trail = store.tail(usize::MAX)?;
    let gone = |l: &&AuditLine| l.seq < last && l.recorded_at < end && l.summary.as_str() == "erased";
    let erased = trail.iter().filter(gone).count();
    let derived = morning::morning(&athlete, date).verdict;
    let stored = decision.map(|(_, d)| d);
    let differences = stored.map_or_else(Vec::new, |d| differences(&d.verdict, &derived));
    let replayed = Replayed {
        date,
        decided_seq: decision.map(|(r, _)| r.seq),
        decided_at: decision.map(|(r, _)| r.recorded_at),
        stored: stored.map(|d| &d.verdict),
        derived: &derived,
        same: stored.is_some() && differences.is_empty(),
        differences,
        erased,
        mission_hash: stored.and_then(|d| d.mission_hash.as_deref()),
        plan_version: athlete.plan.as_ref().map(|p| p.version),
    };
    if out.json {
        out.value(&replayed)?;
        return Ok(Exit::Done);
    }
    for line in lines(&replayed, stored) {
        out.line(line)?;
    }
    Ok(Exit::Done)
}

fn differences(stored: &Verdict, derived: &Verdict) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |what: &str, a: String, b: String| {
        if a != b {
            out.push(format!("{what}: {a} then, {b} now"));
        }
    };
    say("action", stored.action.to_string(), derived.action.to_string());
    say("cap", stored.cap.to_string(), derived.cap.to_string());
    say("step", stored.priority.to_string(), derived.priority.to_string());
    say("confidence", format!("{:.3}", stored.confidence), format!("{:.3}", derived.confidence));
    let rules = |v: &Verdict| v.reasons.iter().map(|r| r.rule.as_str()).collect::<Vec<_>>().join(" ");
    say("rules", rules(stored), rules(derived));
    for (a, b) in stored.reasons.iter().zip(&derived.reasons).filter(|(a, b)| a.rule == b.rule) {
        say(&a.rule, a.observed.clone(), b.observed.clone());
    }
    out
}

fn lines(r: &Replayed<'_>, stored: Option<&DayDecided>) -> Vec<String> {
    let mut lines = Vec::new();
    let verdict = |v: &Verdict| format!("{} ({}), confidence {:.0} %", v.action, v.allows(), v.confidence * 100.0);
    match (stored, r.decided_at) {
        (Some(d), Some(at)) => {
            lines.push(format!("{}  stored   {}", r.date, verdict(&d.verdict)));
            lines.push(format!(
                "            by event {} of {}",
                r.decided_seq.unwrap_or(0),
                at.format("%F %R UTC")
            ));
        }
        _ => lines.push(format!("{}  nothing was decided on that day; this is what was known by its end", r.date)),
    }
    lines.push(format!("{}  derived  {}", r.date, verdict(r.derived)));
    lines.extend(r.derived.reasons.iter().map(|reason| format!("            {}", voices::reason_line(reason))));
    if stored.is_some() {
        if r.same {
            lines.push("The same decision follows from what was known then.".into());
        } else {
            lines.push("What follows now differs:".into());
            lines.extend(r.differences.iter().map(|d| format!("  {d}")));
        }
    }
    if r.erased > 0 {
        lines.push(format!(
            "{} event{} of before {} erased since, so the inputs are not complete.",
            r.erased,
            if r.erased == 1 { "" } else { "s" },
            if r.erased == 1 { "was" } else { "were" }
        ));
    }
    lines
}
