//! What was decided for a day, and the reasons that can be checked.

use super::{day::Day, sport::Sport, text::CleanText};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The verdict's word.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// As planned.
    Go,
    /// Something easier than planned.
    Modify,
    /// No training.
    Skip,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Go => "go",
            Self::Modify => "modify",
            Self::Skip => "skip",
        })
    }
}

/// The most that a day may hold. Later is tighter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// Easy sessions may grow by 10 %.
    ReadyUp,
    /// As planned.
    None,
    /// No hard session; at most 75 % of the planned load, low intensity.
    NoHard,
    /// A week of recovery: 60 % of the load, nothing hard.
    RecoveryWeek,
    /// At most 45 easy minutes and 40 % of the planned load.
    Recovery,
    /// Nothing.
    Rest,
}

impl Cap {
    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadyUp => "ready_up",
            Self::None => "none",
            Self::NoHard => "no_hard",
            Self::RecoveryWeek => "recovery_week",
            Self::Recovery => "recovery",
            Self::Rest => "rest",
        }
    }

    /// Words on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ReadyUp => "room for a little more",
            Self::None => "as planned",
            Self::NoHard => "nothing hard",
            Self::RecoveryWeek => "recovery week",
            Self::Recovery => "recovery only",
            Self::Rest => "rest",
        }
    }
}

impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How good the grounds of a rule are, always shown with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A rule of the athlete's own mission.
    Mission,
    /// Research, an association or a trial.
    Research,
    /// Common practice without direct evidence.
    Convention,
    /// A safety rule that needs none.
    Safety,
    /// Our own design, without evidence or common practice behind it.
    Design,
}

impl Evidence {
    /// Words on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Mission => "rule of your mission",
            Self::Research => "research",
            Self::Convention => "convention",
            Self::Safety => "safety",
            Self::Design => "our design",
        }
    }
}

/// One rule that spoke, with what it saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reason {
    /// The rule's name (`F07`, `L5`, `V14`).
    pub rule: String,
    /// What was seen, with its unit: `RHR +8 bpm`.
    pub observed: String,
    /// What the rule allows: `< +7 bpm`.
    pub limit: String,
    /// One sentence.
    pub text: String,
    /// Where the observation comes from (`oura`, `file`, `form`).
    pub source: String,
    /// How good the rule's grounds are.
    pub evidence: Evidence,
}

/// A place of the body that hurts, and the sports that are out for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hurt {
    /// The place, as the athlete named it: `left knee`.
    pub site: String,
    /// Sports that load it.
    pub sports: Vec<Sport>,
}

/// The decision of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Verdict {
    /// go, modify, skip.
    pub action: Action,
    /// The tightest cap.
    pub cap: Cap,
    /// Step of the ladder that decided, 1 the highest; see the coach's ladder for the list.
    pub priority: u8,
    /// 0–1: share of expected signals present, times freshness, times agreement.
    pub confidence: f64,
    /// What decided, the deciding rule first.
    pub reasons: Vec<Reason>,
    /// What hurts, with the sports that are out for it whatever the cap.
    #[serde(default)]
    pub hurt: Vec<Hurt>,
}

impl Verdict {
    /// Whether the day has to change for what hurts, and something is left to do.
    #[must_use]
    pub fn spares(&self) -> bool {
        let decided = self.reasons.iter().any(|r| r.rule == "F11");
        self.action == Action::Modify && self.cap < Cap::Rest && decided && !self.hurt.is_empty()
    }

    /// What the day allows, in words: the cap, and what is spared where the day has to change for it.
    #[must_use]
    pub fn allows(&self) -> String {
        if !self.spares() {
            return self.cap.title().to_owned();
        }
        let sites: Vec<String> = self.hurt.iter().map(|h| format!("the {}", h.site)).collect();
        let spared = format!("nothing that loads {}", sites.join(" or "));
        if self.cap <= Cap::None { spared } else { format!("{}, {spared}", self.cap.title()) }
    }

    /// The sports that are out for what hurts, each once.
    #[must_use]
    pub fn out(&self) -> Vec<Sport> {
        let mut all: Vec<Sport> = self.hurt.iter().flat_map(|h| h.sports.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// How serious a finding of the validator is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Allowed, shown.
    Warn,
    /// Not offered.
    Block,
}

/// What a guard-rail found in a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// The rule's name (`V05`).
    pub rule: String,
    /// How serious.
    pub severity: Severity,
    /// The day, or the Monday of the week, that it is about.
    pub day: Day,
    /// What was seen, with its unit.
    pub observed: String,
    /// What the rule allows.
    pub limit: String,
    /// One sentence.
    pub text: String,
    /// How good the rule's grounds are.
    pub evidence: Evidence,
}

/// An easier stretch of days that a rule asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DeloadCall {
    /// Which rule (`D2`, `F04`).
    pub rule: String,
    /// First day.
    pub from: Day,
    /// How many days.
    pub days: u8,
    /// Share of the planned load that is left.
    pub share: f64,
}

impl DeloadCall {
    /// Whether `day` belongs to it.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        (0..i64::from(self.days)).contains(&super::day::between(self.from, day))
    }
}

/// The athlete goes against a named rule, for one day. Stop rules don't hear it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleOverride {
    /// The day.
    pub day: Day,
    /// The rule's name.
    pub rule: String,
    /// Why, in the athlete's words.
    pub reason: CleanText,
}

/// A part of the coach, with one job.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Agent {
    /// Goal, dates, what is critical.
    Mission,
    /// Signals and their freshness.
    Observation,
    /// The verdict.
    Reasoning,
    /// Sessions and hunks.
    Planning,
    /// Words.
    Communication,
    /// Whether past advice worked.
    Reflection,
}

impl Agent {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mission => "mission",
            Self::Observation => "observation",
            Self::Reasoning => "reasoning",
            Self::Planning => "planning",
            Self::Communication => "communication",
            Self::Reflection => "reflection",
        }
    }
}

/// What one part said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Turn {
    /// Who.
    pub agent: Agent,
    /// What, in a sentence or two.
    pub says: String,
    /// What it goes by, a line each.
    pub grounds: Vec<String>,
}

/// How mission and reasoning were weighed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Arbitration {
    /// The rule that decided (`A5`).
    pub rule: String,
    /// Whose word counted; `None` when they agree.
    pub winner: Option<Agent>,
    /// What the mission wanted of today.
    pub wanted: String,
    /// What the reasoning allowed.
    pub allowed: String,
    /// What came of it.
    pub outcome: String,
}

/// The transcript of a day's decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Deliberation {
    /// What each part said, in order.
    pub turns: Vec<Turn>,
    /// How mission and reasoning were weighed.
    pub arbitration: Arbitration,
}
