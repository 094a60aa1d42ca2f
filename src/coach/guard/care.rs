//! V28, V29, V30, V32, V33: age and health questions, old thresholds, heat and height, weight, foreign sessions.

use super::{finding, limits, timeline::Case};
use crate::{
    coach::library,
    domain::{
        Block, Day, Finding, Session, SessionKind, Severity, Sport, ThresholdKind,
        day::{between, shift},
        mission::movable::MOVABLE,
        session::Target,
        settings::ThresholdSource,
    },
    science::thresholds::Book,
};
use chrono::Datelike;

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    age(case, out);
    thresholds(case, out);
    conditions(case, out);
    weight(case, out);
    parameters(case, out);
    foreign(case, out);
}

/// The athlete's age in the year of `day`.
pub(super) fn age_on(case: &Case, day: Day) -> Option<i32> {
    case.input.athlete.settings.birth_year.map(|y| day.year() - y)
}

/// Age from which the health questions are asked.
const ASKED_FROM: i32 = 35;

fn age(case: &Case, out: &mut Vec<Finding>) {
    let today = case.input.today;
    let health = &case.input.athlete.settings.health;
    let hard = case.ahead().find(|d| d.planned.iter().any(|s| s.hard)).map(|d| d.day);
    let yes: Vec<&str> = health.questions().iter().filter(|(_, a)| *a == Some(true)).map(|(q, _)| *q).collect();
    if let Some(day) = hard.filter(|_| !yes.is_empty() && health.doctor_agrees != Some(true)) {
        out.push(finding(
            "V28",
            Severity::Block,
            day,
            yes.join(", "),
            "a doctor's word first (athlete.health.doctor_agrees)".into(),
            "Hard work waits for a doctor's word.",
        ));
    }
    let Some(age) = age_on(case, today) else { return };
    if age >= ASKED_FROM && health.questions().iter().any(|(_, a)| a.is_none()) && hard.is_some() {
        out.push(finding(
            "V28",
            Severity::Info,
            today,
            format!("{age} years old, health questions open"),
            "answered in athlete.health".into(),
            "From 35 on, answer the health questions before training hard.",
        ));
    }
    if age >= 18 {
        return;
    }
    let tests = case.ahead().filter(|d| d.planned.iter().any(|s| s.kind == SessionKind::Test));
    if health.adult_present != Some(true) {
        out.extend(tests.map(|d| {
            finding(
                "V28",
                Severity::Block,
                d.day,
                format!("a maximal test at {age}"),
                "an adult there (athlete.health.adult_present)".into(),
                "Under 18 no maximal test without an adult.",
            )
        }));
    }
    if case.start.ramp > 3.0 {
        let text = "Under 18 fitness grows by 3 a week at most.";
        out.push(finding(
            "V28",
            Severity::Block,
            today,
            format!("ramp {:.0}", case.start.ramp),
            "≤ 3".into(),
            text,
        ));
    }
}

/// Thresholds that targets of the plan are shares of, with the sport.
fn used(s: &Session) -> Option<(ThresholdKind, Sport)> {
    let work = Block::flatten(&s.steps).into_iter().find(|x| x.kind == crate::domain::session::StepKind::Work)?;
    match work.target {
        Target::PowerPct => Some((ThresholdKind::Ftp, s.sport)),
        Target::SpeedPct if s.sport == Sport::Swim => Some((ThresholdKind::Css, s.sport)),
        Target::SpeedPct => Some((ThresholdKind::ThresholdSpeed, s.sport)),
        Target::HrPct => Some((ThresholdKind::Lthr, s.sport)),
        Target::Rpe | Target::Free => None,
    }
}

/// Weeks since an effort last supported a threshold, or since the last word on one that efforts don't tell; `None` when
/// there is none, or only a formula.
#[must_use]
pub(crate) fn threshold_weeks(book: &Book, kind: ThresholdKind, sport: Sport, today: Day) -> Option<i64> {
    let t = book.at(kind, sport, today).filter(|t| t.source != ThresholdSource::Assumed)?;
    let supported = book.support().iter().find(|s| s.kind == kind && s.sport == sport).and_then(|s| s.last);
    Some(between(supported.map_or(t.from, |d| d.max(t.from)), today).max(0) / 7)
}

/// What would tell the threshold anew.
fn test_of(book: &Book, kind: ThresholdKind, sport: Sport) -> String {
    let test = book.support().iter().find(|s| s.kind == kind && s.sport == sport).map(|s| s.test);
    test.map_or_else(|| "a test".to_owned(), |t| format!("a test ({t})"))
}

fn thresholds(case: &Case, out: &mut Vec<Finding>) {
    let mut seen: Vec<(ThresholdKind, Sport)> = Vec::new();
    let soon = case.ahead().take_while(|d| between(case.input.today, d.day) < 14);
    for (day, used) in
        soon.flat_map(|d| d.planned.iter().filter(|s| s.hard).filter_map(move |s| Some((d.day, used(s)?))))
    {
        if seen.contains(&used) {
            continue;
        }
        seen.push(used);
        let Some(weeks) = threshold_weeks(&case.input.history.book, used.0, used.1, case.input.today) else {
            continue;
        };
        let Some(severity) = limits::threshold_age(weeks) else { continue };
        let test = test_of(&case.input.history.book, used.0, used.1);
        let text = if weeks > limits::THRESHOLD_FEEL_WEEKS {
            format!("So old a threshold gives no targets in figures: go by feel until {test} tells it.")
        } else {
            format!("A threshold without a supporting effort for weeks: on a fresh day {test} would tell.")
        };
        out.push(finding(
            "V29",
            severity,
            day,
            format!("{} of {}: {weeks} weeks old", used.0.name(), used.1),
            "≤ 8 weeks, by feel over 26".into(),
            text,
        ));
    }
}

