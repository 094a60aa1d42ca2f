//! The figures of a morning, as measured: what the sub-scores and the coach's flags are made of.

use crate::domain::{Athlete, CheckIn, Day, Metric, Provider, WellnessDay, day::shift};
use crate::science::{
    form,
    history::{FormMorning, History},
    hrv::{self, HrvStats},
    monotony, rpe, sleep,
    stats::median,
};

/// Nights of the usual resting heart rate, and how many of them it needs.
const RHR_NIGHTS: i64 = 28;
const RHR_LEAST: usize = 10;
/// Oldest value that stands for a morning, days.
const OLDEST: i64 = 1;

/// One measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// In the metric's unit.
    pub value: f64,
    /// Who measured it.
    pub source: Provider,
    /// Morning that it describes.
    pub day: Day,
}

/// Everything that flags and sub-scores read. Missing is `None`; nothing is filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Signals {
    /// The morning.
    pub day: Day,
    /// HRV of the week against the two months before, of one source.
    pub hrv: HrvStats,
    /// Mean coefficient of variation of the weeks that ended on each of the 60 days before, %.
    pub hrv_cv_usual: Option<f64>,
    /// Newest HRV of that source, ms, and whether it is SDNN rather than rMSSD.
    pub hrv_last: Option<(Measured, bool)>,
    /// Resting heart rate, bpm, of today or yesterday.
    pub rhr: Option<Measured>,
    /// Usual resting heart rate: the median of 28 nights before; needs ten.
    pub rhr_usual: Option<f64>,
    /// Nights behind that median.
    pub rhr_nights: usize,
    /// RHR − usual, bpm.
    pub rhr_delta: Option<f64>,
    /// The same of the morning before the measured one.
    pub rhr_delta_before: Option<f64>,
    /// Hours slept in the last three nights, newest first.
    pub sleep: [Option<f64>; 3],
    /// Newest night, of today or yesterday.
    pub sleep_last: Option<Measured>,
    /// Hours needed.
    pub sleep_need: f64,
    /// Hours slept over hours needed.
    pub sleep_ratio: Option<f64>,
    /// Median of the nights of nine weeks; needs fourteen.
    pub sleep_usual: Option<f64>,
    /// Hours missed per night over fourteen nights.
    pub sleep_debt: Option<f64>,
    /// Nights behind the debt.
    pub sleep_nights: usize,
    /// Body temperature over the usual, °C.
    pub temperature: Option<Measured>,
    /// Body temperature itself, °C, of this morning.
    pub body_temperature: Option<Measured>,
    /// Body Battery at last night's bedtime, 0–100.
    pub body_battery_bed: Option<f64>,
    /// Body Battery this morning, 0–100.
    pub body_battery_wake: Option<f64>,
    /// The athlete's feel, 0–100, 100 best: the mean of this morning's answers.
    pub subjective: Option<f64>,
    /// Where the feel was said.
    pub subjective_source: Option<Provider>,
    /// This morning's check-in.
    pub check_in: Option<CheckIn>,
    /// Form of the morning.
    pub form: FormMorning,
    /// TSB over CTL (at least 20); `None` before 28 days of load stand behind it.
    pub tsb_share: Option<f64>,
    /// Yesterday's load over CTL (at least 20); `None` when yesterday is not known or as above.
    pub prev_ratio: Option<f64>,
    /// Monotony of the seven days before.
    pub monotony: f64,
    /// Strain of the seven days before.
    pub strain: f64,
    /// The strain that 95 % of the athlete's last 26 weeks stayed under; needs eight weeks.
    pub strain_p95: Option<f64>,
    /// By how much the ratings of the last two sessions exceed what goes with their intensity, newest first.
    pub rpe_excess: [Option<f64>; 2],
    /// Days of the last seven of which nothing is known.
    pub unconfirmed: usize,
}

