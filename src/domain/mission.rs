//! The mission: goal, dates, stages, targets, constraints and the safety table, as a TOML file holds them.
//!
//! The types are the schema: what is not a field here is refused with its place in the file. Checks that look at
//! more than one field, and the explanation of every error, live with the configuration.

use super::{day::Day, provenance::LlmPolicy, session::SessionKind, sport::Sport, text::CleanText};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// A mission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// Schema of the file; 1.
    #[serde(default = "one")]
    pub schema: u32,
    /// Short name, also of the file: letters, digits, `-`.
    pub id: String,
    /// Name on screen.
    pub name: CleanText,
    /// What for, in a line or two.
    #[serde(default)]
    pub description: Option<CleanText>,
    /// First day of preparation; the day the mission is taken up when absent.
    #[serde(default)]
    pub start: Option<Day>,
    /// The goal.
    pub goal: Goal,
    /// What a coach would ask for.
    #[serde(default)]
    pub objective: Objective,
    /// Stages of a multi-day event.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// Days without a stage inside a multi-day event.
    #[serde(default)]
    pub rest_days: Vec<Day>,
    /// Further events on the way.
    #[serde(default)]
    pub events: Vec<SideEvent>,
    /// What to reach.
    #[serde(default)]
    pub targets: Targets,
    /// What binds the plan.
    #[serde(default)]
    pub constraints: Constraints,
    /// How to train.
    #[serde(default)]
    pub philosophy: Philosophy,
    /// What the athlete likes.
    #[serde(default)]
    pub preferences: Preferences,
    /// Points per stage type and ride mode.
    #[serde(default)]
    pub points: BTreeMap<StageType, ModePoints>,
    /// Bonus points.
    #[serde(default)]
    pub bonuses: Bonuses,
    /// Limits of the validator that a mission may tighten.
    #[serde(default)]
    pub safety: Safety,
    /// How a ride mode is recognised in a recorded activity.
    #[serde(default)]
    pub detection: Detection,
    /// What a language model may do.
    #[serde(default)]
    pub model: ModelPolicy,
    /// What may be done with each source's records, by source name.
    #[serde(default)]
    pub sources: BTreeMap<String, SourcePolicy>,
    /// Free notes.
    #[serde(default)]
    pub notes: Option<CleanText>,
}

fn one() -> u32 {
    1
}

/// What kind of goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalKind {
    /// One event on one day.
    Race,
    /// An event of several days.
    StageRace,
    /// Two or three sports in one event.
    Triathlon,
    /// No event: a block of training.
    Block,
}

/// The goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What kind.
    pub kind: GoalKind,
    /// Its sport; for a triathlon the one that is trained most.
    pub sport: Sport,
    /// Day of the event, first day of a multi-day one; may be absent for a block.
    #[serde(default)]
    pub date: Option<Day>,
    /// Length of a block without a date, weeks.
    #[serde(default)]
    pub weeks: Option<u16>,
    /// Distance of the event, km.
    #[serde(default)]
    pub distance_km: Option<f64>,
    /// Climbing of the event, m.
    #[serde(default)]
    pub ascent_m: Option<f64>,
    /// Expected minutes in all, of a one-day event.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// Expected minutes per sport, of a triathlon.
    #[serde(default)]
    pub legs: BTreeMap<Sport, u32>,
    /// The longest that a stage of the simulation may take, minutes.
    #[serde(default)]
    pub stage_minutes: Option<u16>,
}

/// What a coach would ask for before starting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Objective {
    /// In words: `first marathon`, `finish the tour`.
    #[serde(rename = "type")]
    pub kind: Option<CleanText>,
    /// Same as the goal's date; when both are given they must agree.
    pub race_date: Option<Day>,
    /// `3:45:00`.
    pub target_time: Option<CleanText>,
    /// How trained the athlete is; from the history when absent.
    pub current_level: Option<Level>,
    /// Hours trained per week now; from the history when absent.
    pub weekly_volume_hours: Option<f64>,
}

/// How trained an athlete is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// CTL under 35, or less than a year of regular training.
    Beginner,
    /// CTL 35–70.
    Intermediate,
    /// CTL over 70.
    Advanced,
}

/// Type of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageType {
    /// Flat.
    Flat,
    /// Hilly.
    Hilly,
    /// Mountain.
    Mountain,
    /// Individual time trial.
    Itt,
    /// Mountain time trial.
    MtnItt,
    /// Rest day.
    Rest,
}

impl StageType {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Hilly => "hilly",
            Self::Mountain => "mountain",
            Self::Itt => "itt",
            Self::MtnItt => "mtn_itt",
            Self::Rest => "rest",
        }
    }
}

impl fmt::Display for StageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How a stage is ridden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RideMode {
    /// Not at all.
    Rest,
    /// With the bunch.
    Gc,
    /// Harder, for more points.
    Breakaway,
}

