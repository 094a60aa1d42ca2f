//! Figures that are cuts: the score of a green and of a red day, hours of sleep, HRV, growth, load weeks on end.

use super::{
    Calibrated,
    cases::{Case, Cases},
};
use crate::{
    coach::{flags::Rules, plan::start::Start},
    domain::{
        Athlete, Day, Mission,
        day::shift,
        mission::{AdaptationSignal, HrvRule, Parameter},
    },
    science::{
        readiness,
        reflection::{Bin, Cut, LEAST_CASES, Side, find, foresight},
        sleep,
    },
};

/// Mornings and weeks without which nothing is said.
const MORNINGS: u32 = 30;
const WEEKS: u32 = 20;
/// A green cut lies at least this far over the red one.
const AMBER_LEAST: f64 = 4.0;

/// What one figure is looked at by.
struct Study<'a> {
    parameter: Parameter,
    /// `mornings with a session after them`.
    of: &'a str,
    least: u32,
    cases: Vec<Case>,
    /// Lowest and highest lower end of a bin, and the width of one.
    grid: (f64, f64, f64),
    cut: Cut,
    /// From the figure that is looked at, of which more is better, to the parameter, and back.
    value: &'a dyn Fn(f64) -> f64,
    /// Why it can't be moved here, whatever is found.
    fixed: Option<String>,
}

/// Those that mornings tell.
pub(super) fn of_mornings(
    athlete: &Athlete,
    cases: &Cases,
    mission: Option<&Mission>,
    today: Day,
) -> Vec<Calibrated> {
    let rules = Rules::of(mission);
    let book = Rules::default();
    let (green, red) = (readiness::green_cut(athlete, today), readiness::red_cut(athlete, today));
    let scores = cases.days(|m| m.score);
    let same = |x: f64| x;
    let of = "mornings with a session after them";
    let study = |parameter: Parameter, side, (book, now), cases: &[Case], grid| {
        let row = parameter.row();
        let cut = Cut::new(side, (book, now), row.range, row.step);
        Study { parameter, of, least: MORNINGS, cases: cases.to_vec(), grid, cut, value: &same, fixed: None }
    };
    let points = (40.0, 90.0, 5.0);
    let own =
        mission.is_some_and(|m| m.philosophy.adaptation.iter().any(|a| a.signal == AdaptationSignal::Readiness));
    let mut green_cut = study(Parameter::GreenCut, Side::Good, (readiness::GREEN, green), &scores, points);
    green_cut.fixed = own.then(|| "Your mission names its own limit of readiness, which goes first.".to_owned());
    let mut red_cut = study(Parameter::RedCut, Side::Bad, (readiness::AMBER, red), &scores, points);
    red_cut.cut.range.1 = red_cut.cut.range.1.min(green - AMBER_LEAST).max(red_cut.cut.range.0);
    let nights: Vec<f64> = athlete
        .wellness
        .range(shift(today, -60)..today)
        .filter_map(|(_, d)| d.value(&crate::domain::Metric::SleepHours))
        .collect();
    let set = athlete.settings.sleep_need_h;
    let learnt = sleep::need(None, &nights);
    let need = sleep::need(set.or(mission.and_then(|m| m.personal.sleep_need)), &nights);
    let mut slept =
        study(Parameter::SleepNeed, Side::Good, (learnt, need), &cases.days(|m| m.slept), (4.5, 9.5, 0.5));
    slept.fixed = set.map(|h| format!("config.toml says {h} h (athlete.sleep_need_h), which goes first."));
    let mut hrv =
        study(Parameter::HrvZ, Side::Good, (book.hrv_z7, rules.hrv_z7), &cases.days(|m| m.z7), (-2.0, 1.25, 0.25));
    hrv.fixed = (rules.hrv == HrvRule::Strict)
        .then(|| "Your mission reads HRV by the bare percentage, which asks for no second signal.".to_owned());
    [green_cut, red_cut, slept, hrv].iter().map(|s| look(s, cases.held_from())).collect()
}

