//! What the routine asks a model for: another way to do a span of days, and the words of its reports.
//!
//! Owns: the tasks, in words. Does not own: when they run, and what stands in when they fail: the rules' plan and the
//! template's text, which are there before a model is asked.

use super::turn::Asked;
use crate::domain::{CleanText, exchange::Job};

/// Days that an alternative may touch.
fn days(job: Job) -> i64 {
    match job {
        Job::Today => 7,
        Job::Week | Job::Ask => 28,
        Job::Cycle => 84,
        Job::Daily | Job::Review | Job::Profile => 0,
    }
}

/// A question of the athlete.
#[must_use]
pub fn question(text: CleanText, modifies: Option<crate::domain::ShortId>) -> Asked {
    Asked { job: Job::Ask, text, modifies, days: days(Job::Ask) }
}

/// A task of the routine.
#[must_use]
pub fn task(job: Job) -> Asked {
    let text = match job {
        Job::Ask => "Say what matters most today.",
        Job::Today => "An alternative for today, within the next seven days.",
        Job::Week => "An alternative for next week, Monday to Sunday.",
        Job::Cycle => "An alternative for the next cycle: its key sessions and their order.",
        Job::Daily => "The daily update: what this morning asks for and why.",
        Job::Review => "The weekly review: planned against done, what it means for the mission, what to change.",
        Job::Profile => "The profile: level, strengths, weaknesses, and what to work on.",
    };
    Asked { job, text: CleanText::line(text), modifies: None, days: days(job) }
}
