//! What was done, as devices recorded it.
//!
//! Streams are not kept in the log: the original file is, and a record holds only figures that do **not** depend on
//! the athlete's thresholds (normalized power, histograms, mean-max points). Load and zones can then be computed for
//! any thresholds without opening a file.

use super::{
    day::Day,
    entry::Annotation,
    href::Href,
    id::ShortId,
    provenance::{Policy, Provider},
    recording::{Lap, SwimDetail},
    sport::Sport,
    text::CleanText,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One recording of one activity, from one file or service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRecord {
    /// Derived from the content it came from: [`ShortId::of`] the original's hash and the leg.
    pub id: ShortId,
    /// Who delivered it.
    pub provider: Provider,
    /// The file's own name, without folders; for an archive `archive.zip/inner.fit`.
    pub file: Option<CleanText>,
    /// BLAKE3 of the original bytes as stored, hex.
    pub original: Option<String>,
    /// Leg within the original, from 0.
    pub leg: u16,
    /// Sport family.
    pub sport: Sport,
    /// The device's finer name.
    pub sub_sport: Option<CleanText>,
    /// Trainer, treadmill or pool.
    pub indoor: bool,
    /// First moment, UTC.
    pub start: DateTime<Utc>,
    /// Local calendar date of the start.
    pub local_date: Day,
    /// Title.
    pub title: Option<CleanText>,
    /// Notes.
    pub notes: Option<CleanText>,
    /// Maker and product.
    pub device: Option<CleanText>,
    /// Wall time, s.
    pub elapsed_s: f64,
    /// Timer time, s (elapsed when the source knows no pauses).
    pub moving_s: f64,
    /// m
    pub distance_m: Option<f64>,
    /// m
    pub ascent_m: Option<f64>,
    /// bpm
    pub avg_hr: Option<f64>,
    /// bpm
    pub max_hr: Option<f64>,
    /// W
    pub avg_power_w: Option<f64>,
    /// W
    pub max_power_w: Option<f64>,
    /// kcal
    pub kcal: Option<f64>,
    /// 0–10
    pub rpe: Option<f64>,
    /// A load that the source stated; context only.
    pub stated_load: Option<f64>,
    /// What the samples say, free of thresholds.
    pub metrics: StreamMetrics,
    /// Laps as the device cut them, by start; lengths where a pool swim has no laps.
    #[serde(default)]
    pub laps: Vec<Lap>,
    /// What the lengths of a pool swim say.
    #[serde(default)]
    pub swim: Option<SwimDetail>,
    /// What was wrong with the original.
    pub warnings: Vec<CleanText>,
    /// Its id at the service or in the archive that it came from, when that has a page of it.
    #[serde(default)]
    pub upstream: Option<CleanText>,
}

impl ActivityRecord {
    /// Whether nobody measured or said how long it took: the session that stands for a day's sets.
    #[must_use]
    pub fn time_is_estimated(&self) -> bool {
        self.provider == Provider::Manual && self.id == super::entry::sets_session_id(self.local_date)
    }
}

/// Figures from the samples that hold for any thresholds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreamMetrics {
    /// Normalized power, full 30-s windows only, W.
    pub np_w: Option<f64>,
    /// Normalized power with a zero-primed window, as GoldenCheetah computes it, W.
    pub np_gc_w: Option<f64>,
    /// Skiba's xPower, W.
    pub xpower_w: Option<f64>,
    /// Share of moving time with a power value, 0–1.
    pub power_coverage: f64,
    /// Share of moving time with a heart-rate value, 0–1.
    pub hr_coverage: f64,
    /// Seconds at each heart rate, bins of 1 bpm.
    pub hr: Histogram,
    /// Seconds at each power (5-s smoothed), bins of 5 W.
    pub power: Histogram,
    /// Mean power over the time recorded, zeros included, W.
    #[serde(default)]
    pub mean_power_w: Option<f64>,
    /// Normalized graded speed, m/s (running).
    pub ngs_mps: Option<f64>,
    /// Mean graded speed over the time recorded, m/s (running).
    #[serde(default)]
    pub mean_graded_mps: Option<f64>,
    /// Whether slopes are in the graded speed: no usable altitude takes every second as level.
    #[serde(default)]
    pub graded: bool,
    /// Seconds at each speed (graded where running), bins of 5 cm/s.
    #[serde(default)]
    pub speed: Histogram,
    /// Share of moving time with a speed value, 0–1.
    pub speed_coverage: f64,
    /// Aerobic decoupling, %.
    pub decoupling_pct: Option<f64>,
    /// Mean-max power: (seconds, W), rising seconds.
    pub mmp: Vec<(u32, f32)>,
    /// Mean heart rate of the last 30 s of each best effort of `mmp`, bpm, in its order; 0 where unknown. It tells a
    /// maximal effort from an easy one.
    #[serde(default)]
    pub mmp_end_hr: Vec<u8>,
    /// Mean-max heart rate: (seconds, bpm), rising seconds.
    pub mm_hr: Vec<(u32, f32)>,
    /// Mean-max speed: (seconds, m/s), rising seconds.
    pub mm_speed: Vec<(u32, f32)>,
    /// As `mmp_end_hr`, of `mm_speed`.
    #[serde(default)]
    pub mm_speed_end_hr: Vec<u8>,
    /// Mean heart rate of the last 20 min of the best half hour by power, else by speed, bpm.
    #[serde(default)]
    pub half_hour_end_hr: Option<f32>,
}

