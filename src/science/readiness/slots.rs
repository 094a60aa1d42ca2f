//! One contributor of the score: its figure, or a vendor's contributor in its place, or why there is none.

use super::{Signals, signals::Measured, status, sub_score, weight};
use crate::domain::{
    Athlete, Contributor, Day, Metric, Provider, Slot, Status,
    day::{between, shift},
};
use crate::science::{history::History, hrv};

/// What fills a slot.
struct Filled {
    /// What the curve is read at.
    figure: f64,
    value: f64,
    unit: &'static str,
    baseline: Option<f64>,
    source: String,
    measured: Day,
    note: Option<String>,
}

/// The contributor of `slot`: its raw figure, else the vendor's contributor, else missing with a reason.
pub(super) fn contributor(slot: Slot, athlete: &Athlete, history: &History, s: &Signals) -> Contributor {
    match raw(slot, s, history) {
        Ok(f) => filled(slot, f, s.day),
        Err(why) => vendor(slot, athlete, s).unwrap_or_else(|| missing(slot, why)),
    }
}

fn filled(slot: Slot, f: Filled, today: Day) -> Contributor {
    let score = sub_score(slot, f.figure);
    Contributor {
        slot,
        name: slot.name().to_owned(),
        value: Some(f.value),
        unit: f.unit.to_owned(),
        baseline: f.baseline,
        delta: f.baseline.map(|b| f.value - b),
        score: Some(score),
        weight: weight(slot),
        status: status(score),
        source: Some(f.source),
        measured: Some(f.measured),
        age_days: Some(between(f.measured, today)),
        note: f.note,
    }
}

fn missing(slot: Slot, why: String) -> Contributor {
    Contributor {
        slot,
        name: slot.name().to_owned(),
        value: None,
        unit: unit(slot).to_owned(),
        baseline: None,
        delta: None,
        score: None,
        weight: weight(slot),
        status: Status::Unavailable,
        source: None,
        measured: None,
        age_days: None,
        note: Some(why),
    }
}

fn unit(slot: Slot) -> &'static str {
    match slot {
        Slot::Hrv7 | Slot::Hrv1 => "ms",
        Slot::Rhr => "bpm",
        Slot::Sleep | Slot::Debt => "h",
        Slot::Form | Slot::Prev => "%",
        Slot::Subj => "points",
        Slot::Temp => "°C",
    }
}

fn raw(slot: Slot, s: &Signals, history: &History) -> Result<Filled, String> {
    match slot {
        Slot::Hrv7 => hrv_week(s),
        Slot::Hrv1 => hrv_night(s),
        Slot::Rhr => rhr(s),
        Slot::Sleep => sleep(s),
        Slot::Debt => debt(s),
        Slot::Form => form(s, history),
        Slot::Prev => prev(s, history),
        Slot::Subj => subjective(s),
        Slot::Temp => temperature(s),
    }
}

fn measured(figure: f64, m: Measured, unit: &'static str, baseline: Option<f64>, note: Option<String>) -> Filled {
    Filled { figure, value: m.value, unit, baseline, source: m.source.name().to_owned(), measured: m.day, note }
}

const NO_NIGHT: &str = "no value of today or yesterday";

fn hrv_parts(s: &Signals) -> Result<(Measured, bool, f64), String> {
    let (m, sdnn) = s.hrv_last.ok_or(NO_NIGHT)?;
    let mean = s.hrv.mean.ok_or_else(|| {
        format!("needs {} nights before this week, has {}", hrv::BASELINE_LEAST, s.hrv.baseline_nights)
    })?;
    Ok((m, sdnn, mean))
}

fn hrv_note(s: &Signals, z: f64, sdnn: bool) -> String {
    let kind = if sdnn { "SDNN, " } else { "" };
    let more = if s.hrv.saturated(s.tsb_share.is_some_and(|t| t < -0.10)) {
        "; far over the usual under load, saturation rather than freshness".to_owned()
    } else if s.hrv.unstable(s.hrv_cv_usual) {
        format!("; unstable, CV {:.1} %, usually {:.1}", s.hrv.cv.unwrap_or(0.0), s.hrv_cv_usual.unwrap_or(0.0))
    } else {
        String::new()
    };
    format!("{kind}z {z:+.1} against {} nights{more}", s.hrv.baseline_nights)
}

fn hrv_week(s: &Signals) -> Result<Filled, String> {
    let (m, sdnn, mean) = hrv_parts(s)?;
    let (Some(week), Some(z)) = (s.hrv.week, s.hrv.z7) else {
        return Err(format!("needs {} nights this week, has {}", hrv::WEEK_LEAST, s.hrv.nights));
    };
    let of_week = Measured { value: week.exp(), ..m };
    Ok(measured(z, of_week, "ms", Some(mean.exp()), Some(hrv_note(s, z, sdnn))))
}

fn hrv_night(s: &Signals) -> Result<Filled, String> {
    let (m, sdnn, mean) = hrv_parts(s)?;
    let z = s.hrv.z1.ok_or(NO_NIGHT)?;
    Ok(measured(z, m, "ms", Some(mean.exp()), Some(hrv_note(s, z, sdnn))))
}

