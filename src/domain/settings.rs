//! What the athlete told about themselves: profile, dated thresholds, conventions.

use super::{
    day::Day,
    mission::{SourcePolicy, WeekMinutes},
    provenance::{Policy, Provider},
    sport::Sport,
    text::CleanText,
    units::Units,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The athlete's settings as read from the configuration; each changed version is an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Shown in greetings only.
    pub name: Option<CleanText>,
    /// For the age rules and the HRmax fallback.
    pub birth_year: Option<i32>,
    /// For the TRIMP constants.
    pub sex: Sex,
    /// Body mass, kg.
    pub mass_kg: Option<f64>,
    /// Body height, m.
    pub height_m: Option<f64>,
    /// Answers to the health questions.
    pub health: Screening,
    /// IANA name of the zone that dates are read in, when a file has no offset of its own.
    pub time_zone: Option<String>,
    /// Hours of sleep needed; learnt from the history when absent.
    pub sleep_need_h: Option<f64>,
    /// Minutes that each weekday has for training, where the athlete said so; a new mission starts from them.
    pub available: WeekMinutes,
    /// Form conventions.
    pub form: FormSettings,
    /// What a sport's load counts in the combined series; absent sports use the defaults.
    pub sport_factors: BTreeMap<Sport, f64>,
    /// Dated thresholds, oldest first.
    pub thresholds: Vec<Threshold>,
    /// Conventions of the load.
    pub load: LoadSettings,
    /// Which zones are shown.
    pub zones: ZoneSettings,
    /// What may be done with a source's records, where that is less than the source itself allows.
    pub sources: BTreeMap<Provider, SourcePolicy>,
}

impl Settings {
    /// What may be done with the records of a provider: its own policy, made tighter where the athlete says so.
    #[must_use]
    pub fn policy(&self, provider: Provider) -> Policy {
        Policy::of(provider).tightened(self.sources.get(&provider).copied().unwrap_or_default())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: None,
            birth_year: None,
            sex: Sex::Unknown,
            mass_kg: None,
            height_m: None,
            health: Screening::default(),
            time_zone: None,
            sleep_need_h: None,
            available: WeekMinutes::default(),
            form: FormSettings::default(),
            sport_factors: BTreeMap::new(),
            thresholds: Vec::new(),
            load: LoadSettings::default(),
            zones: ZoneSettings::default(),
            sources: BTreeMap::new(),
        }
    }
}

/// Answers to the questions that anybody from 35 on, or with a known condition, should answer before training hard
/// (in the manner of PAR-Q). What was not answered is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Screening {
    /// A known heart condition, or exercise only on a doctor's advice.
    pub heart_condition: Option<bool>,
    /// Chest pain, at rest or in exercise.
    pub chest_pain: Option<bool>,
    /// Lost balance or consciousness in the last year.
    pub fainting: Option<bool>,
    /// Pregnant.
    pub pregnant: Option<bool>,
    /// A bone or joint that exercise could make worse.
    pub joint_problem: Option<bool>,
    /// A past or present eating disorder: the coach then never speaks of weight.
    pub eating_disorder: Option<bool>,
    /// A doctor knows of it and agrees to hard training.
    pub doctor_agrees: Option<bool>,
    /// An adult is there at maximal tests, for athletes under 18.
    pub adult_present: Option<bool>,
}

impl Screening {
    /// The questions with their answers, and whether a yes asks for a doctor's word first.
    #[must_use]
    pub fn questions(&self) -> [(&'static str, Option<bool>); 5] {
        [
            ("heart condition", self.heart_condition),
            ("chest pain", self.chest_pain),
            ("fainting", self.fainting),
            ("pregnancy", self.pregnant),
            ("bone or joint problem", self.joint_problem),
        ]
    }
}

/// Which normalized power a load uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum NpVariant {
    /// Full 30-s windows only, as Allen & Coggan describe it and TrainingPeaks shows it.
    #[default]
    Tp,
    /// A window primed with zeros, as GoldenCheetah computes it.
    Gc,
}

/// Conventions of the load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoadSettings {
    /// Normalized power.
    pub np: NpVariant,
}

/// Whose zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ZoneFamily {
    /// Friel's seven.
    #[default]
    Friel,
    /// GoldenCheetah's defaults.
    Gc,
}

/// Which zones heart rates and paces are told in; power has Coggan's seven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ZoneSettings {
    /// Of heart rates.
    pub heart_rate: ZoneFamily,
    /// Of paces in running.
    pub pace: ZoneFamily,
}

/// For formulas that have constants by sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Constants of the male samples.
    Male,
    /// Constants of the female samples.
    Female,
    /// Male constants, less confidence.
    #[default]
    Unknown,
}

/// Step of the exponentially weighted mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// λ = 1 − e^(−1/N): GoldenCheetah, intervals.icu.
    #[default]
    Exp,
    /// λ = 1/N: TrainingPeaks.
    Tp,
}

/// Which day's CTL − ATL is called TSB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum TsbOf {
    /// Yesterday's: the form that the athlete wakes up with.
    #[default]
    Prev,
    /// The same day's, as intervals.icu shows it.
    Same,
}

