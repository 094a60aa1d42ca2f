//! Everything that can happen, as the log keeps it.

use super::{
    activity::ActivityRecord,
    calendar::CalendarEntry,
    calibration::{CalibrationAnswer, CalibrationProposal},
    canvas::CanvasChange,
    class::Class,
    cycle::{CycleEdited, CycleStored},
    day::Day,
    entry::{Annotation, DayNote, SetEntry, Withdrawn},
    exchange::{Job, ModelAnswer, ModelRequest},
    id::ShortId,
    intent::WeekIntent,
    memory::Remembered,
    mission::MissionVersion,
    outbox::{Attempt, Notification, Settled},
    plan::{Plan, PlanChange},
    proposal::{Answer, Proposal},
    pushed::PlanPushed,
    report::{CheckIn, HealthReport, InjuryReport},
    routine::{
        ActivityLinked, ActivityNoted, AutopsyStored, MissionResult, ProfileStored, ReviewStored, RoutineDone,
        WeekPlanStored,
    },
    settings::{Settings, Threshold},
    text::CleanText,
    threshold::{ThresholdAnswer, ThresholdProposal},
    verdict::{Deliberation, DeloadCall, RuleOverride, Verdict},
    wellness::WellnessRecord,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person.
    Athlete,
    /// A pull from a service.
    Sync,
    /// A file import.
    Import,
    /// The rules.
    Coach,
    /// A language model.
    Model,
    /// The program itself.
    System,
}

impl Actor {
    /// Name in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Athlete => "athlete",
            Self::Sync => "sync",
            Self::Import => "import",
            Self::Coach => "coach",
            Self::Model => "model",
            Self::System => "system",
        }
    }
}

/// What happened. Each variant's name is its kind in the log; its content is the body.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A changed version of the athlete's settings was seen.
    SettingsObserved(Box<Settings>),
    /// A recording of an activity arrived.
    ActivityRecorded(Box<ActivityRecord>),
    /// A recording that is known under the same id says something else now: edited by hand, or by its source.
    ActivityAmended(Box<ActivityRecord>),
    /// The athlete said how an activity felt.
    ActivityAnnotated(Annotation),
    /// A strength set was entered, or entered anew under its id.
    SetLogged(SetEntry),
    /// A note on a day was written, or written anew under its id.
    DayNoted(DayNote),
    /// A recording, a set or a note was taken back.
    EntryWithdrawn(Withdrawn),
    /// An entry of another calendar was seen, changed or taken out.
    CalendarSeen(CalendarEntry),
    /// A source said something of a day.
    WellnessRecorded(WellnessRecord),
    /// The athlete's morning check-in.
    CheckedIn(CheckIn),
    /// The athlete is ill, or well again.
    HealthReported(HealthReport),
    /// A place of the body is hurt, or well again.
    InjuryReported(InjuryReport),
    /// The athlete goes against a named rule for a day, and says why.
    AthleteOverride(RuleOverride),
    /// A changed version of a mission file was seen.
    MissionSaved(Box<MissionVersion>),
    /// A mission became the active one.
    MissionActivated(MissionActivated),
    /// The athlete does not want to be asked for the next mission for a while.
    NextPutOff(NextPutOff),
    /// A whole plan was laid for the active mission.
    PlanLaid(Plan),
    /// A change of the plan was proposed.
    ProposalMade(Box<Proposal>),
    /// A proposal was answered.
    ProposalAnswered(Box<Answer>),
    /// The last change of the plan was taken back.
    PlanUndone(PlanUndone),
    /// The athlete locked planned sessions, or gave them free again.
    SessionsLocked(SessionsLocked),
    /// A day was decided.
    DayDecided(DayDecided),
    /// A line of the coach pane.
    Said(Said),
    /// A request is about to be sent to a language model.
    ModelRequested(Box<ModelRequest>),
    /// What came back, or that nothing did.
    ModelAnswered(Box<ModelAnswer>),
    /// A fact of the athlete is remembered, or forgotten.
    Remembered(Remembered),
    /// A panel of the canvas came, changed or went.
    CanvasChanged(CanvasChange),
    /// A changed version of the athlete's catalogue of classes was seen.
    ClassesObserved(Vec<Class>),
    /// The athlete said which session an activity did.
    ActivityLinked(ActivityLinked),
    /// The athlete wrote on an activity.
    ActivityNoted(ActivityNoted),
    /// A weekly review was written.
    ReviewStored(Box<ReviewStored>),
    /// A profile was made.
    ProfileStored(Box<ProfileStored>),
    /// The weekly routine went through.
    WeekRoutineDone(RoutineDone),
    /// A mission has its result.
    MissionEnded(MissionResult),
    /// A mission is over: it is frozen, and its review stands.
    MissionClosed(Box<AutopsyStored>),
    /// A threshold was proposed.
    ThresholdProposed(Box<ThresholdProposal>),
    /// The proposal of a threshold was answered.
    ThresholdAnswered(ThresholdAnswer),
    /// The athlete gave a threshold.
    ThresholdSet(Threshold),
    /// A figure of the athlete's own was proposed for the mission.
    CalibrationProposed(Box<CalibrationProposal>),
    /// Such a proposal was answered, or an accepted one taken back.
    CalibrationAnswered(CalibrationAnswer),
    /// A message to the athlete waits to be sent.
    NotificationQueued(Box<Notification>),
    /// A try to send one is about to be made.
    NotificationAttempted(Attempt),
    /// A try, or a message as a whole, came to an end.
    NotificationSettled(Settled),
    /// Sessions were put into the calendar of a service, or taken out of it.
    PlanPushed(PlanPushed),
    /// A cycle was made; with a proposal, it counts from the athlete's yes on.
    CycleStored(Box<CycleStored>),
    /// The athlete changed what a cycle is pinned to, which one counts, or how it ended.
    CycleEdited(CycleEdited),
    /// The athlete said what a week is meant to be.
    WeekIntended(WeekIntent),
    /// The plan of a week was written.
    WeekPlanStored(Box<WeekPlanStored>),
}

