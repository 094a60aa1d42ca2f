//! The fields of the filter language: their names, units, and how a value is compared.

use super::{Found, Op};
use crate::domain::{Day, Units, day::shift, units::Measure};
use chrono::Datelike;

/// A field that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Distance,
    Time,
    Load,
    Date,
    Ascent,
    Hr,
    MaxHr,
    Power,
    Np,
    Intensity,
    Rpe,
    Decoupling,
    Confidence,
    Title,
    Method,
    Source,
}

/// Every field: its names (the first is the one to show), the unit that a bare number has for a metric athlete, an example.
pub const FIELDS: [(&str, &str, &str); 16] = [
    ("distance km dist", "km", "distance > 21k"),
    ("time duration min minutes", "minutes", "time >= 1h30"),
    ("load tss", "", "load > 100"),
    ("date day", "", "date > 2026-01"),
    ("ascent climb climbing", "m", "ascent > 800"),
    ("hr heart_rate", "bpm", "hr < 140"),
    ("max_hr", "bpm", "max_hr > 180"),
    ("power watts", "W", "power > 200"),
    ("np", "W", "np > 220"),
    ("if intensity", "", "if > 0.85"),
    ("rpe", "", "rpe >= 7"),
    ("decoupling drift", "%", "decoupling > 5"),
    ("confidence", "", "confidence < 0.6"),
    ("title name", "", "title = canal"),
    ("method by", "", "method = power"),
    ("source", "", "source = strava_archive"),
];

const ORDER: [Field; 16] = [
    Field::Distance,
    Field::Time,
    Field::Load,
    Field::Date,
    Field::Ascent,
    Field::Hr,
    Field::MaxHr,
    Field::Power,
    Field::Np,
    Field::Intensity,
    Field::Rpe,
    Field::Decoupling,
    Field::Confidence,
    Field::Title,
    Field::Method,
    Field::Source,
];

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// In the field's own unit, and how far off still counts as equal: half of what the athlete's unit is in it, since
    /// what is shown is rounded.
    Number(f64, f64),
    /// First and last day that are meant.
    Days(Day, Day),
    /// Lower case.
    Text(String),
}

pub(super) fn title(f: Found<'_>) -> String {
    let r = f.activity.best();
    let parts = [r.title.as_ref(), r.file.as_ref(), r.notes.as_ref()];
    parts.into_iter().flatten().map(|t| t.as_str().to_lowercase()).collect::<Vec<_>>().join("\n")
}

impl Field {
    pub(super) fn named(word: &str) -> Option<Self> {
        let at = FIELDS.iter().position(|(names, ..)| names.split(' ').any(|n| n == word))?;
        ORDER.get(at).copied()
    }

