//! A recording to the record that the log keeps: the device's totals first, the samples' where it gave none.

use super::local_day;
use crate::{
    domain::{ActivityRecord, CleanText, Provider, Recording, ShortId, recording::Summary},
    science::stream::Grid,
};
use chrono_tz::Tz;

/// Makes the record of one leg of an original. `hash` is the original's BLAKE3 in hex, `file` its name.
#[must_use]
pub fn record(r: &Recording, hash: &str, leg: u16, provider: Provider, file: &str, zone: Tz) -> ActivityRecord {
    let Summary {
        elapsed_s,
        timer_s,
        distance_m,
        ascent_m,
        avg_hr,
        max_hr,
        avg_power_w,
        max_power_w,
        kcal,
        rpe,
        load,
    } = r.summary;
    let span = r.samples.t.last().copied().filter(|t| *t > 0.0);
    let elapsed = elapsed_s.or(span).or(timer_s).unwrap_or(0.0);
    let moving = timer_s.unwrap_or(elapsed);
    let grid = Grid::of(&r.samples, r.sport);
    let far = r.samples.distance.iter().rev().copied().find(|d| d.is_finite() && *d > 0.0);
    ActivityRecord {
        id: ShortId::of(&[hash.as_bytes(), &leg.to_be_bytes()]),
        provider,
        file: CleanText::line_opt(file),
        original: Some(hash.to_owned()),
        leg,
        sport: r.sport,
        sub_sport: r.sub_sport.clone(),
        indoor: r.indoor,
        start: r.start,
        local_date: local_day(r.start, r.utc_offset_s, zone),
        title: r.title.clone(),
        notes: r.notes.clone(),
        device: r.device.clone(),
        elapsed_s: elapsed,
        moving_s: moving,
        distance_m: distance_m.or(far),
        ascent_m: ascent_m.or_else(|| grid.ascent()),
        avg_hr: avg_hr.or_else(|| grid.mean_hr()),
        max_hr: max_hr.or_else(|| grid.max_hr()),
        avg_power_w: avg_power_w.or_else(|| grid.mean_power()),
        max_power_w: max_power_w.or_else(|| grid.max_power()),
        kcal,
        rpe,
        stated_load: load,
        metrics: grid.metrics(moving),
        laps: r.laps.clone(),
        swim: r.swim,
        warnings: r.warnings.clone(),
        upstream: r.upstream.clone(),
    }
}
