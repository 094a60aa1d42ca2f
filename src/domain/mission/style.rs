//! How to train: philosophy, preferences, and what a model and the sources may do.

use crate::domain::{provenance::LlmPolicy, session::SessionKind, sport::Sport, text::CleanText, verdict::Cap};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How to read an HRV drop of 10 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum HrvRule {
    /// Only with a second signal: z7 under −1 and resting heart rate up.
    #[default]
    Corroborated,
    /// The bare −10 %.
    Strict,
}

/// How to read three short nights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum SleepRule {
    /// Against the athlete's own median, or under six hours each.
    #[default]
    Personal,
    /// Under seven hours each.
    Strict,
}

/// What decides which day a hard session falls on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The plan, eased by the day's verdict.
    #[default]
    Planned,
    /// HRV of the week: hard work while it stays within its usual range (Kiviniemi 2007, Javaloyes 2019).
    HrvGuided,
}

/// What decides phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PhaseModel {
    /// From the number of weeks.
    #[default]
    Weeks,
    /// By days to go: base over 42, build to 22, peak to 8, taper.
    Days,
}

/// How to train.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Philosophy {
    /// Shares of time low, mid, high in percent; 80, 10, 10 when absent.
    pub distribution: Option<[f64; 3]>,
    /// Growth of the weekly load per week; 0.10 when absent.
    pub weekly_progression: Option<f64>,
    /// Every how many weeks a down week comes; 4 when absent, 3 for beginners and from fifty years on.
    pub deload_every: Option<u16>,
    /// Largest share of a week for its long session; 0.30 when absent.
    pub long_share: Option<f64>,
    /// CTL points per week that the ramp may reach; by level when absent.
    pub max_ramp: Option<f64>,
    /// Shares of load by sport; by goal when absent.
    pub sport_split: BTreeMap<Sport, f64>,
    /// Strength sessions per week; 0 when absent.
    pub strength_sessions: Option<u16>,
    /// How to read an HRV drop.
    pub hrv_rule: HrvRule,
    /// How to read short nights.
    pub sleep_rule: SleepRule,
    /// What decides which day a hard session falls on.
    pub policy: Policy,
    /// What decides phases.
    pub phase_model: PhaseModel,
    /// In words and in order: what gives way to what.
    pub adaptation_priorities: Vec<CleanText>,
    /// What the athlete's own limits ask for, the most important first.
    pub adaptation: Vec<Adaptation>,
}

/// A signal that an adaptation hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdaptationSignal {
    /// Hours of sleep.
    Sleep,
    /// HRV of seven nights against its baseline, %.
    Hrv,
    /// Body Battery at bedtime.
    Battery,
    /// Resting heart rate over its median, bpm.
    RestingHr,
    /// Morning TSB.
    Form,
    /// Readiness score.
    Readiness,
}

impl AdaptationSignal {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Sleep, Self::Hrv, Self::Battery, Self::RestingHr, Self::Form, Self::Readiness];

    /// Name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sleep => "sleep",
            Self::Hrv => "hrv",
            Self::Battery => "battery",
            Self::RestingHr => "resting_hr",
            Self::Form => "form",
            Self::Readiness => "readiness",
        }
    }

    /// Least and most of its limit, and the unit.
    #[must_use]
    pub fn range(self) -> (f64, f64, &'static str) {
        match self {
            Self::Sleep => (4.0, 10.0, "hours"),
            Self::Hrv => (3.0, 30.0, "% under the baseline"),
            Self::Battery => (1.0, 80.0, "points"),
            Self::RestingHr => (2.0, 20.0, "bpm over the median"),
            Self::Form => (-60.0, 0.0, "TSB"),
            Self::Readiness => (60.0, 95.0, "of 100"),
        }
    }

    /// What it can ask for.
    #[must_use]
    pub fn asks(self) -> &'static [Cap] {
        match self {
            Self::Hrv => &[Cap::NoHard, Cap::RecoveryWeek, Cap::Recovery, Cap::Rest],
            Self::Readiness => &[Cap::NoHard],
            _ => &[Cap::NoHard, Cap::Recovery, Cap::Rest],
        }
    }
}

/// One limit of the athlete's own and what it asks for. What is absent is as the rule's default has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adaptation {
    /// Which signal.
    pub signal: AdaptationSignal,
    /// In the unit of the signal: hours under which, % by which lower, points under which, bpm by which higher.
    #[serde(default)]
    pub limit: Option<f64>,
    /// Nights in a row, of sleep; 1–3.
    #[serde(default)]
    pub nights: Option<u8>,
    /// The most that the day may hold then.
    #[serde(default)]
    pub then: Option<Cap>,
}

/// What the athlete likes. Steers the choice of templates; never overrides a constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    /// Kinds to prefer where the phase leaves a choice.
    pub kinds: Vec<SessionKind>,
    /// Kinds to avoid where the phase leaves a choice.
    pub avoid: Vec<SessionKind>,
    /// `power_meter`, `trainer`, `hr_strap`, `pool`, `treadmill`, `gym`.
    pub equipment: Vec<Equipment>,
    /// `flat`, `hilly`, `mountain`, `trail`, `track`.
    pub terrain: Vec<Terrain>,
    /// Test weeks are wanted.
    pub tests: Option<bool>,
}

/// What the athlete has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Equipment {
    PowerMeter,
    Trainer,
    HrStrap,
    Pool,
    Treadmill,
    Gym,
}

/// Where the athlete trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Terrain {
    Flat,
    Hilly,
    Mountain,
    Trail,
    Track,
}

/// What a language model may do in this mission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModelPolicy {
    /// Whether it may propose changes.
    pub may_propose: bool,
    /// Whether the athlete's notes may leave the machine.
    pub share_notes: bool,
}

impl Default for ModelPolicy {
    fn default() -> Self {
        Self { may_propose: true, share_notes: false }
    }
}

/// A tighter policy for one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourcePolicy {
    /// Whether a model may see it.
    pub llm: Option<LlmPolicy>,
    /// Days until it is erased.
    pub retain_days: Option<u16>,
}
