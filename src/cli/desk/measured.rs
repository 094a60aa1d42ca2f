//! Which keys hold a figure that has another unit for some athletes; the files hold kilometres, metres, kilograms and
//! degrees Celsius.

use crate::{
    config::edit::value_at,
    domain::{CleanText, Sport, ThresholdKind, Units, num::plain, units::Measure},
};
use toml_edit::{DocumentMut, Value};

/// What a key measures, when that depends on the athlete's units.
pub(super) fn measure(key: &str) -> Option<Measure> {
    let last = key.rsplit('.').next().unwrap_or(key);
    match last {
        "mass_kg" => Some(Measure::Mass),
        "height_m" => Some(Measure::Stature),
        "distance_km" => Some(Measure::Distance),
        "ascent_m" => Some(Measure::Height),
        _ if key.contains("max_weekly_km.") => Some(Measure::Distance),
        _ => None,
    }
}

/// Whether a key holds the time that a weekday has.
pub(super) fn is_time_of_day(key: &str) -> bool {
    ["athlete.available.", "constraints.available_minutes."].iter().any(|t| key.starts_with(t))
}

/// What was typed in a row, as the file has it: in its unit, a time of the day's hours as minutes.
///
/// # Errors
/// What was typed, when it is no figure.
pub(super) fn kept(key: &str, typed: &str, units: Units) -> Result<String, String> {
    if let Some(what) = measure(key) {
        let kept = units.read(what, typed)?.ok_or("type a figure")?;
        return Ok(kept.to_string());
    }
    if is_time_of_day(key) {
        let minutes = crate::app::dialog::read::minutes(typed)?.ok_or("type a time")?;
        return Ok(format!("{minutes:.0}"));
    }
    if key.starts_with(CONDITIONS) {
        return condition(typed, units);
    }
    Ok(typed.to_owned())
}

/// List of the times of heat and height.
pub(super) const CONDITIONS: &str = "constraints.conditions";

/// Degrees Celsius of a temperature as it was typed.
fn celsius(text: &str, units: Units) -> Result<f64, String> {
    let plain = text.trim().to_lowercase().replace(',', ".");
    let bare = plain.trim_end_matches(['c', 'f', '°', ' ']);
    let figure: f64 = bare
        .parse()
        .map_err(|_| format!("“{}” is no temperature; write it in {}", CleanText::line(text), degrees(units)))?;
    let fahrenheit = plain.ends_with('f') || (units == Units::Imperial && !plain.ends_with('c'));
    Ok(if fahrenheit { ((figure - 32.0) / 1.8 * 100.0).round() / 100.0 } else { figure })
}

fn degrees(units: Units) -> &'static str {
    if units == Units::Imperial { "°F" } else { "°C" }
}

/// A time of heat or height as it was typed, with its figures as the file has them.
fn condition(typed: &str, units: Units) -> Result<String, String> {
    let mut parts: Vec<String> = typed.split(';').map(|p| p.trim().to_owned()).collect();
    if let Some(t) = parts.get_mut(1).filter(|t| !t.is_empty()) {
        *t = celsius(t, units)?.to_string();
    }
    if let Some(h) = parts.get_mut(2).filter(|h| !h.is_empty()) {
        *h = units.read(Measure::Height, h)?.map(|m| ((m * 10.0).round() / 10.0).to_string()).unwrap_or_default();
    }
    Ok(parts.join("; "))
}

/// A time of heat or height: how it is shown, and how it would be typed.
pub(super) fn condition_words(
    from_to: &str,
    temperature_c: Option<f64>,
    altitude_m: Option<f64>,
    units: Units,
) -> (String, String) {
    let warm = temperature_c.map(|c| if units == Units::Imperial { c * 1.8 + 32.0 } else { c });
    let bare = |x: f64| {
        let s = format!("{x:.1}");
        s.strip_suffix(".0").unwrap_or(&s).to_owned()
    };
    let shown = [
        warm.map(|t| format!("{} {}", plain(t, 0), degrees(units))),
        altitude_m.map(|m| format!("{} above the sea", units.height(m))),
    ];
    let shown: Vec<String> = shown.into_iter().flatten().collect();
    let high = altitude_m.map(|m| units.written(Measure::Height, m)).unwrap_or_default();
    let line = format!("{from_to}; {}; {high}", warm.map(bare).unwrap_or_default());
    (shown.join(", "), line.trim_end_matches([';', ' ']).to_owned())
}

/// The threshold that a key is the value of, where that is a pace: `thresholds[2].value` of a `css`.
pub(super) fn pace_at(doc: &DocumentMut, key: &str) -> Option<(ThresholdKind, Sport)> {
    let (table, last) = key.rsplit_once('.')?;
    if !table.starts_with("thresholds[") || !matches!(last, "value" | "pace") {
        return None;
    }
    let kind = value_at(doc.as_item(), &format!("{table}.kind")).and_then(Value::as_str)?;
    let kind = ThresholdKind::ALL.into_iter().find(|k| k.name() == kind)?;
    kind.pace_sport().map(|sport| (kind, sport))
}

/// A pace as it was typed, in metres a second.
///
/// # Errors
/// What was typed, when it is no pace, and what it may be.
pub(super) fn read_pace(kind: ThresholdKind, sport: Sport, typed: &str, units: Units) -> Result<f64, String> {
    let mps = units.read_pace(typed, sport)?;
    let (lo, hi, _) = kind.range();
    if (lo..=hi).contains(&mps) {
        return Ok(mps);
    }
    Err(format!("{} is out of range; {}", units.speed(mps, sport), units.threshold_range(kind)))
}

/// A pace as a file has it: minutes and seconds over a kilometre or a hundred metres, with tenths where a whole second
/// would be another pace in the athlete's own unit.
pub(super) fn metric_pace(mps: f64, sport: Sport) -> String {
    let whole = Units::Metric.pace(mps, sport);
    let per = if sport == Sport::Swim { 100.0 } else { 1000.0 };
    let tenths = (per / mps * 10.0).round();
    if tenths % 10.0 == 0.0 {
        return whole;
    }
    let (minutes, seconds) = ((tenths / 600.0).floor(), tenths % 600.0 / 10.0);
    format!("{minutes:.0}:{seconds:04.1}")
}
