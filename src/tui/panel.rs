//! The panels of the cockpit, each a `render` of plain values into an area; and what they share: title rule,
//! status shapes, labelled rows.

use super::{Theme, chart::Marks, pen::Pen};
use crate::{
    app::{Action as Do, Keymap},
    coach::rules::papers,
    domain::{Action, Band, Href, Status},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use std::ops::Range;

pub mod canvas;
pub mod coach;
pub mod footer;
pub mod form;
pub mod header;
pub mod mission;
pub mod proposal;
pub mod readiness;
pub mod today;

/// Keys that panels name, as they are bound now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The first steps.
    pub start: String,
    /// Import of files.
    pub import: String,
    /// Log-in to a service.
    pub connect: String,
    /// A new mission.
    pub mission: String,
    /// How one feels.
    pub feel: String,
    /// The services, asked now.
    pub sync: String,
}

impl Keys {
    /// The keys of a map; an action without one is in the palette.
    #[must_use]
    pub fn of(keymap: &Keymap) -> Self {
        let key = |action: Do| match (keymap.first(action), keymap.first(Do::Palette)) {
            (Some(key), _) => key.to_string(),
            (None, Some(palette)) => format!("{palette} {}", action.spec().label),
            (None, None) => action.spec().title.to_owned(),
        };
        Self {
            start: key(Do::GetStarted),
            import: key(Do::ImportFiles),
            connect: key(Do::ConnectService),
            mission: key(Do::NewMission),
            feel: key(Do::CheckIn),
            sync: key(Do::Sync),
        }
    }
}

/// How panels are drawn.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Styles.
    pub theme: &'a Theme,
    /// What charts are made of.
    pub marks: Marks,
    /// Whether this panel has the keys.
    pub focused: bool,
}

impl<'a> Look<'a> {
    /// A look for a panel that has the keys, or has not.
    #[must_use]
    pub fn new(theme: &'a Theme, focused: bool) -> Self {
        Self { theme, marks: theme.marks, focused }
    }

    /// A sentence of the program in the athlete's units.
    #[must_use]
    pub fn told(&self, text: &str) -> String {
        self.theme.units.told(text).into_owned()
    }

    /// Shape and style of a signal's status.
    #[must_use]
    pub fn status(&self, status: Status) -> (&'static str, Style) {
        let t = self.theme;
        match status {
            Status::Green => (self.shape("●", "G"), t.good),
            Status::Amber => (self.shape("▲", "A"), t.warn),
            Status::Red => (self.shape("■", "R"), t.bad),
            Status::Unavailable => (self.shape("○", "-"), t.unknown),
        }
    }

    /// Shape and style of a band.
    #[must_use]
    pub fn band(&self, band: Band) -> (&'static str, Style) {
        match band {
            Band::Green => self.status(Status::Green),
            Band::Amber => self.status(Status::Amber),
            Band::Red => self.status(Status::Red),
            Band::SevereRed => (self.shape("■■", "RR"), self.theme.bad),
            Band::Unknown => self.status(Status::Unavailable),
        }
    }

    /// Shape, word and badge of a verdict.
    #[must_use]
    pub fn verdict(&self, action: Action) -> (&'static str, &'static str, Style) {
        match action {
            Action::Go => (self.shape("●", "G"), "GO", self.theme.go),
            Action::Modify => (self.shape("▲", "A"), "MODIFY", self.theme.modify),
            Action::Skip => (self.shape("■", "R"), "SKIP", self.theme.skip),
        }
    }

