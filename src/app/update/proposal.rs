//! The proposal under review: following what is known, choosing, editing, answering.

use super::{Effect, Focus, State, Tone, focus, save, talk, tell};
use crate::{
    app::{
        actions::Action,
        answers::{self, Sent},
        msg::Entry,
        review::Review,
        state::Overlay,
    },
    coach::{denied, proposal as rules},
    domain::{
        CleanText, Event, Proposal,
        day::shift,
        event::{Actor, Said},
        proposal::DenyReason,
    },
};

/// Minutes of one step of an edit.
const STEP: u16 = 5;

/// Brings the review in line with what is known now. The choice made so far stays while the proposal does; when it
/// goes, the focus leaves it, so that a key meant for it can't reach the next one.
pub(super) fn follow(state: &mut State) {
    let old = state.review.take();
    let waiting = state.proposals();
    let same = |p: &&Proposal, r: &Review| p.id == r.id() && p.hunks == r.proposal.hunks;
    let kept = old.as_ref().is_some_and(|r| waiting.iter().any(|p| same(&p, r)));
    let next = || {
        let heir = old.as_ref().and_then(|r| waiting.iter().find(|p| p.supersedes == Some(r.id())));
        heir.or(waiting.first()).map(Review::new)
    };
    let review = if kept { old.clone() } else { next() };
    if !kept && state.focus == Focus::Proposal {
        focus(state, Focus::Today);
    }
    if !kept && state.overlay == Overlay::Deny {
        state.overlay = Overlay::None;
    }
    state.review = review;
    look(state);
}

/// Draws effect, checks and ghost lines anew.
fn look(state: &mut State) {
    let today = state.today;
    state.ghost = match (&mut state.review, &state.known) {
        (Some(review), Some(known)) => review.look(known, today),
        _ => None,
    };
}

/// Goes on to the next proposal that waits.
pub(super) fn next(state: &mut State) -> Vec<Effect> {
    let waiting = state.proposals();
    let at = waiting.iter().position(|p| Some(p.id) == state.review.as_ref().map(Review::id));
    let next = at.map_or(0, |i| i + 1) % waiting.len().max(1);
    let review = waiting.get(next).filter(|_| at != Some(next)).map(Review::new);
    if review.is_some() {
        state.review = review;
        state.scroll[Focus::Proposal.index()] = 0;
        look(state);
    }
    vec![]
}

pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    use Action as A;
    match action {
        A::NextHunk => choose(state, 1),
        A::PreviousHunk => choose(state, -1),
        A::ToggleHunk => change(state, Review::toggle),
        A::NextChoice => by_hand(state, Review::next_choice),
        A::EditHunk => change(state, |r| {
            r.begin_edit();
        }),
        A::NextProposal => next(state),
        A::Alternative => instead(state),
        A::Accept => accept(state),
        A::Modify => modify(state),
        A::Deny => {
            state.overlay = Overlay::Deny;
            vec![]
        }
        A::EditLonger => edit(state, i32::from(STEP), 0),
        A::EditShorter => edit(state, -i32::from(STEP), 0),
        A::EditLater => edit(state, 0, 1),
        A::EditEarlier => edit(state, 0, -1),
        A::EditKeep | A::EditDrop => end_edit(state, action == A::EditKeep),
        A::DenyFeelGood => deny(state, Some(DenyReason::FeelGood)),
        A::DenyNoTime => deny(state, Some(DenyReason::NoTime)),
        A::DenyPreferOther => deny(state, Some(DenyReason::PreferOther)),
        A::DenyDistrust => deny(state, Some(DenyReason::Distrust)),
        A::DenyPlain => deny(state, None),
        A::DenyCancel => {
            state.overlay = Overlay::None;
            vec![]
        }
        _ => vec![],
    }
}

fn change(state: &mut State, by: impl FnOnce(&mut Review)) -> Vec<Effect> {
    if let Some(review) = &mut state.review {
        by(review);
    }
    look(state);
    vec![]
}

fn choose(state: &mut State, step: isize) -> Vec<Effect> {
    if let Some(r) = &mut state.review {
        r.cursor = r.cursor.saturating_add_signed(step).min(r.hunks.len().saturating_sub(1));
    }
    vec![]
}

