//! Switches and limits of the flags and of the ladder: their defaults, the mission's own, and those of a back-test.
//!
//! Owns: every number that a day's verdict hangs on, by name and range. Does not own: what is done with them. The
//! stop rules (illness, pain, the graded return) have no number here, so nothing can move them.

use crate::domain::{
    Cap, Mission,
    mission::{Adaptation, AdaptationSignal, HrvRule, SleepRule},
};

/// Switches and limits. [`Rules::default`] is the book; [`Rules::of`] the book with a mission's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// How to read an HRV drop.
    pub hrv: HrvRule,
    /// How to read short nights.
    pub sleep: SleepRule,
    /// Resting heart rate over which a day is recovery, bpm.
    pub max_resting_hr: Option<f64>,
    /// Morning TSB worth a warning.
    pub min_tsb: Option<f64>,
    /// Cap under that TSB; only a warning when absent.
    pub min_tsb_cap: Option<Cap>,
    /// Score under which a day is not green, by the mission.
    pub min_readiness: Option<f64>,
    /// Score from which a day is green, without the mission's.
    pub green: f64,
    /// Score under which a day is red.
    pub red: f64,
    /// Score under which a day is rest.
    pub severe: f64,
    /// Score from which there is room for a little more.
    pub ready: f64,
    /// Share of the baseline by which seven nights of HRV may be lower.
    pub hrv_drop: f64,
    /// What a drop asks for: of the strict rule, or of the corroborated one with a second signal.
    pub hrv_cap: Cap,
    /// Seven nights of HRV in standard deviations under which a drop is corroborated.
    pub hrv_z7: f64,
    /// One night of HRV in standard deviations that is very low.
    pub hrv_night: f64,
    /// Days between two triggered recovery weeks.
    pub refractory_days: i64,
    /// Hours of the strict sleep rule.
    pub sleep_hours: f64,
    /// Nights of the strict sleep rule, 1–3.
    pub sleep_nights: usize,
    /// What short nights ask for.
    pub sleep_cap: Cap,
    /// Hours of the personal sleep rule that each night is under.
    pub sleep_least: f64,
    /// Hours by which the mean of three nights may lie under the usual.
    pub sleep_under_usual: f64,
    /// Body Battery at bedtime that is enough.
    pub battery: f64,
    /// What an empty battery asks for.
    pub battery_cap: Cap,
    /// Resting heart rate over its median, bpm, that is high.
    pub rhr_high: f64,
    /// The same on two mornings.
    pub rhr_twice: f64,
    /// What a high resting heart rate asks for.
    pub rhr_cap: Cap,
    /// Temperature over the usual, °C, that is warm.
    pub temp_warm: f64,
    /// TSB as a share of CTL that is tired.
    pub tsb_tired: f64,
    /// The same that is deep fatigue.
    pub tsb_deep: f64,
    /// Rating over the band of the intensity that is a strain.
    pub rpe_over: f64,
    /// Feel under which nothing hard is done.
    pub feel_low: f64,
    /// Signals in the mission's order of precedence: among rules that ask for the same, the first names the day.
    pub order: [Option<AdaptationSignal>; AdaptationSignal::ALL.len()],
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            hrv: HrvRule::default(),
            sleep: SleepRule::default(),
            max_resting_hr: None,
            min_tsb: None,
            min_tsb_cap: None,
            min_readiness: None,
            green: 70.0,
            red: 60.0,
            severe: 40.0,
            ready: 85.0,
            hrv_drop: 0.10,
            hrv_cap: Cap::RecoveryWeek,
            hrv_z7: -1.0,
            hrv_night: -2.0,
            refractory_days: 14,
            sleep_hours: 7.0,
            sleep_nights: 3,
            sleep_cap: Cap::NoHard,
            sleep_least: 6.0,
            sleep_under_usual: 0.5,
            battery: 25.0,
            battery_cap: Cap::NoHard,
            rhr_high: 7.0,
            rhr_twice: 5.0,
            rhr_cap: Cap::Recovery,
            temp_warm: 0.6,
            tsb_tired: -0.35,
            tsb_deep: -0.50,
            rpe_over: 2.0,
            feel_low: 40.0,
            order: [None; AdaptationSignal::ALL.len()],
        }
    }
}

impl Rules {
    /// Those of a mission; the defaults without one.
    #[must_use]
    pub fn of(mission: Option<&Mission>) -> Self {
        let usual = Self::default();
        let Some(m) = mission else { return usual };
        let mut rules = Self {
            hrv: m.philosophy.hrv_rule,
            sleep: m.philosophy.sleep_rule,
            max_resting_hr: m.constraints.max_resting_hr,
            min_tsb: m.constraints.min_tsb,
            min_readiness: m.constraints.min_readiness,
            red: m.personal.red_readiness.map_or(usual.red, |r| r.clamp(usual.severe, 95.0)),
            hrv_z7: m.personal.hrv_z.unwrap_or(usual.hrv_z7),
            ..usual
        };
        for (place, a) in m.philosophy.adaptation.iter().enumerate() {
            rules.adapt(a);
            if let Some(slot) = rules.order.get_mut(place) {
                *slot = Some(a.signal);
            }
        }
        rules
    }

