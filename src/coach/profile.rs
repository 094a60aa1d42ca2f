//! The athlete over the last months: level, volume, distribution, thresholds, strengths and weaknesses with what they
//! are told from.
//!
//! Owns: which rules make a strength or a weakness. Does not own: formulas, storage, words of a page. The limits are our
//! design, except where a line says otherwise.

pub mod power;
pub mod versions;
pub mod zones;

use super::phases::event_minutes;
use crate::{
    domain::{
        Athlete, Band, Day, Sport, ThresholdKind,
        day::{between, monday, shift, span},
        num::{Total, total},
        settings::ThresholdSource,
    },
    science::{
        distribution, durability,
        history::{ActivityLoad, History},
        monotony, readiness,
        stats::{mean, median},
        thresholds::candidates::{self, Vo2Max},
    },
};
use power::BestPower;
use serde::Serialize;
use std::collections::BTreeMap;
use zones::ZoneTable;

/// Weeks that volume and consistency are told from.
const WEEKS: i64 = 12;

/// A profile.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Profile {
    /// The day it is of.
    pub day: Day,
    /// First day looked at.
    pub from: Day,
    /// Activities looked at.
    pub activities: usize,
    /// `beginner`, `intermediate`, `advanced`; `unknown` before any load is known.
    pub level: &'static str,
    /// What the level is told from.
    pub level_why: String,
    /// Fitness this morning; missing before any load is known.
    pub ctl: Option<f64>,
    /// The middle of twelve complete weeks; missing as fitness.
    pub weekly: Option<Weekly>,
    /// Weeks of twelve with three sessions and more.
    pub consistent_weeks: u32,
    /// Longest session by sport, minutes.
    pub longest: BTreeMap<Sport, f64>,
    /// Shares low, mid, high.
    pub shares: Option<[f64; 3]>,
    /// Class of the distribution and its polarization index.
    pub distribution: Option<(distribution::Class, Option<f64>)>,
    /// Thresholds that hold, with their age.
    pub thresholds: Vec<ThresholdLine>,
    /// Zones that follow from them.
    pub zones: Vec<ZoneTable>,
    /// VO2max with how it was told.
    pub vo2max: Option<Vo2Max>,
    /// Best power over a few durations, against the athlete's own past.
    pub power: Vec<BestPower>,
    /// Best 20 min over best 5 min of power.
    pub power_ratio: Option<f64>,
    /// Best 5 s over best 5 min of power.
    pub sprint_ratio: Option<f64>,
    /// Sleep, HRV, mornings.
    pub recovery: Recovery,
    /// Monotony, the middle of twelve weeks.
    pub monotony: Option<f64>,
    /// What is strong.
    pub strengths: Vec<Trait>,
    /// What is weak, with what to do about it.
    pub weaknesses: Vec<Trait>,
    /// What to be careful of.
    pub risks: Vec<String>,
}

/// Volume of a week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Weekly {
    /// Load.
    pub load: f64,
    /// Hours.
    pub hours: f64,
    /// km by sport.
    pub km: BTreeMap<Sport, f64>,
    /// Sessions.
    pub sessions: f64,
}

/// One threshold.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ThresholdLine {
    /// Kind.
    pub kind: &'static str,
    /// Sport.
    pub sport: Sport,
    /// Value in the unit of the kind.
    pub value: f64,
    /// The value as the field writes it: `250 W`, `4:05 /km`.
    pub written: String,
    /// Set, estimated, assumed.
    pub source: ThresholdSource,
    /// Days since it holds.
    pub age_days: i64,
}

/// Sleep, HRV, mornings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Recovery {
    /// Hours a night.
    pub sleep_h: Option<f64>,
    /// Variation of HRV in the last week, percent.
    pub hrv_cv_pct: Option<f64>,
    /// Share of mornings that were amber or red.
    pub amber_red_share: Option<f64>,
    /// Mornings with a score.
    pub mornings: u32,
}

/// A strength or a weakness.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Trait {
    /// Name of the rule.
    pub id: &'static str,
    /// In words.
    pub text: String,
    /// What it is told from.
    pub evidence: String,
    /// What to do about it.
    pub advice: Option<&'static str>,
}

