//! Contradictions between the keys of a mission: each is an error, as no plan could obey both sides.

use super::super::{
    document::{Document, element},
    issue::{Issue, Severity},
};
use crate::domain::{
    Day, Mission, SessionKind, Sport,
    mission::{
        AdaptationSignal, Constraints, GoalKind, Unavailable,
        movable::{Looser, MOVABLE},
    },
};
use std::{collections::BTreeSet, path::Path};

/// Collects errors at keys.
struct Errors<'d, 't> {
    doc: &'d Document<'t>,
    found: Vec<Issue>,
}

impl Errors<'_, '_> {
    fn say(&mut self, key: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.found.push(self.doc.issue(Severity::Error, key, message, remedy));
    }
}

/// Everything that contradicts something else in the file.
pub(super) fn contradictions(doc: &Document<'_>, m: &Mission) -> Vec<Issue> {
    let mut e = Errors { doc, found: Vec::new() };
    identity(&mut e, m);
    goal(&mut e, m);
    dates(&mut e, m);
    stages(&mut e, m);
    rest_days(&mut e, m);
    events(&mut e, m);
    constraints(&mut e, &m.constraints);
    shares(&mut e, m);
    wishes(&mut e, m);
    limits(&mut e, m);
    movable(&mut e, m);
    adaptations(&mut e, m);
    e.found
}

/// Whether a text can be an id, and so a file's name on every system.
pub(super) fn is_id(id: &str) -> bool {
    (1..=40).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !id.starts_with('-')
}

fn identity(e: &mut Errors<'_, '_>, m: &Mission) {
    if !is_id(&m.id) {
        e.say("id", "not a short name", "up to 40 letters, digits and `-`, not beginning with `-`");
    } else if let Some(stem) = Path::new(e.doc.file()).file_stem().and_then(|s| s.to_str())
        && stem != m.id
    {
        let remedy = format!("rename the file to {}.toml, or set id = \"{stem}\"", m.id);
        e.found.push(e.doc.issue(Severity::Warning, "id", "differs from the file's name", remedy));
    }
    if m.name.as_str().is_empty() {
        e.say("name", "empty", "give the mission a name");
    }
}

fn goal(e: &mut Errors<'_, '_>, m: &Mission) {
    let g = &m.goal;
    if matches!(g.sport, Sport::Transition | Sport::Other) {
        e.say("goal.sport", format!("`{}` can't be trained for", g.sport), "name the sport of the goal");
    }
    match g.kind {
        GoalKind::Race => {
            if g.date.is_none() {
                e.say("goal.date", "a race has a day", "give date = \"2027-07-03\"");
            }
            if g.minutes.is_none() && g.distance_km.is_none() {
                e.say(
                    "goal.minutes",
                    "nothing says how long the race is",
                    "give minutes (expected), or distance_km",
                );
            }
        }
        GoalKind::StageRace => {
            if m.stages.is_empty() {
                e.say(
                    "stages",
                    "a stage race has stages",
                    "add a [[stages]] table for each, with number, date and type",
                );
            }
        }
        GoalKind::Triathlon => {
            if g.date.is_none() {
                e.say("goal.date", "a triathlon has a day", "give date = \"2027-07-03\"");
            }
            if g.legs.len() < 2 {
                e.say(
                    "goal.legs",
                    "fewer than two legs",
                    "give expected minutes: legs = { swim = 40, bike = 170, run = 110 }",
                );
            } else if !g.legs.contains_key(&g.sport) {
                e.say("goal.sport", "the main sport is none of the legs", "name the leg that is trained most");
            }
        }
        GoalKind::Block => match (g.date, g.weeks) {
            (None, None) => e.say("goal.weeks", "nothing says how long the block is", "give weeks = 12, or a date"),
            (Some(_), Some(_)) => e.say("goal.weeks", "both a date and weeks", "keep one of them"),
            _ => {}
        },
    }
    if g.kind != GoalKind::Block && g.weeks.is_some() {
        e.say("goal.weeks", "only a block counts weeks", "remove it; the date says how long there is");
    }
    if g.kind != GoalKind::Triathlon && !g.legs.is_empty() {
        e.say("goal.legs", "only a triathlon has legs", "remove them, or set kind = \"triathlon\"");
    }
    if g.kind != GoalKind::StageRace && !m.stages.is_empty() {
        e.say("stages", "only a stage race has stages", "remove them, or set kind = \"stage_race\"");
    }
}

fn dates(e: &mut Errors<'_, '_>, m: &Mission) {
    let first = m.event_days().map(|(first, _)| first);
    if let (Some(date), Some(first)) = (m.goal.date, first.filter(|_| !m.stages.is_empty()))
        && date != first
    {
        e.say("goal.date", format!("the first stage is on {first}"), "make both the same, or leave date out");
    }
    if let (Some(race), Some(goal)) = (m.objective.race_date, first)
        && race != goal
    {
        e.say(
            "objective.race_date",
            format!("the goal is on {goal}"),
            "make both the same, or leave race_date out",
        );
    }
    if let (Some(start), Some(goal)) = (m.start, first)
        && start >= goal
    {
        e.say(
            "start",
            format!("not before the goal on {goal}"),
            "begin earlier, or leave start out to begin today",
        );
    }
}

