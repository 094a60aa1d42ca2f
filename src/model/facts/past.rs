//! Facts of what happened, coarser with age: seven days whole, to day 30 by activity, to day 90 by week.

use super::{Known, Sheet, brief};
use crate::{
    domain::{
        ActivityRecord, Day, Metric, Provider, Reading,
        day::{iso_week, monday, shift, span},
        num::Total,
        provenance::LlmPolicy,
    },
    model::egress::{Fact, Gate, Grain, Refused, Table},
    science::history::ActivityLoad,
};
use std::collections::BTreeSet;

/// Days told whole.
const WHOLE: i64 = 7;
/// Days told by activity.
const BY_ACTIVITY: i64 = 30;
/// Days told by week.
const BY_WEEK: i64 = 90;

pub(super) fn tell(k: Known<'_>, out: &mut Sheet<'_>) {
    let today = k.today();
    for d in span(shift(today, -WHOLE), shift(today, -1)) {
        if let Some(v) = k.athlete.decisions.get(&d) {
            let rules: Vec<&str> = v.verdict.reasons.iter().map(|r| r.rule.as_str()).collect();
            let text = format!("{} {} {} {}", brief(d), v.verdict.action, v.verdict.cap.name(), rules.join(" "));
            out.row((2, Table::Decided), format!("v:{d}"), Grain::Aggregate, [], text);
        }
    }
    for d in span(shift(today, -WHOLE), today) {
        for l in k.history.on(d) {
            let fact = activity(l, k, out.gate, true);
            out.take(1, fact);
        }
        if let Some(fact) = day_row(d, k, out.gate) {
            out.take(1, fact);
        }
        for (i, n) in k.athlete.notes_on(d).enumerate() {
            if let Some(words) = out.gate.quote(Provider::Manual, &n.text) {
                let fact = out.gate.admit(
                    format!("n:{d}:{i}"),
                    Grain::Row,
                    [Provider::Manual],
                    format!("{} note {words}", brief(d)),
                );
                out.take(1, fact);
            }
        }
    }
    intent(k, out);
    let weeks = span(shift(today, -BY_WEEK), shift(today, -BY_ACTIVITY - 1)).map(monday).collect::<BTreeSet<_>>();
    for m in weeks.into_iter().rev() {
        let fact = week(m, k, out.gate);
        out.take(3, fact);
    }
    for l in k.history.within(shift(today, -BY_ACTIVITY), shift(today, -WHOLE - 1)).iter().rev() {
        let fact = activity(l, k, out.gate, false);
        out.take(3, fact);
    }
}

/// What the athlete means this week and the next to be: figures as they are, words as notes.
fn intent(k: Known<'_>, out: &mut Sheet<'_>) {
    let this = monday(k.today());
    for week in [this, shift(this, 7)] {
        let Some(i) = k.athlete.intents.get(&week) else { continue };
        let mut parts: Vec<String> = i.km.iter().map(|(s, km)| format!("{km:.0} km {s}")).collect();
        parts.extend(i.sessions.map(|n| format!("{n} sessions")));
        let words = i.text.iter().chain(&i.goals).filter_map(|t| out.gate.quote(Provider::Manual, t));
        parts.extend(words.collect::<Vec<_>>());
        if !parts.is_empty() {
            let text = format!("meant for the week of {}: {}", brief(week), parts.join(", "));
            let fact = out.gate.admit(format!("i:{}", iso_week(week)), Grain::Row, [Provider::Manual], text);
            out.take(1, fact);
        }
    }
}

/// The record of an activity that may be told, the best first; its own figures only.
fn told<'k>(l: &ActivityLoad, k: Known<'k>, gate: &Gate) -> Option<&'k ActivityRecord> {
    let records = &k.athlete.activities.get(l.index)?.records;
    records.iter().find(|r| gate.policy(r.provider) == LlmPolicy::Allow)
}

