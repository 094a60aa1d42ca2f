//! What was written down? The audit trail, what each day was decided from, what left this machine, messages to the athlete.
//!
//! ```text
//! Log ━━━━━━━━━━━━━━━━━━━━━━━━━━ audit trail · what the coach saw · what left this machine
//!   812  20 Nov 07:12  coach    day_decided       2026-11-20 modify, cap recovery
//! ```

use super::{
    Drawn, rows_at,
    table::{self, Column},
};
use crate::{
    app::{
        Area, Hit, Hits, State,
        screen::log::{LogLine, LogScreen, Opened, View},
    },
    domain::{
        event::DayDecided,
        outbox::{Message, Standing},
    },
    tui::{num, panel::Look, pen::Pen, text},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_segmentation::UnicodeSegmentation;

const COLUMNS: [Column; 5] = [
    Column { head: "#", width: 6, right: true, rank: 3 },
    Column { head: "written", width: 16, right: false, rank: 1 },
    Column { head: "by", width: 8, right: false, rank: 2 },
    Column { head: "what", width: 18, right: false, rank: 1 },
    Column { head: "", width: 0, right: false, rank: 0 },
];

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let s = &state.screens.log;
    let title = if s.open.is_some() { "Log: an exchange with a model" } else { "Log" };
    let names = names(s.view, usize::from(area.width).saturating_sub(text::width(title) + 7), look);
    let right: Vec<(String, Style)> = names.iter().map(|(_, part)| part.clone()).collect();
    let (mut pen, at) = look.titled(area, buf, title, &right);
    let mut hits = Hits::default();
    let mut x = at.map_or(u16::MAX, |at| area.x.saturating_add(at));
    for (view, (words, _)) in &names {
        let w = text::width(words) as u16;
        if let Some(view) = view.filter(|_| at.is_some()) {
            hits.add(Area { x, y: area.y, w, h: 1 }, Hit::View(view));
        }
        x = x.saturating_add(w);
    }
    let mut drawn = list(&mut pen, state, look);
    drawn.hits.extend(hits);
    drawn
}

/// The views, the one that is shown marked; it alone where not all of them have room.
fn names(shown: View, room: usize, look: Look<'_>) -> Vec<(Option<View>, (String, Style))> {
    let t = look.theme;
    let name = |v: View| (Some(v), (v.title().to_owned(), if v == shown { t.title_focus } else { t.dim }));
    let mut out = Vec::new();
    for (i, v) in View::ALL.into_iter().enumerate() {
        out.extend((i > 0).then(|| (None, (" · ".to_owned(), t.dim))));
        out.push(name(v));
    }
    let wide: usize = out.iter().map(|(_, (words, _))| text::width(words)).sum();
    if wide > room { vec![name(shown)] } else { out }
}

/// What the shown view lists.
fn list(pen: &mut Pen<'_>, state: &State, look: Look<'_>) -> Drawn {
    let t = look.theme;
    let s = &state.screens.log;
    if s.view == View::Decisions {
        return decisions(pen, state, look);
    }
    if s.view == View::Messages {
        return messages(pen, state, look);
    }
    if let Some(open) = &s.open {
        return exchange(pen, open, look);
    }
    if s.lines.is_none() {
        pen.put(0, 0, "Reading the log …", t.dim);
        return Drawn::default();
    }
    let lines = s.shown();
    let (w, h) = (pen.w(), pen.h());
    if lines.is_empty() {
        let words = match s.view {
            View::Left => {
                "Nothing in these events was sent anywhere: no model was asked. Everything stayed on this machine."
            }
            _ => "Nothing is written down yet.",
        };
        pen.wrap(0, 0, w, h, words, t.dim);
        return Drawn { page: 1, ..Drawn::default() };
    }
    let columns = table::places(&COLUMNS, w, 2);
    table::heads(pen, 0, &COLUMNS, &columns, t.dim);
    let page = h.saturating_sub(1);
    let first = s.list.first(page.into(), lines.len());
    for (i, line) in lines.iter().enumerate().skip(first).take(page.into()) {
        let y = 1 + (i - first) as u16;
        row(pen, y, line, &columns, look);
        if i == s.list.cursor {
            pen.tint(0, y, w, t.selection);
        }
    }
    let end = lines.len().min(first + usize::from(page));
    Drawn { page, hits: rows_at(pen, (0, 1), w, first..end), ..Drawn::default() }
}

