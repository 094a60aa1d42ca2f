//! What should change, and what would it cost? The proposal under review: its hunks, effect and checks.
//!
//! ```text
//! Proposal ──────────────── by the rules · until Sun 22 Nov
//! HRV is under its normal range: make today easy, keep the week.
//!
//! ▶ [x] 1 resize  Fri 20 Nov  Sweet spot  75 → 45 min         −38
//!   [ ] 2 move    Sat 21 Nov  Long ride   Sat → Sun             0
//!
//! Load −38     tomorrow     in a week        3 Jul
//! Fitness   48.2 → 47.4   49.9 → 49.4  84.0 → 83.9
//! Form      −6.9 → −1.5   −4.2 → −2.1  18.0 → 18.1
//! ● no guard-rail objects
//! a accept 1 of 2 · m modify · d deny
//! ```

mod fit;

use super::Look;
use crate::app::{Action, Hit, Hits, Offer, Review, State, offer};
use crate::domain::{
    Finding, Hunk, HunkOp, Proposal, Session, Severity, Status, day,
    proposal::{Alternative, Author, Effect, FormDelta, HunkChoice},
};
use crate::tui::{num, pen::Pen, text};
use fit::{Piece, Rank};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// What came of drawing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Lines beyond the height.
    pub overflow: u16,
    /// Whether every hunk was on screen.
    pub hunks: bool,
    /// What lies where.
    pub hits: Hits,
}

type Row = Vec<(String, Style)>;

/// Draws the proposal from its line `scroll`, moved further where the chosen hunk would be out of sight.
pub fn render(state: &State, scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let Some(r) = &state.review else { return Drawn::default() };
    let t = look.theme;
    let head = head(&r.proposal, state.proposals());
    let inner = Pen::new(buf, area);
    let (w, h) = (inner.w(), inner.h().saturating_sub(1));
    if h == 0 {
        return Drawn::default();
    }
    let foot = u16::from(look.focused && h > 3);
    let room = h - foot;
    let (rows, hunks) = fit::fitted(pieces(state, r, w, look), room.into());
    let overflow = (rows.len() as u16).saturating_sub(room);
    let below = overflow.saturating_sub(scroll);
    let more = format!("{} {below} more", look.shape("↓", "v"));
    let both = format!("{more} · {head}");
    let head = match below {
        0 => head,
        _ if text::width(&both) + 16 <= usize::from(w) => both,
        _ => more,
    };
    let mut pen = look.open(area, buf, "Proposal", &[(head, t.dim)]);
    let chosen = hunks.get(r.cursor).copied().unwrap_or(0) as u16;
    let mut from = scroll.min(overflow);
    if look.focused && chosen >= from + room {
        from = (chosen + 1 - room).min(overflow);
    }
    for (y, row) in rows.iter().skip(from.into()).take(room.into()).enumerate() {
        pen.parts(0, y as u16, row);
    }
    let mut hits = Hits::default();
    for (i, row) in hunks.iter().enumerate() {
        if let Some(y) = (*row as u16).checked_sub(from).filter(|y| *y < room) {
            hits.add(pen.place(0, y, w, 1), Hit::Hunk(i));
        }
    }
    if foot > 0 {
        // Below the longest that there may be, so that they stay where they are while hunks are looked at.
        let y = wanted(state, look, w, u16::MAX).saturating_sub(2).min(h - 1);
        keys(&mut pen, y, (state, r), look, &mut hits);
    }
    let seen = |i: &usize| (from..from + room).contains(&(*i as u16));
    Drawn { overflow, hunks: hunks.iter().any(seen), hits }
}

