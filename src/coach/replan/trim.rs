//! What a small week makes too large goes with it: a long session that has become most of its week, a day over what fitness
//! carries, a week that grew because those before it shrank, a recovery week that holds a normal one.
//!
//! Owns: how much shorter. Does not own: the limits (guard-rails), and easing days for the body's sake (ease). Only less is
//! ever asked for here, and never of what is locked or is the event itself.

use super::{PlanChange, Scene};
use crate::{
    coach::{guard::limits, library, proposal::preview_change},
    domain::{
        Day, Finding, Plan, Reason, Session, SessionKind, Severity,
        day::{monday, shift},
        num::Total,
    },
};

/// Rounds of looking and shortening.
const ROUNDS: usize = 3;
/// Shortest session worth going out for, minutes.
const LEAST: u16 = 20;
/// Days that a recovery week is looked at over.
const WEEK: i64 = 6;

/// A change with what it, or the week so far, makes too large shortened as well, and the finding that asked for it;
/// `None` when nothing is too large.
pub(super) fn within(scene: &Scene<'_>, change: &PlanChange) -> Option<(PlanChange, Finding)> {
    let mut plan = preview_change(scene.plan, change);
    if !suspicious(scene, &plan) {
        return None;
    }
    let mut why: Option<Finding> = None;
    for _ in 0..ROUNDS {
        let Some(f) = blocks(scene, &plan).into_iter().next() else { break };
        let Some(shorter) = shortened(scene, &plan, &f) else { break };
        plan = preview_change(&plan, &shorter);
        why.get_or_insert(f);
    }
    let f = why?;
    let from = |p: &Plan| p.sessions.iter().filter(|s| s.day >= scene.today).cloned().collect::<Vec<Session>>();
    Some((PlanChange::between(&from(scene.plan), &from(&plan)), f))
}

/// Why, as a proposal tells it.
pub(super) fn reason(f: &Finding) -> Reason {
    let text = match f.rule.as_str() {
        "V03" => "The week has become small, and its long session goes with it.",
        "V25" => "Fitness has gone down meanwhile: the day is made no larger than it carries.",
        "V16" => "A recovery week holds less than a normal one.",
        _ => "The weeks before came out lighter, so this one grows less.",
    };
    Reason {
        rule: f.rule.clone(),
        observed: f.observed.clone(),
        limit: f.limit.clone(),
        text: text.to_owned(),
        source: "plan".to_owned(),
        evidence: f.evidence,
    }
}

/// A cheap look whether the guard-rails have anything to look at, as they cost more than the rest of a quiet morning.
fn suspicious(scene: &Scene<'_>, plan: &Plan) -> bool {
    let this = monday(scene.today);
    let (ctl, _) = scene.history.state(shift(scene.today, -1));
    let done = |a: Day, b: Day| scene.history.within(a, b);
    let so_far = done(this, shift(scene.today, -1));
    let ahead: Vec<&Session> = plan.span(scene.today, shift(this, 6)).collect();
    let minutes = so_far.iter().map(|l| l.minutes).total() + ahead.iter().map(|s| f64::from(s.minutes)).total();
    let n = so_far.len() + ahead.len();
    let longest = ahead.iter().map(|s| f64::from(s.minutes)).fold(0.0, f64::max);
    let large = limits::long_share(longest / minutes.max(1.0), n, 0.0) == Some(Severity::Block);
    let heavy = plan.load_on(scene.today) > 3.9 * ctl.max(20.0);
    let before = (1..=4).map(|i| scene.history.weekly_load(shift(this, -7 * i))).fold(6.3 * ctl, f64::max);
    let load = so_far.iter().map(|l| l.load.value).total() + ahead.iter().map(|s| s.load).total();
    let grown = scene.today == this && load > 1.2 * before;
    let trend = scene.cap >= crate::domain::Cap::RecoveryWeek
        && plan.span(scene.today, shift(scene.today, WEEK)).map(|s| s.load).total() > 0.9 * before;
    large || heavy || grown || trend
}

/// Blocks of the week of today that shortening can mend.
fn blocks(scene: &Scene<'_>, plan: &Plan) -> Vec<Finding> {
    let this = monday(scene.today);
    let mut found = scene.findings(plan, Some(shift(this, 6)));
    found.retain(|f| {
        f.severity == Severity::Block
            && match f.rule.as_str() {
                "V03" | "V25" => (scene.today..=shift(this, 6)).contains(&f.day),
                "V01" => f.day == this && scene.today == this,
                "V16" => f.day == scene.today && f.limit.starts_with("under a normal week"),
                _ => false,
            }
    });
    found.sort_by_key(|f| f.day);
    found
}

fn free(s: &Session) -> bool {
    !s.locked && !matches!(s.kind, SessionKind::Race | SessionKind::Stage | SessionKind::Opener | SessionKind::Test)
}

