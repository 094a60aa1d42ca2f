//! The shortest honest way to say how one list of sessions became another.

use crate::domain::{HunkOp, Session, SessionKind, day};
use std::cmp::Reverse;

/// Changes from `old` to `new`, in the form that is shown: an exchange of two days is one swap, a session that
/// turns up on another day is one move, another length or kind on the same day is one resize, retype or retarget;
/// what is left is removed or added. Sorted by day. Sessions that are in both lists say nothing.
#[must_use]
pub fn canonical(old: &[Session], new: &[Session]) -> Vec<HunkOp> {
    let mut gone: Vec<Session> = old.iter().filter(|s| !new.contains(s)).cloned().collect();
    let mut came: Vec<Session> = new.iter().filter(|s| !old.contains(s)).cloned().collect();
    let mut ops = Vec::new();
    exchanges(&mut gone, &mut came, &mut ops);
    moves(&mut gone, &mut came, &mut ops);
    in_place(&mut gone, &mut came, &mut ops);
    ops.extend(gone.into_iter().map(HunkOp::Remove));
    ops.extend(came.into_iter().map(HunkOp::Add));
    ops.sort_by_key(|op| (op.day(), op.after().first().map(|s| s.id), op.before().first().map(|s| s.id)));
    ops
}

/// The same piece of training, wherever it stands.
fn same_content(a: &Session, b: &Session) -> bool {
    a.sport == b.sport && a.kind == b.kind && a.template == b.template && a.minutes == b.minutes
}

/// Aerobic work without a target above endurance is one family: a long ride cut to an hour is a resize.
fn same_family(a: &Session, b: &Session) -> bool {
    let family = |k: SessionKind| match k {
        SessionKind::Long | SessionKind::Technique => SessionKind::Endurance,
        other => other,
    };
    a.sport == b.sport && family(a.kind) == family(b.kind)
}

/// Whether `came` may stand for `gone`: the same session by its id, or two that have no other counterpart. Anything
/// else would make one hunk say what only holds together with another.
fn may_pair(gone: &Session, came: &Session, old: &[Session], new: &[Session]) -> bool {
    gone.id == came.id || (!old.iter().any(|s| s.id == came.id) && !new.iter().any(|s| s.id == gone.id))
}

fn exchanges(gone: &mut Vec<Session>, came: &mut Vec<Session>, ops: &mut Vec<HunkOp>) {
    while let Some((i, j, k, l)) = find_exchange(gone, came) {
        let after = [came[k].clone(), came[l].clone()];
        let before = [gone[i].clone(), gone[j].clone()];
        drop_two(gone, i, j);
        drop_two(came, k, l);
        ops.push(HunkOp::Swap { before: Box::new(before), after: Box::new(after) });
    }
}

fn find_exchange(gone: &[Session], came: &[Session]) -> Option<(usize, usize, usize, usize)> {
    for (i, a) in gone.iter().enumerate() {
        for (j, b) in gone.iter().enumerate().skip(i + 1) {
            if a.day == b.day || same_content(a, b) {
                continue;
            }
            let fits = |x: &Session, s: &Session, day| x.day == day && same_content(x, s);
            let k = came.iter().position(|x| fits(x, a, b.day));
            let l = came.iter().position(|x| fits(x, b, a.day));
            let (Some(k), Some(l)) = (k, l) else { continue };
            // The two days may have exchanged what they hold while the ids stayed where they were.
            let in_place = came[k].id == b.id && came[l].id == a.id;
            if in_place || (may_pair(a, &came[k], gone, came) && may_pair(b, &came[l], gone, came)) {
                return Some((i, j, k, l));
            }
        }
    }
    None
}

fn drop_two(list: &mut Vec<Session>, a: usize, b: usize) {
    list.remove(a.max(b));
    list.remove(a.min(b));
}

fn moves(gone: &mut Vec<Session>, came: &mut Vec<Session>, ops: &mut Vec<HunkOp>) {
    // Hard sessions first, then long ones: when two candidates fit one place, the one that matters is named.
    gone.sort_by_key(|s| (Reverse(s.hard), Reverse(s.minutes), s.day, s.id));
    let mut i = 0;
    while i < gone.len() {
        let a = &gone[i];
        let alike = |x: &Session| x.id == a.id || same_content(x, a);
        let fits = |x: &Session| x.day != a.day && alike(x) && may_pair(a, x, gone, came);
        let best = (0..came.len())
            .filter(|&k| fits(&came[k]))
            .min_by_key(|&k| (came[k].id != a.id, day::between(a.day, came[k].day).abs(), came[k].day));
        if let Some(k) = best {
            let (before, after) = (gone.remove(i), came.remove(k));
            ops.push(HunkOp::Move { before, after });
        } else {
            i += 1;
        }
    }
}

fn in_place(gone: &mut Vec<Session>, came: &mut Vec<Session>, ops: &mut Vec<HunkOp>) {
    gone.sort_by_key(|s| (s.day, s.id));
    let mut i = 0;
    while i < gone.len() {
        let a = &gone[i];
        let best = (0..came.len())
            .filter(|&k| came[k].day == a.day && may_pair(a, &came[k], gone, came))
            .min_by_key(|&k| (came[k].id != a.id, !same_family(&came[k], a), came[k].sport != a.sport, came[k].id));
        if let Some(k) = best {
            let (before, after) = (gone.remove(i), came.remove(k));
            ops.push(changed(before, after));
        } else {
            i += 1;
        }
    }
}

/// Another version of a session on its own day, under its right name.
pub(super) fn changed(before: Session, after: Session) -> HunkOp {
    if same_family(&before, &after) && before.minutes != after.minutes {
        HunkOp::Resize { before, after }
    } else if same_content(&before, &after) {
        HunkOp::Retarget { before, after }
    } else {
        HunkOp::Retype { before, after }
    }
}
