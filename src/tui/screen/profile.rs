//! What am I good at, what not, and how has that gone? The athlete over the last ninety days.
//!
//! ```text
//! Profile ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 152 activities since 27 Aug
//! intermediate  fitness 47, 14 months of history
//! ▲ speed        Speed is untouched.
//!                12 sessions with zones in 28 days, none of them above threshold
//! ```

use super::{
    Drawn,
    page::{self, Part},
    table::{self, Column},
};
use crate::{
    app::{Action, Key, State},
    coach::profile::{
        Profile, Trait,
        power::BestPower,
        versions::{Figures, Versions},
    },
    domain::{
        Athlete, ThresholdKind,
        exchange::{IN_WORDS, Job},
    },
    tui::{chart, num, panel::Look, pen::Pen, text},
};
use chrono::Datelike;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

const COLUMNS: [Column; 8] = [
    Column { head: "", width: 6, right: false, rank: 0 },
    Column { head: "of", width: 10, right: false, rank: 1 },
    Column { head: "Fitness", width: 7, right: true, rank: 1 },
    Column { head: "Load", width: 5, right: true, rank: 2 },
    Column { head: "Hours", width: 5, right: true, rank: 3 },
    Column { head: "VO2max", width: 6, right: true, rank: 4 },
    Column { head: "easy", width: 5, right: true, rank: 5 },
    Column { head: "amber, red", width: 10, right: true, rank: 6 },
];

/// Versions that are listed, the newest ones.
const LISTED: usize = 10;

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let s = &state.screens.profile;
    let Some(v) = &s.shown else {
        drop(look.open(area, buf, "Profile", &[("working it out …".to_owned(), t.dim)]));
        return Drawn::default();
    };
    let p = &v.now;
    let w = area.width;
    let mut parts = vec![head(p, look), traits(p, look, w)];
    parts.extend(state.athlete().and_then(|a| by_model(a, look, w)));
    parts.push(usual(p, look));
    parts.extend((!p.power.is_empty()).then(|| powers(p, look)));
    parts.extend((!p.thresholds.is_empty()).then(|| thresholds(p, look)));
    let key = state.keymap.first(Action::StoreProfile);
    parts.push(history(v, key, look, w));
    parts.push(own_figures(v, look, w));
    let below = page::below(&parts, area.height.saturating_sub(1), s.scroll, look);
    let right = format!("{below}{} since {}", activities(p.activities), num::date(p.from));
    let mut pen = look.open(area, buf, "Profile", &[(right, t.dim)]);
    let overflow = page::draw(&mut pen, &parts, s.scroll);
    Drawn { overflow, page: area.height, ..Drawn::default() }
}

fn activities(n: usize) -> String {
    if n == 1 { "1 activity".to_owned() } else { format!("{n} activities") }
}

fn head<'a>(p: &'a Profile, look: Look<'a>) -> Part<'a> {
    let t = look.theme;
    Part {
        rows: 2,
        draw: Box::new(move |pen| {
            let x = pen.put(0, 0, p.level, t.strong);
            pen.put(x + 2, 0, &p.level_why, t.dim);
        }),
    }
}

/// A line beside what it is of: mark, its style, name; with the line's own style.
type Line<'a> = (Option<(&'static str, Style, &'a str)>, String, Style);

/// Column where a text beside a name begins.
const TEXT: u16 = 15;

