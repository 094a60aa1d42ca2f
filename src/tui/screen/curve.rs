//! Mean-max curves on a logarithmic scale of time, as everyone draws them.

use crate::{
    domain::{Sport, Units},
    science::curves::Channel,
    tui::{
        chart::{Ink, Plot},
        num,
        panel::Look,
        pen::Pen,
        text,
    },
};

/// Heading of a curve.
pub(super) fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::Power => "Power curve",
        Channel::HeartRate => "Heart-rate curve",
        Channel::Speed => "Speed curve",
    }
}

/// A value of a channel: watts and beats without their unit, speeds as the sport tells them.
pub(super) fn words(channel: Channel, value: f64, sport: Sport, units: Units) -> String {
    if channel == Channel::Speed { units.speed(value, sport) } else { num::plain(value, 0) }
}

/// `30 s`, `20 min`, `1 h 30`.
pub(super) fn duration(seconds: u32) -> String {
    if seconds < 60 { format!("{seconds} s") } else { num::minutes(seconds / 60) }
}

/// Draws curves of (seconds, value) by rising seconds into `rows` rows from row `y` on, the last one on top, with the
/// highest and the lowest value beside them.
pub(super) fn draw(
    pen: &mut Pen<'_>,
    (y, rows): (u16, u16),
    lines: &[(&[(u32, f64)], Ink)],
    words: &dyn Fn(f64) -> String,
    look: Look<'_>,
) {
    let t = look.theme;
    let ends =
        lines.iter().flat_map(|(l, _)| [l.first(), l.last()]).flatten().map(|p| f64::from(p.0).max(1.0).ln());
    let (a, b) = ends.fold((f64::MAX, f64::MIN), |(lo, hi), s| (lo.min(s), hi.max(s)));
    if a > b {
        return;
    }
    let b = b.max(a + 0.1);
    let values = lines.iter().flat_map(|(l, _)| l.iter().map(|p| p.1));
    let (low, high) = values.fold((f64::MAX, 0.0_f64), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let range = (low * 0.9, high);
    let w = pen.w().saturating_sub(7).min(90);
    let mut plot = Plot::new(w, rows, look.marks);
    let columns = plot.columns();
    for (points, ink) in lines {
        let sampled: Vec<Option<f64>> =
            (0..columns).map(|i| at(points, a + (b - a) * i as f64 / (columns - 1).max(1) as f64)).collect();
        plot.line(0, &sampled, range, *ink);
    }
    plot.draw(pen, 7, y);
    let label = |v: f64| text::clip(&words(v), 6).trim_end_matches([' ', '/', 'k', 'm', 'i', '…']).to_owned();
    pen.put_right(6, y, &label(range.1), t.dim);
    pen.put_right(6, y + rows - 1, &label(range.0), t.dim);
}

/// The value at a logarithm of seconds, between the points beside it; none beyond the ends.
fn at(points: &[(u32, f64)], log: f64) -> Option<f64> {
    let x = |p: &(u32, f64)| f64::from(p.0).max(1.0).ln();
    let (first, last) = (points.first()?, points.last()?);
    if log < x(first) - 1e-9 || log > x(last) + 1e-9 {
        return None;
    }
    let j = points.partition_point(|p| x(p) <= log).clamp(1, points.len());
    let (p, q) = (points[j - 1], points[j.min(points.len() - 1)]);
    let (from, to) = (x(&p), x(&q));
    let share = if to > from { ((log - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
    Some(p.1 + (q.1 - p.1) * share)
}
