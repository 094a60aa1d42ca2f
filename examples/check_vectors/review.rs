//! Planned against done.

use super::case::{Case, Got, rounded};
use lanterne::science::{
    compliance,
    matching::{self, Difference, Item, Weights},
};
use serde_json::{Value, json};

const NAMES: &[&str] = &["compliance_grade", "match_sessions"];

/// A function of this group.
pub fn compute(name: &str, i: &Case) -> Option<Got> {
    NAMES.contains(&name).then(|| evaluate(name, i).into())
}

fn evaluate(name: &str, i: &Case) -> Option<Value> {
    Some(match name {
        "compliance_grade" => {
            let (actual, planned) = (i.f("actual"), i.f("planned"));
            // The file prints percents with two decimals.
            let pct = compliance::percent(actual, planned).map(|p| rounded(p, 2));
            json!({"pct": pct, "grade": compliance::grade(actual, planned).name()})
        }
        "match_sessions" => {
            let (planned, done) = (items(i, "planned"), items(i, "actual"));
            let (pairs, total) = matching::pair(&planned, &done, &weights(i), |_, _| true);
            let rows: Vec<Value> = pairs
                .iter()
                .map(|p| {
                    json!([planned[p.planned].key, p.done.map(|d| done[d.0].key.clone()), p.done.map(|d| d.1)])
                })
                .collect();
            json!({"pairs": rows, "total": total})
        }
        _ => return None,
    })
}

fn items(i: &Case, key: &str) -> Vec<Item> {
    let of = |v: &Value| Item {
        key: v["id"].as_str().unwrap_or_default().to_owned(),
        day: v["day"].as_i64().unwrap_or_default(),
        sport: v["sport"].as_str().unwrap_or_default().to_owned(),
        minutes: v["min"].as_f64().unwrap_or_default(),
        load: v["tss"].as_f64().unwrap_or_default(),
    };
    i.rows(key).iter().map(of).collect()
}

/// Either `w` with names or `weights` in order, each with the usual values where it says nothing. The vectors with named
/// weights compare by the share of what was planned, the others by the ratio.
fn weights(i: &Case) -> Weights {
    let usual = Weights::default();
    let (named, list) = (&i.input["w"], i.list("weights"));
    let weight = |name: &str, at: usize, or: f64| named[name].as_f64().or(list.get(at).copied()).unwrap_or(or);
    Weights {
        day: weight("day", 0, usual.day),
        duration: weight("duration", 1, usual.duration),
        load: weight("load", 2, usual.load),
        unmatched: i.given("unmatched_cost").or(i.given("unmatched")).unwrap_or(usual.unmatched),
        difference: if named.is_object() { Difference::Share } else { Difference::Ratio },
        max_shift: i.given("max_shift_days").map_or(usual.max_shift, |d| d as i64),
    }
}
