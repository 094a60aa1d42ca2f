//! A session in words: `ran 40 min easy, heavy legs`, `rode 2h 55 km yesterday rpe 5`.

use super::{
    SessionDraft, TellError, Told, dated,
    scan::{Figure, Piece, Scan, sport_word},
};
use crate::domain::{CleanText, Sport};

pub(super) const EXAMPLE: &str = "ran 40 min easy, heavy legs";

/// Verbs in the past: they tell, where `run 40 min` could be asked for.
const PAST: [&str; 12] =
    ["ran", "rode", "cycled", "biked", "swam", "jogged", "hiked", "walked", "rowed", "skied", "lifted", "commuted"];
/// `did a 40 min run`
const DID: [&str; 5] = ["did", "done", "finished", "completed", "logged"];
/// Finer names of sports.
const SUB_SPORTS: [&str; 8] = ["trail", "treadmill", "track", "gravel", "mtb", "turbo", "zwift", "openwater"];
/// Words for an effort on the ten-point scale (Foster, J Strength Cond Res 2001;15:109).
const EFFORTS: [(&str, f64); 8] = [
    ("easy", 2.0),
    ("easily", 2.0),
    ("gentle", 2.0),
    ("moderate", 3.0),
    ("steady", 3.0),
    ("tempo", 5.0),
    ("hard", 5.0),
    ("maximal", 10.0),
];

/// A session; `as_sport` when it is known that one is told, with the sport that its words name.
pub(super) fn read(scan: &Scan, as_sport: Option<Sport>) -> Option<Result<Vec<Told>, TellError>> {
    let head: Vec<&str> = head(scan);
    let told = head.iter().find(|w| PAST.contains(w)).and_then(|w| sport_word(w));
    let did = head.iter().any(|w| DID.contains(w)).then(|| scan.sport()).flatten();
    let named = as_sport.filter(|s| *s != Sport::Other || head.contains(&"other"));
    let sport = told.or(did).or(named)?;
    let sized = scan.figures().any(|f| matches!(f, Figure::Minutes(_) | Figure::Km(_) | Figure::Metres(_)));
    // `I ran out of time` has neither a length nor a distance.
    if as_sport.is_none() && !sized {
        return None;
    }
    Some(draft(scan, sport).map(|d| vec![Told::Session(d)]))
}

/// The words before the first break.
fn head(scan: &Scan) -> Vec<&str> {
    let words = scan.pieces.iter().take_while(|p| **p != Piece::Break);
    words.filter_map(|p| if let Piece::Word(w) = p { Some(w.as_str()) } else { None }).collect()
}

fn draft(scan: &Scan, sport: Sport) -> Result<SessionDraft, TellError> {
    let mut d = SessionDraft {
        sport,
        sub_sport: None,
        day: dated(scan, scan.today)?,
        at: None,
        minutes: 0.0,
        distance_km: None,
        ascent_m: None,
        rpe: None,
        title: None,
        notes: scan.tail(),
    };
    let mut minutes = None;
    for (i, p) in scan.pieces.iter().enumerate() {
        let Piece::Figure(f) = p else { continue };
        let next = scan.pieces.get(i + 1);
        match f {
            Figure::Km(km) => d.distance_km = Some(*km),
            Figure::Metres(m) if climbs(next) => d.ascent_m = Some(*m),
            // `swam 2000 m`; `40 m` of a runner means minutes.
            Figure::Metres(m) if sport == Sport::Swim || *m >= 400.0 => d.distance_km = Some(m / 1000.0),
            Figure::Minutes(m) | Figure::Metres(m) => minutes = Some(minutes.unwrap_or(0.0) + m),
            Figure::Rpe(r) => d.rpe = Some(*r),
            Figure::Clock(m) => d.at = Some(*m),
            Figure::SetsReps(..) | Figure::Kg(_) | Figure::Number(_) => {}
        }
    }
    let head = head(scan);
    d.sub_sport = SUB_SPORTS.iter().find(|s| head.contains(s)).map(|s| CleanText::line(s));
    if d.rpe.is_none() {
        d.rpe =
            EFFORTS.iter().find(|(w, _)| head.contains(w)).map(|(w, r)| if very(&head, w) { step(*r) } else { *r });
    }
    d.minutes = minutes.ok_or(TellError::Missing {
        read: format!("a {sport} session"),
        missing: "how long it was",
        example: EXAMPLE,
    })?;
    checked(d)
}

fn climbs(next: Option<&Piece>) -> bool {
    matches!(next, Some(Piece::Word(w)) if matches!(w.as_str(), "up" | "ascent" | "climb" | "climbing" | "vert" | "d+" | "gain" | "elevation" | "of"))
}

fn very(head: &[&str], effort: &str) -> bool {
    head.windows(2).any(|w| matches!(w[0], "very" | "really" | "super") && w[1] == effort)
}

/// Very easy is 1, very hard 7.
fn step(rpe: f64) -> f64 {
    if rpe <= 3.0 { rpe - 1.0 } else { (rpe + 2.0).min(10.0) }
}

/// Holds a session to what can be meant.
///
/// # Errors
/// [`TellError::Range`].
pub fn checked(d: SessionDraft) -> Result<SessionDraft, TellError> {
    let out = |what: String, range| Err(TellError::Range { what, range, example: EXAMPLE });
    if !(1.0..=2880.0).contains(&d.minutes) {
        return out(format!("{} min", d.minutes), "a session lasts from 1 minute to 48 hours");
    }
    if let Some(km) = d.distance_km.filter(|km| !(0.01..=2000.0).contains(km)) {
        return out(format!("{km} km"), "0.01 to 2000 km");
    }
    if let Some(m) = d.ascent_m.filter(|m| !(0.0..=30_000.0).contains(m)) {
        return out(format!("{m} m of climbing"), "0 to 30000 m");
    }
    if let Some(r) = d.rpe.filter(|r| !(0.0..=10.0).contains(r)) {
        return out(format!("RPE {r}"), "RPE 0 to 10");
    }
    let fastest = match d.sport {
        Sport::Bike | Sport::Ski => 90.0,
        Sport::Swim => 10.0,
        _ => 30.0,
    };
    if let Some(km) = d.distance_km
        && km / (d.minutes / 60.0) > fastest
    {
        return out(format!("{km} km in {:.0} min", d.minutes), "that would be faster than anybody");
    }
    Ok(d)
}
