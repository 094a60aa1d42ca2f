//! Time in zones, by power, heart rate and speed: as far as there are a threshold and figures.

use crate::{
    domain::{
        ActivityRecord, Histogram, Settings, Threshold, ThresholdKind, num::Total, settings::ThresholdSource,
    },
    science::{distribution, thresholds::Book, zones::Model},
};
use serde::Serialize;

/// Time in the zones of one model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneTable {
    /// Whose zones of what.
    pub model: Model,
    /// The same in words.
    pub source: &'static str,
    /// What the threshold is.
    pub kind: ThresholdKind,
    /// The threshold of the day: W, bpm, m/s.
    pub threshold: f64,
    /// Where that comes from.
    pub threshold_source: ThresholdSource,
    /// One per zone.
    pub times: Vec<ZoneTime>,
}

/// One zone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneTime {
    /// `Z4`, `Z5a`.
    pub name: String,
    /// Lower bound in the unit of the threshold; none in the first.
    pub from: Option<f64>,
    /// Upper bound; none in the last.
    pub to: Option<f64>,
    /// Seconds in it.
    pub seconds: f64,
    /// Share of the time with a value, 0–1.
    pub share: f64,
}

/// The tables of a record under the athlete's families of zones.
pub(super) fn tables(settings: &Settings, book: &Book, r: &ActivityRecord) -> Vec<ZoneTable> {
    let (m, families) = (&r.metrics, settings.zones);
    let speed = Model::speed(families.pace, r.sport);
    let of_speed = if speed == Some(Model::GcSwim) { ThresholdKind::Css } else { ThresholdKind::ThresholdSpeed };
    // The histogram of speeds is in centimetres a second.
    let all = [
        (Some(Model::CogganPower), ThresholdKind::Ftp, &m.power, 1.0),
        (Some(Model::heart_rate(families.heart_rate, r.sport)), ThresholdKind::Lthr, &m.hr, 1.0),
        (speed, of_speed, &m.speed, 100.0),
    ];
    all.into_iter()
        .filter_map(|(model, kind, histogram, scale)| {
            table(model?, book.at(kind, r.sport, r.local_date)?, histogram, scale)
        })
        .collect()
}

fn table(model: Model, threshold: &Threshold, histogram: &Histogram, scale: f64) -> Option<ZoneTable> {
    let bounds = model.bounds(threshold.value);
    let seconds = distribution::seconds_in_zones(histogram, &bounds.map(|b| b * scale));
    let all = seconds.iter().total();
    let time = |i: usize| ZoneTime {
        name: model.zone_name(i as u8 + 1),
        from: i.checked_sub(1).map(|j| bounds[j]),
        to: bounds.get(i).copied().filter(|b| b.is_finite()),
        seconds: seconds[i],
        share: seconds[i] / all,
    };
    (all > 0.0).then(|| ZoneTable {
        model,
        source: model.source(),
        kind: threshold.kind,
        threshold: threshold.value,
        threshold_source: threshold.source,
        times: (0..model.count()).map(time).collect(),
    })
}
