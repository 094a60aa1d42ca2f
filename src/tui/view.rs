//! The layout of the cockpit's panels, at every size; the other screens are in [`screen`].
//!
//! ```text
//! 60–99 columns             100–159 columns              160 columns and more
//! ┌─────────header────────┐ ┌──────────header──────────┐ ┌────────────────header───────────────┐
//! │ Readiness │ Today     │ │ Readiness    │ Today     │ │ Readiness   │ Today      │ Proposal │
//! │ Form      │           │ │ Form         │ Proposal  │ │ Form        │ Mission    │ Coach    │
//! │ Mission   │ Coach     │ │ Mission      │ Coach     │ │             │            │          │
//! └─────────footer────────┘ └──────────footer──────────┘ └────────────────footer───────────────┘
//! ```
//! Under 76 columns the two columns become one: Today, the panel with the focus, the line to type in.

use super::{
    overlay,
    panel::{Keys, Look, coach, footer, form, header, mission, proposal, readiness, share, today},
    pen::{Pen, area_of},
    screen,
    theme::Theme,
};
use crate::app::{Focus, Hit, Hits, Overlay, Screen as Place, Shown, State};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// Smallest terminal that the cockpit draws itself on: columns, rows.
pub const LEAST: (u16, u16) = (60, 16);

/// Draws the whole screen. Returns what it showed, for [`State::drawn`].
pub fn view(state: &State, theme: &Theme, frame: &mut Frame<'_>) -> Shown {
    let area = frame.area();
    let (shown, cursor) = draw(state, theme, area, frame.buffer_mut());
    if let Some(at) = cursor.filter(|(x, y)| *x < area.right() && *y < area.bottom()) {
        frame.set_cursor_position(at);
    }
    shown
}

/// Draws the whole screen into a buffer. Returns what it showed, and where the terminal's cursor belongs.
pub fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) -> (Shown, Option<(u16, u16)>) {
    let area = area.intersection(buf.area);
    let theme = &*theme.in_units(state.units);
    let mut pen = Pen::new(buf, area);
    pen.clear(theme.ground);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let (w, h) = (area.width, area.height);
        pen.wrap(0, 0, w, h, &format!("Lanterne needs {}×{}, this is {w}×{h}", LEAST.0, LEAST.1), theme.text);
        return (Shown::default(), None);
    }
    let keys = Keys::of(&state.keymap);
    let mut out = Screen { state, theme, keys, shown: Shown::default(), cursor: None };
    if state.screen == Place::Cockpit {
        let places = Places::of(state, theme, area);
        out.draw(&places, buf);
    } else {
        out.draw_other(area, buf);
    }
    (out.shown, out.cursor)
}

/// Where everything stands; an empty rectangle is not drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Places {
    bar: Rect,
    header: Rect,
    footer: Rect,
    body: Rect,
    panels: [Rect; 6],
}

/// Columns between two columns of panels.
const GAP: u16 = 3;
/// Columns of three columns of panels from which the last one gets room for what is pinned beside the talk.
const BESIDE: u16 = 186;

impl Places {
    fn of(state: &State, theme: &Theme, area: Rect) -> Self {
        let area = Rect { x: area.x + 1, width: area.width - 2, ..area };
        let head = if area.height >= 32 { 3 } else { 2 };
        let space = u16::from(area.height >= 28);
        let row = |y: u16, h: u16| Rect { y: area.y + y, height: h, ..area };
        let body = row(1 + head + space, area.height - head - 2 * space - 2);
        let mut p = Self {
            bar: row(0, 1),
            header: row(1, head),
            footer: row(area.height - 1, 1),
            body,
            panels: [Rect::default(); 6],
        };
        match area.width + 2 {
            _ if theme.marks.is_still() => p.one(state),
            0..76 => p.one(state),
            76..160 => p.two(state, theme),
            _ => p.three(state, theme),
        }
        p
    }

    fn set(&mut self, focus: Focus, rect: Rect) {
        self.panels[focus.index()] = rect;
    }

    /// Stacks panels in a column, an empty row between them where there is room.
    fn stack(&mut self, column: Rect, wants: &[(Focus, u8, u16, u16)]) {
        let n = wants.len() as u16;
        let least: u16 = wants.iter().map(|x| x.2).sum();
        let gap = u16::from(column.height >= 25.max(least + 2 * n));
        let rows = column.height.saturating_sub(gap * n.saturating_sub(1));
        let ranks: Vec<(u8, u16, u16)> = wants.iter().map(|x| (x.1, x.2, x.3)).collect();
        let mut y = column.y;
        for ((focus, ..), h) in wants.iter().zip(share(rows, &ranks)) {
            self.set(*focus, Rect { y, height: h, ..column });
            y += h + gap;
        }
    }

    /// One column: today, the panel with the focus, the line to type in.
    fn one(&mut self, state: &State) {
        let body = self.body;
        let other = match state.focus {
            Focus::Today | Focus::Coach => Focus::Readiness,
            focus => focus,
        };
        let (today, second, coach) = match state.focus {
            Focus::Coach => ((6, 6), (3, 4), (3, 99)),
            Focus::Today => ((6, 14), (3, 10), (2, 99)),
            _ => ((4, 5), (6, 99), (2, 2)),
        };
        self.stack(
            body,
            &[
                (Focus::Today, 0, today.0, today.1),
                (other, 1, second.0, second.1),
                (Focus::Coach, 2, coach.0, coach.1),
            ],
        );
    }

