//! Written and read again: what a format holds comes back, what it does not is named.

use super::*;
use crate::domain::{
    CleanText, Step,
    session::{Duration, StepKind, Target},
};
use proptest::prelude::*;
use rstest::rstest;

const REFS: Refs = Refs { ftp: Some(260.0), lthr: Some(168.0), hr_max: Some(188.0), speed: Some(4.1) };

fn kinds() -> impl Strategy<Value = StepKind> {
    prop_oneof![
        2 => Just(StepKind::Warmup), 5 => Just(StepKind::Work), 4 => Just(StepKind::Recovery),
        1 => Just(StepKind::Rest), 2 => Just(StepKind::Cooldown),
    ]
}

/// A step as a planner or a person might make one.
fn a_step(sport: Sport) -> impl Strategy<Value = Step> {
    let share = if sport == Sport::Bike { Target::PowerPct } else { Target::SpeedPct };
    let target =
        prop_oneof![6 => Just(share), 1 => Just(Target::HrPct), 1 => Just(Target::Rpe), 1 => Just(Target::Free)];
    let time = prop_oneof![5 => (5_u32..5400).prop_map(Duration::Time), 1 => (5_u32..5400).prop_map(Duration::Lap)];
    let duration = if sport == Sport::Bike {
        time.boxed()
    } else {
        prop_oneof![time, (1_u32..200).prop_map(|m| Duration::Distance(m * 50))].boxed()
    };
    let text = prop_oneof![5 => Just(None), 1 => "[a-zéß&<>\"', 0-9m]{1,60}|[a-c]{0,3} (press lap|Press Lap)[ 0-9m]{0,3}".prop_map(|t| {
        CleanText::line_opt(&t).map(|t| t.to_string())
    })];
    let cadence = prop_oneof![4 => Just(None), 1 => (40_u16..130).prop_map(Some)];
    (kinds(), duration, target, 80_u32..240, 0_u32..60, 0_u8..3, text, cadence).prop_map(
        |(kind, duration, target, lo, wide, form, text, cadence)| {
            let (mut lo, mut hi) = (f64::from(lo) / 2.0, f64::from(lo + wide) / 2.0);
            match (target, form) {
                (Target::Free, _) => (lo, hi) = (0.0, 0.0),
                (Target::Rpe, _) => (lo, hi) = ((lo / 12.0).floor(), (hi / 15.0).floor().max((lo / 12.0).floor())),
                (_, 0) => hi = lo,
                _ => {}
            }
            let ramp = form == 2 && hi > lo && !matches!(target, Target::Rpe | Target::Free);
            if ramp && kind == StepKind::Cooldown {
                std::mem::swap(&mut lo, &mut hi);
            }
            Step { kind, duration, target, lo, hi, ramp, text, cadence }
        },
    )
}

fn a_workout() -> impl Strategy<Value = Workout> {
    let sport = prop_oneof![3 => Just(Sport::Bike), 2 => Just(Sport::Run), 1 => Just(Sport::Swim)];
    sport.prop_flat_map(|sport| {
        let steps = move || proptest::collection::vec(a_step(sport).prop_map(Block::Step), 1..4);
        let inner = move || (2_u16..5, steps()).prop_map(|(n, blocks)| Block::Repeat { n, blocks });
        let any = prop_oneof![4 => a_step(sport).prop_map(Block::Step), 1 => inner()];
        let block = prop_oneof![
            4 => a_step(sport).prop_map(Block::Step),
            2 => inner(),
            1 => (2_u16..4, proptest::collection::vec(any, 1..3)).prop_map(|(n, blocks)| Block::Repeat { n, blocks }),
        ];
        let words = ("[A-Za-z0-9 ]{0,30}", "[A-Za-z<&. ]{0,40}");
        (proptest::collection::vec(block, 1..6), words).prop_map(move |(steps, (name, words)): (Vec<Block>, _)| Workout {
            name: CleanText::line(&name).to_string(),
            sport,
            day: Some(Day::from_ymd_opt(2026, 11, 24).unwrap()),
            description: CleanText::line(&words).to_string(),
            steps,
        })
    })
}

