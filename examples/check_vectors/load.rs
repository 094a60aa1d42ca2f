//! Load of an activity, by power, pace, heart rate and rating.

use super::case::{Case, Got};
use chrono::NaiveDate;
use lanterne::domain::{
    ActivityRecord, Histogram, Provider, Settings, ShortId, Sport, StreamMetrics, Threshold, ThresholdKind,
    settings::ThresholdSource,
};
use lanterne::science::{heart, load, power, rpe, run, swim, thresholds::Book};
use serde_json::{Value, json};

const NAMES: &[&str] = &[
    "normalized_power",
    "tss",
    "xpower",
    "gap_factor",
    "rtss",
    "rtss_const",
    "stss",
    "daily_load",
    "trimp_banister_avg",
    "hrss_stream",
    "hrss_avg",
    "trimp_edwards",
    "trimp_lucia",
    "rpe_tss",
];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "normalized_power" => {
            let w = i.stream("blocks");
            let np = power::normalized(&w);
            let mean = w.iter().sum::<f64>() / w.len() as f64;
            json!({
                "tp": np, "gc_zero_primed": power::normalized_zero_primed(&w),
                "avg": mean, "vi_tp": np.map(|n| n / mean),
            })
        }
        "tss" => {
            let intensity = i.f("np") / i.f("ftp");
            json!({"if": intensity, "tss": power::stress(i.f("seconds"), intensity)})
        }
        "xpower" => {
            let w = i.stream("blocks");
            let x = power::xpower(&w)?;
            let ri = x / i.f("cp");
            json!({"xpower": x, "ri": ri, "bikescore": power::stress(w.len() as f64, ri)})
        }
        "gap_factor" => {
            let cost = run::minetti_cost(i.f("grade"));
            json!({"minetti_cost": cost, "minetti": cost / 3.6, "lanterne": run::grade_factor(i.f("grade"))})
        }
        "rtss" => {
            let factor =
                |g: f64| if i.s("model") == "minetti" { run::minetti_cost(g) / 3.6 } else { run::grade_factor(g) };
            let (speed, grade) = (i.stream("speed_blocks"), i.stream("grade_blocks"));
            let flat: Vec<f64> = speed.iter().zip(&grade).map(|(v, g)| v * factor(*g)).collect();
            let ngs = power::normalized(&flat)?;
            let intensity = ngs / i.f("threshold_speed");
            json!({"ngs": ngs, "ngp_s_per_km": 1000.0 / ngs, "if": intensity, "rtss": power::stress(flat.len() as f64, intensity)})
        }
        "rtss_const" => {
            let intensity = i.f("threshold_s_per_km") / i.f("ngp_s_per_km");
            json!({"if": intensity, "rtss": power::stress(i.f("seconds"), intensity)})
        }
        "stss" => {
            let (load, intensity) = swim::stress(i.f("moving_s"), i.f("distance_m"), i.f("css_m_s"))?;
            json!({"if": intensity, "stss": load})
        }
        "daily_load" => ladder(i)?,
        "trimp_banister_avg" => {
            // The threshold plays no part in TRIMP; any value between the two will do.
            let rates = heart::HeartRates::new(i.f("rest"), i.f("max"), i.f("max"))?;
            let trimp = heart::trimp_even(i.f("minutes"), i.f("hr"), &rates, i.sex());
            json!({"hrr": rates.reserve(i.f("hr")), "trimp": trimp})
        }
        "hrss_stream" => {
            let rates = i.rates()?;
            let trimp = heart::trimp(&i.histogram("blocks"), &rates, i.sex());
            let hr = i.stream("blocks");
            let mean = hr.iter().sum::<f64>() / hr.len() as f64;
            let of_mean = heart::trimp_even(hr.len() as f64 / 60.0, mean, &rates, i.sex());
            json!({"trimp": trimp, "hrss": heart::hrss(trimp, &rates, i.sex()), "trimp_from_mean_hr": of_mean})
        }
        "hrss_avg" => {
            let rates = i.rates()?;
            let trimp = heart::trimp_even(i.f("minutes"), i.f("hr"), &rates, i.sex());
            json!({"hrss": heart::hrss(trimp, &rates, i.sex())})
        }
        "trimp_edwards" => json!({"trimp": heart::edwards(&i.histogram("blocks"), i.f("max"))}),
        "trimp_lucia" => json!({"trimp": heart::lucia(&i.histogram("blocks"), i.f("vt1"), i.f("vt2"))}),
        "rpe_tss" => json!({
            "srpe_au": rpe::session_units(i.f("rpe"), i.f("minutes")),
            "tss": rpe::load(i.f("rpe"), i.f("minutes")),
        }),
        _ => return None,
    })
}