fn traits<'a>(p: &'a Profile, look: Look<'a>, w: u16) -> Part<'a> {
    let t = look.theme;
    let room = usize::from(w.saturating_sub(TEXT)).max(10);
    let mut rows: Vec<Line<'a>> = Vec::new();
    let mut list = |all: &'a [Trait], mark: &'static str, style| {
        for x in all {
            let mut first = Some((mark, style, x.id));
            rows.extend(text::wrap(&look.told(&x.text), room).into_iter().map(|l| (first.take(), l, t.text)));
            rows.extend(text::wrap(&look.told(&x.evidence), room).into_iter().map(|l| (None, l, t.dim)));
            rows.extend(x.advice.iter().flat_map(|a| text::wrap(&look.told(a), room)).map(|l| (None, l, t.accent)));
        }
    };
    list(&p.strengths, look.shape("●", "G"), t.good);
    list(&p.weaknesses, look.shape("▲", "A"), t.warn);
    for r in &p.risks {
        let mut first = Some((look.shape("■", "R"), t.bad, "risk"));
        rows.extend(text::wrap(&look.told(r), room).into_iter().map(|l| (first.take(), l, t.text)));
    }
    if rows.is_empty() {
        rows.push((None, "Neither a strength nor a weakness that the data tell.".to_owned(), t.dim));
    }
    Part {
        rows: rows.len() as u16 + 2,
        draw: Box::new(move |pen| {
            pen.put(0, 0, "Strengths and weaknesses", t.heading);
            for (y, (mark, line, style)) in (1..).zip(&rows) {
                if let Some((mark, tint, id)) = mark {
                    pen.put(0, y, mark, *tint);
                    pen.put_in(2, y, TEXT - 3, id, t.strong);
                }
                pen.put(TEXT, y, line, *style);
            }
        }),
    }
}

/// A model's words on the newest stored profile, which they say is not the one of today.
fn by_model<'a>(athlete: &Athlete, look: Look<'a>, w: u16) -> Option<Part<'a>> {
    let t = look.theme;
    let p = athlete.profiles.last()?;
    let room = usize::from(w).clamp(10, 110);
    let words = athlete.words_on(p.id, &[Job::Profile]);
    let lines = words.iter().flat_map(|w| w.as_str().lines()).map(str::trim).filter(|l| !l.is_empty());
    let rows: Vec<String> = lines.flat_map(|l| text::wrap(l, room)).collect();
    let of = format!("of version {}, {}", athlete.profiles.len(), num::date(p.day));
    (!rows.is_empty()).then(|| Part {
        rows: rows.len() as u16 + 2,
        draw: Box::new(move |pen| {
            let x = pen.put(0, 0, IN_WORDS, t.heading);
            pen.put(x + 2, 0, &of, t.dim);
            for (y, line) in (1..).zip(&rows) {
                pen.put(0, y, line, t.text);
            }
        }),
    })
}

/// A usual week, the longest sessions, intensity and recovery as labelled figures.
fn usual<'a>(p: &'a Profile, look: Look<'a>) -> Part<'a> {
    let t = look.theme;
    let mut cells: Vec<(String, String)> = vec![
        ("Load".into(), num::known(p.weekly.as_ref().map(|w| w.load), 0)),
        ("Hours".into(), num::known(p.weekly.as_ref().map(|w| w.hours), 1)),
        ("Sessions".into(), num::known(p.weekly.as_ref().map(|w| w.sessions), 0)),
    ];
    if p.weekly.is_some() {
        cells.push(("Steady".into(), format!("{} of 12 weeks with 3 sessions", p.consistent_weeks)));
    }
    cells.extend(
        p.weekly
            .iter()
            .flat_map(|w| &w.km)
            .filter(|(_, km)| **km > 0.0)
            .map(|(s, km)| (s.to_string(), t.units.distance_words(*km, 0))),
    );
    let longest: Vec<String> =
        p.longest.iter().map(|(s, m)| format!("{s} {}", num::minutes(m.round() as u32))).collect();
    cells.extend((!longest.is_empty()).then(|| ("Longest".to_owned(), longest.join(", "))));
    cells.extend(p.recovery.sleep_h.map(|h| ("Sleep".to_owned(), format!("{} h a night", num::plain(h, 1)))));
    cells.extend(p.recovery.amber_red_share.map(|s| {
        ("Mornings".to_owned(), format!("{} % amber or red of {}", num::plain(100.0 * s, 0), p.recovery.mornings))
    }));
    cells.extend(p.monotony.map(|m| ("Monotony".to_owned(), num::plain(m, 1))));
    let bars = if p.shares.is_some() { 3 } else { 0 };
    Part {
        rows: cells.len() as u16 + bars + 2,
        draw: Box::new(move |pen| {
            pen.put(0, 0, "A usual week of the last twelve", t.heading);
            for (y, (label, value)) in (1..).zip(&cells) {
                pen.put_in(0, y, TEXT - 1, label, t.dim);
                pen.put(TEXT, y, value, t.text);
            }
            let Some(shares) = p.shares else { return };
            let styles = [t.easy, t.moderate, t.hard];
            for (i, (name, share)) in ["easy", "middle", "hard"].into_iter().zip(shares).enumerate() {
                let y = cells.len() as u16 + 1 + i as u16;
                pen.put(0, y, name, t.dim);
                let w = pen.w().saturating_sub(TEXT + 8).min(50);
                chart::bar(pen, (TEXT, y), w, share, look.marks, styles[i], t.border);
                pen.put(TEXT + w + 2, y, &format!("{} %", num::plain(100.0 * share, 0)), t.text);
            }
        }),
    }
}

