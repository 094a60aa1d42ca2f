use super::*;
use crate::{
    domain::{ActivityRecord, CleanText},
    science::testing::{athlete, day, record},
};
use proptest::prelude::*;
use rstest::rstest;

fn today() -> Day {
    day(11, 20)
}

fn known() -> Athlete {
    let run = |on: Day, minutes: f64, km: f64, title: &str| ActivityRecord {
        distance_m: Some(km * 1000.0),
        title: CleanText::line_opt(title),
        ..record(on, Sport::Run, minutes)
    };
    athlete([
        run(day(1, 31), 120.0, 24.0, "Long, along the canal"),
        run(day(2, 1), 50.0, 9.0, "Forest loop"),
        ActivityRecord { rpe: Some(8.0), distance_m: Some(62_000.0), ..record(day(3, 2), Sport::Bike, 125.0) },
        ActivityRecord { indoor: true, ..record(day(3, 3), Sport::Bike, 60.0) },
    ])
}

/// Days of what is found, oldest first, as `month/day`.
fn found(words: &str) -> String {
    use chrono::Datelike;
    let a = known();
    let history = History::build(&a, today());
    let mut hits = Query::read(words, today()).unwrap().find(&a, &history);
    hits.reverse();
    let days: Vec<String> =
        hits.into_iter().map(|i| history.loads[i].day).map(|d| format!("{}/{}", d.month(), d.day())).collect();
    days.join(" ")
}

#[rstest]
#[case("", "1/31 2/1 3/2 3/3")]
#[case("run", "1/31 2/1")]
#[case("Runs", "1/31 2/1")]
#[case("run and distance > 21k and date > 2026-01", "1/31")]
#[case("run distance > 21 km", "1/31")]
#[case("distance>=9k distance<25", "1/31 2/1")]
#[case("distance > 30mi", "3/2")]
#[case("not run", "3/2 3/3")]
#[case("(run or indoor) and time <= 1h", "2/1 3/3")]
#[case("canal", "1/31")]
#[case("\"along the canal\" or title:forest", "1/31 2/1")]
#[case("date = 2026-03", "3/2 3/3")]
#[case("date < 2026-02", "1/31")]
#[case("date <= 2026-02", "1/31 2/1")]
#[case("date > 2026-03-02", "3/3")]
#[case("date != 2026", "")]
#[case("time = 2h05", "3/2")]
#[case("time > 1:59", "1/31 3/2")]
#[case("rpe >= 7", "3/2")]
#[case("hard", "3/2")]
#[case("method = duration and bike", "3/3")]
#[case("source != file", "")]
fn words_find(#[case] words: &str, #[case] days: &str) {
    assert_eq!(found(words), days);
}

#[rstest]
#[case("distence > 21k", "did you mean `distance`?")]
#[case("zorp > 1", "the fields are distance,")]
#[case("distance > far", "`far` is no value of distance; write `distance > 21k`")]
#[case("distance >", "compared with nothing")]
#[case("distance", "write `distance > 21k`")]
#[case("date > 2026-13", "`2026-13` is no value of date")]
#[case("(run", "not closed")]
#[case("run )", "`)` closes nothing")]
#[case("run and", "missing at the end")]
#[case("or run", "nothing stands before `or`")]
#[case("> 5", "no field stands before `>`")]
#[case("title > a", "title has no order")]
fn mistakes_say_what_to_write(#[case] words: &str, #[case] said: &str) {
    let error = Query::read(words, today()).unwrap_err();
    assert!(error.to_string().contains(said), "{error}");
    assert!(error.at <= words.len());
}

#[test]
fn every_example_is_a_query() {
    for (names, _, example) in FIELDS {
        assert!(Query::read(example, today()).is_ok(), "{names}: {example}");
    }
}

/// What an athlete with miles finds: a bare figure is in miles and feet, one with a unit in that one.
#[rstest]
#[case("distance > 14", "1/31 3/2")]
#[case("distance > 14k", "1/31 3/2")]
#[case("distance > 30", "3/2")]
#[case("distance > 30 km", "3/2")]
#[case("distance > 16k", "1/31 3/2")]
#[case("distance = 15", "1/31")]
#[case("distance = 39", "3/2")]
#[case("distance < 10000 yd", "2/1")]
fn bare_figures_are_in_the_athletes_units(#[case] words: &str, #[case] days: &str) {
    use chrono::Datelike;
    let a = known();
    let history = History::build(&a, today());
    let mut hits = Query::read_in(words, today(), Units::Imperial).unwrap().find(&a, &history);
    hits.reverse();
    let found: Vec<String> =
        hits.into_iter().map(|i| history.loads[i].day).map(|d| format!("{}/{}", d.month(), d.day())).collect();
    assert_eq!(found.join(" "), days);
}

#[rstest]
#[case("distance >", "write `distance > 13mi`")]
#[case("ascent > high", "write `ascent > 2500ft`")]
#[case("> 5", "write `distance > 13mi`")]
fn mistakes_are_answered_in_the_athletes_units(#[case] words: &str, #[case] said: &str) {
    let error = Query::read_in(words, today(), Units::Imperial).unwrap_err().to_string();
    assert!(error.contains(said), "{error}");
    let example = error.split('`').rev().nth(1).unwrap();
    assert!(Query::read_in(example, today(), Units::Imperial).is_ok(), "{example}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_words_panic(words in "[a-z0-9 ()<>=!\":.-]{0,60}", deep in 0..200_usize) {
        let _ = Query::read(&words, today());
        let _ = Query::read(&("not (".repeat(deep) + &words), today());
    }
}

#[test]
fn the_example_finds_something() {
    let far = |sport: Sport, minutes: f64, km: f64| ActivityRecord {
        distance_m: Some(km * 1000.0),
        ..record(day(11, 18), sport, minutes)
    };
    let all = [
        (
            far(Sport::Run, 50.0, 9.3),
            "run and distance > 7k and date > 2026-09",
            "run and distance > 4mi and date > 2026-09",
        ),
        (
            far(Sport::Bike, 125.0, 62.0),
            "bike and distance > 49k and date > 2026-09",
            "bike and distance > 30mi and date > 2026-09",
        ),
        (far(Sport::Swim, 10.0, 0.4), "swim and date > 2026-09", "swim and date > 2026-09"),
        (record(day(11, 18), Sport::Strength, 45.0), "strength and date > 2026-09", "strength and date > 2026-09"),
    ];
    for (newest, metric, imperial) in all {
        let a = athlete([record(day(1, 31), Sport::Run, 120.0), newest]);
        let history = History::build(&a, today());
        for (units, words) in [(Units::Metric, metric), (Units::Imperial, imperial)] {
            assert_eq!(example(&history, units), words);
            assert_eq!(Query::read_in(words, today(), units).unwrap().find(&a, &history).len(), 1, "{words}");
        }
    }
    let none = example(&History::build(&Athlete::default(), today()), Units::Metric);
    assert!(Query::read(&none, today()).is_ok(), "{none}");
}
