//! Recordings out of an activity file: one per session, each with the records of its time.

use super::{
    collect::{Collected, Totals},
    field::EPOCH,
};
use crate::{
    domain::{
        CleanText, Recording, Samples, Sport,
        recording::{Lap, LapKind, Stroke, Summary, SwimDetail},
    },
    formats::{Item, time, track},
};
use chrono::{DateTime, Utc};
use rustyfit::profile::typedef;

/// Said of an activity file in which nothing was recorded.
pub(super) const NOTHING: &str = "activity with nothing recorded";

/// Times before this count from the device's start, not from the epoch (FIT protocol, type date_time).
const CLOCK_SET: u32 = 0x1000_0000;
/// A record this far ahead of the one before is damage, s.
const JUMP_MAX_S: u32 = 7 * 86_400;
/// A record this far before the first session is damage, s.
const EARLY_MAX_S: u32 = 86_400;

/// Sub-sports done on a machine or in a pool.
const INDOOR: [u8; 13] = [1, 5, 6, 14, 15, 16, 17, 25, 27, 45, 58, 68, 88];

/// One recording per session, by start; one made of the records alone when no session was written.
pub(super) fn items(mut part: Collected) -> Vec<Item> {
    let Collected { beats, records, .. } = &mut part;
    beats.fill(records);
    let (rows, dropped) = usable(&part);
    if part.sessions.is_empty() {
        part.sessions.extend(synthetic(&part, &rows));
    }
    part.sessions.sort_by_key(|s| s.start);
    let count = part.sessions.len();
    let mut out = Vec::new();
    let mut before = f64::NAN;
    let mut from = 0;
    for i in 0..count {
        let until = part.sessions.get(i + 1).and_then(|s| s.start).unwrap_or(u32::MAX);
        let to = from + rows[from..].partition_point(|&r| part.records.time[r] < until);
        if let Some(mut r) = leg(&part, i, &rows[from..to], before) {
            if dropped > 0 && i == 0 {
                let what = format!("{dropped} records with impossible times were left out");
                r.warnings.push(CleanText::line(&what));
            }
            out.push(Item::Recording(Box::new(r)));
        }
        let last = rows[from..to].iter().rev().map(|&r| part.records.distance[r]).find(|d| d.is_finite());
        before = last.unwrap_or(before);
        from = to;
    }
    if out.is_empty() {
        out.push(Item::Skipped { what: CleanText::line(NOTHING) });
    }
    out
}

/// The records whose times can be: not going back, not leaping ahead by days. And how many can't.
fn usable(part: &Collected) -> (Vec<usize>, usize) {
    let time = &part.records.time;
    let anchor = part.sessions.iter().filter_map(|s| s.start).min();
    let mut last = anchor.map(|a| a.saturating_sub(EARLY_MAX_S));
    let mut rows = Vec::with_capacity(time.len());
    for (i, &t) in time.iter().enumerate() {
        let fits = last.is_none_or(|l| t >= l && t - l <= JUMP_MAX_S + EARLY_MAX_S);
        if fits {
            rows.push(i);
            last = Some(t);
        }
    }
    let dropped = time.len() - rows.len();
    (rows, dropped)
}

/// A session for a file that has none (cut off, or written by a simple device): its records' span, the timer events'
/// running time, the laps' sport.
fn synthetic(part: &Collected, rows: &[usize]) -> Option<Totals> {
    let time = |i: Option<&usize>| i.map(|&r| part.records.time[r]);
    let (start, end) = (time(rows.first())?, time(rows.last())?);
    if end <= start {
        return None;
    }
    let lap = part.laps.iter().find(|l| l.sport.is_some());
    Some(Totals {
        start: Some(start),
        end: Some(end),
        elapsed_s: Some(f64::from(end - start)),
        timer_s: running(&part.timer, start, end),
        sport: lap.and_then(|l| l.sport),
        sub_sport: lap.and_then(|l| l.sub_sport),
        active: true,
        ..Totals::default()
    })
}

/// Seconds that the timer ran between `start` and `end`; `None` without events.
fn running(events: &[(u32, bool)], start: u32, end: u32) -> Option<f64> {
    if events.is_empty() {
        return None;
    }
    let (mut on, mut sum) = (Some(start), 0.0);
    for &(at, runs) in events {
        let at = at.clamp(start, end);
        match (on, runs) {
            (None, true) => on = Some(at),
            (Some(since), false) => {
                sum += f64::from(at.saturating_sub(since));
                on = None;
            }
            _ => {}
        }
    }
    sum += on.map_or(0.0, |since| f64::from(end.saturating_sub(since)));
    (sum > 0.0).then_some(sum)
}

