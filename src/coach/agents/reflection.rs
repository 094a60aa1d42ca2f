//! The reflection's part: what came of the advice before, in counts and nothing more.

use super::Table;
use crate::domain::{
    Cap,
    athlete::ProposalState,
    day::shift,
    proposal::Author,
    verdict::{Agent, Turn},
};

/// Days that are looked back on.
const DAYS: i64 = 28;

pub(super) fn turn(t: &Table<'_>) -> Turn {
    let from = shift(t.today, -DAYS);
    let of_rules =
        t.athlete.proposals.iter().filter(|(p, _)| p.author == Author::Rules && p.day >= from && p.day < t.today);
    let (mut made, mut accepted, mut denied) = (0, 0, 0);
    for (_, state) in of_rules {
        made += 1;
        match state {
            ProposalState::Accepted => accepted += 1,
            ProposalState::Denied | ProposalState::Undone => denied += 1,
            _ => {}
        }
    }
    let days = || t.athlete.decisions.range(from..t.today).map(|(_, d)| &d.verdict);
    let eased = days().filter(|v| v.cap > Cap::None).count();
    let says = if made == 0 && eased == 0 {
        "No advice of the last four weeks to learn from.".to_owned()
    } else {
        format!(
            "In four weeks {eased} of {} days were capped; {made} proposals, {accepted} accepted, {denied} denied.",
            days().count()
        )
    };
    let against = t.athlete.overrides.iter().filter(|o| o.day >= from && o.day < t.today).count();
    let grounds =
        if against > 0 { vec![format!("{against} times you went against a rule by name")] } else { vec![] };
    super::turn(Agent::Reflection, says, grounds)
}
