//! The stored profiles beside today's: what has changed since the last, and how the main figures went.

use super::{Profile, profile};
use crate::{
    coach::calibration::{Calibrated, calibrated},
    domain::{Athlete, Day},
    science::history::History,
};
use serde::Serialize;
use serde_json::Value;

/// Days that the profile on screen looks back.
pub const DAYS: i64 = 90;

/// Today's profile beside the stored ones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Versions {
    /// Of today; stored when the athlete says so.
    pub now: Profile,
    /// The figures of each version, the oldest first; the last is of today.
    pub figures: Vec<Figures>,
    /// Strengths and weaknesses that the last stored one did not have.
    pub gained: Vec<String>,
    /// Those that it had and that are gone.
    pub lost: Vec<String>,
    /// What the history says of the book's figures.
    pub calibration: Vec<Calibrated>,
}

/// The main figures of one version.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// From 1; none for today's.
    pub number: Option<u32>,
    /// The day it is of.
    pub day: Day,
    /// Fitness.
    pub ctl: Option<f64>,
    /// Load of a usual week.
    pub load: Option<f64>,
    /// Hours of a usual week.
    pub hours: Option<f64>,
    /// ml/kg/min
    pub vo2max: Option<f64>,
    /// Easy share of the time, 0–1.
    pub easy: Option<f64>,
    /// Share of mornings that were amber or red.
    pub amber_red: Option<f64>,
}

/// Today's profile and its history.
#[must_use]
pub fn versions(athlete: &Athlete, today: Day) -> Versions {
    let now = profile(athlete, today, DAYS);
    let read = |body: &str| serde_json::from_str::<Value>(body).unwrap_or(Value::Null);
    let mut figures: Vec<Figures> = (1..)
        .zip(&athlete.profiles)
        .filter(|(_, p)| p.day <= today)
        .map(|(n, p)| Figures { number: Some(n), day: p.day, ..figures_of(&read(&p.body)) })
        .collect();
    let current = serde_json::to_value(&now).unwrap_or_default();
    figures.push(Figures { number: None, day: today, ..figures_of(&current) });
    let last = athlete.profile_on(today).map(|(_, p)| traits(&read(&p.body)));
    let own = traits(&current);
    let (gained, lost) = last.map_or_else(Default::default, |last| {
        let beyond = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
        (beyond(&own, &last), beyond(&last, &own))
    });
    let calibration = calibrated(athlete, &History::build(athlete, today), today);
    Versions { now, figures, gained, lost, calibration }
}

fn figures_of(v: &Value) -> Figures {
    Figures {
        ctl: v["ctl"].as_f64(),
        load: v["weekly"]["load"].as_f64(),
        hours: v["weekly"]["hours"].as_f64(),
        vo2max: v["vo2max"]["value"].as_f64(),
        easy: v["shares"][0].as_f64(),
        amber_red: v["recovery"]["amber_red_share"].as_f64(),
        ..Figures::default()
    }
}

/// `strong in endurance`, `weak in speed`.
fn traits(v: &Value) -> Vec<String> {
    let of = |key: &str, word: &str| {
        let all = v[key].as_array().into_iter().flatten();
        all.filter_map(|t| Some(format!("{word} in {}", t["id"].as_str()?))).collect::<Vec<_>>()
    };
    [of("strengths", "strong"), of("weaknesses", "weak")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            ShortId,
            day::shift,
            routine::{Origin, ProfileStored},
        },
        science::testing::{athlete, day, ride},
    };

    fn origin(day: Day) -> Origin {
        Origin {
            author: "rules".into(),
            from: shift(day, -DAYS),
            to: day,
            activities: 40,
            mission: None,
            mission_hash: None,
            context: None,
            plan_version: None,
            profile: Some(1),
            prompt_version: None,
            tokens: None,
        }
    }

    #[test]
    fn nobody_is_judged_by_weeks_before_the_first_activity() {
        let today = day(11, 20);
        let weak = |a: &Athlete| {
            let p = profile(a, today, DAYS);
            p.weaknesses.iter().chain(&p.strengths).any(|t| t.id == "consistency")
        };
        assert!(!weak(&Athlete::default()));
        let weekly = |weeks: i64| athlete((0..weeks).map(|i| ride(shift(today, -7 * i), 60.0, 200.0)));
        assert!(!weak(&weekly(8)), "eight weeks of history are no four missed ones");
        assert!(weak(&weekly(20)), "one ride a week for months is");
    }

    #[test]
    fn what_was_stored_stands_beside_today() {
        let today = day(11, 20);
        let mut a = athlete((0..40).map(|i| ride(shift(today, -2 * i), 60.0, 200.0)));
        let before = shift(today, -30);
        let old = profile(&a, before, DAYS);
        let mut body = serde_json::to_value(&old).unwrap();
        body["weaknesses"] = serde_json::json!([{"id": "sleep"}]);
        a.profiles.push(ProfileStored {
            id: ShortId(1),
            day: before,
            origin: origin(before),
            page: String::new(),
            body: body.to_string(),
            inputs: String::new(),
        });
        let v = versions(&a, today);
        assert_eq!(
            v.figures.iter().map(|f| (f.number, f.day)).collect::<Vec<_>>(),
            [(Some(1), before), (None, today)]
        );
        assert_eq!(v.figures[0].ctl, old.ctl);
        assert_eq!(v.figures[1].ctl, v.now.ctl);
        assert!(v.lost.contains(&"weak in sleep".to_owned()), "{:?}", v.lost);
        assert_eq!(versions(&a, shift(before, -1)).figures.len(), 1, "later ones were not there yet");
        a.profiles[0].body = "not JSON".into();
        assert_eq!(versions(&a, today).figures[0].ctl, None);
    }
}
