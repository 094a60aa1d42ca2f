//! Intervals, calibration, trends.

use super::case::{Case, Got};
use lanterne::{
    domain::mission::movable::GREEN,
    science::{
        reflection::{self, Bin, Cut, Side},
        trend,
    },
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
            let (bins, green) = (bins(i), cut(i, Side::Good));
            let (c, red) = (reflection::find(&bins, &green), reflection::find(&bins, &cut(i, Side::Bad)));
            json!({
                "posterior": c.posterior, "monotone_decreasing": c.monotone, "raw_green_cut": c.raw,
                "raw_red_cut": red.raw, "weight": c.weight, "shrunk_green": c.shrunk, "proposed_green": c.to,
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

fn cut(i: &Case, side: Side) -> Cut {
    let book = i.given("default_green").unwrap_or(70.0);
    let step = i.given("max_step").unwrap_or(2.0);
    let usual = Cut::new(side, (book, book), GREEN, step);
    let prior = i.list("prior");
    let key = if side == Side::Good { "green_max_p" } else { "red_min_p" };
    Cut {
        share: i.given(key).unwrap_or(usual.share),
        prior: (prior.first().copied().unwrap_or(usual.prior.0), prior.get(1).copied().unwrap_or(usual.prior.1)),
        shrink: i.given("shrink_n0").unwrap_or(usual.shrink),
        ..usual
    }
}