/// One activity through the whole ladder.
fn ladder(i: &Case) -> Option<Value> {
    let sport: Sport = i.s("sport").parse().ok()?;
    let day = NaiveDate::from_ymd_opt(2026, 5, 4)?;
    let seconds = i.f("minutes") * 60.0;
    let set = |kind, key| {
        let sport = if kind == ThresholdKind::Ftp { Some(Sport::Bike) } else { None };
        i.given(key).map(|value| Threshold {
            kind,
            sport,
            value,
            from: day,
            source: ThresholdSource::Set,
            note: None,
        })
    };
    let thresholds = [
        set(ThresholdKind::Ftp, "ftp"),
        set(ThresholdKind::HrRest, "rest"),
        set(ThresholdKind::HrMax, "max"),
        set(ThresholdKind::Lthr, "lthr"),
        set(ThresholdKind::Css, "css_m_s"),
        set(ThresholdKind::ThresholdSpeed, "threshold_speed"),
    ];
    let settings = Settings {
        thresholds: thresholds.into_iter().flatten().collect(),
        sex: i.sex(),
        sport_factors: i.given("factor").map(|f| (sport, f)).into_iter().collect(),
        ..Settings::default()
    };
    let coverage = i.given("hr_coverage").unwrap_or(0.0);
    let hr = i.given("avg_hr").map(|h| std::iter::repeat_n(h as f32, seconds as usize)).into_iter().flatten();
    let metrics = StreamMetrics {
        np_w: i.given("np"),
        power_coverage: i.given("np").map_or(0.0, |_| i.given("power_coverage").unwrap_or(1.0)),
        hr_coverage: coverage,
        hr: Histogram::from_values(1, hr),
        ..StreamMetrics::default()
    };
    let record = ActivityRecord {
        id: ShortId::default(),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport,
        sub_sport: None,
        indoor: false,
        start: day.and_hms_opt(8, 0, 0)?.and_utc(),
        local_date: day,
        title: None,
        notes: None,
        device: None,
        elapsed_s: seconds,
        moving_s: seconds,
        distance_m: i.given("distance_m"),
        ascent_m: None,
        avg_hr: i.given("avg_hr"),
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: i.given("rpe"),
        stated_load: None,
        metrics,
        laps: Vec::new(),
        swim: None,
        warnings: Vec::new(),
        upstream: None,
    };
    let book = Book::build(&settings, &[], &std::collections::BTreeMap::new(), day);
    let l = load::of(&record, &book, &settings, &typical(i.given("athlete_median_tss_h"), sport, day));
    let method = if l.method == load::Method::HeartRate { "hr" } else { l.method.name() };
    Some(json!({"method": method, "load": l.value, "conf": l.confidence}))
}

/// An athlete whose hour of a sport usually is this much.
fn typical(per_hour: Option<f64>, sport: Sport, day: NaiveDate) -> load::TypicalLoad {
    let mut typical = load::TypicalLoad::default();
    for value in per_hour.into_iter().flat_map(|v| [v; 5]) {
        let hour = load::Load {
            value,
            method: load::Method::Power,
            confidence: 0.95,
            intensity: None,
            inputs: load::Inputs::default(),
        };
        typical.note(sport, day, &hour, 1.0, 1.0);
    }
    typical
}