fn leg(part: &Collected, index: usize, rows: &[usize], distance_before: f64) -> Option<Recording> {
    let session = &part.sessions[index];
    let start = session.start.or_else(|| {
        let end = session.end?;
        Some(end.saturating_sub(session.elapsed_s.or(session.timer_s)?.clamp(0.0, 1.0e8) as u32))
    });
    let start = start.or_else(|| rows.first().map(|&r| part.records.time[r]))?;
    let at = instant(start)?;
    let next = part.sessions.get(index + 1).and_then(|s| s.start).unwrap_or(u32::MAX);
    let within = |t: &&Totals| t.start.is_some_and(|s| (index == 0 || s >= start) && s < next);
    let lengths: Vec<&Totals> = part.lengths.iter().filter(within).collect();
    let laps: Vec<&Totals> = part.laps.iter().filter(within).collect();
    let mut samples = samples(part, rows, start, distance_before);
    if let (true, Some(pool)) = (samples.is_empty(), session.pool_m) {
        samples = from_lengths(&lengths, pool, start);
    }
    let summary = summary(session, &samples);
    if summary.elapsed_s.unwrap_or(0.0) <= 0.0 && summary.timer_s.unwrap_or(0.0) <= 0.0 {
        return None;
    }
    let named = part.sport.as_ref().filter(|_| part.sessions.len() == 1);
    let sport = session.sport.or(named.map(|s| s.0)).unwrap_or(0);
    let sub = session.sub_sport.or(named.map(|s| s.1)).unwrap_or(0);
    let mut warnings = Vec::new();
    if start < CLOCK_SET {
        warnings.push(CleanText::line("the device's clock was not set: the date is that of its start"));
    }
    let pool = session.pool_m;
    let swim = swim_detail(&lengths, pool);
    let shown: Vec<Lap> = if laps.len() < 2 && !lengths.is_empty() {
        lengths.iter().filter_map(|l| length(l, start, pool)).collect()
    } else {
        laps.iter().filter_map(|l| lap(l, start)).collect()
    };
    Some(Recording {
        sport: family(sport, sub),
        sub_sport: Some(typedef::SubSport(sub).to_string())
            .filter(|n| sub != 0 && !n.contains('('))
            .and_then(|n| CleanText::line_opt(&n)),
        indoor: INDOOR.contains(&sub),
        start: at,
        utc_offset_s: part.local_minus_utc.and_then(time::sane_offset),
        title: session
            .profile
            .as_deref()
            .or_else(|| named.and_then(|s| s.2.as_deref()))
            .and_then(CleanText::line_opt),
        notes: None,
        device: part.device.as_deref().and_then(CleanText::line_opt),
        summary,
        samples,
        laps: shown,
        swim,
        warnings,
        upstream: None,
    })
}

fn instant(fit: u32) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(EPOCH + i64::from(fit), 0)
}

fn samples(part: &Collected, rows: &[usize], start: u32, distance_before: f64) -> Samples {
    let r = &part.records;
    let pick = |column: &[f32]| rows.iter().map(|&i| column[i]).collect::<Vec<f32>>();
    let mut s = Samples {
        t: rows.iter().map(|&i| f64::from(r.time[i].saturating_sub(start))).collect(),
        hr: pick(&r.hr),
        power: pick(&r.power),
        speed: pick(&r.speed),
        distance: rows.iter().map(|&i| r.distance[i]).collect(),
        altitude: pick(&r.altitude),
        cadence: pick(&r.cadence),
    };
    // Distance counts on through the legs of a multisport file.
    let first = s.distance.iter().copied().find(|d| d.is_finite());
    if first.is_some_and(|f| f >= distance_before) {
        s.distance.iter_mut().for_each(|d| *d -= distance_before);
    }
    track::tidy(&mut s);
    if s.distance.is_empty() {
        s.distance = distance_by_place(part, rows);
    }
    track::fill_speed(&mut s);
    s
}

/// Distance along the recorded places; empty without any.
fn distance_by_place(part: &Collected, rows: &[usize]) -> Vec<f64> {
    let degrees = |v: i32| f64::from(v) * (180.0 / 2_147_483_648.0);
    let place = |i: usize| {
        let (lat, lon) = part.records.place[i];
        (lat != i32::MAX && lon != i32::MAX).then(|| (degrees(lat), degrees(lon)))
    };
    if !rows.iter().any(|&i| place(i).is_some()) {
        return Vec::new();
    }
    let (mut sum, mut last) = (0.0, None);
    let step = |&i: &usize| {
        if let Some(here) = place(i) {
            sum += last.map_or(0.0, |before| track::haversine(before, here));
            last = Some(here);
        }
        sum
    };
    rows.iter().map(step).collect()
}

/// One sample at the end of each length, for pool swims that have no records.
fn from_lengths(lengths: &[&Totals], pool_m: f64, start: u32) -> Samples {
    let mut s = Samples::default();
    let mut distance = 0.0;
    for l in lengths {
        let Some(begin) = l.start.filter(|b| *b >= start) else { continue };
        let time = l.timer_s.or(l.elapsed_s).filter(|t| *t > 0.0).unwrap_or(0.0);
        let t = f64::from(begin - start) + time;
        if s.t.last().is_some_and(|last| t < *last) {
            continue;
        }
        if l.active {
            distance += pool_m;
        }
        s.t.push(t);
        s.distance.push(distance);
        s.speed.push(if l.active && time > 0.0 { (pool_m / time) as f32 } else { 0.0 });
    }
    s
}

