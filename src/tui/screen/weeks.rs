//! How did the weeks go? One row each, the chosen one in words below, or in full.
//!
//! ```text
//! Review ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 61 weeks
//! Week              Load  planned  kept    Hours   Done  Fitness      Form
//! 16 Nov  build  ━━  200      394  83 %      3.4  4 of 5 42.4 +0.2    −2.2
//! ```

use super::{
    Drawn, rows_at,
    table::{self, Column},
};
use crate::{
    app::{State, screen::weeks::WeeksScreen, state::Known},
    coach::review::{Review, WeekAction, intent::IntentReview},
    domain::{
        CleanText, Day,
        day::{iso_week, shift, short_name},
        exchange::Job,
    },
    tui::{chart, num, panel::Look, pen::Pen, text},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

const COLUMNS: [Column; 12] = [
    Column { head: "", width: 1, right: false, rank: 1 },
    Column { head: "Week of", width: 9, right: false, rank: 0 },
    Column { head: "Phase", width: 8, right: false, rank: 5 },
    Column { head: "", width: 0, right: false, rank: 8 },
    Column { head: "Load", width: 5, right: true, rank: 1 },
    Column { head: "planned", width: 7, right: true, rank: 2 },
    Column { head: "kept", width: 6, right: true, rank: 2 },
    Column { head: "Hours", width: 5, right: true, rank: 3 },
    Column { head: "Done", width: 7, right: true, rank: 6 },
    Column { head: "Fitness", width: 12, right: true, rank: 3 },
    Column { head: "Form", width: 6, right: true, rank: 4 },
    Column { head: "Then", width: 8, right: false, rank: 7 },
];

/// Columns of the names in the words of a week.
const LABEL: u16 = 11;

/// A row of the words: name, text, style.
type Line = (String, String, Style);

/// A model's words on the week, as its stored review has them.
fn told(known: &Known, monday: Day) -> Vec<&CleanText> {
    let stored = known.athlete.reviews.iter().rev().find(|r| r.week == monday);
    stored.map_or_else(Vec::new, |r| known.athlete.words_on(r.id, &[Job::Review]))
}

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let Some(known) = &state.known else { return Drawn::default() };
    let s = &state.screens.weeks;
    let chosen = s.chosen(state.today);
    if s.open {
        let title = format!("Review of {}", iso_week(chosen));
        let mut pen = look.open(area, buf, &title, &[(span(chosen), t.dim)]);
        let lines = words(s.reviews.get(&chosen), chosen, &told(known, chosen), pen.w(), look);
        return page(&mut pen, &lines, s.scroll, look);
    }
    let len = WeeksScreen::len(known, state.today);
    let mut pen = look.open(area, buf, "Review", &[(num::count(len, "week"), t.dim)]);
    let (w, h) = (pen.w(), pen.h());
    let foot = (h / 2).min(if h > 30 { 22 } else { 12 });
    let rows = h.saturating_sub(1 + foot);
    let columns = table::places(&COLUMNS, w, 2);
    table::heads(&mut pen, 0, &COLUMNS, &columns, t.dim);
    let first = s.list.first(rows.into(), len);
    let mondays: Vec<Day> =
        (first..len).take(rows.into()).map(|ago| WeeksScreen::monday(ago, state.today)).collect();
    let loads = mondays.iter().filter_map(|m| s.reviews.get(m)).map(|r| r.actual.load.max(r.planned.load));
    let most = loads.fold(1.0, f64::max);
    for (y, monday) in (1..).zip(&mondays) {
        row(&mut pen, y, *monday, s.reviews.get(monday), most, &columns, look);
        if *monday == chosen {
            pen.tint(0, y, w, t.selection);
        }
    }
    if foot > 1 {
        let y = h - foot;
        pen.fill(0, y, w, look.shape("─", "-"), t.border);
        let lines = words(s.reviews.get(&chosen), chosen, &told(known, chosen), w, look);
        page(&mut pen.part(0, y + 1, w, foot - 1), &lines, 0, look);
    }
    let hits = rows_at(&pen, (0, 1), w, first..len.min(first + usize::from(rows)));
    Drawn { page: rows, hits, ..Drawn::default() }
}

/// How much of the plan was kept, by shape.
fn mark(r: &Review, look: Look<'_>) -> (&'static str, Style) {
    let t = look.theme;
    match r.metrics.compliance_pct {
        None => (look.shape("·", "."), t.dim),
        Some(c) if c >= 85.0 => (look.shape("●", "G"), t.good),
        Some(c) if c >= 60.0 => (look.shape("▲", "A"), t.warn),
        Some(_) => (look.shape("■", "R"), t.bad),
    }
}

