//! The figures of a canvas panel, as of now.
//!
//! Owns: which figures a panel's spec stands for. Does not own: panels (domain), drawing them (tui).

use super::effect;
use crate::{
    coach::morning::Morning,
    domain::{
        Athlete, Day, Metric, Panel, Plan,
        canvas::{Amount, Bucket, Rows, SPAN_MAX, Series, Span, Spec},
        day::{monday, shift, short_name, span},
        num::{Total, signed},
    },
    science::history::History,
};
use std::collections::BTreeMap;

/// A panel with its figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Lines over days, every line over the same days.
    Chart {
        /// The lines.
        lines: Vec<Line>,
        /// Today, where what was done ends and what is planned begins.
        today: Day,
    },
    /// Bars.
    Bars {
        /// What they measure.
        unit: &'static str,
        /// The bars.
        bars: Vec<Bar>,
    },
    /// Rows of cells under headings.
    Table {
        /// Headings.
        head: Vec<&'static str>,
        /// Rows, each as long as the headings.
        rows: Vec<Vec<String>>,
    },
    /// Words.
    Text(String),
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub series: Series,
    /// A value per day; a missing one is missing.
    pub points: Vec<(Day, Option<f64>)>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// What was done.
    pub done: f64,
    /// What is planned from today on.
    pub planned: f64,
}

/// Most rows of a table.
const ROWS_MAX: usize = 60;

/// The figures of a panel.
#[must_use]
pub fn draw(panel: &Panel, athlete: &Athlete, history: &History, morning: &Morning) -> Drawing {
    let today = morning.date;
    let days =
        |s: &Span| (shift(today, -i64::from(s.back.min(SPAN_MAX))), shift(today, i64::from(s.ahead.min(SPAN_MAX))));
    match &panel.spec {
        Spec::Chart { lines, span } => Drawing::Chart {
            lines: lines.iter().map(|s| line(*s, days(span), athlete, history, today)).collect(),
            today,
        },
        Spec::Bars { of, by, span } => {
            Drawing::Bars { unit: of.title(), bars: bars(*of, *by, days(span), athlete, history, today) }
        }
        Spec::Table { of, span } => table(*of, days(span), athlete, history, morning),
        Spec::Text(words) => Drawing::Text(words.as_str().to_owned()),
    }
}

fn line(series: Series, (from, to): (Day, Day), athlete: &Athlete, history: &History, today: Day) -> Line {
    let plan = athlete.plan.as_ref();
    let ahead = if to > today { effect::projection(athlete, history, plan, today, to) } else { vec![] };
    let future = |d: Day| ahead.iter().find(|p| p.date == d);
    let wellness =
        |d: Day, m: &Metric, scale: f64| athlete.wellness.get(&d).and_then(|w| w.value(m)).map(|v| v * scale);
    let form = |d: Day, past: fn(&crate::domain::FormPoint) -> f64| {
        if d < today { history.point(d) } else { future(d).or(history.point(d)) }.map(past)
    };
    let value = |d: Day| match series {
        Series::Ctl => form(d, |p| p.ctl),
        Series::Atl => form(d, |p| p.atl),
        Series::Tsb => form(d, |p| p.tsb),
        Series::Load if d > today => plan.map(|p| p.load_on(d)),
        Series::Load => history.point(d).map(|p| p.load),
        Series::Hrv => wellness(d, &Metric::HrvRmssd, 1.0),
        Series::RestingHr => wellness(d, &Metric::RestingHr, 1.0),
        Series::Sleep => wellness(d, &Metric::SleepHours, 1.0),
    };
    Line { series, points: span(from, to).map(|d| (d, value(d))).collect() }
}

