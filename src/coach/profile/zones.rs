//! The zones that follow from the thresholds of a profile, in the units of the field.

use crate::{
    domain::{Athlete, Day, Sport, ThresholdKind},
    science::{
        history::{ActivityLoad, History},
        zones::Model,
    },
};
use serde::Serialize;
use std::collections::BTreeSet;

/// The zones of one threshold.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ZoneTable {
    /// Kind of the threshold.
    pub kind: &'static str,
    /// Sport.
    pub sport: Sport,
    /// Whose zones, in words.
    pub source: &'static str,
    /// From the easiest on.
    pub zones: Vec<Zone>,
}

/// One zone.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "TrainingZone")]
pub struct Zone {
    /// `Z2`.
    pub name: String,
    /// Lower bound in the unit of the threshold (W, bpm, m/s); `None` for the easiest.
    pub lower: Option<f64>,
    /// Upper bound; `None` for the hardest.
    pub upper: Option<f64>,
    /// As the field writes it: `138–187 W`, `5:16–4:39 /km`.
    pub written: String,
}

/// Zones of the sports that were done.
pub(super) fn zones(athlete: &Athlete, history: &History, done: &[&ActivityLoad], today: Day) -> Vec<ZoneTable> {
    let sports: BTreeSet<Sport> = done.iter().map(|l| l.sport).collect();
    let families = athlete.settings.zones;
    let mut out = Vec::new();
    for sport in [Sport::Bike, Sport::Run, Sport::Swim].into_iter().filter(|s| sports.contains(s)) {
        let of = |kind: ThresholdKind| history.book.value(kind, sport, today).map(|v| (kind, v));
        let power = (sport == Sport::Bike).then(|| of(ThresholdKind::Ftp)).flatten();
        let speed = match sport {
            Sport::Run => of(ThresholdKind::ThresholdSpeed),
            Sport::Swim => of(ThresholdKind::Css),
            _ => None,
        };
        let heart = (sport != Sport::Swim).then(|| of(ThresholdKind::Lthr)).flatten();
        let mut add = |found: Option<(ThresholdKind, f64)>, model: Option<Model>| {
            if let (Some((kind, value)), Some(model)) = (found, model) {
                out.push(table(kind, sport, value, model));
            }
        };
        add(power, Some(Model::CogganPower));
        add(speed, Model::speed(families.pace, sport));
        add(heart, Some(Model::heart_rate(families.heart_rate, sport)));
    }
    out
}

fn table(kind: ThresholdKind, sport: Sport, threshold: f64, model: Model) -> ZoneTable {
    let bounds = model.bounds(threshold);
    let count = model.count();
    let at = |i: usize| bounds.get(i).copied().filter(|b| b.is_finite() && i + 1 < count);
    let zone = |i: usize| {
        let (lower, upper) = (i.checked_sub(1).and_then(at), at(i));
        let name = model.zone_name(u8::try_from(i + 1).unwrap_or(u8::MAX));
        Zone { name, written: written(kind, lower, upper), lower, upper }
    };
    ZoneTable { kind: kind.name(), sport, source: model.source(), zones: (0..count).map(zone).collect() }
}

/// Two bounds with their unit once; the slower one first for paces.
fn written(kind: ThresholdKind, lower: Option<f64>, upper: Option<f64>) -> String {
    let pace = matches!(kind, ThresholdKind::ThresholdSpeed | ThresholdKind::Css);
    let text = |v: f64| kind.written(v);
    let bare = |v: f64| text(v).split(' ').next().unwrap_or_default().to_owned();
    match (lower, upper) {
        (Some(a), Some(b)) => format!("{}–{}", bare(a), text(b)),
        (None, Some(b)) => format!("{} {}", if pace { "slower than" } else { "under" }, text(b)),
        (Some(a), None) => format!("{} {}", if pace { "faster than" } else { "from" }, text(a)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_written_as_the_field_writes_them() {
        let t = table(ThresholdKind::Ftp, Sport::Bike, 250.0, Model::CogganPower);
        let words: Vec<&str> = t.zones.iter().map(|z| z.written.as_str()).collect();
        assert_eq!(words.len(), 7);
        assert_eq!((words[0], words[1], words[6]), ("under 138 W", "138–188 W", "from 375 W"));
        let run = table(ThresholdKind::ThresholdSpeed, Sport::Run, 4.0, Model::FrielPace);
        assert!(run.zones[0].written.starts_with("slower than 5:2"), "{:?}", run.zones[0]);
        assert!(run.zones[2].written.ends_with("/km"), "{:?}", run.zones[2]);
        let swim = table(ThresholdKind::Css, Sport::Swim, 1.25, Model::GcSwim);
        assert_eq!(swim.zones.len(), 6);
        assert!(swim.zones[1].written.ends_with("/100 m"), "{:?}", swim.zones[1]);
        for w in [&t, &run, &swim].into_iter().flat_map(|t| t.zones.windows(2)) {
            assert_eq!(w[0].upper, w[1].lower, "zones are contiguous");
        }
    }
}
