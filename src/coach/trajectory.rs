//! Week by week how much load: the macro trajectory.
//!
//! Owns: the target of each week and the rule that set it. Does not own: days and sessions (week), the taper's days
//! (plan::taper). Every cap grows with the load of the weeks before, so taking the smallest week by week is the
//! trajectory with the most CTL under the caps.

use crate::{domain::plan::Phase, science::form};

/// What shapes a trajectory.
#[derive(Clone, Debug)]
pub struct Course {
    /// Phase of each week; those from the first taper on get taper factors.
    pub phases: Vec<Phase>,
    /// CTL at the start.
    pub ctl: f64,
    /// Load of a usual week at the start.
    pub reference: f64,
    /// CTL points per week that the ramp may reach.
    pub ramp: f64,
    /// Growth from the largest of the last four weeks.
    pub growth: f64,
    /// Every how many weeks a down week comes.
    pub deload_every: usize,
    /// Load weeks since the last down week, before the first week.
    pub load_weeks: usize,
    /// Share of the largest of the last three weeks in a down week.
    pub deload_factor: f64,
    /// Factor on the reference in the first week after a down week; 1.0 goes on where it was.
    pub after_deload: f64,
    /// Shares of the largest of the last four weeks in the taper's weeks, the last for the event's own week; a taper of
    /// more weeks begins with the first share.
    pub taper_factors: &'static [f64],
    /// Weeks that no down week may interrupt; the one that falls among them comes before, where down weeks are four or
    /// more weeks apart. Missing weeks may be down weeks.
    pub whole: Vec<bool>,
    /// What fits into the available time, per week; missing weeks have no such cap.
    pub room: Vec<f64>,
    /// CTL that is worth building.
    pub ctl_target: Option<f64>,
    /// Days of CTL's mean, for the ramp.
    pub form: crate::domain::settings::FormSettings,
}

/// Why a week's target is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Growth over the last weeks.
    Progression,
    /// CTL ramp.
    Ramp,
    /// Time available.
    Availability,
    /// Highest CTL worth building.
    Target,
    /// Down week.
    Deload,
    /// Taper.
    Taper,
    /// First week after a down week.
    AfterDeload,
}

impl Binding {
    /// Words on screen and in the plan.
    #[must_use]
    pub fn words(self, course: &Course) -> String {
        match self {
            Self::Progression => format!("progression +{:.0} %", course.growth * 100.0),
            Self::Ramp => format!("ramp limit {} CTL/week", course.ramp),
            Self::Availability => "availability".into(),
            Self::Target => format!("CTL target {:.0}", course.ctl_target.unwrap_or(0.0)),
            Self::Deload => "deload".into(),
            Self::Taper => "taper".into(),
            Self::AfterDeload => "back to the level before the deload".into(),
        }
    }
}

/// One week of the trajectory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeekTarget {
    /// Phase.
    pub phase: Phase,
    /// Whether it is a down week.
    pub deload: bool,
    /// Load.
    pub load: f64,
    /// CTL at its end, load spread evenly.
    pub ctl: f64,
    /// The rule that set it.
    pub binding: Binding,
}

/// Usual [`Course::deload_factor`].
pub const DELOAD_FACTOR: f64 = 0.60;

/// Usual [`Course::taper_factors`]: 70 % then 45 % in two weeks, 50 % in one (Bosquet 2007: 41–60 % less volume in all).
#[must_use]
pub fn taper_factors(weeks: usize) -> &'static [f64] {
    if weeks > 1 { &[0.70, 0.45] } else { &[0.50] }
}

/// Lays out the weeks.
#[must_use]
pub fn weeks(course: &Course) -> Vec<WeekTarget> {
    let taper = course.phases.iter().filter(|p| **p == Phase::Taper).count();
    let last_load = course.phases.len() - taper;
    let gain = form::weekly_gain(&course.form);
    let mut past = vec![course.reference];
    let (mut ctl, mut load_weeks, mut rested) = (course.ctl, course.load_weeks, false);
    let mut out = Vec::with_capacity(course.phases.len());
    for (w, &phase) in course.phases.iter().enumerate() {
        let last = w + 1 >= last_load;
        let deload =
            phase != Phase::Taper && (load_weeks >= LOAD_WEEKS_MAX || (!last && rests(course, load_weeks, w)));
        let (load, binding) = if phase == Phase::Taper {
            (peak(&past, 4) * taper_factor(course.taper_factors, taper, w - last_load.min(w)), Binding::Taper)
        } else if deload {
            (course.deload_factor * peak(&past, 3), Binding::Deload)
        } else {
            load_week(course, ctl, peak(&past, 4), rested, w)
        };
        load_weeks = if deload { 0 } else { load_weeks + 1 };
        rested = deload;
        ctl += (load / 7.0 - ctl) * gain;
        past.push(load);
        out.push(WeekTarget { phase, deload, load, ctl, binding });
    }
    out
}

/// Load weeks in a row that nothing may exceed: a guard-rail blocks the sixth.
const LOAD_WEEKS_MAX: usize = 5;

