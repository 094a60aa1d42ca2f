//! The tools that read.

use super::{
    Bench, Heard,
    args::{ActivityArgs, DayArgs, RulesArgs, SpanArgs, WeekArgs},
};
use crate::{
    coach::{effect, rules},
    domain::{
        Day, Plan,
        day::{between, monday, shift, span},
        num::{Total, signed},
    },
    model::{
        egress::{Fact, Grain, Table},
        facts::{self, brief},
    },
};

/// Most days of a span.
const DAYS_MAX: i64 = 42;

pub(super) fn day(b: &mut Bench<'_>, args: &DayArgs) -> Heard {
    let (k, d) = (b.known, args.day);
    let mut out = Vec::new();
    if d <= k.today() {
        out.extend(k.history.on(d).iter().filter_map(|l| facts::activity(l, k, &mut b.gate, true).ok()));
        out.extend(facts::day_row(d, k, &mut b.gate).and_then(Result::ok));
        if let Some(v) = k.athlete.decisions.get(&d) {
            let text = format!("{} {} {}", brief(d), v.verdict.action, v.verdict.cap.name());
            let fact = b.gate.admit(format!("v:{d}"), Grain::Aggregate, [], text);
            out.extend(fact.map(|f| f.within(Table::Decided)));
            for r in &v.verdict.reasons {
                out.extend(facts::reason(r, k, &mut b.gate));
            }
        }
    }
    if let Some(plan) = k.athlete.plan.as_ref().filter(|p| p.on(d).next().is_some()) {
        out.extend(plan_row(b, plan, d));
    }
    Heard::Facts(out)
}

pub(super) fn week(b: &mut Bench<'_>, args: &WeekArgs) -> Heard {
    let (k, m) = (b.known, monday(args.day));
    let mut out = Vec::new();
    if m <= k.today() {
        out.extend(facts::week(m, k, &mut b.gate));
    }
    if let Some(plan) = &k.athlete.plan {
        let planned = plan.span(m, shift(m, 6)).map(|s| s.load).total();
        let target =
            plan.week(m).map(|w| format!(", target {:.0}, {}", w.target_load, w.phase)).unwrap_or_default();
        let text = format!("week of {}: planned load {planned:.0}{target}", brief(m));
        out.extend(b.gate.admit(format!("pw:{m}"), Grain::Aggregate, [], text));
    }
    Heard::Facts(out)
}

fn spanned(args: &SpanArgs) -> Result<(), String> {
    let days = between(args.from, args.to);
    if (0..DAYS_MAX).contains(&days) {
        Ok(())
    } else {
        Err(format!("from and to are in order and at most {DAYS_MAX} days"))
    }
}

pub(super) fn form(b: &mut Bench<'_>, args: &SpanArgs) -> Result<Heard, String> {
    spanned(args)?;
    let k = b.known;
    let ahead = if args.to >= k.today() {
        effect::projection(k.athlete, k.history, k.athlete.plan.as_ref(), k.today(), args.to)
    } else {
        vec![]
    };
    let point = |d| {
        let past = k.history.point(d).filter(|_| d < k.today());
        past.or_else(|| ahead.iter().find(|p| p.date == d)).copied()
    };
    let sources = k.load_sources();
    let rows = span(args.from, args.to).filter_map(point).filter_map(|p| {
        let text = format!("{} {:.0} {:.1} {:.1} {}", brief(p.date), p.load, p.ctl, p.atl, signed(p.tsb, 1));
        // A single day's load is a row of its sources.
        let fact = b.gate.admit(format!("f:{}", p.date), Grain::Row, sources.iter().copied(), text);
        fact.map(|f| f.within(Table::Form)).ok()
    });
    Ok(Heard::Facts(rows.collect()))
}

pub(super) fn activity(b: &mut Bench<'_>, args: &ActivityArgs) -> Result<Heard, String> {
    let k = b.known;
    let id = args.id.trim().trim_start_matches("a:").to_ascii_lowercase();
    if id.len() < 6 {
        return Err("id is the six digits of an activity in FACTS".into());
    }
    let hit = |l: &&crate::science::history::ActivityLoad| {
        k.athlete.activities.get(l.index).is_some_and(|a| a.id.to_string().starts_with(&id))
    };
    let Some(l) = k.history.loads.iter().find(hit) else { return Err("there is no such activity".into()) };
    let fact = facts::activity(l, k, &mut b.gate, true).map_err(|e| e.to_string())?;
    let mut out = vec![fact];
    let sources = k.sources_of(l);
    let [low, mid, high] = l.zone_minutes;
    if l.counts {
        let factor = l.load.intensity.map(|i| format!(", IF {i:.2}")).unwrap_or_default();
        let text = format!("minutes low {low:.0}, mid {mid:.0}, high {high:.0}{factor}");
        out.extend(b.gate.admit("zones", Grain::Row, sources, text));
    }
    Ok(Heard::Facts(out))
}

pub(super) fn plan(b: &mut Bench<'_>, args: &SpanArgs) -> Result<Heard, String> {
    spanned(args)?;
    let Some(plan) = &b.known.athlete.plan else { return Err("there is no plan yet".into()) };
    let rows: Vec<Fact> = span(args.from, args.to).filter_map(|d| plan_row(b, plan, d)).collect();
    Ok(Heard::Facts(rows))
}

fn plan_row(b: &mut Bench<'_>, plan: &Plan, d: Day) -> Option<Fact> {
    let fact = b.gate.admit(format!("d:{d}"), Grain::Aggregate, [], facts::planned(d, plan.on(d)));
    fact.map(|f| f.within(Table::Plan)).ok()
}

pub(super) fn rule(b: &mut Bench<'_>, args: &RulesArgs) -> Result<Heard, String> {
    let k = b.known;
    let name = args.rule.trim().to_ascii_uppercase();
    let mut out = Vec::new();
    for r in k.morning.verdict.reasons.iter().filter(|r| r.rule == name) {
        out.extend(facts::reason(r, k, &mut b.gate));
    }
    if let Some(card) = rules::card(&name) {
        let text = format!("{} ({})", card.title, card.evidence.title());
        out.extend(b.gate.admit(card.id, Grain::Aggregate, [], text));
    }
    if out.is_empty() {
        return Err("there is no such rule".into());
    }
    Ok(Heard::Facts(out))
}
