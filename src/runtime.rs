//! The loop and the driver: terminal, input, effects, clock.
//!
//! Owns: every thread and every task. Does not own: what they mean.
