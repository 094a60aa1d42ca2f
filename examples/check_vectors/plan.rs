//! Phases, weekly loads, taper, race week, stages.

use super::case::{Case, Got, rounded};
use lanterne::{
    coach::{
        gauge::ARRIVAL_TSB,
        phases::{self, DurationClass},
        plan::taper::{self, Aim},
        stages::{
            self, Floor, mode_load,
            optimise::{self, Best, RaceDay, Record},
        },
        trajectory::{self, Binding, Course, WeekTarget},
    },
    domain::{
        mission::{Bonuses, ModePoints, RideMode, StageType},
        plan::Phase,
        settings::FormSettings,
    },
    science::form::Gains,
};
use serde_json::{Map, Value, json};

/// A function of this group.
pub fn compute(name: &str, case: &Case) -> Option<Got> {
    Some(match name {
        "phases" => phase_names(case).into(),
        "macro" => weekly_loads(case).into(),
        "taper_search" => best_taper(case).into(),
        "race_week" => race_week(case).into(),
        "multi_stage" => multi_stage(case).into(),
        "multi_stage_min_ctl" => least_ctl(case).into(),
        "stage_optimizer" => Got::Held(stage_points(case)),
        _ => return None,
    })
}

fn gains() -> Gains {
    Gains::of(&FormSettings::default())
}

fn class(case: &Case) -> DurationClass {
    match case.s("event") {
        "short" => DurationClass::Short,
        "medium" => DurationClass::Medium,
        "multi" => DurationClass::Multi,
        _ => DurationClass::Long,
    }
}

fn phase_names(case: &Case) -> Value {
    let of = |weeks: f64| {
        let phases = phases::by_weeks(weeks as usize, class(case));
        (weeks.to_string(), json!(phases.iter().map(|p| p.name()).collect::<Vec<_>>()))
    };
    case.list("weeks").into_iter().map(of).collect::<Map<_, _>>().into()
}

fn weekly_loads(case: &Case) -> Value {
    let phases = phases::by_weeks(case.f("weeks") as usize, class(case));
    let taper = phases.iter().filter(|p| **p == Phase::Taper).count();
    let given = case.list("taper_factors");
    let course = Course {
        ctl: case.f("ctl0"),
        reference: case.f("ref_week_load"),
        ramp: case.f("r_max"),
        growth: case.given("g").unwrap_or(0.10),
        deload_every: case.given("deload_every").unwrap_or(4.0) as usize,
        load_weeks: 0,
        deload_factor: case.given("deload_factor").unwrap_or(trajectory::DELOAD_FACTOR),
        after_deload: case.given("post_deload_factor").unwrap_or(1.0),
        taper_factors: if given.is_empty() { trajectory::taper_factors(taper) } else { given.leak() },
        whole: vec![],
        room: case.given("cap_week").map(|cap| vec![cap; phases.len()]).unwrap_or_default(),
        ctl_target: case.given("ctl_target"),
        form: FormSettings::default(),
        phases,
    };
    let mut before = course.ctl;
    let row = |(i, w): (usize, WeekTarget)| {
        let ramp = w.ctl - std::mem::replace(&mut before, w.ctl);
        json!({
            "week": i + 1, "phase": w.phase.name(), "kind": kind(&w), "load": rounded(w.load, 1),
            "ctl": rounded(w.ctl, 2), "ramp": rounded(ramp, 2), "bind": bind(w.binding, &course),
        })
    };
    trajectory::weeks(&course).into_iter().enumerate().map(row).collect()
}

fn kind(w: &WeekTarget) -> &'static str {
    match w {
        WeekTarget { phase: Phase::Taper, .. } => "taper",
        WeekTarget { deload: true, .. } => "deload",
        _ => "load",
    }
}

fn bind(binding: Binding, course: &Course) -> String {
    match binding {
        Binding::Progression => format!("volume+{:.0}%", course.growth * 100.0),
        Binding::Ramp => format!("ramp<={}", course.ramp),
        Binding::Availability => "availability".into(),
        Binding::Target => "ctl_target".into(),
        Binding::Deload => "deload".into(),
        Binding::Taper => "taper".into(),
        Binding::AfterDeload => "post_deload".into(),
    }
}

fn best_taper(case: &Case) -> Option<Value> {
    let target = case.list("target_tsb");
    let aim = Aim {
        from: (case.f("ctl"), case.f("atl")),
        daily: case.f("pre_taper_daily"),
        tsb: (*target.first()?, *target.get(1)?),
        max_loss: case.given("max_ctl_loss").unwrap_or(0.10),
        days: (7, 21),
    };
    let t = taper::search(&aim, &FormSettings::default())?;
    Some(json!({
        "T": t.loads.len(), "fend": t.end, "tau": t.tau, "ctl": rounded(t.ctl, 2),
        "atl": rounded(t.ctl - t.tsb, 2), "tsb": rounded(t.tsb, 2), "loss": rounded(100.0 * t.loss, 2),
        "reduction": rounded(100.0 * t.reduction, 1),
        "loads": t.loads.iter().map(|l| rounded(*l, 1)).collect::<Vec<_>>(),
    }))
}

