//! What a verb changes in the plan. Each gives a change and the reason for it, or says why there is none.

mod also;

pub(in crate::coach) use also::{busy, harder, push, test};

use super::{Cut, When};
use crate::domain::num::Total;
use crate::{
    coach::{
        ladder::Limits,
        library,
        plan::why,
        proposal::{Draft, Reach, Scene, build, offer_choices},
        replan::{self, Outlook, eased_day},
        words,
    },
    domain::{
        Cap, Day, Evidence, HunkOp, PlanChange, Proposal, Reason, Session, Severity, ShortId,
        athlete::ProposalState, day, proposal::Author,
    },
};

/// Longest journey that is taken out of a plan at once, days.
const TRAVEL_MAX: i64 = 60;
/// Shortest session worth keeping, minutes.
const LEAST_MINUTES: u16 = 20;

pub(in crate::coach) type Acted = Result<Proposal, String>;

fn day_of(when: When, scene: &Scene<'_>) -> Result<Day, String> {
    let d = when.resolve(scene.today).map_err(|e| e.to_string())?;
    match scene.plan.last_day() {
        Some(last) if d > last => Err(format!("The plan ends on {last}; {d} is after it.")),
        _ => Ok(d),
    }
}

/// Sessions of a day that may be touched.
fn free(scene: &Scene<'_>, d: Day) -> Result<Vec<Session>, String> {
    if let Some(s) = scene.plan.on(d).find(|s| s.locked) {
        return Err(format!(
            "{} on {d} is locked and stays as it is; `unlock {}` gives it free.",
            words::sentence(&s.title),
            short(d, scene)
        ));
    }
    Ok(scene.plan.on(d).cloned().collect())
}

fn on_day(sessions: &[Session], d: Day) -> Vec<Session> {
    sessions.iter().map(|s| why::moved(s, d)).collect()
}

fn nothing_on(d: Day, scene: &Scene<'_>) -> String {
    format!("Nothing is planned {}.", on_words(d, scene))
}

fn on_words(d: Day, scene: &Scene<'_>) -> String {
    let name = words::day_name(d, scene.today);
    if matches!(name.as_str(), "today" | "tomorrow") { name } else { format!("on {name}") }
}

/// A proposal of the athlete, if every guard-rail lets it pass.
pub(in crate::coach) fn offer(
    scene: &Scene<'_>,
    asked: &str,
    change: PlanChange,
    supersedes: Option<ShortId>,
) -> Acted {
    offer_within(scene, asked, change, supersedes, Reach::OtherDays)
}

fn offer_within(
    scene: &Scene<'_>,
    asked: &str,
    change: PlanChange,
    supersedes: Option<ShortId>,
    reach: Reach,
) -> Acted {
    let reason = Reason {
        rule: "YOU".into(),
        observed: asked.to_owned(),
        limit: "your request".into(),
        text: "You asked for it.".into(),
        source: "you".into(),
        evidence: Evidence::Mission,
    };
    let why = |_: &HunkOp| vec![reason.clone()];
    let draft =
        Draft { author: Author::Athlete, reason: format!("You asked: {asked}."), change, why: &why, supersedes };
    let mut p = build(scene, &draft).ok_or_else(|| "That would change nothing.".to_owned())?;
    if let Some(f) = p.checks.iter().find(|f| f.severity == Severity::Block) {
        return Err(format!(
            "{} forbids it {}: {} Seen: {}; allowed: {} ({}).{}",
            f.rule,
            on_words(f.day, scene),
            f.text,
            f.observed,
            f.limit,
            f.evidence.title(),
            if f.rule == "V14" { " `easier` makes one that fits." } else { "" }
        ));
    }
    offer_choices(scene, &mut p, reach);
    Ok(p)
}

pub(in crate::coach) fn swap(scene: &Scene<'_>, a: When, b: When) -> Acted {
    let (a, b) = (day_of(a, scene)?, day_of(b, scene)?);
    if a == b {
        return Err("Those are the same day.".into());
    }
    let (on_a, on_b) = (free(scene, a)?, free(scene, b)?);
    if on_a.is_empty() && on_b.is_empty() {
        return Err(format!("Nothing is planned on {a} and on {b}."));
    }
    let after = [on_day(&on_a, b), on_day(&on_b, a)].concat();
    let asked = format!("swap {} and {}", words::day_name(a, scene.today), words::day_name(b, scene.today));
    offer(scene, &asked, PlanChange { before: [on_a, on_b].concat(), after }, None)
}

pub(in crate::coach) fn go_to(scene: &Scene<'_>, from: When, to: When) -> Acted {
    let (a, b) = (day_of(from, scene)?, day_of(to, scene)?);
    if a == b {
        return Err("Those are the same day.".into());
    }
    let sessions = free(scene, a)?;
    if sessions.is_empty() {
        return Err(nothing_on(a, scene));
    }
    let occupied = scene.plan.on(b).next().is_some();
    let asked = format!("move {} to {}", words::day_name(a, scene.today), words::day_name(b, scene.today));
    let after = on_day(&sessions, b);
    let result = offer(scene, &asked, PlanChange { before: sessions, after }, None);
    match result {
        // Two sessions on one day rarely pass; changing places is what is meant then.
        Err(why) if occupied => swap(scene, When::On(a), When::On(b)).map_err(|_| why),
        other => other,
    }
}

