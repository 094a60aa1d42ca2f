//! The words: what a week is for, and why a session stands where it stands.

use super::ledger::Ledger;
use crate::{
    coach::week::{Part, WeekInput},
    domain::{
        Day, Mission, Session, SessionKind as K,
        day::{SHORT_NAMES, between, shift, short_name, weekday},
        plan::Phase,
    },
};

/// What a week is for.
#[must_use]
pub fn focus(phase: Phase, deload: bool, quality: &[K], block: Option<(i64, bool)>) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for k in quality {
        let title = if *k == K::Long { "a long one that ends fast" } else { k.title() };
        if !kinds.contains(&title) {
            kinds.push(title);
        }
    }
    match block {
        Some((days, true)) => return format!("a rehearsal: {days} stages on {days} days, easy around them"),
        Some((days, false)) => return format!("a block of {days} days in a row, as stages come; easy around it"),
        None => {}
    }
    let key = if kinds.is_empty() { "easy volume".to_owned() } else { kinds.join(" and ") };
    match phase {
        _ if deload && kinds.is_empty() => "absorb the last weeks, all of it easy".into(),
        _ if deload && quality.contains(&K::Test) => "absorb the last weeks, and test what they brought".into(),
        _ if deload => format!("absorb the last weeks; one short {key} keeps the legs awake"),
        Phase::Base => format!("broad endurance; {key}"),
        Phase::Build => format!("specific load; {key}"),
        Phase::Peak => format!("what the event asks for; {key}"),
        Phase::Taper => "less volume, same sharpness".into(),
        Phase::Event => "the event".into(),
        Phase::Recovery => "recover: nothing hard, half the load at most".into(),
    }
}

/// Why a day of a block stands where it stands: `i` of `n` days, from 0.
#[must_use]
pub fn of_block(i: usize, n: usize, rehearsal: bool, s: &Session) -> String {
    let what = if rehearsal {
        format!("Day {} of a rehearsal of {n} stages, three weeks before the first.", i + 1)
    } else {
        format!("Day {} of a block of {n} days: stages come one after the other, so training does.", i + 1)
    };
    let how = match (i, s.hard) {
        (0, true) => {
            "Ride it as if tomorrow counts as much as today: eat early, climb seated, finish with something left."
        }
        (0, false) => "Start easier than fresh legs want to: the days that follow are what the block is for.",
        (_, true) => "The legs are tired on purpose; hold the effort by feel and let the watts be what they are.",
        (_, false) if i + 1 == n => {
            "The last day is ridden on what is left, and shows how you will feel in the second week."
        }
        (_, false) => "An even day between the harder ones: drink, eat, and look after the legs tonight.",
    };
    format!("{what} {how} Blocks are a convention of coaches; form and load keep their limits.")
}

fn phase_words(i: &WeekInput, deload: bool) -> String {
    if deload { "a down week".into() } else { format!("the {} phase", i.phase) }
}

/// Why this session, here: its purpose in the phase, what decides the day, and what limits its length.
#[must_use]
pub fn of_session(
    mission: &Mission,
    i: &WeekInput,
    deload: bool,
    ledger: &Ledger,
    next_hard: Option<i64>,
    (part, s): (Part, &Session),
) -> String {
    let purpose = purpose(i, deload, part, s);
    let place = place(mission, i, ledger, next_hard, (part, s));
    let size = size(i, ledger, part, s);
    [purpose, place, size].into_iter().filter(|x| !x.is_empty()).collect::<Vec<_>>().join(" ")
}

