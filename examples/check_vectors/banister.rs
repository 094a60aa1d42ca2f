//! The impulse-response model.

use super::case::{Case, Got};
use lanterne::science::banister::{self, Params, fit};
use serde_json::{Value, json};

const NAMES: &[&str] = &["banister", "tn_tg", "fit_linear_fixed_tau"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    let (t1, t2) = (i.f("t1"), i.f("t2"));
    Some(match name {
        "banister" => {
            let p = Params { p0: i.f("p0"), k1: i.f("k1"), k2: i.f("k2"), tau1: t1, tau2: t2 };
            let loads = i.repeated("loads");
            let evening = *banister::states(&loads, t1, t2).last()?;
            // Without the day's own load the read-out is the state just before it.
            let with_today = i.input["include_same_day"].as_bool().unwrap_or(true);
            let state = if with_today {
                evening
            } else {
                let before = loads.split_last().map_or(&[][..], |l| l.1);
                banister::states(before, t1, t2).last().copied().unwrap_or_default().decayed(t1, t2)
            };
            json!({"g": state.g, "h": state.h, "perf": p.evening(state), "perf_next_morning": p.next_morning(evening)})
        }
        "tn_tg" => {
            let (tn, tg) = banister::raw_influence_times(i.f("k1"), i.f("k2"), t1, t2)?;
            json!({"tn": tn, "tg": tg})
        }
        "fit_linear_fixed_tau" => {
            let tests: Vec<(usize, f64)> =
                i.pairs("tests_day_value").into_iter().map(|(d, v)| (d as usize, v)).collect();
            let l = fit::linear(&i.repeated("loads"), &tests, t1, t2)?;
            json!({"p0": l.params.p0, "k1": l.params.k1, "k2": l.params.k2, "sse": l.sse})
        }
        _ => return None,
    })
}
