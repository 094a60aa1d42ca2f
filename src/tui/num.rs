//! Figures as a person reads them: a true minus sign, fixed decimals, short dates and durations.

pub use crate::domain::num::{counted as count, plain};
use crate::domain::{Day, day};
use chrono::Datelike;

/// `+3.2`, `−3.2`, `0.0`.
#[must_use]
pub fn signed(x: f64, decimals: usize) -> String {
    let s = plain(x, decimals);
    let zero = !s.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if x > 0.0 && !zero { format!("+{s}") } else { s }
}

/// Decimals that a unit is shown with.
#[must_use]
pub fn decimals(unit: &str) -> usize {
    match unit {
        "h" | "°C" | "km" | "kg" | "ratio" => 1,
        _ => 0,
    }
}

/// [`plain`], or a dash for what is not known.
#[must_use]
pub fn known(x: Option<f64>, digits: usize) -> String {
    x.map_or_else(|| "–".to_owned(), |x| plain(x, digits))
}

/// [`signed`], or a dash for what is not known.
#[must_use]
pub fn known_signed(x: Option<f64>, digits: usize) -> String {
    x.map_or_else(|| "–".to_owned(), |x| signed(x, digits))
}

/// `45 min`, `1 h 15`, `4 h`.
#[must_use]
pub fn minutes(m: u32) -> String {
    match (m / 60, m % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02}"),
    }
}

/// `today`, `1 d`, `12 d`.
#[must_use]
pub fn age(days: i64) -> String {
    if days <= 0 { "today".to_owned() } else { format!("{days} d") }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `3 Jul`.
#[must_use]
pub fn date(d: Day) -> String {
    format!("{} {}", d.day(), MONTHS[d.month0() as usize % 12])
}

/// `Sat  3 Jul`, always ten columns, for dates under each other.
#[must_use]
pub fn column_date(d: Day) -> String {
    format!("{} {:>2} {}", day::short_name(d), d.day(), MONTHS[d.month0() as usize % 12])
}

/// `Sat 3 Jul`.
#[must_use]
pub fn weekday_date(d: Day) -> String {
    format!("{} {}", day::short_name(d), date(d))
}

/// `Sat 3 Jul 2027`.
#[must_use]
pub fn full_date(d: Day) -> String {
    format!("{} {}", weekday_date(d), d.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(plain(-3.24, 1), "−3.2");
        assert_eq!(plain(-0.04, 1), "0.0");
        assert_eq!(signed(0.04, 1), "0.0");
        assert_eq!(signed(4.0, 0), "+4");
        assert_eq!(plain(f64::NAN, 1), "–");
        assert_eq!([minutes(45), minutes(75), minutes(240)], ["45 min", "1 h 15", "4 h"]);
        assert_eq!(full_date(Day::from_ymd_opt(2027, 7, 3).unwrap()), "Sat 3 Jul 2027");
        assert_eq!([count(1, "proposal"), count(2, "proposal")], ["1 proposal", "2 proposals"]);
    }
}