/// Body of [`Event::MissionActivated`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionActivated {
    /// The mission's id.
    pub mission: String,
    /// From this day on.
    pub day: Day,
}

/// Body of [`Event::NextPutOff`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPutOff {
    /// The mission that is over.
    pub mission: String,
    /// The day it was said.
    pub day: Day,
    /// The day on which the question comes back.
    pub until: Day,
}

/// Body of [`Event::SessionsLocked`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsLocked {
    /// Which ones.
    pub sessions: Vec<ShortId>,
    /// The day they were planned for then; a session that went elsewhere meanwhile stays as it is.
    pub day: Day,
    /// Whether they are locked, or free again.
    pub locked: bool,
}

/// Body of [`Event::PlanUndone`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanUndone {
    /// The answer taken back, by its proposal.
    pub proposal: ShortId,
    /// The change that takes it back.
    pub change: PlanChange,
    /// The day it was taken back; unknown in old logs.
    #[serde(default)]
    pub day: Option<Day>,
}

/// Body of [`Event::DayDecided`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayDecided {
    /// The day.
    pub day: Day,
    /// Content hash of the mission version that was used.
    pub mission_hash: Option<String>,
    /// Plan version that was used.
    pub plan_version: Option<u32>,
    /// What was decided.
    pub verdict: Verdict,
    /// The easier stretch of days that began with this decision.
    #[serde(default)]
    pub deload: Option<DeloadCall>,
    /// How it was decided: what each part said, and how it was weighed.
    #[serde(default)]
    pub deliberation: Option<Box<Deliberation>>,
}

/// Body of [`Event::Said`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The day it was said.
    pub day: Day,
    /// By the athlete, or by the coach.
    pub by_athlete: bool,
    /// Whether the coach's words are a language model's.
    #[serde(default)]
    pub by_model: bool,
    /// The task of the routine that the words answer; `None` in a conversation.
    #[serde(default)]
    pub about: Option<Job>,
    /// The stored review, profile or cycle that they are about.
    #[serde(default)]
    pub of: Option<ShortId>,
    /// What.
    pub text: CleanText,
}

impl Said {
    /// Words of the athlete.
    #[must_use]
    pub fn athlete(day: Day, text: CleanText) -> Self {
        Self { day, by_athlete: true, by_model: false, about: None, of: None, text }
    }

