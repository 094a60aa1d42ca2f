//! One activity in full: figures, load and where it comes from, time in zones, mean-max curves, laps.
//!
//! ```text
//! Sweet spot 3 × 12 ━━━━━━━━━━━━━━━━━━━━━━━━━━━ bike · Thu 12 Nov 2026
//! Load      92 by power, confidence 0.95      FTP 248 W, set since 21 Sep
//! Time      1:14:10     NP 221 W   IF 0.89    HR 148, max 167
//! Zones by power (FTP 248 W)
//! Z1      –136 W  ━━━━━━───────────  14:20  19 %
//! ```

mod session;

use super::{
    curve,
    page::{self, Part},
};
use crate::{
    coach::detail::{
        Curve, CurvePoint, Detail,
        zones::{ZoneTable, ZoneTime},
    },
    domain::{Sport, Units},
    science::{
        durability::{self, Output},
        load::Used,
    },
    tui::{
        Theme,
        chart::{self, Ink},
        num,
        panel::Look,
        pen::Pen,
        text,
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows of a curve's chart.
const CHART: u16 = 7;

/// Draws the activity from line `scroll`. Returns how many lines lie beyond the height.
pub fn render(d: &Detail, scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let parts = parts(d, look, area.width);
    let below = page::below(&parts, area.height.saturating_sub(1), scroll, look);
    let indoors = if d.indoor { ", indoors" } else { "" };
    let right = format!("{below}{}{indoors} · {}", d.sport, num::full_date(d.local_date));
    let mut pen = look.open(area, buf, &d.title, &[(right, look.theme.dim)]);
    page::draw(&mut pen, &parts, scroll)
}

fn parts<'a>(d: &'a Detail, look: Look<'a>, w: u16) -> Vec<Part<'a>> {
    let mut out = vec![facts(d, look, w)];
    out.extend(d.session.as_ref().map(|s| session::part(s, look)));
    for zones in &d.zones {
        out.push(Part {
            rows: zones.times.len() as u16 + 2,
            draw: Box::new(move |pen| draw_zones(pen, zones, look)),
        });
    }
    for curve in &d.curves {
        out.push(Part { rows: CHART + 4, draw: Box::new(move |pen| draw_curve(pen, curve, d.sport, look)) });
    }
    if !d.laps.is_empty() {
        out.push(Part { rows: d.laps.len() as u16 + 3, draw: Box::new(move |pen| draw_laps(pen, d, look)) });
    }
    out.push(sources(d, look, w));
    out
}

type Row = (String, String);

/// Label and figure, as many columns of them as fit.
fn facts<'a>(d: &'a Detail, look: Look<'a>, w: u16) -> Part<'a> {
    let t = look.theme;
    let how = format!(
        "{} by {}, confidence {}{}{}",
        num::plain(d.load.value, 0),
        d.load.method.title(),
        num::plain(d.load.confidence, 2),
        d.load.intensity.map_or_else(String::new, |i| format!(", IF {}", num::plain(i, 2))),
        if d.counts { "" } else { "; stays out of the daily load" },
    );
    let from =
        d.load.inputs.thresholds.iter().flatten().map(|u| threshold(u, t.units)).collect::<Vec<_>>().join(" · ");
    let cells = figures(d, look.theme.units);
    let each: u16 = if w >= 96 { w / 3 } else { (w / 2).max(24) };
    let columns = usize::from((w / each).max(1));
    let rows = cells.len().div_ceil(columns);
    let notes: Vec<String> = d.notes.iter().flat_map(|n| text::wrap(n, w.into())).take(6).collect();
    let head = 1 + u16::from(!from.is_empty());
    let draw = move |pen: &mut Pen<'_>| {
        pen.put(0, 0, "Load", t.dim);
        pen.put(11, 0, &how, t.strong);
        if !from.is_empty() {
            pen.put(0, 1, "From", t.dim);
            pen.put(11, 1, &from, t.text);
        }
        for (i, (label, value)) in cells.iter().enumerate() {
            let (column, row) = (i / rows, i % rows);
            let (x, y) = (column as u16 * each, head + row as u16);
            pen.put_in(x, y, 10, label, t.dim);
            pen.put_in(x + 11, y, each.saturating_sub(12), value, t.text);
        }
        for (i, n) in notes.iter().enumerate() {
            pen.put(0, head + rows as u16 + i as u16, n, t.dim);
        }
    };
    let notes = d.notes.iter().flat_map(|n| text::wrap(n, w.into())).take(6).count();
    Part { rows: head + (rows + notes) as u16 + 1, draw: Box::new(draw) }
}

fn figures(d: &Detail, units: Units) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut say = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push((label.to_owned(), value));
        }
    };
    let unit = |x: Option<f64>, dp: usize, unit: &str| x.map(|x| format!("{} {unit}", num::plain(x, dp)));
    let about = if d.time_estimated { "~" } else { "" };
    say("Time", Some(format!("{about}{}", duration(d.moving_s))));
    say("Elapsed", (d.elapsed_s > d.moving_s + 30.0).then(|| duration(d.elapsed_s)));
    say("Distance", d.distance_m.map(|m| units.distance_words(m / 1000.0, 1)));
    say(if matches!(d.sport, Sport::Run | Sport::Hike | Sport::Swim) { "Pace" } else { "Speed" }, pace(d, units));
    say("Climb", d.ascent_m.map(|m| units.height(m)));
    say("Power", unit(d.avg_power_w, 0, "W"));
    say(
        "NP",
        d.np_w.map(|np| {
            let vi = d.variability.map_or_else(String::new, |v| format!(", VI {}", num::plain(v, 2)));
            format!("{} W{vi}", num::plain(np, 0))
        }),
    );
    say("Max power", unit(d.max_power_w, 0, "W"));
    say(
        "Heart rate",
        d.avg_hr.map(|h| {
            let max = d.max_hr.map_or_else(String::new, |m| format!(", max {}", num::plain(m, 0)));
            format!("{} bpm{max}", num::plain(h, 0))
        }),
    );
    let efficiency = d.durability.and_then(|x| Some((x.efficiency?, x.output)));
    say(
        "Efficiency",
        efficiency.map(|(e, of)| {
            let words =
                format!("{} {}", num::plain(e, 2), if of == Output::Power { "W/bpm" } else { "m per beat" });
            units.told(&words).into_owned()
        }),
    );
    say(
        "Decoupling",
        d.durability.and_then(|x| x.decoupling_pct).map(|p| {
            let base = if p < durability::GOOD_BASE_PCT { ", good by convention" } else { "" };
            format!("{} %{base}", num::plain(p, 1))
        }),
    );
    say(
        "RPE",
        d.rpe.map(|r| {
            let usual = d.expected_rpe.filter(|(lo, hi)| r < *lo || r > *hi);
            let usual = usual.map_or_else(String::new, |(lo, hi)| format!(", {lo:.0}–{hi:.0} usual"));
            format!("{} of 10{usual}", num::plain(r, 0))
        }),
    );
    say("Energy", unit(d.kcal, 0, "kcal"));
    say("Device", d.device.clone());
    out
}