/// Seconds per bin. Bin `i` covers `[(first + i)·width, (first + i + 1)·width)`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Width of a bin in the unit of the value.
    pub width: u16,
    /// Index of the first bin kept.
    pub first: u16,
    /// Seconds in each bin.
    pub seconds: Vec<u32>,
}

impl Histogram {
    /// Builds one from 1-Hz values; values below 0 or not finite are left out.
    #[must_use]
    pub fn from_values(width: u16, values: impl Iterator<Item = f32>) -> Self {
        let mut bins: Vec<u32> = Vec::new();
        for v in values {
            if !(0.0..=60_000.0).contains(&v) {
                continue;
            }
            let i = (v / f32::from(width)) as usize;
            if i >= bins.len() {
                bins.resize(i + 1, 0);
            }
            bins[i] += 1;
        }
        let first = bins.iter().position(|&s| s > 0).unwrap_or(bins.len());
        bins.drain(..first);
        Self { width, first: u16::try_from(first).unwrap_or(u16::MAX), seconds: bins }
    }

    /// `(lower edge of the bin, seconds)` for every bin that is not empty.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let (w, f) = (f64::from(self.width), f64::from(self.first));
        let mut i = 0.0;
        self.seconds.iter().filter_map(move |&s| {
            let at = (f + i) * w;
            i += 1.0;
            (s > 0).then_some((at, f64::from(s)))
        })
    }

    /// Mean of the lower edges over the seconds; the mean itself of whole numbers in bins one unit wide.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let (sum, seconds) = self.bins().fold((0.0, 0.0), |(a, b), (v, s)| (a + v * s, b + s));
        (seconds > 0.0).then(|| sum / seconds)
    }

    /// Seconds in all.
    #[must_use]
    pub fn total_s(&self) -> f64 {
        super::num::total(self.seconds.iter().map(|&s| f64::from(s)))
    }
}

/// An activity: one or more records of the same effort. The best record speaks for it; the others stay linked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// The id of the record that arrived first; it never changes.
    pub id: ShortId,
    /// Every record, the best first.
    pub records: Vec<ActivityRecord>,
    /// How it felt, when the athlete said so afterwards.
    pub annotation: Option<Annotation>,
}

/// Same activity if both start within this many seconds of each other …
const SAME_START_S: i64 = 120;
/// … and their durations differ by no more than this share.
const SAME_DURATION: f64 = 0.05;
/// Or if they overlap by more than this share of the shorter one.
const SAME_OVERLAP: f64 = 0.70;
/// What is typed has a rough length and mostly no hour: the same as a recording of that sport and day whose duration
/// differs by no more than this share.
const TYPED_DURATION: f64 = 0.25;

impl Activity {
    /// An activity with one record.
    #[must_use]
    pub fn new(record: ActivityRecord) -> Self {
        Self { id: record.id, records: vec![record], annotation: None }
    }

    /// The athlete's rating, 0–10: what was said afterwards, else what a record holds.
    #[must_use]
    pub fn rpe(&self) -> Option<f64> {
        let said = self.annotation.as_ref().and_then(|a| a.rpe);
        said.or_else(|| self.records.iter().find_map(|r| r.rpe))
    }

    /// The record that speaks for the activity.
    ///
    /// # Panics
    /// Never: an activity has at least one record.
    #[must_use]
    pub fn best(&self) -> &ActivityRecord {
        &self.records[0]
    }

    /// Adds another record of the same effort and puts the best one first.
    pub fn link(&mut self, record: ActivityRecord) {
        if self.records.iter().any(|r| r.id == record.id) {
            return;
        }
        self.records.push(record);
        self.rank();
    }

