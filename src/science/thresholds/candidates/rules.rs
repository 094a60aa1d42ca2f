//! Which candidates the athlete is asked about, how far a value may move, and when one has gone stale.

use super::{Book, Candidate, RECENT_DAYS, candidates, efforts};
use crate::domain::{
    Athlete, CleanText, Day, ShortId, Sport, Threshold, ThresholdKind,
    day::{between, shift},
    settings::ThresholdSource,
    threshold::{ThresholdMethod as Method, ThresholdProposal},
};
use crate::science::power;
use serde::Serialize;

/// Days that a proposal waits for an answer.
const WAITS: i64 = 21;
/// Share by which a value that was no test may rise above the one of …
const RISE: f64 = 0.05;
/// … this many days before.
const RISE_DAYS: i64 = 14;
/// Smallest change worth asking about, as a share; of LTHR by a half hour that was no test …
const LEAST: f64 = 0.01;
/// … this one: heart rates differ that much from day to day.
const LEAST_RATE: f64 = 0.04;
/// An effort supports a value from this share of it on.
const SUPPORT: f64 = 0.97;
/// What a value without support loses a week, and what it keeps at least.
const FADE_PER_WEEK: f64 = 0.005;
const FADE_FLOOR: f64 = 0.90;
/// Steps in which a fading value is asked about.
const FADE_STEP: f64 = 0.02;
/// Days without a supporting effort after which a threshold is stale.
const STALE_DAYS: i64 = 56;

/// What the athlete should be asked on `today`, at most one of a kind and sport. What was answered before is not asked
/// again: the id comes from the evidence.
#[must_use]
pub fn proposals(athlete: &Athlete, book: &Book, today: Day) -> Vec<ThresholdProposal> {
    let mut asked: Vec<(ThresholdKind, Option<Sport>)> = Vec::new();
    let mut out: Vec<ThresholdProposal> = Vec::new();
    for c in candidates(athlete, book, today).iter().filter(|c| c.sound) {
        if asked.contains(&(c.kind, c.sport)) {
            continue;
        }
        if let Some(p) = proposal(c, book, today) {
            asked.push((c.kind, c.sport));
            out.push(p);
        }
    }
    if !asked.contains(&(ThresholdKind::Ftp, Some(Sport::Bike))) {
        out.extend(faded(athlete, book, today));
    }
    out.retain(|p| athlete.thresholds.proposals.iter().all(|(q, _)| q.id != p.id));
    out
}

fn is_test(method: Method) -> bool {
    matches!(method, Method::TwentyMinutes | Method::Ramp | Method::TimeTrial | Method::SwimTest)
}

fn is_given(t: &Threshold) -> bool {
    matches!(t.source, ThresholdSource::Set | ThresholdSource::Accepted)
}

fn proposal(c: &Candidate, book: &Book, today: Day) -> Option<ThresholdProposal> {
    let sport = c.sport.unwrap_or(Sport::Bike);
    let now = book.at(c.kind, sport, today);
    // Critical power serves comparison only: those who keep one are asked, others are not.
    if c.kind == ThresholdKind::Cp && now.is_none() {
        return None;
    }
    let mut value = c.value;
    if let Some(now) = now.filter(|t| is_given(t)) {
        if c.effort_day <= now.from {
            return None;
        }
        let test = is_test(c.method);
        if !test && c.kind != ThresholdKind::Lthr {
            let before = book.value(c.kind, sport, shift(today, -RISE_DAYS)).unwrap_or(now.value);
            value = value.min(before * (1.0 + RISE));
            if value <= now.value {
                return None;
            }
        }
        let least = if c.method == Method::HalfHour { LEAST_RATE } else { LEAST };
        if (rounded(c.kind, value) / now.value - 1.0).abs() < least {
            return None;
        }
    }
    let value = rounded(c.kind, value);
    let step = format!("{value:.3}");
    Some(make(c.kind, c.sport, value, c.effort_day, now, c, &step, today))
}