/// The profile of `today` from the `days` before it.
#[must_use]
pub fn profile(athlete: &Athlete, today: Day, days: i64) -> Profile {
    let history = History::build(athlete, today);
    let from = shift(today, -days.max(1));
    let done: Vec<&ActivityLoad> = history.within(from, today).iter().filter(|l| l.counts).collect();
    let minutes = history.zone_minutes(from, today);
    let shares = distribution::shares(minutes);
    let ctl = history.has_form().then(|| history.morning(today).ctl);
    let (level, level_why) = level(&history, ctl, today);
    let weeks = weeks(&history, today);
    let power = power::bests(athlete, today, days.max(1));
    let watts = |s: u32| power.iter().find(|b| b.seconds == s).map(|b| b.watts);
    let ratio = |s: u32| watts(s).zip(watts(300).filter(|w| *w > 0.0)).map(|(a, five)| a / five);
    let mut p = Profile {
        day: today,
        from,
        activities: done.len(),
        level,
        level_why,
        ctl,
        consistent_weeks: u32::try_from(weeks.iter().filter(|w| w.sessions >= 3.0).count()).unwrap_or(0),
        weekly: ctl.map(|_| middle(&weeks)),
        longest: longest(&done),
        shares,
        distribution: shares.map(distribution::classify).map(|(i, c)| (c, i)),
        zones: zones::zones(athlete, &history, &done, today),
        thresholds: thresholds(&history, &done, today),
        vo2max: candidates::vo2max(athlete, &history.book, today),
        power_ratio: ratio(1200),
        sprint_ratio: ratio(5),
        power,
        recovery: recovery(athlete, &history, from, today),
        monotony: weekly_monotony(&history, today),
        strengths: Vec::new(),
        weaknesses: Vec::new(),
        risks: Vec::new(),
    };
    judge(athlete, &history, &done, &mut p);
    p
}

/// Beginner under CTL 35 or a year of history, advanced over 70; nobody is called elite by a formula.
fn level(history: &History, ctl: Option<f64>, today: Day) -> (&'static str, String) {
    let Some(ctl) = ctl else { return ("unknown", "no activity yet".to_owned()) };
    let months = history.daily.first().map_or(0, |p| between(p.date, today) / 30);
    let why = format!("fitness {ctl:.0}, {months} months of history");
    let level = if ctl < 35.0 || months < 12 {
        "beginner"
    } else if ctl <= 70.0 {
        "intermediate"
    } else {
        "advanced"
    };
    (level, why)
}

fn weeks(history: &History, today: Day) -> Vec<Weekly> {
    let this = monday(today);
    (1..=WEEKS).map(|i| week(history, shift(this, -7 * i))).collect()
}

fn week(history: &History, first: Day) -> Weekly {
    let done = || history.within(first, shift(first, 6)).iter().filter(|l| l.counts);
    let mut km = BTreeMap::new();
    for l in done() {
        if let Some(m) = l.metres {
            *km.entry(l.sport).or_insert(0.0) += m / 1000.0;
        }
    }
    Weekly {
        load: total(done().map(|l| l.load.value)),
        hours: total(done().map(|l| l.minutes)) / 60.0,
        km,
        sessions: done().count() as f64,
    }
}

fn middle(weeks: &[Weekly]) -> Weekly {
    let of = |f: &dyn Fn(&Weekly) -> f64| median(&weeks.iter().map(f).collect::<Vec<_>>()).unwrap_or(0.0);
    let sports: std::collections::BTreeSet<Sport> = weeks.iter().flat_map(|w| w.km.keys().copied()).collect();
    Weekly {
        load: of(&|w| w.load),
        hours: of(&|w| w.hours),
        sessions: of(&|w| w.sessions),
        km: sports.into_iter().map(|s| (s, of(&|w| w.km.get(&s).copied().unwrap_or(0.0)))).collect(),
    }
}

fn longest(done: &[&ActivityLoad]) -> BTreeMap<Sport, f64> {
    let mut all = BTreeMap::new();
    for l in done {
        let m: &mut f64 = all.entry(l.sport).or_insert(0.0);
        *m = m.max(l.minutes);
    }
    all
}

