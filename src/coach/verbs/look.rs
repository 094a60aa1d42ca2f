//! Answers that only look: the days ahead, the zones, how old the thresholds are.

use crate::{
    coach::words,
    domain::{Athlete, Day, SessionKind, Sport, Threshold, ThresholdKind, day, settings::ThresholdSource},
    science::{history::History, zones},
};

/// The sessions of a day, or of the seven days from today.
#[must_use]
pub(in crate::coach) fn plan(athlete: &Athlete, today: Day, on: Option<Day>) -> String {
    let Some(plan) = &athlete.plan else {
        return "There is no plan yet. Choose a mission first; its plan follows at once.".into();
    };
    let (from, to) = on.map_or((today, day::shift(today, 6)), |d| (d, d));
    let lines = day::span(from, to).map(|d| {
        let told = |s: &crate::domain::Session| format!("{}{}", s.brief(), if s.locked { ", locked" } else { "" });
        let sessions: Vec<String> = plan.on(d).map(told).collect();
        let what = if sessions.is_empty() { "rest".to_owned() } else { sessions.join("; ") };
        format!("{} {}: {what}", day::short_name(d), d.format("%-d %b"))
    });
    let mut lines: Vec<String> = lines.collect();
    if on.is_none() {
        let load: f64 = day::span(from, to).map(|d| plan.load_on(d)).sum();
        lines.push(format!("{load:.0} load in seven days."));
    }
    lines.join("\n")
}

/// The zones of each sport that has a threshold.
#[must_use]
pub(in crate::coach) fn zones(history: &History, today: Day) -> String {
    let mut lines = Vec::new();
    for sport in [Sport::Bike, Sport::Run, Sport::Swim] {
        let at = |kind| history.book.at(kind, sport, today);
        if let Some(t) = at(ThresholdKind::Ftp).filter(|_| sport == Sport::Bike) {
            lines.push(format!("Power, {sport}: {}", head(t, "W")));
            lines.push(row(&zones::power_bounds(t.value), "W"));
        }
        if let Some(t) = at(ThresholdKind::Lthr).filter(|_| sport != Sport::Swim) {
            lines.push(format!("Heart rate, {sport}: {}", head(t, "bpm")));
            lines.push(row(&zones::hr_bounds(t.value, sport), "bpm"));
        }
        if let Some(t) = at(ThresholdKind::ThresholdSpeed).filter(|t| sport == Sport::Run && t.value > 0.0) {
            let pace = 1000.0 / t.value;
            lines.push(format!("Pace, {sport}: threshold {} /km{}", clock(pace), source(t)));
            let bounds = zones::pace_bounds(pace);
            let cells: Vec<String> =
                bounds.iter().enumerate().map(|(i, b)| format!("Z{} over {}", i + 1, clock(*b))).collect();
            lines.push(format!("  {}, Z7 faster", cells.join(", ")));
        }
        if let Some(t) = at(ThresholdKind::Css).filter(|t| sport == Sport::Swim && t.value > 0.0) {
            lines.push(format!("Swim: critical speed {} /100 m{}", clock(100.0 / t.value), source(t)));
        }
    }
    if lines.is_empty() {
        return "No threshold is known yet, so there are no zones. Import rides or runs, or set one under `[[thresholds]]` in config.toml.".into();
    }
    lines.join("\n")
}

fn head(t: &Threshold, unit: &str) -> String {
    format!("threshold {:.0} {unit} since {}{}", t.value, t.from, source(t))
}

fn source(t: &Threshold) -> &'static str {
    match t.source {
        ThresholdSource::Set | ThresholdSource::Accepted => "",
        ThresholdSource::Estimated => " (estimated)",
        ThresholdSource::Assumed => " (assumed)",
    }
}

fn row(bounds: &[f64; 6], unit: &str) -> String {
    let cells: Vec<String> = bounds.iter().enumerate().map(|(i, b)| format!("Z{} under {b:.0}", i + 1)).collect();
    format!("  {}, Z7 above, {unit}", cells.join(", "))
}

fn clock(seconds: f64) -> String {
    let s = seconds.round() as u32;
    format!("{}:{:02}", s / 60, s % 60)
}

/// Weeks after which a threshold wants a test.
const STALE_DAYS: i64 = 56;

/// How old the thresholds are, and when the next test is planned.
#[must_use]
pub(in crate::coach) fn tests(athlete: &Athlete, history: &History, today: Day) -> String {
    let kinds = [
        (ThresholdKind::Ftp, Sport::Bike, "FTP"),
        (ThresholdKind::ThresholdSpeed, Sport::Run, "threshold pace"),
        (ThresholdKind::Css, Sport::Swim, "critical swim speed"),
    ];
    let mut lines: Vec<String> = kinds
        .iter()
        .filter_map(|(kind, sport, name)| {
            let t = history.book.at(*kind, *sport, today)?;
            let age = day::between(t.from, today).max(0);
            let stale = if age > STALE_DAYS { ": a test would make it sure" } else { "" };
            Some(format!("{name}: {age} days old{}{stale}.", source(t)))
        })
        .collect();
    if lines.is_empty() {
        lines.push("No threshold is known yet; a test would give one.".into());
    }
    let next =
        athlete.plan.iter().flat_map(|p| &p.sessions).find(|s| s.day >= today && s.kind == SessionKind::Test);
    lines.push(match next {
        Some(s) => format!("The next test is planned: {} {}.", s.title, words::day_name(s.day, today)),
        None => "No test is planned. `test sat` proposes one on a day.".into(),
    });
    lines.join("\n")
}
