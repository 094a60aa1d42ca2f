//! The rows of the active mission's file: goal and dates, the week, limits, style, stages, each with what it does.

use super::rows::{field, value_at};
use crate::{
    app::{
        dialog::Kind,
        screen::settings::{Field, FieldKind, MISSION, RULES},
    },
    config::{mission::shape, typed::mission_allows},
    domain::{CleanText, Mission, Units, day::short_name},
};
use std::path::Path;
use toml_edit::{DocumentMut, Item};

const MAIN: &str = "Mission";
const WEEK: &str = "Mission week";
const LIMITS: &str = "Mission limits";
const STYLE: &str = "Mission style";
const STAGES: &str = "Mission stages";

/// Group, heading, key, name, default, what it does.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (MAIN, "", "name", "Name", "", "The mission's name on screen."),
    (MAIN, "", "description", "Description", "", "What for, in a line or two."),
    (MAIN, "", "goal.date", "Goal day", "", "Day of the event, the first one of several. Its stages and rest days move along with it."),
    (MAIN, "", "goal.weeks", "Weeks", "12", "Length of a block that has no event."),
    (MAIN, "", "start", "Starts on", "the day it is taken up", "First day of preparation."),
    (MAIN, "", "goal.distance_km", "Distance", "", "Distance of the event."),
    (MAIN, "", "goal.ascent_m", "Climbing", "", "Climbing of the event."),
    (MAIN, "", "goal.minutes", "Takes you", "from the distance", "What you expect it to take; the taper and the recovery after it depend on it."),
    (MAIN, "", "goal.stage_minutes", "A stage takes", "", "The longest that a stage may take."),
    (MAIN, "Objective", "objective.type", "What for", "", "In words: first marathon, finish the tour."),
    (MAIN, "Objective", "objective.target_time", "Target time", "", "A time such as 3:45:00."),
    (MAIN, "Objective", "objective.current_level", "Level now", "from your history", "How trained you are."),
    (MAIN, "Objective", "objective.weekly_volume_hours", "Hours a week now", "from your history", "Hours that you train in a week now."),
    (MAIN, "Targets", "targets.ctl_peak", "Fitness worth building", "", "The highest CTL; the plan goes as far as ramp and time allow."),
    (MAIN, "Targets", "targets.tsb_min", "Form on the day, least", "", "Morning TSB wanted on the day."),
    (MAIN, "Targets", "targets.tsb_max", "Form on the day, most", "", "Morning TSB wanted on the day."),
    (MAIN, "Targets", "targets.long_session_minutes", "Longest session", "", "Longest session to reach."),
    (MAIN, "Targets", "targets.points", "Points", "", "Points to reach in a stage race."),

    (WEEK, "", "constraints.available_minutes.mon", "Monday", "60", "Time that Mondays have for training; 0 is none."),
    (WEEK, "", "constraints.available_minutes.tue", "Tuesday", "60", "Time that Tuesdays have for training; 0 is none."),
    (WEEK, "", "constraints.available_minutes.wed", "Wednesday", "60", "Time that Wednesdays have for training; 0 is none."),
    (WEEK, "", "constraints.available_minutes.thu", "Thursday", "60", "Time that Thursdays have for training; 0 is none."),
    (WEEK, "", "constraints.available_minutes.fri", "Friday", "60", "Time that Fridays have for training; 0 is none."),
    (WEEK, "", "constraints.available_minutes.sat", "Saturday", "120", "Time that Saturdays have for training; 0 is none."),
    (WEEK, "", "constraints.available_minutes.sun", "Sunday", "120", "Time that Sundays have for training; 0 is none."),
    (WEEK, "", "constraints.weekly_sessions", "Sessions a week", "", "Most sessions in a week."),
    (WEEK, "", "constraints.max_weekly_hours", "Hours a week", "", "Most hours in a week."),
    (WEEK, "", "constraints.min_rest_days", "Rest days", "1", "Least rest days in a week."),
    (WEEK, "", "constraints.long_day", "Long session on", "the day with most time", "Day of the long session."),
    (WEEK, "", "constraints.hard_day", "Hard session on", "as it fits", "Preferred day of a hard session."),

    (LIMITS, "", "constraints.max_hard_days", "Hard days in seven", "2", "Most hard days in any seven; 3 only for advanced athletes."),
    (LIMITS, "", "constraints.consecutive_hard_days_max", "Hard days in a row", "1", "Hard days in a row that you tolerate."),
    (LIMITS, "", "constraints.min_readiness", "Green from", "70", "The score under which a day is not green."),
    (LIMITS, "", "constraints.max_resting_hr", "Resting HR at most", "", "Resting heart rate over which a day is recovery."),
    (LIMITS, "", "constraints.min_tsb", "Form at least", "", "Morning TSB under which the plan's check warns."),
    (LIMITS, "", "constraints.max_weekly_km.run", "Run a week", "", "Most running in a week."),
    (LIMITS, "", "constraints.max_weekly_km.bike", "Ride a week", "", "Most riding in a week."),
    (LIMITS, "", "constraints.avoid_sports", "Sports left out", "none", "Sports that are not done."),
    (LIMITS, "", "constraints.avoid_kinds", "Kinds left out", "none", "Kinds of sessions that are never planned."),
    (LIMITS, "", "constraints.stage_block", "Stage blocks", "no", "Relaxes the spacing of hard days for back-to-back blocks before a stage race."),
    (LIMITS, "Safety, which a mission may tighten only", "safety.max_weekly_load_ratio", "Rise of a week", "1.3", "Largest load of a week against the weeks before."),
    (LIMITS, "Safety, which a mission may tighten only", "safety.max_ramp", "Ramp", "8", "Fitness points a week."),
    (LIMITS, "Safety, which a mission may tighten only", "safety.min_tsb", "Form", "-40", "Lowest morning TSB."),
    (LIMITS, "Safety, which a mission may tighten only", "safety.max_session_minutes", "Session", "480", "Longest session."),

    (STYLE, "", "philosophy.distribution", "Easy, middle, hard", "80 10 10", "Shares of the time in percent; they add to 100."),
    (STYLE, "", "philosophy.weekly_progression", "Growth a week", "0.1", "Growth of the weekly load as a share: 0.08 is 8 %."),
    (STYLE, "", "philosophy.deload_every", "Lighter week every", "4", "Every how many weeks a lighter one comes."),
    (STYLE, "", "philosophy.long_share", "Long session's share", "0.3", "Largest share of a week for its long session: 0.3 is 30 %."),
    (STYLE, "", "philosophy.max_ramp", "Ramp", "by level", "Fitness points a week that the plan may gain."),
    (STYLE, "", "philosophy.strength_sessions", "Strength sessions", "0", "Strength sessions in a week."),
    (STYLE, "", "philosophy.hrv_rule", "HRV rule", "corroborated", "corroborated asks for a second sign beside a low HRV, strict acts on it alone."),
    (STYLE, "", "philosophy.sleep_rule", "Sleep rule", "personal", "personal goes by your own nights, strict by fixed hours."),
    (STYLE, "", "philosophy.policy", "Days are decided by", "planned", "planned follows the plan within the rules, hrv_guided lets the HRV choose hard and easy days."),
    (STYLE, "", "philosophy.phase_model", "Phases by", "weeks", "weeks share the time out, days count back from the goal."),
    (STYLE, "Preferences", "preferences.kinds", "Liked", "none", "Kinds of sessions that you like; chosen where several would do."),
    (STYLE, "Preferences", "preferences.avoid", "Disliked", "none", "Kinds of sessions that you like less; chosen last."),
    (STYLE, "Preferences", "preferences.equipment", "Equipment", "", "What you have."),
    (STYLE, "Preferences", "preferences.terrain", "Terrain", "", "Where you train."),
    (STYLE, "Preferences", "preferences.tests", "Tests", "", "Whether tests are planned."),
    (STYLE, "What a model may do", "model.may_propose", "Propose", "yes", "Whether a model may propose changes of the plan; they are checked like any other."),
    (STYLE, "What a model may do", "model.share_notes", "See your notes", "no", "Whether a model sees the words of your notes."),
];

