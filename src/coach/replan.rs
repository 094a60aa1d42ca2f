//! What the rules propose when a day asks for something else than planned.
//!
//! Owns: easing, swapping, moving and dropping sessions within the next seven days, and when to stay silent. Does not
//! own: the verdict (ladder), the guard-rails, laying whole weeks (the planner). Load that was missed is never caught
//! up.

mod ease;
mod missed;
mod search;
mod silence;
mod stages;
mod trim;

pub(in crate::coach) use search::moved_before;

pub use ease::{eased_day, eased_over, illness_caps, outlook, return_caps};

use super::{
    flags,
    ladder::{Decision, Limits},
    proposal::{ALTERNATIVES, Draft, Reach, Scene, alternative, build, canonical, offer_choices},
    words,
};
use crate::domain::num::Total;
use crate::domain::{
    Cap, Day, Hunk, HunkOp, PlanChange, Proposal, Reason, Session, SessionKind, ShortId,
    athlete::ProposalState,
    proposal::{Alternative, Author},
};
use std::collections::BTreeMap;

/// What the rules would propose on the morning of the scene's day; `None` when the plan fits, when it was proposed
/// or denied before, or when nothing passes the guard-rails.
#[must_use]
pub fn for_verdict(scene: &Scene<'_>, decision: &Decision) -> Option<Proposal> {
    let said = silence::of(scene, decision)?;
    let ahead = asking(decision);
    let today: Vec<Session> = scene.plan.on(scene.today).cloned().collect();
    let limits = limits(decision);
    let fits = limits.allow(&today);
    let several = outlook(scene.athlete, scene.today, decision);
    if fits && several.is_empty() {
        if let Some(p) = small_week(scene, &said) {
            return Some(p);
        }
        // What is not needed is offered once a day at most.
        if said.accepted {
            return None;
        }
        let more = || if decision.verdict.cap == Cap::ReadyUp { ready_up(scene, decision, &today) } else { None };
        let guided = || super::guided::proposal(scene, decision);
        let offer =
            missed::proposal(scene, decision).or_else(guided).or_else(more).or_else(|| stages::shorter(scene));
        return offer.filter(|p| said.may(p)).map(|mut p| {
            offer_choices(scene, &mut p, Reach::SameDay);
            p
        });
    }
    let changes = if several.is_empty() {
        search::ranked(scene, &limits, &|c| said.may_change(c))
    } else {
        vec![eased_over(scene, &several)]
    };
    let ahead: &[Reason] = if several.is_empty() { &[] } else { &ahead };
    let grounds = Grounds { today: if fits { ahead } else { &decision.verdict.reasons }, ahead };
    // A day that fits is not given up for days ahead that can't be eased further.
    let fallback = (!fits).then(|| rest(&today));
    let mut rest = changes.into_iter().chain(fallback);
    let mut p = rest.find_map(|change| {
        let whole = |change| {
            let p = propose(scene, grounds, change, said.supersedes)?;
            (passes(&p) && said.may(&p)).then_some(p)
        };
        // What an easier day makes too large goes with it; where that is refused, the easier day stands alone.
        let trimmed = trim::within(scene, &change).and_then(|(c, _)| whole(c));
        trimmed.or_else(|| whole(change))
    })?;
    if several.is_empty() {
        p.alternatives = alternatives(scene, grounds, &p, rest);
    }
    offer_choices(scene, &mut p, if several.is_empty() { Reach::OtherDays } else { Reach::SameDay });
    Some(p)
}