/// Rows, title and keys included, that show all of it in `w` columns, whichever hunk is chosen; in fewer words where
/// that is more than `most`.
#[must_use]
pub fn wanted(state: &State, look: Look<'_>, w: u16, most: u16) -> u16 {
    let Some(r) = &state.review else { return 0 };
    let pieces = pieces(state, r, w, look);
    let chosen = |at: usize| r.hunks.get(at).map_or(0, |h| fit::longest(&of_chosen(r, (at, h), state, w, look)));
    // The one that is chosen must not make the panels around jump.
    let widest = (0..r.hunks.len()).map(chosen).max().unwrap_or(0);
    let all = fit::longest(&pieces) - chosen(r.cursor) + widest + 3;
    let most = usize::from(most);
    let rows = if all <= most { all } else { most.max(fit::shortest(&pieces) + 2) };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

fn head(p: &Proposal, all: &[Proposal]) -> String {
    let by = match p.author {
        Author::Rules => "by the rules",
        Author::Athlete => "as you asked",
        Author::Model => "by the model",
    };
    let place = all.iter().position(|q| q.id == p.id).filter(|_| all.len() > 1);
    let place = place.map_or(String::new(), |i| format!("{} of {} · ", i + 1, all.len()));
    format!("{place}{by} · until {}", num::weekday_date(p.expires))
}

/// Everything there is to show, from the reason to what the guard-rails say.
fn pieces(state: &State, r: &Review, w: u16, look: Look<'_>) -> Vec<Piece> {
    let t = look.theme;
    let reason = look.told(r.proposal.reason.as_str());
    let reason = |most| text::wrap_in(&reason, w.into(), most).into_iter().map(|l| vec![(l, t.strong)]).collect();
    let mut out = vec![Piece::longer(Rank::Reason, reason(2), reason(6)), Piece::gap()];
    for (i, h) in r.hunks.iter().enumerate() {
        let here = look.focused && i == r.cursor;
        out.push(Piece::hunk(hunk(r, h, here, w, look)));
        if here {
            out.extend(of_chosen(r, (i, h), state, w, look));
        }
        // What the proposal's own reason says already is not said again.
        let said = |text: &str| {
            text == "You asked for it." || r.proposal.reason.as_str().contains(text.trim_end_matches('.'))
        };
        if let Some(reason) = h.reasons.iter().find(|x| !said(&x.text)) {
            let words = look.told(&format!("{} ({})", reason.text, reason.rule));
            let rank = if here { Rank::Why } else { Rank::OtherWhy };
            out.push(Piece::more(rank, indented(&words, w, 2, t.dim)));
        }
    }
    out.push(Piece::gap());
    let mut effect = effect(&r.effect, state, w, look);
    let change = effect.split_off(effect.len().min(3));
    out.push(Piece::always(effect));
    // Minutes and hard sessions are the last row, and the first to give way.
    out.push(Piece::more(Rank::Change, change));
    out.extend(instead(r, state, w, look).into_iter().map(|rows| Piece::more(Rank::Instead, rows)));
    out.push(Piece::gap());
    out.extend(checks(&r.checks, w, look));
    if let Offer::Off(why) = offer(state, Action::Accept)
        && look.focused
    {
        let why = format!("Can't be accepted: {why}");
        out.push(Piece::always(text::wrap(&why, w.into()).into_iter().map(|l| vec![(l, t.warn)]).collect()));
    }
    out
}

/// What only the chosen hunk shows: what it does alone, and its other ways.
fn of_chosen(r: &Review, (at, h): (usize, &Hunk), state: &State, w: u16, look: Look<'_>) -> Vec<Piece> {
    let alone = r.alone(at).filter(|_| r.hunks.len() > 1);
    let alone = alone.map(|e| Piece::more(Rank::Alone, indented(&by_itself(e, look), w, 1, look.theme.dim)));
    let choices = r.proposal.choices.get(at).map_or(&[][..], Vec::as_slice);
    alone.into_iter().chain(other_ways(choices, h, state, w, look)).collect()
}

/// Words under a hunk, on at most so many rows.
fn indented(words: &str, w: u16, most: usize, style: Style) -> Vec<Row> {
    let lines = text::wrap_in(words, usize::from(w.saturating_sub(8)), most);
    lines.into_iter().map(|l| vec![("        ".to_owned(), style), (l, style)]).collect()
}

/// `▶ [x] 1 resize  Fri 20 Nov  Sweet spot 75 → 45 min  −38`, on two rows where one is too narrow.
fn hunk(r: &Review, h: &Hunk, chosen: bool, w: u16, look: Look<'_>) -> Vec<Row> {
    let t = look.theme;
    let taken = r.is_taken(h.number);
    let main = if !taken {
        t.dim
    } else if chosen {
        t.strong
    } else {
        t.text
    };
    let mark = if chosen { look.shape("▶ ", "> ") } else { "  " };
    let tick = if taken { "[x] " } else { "[ ] " };
    let edited = if r.is_edited(h.number) { "*" } else { " " };
    let delta = num::signed(h.op.delta_load(), 0);
    let head = vec![
        (mark.to_owned(), t.accent),
        (tick.to_owned(), if taken { t.accent } else { t.dim }),
        (format!("{}{edited}", h.number), main),
        (text::left(h.op.name(), 9), main),
    ];
    let used: usize = head.iter().map(|(s, _)| text::width(s)).sum();
    let room = usize::from(w).saturating_sub(used + 6);
    let (days, before, after) = change(&h.op, look);
    let mut rows = vec![head];
    let arrow = look.shape("→ ", "-> ");
    let words = after.as_ref().map_or(before.clone(), |a| format!("{before} {arrow}{a}"));
    let beside = |s: &str| format!("{}{s}", text::left(&days, 12));
    let fits = |s: &str| text::width(s) <= room && text::width(&days) < 12;
    let tail = |s: &str| vec![(text::left(s, room), main), (text::right(&delta, 6), t.strong)];
    let more = |rows: &mut Vec<Row>, s: &str| {
        let lines = text::wrap_in(s, usize::from(w.saturating_sub(8)), 2);
        rows.extend(lines.into_iter().map(|l| vec![("        ".to_owned(), main), (l, main)]));
    };
    if fits(&beside(&words)) {
        rows[0].extend(tail(&beside(&words)));
    } else {
        // Too long for one row: before and after under each other.
        if fits(&beside(&before)) {
            rows[0].extend(tail(&beside(&before)));
        } else {
            rows[0].extend(tail(&days));
            more(&mut rows, &before);
        }
        if let Some(a) = after {
            more(&mut rows, &format!("{arrow}{a}"));
        }
    }
    if r.editing.as_ref().is_some_and(|e| e.before.number == h.number) {
        rows.push(vec![(
            format!("        editing: {}", look.shape("↑ ↓ 5 min · ← → a day", "+ - 5 min, < > a day")),
            t.accent,
        )]);
    }
    rows
}

/// A hunk in words: the days, what is there, and what comes in its place.
fn change(op: &HunkOp, look: Look<'_>) -> (String, String, Option<String>) {
    let on = |s: &Session| num::weekday_date(s.day);
    let long = |s: &Session| format!("{}, {}", look.told(&s.title), num::minutes(s.minutes.into()));
    let days = |a: &Session, b: &Session, between: &str| {
        format!("{} {between} {}", day::short_name(a.day), day::short_name(b.day))
    };
    let both = look.shape("⇄", "<>");
    match op {
        HunkOp::Add(s) | HunkOp::Remove(s) => (on(s), long(s), None),
        HunkOp::Move { before, after } => (days(before, after, look.shape("→", "->")), long(after), None),
        HunkOp::Swap { before, .. } => {
            let [a, b] = &**before;
            (days(a, b, both), look.told(&format!("{} {both} {}", a.title, b.title)), None)
        }
        HunkOp::Resize { before, after } => (on(after), long(before), Some(num::minutes(after.minutes.into()))),
        HunkOp::Retype { before, after } => (on(after), long(before), Some(long(after))),
        HunkOp::Retarget { before, after } => {
            let old = format!("{}, IF {:.2}", look.told(&after.title), before.intensity);
            (on(after), old, Some(format!("IF {:.2}", after.intensity)))
        }
        HunkOp::Note { day, text } => (num::weekday_date(*day), text.to_string(), None),
    }
}

/// `alone: −30 min, form tomorrow −9.1 → −4.0`
fn by_itself(e: &Effect, look: Look<'_>) -> String {
    let arrow = look.shape("→", ">");
    let (a, b) = (num::plain(e.tomorrow.tsb_before, 1), num::plain(e.tomorrow.tsb_after, 1));
    let minutes =
        if e.minutes == 0 { String::new() } else { format!("{} min, ", num::signed(e.minutes.into(), 0)) };
    format!("alone: {minutes}form tomorrow {a} {arrow} {b}")
}

/// Other ways of a hunk, each with its load; the key goes from one to the next.
fn other_ways(choices: &[HunkChoice], h: &Hunk, state: &State, w: u16, look: Look<'_>) -> Vec<Piece> {
    let t = look.theme;
    let key = state.keymap.first(Action::NextChoice).map(|k| k.to_string()).unwrap_or_default();
    let line = |(i, c): (usize, &HunkChoice)| {
        let head = if i == 0 { format!("or ({key}): ") } else { "or: ".to_owned() };
        let here = if c.op == h.op { look.shape("✓ ", "x ") } else { "" };
        let body = format!("{here}{head}load {}: {}", num::signed(c.effect.load, 0), look.told(c.words.as_str()));
        Piece::longer(Rank::Ways, indented(&body, w, 1, t.dim), indented(&body, w, 3, t.dim))
    };
    choices.iter().enumerate().map(line).collect()
}

/// What would do as well, with the key that proposes it.
fn instead(r: &Review, state: &State, w: u16, look: Look<'_>) -> Vec<Vec<Row>> {
    let t = look.theme;
    let key = state.keymap.first(Action::Alternative).map(|k| k.to_string()).unwrap_or_default();
    let line = |(i, a): (usize, &Alternative)| {
        let head = if i == 0 { format!("Or ({key}): ") } else { "Or: ".to_owned() };
        let body = format!("{head}{} Load {}.", look.told(a.words.as_str()), num::signed(a.effect.load, 0));
        text::wrap_in(&body, w.into(), 2).into_iter().map(|l| vec![(l, t.dim)]).collect()
    };
    r.proposal.alternatives.iter().enumerate().map(line).collect()
}

/// Load, minutes and hard sessions, and fitness and form before and after, in columns that end at one place.
fn effect(e: &Effect, state: &State, w: u16, look: Look<'_>) -> Vec<Row> {
    let t = look.theme;
    let arrow = look.shape("→", ">");
    let goal = state.morning().and_then(|m| m.mission.as_ref()).map(|l| num::date(l.goal_day));
    let mut columns: Vec<(String, FormDelta)> =
        vec![("tomorrow".to_owned(), e.tomorrow), ("in a week".to_owned(), e.week)];
    // The next hard or long day, where there is room for one column more.
    let key = e.next_key.filter(|_| usize::from(w) >= 10 + 4 * 15);
    columns.extend(key.map(|k| (format!("key {}", day::short_name(k.day)), k.form)));
    columns.extend(e.goal.map(|g| (goal.unwrap_or_else(|| "goal".to_owned()), g)));
    let wide = usize::from(w) >= 10 + columns.len() * 15;
    let dp = usize::from(wide);
    let cell = if wide { 15 } else { (usize::from(w.saturating_sub(9)) / columns.len().max(1)).clamp(8, 15) };
    let label = if wide { 10 } else { 9 };
    let pair = |a: f64, b: f64| {
        let gap = if wide { " " } else { "" };
        text::right(&format!("{}{gap}{arrow}{gap}{}", num::plain(a, dp), num::plain(b, dp)), cell)
    };
    let load = format!("Load {}", num::signed(e.load, 0));
    let mut head: Row = vec![(text::left(&load, label), t.ghost)];
    head.extend(columns.iter().map(|(name, _)| (text::right(name, cell), t.dim)));
    let mut fitness: Row = vec![(text::left("Fitness", label), t.dim)];
    fitness.extend(columns.iter().map(|(_, d)| (pair(d.ctl_before, d.ctl_after), t.ghost)));
    let mut form: Row = vec![(text::left("Form", label), t.dim)];
    form.extend(columns.iter().map(|(_, d)| (pair(d.tsb_before, d.tsb_after), t.ghost)));
    let mut more = Vec::new();
    if e.minutes != 0 {
        more.push(format!("{} min", num::signed(e.minutes.into(), 0)));
    }
    if e.hard != 0 {
        more.push(format!("{} hard", num::signed(e.hard.into(), 0)));
    }
    if let Some(k) = e.next_key.filter(|_| key.is_none()) {
        let (a, b) = (num::plain(k.form.tsb_before, 0), num::plain(k.form.tsb_after, 0));
        if a != b {
            more.push(format!("form on {} {a} {arrow} {b}", day::short_name(k.day)));
        }
    }
    let mut rows = vec![head, fitness, form];
    if !more.is_empty() {
        rows.push(vec![(text::left("Change", label), t.dim), (format!("  {}", more.join(" · ")), t.ghost)]);
    }
    rows
}

/// What the guard-rails say, with what they saw where there is room.
fn checks(list: &[Finding], w: u16, look: Look<'_>) -> Vec<Piece> {
    let t = look.theme;
    let spoke: Vec<&Finding> = list.iter().filter(|f| f.severity != Severity::Info).collect();
    if spoke.is_empty() {
        let (shape, style) = look.status(Status::Green);
        let row = vec![(format!("{shape} "), style), ("no guard-rail objects".to_owned(), t.text)];
        return vec![Piece::always(vec![row])];
    }
    let said = |f: &Finding, body: &str| -> Vec<Row> {
        let (shape, style) = look.status(if f.severity == Severity::Block { Status::Red } else { Status::Amber });
        let lines = text::wrap(&look.told(body), usize::from(w.saturating_sub(2)));
        let mark = |i: usize| if i == 0 { format!("{shape} ") } else { "  ".to_owned() };
        lines.into_iter().enumerate().map(|(i, l)| vec![(mark(i), style), (l, t.text)]).collect()
    };
    let piece = |f: &Finding| {
        let short = said(f, &format!("{} {}", f.rule, f.text));
        if f.observed.is_empty() {
            return Piece::always(short);
        }
        let (text, day) = (f.text.trim_end_matches('.'), num::weekday_date(f.day));
        Piece::longer(Rank::Seen, short, said(f, &format!("{} {text} ({}, {day})", f.rule, f.observed)))
    };
    spoke.into_iter().map(piece).collect()
}

/// The answer's keys, only while the proposal has the focus; what is off is dim.
fn keys(pen: &mut Pen<'_>, y: u16, (state, r): (&State, &Review), look: Look<'_>, hits: &mut Hits) {
    let t = look.theme;
    let count = format!("accept {} of {}", r.taken.len(), r.hunks.len());
    let mut x = 0;
    for (action, label) in [
        (Action::Accept, count.as_str()),
        (Action::ToggleHunk, "toggle"),
        (Action::NextChoice, "or"),
        (Action::Modify, "modify"),
        (Action::Deny, "deny"),
        (Action::Alternative, "instead"),
    ] {
        let none = match action {
            Action::Alternative => r.proposal.alternatives.is_empty(),
            Action::NextChoice => r.choices().is_empty(),
            _ => false,
        };
        if none {
            continue;
        }
        let Some(key) = state.keymap.first(action).map(|k| k.to_string()) else { continue };
        if usize::from(x) + text::width(&key) + text::width(label) + 1 > usize::from(pen.w()) {
            break;
        }
        let ready = offer(state, action).is_ready();
        let from = x;
        x = pen.put(x, y, &key, if ready { t.key } else { t.dim });
        x = pen.put(x + 1, y, label, if ready { t.text } else { t.dim });
        hits.add(pen.place(from, y, x - from, 1), Hit::Act(action));
        x += 3;
    }
}

/// One line that says a proposal waits, for where it is not on screen.
#[must_use]
pub fn strip(state: &State, look: Look<'_>) -> Option<Row> {
    let (t, r) = (look.theme, state.review.as_ref()?);
    let key = state.keymap.first(Action::FocusProposal).map(|k| k.to_string()).unwrap_or_default();
    Some(vec![
        (look.shape("◆ ", "* ").to_owned(), t.accent),
        ("Proposal ".to_owned(), t.strong),
        (key, t.key),
        (format!(" {}", look.told(r.proposal.reason.as_str())), t.text),
    ])
}
