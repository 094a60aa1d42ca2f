//! Paces: minutes and seconds over a mile or a kilometre, a hundred yards or a hundred metres; kept in metres a second.

use super::{MILE_KM, Units, YARD_M};
use crate::domain::{Sport, ThresholdKind};

/// What may stand behind a pace, with the metres that it is over.
const SPOKEN: [(&str, f64); 12] = [
    ("min/km", 1000.0),
    ("/km", 1000.0),
    ("min/mile", 1000.0 * MILE_KM),
    ("/mile", 1000.0 * MILE_KM),
    ("min/mi", 1000.0 * MILE_KM),
    ("/mi", 1000.0 * MILE_KM),
    ("/100 m", 100.0),
    ("/100m", 100.0),
    ("/100 yd", 100.0 * YARD_M),
    ("/100yd", 100.0 * YARD_M),
    ("/100 y", 100.0 * YARD_M),
    ("/100y", 100.0 * YARD_M),
];

impl Sport {
    /// Whether its speed is told as a time over a way.
    #[must_use]
    pub fn is_told_by_pace(self) -> bool {
        matches!(self, Self::Run | Self::Hike | Self::Swim)
    }
}

impl Units {
    /// The way that a pace of a sport is over, m, and its unit; `None` for sports that are told by their speed.
    fn over(self, sport: Sport) -> Option<(f64, &'static str)> {
        match (sport, self) {
            (Sport::Run | Sport::Hike, Self::Metric) => Some((1000.0, "/km")),
            (Sport::Run | Sport::Hike, Self::Imperial) => Some((1000.0 * MILE_KM, "/mi")),
            (Sport::Swim, Self::Metric) => Some((100.0, "/100 m")),
            (Sport::Swim, Self::Imperial) => Some((100.0 * YARD_M, "/100 yd")),
            _ => None,
        }
    }

    /// Unit of a sport's speed: `/km`, `/100 yd`, `mph`.
    #[must_use]
    pub fn pace_unit(self, sport: Sport) -> &'static str {
        match (self.over(sport), self) {
            (Some((_, unit)), _) => unit,
            (None, Self::Metric) => "km/h",
            (None, Self::Imperial) => "mph",
        }
    }

    /// The figure of a pace or a speed without its unit, from metres a second: `4:05`, `31.2`.
    #[must_use]
    pub fn pace(self, mps: f64, sport: Sport) -> String {
        if mps.is_nan() || mps <= 0.0 {
            return "–".to_owned();
        }
        if let Some((metres, _)) = self.over(sport) {
            return clock(metres / mps);
        }
        let by = if self == Self::Imperial { MILE_KM } else { 1.0 };
        crate::domain::num::plain(mps * 3.6 / by, 1)
    }

    /// A pace as it was typed, in metres a second: a bare one in the athlete's own unit, one with a unit in that one.
    ///
    /// ```
    /// use lanterne::domain::{Sport, Units};
    /// assert_eq!(Units::Metric.read_pace("4:10", Sport::Run), Ok(4.0));
    /// assert_eq!(Units::Imperial.read_pace("4:10 /km", Sport::Run), Ok(4.0));
    /// assert!(Units::Imperial.read_pace("fast", Sport::Swim).unwrap_err().contains("1:30 /100 yd"));
    /// ```
    ///
    /// # Errors
    /// What was typed and how a pace is written, when it is none.
    pub fn read_pace(self, text: &str, sport: Sport) -> Result<f64, String> {
        let plain = text.trim().to_lowercase();
        let own = self.over(sport).map_or(1000.0, |(metres, _)| metres);
        let spoken = SPOKEN.iter().find_map(|(unit, metres)| Some((plain.strip_suffix(unit)?, *metres)));
        let (figure, metres) = spoken.unwrap_or((&plain, own));
        let seconds = figure.trim().split_once(':').and_then(|(m, s)| {
            let minutes: u32 = m.parse().ok()?;
            let whole = s.split(['.', ',']).next().unwrap_or_default();
            let rest: f64 = s.replace(',', ".").parse().ok().filter(|r| (0.0..60.0).contains(r))?;
            (whole.len() == 2).then(|| f64::from(minutes) * 60.0 + rest)
        });
        let example = if sport == Sport::Swim { "1:30" } else { "4:30" };
        let wrong = || format!("“{}” is no pace; write it as {example} {}", text.trim(), self.pace_unit(sport));
        seconds.filter(|s| *s > 0.0).map(|s| metres / s).ok_or_else(wrong)
    }

    /// A threshold's value with its unit: `250 W`, `168 bpm`, `6:34 /mi`.
    #[must_use]
    pub fn threshold(self, kind: ThresholdKind, value: f64) -> String {
        match kind.pace_sport() {
            Some(sport) => self.speed(value, sport),
            None => kind.written(value),
        }
    }

    /// The unit that a threshold is typed in: `W`, `bpm`, `/mi`.
    #[must_use]
    pub fn threshold_unit(self, kind: ThresholdKind) -> &'static str {
        kind.pace_sport().map_or(kind.range().2, |sport| self.pace_unit(sport))
    }

    /// What a threshold may be, for who types it: `40 to 600 W`, `2:23 to 13:53 /km`.
    #[must_use]
    pub fn threshold_range(self, kind: ThresholdKind) -> String {
        let (lo, hi, unit) = kind.range();
        match kind.pace_sport() {
            // The faster one first, as the smaller figure.
            Some(sport) => format!("{} to {}", self.pace(hi, sport), self.speed(lo, sport)),
            None => format!("{lo} to {hi} {unit}"),
        }
    }
}