/// The rows of the active mission.
pub(super) fn fields(text: &str, path: &Path, mission: &Mission, units: Units) -> Vec<Field> {
    let doc: DocumentMut = text.parse().unwrap_or_default();
    let root = doc.as_item();
    let of = |group: &str| -> Vec<Field> {
        ROWS.iter().filter(|r| r.0 == group).filter(|r| fits(r.2, mission)).map(|r| row(root, r, units)).collect()
    };
    let mut out = of(MAIN);
    out.extend(races(mission));
    out.extend([file(path), lay()]);
    out.extend(of(WEEK));
    out.extend(times_off(mission));
    out.push(rule());
    out.extend(of(LIMITS));
    out.extend(injuries(mission));
    out.extend(of(STYLE));
    out.extend(signals(mission));
    out.extend(stages(mission, units));
    out
}

/// Without a mission there is one row that leads to one.
pub(super) fn none(others: &[Field]) -> Vec<Field> {
    let new = crate::app::actions::Action::NewMission;
    let row = Field {
        section: MAIN,
        label: new.spec().title.into(),
        note: "none is active".into(),
        help: new.spec().help.into(),
        kind: FieldKind::Does(new),
        ..Field::default()
    };
    std::iter::once(row).chain(others.iter().cloned()).collect()
}