/// Whether a down week is due. The last week before those that stay whole is one, whenever the last was.
fn rests(course: &Course, load_weeks: usize, w: usize) -> bool {
    let whole = |w: usize| course.deload_every >= 4 && course.whole.get(w).is_some_and(|h| *h);
    if whole(w) {
        false
    } else if whole(w + 1) {
        load_weeks >= 1
    } else {
        load_weeks + 1 >= course.deload_every && !whole(w + 2)
    }
}

fn load_week(course: &Course, ctl: f64, reference: f64, rested: bool, w: usize) -> (f64, Binding) {
    let with_ramp = |r: f64| form::weekly_load_for_ramp(ctl, r, &course.form);
    let grown = if rested && course.after_deload <= 1.0 {
        (reference * course.after_deload, Binding::AfterDeload)
    } else {
        ((1.0 + course.growth) * reference, Binding::Progression)
    };
    let mut caps = vec![grown, (with_ramp(course.ramp), Binding::Ramp)];
    caps.extend(course.room.get(w).map(|r| (*r, Binding::Availability)));
    caps.extend(course.ctl_target.map(|t| (with_ramp((t - ctl).max(0.0)), Binding::Target)));
    caps.into_iter().fold((f64::INFINITY, Binding::Progression), |a, c| if c.0 < a.0 { c } else { a })
}

/// Largest of the last `n`.
fn peak(past: &[f64], n: usize) -> f64 {
    past.iter().rev().take(n).copied().fold(0.0, f64::max)
}

/// The factor of week `i` of a taper of so many weeks; no taper without factors.
fn taper_factor(factors: &[f64], weeks: usize, i: usize) -> f64 {
    let from_the_end = weeks.saturating_sub(i + 1);
    let at = factors.len().saturating_sub(from_the_end + 1);
    factors.get(at).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coach::phases::{DurationClass, by_weeks};

    fn course(weeks: usize, class: DurationClass) -> Course {
        Course {
            phases: by_weeks(weeks, class),
            ctl: 45.0,
            reference: 330.0,
            ramp: 5.0,
            growth: 0.10,
            deload_every: 4,
            load_weeks: 0,
            deload_factor: DELOAD_FACTOR,
            after_deload: 1.1,
            taper_factors: taper_factors(class.taper_weeks()),
            whole: vec![],
            room: vec![],
            ctl_target: None,
            form: crate::domain::settings::FormSettings::default(),
        }
    }

    fn check(c: &Course, expected: &[(f64, f64, Binding)]) {
        let got = weeks(c);
        assert_eq!(got.len(), expected.len());
        for (i, (g, e)) in got.iter().zip(expected).enumerate() {
            assert!((g.load - e.0).abs() < 0.06, "week {} load {} not {}", i + 1, g.load, e.0);
            assert!((g.ctl - e.1).abs() < 0.06, "week {} CTL {} not {}", i + 1, g.ctl, e.1);
            assert_eq!(g.binding, e.2, "week {}", i + 1);
        }
    }

    #[test]
    fn twelve_weeks() {
        use Binding::{Deload, Progression, Ramp, Taper};
        check(
            &course(12, DurationClass::Long),
            &[
                (363.0, 46.05, Progression),
                (399.3, 47.74, Progression),
                (439.2, 50.04, Progression),
                (263.5, 48.14, Deload),
                (483.2, 51.35, Progression),
                (531.5, 55.12, Progression),
                (584.6, 59.48, Progression),
                (350.8, 58.04, Deload),
                (634.3, 63.04, Ramp),
                (669.3, 68.04, Ramp),
                (468.5, 67.87, Taper),
                (301.2, 64.06, Taper),
            ],
        );
    }

    #[test]
    fn twelve_weeks_going_on_where_it_was_after_a_down_week() {
        let got = weeks(&Course { after_deload: 1.0, ..course(12, DurationClass::Long) });
        assert!((got[4].load - got[2].load).abs() < 1e-9);
        assert_eq!(got[4].binding, Binding::AfterDeload);
        assert!((got[8].load - got[6].load).abs() < 1e-9);
    }

    #[test]
    fn eight_weeks_with_little_time() {
        use Binding::{Availability, Deload, Progression, Taper};
        let c = Course {
            ctl: 60.0,
            reference: 430.0,
            ramp: 6.0,
            deload_every: 3,
            room: vec![600.0; 8],
            ..course(8, DurationClass::Medium)
        };
        check(
            &c,
            &[
                (473.0, 61.16, Progression),
                (520.3, 63.18, Progression),
                (312.2, 60.33, Deload),
                (572.3, 63.62, Progression),
                (600.0, 67.01, Availability),
                (360.0, 64.62, Deload),
                (600.0, 67.86, Availability),
                (300.0, 64.02, Taper),
            ],
        );
    }

    #[test]
    fn a_ctl_target_ends_the_growth() {
        let got = weeks(&Course { ctl_target: Some(50.0), ..course(16, DurationClass::Short) });
        assert!(got.iter().all(|w| w.ctl <= 50.0 + 1e-9));
        assert!(got.iter().any(|w| w.binding == Binding::Target));
    }
}
