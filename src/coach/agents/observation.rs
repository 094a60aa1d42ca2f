//! The observation's part: which signals there are, how fresh, and what disagrees.

use super::Table;
use crate::{
    domain::{
        Status,
        readiness::shown,
        verdict::{Agent, Turn},
    },
    science::readiness::vendor_disagrees,
};

fn words(t: &Table<'_>) -> (String, Vec<String>) {
    let r = t.readiness;
    let with =
        |s: Status| r.contributors.iter().filter(|c| c.status == s).map(|c| c.slot.title()).collect::<Vec<_>>();
    let score = r.score.map_or_else(|| "no score".to_owned(), |s| format!("readiness {:.0}, {}", shown(s), r.band));
    let says = format!(
        "{score}, from {:.0} % of the signals; confidence {:.0} %.",
        r.coverage * 100.0,
        r.confidence * 100.0
    );
    let mut grounds = Vec::new();
    let mut list = |what: &str, of: Vec<&str>| {
        if !of.is_empty() {
            grounds.push(format!("{what}: {}", of.join(", ")));
        }
    };
    list("red", with(Status::Red));
    list("amber", with(Status::Amber));
    list("missing", with(Status::Unavailable));
    let old = |c: &&crate::domain::Contributor| c.score.is_some() && c.age_days.is_some_and(|a| a > 0);
    let stale: Vec<&str> =
        r.contributors.iter().filter(old).filter(|c| !from_load(c.slot)).map(|c| c.slot.title()).collect();
    list("of yesterday", stale);
    if vendor_disagrees(r) {
        let own = r.vendor_score.unwrap_or(0.0);
        grounds.push(format!("the device's own score says {own:.0}: the signals disagree"));
    }
    if let Some(index) = recovery_index(t) {
        grounds
            .push(format!("HRV and pulse against their usual: {index:.2} (0.8 and more is good; shown, not used)"));
    }
    if t.signals.unconfirmed > 0 {
        grounds.push(format!("nothing known of {} of the last 7 days", t.signals.unconfirmed));
    }
    (says, grounds)
}

/// Figures of load are of the evening before by nature.
fn from_load(slot: crate::domain::Slot) -> bool {
    matches!(slot, crate::domain::Slot::Form | crate::domain::Slot::Prev)
}

fn recovery_index(t: &Table<'_>) -> Option<f64> {
    let (hrv, sdnn) = t.signals.hrv_last?;
    let usual = t.signals.hrv.mean?.exp();
    let (rhr, rhr_usual) = (t.signals.rhr?.value, t.signals.rhr_usual?);
    if sdnn { None } else { crate::science::hrv::recovery_index(hrv.value, usual, rhr, rhr_usual) }
}

pub(super) fn turn(t: &Table<'_>) -> Turn {
    let (says, grounds) = words(t);
    super::turn(Agent::Observation, says, grounds)
}