/// What has become too large for a week that got small, shortened, on a day that fits as it is.
fn small_week(scene: &Scene<'_>, said: &silence::Said<'_>) -> Option<Proposal> {
    let (change, f) = trim::within(scene, &PlanChange::default())?;
    let reason = trim::reason(&f);
    // Whoever said no to it, or decided against the rule, is left alone with it for the week.
    let no = |(p, s): &(Proposal, ProposalState)| {
        matches!(s, ProposalState::Denied | ProposalState::Undone)
            && crate::domain::day::between(p.day, scene.today) < 7
            && p.hunks.first().is_some_and(|h| h.reasons.iter().any(|r| r.rule == f.rule))
    };
    if scene.athlete.proposals.iter().any(no) || scene.athlete.overridden(scene.today, &f.rule).is_some() {
        return None;
    }
    let why = |_: &HunkOp| vec![reason.clone()];
    let ops = canonical(&change.before, &change.after);
    let text = format!("{} {}", reason.text, words::ops(&ops, scene.today));
    let draft = Draft { author: Author::Rules, reason: text, change, why: &why, supersedes: said.supersedes };
    let mut p = build(scene, &draft).filter(|p| passes(p) && said.may(p))?;
    offer_choices(scene, &mut p, Reach::SameDay);
    Some(p)
}

/// The next best changes that would do as well, each of another kind than those before it.
fn alternatives(
    scene: &Scene<'_>,
    grounds: Grounds<'_>,
    p: &Proposal,
    rest: impl Iterator<Item = PlanChange>,
) -> Vec<Alternative> {
    let why = |op: &HunkOp| grounds.of(op, scene.today);
    let kinds = |hunks: &[Hunk]| -> Vec<&'static str> { hunks.iter().map(|h| h.op.name()).collect() };
    let mut seen = vec![kinds(&p.hunks)];
    let mut out = Vec::new();
    for change in rest {
        if out.len() == ALTERNATIVES {
            break;
        }
        let names: Vec<&'static str> = canonical(&change.before, &change.after).iter().map(HunkOp::name).collect();
        if seen.contains(&names) {
            continue;
        }
        if let Some(a) = alternative(scene, &change, &why) {
            seen.push(names);
            out.push(a);
        }
    }
    out
}

/// The smallest change that keeps every day of `caps` within its limits, today's by the search, later ones by easing
/// what is left on them. Rest is the change that is always possible, so there always is one.
#[must_use]
pub fn repaired(scene: &Scene<'_>, caps: &Outlook, banned: &[crate::domain::Sport]) -> PlanChange {
    let old: Vec<Session> = scene.plan.on(scene.today).cloned().collect();
    let of_today = caps.get(&scene.today).copied().unwrap_or(Allowed::from(Cap::None));
    let reference = scene.plan.load_on(scene.today);
    let limits = Limits { cap: of_today.cap, banned, trim: false, reference, share: of_today.share };
    let mut first = if limits.allow(&old) { vec![PlanChange::default()] } else { vec![] };
    if first.is_empty() {
        first = search::ranked(scene, &limits, &|_| true);
    }
    first.push(rest(&old));
    let later = |change: &PlanChange| -> PlanChange {
        let mut plan = scene.plan.clone();
        plan.apply(change);
        let eased = ease::eased_plan(scene, &plan, caps);
        plan.apply(&eased);
        let touched = |s: &&Session| s.day >= scene.today;
        let of = |p: &crate::domain::Plan| p.sessions.iter().filter(touched).cloned().collect::<Vec<_>>();
        PlanChange::between(&of(scene.plan), &of(&plan))
    };
    let loss = |c: &PlanChange| {
        let load = |v: &[Session]| v.iter().map(|s| s.load).total();
        load(&c.before) - load(&c.after)
    };
    // The search ranks by what today costs; what the days after it lose on top decides between its first few.
    let whole: Vec<PlanChange> = first.iter().take(8).map(later).collect();
    whole.into_iter().min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap_or_default()
}

/// The limits of today that a decision sets.
#[must_use]
pub fn limits(decision: &Decision) -> Limits<'_> {
    Limits {
        cap: decision.verdict.cap,
        banned: &decision.banned,
        trim: decision.trim,
        reference: decision.reference,
        share: decision.share,
    }
}

fn passes(p: &Proposal) -> bool {
    p.checks.iter().all(|f| f.severity != crate::domain::Severity::Block)
}

/// Nothing today: the change that is always possible.
fn rest(today: &[Session]) -> PlanChange {
    PlanChange { before: today.iter().filter(|s| !s.locked).cloned().collect(), after: vec![] }
}

