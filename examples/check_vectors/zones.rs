//! Zones and the distribution over them.

use super::case::{Case, Got};
use lanterne::{
    domain::Sport,
    science::{distribution, zones},
};
use serde_json::{Value, json};

const NAMES: &[&str] = &["power_zones", "hr_zones_bike", "hr_zones_run", "pace_zones_run", "tid", "time_in_zones"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "power_zones" => json!({"upper_w": zones::power_bounds(i.f("ftp"))}),
        "hr_zones_bike" => json!({"upper_bpm": zones::hr_bounds(i.f("lthr"), Sport::Bike)}),
        "hr_zones_run" => json!({"upper_bpm": zones::hr_bounds(i.f("lthr"), Sport::Run)}),
        "pace_zones_run" => {
            let b = zones::pace_bounds(i.f("threshold_s_per_km"));
            json!({
                "z1_slower_than": b[0], "z2": [b[1], b[0]], "z3": [b[2], b[1]], "z4": [b[3], b[2]],
                "z5a": [b[4], b[3]], "z5b": [b[5], b[4]], "z5c_faster_than": b[5],
            })
        }
        "tid" => {
            let (index, class) = distribution::classify(i.list("z").try_into().ok()?);
            json!({"pi": index, "class": class})
        }
        "time_in_zones" => {
            let h = i.histogram("blocks");
            let seconds = distribution::seconds_in_zones(&h, &i.list("upper_w").try_into().ok()?);
            let shares = distribution::shares(distribution::band_minutes(&seconds))?;
            json!({"seconds": seconds, "low_frac": shares[0], "mid_frac": shares[1], "high_frac": shares[2]})
        }
        _ => return None,
    })
}