impl RideMode {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Gc => "gc",
            Self::Breakaway => "breakaway",
        }
    }
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// From 1, in order.
    pub number: u16,
    /// Its day.
    pub date: Day,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: StageType,
    /// Where to where.
    #[serde(default)]
    pub name: Option<CleanText>,
    /// km of the real stage.
    #[serde(default)]
    pub distance_km: Option<f64>,
    /// m of the real stage.
    #[serde(default)]
    pub ascent_m: Option<f64>,
    /// Minutes to ride for this stage, in place of the goal's.
    #[serde(default)]
    pub minutes: Option<u16>,
}

/// How much an event matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// Everything serves it.
    A,
    /// A short taper.
    B,
    /// Trained through.
    C,
}

/// An event on the way to the goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideEvent {
    /// Name.
    pub name: CleanText,
    /// Day.
    pub date: Day,
    /// B or C; an A event is a goal of its own mission.
    pub priority: Priority,
    /// Sport.
    pub sport: Sport,
    /// Expected minutes.
    pub minutes: u16,
}

/// What to reach. The planner uses what is given and derives the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// Highest CTL worth building.
    pub ctl_peak: Option<f64>,
    /// Morning TSB wanted on the day, lower end.
    pub tsb_min: Option<f64>,
    /// Morning TSB wanted on the day, upper end.
    pub tsb_max: Option<f64>,
    /// Longest session to reach, minutes.
    pub long_session_minutes: Option<u16>,
    /// Longest threshold interval to reach, minutes.
    pub threshold_interval_minutes: Option<u16>,
    /// Points to reach in a stage race.
    pub points: Option<u32>,
}

/// What binds the plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Constraints {
    /// Minutes available per weekday; a day that is not named has the default of 60, 120 at the weekend.
    pub available_minutes: WeekMinutes,
    /// When there is no training at all, or not everything.
    pub unavailable: Vec<Unavailable>,
    /// Most sessions per week.
    pub weekly_sessions: Option<u16>,
    /// Most hours per week.
    pub max_weekly_hours: Option<f64>,
    /// Most kilometres per week, by sport.
    pub max_weekly_km: BTreeMap<Sport, f64>,
    /// Least rest days per week; 1 when absent.
    pub min_rest_days: Option<u16>,
    /// Most hard days in seven; 2 when absent, 3 only for advanced athletes.
    pub max_hard_days: Option<u16>,
    /// Hard days in a row that the athlete tolerates; 1 when absent.
    pub consecutive_hard_days_max: Option<u16>,
    /// Score under which a day is not green; 70 when absent.
    pub min_readiness: Option<f64>,
    /// Resting heart rate over which a day is recovery.
    pub max_resting_hr: Option<f64>,
    /// Morning TSB under which the validator warns.
    pub min_tsb: Option<f64>,
    /// Day of the long session.
    pub long_day: Option<Weekday>,
    /// Preferred day of a hard session.
    pub hard_day: Option<Weekday>,
    /// Sports that are not done, kinds that are never planned.
    pub avoid_sports: Vec<Sport>,
    /// Kinds that are never planned.
    pub avoid_kinds: Vec<SessionKind>,
    /// Injuries that the plan goes around.
    pub injuries: Vec<Injury>,
    /// Injuries of the past, in words; shown, not interpreted.
    pub injury_history: Vec<CleanText>,
    /// Relaxes the spacing of hard days for back-to-back blocks before a stage race.
    pub stage_block: bool,
}

/// Minutes by weekday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names of the weekdays say all")]
pub struct WeekMinutes {
    pub mon: Option<u16>,
    pub tue: Option<u16>,
    pub wed: Option<u16>,
    pub thu: Option<u16>,
    pub fri: Option<u16>,
    pub sat: Option<u16>,
    pub sun: Option<u16>,
}

impl WeekMinutes {
    /// Minutes by weekday, Monday first, with the defaults filled in.
    #[must_use]
    pub fn all(self) -> [u16; 7] {
        let (w, e) = (60, 120);
        [
            self.mon.unwrap_or(w),
            self.tue.unwrap_or(w),
            self.wed.unwrap_or(w),
            self.thu.unwrap_or(w),
            self.fri.unwrap_or(w),
            self.sat.unwrap_or(e),
            self.sun.unwrap_or(e),
        ]
    }
}

/// A weekday in a mission file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of the weekdays say all")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday = 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// A time without training, or with less of it. Exactly one of `date`, `from`/`to` and `weekday` is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unavailable {
    /// One day.
    #[serde(default)]
    pub date: Option<Day>,
    /// First day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub to: Option<Day>,
    /// Every week.
    #[serde(default)]
    pub weekday: Option<Weekday>,
    /// Minutes that are left all the same; 0 when absent.
    #[serde(default)]
    pub minutes: Option<u16>,
    /// Only these sports are out; all of them when empty.
    #[serde(default)]
    pub sports: Vec<Sport>,
    /// Why, shown with the rule.
    #[serde(default)]
    pub reason: Option<CleanText>,
}