fn edit(state: &mut State, minutes: i32, days: i64) -> Vec<Effect> {
    let (Some(review), Some(known)) = (&mut state.review, &state.known) else { return vec![] };
    let Some(going) = &review.editing else { return vec![] };
    // Steps land on whole fives, whatever the session's own length.
    let now = i32::from(going.minutes);
    let stepped = if minutes == 0 { now } else { (now + minutes).div_euclid(5) * 5 };
    let stepped = if minutes < 0 && now % 5 != 0 { stepped + 5 } else { stepped };
    let (minutes, day) = (u16::try_from(stepped.max(0)).unwrap_or(u16::MAX), shift(going.day, days));
    match review.retry(known, state.today, minutes, day) {
        Ok(()) => {
            look(state);
            vec![]
        }
        Err(why) => vec![tell(state, Tone::Warn, why.to_string())],
    }
}

fn end_edit(state: &mut State, keep: bool) -> Vec<Effect> {
    let was_seen = state.seen.is_some();
    let effects = change(state, |r| r.end_edit(keep));
    // The athlete made this change to what was on screen, so it need not be drawn once more to count as seen.
    if was_seen {
        state.seen = state.review.as_ref().map(Review::shown_hash);
    }
    effects
}

/// Puts something else on screen: it is drawn before it counts as seen.
fn by_hand(state: &mut State, by: impl FnOnce(&mut Review)) -> Vec<Effect> {
    state.seen = None;
    change(state, by)
}

/// Writes the yes, bound to what the last frame showed.
fn accept(state: &mut State) -> Vec<Effect> {
    let (Some(review), Some(known)) = (&state.review, &state.known) else { return vec![] };
    if state.seen.as_ref() != Some(&review.shown_hash()) {
        return vec![tell(
            state,
            Tone::Warn,
            "The proposal was not on screen as it is now; look at it, then accept",
        )];
    }
    match review.accept(known, state.today) {
        Ok(answer) => {
            let id = answer.proposal;
            vec![save::append(state, Sent::Accept(id), vec![answers::answer(answer)])]
        }
        Err(why) => vec![tell(state, Tone::Warn, format!("Not accepted: {why}"))],
    }
}

/// The no, and what follows from its reason: words in the coach pane, and a rule for the mission to say yes to.
fn deny(state: &mut State, reason: Option<DenyReason>) -> Vec<Effect> {
    state.overlay = Overlay::None;
    let Some(review) = &state.review else { return vec![] };
    let mut answer = rules::deny(&review.proposal, reason, state.today);
    answer.shown_hash = review.shown_hash();
    let follow =
        state.athlete().map(|a| denied::follows(a, &review.proposal, reason, state.today)).unwrap_or_default();
    let id = answer.proposal;
    let mut entries = vec![answers::answer(answer)];
    if !follow.words.is_empty() {
        let said = Said::coach(state.today, CleanText::block(&follow.words), false);
        entries.push(Entry { key: None, event: Event::Said(said), actor: Actor::Coach });
    }
    let mut effects = vec![save::append(state, Sent::Deny(id), entries)];
    if !follow.rules.is_empty() {
        effects.extend(talk::ask_told(state, None, follow.rules));
    }
    effects
}

/// Puts the first alternative in the proposal's place.
fn instead(state: &mut State) -> Vec<Effect> {
    let (Some(review), Some(known)) = (&state.review, &state.known) else { return vec![] };
    let cap = known.morning.verdict.cap;
    let scene = rules::Scene::of(&known.athlete, &known.history, state.today, cap);
    let Some(new) = scene.and_then(|s| rules::instead(&s, &review.proposal, 1)) else {
        return vec![tell(state, Tone::Warn, "The alternative does not fit the plan of now")];
    };
    let entry = Entry {
        key: Some(format!("proposal:{}", new.id)),
        actor: Actor::Athlete,
        event: Event::ProposalMade(Box::new(new)),
    };
    vec![save::append(state, Sent::Instead, vec![entry])]
}

/// Says in words what to change; what is typed there already stays.
fn modify(state: &mut State) -> Vec<Effect> {
    state.modifies = state.review.as_ref().map(Review::id);
    talk::compose(state)
}
