//! Am I ready? The score, and each contributor with its bar, value, delta, source and age.
//!
//! ```text
//! Readiness ───────────────────────────── 78 ● green
//! ● HRV, 7 nights  ━━━━━━━━───   62 ms     +3  oura today
//! ▲ Resting HR     ━━━━───────   51 bpm    +4  oura   1 d
//! ○ Your feel      –                        –
//! coverage 92 % · confidence 0.88 · device's own score 81
//! ```

use super::{Keys, Look};
use crate::domain::{Contributor, Day, Readiness, Slot, Status};
use crate::tui::{chart, num, pen::Pen, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Days after which a value is shown dim: its weight in the score fades by then.
const STALE_DAYS: i64 = 2;

/// What the panel shows.
pub struct Args<'a> {
    /// The score and what it is made of.
    pub readiness: &'a Readiness,
    /// The last morning before this one that something was measured on.
    pub before: Option<Day>,
    /// Keys, as they are bound.
    pub keys: &'a Keys,
}

/// Draws the panel from its line `scroll`. Returns how many lines lie beyond its height.
pub fn render(a: &Args<'_>, scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let Args { readiness: r, before, keys } = *a;
    let t = look.theme;
    let (shape, style) = look.band(r.band);
    let right = match r.score {
        Some(s) => vec![
            (format!("{} ", num::plain(crate::domain::readiness::shown(s), 0)), t.strong),
            (format!("{shape} {}", words(r)), style),
        ],
        None => vec![(format!("{shape} no score"), t.unknown)],
    };
    let mut pen = look.open(area, buf, "Readiness", &right);
    let (w, h) = (pen.w(), pen.h());
    if r.contributors.is_empty() {
        pen.wrap(0, 0, w, h, &nothing(keys, before), t.dim);
        return 0;
    }
    if r.score.is_none() && r.contributors.iter().all(|c| c.value.is_none()) {
        // Ten empty rows would only say ten times that there is nothing.
        let used = pen.wrap(0, 0, w, h, &nothing(keys, before), t.dim);
        let names: Vec<&str> = r.contributors.iter().map(|c| label(c, true)).collect();
        pen.wrap(0, used + 1, w, h.saturating_sub(used + 1), &format!("Looked for: {}.", names.join(", ")), t.dim);
        return 0;
    }
    let all = r.contributors.len() as u16 + 1;
    let mut shown: Vec<&Contributor> = r.contributors.iter().collect();
    if scroll > 0 {
        shown.drain(..usize::from(scroll).min(shown.len()));
    } else if all > h + 1 {
        // With few rows, what is known comes first; within that, the order of the slots stays.
        shown.sort_by_key(|c| c.value.is_none() && c.score.is_none());
    }
    shown.truncate(h.into());
    let columns = Columns::of(w, &shown);
    for (y, c) in shown.iter().enumerate() {
        row(&mut pen, y as u16, c, &columns, look);
    }
    let y = shown.len() as u16;
    if y < pen.h() {
        pen.put(0, y, &foot(r), t.dim);
    }
    all.saturating_sub(h)
}

fn words(r: &Readiness) -> &'static str {
    match r.band {
        crate::domain::Band::SevereRed => "very low",
        other => other.name(),
    }
}

/// What brings values, by key.
fn nothing(keys: &Keys, before: Option<Day>) -> String {
    if let Some(day) = before {
        return format!(
            "Nothing measured this morning yet; the last values are of {}. {} asks the services, {} says how you feel.",
            num::weekday_date(day),
            keys.sync,
            keys.feel
        );
    }
    format!(
        "Nothing measured yet. {} connects a ring or a watch's service, {} imports files, {} says how you feel.",
        keys.connect, keys.import, keys.feel
    )
}

fn foot(r: &Readiness) -> String {
    let vendor = r.vendor_score.map_or(String::new(), |v| format!(" · device says {}", num::plain(v, 0)));
    let share = |x: f64| num::plain(x * 100.0, 0);
    format!("{} % of signals · confidence {} %{vendor}", share(r.coverage), share(r.confidence))
}

/// Where the columns stand; those that do not fit are left out, source first, then age.
struct Columns {
    label: u16,
    bar: u16,
    value: u16,
    delta: u16,
    source: u16,
    age: u16,
}

impl Columns {
    fn of(w: u16, shown: &[&Contributor]) -> Self {
        let short = w < 50;
        let label = if short { 12 } else { 16 };
        let (value, delta) = (9, 6);
        let longest = shown.iter().filter_map(|c| c.source.as_deref()).map(text::width).max().unwrap_or(0);
        let (mut source, mut age) = ((longest as u16).clamp(0, 10) + u16::from(longest > 0) * 2, 6);
        let fixed = 2 + label + 1 + value + delta;
        let mut free = w.saturating_sub(fixed);
        if free < source + age + 6 {
            source = 0;
        }
        if source == 0 {
            age += 1;
        }
        if free < age + 3 {
            age = 0;
        }
        free = free.saturating_sub(source + age);
        Self { label, bar: free.min(24), value, delta, source, age }
    }
}

fn row(pen: &mut Pen<'_>, y: u16, c: &Contributor, cols: &Columns, look: Look<'_>) {
    let t = look.theme;
    let (shape, status) = look.status(c.status);
    let stale = c.age_days.is_some_and(|a| a >= STALE_DAYS);
    let main = if stale || c.status == Status::Unavailable { t.dim } else { t.text };
    pen.put(0, y, shape, status);
    let mut x = 2;
    pen.put_in(x, y, cols.label, label(c, cols.label < 16), main);
    x += cols.label + 1;
    match c.score {
        Some(s) => chart::bar(pen, (x, y), cols.bar, s / 100.0, look.marks, status, t.border),
        None => pen.fill(x, y, cols.bar, look.shape("·", "."), t.border),
    }
    x += cols.bar;
    let end = x + cols.value;
    figure(pen, end, y, c, main, t.dim);
    let delta = c.delta.map_or("–".to_owned(), |d| num::signed(d, num::decimals(&c.unit)));
    pen.put_right(end + cols.delta, y, &delta, if c.delta.is_none() { t.dim } else { status });
    x = end + cols.delta;
    if cols.source > 0 {
        pen.put_in(x + 2, y, cols.source - 2, c.source.as_deref().unwrap_or(""), t.dim);
        x += cols.source;
    }
    if cols.age > 0 {
        let age = c.age_days.map_or(String::new(), num::age);
        pen.put_right(x + cols.age, y, &age, t.dim);
    }
}

/// Value and unit, the value ending where every value ends.
fn figure(pen: &mut Pen<'_>, end: u16, y: u16, c: &Contributor, value: Style, unit: Style) {
    let Some(v) = c.value else {
        pen.put_right(end - 4, y, "–", unit);
        return;
    };
    let name = if c.unit == "points" { "pt" } else { c.unit.as_str() };
    let figure = if matches!(c.slot, Slot::Temp | Slot::Form) {
        num::signed(v, num::decimals(&c.unit))
    } else {
        num::plain(v, num::decimals(&c.unit))
    };
    pen.put_right(end - 4, y, &figure, value);
    pen.put_in(end - 3, y, 3, name, unit);
}

fn label(c: &Contributor, short: bool) -> &'static str {
    if !short {
        return c.slot.title();
    }
    match c.slot {
        Slot::Hrv7 => "HRV 7 nights",
        Slot::Hrv1 => "HRV 1 night",
        Slot::Prev => "Yesterday",
        other => other.title(),
    }
}
