//! Finding, reading and checking what a person edits: config.toml, .env, mission files.
//!
//! Owns: paths, precedence, errors with file, line, key and remedy. Does not own: decisions, secrets storage.
