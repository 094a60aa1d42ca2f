//! Fitness, fatigue, form; monotony and strain.

use super::case::{Case, Got, rounded};
use lanterne::{
    domain::settings::{Convention, FormSettings},
    science::{form, monotony, workload},
};
use serde_json::{Map, Value, json};

const NAMES: &[&str] =
    &["pmc", "ewma_lambda", "steady_ramp_tsb", "weekly_load_for_ramp", "monotony_strain", "acwr"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "pmc" => pmc(i),
        "ewma_lambda" => {
            let of = |gain: Gain| i.list("n").into_iter().map(gain).collect::<Vec<_>>();
            GAINS.into_iter().map(|(n, gain)| (n.to_owned(), json!(of(gain)))).collect::<Map<_, _>>().into()
        }
        "steady_ramp_tsb" => {
            let limits: Vec<f64> = i
                .list("ramp_per_week")
                .into_iter()
                .map(|r| form::steady_ramp_tsb(r, &FormSettings::default()))
                .collect();
            let rounded: Vec<f64> = limits.iter().map(|l| rounded(*l, 4)).collect();
            json!({"tsb_limit": rounded})
        }
        "weekly_load_for_ramp" => {
            let both = i.list("ctl").into_iter().zip(i.list("ramp"));
            json!({"weekly_load": both.map(|(c, r)| form::weekly_load_for_ramp(c, r, &FormSettings::default())).collect::<Vec<_>>()})
        }
        "monotony_strain" => {
            let week = i.list("week");
            json!({
                "monotony_sample_sd": monotony::monotony(&week),
                "monotony_pop_sd": monotony::monotony_of_population(&week),
                "strain": monotony::strain(&week),
                "cap": monotony::CAP,
            })
        }
        "acwr" => {
            let loads = ["loads", "loads28", "l28"].map(|k| i.repeated(k)).into_iter().find(|l| !l.is_empty())?;
            let w = workload::ratios(&loads);
            json!({"coupled": w.coupled, "uncoupled": w.uncoupled, "ewma": w.smoothed})
        }
        _ => return None,
    })
}

/// Gain of a time constant.
type Gain = fn(f64) -> f64;

/// Gain under each convention of the file; `span` is none of a training log.
const GAINS: [(&str, Gain); 3] = [
    ("tp", |n| form::lambda(Convention::Tp, n)),
    ("exp", |n| form::lambda(Convention::Exp, n)),
    ("span", form::span_gain),
];

fn pmc(i: &Case) -> Value {
    let seed = (i.given("ctl0").unwrap_or(0.0), i.given("atl0").unwrap_or(0.0));
    let (nc, na) = (i.given("nc").unwrap_or(42.0), i.given("na").unwrap_or(7.0));
    let loads = i.repeated("loads");
    let of = |gain: Gain| {
        let gains = form::Gains::new(gain(nc), gain(na));
        let mut before = seed;
        let last = loads.iter().fold(seed, |state, load| {
            before = state;
            gains.step(state, *load)
        });
        json!({
            "ctl": last.0, "atl": last.1, "tsb_prev": before.0 - before.1, "tsb_same_day": last.0 - last.1,
        })
    };
    GAINS.into_iter().map(|(name, gain)| (name.to_owned(), of(gain))).collect::<Map<_, _>>().into()
}
