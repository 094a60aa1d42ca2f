//! What a review, a week's plan or a profile was told from, as it was at that moment.
//!
//! Owns: which activities and values go into the snapshot. An activity that may not count (shown only, kept for a few
//! days) is no input and leaves no trace here.

use crate::{
    domain::{Athlete, Day, Sport},
    science::history::History,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Inputs {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Fitness and fatigue on the evening before the first day.
    pub form: (f64, f64),
    /// Activities that counted, by start.
    pub activities: Vec<InputActivity>,
    /// What devices and the athlete said of each day, by name.
    pub wellness: BTreeMap<Day, BTreeMap<String, f64>>,
}

/// One activity as it counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InputActivity {
    /// Id.
    pub id: String,
    /// Local date.
    pub day: Day,
    /// Sport.
    pub sport: Sport,
    /// Minutes.
    pub minutes: f64,
    /// km
    pub km: Option<f64>,
    /// Load.
    pub load: f64,
    /// How the load was told.
    pub method: String,
    /// Where the record that speaks for it came from.
    pub source: String,
}

/// The inputs of the days from `from` to `to`.
#[must_use]
pub fn inputs(athlete: &Athlete, history: &History, from: Day, to: Day) -> Inputs {
    let state = history.state(crate::domain::day::shift(from, -1));
    let activity = |l: &crate::science::history::ActivityLoad| {
        let a = athlete.activities.get(l.index)?;
        Some(InputActivity {
            id: a.id.to_string(),
            day: l.day,
            sport: l.sport,
            minutes: l.minutes,
            km: l.metres.map(|m| m / 1000.0),
            load: l.load.value,
            method: l.load.method.title().to_owned(),
            source: a.best().provider.to_string(),
        })
    };
    let wellness = athlete.wellness.range(from..=to).map(|(d, w)| {
        let values = w.readings.iter().filter_map(|r| Some((r.metric.name().to_owned(), w.value(&r.metric)?)));
        (*d, values.collect::<BTreeMap<_, _>>())
    });
    Inputs {
        from,
        to,
        form: state,
        activities: history.within(from, to).iter().filter(|l| l.counts).filter_map(activity).collect(),
        wellness: wellness.filter(|(_, v)| !v.is_empty()).collect(),
    }
}
