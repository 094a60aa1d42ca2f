//! Plain words that bind the mission: `no ride on Sunday, two hours on Saturday`, `sleep first: skip the hard session
//! after three nights under 7 h`.
//!
//! Owns: the grammar from words to typed changes. Does not own: writing them into the file (configuration), or what a
//! plan makes of them. A clause that is not understood refuses the whole sentence: half a rule is no rule.

use super::verbs::{Token, When, number_word, tokens};
use crate::domain::{
    Cap, Day, SessionKind, Sport, Units,
    mission::{Adaptation, AdaptationSignal, MissionChange, Weekday},
    units::Measure,
};

/// Why words were not taken as a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{clause}” {why}. Nothing was changed. {EXAMPLES}")]
pub struct ConstrainError {
    /// The part of the sentence.
    pub clause: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// What can be said.
pub const EXAMPLES: &str = "You can say: `no ride on Sunday`, `two hours on Saturday`, `at most 8 h a week`, `5 sessions a week`, `50 km of running a week` (or miles), `2 rest days a week`, `1 hard day a week`, `long ride on Sunday`, `intervals on Wednesday`, `no swimming`, `away 2026-12-20 to 2026-12-27`, `three nights under 7 h: nothing hard`, `HRV 10 % under baseline: recovery week`, `Body Battery under 25: easier`.";

/// The typed changes that a sentence asks for, in its order.
///
/// # Errors
/// [`ConstrainError`], for the first clause that is not understood.
pub fn compile(text: &str, today: Day) -> Result<Vec<MissionChange>, ConstrainError> {
    let mut out = Vec::new();
    for part in clauses(text) {
        out.extend(clause(&part, today).map_err(|why| ConstrainError { clause: part.clone(), why })?);
    }
    if out.is_empty() {
        return Err(ConstrainError { clause: text.trim().to_owned(), why: "says no rule" });
    }
    Ok(out)
}

/// Parts between commas, semicolons, full stops and line ends.
fn clauses(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let number_goes_on = matches!(c, ',' | '.') && letters.peek().is_some_and(char::is_ascii_digit);
        if matches!(c, ',' | ';' | '.' | '\n') && !number_goes_on {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(if c == ',' { '.' } else { c });
        }
    }
    out.into_iter().map(|p| p.trim().trim_start_matches("and ").to_owned()).filter(|p| !p.is_empty()).collect()
}

/// A clause, cut and looked at.
struct Words<'a> {
    tokens: &'a [Token],
}

impl Words<'_> {
    fn has(&self, any: &[&str]) -> bool {
        self.tokens.iter().any(|t| matches!(t, Token::Word(w) if any.contains(&w.as_str())))
    }

    fn pair(&self, a: &str, b: &str) -> bool {
        self.tokens.windows(2).any(|w| matches!(w, [Token::Word(x), Token::Word(y)] if x == a && y == b))
    }

    fn minutes(&self) -> Option<u16> {
        self.tokens.iter().find_map(|t| if let Token::Minutes(m) = t { Some(*m) } else { None })
    }

    /// Bare numbers, digits or words; `25%` and `60km` too.
    fn numbers(&self) -> Vec<f64> {
        let read = |w: &str| {
            let digits = w.trim_end_matches(|c: char| c.is_alphabetic() || c == '%');
            let sign = if w.starts_with(['-', '−']) { -1.0 } else { 1.0 };
            digits.trim_start_matches(['-', '−']).parse::<f64>().ok().map(|n| sign * n).or_else(|| number_word(w))
        };
        self.tokens.iter().filter_map(|t| if let Token::Word(w) = t { read(w) } else { None }).collect()
    }

    /// Kilometres of one of the unit that a way is given in; `None` where none is given.
    fn way(&self) -> Option<f64> {
        let is = |any: &[&str]| {
            let ends = |w: &str| {
                let unit = w.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
                any.contains(&unit)
            };
            self.tokens.iter().any(|t| matches!(t, Token::Word(w) if ends(w)))
        };
        if is(&["km", "kilometres", "kilometers"]) {
            return Some(1.0);
        }
        is(&["mi", "mile", "miles"]).then(|| Units::Imperial.factor(Measure::Distance))
    }

    fn weekdays(&self) -> Vec<Weekday> {
        let mut days: Vec<Weekday> = Vec::new();
        for t in self.tokens {
            match t {
                Token::When(When::Weekday(n)) => days.extend(Weekday::ALL.get(usize::from(*n))),
                Token::Word(w) if matches!(w.as_str(), "weekday" | "weekdays") => days.extend(&Weekday::ALL[..5]),
                Token::Word(w) if matches!(w.as_str(), "weekend" | "weekends") => days.extend(&Weekday::ALL[5..]),
                Token::Word(w) if matches!(w.as_str(), "daily" | "everyday") => days.extend(&Weekday::ALL),
                _ => {}
            }
        }
        days.dedup();
        days
    }

    fn dates(&self) -> Vec<Day> {
        self.tokens.iter().filter_map(|t| if let Token::When(When::On(d)) = t { Some(*d) } else { None }).collect()
    }

    fn sport(&self) -> Option<Sport> {
        self.tokens.iter().find_map(|t| match t {
            Token::Word(w) => sport(w),
            _ => None,
        })
    }
}

