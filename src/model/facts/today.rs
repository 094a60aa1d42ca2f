//! Facts of this morning: mission, verdict with its reasons, signals, form, gauge, memory.

use super::{Known, Sheet, date};
use crate::{
    domain::{
        Provider, Reason,
        mission::{GoalKind, Mission},
        num::signed,
        readiness::{Status, shown},
    },
    model::egress::{Fact, Gate, Grain, Refused, Table, quoted},
};
use std::collections::BTreeSet;

pub(super) fn tell(k: Known<'_>, out: &mut Sheet<'_>) {
    let version =
        k.athlete.plan.as_ref().map_or_else(|| "no plan".to_owned(), |p| format!("plan version {}", p.version));
    out.own(0, "today", format!("{}; {version}", date(k.today())));
    if let Some(v) = k.athlete.mission(k.today()) {
        out.own(0, "mission", mission(&v.mission, k));
    }
    let v = &k.morning.verdict;
    let allows =
        format!("{}, today allows: {} ({}), ladder step {}", v.action, v.cap.name(), v.cap.title(), v.priority);
    out.own(0, "verdict", allows);
    for r in &v.reasons {
        let fact = reason(r, k, out.gate);
        out.take(0, fact);
    }
    let all = &k.wellness_sources() | &k.load_sources();
    if let Some(score) = k.morning.readiness.score {
        let r = &k.morning.readiness;
        let text = format!(
            "readiness {:.0} of 100, {}, {:.0} % of signals present, confidence {:.0} %",
            shown(score),
            r.band,
            r.coverage * 100.0,
            r.confidence * 100.0
        );
        out.add(0, "readiness", Grain::Row, all, text);
    }
    signals(k, out);
    let fact = form(k, out.gate);
    out.take(0, fact);
    if let Some(g) = &k.morning.gauge {
        let least = g.least_weekly_load.map_or_else(|| "none".to_owned(), |l| format!("{l:.0}"));
        let text = format!(
            "floor CTL {:.0} on the goal morning, planned CTL {:.0}; least load a week {least}, planned {:.0}; spare sessions {}, spare days {}",
            g.floor_ctl, g.planned_ctl, g.planned_weekly_load, g.spare_sessions, g.spare_days
        );
        out.add(1, "gauge", Grain::Aggregate, k.load_sources(), text);
    }
    for (key, m) in &k.athlete.memory {
        out.add(1, format!("m:{key}"), Grain::Row, [Provider::Manual], quoted(m.value.as_str()));
    }
}

/// The mission in typed words: names and descriptions are somebody's text and stay here.
fn mission(m: &Mission, k: Known<'_>) -> String {
    let mut out = match m.goal.kind {
        GoalKind::Race => format!("{} race", m.goal.sport),
        GoalKind::StageRace => format!("{} stage race, {} stages", m.goal.sport, m.stages.len()),
        GoalKind::Triathlon => "triathlon".to_owned(),
        GoalKind::Block => format!("{} training block", m.goal.sport),
    };
    let mut add = |text: String| {
        out.push_str(", ");
        out.push_str(&text);
    };
    if let Some(km) = m.goal.distance_km {
        add(format!("{km} km"));
    }
    if let Some(line) = &k.morning.mission {
        add(format!("{} days to {}", line.days_to_goal, date(line.goal_day)));
        add(format!("phase {}", line.phase));
        if let Some((n, of)) = line.week {
            add(format!("week {n} of {of}"));
        }
        if let Some(target) = line.week_target {
            add(format!("load target of this week {target:.0}"));
        }
    }
    let c = &m.constraints;
    let minutes = c.available_minutes.all().map(|x| x.to_string()).join("/");
    add(format!("minutes available Mon–Sun {minutes}"));
    if let Some(hours) = c.max_weekly_hours {
        add(format!("at most {hours} h a week"));
    }
    if let Some(n) = c.max_hard_days {
        add(format!("at most {n} hard days in seven"));
    }
    if !c.avoid_sports.is_empty() {
        let names: Vec<&str> = c.avoid_sports.iter().map(|s| s.name()).collect();
        add(format!("never {}", names.join(" ")));
    }
    out
}

/// A rule that spoke. What the athlete wrote of a pain or an illness is not repeated.
pub(in crate::model) fn reason(r: &Reason, k: Known<'_>, gate: &mut Gate) -> Result<Fact, Refused> {
    let seen = if r.source == "you" { "what you reported".to_owned() } else { r.observed.clone() };
    let text = format!("saw {seen}; allowed {} ({})", r.limit, r.evidence.title());
    gate.admit(r.rule.clone(), Grain::Row, k.named(&r.source), text)
}

fn signals(k: Known<'_>, out: &mut Sheet<'_>) {
    for c in &k.morning.readiness.contributors {
        let Some(value) = c.value else { continue };
        let status = match c.status {
            Status::Green => "green",
            Status::Amber => "amber",
            Status::Red => "red",
            Status::Unavailable => "not counted",
        };
        let usual = match (c.baseline, c.delta) {
            (Some(b), Some(d)) => format!(" ({b:.1}, {})", signed(d, 1)),
            (Some(b), None) => format!(" ({b:.1})"),
            _ => String::new(),
        };
        let age = match c.age_days.unwrap_or(0) {
            0 => String::new(),
            1 => ", a day old".to_owned(),
            days => format!(", {days} days old"),
        };
        let text = format!("{} {value:.1} {}{usual} {status}{age}", c.slot.title(), c.unit);
        let sources = k.named(c.source.as_deref().unwrap_or_default());
        out.row((1, Table::Signals), format!("s:{}", c.slot.name()), Grain::Row, sources, text);
    }
}

/// Fitness, fatigue and form of this morning.
fn form(k: Known<'_>, gate: &mut Gate) -> Result<Fact, Refused> {
    let f = &k.morning.form;
    let text = match (f.ctl, f.atl, f.tsb, f.ramp) {
        (Some(ctl), Some(atl), Some(tsb), Some(ramp)) => format!(
            "CTL {ctl:.1}, ATL {atl:.1}, TSB {} this morning, CTL {} in seven days",
            signed(tsb, 1),
            signed(ramp, 1)
        ),
        _ => "CTL, ATL and TSB not known: no activity yet".to_owned(),
    };
    let sources: BTreeSet<Provider> = k.load_sources();
    gate.admit("form", Grain::Aggregate, sources, text)
}
