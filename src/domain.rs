//! The values that everything else is made of, and the fold that makes one [`Athlete`] of the event log.
//!
//! Owns: types and their invariants. Does not own: files, clocks, formulas, decisions, screens. Nothing here does IO.
//!
//! Two families never meet in one type: what was **planned** ([`plan`], [`proposal`]) and what **happened**
//! ([`activity`], [`wellness`], [`report`]).
//!
//! Types that reach the log or a snapshot keep to plain serde (no `flatten`, `untagged`, `skip_serializing_if`):
//! bodies are JSON, snapshots are a compact format that is not self-describing, and both must read the same type.

pub mod activity;
pub mod athlete;
pub mod calendar;
pub mod calibration;
pub mod canvas;
pub mod class;
pub mod cycle;
pub mod day;
pub mod entry;
pub mod event;
pub mod exchange;
pub mod form;
pub mod href;
pub mod id;
pub mod intent;
pub mod memory;
pub mod mission;
pub mod num;
pub mod outbox;
pub mod plan;
pub mod proposal;
pub mod provenance;
pub mod purse;
pub mod pushed;
pub mod readiness;
pub mod recording;
pub mod report;
pub mod routine;
pub mod session;
pub mod settings;
pub mod sport;
pub mod strength;
pub mod text;
pub mod threshold;
pub mod units;
pub mod verdict;
pub mod wellness;

pub use activity::{Activity, ActivityRecord, Histogram, StreamMetrics};
pub use athlete::Athlete;
pub use calendar::CalendarEntry;
pub use calibration::{CalibrationAnswer, CalibrationProposal};
pub use canvas::{CanvasChange, Panel};
pub use class::Class;
pub use day::Day;
pub use entry::{Annotation, DayNote, SessionEntry, SetEntry, Withdrawn};
pub use event::{Event, Recorded};
pub use exchange::{MicroUsd, ModelAnswer, ModelRequest};
pub use form::{FormPoint, FormView};
pub use href::Href;
pub use id::ShortId;
pub use intent::WeekIntent;
pub use memory::Remembered;
pub use mission::{Mission, MissionVersion};
pub use outbox::{Channel, Notification, Topic};
pub use plan::{Plan, PlanChange, PlanWeek};
pub use proposal::{Answer, Hunk, HunkOp, Proposal};
pub use provenance::{Policy, Provenance, Provider};
pub use purse::Purse;
pub use pushed::{PlanPushed, Pushed};
pub use readiness::{Band, Contributor, Readiness, Slot, Status};
pub use recording::{Lap, Recording, Samples, SwimDetail};
pub use report::{CheckIn, HealthReport};
pub use session::{Block, Session, SessionKind, Step};
pub use settings::{Settings, Threshold, ThresholdKind};
pub use sport::Sport;
pub use strength::StrengthSet;
pub use text::CleanText;
pub use threshold::{ThresholdAnswer, ThresholdProposal};
pub use units::Units;
pub use verdict::{Action, Cap, Evidence, Finding, Reason, Severity, Verdict};
pub use wellness::{Metric, Reading, WellnessDay, WellnessRecord};