fn thresholds(history: &History, done: &[&ActivityLoad], today: Day) -> Vec<ThresholdLine> {
    let sports: std::collections::BTreeSet<Sport> = done.iter().map(|l| l.sport).collect();
    let kinds = [
        (ThresholdKind::Ftp, Some(Sport::Bike)),
        (ThresholdKind::ThresholdSpeed, Some(Sport::Run)),
        (ThresholdKind::Css, Some(Sport::Swim)),
        (ThresholdKind::Lthr, None),
        (ThresholdKind::HrMax, None),
        (ThresholdKind::HrRest, None),
    ];
    let first = sports.iter().next().copied();
    kinds
        .into_iter()
        .filter_map(|(kind, sport)| {
            let sport = sport.or(first)?;
            let t = sports.contains(&sport).then(|| history.book.at(kind, sport, today)).flatten()?;
            Some(ThresholdLine {
                kind: kind.name(),
                sport,
                value: t.value,
                written: kind.written(t.value),
                source: t.source,
                age_days: between(t.from, today).max(0),
            })
        })
        .collect()
}

fn recovery(athlete: &Athlete, history: &History, from: Day, today: Day) -> Recovery {
    let sleep: Vec<f64> = athlete
        .wellness
        .range(from..=today)
        .filter_map(|(_, w)| w.value(&crate::domain::Metric::SleepHours))
        .collect();
    let bands: Vec<Band> = span(from, today)
        .map(|d| readiness::assess(athlete, history, d).band)
        .filter(|b| *b != Band::Unknown)
        .collect();
    let off = bands.iter().filter(|b| **b != Band::Green).count();
    Recovery {
        sleep_h: mean(&sleep),
        hrv_cv_pct: readiness::signals(athlete, history, today).hrv.cv,
        amber_red_share: (!bands.is_empty()).then(|| off as f64 / bands.len() as f64),
        mornings: u32::try_from(bands.len()).unwrap_or(u32::MAX),
    }
}

fn weekly_monotony(history: &History, today: Day) -> Option<f64> {
    let this = monday(today);
    let weeks: Vec<f64> = (0..WEEKS)
        .map(|i| history.week_before(shift(this, -7 * i)))
        .filter(|w| w.iter().copied().total() > 0.0)
        .map(|w| monotony::monotony(&w))
        .collect();
    median(&weeks)
}

/// The rules, each with what it needs to be told from.
fn judge(athlete: &Athlete, history: &History, done: &[&ActivityLoad], p: &mut Profile) {
    endurance(athlete, done, p);
    consistency(history, p);
    if let Some(r) = p.power_ratio {
        let evidence = format!("20 min over 5 min of power {r:.2}");
        if r >= 0.87 {
            p.strengths.push(strong("threshold", "Strong at threshold against short efforts.", evidence));
        } else if r <= 0.80 {
            p.weaknesses.push(weak(
                "threshold",
                "Short efforts are ahead of threshold.",
                evidence,
                "Sweet spot and threshold intervals, longer before harder.",
            ));
        }
    }
    speed(athlete, history, p);
    if let Some(share) = p.recovery.amber_red_share.filter(|s| *s >= 0.30 && p.recovery.mornings >= 14) {
        let evidence = format!("{:.0} % of {} mornings amber or red", 100.0 * share, p.recovery.mornings);
        p.weaknesses.push(weak(
            "recovery",
            "Recovery does not keep up.",
            evidence,
            "An earlier down week, and sleep before load.",
        ));
    }
    if let Some([low, mid, _]) = p.shares.filter(|s| s[0] < 0.70) {
        let evidence = format!("{:.0} % easy, {:.0} % in the middle", 100.0 * low, 100.0 * mid);
        p.weaknesses.push(weak(
            "distribution",
            "Too much in the middle.",
            evidence,
            "Easy days easier: in zone 1 and 2 from start to end.",
        ));
    }
    risks(history, p);
}

fn strong(id: &'static str, text: &str, evidence: String) -> Trait {
    Trait { id, text: text.to_owned(), evidence, advice: None }
}

fn weak(id: &'static str, text: &str, evidence: String, advice: &'static str) -> Trait {
    Trait { id, text: text.to_owned(), evidence, advice: Some(advice) }
}