    /// Takes in one adaptation of the mission.
    fn adapt(&mut self, a: &Adaptation) {
        match a.signal {
            AdaptationSignal::Sleep => {
                self.sleep = SleepRule::Strict;
                self.sleep_hours = a.limit.unwrap_or(self.sleep_hours);
                self.sleep_nights = a.nights.map_or(self.sleep_nights, |n| usize::from(n.clamp(1, 3)));
                self.sleep_cap = a.then.unwrap_or(self.sleep_cap);
            }
            AdaptationSignal::Hrv => {
                // What a person writes down is meant as it stands: no second signal is asked for.
                self.hrv = HrvRule::Strict;
                self.hrv_drop = a.limit.map_or(self.hrv_drop, |pct| pct / 100.0);
                self.hrv_cap = a.then.unwrap_or(self.hrv_cap);
            }
            AdaptationSignal::Battery => {
                self.battery = a.limit.unwrap_or(self.battery);
                self.battery_cap = a.then.unwrap_or(self.battery_cap);
            }
            AdaptationSignal::RestingHr => {
                self.rhr_high = a.limit.unwrap_or(self.rhr_high);
                self.rhr_cap = a.then.unwrap_or(self.rhr_cap);
            }
            AdaptationSignal::Form => {
                self.min_tsb = a.limit.or(self.min_tsb);
                self.min_tsb_cap = a.then;
            }
            AdaptationSignal::Readiness => self.min_readiness = a.limit.or(self.min_readiness),
        }
    }

    /// Place of a rule in the mission's order of precedence; rules that it does not name come last.
    #[must_use]
    pub fn precedence(&self, rule: &str) -> usize {
        let place = self.order.iter().position(|s| s.is_some_and(|s| rules_of(s).contains(&rule)));
        place.unwrap_or(usize::MAX)
    }
}

/// The rules that look at a signal.
fn rules_of(s: AdaptationSignal) -> &'static [&'static str] {
    match s {
        AdaptationSignal::Sleep => &["F05"],
        AdaptationSignal::Hrv => &["F04", "F10"],
        AdaptationSignal::Battery => &["F06"],
        AdaptationSignal::RestingHr => &["F07"],
        AdaptationSignal::Form => &["F09"],
        AdaptationSignal::Readiness => &["L3", "L5", "L7"],
    }
}

/// A number that can be set by name.
pub struct Key {
    /// `hrv_drop`
    pub name: &'static str,
    /// Least and most.
    pub range: (f64, f64),
    /// A few words, with the unit.
    pub what: &'static str,
    get: fn(&Rules) -> f64,
    set: fn(&mut Rules, f64),
}

macro_rules! keys {
    ($($name:literal $field:ident [$lo:literal, $hi:literal] $what:literal;)*) => {
        /// Every number that a back-test or a calibration can set.
        pub const KEYS: &[Key] = &[$(Key {
            name: $name,
            range: ($lo, $hi),
            what: $what,
            get: |r| r.$field as f64,
            set: |r, v| r.$field = v as _,
        }),*];
    };
}

keys! {
    "green" green [50.0, 95.0] "score from which a day is green";
    "red" red [30.0, 75.0] "score under which a day is red";
    "severe" severe [10.0, 55.0] "score under which a day is rest";
    "ready" ready [75.0, 100.0] "score from which there is room for more";
    "hrv_drop" hrv_drop [0.03, 0.30] "share that HRV of seven nights may be lower";
    "hrv_z7" hrv_z7 [-3.0, -0.3] "standard deviations that corroborate a drop";
    "hrv_night" hrv_night [-4.0, -0.5] "standard deviations of one very low night";
    "refractory_days" refractory_days [0.0, 42.0] "days between two triggered recovery weeks";
    "sleep_hours" sleep_hours [4.0, 10.0] "hours of the strict sleep rule";
    "sleep_nights" sleep_nights [1.0, 3.0] "nights of the strict sleep rule";
    "sleep_least" sleep_least [3.0, 8.0] "hours of the personal sleep rule";
    "sleep_under_usual" sleep_under_usual [0.1, 3.0] "hours that three nights may lie under the usual";
    "battery" battery [1.0, 80.0] "Body Battery at bedtime that is enough";
    "rhr_high" rhr_high [2.0, 20.0] "bpm over the median that are high";
    "rhr_twice" rhr_twice [1.0, 20.0] "bpm over the median that are high on two mornings";
    "temp_warm" temp_warm [0.2, 0.9] "°C over the usual that are warm";
    "tsb_tired" tsb_tired [-0.9, -0.05] "TSB as a share of CTL that is tired";
    "tsb_deep" tsb_deep [-1.5, -0.1] "TSB as a share of CTL that is deep fatigue";
    "rpe_over" rpe_over [0.5, 5.0] "rating over its band that is a strain";
    "feel_low" feel_low [21.0, 90.0] "feel of 100 under which nothing hard is done";
}

