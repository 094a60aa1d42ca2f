//! What was lifted, set by set. Reality, not intent.

use super::{day::Day, text::CleanText};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Which part of the body a set loads most. Weekly hard sets are counted by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MuscleGroup {
    /// Front of the thigh: squats, lunges, leg press.
    Quads,
    /// Back of the thigh and hips: deadlifts, hip thrusts, leg curls.
    Posterior,
    /// Calf raises.
    Calves,
    /// Bench press, dips, push-ups.
    Chest,
    /// Rows, pull-ups.
    Back,
    /// Overhead press, raises.
    Shoulders,
    /// Curls, extensions.
    Arms,
    /// Planks, carries, rotations.
    Core,
    /// Anything else.
    Other,
}

impl MuscleGroup {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 9] = [
        Self::Quads,
        Self::Posterior,
        Self::Calves,
        Self::Chest,
        Self::Back,
        Self::Shoulders,
        Self::Arms,
        Self::Core,
        Self::Other,
    ];

    /// Name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quads => "quads",
            Self::Posterior => "posterior",
            Self::Calves => "calves",
            Self::Chest => "chest",
            Self::Back => "back",
            Self::Shoulders => "shoulders",
            Self::Arms => "arms",
            Self::Core => "core",
            Self::Other => "other",
        }
    }

    /// Whether the legs carry it.
    #[must_use]
    pub fn is_lower_body(self) -> bool {
        matches!(self, Self::Quads | Self::Posterior | Self::Calves)
    }

    /// The group that an exercise by this name loads most, as far as its words tell: `back squat` → quads.
    #[must_use]
    pub fn of_exercise(name: &str) -> Self {
        // The first row that matches wins, so the more telling words come first.
        const WORDS: [(MuscleGroup, &[&str]); 8] = [
            (MuscleGroup::Calves, &["calf", "calves"]),
            (
                MuscleGroup::Posterior,
                &[
                    "deadlift",
                    "rdl",
                    "hip thrust",
                    "bridge",
                    "leg curl",
                    "hamstring",
                    "swing",
                    "good morning",
                    "clean",
                    "snatch",
                ],
            ),
            (MuscleGroup::Quads, &["squat", "lunge", "leg press", "step up", "step-up", "leg extension", "split"]),
            (MuscleGroup::Back, &["row", "pull-up", "pull up", "pullup", "chin", "lat ", "pulldown"]),
            (MuscleGroup::Shoulders, &["overhead", "shoulder", "military", "lateral raise", "push press"]),
            (MuscleGroup::Chest, &["bench", "chest", "dip", "push-up", "push up", "pushup", "fly"]),
            (MuscleGroup::Arms, &["curl", "triceps", "biceps", "extension"]),
            (
                MuscleGroup::Core,
                &["plank", "core", "carry", "ab ", "crunch", "sit-up", "pallof", "hollow", "rotation"],
            ),
        ];
        let name = name.to_lowercase();
        let hit = WORDS.iter().find(|(_, words)| words.iter().any(|w| name.contains(w)));
        hit.map_or(Self::Other, |(group, _)| *group)
    }
}

impl FromStr for MuscleGroup {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|g| g.name() == s.trim().to_lowercase()).ok_or(())
    }
}

/// One set of one exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrengthSet {
    /// The day it was lifted.
    pub day: Day,
    /// What was lifted: `back squat`.
    pub exercise: CleanText,
    /// What it loads most.
    pub group: MuscleGroup,
    /// Repetitions done, at least one.
    pub reps: u16,
    /// Load on the bar, kg; 0 for the body alone.
    pub kg: f64,
    /// Repetitions that were left (RIR).
    pub in_reserve: Option<u8>,
    /// The athlete's rating of the set, 0–10.
    pub rpe: Option<f64>,
    /// Rest after it, s.
    pub rest_s: Option<u32>,
}

impl StrengthSet {
    /// Whether the figures can be those of a set: a repetition at least, a finite load of 0–1000 kg, a rating of 0–10.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        (1..=500).contains(&self.reps)
            && (0.0..=1000.0).contains(&self.kg)
            && self.rpe.is_none_or(|r| (0.0..=10.0).contains(&r))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Back squat", MuscleGroup::Quads)]
    #[case("Romanian deadlift", MuscleGroup::Posterior)]
    #[case("Leg curl", MuscleGroup::Posterior)]
    #[case("Biceps curl", MuscleGroup::Arms)]
    #[case("Seated calf raise", MuscleGroup::Calves)]
    #[case("Bent-over row", MuscleGroup::Back)]
    #[case("Something new", MuscleGroup::Other)]
    fn exercises_by_their_words(#[case] name: &str, #[case] group: MuscleGroup) {
        assert_eq!(MuscleGroup::of_exercise(name), group);
    }

    #[test]
    fn names_read_back() {
        for g in MuscleGroup::ALL {
            assert_eq!(g.name().parse(), Ok(g));
        }
        assert_eq!("nose".parse::<MuscleGroup>(), Err(()));
    }
}
