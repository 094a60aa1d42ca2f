//! Lanterne: a terminal cockpit that coaches one endurance athlete toward a mission.
//!
//! Data goes one way: bytes become domain values, values become events, events fold into one [`domain::Athlete`],
//! pure functions turn that and a date into what is shown and proposed, and the athlete's answers become events
//! again. The modules are layers; each names only the ones above it in this list.

pub mod domain;

pub mod science;

pub mod coach;

pub mod formats;

pub mod config;

pub mod telemetry;

pub mod http;

pub mod vault;

pub mod log;

pub mod sources;

pub mod outputs;

pub mod model;

pub mod sync;

pub mod app;

pub mod tui;

pub mod runtime;

pub mod cli;