/// Pace of a run or a swim, speed of anything else.
fn pace(d: &Detail, units: Units) -> Option<String> {
    let speed = d.distance_m.filter(|m| *m > 0.0)? / Some(d.moving_s).filter(|s| *s > 0.0)?;
    Some(units.speed(speed, d.sport))
}

fn threshold(t: &Used, units: Units) -> String {
    format!("{} {} ({}, {})", t.kind.brief(), units.threshold(t.kind, t.value), t.source.name(), num::date(t.from))
}

/// `1:14:10`, `4:05`.
fn duration(s: f64) -> String {
    let s = s.max(0.0).round() as u64;
    match (s / 3600, s / 60 % 60, s % 60) {
        (0, m, s) => format!("{m}:{s:02}"),
        (h, m, s) => format!("{h}:{m:02}:{s:02}"),
    }
}

fn draw_zones(pen: &mut Pen<'_>, z: &ZoneTable, look: Look<'_>) {
    let t = look.theme;
    let x = pen.put(0, 0, "Zones", t.heading);
    pen.put(x + 2, 0, &format!("{} {}", z.source, t.units.threshold(z.kind, z.threshold)), t.dim);
    let right = 16;
    let bar = pen.w().saturating_sub(24 + right + 2).min(60);
    for (i, zone) in z.times.iter().enumerate() {
        let y = 1 + i as u16;
        let style = match i {
            0 | 1 => t.easy,
            2 => t.moderate,
            _ => t.hard,
        };
        pen.put(0, y, &zone.name, t.strong);
        pen.put_right(21, y, &bounds(z, zone, t.units), t.dim);
        chart::bar(pen, (23, y), bar, zone.share, look.marks, style, t.border);
        let x = 24 + bar;
        let figures = format!("{:>8} {:>4} %", duration(zone.seconds), num::plain(100.0 * zone.share, 0));
        pen.put(x, y, &figures, if zone.seconds > 0.0 { t.text } else { t.dim });
    }
}

/// `174–209 W`, `5:20–4:52 /km`: the unit once.
fn bounds(z: &ZoneTable, zone: &ZoneTime, units: Units) -> String {
    let written = |v: f64| units.threshold(z.kind, v);
    let bare = |v: f64| written(v).split(' ').next().unwrap_or_default().to_owned();
    match (zone.from, zone.to) {
        (Some(from), Some(to)) => format!("{}–{}", bare(from), written(to)),
        (None, Some(to)) => format!("to {}", written(to)),
        (Some(from), None) => format!("from {}", written(from)),
        (None, None) => String::new(),
    }
}