/// Whether a key says something for this kind of goal, or is set all the same.
fn fits(key: &str, m: &Mission) -> bool {
    match key {
        "goal.weeks" => m.goal.date.is_none(),
        "goal.date" => m.goal.date.is_some() || m.goal.kind != crate::domain::mission::GoalKind::Block,
        "goal.stage_minutes" | "targets.points" => !m.stages.is_empty(),
        "goal.distance_km" | "goal.ascent_m" | "goal.minutes" => m.stages.is_empty() && m.goal.date.is_some(),
        _ => true,
    }
}

fn row(root: &Item, r: &Row, units: Units) -> Field {
    let (section, under, key, label, default, help) = *r;
    let mut f = field(value_at(root, key), key, units, &mission_allows(key), shape(key));
    (f.section, f.under, f.label, f.help) = (section, under, label.into(), help.into());
    (f.key, f.default) = (format!("{MISSION}{key}"), default.into());
    f
}

fn element(section: &'static str, under: &'static str, key: &str, label: String, value: String) -> Field {
    let help = "x takes it out. The plan stays as it is until it is laid anew.".into();
    let key = format!("{MISSION}{key}");
    Field { section, under, key, label, value, help, kind: FieldKind::Element, ..Field::default() }
}

fn add(section: &'static str, under: &'static str, key: &str, label: &str, example: &str, help: &str) -> Field {
    Field {
        section,
        under,
        key: format!("{MISSION}{key}"),
        label: label.into(),
        value: String::new(),
        note: example.into(),
        help: help.into(),
        kind: FieldKind::Add,
        ..Field::default()
    }
}

const RACES: &str = "Races on the way";

fn races(m: &Mission) -> Vec<Field> {
    let one = |(i, e): (usize, &crate::domain::mission::SideEvent)| {
        let value = format!("{} {:?}, {} {} min", e.date, e.priority, e.sport, e.minutes);
        element(MAIN, RACES, &format!("events[{i}]"), e.name.to_string(), value)
    };
    let mut out: Vec<Field> = m.events.iter().enumerate().map(one).collect();
    let example = "Half marathon; 2027-03-21; B; run; 108";
    let help = "Name, day, B (short taper) or C (trained through), sport and minutes, with semicolons between.";
    out.push(add(MAIN, RACES, "events", "+ race", example, help));
    out
}