/// How far a target may be from what was written, in % of its threshold: half a unit of the format.
fn grain(format: Format, target: Target) -> f64 {
    match (format, target) {
        (Format::Erg, _) | (Format::Fit, Target::PowerPct) => 50.0 / 260.0 + 0.01,
        (_, Target::HrPct) if matches!(format, Format::Fit | Format::Tcx) => 50.0 / 168.0 + 0.01,
        (Format::Fit | Format::Tcx, _) => 0.03,
        _ => 0.06,
    }
}

/// What came back against what was written, minus what is named as lost.
fn agrees(format: Format, was: &Workout, is: &Workout, lost: &Losses) -> Result<(), TestCaseError> {
    let (a, b) = (Block::flatten(&was.steps), Block::flatten(&is.steps));
    let stairs = lost.has(Loss::Ramp) && matches!(format, Format::Fit);
    let time = |steps: &[&Step]| steps.iter().map(|s| units::seconds(s, &REFS).unwrap()).sum::<u32>();
    let untimed = [Loss::Free, Loss::Pace, Loss::Rpe, Loss::HeartRate, Loss::Expected];
    if !untimed.iter().any(|l| lost.has(*l)) {
        let slack = b.len() as u32 * 2;
        prop_assert!(time(&a).abs_diff(time(&b)) <= slack, "{} s became {} s", time(&a), time(&b));
    }
    if stairs {
        return Ok(());
    }
    prop_assert_eq!(a.len(), b.len());
    for (i, (x, y)) in a.iter().zip(&b).enumerate() {
        let at = format!("step {}: {x:?} became {y:?}", i + 1);
        prop_assert!(lost.has(Loss::Kind) || x.kind == y.kind, "{at}");
        let length = match (x.duration, y.duration) {
            (Duration::Lap(_), Duration::Lap(0)) => lost.has(Loss::Expected),
            (Duration::Lap(a), Duration::Time(b)) => lost.has(Loss::Lap) && a == b,
            (a, b) => lost.has(Loss::Distance) || a == b,
        };
        prop_assert!(length, "{at}");
        prop_assert!(lost.has(Loss::Cadence) || x.cadence == y.cadence, "{at}");
        prop_assert!(lost.has(Loss::Ramp) || x.ramp == y.ramp, "{at}");
        let spoken = [Loss::Power, Loss::HeartRate, Loss::Pace, Loss::Rpe, Loss::Free].iter().any(|l| lost.has(*l));
        prop_assert!(lost.has(Loss::Text) || spoken || x.text == y.text, "{at}");
        if spoken && (x.target != y.target || matches!(format, Format::Erg | Format::Mrc)) {
            continue;
        }
        prop_assert_eq!(x.target, y.target, "{}", at);
        let g = grain(format, x.target);
        let (lo, hi) = match (lost.has(Loss::Range) && !x.ramp, lost.has(Loss::Ramp)) {
            (true, _) => (f64::midpoint(x.lo, x.hi), f64::midpoint(x.lo, x.hi)),
            (_, true) => (x.lo.min(x.hi), x.lo.max(x.hi)),
            _ => (x.lo, x.hi),
        };
        let same = |lo: f64, hi: f64| (lo - y.lo).abs() <= g && (hi - y.hi).abs() <= g;
        prop_assert!(same(lo, hi) || (lost.has(Loss::Ramp) && same(x.lo, x.hi)), "{at}");
    }
    if lost.is_empty() && format != Format::Mrc && format != Format::Erg {
        prop_assert_eq!(is.steps.len(), was.steps.len(), "the repeats came back");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_workout_comes_back_but_for_the_named_losses(w in a_workout()) {
        for format in Format::ALL {
            let Ok((bytes, lost)) = write(format, &w, &REFS) else {
                let takes = format.takes(w.sport) && format != Format::Tcx;
                prop_assert!(!takes, "{format} refused {w:?}");
                continue;
            };
            let back = read(format, &bytes, &REFS).map_err(|e| TestCaseError::fail(format!("{format}: {e}")))?;
            let expected = if format == Format::Tcx && w.sport == Sport::Swim { Sport::Other } else { w.sport };
            // The builder's text has no sport.
            prop_assert!(format == Format::Icu || back.sport == expected);
            agrees(format, &w, &back, &lost)?;
            // A text without a name begins with its description.
            if !lost.has(Loss::Name) && (format != Format::Icu || !w.name.is_empty()) {
                prop_assert_eq!((&back.name, &back.description), (&w.name, &w.description), "{}", format);
            }
            let again = Workout { sport: w.sport, day: w.day, ..back };
            let (second, _) = write(format, &again, &REFS).map_err(|e| TestCaseError::fail(format!("{format}: {e}")))?;
            prop_assert_eq!(
                String::from_utf8_lossy(&second), String::from_utf8_lossy(&bytes), "{} is not stable", format
            );
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300), w in a_workout(), at in 0.0..1.0_f64, new in any::<u8>()
    ) {
        for format in Format::ALL {
            let _ = read(format, &bytes, &REFS);
            let Ok((mut whole, _)) = write(format, &w, &REFS) else { continue };
            let i = (at * whole.len() as f64) as usize;
            let _ = read(format, &whole[..i], &REFS);
            whole[i] = new;
            let _ = read(format, &whole, &REFS);
        }
    }
}

fn work(seconds: u32, lo: f64, hi: f64) -> Step {
    units::step(StepKind::Work, Duration::Time(seconds), Target::PowerPct, lo, hi)
}

fn ride(steps: Vec<Block>) -> Workout {
    Workout { name: "Ride".into(), sport: Sport::Bike, day: None, description: String::new(), steps }
}

#[test]
fn the_text_of_the_builder_is_read() {
    let text =
        "Warmup\n- 10m ramp 50-60%\n\nMain Set 5x\n- 3m 105-110% 95rpm\n- 2m 45-55%\n\nCooldown\n- 5m 40-48%\n";
    let w = read(Format::Icu, text.as_bytes(), &REFS).unwrap();
    let flat = Block::flatten(&w.steps);
    assert_eq!(flat.len(), 12);
    assert_eq!((flat[0].kind, flat[0].ramp), (StepKind::Warmup, true));
    assert_eq!((flat[1].lo, flat[1].hi, flat[1].cadence), (105.0, 110.0, Some(95)));
    assert_eq!(flat[11].kind, StepKind::Cooldown);
}

#[rstest]
#[case("- 10m 220w", Target::PowerPct, 84.62, 84.62)]
#[case("- 10m Z2", Target::PowerPct, 55.0, 75.0)]
#[case("- 10m Z2 HR", Target::HrPct, 81.0, 90.0)]
#[case("- 10m 95% LTHR", Target::HrPct, 95.0, 95.0)]
#[case("- 10m 80% HR", Target::HrPct, 89.52, 89.52)]
#[case("- 500mtr 78-82% Pace", Target::SpeedPct, 78.0, 82.0)]
#[case("- 2km 5:00/km Pace", Target::SpeedPct, 81.3, 81.3)]
#[case("- hard! 1m30 RPE 7-8", Target::Rpe, 7.0, 8.0)]
#[case("- 20m freeride", Target::Free, 0.0, 0.0)]
#[case("- 9m Z2 press lap", Target::PowerPct, 55.0, 75.0)]
fn targets_of_the_builder(#[case] line: &str, #[case] target: Target, #[case] lo: f64, #[case] hi: f64) {
    let w = read(Format::Icu, line.as_bytes(), &REFS).unwrap();
    let Block::Step(s) = &w.steps[0] else { panic!("a step") };
    assert_eq!((s.target, s.lo, s.hi), (target, lo, hi));
}

#[test]
fn without_its_threshold_an_absolute_target_stays_in_words() {
    let w = read(Format::Icu, b"- steady 10m 220w", &Refs::default()).unwrap();
    let Block::Step(s) = &w.steps[0] else { panic!("a step") };
    assert_eq!((s.target, s.text.as_deref()), (Target::Free, Some("steady 220w")));
}

#[rstest]
#[case("- 75%", "line 1: no length")]
#[case("Warmup\n- 10m RPE 14", "line 2: RPE is followed by")]
#[case("only prose", "no step")]
fn what_is_no_workout_text_says_where(#[case] text: &str, #[case] says: &str) {
    let e = read(Format::Icu, text.as_bytes(), &REFS).unwrap_err();
    assert!(e.reason.as_str().contains(says), "{e}");
}

#[test]
fn swapped_ends_of_a_warm_up_and_a_cool_down_are_put_right() {
    let xml = "<workout_file><sportType>bike</sportType><workout>\
        <Warmup Duration='600' PowerLow='0.7' PowerHigh='0.5'/><SteadyState duration='60' power='1.05' Cadence='90'/>\
        <Cooldown Duration='300' PowerLow='0.4' PowerHigh='0.6'/></workout></workout_file>";
    let w = read(Format::Zwo, xml.as_bytes(), &REFS).unwrap();
    let flat = Block::flatten(&w.steps);
    assert_eq!((flat[0].lo, flat[0].hi), (50.0, 70.0));
    assert_eq!((flat[1].lo, flat[1].cadence), (105.0, Some(90)));
    assert_eq!((flat[2].lo, flat[2].hi), (60.0, 40.0));
}

#[test]
fn intervals_keep_their_form_where_the_format_has_one() {
    let rest = Step { kind: StepKind::Recovery, ..work(120, 55.0, 55.0) };
    let set = Block::Repeat { n: 5, blocks: vec![Block::Step(work(180, 110.0, 110.0)), Block::Step(rest)] };
    let w = ride(vec![Block::Step(work(600, 60.0, 60.0)), set]);
    for format in [Format::Zwo, Format::Fit, Format::Icu] {
        let (bytes, lost) = write(format, &w, &REFS).unwrap();
        assert!(!lost.has(Loss::Repeat), "{format}: {:?}", lost.lines());
        assert!(matches!(read(format, &bytes, &REFS).unwrap().steps[1], Block::Repeat { n: 5, .. }), "{format}");
    }
    let (erg, lost) = write(Format::Erg, &w, &REFS).unwrap();
    assert!(lost.has(Loss::Repeat) && lost.lines().iter().any(|l| l.contains("written out")));
    assert!(String::from_utf8(erg).unwrap().contains("13.00\t286"));
}

#[test]
fn a_step_until_the_lap_button_is_one_where_the_format_has_it() {
    let back = |s| Step { kind: StepKind::Recovery, duration: Duration::Lap(s), ..work(0, 55.0, 55.0) };
    let w = ride(vec![Block::Repeat {
        n: 5,
        blocks: vec![Block::Step(work(75, 108.0, 108.0)), Block::Step(back(120))],
    }]);
    let second = |format| {
        let (bytes, lost) = write(format, &w, &REFS).unwrap();
        let is = read(format, &bytes, &REFS).unwrap();
        (Block::flatten(&is.steps)[1].duration, lost.has(Loss::Lap), lost.has(Loss::Expected), bytes)
    };
    for (format, duration, timed, unknown) in [
        (Format::Zwo, Duration::Time(120), true, false),
        (Format::Erg, Duration::Time(120), true, false),
        (Format::Mrc, Duration::Time(120), true, false),
        (Format::Fit, Duration::Lap(0), false, true),
        (Format::Tcx, Duration::Lap(0), false, true),
        (Format::Icu, Duration::Lap(120), false, false),
    ] {
        let got = second(format);
        assert_eq!((got.0, got.1, got.2), (duration, timed, unknown), "{format}");
    }
    assert!(String::from_utf8(second(Format::Icu).3).unwrap().contains("- Recovery 2m 55% press lap\n"));
    assert!(String::from_utf8(second(Format::Zwo).3).unwrap().contains("IntervalsT"));
    let unknown = ride(vec![Block::Step(back(0))]);
    for format in [Format::Zwo, Format::Erg, Format::Mrc] {
        assert!(write(format, &unknown, &REFS).unwrap_err().0.contains("ends with the lap button"), "{format}");
    }
    let (fit, lost) = write(Format::Fit, &unknown, &REFS).unwrap();
    assert!(lost.is_empty() && read(Format::Fit, &fit, &REFS).unwrap().steps == unknown.steps);
}

#[test]
fn what_would_change_the_training_is_refused() {
    let long = ride((0..25).map(|i| Block::Step(work(60 + i, 60.0, 60.0))).collect());
    assert!(write(Format::Tcx, &long, &REFS).unwrap_err().0.contains("25 steps, TCX holds 20"));
    let run = Workout { sport: Sport::Run, ..long.clone() };
    assert!(write(Format::Erg, &run, &REFS).unwrap_err().0.contains("erg holds no run workouts"));
    assert!(write(Format::Erg, &long, &Refs::default()).unwrap_err().0.contains("no FTP is known"));
    let hours = ride(vec![Block::Step(work(70_000, 60.0, 60.0))]);
    assert!(write(Format::Tcx, &hours, &REFS).unwrap_err().0.contains("65535 seconds"));
    assert!(write(Format::Icu, &ride(vec![]), &REFS).unwrap_err().0.contains("no steps"));
    let (_, lost) = write(
        Format::Fit,
        &ride(vec![Block::Repeat { n: 1, blocks: (0..60).map(|_| Block::Step(work(60, 60.0, 60.0))).collect() }]),
        &REFS,
    )
    .unwrap();
    assert!(lost.has(Loss::Steps));
}

#[test]
fn a_fit_workout_that_repeats_nothing_or_for_ever_is_refused() {
    let raw = |dv, tv| RawStep {
        name: "x".into(),
        duration_type: 6,
        duration_value: dv,
        target_type: 2,
        target_value: tv,
        low: u32::MAX,
        high: u32::MAX,
        intensity: 255,
        cadence: None,
        notes: None,
    };
    let nothing = encode("w", 2, 1, 1, &[raw(3, 2)]).unwrap();
    assert!(read(Format::Fit, &nothing, &REFS).unwrap_err().reason.as_str().contains("repeats nothing"));
    let time = RawStep { duration_type: 0, duration_value: 1000, ..raw(0, 0) };
    let bomb = encode("w", 2, 1, 1, &[time, raw(0, 500), raw(0, 500), raw(0, 500)]).unwrap();
    assert!(read(Format::Fit, &bomb, &REFS).unwrap_err().reason.as_str().contains("5000 steps"));
}

#[test]
fn file_names_sort_by_day_and_hold_letters_only() {
    let mut s = Session {
        id: crate::domain::ShortId(0xa1b2_c3d4_0000_0000),
        day: Day::from_ymd_opt(2026, 11, 24).unwrap(),
        sport: Sport::Bike,
        kind: crate::domain::SessionKind::SweetSpot,
        template: String::new(),
        title: "sweet spot 3 × 12 min/../é".into(),
        minutes: 60,
        load: 50.0,
        intensity: 0.8,
        distance_m: None,
        hard: true,
        zone_minutes: [0.0; 3],
        steps: vec![],
        description: String::new(),
        rationale: String::new(),
        stage: None,
        locked: false,
    };
    assert_eq!(file_name(&s, "zwo"), "2026-11-24-tue-bike-sweet-spot-3x12-min-a1b2c3.zwo");
    s.title = "é".into();
    assert_eq!(Workout::of(&s).name, "é");
}
