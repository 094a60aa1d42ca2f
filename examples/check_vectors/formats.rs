//! Workout files and texts.

use super::case::{Case, Got};
use lanterne::{
    coach::library::{Speeds, of_steps},
    domain::{Block, Sport, session::Duration},
    formats::workout::{self, ErgUnit, Format, RawStep, Refs},
};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A function of this group.
pub fn compute(name: &str, case: &Case) -> Option<Got> {
    let known = ["fit_encode", "fit_encode_values", "parse_intervals_text", "erg_lines"].contains(&name);
    known.then(|| evaluate(name, case).into())
}

fn evaluate(name: &str, case: &Case) -> Option<Value> {
    match name {
        "fit_encode" => fit(case),
        "fit_encode_values" => Some(values(case)),
        "parse_intervals_text" => text(case),
        "erg_lines" => Some(erg(case)),
        _ => None,
    }
}

fn fit(case: &Case) -> Option<Value> {
    let steps: Vec<RawStep> = case.rows("steps").iter().map(raw).collect::<Option<_>>()?;
    let (sport, serial, created) = (case.f("sport") as u8, case.f("serial") as u32, case.f("time_created") as u32);
    let bytes = workout::encode(case.s("name"), sport, serial, created, &steps).ok()?;
    let mut hex = String::new();
    for b in &bytes {
        let _ = write!(hex, "{b:02x}");
    }
    Some(json!({"hex": hex, "bytes": bytes.len()}))
}

fn raw(s: &Value) -> Option<RawStep> {
    let n = |key: &str| s[key].as_u64();
    let byte = |key: &str| u8::try_from(n(key)?).ok();
    let word = |key: &str| u32::try_from(n(key)?).ok();
    Some(RawStep {
        name: s["name"].as_str()?.to_owned(),
        duration_type: byte("dt")?,
        duration_value: word("dv")?,
        target_type: byte("tt")?,
        target_value: word("tv")?,
        low: word("lo")?,
        high: word("hi")?,
        intensity: byte("int")?,
        cadence: None,
        notes: None,
    })
}

/// Each figure that the vector gives, under the name it has in the answer.
fn values(case: &Case) -> Value {
    let names = [
        ("time_s", "time"),
        ("dist_m", "dist"),
        ("hr_bpm", "hr_bpm"),
        ("hr_pct", "hr_pct"),
        ("watts", "watts"),
        ("pct_ftp", "pct_ftp"),
        ("speed_m_s", "speed"),
    ];
    let of = |(given, name): &(&str, &str)| {
        Some((name.to_string(), workout::fit_value(name, case.given(given)?).into()))
    };
    Value::Object(names.iter().filter_map(of).collect())
}

fn text(case: &Case) -> Option<Value> {
    let w = workout::read(Format::Icu, case.s("text").as_bytes(), &Refs::default()).ok()?;
    let flat = Block::flatten(&w.steps);
    let m = of_steps(Sport::Bike, &w.steps, &Speeds::default());
    let seconds = |d: Duration| f64::from(d.seconds().unwrap_or(0));
    let effort: f64 = flat.iter().map(|s| f64::midpoint(s.lo, s.hi) * seconds(s.duration)).sum();
    Some(json!({
        "total_s": m.seconds, "flat_steps": flat.len(), "np_pct": 100.0 * m.intensity,
        "avg_pct": effort / m.seconds, "planned_tss": m.load,
    }))
}

fn erg(case: &Case) -> Value {
    let (mut erg, mut mrc, mut at) = (Vec::new(), Vec::new(), 0);
    for row in case.rows("segments") {
        let f = |i: usize| row[i].as_f64().unwrap_or(f64::NAN);
        let end = at + f(0) as u32;
        let ftp = case.f("ftp");
        erg.extend(workout::points(at, end, (f(1) * ftp, f(2) * ftp), ErgUnit::Watts));
        mrc.extend(workout::points(at, end, (f(1) * 100.0, f(2) * 100.0), ErgUnit::Percent));
        at = end;
    }
    json!({"erg": erg, "mrc": mrc})
}