fn endurance(athlete: &Athlete, done: &[&ActivityLoad], p: &mut Profile) {
    if done.len() < 6 {
        return;
    }
    let sport = athlete.active_mission(p.day).map(|m| m.goal.sport);
    let of: Vec<&&ActivityLoad> = done.iter().filter(|l| sport.is_none_or(|s| s == l.sport)).collect();
    let minutes: Vec<f64> = of.iter().map(|l| l.minutes).collect();
    let (Some(usual), Some(longest)) = (median(&minutes), minutes.iter().copied().max_by(f64::total_cmp)) else {
        return;
    };
    let long = of.iter().filter(|l| l.minutes >= 60.0);
    let drift: Vec<f64> =
        long.filter_map(|l| durability::of(athlete.activities.get(l.index)?.best())?.decoupling_pct).collect();
    let drift = median(&drift).filter(|_| drift.len() >= 3);
    let demand = athlete.active_mission(p.day).map(event_minutes);
    let evidence = format!(
        "longest {longest:.0} min, usual {usual:.0} min{}",
        drift.map_or_else(String::new, |d| format!(", decoupling {d:.1} %"))
    );
    let short = demand.is_some_and(|d| longest < 0.6 * d);
    if drift.is_some_and(|d| d > 8.0) || short {
        let text = if short {
            "The longest session is short of what the event asks."
        } else {
            "The heart drifts on long sessions."
        };
        p.weaknesses.push(weak(
            "endurance",
            text,
            evidence,
            "One long easy session a week, growing by ten minutes.",
        ));
    } else if longest >= 1.5 * usual && drift.is_some_and(|d| d < 5.0) {
        p.strengths.push(strong(
            "endurance",
            "Long sessions are there, and the heart stays steady on them.",
            evidence,
        ));
    }
}

/// Of twelve weeks that are all known: who began later missed none of them.
fn consistency(history: &History, p: &mut Profile) {
    let begun = history.daily.first().map(|d| d.date);
    if begun.is_none_or(|d| d > shift(monday(p.day), -7 * WEEKS)) {
        return;
    }
    let evidence = format!("{} of {WEEKS} weeks with three sessions and more", p.consistent_weeks);
    if p.consistent_weeks >= 10 {
        p.strengths.push(strong("consistency", "Training comes week after week.", evidence));
    } else if p.consistent_weeks <= 7 {
        p.weaknesses.push(weak(
            "consistency",
            "Weeks fall out.",
            evidence,
            "Fewer sessions that happen rather than more that don't.",
        ));
    }
}

/// Nothing in zone 5 and above for four weeks; told from the heart rate or power zones only.
fn speed(athlete: &Athlete, history: &History, p: &mut Profile) {
    let month = history.within(shift(p.day, -27), p.day);
    let measured = month.iter().filter(|l| l.basis != distribution::Basis::None).count();
    let hard = month.iter().filter(|l| l.counts).any(|l| {
        let Some(r) = athlete.activities.get(l.index).map(crate::domain::Activity::best) else { return false };
        let over = |kind, h: &crate::domain::Histogram, share: f64| {
            history
                .book
                .value(kind, l.sport, l.day)
                .is_some_and(|t| h.bins().any(|(v, s)| v >= share * t && s >= 5.0))
        };
        over(ThresholdKind::Ftp, &r.metrics.power, 1.05) || over(ThresholdKind::Lthr, &r.metrics.hr, 1.0)
    });
    if measured >= 4 && !hard {
        let evidence = format!("{measured} sessions with zones in 28 days, none of them above threshold");
        p.weaknesses.push(weak(
            "speed",
            "Speed is untouched.",
            evidence,
            "Strides or short hill sprints once a week.",
        ));
    }
}

fn risks(history: &History, p: &mut Profile) {
    if let Some(m) = p.monotony.filter(|m| *m > 2.0) {
        p.risks.push(format!("Weeks are monotonous ({m:.1}; over 2 is high by convention): vary days."));
    }
    for s in history.book.support().iter().filter(|s| s.stale && p.longest.contains_key(&s.sport)) {
        let since = s.last.map_or_else(|| "in a year".to_owned(), |d| format!("since {}", d.format("%-d %b %Y")));
        let (kind, sport) = (s.kind.title(), s.sport);
        let test = crate::coach::library::template(s.test).map_or(s.test, |t| t.name);
        p.risks.push(format!("Nothing came near {kind} ({sport}) {since}; a test would tell: {test}."));
    }
    if let Some(h) = p.recovery.sleep_h.filter(|h| *h < 7.0) {
        p.risks.push(format!("{h:.1} h of sleep a night: under seven goes with more injuries (an association)."));
    }
}
