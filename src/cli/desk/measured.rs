//! Which keys hold a figure that has another unit for some athletes; the files hold kilometres, metres and kilograms.

use crate::domain::{Units, units::Measure};

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

/// What was typed in a row, as the file has it: in its unit, a time of the day's hours as minutes.
///
/// # Errors
/// What was typed, when it is no figure.
pub(super) fn kept(key: &str, typed: &str, units: Units) -> Result<String, String> {
    if let Some(what) = measure(key) {
        let kept = units.read(what, typed)?.ok_or("type a figure")?;
        return Ok(kept.to_string());
    }
    if key.contains("available") {
        let minutes = crate::app::dialog::read::minutes(typed)?.ok_or("type a time")?;
        return Ok(format!("{minutes:.0}"));
    }
    Ok(typed.to_owned())
}
