//! Which efforts of the past tell something of a threshold: tests and races by name or by plan, and best efforts that
//! were maximal by their heart rate.

use crate::domain::{Activity, ActivityRecord, Athlete, Day, Policy, SessionKind, ShortId, Sport};

/// Share of the maximal heart rate at the end of an effort from which it counts as maximal (a design of ours).
pub const MAXIMAL: f64 = 0.92;

/// Which test an activity was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Twenty minutes all out.
    TwentyMinutes,
    /// Steps to exhaustion.
    Ramp,
    /// Several maximal efforts for critical power or speed.
    Critical,
    /// Half an hour all out.
    TimeTrial,
    /// Two distances swum all out.
    Swim,
}

/// What an activity was, by its title or by the session planned for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// A race.
    Race,
    /// A test.
    Test(Test),
}

impl Flag {
    /// The flag of a record: its title's words first, then what was planned that day in its sport.
    #[must_use]
    pub fn of(athlete: &Athlete, r: &ActivityRecord) -> Option<Self> {
        let named = r.title.as_ref().and_then(|t| Self::of_title(t.as_str(), r.sport));
        named.or_else(|| {
            let planned = athlete.plan.iter().flat_map(|p| p.on(r.local_date)).filter(|s| s.sport == r.sport);
            planned.into_iter().find_map(|s| match s.kind {
                SessionKind::Race | SessionKind::Stage => Some(Self::Race),
                SessionKind::Test => Some(Self::Test(match s.template.as_str() {
                    "B-CP" => Test::Critical,
                    "R-TT30" => Test::TimeTrial,
                    "S-TEST" => Test::Swim,
                    _ => Test::TwentyMinutes,
                })),
                _ => None,
            })
        })
    }

    fn of_title(title: &str, sport: Sport) -> Option<Self> {
        let title = title.to_lowercase();
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let has = |w: &str| words.contains(&w);
        let test = has("test");
        if sport == Sport::Swim && (has("css") || test) {
            return Some(Self::Test(Test::Swim));
        }
        if has("ramp") && test {
            return Some(Self::Test(Test::Ramp));
        }
        if test && (has("cp") || has("critical")) {
            return Some(Self::Test(Test::Critical));
        }
        if (has("tt30") || (has("30") && (has("tt") || has("trial") || test))) && sport != Sport::Swim {
            return Some(Self::Test(Test::TimeTrial));
        }
        if test && (has("ftp") || has("20") || has("threshold")) {
            return Some(Self::Test(Test::TwentyMinutes));
        }
        let race = ["race", "parkrun", "marathon", "criterium", "tt", "triathlon", "duathlon"];
        race.iter().any(|w| has(w)).then_some(Self::Race)
    }
}

/// One activity of the past with what it was. The best record that may be combined with others speaks for it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The activity.
    pub id: ShortId,
    /// Its record.
    pub record: &'a ActivityRecord,
    /// What it was.
    pub flag: Option<Flag>,
    /// The maximal heart rate in use on its day, bpm.
    pub hr_max: Option<f64>,
}

impl Known<'_> {
    /// Whether a best effort that ended at `end_hr` was maximal: a test, a race, or hard enough at its end.
    #[must_use]
    pub fn is_maximal(&self, end_hr: Option<&u8>) -> bool {
        let hard = end_hr.zip(self.hr_max).is_some_and(|(bpm, max)| *bpm > 0 && f64::from(*bpm) >= MAXIMAL * max);
        self.flag.is_some() || hard
    }

    /// The day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.record.local_date
    }
}

/// Activities of the `days` up to and including `today`, by start. What may not be combined with other sources says
/// nothing.
pub fn known<'a>(
    athlete: &'a Athlete,
    book: &'a super::Book,
    today: Day,
    days: i64,
) -> impl Iterator<Item = Known<'a>> {
    let from = crate::domain::day::shift(today, -days);
    let usable = |a: &'a Activity| a.records.iter().find(|r| Policy::of(r.provider).combine).map(|r| (a.id, r));
    athlete
        .activities
        .iter()
        .filter_map(usable)
        .filter(move |(_, r)| r.local_date > from && r.local_date <= today)
        .map(move |(id, record)| Known {
            id,
            record,
            flag: Flag::of(athlete, record),
            hr_max: book.value(crate::domain::ThresholdKind::HrMax, record.sport, record.local_date),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("FTP test", Sport::Bike, Some(Flag::Test(Test::TwentyMinutes)))]
    #[case("Zwift Ramp Test", Sport::Bike, Some(Flag::Test(Test::Ramp)))]
    #[case("CP test 3/12", Sport::Bike, Some(Flag::Test(Test::Critical)))]
    #[case("30 min TT", Sport::Run, Some(Flag::Test(Test::TimeTrial)))]
    #[case("CSS 400/200", Sport::Swim, Some(Flag::Test(Test::Swim)))]
    #[case("Half marathon", Sport::Run, Some(Flag::Race))]
    #[case("Trace of the protest", Sport::Run, None)]
    #[case("Morning ride", Sport::Bike, None)]
    fn titles(#[case] title: &str, #[case] sport: Sport, #[case] flag: Option<Flag>) {
        assert_eq!(Flag::of_title(title, sport), flag);
    }
}