pub(in crate::coach) fn shorten(scene: &Scene<'_>, when: When, cut: Cut) -> Acted {
    let d = day_of(when, scene)?;
    let sessions = free(scene, d)?;
    let total: u16 = sessions.iter().map(|s| s.minutes).fold(0, u16::saturating_add);
    let Some(main) = sessions.iter().max_by_key(|s| (s.minutes, s.id)) else { return Err(nothing_on(d, scene)) };
    let by = match cut {
        Cut::By(m) => m,
        Cut::To(m) if m >= total => {
            return Err(format!("{} has {total} min {} already.", main.title, on_words(d, scene)));
        }
        Cut::To(m) => total - m,
    };
    let minutes = main.minutes.saturating_sub(by);
    let name = words::day_name(d, scene.today);
    if minutes < LEAST_MINUTES {
        return Err(format!(
            "That would leave {minutes} of {} min; under {LEAST_MINUTES} it is not worth it. `rest {}` leaves it out.",
            main.minutes,
            short(d, scene)
        ));
    }
    let after = library::resized(main, minutes, &scene.speeds());
    if after.minutes > minutes + 2 {
        return Err(format!(
            "{} can't be cut to {minutes} min and stay what it is. Try `easier {}`.",
            main.title,
            short(d, scene)
        ));
    }
    let asked = format!("{name} in {minutes} min instead of {}", main.minutes);
    offer(scene, &asked, PlanChange { before: vec![main.clone()], after: vec![after] }, None)
}

fn short(d: Day, scene: &Scene<'_>) -> String {
    match day::between(scene.today, d) {
        0 => "today".into(),
        1..=6 => day::short_name(d).to_lowercase(),
        _ => d.to_string(),
    }
}

pub(in crate::coach) fn easier(scene: &Scene<'_>, when: When) -> Acted {
    let d = day_of(when, scene)?;
    let sessions = free(scene, d)?;
    if sessions.is_empty() {
        return Err(format!("{} That is as easy as it gets.", nothing_on(d, scene)));
    }
    let reference = sessions.iter().map(|s| s.load).total();
    // Easier than planned, and never more than today allows.
    let cap = if d == scene.today { scene.cap.max(Cap::NoHard) } else { Cap::NoHard };
    let out = scene.out(d);
    let limits = Limits { cap: cap.max(out.cap), banned: &out.sports, trim: true, reference, share: None };
    let after = eased_day(&sessions, &limits, None, &scene.speeds());
    let change = PlanChange::between(&sessions, &after);
    offer(scene, &format!("something easier {}", on_words(d, scene)), change, None)
}

pub(in crate::coach) fn rest(scene: &Scene<'_>, when: When) -> Acted {
    let d = day_of(when, scene)?;
    let sessions = free(scene, d)?;
    if sessions.is_empty() {
        return Err(format!("{} It is a rest day already.", nothing_on(d, scene)));
    }
    let asked = format!("rest {}", words::day_name(d, scene.today));
    offer(scene, &asked, PlanChange { before: sessions, after: vec![] }, None)
}

pub(in crate::coach) fn travel(scene: &Scene<'_>, from: When, to: When) -> Acted {
    let first = from.resolve(scene.today).map_err(|e| e.to_string())?;
    let mut last = to.resolve(scene.today).map_err(|e| e.to_string())?;
    // `from friday to monday`: the Monday after that Friday.
    if last < first && matches!(to, When::Weekday(_)) {
        last = day::shift(last, 7);
    }
    if last < first {
        return Err(format!("{last} is before {first}. Give the first day away, then the last."));
    }
    if day::between(first, last) >= TRAVEL_MAX {
        return Err(format!(
            "More than {TRAVEL_MAX} days away is a new plan: put it under `unavailable` in the mission file."
        ));
    }
    let before: Vec<Session> = scene.plan.span(first, last).filter(|s| !s.locked).cloned().collect();
    if before.is_empty() {
        return Err(format!("Nothing is planned from {first} to {last}; no change is needed."));
    }
    offer(scene, &format!("away from {first} to {last}"), PlanChange { before, after: vec![] }, None)
}

/// Days under the caps of an illness or of the return from it. Takes the place of what the rules proposed today.
pub(in crate::coach) fn under_caps(scene: &Scene<'_>, asked: &str, caps: &Outlook) -> Acted {
    let waiting = scene
        .athlete
        .proposals
        .iter()
        .find(|(p, s)| *s == ProposalState::Pending && p.author == Author::Rules && p.day == scene.today);
    let change = replan::eased_over(scene, caps);
    offer_within(scene, asked, change, waiting.map(|(p, _)| p.id), Reach::SameDay)
}