fn bars(
    of: Amount,
    by: Bucket,
    (from, to): (Day, Day),
    athlete: &Athlete,
    history: &History,
    today: Day,
) -> Vec<Bar> {
    // Buckets in their own order: days and weeks by date, sports as they are listed everywhere.
    let key = |d: Day, sport: crate::domain::Sport| match by {
        Bucket::Day => (d.to_string(), format!("{} {}", short_name(d), d.format("%-d %b"))),
        Bucket::Week => (monday(d).to_string(), format!("{}", monday(d).format("%-d %b"))),
        Bucket::Sport => (format!("{sport:?}"), sport.name().to_owned()),
    };
    let mut out: BTreeMap<(String, String), (f64, f64)> = BTreeMap::new();
    for l in history.within(from, to.min(today)).iter().filter(|l| l.counts) {
        let amount = match of {
            Amount::Load => l.load.value,
            Amount::Minutes => l.minutes,
            Amount::Km => l.metres.unwrap_or(0.0) / 1000.0,
        };
        out.entry(key(l.day, l.sport)).or_default().0 += amount;
    }
    let open = if (from..=to).contains(&today) {
        effect::open_today(athlete, history, athlete.plan.as_ref(), today)
    } else {
        vec![]
    };
    let ahead = athlete.plan.iter().flat_map(|p| p.span(shift(today, 1).max(from), to));
    for s in open.into_iter().chain(ahead) {
        let amount = match of {
            Amount::Load => s.load,
            Amount::Minutes => f64::from(s.minutes),
            Amount::Km => s.distance_m.unwrap_or(0.0) / 1000.0,
        };
        out.entry(key(s.day, s.sport)).or_default().1 += amount;
    }
    out.into_iter().map(|((_, label), (done, planned))| Bar { label, done, planned }).collect()
}

fn table(of: Rows, (from, to): (Day, Day), athlete: &Athlete, history: &History, morning: &Morning) -> Drawing {
    let (head, rows): (Vec<&'static str>, Vec<Vec<String>>) = match of {
        Rows::Sessions => (
            vec!["day", "sport", "session", "min", "load"],
            athlete.plan.iter().flat_map(|p| p.span(from, to)).take(ROWS_MAX).map(session_row).collect(),
        ),
        Rows::Activities => (
            vec!["day", "sport", "min", "km", "load"],
            history.within(from, to).iter().rev().take(ROWS_MAX).rev().map(activity_row).collect(),
        ),
        Rows::Weeks => (
            vec!["week of", "phase", "target", "planned", "done"],
            athlete.plan.iter().flat_map(|p| week_rows(p, (from, to), history, morning.date)).collect(),
        ),
        Rows::Signals => (vec!["signal", "value", "usual", "change"], signal_rows(morning)),
    };
    Drawing::Table { head, rows }
}

fn date(d: Day) -> String {
    format!("{} {}", short_name(d), d.format("%-d %b"))
}

fn session_row(s: &crate::domain::Session) -> Vec<String> {
    vec![date(s.day), s.sport.name().into(), s.title.clone(), s.minutes.to_string(), format!("{:.0}", s.load)]
}

fn activity_row(l: &crate::science::history::ActivityLoad) -> Vec<String> {
    let km = l.metres.map_or_else(String::new, |m| format!("{:.1}", m / 1000.0));
    vec![date(l.day), l.sport.name().into(), format!("{:.0}", l.minutes), km, format!("{:.0}", l.load.value)]
}

fn week_rows(plan: &Plan, (from, to): (Day, Day), history: &History, today: Day) -> Vec<Vec<String>> {
    let weeks = plan.weeks.iter().filter(|w| w.monday >= monday(from) && w.monday <= to).take(ROWS_MAX);
    let row = |w: &crate::domain::PlanWeek| {
        let planned = plan.span(w.monday, shift(w.monday, 6)).map(|s| s.load).total();
        let done = if w.monday > today { String::new() } else { format!("{:.0}", history.weekly_load(w.monday)) };
        let phase = if w.deload { format!("{}, down", w.phase) } else { w.phase.name().to_owned() };
        vec![date(w.monday), phase, format!("{:.0}", w.target_load), format!("{planned:.0}"), done]
    };
    weeks.map(row).collect()
}

fn signal_rows(morning: &Morning) -> Vec<Vec<String>> {
    let present = morning.readiness.contributors.iter().filter(|c| c.value.is_some());
    let unit = |x: Option<f64>, unit: &str| x.map_or_else(String::new, |x| format!("{x:.1} {unit}"));
    present
        .map(|c| {
            let change = c.delta.map_or_else(String::new, |d| signed(d, 1));
            vec![c.slot.title().to_owned(), unit(c.value, &c.unit), unit(c.baseline, &c.unit), change]
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests;