fn purpose(i: &WeekInput, deload: bool, part: Part, s: &Session) -> String {
    let phase = phase_words(i, deload);
    match (part, s.kind) {
        (Part::Quality(_), K::Test) => {
            format!("The test renews the threshold that your targets come from; {phase} leaves you fresh for it.")
        }
        (Part::Quality(_), K::Long) => format!(
            "The long {} of {phase} ends fast: the last part at tempo, on legs that are tired already, as the event asks.",
            s.sport
        ),
        (Part::Quality(_), k) if deload => {
            format!("{}, cut short, keeps the legs awake in a down week.", capital(k.title()))
        }
        (Part::Long, _) => {
            format!("The long {} of {phase}: {} min.", s.sport, s.minutes)
        }
        (Part::Quality(_), K::Tempo | K::SweetSpot) => {
            format!("{} builds the aerobic engine that {phase} is for.", capital(s.kind.title()))
        }
        (Part::Quality(_), K::Threshold | K::RacePace) => {
            format!("{} raises the pace you can hold, the main work of {phase}.", capital(s.kind.title()))
        }
        (Part::Quality(_), K::Vo2 | K::Anaerobic | K::Sprint) => {
            format!(
                "{} lifts the ceiling in {phase}; short and sharp, so the week stays mostly easy.",
                capital(s.kind.title())
            )
        }
        (Part::Quality(_), _) => format!("{} for strength in {phase}.", capital(s.kind.title())),
        (Part::Double, _) => format!("A second, easy {} keeps the balance of sports in {phase}.", s.sport),
        (Part::Strength, _) => format!("Strength supports the legs in {phase}."),
        (Part::Easy, K::Recovery) => format!("Very easy, so that {phase} keeps moving without costing anything."),
        (Part::Easy, _) if s.template == "B-PROG" => {
            format!("Three steps, all of them below tempo: {phase} learns to pace without paying for it.")
        }
        (Part::Easy, K::Technique) => format!("Skills at an easy effort fit {phase} best."),
        (Part::Easy, _) => format!("Easy volume carries {phase}: it fills the week to its load without tiring."),
    }
}

fn capital(s: &str) -> String {
    let mut c = s.chars();
    c.next().map_or_else(String::new, |f| f.to_uppercase().collect::<String>() + c.as_str())
}

/// `next_hard`: days to the next hard session, when that is near.
fn place(
    mission: &Mission,
    i: &WeekInput,
    ledger: &Ledger,
    next_hard: Option<i64>,
    (part, s): (Part, &Session),
) -> String {
    let d = weekday(s.day);
    let name = short_name(s.day);
    let last_hard = (1..=14_i64).find(|n| ledger.on(shift(s.day, -n)).hard);
    let after = last_hard.map_or(String::new(), |n| {
        if n <= 4 {
            format!("{} h after the last hard day", n * 24)
        } else {
            format!("{n} days after the last hard day")
        }
    });
    match part {
        Part::Long if d == i.long_day && mission.constraints.long_day.is_some() => {
            format!("{name} is the day you chose for it.")
        }
        Part::Long => format!("{name} has the room: {} min.", i.rooms[d].minutes),
        Part::Quality(_) if d == i.hard_day && mission.constraints.hard_day.is_some() => {
            format!(
                "{name} is your day for hard work{}.",
                if after.is_empty() { after } else { format!(", {after}") }
            )
        }
        Part::Quality(_) if !after.is_empty() => format!("{name} is {after}, so you meet it rested."),
        Part::Quality(_) => format!("{name} is far from any hard day."),
        Part::Easy if last_hard == Some(1) => format!("{name} follows a hard day and lets it sink in."),
        Part::Easy => match (last_hard.filter(|n| *n <= 4), next_hard) {
            (_, Some(1)) => format!("{name} stays easy: a hard day follows."),
            (Some(n), Some(m)) => {
                format!("{name} lies {n} days after the last hard day and {m} before the next.")
            }
            (Some(n), None) => format!("{name} lies {n} days after the last hard day."),
            (None, Some(m)) => format!("{name} leaves you fresh for the hard day {m} days later."),
            (None, None) => format!("{name} stays easy; nothing hard is near."),
        },
        Part::Double => format!("{name} still had {} min to give.", i.rooms[d].minutes),
        Part::Strength => format!("{name}: beside other work, so that rest days stay rest days."),
    }
}

fn size(i: &WeekInput, ledger: &Ledger, part: Part, s: &Session) -> String {
    let d = weekday(s.day);
    if part == Part::Long {
        let before = ledger.longest_other(s.day).max(ledger.longest_run(s.day).0);
        let now = f64::from(s.minutes);
        if before > 0.0 && now > before + 1.0 {
            return format!("{:.0} min more than your longest of 30 days, within +10 %.", now - before);
        }
    }
    if matches!(part, Part::Strength) || s.minutes + 5 < i.rooms[d].minutes {
        return String::new();
    }
    format!("It takes all of the {} min that are free.", i.rooms[d].minutes)
}

/// Why a day of race week holds what it holds.
#[must_use]
pub fn race_week(days_before: i64, s: &Session, ctl: f64) -> String {
    let share = 100.0 * s.load / ctl.max(1.0);
    let what = match days_before {
        7 if s.hard => "The last key session: a week is enough to recover from it, and too short to lose it.",
        7 => "Seven days out: still a day of work, kept easy because a hard day is too near.",
        6 => "The day after the last key session: legs turn, nothing more.",
        5 => "A calm ordinary day, so that the body does not shut down.",
        2 if s.kind == K::Opener => "The opener: a few sharp minutes two days out wake the legs.",
        _ if s.kind == K::Opener => {
            "The opener, on the free day nearest to two days out: a few sharp minutes wake the legs."
        }
        1 => "The eve: a few easy minutes settle nerves and legs.",
        _ => "Short and easy: freshness comes from what you leave out now.",
    };
    format!("{what} {days_before} days to go, {share:.0} % of your fitness as load.")
}

