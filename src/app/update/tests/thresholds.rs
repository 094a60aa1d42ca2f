use crate::app::Effect;
use crate::app::{
    Action, Offer, offer,
    rig::{Screen, today},
};
use crate::domain::{
    CalibrationProposal, CleanText, Event, ShortId, Sport, Threshold, ThresholdKind, ThresholdProposal,
    athlete::ProposalState, calibration::CalibrationOutcome, day::shift, mission::Parameter,
    settings::ThresholdSource, threshold::ThresholdMethod,
};

fn waiting() -> Screen {
    let mut screen = Screen::open();
    let reason = CleanText::line("best 20 min at 276 W");
    let p = ThresholdProposal {
        id: ShortId(7),
        day: today(),
        expires: shift(today(), 21),
        threshold: Threshold {
            kind: ThresholdKind::Ftp,
            sport: Some(Sport::Bike),
            value: 262.0,
            from: today(),
            source: ThresholdSource::Accepted,
            note: None,
        },
        current: Some(250.0),
        current_source: Some(ThresholdSource::Set),
        method: ThresholdMethod::Eftp,
        confidence: 0.7,
        effort_day: today(),
        activity: None,
        reason,
    };
    screen.writes_elsewhere(&Event::ThresholdProposed(Box::new(p)));
    screen
}

#[test]
fn a_threshold_that_waits_is_told_once() {
    let mut screen = waiting();
    screen.sees("A threshold waits: FTP 250 W → 262 W · T yes · N no").presses("esc").reload();
    screen.does_not_see("A threshold waits");
}

#[test]
fn it_holds_after_a_yes() {
    let mut screen = waiting();
    screen.presses("T").sees("FTP 250 W → 262 W: best 20 min at 276 W. Accept it?").presses("n");
    assert!(screen.athlete.thresholds.accepted.is_empty(), "a no to the question leaves it waiting");
    screen.presses("T y").sees("Saved: FTP 250 W → 262 W is accepted");
    assert_eq!(screen.athlete.thresholds.accepted.len(), 1);
    assert_eq!(
        offer(&screen.state, Action::AcceptThreshold),
        Offer::Off("no threshold and no figure of your own waits for an answer".into())
    );
}

#[test]
fn denied_it_stays_as_it_was() {
    let mut screen = waiting();
    screen.presses("N").sees("Deny it?").presses("y").sees("is denied");
    assert!(screen.athlete.thresholds.accepted.is_empty());
    assert_eq!(screen.athlete.thresholds.proposals[0].1, ProposalState::Denied);
}

fn figure() -> CalibrationProposal {
    CalibrationProposal {
        id: ShortId(9),
        day: today(),
        expires: shift(today(), 21),
        mission: "m".into(),
        parameter: Parameter::GreenCut,
        written: None,
        now: 70.0,
        to: 72.0,
        cases: 90,
        brier: Some((0.11, 0.12)),
        reason: CleanText::line("20 of 90 mornings went badly."),
    }
}

#[test]
fn a_figure_of_ones_own_waits_behind_a_threshold_and_is_asked_before_it_is_written() {
    let mut screen = waiting();
    screen.writes_elsewhere(&Event::CalibrationProposed(Box::new(figure())));
    screen.does_not_see("Your history speaks").presses("N y");
    screen.sees(
        "Your history speaks for another figure: score under which a day is not green: 70 → 72 · T yes · N no",
    );
    screen.presses("T").sees("20 of 90 mornings went badly. Write it into your mission's file?").presses("n");
    assert!(!screen.asked.iter().any(|e| matches!(e, Effect::Calibrate(..))), "a no leaves it waiting");
    screen.presses("T y");
    assert_eq!(screen.asked.last(), Some(&Effect::Calibrate(ShortId(9), CalibrationOutcome::Accepted)));
    screen.presses("N y");
    assert_eq!(screen.asked.last(), Some(&Effect::Calibrate(ShortId(9), CalibrationOutcome::Denied)));
    assert!(matches!(offer(&screen.state, Action::RevertOwn), Offer::Off(_)));
}
