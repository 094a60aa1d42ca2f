//! V21: sessions that don't make sense in themselves.

use super::{finding, limits, timeline::Case};
use crate::{
    coach::library::{self, Speeds, of_steps},
    domain::{Block, Finding, Session, SessionKind, Severity, Sport, Step, session::Target},
};

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    let most = case.input.mission.safety.max_session_minutes.unwrap_or(480).min(480);
    for d in case.ahead() {
        for s in &d.planned {
            for (observed, limit) in faults(s, most, &case.start.speeds) {
                out.push(finding(
                    "V21",
                    Severity::Block,
                    d.day,
                    format!("{}: {observed}", s.title),
                    limit,
                    "The session does not make sense in itself.",
                ));
            }
        }
    }
}

/// What is wrong with a session: observed and limit.
pub(super) fn faults(s: &Session, most: u16, speeds: &Speeds) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let event = s.kind == SessionKind::Race;
    if s.minutes < 5 || (!event && s.minutes > most) {
        out.push((format!("{} min", s.minutes), format!("5–{most} min")));
    }
    if !(s.load.is_finite() && s.load >= 0.0 && s.intensity.is_finite()) {
        out.push(("load is not a number".into(), "≥ 0".into()));
        return out;
    }
    let most_if = limits::plausible_intensity(f64::from(s.minutes));
    if s.sport != Sport::Swim && s.intensity > most_if + 1e-6 {
        out.push((format!("IF {:.2} for {} min", s.intensity, s.minutes), format!("≤ {most_if:.2}")));
    }
    for step in Block::flatten(&s.steps) {
        if let Some(f) = target_fault(step) {
            out.push(f);
            break;
        }
    }
    if !s.steps.is_empty() && !event {
        out.extend(sum_faults(s, speeds));
    }
    out
}

fn target_fault(s: &Step) -> Option<(String, String)> {
    let (lo, hi, unit) = match s.target {
        Target::PowerPct => (30.0, 200.0, "% of FTP"),
        Target::HrPct => (50.0, 115.0, "% of LTHR"),
        Target::SpeedPct => (50.0, 130.0, "% of threshold speed"),
        Target::Rpe => (0.0, 10.0, "RPE"),
        Target::Free => return None,
    };
    let outside = |v: f64| !(lo..=hi).contains(&v);
    (outside(s.lo) || outside(s.hi))
        .then(|| (format!("target {}–{} {unit}", s.lo, s.hi), format!("{lo}–{hi} {unit}")))
}

/// Steps against minutes (2 %, at least a minute) and load (5 %, at least 2 points).
fn sum_faults(s: &Session, speeds: &Speeds) -> Vec<(String, String)> {
    let known = library::template(&s.template);
    let m = of_steps(s.sport, &s.steps, speeds);
    let minutes = m.seconds / 60.0;
    let mut out = Vec::new();
    if (minutes - f64::from(s.minutes)).abs() > (0.02 * minutes).max(1.0) {
        out.push((format!("steps of {minutes:.0} min in a session of {}", s.minutes), "±2 %".into()));
    }
    // Strength and sessions by feel have a rate that their steps don't tell.
    let told = s.sport != Sport::Strength && known.is_some();
    if told && (m.load - s.load).abs() > (0.05 * m.load).max(2.0) {
        out.push((format!("load {:.0}, its steps make {:.0}", s.load, m.load), "±5 %".into()));
    }
    out
}
