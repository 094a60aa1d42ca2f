//! Thresholds of config.toml: a figure in the kind's unit, or a pace, made into the dated values of the domain.

use super::super::{
    document::{Document, element, join},
    issue::{Issue, Severity},
};
use crate::domain::{CleanText, Day, Sport, Threshold, ThresholdKind, Units, settings::ThresholdSource};
use serde::Deserialize;

/// A threshold as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    kind: ThresholdKind,
    #[serde(default)]
    sport: Option<Sport>,
    #[serde(default)]
    value: Option<f64>,
    #[serde(default)]
    pace: Option<String>,
    from: Day,
    #[serde(default)]
    note: Option<CleanText>,
}

/// The thresholds, oldest first, and what is wrong with the others.
pub(super) fn settle(doc: &Document<'_>, raw: Vec<Raw>) -> (Vec<Threshold>, Vec<Issue>) {
    let mut good: Vec<Threshold> = Vec::new();
    let mut issues = Vec::new();
    for (i, r) in raw.into_iter().enumerate() {
        let at = element("thresholds", i);
        let mut say = |key: &str, message: String, remedy: String| {
            issues.push(doc.issue(Severity::Error, &join(&at, key), message, remedy));
        };
        let value = match (r.value, r.pace.as_deref()) {
            (Some(value), None) => Some(value),
            (None, Some(pace)) => pace_of(r.kind, pace).or_else(|| {
                say("pace", "can't be read as a pace".to_owned(), pace_remedy(r.kind));
                None
            }),
            (Some(_), Some(_)) => {
                say("pace", "both value and pace".to_owned(), "keep one of them".to_owned());
                None
            }
            (None, None) => {
                say("value", "neither value nor pace".to_owned(), format!("give value in {}", r.kind.range().2));
                None
            }
        };
        let Some(value) = value else { continue };
        let (lo, hi, unit) = r.kind.range();
        if !(lo..=hi).contains(&value) {
            let range = Units::Metric.threshold_range(r.kind);
            match (r.pace.is_some(), r.kind.pace_sport()) {
                (true, _) => say("pace", format!("{} is out of range", r.kind.written(value)), range),
                // The file holds a speed, which nobody has in mind.
                (false, Some(_)) => {
                    let remedy = format!("{range}, as pace = \"…\" or as value between {lo} and {hi} {unit}");
                    say("value", format!("{value:.2} {unit} is out of range"), remedy);
                }
                (false, None) => {
                    say(
                        "value",
                        format!("{value:.2} {unit} is out of range"),
                        format!("between {lo} and {hi} {unit}"),
                    );
                }
            }
            continue;
        }
        let sport = r.sport.or(r.kind.own_sport());
        if good.iter().any(|t| t.kind == r.kind && t.sport == sport && t.from == r.from) {
            say(
                "from",
                "a second value of this kind and sport from the same day".to_owned(),
                "keep one".to_owned(),
            );
        }
        good.push(Threshold {
            kind: r.kind,
            sport,
            value,
            from: r.from,
            source: ThresholdSource::Set,
            note: r.note,
        });
    }
    good.sort_by_key(|t| t.from);
    (good, issues)
}

fn pace_remedy(kind: ThresholdKind) -> String {
    match kind {
        ThresholdKind::Css => "minutes:seconds per 100 m, as \"1:38\", or \"1:30 /100 yd\"".to_owned(),
        ThresholdKind::ThresholdSpeed => "minutes:seconds per km, as \"4:05\", or \"6:34 /mi\"".to_owned(),
        _ => "this kind has no pace: give value".to_owned(),
    }
}

/// Metres per second of `4:05`, per km for running and per 100 m for swimming; another unit may be written after it.
fn pace_of(kind: ThresholdKind, pace: &str) -> Option<f64> {
    Units::Metric.read_pace(pace, kind.pace_sport()?).ok()
}