/// Why a setting was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// There is no such number.
    #[error("there is no rule setting `{name}`; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The value is not one of this setting.
    #[error("`{name}` takes {takes}, not `{value}`")]
    Value {
        /// The setting.
        name: String,
        /// What was given.
        value: String,
        /// What it takes.
        takes: String,
    },
}

/// Settings that are words: name and what they take.
const WORDS: [(&str, &str); 5] = [
    ("hrv_rule", "corroborated or strict"),
    ("sleep_rule", "personal or strict"),
    ("hrv_cap", CAPS),
    ("sleep_cap", CAPS),
    ("battery_cap", CAPS),
];
const CAPS: &str = "none, no_hard, recovery_week, recovery or rest";

impl Rules {
    /// Sets one of them by name.
    ///
    /// # Errors
    /// [`SettingError`], when there is no such setting or it does not take this value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SettingError> {
        let wrong = |takes: String| SettingError::Value { name: name.to_owned(), value: value.to_owned(), takes };
        if let Some(key) = KEYS.iter().find(|k| k.name == name) {
            let (lo, hi) = key.range;
            let number = value.parse::<f64>().ok().filter(|v| (lo..=hi).contains(v));
            let number = number.ok_or_else(|| wrong(format!("a number from {lo} to {hi} ({})", key.what)))?;
            (key.set)(self, number);
            if name == "green" {
                self.min_readiness = None;
            }
            return Ok(());
        }
        let Some((_, takes)) = WORDS.iter().find(|(n, _)| *n == name) else {
            let names = KEYS.iter().map(|k| k.name).chain(WORDS.iter().map(|(n, _)| *n));
            return Err(SettingError::Unknown {
                name: name.to_owned(),
                known: names.collect::<Vec<_>>().join(", "),
            });
        };
        let taken = match name {
            "hrv_rule" => {
                named(&mut self.hrv, &[("corroborated", HrvRule::Corroborated), ("strict", HrvRule::Strict)], value)
            }
            "sleep_rule" => {
                named(&mut self.sleep, &[("personal", SleepRule::Personal), ("strict", SleepRule::Strict)], value)
            }
            "hrv_cap" => named(&mut self.hrv_cap, &CAP_NAMES, value),
            "sleep_cap" => named(&mut self.sleep_cap, &CAP_NAMES, value),
            _ => named(&mut self.battery_cap, &CAP_NAMES, value),
        };
        if taken { Ok(()) } else { Err(wrong((*takes).to_owned())) }
    }

    /// Every number by name.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, f64)> + '_ {
        KEYS.iter().map(|k| (k.name, (k.get)(self)))
    }
}

const CAP_NAMES: [(&str, Cap); 5] = [
    ("none", Cap::None),
    ("no_hard", Cap::NoHard),
    ("recovery_week", Cap::RecoveryWeek),
    ("recovery", Cap::Recovery),
    ("rest", Cap::Rest),
];

/// Sets a slot to the value of this name; whether there is one.
fn named<T: Copy>(slot: &mut T, names: &[(&str, T)], name: &str) -> bool {
    let found = names.iter().find(|(n, _)| *n == name);
    if let Some((_, value)) = found {
        *slot = *value;
    }
    found.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn every_number_has_a_default_within_its_range_and_can_be_set_to_both_ends() {
        for key in KEYS {
            let mut r = Rules::default();
            let default = (key.get)(&r);
            assert!((key.range.0..=key.range.1).contains(&default), "{}: {default}", key.name);
            for end in [key.range.0, key.range.1] {
                r.set(key.name, &end.to_string()).unwrap();
                assert!(((key.get)(&r) - end).abs() < 1e-9, "{}", key.name);
            }
        }
    }

    #[rstest]
    #[case("hrv_drop", "0.9")]
    #[case("hrv_drop", "a lot")]
    #[case("hrv_drop", "NaN")]
    #[case("hrv_rule", "loose")]
    #[case("sleep_cap", "ready_up")]
    #[case("pain", "9")]
    fn what_is_not_a_setting_is_refused_and_changes_nothing(#[case] name: &str, #[case] value: &str) {
        let mut r = Rules::default();
        let error = r.set(name, value).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        assert_eq!(r, Rules::default());
    }

    #[test]
    fn words_are_set_too() {
        let mut r = Rules::default();
        r.set("hrv_rule", "strict").unwrap();
        r.set("hrv_cap", "no_hard").unwrap();
        assert_eq!((r.hrv, r.hrv_cap), (HrvRule::Strict, Cap::NoHard));
    }
}
