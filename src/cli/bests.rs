//! `lanterne bests`

use super::{
    Context,
    args::{Span, sport_named},
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::bests::{self, Bests, ChannelBests},
    domain::{Sport, Units},
    science::{
        curves::{Channel, Point},
        history::History,
    },
};

/// Runs `bests`: the usual windows, or the one asked for.
pub fn run(cx: &Context, sport: Option<&str>, span: Span, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let sports = bests::sports(&athlete);
    let asked = sport.map(sport_named).transpose()?;
    let Some(sport) = asked.or_else(|| sports.first().copied()) else {
        return Err(usage(
            "no activity has power, heart rate or speed recorded; `lanterne import PATH` brings files in",
        ));
    };
    if let (Some(from), Some(to)) = (span.from, span.to)
        && from > to
    {
        return Err(usage(format!("--from {from} is after --to {to}; give the earlier day first")));
    }
    let windows = if span.from.is_none() && span.to.is_none() {
        bests::windows(cx.today)
    } else {
        let to = span.to.unwrap_or(cx.today);
        let name = span.from.map_or_else(|| format!("to {to}"), |from| format!("{from} to {to}"));
        vec![bests::Span { name, from: span.from, to }]
    };
    let b = bests::bests(&athlete, &History::build(&athlete, cx.today), sport, windows);
    if out.json {
        out.value(&b)?;
        return Ok(Exit::Done);
    }
    if b.channels.is_empty() {
        out.line(format!("No best efforts in {sport}; there are some in: {}.", names(&sports)))?;
    }
    for c in &b.channels {
        table(&b, c, out)?;
    }
    if b.channels.iter().any(|c| c.rows.iter().any(|r| r.efforts.iter().flatten().any(|p| p.maximal))) {
        out.line("* the heart rate of a maximal effort, or a test or race")?;
    }
    Ok(Exit::Done)
}

fn names(sports: &[Sport]) -> String {
    if sports.is_empty() {
        return "none".to_owned();
    }
    sports.iter().map(|s| s.name()).collect::<Vec<_>>().join(", ")
}

fn table(b: &Bests, c: &ChannelBests, out: &mut Out) -> anyhow::Result<()> {
    let name = match c.channel {
        Channel::Power => "power, W",
        Channel::HeartRate => "heart rate, bpm",
        Channel::Speed => &format!(
            "{}, {}",
            if b.sport.is_told_by_pace() { "pace" } else { "speed" },
            out.units.pace_unit(b.sport)
        ),
    };
    let heads: Vec<String> = b.windows.iter().map(|w| format!("{:>10}  {:<12}", w.name, "")).collect();
    out.line(format!("{} · {name}\n{:>9}{}", b.sport, "", heads.concat()).trim_end())?;
    for r in &c.rows {
        let cells: Vec<String> =
            r.efforts.iter().map(|e| cell(e.as_ref(), c.channel, b.sport, out.units)).collect();
        out.raw(format!("{:>9}{}", clock(r.seconds), cells.concat()).trim_end())?;
    }
    Ok(())
}

fn cell(p: Option<&Point>, channel: Channel, sport: Sport, units: Units) -> String {
    let Some(p) = p else { return format!("{:>10}  {:<12}", "–", "") };
    let value = if channel == Channel::Speed { units.pace(p.value, sport) } else { format!("{:.0}", p.value) };
    format!("{value:>10}{} {:<12}", if p.maximal { '*' } else { ' ' }, p.day)
}

/// `5 s`, `20:00`, `1:30:00`.
fn clock(s: u32) -> String {
    match s {
        0..60 => format!("{s} s"),
        60..3600 => format!("{}:{:02}", s / 60, s % 60),
        _ => format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60),
    }
}