impl Unavailable {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.date == Some(day)
            || self.weekday.is_some_and(|w| w.index() == super::day::weekday(day))
            || matches!((self.from, self.to), (Some(f), Some(t)) if f <= day && day <= t)
            || matches!((self.from, self.to), (Some(f), None) if f <= day)
            || matches!((self.from, self.to), (None, Some(t)) if day <= t)
    }
}

/// An injury that the plan goes around.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Injury {
    /// Where.
    pub site: CleanText,
    /// Sports that are out.
    pub sports: Vec<Sport>,
    /// Last day; open when absent.
    #[serde(default)]
    pub until: Option<Day>,
}

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
    /// What decides phases.
    pub phase_model: PhaseModel,
    /// In words and in order: what gives way to what.
    pub adaptation_priorities: Vec<CleanText>,
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

/// Points of one stage type by ride mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModePoints {
    /// With the bunch.
    pub gc: u32,
    /// In the breakaway.
    pub breakaway: u32,
}

/// Bonus points of a stage race.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bonuses {
    /// Five stages in a row, once.
    pub five_in_a_row: u32,
    /// Ten breakaways.
    pub ten_breakaways: u32,
    /// Every mountain stage in the breakaway.
    pub all_mountains: u32,
    /// Every stage with the bunch.
    pub all_gc: u32,
    /// No stage missed from the sixteenth on.
    pub final_week: u32,
}

/// Limits of the validator that a mission may tighten, never loosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Safety {
    /// Weekly load over the reference, blocked above; 1.30 when absent.
    pub max_weekly_load_ratio: Option<f64>,
    /// CTL points per week, blocked above; 8 when absent.
    pub max_ramp: Option<f64>,
    /// Morning TSB, blocked below; −40 when absent.
    pub min_tsb: Option<f64>,
    /// Longest session, minutes; 480 when absent.
    pub max_session_minutes: Option<u16>,
}

/// How a ride mode is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Detection {
    /// Least IF of a breakaway.
    pub breakaway_if: f64,
    /// Least load of a breakaway.
    pub breakaway_load: f64,
    /// Least IF of a ride with the bunch.
    pub gc_if: f64,
    /// Least load of a ride with the bunch.
    pub gc_load: f64,
}

impl Default for Detection {
    fn default() -> Self {
        Self { breakaway_if: 0.85, breakaway_load: 60.0, gc_if: 0.70, gc_load: 40.0 }
    }
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

/// A mission file as it was at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissionVersion {
    /// BLAKE3 of the file's bytes, hex.
    pub hash: String,
    /// The file's text.
    pub text: String,
    /// What it says.
    pub mission: Mission,
}

/// Where a mission stands, by date alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Before its first day.
    Preparing,
    /// On the way to the goal.
    Training,
    /// The event's own days.
    Event,
    /// The fourteen days after it.
    Complete,
    /// Long over.
    Archived,
}

impl Lifecycle {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Training => "training",
            Self::Event => "event",
            Self::Complete => "complete",
            Self::Archived => "archived",
        }
    }
}

/// Days after the event that count as recovery.
pub const TRANSITION_DAYS: i64 = 14;

impl Mission {
    /// First and last day of the event; for a block its first day of training and last day.
    #[must_use]
    pub fn event_days(&self) -> Option<(Day, Day)> {
        if let (Some(first), Some(last)) =
            (self.stages.iter().map(|s| s.date).min(), self.stages.iter().map(|s| s.date).max())
        {
            return Some((first, last));
        }
        self.goal.date.map(|d| (d, d))
    }

    /// The day that everything is planned towards: first day of the event, or the end of a block that began on
    /// `from`.
    #[must_use]
    pub fn goal_day(&self, from: Day) -> Day {
        self.event_days().map_or_else(
            || {
                let weeks = i64::from(self.goal.weeks.unwrap_or(12).clamp(1, 104));
                super::day::shift(super::day::monday(self.start.unwrap_or(from)), 7 * weeks - 1)
            },
            |(first, _)| first,
        )
    }

    /// Last day that is planned: the event's last day, or the end of a block.
    #[must_use]
    pub fn last_day(&self, from: Day) -> Day {
        self.event_days().map_or_else(|| self.goal_day(from), |(_, last)| last)
    }

    /// Where it stands on `today`, having been taken up on `from`.
    #[must_use]
    pub fn lifecycle(&self, from: Day, today: Day) -> Lifecycle {
        let last = self.last_day(from);
        if self.start.is_some_and(|s| today < s) {
            Lifecycle::Preparing
        } else if self.goal.kind != GoalKind::Block && today >= self.goal_day(from) && today <= last {
            Lifecycle::Event
        } else if today <= last {
            Lifecycle::Training
        } else if super::day::between(last, today) <= TRANSITION_DAYS {
            Lifecycle::Complete
        } else {
            Lifecycle::Archived
        }
    }

    /// The stage of a day; a rest day inside the event counts as one of type rest.
    #[must_use]
    pub fn stage_on(&self, day: Day) -> Option<&Stage> {
        self.stages.iter().find(|s| s.date == day)
    }
}
