//! What a format can't say, by kind, with the steps it concerns.

use super::Format;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of thing that gets lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// An even change from one effort to another.
    Ramp,
    /// A range of a target.
    Range,
    /// A target in % of FTP.
    Power,
    /// A target in % of LTHR.
    HeartRate,
    /// A target in % of threshold speed.
    Pace,
    /// A rating of perceived exertion.
    Rpe,
    /// A step by feel.
    Free,
    /// What a step is for: warm-up, work, recovery, rest, cool-down.
    Kind,
    /// A length in metres.
    Distance,
    /// That a step ends with the lap button.
    Lap,
    /// How long a step until the lap button is expected to take.
    Expected,
    /// A cadence.
    Cadence,
    /// Words of a step.
    Text,
    /// Repeats, or repeats inside repeats.
    Repeat,
    /// Name or description of the workout.
    Name,
    /// More steps than many devices take.
    Steps,
}

/// What one written file does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Losses {
    format: Format,
    of: BTreeMap<Loss, BTreeSet<usize>>,
}

impl Losses {
    pub(super) fn new(format: Format) -> Self {
        Self { format, of: BTreeMap::new() }
    }

    /// Adds a loss at a step, counted from 1 with repeats written out; 0 for the workout as a whole.
    pub(super) fn add(&mut self, what: Loss, step: usize) {
        self.of.entry(what).or_default().insert(step);
    }

    /// Whether nothing is lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Whether a kind is lost somewhere.
    #[must_use]
    pub fn has(&self, what: Loss) -> bool {
        self.of.contains_key(&what)
    }

    /// The kinds that are lost.
    pub fn kinds(&self) -> impl Iterator<Item = Loss> + '_ {
        self.of.keys().copied()
    }

    /// One sentence for each kind, with the steps it concerns.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |(what, steps): (&Loss, &BTreeSet<usize>)| {
            let says = sentence(*what, self.format);
            let named: Vec<String> = steps.iter().filter(|n| **n > 0).map(usize::to_string).collect();
            match named.as_slice() {
                [] => says.to_owned(),
                [one] => format!("{says} (step {one})"),
                some if some.len() <= 6 => format!("{says} (steps {})", some.join(", ")),
                many => format!("{says} (steps {}, … {})", many[..4].join(", "), many[many.len() - 1]),
            }
        };
        self.of.iter().map(line).collect()
    }
}

/// What becomes of it.
fn sentence(what: Loss, format: Format) -> &'static str {
    use Format::{Erg, Fit, Mrc, Tcx, Zwo};
    match (what, format) {
        (Loss::Ramp, Fit | Tcx) => "a ramp becomes a range, or steps of one minute where it is work",
        (Loss::Ramp, _) => "a ramp has another form",
        (Loss::Range, _) => "a range becomes its middle",
        (Loss::Power, Tcx) => "TCX has no power targets; the watts are in the step's name",
        (Loss::Power, _) => "a power target is given in words",
        (Loss::HeartRate, Erg | Mrc) => "a heart-rate target becomes the power that usually goes with it",
        (Loss::HeartRate, Zwo) => "a heart-rate target becomes a free ride with the target as a message",
        (Loss::HeartRate, _) => "a heart-rate target needs a threshold heart rate; it is given in words",
        (Loss::Pace, Zwo) => "Zwift takes the pace as a share of the pace that you set there",
        (Loss::Pace, Erg | Mrc) => "a pace target becomes the same share of FTP",
        (Loss::Pace, _) => "a pace target needs a threshold pace; it is given in words",
        (Loss::Rpe, Erg | Mrc) => "an effort from 0 to 10 becomes the power that usually goes with it",
        (Loss::Rpe, Zwo) => "an effort from 0 to 10 becomes a free ride with the effort as a message",
        (Loss::Rpe, _) => "an effort from 0 to 10 is given in words",
        (Loss::Free, _) => "a step by feel becomes 50 % of FTP",
        (Loss::Kind, Tcx) => "TCX knows active and resting steps only",
        (Loss::Kind, _) => "the format does not say which steps are work and which are easy",
        (Loss::Distance, _) => "metres become the time they take at the target pace",
        (Loss::Lap, _) => "a step until the lap button ends after the time that it is expected to take",
        (Loss::Expected, _) => "how long a step until the lap button is expected to take is left out",
        (Loss::Cadence, _) => "the cadence is left out",
        (Loss::Text, _) => "words of a step are shortened or changed",
        (Loss::Repeat, Fit | Tcx | Format::Icu) => "repeats inside repeats are written out",
        (Loss::Repeat, _) => "repeats are written out",
        (Loss::Name, _) => "name and description are shortened, changed or left out",
        (Loss::Steps, _) => "more than 50 steps: some watches take no more",
    }
}
