//! `lanterne mission`
//!
//! Owns: the sub-commands and how their answers are printed. Does not own: checks, templates, plans.

use super::{Context, exit::Exit, out::Out};
use crate::{config::mission::Wish, domain::Day};
use clap::Subcommand;

mod ask;
mod autopsy;
mod check;
pub(super) mod constrain;
mod find;
pub(super) mod found;
mod list;
mod new;
mod next;
mod outlook;
mod result;
mod show;
mod take_up;
mod versions;

/// `mission …`
#[derive(Clone, Debug, Subcommand)]
pub enum MissionCommand {
    /// Your missions and the built-in templates; the active one is marked.
    List,
    /// Make a mission of your own from a template.
    New {
        /// The template's id; `lanterne mission list` shows them.
        template: String,
        /// Name on screen.
        #[arg(long)]
        name: Option<String>,
        /// Short name, also of the file: letters, digits and `-`.
        #[arg(long)]
        id: Option<String>,
        /// Day of the goal (YYYY-MM-DD); all other dates move along.
        #[arg(long, value_name = "DATE")]
        date: Option<Day>,
        #[command(flatten)]
        /// What is asked for on a terminal.
        about: Box<ask::Context>,
    },
    /// Every version of a mission that was taken in, numbered; the active one is marked.
    Versions {
        /// A mission's id; the active one when absent.
        mission: Option<String>,
        /// Print the text of this one.
        #[arg(long, value_name = "N")]
        number: Option<usize>,
    },
    /// Take a mission up: record it, make it the active one, lay its plan.
    Use {
        /// A mission's id, or a file.
        mission: String,
    },
    /// The mission that follows the active one: recorded now, taken up and planned when its day comes.
    Next {
        /// A mission's id, or a file.
        #[arg(required_unless_present = "later")]
        mission: Option<String>,
        /// Not now: the question comes back in a week.
        #[arg(long, conflicts_with_all = ["mission", "from"])]
        later: bool,
        /// The day to take it up (YYYY-MM-DD); after the active one's recovery when absent.
        #[arg(long, value_name = "DATE")]
        from: Option<Day>,
    },
    /// The review of a whole mission: planned against done, stages, what the coach asked for and how it went.
    Autopsy {
        /// A mission's id; the active one, else the last that ended, when absent.
        mission: Option<String>,
    },
    /// Explain everything wrong or doubtful in a mission file.
    Check {
        /// A mission's id, or a file.
        mission: String,
    },
    /// How a mission ended, in your words: `3:42:18`, `finished, 187 points`.
    Result {
        /// The words.
        #[arg(required = true)]
        words: Vec<String>,
        /// A mission's id; the active one, else the last that was, when absent.
        #[arg(long)]
        mission: Option<String>,
    },
    /// Say in words what binds the active mission: `no ride on Sunday, two hours on Saturday`.
    Constrain {
        /// In words.
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        /// Say yes to what is shown back, and write it into the file.
        #[arg(long)]
        yes: bool,
    },
    /// What a mission says.
    Show {
        /// A mission's id, or a file; the active mission when absent.
        mission: Option<String>,
        /// Print the file's text as the log keeps it.
        #[arg(long)]
        text: bool,
    },
}

/// Runs `mission …`.
pub fn run(cx: &Context, command: &MissionCommand, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        MissionCommand::List => list::run(cx, out),
        MissionCommand::New { template, name, id, date, about } => {
            let wish = Wish { name: name.clone(), id: id.clone(), date: *date };
            new::run(cx, template, &wish, about, out)
        }
        MissionCommand::Versions { mission, number } => versions::run(cx, mission.as_deref(), *number, out),
        MissionCommand::Use { mission } => take_up::run(cx, mission, out),
        MissionCommand::Next { mission: Some(mission), from, .. } => next::run(cx, mission, *from, out),
        MissionCommand::Next { .. } => next::later(cx, out),
        MissionCommand::Autopsy { mission } => autopsy::run(cx, mission.as_deref(), out),
        MissionCommand::Check { mission } => check::run(cx, mission, out),
        MissionCommand::Result { words, mission } => result::run(cx, mission.as_deref(), &words.join(" "), out),
        MissionCommand::Constrain { words, yes } => constrain::run(cx, &words.join(" "), *yes, out),
        MissionCommand::Show { mission, text } => show::run(cx, mission.as_deref(), *text, out),
    }
}

#[cfg(test)]
mod tests;
