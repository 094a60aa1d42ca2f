//! From the length of the way to its phases.
//!
//! Owns: duration classes and the two phase models. Does not own: loads.

use crate::domain::{
    Day, Mission,
    day::between,
    mission::{GoalKind, PhaseModel},
    plan::Phase,
};

/// How long the event is; decides the taper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationClass {
    /// Under 90 minutes.
    Short,
    /// 90 minutes to three hours.
    Medium,
    /// Over three hours.
    Long,
    /// Several days.
    Multi,
}

impl DurationClass {
    /// The class of a mission's event. Without expected minutes they are estimated from the distance (bike 27 km/h,
    /// run 10 km/h, swim 2.5 km/h; ten minutes more per 100 m climbed running, four riding).
    #[must_use]
    pub fn of(mission: &Mission) -> Self {
        if mission.goal.kind == GoalKind::StageRace || mission.stages.len() > 1 {
            return Self::Multi;
        }
        Self::of_minutes(event_minutes(mission))
    }

    /// The class of a one-day event of so many minutes.
    #[must_use]
    pub fn of_minutes(minutes: f64) -> Self {
        match minutes {
            m if m < 90.0 => Self::Short,
            m if m <= 180.0 => Self::Medium,
            _ => Self::Long,
        }
    }

    /// Weeks of taper: two for long and multi-day events, else one (Bosquet 2007: two weeks are best on average).
    #[must_use]
    pub fn taper_weeks(self) -> usize {
        if matches!(self, Self::Long | Self::Multi) { 2 } else { 1 }
    }

    /// Morning TSB to arrive with.
    #[must_use]
    pub fn tsb_target(self) -> (f64, f64) {
        match self {
            Self::Short | Self::Multi => (5.0, 15.0),
            Self::Medium | Self::Long => (10.0, 20.0),
        }
    }

    /// Fewest and most days of taper.
    #[must_use]
    pub fn taper_days(self) -> (usize, usize) {
        match self {
            Self::Multi => (8, 10),
            Self::Long => (7, 21),
            Self::Short | Self::Medium => (7, 10),
        }
    }
}

/// Expected minutes of a one-day event; the sum of a triathlon's legs.
#[must_use]
pub fn event_minutes(mission: &Mission) -> f64 {
    use crate::domain::Sport;
    let g = &mission.goal;
    if let Some(m) = g.minutes {
        return f64::from(m);
    }
    if !g.legs.is_empty() {
        return f64::from(g.legs.values().sum::<u32>());
    }
    let (speed, climb) = match g.sport {
        Sport::Run => (10.0, 10.0),
        Sport::Swim => (2.5, 0.0),
        Sport::Hike => (4.5, 10.0),
        _ => (27.0, 4.0),
    };
    g.distance_km.map_or(120.0, |km| km / speed * 60.0 + g.ascent_m.unwrap_or(0.0) / 100.0 * climb)
}

/// Longest way that is phased in one go, weeks; before it come blocks of base.
pub const ONE_CYCLE_WEEKS: usize = 24;
/// Length of the cycle before the event when the way is longer.
const LAST_CYCLE_WEEKS: usize = 16;

/// The phase of each week, the last one holding the event.
///
/// Taper two weeks for long and multi-day events, else one; peak two weeks from nine on, one from five; build half
/// of the rest, at most six; base what is left. Two weeks and less are all taper. Over 24 weeks the first part is base.
///
/// ```
/// use lanterne::{coach::phases::{self, DurationClass}, domain::plan::Phase};
/// assert_eq!(phases::by_weeks(4, DurationClass::Long), [Phase::Base, Phase::Build, Phase::Taper, Phase::Taper]);
/// ```
#[must_use]
pub fn by_weeks(weeks: usize, class: DurationClass) -> Vec<Phase> {
    if weeks > ONE_CYCLE_WEEKS {
        let mut all = vec![Phase::Base; weeks - LAST_CYCLE_WEEKS];
        all.extend(by_weeks(LAST_CYCLE_WEEKS, class));
        return all;
    }
    if weeks <= 2 {
        return vec![Phase::Taper; weeks];
    }
    let taper = class.taper_weeks();
    let peak = match weeks {
        9.. => 2,
        5..=8 => 1,
        _ => 0,
    };
    let rest = weeks.saturating_sub(taper + peak);
    let build = if rest == 0 { 0 } else { rest.div_ceil(2).clamp(1, 6) };
    let mut all = vec![Phase::Base; rest - build];
    all.extend(std::iter::repeat_n(Phase::Build, build));
    all.extend(std::iter::repeat_n(Phase::Peak, peak));
    all.extend(std::iter::repeat_n(Phase::Taper, taper));
    all
}