/// Those that weeks tell: growth and load weeks on end. Both are turned round, as less is better.
pub(super) fn of_weeks(cases: &Cases, mission: &Mission, start: &Start) -> Vec<Calibrated> {
    let own = mission.personal.ramp.unwrap_or(0.0);
    let book = start.book_ramp;
    let (ramp, every) = (Parameter::Ramp.row(), Parameter::DeloadEvery.row());
    let turned: Vec<Case> = cases.gains().into_iter().map(|(d, gain, bad)| (d, -gain, bad)).collect();
    let offset = |x: f64| -x - book;
    let growth = Study {
        parameter: Parameter::Ramp,
        of: "weeks, by the CTL that they gained,",
        least: WEEKS,
        cases: turned,
        grid: (-9.0, 4.0, 1.0),
        cut: Cut::new(Side::Good, (-book, -book - own), (-book - ramp.range.1, -book - ramp.range.0), ramp.step),
        value: &offset,
        fixed: None,
    };
    // The week after so many load weeks on end is the down week.
    let rows = cases.load_weeks().into_iter().map(|(d, n, bad)| (d, -f64::from(n) - 1.0, bad)).collect();
    let period = |x: f64| -x;
    let now = (start.deload_every as f64).clamp(every.range.0, every.range.1);
    let deload = Study {
        parameter: Parameter::DeloadEvery,
        of: "load weeks, by how many had gone before without a down week,",
        least: WEEKS,
        cases: rows,
        grid: (-8.0, -2.0, 1.0),
        cut: Cut::new(
            Side::Good,
            (-(start.book_deload_every as f64), -now),
            (-every.range.1, -every.range.0),
            every.step,
        ),
        value: &period,
        fixed: None,
    };
    [growth, deload].iter().map(|s| look(s, cases.held_from())).collect()
}

fn look(s: &Study<'_>, held_from: Day) -> Calibrated {
    let bins = binned(&s.cases, s.grid);
    let found = find(&bins, &s.cut);
    let p = s.parameter;
    let (n, bad) = (s.cases.len() as u32, s.cases.iter().filter(|c| c.2).count() as u32);
    let (now, to) = ((s.value)(s.cut.now), p.rounded((s.value)(found.to)));
    let moved = found.raw.is_some() && (to - now).abs() > 1e-9;
    // The forecast is made with the figure as it would be written.
    let new_cut = s.cut.now + (to - now) * turn(s);
    let pairs = |held: bool| -> Vec<(f64, bool)> {
        s.cases.iter().filter(|c| (c.0 >= held_from) == held).map(|c| (c.1, c.2)).collect()
    };
    let (before, last) = (pairs(false), pairs(true));
    let score = |cut: f64| foresight(&before, &last, cut);
    let brier = score(new_cut).zip(score(s.cut.now)).filter(|_| moved);
    let worse = brier.is_none_or(|(own, book)| own > book + 1e-12);
    let told = n >= s.least && bad >= LEAST_CASES;
    let proposed = (told && moved && !worse && s.fixed.is_none()).then_some(to);
    let text =
        format!("{bad} of {n} {} went badly. {}", s.of, verdict(s, (n, bad), moved, brier, proposed, (now, to)));
    Calibrated {
        name: p.name().to_owned(),
        parameter: Some(p),
        what: p.row().what.to_owned(),
        cases: n,
        bad: Some(bad),
        book: (s.value)(s.cut.book),
        now,
        found: found.raw.map(s.value),
        weight: found.weight,
        proposed,
        brier,
        bins,
        text,
    }
}

/// 1 where more of the parameter is more of the figure, −1 where it is less.
fn turn(s: &Study<'_>) -> f64 {
    (s.value)(1.0) - (s.value)(0.0)
}

fn verdict(
    s: &Study<'_>,
    (n, bad): (u32, u32),
    moved: bool,
    brier: Option<(f64, f64)>,
    proposed: Option<f64>,
    (now, to): (f64, f64),
) -> String {
    let p = s.parameter;
    let (now, to) = (p.written(now), p.written(to));
    if n < s.least {
        return format!("{} are needed before anything is said; {now} holds.", s.least);
    }
    if bad < LEAST_CASES {
        return format!("So few don't tell where the limit is ({LEAST_CASES} would); {now} holds.");
    }
    match (brier, proposed) {
        (Some((own, book)), Some(_)) if book - own < 5e-5 => {
            format!("{to} fits them better than {now}, and foretells the last eight weeks as well.")
        }
        (Some((own, book)), Some(_)) => format!(
            "{to} fits them better than {now}: the error of what it foretells of the last eight weeks is {own:.4} instead of {book:.4}."
        ),
        _ if !moved => format!("Nothing in them speaks against {now}."),
        (Some((own, book)), None) if own > book + 1e-12 => {
            format!(
                "{to} would have foreseen the last eight weeks worse than {now} did ({own:.4} against {book:.4})."
            )
        }
        (None, _) => format!("The last eight weeks hold no case to try {to} on; {now} holds."),
        (Some(_), None) => {
            format!("They would put it at {to}. {}", s.fixed.as_deref().unwrap_or_default())
        }
    }
}

