//! What devices measure overnight: HRV, sleep, Body Battery, resting heart rate, temperature.

use super::{Facts, Rule, RuleReport};
use crate::{
    coach::effect::signed,
    domain::{
        Cap, Evidence,
        mission::{HrvRule, SleepRule},
    },
};

pub(super) fn f04(f: &Facts) -> RuleReport {
    let drop = f.rules.hrv_drop * 100.0;
    let limit = format!("above −{drop:.0} % of its 60-day baseline");
    let rule = Rule::new("F04", "HRV trend", limit);
    let Some(pct) = f.hrv_pct else {
        return rule.missing("fewer than 3 of the last 7 nights, or no baseline, of HRV");
    };
    let observed = format!("HRV {} % over 7 nights", signed(pct * 100.0, 1));
    if pct > -f.rules.hrv_drop {
        return rule.passed(observed, &f.hrv_source);
    }
    let much = if (drop - 10.0).abs() < 1e-9 { "a tenth".to_owned() } else { format!("{drop:.0} % and more") };
    let then = f.rules.hrv_cap;
    match f.rules.hrv {
        HrvRule::Strict => {
            let text = format!("HRV is down by {much}: {}, as your mission's strict rule says.", asked(then));
            rule.speaks(observed, text, &f.hrv_source, then)
        }
        HrvRule::Corroborated if corroborated(f) => {
            let text = format!("HRV is down by {much} and a second signal says the same: {}.", asked(then));
            rule.speaks(observed, text, &f.hrv_source, then)
        }
        HrvRule::Corroborated => {
            let text = format!("HRV is down by {much}, and no second signal says the same: nothing hard today.");
            rule.speaks(observed, text, &f.hrv_source, then.min(Cap::NoHard))
        }
    }
}

/// What a cap asks for, as the end of a sentence.
fn asked(cap: Cap) -> &'static str {
    match cap {
        Cap::ReadyUp | Cap::None => "worth knowing",
        Cap::NoHard => "nothing hard today",
        Cap::RecoveryWeek => "a recovery week",
        Cap::Recovery => "recovery only",
        Cap::Rest => "rest",
    }
}

/// The trend is well outside its range, the heart rate or the feel agrees, form is negative and the last recovery
/// week is two weeks ago.
fn corroborated(f: &Facts) -> bool {
    f.hrv_z7.is_some_and(|z| z < f.rules.hrv_z7)
        && (f.rhr_delta.is_some_and(|d| d >= 2.0) || f.feel.as_ref().is_some_and(|x| x.score < 50.0))
        && f.days_since_deload.is_none_or(|d| d >= f.rules.refractory_days)
        && f.form.is_some_and(|(_, tsb)| tsb < 0.0)
}

/// `three nights`
fn nights(n: usize) -> &'static str {
    match n {
        1 => "night",
        2 => "two nights",
        _ => "three nights",
    }
}

pub(super) fn f05(f: &Facts) -> RuleReport {
    let r = &f.rules;
    if r.sleep == SleepRule::Strict {
        return strict_sleep(f);
    }
    let limit = format!(
        "own 63-day median less {}, {} h in one of three nights",
        if (r.sleep_under_usual - 0.5).abs() < 1e-9 {
            "half an hour".to_owned()
        } else {
            format!("{} h", r.sleep_under_usual)
        },
        r.sleep_least
    );
    let rule = Rule::new("F05", "short sleep", limit);
    let [Some(a), Some(b), Some(c)] = f.sleep else {
        return rule.missing("sleep of the last three nights is not complete");
    };
    let mean = (a + b + c) / 3.0;
    let observed = format!("{a:.1}, {b:.1}, {c:.1} h, mean {mean:.1} h");
    let each = [a, b, c].iter().all(|h| *h < r.sleep_least);
    if !each && f.sleep_median.is_none_or(|m| mean >= m - r.sleep_under_usual) {
        return rule.passed(observed, &f.sleep_source);
    }
    let little = match f.sleep_median {
        Some(m) if mean < m => format!("Little sleep over three nights (usual: {m:.1} h)"),
        _ => format!("Three nights under {} h", r.sleep_least),
    };
    rule.speaks(observed, short_night(&little, r.sleep_cap), &f.sleep_source, r.sleep_cap)
}

