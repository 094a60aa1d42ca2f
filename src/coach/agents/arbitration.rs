//! A1–A7: the fixed order in which what the mission wants is weighed against what the reasoning allows. The first
//! that applies decides; none of them makes a day harder than the rules allow.

use super::mission::Wants;
use crate::{
    coach::{
        ladder::Decision,
        morning::{Gauge, GaugeState},
    },
    domain::{
        Cap,
        verdict::{Agent, Arbitration},
    },
};

/// Rules that nothing in a mission is worth training against.
const STOPS: [&str; 5] = ["F01", "F02", "F03", "F11", "L3"];
/// Rules of the night: they never take an opener.
const NIGHT: [&str; 8] = ["F04", "F05", "F06", "F10", "L5", "L6", "L7", "L8"];

/// Who has the say today, and what comes of it.
#[must_use]
pub fn weigh(wants: &Wants, d: &Decision, gauge: Option<&Gauge>) -> Arbitration {
    let cap = d.verdict.cap;
    let deciding = d.verdict.reasons.first().map_or("", |r| r.rule.as_str());
    let capped = cap >= Cap::NoHard || d.share.is_some();
    let say = |rule: &str, winner: Option<Agent>, outcome: &str| Arbitration {
        rule: rule.to_owned(),
        winner,
        wanted: wants.words(),
        allowed: allowed(d),
        outcome: outcome.to_owned(),
    };
    if cap == Cap::Rest || (STOPS.contains(&deciding) && (capped || !d.banned.is_empty())) {
        return say("A1", Some(Agent::Reasoning), "A stop rule holds whatever the mission asks for.");
    }
    match wants {
        Wants::Race(_) => say("A2", Some(Agent::Mission), "Race morning: the start is yours."),
        Wants::Stage(_) if capped && cap >= Cap::Recovery => say(
            "A3",
            Some(Agent::Reasoning),
            "The stage at 60 % of its time, with the bunch; what is missed is not made up for.",
        ),
        Wants::Stage(_) if capped => {
            say("A3", Some(Agent::Mission), "The stage is ridden, with the bunch and no harder.")
        }
        Wants::Opener(_) if capped && NIGHT.contains(&deciding) => {
            say("A4", Some(Agent::Mission), "The opener stays, and gets shorter.")
        }
        Wants::Key(_) | Wants::Opener(_) if capped => say(
            "A5",
            Some(Agent::Reasoning),
            "Today is easy; the key session goes to the next day that allows it within three, or is left out.",
        ),
        Wants::More(_) if gauge.is_some_and(|g| g.state == GaugeState::Behind) => say(
            "A6",
            Some(Agent::Reasoning),
            "Load that was missed is not caught up; the gauge says what that means.",
        ),
        _ if capped => {
            say("A5", Some(Agent::Reasoning), "Today is easier than planned; nothing is added later for it.")
        }
        _ => say("A7", None, "Nobody objects."),
    }
}

fn allowed(d: &Decision) -> String {
    let cap = d.verdict.allows();
    match d.share {
        Some(s) => format!("{cap}, {:.0} % of the load", s * 100.0),
        None => cap,
    }
}
