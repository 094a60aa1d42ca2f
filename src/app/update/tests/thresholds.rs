use crate::app::{
    Action, Offer, offer,
    rig::{Screen, today},
};
use crate::domain::{
    CleanText, Event, ShortId, Sport, Threshold, ThresholdKind, ThresholdProposal, athlete::ProposalState,
    day::shift, settings::ThresholdSource, threshold::ThresholdMethod,
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
        Offer::Off("no threshold waits for an answer".into())
    );
}

#[test]
fn denied_it_stays_as_it_was() {
    let mut screen = waiting();
    screen.presses("N").sees("Deny it?").presses("y").sees("is denied");
    assert!(screen.athlete.thresholds.accepted.is_empty());
    assert_eq!(screen.athlete.thresholds.proposals[0].1, ProposalState::Denied);
}