/// Days in which heat and height are new to the body.
const NEW_DAYS: i64 = 7;

fn conditions(case: &Case, out: &mut Vec<Finding>) {
    for c in &case.input.mission.constraints.conditions {
        let hot = c.temperature_c.filter(|t| *t > 30.0);
        let high = c.altitude_m.filter(|m| *m > 2000.0);
        let what = match (hot, high) {
            (None, None) => continue,
            (Some(t), _) => format!("{t:.0} °C"),
            (None, Some(m)) => format!("{m:.0} m up"),
        };
        let end = shift(c.from, NEW_DAYS - 1).min(c.to);
        for d in case.ahead().filter(|d| c.from <= d.day && d.day <= end && !d.event) {
            if let Some(s) = d.planned.iter().find(|s| s.hard) {
                out.push(finding(
                    "V30",
                    Severity::Warn,
                    d.day,
                    format!("{} at {what}, day {}", s.brief(), between(c.from, d.day) + 1),
                    format!("nothing hard in the first {NEW_DAYS} days"),
                    "The body needs days to get used to it: by feel, and easier.",
                ));
            }
        }
    }
}

/// Words of a deficit in a session or note; the coach gives no such advice.
const DEFICIT: [&str; 12] = [
    "calorie deficit",
    "kcal deficit",
    "energy deficit",
    "deficit of",
    "lose weight",
    "losing weight",
    "weight loss",
    "fasted",
    "on an empty stomach",
    "skip breakfast",
    "skip a meal",
    "crash diet",
];

/// The words in a text that ask for an energy deficit.
#[must_use]
pub fn deficit_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    DEFICIT.iter().find(|w| text.contains(**w)).copied()
}

fn weight(case: &Case, out: &mut Vec<Finding>) {
    for d in case.ahead() {
        for s in &d.planned {
            let texts = [s.title.as_str(), s.description.as_str(), s.rationale.as_str()];
            let steps = Block::flatten(&s.steps).into_iter().filter_map(|x| x.text.clone());
            let hit = texts.iter().find_map(|t| deficit_words(t));
            let hit = hit.or_else(|| steps.into_iter().find_map(|t| deficit_words(&t)));
            if let Some(words) = hit {
                let text = "The coach sets no energy deficits: under-eating costs bone, hormones and form.";
                out.push(finding(
                    "V32",
                    Severity::Block,
                    d.day,
                    format!("{}: “{words}”", s.title),
                    "none".into(),
                    text,
                ));
            }
        }
    }
    let settings = &case.input.athlete.settings;
    let bmi = settings.mass_kg.zip(settings.height_m).map(|(m, h)| m / (h * h));
    let disorder = settings.health.eating_disorder == Some(true);
    let m = case.input.mission;
    let goal = [Some(&m.name), m.description.as_ref(), m.objective.kind.as_ref(), m.notes.as_ref()];
    let goal = goal.into_iter().flatten().find_map(|t| deficit_words(t.as_str()));
    let seen = match (bmi.filter(|b| *b < 18.5), disorder, goal) {
        (Some(b), ..) => format!("body mass index {b:.1}"),
        (None, true, _) => "an eating disorder on record".to_owned(),
        (None, false, Some(w)) => format!("a goal about weight: “{w}”"),
        (None, false, None) => return,
    };
    let text = "Eat enough for the work: this coach never plans a deficit. Talk to a professional about weight.";
    out.push(finding("V32", Severity::Warn, case.input.today, seen, "no deficit".into(), text));
}

/// Parameters of the mission that are looser than anybody's own history may make them, whoever wrote them.
fn parameters(case: &Case, out: &mut Vec<Finding>) {
    for p in MOVABLE {
        if let Some(v) = p.too_loose(case.input.mission) {
            let (lo, hi) = p.range;
            out.push(finding(
                "V33",
                Severity::Block,
                case.input.today,
                format!("{} = {v}", p.key),
                format!("{lo} to {hi}"),
                format!("The {} may move within this range only, whoever moves it.", p.what),
            ));
        }
    }
}

/// Sessions that are no session of the library within its ranges, nor the event itself.
fn foreign(case: &Case, out: &mut Vec<Finding>) {
    for d in case.ahead() {
        for s in d.planned.iter().filter(|s| !matches!(s.kind, SessionKind::Race | SessionKind::Stage)) {
            let fault = match library::template(&s.template) {
                // The one session without a template: easy, by feel, in a sport that has none.
                None if s.template == "easy" && !s.hard => None,
                None => Some(format!("template “{}”", s.template)),
                Some(t) if t.sport != s.sport => Some(format!("{} as {}", s.template, s.sport)),
                Some(t) => t.foreign(s).map(|what| format!("{}: {what}", s.template)),
            };
            if let Some(fault) = fault {
                let text = "Only sessions of the library are planned; the engine works out their figures.";
                out.push(finding(
                    "V33",
                    Severity::Block,
                    d.day,
                    format!("{}: {fault}", s.title),
                    "a library session".into(),
                    text,
                ));
            }
        }
    }
}
