//! A planned session: a dated piece of training with its steps. Intent, never reality.

use super::{day::Day, id::ShortId, sport::Sport};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a session trains.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// Very easy, to recover.
    Recovery,
    /// Easy aerobic.
    Endurance,
    /// Skills and drills at an easy effort.
    Technique,
    /// The long one of the week.
    Long,
    /// Tempo.
    Tempo,
    /// Sweet spot.
    SweetSpot,
    /// Around threshold.
    Threshold,
    /// Around maximal oxygen uptake.
    Vo2,
    /// Short and above VO2max.
    Anaerobic,
    /// Sprints.
    Sprint,
    /// Hill repeats.
    Hills,
    /// At the pace of the goal.
    RacePace,
    /// Short sharpener before an event.
    Opener,
    /// A test.
    Test,
    /// Weights, core, prehab.
    Strength,
    /// A stage of a multi-day event.
    Stage,
    /// The event itself.
    Race,
}

impl SessionKind {
    /// Every kind, in the order used by lists.
    pub const ALL: [Self; 17] = [
        Self::Recovery,
        Self::Endurance,
        Self::Technique,
        Self::Long,
        Self::Tempo,
        Self::SweetSpot,
        Self::Threshold,
        Self::Vo2,
        Self::Anaerobic,
        Self::Sprint,
        Self::Hills,
        Self::RacePace,
        Self::Opener,
        Self::Test,
        Self::Strength,
        Self::Stage,
        Self::Race,
    ];

    /// Name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Endurance => "endurance",
            Self::Technique => "technique",
            Self::Long => "long",
            Self::Tempo => "tempo",
            Self::SweetSpot => "sweet_spot",
            Self::Threshold => "threshold",
            Self::Vo2 => "vo2",
            Self::Anaerobic => "anaerobic",
            Self::Sprint => "sprint",
            Self::Hills => "hills",
            Self::RacePace => "race_pace",
            Self::Opener => "opener",
            Self::Test => "test",
            Self::Strength => "strength",
            Self::Stage => "stage",
            Self::Race => "race",
        }
    }

    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::SweetSpot => "sweet spot",
            Self::RacePace => "race pace",
            Self::Vo2 => "VO2",
            other => other.name(),
        }
    }
}

impl fmt::Display for SessionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

/// How long a step lasts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duration {
    /// Seconds.
    Time(u32),
    /// Metres.
    Distance(u32),
    /// Until the athlete presses the lap button; about so many seconds, 0 when nobody knows.
    Lap(u32),
}

impl Duration {
    /// Seconds: of a step until the lap button, those it is expected to take. `None` for metres.
    #[must_use]
    pub fn seconds(self) -> Option<u32> {
        match self {
            Self::Time(s) | Self::Lap(s) => Some(s),
            Self::Distance(_) => None,
        }
    }
}

/// What a step's `lo` and `hi` are shares of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// % of FTP.
    PowerPct,
    /// % of threshold speed (run) or critical swim speed.
    SpeedPct,
    /// % of LTHR.
    HrPct,
    /// Rating of perceived exertion, 0–10.
    Rpe,
    /// By feel.
    Free,
}

/// What a step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Warm-up.
    Warmup,
    /// Work.
    Work,
    /// Easy part between work.
    Recovery,
    /// Standing or hanging at the wall.
    Rest,
    /// Cool-down.
    Cooldown,
}

/// One step of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Step {
    /// What for.
    pub kind: StepKind,
    /// How long.
    pub duration: Duration,
    /// Shares of what.
    pub target: Target,
    /// Lower end of the target; the start of a ramp.
    pub lo: f64,
    /// Upper end of the target; the end of a ramp.
    pub hi: f64,
    /// Whether the target goes evenly from `lo` to `hi`.
    pub ramp: bool,
    /// Words for the athlete (a strength exercise, a cue).
    pub text: Option<String>,
    /// Turns of the crank a minute, or steps of both feet, where the step asks for one.
    #[serde(default)]
    pub cadence: Option<u16>,
}

/// A step, or a group of blocks repeated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// One step.
    Step(Step),
    /// `n` times the blocks in order.
    Repeat {
        /// How often.
        n: u16,
        /// What.
        blocks: Vec<Block>,
    },
}

impl Block {
    /// How many steps there are with repeats written out, without writing them out.
    #[must_use]
    pub fn count(blocks: &[Self]) -> usize {
        let of = |b: &Self| match b {
            Self::Step(_) => 1,
            Self::Repeat { n, blocks } => usize::from(*n).saturating_mul(Self::count(blocks)),
        };
        blocks.iter().map(of).fold(0, usize::saturating_add)
    }

    /// All steps in order, repeats written out.
    #[must_use]
    pub fn flatten(blocks: &[Self]) -> Vec<&Step> {
        fn walk<'a>(blocks: &'a [Block], out: &mut Vec<&'a Step>) {
            for b in blocks {
                match b {
                    Block::Step(s) => out.push(s),
                    Block::Repeat { n, blocks } => (0..*n).for_each(|_| walk(blocks, out)),
                }
            }
        }
        let mut out = Vec::new();
        walk(blocks, &mut out);
        out
    }
}

/// One planned session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Session {
    /// Stable through moves and edits.
    pub id: ShortId,
    /// Local date.
    pub day: Day,
    /// Sport.
    pub sport: Sport,
    /// What it trains.
    pub kind: SessionKind,
    /// The library template it was made from (`B-SST`), or `stage`, `race`.
    pub template: String,
    /// A few words.
    pub title: String,
    /// Planned minutes, rests included.
    pub minutes: u16,
    /// Planned load, 100 = one hour at threshold.
    pub load: f64,
    /// Intensity factor, from the steps.
    pub intensity: f64,
    /// Planned metres, when the sport counts them.
    pub distance_m: Option<f64>,
    /// Whether it counts as a hard day.
    pub hard: bool,
    /// Minutes low, mid, high.
    pub zone_minutes: [f64; 3],
    /// What to do.
    pub steps: Vec<Block>,
    /// What it is, for a person.
    pub description: String,
    /// Why this one, here.
    pub rationale: String,
    /// Number of the stage in a multi-day event, from 1.
    pub stage: Option<u16>,
    /// The planner may not touch it.
    pub locked: bool,
}

impl Session {
    /// `threshold 75 min, load 75`.
    #[must_use]
    pub fn brief(&self) -> String {
        format!("{} {} {} min, load {:.0}", self.sport, self.title, self.minutes, self.load)
    }
}
