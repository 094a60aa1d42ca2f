//! What a message says. The short text is for a locked screen: what is planned and that something waits, never how the
//! athlete is.

use super::super::{daily, plan as plan_page};
use crate::domain::num::counted;
use crate::{
    coach::{morning::Morning, week_page::WeekPage},
    domain::{Athlete, CleanText, Proposal, day::iso_week, routine::ReviewStored},
};

/// Subject, short text, whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub subject: CleanText,
    /// For anybody's eyes.
    pub text: CleanText,
    /// For channels that are set to carry everything.
    pub full: Option<CleanText>,
}

impl Words {
    /// Words without a longer form.
    #[must_use]
    pub fn plain(subject: &str, text: &str) -> Self {
        Self { subject: CleanText::line(subject), text: CleanText::block(text), full: None }
    }

    fn with(mut self, full: &str) -> Self {
        self.full = Some(CleanText::block(full));
        self
    }
}

/// Words of a decided day.
#[must_use]
pub fn daily(athlete: &Athlete, m: &Morning) -> Words {
    let all: Vec<String> =
        m.session.iter().chain(&m.more_sessions).map(|s| format!("{}, {} min", s.title, s.minutes)).collect();
    let planned = if all.is_empty() { "nothing planned".to_owned() } else { all.join("; ") };
    let waiting = m.proposals.len() + usize::from(m.suggestion.is_some());
    let waits = match waiting {
        0 => String::new(),
        1 => "\nA proposal waits for your answer.".to_owned(),
        n => format!("\n{n} proposals wait for your answer."),
    };
    let date = m.date.format("%a %-d %b");
    Words::plain(&format!("Lanterne, {date}"), &format!("Planned: {planned}.{waits}"))
        .with(&daily::text(athlete, m))
}

/// Words of a proposal that waits.
#[must_use]
pub fn proposal(p: &Proposal) -> Words {
    let n = p.hunks.len();
    let changes = if n == 1 { "one change".to_owned() } else { format!("{n} changes") };
    let text = format!("{changes} of the plan, to be answered by {}.", p.expires.format("%a %-d %b"));
    let lines: Vec<String> = p
        .hunks
        .iter()
        .flat_map(|h| {
            let out = h.op.before().into_iter().map(|s| format!("- {} {}", s.day, s.brief()));
            let new = h.op.after().into_iter().map(|s| format!("+ {} {}", s.day, s.brief()));
            out.chain(new).collect::<Vec<_>>()
        })
        .collect();
    let id = p.id.brief();
    let full = format!("{}\n\n{}\n\nlanterne proposal show {id}", p.reason.as_str(), lines.join("\n"));
    Words::plain("Lanterne: a proposal waits", &text).with(&full)
}

/// Words of a service that refuses its log-in.
#[must_use]
pub fn log_in(source: &str, error: &str) -> Words {
    let what = format!("{source} no longer accepts the log-in. Log in again: lanterne connect {source}");
    Words::plain(&format!("Lanterne: log in to {source} again"), &what).with(&format!("{what}\n\n{error}"))
}

/// Words of a purse that runs dry.
#[must_use]
pub fn purse(percent: u64) -> Words {
    let what = format!(
        "{percent} % of what the language model may cost is spent. Over it the rules answer alone: cap_day_usd and cap_month_usd under [model] in config.toml"
    );
    Words::plain("Lanterne: the model's purse runs dry", &what)
}

/// Words of a review.
#[must_use]
pub fn review(r: &ReviewStored) -> Words {
    let week = iso_week(r.week);
    Words::plain(
        &format!("Lanterne: {week} reviewed"),
        &format!("The review of {week} is ready: lanterne review {week}"),
    )
    .with(&r.page)
}

/// Words of the plan of a week.
#[must_use]
pub fn week(p: &WeekPage) -> Words {
    let lines: Vec<String> =
        p.sessions.iter().map(|s| format!("{} {}, {} min", s.weekday, s.title, s.minutes)).collect();
    let head = format!("{}, {:.1} h", counted(p.sessions.len(), "session"), p.hours);
    let text =
        if lines.is_empty() { "Nothing is planned.".to_owned() } else { format!("{head}\n{}", lines.join("\n")) };
    Words::plain(&format!("Lanterne: plan of {}", p.week), &text).with(&plan_page::week(p, None))
}

/// Words of a try.
#[must_use]
pub fn test() -> Words {
    let text = "This is what a message of Lanterne looks like here.";
    Words::plain("Lanterne: a test", text)
}