fn shortened(scene: &Scene<'_>, plan: &Plan, f: &Finding) -> Option<PlanChange> {
    let span = match f.rule.as_str() {
        "V03" | "V25" => (f.day, f.day),
        "V16" => (scene.today, shift(scene.today, WEEK)),
        _ => (scene.today, shift(monday(scene.today), 6)),
    };
    let single = f.rule == "V03";
    let passes = |c: &PlanChange| {
        let after = preview_change(plan, c);
        !blocks(scene, &after).iter().any(|g| g.rule == f.rule && g.day == f.day)
    };
    // A tenth at a time; what is left of the smallest step is better than nothing.
    let steps = (1..=7).filter_map(|i| {
        let c = at_share(scene, plan, span, single, 1.0 - 0.1 * f64::from(i));
        (!c.before.is_empty()).then_some(c)
    });
    let mut last = None;
    for c in steps {
        let done = passes(&c);
        last = Some(c);
        if done {
            break;
        }
    }
    last
}

/// The sessions of some days at a share of their length: all of them, or only the longest. Hard ones stay hard where they
/// can be shortened, and give way to easy ones where they can't.
fn at_share(scene: &Scene<'_>, plan: &Plan, (from, to): (Day, Day), single: bool, share: f64) -> PlanChange {
    let speeds = scene.speeds();
    let mut all: Vec<&Session> = plan.span(from, to).filter(|s| free(s)).collect();
    if single {
        let longest = all.iter().copied().max_by(|a, b| a.minutes.cmp(&b.minutes).then(b.id.cmp(&a.id)));
        all = longest.into_iter().collect();
    }
    let mut change = PlanChange::default();
    for s in all {
        let minutes = ((f64::from(s.minutes) * share / 5.0).floor() * 5.0) as u16;
        if minutes < LEAST {
            continue;
        }
        let same = library::resized(s, minutes, &speeds);
        let less = |n: &Session| n.minutes < s.minutes && n.load < s.load;
        let easy = || Session {
            id: s.id,
            day: s.day,
            stage: s.stage,
            ..library::easy_session(s.sport, s.day, minutes, &speeds)
        };
        let Some(new) = Some(same).filter(less).or_else(|| Some(easy()).filter(less)) else { continue };
        let rationale = format!("{} min instead of {}: the week has become small.", new.minutes, s.minutes);
        change.before.push(s.clone());
        change.after.push(Session { rationale, ..new });
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::{library::Speeds, plan::tests as with},
        domain::{Athlete, Cap, Event, ShortId, Sport, event::MissionActivated},
        science::history::History,
    };

    /// A week after weeks of regular riding, of which little is left but the long ride on Saturday.
    fn small_week(lock: bool) -> (Athlete, Day) {
        let week = shift(monday(with::today()), 7);
        let goal = shift(week, 70);
        let text = format!("kind = \"race\"\nsport = \"bike\"\ndate = \"{goal}\"\nminutes = 180");
        let version = with::version(with::mission(&text, ""));
        let mut a = with::athlete(Sport::Bike, 20, 5, 75.0);
        a.apply(&Event::MissionSaved(Box::new(version)));
        a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: with::today() }));
        let sessions = [(3, "B-END60", 40), (5, "B-LONG", 150), (6, "B-END60", 40)].map(|(d, t, minutes)| {
            let t = library::template(t).expect("a template");
            let mut s = t.session(shift(week, d), Some(minutes), &Speeds::default());
            (s.id, s.locked) = (ShortId::of(&[b"s", &d.to_be_bytes()]), lock);
            s
        });
        let plan = Plan {
            version: 0,
            mission: "m".into(),
            mission_hash: "h".into(),
            from: week,
            weeks: vec![],
            sessions: sessions.to_vec(),
        };
        a.apply(&Event::PlanLaid(plan));
        (a, shift(week, 3))
    }

    #[test]
    fn a_long_session_that_became_most_of_its_week_gets_shorter_and_nothing_else_changes() {
        let (a, today) = small_week(false);
        let history = History::build(&a, today);
        let scene = Scene::of(&a, &history, today, Cap::None).unwrap();
        let before = blocks(&scene, scene.plan);
        assert!(before.iter().any(|f| f.rule == "V03"), "{before:?}");
        let (change, f) = within(&scene, &PlanChange::default()).expect("it is too large");
        assert_eq!((f.rule.as_str(), change.before.len(), change.after.len()), ("V03", 1, 1));
        assert!(change.after[0].minutes < change.before[0].minutes && change.before[0].minutes == 150);
        let after = preview_change(scene.plan, &change);
        assert!(blocks(&scene, &after).is_empty());
        assert!(within(&scene, &change).is_none(), "once is enough");
    }

    #[test]
    fn what_is_locked_stays_as_it_is() {
        let (a, today) = small_week(true);
        let history = History::build(&a, today);
        let scene = Scene::of(&a, &history, today, Cap::None).unwrap();
        assert!(within(&scene, &PlanChange::default()).is_none());
    }
}
