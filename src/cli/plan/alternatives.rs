//! `lanterne plan alternatives [DAY]`

use crate::cli::{Context, exit::Exit, out::Out};
use crate::{
    coach::{plan, week::WeekPlan},
    domain::{Day, day},
    science::history::History,
};
use serde_json::{Value, json};

/// Differences smaller than this are no reason to tell two weeks apart.
const SAME: f64 = 0.005;

/// The best three ways to lay the week of `day` from that day on, and what tells them apart.
pub(super) fn run(cx: &Context, day: Option<Day>, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let day = day.unwrap_or(cx.today).max(cx.today);
    let (Some(plan), Some(version)) = (&athlete.plan, athlete.mission(cx.today)) else {
        anyhow::bail!(super::NO_PLAN);
    };
    let history = History::build(&athlete, cx.today);
    let weeks = plan::alternatives(&athlete, &history, version, plan, day);
    if out.json {
        out.value(&weeks.iter().map(week_json).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    if weeks.is_empty() {
        anyhow::bail!(
            "{} is not in a week that is trained: there is nothing to lay differently",
            day::iso_week(day)
        );
    }
    for (i, w) in weeks.iter().enumerate() {
        out.line(format!("{}. load {:.0}, cost {:.3}{}", i + 1, w.load, w.cost, told_apart(&weeks[0], w)))?;
        for p in &w.sessions {
            let s = &p.session;
            out.line(format!("   {} {}  {}", day::short_name(s.day), s.day, s.brief()))?;
        }
    }
    out.line("Lower costs are better. The plan holds what you accepted; `lanterne coach move …` or `swap …` proposes another.")?;
    Ok(Exit::Done)
}

fn told_apart(best: &WeekPlan, other: &WeekPlan) -> String {
    let differ = best.terms.named().into_iter().zip(other.terms.named());
    let words: Vec<String> = differ
        .filter(|(a, b)| (b.1 - a.1).abs() > SAME)
        .map(|(a, b)| format!("{} {:+.2}", a.0, b.1 - a.1))
        .collect();
    if words.is_empty() { String::new() } else { format!(" ({} against the first)", words.join(", ")) }
}

fn week_json(w: &WeekPlan) -> Value {
    let terms: serde_json::Map<String, Value> =
        w.terms.named().into_iter().map(|(n, v)| (n.to_owned(), json!(v))).collect();
    let session = |p: &crate::coach::week::Placed| {
        let s = &p.session;
        json!({
            "date": s.day, "sport": s.sport, "kind": s.kind, "template": s.template, "title": s.title,
            "minutes": s.minutes, "load": s.load, "hard": s.hard,
        })
    };
    json!({ "cost": w.cost, "load": w.load, "terms": terms, "sessions": w.sessions.iter().map(session).collect::<Vec<_>>() })
}
