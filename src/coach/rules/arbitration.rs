//! A1–A7: the fixed order in which mission and reasoning are weighed.

use super::{Card, Family, Override, row};
use crate::domain::verdict::Evidence::{self, Convention, Design, Mission, Safety};

const fn case(
    id: &'static str,
    title: &'static str,
    text: &'static str,
    when: &'static str,
    evidence: Evidence,
) -> Card {
    row(
        Family::Arbitration,
        (id, title, text),
        (when, ""),
        "fixed order, our design; the first that applies decides",
        evidence,
        Override::Never,
    )
}

pub(super) const CARDS: &[Card] = &[
    case(
        "A1",
        "stop rules",
        "Reasoning wins: nothing in a mission is worth training through a stop rule.",
        "the day is capped at rest, or illness or pain speaks",
        Safety,
    ),
    case(
        "A2",
        "race morning",
        "The mission wins: only illness, pain and you keep you from the start.",
        "today is the event or a race on the way",
        Mission,
    ),
    case(
        "A3",
        "a stage on a day that is not green",
        "The stage is ridden as easily as it counts: with the bunch when amber, at 60 % of its time when red. A missed stage is never made up for.",
        "today is a stage and the day is capped",
        Design,
    ),
    case(
        "A4",
        "the last week",
        "The opener and the taper's intensity stay; volume gives way to a bad night.",
        "taper or race week, and only HRV or sleep speak",
        Convention,
    ),
    case(
        "A5",
        "a key session on a day that is not green",
        "Reasoning has today; the mission gets the session on the next day that allows it, within three days, or goes without.",
        "today's session is hard and the day allows nothing hard",
        Design,
    ),
    case(
        "A6",
        "behind the broom wagon",
        "Reasoning wins: load that was missed is never caught up. The mission is told what it means for the goal.",
        "the mission wants more load than the plan has left",
        Design,
    ),
    case("A7", "agreement", "Both want the same.", "neither objects", Design),
];
