//! Repairing a week, and the canonical form of a change, over the coarse table of sessions that the file uses.

use super::case::{Case, Got};
use lanterne::{
    coach::{
        library::{self, Speeds},
        proposal::{Scene, canonical},
        replan::{Allowed, Outlook, repaired},
    },
    domain::{
        Athlete, Cap, Day, Event, HunkOp, Mission, MissionVersion, Plan, Session, SessionKind, ShortId, Sport,
        day::{between, shift},
        event::MissionActivated,
    },
    science::history::History,
};
use serde_json::{Value, json};

/// A function of this group.
pub fn compute(name: &str, case: &Case) -> Option<Got> {
    match name {
        "canonical_diff" => Some(canonical_diff(case).into()),
        "repair_week" => {
            Some(Got::Held(repair_week(case).unwrap_or_else(|| vec!["the week can't be read".into()])))
        }
        _ => None,
    }
}

/// A Monday.
fn monday() -> Day {
    Day::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

/// One row of the table: name, intensity factor, kind, hard.
const TABLE: [(&str, f64, SessionKind, bool); 8] = [
    ("REC", 0.50, SessionKind::Recovery, false),
    ("END", 0.66, SessionKind::Endurance, false),
    ("LONG", 0.67, SessionKind::Long, false),
    ("SST", 0.80, SessionKind::SweetSpot, true),
    ("TEMPO", 0.78, SessionKind::Tempo, true),
    ("THR", 0.83, SessionKind::Threshold, true),
    ("VO2", 0.82, SessionKind::Vo2, true),
    ("OPEN", 0.65, SessionKind::Opener, false),
];

/// A session of the coarse table; `None` for rest.
fn session(name: &str, minutes: u16, day: Day) -> Option<Session> {
    let (_, intensity, kind, hard) = TABLE.iter().find(|r| r.0 == name)?;
    let mut s = library::recovery_session(Sport::Bike, day, minutes, &Speeds::default());
    // The same piece on the same day is the same session in both lists.
    s.id = ShortId::of(&[name.as_bytes(), &minutes.to_be_bytes(), day.to_string().as_bytes()]);
    (s.kind, s.hard, s.minutes, s.intensity) = (*kind, *hard, minutes, *intensity);
    s.load = intensity * intensity * 100.0 * f64::from(minutes) / 60.0;
    name.clone_into(&mut s.template);
    name.clone_into(&mut s.title);
    s.steps = vec![];
    s.zone_minutes = if *hard { [0.0, 0.0, f64::from(minutes)] } else { [f64::from(minutes), 0.0, 0.0] };
    Some(s)
}

fn week(case: &Case, key: &str) -> Vec<Session> {
    let rows = case.rows(key).iter().zip(0..);
    rows.filter_map(|(r, i)| session(r[0].as_str()?, r[1].as_u64()? as u16, shift(monday(), i))).collect()
}

fn pair(s: &Session) -> Value {
    json!([s.template, s.minutes])
}

fn canonical_diff(case: &Case) -> Value {
    let ops = canonical(&week(case, "old"), &week(case, "new"));
    let at = |s: &Session| between(monday(), s.day);
    let rows: Vec<Value> = ops
        .iter()
        .map(|op| match op {
            HunkOp::Add(s) => json!(["add", at(s), pair(s)]),
            HunkOp::Remove(s) => json!(["remove", at(s), pair(s)]),
            HunkOp::Move { before, after } => json!(["move", at(before), at(after), pair(before)]),
            HunkOp::Swap { before, .. } => {
                let [a, b] = &**before;
                json!(["swap", at(a), pair(a), at(b), pair(b)])
            }
            HunkOp::Resize { before, after } => {
                let word = if after.minutes < before.minutes { "reduce" } else { "extend" };
                json!([word, at(before), pair(before), pair(after)])
            }
            HunkOp::Retype { before, after } | HunkOp::Retarget { before, after } => {
                json!(["replace", at(before), pair(before), pair(after)])
            }
            HunkOp::Note { day, .. } => json!(["note", between(monday(), *day)]),
        })
        .collect();
    json!({"ops": rows})
}

fn cap(name: &str) -> Option<Cap> {
    Some(match name {
        "no_hard" => Cap::NoHard,
        "recovery_week" => Cap::RecoveryWeek,
        "recovery" => Cap::Recovery,
        "rest" => Cap::Rest,
        "none" => Cap::None,
        _ => return None,
    })
}

/// An athlete with this week as a plan and this availability as a mission.
fn athlete(sessions: Vec<Session>, minutes: &[f64]) -> Option<Athlete> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let available: Vec<String> = DAYS.iter().zip(minutes).map(|(d, m)| format!("{d} = {m}")).collect();
    let available = available.join("\n");
    let text = format!(
        "id = \"m\"\nname = \"m\"\n[goal]\nkind = \"race\"\nsport = \"bike\"\ndate = \"{}\"\n[constraints.available_minutes]\n{available}",
        shift(monday(), 90)
    );
    let mission: Mission = toml::from_str(&text).ok()?;
    let mut a = Athlete::default();
    a.apply(&Event::MissionSaved(Box::new(MissionVersion { hash: "h".into(), text, mission, seen: None })));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: monday() }));
    let plan =
        Plan { version: 0, mission: "m".into(), mission_hash: "h".into(), from: monday(), weeks: vec![], sessions };
    a.apply(&Event::PlanLaid(plan));
    Some(a)
}

