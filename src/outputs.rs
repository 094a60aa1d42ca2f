//! What leaves as text: the daily update and two logs, reviews, profiles and plans as Markdown, in a folder that reads as
//! the season.
//!
//! Owns: the words and tables of a page, and writing files whole. Does not own: judgement, the order of a run.

pub mod autopsy;
pub mod cycle;
mod daily;
pub mod files;
pub mod git;
pub mod github;
mod logs;
pub mod notify;
pub mod plan;
pub mod profile;
pub mod review;
pub mod run;
pub mod table;
pub mod words;
