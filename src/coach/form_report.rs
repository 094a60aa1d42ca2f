//! The form screen's figures: both conventions, ramp, bands, strain, per sport, and what the model says of the goal day.
//!
//! Owns: putting them together. Does not own: any formula. Pure.

use super::effect::{expected, projection};
use crate::{
    domain::{
        Athlete, Day, FormPoint, Plan, Severity, Sport,
        day::{between, shift},
        settings::FormSettings,
    },
    science::{
        banister::{self, fit::Fit, predict::Prediction},
        form::{
            self,
            bands::{Band, band},
        },
        history::History,
        monotony, performance,
        workload::{self, Workload},
    },
};
use serde::Serialize;

/// Days of the past that the model is fitted on at most.
const MODEL_DAYS: i64 = 700;

/// Everything that is said of form.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FormReport {
    /// `exp/prev`.
    pub convention: String,
    /// Less than 84 days of history stand behind CTL and no seed is set.
    pub warming_up: bool,
    /// CTL on the evening before the first day.
    pub seed_ctl: f64,
    /// ATL on that evening.
    pub seed_atl: f64,
    /// This morning.
    pub morning: MorningForm,
    /// The days asked for, as lived.
    pub days: Vec<FormPoint>,
    /// Today and the days after it under the plan.
    pub projection: Vec<FormPoint>,
    /// The seven days up to yesterday; missing before any load is known.
    pub week: Option<WeekStrain>,
    /// Acute against chronic load; context only.
    pub workload: WorkloadView,
    /// Each sport alone.
    pub sports: Vec<SportForm>,
    /// The morning of the goal.
    pub race: Option<RaceForm>,
    /// The impulse-response model.
    pub model: Option<Model>,
}

/// Form of a morning; nothing of it is known before there is any load, or a seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct MorningForm {
    /// Fitness.
    pub ctl: Option<f64>,
    /// Fatigue.
    pub atl: Option<f64>,
    /// Form.
    pub tsb: Option<f64>,
    /// CTL gained in the last seven days.
    pub ramp: Option<f64>,
    /// CTL per week over the last 28 days, as a slope.
    pub slope_28: Option<f64>,
    /// Its bands.
    pub band: Option<Band>,
}

/// Monotony and strain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct WeekStrain {
    /// Load of the seven days.
    pub load: f64,
    /// Mean over standard deviation, 10 at most.
    pub monotony: f64,
    /// Load times monotony.
    pub strain: f64,
    /// What only one in twenty of one's own last 26 weeks exceeded.
    pub strain_limit: Option<f64>,
    /// Over that limit, and monotonous with it.
    pub strained: bool,
}

/// The ratios with what to think of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct WorkloadView {
    /// The ratios.
    #[serde(flatten)]
    pub ratios: Workload,
    /// One sentence.
    pub note: &'static str,
}

/// Form of one sport alone, this morning.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SportForm {
    /// Which.
    pub sport: Sport,
    /// Fitness.
    pub ctl: f64,
    /// Fatigue.
    pub atl: f64,
    /// Form.
    pub tsb: f64,
}

/// The morning of the goal under the plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RaceForm {
    /// The day.
    pub day: Day,
    /// Fitness.
    pub ctl: f64,
    /// Fatigue.
    pub atl: f64,
    /// Form.
    pub tsb: f64,
    /// Its bands.
    pub band: Band,
    /// Performance against this morning's, when the model has enough to go by.
    pub prediction: Option<Prediction>,
}

/// The model, and how far to trust it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ResponseModel")]
pub struct Model {
    /// The sport whose efforts it was fitted on.
    pub sport: Sport,
    /// The fit.
    #[serde(flatten)]
    pub fit: Fit,
    /// What it says and what not, in a sentence or two.
    pub note: String,
}

/// The report of `today`, for the days from `from` to `to` (both included).
#[must_use]
pub fn report(athlete: &Athlete, history: &History, from: Day, to: Day, today: Day) -> FormReport {
    let f = history.morning(today);
    let plan = athlete.plan.as_ref();
    let end = plan.and_then(Plan::last_day).unwrap_or(today).max(to).max(today);
    let floor = athlete.active_mission(today).and_then(|m| m.constraints.min_tsb);
    let lived = |x: f64| history.has_form().then_some(x);
    let known = history.has_form() || plan.is_some();
    let projection = if known { projection(athlete, history, plan, today, end) } else { vec![] };
    let model = model(athlete, history, today);
    FormReport {
        convention: form::convention_name(history.form_settings()).to_owned(),
        warming_up: f.warming_up,
        seed_ctl: history.seed.0,
        seed_atl: history.seed.1,
        morning: MorningForm {
            ctl: lived(f.ctl),
            atl: lived(f.atl),
            tsb: lived(f.tsb),
            ramp: lived(f.ramp),
            slope_28: form::slope_28(&history.daily, shift(today, -1)),
            band: history.has_form().then(|| band(f.tsb, f.ctl, floor)),
        },
        days: history.daily.iter().filter(|p| p.date >= from && p.date <= to).copied().collect(),
        week: history.has_form().then(|| week_strain(history, today)),
        workload: workload_view(history, today),
        sports: sports(history, today),
        race: race(athlete, history, &projection, model.as_ref(), floor, today),
        projection,
        model,
    }
}

