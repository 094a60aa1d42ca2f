//! Words that change what waits for an answer: "make it Saturday instead", "rather 40 minutes", "a bit shorter".
//!
//! Owns: which words are about a proposal, the simple wishes, the proposal that takes its place. Does not own: verbs, which
//! say all by themselves.

use super::{
    proposal::{Edit, Scene, edit},
    verbs::{
        Token, When,
        act::{self, Acted},
        tokens,
    },
    words,
};
use crate::domain::{Day, Hunk, HunkOp, PlanChange, Proposal, Session, ShortId, proposal::Author};

/// What is to be different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Another day.
    Day(When),
    /// So many minutes.
    Minutes(u16),
    /// Less time.
    Shorter,
    /// More time.
    Longer,
}

/// Words that only make sense about something that was said before.
const CUES: [&str; 3] = ["instead", "rather", "prefer"];
/// Beginnings of a line that do.
const OPENINGS: [&[&str]; 5] =
    [&["make", "it"], &["make", "that"], &["make", "them"], &["same", "but"], &["yes", "but"]];
/// Words that mean nothing by themselves in a wish.
const FILLERS: [&str; 29] = [
    "make", "it", "that", "them", "to", "on", "for", "no", "not", "but", "please", "yes", "same", "id", "i",
    "would", "a", "bit", "little", "much", "be", "the", "is", "better", "and", "do", "of", "like", "then",
];

/// Whether a line is about what waits for an answer.
#[must_use]
pub fn refers(text: &str) -> bool {
    let tokens = tokens(text);
    let word = |t: &Token, w: &str| matches!(t, Token::Word(x) if x == w);
    let opens = |o: &&[&str]| o.len() <= tokens.len() && o.iter().zip(&tokens).all(|(w, t)| word(t, w));
    let cue = tokens.iter().any(|t| CUES.iter().any(|c| word(t, c)));
    // "Will I make it" and "make it easier" say all by themselves.
    cue || OPENINGS.iter().any(opens) && read(text).is_some()
}

/// The wish of a line that is about a proposal and says nothing else; `None` when there is more in it, or less.
#[must_use]
pub fn read(text: &str) -> Option<Wish> {
    let mut wish = None;
    for t in tokens(text) {
        let next = match t {
            Token::When(w) => Wish::Day(w),
            Token::Minutes(m) => Wish::Minutes(m),
            Token::Word(w) if w == "shorter" || w == "less" => Wish::Shorter,
            Token::Word(w) if w == "longer" || w == "more" => Wish::Longer,
            Token::Word(w) if FILLERS.contains(&w.as_str()) || CUES.contains(&w.as_str()) => continue,
            Token::Word(_) => return None,
        };
        if wish.replace(next).is_some() {
            return None;
        }
    }
    wish
}

/// The proposal that words without a name are about: the one that was made last.
#[must_use]
pub fn target(waiting: &[Proposal]) -> Option<ShortId> {
    waiting.last().map(|p| p.id)
}

/// A proposal as wished, in the place of one that waits.
///
/// # Errors
/// Why there is none, in words.
pub fn refined(scene: &Scene<'_>, p: &Proposal, wish: Wish) -> Acted {
    let changes: Vec<&Hunk> = p.hunks.iter().filter(|h| !matches!(h.op, HunkOp::Note { .. })).collect();
    let [hunk] = changes[..] else {
        return Err(format!(
            "What waits changes {} sessions; say which day you mean, like `move thu to sat`.",
            changes.len()
        ));
    };
    let mut new = match wish {
        Wish::Day(when) => other_day(scene, &hunk.op, when)?,
        Wish::Minutes(m) => other_length(scene, hunk, m)?,
        Wish::Shorter => other_length(scene, hunk, scaled(&hunk.op, 0.75)?)?,
        Wish::Longer => other_length(scene, hunk, scaled(&hunk.op, 1.25)?)?,
    };
    if leaves(&new) == leaves(p) {
        return Err("What waits for your answer is that already.".into());
    }
    new.supersedes = Some(p.id);
    Ok(new)
}

