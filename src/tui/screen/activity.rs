//! One activity in full: figures, load and where it comes from, time in zones, mean-max curves, laps.
//!
//! ```text
//! Sweet spot 3 × 12 ━━━━━━━━━━━━━━━━━━━━━━━━━━━ bike · Thu 12 Nov 2026
//! Load      92 by power, confidence 0.95      FTP 248 W, set since 21 Sep
//! Time      1:14:10     NP 221 W   IF 0.89    HR 148, max 167
//! Zones by power (FTP 248 W)
//! Z1      –136 W  ━━━━━━───────────  14:20  19 %
//! ```

use crate::{
    coach::detail::{Curve, Detail, ZoneTable},
    domain::{Sport, Threshold, ThresholdKind, settings::ThresholdSource},
    tui::{
        Theme,
        chart::{self, Ink, Plot},
        num,
        panel::Look,
        pen::Pen,
        text,
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows of a curve's chart.
const CHART: u16 = 7;

/// One part of the page: its rows, and what draws it from a row on.
struct Part<'a> {
    rows: u16,
    draw: Box<dyn Fn(&mut Pen<'_>) + 'a>,
}

/// Draws the activity from line `scroll`. Returns how many lines lie beyond the height.
pub fn render(d: &Detail, scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let t = look.theme;
    let right = vec![(
        format!("{}{} · {}", d.sport, if d.indoor { ", indoors" } else { "" }, num::full_date(d.local_date)),
        t.dim,
    )];
    let mut pen = look.open(area, buf, &d.title, &right);
    let (w, h) = (pen.w(), pen.h());
    let parts = parts(d, look, w);
    let all: u16 = parts.iter().map(|p| p.rows).sum();
    let overflow = all.saturating_sub(h);
    let scroll = scroll.min(overflow);
    // The page is drawn whole beside the screen, and the part in sight is copied.
    let whole = Rect::new(0, 0, w, all.max(1));
    let mut page = Buffer::empty(whole);
    let mut y = 0;
    for part in &parts {
        (part.draw)(&mut Pen::new(&mut page, Rect { y, height: part.rows, ..whole }));
        y += part.rows;
    }
    let target = pen.area(0, 0, w, h);
    let buf = pen.buffer();
    for row in 0..h.min(all.saturating_sub(scroll)) {
        for x in 0..w {
            if let (Some(from), Some(to)) =
                (page.cell((x, row + scroll)), buf.cell_mut((target.x + x, target.y + row)))
            {
                let ground = to.bg;
                *to = from.clone();
                if to.bg == ratatui::style::Color::Reset {
                    to.set_bg(ground);
                }
            }
        }
    }
    overflow
}

fn parts<'a>(d: &'a Detail, look: Look<'a>, w: u16) -> Vec<Part<'a>> {
    let mut out = vec![facts(d, look, w)];
    for zones in &d.zones {
        out.push(Part { rows: 9, draw: Box::new(move |pen| draw_zones(pen, zones, look)) });
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
        super::activities::method(d.load.method),
        num::plain(d.load.confidence, 2),
        d.load.intensity.map_or_else(String::new, |i| format!(", IF {}", num::plain(i, 2))),
        if d.load.counts { "" } else { "; stays out of the daily load" },
    );
    let from = d.load.thresholds.iter().map(threshold).collect::<Vec<_>>().join(" · ");
    let cells = figures(d);
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

fn figures(d: &Detail) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut say = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push((label.to_owned(), value));
        }
    };
    let unit = |x: Option<f64>, dp: usize, unit: &str| x.map(|x| format!("{} {unit}", num::plain(x, dp)));
    say("Time", Some(duration(d.moving_s)));
    say("Elapsed", (d.elapsed_s > d.moving_s + 30.0).then(|| duration(d.elapsed_s)));
    say("Distance", unit(d.distance_m.map(|m| m / 1000.0), 1, "km"));
    say(if matches!(d.sport, Sport::Run | Sport::Hike | Sport::Swim) { "Pace" } else { "Speed" }, pace(d));
    say("Climb", unit(d.ascent_m, 0, "m"));
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
    say("Efficiency", d.efficiency.map(|e| format!("{} per beat", num::plain(e, 2))));
    say("Decoupling", unit(d.decoupling_pct, 1, "%"));
    say("RPE", d.rpe.map(|r| format!("{} of 10", num::plain(r, 0))));
    say("Energy", unit(d.kcal, 0, "kcal"));
    say("Device", d.device.clone());
    out
}