fn clock(seconds: f64) -> String {
    let s = seconds.round().clamp(0.0, 35_999.0) as u64;
    format!("{}:{:02}", s / 60, s % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("6:34", Units::Imperial, Sport::Run, 1609.344 / 394.0)]
    #[case("6:34 /mi", Units::Metric, Sport::Run, 1609.344 / 394.0)]
    #[case("4:04,8", Units::Metric, Sport::Run, 1000.0 / 244.8)]
    #[case("1:30", Units::Imperial, Sport::Swim, 91.44 / 90.0)]
    #[case("1:38/100m", Units::Imperial, Sport::Swim, 100.0 / 98.0)]
    fn a_pace_is_read_in_its_own_unit(
        #[case] text: &str,
        #[case] units: Units,
        #[case] sport: Sport,
        #[case] mps: f64,
    ) {
        assert!((units.read_pace(text, sport).unwrap() - mps).abs() < 1e-9, "{text}");
    }

    #[rstest]
    #[case("4.05")]
    #[case("4:5")]
    #[case("4:75")]
    #[case("0:00")]
    #[case("")]
    #[case("-4:05")]
    fn what_is_no_pace_is_said(#[case] text: &str) {
        let why = Units::Imperial.read_pace(text, Sport::Run).unwrap_err();
        assert!(why.contains("write it as 4:30 /mi"), "{why}");
    }

    #[test]
    fn thresholds_have_the_units_of_the_field() {
        let (m, i) = (Units::Metric, Units::Imperial);
        assert_eq!(m.threshold(ThresholdKind::ThresholdSpeed, 4.0), "4:10 /km");
        assert_eq!(i.threshold(ThresholdKind::Css, 1.25), "1:13 /100 yd");
        assert_eq!(
            (i.threshold(ThresholdKind::Ftp, 250.4), i.threshold_unit(ThresholdKind::Lthr)),
            ("250 W".into(), "bpm")
        );
        assert_eq!(m.threshold_range(ThresholdKind::ThresholdSpeed), "2:23 to 13:53 /km");
        assert_eq!(i.threshold_range(ThresholdKind::HrMax), "100 to 240 bpm");
        assert_eq!(m.pace(0.0, Sport::Run), "–");
        assert_eq!((m.pace(10.0, Sport::Bike), i.pace_unit(Sport::Bike)), ("36.0".into(), "mph"));
    }

    proptest! {
        #[test]
        fn a_pace_that_is_written_is_read_back(seconds in 60..1200_u32, imperial: bool, swim: bool) {
            let units = if imperial { Units::Imperial } else { Units::Metric };
            let sport = if swim { Sport::Swim } else { Sport::Run };
            let shown = format!("{}:{:02}", seconds / 60, seconds % 60);
            let kept = units.read_pace(&shown, sport).unwrap();
            prop_assert_eq!(units.pace(kept, sport), shown);
        }
    }
}
