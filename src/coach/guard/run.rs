//! V02, V04: single runs. Spikes of one run are the only load figure with solid evidence behind it.

use super::{finding, limits, timeline::Case};
use crate::domain::{Finding, SessionKind, Severity, Sport, day::shift};

/// Longest run, km, that anybody may start from.
pub(crate) const LEAST_RUN_KM: f64 = 5.0;

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    for d in case.ahead() {
        let longest_before = case
            .last_days(shift(d.day, -1), 30)
            .iter()
            .map(super::timeline::DayView::longest_run_km)
            .fold(LEAST_RUN_KM, f64::max);
        for s in d.planned.iter().filter(|s| s.sport == Sport::Run) {
            let Some(km) = s.distance_m.map(|m| m / 1000.0) else { continue };
            let event = matches!(s.kind, SessionKind::Race | SessionKind::Stage);
            // The event is as long as it is; preparation is judged, not the goal.
            let soften = |x: Severity| if event { x.min(Severity::Warn) } else { x };
            if let Some(severity) = limits::run_spike(km, longest_before) {
                out.push(finding(
                    "V02",
                    soften(severity),
                    d.day,
                    format!("run of {km:.1} km, longest in 30 days {longest_before:.1} km"),
                    "≤ 1.10×, or 1 km more".into(),
                    "A run much longer than any of the last 30 days is the best-known risk of injury.",
                ));
            }
            if let Some(severity) = limits::long_run_growth(km - longest_before) {
                out.push(finding(
                    "V04",
                    soften(severity),
                    d.day,
                    format!("+{:.1} km", km - longest_before),
                    "≤ +2 km, blocked over +3 km".into(),
                    "The long run grows by too many kilometres at once.",
                ));
            }
        }
    }
}
