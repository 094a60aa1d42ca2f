//! From a changed list of sessions to a proposal: hunks, links, effect, checks, expiry, id.

use super::{
    Scene,
    answer::{preview, touched},
    canonical::canonical,
};
use crate::{
    coach::effect::effect,
    domain::{CleanText, Day, Hunk, HunkOp, PlanChange, Proposal, Reason, ShortId, proposal::Author},
};

/// What a proposal is made of.
pub struct Draft<'a> {
    /// Who proposes.
    pub author: Author,
    /// One sentence: why.
    pub reason: String,
    /// Sessions that change: as they are and as they would be.
    pub change: PlanChange,
    /// Reasons of each hunk.
    pub why: &'a dyn Fn(&HunkOp) -> Vec<Reason>,
    /// The proposal it takes the place of.
    pub supersedes: Option<ShortId>,
}

/// Most hunks for which every subset is tried; beyond that each hunk alone and each left out alone.
const EVERY_SUBSET: usize = 4;

/// The proposal of a draft; `None` when nothing would change. Its checks may hold blocks: the caller looks.
#[must_use]
pub fn build(scene: &Scene<'_>, draft: &Draft<'_>) -> Option<Proposal> {
    let ops = canonical(&draft.change.before, &draft.change.after);
    let mut hunks: Vec<Hunk> = ops
        .into_iter()
        .zip(1_u16..)
        .map(|(op, number)| Hunk { number, reasons: (draft.why)(&op), op, linked: None })
        .collect();
    let first = hunks.iter().map(|h| h.op.day()).min()?;
    link(scene, &mut hunks);
    let after = preview(scene.plan, &hunks);
    let base_version = scene.plan.version;
    let body = postcard::to_stdvec(&(scene.today, base_version, draft.author, &hunks)).unwrap_or_default();
    Some(Proposal {
        id: ShortId::of(&[b"proposal", &body]),
        base_version,
        day: scene.today,
        author: draft.author,
        reason: CleanText::line(&draft.reason),
        effect: effect(scene.history, scene.plan, &after, scene.today, scene.goal()),
        checks: scene.checks(&after, &touched(&hunks)),
        expires: expiry(scene.today, first),
        supersedes: draft.supersedes,
        hunks,
    })
}

/// A change of today must be answered today; a later one until the evening before its first day, a week at most.
fn expiry(today: Day, first: Day) -> Day {
    let eve = crate::domain::day::shift(first, -1);
    eve.min(crate::domain::day::shift(today, 7)).max(today)
}

/// Binds hunks together when the plan with only some of them would not pass.
fn link(scene: &Scene<'_>, hunks: &mut [Hunk]) {
    let n = hunks.len();
    if n < 2 {
        return;
    }
    let passes = |members: &[usize]| {
        let part: Vec<Hunk> = members.iter().map(|&i| hunks[i].clone()).collect();
        scene.passes(&preview(scene.plan, &part), &touched(&part))
    };
    let everything: Vec<usize> = (0..n).collect();
    if !passes(&everything) {
        // What does not pass in whole can't be split into parts that were meant to pass.
        for h in hunks.iter_mut() {
            h.linked = Some(1);
        }
        return;
    }
    let mut group: Vec<usize> = (0..n).collect();
    for i in 0..n {
        if !passes(&[i]) {
            let partner = (0..n).find(|&j| j != i && passes(&[i, j]));
            let joined = partner.map_or_else(|| everything.clone(), |j| vec![i, j]);
            join(&mut group, &joined);
        }
    }
    if !subsets(&group).iter().all(|s| passes(s)) {
        join(&mut group, &everything);
    }
    let size = |g: usize| group.iter().filter(|x| **x == g).count();
    let numbers: Vec<Option<u16>> =
        group.iter().map(|&g| (size(g) > 1).then(|| u16::try_from(g + 1).unwrap_or(u16::MAX))).collect();
    for (h, l) in hunks.iter_mut().zip(numbers) {
        h.linked = l;
    }
}

fn join(group: &mut [usize], members: &[usize]) {
    let merged: Vec<usize> = members.iter().map(|&i| group[i]).collect();
    let least = merged.iter().copied().min().unwrap_or(0);
    for g in group.iter_mut().filter(|g| merged.contains(g)) {
        *g = least;
    }
}

/// Unions of groups worth trying, none of them empty or whole.
fn subsets(group: &[usize]) -> Vec<Vec<usize>> {
    let mut heads: Vec<usize> = group.to_vec();
    heads.sort_unstable();
    heads.dedup();
    let members = |keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..group.len()).filter(|&i| heads.iter().position(|h| *h == group[i]).is_some_and(keep)).collect()
    };
    let n = heads.len();
    if n < 2 {
        return vec![];
    }
    if n <= EVERY_SUBSET {
        (1..(1_usize << n) - 1).map(|mask| members(&|k| mask & (1 << k) != 0)).collect()
    } else {
        (0..n).flat_map(|k| [members(&|x| x == k), members(&|x| x != k)]).collect()
    }
}