/// Whole watts and beats, speeds to the millimetre a second.
fn rounded(kind: ThresholdKind, value: f64) -> f64 {
    match kind {
        ThresholdKind::ThresholdSpeed | ThresholdKind::Css => (value * 1000.0).round() / 1000.0,
        _ => value.round(),
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one proposal, each named at its only two callers")]
fn make(
    kind: ThresholdKind,
    sport: Option<Sport>,
    value: f64,
    from: Day,
    now: Option<&Threshold>,
    c: &Candidate,
    step: &str,
    today: Day,
) -> ThresholdProposal {
    let reason = CleanText::line(&format!("{}: {}", c.method.title(), c.reason));
    let id = ShortId::of(&[
        b"threshold",
        kind.name().as_bytes(),
        sport.map_or("", Sport::name).as_bytes(),
        c.method.title().as_bytes(),
        c.effort_day.to_string().as_bytes(),
        step.as_bytes(),
    ]);
    ThresholdProposal {
        id,
        day: today,
        expires: shift(today, WAITS),
        threshold: Threshold {
            kind,
            sport,
            value,
            from,
            source: ThresholdSource::Accepted,
            note: Some(reason.clone()),
        },
        current: now.map(|t| t.value),
        current_source: now.map(|t| t.source),
        method: c.method,
        confidence: c.confidence,
        effort_day: c.effort_day,
        activity: c.activity,
        reason,
    }
}

/// A set FTP that no effort has supported for six weeks fades by half a percent a week, to nine tenths at least.
fn faded(athlete: &Athlete, book: &Book, today: Day) -> Option<ThresholdProposal> {
    let now = book.at(ThresholdKind::Ftp, Sport::Bike, today).filter(|t| is_given(t))?;
    let supported = supported_on(athlete, book, ThresholdKind::Ftp, today)?;
    let weeks = (between(supported, today) - RECENT_DAYS) as f64 / 7.0;
    if weeks <= 0.0 {
        return None;
    }
    let base = book.value(ThresholdKind::Ftp, Sport::Bike, supported)?;
    let kept = (1.0 - FADE_PER_WEEK).powf(weeks).max(FADE_FLOOR);
    let steps = ((1.0 - kept) / FADE_STEP + 1e-9).floor();
    let value = (base * (1.0 - steps * FADE_STEP)).round();
    if steps < 1.0 || value >= now.value {
        return None;
    }
    let c = Candidate {
        kind: ThresholdKind::Ftp,
        sport: Some(Sport::Bike),
        value,
        method: Method::Decay,
        confidence: 0.4,
        effort_day: supported,
        activity: None,
        flagged: false,
        sound: true,
        reason: format!("none came near {base:.0} W since {supported}; half a percent a week after six weeks"),
    };
    let step = format!("{steps:.0}");
    Some(make(c.kind, c.sport, value, today, Some(now), &c, &step, today))
}

/// When the value in use was last supported: by an effort of 97 % of it, or by being set.
fn supported_on(athlete: &Athlete, book: &Book, kind: ThresholdKind, today: Day) -> Option<Day> {
    let sport = kind.own_sport()?;
    let now = book.at(kind, sport, today)?;
    let reaches = |k: &efforts::Known| {
        let m = &k.record.metrics;
        let best = match kind {
            ThresholdKind::Ftp | ThresholdKind::Cp => {
                m.mmp.iter().filter_map(|(s, w)| power::eftp(f64::from(*s), f64::from(*w))).fold(0.0, f64::max)
            }
            // Twenty minutes and more are told as they are; shorter ones would flatter.
            _ => m.mm_speed.iter().filter(|p| p.0 >= 1200).map(|p| f64::from(p.1)).fold(0.0, f64::max),
        };
        best >= SUPPORT * now.value
    };
    let of_sport = efforts::known(athlete, book, today, 365).filter(|k| k.record.sport == sport);
    let effort = of_sport.filter(reaches).map(|k| k.day()).max();
    let set = is_given(now).then_some(now.from).filter(|d| *d <= today);
    effort.max(set)
}

/// How well a threshold is supported.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Support {
    /// What it limits.
    pub kind: ThresholdKind,
    /// Its sport.
    pub sport: Sport,
    /// When an effort last came near it, or it was set; `None` when never in a year.
    pub last: Option<Day>,
    /// Whether that is more than eight weeks ago.
    pub stale: bool,
    /// The test of the library that would tell.
    pub test: &'static str,
}

/// The support of the thresholds of power, pace and swimming that are in use.
#[must_use]
pub fn support(athlete: &Athlete, book: &Book, today: Day) -> Vec<Support> {
    let tests =
        [(ThresholdKind::Ftp, "B-FTP"), (ThresholdKind::ThresholdSpeed, "R-TT30"), (ThresholdKind::Css, "S-TEST")];
    let one = |(kind, test): (ThresholdKind, &'static str)| {
        let sport = kind.own_sport()?;
        book.at(kind, sport, today)?;
        let last = supported_on(athlete, book, kind, today);
        let stale = last.is_none_or(|d| between(d, today) > STALE_DAYS);
        Some(Support { kind, sport, last, stale, test })
    };
    tests.into_iter().filter_map(one).collect()
}
