//! What the further verbs change: a day later, a little more, no time, a test.

use super::{Acted, Cut, When, day_of, free, go_to, nothing_on, offer, on_day, on_words, rest, shorten};
use crate::{
    coach::{library, proposal::Scene, words},
    domain::{Cap, Day, PlanChange, SessionKind, Sport, day},
};

/// Days that a session is pushed at most.
const PUSH_DAYS: i64 = 3;
/// Share by which an easy session may grow.
const MORE: f64 = 0.10;

/// The first of the days after it that takes the day's training.
pub(in crate::coach) fn push(scene: &Scene<'_>, when: When) -> Acted {
    let d = day_of(when, scene)?;
    if free(scene, d)?.is_empty() {
        return Err(nothing_on(d, scene));
    }
    let mut first = None;
    for later in 1..=PUSH_DAYS {
        let to = day::shift(d, later);
        // A day that has something is left alone: pushing is not changing places.
        if scene.plan.on(to).next().is_some() {
            first.get_or_insert_with(|| format!("{} has something already.", words::day_name(to, scene.today)));
            continue;
        }
        match go_to(scene, When::On(d), When::On(to)) {
            Ok(p) => return Ok(p),
            Err(why) => {
                first.get_or_insert(why);
            }
        }
    }
    let why = first.unwrap_or_default();
    Err(format!(
        "None of the {PUSH_DAYS} days after takes it: {why} `swap` changes two days; `rest` leaves it out."
    ))
}

/// A little more of an easy day, where today's verdict and the rules leave room.
pub(in crate::coach) fn harder(scene: &Scene<'_>, when: When) -> Acted {
    let d = day_of(when, scene)?;
    let sessions = free(scene, d)?;
    let Some(main) = sessions.iter().max_by_key(|s| (s.minutes, s.id)) else { return Err(nothing_on(d, scene)) };
    if d == scene.today && scene.cap > Cap::None {
        return Err(format!(
            "Today allows {}, and that is not made harder. `why` says what decided it.",
            scene.cap.title()
        ));
    }
    if main.hard || main.zone_minutes[1] + main.zone_minutes[2] > 0.0 || main.kind == SessionKind::Strength {
        return Err(format!(
            "{} {} is demanding as it is, and demanding sessions are not made harder: progress comes from week to week. Easy ones can grow by a tenth.",
            main.title,
            on_words(d, scene)
        ));
    }
    let grown = (f64::from(main.minutes) * (1.0 + MORE) / 5.0).floor() * 5.0;
    let minutes = (grown as u16).max(main.minutes + 5).min(main.minutes + main.minutes / 10 + 5);
    if f64::from(minutes) > f64::from(main.minutes) * (1.0 + MORE) + 0.5 {
        return Err(format!("A tenth of {} min is less than five minutes; it stays as it is.", main.minutes));
    }
    let after = library::resized(main, minutes, &scene.speeds());
    if after.minutes <= main.minutes {
        return Err(format!("{} can't grow and stay what it is.", main.title));
    }
    let asked = format!("a little more {}: {} min instead of {}", on_words(d, scene), after.minutes, main.minutes);
    offer(scene, &asked, PlanChange { before: vec![main.clone()], after: vec![after] }, None)
}

/// No time on a day, or little: its training goes to a free day nearby, is cut, or is left out, in this order.
pub(in crate::coach) fn busy(scene: &Scene<'_>, when: When, minutes: Option<u16>) -> Acted {
    let d = day_of(when, scene)?;
    if let Some(m) = minutes {
        return shorten(scene, When::On(d), Cut::To(m)).or_else(|_| rest(scene, When::On(d)));
    }
    if free(scene, d)?.is_empty() {
        return Err(format!("{} No time is needed.", nothing_on(d, scene)));
    }
    let near = (1..=PUSH_DAYS).flat_map(|n| [day::shift(d, n), day::shift(d, -n)]);
    let open = near.filter(|x| *x >= scene.today && scene.plan.on(*x).next().is_none());
    for to in open {
        if let Ok(p) = go_to(scene, When::On(d), When::On(to)) {
            return Ok(p);
        }
    }
    rest(scene, When::On(d))
}

/// A test in the place of a day's session of its sport.
pub(in crate::coach) fn test(scene: &Scene<'_>, when: When) -> Acted {
    let d = day_of(when, scene)?;
    let sessions = free(scene, d)?;
    let of = |s: Sport| match s {
        Sport::Bike => library::template("B-FTP"),
        Sport::Run => library::template("R-TT30"),
        Sport::Swim => library::template("S-TEST"),
        _ => None,
    };
    let found = sessions.iter().find_map(|s| of(s.sport).map(|t| (s, t)));
    let Some((instead, template)) = found else {
        return Err(format!(
            "{} A test takes the place of a ride, a run or a swim; name a day that has one.",
            test_missing(&sessions, d, scene)
        ));
    };
    if d == scene.today && scene.cap > Cap::None {
        return Err(format!("Today allows {}, and a test is all out. Choose another day.", scene.cap.title()));
    }
    let mut after = template.session(d, None, &scene.speeds());
    after.rationale = "You asked for a test; its result is proposed as your new threshold.".into();
    let asked = format!("a test {}", on_words(d, scene));
    offer(scene, &asked, PlanChange { before: vec![instead.clone()], after: on_day(&[after], d) }, None)
}

fn test_missing(sessions: &[crate::domain::Session], d: Day, scene: &Scene<'_>) -> String {
    if sessions.is_empty() { nothing_on(d, scene) } else { format!("No sport {} has a test.", on_words(d, scene)) }
}
