//! A mission that is over, as the cockpit shows it: its review, and the question what comes next.
//!
//! Owns: what is told of it and where it leads. Does not own: the review's figures ([`super::autopsy`]) and writing it
//! down (sync), which happens once.

use super::{
    autopsy::{self, Autopsy, Reached},
    sheet::Kind,
};
use crate::domain::{Athlete, CleanText, Day, day::shift, event::NextPutOff, mission::Lifecycle, num::signed};
use serde::Serialize;

/// A mission that is over.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Closing {
    /// Its id.
    pub mission: String,
    /// Its name.
    pub name: CleanText,
    /// Its last day.
    pub ended: Day,
    /// The day on which its review was written; `None` until then.
    pub written: Option<Day>,
    /// The review as it was written.
    pub review: Option<Autopsy>,
    /// The mission that follows: name and the day on which it is taken up.
    pub next: Option<(CleanText, Day)>,
    /// Whether the athlete is to be asked for the next mission: none follows, and the question was not put off.
    pub asks: bool,
    /// The day on which a question that was put off comes back.
    pub put_off: Option<Day>,
}

/// Days that the question is put off for.
const PUT_OFF_DAYS: i64 = 7;

/// The answer “not now”, said on `today`.
#[must_use]
pub fn put_off(c: &Closing, today: Day) -> NextPutOff {
    NextPutOff { mission: c.mission.clone(), day: today, until: shift(today, PUT_OFF_DAYS) }
}

/// The question, as it is asked.
#[must_use]
pub fn question(c: &Closing) -> String {
    format!("{} is over. What comes next?", c.name)
}

/// What there is to tell once the active mission is over; `None` while it goes on.
#[must_use]
pub fn closing(athlete: &Athlete, today: Day) -> Option<Closing> {
    let (day, id) = athlete.activations.iter().rev().find(|(d, _)| *d <= today)?;
    let mission = &athlete.missions.get(id)?.last()?.mission;
    let from = autopsy::first_taken_up(athlete, id, *day);
    if !matches!(mission.lifecycle(from, today), Lifecycle::Complete | Lifecycle::Archived) {
        return None;
    }
    let stored = athlete.autopsies.iter().rev().find(|a| a.mission == *id && a.from == from);
    let next = autopsy::follower(athlete, today).map(|(v, d)| (v.mission.name.clone(), d));
    let put_off = athlete.next_put_off.get(id).copied().filter(|d| *d > today && next.is_none());
    Some(Closing {
        asks: next.is_none() && put_off.is_none(),
        put_off,
        next,
        mission: id.clone(),
        name: mission.name.clone(),
        ended: mission.last_day(from),
        written: stored.map(|a| a.day),
        review: stored.and_then(|a| serde_json::from_str(&a.body).ok()),
    })
}

/// What comes next, in a sentence; the question where nothing does.
#[must_use]
pub fn next(c: &Closing) -> String {
    match &c.next {
        Some((name, day)) => format!("{name} follows on {day}; its plan is laid that day."),
        None if c.put_off.is_some() => format!(
            "You put the next mission off; you are asked again on {}. `New mission` in the palette chooses one at any time.",
            c.put_off.map_or_else(String::new, |d| d.to_string())
        ),
        None => "What is next? `New mission` in the palette chooses a template and shows its plan; `lanterne mission use ID` takes one up today, `lanterne mission next ID` lets the recovery days go by first.".into(),
    }
}

/// The whole review, line by line.
#[must_use]
pub fn sheet(c: &Closing) -> Vec<(Kind, String)> {
    let mut out = vec![(Kind::Head, format!("{}: over since {}", c.name, c.ended))];
    let Some(a) = &c.review else {
        out.push((
            Kind::Text,
            "Its review is written at the next run (`lanterne --sync`, or the cockpit on that day).".into(),
        ));
        ask(c, &mut out);
        return out;
    };
    out.push((
        Kind::Text,
        a.result.as_ref().map_or_else(
            || "How did it end? `lanterne mission result \"…\"` keeps it in your words.".to_owned(),
            |r| format!("Result: {r}"),
        ),
    ));
    out.extend(a.findings.iter().map(|f| (Kind::Text, f.clone())));
    ask(c, &mut out);
    out.push((Kind::Head, "Planned and done".into()));
    for (name, r, digits) in [
        ("CTL on the eve of the goal", &a.ctl, 1),
        ("Morning TSB of the goal", &a.tsb, 1),
        ("Load in all", &a.load, 0),
    ] {
        out.push((Kind::Under, format!("{name}: {}", reached(r, digits))));
    }
    if !a.stages.is_empty() {
        out.push((Kind::Head, "Stages".into()));
        out.extend(a.stages.iter().map(|s| {
            let how = if s.done { s.mode.as_str() } else { "not ridden" };
            let kind = s.kind.replace('_', " ");
            (
                Kind::Under,
                format!(
                    "{} · {} · {kind} · {how} · load {:.0} of {:.0} · {} points",
                    s.number, s.date, s.load.1, s.load.0, s.points
                ),
            )
        }));
    }
    if !a.calls.is_empty() {
        out.push((Kind::Head, "What the coach asked for, and how the week after it went".into()));
        out.extend(a.calls.iter().map(|x| {
            let [good, neither, bad] = x.labels;
            (Kind::Under, format!("{} {}: {good} well, {neither} neither, {bad} badly", x.rule, x.answer))
        }));
    }
    if !a.blocks.is_empty() {
        out.push((Kind::Head, "Blocks".into()));
        out.extend(a.blocks.iter().map(|b| (Kind::Under, b.clone())));
    }
    if !a.weeks.is_empty() {
        out.push((Kind::Head, "Week by week".into()));
        out.extend(a.weeks.iter().map(|w| {
            let load = format!("load {:.0} of {:.0}", w.done, w.planned);
            (
                Kind::Under,
                format!("{} {}: {load}, CTL {:.1} of {:.1}", w.monday, w.phase, w.ctl_done, w.ctl_planned),
            )
        }));
    }
    out
}

fn ask(c: &Closing, out: &mut Vec<(Kind, String)>) {
    out.push((Kind::Head, "What comes next".into()));
    out.push((Kind::Text, next(c)));
}

/// `41.2 of 43.0 planned`
fn reached(r: &Reached, digits: usize) -> String {
    let figure = |v: f64| if v < 0.0 { signed(v, digits) } else { format!("{v:.digits$}") };
    match r.planned {
        Some(p) => format!("{} of {} planned", figure(r.done), figure(p)),
        None => figure(r.done),
    }
}

#[cfg(test)]
mod tests;
