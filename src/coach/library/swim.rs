//! Swim templates, in % of critical swim speed.

use super::{
    Part::{self, Pause, Swim, Times},
    Role::{Easy, Long, Quality, Test},
    Row,
    When::{Any, Base, Build, Deload, Peak},
};
use crate::domain::{SessionKind as K, session::StepKind as S};

const fn warm(m: u32) -> Part {
    Swim(S::Warmup, m, 80.0)
}
const DOWN: Part = Swim(S::Cooldown, 200, 75.0);

pub(super) const ROWS: &[Row] = &[
    (
        "S-TECH",
        "technique swim",
        K::Technique,
        Easy,
        false,
        &[Any],
        &[
            warm(300),
            Pause(20),
            Times(8, &[Swim(S::Work, 50, 85.0), Pause(20)]),
            Times(6, &[Swim(S::Work, 100, 85.0), Pause(20)]),
            Times(4, &[Swim(S::Work, 50, 80.0), Pause(20)]),
            DOWN,
        ],
        "Drills and short repeats: catch-up, fingertip drag, six-kick switch. Count strokes and keep them long.",
    ),
    (
        "S-END",
        "endurance swim",
        K::Endurance,
        Easy,
        false,
        &[Any],
        &[warm(300), Pause(20), Times(3, &[Swim(S::Work, 600, 88.0), Pause(30)]), DOWN],
        "Three long repeats at an easy, even pace. Breathe to both sides.",
    ),
    (
        "S-CSS",
        "threshold swim",
        K::Threshold,
        Quality,
        true,
        &[Base, Build, Peak],
        &[warm(400), Pause(30), Times(10, &[Swim(S::Work, 100, 100.0), Pause(15)]), DOWN],
        "Ten hundreds at critical speed with short rests. Same time for each; if you slow by three seconds, stop.",
    ),
    (
        "S-CSSL",
        "long threshold swim",
        K::Threshold,
        Quality,
        true,
        &[Build, Peak],
        &[warm(400), Pause(30), Times(5, &[Swim(S::Work, 300, 97.0), Pause(30)]), DOWN],
        "Five three-hundreds just under critical speed: the rhythm of open water.",
    ),
    (
        "S-VO2",
        "speed swim",
        K::Vo2,
        Quality,
        true,
        &[Build, Peak],
        &[
            warm(400),
            Pause(30),
            Times(12, &[Swim(S::Work, 50, 108.0), Pause(30)]),
            Times(4, &[Swim(S::Work, 100, 103.0), Pause(40)]),
            DOWN,
        ],
        "Fast fifties and hundreds with full rests. Speed with form.",
    ),
    (
        "S-LONG",
        "long swim",
        K::Long,
        Long,
        false,
        &[Any],
        &[warm(300), Pause(20), Times(4, &[Swim(S::Work, 500, 90.0), Pause(25)]), DOWN],
        "Long repeats with little rest, steady from first to last. Practise sighting every tenth stroke.",
    ),
    (
        "S-TEST",
        "400 + 200 test",
        K::Test,
        Test,
        true,
        &[Base, Deload],
        &[
            warm(600),
            Pause(60),
            Swim(S::Work, 400, 104.0),
            Pause(600),
            Swim(S::Work, 200, 108.0),
            Pause(300),
            Swim(S::Cooldown, 300, 75.0),
        ],
        "A full 400 and, ten minutes later, a full 200. The two times give critical swim speed.",
    ),
];
