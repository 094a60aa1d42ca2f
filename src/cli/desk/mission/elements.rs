//! Rows of the mission's lists: races, times without training, heat and height, injuries, own rules, stages.

use super::{
    super::{
        lists::{Place, element, line_of, one_more},
        measured::{CONDITIONS, condition_words},
    },
    LIMITS, MAIN, STAGES, STYLE, WEEK,
};
use crate::{
    app::{
        dialog::Kind,
        screen::settings::{Field, FieldKind, MISSION, RULES},
    },
    domain::{
        Mission, Units,
        day::short_name,
        mission::{Adaptation, Condition, Injury, SideEvent, Stage, Unavailable},
    },
};
use toml_edit::Item;

fn place(section: &'static str, under: &'static str, list: &'static str, parts: &'static str) -> Place {
    Place { section, under, mark: MISSION, list, parts }
}

pub(super) fn races(root: &Item, m: &Mission) -> Vec<Field> {
    let place = place(
        MAIN,
        "Races on the way",
        "events",
        "Name; day; B (short taper) or C (trained through); sport; minutes.",
    );
    let one = |(i, e): (usize, &SideEvent)| {
        let value = format!("{} {:?}, {} {} min", e.date, e.priority, e.sport, e.minutes);
        element(place, i, e.name.to_string(), value, line_of(root, &format!("events[{i}]")))
    };
    let mut out: Vec<Field> = m.events.iter().enumerate().map(one).collect();
    out.push(one_more(place, "+ race", "Half marathon; 2027-03-21; B; run; 108"));
    out
}

const OFF: &str = "Times without training";

pub(super) fn times_off(root: &Item, m: &Mission) -> Vec<Field> {
    let list = "constraints.unavailable";
    let place = place(
        WEEK,
        OFF,
        list,
        "When (a day, a day to a day, from or until one, every mon); minutes left; sports that are out; why.",
    );
    let one = |(i, u): (usize, &Unavailable)| {
        let when = match (u.date, u.from, u.to, u.weekday) {
            (Some(d), ..) => format!("{} {d}", short_name(d)),
            (_, Some(a), Some(b), _) => format!("{a} to {b}"),
            (_, Some(a), None, _) => format!("from {a}"),
            (_, None, Some(b), _) => format!("until {b}"),
            (.., Some(w)) => format!("every {w:?}"),
            _ => String::new(),
        };
        let sports: Vec<&str> = u.sports.iter().map(|s| s.name()).collect();
        let what = if sports.is_empty() { String::new() } else { format!("no {}", sports.join(", ")) };
        let left = u.minutes.map(|m| format!("{m} min left")).unwrap_or_default();
        let why = u.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        let parts = [what, left, why].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
        let value = if parts.is_empty() { "nothing".into() } else { parts };
        element(place, i, when, value, line_of(root, &format!("{list}[{i}]")))
    };
    let mut out: Vec<Field> = m.constraints.unavailable.iter().enumerate().map(one).collect();
    out.push(Field {
        section: WEEK,
        under: OFF,
        key: RULES.into(),
        label: "+ rule in words".into(),
        note: "no ride on Sunday, away 2027-05-10 to 2027-05-16".into(),
        allows: "such as no ride on Sunday, away 2027-05-10 to 2027-05-16".into(),
        help: "What binds the mission, in words: shown back, and written into its file after a yes.".into(),
        kind: FieldKind::Add,
        ..Field::default()
    });
    out
}

