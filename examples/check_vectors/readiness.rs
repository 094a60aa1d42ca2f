//! Readiness and its signals.

use super::case::{Case, Got};
use lanterne::{
    domain::Slot,
    science::{hrv, readiness, sleep},
};
use serde_json::{Map, Value, json};

const NAMES: &[&str] = &["readiness_score", "hrv_z", "sleep_debt", "ri", "hrv_state_machine"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "readiness_score" => {
            let scores: Vec<(Slot, f64)> = Slot::ALL
                .into_iter()
                .filter_map(|s| Some((s, readiness::sub_score(s, i.input.get(s.name())?.as_f64()?))))
                .collect();
            let (score, coverage) = readiness::combine(&scores);
            let band = match score.filter(|_| coverage >= readiness::LEAST_COVERAGE) {
                // The vectors name the severe reds red.
                Some(s) => readiness::band(s, readiness::GREEN, readiness::AMBER)
                    .name()
                    .trim_start_matches("severe_")
                    .to_owned(),
                None => "unknown".to_owned(),
            };
            let sub: Map<String, Value> = scores.iter().map(|(s, v)| (s.name().to_owned(), json!(v))).collect();
            json!({"sub": sub, "score": score, "coverage": coverage, "band": band})
        }
        "hrv_z" => {
            let s = hrv::stats(&i.wave("baseline_ln_rmssd")?, &i.gaps("last7_ln"));
            let mut got = json!({
                "mu": s.mean, "sd": s.sd, "m7": s.week, "n7": s.nights, "z7": s.z7, "z1": s.z1,
                "pct_vs_baseline": s.pct, "trigger_minus10": s.pct.is_some_and(|p| p <= -10.0),
            });
            if i.s("baseline_ln_rmssd").contains("sin") {
                got["cv7_pct"] = json!(s.cv);
                got["swc_low_0.5sd"] = json!(s.worthwhile().map(|w| w.0));
            }
            got
        }
        "sleep_debt" => {
            let mut nights = i.gaps("hours_oldest_first");
            nights.reverse();
            let debt = sleep::debt(&nights, i.f("need"), i.given("decay").unwrap_or(sleep::DECAY))?;
            json!({"debt_h_per_night": debt, "sub": readiness::sub_score(Slot::Debt, debt)})
        }
        "ri" => json!({"ri": hrv::recovery_index(i.f("hrv"), i.f("hrv_base"), i.f("rhr"), i.f("rhr_base"))}),
        "hrv_state_machine" => {
            let flags = |key: &str| i.rows(key).iter().map(|v| v.as_bool().unwrap_or(false)).collect::<Vec<_>>();
            let (within, completed) = (flags("within_swc"), flags("completed"));
            let mut cycle = hrv::guided::Cycle::default();
            let steps = within.iter().enumerate().map(|(n, inside)| {
                let done = n == 0 || completed.get(n - 1).copied().unwrap_or(true);
                cycle = cycle.next(*inside, done);
                json!([cycle.step.number(), cycle.step.name()])
            });
            json!({"steps": steps.collect::<Vec<_>>()})
        }
        _ => return None,
    })
}