/// The figures of the morning of `today`.
#[must_use]
pub fn signals(athlete: &Athlete, history: &History, today: Day) -> Signals {
    let nights = Nights { athlete, today };
    let (hrv, hrv_last) = nights.hrv();
    let hrv_cv_usual = hrv_last.and_then(|(m, sdnn)| nights.usual_cv(m, sdnn));
    let rhr = nights.newest(&Metric::RestingHr);
    let (rhr_usual, rhr_nights) = rhr.map_or((None, 0), |m| nights.usual_rhr(m));
    let rhr_before = rhr.and_then(|m| nights.on(&Metric::RestingHr, shift(m.day, -1)));
    let sleep = nights.sleep();
    let check_in = athlete.check_ins.get(&today).cloned();
    let own = check_in.as_ref().and_then(feel).map(|s| (s, Provider::Manual));
    let said = own.or_else(|| nights.felt());
    let form = history.morning(today);
    let known_load = load_is_known(history, today);
    let yesterday = shift(today, -1);
    let week = history.week_before(today);
    Signals {
        day: today,
        hrv,
        hrv_cv_usual,
        hrv_last,
        rhr,
        rhr_usual,
        rhr_nights,
        rhr_delta: rhr.zip(rhr_usual).map(|(m, u)| m.value - u),
        rhr_delta_before: rhr_before.and_then(|m| nights.usual_rhr(m).0.map(|u| m.value - u)),
        sleep: [0, 1, 2].map(|i| nights.on(&Metric::SleepHours, shift(today, -i)).map(|m| m.value)),
        sleep_last: nights.newest(&Metric::SleepHours),
        sleep_need: sleep.need,
        sleep_ratio: nights.newest(&Metric::SleepHours).map(|m| m.value / sleep.need),
        sleep_usual: sleep.usual,
        sleep_debt: sleep.debt,
        sleep_nights: sleep.nights,
        temperature: nights.newest(&Metric::TempDeviation),
        body_temperature: nights.on(&Metric::BodyTemp, today),
        body_battery_bed: nights.on(&Metric::BodyBatteryBed, today).map(|m| m.value),
        body_battery_wake: nights.on(&Metric::BodyBatteryWake, today).map(|m| m.value),
        subjective: said.map(|s| s.0),
        subjective_source: said.map(|s| s.1),
        check_in,
        form,
        tsb_share: known_load.then(|| form::tsb_share(form.tsb, form.ctl)),
        prev_ratio: (known_load && !history.unconfirmed(yesterday))
            .then(|| history.load_on(yesterday) / form.ctl.max(20.0)),
        monotony: monotony::monotony(&week),
        strain: monotony::strain(&week),
        strain_p95: monotony::strain_limit(&history.weeks_before(shift(today, -7), monotony::STRAIN_WEEKS)),
        rpe_excess: rpe_excess(history, today),
        unconfirmed: (1_i64..=7).filter(|i| history.unconfirmed(shift(today, -i))).count(),
    }
}

/// Mean of the answers, 1 → 100 and 5 → 0; pain is not part of it.
fn feel(c: &CheckIn) -> Option<f64> {
    let scores: Vec<f64> = c.answers().map(|v| (5.0 - f64::from(v)) * 25.0).collect();
    crate::science::stats::mean(&scores)
}

/// Whether CTL means something: 28 days of load or a seed behind it, and not a week without news.
fn load_is_known(history: &History, today: Day) -> bool {
    history.grown(today) && (1..=7).any(|i| !history.unconfirmed(shift(today, -i)))
}

fn rpe_excess(history: &History, today: Day) -> [Option<f64>; 2] {
    let recent = history.within(shift(today, -14), shift(today, -1));
    let mut rated = recent.iter().rev().filter_map(|l| {
        let (_, top) = rpe::expected(l.load.intensity?)?;
        Some(l.rpe? - top)
    });
    [rated.next(), rated.next()]
}

/// For each of the `days` that end with `today`, oldest first: whether the week's HRV lay in its thirty-day range that
/// morning, of the source that this morning is judged by. `None` where nights are missing.
#[must_use]
pub fn within_range(athlete: &Athlete, today: Day, days: i64) -> Vec<Option<bool>> {
    let nights = Nights { athlete, today };
    let Some((m, sdnn)) = nights.hrv().1 else { return vec![None; usize::try_from(days).unwrap_or(0)] };
    let metric = if sdnn { Metric::HrvSdnn } else { Metric::HrvRmssd };
    let of = |day: Day, n: i64| -> Vec<f64> {
        (0..n).filter_map(|i| nights.ln(&metric, m.source, shift(day, -i))).collect()
    };
    (0..days)
        .rev()
        .map(|back| {
            let day = shift(today, -back);
            nights.ln(&metric, m.source, day)?;
            hrv::guided::within(&of(day, hrv::WEEK), &of(day, hrv::guided::RANGE_DAYS))
        })
        .collect()
}

struct Slept {
    need: f64,
    usual: Option<f64>,
    debt: Option<f64>,
    nights: usize,
}

struct Nights<'a> {
    athlete: &'a Athlete,
    today: Day,
}