fn propose(
    scene: &Scene<'_>,
    grounds: Grounds<'_>,
    change: PlanChange,
    supersedes: Option<ShortId>,
) -> Option<Proposal> {
    let why = |op: &HunkOp| grounds.of(op, scene.today);
    let ops = super::proposal::canonical(&change.before, &change.after);
    let touched = |today: bool| ops.iter().any(|op| is_of(op, scene.today) == today);
    let first = grounds.today.first().filter(|_| touched(true) || grounds.ahead.is_empty());
    let ahead = grounds.ahead.first().filter(|_| touched(false));
    let mut words: Vec<&str> = first.into_iter().chain(ahead).map(|r| r.text.as_str()).collect();
    words.dedup();
    let reason = format!("{} {}", words.join(" "), words::ops(&ops, scene.today));
    build(scene, &Draft { author: Author::Rules, reason, change, why: &why, supersedes })
}

/// Why a proposal changes what it changes.
#[derive(Clone, Copy)]
struct Grounds<'a> {
    /// What decided today.
    today: &'a [Reason],
    /// What asks something of the days after it; empty when only today is concerned.
    ahead: &'a [Reason],
}

impl Grounds<'_> {
    /// A hunk of today carries what decided today; one of another day what asks for it there, or what it makes room
    /// for.
    fn of(&self, op: &HunkOp, today: Day) -> Vec<Reason> {
        if is_of(op, today) {
            return self.today.iter().take(3).cloned().collect();
        }
        if !self.ahead.is_empty() {
            return self.ahead.to_vec();
        }
        let follows = |r: &Reason| Reason { text: format!("Follows from today: {}", r.text), ..r.clone() };
        self.today.first().map(follows).into_iter().collect()
    }
}

fn is_of(op: &HunkOp, today: Day) -> bool {
    op.before().into_iter().chain(op.after()).any(|s| s.day == today)
}

/// What of a morning reaches further than today: illness and the way back from it, an easier stretch, the first week
/// after time off.
fn asking(decision: &Decision) -> Vec<Reason> {
    let stretch = decision.start.as_ref().map(|c| c.rule.as_str());
    let back = decision.comeback.as_ref().map(|c| c.rule);
    let rules = ["F01", "F02", "F03"].into_iter().chain(stretch).chain(back);
    let report = |id: &str| decision.reports.iter().find(|r| r.rule == id && r.outcome.spoke());
    rules.filter_map(report).map(flags::RuleReport::reason).collect()
}

/// Room for a little more: today's easy session grows by a tenth, on the five-minute grid.
fn ready_up(scene: &Scene<'_>, decision: &Decision, today: &[Session]) -> Option<Proposal> {
    let easy = |s: &&Session| !s.hard && !s.locked && matches!(s.kind, SessionKind::Endurance);
    let s = today.iter().find(easy)?;
    // Only from the plan's own length: what has grown today does not grow again.
    if scene.plan.load_on(scene.today) > decision.reference + 0.5 {
        return None;
    }
    let minutes = (s.minutes + s.minutes / 10) / 5 * 5;
    if minutes <= s.minutes {
        return None;
    }
    let after = super::library::resized(s, minutes, &scene.speeds());
    let change = PlanChange { before: vec![s.clone()], after: vec![after] };
    let grounds = Grounds { today: &decision.verdict.reasons, ahead: &[] };
    propose(scene, grounds, change, None).filter(passes)
}

/// The most that a day may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowed {
    /// The cap.
    pub cap: Cap,
    /// Share of the planned load that is left whatever the cap; `None` leaves it to the cap.
    pub share: Option<f64>,
}

impl From<Cap> for Allowed {
    fn from(cap: Cap) -> Self {
        Self { cap, share: None }
    }
}

impl Allowed {
    /// Both of two limits.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let share = [self.share, other.share].into_iter().flatten().reduce(f64::min);
        Self { cap: self.cap.max(other.cap), share }
    }
}

/// What several days may hold, by day.
pub type Outlook = BTreeMap<Day, Allowed>;
