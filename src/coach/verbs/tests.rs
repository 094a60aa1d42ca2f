use super::{Cut::*, Topic, Verb::*, VerbError, When, When::*, parse};
use crate::domain::{Day, report::Illness};
use proptest::prelude::*;
use rstest::rstest;

const THU: When = Weekday(3);
const SAT: When = Weekday(5);

fn d(s: &str) -> Day {
    s.parse().expect("a date")
}

#[rstest]
#[case("swap thu sat", Swap(THU, SAT))]
#[case("Swap Thursday and Saturday", Swap(THU, SAT))]
#[case("could you swap thursday with saturday please", Swap(THU, SAT))]
#[case("move thu to fri", Move(THU, Weekday(4)))]
#[case("move today tomorrow", Move(Today, Tomorrow))]
#[case("move to tomorrow", Move(Today, Tomorrow))]
#[case("move 2026-11-26 2026-11-28", Move(On(d("2026-11-26")), On(d("2026-11-28"))))]
#[case("postpone today's ride to Sunday", Move(Today, Weekday(6)))]
#[case("shorten today 30m", Shorten(Today, By(30)))]
#[case("shorten 20", Shorten(Today, By(20)))]
#[case("shorten sat to 60m", Shorten(SAT, To(60)))]
#[case("shorten sat to 1h30", Shorten(SAT, To(90)))]
#[case("shorten sat by 1 hour", Shorten(SAT, By(60)))]
#[case("I have only 40 minutes today", Shorten(Today, To(40)))]
#[case("I've only got an hour tomorrow", Shorten(Tomorrow, To(60)))]
#[case("cut half an hour off saturday", Shorten(SAT, By(30)))]
#[case("easier", Easier(Today))]
#[case("easier thu", Easier(THU))]
#[case("make today easier", Easier(Today))]
#[case("I'm tired", Easier(Today))]
#[case("ill", Ill(Illness::AboveNeck))]
#[case("ill throat", Ill(Illness::AboveNeck))]
#[case("ill chest", Ill(Illness::BelowNeck))]
#[case("ill fever", Ill(Illness::Fever))]
#[case("I'm sick", Ill(Illness::AboveNeck))]
#[case("I have a cold", Ill(Illness::AboveNeck))]
#[case("I have a fever", Ill(Illness::Fever))]
#[case("I have chest pain", Ill(Illness::Alarm))]
#[case("I don't feel well", Ill(Illness::AboveNeck))]
#[case("well", Well)]
#[case("I'm no longer sick", Well)]
#[case("I feel better", Well)]
#[case("rest today", Rest(Today))]
#[case("skip tomorrow", Rest(Tomorrow))]
#[case("I need a day off", Rest(Today))]
#[case("travel 2026-12-01 2026-12-05", Travel(On(d("2026-12-01")), On(d("2026-12-05"))))]
#[case("I'm away from friday to sunday", Travel(Weekday(4), Weekday(6)))]
#[case("why", Why(Topic::Verdict))]
#[case("why?", Why(Topic::Verdict))]
#[case("why is today easy?", Why(Topic::Verdict))]
#[case("why f7", Why(Topic::Rule("F07".into())))]
#[case("why did hrv matter", Why(Topic::Rule("F04".into())))]
#[case("why saturday", Why(Topic::On(SAT)))]
#[case("push thu", Push(THU))]
#[case("push", Push(Today))]
#[case("push thu to sat", Move(THU, SAT))]
#[case("harder", Harder(Today))]
#[case("harder 2026-11-28", Harder(On(d("2026-11-28"))))]
#[case("busy thu", Busy(THU, None))]
#[case("busy thu 30m", Busy(THU, Some(30)))]
#[case("I'm busy on thursday", Busy(THU, None))]
#[case("plan", Plan(None))]
#[case("plan sat", Plan(Some(SAT)))]
#[case("zones", Zones)]
#[case("test", Test(None))]
#[case("test sat", Test(Some(SAT)))]
#[case("gauge", Gauge)]
#[case("am I still in time?", Gauge)]
#[case("whatif rest today", WhatIf(Box::new(Rest(Today))))]
#[case("what if I swap thu and sat?", WhatIf(Box::new(Swap(THU, SAT))))]
#[case("undo", Undo)]
#[case("take that back", Undo)]
#[case("lock thu", Lock(THU))]
#[case("lock", Lock(Today))]
#[case("unlock saturday", Unlock(SAT))]
#[case("please lock thursday's session", Lock(THU))]
#[case("don't touch saturday", Lock(SAT))]
#[case("leave thursday as it is", Lock(THU))]
#[case("help", Help)]
fn reads(#[case] line: &str, #[case] verb: super::Verb) {
    assert_eq!(parse(line), Ok(verb), "{line}");
}

