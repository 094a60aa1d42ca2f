//! What devices measure overnight: HRV, sleep, Body Battery, resting heart rate, temperature.

use super::{Facts, Rule, RuleReport};
use crate::{
    coach::effect::signed,
    domain::{
        Cap, Evidence,
        mission::{HrvRule, SleepRule},
    },
};

/// A drop of the seven-night HRV that counts, as a share.
const HRV_DROP: f64 = -0.10;
/// Days between two triggered recovery weeks.
const REFRACTORY_DAYS: i64 = 14;

pub(super) fn f04(f: &Facts) -> RuleReport {
    let rule = Rule::new("F04", "HRV trend", "above −10 % of its 60-day baseline", Evidence::Research);
    let Some(pct) = f.hrv_pct else {
        return rule.missing("fewer than 3 of the last 7 nights, or no baseline, of HRV");
    };
    let observed = format!("HRV {} % over 7 nights", signed(pct * 100.0, 1));
    if pct > HRV_DROP {
        return rule.passed(observed, &f.hrv_source);
    }
    match f.rules.hrv {
        HrvRule::Strict => rule.speaks(
            observed,
            "HRV is down by a tenth: a recovery week, as your mission's strict rule says.",
            &f.hrv_source,
            Cap::RecoveryWeek,
        ),
        HrvRule::Corroborated if corroborated(f) => rule.speaks(
            observed,
            "HRV is down by a tenth and a second signal says the same: a recovery week.",
            &f.hrv_source,
            Cap::RecoveryWeek,
        ),
        HrvRule::Corroborated => rule.speaks(
            observed,
            "HRV is down by a tenth, and no second signal says the same: nothing hard today.",
            &f.hrv_source,
            Cap::NoHard,
        ),
    }
}

/// The trend is well outside its range, the heart rate or the feel agrees, form is negative and the last recovery
/// week is two weeks ago.
fn corroborated(f: &Facts) -> bool {
    f.hrv_z7.is_some_and(|z| z < -1.0)
        && (f.rhr_delta.is_some_and(|d| d >= 2.0) || f.feel.as_ref().is_some_and(|x| x.score < 50.0))
        && f.days_since_deload.is_none_or(|d| d >= REFRACTORY_DAYS)
        && f.form.is_some_and(|(_, tsb)| tsb < 0.0)
}

pub(super) fn f05(f: &Facts) -> RuleReport {
    let strict = f.rules.sleep == SleepRule::Strict;
    let limit = if strict {
        "7 h in one of three nights"
    } else {
        "own 63-day median less half an hour, 6 h in one of three nights"
    };
    let evidence = if strict { Evidence::Mission } else { Evidence::Research };
    let rule = Rule::new("F05", "short sleep", limit, evidence);
    let [Some(a), Some(b), Some(c)] = f.sleep else {
        return rule.missing("sleep of the last three nights is not complete");
    };
    let mean = (a + b + c) / 3.0;
    let observed = format!("{a:.1}, {b:.1}, {c:.1} h, mean {mean:.1} h");
    let all_under = |h: f64| a < h && b < h && c < h;
    let short =
        if strict { all_under(7.0) } else { all_under(6.0) || f.sleep_median.is_some_and(|m| mean < m - 0.5) };
    if !short {
        return rule.passed(observed, &f.sleep_source);
    }
    let little = match f.sleep_median {
        _ if strict => "Three nights under 7 h".to_owned(),
        Some(m) if mean < m => {
            format!("Little sleep over three nights (usual: {m:.1} h)")
        }
        _ => "Three nights under 6 h".to_owned(),
    };
    rule.speaks(observed, format!("{little}: nothing hard today, and less of it."), &f.sleep_source, Cap::NoHard)
}

pub(super) fn f06(f: &Facts) -> RuleReport {
    let rule = Rule::new("F06", "Body Battery at bedtime", "25 and more", Evidence::Mission);
    let Some(b) = f.battery else { return rule.missing("no Body Battery of last night") };
    let observed = format!("Body Battery {b:.0} at bedtime");
    if b >= 25.0 {
        return rule.passed(observed, &f.battery_source);
    }
    rule.speaks(
        observed,
        "You went to bed empty: one class of intensity less today.",
        &f.battery_source,
        Cap::NoHard,
    )
}

pub(super) fn f07(f: &Facts) -> RuleReport {
    let most = f.rules.max_resting_hr;
    let limit = most.map_or_else(
        || "under +7 bpm, under +5 bpm on two days".to_owned(),
        |m| format!("under +7 bpm, under +5 bpm on two days, at most {m:.0} bpm"),
    );
    let rule = Rule::new("F07", "resting heart rate", limit, Evidence::Convention);
    let Some(bpm) = f.rhr else { return rule.missing("no resting heart rate this morning") };
    let delta = f.rhr_delta.map_or_else(String::new, |d| format!(" ({} bpm)", signed(d, 0)));
    let observed = format!("resting HR {bpm:.0}{delta}");
    if let Some(m) = most.filter(|m| bpm > *m) {
        let rule = Rule { evidence: Evidence::Mission, ..rule };
        let text = format!("Over the {m:.0} bpm of your mission: recovery only. Are you getting ill?");
        return rule.speaks(observed, text, &f.rhr_source, Cap::Recovery);
    }
    let high = f.rhr_delta.is_some_and(|d| d >= 7.0);
    let twice = f.rhr_delta.is_some_and(|d| d >= 5.0) && f.rhr_delta_before.is_some_and(|d| d >= 5.0);
    if high || twice {
        return rule.speaks(
            observed,
            "Well over its 28-day median: recovery only. Are you getting ill?",
            &f.rhr_source,
            Cap::Recovery,
        );
    }
    if f.rhr_delta.is_none() && most.is_none() {
        return rule.missing("fewer than 10 nights to compare the resting heart rate with");
    }
    rule.passed(observed, &f.rhr_source)
}

pub(super) fn f08(f: &Facts) -> RuleReport {
    let rule = Rule::new("F08", "body temperature", "under +0.6 °C", Evidence::Convention);
    let Some(t) = f.temperature else { return rule.missing("no body temperature of last night") };
    let observed = format!("{} °C from usual", signed(t, 1));
    if t >= 1.0 {
        rule.speaks(
            observed,
            "A degree over your usual is often a fever: rest, and check it.",
            &f.temperature_source,
            Cap::Rest,
        )
    } else if t >= 0.6 {
        rule.speaks(observed, "Warmer than usual: nothing hard today.", &f.temperature_source, Cap::NoHard)
    } else {
        rule.passed(observed, &f.temperature_source)
    }
}

pub(super) fn f10(f: &Facts) -> RuleReport {
    let rule = Rule::new("F10", "HRV last night", "above −2 standard deviations", Evidence::Research);
    let Some(z) = f.hrv_z1 else { return rule.missing("no HRV of last night, or no baseline") };
    let observed = format!("HRV {} SD last night", signed(z, 1));
    if z > -2.0 {
        return rule.passed(observed, &f.hrv_source);
    }
    rule.speaks(observed, "One very low night: nothing hard today.", &f.hrv_source, Cap::NoHard)
}
