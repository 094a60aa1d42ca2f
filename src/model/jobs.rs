//! What the routine asks a model for: another way to do a span of days, and the words of its reports.
//!
//! Owns: the tasks, in words, and which of them are due. Does not own: asking, and what stands in when a model fails: the
//! rules' plan and the template's text, which are there before one is asked.

use super::turn::Asked;
use crate::{
    coach::morning::Morning,
    domain::{
        Athlete, CleanText, Day, ShortId,
        cycle::{Cycle, CycleStatus},
        day::{between, shift},
        exchange::Job,
        proposal::Author,
        routine::ReviewStored,
    },
};

/// Days for which something stored may still get a model's words: a machine may be off, or without a network, when it
/// is stored.
const DUE_DAYS: i64 = 2;

/// The tasks of the routine, in the order they are asked: what is read first comes first.
pub const ROUTINE: [Job; 7] =
    [Job::Daily, Job::Today, Job::Review, Job::Week, Job::Cycle, Job::CycleNotes, Job::Profile];

/// A task of the routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which.
    pub job: Job,
    /// The stored review, profile or cycle that it is about.
    pub of: Option<ShortId>,
    /// In words.
    pub asked: Asked,
}

impl Task {
    fn new(job: Job, of: Option<ShortId>, text: &str) -> Self {
        Self { job, of, asked: Asked { job, text: CleanText::line(text), modifies: None, days: days(job) } }
    }

    /// Names it within a day.
    #[must_use]
    pub fn name(&self) -> String {
        self.of.map_or_else(|| self.job.name().to_owned(), |id| format!("{}:{id}", self.job.name()))
    }
}

/// Days that an alternative may touch.
fn days(job: Job) -> i64 {
    match job {
        Job::Today => 7,
        Job::Week | Job::Ask => 28,
        Job::Cycle => 84,
        Job::Daily | Job::Review | Job::Profile | Job::CycleNotes => 0,
    }
}

/// A question of the athlete.
#[must_use]
pub fn question(text: CleanText, modifies: Option<ShortId>) -> Asked {
    Asked { job: Job::Ask, text, modifies, days: days(Job::Ask) }
}

/// A task of the routine as it would be asked today, due or not: for a look at what would leave.
#[must_use]
pub fn task(job: Job) -> Asked {
    let text = match job {
        Job::Ask => "Say what matters most today.",
        Job::Today => TODAY,
        Job::Week => "An alternative for next week, Monday to Sunday.",
        Job::Cycle => "An alternative for the next cycle: its key sessions and their order.",
        Job::Daily => DAILY,
        Job::Review => REVIEW,
        Job::Profile => PROFILE,
        Job::CycleNotes => "The notes on the next cycle: what its weeks build up to, where its risk lies.",
    };
    Task::new(job, None, text).asked
}

const TODAY: &str = "An alternative for today, within the next seven days.";
const DAILY: &str = "The daily update: what this morning asks for and why.";
const REVIEW: &str = "The weekly review: planned against done, what it means for the mission, what to change.";
const PROFILE: &str = "The profile: level, strengths, weaknesses, and what to work on.";

/// What of one task is due: not answered yet, and something to say. Another way to do today is asked for when the rules
/// propose one; the words of what is stored for a few days after it was.
#[must_use]
pub fn due(job: Job, athlete: &Athlete, morning: &Morning) -> Option<Task> {
    let today = morning.date;
    let of_today = || athlete.transcript.iter().any(|s| s.day == today && s.about == Some(job));
    let fresh = |day: Day| (0..=DUE_DAYS).contains(&between(day, today));
    let task = match job {
        Job::Ask => None,
        Job::Daily => athlete.plan.as_ref().filter(|_| !of_today()).map(|_| Task::new(job, None, DAILY)),
        Job::Today => {
            let by_rules = morning.proposals.iter().any(|p| p.author == Author::Rules && p.day == today);
            (by_rules && !of_today()).then(|| Task::new(job, None, TODAY))
        }
        Job::Review => latest_review(athlete).filter(|r| fresh(r.day)).map(|r| Task::new(job, Some(r.id), REVIEW)),
        Job::Week => latest_review(athlete).filter(|r| fresh(r.day)).and_then(|r| week(athlete, r, today)),
        Job::Cycle | Job::CycleNotes => latest_cycle(athlete, today).filter(|c| fresh(c.stored.day)).map(|c| {
            let s = &c.stored;
            let span = format!("cycle {}, {} to {}", s.number, s.from, s.to);
            let text = if job == Job::Cycle {
                format!("An alternative for {span}: its key sessions and their order.")
            } else {
                format!("The notes on {span}: what its weeks build up to, where its risk lies, what tells whether it works.")
            };
            Task::new(job, Some(s.id), &text)
        }),
        Job::Profile => {
            athlete.profiles.last().filter(|p| fresh(p.day)).map(|p| Task::new(job, Some(p.id), PROFILE))
        }
    };
    task.filter(|t| t.of.is_none_or(|id| athlete.words_on(id, &[job]).is_empty()))
}

/// The review that was written last.
fn latest_review(athlete: &Athlete) -> Option<&ReviewStored> {
    athlete.reviews.last()
}

/// Another way to do the week after a review, while one of its days is ahead.
fn week(athlete: &Athlete, r: &ReviewStored, today: Day) -> Option<Task> {
    let (first, last) = (shift(r.week, 7), shift(r.week, 13));
    let planned = athlete.plan.as_ref().is_some_and(|p| p.span(first.max(today), last).next().is_some());
    let text = format!("An alternative for the week from Monday {first} to Sunday {last}.");
    planned.then(|| Task::new(Job::Week, Some(r.id), &text))
}

/// The cycle that was made last, while it waits or counts.
fn latest_cycle(athlete: &Athlete, today: Day) -> Option<&Cycle> {
    let wanted = |c: &&Cycle| matches!(athlete.cycle_status(c, today), CycleStatus::Proposed | CycleStatus::Active);
    athlete.cycles.last().filter(wanted)
}