/// Middle of each day's band. The bands are the library's own; a file with other ones would differ in its loads.
fn race_week(case: &Case) -> Value {
    let (ctl, atl) = (case.f("ctl"), case.f("atl"));
    let loads: Vec<f64> = (1..=7).rev().map(|before| taper::race_week_load(before, ctl, 0.5)).collect();
    let total: f64 = loads.iter().sum();
    let end = loads.iter().fold((ctl, atl), |s, l| gains().step(s, *l));
    let named = loads.iter().zip((1..=7).rev()).map(|(l, before)| json!([format!("D-{before}"), rounded(*l, 1)]));
    json!({
        "loads": named.collect::<Vec<_>>(), "total": rounded(total, 1),
        "pct_of_normal_week": rounded(100.0 * total / (7.0 * ctl), 2),
        "ctl_race_morning": rounded(end.0, 3), "atl_race_morning": rounded(end.1, 3),
        "tsb_race_morning": rounded(end.0 - end.1, 3),
    })
}

/// The tour that a case without its own days is about.
const TOUR: &str = "flat hilly flat hilly itt hilly hilly flat flat mountain R flat mountain itt mountain hilly R \
                    mountain hilly mountain mountain flat flat";

/// Type of every day; `None` on rest days.
fn days(case: &Case) -> Vec<Option<StageType>> {
    let listed = case.rows("stage_types").iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let text = case.s("days");
    let names = match (listed.is_empty(), text.is_empty()) {
        (false, _) => listed,
        (true, false) => text.split_whitespace().collect(),
        (true, true) => TOUR.split_whitespace().collect(),
    };
    let kind = |n: &str| match n {
        "flat" => Some(StageType::Flat),
        "hilly" => Some(StageType::Hilly),
        "mountain" => Some(StageType::Mountain),
        "itt" => Some(StageType::Itt),
        "mtn_itt" => Some(StageType::MtnItt),
        _ => None,
    };
    names.into_iter().map(kind).collect()
}

/// Minutes of a stage in these files: 75, a time trial 45.
fn minutes(kind: StageType) -> u16 {
    if matches!(kind, StageType::Itt | StageType::MtnItt) { 45 } else { stages::STAGE_MINUTES }
}

fn stage_loads(case: &Case) -> Vec<f64> {
    let own = |k: StageType| f64::from(minutes(k)) / 60.0 * 100.0 * stages::stage_intensity(k).powi(2);
    // The file prints its loads with three decimals and sums up what they were before.
    let load = |k: StageType| {
        let given = case.input["tss"][k.name()].as_f64().unwrap_or_else(|| own(k));
        if (given - own(k)).abs() <= 0.000_501 { own(k) } else { given }
    };
    days(case).into_iter().map(|k| k.map_or(0.0, load)).collect()
}

fn multi_stage(case: &Case) -> Value {
    let (loads, tsb) = (stage_loads(case), case.given("start_tsb").unwrap_or(ARRIVAL_TSB));
    let of = |ctl: f64| {
        let o = stages::simulate(ctl, tsb, &loads, &gains());
        let answer = json!({
            "ctl_end": rounded(o.ctl, 3), "atl_end": rounded(o.atl, 3),
            "tsb_min": [rounded(o.tsb_min.0, 3), o.tsb_min.1],
            "tsb_pct_min": [rounded(o.share_min.0, 3), o.share_min.1],
            "total": rounded(loads.iter().sum(), 3), "days": loads.len(),
            "stages": days(case).iter().flatten().count(),
        });
        (ctl.to_string(), answer)
    };
    case.list("ctl").into_iter().map(of).collect::<Map<_, _>>().into()
}

fn least_ctl(case: &Case) -> Value {
    let (loads, tsb) = (stage_loads(case), case.given("start_tsb").unwrap_or(ARRIVAL_TSB));
    let least = |floor: Floor| json!(stages::least_ctl(tsb, floor, &loads, &gains()));
    let mut out = Map::new();
    let numbers = |key: &str| case.given(key).map_or_else(|| case.list(key), |one| vec![one]);
    for f in numbers("floor_abs") {
        out.insert(format!("abs_{f}"), least(Floor::Tsb(f)));
    }
    for f in numbers("floor_pct") {
        out.insert(format!("pct_{f}"), least(Floor::Share(f)));
    }
    out.into()
}