/// Weeks of a block without an event: base, and its last third build when there are six weeks or more.
#[must_use]
pub fn of_block(weeks: usize) -> Vec<Phase> {
    let build = if weeks >= 6 { weeks / 3 } else { 0 };
    let mut all = vec![Phase::Base; weeks - build];
    all.extend(std::iter::repeat_n(Phase::Build, build));
    all
}

/// The phase by days to the goal: base over 42, build to 22, peak to 8, taper.
#[must_use]
pub fn by_days(day: Day, goal: Day) -> Phase {
    match between(day, goal) {
        43.. => Phase::Base,
        22..=42 => Phase::Build,
        8..=21 => Phase::Peak,
        0..=7 => Phase::Taper,
        _ => Phase::Recovery,
    }
}

/// Phases of the weeks that begin on `mondays` and lead to `goal` (the last one holds it), by the mission's model.
#[must_use]
pub fn of_weeks(mission: &Mission, mondays: &[Day], goal: Day) -> Vec<Phase> {
    if mission.goal.kind == GoalKind::Block {
        return of_block(mondays.len());
    }
    match mission.philosophy.phase_model {
        PhaseModel::Weeks => by_weeks(mondays.len(), DurationClass::of(mission)),
        // A week is what its Thursday is, as ISO numbers them; no day of it lies behind the goal.
        PhaseModel::Days => {
            mondays.iter().map(|m| by_days(crate::domain::day::shift(*m, 3).min(goal), goal)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn letters(p: &[Phase]) -> String {
        p.iter().map(|p| p.name().chars().next().unwrap_or('?').to_ascii_uppercase()).collect()
    }

    #[rstest]
    #[case(4, "BBTT", 1)]
    #[case(6, "BBBPTT", 1)]
    #[case(8, "BBBBBPTT", 2)]
    #[case(12, "BBBBBBBBPPTT", 4)]
    #[case(16, "BBBBBBBBBBBBPPTT", 6)]
    fn a_long_event(#[case] weeks: usize, #[case] expected: &str, #[case] base: usize) {
        let p = by_weeks(weeks, DurationClass::Long);
        assert_eq!(letters(&p), expected);
        assert_eq!(p.iter().filter(|x| **x == Phase::Base).count(), base);
    }

    #[test]
    fn short_and_very_long_ways() {
        assert_eq!(letters(&by_weeks(2, DurationClass::Long)), "TT");
        assert_eq!(letters(&by_weeks(1, DurationClass::Short)), "T");
        let p = by_weeks(40, DurationClass::Multi);
        assert_eq!(p.len(), 40);
        assert_eq!(p[24..], by_weeks(16, DurationClass::Multi)[..]);
        assert!(p[..24].iter().all(|x| *x == Phase::Base));
    }

    #[rstest]
    #[case(43, Phase::Base)]
    #[case(42, Phase::Build)]
    #[case(22, Phase::Build)]
    #[case(21, Phase::Peak)]
    #[case(8, Phase::Peak)]
    #[case(7, Phase::Taper)]
    #[case(-1, Phase::Recovery)]
    fn by_days_to_go(#[case] days: i64, #[case] phase: Phase) {
        let goal = Day::from_ymd_opt(2026, 7, 4).unwrap();
        assert_eq!(by_days(crate::domain::day::shift(goal, -days), goal), phase);
    }

    proptest::proptest! {
        #[test]
        fn every_week_has_a_phase_and_they_never_go_back(weeks in 0_usize..105) {
            for class in [DurationClass::Short, DurationClass::Long] {
                let p = by_weeks(weeks, class);
                proptest::prop_assert_eq!(p.len(), weeks);
                proptest::prop_assert!(p.windows(2).all(|w| w[0] <= w[1]));
            }
        }
    }
}