impl Nights<'_> {
    fn day(&self, day: Day) -> Option<&WellnessDay> {
        self.athlete.wellness.get(&day)
    }

    fn on(&self, metric: &Metric, day: Day) -> Option<Measured> {
        self.day(day)?.get(metric).map(|r| Measured { value: r.value, source: r.source, day })
    }

    /// Today's value, else yesterday's.
    fn newest(&self, metric: &Metric) -> Option<Measured> {
        (0..=OLDEST).find_map(|i| self.on(metric, shift(self.today, -i)))
    }

    /// Values of `from ..= to`, of one source or of the best of each day.
    fn values(&self, metric: &Metric, source: Option<Provider>, from: Day, to: Day) -> Vec<f64> {
        let one = |d: &WellnessDay| match source {
            Some(s) => d.readings.iter().find(|r| r.source == s && &r.metric == metric).map(|r| r.value),
            None => d.value(metric),
        };
        self.athlete.wellness.range(from..=to.max(from)).filter_map(|(_, d)| one(d)).collect()
    }

    /// The median before `m`, of its own source when that has nights enough, and the number of nights.
    fn usual_rhr(&self, m: Measured) -> (Option<f64>, usize) {
        let (from, to) = (shift(m.day, -RHR_NIGHTS), shift(m.day, -1));
        let own = self.values(&Metric::RestingHr, Some(m.source), from, to);
        let used = if own.len() >= RHR_LEAST { own } else { self.values(&Metric::RestingHr, None, from, to) };
        (median(&used).filter(|_| used.len() >= RHR_LEAST), used.len())
    }

    fn sleep(&self) -> Slept {
        let before =
            |days: i64| self.values(&Metric::SleepHours, None, shift(self.today, -days), shift(self.today, -1));
        // What is written by hand goes before what was found.
        let own = self.athlete.active_mission(self.today).and_then(|m| m.personal.sleep_need);
        let need = sleep::need(self.athlete.settings.sleep_need_h.or(own), &before(60));
        let usual = before(63);
        // The debt ends with the newest night that may stand for this morning.
        let end = self.newest(&Metric::SleepHours).map(|m| m.day);
        let last: Vec<Option<f64>> = end.map_or_else(Vec::new, |end| {
            let back = 0..sleep::DEBT_NIGHTS;
            back.map(|i| self.on(&Metric::SleepHours, shift(end, -i)).map(|m| m.value)).collect()
        });
        Slept {
            need,
            usual: median(&usual).filter(|_| usual.len() >= 14),
            debt: sleep::debt(&last, need, sleep::DECAY),
            nights: last.iter().flatten().count(),
        }
    }

    /// Statistics of the source that can say most: a value of today or yesterday, then a baseline long enough, then
    /// rMSSD before SDNN, then the source's rank. Sources are never mixed.
    fn hrv(&self) -> (HrvStats, Option<(Measured, bool)>) {
        let mut best: Option<(_, HrvStats, Measured, bool)> = None;
        for (metric, sdnn) in [(Metric::HrvRmssd, false), (Metric::HrvSdnn, true)] {
            for back in 0..=OLDEST {
                let day = shift(self.today, -back);
                let readings = self.day(day).map(|d| d.readings.as_slice()).unwrap_or_default();
                for r in readings.iter().filter(|r| r.metric == metric && r.value > 0.0) {
                    let stats = self.hrv_of(&metric, r.source, day);
                    let long = stats.baseline_nights >= hrv::BASELINE_LEAST;
                    let rank = (long, !sdnn, -back, r.source.rank());
                    if best.as_ref().is_none_or(|b| rank > b.0) {
                        best = Some((rank, stats, Measured { value: r.value, source: r.source, day }, sdnn));
                    }
                }
            }
        }
        best.map_or_else(Default::default, |(_, stats, m, sdnn)| (stats, Some((m, sdnn))))
    }

    /// Feel as a service has it for today, 0–100: what the athlete typed elsewhere. The check-in goes before it.
    fn felt(&self) -> Option<(f64, Provider)> {
        let items: Vec<Measured> = Metric::FELT.iter().filter_map(|m| self.on(m, self.today)).collect();
        let scores: Vec<f64> = items.iter().map(|m| (5.0 - m.value.clamp(1.0, 5.0)) * 25.0).collect();
        Some((crate::science::stats::mean(&scores)?, items.first()?.source))
    }

    fn ln(&self, metric: &Metric, source: Provider, day: Day) -> Option<f64> {
        let r = self.day(day)?.readings.iter().find(|r| r.source == source && &r.metric == metric)?;
        (r.value > 0.0).then(|| r.value.ln())
    }

    /// Mean CV of the weeks that ended on each of the sixty days before the newest night; needs fourteen of them.
    fn usual_cv(&self, m: Measured, sdnn: bool) -> Option<f64> {
        let metric = if sdnn { Metric::HrvSdnn } else { Metric::HrvRmssd };
        let nights: Vec<Option<f64>> = (0..hrv::BASELINE + hrv::WEEK)
            .rev()
            .map(|i| self.ln(&metric, m.source, shift(m.day, -1 - i)))
            .collect();
        let cvs: Vec<f64> = nights
            .windows(hrv::WEEK as usize)
            .filter_map(|w| {
                let valid: Vec<f64> = w.iter().flatten().copied().collect();
                let mean = crate::science::stats::mean(&valid).filter(|m| *m > 0.0)?;
                let sd = crate::science::stats::sample_sd(&valid)?;
                (valid.len() >= hrv::WEEK_LEAST).then_some(100.0 * sd / mean)
            })
            .collect();
        crate::science::stats::mean(&cvs).filter(|_| cvs.len() >= hrv::BASELINE_LEAST)
    }

    /// The week that ends with `last`, against the sixty nights before it.
    fn hrv_of(&self, metric: &Metric, source: Provider, last: Day) -> HrvStats {
        let ln = |day: Day| self.ln(metric, source, day);
        let week: Vec<Option<f64>> = (0..hrv::WEEK).rev().map(|i| ln(shift(last, -i))).collect();
        let before = hrv::WEEK..hrv::WEEK + hrv::BASELINE;
        let baseline: Vec<f64> = before.filter_map(|i| ln(shift(last, -i))).collect();
        hrv::stats(&baseline, &week)
    }
}