fn stages(e: &mut Errors<'_, '_>, m: &Mission) {
    let mut previous: Option<Day> = None;
    for (i, stage) in m.stages.iter().enumerate() {
        let at = element("stages", i);
        if usize::from(stage.number) != i + 1 {
            let message = format!("number {}, but it is the {} in the file", stage.number, ordinal(i + 1));
            e.say(&format!("{at}.number"), message, format!("write {}, or put the stages in order", i + 1));
        }
        match previous {
            Some(day) if stage.date == day => {
                e.say(&format!("{at}.date"), "a second stage on this day", "one stage a day: move one of them");
            }
            Some(day) if stage.date < day => {
                e.say(
                    &format!("{at}.date"),
                    format!("before the previous stage on {day}"),
                    "put the dates in order",
                );
            }
            _ => {}
        }
        previous = Some(stage.date);
    }
    if let Some((first, last)) = m.event_days()
        && crate::domain::day::between(first, last) >= 60
    {
        e.say("stages", format!("from {first} to {last}: longer than 60 days"), "check the dates");
    }
}

fn ordinal(n: usize) -> String {
    let tail = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{tail}")
}

fn rest_days(e: &mut Errors<'_, '_>, m: &Mission) {
    let span = m.event_days().filter(|_| !m.stages.is_empty());
    let mut seen = BTreeSet::new();
    for (i, day) in m.rest_days.iter().enumerate() {
        let at = element("rest_days", i);
        if span.is_none_or(|(first, last)| *day <= first || *day >= last) {
            e.say(&at, "not inside the event", "rest days lie between the first and the last stage");
        } else if m.stage_on(*day).is_some() {
            e.say(&at, "a stage is on this day", "remove one of them");
        } else if !seen.insert(*day) {
            e.say(&at, "named twice", "remove one");
        }
    }
}

fn events(e: &mut Errors<'_, '_>, m: &Mission) {
    let mut seen = BTreeSet::new();
    for (i, event) in m.events.iter().enumerate() {
        let at = format!("{}.date", element("events", i));
        if let Some((first, _)) = m.event_days()
            && event.date >= first
        {
            e.say(&at, format!("not before the goal on {first}"), "events lie on the way to the goal");
        } else if m.start.is_some_and(|s| event.date < s) {
            e.say(&at, "before the mission's start", "move start, or remove the event");
        } else if !seen.insert(event.date) {
            e.say(&at, "a second event on this day", "one event a day");
        }
    }
}

fn constraints(e: &mut Errors<'_, '_>, c: &Constraints) {
    let minutes = c.available_minutes.all();
    if minutes.iter().all(|m| *m == 0) {
        e.say("constraints.available_minutes", "no time on any day", "give some day more than 0");
    }
    for (i, u) in c.unavailable.iter().enumerate() {
        if let Some((key, message)) = malformed(u) {
            let at = element("constraints.unavailable", i);
            let at = if key.is_empty() { at } else { format!("{at}.{key}") };
            e.say(&at, message, "give exactly one of: date; from and to; weekday");
        }
    }
    for (name, day) in [("long_day", c.long_day), ("hard_day", c.hard_day)] {
        if let Some(day) = day
            && minutes[day.index()] == 0
        {
            let remedy = "choose another day, or give this one minutes in available_minutes";
            e.say(&format!("constraints.{name}"), "no time on this day", remedy);
        }
    }
}

/// What is wrong with one entry, and at which of its keys.
fn malformed(u: &Unavailable) -> Option<(&'static str, String)> {
    let ways = usize::from(u.date.is_some())
        + usize::from(u.from.is_some() || u.to.is_some())
        + usize::from(u.weekday.is_some());
    match (u.from, u.to) {
        _ if ways == 0 => Some(("", "nothing says when".to_owned())),
        _ if ways > 1 => Some(("", "several ways of saying when".to_owned())),
        (Some(from), Some(to)) if to < from => Some(("to", format!("before from, {from}"))),
        _ => None,
    }
}

fn shares(e: &mut Errors<'_, '_>, m: &Mission) {
    if let Some(shares) = m.philosophy.distribution {
        let sum: f64 = shares.iter().sum();
        if (sum - 100.0).abs() > 0.5 {
            let remedy = if (sum - 1.0).abs() < 0.01 { "write percent: [80, 10, 10]" } else { "as [80, 10, 10]" };
            e.say("philosophy.distribution", format!("the shares sum to {sum}, not to 100"), remedy);
        }
    }
    let split = &m.philosophy.sport_split;
    let sum: f64 = split.values().sum();
    if !split.is_empty() && (sum - 1.0).abs() > 0.01 {
        let remedy = "as { bike = 0.45, run = 0.35, swim = 0.20 }";
        e.say("philosophy.sport_split", format!("the shares sum to {sum:.2}, not to 1"), remedy);
    }
    for sport in split.iter().filter(|(_, share)| **share > 0.0).map(|(sport, _)| sport) {
        if m.constraints.avoid_sports.contains(sport) {
            let remedy = "give it no share, or take it out of avoid_sports";
            e.say(&format!("philosophy.sport_split.{sport}"), "this sport is avoided", remedy);
        }
    }
}

