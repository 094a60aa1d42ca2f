//! Guard-rails, each by the function that holds its numbers.

use super::case::{Case, Got, rounded};
use lanterne::{
    coach::{
        guard::limits,
        ladder::Limits,
        library::{self, Speeds},
    },
    domain::{Cap, Day, Severity},
    science::monotony,
};
use serde_json::{Value, json};

/// A function of this group.
pub fn compute(name: &str, case: &Case) -> Option<Got> {
    (name == "validate").then(|| json!({"violations": violations(case)}).into())
}

/// Form that shares of it do not matter at, when the file names none.
const WIDE_CTL: f64 = 1.0e6;

struct Found(Vec<Value>);

impl Found {
    fn push(&mut self, rule: &str, severity: Option<Severity>, observed: impl Into<Value>) {
        let word = match severity {
            Some(Severity::Block) => "block",
            Some(Severity::Warn) => "warn",
            // What is only worth knowing is no violation.
            Some(Severity::Info) | None => return,
        };
        self.0.push(json!([rule, word, observed.into()]));
    }
}

fn violations(c: &Case) -> Vec<Value> {
    let mut out = Found(Vec::new());
    let both = |a: &str, b: &str| c.given(a).zip(c.given(b));
    if let Some((load, reference)) = both("week_load", "ref_load") {
        out.push("V01", limits::weekly_load(load, reference, 1.30), rounded(load / reference, 4));
    }
    if let Some((km, longest)) = both("session_km", "longest30_km").filter(|_| c.s("sport") == "run") {
        out.push("V02", limits::run_spike(km, longest), rounded(km / longest, 4));
    }
    if let Some((long, week)) = both("long_km", "week_km").or_else(|| both("long_min", "week_min")) {
        let n = c.given("sessions").unwrap_or(4.0) as usize;
        out.push("V03", limits::long_share(long / week, n, 0.30), rounded(long / week, 4));
    }
    if let Some(km) = c.given("long_run_increase_km") {
        out.push("V04", limits::long_run_growth(km), km);
    }
    week(c, &mut out);
    form(c, &mut out);
    today(c, &mut out);
    out.0
}

fn week(c: &Case, out: &mut Found) {
    let hard = c.list("hard_days");
    if !hard.is_empty() {
        let most = c.given("hard_max").unwrap_or(2.0) as usize;
        out.push("V05", limits::hard_days(hard.len(), most), hard.len());
        for pair in hard.windows(2) {
            let gap = (pair[1] - pair[0]) as i64;
            out.push("V06", limits::spacing(gap, false), gap);
        }
    }
    if let Some(n) = c.given("rest_days") {
        out.push("V07", limits::rest_days(n as usize), n as i64);
    }
    if let Some(low) = c.list("tid").first() {
        out.push("V08", limits::low_share(*low), *low);
    }
    let loads = c.list("week");
    if !loads.is_empty() {
        let value = monotony::monotony(&loads);
        out.push("V11", limits::monotony(value, 0), rounded(value, 4));
    }
    if let Some(n) = c.given("weeks_since_deload") {
        out.push("V12", limits::weeks_since_deload(n as usize), n as i64);
    }
    if let Some(cut) = c.given("taper_reduction") {
        out.push("V13", limits::taper_cut(cut), cut);
    }
    if let Some(m) = c.given("minutes_over_106") {
        out.push("V24", limits::sharp_minutes(m), m);
    }
}

fn form(c: &Case, out: &mut Found) {
    if let Some((gain, usual)) = c.given("ramp").zip(c.given("r_max")) {
        out.push("V09", limits::ramp(gain, usual, usual, 8.0), gain);
    }
    for tsb in &numbers(c, "tsb_min") {
        let severity = limits::tsb(*tsb, c.given("ctl").unwrap_or(WIDE_CTL), -30.0, -40.0);
        out.push("V10", severity, whole(*tsb));
    }
    for load in numbers(c, "day_load") {
        let ctl = c.f("ctl");
        out.push("V25", limits::day_load(load, ctl), rounded(load / ctl, 3));
    }
}

/// A list, or one number.
fn numbers(c: &Case, key: &str) -> Vec<f64> {
    c.given(key).map_or_else(|| c.list(key), |v| vec![v])
}

/// A whole number as one.
fn whole(v: f64) -> Value {
    if v.fract() == 0.0 { json!(v as i64) } else { json!(v) }
}

/// A session of the coarse names against today's cap.
fn today(c: &Case, out: &mut Found) {
    let cap = match c.s("cap") {
        "none" => Cap::None,
        "no_hard" => Cap::NoHard,
        "recovery_week" => Cap::RecoveryWeek,
        "recovery" => Cap::Recovery,
        "rest" => Cap::Rest,
        _ => return,
    };
    let template = match c.s("session") {
        "REC" => "B-REC",
        "END" => "B-END60",
        "LONG" => "B-LONG",
        "SST" => "B-SST",
        "TEMPO" => "B-TEMPO",
        "THR" => "B-THR",
        "VO2" => "B-VO2",
        "OPEN" => "B-OPEN",
        _ => return,
    };
    let Some(t) = library::template(template) else { return };
    let minutes = c.given("minutes").map(|m| m as u16);
    let s = t.session(Day::default(), minutes, &Speeds::default());
    let limits = Limits { cap, banned: &[], trim: false, reference: 0.0, share: None };
    if limits.allow(std::slice::from_ref(&s)) {
        return;
    }
    let day = match cap {
        Cap::Recovery => "red day",
        Cap::Rest => "rest day",
        _ => "amber day",
    };
    let what = if s.hard { format!("hard on {day}") } else { format!("too much on {day}") };
    out.push("V14", Some(Severity::Block), what);
}
