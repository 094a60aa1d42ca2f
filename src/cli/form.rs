//! `lanterne form`

use super::{
    Context,
    args::{FormArgs, StepName, TsbName},
    exit::Exit,
    out::Out,
};
use crate::{
    coach::form_report::{self, FormReport},
    domain::{
        FormPoint, day,
        num::signed,
        settings::{Convention, FormSettings, TsbOf},
    },
    science::{
        form::bands::{Band, band},
        history::History,
    },
};

/// Runs `form`: this morning, the days asked for, each sport, the morning of the goal.
pub fn run(cx: &Context, args: FormArgs, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let settings = with_flags(athlete.settings.form, args);
    let (from, to) =
        (args.span.from.unwrap_or_else(|| day::shift(cx.today, -41)), args.span.to.unwrap_or(cx.today));
    let until = to.min(cx.today);
    let report = if settings == athlete.settings.form {
        form_report::report(&athlete, &History::build(&athlete, cx.today), from, until, cx.today)
    } else {
        let (other, history) = form_report::under(&athlete, settings, cx.today);
        form_report::report(&other, &history, from, until, cx.today)
    };
    if out.json {
        out.value(&report)?;
        return Ok(Exit::Done);
    }
    head(&report, out)?;
    table(&report, to, out)?;
    Ok(Exit::Done)
}

fn with_flags(mut s: FormSettings, args: FormArgs) -> FormSettings {
    match args.convention {
        Some(StepName::Exp) => s.convention = Convention::Exp,
        Some(StepName::Tp) => s.convention = Convention::Tp,
        None => {}
    }
    match args.tsb {
        Some(TsbName::Prev) => s.tsb = TsbOf::Prev,
        Some(TsbName::Same) => s.tsb = TsbOf::Same,
        None => {}
    }
    s
}

fn head(r: &FormReport, out: &mut Out) -> anyhow::Result<()> {
    let m = &r.morning;
    out.line(format!(
        "convention {}{}",
        r.convention,
        if r.warming_up && r.morning.ctl.is_some() {
            " · warming up: less than 84 days of history stand behind CTL"
        } else {
            ""
        }
    ))?;
    let (Some(ctl), Some(atl), Some(tsb), Some(ramp), Some(band)) = (m.ctl, m.atl, m.tsb, m.ramp, &m.band) else {
        out.line("this morning  CTL –  ATL –  TSB –  no activity is known yet")?;
        return race(r, out);
    };
    let month = m.slope_28.map_or_else(String::new, |s| format!(", {} over four weeks", signed(s, 1)));
    out.line(format!(
        "this morning  CTL {ctl:.1}  ATL {atl:.1}  TSB {} ({})  CTL {} a week{month}",
        signed(tsb, 1),
        zones(band),
        signed(ramp, 1)
    ))?;
    for s in r.sports.iter().filter(|_| r.sports.len() > 1) {
        let name = s.sport.name();
        out.line(format!("  {name:<12}CTL {:.1}  ATL {:.1}  TSB {}", s.ctl, s.atl, signed(s.tsb, 1)))?;
    }
    if let Some(w) = &r.week {
        let limit = match (w.strained, w.strain_limit) {
            (true, Some(l)) => format!(", over your own limit of {l:.0}"),
            (false, Some(l)) => format!(" (your own limit {l:.0})"),
            (_, None) => String::new(),
        };
        out.line(format!(
            "last 7 days   load {:.0}  monotony {:.1}  strain {:.0}{limit}",
            w.load, w.monotony, w.strain
        ))?;
    }
    let ratio = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.2}"));
    let acwr = &r.workload.ratios;
    out.line(format!(
        "acute:chronic {} coupled, {} uncoupled, {} smoothed · context only, no rule blocks on it",
        ratio(acwr.coupled),
        ratio(acwr.uncoupled),
        ratio(acwr.smoothed)
    ))?;
    race(r, out)
}

fn race(r: &FormReport, out: &mut Out) -> anyhow::Result<()> {
    if let Some(g) = &r.race {
        out.line(format!(
            "{} planned  CTL {:.1}  ATL {:.1}  TSB {} ({})",
            g.day,
            g.ctl,
            g.atl,
            signed(g.tsb, 1),
            zones(&g.band)
        ))?;
        if let Some(p) = &g.prediction {
            out.line(format!(
                "  model: {:.0} % of this morning's performance (95 %: {:.0} to {:.0})",
                p.percent, p.low, p.high
            ))?;
        }
    }
    if let Some(m) = &r.model {
        out.line(format!("  {}", m.note))?;
    }
    Ok(())
}

/// `optimal, fresh by share`
fn zones(b: &Band) -> String {
    let share = format!("{} %", signed(b.percent, 0));
    if b.absolute == b.share {
        format!("{}, {share} of CTL", b.absolute.title())
    } else {
        format!("{}; {} by share, {share} of CTL", b.absolute.title(), b.share.title())
    }
}

/// A day's line; days after today are the plan's.
fn table(r: &FormReport, to: crate::domain::Day, out: &mut Out) -> anyhow::Result<()> {
    if r.days.is_empty() && r.projection.is_empty() {
        return Ok(());
    }
    out.line("\ndate          load    CTL    ATL    TSB  band")?;
    let last = r.days.last().map(|p| p.date);
    for p in &r.days {
        out.line(row(p, ""))?;
    }
    for p in r.projection.iter().filter(|p| p.date <= to && last.is_none_or(|l| p.date > l)) {
        out.line(row(p, "  planned"))?;
    }
    Ok(())
}

fn row(p: &FormPoint, note: &str) -> String {
    let zone = band(p.tsb, p.ctl, None).absolute.title();
    format!("{}  {:>6.0} {:>6.1} {:>6.1} {:>6}  {zone}{note}", p.date, p.load, p.ctl, p.atl, signed(p.tsb, 1))
}
