//! What holds by itself as soon as enough is known: what a rating is worth, and what an hour of a sport usually is. Both are
//! only used where nothing better was measured, so nobody is asked.

use super::Calibrated;
use crate::{
    domain::Day,
    science::{
        history::History,
        load::{RATING_SESSIONS, TYPICAL_SESSIONS, usual_per_hour},
    },
};

pub(super) fn learnt(history: &History, today: Day) -> Vec<Calibrated> {
    let typical = &history.typical;
    let (n, k) = (typical.ratings(today), typical.calibration(today));
    let text = match k {
        Some(k) => format!(
            "{n} sessions of a year with a rating and power or heart rate: a rating is worth {k:.2} times the table. This holds by itself."
        ),
        None => format!(
            "{n} sessions of a year with a rating and power or heart rate; {RATING_SESSIONS} are needed, till then the table holds."
        ),
    };
    let rating =
        row("rpe_scale".into(), "what a rating is worth, as a factor on the table".into(), n, (1.0, k), text);
    let hours = typical.measured(today).into_iter().map(|(sport, n)| {
        let (book, now) = (usual_per_hour(sport), typical.per_hour(sport, today));
        let known = n >= TYPICAL_SESSIONS;
        let text = if known {
            format!("{n} measured sessions in 42 days: an hour of {sport} is {now:.0}. This holds by itself, where nothing else is known.")
        } else {
            format!("{n} measured sessions in 42 days; {TYPICAL_SESSIONS} are needed, till then an hour of {sport} is {book:.0}.")
        };
        row(
            format!("load_per_hour_{}", sport.name()),
            format!("load of an hour of {sport}"),
            n,
            (book, known.then_some(now)),
            text,
        )
    });
    std::iter::once(rating).chain(hours).collect()
}

fn row(name: String, what: String, n: usize, (book, found): (f64, Option<f64>), text: String) -> Calibrated {
    Calibrated {
        name,
        parameter: None,
        what,
        cases: n as u32,
        bad: None,
        book,
        now: found.unwrap_or(book),
        found,
        weight: if found.is_some() { 1.0 } else { 0.0 },
        proposed: None,
        brier: None,
        bins: Vec::new(),
        text,
    }
}