fn row(
    pen: &mut Pen<'_>,
    y: u16,
    monday: Day,
    review: Option<&Review>,
    most: f64,
    columns: &[(usize, u16, u16)],
    look: Look<'_>,
) {
    let t = look.theme;
    let year = chrono::Datelike::year(&monday).rem_euclid(100);
    let date = format!("{} {year:02}", num::date(monday));
    for (i, x, width) in columns {
        let Some(r) = review else {
            let value = if *i == 1 { date.as_str() } else { "" };
            table::cell(pen, (*x, y), *width, if *i == 4 { "…" } else { value }, COLUMNS[*i].right, t.dim);
            continue;
        };
        if *i == 3 {
            let at = (*x, y);
            chart::bar(pen, at, (*width).min(40), r.actual.load / most, look.marks, t.fitness, t.border);
            continue;
        }
        let (value, style) = figure(*i, r, &date, look);
        table::cell(pen, (*x, y), *width, &value, COLUMNS[*i].right, style);
    }
}

fn figure(column: usize, r: &Review, date: &str, look: Look<'_>) -> (String, Style) {
    let t = look.theme;
    let missing = || "–".to_owned();
    let planned = (r.planned.load > 0.0).then_some(r.planned.load);
    if !r.has_data && !matches!(column, 0..=2 | 5 | 11) {
        // Of a week that nothing is known of nothing is 0.
        return (missing(), t.dim);
    }
    match column {
        0 => {
            let (shape, style) = mark(r, look);
            (shape.to_owned(), style)
        }
        1 => (date.to_owned(), t.text),
        2 => (r.phase.map_or("", |p| p.name()).to_owned(), t.dim),
        4 => (num::plain(r.actual.load, 0), t.strong),
        5 => (planned.map_or_else(missing, |p| num::plain(p, 0)), t.dim),
        6 => (r.metrics.compliance_pct.map_or_else(missing, |c| format!("{} %", num::plain(c, 0))), t.text),
        7 => (num::plain(r.actual.minutes / 60.0, 1), t.text),
        8 if r.metrics.sessions_planned == 0 => (r.actual.sessions.to_string(), t.text),
        8 => (format!("{} of {}", r.metrics.sessions_completed, r.metrics.sessions_planned), t.text),
        9 => (format!("{} {}", num::plain(r.form.ctl_end, 1), num::signed(r.form.ramp, 1)), t.text),
        10 => (num::signed(r.form.tsb_end, 1), t.dim),
        _ => r.verdict.as_ref().map_or_else(|| (String::new(), t.dim), |v| (v.action.name().to_owned(), t.text)),
    }
}

fn span(monday: Day) -> String {
    format!("{} – {}", num::date(monday), num::full_date(shift(monday, 6)))
}

fn verdict_words(action: WeekAction) -> &'static str {
    match action {
        WeekAction::Recover => "the way back comes first",
        WeekAction::Deload => "a lighter week",
        WeekAction::Rebase => "plan from what was done",
        WeekAction::Progress => "go on as planned",
        WeekAction::Hold => "keep the level",
    }
}

/// A week in words: what follows, then the figures, then session by session.
fn words(review: Option<&Review>, monday: Day, by_model: &[&CleanText], w: u16, look: Look<'_>) -> Vec<Line> {
    let t = look.theme;
    let Some(r) = review else {
        return vec![(iso_week(monday), "reading the week …".to_owned(), t.dim)];
    };
    let mut out: Vec<Line> = Vec::new();
    let goes_on = if r.complete { "" } else { ", the week goes on" };
    let phase = r
        .phase
        .map_or_else(String::new, |p| format!(" · {}{}", p.name(), if r.deload { ", down week" } else { "" }));
    out.push((r.week.clone(), format!("{}{goes_on}{phase}", span(monday)), t.strong));
    if !r.has_data {
        out.push((String::new(), "Nothing is known of this week, so nothing is judged.".into(), t.dim));
        return out;
    }
    if let Some(v) = &r.verdict {
        out.push(("Then".into(), format!("{}: {}", v.action.name(), verdict_words(v.action)), t.strong));
        let parts = [
            ("Facts", &v.facts),
            ("Judgement", &v.judgement),
            ("Change", &v.change),
            ("Trade-off", &v.trade_off),
            ("Watch", &v.watch),
        ];
        out.extend(parts.into_iter().map(|(name, text)| (name.to_owned(), look.told(text), t.text)));
    }
    let lines = by_model.iter().flat_map(|w| w.as_str().lines()).map(str::trim).filter(|l| !l.is_empty());
    out.extend(
        lines.enumerate().map(|(i, l)| (if i == 0 { "By a model" } else { "" }.to_owned(), l.to_owned(), t.text)),
    );
    out.extend(figures(r, look));
    out.extend(r.sessions.iter().map(|s| {
        let style = if s.key { t.strong } else { t.text };
        let asked = if s.planned_minutes > 0.0 { format!(" of {:.0}", s.planned_minutes) } else { String::new() };
        let load = if s.planned_load > 0.0 { format!(" of {:.0}", s.planned_load) } else { String::new() };
        let words = format!(
            "{}: {} · {:.0}{asked} min · load {:.0}{load}",
            look.told(&s.title),
            s.status.title(),
            s.actual_minutes,
            s.actual_load
        );
        let why = if s.reason.is_empty() { String::new() } else { format!(" · {}", look.told(&s.reason)) };
        (short_name(s.day).to_owned(), format!("{words}{why}"), style)
    }));
    out.extend(r.notes.iter().map(|n| ("You wrote".to_owned(), n.clone(), t.text)));
    let room = usize::from(w.saturating_sub(LABEL));
    let wrap = |(name, words, style): Line| {
        let lines = text::wrap(&words, room).into_iter().enumerate();
        lines.map(move |(i, l)| (if i == 0 { name.clone() } else { String::new() }, l, style)).collect::<Vec<_>>()
    };
    out.into_iter().flat_map(wrap).collect()
}

