//! When a history will be whole, when a quota or the pace of requests makes that long.
//!
//! An estimate: what is left in days, times the requests that a day of this history has taken so far, through the quotas
//! of a service that is asked once an hour.

use super::quotas_of;
use crate::{
    config::Config,
    domain::{Day, day},
    log::{LogError, Spent, Store},
    sources::Source,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// Shorter than this is not worth a word.
const WORTH_MIN: i64 = 5;
/// A source is asked once an hour: what a shorter span allows is taken once in it.
const RUNS_S: u32 = 3600;
/// Days of history that are expected where nobody said how far back to go.
const USUAL_DAYS: i64 = 10 * 365;

/// When all of a source's history will be here, at the latest by what is known; `None` when it is here already, nothing is
/// known yet, or it is a matter of minutes.
///
/// # Errors
/// When the log can't be read.
pub fn eta(
    store: &Store,
    source: &dyn Source,
    config: &Config,
    since: Option<Day>,
    today: Day,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, LogError> {
    let name = source.name();
    let kept = store.source_state(name)?;
    let own = config.sources.get(name);
    let floor = since.or(own.and_then(|c| c.since)).unwrap_or_else(|| day::shift(today, -USUAL_DAYS));
    let collections = source.collections().iter().filter(|c| c.step_days > 0);
    let left: f64 = collections.map(|c| left(&kept, c.name, c.step_days, floor)).sum();
    if left < 1.0 {
        return Ok(None);
    }
    let left = left.ceil() as u32;
    let spent = store.spent(name, &quotas_of(source), now)?;
    let pace = own.and_then(|c| c.per_second).unwrap_or(crate::sources::Patience::default().per_second);
    let wait = kept.get("wait_until").and_then(|t| t.parse::<DateTime<Utc>>().ok()).unwrap_or(now).max(now);
    let at =
        through(left, &spent, wait).max(wait + TimeDelta::milliseconds((f64::from(left) / pace * 1000.0) as i64));
    Ok((at - now >= TimeDelta::minutes(WORTH_MIN)).then_some(at))
}

/// Requests that the rest of a collection's history takes.
fn left(kept: &BTreeMap<String, String>, name: &str, step_days: i64, floor: Day) -> f64 {
    let of = |key: &str| kept.get(&format!("{key}:{name}"));
    let number = |key: &str| of(key).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    let back = of("back").and_then(|d| d.parse::<Day>().ok());
    let Some(back) = back.filter(|_| of("whole").is_none()) else { return 0.0 };
    let days = day::between(floor, back).max(0) as f64;
    let (asked, seen) = (number("asked"), number("seen"));
    let rate = if seen > 0.0 { asked / seen } else { 1.0 / step_days as f64 };
    days * rate
}

/// When so many requests have passed through every quota.
fn through(left: u32, spent: &[Spent], now: DateTime<Utc>) -> DateTime<Utc> {
    let one = |q: &Spent| {
        let free = q.most.saturating_sub(q.used);
        if left <= free {
            return now;
        }
        let spans = (left - free).div_ceil(q.most.max(1));
        let span_s = q.span_s.max(RUNS_S);
        q.until + TimeDelta::seconds(i64::from(spans - 1) * i64::from(span_s))
    };
    spent.iter().map(one).fold(now, DateTime::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn now() -> DateTime<Utc> {
        "2026-11-20T12:07:00Z".parse().unwrap()
    }

    #[rstest]
    #[case(10, 0, 0)]
    #[case(90, 0, 0)]
    #[case(91, 0, 8)]
    #[case(180, 0, 8)]
    #[case(181, 0, 68)]
    #[case(100, 50, 8)]
    #[case(1000, 0, 8 + 10 * 60)]
    fn a_quota_lets_so_many_pass_in_an_hour(#[case] left: u32, #[case] used: u32, #[case] minutes: i64) {
        let quarter = Spent { span_s: 900, used, most: 90, until: "2026-11-20T12:15:00Z".parse().unwrap() };
        assert_eq!((through(left, &[quarter], now()) - now()).num_minutes(), minutes);
    }

    #[test]
    fn the_slower_quota_says_when() {
        let day = Spent { span_s: 86_400, used: 0, most: 900, until: "2026-11-21T00:00:00Z".parse().unwrap() };
        let quarter = Spent { span_s: 900, used: 0, most: 90, until: "2026-11-20T12:15:00Z".parse().unwrap() };
        assert_eq!(through(2000, &[quarter, day], now()).to_rfc3339(), "2026-11-22T00:00:00+00:00");
    }

    #[test]
    fn what_is_left_goes_by_what_it_took_so_far() {
        let kept = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let floor = "2026-01-01".parse().unwrap();
        let some = [("back:a", "2026-04-11"), ("asked:a", "30"), ("seen:a", "60")];
        let left = |pairs: &[(&str, &str)]| left(&kept(pairs), "a", 50, floor);
        assert!((left(&some) - 50.0).abs() < 1e-9);
        assert!((left(&some[..1]) - 2.0).abs() < 1e-9);
        assert!(left(&[]) < 1.0 && left(&[("back:a", "2025-01-01")]) < 1.0);
        assert!(left(&[("back:a", "2026-04-11"), ("whole:a", "yes")]) < 1.0);
    }
}
