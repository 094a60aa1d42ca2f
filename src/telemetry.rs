//! What the program says about itself to whoever runs it: figures for Prometheus, structured logs, traces.
//!
//! Owns: the figures of this process and their text, the form of log lines. Does not own: what is counted, serving it.
//!
//! No figure and no line holds a secret, a path, an address of a person or a value of the athlete's body: names of services,
//! hosts, counts, seconds.

pub mod logs;
pub mod metrics;
pub mod serve;