pub(super) fn conditions(m: &Mission, units: Units) -> Vec<Field> {
    let (warm, high) =
        if units == Units::Imperial { ("degrees Fahrenheit", "feet") } else { ("degrees Celsius", "metres") };
    let place = place(WEEK, "Times in the heat or high up", CONDITIONS, "");
    let help = format!("First day to last day; {warm} while training; {high} above the sea. Empty is as usual.");
    let one = |(i, c): (usize, &Condition)| {
        let when = format!("{} to {}", c.from, c.to);
        let (value, line) = condition_words(&when, c.temperature_c, c.altitude_m, units);
        let value = if value.is_empty() { "as usual".into() } else { value };
        let help = format!("{help} Enter changes it, x takes it out.");
        Field { help, ..element(place, i, when, value, line) }
    };
    let mut out: Vec<Field> = m.constraints.conditions.iter().enumerate().map(one).collect();
    let example = match units {
        Units::Metric => "2027-06-01 to 2027-06-14; 32 °C; 1800 m",
        Units::Imperial => "2027-06-01 to 2027-06-14; 90 °F; 6000 ft",
    };
    out.push(Field { help, ..one_more(place, "+ heat or height", example) });
    out
}

pub(super) fn injuries(root: &Item, m: &Mission) -> Vec<Field> {
    let list = "constraints.injuries";
    let place = place(
        LIMITS,
        "Injuries that the plan goes around",
        list,
        "The place; the sports that are left out; the last day, when it is known.",
    );
    let one = |(i, x): (usize, &Injury)| {
        let sports: Vec<&str> = x.sports.iter().map(|s| s.name()).collect();
        let until = x.until.map_or_else(String::new, |d| format!(" until {d}"));
        let value = format!("no {}{until}", sports.join(", "));
        element(place, i, x.site.to_string(), value, line_of(root, &format!("{list}[{i}]")))
    };
    let mut out: Vec<Field> = m.constraints.injuries.iter().enumerate().map(one).collect();
    out.push(one_more(place, "+ injury", "left calf; run, hike; 2027-02-01"));
    out
}

/// Rules of the mission's own on what a sign leads to.
pub(super) fn signals(root: &Item, m: &Mission) -> Vec<Field> {
    let list = "philosophy.adaptation";
    let place = place(
        STYLE,
        "Your own rules on signs",
        list,
        "Sign (sleep, hrv, battery, resting_hr, form, readiness); limit; nights; what it asks for (no hard, recovery, rest).",
    );
    let one = |(i, a): (usize, &Adaptation)| {
        let limit = a.limit.map_or_else(String::new, |l| format!("from {l}"));
        let nights = a.nights.map_or_else(String::new, |n| format!(", {n} nights"));
        let then = a.then.map_or_else(String::new, |c| format!(": {}", c.name().replace('_', " ")));
        let value = format!("{limit}{nights}{then}");
        let label = a.signal.name().replace('_', " ");
        let value = if value.is_empty() { "watched".into() } else { value };
        element(place, i, label, value, line_of(root, &format!("{list}[{i}]")))
    };
    let mut out: Vec<Field> = m.philosophy.adaptation.iter().enumerate().map(one).collect();
    out.push(Field {
        section: place.section,
        under: place.under,
        key: RULES.into(),
        label: "+ rule on a sign".into(),
        note: "three nights under 7 h: nothing hard".into(),
        allows: "such as three nights under 7 h: nothing hard".into(),
        help: "What a sign leads to, in words: shown back, and written into the mission's file after a yes.".into(),
        kind: FieldKind::Add,
        ..Field::default()
    });
    out
}

pub(super) fn stages(m: &Mission, units: Units) -> Vec<Field> {
    let one = |(i, s): (usize, &Stage)| {
        let far = s.distance_km.map(|km| units.distance_words(km, 0));
        let high = s.ascent_m.map(|m| format!("{} up", units.height(m)));
        let long = s.minutes.map(|m| format!("{m} min"));
        let parts: Vec<String> = [far, high, long].into_iter().flatten().collect();
        let name = s.name.as_ref().map(|n| format!("{n} · ")).unwrap_or_default();
        Field {
            section: STAGES,
            label: format!("{:>2} {} {}", s.number, short_name(s.date), s.date),
            value: s.kind.name().into(),
            note: format!("{name}{}", parts.join(", ")),
            help: "Opens the stage: its type, name, distance, climbing, and how long it may take you.".into(),
            kind: FieldKind::Opens(Kind::Stage(i)),
            ..Field::default()
        }
    };
    m.stages.iter().enumerate().map(one).collect()
}