fn summary(session: &Totals, samples: &Samples) -> Summary {
    let span = samples.t.last().copied().filter(|t| *t > 0.0);
    let positive = |v: Option<f64>| v.filter(|v| *v > 0.0);
    let clocked = session.end.zip(session.start).map(|(e, s)| f64::from(e.saturating_sub(s)));
    let elapsed = positive(session.elapsed_s).or(span).or(positive(session.timer_s)).or(positive(clocked));
    // A power of zero from a device that has no meter is no power.
    let metered = !samples.power.is_empty();
    Summary {
        elapsed_s: elapsed,
        timer_s: positive(session.timer_s).or(elapsed),
        distance_m: positive(session.distance_m).or_else(|| positive(track::last_distance(samples))),
        ascent_m: session.ascent_m,
        avg_hr: positive(session.avg_hr),
        max_hr: positive(session.max_hr),
        avg_power_w: session.avg_power.filter(|p| *p > 0.0 || metered),
        max_power_w: session.max_power.filter(|p| *p > 0.0 || metered),
        kcal: positive(session.kcal),
        rpe: session.rpe.filter(|r| (0.0..=10.0).contains(r)),
        load: positive(session.tss),
    }
}

fn lap(l: &Totals, start: u32) -> Option<Lap> {
    Some(Lap {
        start_s: f64::from(l.start?.saturating_sub(start)),
        timer_s: l.timer_s.or(l.elapsed_s).unwrap_or(0.0),
        distance_m: l.distance_m,
        avg_hr: l.avg_hr.filter(|v| *v > 0.0),
        max_hr: l.max_hr.filter(|v| *v > 0.0),
        avg_power_w: l.avg_power,
        kind: LapKind::Lap,
        stroke: stroke(l.stroke),
    })
}

fn length(l: &Totals, start: u32, pool_m: Option<f64>) -> Option<Lap> {
    let kind = if l.active { LapKind::Length } else { LapKind::Rest };
    let distance_m = pool_m.filter(|_| l.active);
    Some(Lap { kind, distance_m, stroke: stroke(l.stroke).filter(|_| l.active), ..lap(l, start)? })
}

/// Of the profile's swim strokes; individual medley counts as several.
fn stroke(code: Option<u8>) -> Option<Stroke> {
    Some(match code? {
        0 => Stroke::Freestyle,
        1 => Stroke::Backstroke,
        2 => Stroke::Breaststroke,
        3 => Stroke::Butterfly,
        4 => Stroke::Drill,
        5 | 6 => Stroke::Mixed,
        _ => return None,
    })
}

/// What lengths say together; `None` without any that was swum.
fn swim_detail(lengths: &[&Totals], pool_m: Option<f64>) -> Option<SwimDetail> {
    let mut d = SwimDetail { pool_m, ..SwimDetail::default() };
    for l in lengths {
        let s = l.timer_s.or(l.elapsed_s).filter(|s| *s > 0.0).unwrap_or(0.0);
        if !l.active {
            d.rest_s += s;
            continue;
        }
        d.lengths += 1;
        d.swum_s += s;
        if stroke(l.stroke) == Some(Stroke::Drill) {
            d.drill_s += s;
            d.drill_m += pool_m.unwrap_or(0.0);
        }
    }
    (d.lengths > 0).then_some(d)
}

/// The family of a FIT sport; a machine's by what is done on it.
fn family(sport: u8, sub: u8) -> Sport {
    use typedef::Sport as S;
    match (S(sport), sub) {
        (S::RUNNING, _) | (S::FITNESS_EQUIPMENT | S::GENERIC, 1 | 45) => Sport::Run,
        (S::CYCLING | S::E_BIKING, _) | (S::FITNESS_EQUIPMENT | S::GENERIC, 5 | 6 | 88) => Sport::Bike,
        (S::SWIMMING, _) | (S::GENERIC, 17 | 18) => Sport::Swim,
        (S::TRANSITION, _) | (_, 32..=34) => Sport::Transition,
        (S::ROWING | S::PADDLING | S::KAYAKING | S::CANOEING | S::STAND_UP_PADDLEBOARDING, _)
        | (S::FITNESS_EQUIPMENT | S::GENERIC, 14) => Sport::Row,
        (S::CROSS_COUNTRY_SKIING | S::ALPINE_SKIING | S::SNOWBOARDING | S::SNOWSHOEING | S::WINTER_SPORT, _) => {
            Sport::Ski
        }
        (S::WALKING | S::HIKING | S::MOUNTAINEERING, _) | (S::FITNESS_EQUIPMENT, 27) => Sport::Hike,
        (S::TRAINING | S::FITNESS_EQUIPMENT | S::GENERIC, 19 | 20 | 43 | 44) | (S::MOBILITY, _) => Sport::Strength,
        _ => Sport::Other,
    }
}