    /// Both as one effort, under the id of this one and with what was said of it, else of the other.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.records.extend(other.records);
        self.annotation = self.annotation.or(other.annotation);
        self.rank();
        self
    }

    /// What is left without a record: nothing, one effort, or several when only that record held them together. The
    /// one that keeps the id, else the first, keeps what was said.
    #[must_use]
    pub fn without(&self, record: ShortId) -> Vec<Self> {
        let mut left: Vec<Self> = Vec::new();
        for r in self.records.iter().filter(|r| r.id != record) {
            let (same, others): (Vec<Self>, Vec<Self>) =
                std::mem::take(&mut left).into_iter().partition(|a| a.is_same_as(r));
            left = others;
            left.push(same.into_iter().fold(Self::new(r.clone()), |whole, part| part.join(whole)));
        }
        left.sort_by_key(|a| (a.best().start, a.id));
        for a in &mut left {
            let kept = a.records.iter().any(|r| r.id == self.id);
            a.id = if kept { self.id } else { a.best().id };
        }
        let heir = left.iter().position(|a| a.id == self.id).unwrap_or(0);
        if let Some(a) = left.get_mut(heir) {
            a.annotation.clone_from(&self.annotation);
        }
        left
    }

    /// Puts the record first that speaks for the effort, by what all of them are and not by how they came.
    fn rank(&mut self) {
        let longest = self.records.iter().filter(|r| !r.is_typed()).map(|r| r.moving_s).fold(0.0, f64::max);
        // What may not be combined with others never speaks for what came another way too, and a part not for the whole.
        let apart = |r: &ActivityRecord| !Policy::of(r.provider).combine;
        let part = |r: &ActivityRecord| !r.is_typed() && r.moving_s < SAME_OVERLAP * longest;
        self.records.sort_by(|a, b| {
            let standing = apart(a).cmp(&apart(b)).then(part(a).cmp(&part(b)));
            standing.then(b.quality().total_cmp(&a.quality())).then(a.id.cmp(&b.id))
        });
    }

    /// Whether one of its records was typed.
    #[must_use]
    pub fn has_typed(&self) -> bool {
        self.records.iter().any(ActivityRecord::is_typed)
    }

    /// Whether `record` is the same effort: same sport, start within two minutes and duration within 5 %, or an
    /// overlap of more than 70 %. What was typed is the same as a recording of its sport and day that is about as
    /// long. Two records out of one original, or two that were typed, are never the same; an effort is typed once.
    #[must_use]
    pub fn is_same_as(&self, record: &ActivityRecord) -> bool {
        !(record.is_typed() && self.has_typed()) && self.records.iter().any(|r| r.is_same_as(record))
    }
}

impl ActivityRecord {
    /// Last moment, UTC.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.start + chrono::TimeDelta::milliseconds((self.elapsed_s.clamp(0.0, 1.0e9) * 1000.0) as i64)
    }

    /// Its page at the service that it came from.
    #[must_use]
    pub fn page(&self) -> Option<Href> {
        Href::activity(self.provider, self.upstream.as_ref()?.as_str())
    }

    /// Whether it was written down by hand.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.provider == Provider::Manual
    }

    fn is_same_as(&self, other: &Self) -> bool {
        if self.original.is_some() && self.original == other.original {
            // One file that came two ways is one recording; two recordings of one file are two.
            return self.provider != other.provider && self.leg == other.leg;
        }
        if self.sport != other.sport {
            return false;
        }
        if self.is_typed() || other.is_typed() {
            return self.is_typed() != other.is_typed() && self.is_typed_twin(other);
        }
        let (a, b) = (self.elapsed_s, other.elapsed_s);
        let longer = a.max(b);
        let start_gap = (self.start - other.start).num_seconds().abs();
        if start_gap <= SAME_START_S
            && (longer == 0.0
                || (a - b).abs() <= SAME_DURATION * longer
                || (self.moving_s - other.moving_s).abs() <= SAME_DURATION * self.moving_s.max(other.moving_s))
        {
            return true;
        }
        let overlap =
            (self.end().min(other.end()) - self.start.max(other.start)).num_milliseconds() as f64 / 1000.0;
        let shorter = a.min(b);
        shorter > 0.0 && overlap > SAME_OVERLAP * shorter
    }

    fn is_typed_twin(&self, other: &Self) -> bool {
        let (a, b) = (self.moving_s, other.moving_s);
        // Nobody times weights: sets that were typed and a watch's recording of the day are one session.
        let alike = self.sport == Sport::Strength || (a - b).abs() <= TYPED_DURATION * a.max(b);
        self.local_date == other.local_date && alike
    }

    /// How much a load can be computed from: power beats pace beats heart rate beats a rating. Ties go to the
    /// record with more samples, then more fields.
    #[must_use]
    pub fn quality(&self) -> f64 {
        let m = &self.metrics;
        let rung = if m.power_coverage >= 0.9 {
            4.0
        } else if m.hr_coverage >= 0.7 {
            3.0
        } else if m.speed_coverage >= 0.7 || self.distance_m.is_some() {
            2.0
        } else if self.rpe.is_some() {
            1.0
        } else {
            0.0
        };
        let fields =
            [self.distance_m, self.ascent_m, self.avg_hr, self.max_hr, self.avg_power_w, self.kcal, self.rpe]
                .iter()
                .flatten()
                .count() as f64;
        // A recording speaks before what was typed, however little it holds: its times are measured.
        let typed = if self.is_typed() { -10.0 } else { 0.0 };
        typed + rung + 0.05 * (m.hr_coverage + m.power_coverage + m.speed_coverage) + 0.01 * fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_every_second_where_it_belongs() {
        let h = Histogram::from_values(5, [100.0, 104.9, 105.0, f32::NAN, -3.0, 250.0].into_iter());
        assert_eq!(h.first, 20);
        assert_eq!(h.bins().collect::<Vec<_>>(), [(100.0, 2.0), (105.0, 1.0), (250.0, 1.0)]);
        assert!((h.total_s() - 4.0).abs() < 1e-9);
        assert!(Histogram::from_values(1, std::iter::empty()).total_s().is_sign_positive());
    }
}