const OFF: &str = "Times without training";

fn times_off(m: &Mission) -> Vec<Field> {
    let one = |(i, u): (usize, &crate::domain::mission::Unavailable)| {
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
        element(WEEK, OFF, &format!("constraints.unavailable[{i}]"), when, value)
    };
    m.constraints.unavailable.iter().enumerate().map(one).collect()
}

fn rule() -> Field {
    Field {
        section: WEEK,
        under: OFF,
        key: RULES.into(),
        label: "+ rule in words".into(),
        note: "no ride on Sunday, away 2027-05-10 to 2027-05-16".into(),
        help: "What binds the mission, in words: shown back, and written into its file after a yes.".into(),
        kind: FieldKind::Add,
        ..Field::default()
    }
}

fn injuries(m: &Mission) -> Vec<Field> {
    const UNDER: &str = "Injuries that the plan goes around";
    let one = |(i, x): (usize, &crate::domain::mission::Injury)| {
        let sports: Vec<&str> = x.sports.iter().map(|s| s.name()).collect();
        let until = x.until.map_or_else(String::new, |d| format!(" until {d}"));
        let value = format!("no {}{until}", sports.join(", "));
        element(LIMITS, UNDER, &format!("constraints.injuries[{i}]"), x.site.to_string(), value)
    };
    let mut out: Vec<Field> = m.constraints.injuries.iter().enumerate().map(one).collect();
    let help =
        "The place, the sports that are left out and, when it is known, the last day, with semicolons between.";
    out.push(add(LIMITS, UNDER, "constraints.injuries", "+ injury", "left calf; run, hike; 2027-02-01", help));
    out
}

/// Rules of the mission's own on what a sign leads to.
fn signals(m: &Mission) -> Vec<Field> {
    const UNDER: &str = "Your own rules on signs";
    let one = |(i, a): (usize, &crate::domain::mission::Adaptation)| {
        let limit = a.limit.map_or_else(String::new, |l| format!("from {l}"));
        let nights = a.nights.map_or_else(String::new, |n| format!(", {n} nights"));
        let then = a.then.map_or_else(String::new, |c| format!(": {}", c.name().replace('_', " ")));
        let value = format!("{limit}{nights}{then}");
        let label = a.signal.name().replace('_', " ");
        let value = if value.is_empty() { "watched".into() } else { value };
        element(STYLE, UNDER, &format!("philosophy.adaptation[{i}]"), label, value)
    };
    let mut out: Vec<Field> = m.philosophy.adaptation.iter().enumerate().map(one).collect();
    out.push(Field {
        section: STYLE,
        under: UNDER,
        key: RULES.into(),
        label: "+ rule on a sign".into(),
        note: "three nights under 7 h: nothing hard".into(),
        help: "What a sign leads to, in words: shown back, and written into the mission's file after a yes.".into(),
        kind: FieldKind::Add,
        ..Field::default()
    });
    out
}

fn stages(m: &Mission, units: Units) -> Vec<Field> {
    let one = |(i, s): (usize, &crate::domain::mission::Stage)| {
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

fn file(path: &Path) -> Field {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Field {
        section: MAIN,
        under: "The file and the plan",
        label: "The whole file".into(),
        value: CleanText::line(&name).to_string(),
        note: path.display().to_string(),
        help: "Everything about this mission; opens in your editor. A changed one is taken in as a new version."
            .into(),
        kind: FieldKind::File(path.display().to_string()),
        ..Field::default()
    }
}

fn lay() -> Field {
    Field {
        section: MAIN,
        under: "The file and the plan",
        label: "Lay the plan anew".into(),
        note: "shows what would change, and asks".into(),
        help: "A changed mission leaves the plan as it is. The coach shows the weeks as they would be now; a yes lays them.".into(),
        kind: FieldKind::Says("lay"),
        ..Field::default()
    }
}
