//! From a changed list of sessions to a proposal: hunks, links, effect, checks, expiry, id.

use super::{
    Scene,
    answer::{preview, touched},
    canonical::canonical,
    choices::{Reach, chosen, offer_choices},
};
use crate::{
    coach::effect::effect,
    domain::{
        CleanText, Day, Hunk, HunkOp, Plan, PlanChange, Proposal, Reason, Session, Severity, ShortId,
        proposal::{ANSWER_HOURS, Alternative, Author},
    },
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
    let effect_of = |after: &Plan| effect(scene, after);
    let whole = effect_of(&after);
    let each = match hunks.as_slice() {
        [_] => vec![whole],
        all => all.iter().map(|h| effect_of(&preview(scene.plan, std::slice::from_ref(h)))).collect(),
    };
    let base_version = scene.plan.version;
    let body = postcard::to_stdvec(&(scene.today, base_version, draft.author, &hunks)).unwrap_or_default();
    Some(Proposal {
        id: ShortId::of(&[b"proposal", &body]),
        base_version,
        day: scene.today,
        author: draft.author,
        reason: CleanText::line(&draft.reason),
        effect: whole,
        each,
        choices: vec![],
        alternatives: vec![],
        checks: scene.checks(&after, &touched(&hunks)),
        expires: expiry(scene.today, first),
        supersedes: draft.supersedes,
        hunks,
    })
}

/// Two days at most, and no longer than until the first day that changes: its session begins some time then.
fn expiry(today: Day, first: Day) -> Day {
    first.min(crate::domain::day::shift(today, ANSWER_HOURS / 24)).max(today)
}

/// The same change without the guard-rails' report and links: something to choose instead. `None` when it would change
/// nothing, or when a guard-rail forbids it.
#[must_use]
pub fn alternative(
    scene: &Scene<'_>,
    change: &PlanChange,
    why: &dyn Fn(&HunkOp) -> Vec<Reason>,
) -> Option<Alternative> {
    let ops = canonical(&change.before, &change.after);
    let words = crate::coach::words::ops(&ops, scene.today);
    let hunk = |(op, number): (HunkOp, u16)| Hunk { number, reasons: why(&op), op, linked: None };
    let hunks: Vec<Hunk> = ops.into_iter().zip(1_u16..).map(hunk).collect();
    let after = preview(scene.plan, &hunks);
    (!hunks.is_empty() && scene.passes(&after, &touched(&hunks))).then(|| Alternative {
        words: CleanText::line(&words),
        effect: effect(scene, &after),
        hunks,
    })
}

/// The proposal that takes an alternative of another one in its place; `None` when there is no such alternative, or
/// when it does not fit the plan of now.
#[must_use]
pub fn instead(scene: &Scene<'_>, proposal: &Proposal, number: usize) -> Option<Proposal> {
    let chosen = proposal.alternatives.get(number.checked_sub(1)?)?;
    let others = proposal.alternatives.iter().enumerate().filter(|(i, _)| i + 1 != number).map(|(_, a)| a.clone());
    in_its_place(scene, proposal, &chosen.hunks, &chosen.words, others.collect())
}

/// The proposal in which one hunk goes another way, in the place of the one as it was; `None` when there is no such
/// hunk or way, or when it does not fit the plan of now.
#[must_use]
pub fn instead_of_hunk(scene: &Scene<'_>, proposal: &Proposal, hunk: u16, number: usize) -> Option<Proposal> {
    let at = proposal.hunks.iter().position(|h| h.number == hunk)?;
    let choice = proposal.choices.get(at)?.get(number.checked_sub(1)?)?;
    let mut hunks = proposal.hunks.clone();
    hunks[at] = chosen(&hunks[at], choice);
    let ops: Vec<HunkOp> = hunks.iter().map(|h| h.op.clone()).collect();
    let words = CleanText::line(&crate::coach::words::ops(&ops, scene.today));
    in_its_place(scene, proposal, &hunks, &words, proposal.alternatives.clone())
}

/// A proposal of other hunks in the place of one; what was proposed first stays a choice.
fn in_its_place(
    scene: &Scene<'_>,
    proposal: &Proposal,
    hunks: &[Hunk],
    words: &CleanText,
    others: Vec<Alternative>,
) -> Option<Proposal> {
    let fits = |h: &Hunk| h.op.before().into_iter().all(|s| scene.plan.session(s.id) == Some(s));
    if !hunks.iter().all(fits) {
        return None;
    }
    let sessions = |f: fn(&HunkOp) -> Vec<&Session>| -> Vec<Session> {
        hunks.iter().flat_map(|h| f(&h.op)).cloned().collect()
    };
    let change = PlanChange { before: sessions(HunkOp::before), after: sessions(HunkOp::after) };
    let reasons = hunks.first().map_or_else(Vec::new, |h| h.reasons.clone());
    let why =
        |op: &HunkOp| hunks.iter().find(|h| h.op == *op).map_or_else(|| reasons.clone(), |h| h.reasons.clone());
    let first = reasons.first().map_or("", |r| r.text.as_str());
    let mut new = build(
        scene,
        &Draft {
            author: proposal.author,
            reason: format!("{first} {words}").trim().to_owned(),
            change,
            why: &why,
            supersedes: Some(proposal.id),
        },
    )?;
    // What was proposed first stays a choice.
    let back = Alternative {
        words: words_of(proposal, scene.today),
        hunks: proposal.hunks.clone(),
        effect: proposal.effect,
    };
    new.alternatives = std::iter::once(back).chain(others).take(ALTERNATIVES).collect();
    // What was put in the place of rules that ease several days stays on its day.
    offer_choices(
        scene,
        &mut new,
        if proposal.author == Author::Athlete { Reach::OtherDays } else { Reach::SameDay },
    );
    Some(new).filter(|p| p.checks.iter().all(|f| f.severity != Severity::Block))
}

/// Most alternatives of one proposal.
pub(in crate::coach) const ALTERNATIVES: usize = 2;

fn words_of(p: &Proposal, today: Day) -> CleanText {
    let ops: Vec<HunkOp> = p.hunks.iter().map(|h| h.op.clone()).collect();
    CleanText::line(&crate::coach::words::ops(&ops, today))
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
