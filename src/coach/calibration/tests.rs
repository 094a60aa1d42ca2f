use super::*;
use crate::domain::{
    ActivityRecord, Event, MissionVersion, Provider, Settings, Sport, Threshold, ThresholdKind, WellnessRecord,
    athlete::ProposalState, calibration::CalibrationOutcome, event::MissionActivated, settings::ThresholdSource,
    wellness::Metric,
};

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 20).unwrap()
}

const DAYS: i64 = 210;

/// Every third night is short, and the ride after it feels far harder than it is.
fn athlete() -> Athlete {
    let ftp = Threshold {
        kind: ThresholdKind::Ftp,
        sport: Some(Sport::Bike),
        value: 250.0,
        from: shift(today(), -400),
        source: ThresholdSource::Set,
        note: None,
    };
    let settings = Settings { thresholds: vec![ftp], ..Settings::default() };
    let mut a = Athlete { settings, ..Athlete::default() };
    for i in 0..DAYS {
        let day = shift(today(), i - DAYS);
        let short = i % 3 == 0;
        let values = vec![
            (Metric::SleepHours, if short { 5.8 } else { 7.1 }),
            (Metric::RestingHr, 50.0 + (i % 5) as f64),
            (Metric::HrvRmssd, 60.0 + (i * 7 % 11) as f64),
        ];
        a.apply(&Event::WellnessRecorded(WellnessRecord { day, source: Provider::Oura, values }));
        a.apply(&Event::ActivityRecorded(Box::new(ride(day, if short { 9.0 } else { 5.0 }))));
    }
    let text = "id = \"m\"\nname = \"m\"\n[goal]\nkind = \"block\"\nsport = \"bike\"\nweeks = 40\n";
    let mission: Mission = toml::from_str(text).unwrap();
    let v = MissionVersion { hash: "h".into(), text: text.into(), mission, seen: None };
    a.apply(&Event::MissionSaved(Box::new(v)));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: shift(today(), -100) }));
    a
}

fn ride(day: Day, rpe: f64) -> ActivityRecord {
    let mut r = crate::coach::plan::tests::activity(day, Sport::Bike, 60.0, 30.0);
    r.metrics.power_coverage = 1.0;
    r.metrics.np_w = Some(200.0);
    r.rpe = Some(rpe);
    r
}

fn looked(a: &Athlete, today: Day) -> (Vec<Calibrated>, Vec<CalibrationProposal>) {
    let history = History::build(a, today);
    (calibrated(a, &history, today), proposals(a, &history, today))
}

fn of(all: &[Calibrated], name: &str) -> Calibrated {
    all.iter().find(|c| c.name == name).unwrap_or_else(|| panic!("{name}")).clone()
}

#[test]
fn short_nights_that_go_badly_speak_for_a_need_of_sleep() {
    let a = athlete();
    let (all, asked) = looked(&a, today());
    let need = of(&all, "sleep_need");
    assert_eq!((need.cases, need.now, need.found), (DAYS as u32, 7.5, Some(7.0)), "{need:?}");
    assert_eq!(need.proposed, Some(7.25), "one step in a month: {}", need.text);
    assert_eq!(need.bad, Some(DAYS as u32 / 3));
    let p = asked.iter().find(|p| p.parameter == Parameter::SleepNeed).expect("asked");
    assert_eq!(p.headline(), "hours of sleep that are enough: 7.5 h → 7.25 h");
    assert_eq!((p.written, p.mission.as_str()), (None, "m"));
}

#[test]
fn what_is_set_by_hand_is_looked_at_and_left() {
    let mut a = athlete();
    a.settings.sleep_need_h = Some(8.5);
    let need = of(&looked(&a, today()).0, "sleep_need");
    assert_eq!((need.now, need.proposed), (8.5, None));
    assert!(need.text.contains("config.toml says 8.5 h"), "{}", need.text);
}

#[test]
fn asked_once_in_four_weeks_and_no_answer_is_a_no() {
    let mut a = athlete();
    for p in looked(&a, today()).1 {
        a.apply(&Event::CalibrationProposed(Box::new(p)));
    }
    assert!(a.calibrations.pending(today()).count() > 0);
    let later = shift(today(), EVERY_DAYS - 1);
    assert!(looked(&a, later).1.is_empty());
    for no in expired(&a, later) {
        a.apply(&Event::CalibrationAnswered(no));
    }
    assert!(a.calibrations.proposals.iter().all(|(_, s)| *s == ProposalState::Expired));
    let id = a.calibrations.proposals[0].0.id;
    let yes = CalibrationAnswer { proposal: id, outcome: CalibrationOutcome::Accepted, day: later };
    a.apply(&Event::CalibrationAnswered(yes));
    assert_eq!(a.calibrations.proposals[0].1, ProposalState::Expired, "too late");
}

#[test]
fn without_a_history_all_is_as_the_book_has_it() {
    let a = Athlete::default();
    let (all, asked) = looked(&a, today());
    assert!(asked.is_empty() && all.iter().all(|c| c.proposed.is_none() && c.cases == 0), "{all:?}");
    assert!(of(&all, "rpe_scale").text.contains("10 are needed"));
}

#[test]
fn what_is_learnt_by_itself_is_told_with_what_it_rests_on() {
    let (all, _) = looked(&athlete(), today());
    let hour = of(&all, "load_per_hour_bike");
    assert_eq!((hour.parameter, hour.cases, hour.book), (None, 42, 50.0));
    assert!((hour.now - 64.0).abs() < 0.5, "{hour:?}");
    let scale = of(&all, "rpe_scale");
    assert!(scale.cases > 100 && scale.now > 0.9 && scale.now < 1.2, "{scale:?}");
}

#[test]
fn a_mission_that_is_over_is_asked_nothing() {
    let a = athlete();
    let after = shift(today(), 400);
    assert!(proposals(&a, &History::build(&a, after), after).is_empty());
}
