//! Decisions, pure: signals, verdict, planning, guard-rails, proposals. [`morning::morning`] is the way in.
//!
//! Owns: every rule. Does not own: formulas (science), storage, screens, the clock.

pub mod agents;
pub mod autopsy;
pub mod backtest;
pub mod bests;
pub mod canvas;
pub mod classes;
pub mod closing;
pub mod constrain;
pub mod deload;
pub mod denied;
pub mod detail;
pub mod effect;
pub mod flags;
pub mod form_report;
pub mod gauge;
pub mod guard;
pub mod guided;
pub mod ladder;
pub mod ledger;
pub mod library;
mod lock;
pub mod logging;
pub mod mission_line;
pub mod morning;
pub mod next_week;
pub mod phases;
pub mod plan;
pub mod present;
pub mod profile;
pub mod proposal;
pub mod query;
pub mod relay;
pub mod replan;
pub mod respond;
pub mod review;
pub mod rules;
pub mod sheet;
pub mod stages;
pub mod thresholds;
pub mod trajectory;
pub mod verbs;
pub mod voices;
pub mod week;
pub mod words;
