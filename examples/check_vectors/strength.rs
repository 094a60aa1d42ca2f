//! Strength.

use super::case::{Case, Got};
use lanterne::science::rpe;
use serde_json::{Value, json};

const NAMES: &[&str] = &["e1rm"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(i).into())
}

fn evaluate(i: &Case) -> Value {
    let (kg, reps, in_reserve) = (i.f("kg"), i.f("reps") as u32, i.given("rir").unwrap_or(0.0) as u32);
    json!({
        "epley": rpe::epley(kg, reps + in_reserve),
        "brzycki": rpe::brzycki(kg, reps + in_reserve),
        "lanterne": rpe::one_rep_max(kg, reps, in_reserve),
    })
}
