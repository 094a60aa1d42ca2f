//! What a decoder makes of one recorded activity: a summary and its samples in columns.

use super::{sport::Sport, text::CleanText};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One activity, or one leg of a multisport activity, as a file holds it.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// Sport family.
    pub sport: Sport,
    /// The device's finer name (`virtual_activity`, `trail`, `open_water`), when it gave one.
    pub sub_sport: Option<CleanText>,
    /// Trainer, treadmill or pool.
    pub indoor: bool,
    /// First moment of the recording.
    pub start: DateTime<Utc>,
    /// Local time minus UTC in seconds, when the file says it sanely.
    pub utc_offset_s: Option<i32>,
    /// Title, when the file has one.
    pub title: Option<CleanText>,
    /// Notes, when the file has some.
    pub notes: Option<CleanText>,
    /// Maker and product, when the file names them.
    pub device: Option<CleanText>,
    /// The device's own totals; every one optional.
    pub summary: Summary,
    /// The sampled columns.
    pub samples: Samples,
    /// Laps or lengths, as recorded.
    pub laps: Vec<Lap>,
    /// What the lengths of a pool swim say.
    pub swim: Option<SwimDetail>,
    /// What was wrong with the file but did not stop it being read.
    pub warnings: Vec<CleanText>,
    /// Its id at the service that an archive is of.
    pub upstream: Option<CleanText>,
}

/// Totals as the device wrote them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// Wall time from start to end, s.
    pub elapsed_s: Option<f64>,
    /// Time with the timer running, s.
    pub timer_s: Option<f64>,
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
    /// The athlete's own rating, 0–10.
    pub rpe: Option<f64>,
    /// A training load that the file states (kept as context, never in place of ours when ours can be computed).
    pub load: Option<f64>,
}

/// Columns of samples; an empty column was never recorded, `NaN` is a missing value. All non-empty columns have
/// the length of `t`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Seconds since the recording's start, not decreasing.
    pub t: Vec<f64>,
    /// Heart rate, bpm.
    pub hr: Vec<f32>,
    /// Power, W.
    pub power: Vec<f32>,
    /// Speed, m/s.
    pub speed: Vec<f32>,
    /// Distance since start, m.
    pub distance: Vec<f64>,
    /// Altitude, m.
    pub altitude: Vec<f32>,
    /// Cadence, rpm (one-sided for running).
    pub cadence: Vec<f32>,
}

/// What a lap is a part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LapKind {
    /// A lap, by hand or by the device.
    #[default]
    Lap,
    /// A length of a pool that was swum.
    Length,
    /// A rest at the wall.
    Rest,
}

/// How a length was swum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stroke {
    /// Front crawl.
    Freestyle,
    /// On the back.
    Backstroke,
    /// Breast.
    Breaststroke,
    /// Butterfly.
    Butterfly,
    /// Kick and drill.
    Drill,
    /// Several.
    Mixed,
}

/// One lap or length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lap {
    /// Seconds since the recording's start.
    pub start_s: f64,
    /// Timer time of the lap, s.
    pub timer_s: f64,
    /// m
    pub distance_m: Option<f64>,
    /// bpm
    pub avg_hr: Option<f64>,
    /// bpm
    pub max_hr: Option<f64>,
    /// W
    pub avg_power_w: Option<f64>,
    /// What it is.
    pub kind: LapKind,
    /// How it was swum.
    pub stroke: Option<Stroke>,
}

/// What the lengths of a pool swim say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SwimDetail {
    /// Length of the pool, m.
    pub pool_m: Option<f64>,
    /// Lengths swum, drills among them.
    pub lengths: u32,
    /// Time swimming, drills included, s.
    pub swum_s: f64,
    /// Time at the wall, s.
    pub rest_s: f64,
    /// Time of kick and drill lengths, s.
    pub drill_s: f64,
    /// Distance of kick and drill lengths, m.
    pub drill_m: f64,
}

impl Samples {
    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.t.len()
    }

    /// Whether nothing was sampled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.t.is_empty()
    }
}
