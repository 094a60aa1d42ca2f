//! The mission's part: the goal, how far it is, and what it wants of today.

use super::Table;
use crate::{
    coach::morning::GaugeState,
    domain::{
        SessionKind,
        mission::Lifecycle,
        plan::Phase,
        verdict::{Agent, Turn},
    },
};

/// What the mission wants of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// There is no mission, or nothing is planned.
    Nothing,
    /// The event, or a race on the way.
    Race(String),
    /// A stage of the event.
    Stage(String),
    /// The sharpener before an event.
    Opener(String),
    /// A session that the week is built around.
    Key(String),
    /// Easy training.
    Easy(String),
    /// More load than the plan has left: the broom wagon is ahead.
    More(String),
}

impl Wants {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Nothing => "nothing".into(),
            Self::Race(s) => format!("the race, {s}"),
            Self::Stage(s) => format!("the stage, {s}"),
            Self::Opener(s) => format!("the opener, {s}"),
            Self::Key(s) => format!("its key session, {s}"),
            Self::Easy(s) => s.clone(),
            Self::More(s) => format!("{s}, and more load than the plan has left"),
        }
    }

    /// Whether the mission counts on today.
    #[must_use]
    pub fn critical(&self) -> bool {
        matches!(self, Self::Race(_) | Self::Stage(_) | Self::Key(_) | Self::Opener(_))
    }
}

pub(super) fn wants(t: &Table<'_>) -> Wants {
    let Some(s) = t.main() else { return Wants::Nothing };
    let brief = s.brief();
    let behind = t.gauge.is_some_and(|g| g.state == GaugeState::Behind);
    match s.kind {
        SessionKind::Race => Wants::Race(brief),
        SessionKind::Stage => Wants::Stage(brief),
        SessionKind::Opener => Wants::Opener(brief),
        _ if s.hard => Wants::Key(brief),
        _ if behind => Wants::More(brief),
        _ => Wants::Easy(brief),
    }
}

fn words(t: &Table<'_>) -> String {
    let Some(m) = t.mission else { return "There is no mission yet, so nothing is asked of today.".into() };
    let when = match (m.lifecycle, m.days_to_goal) {
        (Lifecycle::Complete | Lifecycle::Archived, _) => "is over".to_owned(),
        (_, 0) => "is today".to_owned(),
        (_, 1) => "is tomorrow".to_owned(),
        (_, d) if d > 0 => format!("is in {d} days"),
        (_, d) => format!("began {} days ago", -d),
    };
    let phase = if m.phase == Phase::Event { "event".to_owned() } else { m.phase.name().to_owned() };
    format!("{} {when}; phase {phase}.", m.name)
}

pub(super) fn turn(t: &Table<'_>, wants: &Wants) -> Turn {
    let mut grounds =
        vec![format!("wants {} today{}", wants.words(), if wants.critical() { ": it counts on it" } else { "" })];
    grounds.extend(t.gauge.map(|g| g.text.clone()));
    super::turn(Agent::Mission, words(t), grounds)
}