fn sport(w: &str) -> Option<Sport> {
    Some(match w {
        "ride" | "rides" | "riding" | "bike" | "biking" | "cycling" => Sport::Bike,
        "run" | "runs" | "running" => Sport::Run,
        "swim" | "swims" | "swimming" => Sport::Swim,
        "strength" | "weights" | "gym" | "lifting" => Sport::Strength,
        "hike" | "hikes" | "hiking" | "walk" | "walks" | "walking" => Sport::Hike,
        "row" | "rowing" => Sport::Row,
        "ski" | "skiing" => Sport::Ski,
        _ => return None,
    })
}

fn kind(w: &Words<'_>) -> Option<SessionKind> {
    let kinds: [(&[&str], SessionKind); 10] = [
        (&["sprint", "sprints"], SessionKind::Sprint),
        (&["hill", "hills"], SessionKind::Hills),
        (&["vo2", "vo2max"], SessionKind::Vo2),
        (&["threshold"], SessionKind::Threshold),
        (&["tempo"], SessionKind::Tempo),
        (&["anaerobic"], SessionKind::Anaerobic),
        (&["test", "tests", "testing"], SessionKind::Test),
        (&["technique", "drills"], SessionKind::Technique),
        (&["opener", "openers"], SessionKind::Opener),
        (&["sweetspot"], SessionKind::SweetSpot),
    ];
    if w.pair("sweet", "spot") {
        return Some(SessionKind::SweetSpot);
    }
    kinds.into_iter().find(|(names, _)| w.has(names)).map(|(_, k)| k)
}

type Read = Result<Vec<MissionChange>, &'static str>;

fn clause(part: &str, today: Day) -> Read {
    let tokens = tokens(&part.replace('%', " % "));
    let w = Words { tokens: &tokens };
    if let Some(a) = adaptation(part, &w) {
        return a.map(|(a, first)| vec![MissionChange::Adapt(a, first)]);
    }
    if w.has(&["away", "travel", "travelling", "holiday", "holidays", "unavailable"]) || w.dates().len() == 2 {
        return away(&w, today);
    }
    if w.has(&["week", "weekly"]) {
        return weekly(&w);
    }
    let days = w.weekdays();
    let no = w.has(&["no", "never", "not", "without", "dont", "avoid", "cant", "cannot"]);
    if days.is_empty() {
        return match (no, kind(&w), w.sport()) {
            (true, Some(k), _) => Ok(vec![MissionChange::AvoidKind(k)]),
            (true, None, Some(s)) => Ok(vec![MissionChange::AvoidSport(s)]),
            _ => Err("names no weekday, and is no rule that I know"),
        };
    }
    on_days(&w, &days, no)
}

