//! Strength templates: sets by exercise, reps and how many could have been added.

use super::{
    Part::{self, Lift, Pause, Times},
    Role::Strength,
    Row,
    When::{Any, Base, Build, Deload, Peak},
};
use crate::domain::{SessionKind as K, session::StepKind as S};

const fn warm(s: u32) -> Part {
    Lift(S::Warmup, s, 2.0, "easy cardio, then one light set of the first lift")
}
const fn lift(s: u32, rpe: f64, what: &'static str) -> Part {
    Lift(S::Work, s, rpe, what)
}

pub(super) const ROWS: &[Row] = &[
    (
        "W-AA",
        "strength: adaptation",
        K::Strength,
        Strength,
        false,
        &[Base],
        &[
            warm(480),
            Times(2, &[lift(60, 6.0, "goblet squat, 12–15 reps, 4 in reserve"), Pause(120)]),
            Times(2, &[lift(60, 6.0, "Romanian deadlift, 12–15 reps, 4 in reserve"), Pause(120)]),
            Times(2, &[lift(60, 6.0, "step-up, 12–15 reps a side, 4 in reserve"), Pause(120)]),
            Times(2, &[lift(60, 6.0, "row, 12–15 reps, 4 in reserve"), Pause(120)]),
            Times(2, &[lift(60, 6.0, "press-up, 12–15 reps, 4 in reserve"), Pause(120)]),
            Times(2, &[lift(60, 6.0, "calf raise, 12–15 reps, 4 in reserve"), Pause(120)]),
            Times(2, &[lift(60, 6.0, "plank, 45–60 s"), Pause(120)]),
        ],
        "Light weights, many clean repetitions: tendons and technique first. Never to failure.",
    ),
    (
        "W-HYP",
        "strength: building",
        K::Strength,
        Strength,
        false,
        &[Base, Build],
        &[
            warm(420),
            Times(3, &[lift(42, 7.0, "squat, 8–10 reps, 3 in reserve"), Pause(150)]),
            Times(3, &[lift(42, 7.0, "Romanian deadlift, 8–10 reps, 3 in reserve"), Pause(150)]),
            Times(3, &[lift(42, 7.0, "split squat, 8–10 reps a side, 3 in reserve"), Pause(150)]),
            Times(3, &[lift(42, 7.0, "row, 8–10 reps, 3 in reserve"), Pause(150)]),
            Times(3, &[lift(42, 7.0, "overhead press, 8–10 reps, 3 in reserve"), Pause(150)]),
        ],
        "Moderate weights in sets of eight to ten. The last repetitions slow down but stay clean.",
    ),
    (
        "W-MAX",
        "strength: maximal",
        K::Strength,
        Strength,
        false,
        &[Base, Build],
        &[
            warm(720),
            Times(4, &[lift(30, 8.0, "squat, 3–6 reps, 2 in reserve"), Pause(150)]),
            Times(4, &[lift(30, 8.0, "deadlift, 3–6 reps, 2 in reserve"), Pause(150)]),
            Times(4, &[lift(30, 8.0, "split squat, 3–6 reps a side, 2 in reserve"), Pause(150)]),
            Times(4, &[lift(30, 8.0, "row, 3–6 reps, 2 in reserve"), Pause(150)]),
        ],
        "Heavy weights, few repetitions, long rests. Lift fast, lower slowly, stop while form is good.",
    ),
    (
        "W-MNT",
        "strength: upkeep",
        K::Strength,
        Strength,
        false,
        &[Build, Peak],
        &[
            warm(360),
            Times(2, &[lift(30, 7.0, "squat, 3–6 reps, 2 in reserve"), Pause(150)]),
            Times(2, &[lift(30, 7.0, "deadlift, 3–6 reps, 2 in reserve"), Pause(150)]),
            Times(2, &[lift(30, 7.0, "calf raise, 3–6 reps, 2 in reserve"), Pause(150)]),
            Times(2, &[lift(30, 7.0, "row, 3–6 reps, 2 in reserve"), Pause(150)]),
        ],
        "Two sets each of the main lifts: enough to keep what was built, too little to tire.",
    ),
    (
        "W-CORE",
        "core and prehab",
        K::Strength,
        Strength,
        false,
        &[Any, Deload],
        &[
            warm(180),
            Times(2, &[lift(50, 5.0, "plank, 10–15 slow breaths"), Pause(60)]),
            Times(2, &[lift(50, 5.0, "side plank, 10–15 breaths a side"), Pause(60)]),
            Times(2, &[lift(50, 5.0, "dead bug, 10–15 reps"), Pause(60)]),
            Times(2, &[lift(50, 5.0, "glute bridge, 10–15 reps"), Pause(60)]),
            Times(2, &[lift(50, 5.0, "bird dog, 10–15 reps a side"), Pause(60)]),
            Times(2, &[lift(50, 5.0, "band walk, 10–15 steps a side"), Pause(60)]),
        ],
        "Trunk and hips on a mat. Slow and exact; helps the back on long days.",
    ),
];

/// Points of load per hour: half of what the session's mean RPE gives in the RPE table (strength counts
/// half, since it adds little to the endurance fatigue that the form model tracks).
pub(super) fn load_per_hour(id: &str) -> f64 {
    0.5 * match id {
        "W-MAX" => 60.0,
        "W-HYP" => 50.0,
        _ => 40.0,
    }
}
