//! Thresholds, and what is told from them.

use super::case::{Case, Got};
use lanterne::science::{durability, heart, power, run, stream, swim};
use serde_json::{Value, json};

const NAMES: &[&str] = &[
    "eftp_one",
    "ftp_20min",
    "cp_work_time",
    "cp_inverse_time",
    "css",
    "critical_speed",
    "vdot",
    "riegel",
    "decoupling",
    "efficiency_factor_bike",
    "efficiency_factor_run",
    "vo2max_5min_bike",
    "vo2max_hr_ratio",
    "hrmax_tanaka",
];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "eftp_one" => {
            let typical = power::typical_power(i.f("t"));
            json!({"typical_w": typical, "factor": 261.0 / typical, "eftp": power::eftp(i.f("t"), i.f("watts"))})
        }
        "ftp_20min" => json!({"ftp": power::ftp_of_20_min(i.f("watts"))}),
        "cp_work_time" => {
            let (cp, w) = power::critical_power(&i.pairs("points"))?;
            json!({"cp": cp, "wprime": w})
        }
        "cp_inverse_time" => {
            let fit = power::critical_power_inverse(&i.pairs("points"))?;
            json!({"cp": fit.cp, "wprime": fit.w_prime})
        }
        "efficiency_factor_bike" => {
            let watts = i.given("np").or(i.given("np_w"))?;
            json!({"ef_w_per_bpm": durability::efficiency_of_power(watts, i.f("avg_hr"))})
        }
        "efficiency_factor_run" => {
            json!({"ef_m_per_min_per_bpm": durability::efficiency_of_speed(i.f("ngs_m_s"), i.f("avg_hr"))})
        }
        "css" => {
            let css = swim::critical_speed((i.f("d1"), i.f("t1")), (i.f("d2"), i.f("t2")))?;
            json!({"css_m_s": css, "s_per_100": 100.0 / css})
        }
        "critical_speed" => {
            let (cs, d) = run::critical_speed(&i.pairs("points_t_d"))?;
            json!({"cs_m_s": cs, "d_prime_m": d, "s_per_km": 1000.0 / cs})
        }
        "vdot" => {
            let v = run::vdot(i.f("minutes") * 60.0, i.f("meters"))?;
            json!({
                "vdot": v,
                "t_pace_s_per_km": 1000.0 / run::threshold_speed(v),
                "e_pace_s_per_km_at_70pct": 1000.0 / run::speed_at_vdot(v, 0.7),
            })
        }
        "riegel" => {
            json!({"t2_s": run::riegel(i.f("t1_s"), i.f("d1"), i.f("d2"), i.given("k").unwrap_or(run::RIEGEL))})
        }
        "decoupling" => json!({"pct": stream::decoupling(&i.singles("out_blocks"), &i.singles("hr_blocks"))}),
        "vo2max_5min_bike" => json!({"vo2max": power::vo2max_of_5_min(i.f("watts_5min"), i.f("kg"))}),
        "vo2max_hr_ratio" => json!({"vo2max": heart::vo2max_of_rates(i.f("hrmax"), i.f("hrrest"))}),
        "hrmax_tanaka" => json!({"hrmax": heart::max_by_age(i.f("age"))}),
        _ => return None,
    })
}