/// Pace of a run or a swim, speed of anything else.
fn pace(d: &Detail) -> Option<String> {
    let speed = d.distance_m.filter(|m| *m > 0.0)? / Some(d.moving_s).filter(|s| *s > 0.0)?;
    Some(speed_words(speed, d.sport))
}

fn speed_words(mps: f64, sport: Sport) -> String {
    let per = |metres: f64, unit: &str| {
        let s = (metres / mps).round().clamp(0.0, 35_999.0) as u64;
        format!("{}:{:02} {unit}", s / 60, s % 60)
    };
    match sport {
        _ if mps <= 0.0 => "–".to_owned(),
        Sport::Run | Sport::Hike => per(1000.0, "/km"),
        Sport::Swim => per(100.0, "/100 m"),
        _ => format!("{} km/h", num::plain(mps * 3.6, 1)),
    }
}

fn threshold(t: &Threshold) -> String {
    let (name, value) = match t.kind {
        ThresholdKind::Ftp => ("FTP", format!("{} W", num::plain(t.value, 0))),
        ThresholdKind::Cp => ("CP", format!("{} W", num::plain(t.value, 0))),
        ThresholdKind::Lthr => ("LTHR", format!("{} bpm", num::plain(t.value, 0))),
        ThresholdKind::HrMax => ("HRmax", format!("{} bpm", num::plain(t.value, 0))),
        ThresholdKind::HrRest => ("HRrest", format!("{} bpm", num::plain(t.value, 0))),
        ThresholdKind::ThresholdSpeed => ("threshold", speed_words(t.value, Sport::Run)),
        ThresholdKind::Css => ("CSS", speed_words(t.value, Sport::Swim)),
    };
    let how = match t.source {
        ThresholdSource::Set => "set",
        ThresholdSource::Accepted => "accepted",
        ThresholdSource::Estimated => "estimated",
        ThresholdSource::Assumed => "assumed",
    };
    format!("{name} {value} ({how}, {})", num::date(t.from))
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
    let by = if z.by == "power" { "power" } else { "heart rate" };
    let of = if z.by == "power" { "FTP" } else { "LTHR" };
    let x = pen.put(0, 0, &format!("Zones by {by}"), t.heading);
    pen.put(x + 2, 0, &format!("{of} {} {}", num::plain(z.threshold, 0), z.unit), t.dim);
    let right = 16;
    let bar = pen.w().saturating_sub(20 + right + 2).min(60);
    for (i, zone) in z.zones.iter().enumerate() {
        let y = 1 + i as u16;
        let style = match i {
            0 | 1 => t.easy,
            2 => t.moderate,
            _ => t.hard,
        };
        pen.put(0, y, zone.name, t.strong);
        let bound = |b: Option<f64>| b.map_or_else(String::new, |b| num::plain(b, 0));
        pen.put_right(17, y, &format!("{}–{} {}", bound(zone.from), bound(zone.to), z.unit), t.dim);
        chart::bar(pen, (19, y), bar, zone.share, look.marks, style, t.border);
        let x = 20 + bar;
        let figures = format!("{:>8} {:>4} %", duration(zone.seconds), num::plain(100.0 * zone.share, 0));
        pen.put(x, y, &figures, if zone.seconds > 0.0 { t.text } else { t.dim });
    }
}