/// Why the event's sessions look as they do.
#[must_use]
pub fn event(mission: &Mission, s: &Session) -> String {
    match s.stage {
        Some(n) => format!(
            "Stage {n} of {}: {} min stand for the real stage, expected load {:.0}.",
            mission.stages.iter().filter(|x| x.kind != crate::domain::mission::StageType::Rest).count(),
            s.minutes,
            s.load
        ),
        None => format!("The goal of the mission; expected load {:.0} from its length.", s.load),
    }
}

/// Why the days after the event are so easy.
#[must_use]
pub fn recovery(s: &Session, event_end: Day) -> String {
    format!(
        "Day {} after the event: easy movement only, by feel; skip it whenever you would rather rest ({}).",
        between(event_end, s.day),
        short_name(s.day)
    )
}

/// How the sentence of a session that was moved begins.
const MOVED: &str = "Moved here from ";

/// A session on another day: what it is for stays, what spoke for its old day goes, and where it comes from is said.
#[must_use]
pub fn moved(s: &Session, day: Day) -> Session {
    if s.day == day {
        return s.clone();
    }
    let purpose = purpose_of(&s.rationale);
    let from = format!("{MOVED}{} {}.", short_name(s.day), s.day.format("%-d %b"));
    let rationale = if purpose.is_empty() { from } else { format!("{purpose} {from}") };
    Session { day, rationale, ..s.clone() }
}

/// The sentences before the first that is about the day. Of what is only told by its place (a day of a block, of race
/// week, of the event) nothing holds elsewhere.
fn purpose_of(rationale: &str) -> &str {
    let of_day = |sentence: &str| {
        let named = |n: &&&str| sentence.strip_prefix(**n).is_some_and(|rest| rest.starts_with([' ', ':']));
        sentence.starts_with(MOVED) || SHORT_NAMES.iter().any(|n| named(&n))
    };
    let mut starts = std::iter::once(0).chain(rationale.match_indices(". ").map(|(at, _)| at + 2));
    let found = starts.find(|at| rationale.get(*at..).is_some_and(of_day));
    found.and_then(|at| rationale.get(..at)).map_or("", str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coach::library::{self, Speeds};
    use rstest::rstest;

    #[rstest]
    #[case(
        "Easy volume carries the build phase. Fri follows a hard day and lets it sink in.",
        "Easy volume carries the build phase. Moved here from Fri 27 Nov."
    )]
    #[case(
        "VO2 lifts the ceiling; short and sharp. Thu is your day for hard work. It takes all of the 75 min that are free.",
        "VO2 lifts the ceiling; short and sharp. Moved here from Fri 27 Nov."
    )]
    #[case(
        "Strength supports the legs. Thu: beside other work, so that rest days stay rest days.",
        "Strength supports the legs. Moved here from Fri 27 Nov."
    )]
    #[case("Easy volume. Moved here from Tue 24 Nov.", "Easy volume. Moved here from Fri 27 Nov.")]
    #[case("Moved here from Tue 24 Nov.", "Moved here from Fri 27 Nov.")]
    #[case(
        "Day 2 of a block of 3 days: stages come one after the other. An even day.",
        "Moved here from Fri 27 Nov."
    )]
    #[case(
        "The eve: a few easy minutes settle nerves and legs. 1 days to go, 20 % of your fitness as load.",
        "Moved here from Fri 27 Nov."
    )]
    #[case("", "Moved here from Fri 27 Nov.")]
    fn a_moved_session_says_nothing_of_its_old_day(#[case] before: &str, #[case] after: &str) {
        let friday = Day::from_ymd_opt(2026, 11, 27).unwrap();
        let s = library::template("B-END60").unwrap().session(friday, None, &Speeds::default());
        let s = Session { rationale: before.into(), ..s };
        let there = moved(&s, shift(friday, -1));
        assert_eq!((there.rationale.as_str(), there.day, there.id), (after, shift(friday, -1), s.id));
        assert_eq!(moved(&s, friday), s, "where it stands it stays as it is");
    }
}
