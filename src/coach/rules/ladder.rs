//! L1–L9: the steps of the day's ladder.

use super::{Card, Family, Override, row};
use crate::domain::verdict::Evidence::{self, Convention, Design, Safety};
use Override::{Never, WithReason};

const fn step(
    id: &'static str,
    title: &'static str,
    text: &'static str,
    block: &'static str,
    evidence: Evidence,
    overridable: Override,
) -> Card {
    row(
        Family::Ladder,
        (id, title, text),
        ("", block),
        "the ladder is our design; 70 and 60 are rules of thumb",
        evidence,
        overridable,
    )
}

pub(super) const CARDS: &[Card] = &[
    step("L1", "illness that stops training", "Rest.", "F01", Safety, Never),
    step("L2", "pain and injuries", "The sports that load the place are out.", "F11", Safety, Never),
    step("L3", "severe red", "Rest.", "readiness under 40", Design, Never),
    step(
        "L4",
        "recovery week",
        "Nothing hard and 60 % of the load while it lasts.",
        "an easier stretch of days runs, or F04, D2, D3, D6 or D7 asks for one",
        Design,
        Never,
    ),
    step(
        "L5",
        "red",
        "At most 45 easy minutes and 40 % of the planned load.",
        "readiness under 60",
        Convention,
        Never,
    ),
    step(
        "L6",
        "recovery",
        "At most 45 easy minutes and 40 % of the planned load.",
        "F07 or F09 ask for recovery, or two soft flags on one morning",
        Design,
        Never,
    ),
    step(
        "L7",
        "amber",
        "Nothing hard; at most 75 % of the planned load, or another day for it.",
        "readiness under 70 (the mission's min_readiness), or a flag that rules hard work out",
        Convention,
        WithReason,
    ),
    step(
        "L8",
        "unknown",
        "As planned only after a fresh green and with TSB over −25 %; else nothing hard.",
        "under 40 % of the signals, or load figures alone",
        Design,
        WithReason,
    ),
    row(
        Family::Ladder,
        (
            "L9",
            "green",
            "As planned; from 85, with form and phase in favour, easy sessions may grow by a tenth, hard ones never.",
        ),
        ("", ""),
        "the ladder is our design; 70 and 60 are rules of thumb",
        Convention,
        Never,
    ),
];