/// The same under other conventions than the athlete's settings.
#[must_use]
pub fn under(athlete: &Athlete, settings: FormSettings, today: Day) -> (Athlete, History) {
    let mut other = athlete.clone();
    other.settings.form = settings;
    let history = History::build(&other, today);
    (other, history)
}

/// Monotony and strain of the seven days before `day`, against the athlete's own weeks before those.
#[must_use]
pub fn week_strain(history: &History, day: Day) -> WeekStrain {
    let week = history.week_before(day);
    let before = history.weeks_before(shift(day, -7), monotony::STRAIN_WEEKS);
    WeekStrain {
        load: crate::domain::num::total(week),
        monotony: monotony::monotony(&week),
        strain: monotony::strain(&week),
        strain_limit: monotony::strain_limit(&before),
        strained: monotony::strained(&week, &before),
    }
}

fn workload_view(history: &History, today: Day) -> WorkloadView {
    let until = history.daily.partition_point(|p| p.date < today);
    let loads: Vec<f64> = history.daily[..until].iter().map(|p| p.load).collect();
    WorkloadView {
        ratios: workload::ratios(&loads),
        note: "Context only: a ratio of loads has not been shown to foresee injuries, and no rule blocks on it.",
    }
}

/// Each sport that was trained in the last 42 days, the fittest first.
fn sports(history: &History, today: Day) -> Vec<SportForm> {
    let recent = history.within(shift(today, -42), shift(today, -1));
    let mut all: Vec<SportForm> = Sport::ALL
        .into_iter()
        .filter(|s| recent.iter().any(|l| l.sport == *s && l.counts))
        .filter_map(|sport| {
            let series = history.daily_of(sport);
            let last = series.iter().rev().find(|p| p.date < today)?;
            Some(SportForm { sport, ctl: last.ctl, atl: last.atl, tsb: last.ctl - last.atl })
        })
        .collect();
    all.sort_by(|a, b| b.ctl.total_cmp(&a.ctl).then(a.sport.cmp(&b.sport)));
    all
}

/// The sport that performances are taken of: the mission's, else the one with the most load of the two that have any.
fn model_sport(athlete: &Athlete, history: &History, today: Day) -> Sport {
    let measured = |s: &Sport| matches!(s, Sport::Bike | Sport::Run);
    if let Some(s) = athlete.active_mission(today).map(|m| m.goal.sport).filter(measured) {
        return s;
    }
    let load =
        |s: Sport| crate::domain::num::total(history.loads.iter().filter(|l| l.sport == s).map(|l| l.load.value));
    if load(Sport::Run) > load(Sport::Bike) { Sport::Run } else { Sport::Bike }
}

fn model(athlete: &Athlete, history: &History, today: Day) -> Option<Model> {
    let (first, loads) = model_loads(history, today)?;
    let sport = model_sport(athlete, history, today);
    let tests: Vec<(usize, f64)> = performance::series(athlete, sport, first, shift(today, -1))
        .into_iter()
        .filter_map(|(d, v)| Some((usize::try_from(between(first, d)).ok()?, v)))
        .collect();
    let fit = banister::fit::fit(&loads, &tests);
    let note = match (fit.uninformative, fit.params) {
        (None, _) => format!("Fitted on {} hard efforts of your own. {}", fit.tests, banister::CAVEAT),
        (Some(why), Some(p)) if p.k1 <= 0.0 => {
            format!("No prediction: {}, and they don't rise with the load.", why.text())
        }
        (Some(why), Some(_)) => {
            format!("Uninformative ({}): the shape is the population's. {}", why.text(), banister::CAVEAT)
        }
        (Some(why), None) => format!("No prediction: {}.", why.text()),
    };
    Some(Model { sport, fit, note })
}

/// The daily loads up to yesterday that the model sees, and the day of the first.
fn model_loads(history: &History, today: Day) -> Option<(Day, Vec<f64>)> {
    let from = shift(today, -MODEL_DAYS);
    let past: Vec<&FormPoint> = history.daily.iter().filter(|p| p.date >= from && p.date < today).collect();
    Some((past.first()?.date, past.iter().map(|p| p.load).collect()))
}

fn race(
    athlete: &Athlete,
    history: &History,
    projection: &[FormPoint],
    model: Option<&Model>,
    floor: Option<f64>,
    today: Day,
) -> Option<RaceForm> {
    let plan = athlete.plan.as_ref()?;
    let day = athlete.active_mission(today).filter(|m| m.id == plan.mission)?.goal.date.filter(|d| *d > today)?;
    let eve = projection.iter().find(|p| p.date == shift(day, -1))?;
    let tsb = eve.ctl - eve.atl;
    let prediction = model.and_then(|m| {
        let (_, past) = model_loads(history, today)?;
        let ahead: Vec<f64> =
            expected(athlete, history, Some(plan), today, shift(day, -1)).map(|(_, l)| l).collect();
        banister::predict::predict(&m.fit, &past, &ahead)
    });
    Some(RaceForm { day, ctl: eve.ctl, atl: eve.atl, tsb, band: band(tsb, eve.ctl, floor), prediction })
}

/// What a severity of form is called.
#[must_use]
pub fn severity_words(s: Severity) -> &'static str {
    match s {
        Severity::Block => "too deep for any load",
        Severity::Warn => "deep in fatigue",
        Severity::Info => "within limits",
    }
}