#[rstest]
#[case("", "Nothing to go by")]
#[case("swap thu", "needs two days")]
#[case("swap thu sta", "did you mean `sat`?")]
#[case("swap thu saturady", "did you mean `saturday`?")]
#[case("swpa thu sat", "did you mean `swap`?")]
#[case("shorten today", "needs a number of minutes")]
#[case("ill fevr", "did you mean `fever`?")]
#[case("travel", "the first and the last day away")]
#[case("it is cold outside", "I don't understand")]
#[case("whatif", "a change to try")]
#[case("whatif whatif rest", "a change to try")]
#[case("sing me a song", "`help` lists all")]
fn explains(#[case] line: &str, #[case] says: &str) {
    let e = parse(line).expect_err(line).to_string();
    assert!(e.contains(says), "{line}: {e}");
}

#[test]
fn every_example_of_the_help_parses() {
    for (example, _) in super::EXAMPLES {
        assert!(parse(example).is_ok(), "{example}");
    }
}

#[test]
fn weekdays_mean_the_next_one_today_included() {
    let friday = d("2026-11-20");
    assert_eq!(Weekday(4).resolve(friday), Ok(friday));
    assert_eq!(Weekday(3).resolve(friday), Ok(d("2026-11-26")));
    assert_eq!(Tomorrow.resolve(friday), Ok(d("2026-11-21")));
    assert_eq!(On(d("2026-11-19")).resolve(friday), Err(VerbError::Past { day: d("2026-11-19") }));
}

proptest! {
    #[test]
    fn any_line_is_read_or_explained(line in "\\PC{0,80}") {
        if let Err(e) = parse(&line) {
            prop_assert!(e.to_string().len() > 20);
        }
    }

    #[test]
    fn words_of_the_language_never_panic(words in proptest::collection::vec(
        proptest::sample::select(vec!["swap", "thu", "sat", "to", "30m", "ill", "why", "what", "if", "today", "1h", "h", "30", "2026-12-01", "half", "an", "hour", "not", "well"]), 0..8)) {
        let _ = parse(&words.join(" ")).map_err(|e| e.to_string());
    }
}

#[test]
fn what_is_offered_to_type_is_possible() {
    use crate::{
        coach::{
            morning::morning_with,
            plan::{
                lay,
                tests::{athlete, mission, today, version},
            },
            respond::respond,
            verbs::possible,
        },
        domain::{Athlete, Event, Sport, day::shift},
        science::history::History,
    };
    assert_eq!(possible(&Athlete::default(), today()), ["why", "help", "ill"]);
    let mut a = athlete(Sport::Bike, 12, 5, 60.0);
    let goal = version(mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-05-17\"\nminutes = 240", ""));
    let plan = lay(&a, &History::build(&a, today()), &goal, today()).plan;
    a.apply(&Event::PlanLaid(plan));
    let mut asked = Vec::new();
    for d in (0..5).map(|i| shift(today(), i)) {
        let history = History::build(&a, d);
        let morning = morning_with(&a, &history, d);
        for line in possible(&a, d) {
            let reply = respond(&a, &history, &morning, d, &line);
            match parse(&line).expect(&line) {
                Why(_) | Help => assert!(!reply.words.as_str().is_empty()),
                Ill(_) => assert_eq!(reply.reports.len(), 1),
                _ => assert!(reply.proposal.is_some(), "{d} {line}: {}", reply.words),
            }
            asked.push(line);
        }
    }
    assert!(asked.iter().any(|l| l == "easier") && asked.iter().any(|l| l.starts_with("rest ")), "{asked:?}");
}
