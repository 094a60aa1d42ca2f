//! Bytes to domain values: FIT, TCX, GPX, archives, CSV.
//!
//! Owns: reading formats, with limits and warnings. Does not own: files on disk, the log, load.
