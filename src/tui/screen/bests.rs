//! How good was I ever? Best efforts over every duration: of ninety days, of this year, ever.
//!
//! ```text
//! Best efforts, bike ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ bike · run
//! Power curve  ━ 90 days  · ever
//!            90 days            2026              ever
//! 5 min      275 W  14 Nov 26   275 W  14 Nov 26  281 W ◆  3 Mar 25
//! ```

use super::{
    curve,
    page::{self, Part},
};
use crate::{
    coach::bests::{Bests, ChannelBests},
    domain::Sport,
    science::curves::{Channel, Point},
    tui::{chart::Ink, num, panel::Look, pen::Pen},
};
use chrono::Datelike;
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows of a chart.
const CHART: u16 = 8;

/// Draws the best efforts from line `scroll` on. Returns how many lines lie beyond the height.
pub fn render(b: &Bests, sports: &[Sport], scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let others: Vec<&str> = sports.iter().map(|s| s.name()).collect();
    let right = vec![(others.join(" · "), look.theme.dim)];
    let mut pen = look.open(area, buf, &format!("Best efforts, {}", b.sport), &right);
    let mut parts: Vec<Part> = b.channels.iter().map(|c| part(b, c, look)).collect();
    parts.push(Part {
        rows: 1,
        draw: Box::new(move |pen| {
            let words = format!("{} the heart rate of a maximal effort, or a test or race", look.shape("◆", "*"));
            pen.put(0, 0, &words, look.theme.dim);
        }),
    });
    page::draw(&mut pen, &parts, scroll)
}

fn part<'a>(b: &'a Bests, c: &'a ChannelBests, look: Look<'a>) -> Part<'a> {
    Part { rows: CHART + c.rows.len() as u16 + 3, draw: Box::new(move |pen| draw(pen, b, c, look)) }
}

fn draw(pen: &mut Pen<'_>, b: &Bests, c: &ChannelBests, look: Look<'_>) {
    let t = look.theme;
    let of = |i: usize| -> Vec<(u32, f64)> {
        c.rows.iter().filter_map(|r| Some((r.seconds, r.efforts.get(i)?.as_ref()?.value))).collect()
    };
    let ends = (of(0), of(b.windows.len().saturating_sub(1)));
    let name = |i: usize| b.windows.get(i).map_or("", |w| w.name.as_str());
    let x = pen.put(0, 0, curve::name(c.channel), t.heading);
    let x = pen.put(x + 2, 0, look.shape("━", "c"), t.fitness);
    let x = pen.put(x + 1, 0, name(0), t.dim);
    let x = pen.put(x + 2, 0, look.shape("·", "."), t.planned);
    pen.put(x + 1, 0, name(b.windows.len().saturating_sub(1)), t.dim);
    let lines = [
        (ends.1.as_slice(), Ink { style: t.planned, letter: ".", dotted: true }),
        (ends.0.as_slice(), Ink { style: t.fitness, letter: "c", dotted: false }),
    ];
    curve::draw(pen, (1, CHART), &lines, &|v| curve::words(c.channel, v, b.sport, look.theme.units), look);
    let column = |i: usize| 9 + 23 * i as u16;
    for (i, w) in b.windows.iter().enumerate() {
        pen.put_right(column(i) + 9, CHART + 1, &w.name, t.dim);
    }
    for (y, r) in (CHART + 2..).zip(&c.rows) {
        pen.put_right(7, y, &curve::duration(r.seconds), t.dim);
        for (i, e) in r.efforts.iter().enumerate() {
            match e {
                Some(p) => effort(pen, (column(i), y), p, (c.channel, b.sport), look),
                None => {
                    pen.put_right(column(i) + 9, y, "–", t.dim);
                }
            }
        }
    }
}

fn effort(pen: &mut Pen<'_>, (x, y): (u16, u16), p: &Point, (channel, sport): (Channel, Sport), look: Look<'_>) {
    let t = look.theme;
    let unit = match channel {
        Channel::Power => " W",
        Channel::HeartRate => " bpm",
        Channel::Speed => "",
    };
    pen.put_right(x + 9, y, &format!("{}{unit}", curve::words(channel, p.value, sport, look.theme.units)), t.text);
    if p.maximal {
        pen.put(x + 10, y, look.shape("◆", "*"), t.accent);
    }
    pen.put(x + 12, y, &format!("{} {:02}", num::date(p.day), p.day.year().rem_euclid(100)), t.dim);
}