/// Sessions that a proposal changes, and as it leaves them: however its hunks are written.
fn leaves(p: &Proposal) -> Vec<(ShortId, Day, u16)> {
    let before = p.hunks.iter().flat_map(|h| h.op.before()).map(|s| (s.id, Day::MIN, 0));
    let after = p.hunks.iter().flat_map(|h| h.op.after()).map(|s| (s.id, s.day, s.minutes));
    let mut all: Vec<_> = before.chain(after).collect();
    all.sort_unstable();
    all
}

fn other_day(scene: &Scene<'_>, op: &HunkOp, when: When) -> Acted {
    let d = when.resolve(scene.today).map_err(|e| e.to_string())?;
    match op {
        HunkOp::Add(s) => {
            let change = PlanChange { before: vec![], after: vec![Session { day: d, ..s.clone() }] };
            let asked = format!("add it {}", words::day_name(d, scene.today));
            act::offer(scene, &asked, change, None)
        }
        HunkOp::Remove(_) => act::rest(scene, When::On(d)),
        HunkOp::Swap { before, .. } => {
            let from = before.iter().map(|s| s.day).find(|from| *from != d).unwrap_or(d);
            act::swap(scene, When::On(from), When::On(d))
        }
        HunkOp::Move { before, .. }
        | HunkOp::Resize { before, .. }
        | HunkOp::Retype { before, .. }
        | HunkOp::Retarget { before, .. } => {
            if before.day == d {
                return Err(format!("That is where it stands now; deny what waits, and it stays on {d}."));
            }
            act::go_to(scene, When::On(before.day), When::On(d))
        }
        HunkOp::Note { .. } => Err("A note has no session to move.".into()),
    }
}

fn other_length(scene: &Scene<'_>, hunk: &Hunk, minutes: u16) -> Acted {
    let new = edit(hunk, &Edit::Minutes(minutes), scene.today, &scene.speeds()).map_err(|e| e.to_string())?;
    let of = |sessions: Vec<&Session>| sessions.into_iter().cloned().collect();
    let change = PlanChange { before: of(new.op.before()), after: of(new.op.after()) };
    act::offer(scene, &format!("{minutes} minutes"), change, None)
}

/// Minutes of a hunk's session by a factor, in whole fives.
fn scaled(op: &HunkOp, factor: f64) -> Result<u16, String> {
    let session = op.after().into_iter().chain(op.before()).next();
    let minutes = session.map(|s| f64::from(s.minutes)).ok_or("There is no session in it to change.")?;
    Ok(((minutes * factor / 5.0).round() * 5.0) as u16)
}

/// What a new proposal of the conversation takes the place of: the one its words are about, else the newest that waits
/// and changes the same session or, like it, was made in the conversation for the same day. What the rules propose by
/// themselves goes only when the words are about it.
#[must_use]
pub fn replaced(waiting: &[Proposal], p: &Proposal, about: Option<ShortId>) -> Vec<ShortId> {
    let named = about.or(p.supersedes).filter(|id| waiting.iter().any(|q| q.id == *id));
    let same = waiting.iter().rev().filter(|q| q.author != Author::Rules && q.day == p.day && touches_same(p, q));
    let mut all: Vec<ShortId> = named.into_iter().chain(same.map(|q| q.id)).filter(|id| *id != p.id).collect();
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|id| seen.insert(*id));
    all
}

/// Whether two proposals are about the same session, or both put something new on the same day.
fn touches_same(p: &Proposal, q: &Proposal) -> bool {
    let sessions = |p: &Proposal| -> Vec<ShortId> {
        p.hunks.iter().flat_map(|h| h.op.before().into_iter().map(|s| s.id).collect::<Vec<_>>()).collect()
    };
    let added = |p: &Proposal| -> Vec<Day> {
        p.hunks.iter().filter_map(|h| if let HunkOp::Add(s) = &h.op { Some(s.day) } else { None }).collect()
    };
    let (mine, theirs) = (sessions(p), sessions(q));
    let (my_days, their_days) = (added(p), added(q));
    mine.iter().any(|id| theirs.contains(id)) || my_days.iter().any(|d| their_days.contains(d))
}

#[cfg(test)]
mod tests;
