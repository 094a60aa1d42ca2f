//! What TCX and GPX share: points with whatever they carry, made into columns.

use crate::domain::{CleanText, Samples};
use chrono::{DateTime, Utc};

/// One point of a track; every field but the time may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    /// UTC.
    pub(super) at: Option<DateTime<Utc>>,
    /// Degrees north and east.
    pub(super) place: Option<(f64, f64)>,
    /// m
    pub(super) altitude: Option<f64>,
    /// m since the start
    pub(super) distance: Option<f64>,
    /// bpm
    pub(super) hr: Option<f64>,
    /// W
    pub(super) power: Option<f64>,
    /// m/s
    pub(super) speed: Option<f64>,
    /// rpm
    pub(super) cadence: Option<f64>,
}

/// Columns of a track and what was noticed while making them.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The columns.
    pub(super) samples: Samples,
    /// First moment.
    pub(super) start: Option<DateTime<Utc>>,
    /// Time within segments, s.
    pub(super) moving_s: f64,
    /// Notices.
    pub(super) warnings: Vec<CleanText>,
}

/// Mean radius of the Earth (IUGG R1), m.
const EARTH_M: f64 = 6_371_008.8;
/// A step between two fixes that no athlete makes, m/s.
const LEAP_MPS: f64 = 60.0;
/// Half the window over which speed is taken from distance, s.
const SPEED_HALF_S: f64 = 2.5;
/// Longest gap that a speed is taken across, s.
const SPEED_GAP_S: f64 = 30.0;

