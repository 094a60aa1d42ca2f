//! D1–D7, R1 and G1: what asks for more than one easier day, and the HRV-guided cycle.

use super::{Card, Family, Override, row};
use crate::domain::verdict::Evidence::{self, Convention, Design};

const fn call(
    id: &'static str,
    title: &'static str,
    text: &'static str,
    limits: (&'static str, &'static str),
    source: &'static str,
    evidence: Evidence,
) -> Card {
    row(Family::Deload, (id, title, text), limits, source, evidence, Override::Never)
}

pub(super) const CARDS: &[Card] = &[
    call(
        "D1",
        "down week of the plan",
        "The plan's own down week; it restarts the count.",
        ("every third or fourth week", ""),
        "common practice",
        Convention,
    ),
    call(
        "D2",
        "two red mornings",
        "Four days at 70 %; five at 60 % when the last deload is over 14 days ago and CTL rises by more than 3 a week.",
        ("", "two reds within three days, no deload in the last 14 days"),
        "our design",
        Design,
    ),
    call(
        "D3",
        "a tired week",
        "A recovery week at 60 %, nothing hard; a short opener may stand on its sixth day.",
        ("", "four of seven mornings amber or red, no deload in the last 14 days"),
        "our design",
        Design,
    ),
    call(
        "D4",
        "HRV trend confirmed",
        "A recovery week.",
        ("", "F04 asks for a recovery week"),
        "HRV-guided training: Javaloyes 2019, Nuuttila 2022",
        Convention,
    ),
    call(
        "D5",
        "monotony and strain",
        "The week's easy days at 70 %, about a fifth of its load; the hard ones stay, so that days differ more. Asked on Mondays.",
        (
            "",
            "monotony over 2 and strain over the 95th percentile of the own 26 weeks, no deload in the last 14 days",
        ),
        "Foster 1998; individual threshold, convention above 2",
        Convention,
    ),
    call(
        "D6",
        "cost of the same work",
        "Four days at 70 %.",
        (
            "",
            "decoupling 4 points over the own median and a rating above the band, in three comparable sessions on end",
        ),
        "our design",
        Design,
    ),
    call(
        "D7",
        "failed key sessions",
        "Four days at 70 %.",
        ("", "two key sessions within ten days under 85 % of their target, no deload in the last 14 days"),
        "our design",
        Design,
    ),
    call(
        "G1",
        "HRV-guided cycle",
        "With policy = hrv_guided: HRV chooses the days of the week's hard sessions; every exchange passes the guard-rails.",
        ("the week's HRV against its 30 nights ± half a standard deviation", ""),
        "Kiviniemi 2007, Javaloyes 2019; the cycle's states as in fitly, not the papers' own figure",
        Convention,
    ),
    call(
        "R1",
        "load after days off",
        "Illness, injury or a week and more away: the first week back at 90, 70 or 60 % of the plan.",
        ("", "up to 3 days off: 90 %; 4 to 7: 70 %; 8 to 14: 60 %; more: a new plan from the fitness that is left"),
        "graded return, convention",
        Convention,
    ),
    call(
        "R2",
        "a missed week",
        "The week after goes by what was done, not by what was planned; nothing is caught up.",
        (
            "",
            "three sessions missed, or under 60 % of the load: at most 1.10 times what was done, 60 % of the plan at least",
        ),
        "missed training is not caught up: convention; the numbers are our design",
        Convention,
    ),
];
