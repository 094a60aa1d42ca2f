//! Intervals, calibration, trends.

use super::case::{Case, Got};
use lanterne::science::{
    reflection::{self, Bin, Rules},
    trend,
};
use serde_json::{Value, json};

const NAMES: &[&str] = &["wilson90", "calibrate_bands", "theil_sen"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "wilson90" => {
            let (lo, hi) = reflection::wilson90(i.f("k") as u32, i.f("n") as u32);
            json!({"lo": lo, "hi": hi})
        }
        "calibrate_bands" => {
            let c = reflection::calibrate(&bins(i), &rules(i));
            json!({
                "posterior": c.posterior, "monotone_decreasing": c.monotone, "raw_green_cut": c.raw_green,
                "raw_red_cut": c.raw_red, "weight": c.weight, "shrunk_green": c.shrunk_green,
                "proposed_green": c.proposed_green,
            })
        }
        "theil_sen" => {
            let points: Vec<(f64, f64)> = i.list("days").into_iter().zip(i.list("ef")).collect();
            let slope = trend::theil_sen(&points);
            json!({"slope_per_day": slope, "slope_28d": slope.map(|s| 28.0 * s)})
        }
        _ => return None,
    })
}

fn bins(i: &Case) -> Vec<Bin> {
    let of = |row: &Value| {
        let n = |at: usize| row[at].as_f64();
        Some(Bin { low: n(0)?, high: n(1)?, bad: n(2)? as u32, n: n(3)? as u32 })
    };
    i.rows("bins_lo_hi_bad_n").iter().filter_map(of).collect()
}

fn rules(i: &Case) -> Rules {
    let (usual, prior) = (Rules::default(), i.list("prior"));
    Rules {
        prior: (prior.first().copied().unwrap_or(usual.prior.0), prior.get(1).copied().unwrap_or(usual.prior.1)),
        green_most: i.given("green_max_p").unwrap_or(usual.green_most),
        red_least: i.given("red_min_p").unwrap_or(usual.red_least),
        default_green: i.given("default_green").unwrap_or(usual.default_green),
        shrink: i.given("shrink_n0").unwrap_or(usual.shrink),
        max_step: i.given("max_step").unwrap_or(usual.max_step),
    }
}