fn on_days(w: &Words<'_>, days: &[Weekday], no: bool) -> Read {
    let each = |change: &dyn Fn(Weekday) -> MissionChange| Ok(days.iter().map(|d| change(*d)).collect());
    let more = w.has(&["least", "minimum"]);
    if more {
        return Err("asks for a least, and a day only has a most");
    }
    if let Some(m) = w.minutes() {
        if m > 960 {
            return Err("asks for more than 16 hours");
        }
        return each(&|d| MissionChange::Minutes(d, m));
    }
    let one = |change: fn(Weekday) -> MissionChange| match days {
        [d] => Ok(vec![change(*d)]),
        _ => Err("names several days, and one is needed"),
    };
    if !no && w.has(&["long", "longest"]) {
        return one(MissionChange::LongDay);
    }
    if !no && w.has(&["hard", "intervals", "quality", "interval"]) {
        return one(MissionChange::HardDay);
    }
    if no && let Some(s) = w.sport() {
        return each(&|d| MissionChange::WithoutOn(d, vec![s]));
    }
    if no && (kind(w).is_some() || w.has(&["hard", "intervals", "long"])) {
        return Err("rules a kind of session out on one day only; a sport can be, or the whole day");
    }
    if w.has(&["rest", "off", "free"])
        || no && w.has(&["training", "train", "sessions", "session", "time", "sport"])
    {
        return each(&|d| MissionChange::Minutes(d, 0));
    }
    Err("says a day and not what holds on it")
}

fn away(w: &Words<'_>, today: Day) -> Read {
    let (from, to) = match w.dates()[..] {
        [d] => (d, d),
        [a, b] => (a, b),
        _ => return Err("needs the first and the last day, as dates"),
    };
    if to < from {
        return Err("ends before it begins");
    }
    if to < today {
        return Err("is over");
    }
    Ok(vec![MissionChange::Away(from, to)])
}

fn weekly(w: &Words<'_>) -> Read {
    let number = w.numbers().first().copied();
    let whole = |lo: f64, hi: f64| {
        number
            .filter(|n| n.fract() == 0.0 && (lo..=hi).contains(n))
            .map(|n| n as u16)
            .ok_or("has no number that can be meant")
    };
    if let Some(km) = w.way() {
        let s = w.sport().ok_or("does not say of which sport")?;
        let n = number.map(|n| (n * km * 10.0).round() / 10.0).filter(|n| (1.0..=2000.0).contains(n));
        return Ok(vec![MissionChange::WeeklyKm(s, n.ok_or("has no number that can be meant")?)]);
    }
    if let Some(m) = w.minutes() {
        return Ok(vec![MissionChange::WeeklyHours(f64::from(m) / 60.0)]);
    }
    if w.has(&["rest"]) {
        return Ok(vec![MissionChange::RestDays(whole(1.0, 6.0)?)]);
    }
    if w.has(&["hard", "intervals", "quality"]) {
        return Ok(vec![MissionChange::HardDays(whole(0.0, 3.0)?)]);
    }
    if w.has(&["session", "sessions", "workouts", "times", "trainings"]) {
        return Ok(vec![MissionChange::WeeklySessions(whole(1.0, 14.0)?)]);
    }
    Err("says something of the week that is no rule that I know")
}

