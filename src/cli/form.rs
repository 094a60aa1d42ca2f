//! `lanterne form`

use super::{Context, args::Span, exit::Exit, out::Out};
use crate::{
    domain::{FormPoint, day, num::signed},
    science::{form, history::History},
};
use serde::Serialize;

#[derive(Serialize)]
struct Form<'a> {
    convention: String,
    warming_up: bool,
    days: &'a [FormPoint],
}

/// Runs `form`: per day the load, CTL and ATL at its end, and that morning's TSB.
pub fn run(cx: &Context, span: Span, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let history = History::build(&athlete, span.to.map_or(cx.today, |to| to.max(cx.today)));
    let from = span.from.unwrap_or_else(|| day::shift(cx.today, -41));
    let to = span.to.unwrap_or(cx.today);
    let days: Vec<FormPoint> = history.daily.iter().filter(|p| p.date >= from && p.date <= to).copied().collect();
    let morning = history.morning(cx.today);
    let convention = form::convention_name(history.form_settings()).to_owned();
    let form = Form { convention, warming_up: morning.warming_up, days: &days };
    if out.json {
        out.value(&form)?;
        return Ok(Exit::Done);
    }
    out.line(format!(
        "convention {}{}",
        form.convention,
        if form.warming_up { " · warming up: less than 84 days of history stand behind CTL" } else { "" }
    ))?;
    out.line("date          load    CTL    ATL    TSB")?;
    for p in &days {
        let tsb = signed(p.tsb, 1);
        out.line(format!("{}  {:>6.0} {:>6.1} {:>6.1} {tsb:>6}", p.date, p.load, p.ctl, p.atl))?;
    }
    Ok(Exit::Done)
}