/// The curve of this activity over that of the ninety days; seconds on a logarithmic scale, as everyone draws it.
fn draw_curve(pen: &mut Pen<'_>, c: &Curve, sport: Sport, look: Look<'_>) {
    let t = look.theme;
    let name = match c.of {
        "power" => "Power curve",
        "heart_rate" => "Heart-rate curve",
        _ => "Speed curve",
    };
    let x = pen.put(0, 0, name, t.heading);
    let x = pen.put(x + 2, 0, look.shape("━", "c"), t.fitness);
    let x = pen.put(x + 1, 0, "this one", t.dim);
    let x = pen.put(x + 2, 0, look.shape("·", "."), t.planned);
    pen.put(x + 1, 0, "best of 90 days", t.dim);
    let (Some(first), Some(last)) = (c.points.first(), c.points.last()) else { return };
    let w = pen.w().saturating_sub(7).min(90);
    let range = c.points.iter().fold((f64::MAX, 0.0_f64), |(lo, hi), p| (lo.min(p.value), hi.max(p.best)));
    let range = (range.0 * 0.9, range.1);
    let mut plot = Plot::new(w, CHART, look.marks);
    let columns = plot.columns();
    let (a, b) =
        (f64::from(first.seconds).ln(), f64::from(last.seconds).ln().max(f64::from(first.seconds).ln() + 0.1));
    let sampled = |of: fn(&crate::coach::detail::CurvePoint) -> f64| -> Vec<Option<f64>> {
        (0..columns)
            .map(|i| {
                let at = a + (b - a) * i as f64 / (columns - 1).max(1) as f64;
                let j = c.points.partition_point(|p| f64::from(p.seconds).ln() <= at).clamp(1, c.points.len());
                let (p, q) = (c.points[j - 1], c.points[j.min(c.points.len() - 1)]);
                let (from, to) = (f64::from(p.seconds).ln(), f64::from(q.seconds).ln());
                let share = if to > from { ((at - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
                Some(of(&p) + (of(&q) - of(&p)) * share)
            })
            .collect()
    };
    plot.line(0, &sampled(|p| p.best), range, Ink { style: t.planned, letter: ".", dotted: true });
    plot.line(0, &sampled(|p| p.value), range, Ink { style: t.fitness, letter: "c", dotted: false });
    plot.draw(pen, 7, 1);
    let words = |v: f64| if c.of == "speed" { speed_words(v, sport) } else { num::plain(v, 0) };
    pen.put_right(6, 1, text::clip(&words(range.1), 6).trim_end_matches([' ', '/', 'k', 'm', '…']), t.dim);
    pen.put_right(6, CHART, text::clip(&words(range.0), 6).trim_end_matches([' ', '/', 'k', 'm', '…']), t.dim);
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
    for (end, head) in [(4, "#"), (14, "from"), (24, "time"), (34, "km"), (48, "pace"), (56, "W"), (64, "bpm")] {
        pen.put_right(end, 1, head, t.dim);
    }
    let most = d.laps.iter().filter_map(|l| l.avg_power_w).fold(0.0, f64::max);
    for (i, lap) in d.laps.iter().enumerate() {
        let y = 2 + i as u16;
        let missing = || "–".to_owned();
        let km = lap.distance_m.map_or_else(missing, |m| num::plain(m / 1000.0, 2));
        let speed = lap.distance_m.filter(|m| *m > 0.0 && lap.timer_s > 0.0).map(|m| m / lap.timer_s);
        let figure = |x: Option<f64>| x.map_or_else(missing, |x| num::plain(x, 0));
        pen.put_right(4, y, &(i + 1).to_string(), t.dim);
        pen.put_right(14, y, &duration(lap.start_s), t.dim);
        pen.put_right(24, y, &duration(lap.timer_s), t.text);
        pen.put_right(34, y, &km, t.text);
        pen.put_right(48, y, &speed.map_or_else(missing, |s| speed_words(s, d.sport)), t.text);
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
        rows.push((format!("{} {} {file}{alone}", r.id.brief(), r.provider), t.dim));
    }
    for warning in &d.warnings {
        rows.extend(text::wrap(warning, w.into()).into_iter().map(|l| (l, t.warn)));
    }
    Part {
        rows: rows.len() as u16 + 1,
        draw: Box::new(move |pen| {
            pen.put(0, 0, "Recorded by", t.heading);
            for (i, (row, style)) in rows.iter().enumerate() {
                pen.put(0, 1 + i as u16, row, *style);
            }
        }),
    }
}
