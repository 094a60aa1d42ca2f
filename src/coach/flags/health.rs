//! Illness, the way back from it, pain and injuries.
//!
//! Sources: the neck check is convention; graded return after Schwellnus et al., BJSM 2022;56:1066.

use super::{Facts, Rule, RuleReport};
use crate::domain::{Cap, Evidence, Sport, report::Illness};

const SAID: &str = "you";
/// Pain from which everything rests, of 10.
pub(in crate::coach) const PAIN_RESTS: u8 = 6;

/// What an illness is called in a sentence.
pub(super) fn illness_name(i: Illness) -> &'static str {
    match i {
        Illness::Recovered => "recovered",
        Illness::AboveNeck => "ill, above the neck",
        Illness::BelowNeck => "ill, below the neck",
        Illness::Fever => "fever",
        Illness::Alarm => "chest pain or fainting",
    }
}

pub(super) fn f01(f: &Facts) -> RuleReport {
    let rule = Rule::new("F01", "illness that stops training", "no fever, nothing below the neck");
    if let Some(t) = f.body_temperature.filter(|t| *t >= 38.0) {
        return rule.blocks(
            format!("{t:.1} °C"),
            "A fever: no training until you have been free of symptoms for a day without medication.",
            SAID,
            Cap::Rest,
        );
    }
    match f.illness {
        Some((Illness::Alarm, since)) => rule.blocks(
            format!("chest pain or fainting since {since}"),
            "No training. Chest pain or fainting is for a doctor, today: this program can't judge it.",
            SAID,
            Cap::Rest,
        ),
        Some((i @ (Illness::Fever | Illness::BelowNeck), since)) => rule.blocks(
            format!("{} since {since}", illness_name(i)),
            "No training until you have been free of symptoms for a day without medication. If the heart or lungs are involved, or it lasts, see a doctor.",
            SAID,
            Cap::Rest,
        ),
        Some((i, _)) => rule.passed(illness_name(i), SAID),
        None => rule.passed("no illness reported", SAID),
    }
}

pub(super) fn f02(f: &Facts) -> RuleReport {
    let rule = Rule::new("F02", "a cold", "no symptoms above the neck");
    match f.illness {
        Some((Illness::AboveNeck, since)) => rule.speaks(
            format!("above the neck since {since}"),
            "Rest, or at most 30 to 45 very easy minutes; stop when it gets worse.",
            SAID,
            Cap::Recovery,
        ),
        _ => rule.passed("no cold reported", SAID),
    }
}

/// Days of graded return: after an illness above the neck, below it, with fever.
fn return_days(was: Illness) -> i64 {
    match was {
        Illness::Fever | Illness::Alarm => 7,
        Illness::BelowNeck => 5,
        _ => 3,
    }
}

/// The cap on the `day`-th day after being well again (0 = the day of the report): a day free of symptoms, a very
/// easy day or rest, 30–45 easy minutes, then normal endurance; hard work last.
#[must_use]
pub fn return_cap(was: Illness, day: i64) -> Option<Cap> {
    let severe = matches!(was, Illness::Fever | Illness::Alarm | Illness::BelowNeck);
    match day {
        d if d < 0 || d >= return_days(was) => None,
        0 if severe => Some(Cap::Rest),
        0 => Some(Cap::Recovery),
        1 | 2 if severe => Some(Cap::Recovery),
        _ => Some(Cap::NoHard),
    }
}

pub(super) fn f03(f: &Facts) -> RuleReport {
    let rule = Rule::new("F03", "return after illness", "3 days well (5 after below the neck, 7 after fever)");
    let Some(r) = &f.recovered else { return rule.passed("no illness in the last week", SAID) };
    let observed = format!("well for {} day{}", r.days, if r.days == 1 { "" } else { "s" });
    match return_cap(r.was, r.days) {
        None => rule.passed(observed, SAID),
        Some(cap) => rule.blocks(
            observed,
            format!("Graded return, day {} of {}: {}.", r.days + 1, return_days(r.was), cap.title()),
            SAID,
            cap,
        ),
    }
}

/// Sports that load a place of the body; `None` when the place is not known by name.
#[must_use]
pub fn sports_loading(site: &str) -> Option<&'static [Sport]> {
    use Sport::{Bike, Hike, Row, Run, Ski, Strength, Swim};
    const LOWER_LEG: [&str; 12] = [
        "foot", "feet", "ankle", "achilles", "calf", "calves", "shin", "heel", "toe", "plantar", "arch", "metatars",
    ];
    const UPPER_LEG: [&str; 12] = [
        "knee",
        "hip",
        "thigh",
        "hamstring",
        "quad",
        "groin",
        "glute",
        "itb",
        "it band",
        "leg",
        "patella",
        "adductor",
    ];
    const ARM: [&str; 7] = ["shoulder", "elbow", "arm", "wrist", "hand", "finger", "rotator"];
    const BACK: [&str; 4] = ["back", "spine", "lumbar", "rib"];
    const NECK: [&str; 2] = ["neck", "trap"];
    let s = site.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| s.contains(w));
    Some(if has(&LOWER_LEG) {
        &[Run, Hike, Ski]
    } else if has(&UPPER_LEG) {
        &[Bike, Run, Strength, Hike, Row, Ski]
    } else if has(&BACK) {
        &[Run, Strength, Row, Ski]
    } else if has(&NECK) {
        &[Bike, Swim]
    } else if has(&ARM) {
        &[Swim, Strength, Row, Ski]
    } else if has(&["saddle", "sit bone", "perine"]) {
        &[Bike]
    } else {
        return None;
    })
}

fn sports_words(sports: &[Sport]) -> String {
    sports.iter().map(|s| s.name()).collect::<Vec<_>>().join(", ")
}

pub(super) fn f11(f: &Facts) -> RuleReport {
    let rule = Rule::new("F11", "pain and injuries", "pain under 3 of 10, no open injury");
    let worst = f.pain.iter().chain(&f.hurt).max_by_key(|p| p.score);
    if let Some(p) = worst.filter(|p| p.score >= 3) {
        let site = p.site.as_deref().unwrap_or("no place named");
        let observed = format!("pain {} of 10, {site}", p.score);
        if p.score >= PAIN_RESTS {
            return rule.blocks(
                observed,
                "Rest. Pain of 6 and more is for a professional to look at.",
                SAID,
                Cap::Rest,
            );
        }
        return match p.site.as_deref().and_then(sports_loading) {
            Some(sports) => {
                let text = format!("Nothing that loads it today: {}.", sports_words(sports));
                rule.report(super::Outcome::Blocked, observed, text, SAID, None)
            }
            None => rule.blocks(
                observed,
                "Very easy at most. Say where it hurts, and only the sports that load it are left out.",
                SAID,
                Cap::Recovery,
            ),
        };
    }
    if let Some((site, sports)) = f.injuries.first() {
        let text = format!("Your mission leaves out {} while this lasts.", sports_words(sports));
        let rule = Rule { evidence: Evidence::Mission, ..rule };
        return rule.report(super::Outcome::Blocked, format!("injury: {site}"), text, "mission", None);
    }
    match worst {
        Some(p) if p.score > 0 => {
            let site = p.site.as_deref().unwrap_or("no place named");
            rule.warns(
                format!("pain {} of 10, {site}", p.score),
                "A little pain: keep an eye on it, and say when it grows.",
                SAID,
            )
        }
        Some(_) => rule.passed("pain 0 of 10", SAID),
        None => rule.passed("no pain reported", SAID),
    }
}