/// An exchange with a model in full: a heading in capitals stands out, everything else is as it was sent.
fn exchange(pen: &mut Pen<'_>, open: &Opened, look: Look<'_>) -> Drawn {
    let t = look.theme;
    let (w, h) = (pen.w(), pen.h());
    let Some(lines) = &open.lines else {
        pen.put(0, 0, "Reading the exchange …", t.dim);
        return Drawn::default();
    };
    let heading = |l: &str| ["SENT, ", "CAME BACK, ", "UNDERSTOOD, "].iter().any(|h| l.starts_with(h));
    let mut rows: Vec<(String, Style)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let style = if heading(line) || i == 0 { t.heading } else { t.text };
        rows.extend(pieces(line, w.into()).into_iter().map(|piece| (piece, style)));
    }
    let first = usize::from(open.scroll);
    for (y, (piece, style)) in (0..h).zip(rows.iter().skip(first)) {
        pen.put(0, y, piece, *style);
    }
    let overflow = u16::try_from(rows.len().saturating_sub(h.into())).unwrap_or(u16::MAX);
    Drawn { page: h, overflow, ..Drawn::default() }
}

/// A line cut at the width, wherever that is: no byte of it is left out, as breaking at words would.
fn pieces(line: &str, w: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut used = 0;
    for g in line.graphemes(true) {
        let width = text::width(g);
        if used + width > w && used > 0 {
            out.push(String::new());
            used = 0;
        }
        if let Some(last) = out.last_mut() {
            last.push_str(g);
        }
        used += width;
    }
    out
}

fn row(pen: &mut Pen<'_>, y: u16, line: &LogLine, columns: &[(usize, u16, u16)], look: Look<'_>) {
    let t = look.theme;
    for (i, x, width) in columns {
        let seq = line.seq.to_string();
        // An activity's line holds its title, which is somebody's words.
        let own = line.kind.as_str().starts_with("activity") || line.kind.as_str() == "said";
        let summary = if own { line.summary.to_string() } else { look.told(line.summary.as_str()) };
        let (value, style): (&str, Style) = match i {
            0 => (&seq, t.dim),
            1 => (&line.at, t.dim),
            2 => (line.actor.as_str(), if line.actor.as_str() == "athlete" { t.you } else { t.text }),
            3 => (line.kind.as_str(), t.accent),
            _ => (&summary, t.text),
        };
        table::cell(pen, (*x, y), *width, value, COLUMNS[*i].right, style);
    }
}

const MESSAGES: [Column; 5] = [
    Column { head: "", width: 1, right: false, rank: 1 },
    Column { head: "day", width: 10, right: false, rank: 2 },
    Column { head: "about", width: 13, right: false, rank: 1 },
    Column { head: "stands", width: 16, right: false, rank: 1 },
    Column { head: "", width: 0, right: false, rank: 0 },
];

/// Messages to the athlete, what waits and what went wrong first.
fn messages(pen: &mut Pen<'_>, state: &State, look: Look<'_>) -> Drawn {
    let t = look.theme;
    let (w, h) = (pen.w(), pen.h());
    let Some(known) = &state.known else { return Drawn::default() };
    let all = LogScreen::messages(known);
    if all.is_empty() {
        let words = "No message was sent or waits. [notify] in config.toml says what you are told, and how.";
        pen.wrap(0, 0, w, h, words, t.dim);
        return Drawn { page: 1, ..Drawn::default() };
    }
    let s = &state.screens.log;
    let columns = table::places(&MESSAGES, w, 2);
    table::heads(pen, 0, &MESSAGES, &columns, t.dim);
    let page = h.saturating_sub(1);
    let first = s.list.first(page.into(), all.len());
    for (i, m) in all.iter().enumerate().skip(first).take(page.into()) {
        let y = 1 + (i - first) as u16;
        message(pen, y, m, &columns, look);
        if i == s.list.cursor {
            pen.tint(0, y, w, t.selection);
        }
    }
    let end = all.len().min(first + usize::from(page));
    Drawn { page, hits: rows_at(pen, (0, 1), w, first..end), ..Drawn::default() }
}

