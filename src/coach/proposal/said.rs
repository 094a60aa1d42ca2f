//! What was proposed before, by what it changes: reasons and plan versions may differ between two looks at a day.

use crate::domain::{Athlete, Day, Hunk, HunkOp, Proposal, ShortId, athlete::ProposalState};

/// Whether two lists of hunks change the same: notes aside, session by session.
#[must_use]
pub fn same_hunks(a: &[Hunk], b: &[Hunk]) -> bool {
    let ops = |h: &[Hunk]| h.iter().filter(|h| !matches!(h.op, HunkOp::Note { .. })).count();
    ops(a) == ops(b)
        && a.iter()
            .filter(|h| !matches!(h.op, HunkOp::Note { .. }))
            .all(|h| b.iter().any(|o| same_op(&h.op, &o.op)))
}

/// The same sessions in the same places with the same content; why they are there may be told in other words.
pub(super) fn same_op(a: &HunkOp, b: &HunkOp) -> bool {
    let of = |op: &HunkOp| {
        let key = |s: &crate::domain::Session| (s.id, s.day, s.template.clone(), s.minutes);
        let (before, after): (Vec<_>, Vec<_>) =
            (op.before().into_iter().map(key).collect(), op.after().into_iter().map(key).collect());
        (op.name(), before, after)
    };
    of(a) == of(b)
}

/// Whether the athlete said no to exactly this, or took it back, on a day: then nobody proposes it again that day.
#[must_use]
pub fn refused_today(athlete: &Athlete, today: Day, hunks: &[Hunk]) -> bool {
    let refused = |s: &ProposalState| matches!(s, ProposalState::Denied | ProposalState::Undone);
    athlete.proposals.iter().any(|(p, s)| p.day == today && refused(s) && same_hunks(&p.hunks, hunks))
}

/// A proposal that the athlete asked for, under an id of its own: what was answered before may be asked for again.
#[must_use]
pub fn renewed(known: &[(Proposal, ProposalState)], mut p: Proposal) -> Proposal {
    let waits = |p: &Proposal| known.iter().any(|(q, s)| q.id == p.id && *s == ProposalState::Pending);
    while known.iter().any(|(q, _)| q.id == p.id) && !waits(&p) {
        p.id = ShortId::of(&[b"again", &p.id.0.to_be_bytes()]);
    }
    p
}