fn wishes(e: &mut Errors<'_, '_>, m: &Mission) {
    let c = &m.constraints;
    for (i, sport) in c.avoid_sports.iter().enumerate() {
        if *sport == m.goal.sport || m.goal.legs.contains_key(sport) {
            let at = element("constraints.avoid_sports", i);
            e.say(&at, format!("{sport} is a sport of the goal"), "take it out of one of them");
        }
    }
    for (i, kind) in c.avoid_kinds.iter().enumerate() {
        if matches!(kind, SessionKind::Stage | SessionKind::Race) {
            let at = element("constraints.avoid_kinds", i);
            e.say(&at, "the event itself can't be avoided", "remove it here");
        }
    }
    for (i, kind) in m.preferences.kinds.iter().enumerate() {
        let list = [("constraints.avoid_kinds", &c.avoid_kinds), ("preferences.avoid", &m.preferences.avoid)];
        if let Some((other, _)) = list.iter().find(|(_, kinds)| kinds.contains(kind)) {
            let at = element("preferences.kinds", i);
            e.say(&at, format!("{} is avoided by {other}", kind.title()), "take it out of one of them");
        }
    }
}

/// Each signal once, its limit in its own unit, and asking for what its rule can ask for.
fn adaptations(e: &mut Errors<'_, '_>, m: &Mission) {
    for (i, a) in m.philosophy.adaptation.iter().enumerate() {
        let at = element("philosophy.adaptation", i);
        let signal = a.signal;
        if m.philosophy.adaptation[..i].iter().any(|b| b.signal == signal) {
            e.say(&at, format!("`{}` stands here twice", signal.name()), "keep the one that counts");
        }
        let (lo, hi, unit) = signal.range();
        if a.limit.is_some_and(|l| !(lo..=hi).contains(&l)) {
            e.say(
                &format!("{at}.limit"),
                format!("out of range for `{}`", signal.name()),
                format!("{lo} to {hi} {unit}"),
            );
        }
        if a.nights.is_some() && signal != AdaptationSignal::Sleep {
            e.say(&format!("{at}.nights"), "only sleep counts nights", "remove it");
        }
        if a.then.is_some_and(|t| !signal.asks().contains(&t)) {
            let names: Vec<&str> = signal.asks().iter().map(|c| c.name()).collect();
            e.say(&format!("{at}.then"), format!("`{}` can't ask for that", signal.name()), names.join(", "));
        }
    }
}

/// What lets more training through than anybody's own history may ask for.
fn movable(e: &mut Errors<'_, '_>, m: &Mission) {
    for p in MOVABLE {
        // An adaptation's limit has its own range.
        if let Some(v) = p.too_loose(m).filter(|_| p.key != "philosophy.adaptation") {
            let (lo, hi) = p.range;
            let message = format!("{v}: {} may move from {lo} to {hi} (V33)", p.what);
            let edge = if p.looser == Looser::Down { lo } else { hi };
            e.say(p.key, message, format!("write {edge}, or leave it out for the default"));
        }
    }
}

fn limits(e: &mut Errors<'_, '_>, m: &Mission) {
    if let (Some(lo), Some(hi)) = (m.targets.tsb_min, m.targets.tsb_max)
        && lo > hi
    {
        e.say("targets.tsb_min", format!("above tsb_max, {hi}"), "exchange the two");
    }
    if let (Some(long), Some(most)) = (m.targets.long_session_minutes, m.safety.max_session_minutes)
        && long > most
    {
        let message = format!("longer than safety.max_session_minutes, {most}");
        e.say("targets.long_session_minutes", message, "lower this, or raise the limit");
    }
    if let Some(time) = &m.objective.target_time
        && !is_time(time.as_str())
    {
        e.say("objective.target_time", "not a time", "hours, minutes and seconds, as \"3:45:00\"");
    }
    let d = &m.detection;
    if d.breakaway_if < d.gc_if {
        e.say(
            "detection.breakaway_if",
            format!("below gc_if, {}", d.gc_if),
            "a breakaway is the harder of the two",
        );
    }
    if d.breakaway_load < d.gc_load {
        e.say("detection.breakaway_load", format!("below gc_load, {}", d.gc_load), "a breakaway is the harder one");
    }
    for (kind, points) in &m.points {
        if points.breakaway < points.gc {
            e.say(
                &format!("points.{kind}.breakaway"),
                "fewer points than gc",
                "a breakaway is the harder of the two",
            );
        }
    }
}

/// `45:30` (minutes and seconds), `3:45:00`.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let digits = |p: &&str| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    let below_sixty = |p: &&str| p.len() == 2 && p.parse::<u8>().is_ok_and(|n| n < 60);
    matches!(parts.len(), 2 | 3) && digits(&parts[0]) && parts[1..].iter().all(below_sixty)
}
