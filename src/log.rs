//! The event log: one append-only, hash-chained table; snapshots; originals by content.
//!
//! Owns: durability, order, identity and verification of events. Does not own: what events mean.
