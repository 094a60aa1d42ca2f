//! The gates that were set before any season was simulated, each with what was seen.

use super::{
    arms::{ARMS, athlete},
    figures::{Field, Mean},
    outcome::Outcome,
};
use serde::Serialize;

/// A gate and how it came out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Gate {
    pub(crate) id: &'static str,
    pub(crate) asks: &'static str,
    pub(crate) observed: String,
    pub(crate) passed: bool,
}

/// What HRV, resting heart rate and feel are worth, against the same coach with noise in their places, in percentage
/// points.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Information {
    /// Change of overload days with the true signals less that with noise: below 0 is less strain.
    pub(crate) overload: f64,
    /// The same of hard sessions on bad days.
    pub(crate) hard_on_bad: f64,
    /// Gain over matched load with the true signals less that with noise.
    pub(crate) gain: f64,
}

fn overload(o: &Outcome) -> f64 {
    o.overload_days
}

fn bad(o: &Outcome) -> f64 {
    o.hard_on_bad_days
}

pub(crate) fn information(f: &Field<'_>) -> Information {
    let less = |figure: fn(&Outcome) -> f64| {
        f.ratio("true", "coach", "static", figure) - f.ratio("noise", "coach", "static", figure)
    };
    let over_matched = |world: &str| f.gained(world, "coach", "matched load").mean;
    Information {
        overload: less(overload),
        hard_on_bad: less(bad),
        gain: over_matched("true") - over_matched("noise"),
    }
}

fn pp(m: &Mean) -> String {
    format!("{:+.2} ± {:.2} pp", m.mean, m.ci95)
}

/// Every gate that figures alone can tell.
pub(crate) fn gates(f: &Field<'_>, seed: u64) -> Vec<Gate> {
    let mut out = Vec::new();
    let mut gate = |id, asks, observed, passed| out.push(Gate { id, asks, observed, passed });
    let blocks: f64 = ARMS.iter().map(|(w, a)| f.arm(w, a).most_blocks).fold(0.0, f64::max);
    gate(
        "G1",
        "no block of the guard-rails in any plan",
        format!("{blocks:.0} at most in a season"),
        blocks == 0.0,
    );
    let change = f.ratio("true", "coach", "static", overload);
    gate("G2", "overload days at least 20 % fewer than static", format!("{change:+.1} %"), change <= -20.0);
    let (still, same) = (f.gained("true", "coach", "static"), f.gained("true", "coach", "matched load"));
    gate("G3a", "gain over static: lower bound above -1.5 pp", pp(&still), still.low() > -1.5);
    gate("G3b", "gain over matched load: lower bound above 0", pp(&same), same.low() > 0.0);
    let lot = f.gained("true", "coach", "random changes");
    gate("G4", "gain over random changes: lower bound above 0", pp(&lot), lot.low() > 0.0);
    let change = f.ratio("true", "coach", "static", bad);
    gate("G5", "hard sessions on bad days at least 30 % fewer", format!("{change:+.1} %"), change <= -30.0);
    let asked = f.mean("true", "coach", |o| o.modifications);
    let bold = f.mean("true", "coach, aggressive", |o| o.modifications);
    gate("G6a", "at most 15 changes in 12 weeks", format!("{asked:.1}"), asked <= 15.0);
    gate("G6b", "at most 20 with the aggressive plan", format!("{bold:.1}"), bold <= 20.0);
    for (id, world) in [("G7a", "weak signals"), ("G7b", "noise"), ("G7c", "slow recovery")] {
        let gain = f.gained(world, "coach", "static");
        let safe = f.arm(world, "coach").most_blocks == 0.0;
        let asks = "mis-specified world: gain over static above -1.5 pp, no block";
        let seen = format!("{world}: {}{}", pp(&gain), if safe { "" } else { ", blocks" });
        gate(id, asks, seen, gain.low() > -1.5 && safe);
    }
    let placebo = f.ratio("noise", "coach", "static", overload);
    gate(
        "G7d",
        "placebo: overload days within 5 % of static with noise",
        format!("{placebo:+.1} %"),
        placebo.abs() <= 5.0,
    );
    let again = || serde_json::to_string(&athlete(seed, 0).0).unwrap_or_default();
    let same = again() == again();
    gate("G8", "the same seed gives the same bytes", if same { "the same" } else { "different" }.to_owned(), same);
    out
}