/// Cases by bins of one width; what lies beyond the ends is in the outer ones, and empty bins are left out.
fn binned(cases: &[Case], (lowest, highest, width): (f64, f64, f64)) -> Vec<Bin> {
    let count = ((highest - lowest) / width).round() as usize + 1;
    let mut bins: Vec<Bin> = (0..count)
        .map(|i| {
            let low = lowest + width * i as f64;
            Bin { low, high: low + width, bad: 0, n: 0 }
        })
        .collect();
    for (_, x, bad) in cases {
        let at = ((x - lowest) / width).floor().clamp(0.0, (count - 1) as f64) as usize;
        bins[at].n += 1;
        bins[at].bad += u32::from(*bad);
    }
    bins.retain(|b| b.n > 0);
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_in_one_bin_and_the_ends_take_what_lies_beyond() {
        let day = Day::default();
        let cases = [(day, 12.0, true), (day, 44.9, false), (day, 45.0, true), (day, 99.0, false)];
        let bins = binned(&cases, (40.0, 90.0, 5.0));
        let shown: Vec<(f64, u32, u32)> = bins.iter().map(|b| (b.low, b.n, b.bad)).collect();
        assert_eq!(shown, [(40.0, 2, 1), (45.0, 1, 1), (90.0, 1, 0)]);
    }

    fn day(n: i64) -> Day {
        shift(Day::from_ymd_opt(2026, 1, 1).unwrap(), n)
    }

    /// Weeks that gained from one to seven, of which those over `bearable` went badly; the last eight judge.
    fn growth(bearable: f64, now: f64, weeks: i64) -> Calibrated {
        let cases = (0..weeks).map(|i| {
            let gain = 0.5 + (i % 7) as f64;
            (day(7 * i), -gain, gain > bearable)
        });
        let row = Parameter::Ramp.row();
        let cut = Cut::new(Side::Good, (-5.0, -5.0 - now), (-5.0 - row.range.1, -5.0 - row.range.0), row.step);
        let study = Study {
            parameter: Parameter::Ramp,
            of: "weeks",
            least: WEEKS,
            cases: cases.collect(),
            grid: (-9.0, 4.0, 1.0),
            cut,
            value: &|x| -x - 5.0,
            fixed: None,
        };
        look(&study, day(7 * (weeks - 8)))
    }

    #[test]
    fn growth_that_goes_badly_lowers_the_limit_a_step_at_a_time() {
        let c = growth(3.0, 0.0, 52);
        assert_eq!((c.found, c.proposed), (Some(-2.0), Some(-0.5)), "{}", c.text);
        let c = growth(3.0, -2.0, 52);
        assert_eq!(c.proposed, None, "the book draws, the last weeks speak against it: {}", c.text);
        let c = growth(6.0, 0.0, 52);
        assert_eq!(c.proposed, Some(0.5), "{}", c.text);
        let c = growth(6.0, 1.0, 52);
        assert_eq!(c.proposed, Some(0.75), "drawn towards the book: {}", c.text);
        let c = growth(9.0, 0.0, 52);
        assert_eq!(c.proposed, None, "nothing went badly: {}", c.text);
        let c = growth(3.0, 0.0, 15);
        assert_eq!(c.proposed, None);
        assert!(c.text.contains("20 are needed"), "{}", c.text);
    }

    #[test]
    fn what_foresees_worse_is_dropped() {
        // What would be cut off went badly before, and well in the last weeks.
        let cases = (0..200).map(|i| {
            let score = 62.0 + (i % 5) as f64 * 5.0;
            (day(i), score, score < 74.0 && (i < 144 || !(66.0..=68.0).contains(&score)))
        });
        let row = Parameter::GreenCut.row();
        let study = Study {
            parameter: Parameter::GreenCut,
            of: "mornings",
            least: MORNINGS,
            cases: cases.collect(),
            grid: (40.0, 90.0, 5.0),
            cut: Cut::new(Side::Good, (70.0, 66.0), row.range, row.step),
            value: &|x| x,
            fixed: None,
        };
        let c = look(&study, day(144));
        let (own, now) = c.brier.unwrap_or_default();
        assert!(c.proposed.is_none() && own > now, "{c:?}");
        assert!(c.text.contains("worse than 66 did"), "{}", c.text);
    }
}