/// Great-circle distance, m (haversine; Sinnott 1984).
pub(super) fn haversine((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (p1, p2) = (lat1.to_radians(), lat2.to_radians());
    let (dp, dl) = ((p2 - p1) / 2.0, (lon2 - lon1).to_radians() / 2.0);
    let h = dp.sin().powi(2) + p1.cos() * p2.cos() * dl.sin().powi(2);
    2.0 * EARTH_M * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Columns out of segments of points. Points without a time, and points that go back in time, are left out. When no
/// point states a distance it is summed along the track within each segment; when none states a speed it is taken
/// from the distance over five seconds.
pub(super) fn columns(segments: &[Vec<Point>]) -> Columns {
    let mut out = Columns::default();
    let Some(start) = segments.iter().flatten().find_map(|p| p.at) else { return out };
    out.start = Some(start);
    let measured = segments.iter().flatten().any(|p| p.distance.is_some());
    let s = &mut out.samples;
    let (mut last, mut sum, mut back) = (0.0_f64, 0.0_f64, 0_usize);
    let mut stated = f64::NAN;
    for segment in segments {
        let mut previous: Option<(f64, f64)> = None;
        let mut first = None;
        for (i, p) in segment.iter().enumerate() {
            let Some(at) = p.at else { continue };
            let t = (at - start).num_milliseconds() as f64 / 1000.0;
            if t < last {
                back += 1;
                continue;
            }
            last = t;
            first.get_or_insert(t);
            if let Some(place) = p.place.filter(|_| !is_spike(segment, i)) {
                sum += previous.map_or(0.0, |from| haversine(from, place));
                previous = Some(place);
            }
            if let Some(d) = p.distance {
                stated = if stated.is_nan() { d } else { stated.max(d) };
            }
            s.t.push(t);
            s.distance.push(if measured { stated } else { sum });
            s.hr.push(or_nan(p.hr.filter(|h| *h > 0.0)));
            s.power.push(or_nan(p.power));
            s.speed.push(or_nan(p.speed));
            s.altitude.push(or_nan(p.altitude));
            s.cadence.push(or_nan(p.cadence));
        }
        out.moving_s += first.map_or(0.0, |f| last - f);
    }
    if back > 0 {
        out.warnings.push(CleanText::line(&format!("{back} points go back in time and were left out")));
    }
    let located = segments.iter().flatten().any(|p| p.place.is_some());
    if !measured && !located {
        s.distance.clear();
    }
    tidy(s);
    fill_speed(s);
    out
}

/// Whether a fix leaps away and the next one is back: an error of the receiver. A leap that stays is what moved
/// while there was no fix, and counts.
fn is_spike(segment: &[Point], i: usize) -> bool {
    let Some([a, b, c]) = i.checked_sub(1).and_then(|first| segment.get(first..first + 3)) else { return false };
    let leaps = |x: &Point, y: &Point| {
        let ((p, s), (q, t)) = (x.place.zip(x.at)?, y.place.zip(y.at)?);
        let seconds = ((t - s).num_milliseconds() as f64 / 1000.0).max(1.0);
        Some(haversine(p, q) > LEAP_MPS * seconds)
    };
    leaps(a, b) == Some(true) && leaps(b, c) == Some(true) && leaps(a, c) == Some(false)
}

fn or_nan(v: Option<f64>) -> f32 {
    v.map_or(f32::NAN, |v| v as f32)
}

/// Empties the columns that hold no value at all, and turns values no sensor gives into missing ones.
pub(super) fn tidy(s: &mut Samples) {
    let limit = |column: &mut Vec<f32>, lo: f32, hi: f32| {
        for v in column.iter_mut().filter(|v| !(lo..=hi).contains(*v)) {
            *v = f32::NAN;
        }
        if column.iter().all(|v| v.is_nan()) {
            column.clear();
        }
    };
    limit(&mut s.hr, 20.0, 254.0);
    limit(&mut s.power, 0.0, 4_000.0);
    limit(&mut s.speed, 0.0, 100.0);
    limit(&mut s.altitude, -500.0, 9_500.0);
    limit(&mut s.cadence, 0.0, 300.0);
    if s.distance.iter().all(|v| v.is_nan()) {
        s.distance.clear();
    }
}

/// Takes speed from distance where no speed was recorded: over a window of five seconds (the whole step where
/// samples are sparser), never across a gap of more than 30 s.
pub(super) fn fill_speed(s: &mut Samples) {
    if !s.speed.is_empty() || s.distance.len() != s.t.len() || s.t.len() < 2 {
        return;
    }
    let n = s.t.len();
    let (mut lo, mut hi) = (0, 0);
    let mut speed = vec![f32::NAN; n];
    for (i, value) in speed.iter_mut().enumerate() {
        while lo + 1 < i && s.t[i] - s.t[lo] > SPEED_HALF_S {
            lo += 1;
        }
        hi = hi.max((i + 1).min(n - 1));
        while hi + 1 < n && s.t[hi + 1] - s.t[i] <= SPEED_HALF_S {
            hi += 1;
        }
        let a = if i > 0 && s.t[i] - s.t[lo.min(i - 1)] <= SPEED_GAP_S { lo.min(i - 1) } else { i };
        let b = if s.t[hi] - s.t[i] <= SPEED_GAP_S { hi } else { i };
        let (dt, dd) = (s.t[b] - s.t[a], s.distance[b] - s.distance[a]);
        if dt > 0.0 && dd >= 0.0 {
            *value = (dd / dt) as f32;
        }
    }
    s.speed = speed;
    tidy(s);
}

/// The last distance stated, m.
pub(super) fn last_distance(s: &Samples) -> Option<f64> {
    s.distance.iter().rev().copied().find(|d| d.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: i64) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(1_700_000_000 + s, 0)
    }

    #[test]
    fn a_degree_of_latitude() {
        let d = haversine((50.0, 8.0), (51.0, 8.0));
        assert!((d - 111_195.1).abs() < 1.0, "{d}");
        assert!(haversine((0.0, 180.0), (0.0, -180.0)) < 1e-6);
    }

    #[test]
    fn distance_and_speed_come_from_places_when_nothing_states_them() {
        let step = 5.0 / 111_195.08;
        let p =
            |i: i32| Point { at: at(i.into()), place: Some((50.0 + step * f64::from(i), 8.0)), ..Point::default() };
        let c = columns(&[(0..60).map(p).collect()]);
        let d = last_distance(&c.samples).unwrap();
        assert!((d - 59.0 * 5.0).abs() < 0.01, "{d}");
        assert!(c.samples.speed.iter().all(|v| (v - 5.0).abs() < 0.01));
        assert!(c.samples.hr.is_empty() && c.samples.power.is_empty());
    }

    #[test]
    fn pauses_between_segments_do_not_move() {
        let p = |s: i64, lat: f64| Point { at: at(s), place: Some((lat, 8.0)), ..Point::default() };
        let c = columns(&[vec![p(0, 50.0), p(10, 50.0001)], vec![p(600, 50.01), p(610, 50.0101)]]);
        assert!((c.moving_s - 20.0).abs() < 1e-9);
        assert!((c.samples.t[3] - 610.0).abs() < 1e-9);
        let d = last_distance(&c.samples).unwrap();
        assert!((d - 22.24).abs() < 0.1, "{d}");
        assert!(c.samples.speed[2] < 2.0, "no speed across the pause: {}", c.samples.speed[2]);
    }

    #[test]
    fn time_never_goes_back() {
        let p = |s: i64| Point { at: at(s), hr: Some(120.0), ..Point::default() };
        let c = columns(&[vec![p(0), p(5), p(3), p(6), Point::default()]]);
        assert_eq!(c.samples.t, [0.0, 5.0, 6.0]);
        assert_eq!(c.warnings.len(), 1);
    }

    #[test]
    fn a_leap_of_the_receiver_adds_no_distance() {
        let p = |s: i64, lat: f64| Point { at: at(s), place: Some((lat, 8.0)), ..Point::default() };
        let there_and_back = columns(&[vec![p(0, 50.0), p(1, 53.0), p(2, 50.0)]]);
        assert_eq!(last_distance(&there_and_back.samples), Some(0.0));
        let stays = columns(&[vec![p(0, 50.0), p(1, 50.004), p(2, 50.004)]]);
        assert!((last_distance(&stays.samples).unwrap() - 444.8).abs() < 0.1);
    }
}
