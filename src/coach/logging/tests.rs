use super::*;
use crate::domain::{Athlete, Event};
use rstest::rstest;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 19).unwrap() // a Thursday
}

fn shown(line: &str) -> String {
    match read(line, today()) {
        None => "–".into(),
        Some(Err(e)) => format!("error: {e}"),
        Some(Ok(told)) => Logging::of(&told, &Athlete::default(), today()).shown.to_string(),
    }
}

#[rstest]
#[case("squat 3x5 100 kg rpe 8", "Sets today: squat 3 × 5 at 100 kg, RPE 8 (e1RM 122 kg)")]
#[case(
    "did back squat 3 x 5 100kg @8 yesterday",
    "Sets yesterday: back squat 3 × 5 at 100 kg, RPE 8 (e1RM 122 kg)"
)]
#[case("bench 5 sets of 3 at 80", "Sets today: bench 5 × 3 at 80 kg (e1RM 86 kg)")]
#[case("deadlift 5 reps 315 lb", "Sets today: deadlift 1 × 5 at 142.9 kg (e1RM 164 kg)")]
#[case("pull-ups 3x8", "Sets today: pull-ups 3 × 8")]
#[case(
    "squat 3x5 100kg, 2x3 110kg, bench 3x8 60kg",
    "Sets today: squat 3 × 5 at 100 kg (e1RM 115 kg)\nSets today: squat 2 × 3 at 110 kg (e1RM 119 kg)\nSets today: bench 3 × 8 at 60 kg (e1RM 75 kg)"
)]
fn sets_are_read(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(shown(line), expected);
}

#[rstest]
#[case("ran 40 min easy, heavy legs", "Session today: run, 40 min, RPE 2, “heavy legs”")]
#[case(
    "Ran 8.2 km in 1h05 on the trail, 250 m up",
    "Session today: run (trail), 65 min, 8.2 km, 250 m up, “250 m up”"
)]
#[case("rode 2h 55 km yesterday rpe 5", "Session yesterday: bike, 120 min, 55 km, RPE 5")]
#[case("swam 2000 m in 45 minutes on monday", "Session Mon 16 Nov: swim, 45 min, 2 km")]
#[case("did a very hard 30 min run at 18:30", "Session today: run, 30 min, RPE 7, at 18:30")]
#[case("rode 1 h 10 km", "Session today: bike, 60 min, 10 km")]
#[case("ran 60 min 10 km", "Session today: run, 60 min, 10 km")]
#[case("walked an hour and a half", "Session today: hike, 90 min")]
#[case("rode 1 h 30 min 2026-11-17", "Session Tue 17 Nov: bike, 90 min")]
fn sessions_are_read(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(shown(line), expected);
}

#[rstest]
#[case("slept badly", "Feel today: night 4 of 5 (1 best, 5 worst)")]
#[case(
    "I didn't sleep well and my legs are very sore",
    "Feel today: night 4 of 5, soreness 5 of 5 (1 best, 5 worst)"
)]
#[case("slept great, feeling fresh", "Feel today: night 1 of 5, fatigue 2 of 5 (1 best, 5 worst)")]
#[case("pain 4 calf", "Feel today: pain 4 of 10, calf")]
#[case("my left knee hurts 3/10", "Feel today: pain 3 of 10, left knee")]
#[case("slept badly, pain 3 calf", "Feel today: night 4 of 5 (1 best, 5 worst), pain 3 of 10, calf")]
#[case("note: new shoes", "Note today: “new shoes”")]
fn feel_and_notes_are_read(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(shown(line), expected);
}

#[rstest]
#[case("I ran out of time today")]
#[case("I have only 40 minutes today")]
#[case("make today easier")]
#[case("run 40 min")]
#[case("I'm tired")]
#[case("I don't feel well")]
#[case("swap thu sat")]
#[case("why easy?")]
#[case("chest pain")]
#[case("")]
fn what_tells_nothing_is_left_to_the_requests(#[case] line: &str) {
    assert_eq!(shown(line), "–");
}

