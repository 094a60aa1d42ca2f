//! Formulas: load, thresholds, zones, form, HRV, readiness, distribution. Pure; every function cites its source.
//!
//! Owns: arithmetic on domain values. Does not own: decisions (coach), files, clocks.