    /// Words of the coach, by the rules or by a language model.
    #[must_use]
    pub fn coach(day: Day, text: CleanText, by_model: bool) -> Self {
        Self { day, by_athlete: false, by_model, about: None, of: None, text }
    }
}

/// An event as the log returns it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Place in the log, from 1, without gaps.
    pub seq: u64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// Who caused it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}

/// A body that could not be read back.
#[derive(Debug, thiserror::Error)]
#[error("the body of a {kind} event (version {version}) can't be read: {reason}")]
pub struct DecodeError {
    /// Kind of the event.
    pub kind: String,
    /// Version of the kind.
    pub version: u32,
    /// What the reader said.
    pub reason: String,
}

macro_rules! kinds {
    ($($variant:ident = $name:literal),* $(,)?) => {
        impl Event {
            /// Every kind that this version writes.
            pub const KINDS: &'static [&'static str] = &[$($name),*];

            /// The kind's name in the log.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name),* }
            }

            /// The body as it is stored: JSON.
            ///
            /// # Errors
            /// When a value has no JSON form; none of the types here can.
            pub fn body(&self) -> Result<Vec<u8>, serde_json::Error> {
                match self { $(Self::$variant(b) => serde_json::to_vec(b)),* }
            }

            /// Reads a stored body back. `Ok(None)` for a kind or version that this program does not know: such
            /// events are kept as they are and take no part in the fold.
            ///
            /// # Errors
            /// When the kind and version are known but the body is not what they promise.
            pub fn decode(kind: &str, version: u32, body: &[u8]) -> Result<Option<Self>, DecodeError> {
                let fail = |e: serde_json::Error| DecodeError {
                    kind: kind.to_owned(), version, reason: e.to_string(),
                };
                if version != Self::VERSION { return Ok(None); }
                Ok(Some(match kind {
                    $($name => Self::$variant(serde_json::from_slice(body).map_err(fail)?),)*
                    _ => return Ok(None),
                }))
            }
        }
    };
}

impl Event {
    /// Version that every kind is written with.
    pub const VERSION: u32 = 1;
}

kinds! {
    SettingsObserved = "settings_observed",
    ActivityRecorded = "activity_recorded",
    ActivityAmended = "activity_amended",
    ActivityAnnotated = "activity_annotated",
    SetLogged = "set_logged",
    DayNoted = "day_noted",
    EntryWithdrawn = "entry_withdrawn",
    CalendarSeen = "calendar_seen",
    WellnessRecorded = "wellness_recorded",
    CheckedIn = "checked_in",
    HealthReported = "health_reported",
    InjuryReported = "injury_reported",
    AthleteOverride = "athlete_override",
    MissionSaved = "mission_saved",
    MissionActivated = "mission_activated",
    NextPutOff = "next_put_off",
    PlanLaid = "plan_laid",
    ProposalMade = "proposal_made",
    ProposalAnswered = "proposal_answered",
    PlanUndone = "plan_undone",
    SessionsLocked = "sessions_locked",
    DayDecided = "day_decided",
    Said = "said",
    ModelRequested = "model_requested",
    ModelAnswered = "model_answered",
    Remembered = "remembered",
    CanvasChanged = "canvas_changed",
    ClassesObserved = "classes_observed",
    ActivityLinked = "activity_linked",
    ActivityNoted = "activity_noted",
    ReviewStored = "review_stored",
    ProfileStored = "profile_stored",
    WeekRoutineDone = "week_routine_done",
    MissionEnded = "mission_ended",
    MissionClosed = "mission_closed",
    ThresholdProposed = "threshold_proposed",
    ThresholdAnswered = "threshold_answered",
    ThresholdSet = "threshold_set",
    CalibrationProposed = "calibration_proposed",
    CalibrationAnswered = "calibration_answered",
    NotificationQueued = "notification_queued",
    NotificationAttempted = "notification_attempted",
    NotificationSettled = "notification_settled",
    PlanPushed = "plan_pushed",
    CycleStored = "cycle_stored",
    CycleEdited = "cycle_edited",
    WeekIntended = "week_intended",
    WeekPlanStored = "week_plan_stored",
}