    /// Two columns. On few rows the proposal under review takes the coach's place.
    fn two(&mut self, state: &State, theme: &Theme) {
        let body = self.body;
        // The left column holds figures of a known width; words get what is left.
        let left = (body.width * 47 / 100).clamp(36, 64);
        let l = Rect { width: left, ..body };
        let r = Rect { x: body.x + left + GAP, width: body.width - left - GAP, ..body };
        let tall = body.height >= 29;
        let line = state.morning().and_then(|m| m.mission.as_ref());
        let stages = line.map_or(0, |x| x.stages.len() as u16);
        let readiness = 11;
        let mission = if tall { 10 + stages } else { 5 };
        let form = if tall { (11, body.height / 3 + 2) } else { (5, 6) };
        self.stack(
            l,
            &[
                (Focus::Readiness, 0, if tall { readiness } else { 6 }, if tall { readiness } else { 10 }),
                (Focus::Form, 1, form.0.min(body.height / 3), form.1),
                (Focus::Mission, 2, if tall && line.is_some() { 9 } else { 4 }, if tall { mission } else { 99 }),
            ],
        );
        let review = state.review.is_some();
        let most = body.height.saturating_sub(if tall { 19 } else { 5 });
        let wanted = proposal::wanted(state, Look::new(theme, true), r.width, most);
        // Who writes what should be different has to see from what.
        let modifies = state.typing && state.modifies.is_some();
        let shows = |least| review && (state.focus == Focus::Proposal || modifies || body.height >= least);
        match (shows(29), tall) {
            // Who talks with the coach wants to read the answer; the day and the proposal keep their heads.
            (true, true) if state.focus == Focus::Coach || state.typing => self
                .stack(r, &[(Focus::Today, 1, 4, 22), (Focus::Proposal, 0, 11, wanted), (Focus::Coach, 2, 15, 99)]),
            (true, true) => self
                .stack(r, &[(Focus::Today, 1, 10, 22), (Focus::Proposal, 0, 12, wanted), (Focus::Coach, 2, 5, 99)]),
            (true, false) => {
                let talk = if modifies { 3 } else { 2 };
                let rest =
                    [(Focus::Today, 1, 3, 10), (Focus::Proposal, 0, 10, wanted), (Focus::Coach, 2, talk, 99)];
                self.stack(r, &rest);
            }
            (false, true) if state.focus == Focus::Coach || state.typing => {
                self.stack(r, &[(Focus::Today, 1, 8, 14), (Focus::Coach, 0, 15, 99)]);
            }
            (false, true) => self.stack(r, &[(Focus::Today, 0, 14, 26), (Focus::Coach, 1, 8, 99)]),
            (false, false) if state.focus == Focus::Coach || state.typing => {
                self.stack(r, &[(Focus::Today, 1, 5, 7), (Focus::Coach, 0, 6, 99)]);
            }
            (false, false) => self.stack(r, &[(Focus::Today, 0, 10, 14), (Focus::Coach, 1, 4, 99)]),
        }
    }

    /// Three columns: how I am, what to do, what to talk about.
    fn three(&mut self, state: &State, theme: &Theme) {
        let body = self.body;
        let each = (body.width - 2 * GAP) / 3;
        let pinned = state.athlete().is_some_and(|a| !a.canvas.is_empty());
        // What is pinned stands beside the talk where the others can give the columns.
        let (first, second) =
            if pinned && body.width >= BESIDE { (each.min(46), each.min(50)) } else { (each, each) };
        let column = |i: u16| match i {
            0 => Rect { width: first, ..body },
            _ => Rect { x: body.x + first + GAP, width: second, ..body },
        };
        let x = body.x + first + second + 2 * GAP;
        let last = Rect { x, width: body.right() - x, ..body };
        self.stack(column(0), &[(Focus::Readiness, 0, 6, 11), (Focus::Form, 1, 6, 40)]);
        self.stack(column(1), &[(Focus::Today, 0, 8, 24), (Focus::Mission, 1, 5, 99)]);
        if state.review.is_some() {
            let most = body.height.saturating_sub(8);
            let wanted = proposal::wanted(state, Look::new(theme, true), last.width, most);
            self.stack(last, &[(Focus::Proposal, 0, 9, wanted), (Focus::Coach, 1, 4, 99)]);
        } else {
            self.stack(last, &[(Focus::Coach, 0, 4, 99)]);
        }
    }
}

/// One drawing of the screen.
struct Screen<'a> {
    state: &'a State,
    theme: &'a Theme,
    keys: Keys,
    shown: Shown,
    cursor: Option<(u16, u16)>,
}