    /// Names of all fields.
    pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
        FIELDS.iter().flat_map(|(names, ..)| names.split(' '))
    }

    /// An example in the athlete's units.
    pub(super) fn example(self, units: Units) -> &'static str {
        match (self, units) {
            (Self::Distance, Units::Imperial) => "distance > 13mi",
            (Self::Ascent, Units::Imperial) => "ascent > 2500ft",
            _ => FIELDS[self as usize].2,
        }
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Method | Self::Source)
    }

    /// Reads a value as this field has it; `None` when it is none.
    pub(super) fn value(self, word: &str, today: Day, units: Units) -> Option<Value> {
        match self {
            _ if self.is_text() => Some(Value::Text(word.to_owned())),
            Self::Date => days(word, today).map(|(a, b)| Value::Days(a, b)),
            Self::Time => minutes(word).map(|n| Value::Number(n, 0.5)),
            Self::Distance => measured(Measure::Distance, word, units),
            Self::Ascent => measured(Measure::Height, word, units),
            Self::Decoupling => with_unit(word, &[("%", 1.0)]),
            Self::Hr | Self::MaxHr => with_unit(word, &[("bpm", 1.0)]),
            Self::Power | Self::Np => with_unit(word, &[("w", 1.0)]),
            _ => with_unit(word, &[]),
        }
    }

    fn number(self, f: Found<'_>) -> Option<f64> {
        let r = f.activity.best();
        match self {
            Self::Distance => f.load.metres.or(r.distance_m).map(|m| m / 1000.0),
            Self::Time => Some(f.load.minutes),
            Self::Load => Some(f.load.load.value),
            Self::Ascent => r.ascent_m,
            Self::Hr => r.avg_hr,
            Self::MaxHr => r.max_hr,
            Self::Power => r.avg_power_w,
            Self::Np => r.metrics.np_w,
            Self::Intensity => f.load.load.intensity,
            Self::Rpe => f.load.rpe,
            Self::Decoupling => r.metrics.decoupling_pct,
            Self::Confidence => Some(f.load.load.confidence),
            Self::Date | Self::Title | Self::Method | Self::Source => None,
        }
    }

    pub(super) fn holds(self, f: Found<'_>, op: Op, value: &Value) -> bool {
        match value {
            Value::Number(v, near) => self.number(f).map_or(op == Op::IsNot, |x| match op {
                Op::More => x > *v,
                Op::AtLeast => x >= *v,
                Op::Less => x < *v,
                Op::AtMost => x <= *v,
                // `time = 60` means what the screen calls 60.
                Op::Is => (x - v).abs() < *near,
                Op::IsNot => (x - v).abs() >= *near,
            }),
            Value::Days(first, last) => {
                let d = f.load.day;
                let one = first == last;
                match op {
                    // As ISO dates compare as text: every day of a month is more than the month's name.
                    Op::More if !one => d >= *first,
                    Op::More => d > *first,
                    Op::AtLeast => d >= *first,
                    Op::Less => d < *first,
                    Op::AtMost => d <= *last,
                    Op::Is => d >= *first && d <= *last,
                    Op::IsNot => d < *first || d > *last,
                }
            }
            Value::Text(t) => {
                let has = match self {
                    Self::Method => f.load.load.method.name().contains(t.as_str()),
                    Self::Source => f.activity.records.iter().any(|r| r.provider.name().contains(t.as_str())),
                    _ => title(f).contains(t.as_str()),
                };
                has == (op != Op::IsNot)
            }
        }
    }
}

/// A number with one of these units behind it, each with its factor; a bare number has the first.
fn with_unit(word: &str, units: &[(&str, f64)]) -> Option<Value> {
    let found = units.iter().find_map(|(unit, factor)| Some((word.strip_suffix(unit)?, *factor)));
    let (digits, factor) = found.unwrap_or((word, 1.0));
    let n: f64 = digits.trim().parse().ok()?;
    n.is_finite().then_some(Value::Number(n * factor, 0.5))
}

/// A distance or a height: a bare one in the athlete's unit.
fn measured(what: Measure, word: &str, units: Units) -> Option<Value> {
    let kept = units.read(what, word).ok().flatten()?;
    Some(Value::Number(kept, 0.5 * units.factor(what)))
}

/// `90`, `90m`, `90min`, `2h`, `1h30`, `1:30` (hours and minutes).
fn minutes(word: &str) -> Option<f64> {
    let word = word.trim_end_matches("min").trim_end_matches('m');
    let parts = word.split_once('h').or_else(|| word.split_once(':'));
    let read = |s: &str| if s.is_empty() { Some(0.0) } else { s.parse::<f64>().ok() };
    let n = match parts {
        Some((h, m)) => 60.0 * h.parse::<f64>().ok()? + read(m)?,
        None => word.parse().ok()?,
    };
    f64::is_finite(n).then_some(n)
}

/// First and last day of `2026`, `2026-01`, `2026-01-15`, `today`, `yesterday`, or of so many days back (`30d`).
fn days(word: &str, today: Day) -> Option<(Day, Day)> {
    let one = |d: Day| Some((d, d));
    match word {
        "today" => return one(today),
        "yesterday" => return one(shift(today, -1)),
        _ => {}
    }
    if let Some(n) = word.strip_suffix('d') {
        let n: u16 = n.parse().ok()?;
        return one(shift(today, -i64::from(n)));
    }
    if let Ok(d) = word.parse::<Day>() {
        return one(d);
    }
    let (year, month) = match word.split_once('-') {
        Some((y, m)) => (y.parse::<i32>().ok()?, Some(m.parse::<u32>().ok()?)),
        None => (word.parse::<i32>().ok()?, None),
    };
    if !(1900..=2200).contains(&year) {
        return None;
    }
    let first = Day::from_ymd_opt(year, month.unwrap_or(1), 1)?;
    let after = match month {
        Some(m) if m < 12 => first.with_month(m + 1)?,
        _ => Day::from_ymd_opt(year + 1, 1, 1)?,
    };
    Some((first, shift(after, -1)))
}
