//! Facts that one task needs and others don't: the week that is reviewed, the cycle, the profile.

use super::{Known, Sheet, brief, planned, week};
use crate::{
    coach::profile::{ThresholdLine, profile},
    domain::{
        PlanWeek, Session,
        day::{shift, span},
        exchange::Job,
        num::Total,
    },
    model::egress::{Grain, Table},
};

/// Days that a cycle looks ahead where none is stored.
const AHEAD: i64 = 84;
/// Days ahead that every prompt tells of.
const TOLD: i64 = 14;
/// Minutes from which a session is one of the key ones, hard or not.
const LONG: u16 = 120;
/// Days that a profile is told from.
const PROFILE_DAYS: i64 = 90;

pub(super) fn tell(k: Known<'_>, job: Job, out: &mut Sheet<'_>) {
    match job {
        Job::Review => review(k, out),
        Job::Cycle | Job::CycleNotes => cycle(k, out),
        Job::Profile => of_profile(k, out),
        Job::Ask | Job::Today | Job::Week | Job::Daily => {}
    }
}

/// What was planned in the week that was reviewed last, its sums, and what the rules made of it.
fn review(k: Known<'_>, out: &mut Sheet<'_>) {
    let Some(r) = k.athlete.reviews.last() else { return };
    let sessions = k.athlete.planned(r.week, shift(r.week, 6));
    let verdict = r.verdict.as_deref().unwrap_or("nothing known");
    let load = sessions.iter().map(|s| s.load).total();
    let text = format!("week of {}: {verdict}; planned load {load:.0}, {} sessions", brief(r.week), sessions.len());
    out.own(0, "review", text);
    let done = week(r.week, k, out.gate);
    out.take(1, done);
    for d in span(r.week, shift(r.week, 6)).filter(|d| *d < k.today()) {
        let text = planned(d, sessions.iter().filter(|s| s.day == d));
        out.row((1, Table::Plan), format!("d:{d}"), Grain::Aggregate, [], text);
    }
}

/// Targets of its weeks, and its hard and long sessions beyond what every prompt tells.
fn cycle(k: Known<'_>, out: &mut Sheet<'_>) {
    let Some(plan) = &k.athlete.plan else { return };
    let made = k.athlete.cycles.last().map(|c| &c.stored).filter(|s| s.to >= k.today());
    let until = made.map_or(shift(k.today(), AHEAD), |s| s.to);
    let weeks: Vec<&PlanWeek> = match made {
        Some(s) => s.weeks.iter().filter(|w| w.monday <= s.to).collect(),
        None => plan.weeks.iter().filter(|w| w.monday >= k.today() && w.monday <= until).collect(),
    };
    let one = |w: &&PlanWeek| format!("{} {} {:.0}", w.monday.format("%-d %b"), w.phase, w.target_load);
    let list = weeks.iter().map(one).collect::<Vec<_>>().join(", ");
    let name = made.map_or_else(String::new, |s| format!("cycle {}; ", s.number));
    out.own(0, "cycle", format!("{name}weeks from, phase, load target: {list}"));
    let key = |s: &&Session| s.hard || s.minutes >= LONG;
    for d in span(shift(k.today(), TOLD), until) {
        if plan.on(d).any(|s| key(&s)) {
            let text = planned(d, plan.on(d).filter(key));
            out.row((1, Table::Plan), format!("d:{d}"), Grain::Aggregate, [], text);
        }
    }
}

/// Level, volume, distribution, strengths and weaknesses as the rules tell them.
fn of_profile(k: Known<'_>, out: &mut Sheet<'_>) {
    let p = profile(k.athlete, k.today(), PROFILE_DAYS);
    let all = &k.load_sources() | &k.wellness_sources();
    let shares = p.shares.map_or_else(String::new, |[low, mid, high]| {
        format!("; shares low {:.0} %, mid {:.0} %, high {:.0} %", 100.0 * low, 100.0 * mid, 100.0 * high)
    });
    let longest: Vec<String> = p.longest.iter().map(|(sport, m)| format!(", longest {sport} {m:.0} min")).collect();
    let longest = longest.concat();
    let text = p.weekly.as_ref().map_or_else(
        || format!("level {}: {}", p.level, p.level_why),
        |w| {
            format!(
                "level {}; the middle week: load {:.0}, {:.1} h, {:.0} sessions{longest}; {} of 12 weeks with three sessions and more{shares}",
                p.level, w.load, w.hours, w.sessions, p.consistent_weeks
            )
        },
    );
    out.add(0, "profile", Grain::Aggregate, all.clone(), text);
    let one = |t: &ThresholdLine| format!("{} {}, {} days old", t.kind, t.written, t.age_days);
    let holds: Vec<String> = p.thresholds.iter().map(one).collect();
    if !holds.is_empty() {
        out.add(0, "thresholds", Grain::Aggregate, all.clone(), holds.join("; "));
    }
    for (id, traits) in [("strong", &p.strengths), ("weak", &p.weaknesses)] {
        let told: Vec<String> = traits.iter().map(|t| format!("{} ({})", t.text, t.evidence)).collect();
        if !told.is_empty() {
            out.add(0, id, Grain::Aggregate, all.clone(), told.join("; "));
        }
    }
}
