//! What the blocks before change in a new plan, and which of them did.

use super::start::Start;
use crate::{
    coach::ledger::{self, Block, BlockResult},
    domain::{Athlete, Mission, day::between},
    science::history::History,
};

/// Days that blocks are looked back on.
const BACK: i64 = 182;
/// Days after which a block that stayed short is no news.
const SHORT_NEWS: i64 = 42;
/// Mornings with a score that a block needs to say something of them.
const MORNINGS: u32 = 14;
/// Share of red mornings from which down weeks come sooner (our own design).
const RED: f64 = 0.25;

/// Takes in what the last blocks say: a down week comes every third week after one with many red mornings, where the
/// mission does not say otherwise; what stayed short of its load is named, since the reference counts what was done.
pub(super) fn learn(start: &mut Start, athlete: &Athlete, history: &History, mission: &Mission) {
    let recent = |b: &&Block| between(b.to, start.today) <= BACK;
    let blocks = ledger::closed_blocks(athlete, history, start.today);
    let blocks: Vec<&Block> = blocks.iter().filter(recent).collect();
    if let Some(b) = blocks.iter().rev().take(3).find(|b| tired(b))
        && mission.philosophy.deload_every.is_none()
        && start.deload_every > 3
    {
        start.deload_every = 3;
        start.notes.push(format!(
            "A down week every third week: {} of {} mornings were red in the block from {}.",
            b.red.0, b.red.1, b.from
        ));
    }
    let news = |b: &&&Block| b.result == BlockResult::Short && between(b.to, start.today) <= SHORT_NEWS;
    if let Some(b) = blocks.last().filter(news) {
        start.notes.push(format!(
            "The block from {} stayed at {} of its {:.0} load: the weeks ahead count on from what was done, {:.0} a week.",
            b.from,
            percent(b),
            b.planned,
            start.reference
        ));
    }
}

fn percent(b: &Block) -> String {
    format!("{:.0} %", 100.0 * b.done / b.planned.max(1.0))
}

fn tired(b: &Block) -> bool {
    b.red.1 >= MORNINGS && f64::from(b.red.0) >= RED * f64::from(b.red.1)
}
