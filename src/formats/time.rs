//! Instants and local dates as files write them.

use crate::domain::Day;
use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// Largest offset from UTC that is believed; files hold nonsense beyond it.
const OFFSET_MAX_S: i64 = 14 * 3600;
/// Offsets of all zones since 1972 are multiples of this.
const OFFSET_STEP_S: i64 = 15 * 60;

/// The local calendar date of `at`: by the recording's own offset, else in the configured zone.
#[must_use]
pub fn local_day(at: DateTime<Utc>, offset_s: Option<i32>, zone: Tz) -> Day {
    match offset_s.and_then(FixedOffset::east_opt) {
        Some(offset) => at.with_timezone(&offset).date_naive(),
        None => at.with_timezone(&zone).date_naive(),
    }
}

/// Local time minus UTC, both in seconds, rounded to a quarter of an hour (the two clocks of a device may be read a
/// few seconds apart); `None` beyond 14 hours.
pub(super) fn sane_offset(local_minus_utc: i64) -> Option<i32> {
    let half = OFFSET_STEP_S / 2;
    let rounded = (local_minus_utc + half).div_euclid(OFFSET_STEP_S) * OFFSET_STEP_S;
    (rounded.abs() <= OFFSET_MAX_S).then(|| i32::try_from(rounded).ok()).flatten()
}

/// An instant, and the offset when the text has one other than `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// UTC.
    pub(super) at: DateTime<Utc>,
    /// Local time minus UTC, s; `None` for `Z` and for text without a zone.
    pub(super) offset_s: Option<i32>,
}

/// Forms of a time without a zone.
const FORMS: [&str; 4] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

/// Reads an ISO 8601 time with `Z`, an offset, or neither (then in `zone`).
pub(super) fn parse(text: &str, zone: Tz) -> Option<Stamp> {
    let text = text.trim();
    if let Some(at) = parse_utc(text) {
        return Some(Stamp { at, offset_s: None });
    }
    if let Ok(t) = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%:z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
    {
        let offset = t.offset().fix().local_minus_utc();
        return sane(t.with_timezone(&Utc)).map(|at| Stamp { at, offset_s: Some(offset) });
    }
    let naive = FORMS.iter().find_map(|f| NaiveDateTime::parse_from_str(text, f).ok())?;
    from_local(naive, zone).and_then(sane).map(|at| Stamp { at, offset_s: None })
}

/// A local time of `zone` as an instant; a time that the clocks skipped is moved on by the hour they skipped.
pub(super) fn from_local(naive: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let found = |t: NaiveDateTime| match zone.from_local_datetime(&t) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => Some(t.with_timezone(&Utc)),
        LocalResult::None => None,
    };
    found(naive).or_else(|| found(naive.checked_add_signed(chrono::TimeDelta::hours(1))?))
}

/// `2012-09-01T15:18:04.000Z`, the form of nearly every track point, without the general parser's cost.
fn parse_utc(text: &str) -> Option<DateTime<Utc>> {
    let b = text.as_bytes();
    if b.len() < 20 || b[4] != b'-' || b[7] != b'-' || b[10] != b'T' || b[13] != b':' || b[16] != b':' {
        return None;
    }
    let two = |i: usize| {
        let (t, u) = (b[i].wrapping_sub(b'0'), b[i + 1].wrapping_sub(b'0'));
        (t < 10 && u < 10).then(|| u32::from(t * 10 + u))
    };
    let nanos = match &b[19..] {
        [b'Z'] => 0,
        [b'.', digits @ .., b'Z'] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            let scaled = digits.iter().chain(&[b'0'; 9]).take(9);
            scaled.fold(0_u32, |n, d| n * 10 + u32::from(d - b'0'))
        }
        _ => return None,
    };
    let year = i32::try_from(two(0)? * 100 + two(2)?).ok()?;
    let date = chrono::NaiveDate::from_ymd_opt(year, two(5)?, two(8)?)?;
    // A leap second is read as the second before it, as every device does.
    let time = date.and_hms_nano_opt(two(11)?, two(14)?, two(17)?.min(59), nanos)?;
    sane(time.and_utc())
}

/// Keeps instants of the years 1970 to 2200: beyond them date arithmetic elsewhere would have to be checked.
pub(super) fn sane(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (0..7_258_118_400).contains(&at.timestamp()).then_some(at)
}

/// A calendar date: `2026-11-20`, or the date of a longer text that begins so.
pub(super) fn parse_day(text: &str) -> Option<Day> {
    let text = text.trim();
    let head = text.get(..10)?;
    let day = Day::parse_from_str(head, "%Y-%m-%d").ok()?;
    let rest = &text[10..];
    let ends = rest.is_empty() || rest.starts_with('T') || rest.starts_with(' ');
    let known = chrono::Datelike::year(&day);
    (ends && (1970..2200).contains(&known)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2012-09-01T15:18:04.000Z", 1_346_512_684, None)]
    #[case("2012-09-01T15:18:04Z", 1_346_512_684, None)]
    #[case("2012-09-01T17:18:04+02:00", 1_346_512_684, Some(7200))]
    #[case("2012-09-01 17:18:04+02:00", 1_346_512_684, Some(7200))]
    #[case("2012-09-01T17:18:04+0200", 1_346_512_684, Some(7200))]
    #[case("2012-09-01T17:18", 1_346_512_680, None)]
    #[case("2012-09-01 17:18:04", 1_346_512_684, None)]
    fn every_way_to_write_a_time(#[case] text: &str, #[case] unix: i64, #[case] offset: Option<i32>) {
        let stamp = parse(text, Tz::Europe__Berlin).unwrap();
        assert_eq!((stamp.at.timestamp(), stamp.offset_s), (unix, offset));
    }

    #[rstest]
    #[case("")]
    #[case("yesterday")]
    #[case("2012-13-01T15:18:04Z")]
    #[case("2012-09-01T25:18:04Z")]
    #[case("0001-01-01T00:00:00Z")]
    #[case("2012-09-01T15:18:04.xyzZ")]
    fn what_is_no_time(#[case] text: &str) {
        assert_eq!(parse(text, Tz::UTC), None);
    }

    #[rstest]
    #[case(7203, Some(7200))]
    #[case(-12_601, Some(-12_600))]
    #[case(20_699, Some(20_700))]
    #[case(13 * 3600, Some(46_800))]
    #[case(26 * 3600, None)]
    #[case(-1_000_000_000, None)]
    fn offsets_are_rounded_or_refused(#[case] raw: i64, #[case] want: Option<i32>) {
        assert_eq!(sane_offset(raw), want);
    }

    #[test]
    fn a_late_evening_belongs_to_its_own_date() {
        let at = DateTime::from_timestamp(1_346_540_000, 0).unwrap(); // 2012-09-01T22:53:20Z
        let day = |o, z| local_day(at, o, z).to_string();
        assert_eq!(day(Some(7200), Tz::UTC), "2012-09-02");
        assert_eq!(day(None, Tz::UTC), "2012-09-01");
        assert_eq!(day(None, Tz::Asia__Tokyo), "2012-09-02");
    }

    #[test]
    fn a_skipped_hour_is_not_lost() {
        let naive = NaiveDateTime::parse_from_str("2026-03-29T02:30:00", "%Y-%m-%dT%H:%M:%S").unwrap();
        assert_eq!(from_local(naive, Tz::Europe__Berlin).unwrap().to_rfc3339(), "2026-03-29T01:30:00+00:00");
    }
}