/// What the week was meant to be, with what was done of it.
fn meant(i: &IntentReview, look: Look<'_>) -> String {
    let mut all: Vec<String> = i.text.iter().cloned().collect();
    all.extend(i.km.iter().map(|k| {
        let u = look.theme.units;
        format!("{} of {} {}", u.distance(k.done, 0), u.distance_words(k.target, 0), k.sport)
    }));
    all.extend(i.sessions.map(|n| format!("{} of {} sessions", n.done, n.target)));
    all.extend(i.goals.iter().map(|g| format!("goal: {g}")));
    all.join(" · ")
}

/// Load, fitness, intensity, health.
fn figures(r: &Review, look: Look<'_>) -> Vec<Line> {
    let t = look.theme;
    let (p, a, f) = (&r.planned, &r.actual, &r.form);
    let of = |x: f64, digits: usize| if x > 0.0 { format!(" of {}", num::plain(x, digits)) } else { String::new() };
    let kept = r.metrics.compliance_pct.map_or_else(String::new, |c| format!(" · {} % kept", num::plain(c, 0)));
    let key = if r.key_sessions.1 > 0 {
        format!(" · key sessions {} of {}", r.key_sessions.0, r.key_sessions.1)
    } else {
        String::new()
    };
    let mut out = vec![
        ("Load", format!("{}{}{kept}{key}", num::plain(a.load, 0), of(p.load, 0))),
        (
            "Done",
            format!(
                "{}{} h · {}{} {} · monotony {} · strain {}",
                num::plain(a.minutes / 60.0, 1),
                of(p.minutes / 60.0, 1),
                t.units.distance(a.km, 0),
                if p.km > 0.0 { format!(" of {}", t.units.distance(p.km, 0)) } else { String::new() },
                t.units.far(),
                num::plain(r.strain.monotony, 1),
                num::plain(r.strain.strain, 0)
            ),
        ),
        (
            "Fitness",
            format!(
                "{} → {} ({}) · form {} → {}",
                num::plain(f.ctl_start, 1),
                num::plain(f.ctl_end, 1),
                num::signed(f.ramp, 1),
                num::signed(f.tsb_start, 1),
                num::signed(f.tsb_end, 1)
            ),
        ),
    ];
    if let Some(i) = &r.intent {
        out.push(("Meant", meant(i, look)));
    }
    if let Some([low, mid, high]) = r.distribution.shares.map(|s| s.map(|x| num::plain(100.0 * x, 0))) {
        let [a, b, c] = r.distribution.target.map(|x| num::plain(100.0 * x, 0));
        out.push(("Intensity", format!("{low} / {mid} / {high} % low, middle, high; the aim is {a} / {b} / {c}")));
    }
    let h = &r.health;
    let health: Vec<String> = [
        h.sleep_h.map(|x| format!("sleep {} h, {} nights under 7", num::plain(x, 1), h.nights_under_7)),
        h.hrv_ms.map(|x| {
            let usual = h.hrv_vs_usual_pct.map_or_else(String::new, |p| format!(" ({} %)", num::signed(p, 0)));
            format!("HRV {} ms{usual}", num::plain(x, 0))
        }),
        h.resting_hr.map(|x| {
            let usual = h.resting_hr_delta.map_or_else(String::new, |d| format!(" ({})", num::signed(d, 1)));
            format!("resting {} bpm{usual}", num::plain(x, 0))
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !health.is_empty() {
        out.push(("Health", health.join(" · ")));
    }
    let d = &r.readiness;
    out.push(("Mornings", format!("{} green, {} amber, {} red, {} unknown", d.green, d.amber, d.red, d.unknown)));
    out.into_iter().map(|(name, words)| (name.to_owned(), words, t.text)).collect()
}

/// Draws the words from a line on. The lines beyond the height are the screen's overflow.
fn page(pen: &mut Pen<'_>, lines: &[Line], scroll: u16, look: Look<'_>) -> Drawn {
    let t = look.theme;
    let overflow = (lines.len() as u16).saturating_sub(pen.h());
    for (y, (name, words, style)) in lines.iter().skip(scroll.min(overflow).into()).enumerate() {
        pen.put_in(0, y as u16, LABEL, name, t.dim);
        pen.put(LABEL, y as u16, words, *style);
    }
    Drawn { overflow, ..Drawn::default() }
}