fn powers<'a>(p: &'a Profile, look: Look<'a>) -> Part<'a> {
    let t = look.theme;
    let ratio = |r: Option<f64>, what: &str| r.map(|r| format!("{what} {}", num::plain(r, 2)));
    let ratios: Vec<String> = [ratio(p.sprint_ratio, "5 s over 5 min"), ratio(p.power_ratio, "20 min over 5 min")]
        .into_iter()
        .flatten()
        .collect();
    Part {
        rows: p.power.len() as u16 + 2 + u16::from(!ratios.is_empty()),
        draw: Box::new(move |pen| {
            pen.put(0, 0, "Best power", t.heading);
            for (y, b) in (1..).zip(&p.power) {
                best(pen, y, b, look);
            }
            pen.put(TEXT, p.power.len() as u16 + 1, &ratios.join(" · "), t.dim);
        }),
    }
}

fn best(pen: &mut Pen<'_>, y: u16, b: &BestPower, look: Look<'_>) {
    let t = look.theme;
    pen.put_in(0, y, TEXT - 1, &super::curve::duration(b.seconds), t.dim);
    pen.put_right(TEXT + 6, y, &format!("{} W", num::plain(b.watts, 0)), t.strong);
    if let Some(w) = b.per_kg {
        pen.put_right(TEXT + 17, y, &format!("{} W/kg", num::plain(w, 1)), t.text);
    }
    let among = |p| format!("above {} % of your last {} spans of ninety days", num::plain(p, 0), b.windows);
    let place = b.percentile.map_or_else(String::new, among);
    pen.put_right(TEXT + 26, y, &num::date(b.day), t.dim);
    pen.put(TEXT + 28, y, &place, t.dim);
}

fn thresholds<'a>(p: &'a Profile, look: Look<'a>) -> Part<'a> {
    let t = look.theme;
    Part {
        rows: p.thresholds.len() as u16 + 2 + u16::from(p.vo2max.is_some()),
        draw: Box::new(move |pen| {
            pen.put(0, 0, "Thresholds", t.heading);
            for (y, x) in (1..).zip(&p.thresholds) {
                let kind = ThresholdKind::ALL.into_iter().find(|k| k.name() == x.kind);
                pen.put_in(0, y, TEXT - 1, kind.map_or(x.kind, ThresholdKind::brief), t.dim);
                let value = kind.map_or_else(|| num::plain(x.value, 1), |k| look.told(&k.written(x.value)));
                let end = pen.put(TEXT, y, &value, t.strong);
                let ago = if x.age_days > 0 { " ago" } else { "" };
                let age = format!("{}, {} {}{ago}", x.sport, x.source.name(), num::age(x.age_days));
                pen.put(end.max(TEXT + 11) + 1, y, &age, t.dim);
            }
            if let Some(v) = &p.vo2max {
                let y = p.thresholds.len() as u16 + 1;
                pen.put_in(0, y, TEXT - 1, "VO2max", t.dim);
                let end = pen.put(TEXT, y, &num::plain(v.value, 1), t.strong);
                let how = format!("{}, confidence {}", v.method, num::plain(v.confidence, 1));
                pen.put(end.max(TEXT + 11) + 1, y, &how, t.dim);
            }
        }),
    }
}