impl Screen<'_> {
    fn draw(&mut self, p: &Places, buf: &mut Buffer) {
        let s = self.state;
        let quiet = Look::new(self.theme, false);
        let morning = s.morning();
        self.shown.hits = screen::bar(s, quiet, p.bar, buf);
        let last_activity = s.athlete().and_then(|a| a.activities.last()).map(|a| a.best().local_date);
        let head = header::render(
            &header::Args {
                morning,
                today: s.today,
                last_activity,
                services: &s.services,
                demo: s.demo,
                read_only: s.read_only.as_deref(),
                purse: s.purse(),
                keys: &self.keys,
            },
            quiet,
            p.header,
            buf,
        );
        self.shown.hits.extend(head);
        for focus in Focus::ALL {
            let area = p.panels[focus.index()];
            if area.height > 0 {
                self.shown.hits.add(area_of(area), Hit::Panel(focus));
                self.panel(focus, p, area, buf);
            }
        }
        let keys = footer::render(s, quiet, p.footer, buf);
        let above = Rect { height: p.footer.y - p.header.y, y: p.header.y, ..p.body };
        self.cover(above, p.body, keys, buf);
    }

    /// A screen beside the Cockpit: the bar, the screen, the keys.
    fn draw_other(&mut self, area: Rect, buf: &mut Buffer) {
        let s = self.state;
        let quiet = Look::new(self.theme, false);
        let area = Rect { x: area.x + 1, width: area.width - 2, ..area };
        let space = u16::from(area.height >= 28);
        let row = |y: u16, h: u16| Rect { y: area.y + y, height: h, ..area };
        self.shown.hits = screen::bar(s, quiet, row(0, 1), buf);
        let body = row(1 + space, area.height - 2 - 2 * space);
        let drawn = screen::render(s, Look::new(self.theme, true), body, buf);
        (self.shown.page, self.shown.screen_overflow, self.cursor) = (drawn.page, drawn.overflow, drawn.cursor);
        self.shown.hits.extend(drawn.hits);
        let keys = footer::render(s, quiet, row(area.height - 1, 1), buf);
        self.cover(body, body, keys, buf);
    }

    /// What lies on top, and the keys of the footer, which stay in sight. Nothing is hit through a window.
    fn cover(&mut self, above: Rect, body: Rect, keys: Hits, buf: &mut Buffer) {
        if self.state.overlay != Overlay::None || !self.state.cards.is_empty() {
            self.shown.hits.clear();
        }
        if self.state.cards.is_empty() {
            self.shown.hits.extend(keys);
        }
        let over = overlay::render(self.state, self.theme, above, body, buf);
        self.shown.help_overflow = over.help_overflow;
        self.cursor = over.cursor.or(self.cursor);
        self.shown.hits.extend(over.hits);
    }

    fn panel(&mut self, focus: Focus, p: &Places, area: Rect, buf: &mut Buffer) {
        let s = self.state;
        let look = Look::new(self.theme, s.focus == focus);
        let scroll = s.scroll_of(focus);
        let morning = s.morning();
        let plan = s.athlete().and_then(|a| a.plan.as_ref());
        let line = morning.and_then(|m| m.mission.as_ref());
        let mut over = 0;
        match (focus, morning) {
            (Focus::Coach, _) => {
                let strip = p.panels[Focus::Proposal.index()].height == 0;
                let drawn = coach::render(s, strip, look, area, buf);
                over = drawn.overflow;
                self.shown.found = drawn.found;
                self.cursor = drawn.cursor;
                self.shown.hits.extend(drawn.hits);
            }
            (Focus::Proposal, _) => {
                let drawn = proposal::render(s, scroll, look, area, buf);
                over = drawn.overflow;
                self.shown.hunks = drawn.hunks;
                self.shown.hits.extend(drawn.hits);
            }
            (_, None) => drop(look.open(area, buf, focus.title(), &[])),
            (Focus::Readiness, Some(m)) => {
                let before = s.athlete().and_then(|a| a.wellness.range(..s.today).next_back()).map(|(day, _)| *day);
                let args = readiness::Args { readiness: &m.readiness, before, keys: &self.keys };
                over = readiness::render(&args, scroll, look, area, buf);
            }
            (Focus::Form, Some(m)) => {
                let ghost = s.ghost.as_deref().unwrap_or_default();
                let args = form::Args {
                    form: &m.form,
                    today: s.today,
                    goal: line.map(|l| l.goal_day),
                    ghost,
                    keys: &self.keys,
                };
                form::render(&args, look, area, buf);
            }
            (Focus::Mission, Some(m)) => {
                let args = mission::Args {
                    line,
                    gauge: m.gauge.as_ref(),
                    closing: m.closing.as_deref(),
                    weeks: plan.map_or(&[], |p| &p.weeks),
                    ctl: m.form.ctl,
                    today: s.today,
                    keys: &self.keys,
                };
                over = mission::render(&args, scroll, look, area, buf);
            }
            (Focus::Today, Some(m)) => {
                let next = plan.and_then(|p| today::next_session(&p.sessions, s.today));
                let args = today::Args { morning: m, next, keys: &self.keys };
                let (lines, hits) = today::render(&args, scroll, look, area, buf);
                over = lines;
                self.shown.hits.extend(hits);
            }
        }
        self.shown.overflow[focus.index()] = over;
    }
}