const BONUSES: Bonuses =
    Bonuses { five_in_a_row: 5, ten_breakaways: 15, all_mountains: 10, all_gc: 25, final_week: 10 };

fn race_days(case: &Case) -> Vec<RaceDay> {
    let mut number = 0;
    let day = |kind: Option<StageType>| {
        let Some(kind) = kind else {
            return RaceDay { stage: None, load: (0.0, 0.0), points: ModePoints { gc: 0, breakaway: 0 } };
        };
        number += 1;
        let itt = matches!(kind, StageType::Itt | StageType::MtnItt);
        let load = |key: &str, mode| {
            case.input["load"][if itt { format!("itt_{key}") } else { key.to_owned() }]
                .as_f64()
                .unwrap_or_else(|| mode_load(kind, minutes(kind), mode))
        };
        let points = |i: usize| case.input["points_gc_brk"][kind.name()][i].as_u64().unwrap_or(0) as u32;
        RaceDay {
            stage: Some((number, kind)),
            load: (load("gc", RideMode::Gc), load("brk", RideMode::Breakaway)),
            points: ModePoints { gc: points(0), breakaway: points(1) },
        }
    };
    days(case).into_iter().map(day).collect()
}

/// The search has to find at least the points listed, by modes that its own rules allow and that count up to them.
fn stage_points(case: &Case) -> Vec<String> {
    let (days, tsb) = (race_days(case), case.given("start_tsb").unwrap_or(ARRIVAL_TSB));
    let mut broken = Vec::new();
    for ctl in case.list("start_ctl") {
        let want = &case.want[ctl.to_string()];
        let best = optimise::best(&days, (ctl, ctl - tsb), Record::default(), &BONUSES, &gains());
        match counted(&days, (ctl, ctl - tsb), &best) {
            Err(what) => broken.push(format!("CTL {ctl}: {what}")),
            Ok(points) if points != best.points => {
                broken.push(format!("CTL {ctl}: {} points said, {points} counted", best.points));
            }
            Ok(points) => {
                let least = want["points"].as_u64().into_iter().chain(want["greedy_points"].as_u64()).max();
                if least.is_none_or(|l| u64::from(points) < l) {
                    broken.push(format!("CTL {ctl}: {points} points, {least:?} are possible"));
                }
            }
        }
    }
    broken
}

/// A stage with how it was ridden.
type Ridden = ((u16, StageType), RideMode);
/// Something that may be true of one.
type Rule<'a> = &'a dyn Fn(&Ridden) -> bool;

/// Counts the points of a way by the words of the rules, without the optimiser's own bookkeeping.
fn counted(days: &[RaceDay], form: (f64, f64), best: &Best) -> Result<u32, String> {
    if best.modes.len() != days.len() {
        return Err(format!("{} modes for {} days", best.modes.len(), days.len()));
    }
    let (mut state, mut points, mut ridden) = (form, 0, Vec::new());
    for (i, (day, &mode)) in days.iter().zip(&best.modes).enumerate() {
        let tsb = state.0 - state.1;
        let load = match mode {
            RideMode::Rest => 0.0,
            RideMode::Gc => day.load.0,
            RideMode::Breakaway => day.load.1,
        };
        if let Some(stage) = day.stage {
            if (tsb < -20.0 && mode != RideMode::Rest) || (tsb <= -5.0 && mode == RideMode::Breakaway) {
                return Err(format!("{mode:?} on day {} with TSB {tsb:.1}", i + 1));
            }
            points += match mode {
                RideMode::Rest => 0,
                RideMode::Gc => day.points.gc,
                RideMode::Breakaway => day.points.breakaway,
            };
            ridden.push((stage, mode));
        }
        state = gains().step(state, load);
    }
    let all = |f: Rule<'_>| ridden.iter().all(f);
    let any = |f: Rule<'_>| ridden.iter().any(f);
    let bonuses = [
        (ridden.windows(5).any(|w| w.iter().all(|r| r.1 != RideMode::Rest)), BONUSES.five_in_a_row),
        (ridden.iter().filter(|r| r.1 == RideMode::Breakaway).count() >= 10, BONUSES.ten_breakaways),
        (
            any(&|r| r.0.1 == StageType::Mountain)
                && all(&|r| r.0.1 != StageType::Mountain || r.1 == RideMode::Breakaway),
            BONUSES.all_mountains,
        ),
        (all(&|r| r.1 == RideMode::Gc), BONUSES.all_gc),
        (any(&|r| r.0.0 >= 16) && all(&|r| r.0.0 < 16 || r.1 != RideMode::Rest), BONUSES.final_week),
    ];
    Ok(points + bonuses.iter().filter(|b| b.0).map(|b| b.1).sum::<u32>())
}