/// So many nights, each under so many hours.
fn strict_sleep(f: &Facts) -> RuleReport {
    let (h, n) = (f.rules.sleep_hours, f.rules.sleep_nights.clamp(1, 3));
    let limit = if n == 1 { format!("{h} h") } else { format!("{h} h in one of {}", nights(n)) };
    let rule = Rule::new("F05", "short sleep", limit);
    let last: Option<Vec<f64>> = f.sleep[3 - n..].iter().copied().collect();
    let Some(last) = last else {
        return rule.missing(&format!("sleep of the last {} is not complete", nights(n)));
    };
    let mean = last.iter().sum::<f64>() / last.len() as f64;
    let each: Vec<String> = last.iter().map(|h| format!("{h:.1}")).collect();
    let observed = format!("{} h, mean {mean:.1} h", each.join(", "));
    if !last.iter().all(|x| *x < h) {
        return rule.passed(observed, &f.sleep_source);
    }
    let little = match n {
        1 => format!("A night under {h} h"),
        2 => format!("Two nights under {h} h"),
        _ => format!("Three nights under {h} h"),
    };
    rule.speaks(observed, short_night(&little, f.rules.sleep_cap), &f.sleep_source, f.rules.sleep_cap)
}

fn short_night(little: &str, cap: Cap) -> String {
    if cap == Cap::NoHard { format!("{little}: nothing hard today.") } else { format!("{little}: {}.", asked(cap)) }
}

pub(super) fn f06(f: &Facts) -> RuleReport {
    let enough = f.rules.battery;
    let rule = Rule::new("F06", "Body Battery at bedtime", format!("{enough:.0} and more"));
    let Some(b) = f.battery else { return rule.missing("no Body Battery of last night") };
    let observed = format!("Body Battery {b:.0} at bedtime");
    if b >= enough {
        return rule.passed(observed, &f.battery_source);
    }
    let text = match f.rules.battery_cap {
        Cap::NoHard => "You went to bed empty: one class of intensity less today.".to_owned(),
        cap => format!("You went to bed empty: {}.", asked(cap)),
    };
    rule.speaks(observed, text, &f.battery_source, f.rules.battery_cap)
}

pub(super) fn f07(f: &Facts) -> RuleReport {
    let most = f.rules.max_resting_hr;
    let (once, both) = (f.rules.rhr_high, f.rules.rhr_twice.min(f.rules.rhr_high));
    let own = most.map_or_else(String::new, |m| format!(", at most {m:.0} bpm"));
    let limit = format!("under +{once:.0} bpm, under +{both:.0} bpm on two days{own}");
    let rule = Rule::new("F07", "resting heart rate", limit);
    let Some(bpm) = f.rhr else { return rule.missing("no resting heart rate this morning") };
    let delta = f.rhr_delta.map_or_else(String::new, |d| format!(" ({} bpm)", signed(d, 0)));
    let observed = format!("resting HR {bpm:.0}{delta}");
    if let Some(m) = most.filter(|m| bpm > *m) {
        let rule = Rule { evidence: Evidence::Mission, ..rule };
        let text = format!("Over the {m:.0} bpm of your mission: recovery only. Are you getting ill?");
        return rule.speaks(observed, text, &f.rhr_source, Cap::Recovery);
    }
    let high = f.rhr_delta.is_some_and(|d| d >= once);
    let twice = f.rhr_delta.is_some_and(|d| d >= both) && f.rhr_delta_before.is_some_and(|d| d >= both);
    if high || twice {
        let text = format!("Well over its 28-day median: {}. Are you getting ill?", asked(f.rules.rhr_cap));
        return rule.speaks(observed, text, &f.rhr_source, f.rules.rhr_cap);
    }
    if f.rhr_delta.is_none() && most.is_none() {
        return rule.missing("fewer than 10 nights to compare the resting heart rate with");
    }
    rule.passed(observed, &f.rhr_source)
}

pub(super) fn f08(f: &Facts) -> RuleReport {
    let rule = Rule::new("F08", "body temperature", format!("under +{} °C", f.rules.temp_warm));
    let Some(t) = f.temperature else { return rule.missing("no body temperature of last night") };
    let observed = format!("{} °C from usual", signed(t, 1));
    if t >= 1.0 {
        rule.speaks(
            observed,
            "A degree over your usual is often a fever: rest, and check it.",
            &f.temperature_source,
            Cap::Rest,
        )
    } else if t >= f.rules.temp_warm {
        rule.speaks(observed, "Warmer than usual: nothing hard today.", &f.temperature_source, Cap::NoHard)
    } else {
        rule.passed(observed, &f.temperature_source)
    }
}

pub(super) fn f10(f: &Facts) -> RuleReport {
    let rule = Rule::new("F10", "HRV last night", format!("above −{} standard deviations", -f.rules.hrv_night));
    let Some(z) = f.hrv_z1 else { return rule.missing("no HRV of last night, or no baseline") };
    let observed = format!("HRV {} SD last night", signed(z, 1));
    if z > f.rules.hrv_night {
        return rule.passed(observed, &f.hrv_source);
    }
    rule.speaks(observed, "One very low night: nothing hard today.", &f.hrv_source, Cap::NoHard)
}