fn rhr(s: &Signals) -> Result<Filled, String> {
    let m = s.rhr.ok_or(NO_NIGHT)?;
    let delta = s.rhr_delta.ok_or_else(|| format!("needs 10 nights of 28, has {}", s.rhr_nights))?;
    Ok(measured(delta, m, "bpm", s.rhr_usual, Some(format!("median of {} nights", s.rhr_nights))))
}

fn sleep(s: &Signals) -> Result<Filled, String> {
    let m = s.sleep_last.ok_or(NO_NIGHT)?;
    let ratio = s.sleep_ratio.ok_or(NO_NIGHT)?;
    Ok(measured(ratio, m, "h", Some(s.sleep_need), Some(format!("need {:.1} h", s.sleep_need))))
}

fn debt(s: &Signals) -> Result<Filled, String> {
    let m = s.sleep_last.ok_or(NO_NIGHT)?;
    let debt = s.sleep_debt.ok_or_else(|| format!("needs 7 nights of 14, has {}", s.sleep_nights))?;
    let per_night = Measured { value: debt, ..m };
    Ok(measured(debt, per_night, "h", Some(0.0), Some(format!("per night, {} nights", s.sleep_nights))))
}

fn load_missing(history: &History) -> String {
    match history.daily.first() {
        None => "no activities".to_owned(),
        Some(_) => "needs 28 days of load up to last week, or a seed".to_owned(),
    }
}

fn form(s: &Signals, history: &History) -> Result<Filled, String> {
    let share = s.tsb_share.ok_or_else(|| load_missing(history))?;
    let note = format!("TSB {} at CTL {:.0}", crate::domain::num::signed(s.form.tsb, 0), s.form.ctl);
    Ok(from_load(share, s, note))
}

fn prev(s: &Signals, history: &History) -> Result<Filled, String> {
    let why = || {
        let unknown = s.tsb_share.is_some();
        if unknown { "nothing known of yesterday".to_owned() } else { load_missing(history) }
    };
    let ratio = s.prev_ratio.ok_or_else(why)?;
    let note = format!("load {:.0} yesterday at CTL {:.0}", history.load_on(shift(s.day, -1)), s.form.ctl);
    Ok(from_load(ratio, s, note))
}

fn from_load(share: f64, s: &Signals, note: String) -> Filled {
    Filled {
        figure: share,
        value: share * 100.0,
        unit: "%",
        baseline: None,
        source: "form".to_owned(),
        measured: shift(s.day, -1),
        note: Some(note),
    }
}

fn subjective(s: &Signals) -> Result<Filled, String> {
    let score = s.subjective.ok_or("no check-in this morning")?;
    Ok(Filled {
        figure: score,
        value: score,
        unit: "points",
        baseline: None,
        source: s.subjective_source.unwrap_or(Provider::Manual).name().to_owned(),
        measured: s.day,
        note: None,
    })
}

fn temperature(s: &Signals) -> Result<Filled, String> {
    let m = s.temperature.ok_or(NO_NIGHT)?;
    Ok(measured(m.value, m, "°C", Some(0.0), Some("against the device's own baseline".to_owned())))
}

/// A vendor's contributor that measures the same thing, as it is: Oura's eight. Those of load stand in only where no
/// load is known, so that one signal never counts twice.
fn vendor_name(slot: Slot) -> Option<&'static str> {
    Some(match slot {
        Slot::Hrv7 => "hrv_balance",
        Slot::Hrv1 => "recovery_index",
        Slot::Rhr => "resting_heart_rate",
        Slot::Sleep => "previous_night",
        Slot::Debt => "sleep_balance",
        Slot::Form => "activity_balance",
        Slot::Prev => "previous_day_activity",
        Slot::Temp => "body_temperature",
        Slot::Subj => return None,
    })
}

fn vendor(slot: Slot, athlete: &Athlete, s: &Signals) -> Option<Contributor> {
    let name = vendor_name(slot)?;
    // With a daily HRV there is a better word on last night than a recovery index, even before its baseline is long.
    if slot == Slot::Hrv1 && s.hrv_last.is_some() {
        return None;
    }
    let metric = Metric::contributor(name);
    let (day, reading) = (0..=1).map(|i| shift(s.day, -i)).find_map(|day| {
        let r = athlete.wellness.get(&day)?.get(&metric)?;
        Some((day, r))
    })?;
    let score = reading.value.clamp(0.0, 100.0);
    Some(Contributor {
        slot,
        name: name.to_owned(),
        value: Some(reading.value),
        unit: "points".to_owned(),
        baseline: None,
        delta: None,
        score: Some(score),
        weight: weight(slot),
        status: status(score),
        source: Some(reading.source.name().to_owned()),
        measured: Some(day),
        age_days: Some(between(day, s.day)),
        note: Some("the device's own contributor".to_owned()),
    })
}
