use super::*;
use crate::{
    domain::{CleanText, mission::Parameter},
    sync::missions::tests::{Rig, marathon},
};
use std::fs;

fn asked(rig: &mut Rig, n: u64, parameter: Parameter, to: f64) -> ShortId {
    let today = Rig::today();
    let written = rig.known.0.active_mission(today).and_then(|m| parameter.row().value(m));
    let p = CalibrationProposal {
        id: ShortId(n),
        day: today,
        expires: today,
        mission: "marathon".into(),
        parameter,
        written,
        now: written.unwrap_or(8.0),
        to,
        cases: 100,
        brier: None,
        reason: CleanText::line("seen"),
    };
    let event = Draft { event: Event::CalibrationProposed(Box::new(p)), key: format!("calibration:{n}") };
    rig.store.append(vec![event.at(DateTime::UNIX_EPOCH)]).expect("written");
    rig.known = rig.store.athlete().expect("a fold");
    ShortId(n)
}

fn says(rig: &mut Rig, id: ShortId, outcome: CalibrationOutcome) -> Result<String, CalibrateError> {
    let said = answer(&rig.store, &rig.known.0, &rig.paths, (id, outcome), Rig::today(), DateTime::UNIX_EPOCH);
    rig.known = rig.store.athlete().expect("a fold");
    said
}

fn need(rig: &Rig) -> Option<f64> {
    rig.known.0.active_mission(Rig::today()).and_then(|m| m.personal.sleep_need)
}

fn text(rig: &Rig) -> String {
    fs::read_to_string(rig.paths.mission_file("marathon")).expect("a file")
}

#[test]
fn a_yes_writes_the_figure_and_taking_it_back_the_text_of_before() {
    let mut rig = Rig::new();
    rig.takes_up(&marathon());
    let id = asked(&mut rig, 1, Parameter::SleepNeed, 7.75);
    let before = text(&rig);
    assert!(says(&mut rig, id, CalibrationOutcome::Accepted).unwrap().contains("7.75 h"));
    assert_eq!(need(&rig), Some(7.75));
    assert!(text(&rig).contains("sleep_need = 7.75"), "comments and the rest stay");
    let again = says(&mut rig, id, CalibrationOutcome::Accepted).unwrap_err();
    assert!(again.to_string().contains("accepted already"), "{again}");
    let next = asked(&mut rig, 2, Parameter::SleepNeed, 8.0);
    says(&mut rig, next, CalibrationOutcome::Accepted).unwrap();
    let early = says(&mut rig, id, CalibrationOutcome::Reverted).unwrap_err();
    assert!(matches!(early, CalibrateError::NotHolding(_)), "the last one goes first: {early}");
    says(&mut rig, next, CalibrationOutcome::Reverted).unwrap();
    assert_eq!(need(&rig), Some(7.75));
    says(&mut rig, id, CalibrationOutcome::Reverted).unwrap();
    assert_eq!(need(&rig), None);
    let keys = |t: &str| t.lines().filter(|l| !l.trim().is_empty() && *l != "[personal]").count();
    assert_eq!(keys(&text(&rig)), keys(&before));
}

#[test]
fn a_no_changes_nothing_and_what_was_edited_meanwhile_is_not_overwritten() {
    let mut rig = Rig::new();
    rig.takes_up(&marathon());
    let (one, two) = (asked(&mut rig, 1, Parameter::SleepNeed, 7.75), asked(&mut rig, 2, Parameter::RedCut, 62.0));
    let before = text(&rig);
    says(&mut rig, one, CalibrationOutcome::Denied).unwrap();
    assert_eq!((text(&rig), need(&rig)), (before.clone(), None));
    let own = format!("{before}\n[personal]\nred_readiness = 64\n");
    fs::write(rig.paths.mission_file("marathon"), &own).unwrap();
    let refused = says(&mut rig, two, CalibrationOutcome::Accepted).unwrap_err();
    assert!(refused.to_string().contains("personal.red_readiness = 64"), "{refused}");
    assert_eq!(text(&rig), own);
    assert!(says(&mut rig, ShortId(9), CalibrationOutcome::Denied).unwrap_err().to_string().contains("ledger"));
}