/// One activity: figures of a record that may be told, the load only when everything behind it may be.
pub(in crate::model) fn activity(
    l: &ActivityLoad,
    k: Known<'_>,
    gate: &mut Gate,
    whole: bool,
) -> Result<Fact, Refused> {
    let a = k.athlete.activities.get(l.index);
    let id = format!("a:{}", a.map_or_else(String::new, |a| a.id.brief()));
    let Some(r) = told(l, k, gate) else {
        let all = a.into_iter().flat_map(|a| &a.records).map(|r| r.provider);
        return gate.admit(id, Grain::Row, all, "");
    };
    let day = r.local_date;
    let sources = k.sources_of(l);
    let mut row = vec![id[2..].to_owned(), brief(day), r.sport.to_string(), format!("{:.0}", r.moving_s / 60.0)];
    if l.counts && gate.allows(Grain::Row, &sources) {
        let hard = if l.hard { "!" } else { "" };
        row.push(format!("{:.0}{hard} {}", l.load.value, l.load.method.name()));
    } else {
        row.push("- -".to_owned());
    }
    let figure = |v: Option<f64>, digits: usize| v.map_or_else(|| "-".to_owned(), |v| format!("{v:.digits$}"));
    row.push(figure(r.distance_m.map(|m| m / 1000.0), 1));
    if whole {
        row.push(figure(r.ascent_m, 0));
        row.push(figure(r.metrics.np_w.or(r.avg_power_w), 0));
        row.push(figure(r.avg_hr, 0));
        row.push(figure(r.metrics.decoupling_pct, 1));
        row.push(figure(r.rpe, 0));
    }
    while row.last().is_some_and(|x| x == "-") {
        row.pop();
    }
    if let Some(note) = r.notes.as_ref().filter(|_| whole).and_then(|n| gate.quote(r.provider, n)) {
        row.push(format!("note {note}"));
    }
    gate.admit(id, Grain::Row, [r.provider], row.join(" ")).map(|f| f.within(Table::Done))
}

/// The best reading of a metric that may be told.
fn reading<'k>(d: Day, metric: &Metric, k: Known<'k>, gate: &Gate) -> Option<&'k Reading> {
    let of = k.athlete.wellness.get(&d)?.readings.iter().filter(|r| r.metric == *metric);
    of.filter(|r| gate.policy(r.source) == LlmPolicy::Allow).max_by_key(|r| r.source.rank())
}

/// One morning; `None` when nothing is known of it that may be told.
pub(in crate::model) fn day_row(d: Day, k: Known<'_>, gate: &mut Gate) -> Option<Result<Fact, Refused>> {
    let known = k.athlete.wellness.get(&d);
    let mut sources: BTreeSet<Provider> = BTreeSet::new();
    let mut parts = Vec::new();
    for (metric, digits) in [(Metric::HrvRmssd, 0), (Metric::RestingHr, 0), (Metric::SleepHours, 1)] {
        match reading(d, &metric, k, gate) {
            Some(r) => {
                parts.push(format!("{:.digits$}", r.value));
                sources.insert(r.source);
            }
            None => parts.push("-".to_owned()),
        }
    }
    if let Some(c) = k.athlete.check_ins.get(&d).filter(|_| gate.policy(Provider::Manual) == LlmPolicy::Allow) {
        let items = [("fatigue", c.fatigue), ("soreness", c.soreness), ("stress", c.stress), ("mood", c.mood)];
        let felt: Vec<String> = items.iter().filter_map(|(n, v)| v.map(|v| format!("{n} {v}"))).collect();
        parts.extend((!felt.is_empty()).then(|| format!("{} of 5", felt.join(" "))));
        parts.extend(c.pain.map(|p| format!("pain {p} of 10")));
        sources.insert(Provider::Manual);
    }
    if parts.iter().all(|p| p == "-") {
        let all: BTreeSet<Provider> = known?.readings.iter().map(|r| r.source).collect();
        // Nothing of the day may be told: the gate counts it.
        let refused = gate.admit(format!("w:{d}"), Grain::Row, all, "");
        return refused.is_err().then_some(refused);
    }
    let text = format!("{} {}", brief(d), parts.join(" "));
    Some(gate.admit(format!("w:{d}"), Grain::Row, sources, text).map(|f| f.within(Table::Mornings)))
}

/// One week in sums.
pub(in crate::model) fn week(m: Day, k: Known<'_>, gate: &mut Gate) -> Result<Fact, Refused> {
    let last = shift(m, 6);
    let done: Vec<&ActivityLoad> = k.history.within(m, last).iter().filter(|l| l.counts).collect();
    let sources: BTreeSet<Provider> = done.iter().flat_map(|l| k.sources_of(l)).collect();
    let hours = done.iter().map(|l| l.minutes).total() / 60.0;
    let longest = done.iter().map(|l| l.minutes).fold(0.0, f64::max);
    let text = format!(
        "{} {:.0} {hours:.1} {} {} {longest:.0}",
        m.format("%-d %b"),
        done.iter().map(|l| l.load.value).total(),
        done.len(),
        k.history.hard_days(m, last).len()
    );
    gate.admit(iso_week(m), Grain::Aggregate, sources, text).map(|f| f.within(Table::Weeks))
}