/// What does not hold of the repaired week.
fn repair_week(case: &Case) -> Option<Vec<String>> {
    let before = week(case, "week");
    let first = case.f("today") as i64;
    let today = shift(monday(), first);
    let minutes = case.list("avail");
    let athlete = athlete(before.clone(), &minutes)?;
    let history = History::build(&athlete, today);
    let caps: Outlook = case.input["caps"]
        .as_object()?
        .iter()
        .filter_map(|(d, c)| Some((shift(monday(), d.parse().ok()?), Allowed::from(cap(c[0].as_str()?)?))))
        .collect();
    let todays = caps.get(&today).map_or(Cap::None, |a| a.cap);
    let scene = Scene::of(&athlete, &history, today, todays)?;
    let change = repaired(&scene, &caps, &[]);
    let mut plan = athlete.plan.clone()?;
    plan.apply(&change);
    let after: Vec<Session> = plan.sessions;
    let mut wrong = faults(&after, &caps, &minutes);
    let load = |w: &[Session]| w.iter().map(|s| s.load).sum::<f64>();
    if load(&after) > load(&before) + 1.0 {
        wrong.push(format!("load grows from {:.1} to {:.1}", load(&before), load(&after)));
    }
    let past = |w: &[Session]| w.iter().filter(|s| s.day < today).cloned().collect::<Vec<_>>();
    if past(&after) != past(&before) {
        wrong.push("the past is touched".into());
    }
    // Another table gives other minutes; what is lost must not be more than a tenth of the week over the best known.
    if let Some(best) = case.want["load_after"].as_f64() {
        let most = load(&before) - best + 0.1 * load(&before);
        if load(&before) - load(&after) > most {
            wrong.push(format!("{:.1} is left where {best:.1} could be", load(&after)));
        }
    }
    Some(wrong)
}

fn faults(week: &[Session], caps: &Outlook, minutes: &[f64]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut hard: Vec<Day> = week.iter().filter(|s| s.hard).map(|s| s.day).collect();
    hard.sort_unstable();
    if hard.windows(2).any(|p| between(p[0], p[1]) < 2) {
        wrong.push(format!("hard days too close: {hard:?}"));
    }
    if hard.len() > 2 {
        wrong.push(format!("{} hard days", hard.len()));
    }
    let rested =
        |d: i64| week.iter().filter(|s| s.day == shift(monday(), d)).all(|s| s.kind == SessionKind::Recovery);
    if !(0..7).any(rested) {
        wrong.push("no day of rest".into());
    }
    for d in 0..7 {
        let day = shift(monday(), d);
        let on: Vec<&Session> = week.iter().filter(|s| s.day == day).collect();
        let total: f64 = on.iter().map(|s| f64::from(s.minutes)).sum();
        if total > minutes.get(d as usize).copied().unwrap_or(0.0) + 1.0 {
            wrong.push(format!("{total} min on day {d}"));
        }
        let breaks = match caps.get(&day).map(|a| a.cap) {
            Some(Cap::Rest) => !on.is_empty(),
            Some(Cap::Recovery) => on.iter().any(|s| s.hard || s.minutes > 45),
            Some(Cap::NoHard | Cap::RecoveryWeek) => on.iter().any(|s| s.hard),
            _ => false,
        };
        if breaks {
            wrong.push(format!("day {d} holds more than its cap"));
        }
    }
    wrong
}