/// A limit of a signal and what it asks for; `None` when no signal is named.
fn adaptation(part: &str, w: &Words<'_>) -> Option<Result<(Adaptation, bool), &'static str>> {
    let signal = if w.has(&["sleep", "slept", "nights", "night"]) {
        AdaptationSignal::Sleep
    } else if w.has(&["hrv"]) {
        AdaptationSignal::Hrv
    } else if w.has(&["battery"]) {
        AdaptationSignal::Battery
    } else if w.has(&["rhr", "pulse"]) || w.pair("heart", "rate") {
        AdaptationSignal::RestingHr
    } else if w.has(&["tsb"]) {
        AdaptationSignal::Form
    } else if w.has(&["readiness"]) {
        AdaptationSignal::Readiness
    } else {
        return None;
    };
    Some(adapt(part, w, signal))
}

fn adapt(part: &str, w: &Words<'_>, signal: AdaptationSignal) -> Result<(Adaptation, bool), &'static str> {
    let first = w.pair("sleep", "first") || w.has(&["first"]);
    let numbers = w.numbers();
    let (limit, nights) = match signal {
        AdaptationSignal::Sleep => {
            let hours = w.minutes().map(|m| f64::from(m) / 60.0);
            let before_nights = w.tokens.windows(2).find_map(|p| match p {
                [Token::Word(n), Token::Word(x)] if x.starts_with("night") => {
                    number_word(n).or_else(|| n.parse().ok())
                }
                _ => None,
            });
            let nights = before_nights.unwrap_or(if w.has(&["night"]) { 1.0 } else { 3.0 });
            if !(1.0..=3.0).contains(&nights) {
                return Err("asks for more nights than three, and three are looked at");
            }
            (hours, Some(nights as u8))
        }
        _ => (numbers.last().copied().filter(|_| numbers.len() == 1), None),
    };
    let Some(limit) = limit else { return Err("does not say under or over how much") };
    // `TSB under 25` of a person means minus 25.
    let limit = if signal == AdaptationSignal::Form { -limit.abs() } else { limit };
    let (lo, hi, _) = signal.range();
    if !(lo..=hi).contains(&limit) {
        return Err("has a limit that can't be meant");
    }
    let then = asked(part, w).ok_or("does not say what follows: easier, recovery week, recovery, rest")?;
    if !signal.asks().contains(&then) {
        return Err("asks for something that this signal can't ask for");
    }
    Ok((Adaptation { signal, limit: Some(limit), nights, then: Some(then) }, first))
}

fn asked(part: &str, w: &Words<'_>) -> Option<Cap> {
    let lower = part.to_lowercase();
    if lower.contains("recovery week") {
        Some(Cap::RecoveryWeek)
    } else if lower.contains("recovery") {
        Some(Cap::Recovery)
    } else if w.has(&["easier", "easy", "hard", "intensity"]) {
        Some(Cap::NoHard)
    } else if w.has(&["rest", "off"]) {
        Some(Cap::Rest)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 19).unwrap()
    }

    fn shown(text: &str) -> String {
        match compile(text, today()) {
            Ok(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            Err(e) => format!("refused: {}", e.why),
        }
    }

    #[rstest]
    #[case("no ride on Sunday, two hours on Saturday", "no bike on Sundays; at most 120 min on Saturdays")]
    #[case(
        "rest on mondays; 90 min on weekdays",
        "no training on Mondays; at most 90 min on Mondays; at most 90 min on Tuesdays; at most 90 min on Wednesdays; at most 90 min on Thursdays; at most 90 min on Fridays"
    )]
    #[case("at most 8.5 h a week", "at most 8.5 h a week")]
    #[case("5 sessions a week", "at most 5 sessions a week")]
    #[case("at most 50 km of running a week", "at most 50 km of run a week")]
    #[case("30 miles of running a week", "at most 48.3 km of run a week")]
    #[case("at most 30mi of running a week", "at most 48.3 km of run a week")]
    #[case("two rest days a week", "at least 2 rest days a week")]
    #[case("one hard day a week", "at most 1 hard days in seven")]
    #[case("long ride on Sunday", "the long session on Sundays")]
    #[case("intervals on wed", "a hard session on Wednesdays, by preference")]
    #[case("no swimming", "no swim at all")]
    #[case("no sprints", "no sprint sessions")]
    #[case("away 2026-12-20 to 2026-12-27", "no training from 2026-12-20 to 2026-12-27")]
    #[case(
        "sleep first: skip the hard session after three nights under 7 h",
        "sleep limit 7 hours on 3 nights in a row: nothing hard (comes first)"
    )]
    #[case("HRV 10 % under baseline: recovery week", "hrv limit 10 % under the baseline: recovery week")]
    #[case("Body Battery under 25 at bedtime: easier next day", "battery limit 25 points: nothing hard")]
    #[case("TSB under -25: easier", "form limit -25 TSB: nothing hard")]
    #[case("readiness under 65: nothing hard", "readiness limit 65 of 100: nothing hard")]
    #[case("resting heart rate 8 over the median: rest", "resting_hr limit 8 bpm over the median: rest")]
    fn words_become_typed_rules(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(shown(text), expected);
    }

    #[rstest]
    #[case("no ride on Sunday, and bananas")]
    #[case("at least two hours on Saturday")]
    #[case("long ride on Saturday and Sunday")]
    #[case("no intervals on Sunday")]
    #[case("Body Battery under 25")]
    #[case("Body Battery under 2500: easier")]
    #[case("Body Battery under 25: recovery week")]
    #[case("seven nights under 7 h: easier")]
    #[case("away 2026-12-27 to 2026-12-20")]
    #[case("away 2025-12-20 to 2025-12-27")]
    #[case("something on Sunday")]
    #[case("20 rest days a week")]
    #[case("")]
    fn what_is_not_understood_refuses_the_whole_sentence(#[case] text: &str) {
        let said = shown(text);
        assert!(said.starts_with("refused: "), "{said}");
    }
}