#[rstest]
#[case("ran 8 km", "how long")]
#[case("squat 100 kg", "the sets and repetitions")]
#[case("squat 300x5 100 kg", "1 to 30 sets")]
#[case("ran 400 km in 40 min", "faster than anybody")]
#[case("my knee hurts", "0 to 10")]
#[case("ran 40 min tomorrow", "still to come")]
fn half_a_sentence_is_asked_for_and_never_filled_in(#[case] line: &str, #[case] said: &str) {
    let text = shown(line);
    assert!(text.starts_with("error: ") && text.contains(said), "{text}");
}

#[test]
fn known_words_need_no_past_tense() {
    let told = read_session("run trail 40 min 8 km", today()).unwrap();
    let [Told::Session(d)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((d.sport, session_words(d).as_str()), (Sport::Run, "run (trail), 40 min, 8 km"));
    assert!(read_session("40 min", today()).unwrap_err().to_string().contains("which sport"));
}

fn told(a: &mut Athlete, line: &str) {
    let told = read(line, today()).unwrap().unwrap();
    for e in Logging::of(&told, a, today()).events {
        a.apply(&e);
    }
}

fn minutes(a: &Athlete) -> i64 {
    (a.activities[0].best().moving_s / 60.0).round() as i64
}

#[test]
fn sets_make_one_session_of_the_day_that_a_session_of_their_own_replaces() {
    let mut a = Athlete::default();
    told(&mut a, "squat 3x5 100 kg rpe 8");
    told(&mut a, "bench 2x5 60 kg rpe 6");
    assert_eq!((a.sets.len(), a.activities.len()), (5, 1));
    let of_sets = a.activities[0].best().clone();
    assert_eq!((minutes(&a), of_sets.rpe), (15, Some(7.2)));
    let first = a.sets[0].id;
    for e in withdraw(&a, first, today()) {
        a.apply(&e);
    }
    assert_eq!(minutes(&a), 12);
    told(&mut a, "lifted 50 min rpe 7");
    assert_eq!(a.activities.len(), 1);
    assert_eq!(minutes(&a), 50);
    let own = a.activities[0].id;
    for e in withdraw(&a, own, today()) {
        a.apply(&e);
    }
    assert_eq!(minutes(&a), 12, "the sets stand for themselves again");
}

#[test]
fn the_same_words_told_twice_are_two_sessions() {
    let mut a = Athlete::default();
    told(&mut a, "ran 40 min");
    told(&mut a, "ran 40 min");
    assert_eq!(a.activities.len(), 2);
    let id = a.activities[0].id;
    for e in withdraw(&a, id, today()) {
        a.apply(&e);
    }
    told(&mut a, "ran 40 min");
    assert_eq!(a.activities.len(), 2, "an id that was taken back may come again");
}

#[test]
fn what_was_said_of_the_morning_before_is_kept() {
    let mut a = Athlete::default();
    told(&mut a, "slept badly");
    told(&mut a, "pain 3 calf");
    let c = &a.check_ins[&today()];
    assert_eq!((c.sleep, c.pain), (Some(4), Some(3)));
}

#[test]
fn the_last_time_is_shown_with_the_sets() {
    let mut a = Athlete::default();
    told(&mut a, "squat 2x5 95 kg 2026-11-12");
    let line = read("Squat 3x5 100 kg", today()).unwrap().unwrap();
    let shown = Logging::of(&line, &a, today()).shown.to_string();
    assert!(shown.ends_with("; last time, 2026-11-12: 5 × 95 kg, 5 × 95 kg"), "{shown}");
}

#[test]
fn an_hour_is_one_of_the_athletes_zone() {
    let mut a = Athlete::default();
    a.settings.time_zone = Some("Europe/Paris".into());
    let told = read("ran 40 min at 7am", today()).unwrap().unwrap();
    let events = Logging::of(&told, &a, today()).events;
    let Event::ActivityRecorded(r) = &events[0] else { panic!() };
    assert_eq!(r.start.to_rfc3339(), "2026-11-19T06:00:00+00:00");
}