fn message(pen: &mut Pen<'_>, y: u16, m: &Message, columns: &[(usize, u16, u16)], look: Look<'_>) {
    let t = look.theme;
    let (shape, style) = match m.standing() {
        Standing::Sent | Standing::Overtaken => (look.shape("●", "+"), t.good),
        Standing::Waiting | Standing::Sending => (look.shape("▲", "!"), t.warn),
        Standing::Unknown | Standing::Failed => (look.shape("■", "X"), t.bad),
    };
    let by = m.tries.last().map(|x| format!(" by {}", x.attempt.channel)).unwrap_or_default();
    let stands = format!("{}{by}", m.standing().name());
    let day = num::column_date(m.notification.day);
    let said = m.said().map_or(m.notification.subject.as_str(), |s| s.said.as_str());
    for (i, x, width) in columns {
        let (value, style) = match i {
            0 => (shape, style),
            1 => (day.as_str(), t.dim),
            2 => (m.notification.topic.name(), t.accent),
            3 => (stands.as_str(), t.text),
            _ => (said, t.text),
        };
        table::cell(pen, (*x, y), *width, value, false, style);
    }
}

/// Days on the left, what the chosen one was decided from below or beside.
fn decisions(pen: &mut Pen<'_>, state: &State, look: Look<'_>) -> Drawn {
    let t = look.theme;
    let (w, h) = (pen.w(), pen.h());
    let s = &state.screens.log;
    let Some(known) = &state.known else { return Drawn::default() };
    let days = s.decisions(known);
    if days.is_empty() {
        pen.put(0, 0, "No day was decided yet.", t.dim);
        return Drawn { page: 1, ..Drawn::default() };
    }
    let wide = w >= 100;
    let list_h = if wide { h } else { (h / 3).max(2) };
    let list_w = if wide { 40 } else { w };
    let first = s.list.first(list_h.into(), days.len());
    for (i, (day, d)) in days.iter().enumerate().skip(first).take(list_h.into()) {
        let y = (i - first) as u16;
        let (shape, word, _) = look.verdict(d.verdict.action);
        let style = match d.verdict.action {
            crate::domain::Action::Go => t.good,
            crate::domain::Action::Modify => t.warn,
            crate::domain::Action::Skip => t.bad,
        };
        let x = pen.put(0, y, &num::column_date(**day), t.dim);
        let x = pen.put(x + 2, y, shape, style);
        pen.put_in(x + 1, y, list_w.saturating_sub(x + 1), &format!("{word}, {}", d.verdict.allows()), t.text);
        if i == s.list.cursor {
            pen.tint(0, y, list_w, t.selection);
        }
    }
    if let Some((_, d)) = days.get(s.list.cursor) {
        let (x, y) = if wide { (list_w + 3, 0) } else { (0, list_h + 1) };
        let mut part = pen.part(x, y, w.saturating_sub(x), h.saturating_sub(y));
        seen(&mut part, d, look);
    }
    let end = days.len().min(first + usize::from(list_h));
    Drawn { page: list_h, hits: rows_at(pen, (0, 0), list_w, first..end), ..Drawn::default() }
}

/// Each rule that spoke, with what it saw and what it allows.
fn seen(pen: &mut Pen<'_>, d: &DayDecided, look: Look<'_>) {
    let t = look.theme;
    let (w, h) = (pen.w(), pen.h());
    pen.put(0, 0, &num::full_date(d.day), t.heading);
    let plan = d.plan_version.map_or_else(|| "no plan".to_owned(), |v| format!("plan version {v}"));
    let mission = d
        .mission_hash
        .as_ref()
        .map_or_else(|| "no mission".to_owned(), |h| format!("mission {}", h.get(..8).unwrap_or(h)));
    let sure = format!("confidence {} %", num::plain(100.0 * d.verdict.confidence, 0));
    pen.put(0, 1, &format!("{plan} · {mission} · {sure}"), t.dim);
    let mut y = 3;
    for r in &d.verdict.reasons {
        if y >= h {
            break;
        }
        pen.put(0, y, &r.rule, t.code);
        y += pen.wrap(6, y, w.saturating_sub(6), h.saturating_sub(y), &look.told(&r.text), t.text).max(1);
        let source = format!("saw {} · limit {} · from {} · {}", r.observed, r.limit, r.source, r.evidence.title());
        y += pen.wrap(6, y, w.saturating_sub(6), h.saturating_sub(y), &look.told(&source), t.dim);
    }
}
