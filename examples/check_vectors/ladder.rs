//! The cap of a day.

use super::case::{Case, Got};
use lanterne::{
    coach::{
        flags::{Facts, Feel, Pain, Rules},
        ladder::{self, Decision},
    },
    domain::{Band, Day, mission::HrvRule, mission::SleepRule, report::Illness},
};
use serde_json::{Value, json};

/// A function of this group.
pub fn compute(name: &str, case: &Case) -> Option<Got> {
    (name == "day_cap").then(|| day_cap(case).into())
}

/// The flags by their names in the file, as the facts that raise them.
fn facts(case: &Case) -> Option<Facts> {
    let strict = case.s("mode") != "corroborated" && case.s("mode") != "personal";
    let rules = Rules {
        hrv: if case.s("mode") == "strict" { HrvRule::Strict } else { HrvRule::Corroborated },
        sleep: if strict { SleepRule::Strict } else { SleepRule::Personal },
        ..Rules::default()
    };
    let form = case.given("tsb_pct").map(|share| (60.0, 60.0 * share));
    let mut f = Facts { rules, form, ..Facts::default() };
    for flag in case.rows("flags").iter().filter_map(Value::as_str) {
        match flag {
            "fever" => f.illness = Some((Illness::Fever, Day::default())),
            "below_neck" | "illness_below_neck" => f.illness = Some((Illness::BelowNeck, Day::default())),
            "above_neck" | "cold" | "illness_above_neck" => f.illness = Some((Illness::AboveNeck, Day::default())),
            "sleep3" => {
                f.sleep = [Some(5.9); 3];
                f.sleep_median = Some(7.4);
            }
            "bb_bed_lt25" => f.battery = Some(20.0),
            "hrv_minus10" => f.hrv_pct = Some(-0.12),
            "hrv_corroborated" => {
                (f.hrv_pct, f.hrv_z7, f.rhr_delta, f.form) =
                    (Some(-0.12), Some(-1.5), Some(3.0), f.form.or(Some((60.0, -6.0))));
            }
            "rhr_plus7" | "rhr7" => (f.rhr, f.rhr_delta) = (Some(58.0), Some(8.0)),
            "temp" | "temp_plus06" => f.temperature = Some(0.7),
            "hrv_night" | "z1_minus2" => f.hrv_z1 = Some(-2.2),
            "pain3" => f.pain = Some(Pain { score: 3, site: None }),
            "pain6" => f.pain = Some(Pain { score: 6, site: None }),
            "rpe_high" => f.over_band = [Some(2.5), Some(2.5)],
            "feel_bad" => f.feel = Some(Feel { score: 35.0, worst: None }),
            _ => return None,
        }
    }
    Some(f)
}

fn day_cap(case: &Case) -> Option<Value> {
    let band = match case.s("last_known") {
        "green" => Some(Band::Green),
        "amber" => Some(Band::Amber),
        "red" => Some(Band::Red),
        _ => None,
    };
    let d = ladder::judge(&ladder::Case {
        facts: facts(case)?,
        score: case.given("score"),
        coverage: case.f("coverage"),
        last_known: band.map(|b| (b, case.given("age_days").unwrap_or(9.0) as i64)),
        ..ladder::Case::default()
    });
    Some(json!({"cap": d.verdict.cap.name(), "because": because(&d)}))
}

/// The rules that ask for the tightest cap, steps of the score by what they are.
fn because(d: &Decision) -> Vec<String> {
    let first = d.verdict.reasons.first();
    let rule = first.map_or("", |r| r.rule.as_str());
    vec![
        match rule {
            "L3" => "red_severe",
            "L5" => "red",
            "L7" => "amber",
            "L8" => "unknown",
            "L9" => "green",
            other => other,
        }
        .to_owned(),
    ]
}
