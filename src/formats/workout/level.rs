//! Repeats on one level, as the formats have them.

use super::losses::{Loss, Losses};
use crate::domain::{Block, Step};

/// A step or a repeated group of steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// One step, with its number in the written-out workout.
    One(usize, Step),
    /// So many times, with the number of the group's first step.
    Times(u16, usize, Vec<Step>),
}

/// The blocks with inner repeats written out. Repeats of one round are their steps.
pub(super) fn items(blocks: &[Block], losses: &mut Losses) -> Vec<Item> {
    let mut out = Vec::new();
    let mut n = 1;
    for b in blocks {
        match b {
            Block::Step(s) => {
                out.push(Item::One(n, s.clone()));
                n += 1;
            }
            Block::Repeat { n: times, blocks } => {
                if blocks.iter().any(|b| matches!(b, Block::Repeat { .. })) {
                    losses.add(Loss::Repeat, n);
                }
                let steps: Vec<Step> = Block::flatten(blocks).into_iter().cloned().collect();
                let count = steps.len();
                match times {
                    _ if steps.is_empty() => {}
                    0 => {}
                    1 => out.extend(steps.into_iter().enumerate().map(|(i, s)| Item::One(n + i, s))),
                    _ => out.push(Item::Times(*times, n, steps)),
                }
                n += count * usize::from(*times);
            }
        }
    }
    out
}