fn history<'a>(v: &'a Versions, key: Option<Key>, look: Look<'a>, w: u16) -> Part<'a> {
    let t = look.theme;
    let listed = &v.figures[v.figures.len().saturating_sub(LISTED)..];
    let changes: Vec<String> = [("new", &v.gained), ("gone", &v.lost)]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(word, all)| format!("{word} since the last one: {}", all.join(", ")))
        .flat_map(|l| text::wrap(&l, usize::from(w).max(10)))
        .collect();
    let hint = if v.figures.len() == 1 {
        key.map_or_else(String::new, |k| format!("{k} keeps this one, to compare later ones with."))
    } else {
        String::new()
    };
    Part {
        rows: listed.len() as u16 + changes.len() as u16 + 3,
        draw: Box::new(move |pen| {
            pen.put(0, 0, "Versions", t.heading);
            let columns = table::places(&COLUMNS, pen.w(), 2);
            table::heads(pen, 1, &COLUMNS, &columns, t.dim);
            for (y, f) in (2..).zip(listed) {
                version(pen, y, f, &columns, look);
            }
            let y = listed.len() as u16 + 2;
            for (i, line) in changes.iter().enumerate() {
                pen.put(0, y + i as u16, line, t.text);
            }
            pen.put(0, y + changes.len() as u16, &hint, t.dim);
        }),
    }
}

/// The book's figures against the athlete's own history.
fn own_figures<'a>(v: &'a Versions, look: Look<'a>, w: u16) -> Part<'a> {
    let t = look.theme;
    let room = usize::from(w.saturating_sub(2)).clamp(10, 110);
    let mut rows: Vec<(u16, String, Style)> = Vec::new();
    for c in &v.calibration {
        let value = c.parameter.map_or_else(|| num::plain(c.now, 2), |p| p.written(c.now));
        let style = if c.proposed.is_some() { t.accent } else { t.text };
        rows.extend(text::wrap(&format!("{}: {value}", c.what), room).into_iter().map(|l| (0, l, style)));
        rows.extend(text::wrap(&c.text, room).into_iter().map(|l| (2, l, t.dim)));
    }
    Part {
        rows: rows.len() as u16 + 2,
        draw: Box::new(move |pen| {
            pen.put(0, 0, "The book's figures against your own history", t.heading);
            for (y, (x, line, style)) in (1..).zip(&rows) {
                pen.put(*x, y, line, *style);
            }
        }),
    }
}

fn version(pen: &mut Pen<'_>, y: u16, f: &Figures, columns: &[(usize, u16, u16)], look: Look<'_>) {
    let t = look.theme;
    let figure = |x: Option<f64>, digits: usize| x.map_or_else(|| "–".to_owned(), |x| num::plain(x, digits));
    let percent = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{} %", num::plain(100.0 * x, 0)));
    for (i, x, width) in columns {
        let value = match i {
            0 => f.number.map_or_else(|| "today".to_owned(), |n| format!("{n}")),
            1 => format!("{} {:02}", num::date(f.day), f.day.year().rem_euclid(100)),
            2 => figure(f.ctl, 0),
            3 => figure(f.load, 0),
            4 => figure(f.hours, 1),
            5 => figure(f.vo2max, 1),
            6 => percent(f.easy),
            _ => percent(f.amber_red),
        };
        let style = if f.number.is_none() { t.strong } else { t.text };
        table::cell(pen, (*x, y), *width, &value, COLUMNS[*i].right, style);
    }
}