    /// `fine`, or `ascii` where charts are ASCII.
    #[must_use]
    pub fn shape(&self, fine: &'static str, ascii: &'static str) -> &'static str {
        match self.marks {
            // A rule is nothing to hear.
            Marks::Still if matches!(fine, "─" | "━" | "│") => " ",
            Marks::Ascii | Marks::Still => ascii,
            _ => fine,
        }
    }

    /// Writes words, each paper that they name as a link to its page where the terminal opens links. Returns the column
    /// after them.
    pub fn cite(&self, pen: &mut Pen<'_>, (x, y): (u16, u16), words: &str, style: Style) -> u16 {
        self.linked(pen, (x, y), (words, &papers::named(words)), style)
    }

    /// Writes words of our own, each address in them as a link where the terminal opens links. Returns the column after
    /// them.
    pub fn refer(&self, pen: &mut Pen<'_>, at: (u16, u16), words: &str, style: Style) -> u16 {
        self.linked(pen, at, (words, &Href::written(words)), style)
    }

    fn linked(
        &self,
        pen: &mut Pen<'_>,
        (x, y): (u16, u16),
        (words, links): (&str, &[(Range<usize>, Href)]),
        style: Style,
    ) -> u16 {
        let end = pen.put(x, y, words, style);
        let wide = |part: Option<&str>| super::text::width(part.unwrap_or_default()) as u16;
        for (name, href) in links.iter().filter(|_| self.theme.links) {
            let from = x + wide(words.get(..name.start));
            pen.link(from, y, wide(words.get(name.clone())).min(end.saturating_sub(from)), href);
        }
        end
    }

    /// Draws the title rule on the first row and gives the pen for what is below.
    ///
    /// ```text
    /// Readiness ──────────────── 78 ● green
    /// ```
    #[must_use]
    pub fn open<'b>(&self, area: Rect, buf: &'b mut Buffer, title: &str, right: &[(String, Style)]) -> Pen<'b> {
        self.titled(area, buf, title, right).0
    }

    /// As [`Self::open`], with the column that what stands at the right begins in, where it has room.
    pub fn titled<'b>(
        &self,
        area: Rect,
        buf: &'b mut Buffer,
        title: &str,
        right: &[(String, Style)],
    ) -> (Pen<'b>, Option<u16>) {
        let t = self.theme;
        let mut pen = Pen::new(buf, area);
        let (title_style, rule, line) = if self.focused {
            (t.title_focus, t.border_focus, self.shape("━", "="))
        } else {
            (t.title, t.border, self.shape("─", "-"))
        };
        let w = pen.w();
        pen.fill(0, 0, w, line, rule);
        let x = pen.put(0, 0, title, title_style);
        pen.put_in(x, 0, 1, " ", t.text);
        if self.marks.is_still() {
            // Read from left to right, a title and what stands at its end are one sentence.
            let x = pen.put(x, 0, if right.is_empty() { ":" } else { ": " }, title_style);
            pen.parts(x, 0, right);
            let inner = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area };
            return (Pen::new(buf, inner), Some(x));
        }
        let wide: usize = right.iter().map(|(s, _)| super::text::width(s)).sum();
        let wide = u16::try_from(wide).unwrap_or(u16::MAX);
        let room = wide > 0 && x.saturating_add(wide).saturating_add(4) <= w;
        let at = room.then(|| w - wide);
        if let Some(at) = at {
            pen.put_in(at - 1, 0, 1, " ", t.text);
            pen.parts(at, 0, right);
        }
        let inner = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area };
        (Pen::new(buf, inner), at)
    }
}

/// Rows for the parts of a panel: `(rank, least, most)` each, in the order they stand. The least of every part is
/// given by rank (lower first) while rows last, then parts grow to their most, by rank again.
#[must_use]
pub fn share(rows: u16, wants: &[(u8, u16, u16)]) -> Vec<u16> {
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|i| wants[*i].0);
    let mut got = vec![0; wants.len()];
    let mut left = rows;
    for &i in &order {
        got[i] = wants[i].1.min(left);
        left -= got[i];
    }
    for &i in &order {
        let more = wants[i].2.saturating_sub(got[i]).min(left);
        got[i] += more;
        left -= more;
    }
    got
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn rows_go_to_the_least_of_every_part_first() {
        let wants = [(1, 2, 9), (0, 3, 4), (2, 1, 1)];
        assert_eq!(share(3, &wants), [0, 3, 0]);
        assert_eq!(share(6, &wants), [2, 3, 1]);
        assert_eq!(share(8, &wants), [3, 4, 1]);
        assert_eq!(share(99, &wants), [9, 4, 1]);
    }
}