/// The curve of this activity over that of the ninety days.
fn draw_curve(pen: &mut Pen<'_>, c: &Curve, sport: Sport, look: Look<'_>) {
    let t = look.theme;
    let x = pen.put(0, 0, curve::name(c.channel), t.heading);
    let x = pen.put(x + 2, 0, look.shape("━", "c"), t.fitness);
    let x = pen.put(x + 1, 0, "this one", t.dim);
    let x = pen.put(x + 2, 0, look.shape("·", "."), t.planned);
    pen.put(x + 1, 0, "best of 90 days", t.dim);
    let of = |value: fn(&CurvePoint) -> f64| c.points.iter().map(|p| (p.seconds, value(p))).collect::<Vec<_>>();
    let (best, own) = (of(|p| p.best), of(|p| p.value));
    let lines = [
        (best.as_slice(), Ink { style: t.planned, letter: ".", dotted: true }),
        (own.as_slice(), Ink { style: t.fitness, letter: "c", dotted: false }),
    ];
    let words = |v: f64| curve::words(c.channel, v, sport, look.theme.units);
    curve::draw(pen, (1, CHART), &lines, &words, look);
    curve_figures(pen, c, &words, look);
}

/// The durations that people know their figures of.
fn curve_figures(pen: &mut Pen<'_>, c: &Curve, words: &dyn Fn(f64) -> String, look: Look<'_>) {
    let t = look.theme;
    let mut x = 0;
    for s in [5, 60, 300, 1200, 3600] {
        let Some(p) = c.points.iter().find(|p| p.seconds == s) else { continue };
        let label = if s < 60 { format!("{s} s") } else { num::minutes(s / 60) };
        let best = p.value + 1e-9 >= p.best;
        let value = format!("{}{}", words(p.value), if best { look.shape(" ◆", " *") } else { "" });
        if usize::from(x) + text::width(&label) + text::width(&value) + 1 > usize::from(pen.w()) {
            break;
        }
        x = pen.put(x, CHART + 1, &label, t.dim);
        x = pen.put(x + 1, CHART + 1, &value, if best { t.strong } else { t.text }) + 3;
    }
    if c.points.iter().any(|p| p.value + 1e-9 >= p.best) {
        pen.put(0, CHART + 2, &format!("{} best of the 90 days up to then", look.shape("◆", "*")), t.dim);
    }
}

fn draw_laps(pen: &mut Pen<'_>, d: &Detail, look: Look<'_>) {
    let t = look.theme;
    pen.put(0, 0, "Laps", t.heading);
    for (end, head) in
        [(4, "#"), (14, "from"), (24, "time"), (34, t.units.far()), (48, "pace"), (56, "W"), (64, "bpm")]
    {
        pen.put_right(end, 1, head, t.dim);
    }
    let most = d.laps.iter().filter_map(|l| l.avg_power_w).fold(0.0, f64::max);
    for (i, lap) in d.laps.iter().enumerate() {
        let y = 2 + i as u16;
        let missing = || "–".to_owned();
        let km = lap.distance_m.map_or_else(missing, |m| t.units.distance(m / 1000.0, 2));
        let speed = lap.distance_m.filter(|m| *m > 0.0 && lap.timer_s > 0.0).map(|m| m / lap.timer_s);
        let figure = |x: Option<f64>| x.map_or_else(missing, |x| num::plain(x, 0));
        pen.put_right(4, y, &(i + 1).to_string(), t.dim);
        pen.put_right(14, y, &duration(lap.start_s), t.dim);
        pen.put_right(24, y, &duration(lap.timer_s), t.text);
        pen.put_right(34, y, &km, t.text);
        pen.put_right(48, y, &speed.map_or_else(missing, |s| t.units.speed(s, d.sport)), t.text);
        pen.put_right(56, y, &figure(lap.avg_power_w), t.strong);
        pen.put_right(64, y, &figure(lap.avg_hr), t.text);
        if let Some(p) = lap.avg_power_w.filter(|_| most > 0.0 && pen.w() >= 80) {
            let w = (pen.w() - 66).min(40);
            chart::bar(pen, (66, y), w, p / most, look.marks, t.fitness, Style { ..t.border });
        }
    }
}

fn sources<'a>(d: &'a Detail, look: Look<'a>, w: u16) -> Part<'a> {
    let t: &Theme = look.theme;
    let mut rows: Vec<(String, Style)> = Vec::new();
    for r in &d.records {
        let file = r.file.as_deref().unwrap_or("");
        let alone = if r.combines { "" } else { " · shown alone: its source forbids combining" };
        rows.push((format!("{} {} {file}{alone}", r.id.brief(), r.source), t.dim));
        rows.extend(r.page.as_ref().map(|p| (format!("       {p}"), t.dim)));
    }
    for warning in &d.warnings {
        rows.extend(text::wrap(warning, w.into()).into_iter().map(|l| (l, t.warn)));
    }
    Part {
        rows: rows.len() as u16 + 1,
        draw: Box::new(move |pen| {
            pen.put(0, 0, "Recorded by", t.heading);
            for (i, (row, style)) in rows.iter().enumerate() {
                look.refer(pen, (0, 1 + i as u16), row, *style);
            }
        }),
    }
}