/// Conventions of the form figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormSettings {
    /// Step.
    pub convention: Convention,
    /// Day of TSB.
    pub tsb: TsbOf,
    /// Days of CTL.
    pub ctl_days: f64,
    /// Days of ATL.
    pub atl_days: f64,
    /// CTL on the day before the first load; estimated from the first 28 days when absent.
    pub seed_ctl: Option<f64>,
    /// ATL on that day; the CTL seed when absent.
    pub seed_atl: Option<f64>,
}

impl Default for FormSettings {
    fn default() -> Self {
        Self {
            convention: Convention::Exp,
            tsb: TsbOf::Prev,
            ctl_days: 42.0,
            atl_days: 7.0,
            seed_ctl: None,
            seed_atl: None,
        }
    }
}

/// What a threshold limits.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdKind {
    /// Functional threshold power, W.
    Ftp,
    /// Heart rate at lactate threshold, bpm.
    Lthr,
    /// Maximal heart rate, bpm.
    HrMax,
    /// Resting heart rate, bpm.
    HrRest,
    /// Threshold speed of running, m/s.
    ThresholdSpeed,
    /// Critical swim speed, m/s.
    Css,
    /// Critical power, W. BikeScore is taken against it; loads and zones stay with FTP.
    Cp,
}

impl ThresholdKind {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 7] =
        [Self::Ftp, Self::Cp, Self::Lthr, Self::HrMax, Self::HrRest, Self::ThresholdSpeed, Self::Css];

    /// Lowest and highest value that a person can have, with the unit.
    #[must_use]
    pub fn range(self) -> (f64, f64, &'static str) {
        match self {
            Self::Ftp | Self::Cp => (40.0, 600.0, "W"),
            Self::Lthr => (80.0, 220.0, "bpm"),
            Self::HrMax => (100.0, 240.0, "bpm"),
            Self::HrRest => (25.0, 110.0, "bpm"),
            Self::ThresholdSpeed => (1.2, 7.0, "m/s"),
            Self::Css => (0.4, 2.2, "m/s"),
        }
    }

    /// The sport of a kind that has only one; `None` for heart rates.
    #[must_use]
    pub fn own_sport(self) -> Option<Sport> {
        match self {
            Self::Ftp | Self::Cp => Some(Sport::Bike),
            Self::ThresholdSpeed => Some(Sport::Run),
            Self::Css => Some(Sport::Swim),
            Self::Lthr | Self::HrMax | Self::HrRest => None,
        }
    }

    /// The sport whose pace this kind is; `None` for powers and heart rates.
    #[must_use]
    pub fn pace_sport(self) -> Option<Sport> {
        match self {
            Self::ThresholdSpeed => Some(Sport::Run),
            Self::Css => Some(Sport::Swim),
            _ => None,
        }
    }

    /// A value with its unit as the field writes it, metric: `250 W`, `4:05 /km`, `1:38 /100 m`, `168 bpm`.
    #[must_use]
    pub fn written(self, value: f64) -> String {
        match self {
            Self::Ftp | Self::Cp => format!("{value:.0} W"),
            Self::Lthr | Self::HrMax | Self::HrRest => format!("{value:.0} bpm"),
            Self::ThresholdSpeed => Units::Metric.speed(value.max(0.01), Sport::Run),
            Self::Css => Units::Metric.speed(value.max(0.01), Sport::Swim),
        }
    }

    /// Short name, where a value follows it.
    #[must_use]
    pub fn brief(self) -> &'static str {
        match self {
            Self::Ftp => "FTP",
            Self::Cp => "CP",
            Self::Lthr => "LTHR",
            Self::HrMax => "HRmax",
            Self::HrRest => "HRrest",
            Self::ThresholdSpeed => "threshold",
            Self::Css => "CSS",
        }
    }

    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Ftp => "FTP",
            Self::Cp => "critical power",
            Self::Lthr => "heart rate at threshold",
            Self::HrMax => "maximal heart rate",
            Self::HrRest => "resting heart rate",
            Self::ThresholdSpeed => "threshold pace",
            Self::Css => "critical swim speed",
        }
    }

    /// Name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ftp => "ftp",
            Self::Lthr => "lthr",
            Self::HrMax => "hr_max",
            Self::HrRest => "hr_rest",
            Self::ThresholdSpeed => "threshold_speed",
            Self::Css => "css",
            Self::Cp => "cp",
        }
    }
}

/// Where a threshold's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdSource {
    /// The athlete set it in config.toml.
    #[default]
    Set,
    /// The athlete accepted it as proposed, or gave it to the program.
    Accepted,
    /// Estimated from the history; shown as such.
    Estimated,
    /// A population formula, for want of anything better; shown as such.
    Assumed,
}

impl ThresholdSource {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Accepted => "accepted",
            Self::Estimated => "estimated",
            Self::Assumed => "assumed",
        }
    }
}

/// One threshold, valid from a day on until the next of its kind and sport.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What it limits.
    pub kind: ThresholdKind,
    /// For which sport; `None` for all (heart rates).
    #[serde(default)]
    pub sport: Option<Sport>,
    /// In the unit of the kind.
    pub value: f64,
    /// First day it holds.
    pub from: Day,
    /// Where it comes from.
    #[serde(default)]
    pub source: ThresholdSource,
    /// The effort or formula behind it.
    #[serde(default)]
    pub note: Option<CleanText>,
}
