//! Finding, reading and checking what a person edits: config.toml, .env, mission files.
//!
//! Owns: paths, precedence, errors with file, line, key and remedy. Does not own: decisions, secrets storage.

pub mod classes;
pub mod cycles;
pub mod edit;
pub mod environment;
pub mod issue;
pub mod load;
pub mod mission;
pub mod model;
pub mod notify;
pub mod paths;

mod document;
pub(crate) mod line;
pub(crate) mod schema;
mod secrets;
mod suggest;
pub(crate) mod typed;

pub use environment::{Environment, Origin, Secret};
pub use issue::{ConfigErrors, Issue, Severity};
pub use load::{
    Binding, Chart, Config, Due, Hyperlinks, Overrides, Screen, SourceConfig, VaultConfig, check, load,
};
pub use model::Model;
pub use notify::Notify;
pub use paths::Paths;
pub(crate) use schema::Shape;
pub use suggest::nearest;
