//! Is the clock right? By what the services said in the last sync, and by the log, in which time only goes on.

use super::{Check, State};
use crate::{log::Store, sources};
use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// Difference to a service's clock from which on it is worth a word, s.
const OFF_S: i64 = 60;
/// … and from which on log-ins and the day itself go wrong, s.
const WRONG_S: i64 = 15 * 60;
/// How far ahead an event of the log may be, min.
const AHEAD_MIN: i64 = 5;

/// What a service said of the time.
struct Said {
    who: &'static str,
    at: DateTime<Utc>,
    /// How far our clock was ahead of it, s.
    ahead_s: i64,
}

pub(super) fn clock(store: Option<&Store>, now: DateTime<Utc>) -> Check {
    let latest = store.and_then(|s| s.latest().ok().flatten());
    check(latest, store.and_then(said).as_ref(), now)
}

/// What the service that was asked last said.
fn said(store: &Store) -> Option<Said> {
    let one = |who: &&'static str| {
        let kept = store.source_state(who).ok()?;
        let (at, ahead_s) = (kept.get("clock_at")?.parse().ok()?, kept.get("clock_ahead_s")?.parse().ok()?);
        Some(Said { who, at, ahead_s })
    };
    sources::NAMES.iter().filter_map(one).max_by_key(|s| s.at)
}

fn check(latest: Option<DateTime<Utc>>, said: Option<&Said>, now: DateTime<Utc>) -> Check {
    let shown = now.format("%Y-%m-%d %H:%M UTC");
    let of = |state, says: String| Check::new("clock", state, says);
    let set = "let the system set its clock by the network (timedatectl set-ntp true)";
    if !(2026..2100).contains(&now.year()) {
        return of(State::Failed, format!("the clock says {shown}")).then(set);
    }
    if let Some(t) = latest.filter(|t| *t > now + TimeDelta::minutes(AHEAD_MIN)) {
        let says = format!(
            "{shown}; the log holds an event of {}, which is still to come",
            t.format("%Y-%m-%d %H:%M UTC")
        );
        return of(State::Failed, says).then(format!("{set}; events keep their order whatever it says"));
    }
    let Some(&Said { who, at, ahead_s }) = said else {
        return of(State::Ok, format!("{shown}; no service has been asked yet that could say otherwise"));
    };
    let when = at.format("%Y-%m-%d %H:%M UTC");
    let apart = ahead_s.abs();
    if apart < OFF_S {
        return of(State::Ok, format!("{shown}; within {} s of {who}'s clock on {when}", apart.max(1)));
    }
    let apart_words = match apart {
        s if s < 120 => format!("{s} s"),
        s if s < 7200 => format!("{} min", s / 60),
        s => format!("{} h", s / 3600),
    };
    let side = if ahead_s > 0 { "ahead of" } else { "behind" };
    let state = if apart < WRONG_S { State::Warning } else { State::Failed };
    of(state, format!("{shown}; it was {apart_words} {side} {who}'s clock on {when}"))
        .then(format!("{set}, then `lanterne --sync` compares again"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn now() -> DateTime<Utc> {
        "2026-11-25T12:00:00Z".parse().unwrap()
    }

    fn after(ahead_s: i64) -> Check {
        check(Some(now()), Some(&Said { who: "oura", at: now(), ahead_s }), now())
    }

    #[rstest]
    #[case(-3, State::Ok, "within 3 s of oura's clock")]
    #[case(90, State::Warning, "90 s ahead of oura's clock")]
    #[case(-600, State::Warning, "10 min behind oura's clock")]
    #[case(7200, State::Failed, "2 h ahead of oura's clock")]
    fn a_service_tells_how_far_the_clock_is_off(#[case] ahead_s: i64, #[case] state: State, #[case] says: &str) {
        let c = after(ahead_s);
        assert_eq!((c.state, c.remedy.is_some()), (state, state != State::Ok));
        assert!(c.says.contains(says), "{}", c.says);
    }

    #[test]
    fn time_in_the_log_only_goes_on() {
        let c = check(Some(now() + TimeDelta::hours(2)), None, now());
        assert!(c.state == State::Failed && c.says.contains("2026-11-25 14:00"), "{}", c.says);
        assert_eq!(check(Some(now() + TimeDelta::minutes(4)), None, now()).state, State::Ok);
        let old = check(None, None, "1970-01-01T00:03:00Z".parse().unwrap());
        assert!(old.state == State::Failed && old.remedy.is_some());
    }
}
