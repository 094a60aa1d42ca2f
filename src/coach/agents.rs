//! How a day is decided, as a conversation of six parts with one job each, and the fixed order in which mission and
//! reasoning are weighed.
//!
//! ```text
//! observation ─▶ reasoning ─┐
//!                           ├─▶ arbitration ─▶ planning ─▶ communication
//! mission ──────────────────┘                                   ▲
//! reflection (did past advice work) ─────────────────────────────┘
//! ```
//!
//! Owns: what each part says, and the transcript that the log keeps with the day. Does not own: the rules that the
//! parts go by; a part never changes what a rule decided.

mod arbitration;
mod communication;
mod mission;
mod observation;
mod planning;
mod reasoning;
mod reflection;

pub use arbitration::weigh;
pub use mission::Wants;

use super::{
    ladder::Decision,
    morning::{Gauge, MissionLine},
};
use crate::{
    domain::{
        Athlete, Day, Proposal, Readiness, Session, SessionKind,
        verdict::{Agent, Arbitration, Deliberation, Turn},
    },
    science::readiness::Signals,
};

/// What the parts look at, gathered once.
pub struct Table<'a> {
    /// Everything known.
    pub athlete: &'a Athlete,
    /// The figures of the morning.
    pub signals: &'a Signals,
    /// Readiness.
    pub readiness: &'a Readiness,
    /// What the rules decided.
    pub decision: &'a Decision,
    /// The mission in a line.
    pub mission: Option<&'a MissionLine>,
    /// The broom wagon.
    pub gauge: Option<&'a Gauge>,
    /// Today's sessions, as the morning found them.
    pub sessions: &'a [Session],
    /// The change that is proposed for today.
    pub open: Option<&'a Proposal>,
    /// The day.
    pub today: Day,
}

impl Table<'_> {
    /// Today's session that matters most: the event, a stage, the opener, then the hardest.
    fn main(&self) -> Option<&Session> {
        let rank = |s: &Session| match s.kind {
            SessionKind::Race => 4,
            SessionKind::Stage => 3,
            SessionKind::Opener => 2,
            _ => u8::from(s.hard),
        };
        self.sessions
            .iter()
            .max_by(|a, b| rank(a).cmp(&rank(b)).then(a.load.total_cmp(&b.load)).then(b.id.cmp(&a.id)))
    }
}

/// The conversation of a morning. Pure, and the same for the same morning.
#[must_use]
pub fn deliberate(t: &Table<'_>) -> Deliberation {
    let wants = mission::wants(t);
    let arbitration = weigh(&wants, t.decision, t.gauge);
    let turns = vec![
        mission::turn(t, &wants),
        observation::turn(t),
        reasoning::turn(t),
        planning::turn(t),
        reflection::turn(t),
        communication::turn(t, &arbitration),
    ];
    Deliberation { turns, arbitration }
}

/// The transcript in lines, for the coach pane and the command line.
#[must_use]
pub fn lines(d: &Deliberation) -> Vec<String> {
    let mut out = Vec::new();
    for t in &d.turns {
        out.push(format!("{}: {}", t.agent.name(), t.says));
        out.extend(t.grounds.iter().map(|g| format!("  {g}")));
    }
    if !d.arbitration.rule.is_empty() {
        out.push(arbitration_line(&d.arbitration));
    }
    out
}

/// How mission and reasoning were weighed, in a line.
#[must_use]
pub fn arbitration_line(a: &Arbitration) -> String {
    let winner = a.winner.map_or("both agree", |w| match w {
        Agent::Mission => "the mission has it",
        _ => "the reasoning has it",
    });
    format!("{} {winner}: wanted {}, allowed {}. {}", a.rule, a.wanted, a.allowed, a.outcome)
}

fn turn(agent: Agent, says: impl Into<String>, grounds: Vec<String>) -> Turn {
    Turn { agent, says: says.into(), grounds }
}

#[cfg(test)]
mod tests;
