//! Formulas: load, thresholds, zones, form, HRV, readiness, distribution. Pure; every function cites its source.
//!
//! Owns: arithmetic on domain values. Does not own: decisions (coach), files, clocks. [`history::History`] derives once
//! per fold what every decision of a morning needs; [`readiness::assess`] answers how ready that morning is.

pub mod alignment;
pub mod assignment;
pub mod banister;
pub mod compliance;
pub mod curves;
pub mod distribution;
pub mod durability;
pub mod form;
pub mod gc;
pub mod heart;
pub mod history;
pub mod hrv;
pub mod load;
pub mod matching;
pub mod monotony;
pub mod performance;
pub mod power;
pub mod readiness;
pub mod reflection;
pub mod rpe;
pub mod run;
pub mod sleep;
pub mod stats;
pub mod stream;
pub mod strength;
pub mod swim;
pub mod thresholds;
pub mod trend;
pub mod workload;
pub mod zones;

#[cfg(test)]
pub(crate) mod testing;
